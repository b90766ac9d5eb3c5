"""Rows, cards and entries: which has a number, and what belongs to which."""

import pytest

from agents.operator.grounding.context import Tie
from agents.operator.grounding.ranked import Page
from tests.snapshots import Piece, aim, at, button, chosen, entry, find, icon, index, page, piece, said


def row(y: float, title: str, *inner: Piece, x: float = 100, role: str = "listitem", ref: str = "") -> Piece:
    return piece(role, (x, y, 500, 40), said(title, x, y + 10), *inner, ref=ref or None)


def goods(*missing: str) -> Piece:
    """Three rows with a bin each, but for the `missing` ones."""
    rows = [
        row(
            100 + 50 * i, title, *([] if title in missing else [icon(560, 108 + 50 * i, "Delete", ref=title)])
        )
        for i, title in enumerate(("Rope", "Tent", "Lamp"))
    ]
    return piece("list", (100, 100, 500, 150), *rows)


def menu() -> Piece:
    """A longer list that has nothing to do with it."""
    entries = [
        row(100 + 50 * i, text, said("new", 860, 110 + 50 * i), x=800) for i, text in enumerate("ABCDEF")
    ]
    return piece("list", (800, 100, 150, 300), *entries)


def choice(on: Page, description: str, **more: object) -> str | None:
    return chosen(on, find(on, aim(description, **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("description", "ref"),
    [
        ("the bin of the second entry", "Tent"),
        ("the bin in the last row", "Lamp"),
        ("the bin in row 1", "Rope"),
        ("the bin in the fifth row", None),
    ],
)
def test_rows_are_those_that_hold_what_is_meant(description: str, ref: str | None) -> None:
    assert choice(page(menu(), goods()), description) == ref
    assert choice(page(goods()), description) == ref


def test_what_its_row_has_lost_is_not_taken_from_another() -> None:
    assert choice(page(menu(), goods("Tent")), "the bin of the second entry") is None
    assert choice(page(menu(), goods("Tent")), "the bin of the third entry") == "Lamp"


def test_what_is_named_once_needs_no_row() -> None:
    """The page's largest list is not the one that the description speaks of."""
    on = page(menu(), said("Question 1", 100, 500), button("The Sun", 100, 540, ref="sun"))
    assert choice(on, "the answer to the first question", name="The Sun") == "sun"


def test_the_number_of_a_row_may_be_written_in_it_but_not_its_place() -> None:
    rows = [
        row(100 + 50 * i, text, icon(560, 108 + 50 * i, "Delete", ref=text)) for i, text in enumerate("312")
    ]
    on = page(piece("list", (100, 100, 500, 150), *rows))
    assert choice(on, "the bin in row 2") == "2"
    assert choice(on, "the bin in the second row") == "1"


def card(x: float, title: str) -> Piece:
    """A card with a line of texts and a line of buttons of one make."""
    texts = piece("generic", (x, 100, 180, 24), said(title, x, 100), said("4 km", x + 100, 100))
    buttons = piece(
        "generic", (x, 140, 180, 24), button("Cook", x, 140, ref=f"cook {title}"), said("x", x, 140)
    )
    return piece("generic", (x, 100, 180, 80), texts, buttons, ref=title)


def test_two_lines_of_a_card_are_no_rows_where_each_card_has_one() -> None:
    on = page(piece("generic", (0, 100, 700, 80), *(card(200 * i, title) for i, title in enumerate("ABC"))))
    assert choice(on, "the button", name="Cook", near="B") == "cook B"
    twins = [at(on, f"cook {title}").box for title in "ABC"]
    [mark] = on.context.landmarks("B")
    assert on.context.relation(at(on, "cook B"), [mark], twins).tie is Tie.ITEM
    assert on.context.relation(at(on, "cook C"), [mark], twins).tie is Tie.APART


def test_a_card_that_has_lost_its_button_is_no_heading_of_the_others() -> None:
    def shows(lost: str) -> Page:
        def one(x: float, title: str) -> Piece:
            follow = [] if title == lost else [button("Follow", x + 10, 130, ref=title)]
            height = 100 if title == lost else 140
            return piece("generic", (x, 20, 180, height), icon(x, 30), said(title, x, 80), *follow)

        cards = [one(200 * i, title) for i, title in enumerate(("Orbit", "Nocturne", "Tides"))]
        return page(piece("generic", (0, 20, 600, 140), *cards))

    assert choice(shows(""), "the button", name="Follow", near="Tides") == "Tides"
    assert choice(shows("Tides"), "the button", name="Follow", near="Tides") is None
    assert choice(shows("Nocturne"), "the button", name="Follow", near="Nocturne") is None


def test_a_row_that_has_lost_its_icon_is_not_as_wide_as_the_page() -> None:
    """Two columns of the page are alike, too; what is in one of them does not belong together for that."""

    def heading(y: float, text: str, *inner: Piece) -> Piece:
        return piece("generic", (0, y, 200, 30), said(text, 0, y), *inner)

    def column(x: float, *inner: Piece) -> Piece:
        return piece("generic", (x, 0, 200, 400), *inner)

    lost = (
        heading(20, "Channels"),
        heading(60, "general"),
        heading(200, "People", icon(170, 200, "Add", ref="p")),
    )
    on = page(column(0, *lost), column(220, said("Today", 220, 20), said("Hello", 220, 60)))
    assert choice(on, "the plus beside the heading", near="People") == "p"
    assert choice(on, "the plus beside the heading", near="Channels") is None


def test_rows_of_a_number_stand_in_the_tree() -> None:
    on = page(menu(), goods())
    [mark] = on.context.row(2, [index(on, "Rope"), index(on, "Tent"), index(on, "Lamp")])
    assert mark.node == on.tree.item_of(index(on, "Tent"))
    assert on.context.row(9, [index(on, "Rope"), index(on, "Tent")]) == []
    fields = page(entry(0, 0, "Name", ref="name"))
    assert fields.context.row(1, [index(fields, "name")]) == []
