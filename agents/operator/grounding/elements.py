"""What is on a page that an action could be aimed at, as a person perceives it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from agents.operator.grounding.text import has_words, plain
from agents.operator.grounding.tree import OPERATED, Tree
from tasks.evidence import Node, Snapshot, Word
from tasks.geometry import Box

FIELDS = frozenset({"textbox", "searchbox", "spinbutton", "combobox", "slider", "listbox"})
TYPED = frozenset({"textbox", "searchbox", "spinbutton"})
LISTS = frozenset({"combobox", "listbox"})
CHECKS = frozenset({"checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"})
PRESSED = frozenset({"button", "link", "tab", "menuitem", "switch", "checkbox", "radio", "option"})

Line = tuple[str, Box]
"""A visible line of text and where it stands."""

_GAP_ABOVE = 48.0  # CSS pixels that a caption stands away from what it names, at most
_GAP_BESIDE = 160.0
_LEVELS = 4  # how many wrappers around a field may hold nothing but it and its caption
_MOST_TEXTS = 4  # in a wrapper whose first text is a field's caption
_LEAST_AREA = 4.0


@dataclass(frozen=True)
class Element:
    """A control, an icon, a piece of text, or a box that holds some of these."""

    role: str
    """Its own; of a text or an icon in a control that control's."""
    names: tuple[str, ...]
    """What it is called: accessible name, label, placeholder, title, the text in it. None empty."""
    box: Box
    captions: tuple[str, ...] = ()
    """Text beside a control that no other control is nearer to: what it is called where it has no name of its
    own."""
    text: str = ""
    """The text in it."""
    clickable: bool = False
    """It says, by role, cursor or markup, that it is there to be used; so does a part of such a thing."""
    editable: bool = False
    disabled: bool = False
    focused: bool = False
    icon: bool = False
    files: bool = False
    """It takes a file, or it is there to be used and lies in a box that takes one."""
    obscured: bool = False
    inert: bool = False
    holds: int = 0
    """How many controls lie in it."""
    inputs: int = 0
    """How many of these can be typed into."""
    node: int | None = None
    """Index in the snapshot's nodes."""
    owner: int | None = None
    """The node that is operated when this one is: itself, or a control around it."""
    ref: str | None = None
    """The world's name for the element; None for text that is only painted."""
    value: str | None = field(default=None, compare=False)


def elements(snapshot: Snapshot, tree: Tree | None = None) -> list[Element]:
    """Everything in a snapshot that could be a target: the tree's nodes in their order, then the visible
    lines that no node stands for."""
    tree = tree or Tree(snapshot.nodes)
    visible = lines(snapshot.words)
    controls, inputs = _counts(tree, _is_control), _counts(tree, _is_input)
    found = [
        _element(index, tree, controls[index], inputs[index])
        for index, node in enumerate(snapshot.nodes)
        if node.box is not None and node.box.area >= _LEAST_AREA
    ]
    named = _captioned(found, tree, visible)
    known: dict[str, list[Box]] = {}
    for element in named:
        for text in (*element.names, element.value or ""):
            known.setdefault(plain(text), []).append(element.box.grown(1))
    pressed = [one for one in named if one.owner is not None and one.owner == one.node and not one.editable]
    unknown = [
        written(text, box, _holder(box, pressed))
        for text, box in visible
        if not any(place.holds(*box.center) for place in known.get(plain(text), ()))
    ]
    return named + unknown


def painted_elements(words: Sequence[Word], painted: Sequence[Box]) -> list[Element]:
    """What is written in painted regions (canvas, pictures), as read by OCR: words, and whole lines."""
    inside = [word for word in words if any(box.holds(*word.box.center) for box in painted)]
    pieces = [(word.text, word.box) for word in inside] + lines(inside)
    return [written(text, box) for text, box in dict.fromkeys(pieces)]


def lines(words: Sequence[Word]) -> list[Line]:
    """The lines that the words stand in."""
    grouped: dict[int, list[Word]] = {}
    for word in words:
        grouped.setdefault(word.line, []).append(word)
    return [(" ".join(word.text for word in group), _around(group)) for group in grouped.values()]


def written(text: str, box: Box, holder: Element | None = None) -> Element:
    """A line of text that no node of the tree stands for; `holder`: the control in which it is written."""
    if holder is None:
        return Element(role="text", names=(text,), box=box, text=text)
    return replace(holder, names=(text,), box=box, text=text, captions=(), node=None, ref=None)


def _holder(line: Box, pressed: Sequence[Element]) -> Element | None:
    """The innermost of these around a line."""
    around = [one for one in pressed if one.box.grown(1).holds(*line.center)]
    return min(around, key=lambda one: one.box.area, default=None)


def _counts(tree: Tree, counted: Callable[[Node], bool]) -> list[int]:
    """For every node how many below it are counted."""
    found = [0] * len(tree.nodes)
    for index in range(len(tree.nodes) - 1, -1, -1):
        node = tree.nodes[index]
        if node.parent is not None:
            found[node.parent] += found[index] + int(counted(node))
    return found


def _is_control(node: Node) -> bool:
    return node.role in OPERATED and node.box is not None


def _is_input(node: Node) -> bool:
    return node.editable and not node.obscured


def _element(index: int, tree: Tree, controls: int, inputs: int) -> Element:
    node, text, owner = tree.nodes[index], tree.texts[index], tree.owners[index]
    called = [node.name, *node.aliases]
    if node.role not in FIELDS:
        called.append(text)
    above = tree.nodes[owner] if owner is not None else None
    role = node.role
    if above is not None and above.role in OPERATED and role not in OPERATED:
        role = above.role  # a text or an icon in a button is pressed as the button is
    return Element(
        role=role,
        names=tuple(dict.fromkeys(one for one in called if one)),
        box=node.box or Box(0, 0, 0, 0),
        text=text,
        clickable=above is not None,
        editable=node.editable,
        disabled=node.disabled or (above is not None and above.disabled),
        focused=node.focused,
        icon=node.icon,
        files=node.files
        or (above is not None and any(tree.nodes[i].files for i in tree.lineage(index)[:_LEVELS])),
        obscured=node.obscured,
        inert=node.inert,
        holds=controls,
        inputs=inputs,
        node=index,
        owner=owner,
        ref=node.ref,
        value=node.value,
    )


def _captioned(found: list[Element], tree: Tree, visible: list[Line]) -> list[Element]:
    """The same, with captions for the controls."""
    controls = [one for one in found if _is_named_from_outside(one)]
    rivals = [one for one in found if one.role in FIELDS or one.role in CHECKS or one.editable]
    # (A dash or an arrow says what nothing is called.)
    captions = {
        one.node: tuple(text for text in _captions(one, tree, visible, rivals) if has_words(text))
        for one in controls
    }
    return [
        Element(**{**one.__dict__, "captions": captions[one.node]}) if captions.get(one.node) else one
        for one in found
    ]


def _is_named_from_outside(element: Element) -> bool:
    """A field, a check, or something that shows what was chosen: what stands beside an icon is not its
    name."""
    if element.role in FIELDS or element.role in CHECKS or element.editable or element.role == "list":
        return True
    plain_box = element.node == element.owner and element.role in ("button", "generic")
    return plain_box and (bool(element.text) or (not element.icon and element.box.w > 2 * element.box.h))


def _captions(
    element: Element, tree: Tree, visible: list[Line], rivals: Sequence[Element]
) -> tuple[str, ...]:
    if (texts := _wrapped(element, tree)) is not None:
        return texts
    beside = _beside(element.box, visible, right=element.role in CHECKS)
    parent = tree.nodes[element.node].parent if element.node is not None else None
    item = tree.item_of(parent) if parent is not None else None
    if item is not None:  # what stands over a card is the title of another
        beside = [(text, line) for text, line in beside if tree.box(item).grown(1).holds(*line.center)]
    free = [(text, line) for text, line in beside if not any(one.box.holds(*line.center) for one in rivals)]
    owned = [text for text, line in free if _nearest(line, element, rivals)]
    return tuple(owned[: 1 if element.role in CHECKS else 2])


def _wrapped(element: Element, tree: Tree) -> tuple[str, ...] | None:
    """The texts before a field, nearest first, in the innermost wrapper that holds any beside it, and then
    what its frame shows: an example, an entry that was chosen. None where there is no such wrapper, or it
    holds other fields, too."""
    if element.node is None:
        return None
    inner = {element.node, *tree.below(element.node)}
    shown: tuple[str, ...] = ()
    for index in tree.lineage(tree.nodes[element.node].parent)[:_LEVELS]:
        others = [i for i in tree.below(index) if i not in inner]
        if any(_competes(tree.nodes[i]) for i in others) or _competes(tree.nodes[index]):
            break
        if tree.nodes[index].text:
            return (tree.nodes[index].text,)
        texts = [i for i in others if tree.nodes[i].text]
        if len(texts) > _MOST_TEXTS:
            break
        inside = [
            i for i in texts if element.box.holds(*tree.box(i).center) or _is_chip(i, element, inner, tree)
        ]
        shown = shown or tuple(tree.nodes[i].text for i in inside[:1])
        before = sorted(
            (tree.box(i).distance(element.box), i)
            for i in texts
            if i not in inside and _precedes(tree.box(i), element)
        )
        if before:
            return tuple([tree.nodes[i].text for _, i in before[: 2 - len(shown)]]) + shown
    return shown or None


def _is_chip(text: int, element: Element, field: set[int], tree: Tree) -> bool:
    """Whether a text before a field stands with a control of its own, such as a cross that takes it out: an
    entry that was chosen."""
    parent, box = tree.nodes[text].parent, tree.box(text)
    in_row = box.y < element.box.bottom and element.box.y < box.bottom
    return (
        in_row
        and parent is not None
        and any(tree.owners[i] == i for i in tree.below(parent) if i != text and i not in field)
    )


def _precedes(text: Box, element: Element) -> bool:
    """Whether a text stands where a caption does: above or to the left; beside a check box on either side."""
    box = element.box
    in_row = text.y < box.bottom - 1 and text.bottom > box.y + 1
    left = in_row and text.right <= box.center[0]
    return text.bottom <= box.y + 2 or left or (element.role in CHECKS and in_row)


def _competes(node: Node) -> bool:
    return node.role in FIELDS or node.role in CHECKS or node.editable


def _beside(box: Box, visible: list[Line], right: bool) -> list[Line]:
    """The lines above or to the left of a box, nearest first; of a check box those to its right, if any."""
    after: list[tuple[float, Line]] = []
    before: list[tuple[float, Line]] = []
    for text, line in visible:
        if box.grown(-1).holds(*line.center):
            continue
        in_row = line.y < box.bottom and line.bottom > box.y
        above = line.x < box.right and line.right > box.x and -4 <= box.y - line.bottom <= _GAP_ABOVE
        if above or (in_row and -4 <= box.x - line.right <= _GAP_BESIDE):
            before.append((line.distance(box), (text, line)))
        elif in_row and right and -4 <= line.x - box.right <= _GAP_ABOVE:
            after.append((line.distance(box), (text, line)))
    return [line for _, line in sorted(after or before)]


def _nearest(line: Box, element: Element, rivals: Sequence[Element]) -> bool:
    """Whether no other field is nearer to a text: then the text is that field's."""
    own = _distance(line, element)
    return not any(one.node != element.node and _distance(line, one) < own for one in rivals)


def _distance(line: Box, field: Element) -> tuple[int, float]:
    """How far a field stands from a text that may name it: in its row first (a check box may stand before its
    text), then below it."""
    box = field.box
    before = field.role in CHECKS and -4 <= line.x - box.right <= _GAP_ABOVE
    right = box.y < line.bottom and line.y < box.bottom and (box.x >= line.right - 4 or before)
    below = box.x < line.right and line.x < box.right and box.y >= line.bottom - 4
    return (0 if right else 1 if below else 2), line.distance(box)


def _around(words: list[Word]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return box
