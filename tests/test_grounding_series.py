"""Words of order: the third of like things side by side, the one in the second row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.ranked import Page
from tests.snapshots import Piece, aim, button, chosen, find, icon, page, piece, said


def stars(y: float, prefix: str = "", count: int = 5, x: float = 100) -> list[Piece]:
    return [icon(x + 30 * i, y, ref=f"{prefix}{i + 1}") for i in range(count)]


def choice(on: Page, description: str) -> str | None:
    return chosen(on, find(on, aim(description)))


@pytest.mark.parametrize(
    ("order", "ref"),
    [
        ("first", "1"),
        ("third", "3"),
        ("4th", "4"),
        ("last", "5"),
        ("penultimate", "4"),
        ("leftmost", "1"),
        ("rightmost", "5"),
        ("sixth", None),
    ],
)
def test_the_number_of_like_things_side_by_side(order: str, ref: str | None) -> None:
    row = page(*stars(100))
    column = page(*(icon(100, 100 + 30 * i, ref=str(i + 1)) for i in range(5)))
    assert choice(row, f"the {order} star") == ref
    if "most" not in order:
        assert choice(column, f"the {order} star") == ref


@given(st.permutations(range(5)), st.sampled_from(["first", "second", "third", "last"]))
def test_they_are_counted_as_they_stand_not_as_the_tree_has_them(order: list[int], said_: str) -> None:
    pieces = stars(100)
    expected = {"first": "1", "second": "2", "third": "3", "last": "5"}[said_]
    assert choice(page(*(pieces[i] for i in order)), f"the {said_} star") == expected


def test_what_is_counted_in_two_series_is_ambiguous() -> None:
    on = page(*stars(100, "a"), *stars(400, "b"))
    assert find(on, aim("the third star")).verdict == "ambiguous"
    longer = page(*stars(100, "a"), *stars(400, "b", count=2))
    assert choice(longer, "the third star") == "a3"  # only one has so many
    assert find(longer, aim("the second star")).verdict == "ambiguous"


@pytest.mark.parametrize(
    ("region", "ref"),
    [("at the top", "a2"), ("in the top bar", "a2"), ("at the bottom", "b2"), ("in the footer", "b2")],
)
def test_the_series_may_be_told_by_where_it_stands(region: str, ref: str) -> None:
    on = page(*stars(20, "a"), *stars(700, "b"))
    assert choice(on, f"the second icon {region}") == ref


@pytest.mark.parametrize(("region", "ref"), [("in the left column", "a2"), ("in the right column", "b2")])
def test_columns_may_be_told_by_their_side(region: str, ref: str) -> None:
    left = [icon(20, 100 + 60 * i, ref=f"a{i + 1}") for i in range(3)]
    right = [icon(900, 115 + 60 * i, ref=f"b{i + 1}") for i in range(3)]
    assert choice(page(*left, *right), f"the second icon {region}") == ref


def test_things_of_another_size_are_of_another_series() -> None:
    large = [piece("button", (100 + 80 * i, 92, 40, 40), icon=True, ref=f"large{i + 1}") for i in range(2)]
    on = page(*large, *stars(100, "small", count=3, x=300))
    assert choice(on, "the third icon") == "small3"


def test_what_is_drawn_in_a_control_is_not_counted_beside_it() -> None:
    doubled = [piece(one.role, one.box, piece("img", one.box, icon=True), **one.more) for one in stars(100)]
    assert choice(page(*doubled), "the third star") == "3"


def rows(count: int = 4, rated: bool = True) -> list[Piece]:
    """Rows with a title, a star and a cross."""
    return [
        piece(
            "listitem",
            (100, 100 + 60 * i, 500, 40),
            said(f"Film {'ABCDEF'[i]}", 100, 108 + 60 * i),
            *(stars(108 + 60 * i, f"row{i + 1}-", 3, 250) if rated else []),
            button("×", 560, 108 + 60 * i, 24, ref=f"cross{i + 1}"),
        )
        for i in range(count)
    ]


@pytest.mark.parametrize(
    ("description", "ref"),
    [
        ("the cross in row 4", "cross4"),
        ("the cross at the right end of row 2", "cross2"),
        ("the cross in the second row", "cross2"),
        ("the cross in the last row", "cross4"),
        ("the cross of item 3", "cross3"),
        ("the cross in row 5", None),
    ],
)
def test_the_one_in_the_row_of_that_number(description: str, ref: str | None) -> None:
    assert choice(page(*rows()), description) == ref


@pytest.mark.parametrize(
    ("description", "ref"),
    [
        ("the third star in row 2", "row2-3"),
        ("the last star in the first row", "row1-3"),
        ("the fourth star in row 2", None),
    ],
)
def test_the_number_within_a_row(description: str, ref: str | None) -> None:
    assert choice(page(*rows(2)), description) == ref


def test_a_row_without_one_has_none() -> None:
    pieces = rows()
    bare = pieces[1]
    pieces[1] = piece(bare.role, bare.box, *bare.inner[:-1], said("gone", 560, 168))
    on = page(*pieces)
    assert choice(on, "the cross in row 1") == "cross1"
    assert choice(on, "the cross in row 2") is None


@given(st.integers(2, 6), st.data())
def test_rows_are_counted_whatever_stands_around_them(count: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, count))
    others = st.sampled_from([said("Films", 100, 20), button("Save", 700, 20)])
    around = data.draw(st.lists(others, max_size=2))
    on = page(*around, *rows(count, rated=False))
    assert choice(on, f"the cross in row {number}") == f"cross{number}"


def test_one_less_than_is_said_may_be_gone() -> None:
    assert choice(page(*stars(100)), "the second of the five stars") == "2"
    assert choice(page(*stars(100, count=4)), "the second of the five stars") is None
