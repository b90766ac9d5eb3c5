"""Rows, cards and entries: which has a number, and whether two things stand in different ones."""

from collections import Counter
from collections.abc import Sequence

from agents.operator.grounding.text import plain
from agents.operator.grounding.tree import ROWS, Tree
from tasks.geometry import Box

_EDGE = 4.0  # CSS pixels; cells that differ by no more are equally wide
_MUCH = 0.6  # of an item's height that is left where it has lost something
_ROWS = 3  # items from which a repetition is a table or a list


def numbered(tree: Tree, number: int, meant: Sequence[int | None], *, written: bool) -> int | None:
    """The row, or card, that has this number: it may be `written` in it, or so many come before (-1: last).

    Of the one repetition whose items hold the nodes that may be `meant`; a number in figures, also of the
    largest on the page.
    """
    rows = _repeating(tree, meant)
    if rows is None:
        rows = tree.rows if written or len(set(meant)) > 1 else []
    if written:
        texts = {row: [tree.nodes[i].text for i in (row, *tree.below(row))] for row in rows}
        said = [row for row in rows if any(plain(text).rstrip(".") == str(number) for text in texts[row])]
        if len(said) == 1:
            return said[0]
    at = number - 1 if number > 0 else number
    return rows[at] if -len(rows) <= at < len(rows) else None


def _repeating(tree: Tree, meant: Sequence[int | None]) -> list[int] | None:
    """The items of the repetition in which nodes are spread; of none where there are several such; None where
    they are in none."""
    held: dict[int, set[int]] = {}
    for node in meant:
        for item in tree.lineage(node)[1:]:
            parent = tree.nodes[item].parent
            if parent is not None and tree.is_item(item):
                held.setdefault(parent, set()).add(item)
    spread = []
    for items in held.values():
        rows = [i for i in tree.items(min(items)) if "columnheader" not in tree.shape(i)]
        if len(items & set(rows)) >= max(2, 0.5 * len(rows)):
            spread.append(rows)
    return None if not spread else spread[0] if len(spread) == 1 else []


def card_with_one(tree: Tree, around: int, twins: Sequence[Box], most: float) -> int | None:
    """The card or row around a node, of at most `most` square pixels, that holds one of the twins where
    others of its kind hold one, too: what is alike in it, a line of texts and one of buttons, is then no
    repetition of what is meant."""
    card = tree.item_of(around)
    if card is None or tree.box(card).area > most:
        return None
    held = {i: sum(tree.box(i).holds(*twin.center) for twin in twins) for i in tree.items(card)}
    return card if held[card] == 1 == max(held.values()) and sum(held.values()) > 1 else None


def are_items(tree: Tree, ours: int, theirs: int, around: int) -> bool:
    """Whether two nodes in one are items of one repetition: two rows, of which the first may have lost what
    the other has; two headings with what follows each; cells, where every one is a card."""
    if not (tree.alike(ours, theirs) and tree.is_item(theirs)):
        return False
    like, beside = tree.items(theirs), tree.children[around]
    if tree.nodes[around].role == "row":
        equal = abs(tree.box(ours).w - tree.box(theirs).w) <= _EDGE
        return tree.is_item(ours) and equal and len(like) > 2
    apart = abs(beside.index(ours) - beside.index(theirs)) > 1
    return tree.is_item(ours) or sum(map(tree.is_item, like)) > 1 or apart


def has_lost(tree: Tree, ours: int, theirs: int) -> bool:
    """Whether a node stands among the items of a repetition, in line with them, and is what is left of one.

    (A heading comes before all of its items.)
    """
    a, b, like = tree.box(ours), tree.box(theirs), tree.items(theirs)
    level = abs(a.x - b.x) <= _EDGE or abs(a.y - b.y) <= _EDGE
    sized = abs(a.w - b.w) <= _EDGE and _MUCH * b.h <= a.h <= b.h + _EDGE
    among = tree.is_item(theirs) and len(like) > 1 and ours > min(like)
    return level and sized and among and Counter(tree.parts(ours)) < Counter(tree.parts(theirs))


def in_different_rows(tree: Tree, element: int, landmark: int) -> bool:
    """Whether one is in a row that the other is not in: of two tables, or the landmark alone of one."""
    own, other = tree.item_of(element), tree.item_of(landmark)
    headed = any(tree.nodes[i].role == "columnheader" for i in tree.lineage(landmark))
    if own is not None and other is None and not headed:  # what is seen of a row at the edge may be little
        beside = tree.nodes[own].parent, tree.nodes[own].role
        return own not in tree.lineage(landmark) and any(
            (tree.nodes[i].parent, tree.nodes[i].role) == beside and tree.nodes[i].role in ROWS
            for i in tree.lineage(landmark)
        )
    if other is None or other in tree.lineage(element):
        return False
    if own is not None and tree.texts[own]:
        return own not in tree.lineage(landmark)
    return is_out_of_row(tree, tree.box(element), landmark)


def is_out_of_row(tree: Tree, box: Box, landmark: int) -> bool:
    """Whether a landmark is in a row, one of several, and a box is not: that row may have lost what is looked
    for. What hovers over a row is in its place."""
    row = tree.item_of(landmark)
    several = row is not None and row != landmark and len(tree.items(row)) >= _ROWS
    return row is not None and several and not tree.box(row).holds(*box.center)
