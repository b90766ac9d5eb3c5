"""What belongs together on a page: the row or card around a text.

Two sources say so. The accessible tree has boxes inside boxes, and things of a kind repeat (the rows of a
list, the cards of a grid). Where a page is made of plain boxes or painted, only distances are left. So:

- two things in two different items of a repetition don't belong together;
- two things in the same item do;
- else they do when nothing that looks like the first one stands nearer to the second, and, where no
  group smaller than half the viewport holds both, when they are close.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

from rubrics.layout import same_column, same_row
from rubrics.text import normalise
from tasks.evidence import Node
from tasks.geometry import Box

CONTROLS = frozenset(
    {"button", "checkbox", "combobox", "gridcell", "link", "listbox", "menuitem", "menuitemcheckbox"}
    | {"menuitemradio", "option", "radio", "searchbox", "slider", "spinbutton", "switch", "tab", "textbox"}
    | {"treeitem"}
)
"""Roles of things that are operated."""

LARGEST_GROUP = 0.5
"""Of the viewport; a larger box says nothing about what belongs together."""
LARGEST_ITEM = 0.25
"""Of the viewport; the largest row or card that is taken for the surroundings of a text."""
ALIGNED = 4.0
"""CSS pixels; edges that differ by no more stand in one line."""


class Groups:
    """The groups of one snapshot, seen from `nodes` and from the boxes of its text lines."""

    def __init__(self, nodes: Sequence[Node], lines: Iterable[Box], viewport: tuple[int, int]) -> None:
        self.nodes = nodes
        self.lines = list(lines)
        self.width, self.height = viewport

    def belongs(self, anchor: Box, text: str, thing: Box, mentions: Sequence[Box] = ()) -> bool:
        """Whether `thing` belongs with the text that is seen at `anchor`.

        `mentions` are places that speak of that text and are not it; what stands in one belongs to the anchor
        only as part of the same item.
        """
        if anchor.holds(*thing.center) or thing.holds(*anchor.center):
            return True
        chain = self._chain(anchor, text)
        group = next((i for i in chain if self._box(i).holds(*thing.center)), None)
        mentioned = any(box.holds(*thing.center) for box in mentions)
        if group is None:
            return not mentioned and self._close(anchor, thing) and not self._rivalled(anchor, thing)
        mine = next((i for i in chain if self._parents[i] == group), None)
        theirs = next(
            (i for i in self._children[group] if i != mine and self._box(i).holds(*thing.center)), None
        )
        if mine is not None and theirs is not None and self._twins(mine, theirs):
            return False
        if self._repeats(group):
            return True
        if mentioned or (mine is not None and not self._follows(mine, thing)):
            return False
        small = self._box(group).area <= LARGEST_GROUP * self.width * self.height
        return (small or self._close(anchor, thing)) and not self._rivalled(anchor, thing)

    def piece(self, place: Box, text: str) -> Box:
        """The piece of text that is seen to say `text` at a place: all of it, however it wraps."""
        chain = self._chain(place, text)
        said = bool(chain) and not self._children[chain[0]] and self._says(chain[0], text)
        return self._box(chain[0]).union(place) if said else place

    def operated(self, place: Box) -> bool:
        """Whether what stands at a place is on a control. A link may be a word of any sentence."""
        controls = [n.box for n in self.nodes if n.role in CONTROLS - {"link"}]
        return any(box is not None and box.holds(*place.center) for box in controls)

    def around(self, anchor: Box, text: str) -> Box:
        """The row or card around the text at `anchor`; where none can be told, the text and a margin."""
        card = self.card(anchor, text)
        if card is not None:
            return card
        margin = Box(anchor.x - 3 * anchor.h, anchor.y, anchor.w + 6 * anchor.h, anchor.h)
        return margin.union(anchor.grown(0.75 * anchor.h))

    def card(self, anchor: Box, text: str) -> Box | None:
        """The row or card around the text at `anchor`, where one can be told."""
        limit = LARGEST_ITEM * self.width * self.height
        chain = [i for i in self._chain(anchor, text) if self._box(i).area <= limit and self._is_composite(i)]
        item = next((i for i in chain if self._repeats(i)), None)
        if item is None:
            item = next((i for i in chain if self._box(i).area <= 0.4 * limit), None)
        return None if item is None else self._box(item)

    def _box(self, index: int) -> Box:
        return self.nodes[index].box or Box(0, 0, 0, 0)

    @cached_property
    def _parents(self) -> list[int | None]:
        """For each node the nearest ancestor that has a box."""
        found: list[int | None] = []
        for node in self.nodes:
            parent = node.parent
            found.append(parent if parent is None or self._box(parent).area else found[parent])
        return found

    @cached_property
    def _children(self) -> list[list[int]]:
        """For each node the nearest descendants that have a box."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for index, parent in enumerate(self._parents):
            if parent is not None and self._box(index).area:
                found[parent].append(index)
        return found

    @cached_property
    def _things(self) -> list[Box]:
        seen = [n for n in self.nodes if n.box and n.box.area and not n.obscured]
        return self.lines + [n.box for n in seen if n.box and n.role in CONTROLS | {"img"}]

    def _chain(self, anchor: Box, text: str) -> list[int]:
        """The node that holds the text at `anchor`, then its ancestors, innermost first."""
        holding = [
            i for i in range(len(self.nodes)) if self._box(i).area and self._box(i).holds(*anchor.center)
        ]
        # Things may lie above each other; the node that says the text is the one that was seen.
        saying = [i for i in holding if self._says(i, text)]
        start = min(saying or holding, key=lambda i: (self._box(i).area, -i), default=None)
        chain: list[int] = []
        while start is not None:
            chain.append(start)
            start = self._parents[start]
        return chain

    def _says(self, index: int, text: str) -> bool:
        node = self.nodes[index]
        return normalise(text) in normalise(f"{node.text} {node.name}")

    def _is_composite(self, index: int) -> bool:
        """Whether at least two things stand in a node."""
        box = self._box(index)
        return sum(box.holds(*thing.center) for thing in self._things) >= 2

    def _repeats(self, index: int) -> bool:
        """Whether a node is an item of a repetition: a sibling of the same make stands beside it."""
        return bool(self._twins_of(index))

    def _twins_of(self, index: int) -> list[int]:
        """The siblings of the same make."""
        parent = self._parents[index]
        siblings = self._children[parent] if parent is not None else []
        return [other for other in siblings if other != index and self._twins(index, other)]

    def _follows(self, index: int, thing: Box) -> bool:
        """Whether the item at `index` is the nearest to a thing outside of all items, such as a note between
        rows: of those above or beside the thing, else of those below."""
        items = [self._box(one) for one in (index, *self._twins_of(index))]
        preceding = [box for box in items if box.y <= thing.y or same_row(box, thing)] or items
        own = self._box(index)
        return own in preceding and own.distance(thing) <= min(box.distance(thing) for box in preceding)

    def _twins(self, first: int, second: int) -> bool:
        a, b = self._box(first), self._box(second)
        if abs(a.w - b.w) > max(ALIGNED, 0.1 * max(a.w, b.w)):
            return False
        one_height = abs(a.h - b.h) <= max(ALIGNED, 0.1 * max(a.h, b.h))
        if not (abs(a.x - b.x) <= ALIGNED or abs(a.y - b.y) <= ALIGNED or one_height):
            return False
        mine, theirs = self._roles[first], self._roles[second]
        if "rowgroup" in (self.nodes[first].role, self.nodes[second].role):
            return False  # the head and the body of one table
        alike = len(mine & theirs) >= 0.5 * len(mine | theirs)
        return alike and self._is_composite(first) and self._is_composite(second)

    @cached_property
    def _roles(self) -> list[frozenset[str]]:
        """For each node its own role and those of all that it holds."""
        found = [{node.role} for node in self.nodes]
        for index in range(len(self.nodes) - 1, -1, -1):
            parent = self.nodes[index].parent
            if parent is not None:
                found[parent] |= found[index]
        return [frozenset(roles) for roles in found]

    def _close(self, anchor: Box, thing: Box) -> bool:
        dx, dy = _gaps(anchor, thing)
        if same_row(anchor, thing):
            return dx <= 0.5 * self.width
        return dy <= 6 * anchor.h and (same_column(anchor, thing) or dx <= 0.25 * self.width)

    def _rivalled(self, anchor: Box, thing: Box) -> bool:
        """Whether a line that looks like the anchor, in its column or row, stands nearer to the thing.

        One that shares the thing's row (column) where the anchor does not is nearer whatever the distance;
        where the anchor does, only one that does too is compared.
        """
        row, column = same_row(anchor, thing), same_column(anchor, thing)
        for line in self.lines:
            if abs(line.h - anchor.h) > 0.15 * anchor.h or line.intersect(thing).area or line == anchor:
                continue
            below = abs(line.x - anchor.x) <= ALIGNED and not same_row(line, anchor)
            beside = abs(line.y - anchor.y) <= ALIGNED and not same_column(line, anchor)
            if below and not column and (not row or same_row(line, thing)):
                nearer = same_row(line, thing) or line.distance(thing) < anchor.distance(thing)
            elif beside and not row and (not column or same_column(line, thing)):
                nearer = same_column(line, thing) or line.distance(thing) < anchor.distance(thing)
            else:
                continue
            if nearer:
                return True
        return False


def _gaps(a: Box, b: Box) -> tuple[float, float]:
    return max(a.x - b.right, b.x - a.right, 0.0), max(a.y - b.bottom, b.y - a.bottom, 0.0)
