"""Stage three, context: what stands around an element tells it from its twins, and names what has no name.

`near` means the same row, card or group. The tree says so where it has such groups: two items of a repetition
never belong together. Where a page is flat or painted, the nearest text of the landmark's kind is the owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, reduce

from agents.operator.grounding.elements import Element, Line, lines
from agents.operator.grounding.places import in_column, in_row, reading_rows
from agents.operator.grounding.rows import (
    are_items,
    card_with_one,
    has_lost,
    in_different_rows,
    is_out_of_row,
    numbered,
)
from agents.operator.grounding.text import has_words, plain, words
from agents.operator.grounding.tree import Tree, saying
from tasks.evidence import Snapshot
from tasks.geometry import Box

_EDGE = 4.0  # CSS pixels; edges that differ by no more stand in one line
_LARGE = 0.4  # of the viewport; a larger group says nothing about what belongs together
_FAR_ROW = 0.6  # of the viewport's width that a landmark stands away in a row, at most
_FAR_COLUMN = 8.0  # lines of the landmark's height, at most


class Tie(IntEnum):
    """How an element stands to a landmark."""

    APART = 0
    """It belongs to another of its kind."""
    OPEN = 1
    """Nothing says so, and nothing speaks against it."""
    CLOSE = 2
    """It stands close, and nothing like the landmark is closer."""
    GROUP = 3
    """The tree has a group that holds both."""
    ITEM = 4
    """It is in the landmark's row, card or list item, or is called by it."""


@dataclass(frozen=True)
class Relation:
    """How an element stands to the nearest landmark that it belongs to."""

    tie: Tie
    area: float = 0.0
    """Square pixels of the group that holds both; the smaller, the closer."""
    gap: float = 0.0
    """CSS pixels between them."""
    landmark: Box | None = None


@dataclass(frozen=True)
class Landmark:
    """Where a text stands that a target is told by."""

    box: Box
    node: int | None
    text: str = ""


class Context:
    """The surroundings of one snapshot's elements."""

    def __init__(self, snapshot: Snapshot, tree: Tree, viewport: Box) -> None:
        self._snapshot = snapshot
        self._tree = tree
        self._viewport = viewport
        self._known: dict[str, list[Landmark]] = {}

    def landmarks(self, text: str) -> list[Landmark]:
        """Where a text stands: as a whole, else in whole words, else anywhere; names count where it is not
        written. Every stage asks, so each text is looked for once."""
        if text not in self._known:
            self._known[text] = self._look_for(text)
        return self._known[text]

    def _look_for(self, text: str) -> list[Landmark]:
        nodes = self._snapshot.nodes
        own = {
            i: (node.text, node.value or "") for i, node in enumerate(nodes) if node.box and not node.obscured
        }
        found = saying(text, own)
        whole = [i for i in found if any(plain(one) == plain(text) for one in own[i])]
        if not whole:
            inner = {i: (self._tree.texts[i],) for i in own if self._tree.texts[i]}
            whole = self._innermost([i for i in inner if plain(inner[i][0]) == plain(text)])
        if whole or found:
            return [self._at(i, text) for i in whole or found]
        named = {i: (node.name, *node.aliases) for i, node in enumerate(nodes) if node.box}
        if found := self._innermost(saying(text, named)):
            return [Landmark(self._tree.box(i), i, text) for i in found]
        visible = {i: (line,) for i, (line, _) in enumerate(self._lines)}
        found = saying(text, visible)
        return [Landmark(self._lines[i][1], None, text) for i in found] or self._across(text)

    def _across(self, text: str) -> list[Landmark]:
        """Where a text stands in pieces side by side: "1–14 of 312", "Salary Tidewater Ltd"."""
        wanted = words(text)
        found = []
        for row in self._reading_rows:
            said = [(word, i) for i in row for word in words(self._lines[i][0])]
            for at in range(len(said) - len(wanted) + 1):
                if wanted and tuple(word for word, _ in said[at : at + len(wanted)]) == wanted:
                    box = reduce(Box.union, (self._lines[i][1] for _, i in said[at : at + len(wanted)]))
                    found.append(Landmark(box, self.node_at(self._lines[said[at][1]][1]), text))
        return found

    def node_at(self, line: Box) -> int | None:
        """The innermost node in which a line stands."""
        around = [
            i for i, node in enumerate(self._tree.nodes) if node.box and node.box.grown(1).holds(*line.center)
        ]
        return min(around, key=lambda i: (self._tree.box(i).area, -i), default=None)

    @cached_property
    def _reading_rows(self) -> list[list[int]]:
        """The lines of each row, from the left."""
        return reading_rows([box for _, box in self._lines])

    def row(self, number: int, meant: Sequence[int | None] = (), *, written: bool = True) -> list[Landmark]:
        """The row, or card, that has this number, as `rows.numbered` says."""
        row = numbered(self._tree, number, meant, written=written)
        return [] if row is None else [Landmark(self._tree.box(row), row)]

    def relation(
        self, element: Element, landmarks: Sequence[Landmark], twins: Sequence[Box] = ()
    ) -> Relation:
        """How the element stands to the landmark that it is closest to; `twins` are the other elements that
        could be meant."""
        found = [self._relation(element, one, twins) for one in landmarks]
        return min(found, key=lambda one: (-one.tie, one.area, one.gap), default=Relation(Tie.OPEN))

    def _relation(self, element: Element, landmark: Landmark, twins: Sequence[Box]) -> Relation:
        gap = element.box.distance(landmark.box)
        called = (
            element.names
            if element.names and not element.editable
            else (*element.names, *element.captions[:1])
        )
        if landmark.text and any(plain(one) == plain(landmark.text) for one in called):
            return Relation(Tie.ITEM, min(element.box.area, landmark.box.area), gap, landmark.box)
        if not landmark.text and landmark.node is not None:
            return self._to_row(element, landmark.box, landmark.node)
        if element.node is not None and landmark.node is not None:
            tie, area = self._by_tree(element.node, landmark.node, twins)
            if tie is not None:
                return Relation(tie, area, gap, landmark.box)
        elif landmark.node is not None and is_out_of_row(self._tree, element.box, landmark.node):
            return Relation(Tie.APART, 1e12, gap, landmark.box)
        return Relation(self._by_place(element.box, landmark.box, twins), 1e12, gap, landmark.box)

    def _to_row(self, element: Element, box: Box, row: int) -> Relation:
        """How an element stands to a row that is told by its number: in it, in another, or in none."""
        tree, around = self._tree, self._tree.lineage(element.node)
        if row in around:
            return Relation(Tie.ITEM, box.area, 0.0, box)
        if any(one in around for one in tree.items(row)):
            return Relation(Tie.APART, 0.0, element.box.distance(box), box)
        floats = box.holds(*element.box.center)
        return Relation(Tie.CLOSE if floats else Tie.OPEN, 1e12, element.box.distance(box), box)

    def _is_off_column(self, element: int, landmark: int) -> bool:
        """Whether a landmark heads a column that the element is not in."""
        tree = self._tree
        head, own = (
            next((i for i in tree.lineage(node) if tree.nodes[i].role == "columnheader"), None)
            for node in (landmark, element)
        )
        if head is None or head == own:
            return False
        if own is not None:  # an icon belongs to the title that it is in, if there is one
            return not has_words(tree.texts[element]) and has_words(tree.texts[own])
        box, place = tree.box(head), tree.box(element)
        return place.y >= box.bottom - 2 and not in_column(box, place)

    def _by_tree(self, element: int, landmark: int, twins: Sequence[Box]) -> tuple[Tie | None, float]:
        """None where the tree has no group that would say."""
        tree = self._tree
        if self._is_off_column(element, landmark):
            return Tie.APART, 0.0
        around, ours, theirs = tree.meeting(landmark, element)
        if around is None:
            return None, 0.0
        box, limit = tree.box(around), _LARGE * self._viewport.area
        item = tree.item_of(landmark)
        row = item if item in tree.lineage(element) else None
        if ours is None or theirs is None:  # one lies in the other
            return (Tie.ITEM, tree.box(row).area) if row is not None else (Tie.GROUP, box.area)
        if (card := card_with_one(tree, around, twins, limit)) is not None:
            return Tie.ITEM, tree.box(card).area
        if are_items(tree, ours, theirs, around) or has_lost(tree, ours, theirs):
            return Tie.APART, box.area
        if row is not None:
            return Tie.ITEM, tree.box(row).area  # all in one row are equally close
        if in_different_rows(tree, element, landmark):
            return Tie.APART, box.area
        if tree.nodes[around].role == "row" and box.area <= limit:  # (a larger one only lays out the page)
            return Tie.ITEM, box.area
        outer = tree.item_of(around)
        if outer is not None and tree.box(outer).area <= limit:
            return Tie.ITEM, tree.box(outer).area
        if box.area > limit:
            return None, box.area
        beside = tree.box(ours) if ours != landmark else None
        if self._rivalled(tree.box(element), tree.box(landmark), twins, beside):
            return Tie.APART, box.area
        return Tie.GROUP, box.area

    def _by_place(self, box: Box, landmark: Box, twins: Sequence[Box]) -> Tie:
        if landmark.holds(*box.center) or box.holds(*landmark.center):
            return Tie.CLOSE
        if self._rivalled(box, landmark, twins):
            return Tie.APART
        across = max(box.x - landmark.right, landmark.x - box.right, 0.0)
        down = max(box.y - landmark.bottom, landmark.y - box.bottom, 0.0)
        if in_row(box, landmark):
            return Tie.CLOSE if across <= _FAR_ROW * self._viewport.w else Tie.OPEN
        near = down <= _FAR_COLUMN * landmark.h and (
            in_column(box, landmark) or across <= 0.1 * self._viewport.w
        )
        return Tie.CLOSE if near else Tie.OPEN

    def _rivalled(self, box: Box, landmark: Box, twins: Sequence[Box], own: Box | None = None) -> bool:
        """Whether a text of the landmark's kind, in line with it, is nearer to the element.

        One that shares the element's row (column) where the landmark does not is nearer whatever the
        distance. One below the landmark, above the element, is a title of its own where a twin stands between
        the two: else it is the landmark's next line. What stands in the landmark's `own` box is no rival.
        """
        row, column = in_row(box, landmark), in_column(box, landmark)
        for _, line in self._lines:
            if (
                abs(line.h - landmark.h) > 0.15 * landmark.h
                or line.intersect(landmark).area
                or line.intersect(box).area
            ):
                continue
            if own is not None and own.holds(*line.center):
                continue
            below = abs(line.x - landmark.x) <= _EDGE and not in_row(line, landmark)
            beside = abs(line.y - landmark.y) <= _EDGE and not in_column(line, landmark)
            nearer = line.distance(box) < landmark.distance(box)
            if line.bottom <= box.y + 2 and box.bottom <= landmark.y + 2 and in_column(line, box):
                if below and nearer:  # it stands under a title of its own
                    return True
            elif below and column and not row:
                if self._is_heading(landmark) and self._is_heading(line) and landmark.y < line.y <= box.y:
                    return True
                between = any(landmark.bottom <= twin.y + 2 and twin.bottom <= line.y + 2 for twin in twins)
                if landmark.y < line.y and line.bottom <= box.y + 2 and between:
                    return True
            elif not row and not column:
                level = (below and in_row(line, box)) or (beside and in_column(line, box))
                if level or ((below or beside) and nearer):
                    return True
        return False

    def _is_heading(self, line: Box) -> bool:
        return any(box.holds(*line.center) for box in self._headings)

    @cached_property
    def _headings(self) -> list[Box]:
        return [node.box for node in self._snapshot.nodes if node.role == "heading" and node.box]

    @cached_property
    def _lines(self) -> list[Line]:
        return lines(self._snapshot.words) or self._tree.written

    def _at(self, index: int, text: str) -> Landmark:
        """Where a node's text stands: its own line, where it is written, rather than the whole of its box."""
        box = self._tree.box(index)
        written = [
            line
            for said, line in self._lines
            if plain(said) == plain(text) and box.grown(1).holds(*line.center)
        ]
        return Landmark(written[0] if written else box, index, text)

    def _innermost(self, found: Sequence[int]) -> list[int]:
        """Those of the nodes that hold none of the others."""
        around = {outer for index in found for outer in self._tree.lineage(index)[1:]}
        return [index for index in found if index not in around]
