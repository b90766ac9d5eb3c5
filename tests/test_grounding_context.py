"""What stands with what: rows and cards where the tree has them, else the place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.context import Tie
from agents.operator.grounding.places import closeness, in_column, in_row, reading_order
from agents.operator.grounding.ranked import Page
from tasks.geometry import Box
from tests.snapshots import VIEWPORT, Piece, at, button, entry, icon, page, piece, said


def tie(on: Page, ref: str, near: str, twins: tuple[str, ...] = ()) -> Tie:
    """How an element stands to a text."""
    marks = on.context.landmarks(near)
    assert marks, near
    return on.context.relation(at(on, ref), marks, [at(on, one).box for one in twins]).tie


def where(on: Page, text: str) -> list[str | None]:
    """The refs of the nodes in which a text stands."""
    return [
        None if mark.node is None else on.snapshot.nodes[mark.node].ref for mark in on.context.landmarks(text)
    ]


def test_a_landmark_is_the_whole_text_before_whole_words_before_a_part() -> None:
    texts = (
        said("Dune", 0, 0, ref="whole"),
        said("Dune lamp", 0, 40, ref="words"),
        said("Dunes", 0, 80, ref="part"),
    )
    assert where(page(*texts), "dune") == ["whole"]
    assert where(page(*texts[1:]), "dune") == ["words"]
    assert where(page(*texts[2:]), "dune") == ["part"]
    assert where(page(*texts), "Fjord") == []


def test_what_is_written_goes_before_what_is_only_a_name() -> None:
    named, written = icon(0, 0, "Dune", ref="named"), said("Dune", 0, 40, ref="written")
    assert where(page(named, written), "Dune") == ["written"]
    assert where(page(named), "Dune") == ["named"]


def test_what_a_field_holds_is_a_landmark_and_what_is_covered_is_none() -> None:
    on = page(entry(0, 0, value="Oslo", ref="field"), said("Bergen", 0, 40, obscured=True), said("x", 0, 80))
    assert where(on, "Oslo") == ["field"]
    assert where(on, "Bergen") == []


def test_a_text_on_two_lines_of_one_box_is_a_landmark() -> None:
    box = piece("generic", (0, 0, 100, 40), said("Long", 0, 0), said("title", 0, 20), ref="box")
    assert where(page(box, said("x", 0, 90)), "Long title") == ["box"]


def test_a_text_in_pieces_side_by_side_is_a_landmark() -> None:
    on = page(said("Salary", 0, 0), said("Tidewater", 60, 0), said("Ltd", 140, 0), said("Rent", 0, 40))
    [mark] = on.context.landmarks("Salary Tidewater Ltd")
    assert (mark.box.x, mark.box.right) == (0, 164)
    assert on.context.landmarks("Salary Rent") == []


def rows(*titles: str) -> list[Piece]:
    """Rows of a list, 60 pixels apart: a title and a button."""
    return [
        piece(
            "listitem",
            (100, 60 * i, 500, 40),
            said(title, 100, 60 * i + 8),
            button("Remove", 500, 60 * i + 8, ref=f"{title}-remove"),
            ref=title,
        )
        for i, title in enumerate(titles)
    ]


def test_rows_of_the_tree() -> None:
    on = page(*rows("Dune", "Fjord", "Loop"))
    for title in ("Dune", "Fjord", "Loop"):
        for other in ("Dune", "Fjord", "Loop"):
            assert tie(on, f"{other}-remove", title) == (Tie.ITEM if title == other else Tie.APART)


def test_cards_of_the_tree_whatever_stands_nearer() -> None:
    def card(x: float, title: str, y: float) -> Piece:
        return piece("article", (x, 0, 200, 300), said(title, x, y), button("Buy", x + 60, 260, ref=title))

    # The title of the second card stands right beside the button of the first.
    on = page(card(0, "Dune", 10), card(210, "Fjord", 262))
    assert tie(on, "Dune", "Dune") is Tie.ITEM
    assert tie(on, "Dune", "Fjord") is Tie.APART


def test_a_group_that_is_no_row() -> None:
    group = piece("group", (0, 0, 300, 100), said("Guests", 0, 0), icon(100, 40, "Add", ref="in"))
    on = page(group, icon(100, 400, "Add", ref="out"))
    assert tie(on, "in", "Guests") is Tie.GROUP
    assert tie(on, "out", "Guests") < Tie.GROUP


def test_what_is_called_by_the_landmark_is_in_it() -> None:
    on = page(said("Wi-Fi", 0, 0), piece("switch", (800, 700, 40, 20), name="Wi-Fi", ref="switch"))
    assert tie(on, "switch", "Wi-Fi") is Tie.ITEM


def flat(*titles: str, gap: float = 24, across: float = 0) -> Page:
    """A page without groups: titles below each other, an icon below or beside each."""
    texts = [said(title, 20, 120 * i) for i, title in enumerate(titles)]
    pressed = [icon(20 + across, 120 * i + gap, ref=title) for i, title in enumerate(titles)]
    return page(*(one for pair in zip(texts, pressed, strict=True) for one in pair))


@pytest.mark.parametrize("across", [120, 400])
def test_on_a_flat_page_the_title_in_the_row_is_the_owner(across: float) -> None:
    titles = ("Dune", "Fjord", "Loop")
    on = flat(*titles, gap=0, across=across)
    for title in titles:
        found = [tie(on, other, title, titles) for other in titles]
        assert found == [Tie.CLOSE if other == title else Tie.APART for other in titles]


def test_on_a_flat_page_a_title_owns_what_comes_before_the_next_title() -> None:
    titles = ("Dune", "Fjord", "Loop")
    on = flat(*titles)
    for number, title in enumerate(titles):
        found = [tie(on, other, title, titles) for other in titles[number:]]
        assert found == [Tie.CLOSE, *[Tie.APART] * (len(found) - 1)]


def test_what_stands_far_from_a_text_is_open() -> None:
    on = page(said("Dune", 20, 20), icon(20, 700, ref="below"), icon(900, 20, ref="beside"))
    assert tie(on, "below", "Dune") is Tie.OPEN
    assert tie(on, "beside", "Dune") is Tie.OPEN


def test_of_equal_ties_the_smaller_group_is_closer() -> None:
    inner = piece("group", (0, 0, 300, 60), said("Dune", 0, 0), button("Buy", 200, 0, ref="near"))
    on = page(piece("group", (0, 0, 300, 300), inner, button("Buy", 200, 250, ref="far")))
    marks = on.context.landmarks("Dune")
    near, far = (on.context.relation(at(on, ref), marks) for ref in ("near", "far"))
    assert near.area < far.area
    assert near.gap < far.gap


def test_nothing_is_apart_where_there_is_no_landmark() -> None:
    on = page(button("Buy", 0, 0, ref="buy"))
    assert on.context.relation(at(on, "buy"), []).tie is Tie.OPEN


@pytest.mark.parametrize(
    ("number", "ref"),
    [(1, "Dune"), (2, "Fjord"), (3, "Loop"), (-1, "Loop"), (-3, "Dune"), (4, None), (-4, None)],
)
def test_rows_are_counted(number: int, ref: str | None) -> None:
    on = page(said("Heading", 0, 700), *rows("Dune", "Fjord", "Loop"))
    found = [on.snapshot.nodes[mark.node or 0].ref for mark in on.context.row(number)]
    assert found == ([ref] if ref else [])


def test_a_header_is_no_row_and_a_number_that_is_written_counts_first() -> None:
    def table_row(y: float, *texts: str, role: str = "cell") -> Piece:
        cells = [piece(role, (200 * i, y, 200, 40), text=text) for i, text in enumerate(texts)]
        return piece("row", (0, y, 600, 40), *cells, ref=texts[0])

    head = table_row(0, "No.", "Name", role="columnheader")
    plain = page(head, table_row(40, "A", "Dune"), table_row(80, "B", "Fjord"))
    assert [plain.snapshot.nodes[mark.node or 0].ref for mark in plain.context.row(1)] == ["A"]
    numbered = page(head, table_row(40, "7", "Dune"), table_row(80, "1.", "Fjord"))
    assert [numbered.snapshot.nodes[mark.node or 0].ref for mark in numbered.context.row(1)] == ["1."]
    assert [numbered.snapshot.nodes[mark.node or 0].ref for mark in numbered.context.row(7)] == ["7"]


def test_a_header_that_is_made_as_the_rows_are_is_no_row() -> None:
    head = [piece("columnheader", one.box, one) for one in (said("X", 0, 0), said("Y", 200, 0))]
    first = [said("A", 0, 40), said("B", 200, 40)]
    second = [said("C", 0, 80), said("D", 200, 80)]
    rows = [
        piece("row", (0, 40 * i, 600, 40), *cells, ref=ref)
        for i, (ref, cells) in enumerate(zip(("head", "first", "second"), (head, first, second), strict=True))
    ]
    on = page(*rows)
    assert [on.snapshot.nodes[mark.node or 0].ref for mark in on.context.row(1)] == ["first"]


def test_in_line() -> None:
    box = Box(100, 100, 80, 40)
    assert in_row(box, Box(500, 110, 10, 20))
    assert not in_row(box, Box(500, 135, 80, 40))
    assert in_column(box, Box(170, 500, 80, 40))
    assert not in_column(box, Box(180, 500, 80, 40))


BOXES = st.builds(Box, *[st.integers(-100, 1100)] * 2, *[st.integers(1, 300)] * 2)


@given(BOXES, BOXES)
def test_closeness_is_a_share_and_the_same_both_ways(one: Box, other: Box) -> None:
    assert 0 <= closeness(one, other, VIEWPORT) <= 1
    assert closeness(one, other, VIEWPORT) == closeness(other, one, VIEWPORT)
    assert closeness(one, one, VIEWPORT) == 1
    assert (closeness(one, other, VIEWPORT) == 1) == (one.center == other.center)


def test_boxes_are_read_row_by_row_from_the_left() -> None:
    boxes = [Box(300, 104, 80, 24), Box(100, 100, 80, 24), Box(100, 200, 80, 24), Box(200, 96, 80, 24)]
    assert reading_order(boxes) == [1, 3, 0, 2]


@given(st.lists(BOXES, max_size=8))
def test_every_box_is_read_once(boxes: list[Box]) -> None:
    assert sorted(reading_order(boxes)) == list(range(len(boxes)))


def test_what_one_row_of_several_has_lost_is_not_looked_for_outside() -> None:
    def row(name: str, y: float, *more: Piece) -> Piece:
        return piece("row", (0, y, 400, 30), said(name, 10, y), said("Town", 200, y), *more)

    rows = piece(
        "table", (0, 100, 400, 90), *(row(name, 100 + 30 * i) for i, name in enumerate(("Ada", "Ben", "Cy")))
    )
    near, over = icon(410, 100, ref="near"), icon(370, 103, ref="over")
    assert tie(page(rows, near), "near", "Ada") is Tie.APART
    assert tie(page(rows, over), "over", "Ada") is not Tie.APART  # it hovers over the row
    # browser-use's elements are no nodes.
    on, known = page(rows, near), replace(at(page(rows, near), "near"), node=None)
    assert on.context.relation(known, on.context.landmarks("Ada")).tie is Tie.APART
