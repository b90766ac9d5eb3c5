"""The accessible tree as grounding walks it: what lies around a node, what is written in it, what it
repeats."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from rapidfuzz.distance import Indel

from agents.operator.grounding.text import only_words, plain
from tasks.evidence import Node
from tasks.geometry import Box

OPERATED = frozenset(
    {"button", "checkbox", "columnheader", "combobox", "gridcell", "link", "listbox", "menuitem"}
    | {"menuitemcheckbox", "menuitemradio", "option", "radio", "searchbox", "slider", "spinbutton", "switch"}
    | {"tab", "textbox", "treeitem"}
)
"""Roles of what is operated."""
_ITEMS = frozenset({"columnheader", "gridcell", "menuitem", "option", "treeitem"})
"""Those of them that are items of a list or a table."""
BOXES = frozenset({"columnheader", "gridcell", "treeitem", "row", "listitem", "cell", "article"})
"""Roles of what may hold more than one thing to press."""
_PANELS = frozenset(
    {
        "alertdialog",
        "application",
        "dialog",
        "document",
        "grid",
        "group",
        "list",
        "log",
        "main",
        "region",
        "tabpanel",
    }
    | {"table", "tablist", "toolbar", "tree", "treegrid"}
)
ROWS = ("row", "listitem", "article")
"""Roles of what is a row by its role."""
_LONGEST_TEXT = 300
_SAME_MAKE = 0.6
"""Likeness of two nodes' parts from which they are of one make."""
_MOST_PARTS = 60
_EDGE = 4.0  # CSS pixels; edges that differ by no more stand in one line
_SIZE = 0.15  # relative; sizes that differ by no more are one size


class Tree:
    """The nodes of one snapshot. Numbers are indices of `nodes`; parents stand before their children."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes

    @cached_property
    def children(self) -> list[list[int]]:
        """For every node those directly in it."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for index, node in enumerate(self.nodes):
            if node.parent is not None:
                found[node.parent].append(index)
        return found

    @cached_property
    def texts(self) -> list[str]:
        """For every node its own text and then all that is written in it; what a field holds left out."""
        found = [""] * len(self.nodes)
        for index in range(len(self.nodes) - 1, -1, -1):
            parts = [self.nodes[index].text, *(found[child] for child in self.children[index])]
            if self.nodes[index].box is not None:
                found[index] = " ".join(filter(None, parts))[:_LONGEST_TEXT]
        return found

    @cached_property
    def owners(self) -> list[int | None]:
        """For every node the nearest one, itself first, that is operated: a button for the text in it."""
        holders: set[int] = set()
        for index in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[index]
            used = node.role in OPERATED or node.pointer or node.editable or index in holders
            if node.parent is not None and used:
                holders.add(node.parent)
        found: list[int | None] = []
        for index, node in enumerate(self.nodes):
            # (What takes the focus only to be scrolled or read, a panel or a dialog, is not operated.)
            box = node.focusable and node.role not in _PANELS and index not in holders
            own = node.role in OPERATED or node.pointer or node.editable or box
            outer = found[node.parent] if node.parent is not None else None
            found.append(index if own else outer)
        return found

    def lineage(self, index: int | None) -> list[int]:
        """A node and all around it, innermost first."""
        found = []
        while index is not None:
            found.append(index)
            index = self.nodes[index].parent
        return found

    def box(self, index: int) -> Box:
        """A node's place; an empty box where it has none."""
        return self.nodes[index].box or Box(0, 0, 0, 0)

    @cached_property
    def written(self) -> list[tuple[str, Box]]:
        """What is written in the nodes themselves, and where."""
        return [(node.text, node.box) for node in self.nodes if node.text and node.box]

    def below(self, index: int) -> list[int]:
        """All nodes in a node, in the tree's order."""
        found, waiting = [], list(reversed(self.children[index]))
        while waiting:
            found.append(waiting.pop())
            waiting.extend(reversed(self.children[found[-1]]))
        return found

    def meeting(self, first: int, second: int) -> tuple[int | None, int | None, int | None]:
        """The innermost node around both, and its children in which they lie (None: it is the node
        itself)."""
        ours = self.lineage(first)
        places = {index: at for at, index in enumerate(ours)}
        before = None
        for index in self.lineage(second):
            if index in places:
                at = places[index]
                return index, ours[at - 1] if at else None, before
            before = index
        return None, None, None

    def alike(self, first: int, second: int) -> bool:
        """Whether two nodes are items of one kind: rows of a list, cards of a grid."""
        if first == second or self.nodes[first].role != self.nodes[second].role:
            return False
        a, b = self.box(first), self.box(second)
        same_width = abs(a.w - b.w) <= max(_EDGE, _SIZE * max(a.w, b.w))
        same_height = abs(a.h - b.h) <= max(_EDGE, _SIZE * max(a.h, b.h))
        below, beside = abs(a.x - b.x) <= _EDGE and same_width, abs(a.y - b.y) <= _EDGE and same_height
        # (The parts of one card stand side by side, too, but are not equally wide.)
        beside = beside and (same_width or self.nodes[first].role != "generic")
        if not (below or beside or (same_width and same_height)):
            return False
        return Indel.normalized_similarity(self.parts(first), self.parts(second)) >= _SAME_MAKE

    def parts(self, index: int) -> tuple[str, ...]:
        """What a node is made of, in order: its texts, icons and controls."""
        return self._parts[index]

    @cached_property
    def _parts(self) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = [()] * len(self.nodes)
        for index in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[index]
            own = [_kind(node) + ("*" if node.pointer else "")] if node.text or _is_thing(node) else []
            inner = [part for child in self.children[index] for part in found[child]]
            found[index] = tuple([*own, *inner][:_MOST_PARTS])
        return found

    def shape(self, index: int) -> frozenset[str]:
        """What a node is made of: its role and those in it."""
        return self._shapes[index]

    @cached_property
    def _shapes(self) -> list[frozenset[str]]:
        found = [{_kind(node)} for node in self.nodes]
        for index in range(len(self.nodes) - 1, -1, -1):
            parent = self.nodes[index].parent
            if parent is not None:
                found[parent] |= found[index]
        return [frozenset(roles) for roles in found]

    def items(self, index: int) -> list[int]:
        """The items of the repetition that a node belongs to, in order: its siblings that are like it, and
        it."""
        parent = self.nodes[index].parent
        siblings = self.children[parent] if parent is not None else [index]
        return [one for one in siblings if one == index or self.alike(index, one)]

    def item_of(self, index: int) -> int | None:
        """The innermost node around (or at) this one that is an item of a repetition and holds more than
        it."""
        for one in self.lineage(index):
            if self.is_item(one) and len(self.items(one)) > 1:
                return one
        return None

    @cached_property
    def rows(self) -> list[int]:
        """The items of the largest repetition on the page, headers left out."""
        best: list[int] = []
        known: set[int] = set()
        for index, node in enumerate(self.nodes):
            if index in known or node.box is None or not self.is_item(index):
                continue
            items = [one for one in self.items(index) if "columnheader" not in self.shape(one)]
            known.update(items)
            rows = node.role in ROWS
            if len(items) > 1 and (len(items), rows) > (len(best), False):
                best = items
        return self._with_others(best)

    def _with_others(self, rows: list[int]) -> list[int]:
        """The same, and what stands among them as a row that is made otherwise."""
        if not rows or self.nodes[rows[0]].role not in ROWS:
            return rows
        nodes, first = self.nodes, self.nodes[rows[0]]
        beside = self.children[first.parent] if first.parent is not None else rows
        like = [i for i in beside if nodes[i].role == first.role and nodes[i].box]
        return [i for i in like if i in rows or "columnheader" not in self.shape(i)]

    def is_item(self, index: int) -> bool:
        """Whether a node could be a row, a card, an entry of a list: its role says so, or several things are
        in it."""
        role = self.nodes[index].role
        if role in ("row", "listitem", "treeitem", "article"):
            return bool(self.texts[index])
        return role not in OPERATED - _ITEMS and self._is_composite(index)

    def _is_composite(self, index: int) -> bool:
        """Whether more than one thing stands in a node: texts, controls, icons. What lies in a control is
        that."""
        if self.nodes[index].role in OPERATED - _ITEMS:
            return False
        count, waiting = 0, [index]
        while waiting and count < 2:
            at = waiting.pop()
            node = self.nodes[at]
            thing = at != index and _is_thing(node)
            count += bool(node.text) or thing
            if not (thing and node.role in OPERATED):
                waiting.extend(self.children[at])
        return count > 1


def _kind(node: Node) -> str:
    return "icon" if node.icon and node.role == "generic" else node.role


def _is_thing(node: Node) -> bool:
    return node.role in OPERATED or node.icon or node.pointer


def saying(wanted: str, texts: Mapping[int, Sequence[str]]) -> list[int]:
    """Keys of the texts that say `wanted`: as a whole, else in whole words, else anywhere in them."""
    whole, within = plain(wanted), f" {only_words(wanted)} "
    tests: tuple[Callable[[str], bool], ...] = (
        lambda text: plain(text) == whole,
        lambda text: bool(within.strip()) and within in f" {only_words(text)} ",
        lambda text: whole in plain(text),
    )
    for test in tests:
        if keys := [key for key, several in texts.items() if any(test(text) for text in several if text)]:
            return keys
    return []
