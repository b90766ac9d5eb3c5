"""The accessible tree as grounding walks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.tree import Tree, saying
from tasks.evidence import Node
from tasks.geometry import Box
from tests.snapshots import Piece, button, entry, icon, index, page, piece, said


def row(
    y: float, *inner: Piece, w: float = 400, h: float = 40, role: str = "generic", ref: str = ""
) -> Piece:
    return piece(role, (100, y, w, h), *inner, ref=ref)


def test_the_texts_of_a_node_are_its_own_and_those_in_it() -> None:
    inner = button("Buy", 300, 0), icon(400, 0, "Heart"), entry(450, 0, "Count", value="3")
    on = page(piece("listitem", (100, 0, 400, 40), *inner, text="Dune", ref="row"))
    assert on.tree.texts[index(on, "row")] == "Dune Buy"  # neither a name nor a value is written there


def test_a_text_without_a_place_is_not_read() -> None:
    tree = Tree([Node(role="list", box=Box(0, 0, 9, 9)), Node(role="option", text="Oslo", parent=0)])
    assert tree.texts == ["", ""]


@pytest.mark.parametrize(
    ("outer", "more", "inner", "owner"),
    [
        ("button", {}, said("Save", 0, 0), "outer"),
        ("button", {}, icon(0, 0, role="img"), "outer"),
        ("generic", {}, said("Save", 0, 0), None),
        ("generic", {"pointer": True}, said("Card", 0, 0), "outer"),
        ("generic", {"focusable": True}, said("Card", 0, 0), "outer"),
        ("dialog", {"focusable": True}, said("Text", 0, 0), None),  # focused only to be read
        ("generic", {"focusable": True}, button("In", 0, 0), "inner"),
        ("listitem", {"pointer": True}, button("In", 0, 0), "inner"),
    ],
)
def test_the_owner_of_a_part_is_what_is_operated(
    outer: str, more: dict[str, bool], inner: Piece, owner: str | None
) -> None:
    part = piece(inner.role, inner.box, **{**inner.more, "ref": "inner"})
    on = page(piece(outer, (0, 0, 200, 40), part, **more, ref="outer"))
    at = on.tree.owners[index(on, "inner")]
    assert (None if at is None else on.snapshot.nodes[at].ref) == owner


def test_what_takes_the_focus_around_a_control_is_no_control() -> None:
    on = page(piece("generic", (0, 0, 200, 40), button("In", 0, 0), focusable=True, ref="frame"))
    assert on.tree.owners[index(on, "frame")] is None


PARENTS = st.lists(st.integers(0, 10), max_size=10)


def tree_of(parents: list[int]) -> Tree:
    nodes = [Node(role="generic", box=Box(0, 0, 99, 99))]
    nodes += [
        Node(role="generic", box=Box(0, 0, 9, 9), parent=one % (at + 1)) for at, one in enumerate(parents)
    ]
    return Tree(nodes)


@given(PARENTS)
def test_below_and_lineage_say_the_same(parents: list[int]) -> None:
    tree = tree_of(parents)
    every = range(len(tree.nodes))
    for outer in every:
        below = tree.below(outer)
        assert sorted(below) == [one for one in every if one != outer and outer in tree.lineage(one)]
        assert [one for one in below if tree.nodes[one].parent == outer] == tree.children[outer]


@given(PARENTS, st.data())
def test_two_nodes_meet_in_the_innermost_node_around_both(parents: list[int], data: st.DataObject) -> None:
    tree = tree_of(parents)
    one, other = (data.draw(st.integers(0, len(parents))) for _ in range(2))
    around, first, second = tree.meeting(one, other)
    assert around is not None
    assert around == max(
        set(tree.lineage(one)) & set(tree.lineage(other)), key=lambda i: len(tree.lineage(i))
    )
    for side, node in ((first, one), (second, other)):
        assert (
            side is None if node == around else side in tree.children[around] and side in tree.lineage(node)
        )


def test_two_trees_never_meet() -> None:
    assert Tree([Node(role="main"), Node(role="main")]).meeting(0, 1) == (None, None, None)


def entries(*pieces: Piece) -> list[str | None]:
    """The items of the first piece's repetition."""
    on = page(*pieces)
    return [on.snapshot.nodes[one].ref for one in on.tree.items(index(on, "a"))]


def full(text: str, y: float) -> tuple[Piece, ...]:
    return said(text, 100, y), button("Buy", 400, y), icon(460, y, "Heart")


def test_rows_that_are_made_alike_are_one_repetition() -> None:
    rows = [
        row(60 * i, *full(text, 60 * i), ref=ref)
        for i, (ref, text) in enumerate(zip("abc", "xyz", strict=True))
    ]
    assert entries(*rows) == ["a", "b", "c"]
    few = row(180, said("Total", 100, 180), ref="d")  # another make
    slim = row(240, *full("w", 240), w=200, h=80, ref="e")  # another size
    listed = row(300, *full("v", 300), role="listitem", ref="f")  # another role
    assert entries(*rows, few, slim, listed) == ["a", "b", "c"]


def test_cards_side_by_side_are_one_repetition() -> None:
    cards = [
        piece("generic", (220 * (i % 2), 320 * (i // 2), 200, 300), *full("x", 320 * (i // 2)), ref=ref)
        for i, ref in enumerate("abcd")
    ]
    assert entries(*cards) == ["a", "b", "c", "d"]


def test_the_item_of_a_node_is_the_row_and_not_the_cell() -> None:
    rows = [
        piece(
            "row", (0, y, 400, 40), piece("cell", (0, y, 200, 40), *full("x", y)), said("9", 300, y), ref=ref
        )
        for ref, y in (("a", 0), ("b", 40))
    ]
    on = page(*rows, said("Alone", 0, 400, ref="alone"))
    for ref in "ab":
        parts = on.tree.below(index(on, ref))
        assert {on.tree.item_of(part) for part in parts} == {index(on, ref)}
    assert on.tree.item_of(index(on, "alone")) is None


def test_a_single_row_is_no_repetition() -> None:
    on = page(row(0, said("Dune", 100, 0), button("Buy", 300, 0, ref="buy"), role="listitem", ref="row"))
    assert on.tree.item_of(index(on, "buy")) is None


def test_a_button_with_two_texts_is_no_row() -> None:
    twins = [
        piece("button", (0, y, 200, 40), said("A", 0, y), said("B", 50, y), ref=ref)
        for ref, y in (("a", 0), ("b", 40))
    ]
    on = page(*twins)
    assert not on.tree.is_item(index(on, "a"))
    assert page(piece("generic", (0, 0, 200, 40), said("A", 0, 0), said("B", 50, 0), ref="a")).tree.is_item(1)
    assert not page(said("A", 0, 0)).tree.is_item(1)


TEXTS = {1: ("Save as",), 2: ("Unsaved",), 3: ("save",), 4: ("", "Save!")}


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ("Save", [3]),  # as a whole
        ("as", [1]),  # else in whole words
        ("save as", [1]),
        ("nsav", [2]),  # else anywhere
        ("ave", [1, 2, 3, 4]),
        ("Close", []),
    ],
)
def test_what_says_a_text(wanted: str, keys: list[int]) -> None:
    assert saying(wanted, TEXTS) == keys


def test_a_whole_word_goes_before_a_part_of_one() -> None:
    assert saying("save", {key: TEXTS[key] for key in (1, 2, 4)}) == [1, 4]
