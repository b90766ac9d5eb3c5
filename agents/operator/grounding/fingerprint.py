"""Stage four, fingerprint: what a person saw of the target in the recording, and how much of it is here, too.

Ids, classes and tags are no part of it: a rebuilt page has others. It finds what has no name, and tells twins
apart. It never makes an absent thing present: what was another thing in the recording is that thing here.
"""

from collections.abc import Sequence
from functools import cached_property

from agents.operator.grounding.elements import CHECKS, FIELDS, Element, lines
from agents.operator.grounding.names import Level, match
from agents.operator.grounding.places import closeness, in_column, in_row
from agents.operator.grounding.text import essence, plain
from agents.operator.grounding.tree import OPERATED, Tree
from tasks.evidence import Snapshot
from tasks.geometry import Box
from tasks.recording import SeenTarget

_LONGEST = 120  # characters of a text that is kept
_MOST_TEXTS = 8
_MOST_OTHERS = 100
_ROLE_KIN = (
    frozenset({"button", "link", "menuitem", "tab", "option", "switch", "treeitem", "summary"}),
    frozenset({"textbox", "searchbox", "spinbutton", "combobox"}),
    frozenset({"combobox", "listbox", "button"}),
    frozenset({"checkbox", "switch", "radio", "menuitemcheckbox", "menuitemradio"}),
    frozenset(
        {"button", "columnheader", "gridcell", "cell", "option", "listitem", "row", "generic", "img", "text"}
    ),
)


class Surroundings:
    """What stands around the elements of one snapshot."""

    def __init__(self, snapshot: Snapshot, tree: Tree) -> None:
        self._tree = tree
        self.lines = lines(snapshot.words) or tree.written
        """The visible lines of text; of a look at the whole page what is written in its nodes."""

    def seen(self, element: Element, scene: int) -> SeenTarget:
        """The fingerprint of an element; `scene` is the number of the checkpoint that shows it."""
        left, above = self.beside(element.box)
        place, of = self.place(element)
        names = _called(element)
        return SeenTarget(
            box=element.box,
            scene=scene,
            role=element.role,
            name=names[0] if names else None,
            also=names[1:_MOST_TEXTS],
            left=_cut(left),
            above=_cut(above),
            heading=_cut(self.heading(element)),
            row=tuple(map(_cut, self.row(element)[:_MOST_TEXTS])),
            place=place,
            of=of,
            beside=self._others(element),
        )

    def likeness(self, seen: SeenTarget, element: Element, viewport: Box) -> float:
        """How much of a fingerprint an element has, in [0, 1]: a weighted mean of what can be compared."""
        left, above = self.beside(element.box)
        place, of = self.place(element)
        parts = [(kin(seen.role, element.role), 0.2), (closeness(element.box, seen.box, viewport), 0.15)]
        if seen.name:
            parts.append((float(match(seen.name, element).level >= Level.ESSENCE), 0.25))
        if seen.row:
            mine = {plain(text) for text in self.row(element)}
            parts.append((sum(plain(text) in mine for text in seen.row) / len(seen.row), 0.3))
        for text, here, weight in (
            (seen.left, left, 0.1),
            (seen.above, above, 0.1),
            (seen.heading, self.heading(element), 0.15),
        ):
            if text:
                parts.append((float(plain(text) == plain(here)), weight))
        if seen.place:
            ends = place == seen.place, of - place == seen.of - seen.place
            parts.append((max(ends) * 0.5 + (of == seen.of) * 0.5 if place else 0.0, 0.15))
        return sum(value * weight for value, weight in parts) / sum(weight for _, weight in parts)

    def row(self, element: Element) -> list[str]:
        """The other texts of an element's row, card or list item."""
        if element.node is None:
            return []
        item = self._tree.item_of(element.node)
        if item is None:
            return []
        inner = {element.node, *self._tree.below(element.node)}
        texts = [self._tree.nodes[i].text for i in [item, *self._tree.below(item)] if i not in inner]
        return [text for text in dict.fromkeys(texts) if text]

    def place(self, element: Element) -> tuple[int, int]:
        """The number of an element among the controls of its group, and how many there are; (0, 0) outside
        any."""
        if element.owner is None:
            return 0, 0
        tree = self._tree
        for around in tree.lineage(tree.nodes[element.owner].parent):
            controls = [
                i for i in tree.below(around) if tree.nodes[i].role in OPERATED or tree.nodes[i].pointer
            ]
            if len(controls) > 1 and element.owner in controls:
                return controls.index(element.owner) + 1, len(controls)
        return 0, 0

    def heading(self, element: Element) -> str:
        """The text of the nearest heading before an element, or that names a box around it."""
        if element.node is None:
            return ""
        around = set(self._tree.lineage(element.node))
        for index in range(element.node - 1, -1, -1):
            node = self._tree.nodes[index]
            if index in around and node.name and node.role in ("dialog", "group", "region", "form"):
                return node.name
            if node.role == "heading" and index not in around:
                return self._tree.texts[index] or node.name
        return ""

    def column(self, element: Element) -> str:
        """The header of the column that an element stands in."""
        heads = [
            i
            for i, node in enumerate(self._tree.nodes)
            if node.role == "columnheader" and node.box and in_column(node.box, element.box)
            if node.box.bottom <= element.box.y + 2
        ]
        return self._tree.texts[heads[0]] if heads else ""

    def beside(self, box: Box) -> tuple[str, str]:
        """The nearest text to the left, and above."""
        left = [
            (line.distance(box), text)
            for text, line in self.lines
            if in_row(line, box) and line.right <= box.x + 2
        ]
        above = [
            (line.distance(box), text)
            for text, line in self.lines
            if in_column(line, box) and line.bottom <= box.y + 2
        ]
        return min(left, default=(0.0, ""))[1], min(above, default=(0.0, ""))[1]

    def _others(self, element: Element) -> tuple[str, ...]:
        mine = {essence(name) for name in element.names}
        names = [name for name in self._names if essence(name) not in mine]
        return tuple(names[:_MOST_OTHERS])

    @cached_property
    def _names(self) -> list[str]:
        """What the controls are called."""
        nodes = self._tree.nodes
        found = [
            node.name or self._tree.texts[i]
            for i, node in enumerate(nodes)
            if node.box and (node.role in OPERATED or node.pointer)
        ]
        return list(dict.fromkeys(_cut(name) for name in found if name))


def is_another(seen: SeenTarget, names: Sequence[str]) -> bool:
    """Whether what is called so was another thing than the target in the recording."""
    mine = {essence(seen.name)} if seen.name else set()
    others = {essence(name) for name in seen.beside} - mine
    return any(essence(name) in others for name in names if essence(name))


def kin(wanted: str | None, role: str) -> float:
    """How alike two roles are: 1 the same, 0.7 used alike, 0 neither."""
    if wanted is None or wanted == role:
        return 1.0
    return 0.7 if any(wanted in kin and role in kin for kin in _ROLE_KIN) else 0.0


def _called(element: Element) -> tuple[str, ...]:
    """What is written on it, then what else it is called; of a field what it is for, then what it holds."""
    texts: tuple[str, ...]
    if element.role in FIELDS or element.editable:
        texts = (*element.names, *element.captions, element.text, element.value or "")
    else:
        texts = (element.text, *element.names, *(element.captions if element.role in CHECKS else ()))
    return tuple(dict.fromkeys(_cut(text) for text in texts if text))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
