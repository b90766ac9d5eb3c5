"""What is on the page that an action could be aimed at, as a person perceives it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasks.evidence import Node, Snapshot, Word
from tasks.geometry import Box

FIELDS = frozenset({"textbox", "searchbox", "spinbutton", "combobox", "slider", "listbox"})
CHECKS = frozenset({"checkbox", "radio", "switch"})
_MENUS = {"option", "tab", "menuitem", "menuitemcheckbox", "menuitemradio", "treeitem"}
_PARTS = {"article", "listitem", "row", "cell", "gridcell", "heading", "img"}
NAMED = FIELDS | CHECKS | _MENUS | _PARTS | {"button", "link"}
"""Roles that say what a thing is; the others say only that it is there."""

Line = tuple[str, Box]
"""A visible line of text and where it stands."""

# How far a caption stands from what it names at most, in CSS pixels.
_GAP_ABOVE = 48.0
_GAP_BESIDE = 160.0
_LONGEST_TEXT = 300
_LEAST_AREA = 4.0
_TYPOGRAPHY = str.maketrans("‘’“”–—−‐‑", "''\"\"-----")


@dataclass(frozen=True)
class Thing:
    """A control, a clickable box, or a line of text."""

    role: str
    labels: tuple[str, ...]
    """What it is called: accessible name, all text inside. Best first, none empty."""
    box: Box
    captions: tuple[str, ...] = ()
    """Text that stands beside it, nearest first: what a field is called that nobody has named."""
    text: str = ""
    """The text inside it that can be read where nothing covers it; an icon's name is no text."""
    clickable: bool = False
    disabled: bool = False
    focused: bool = False
    node: int | None = None
    """Index in the snapshot's nodes."""
    ref: str | None = None
    """Playwright's name for the element."""
    backend: int | None = None
    """DevTools' backend node id, of an indexed element."""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Text as it is compared: case, runs of white space and typographic variants don't count."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY).casefold().split())


@lru_cache(maxsize=4096)
def only_words(text: str) -> str:
    """The words of a text as they are compared, without what stands between them."""
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


def things(snapshot: Snapshot) -> list[Thing]:
    """Everything on the page that could be a target: the accessible tree's nodes, and then the visible
    lines that no node stands for (the page hides them from the tree)."""
    said = lines(snapshot.words)
    texts, labels = _inner(snapshot.nodes, names=False), _inner(snapshot.nodes, names=True)
    found = [
        thing
        for index, node in enumerate(snapshot.nodes)
        if (thing := _thing(index, node, texts[index], labels[index], said)) is not None
    ]
    known: dict[str, list[Box]] = {}
    for thing in found:
        for label in thing.labels:
            known.setdefault(plain(label), []).append(thing.box.grown(1))
    unknown = [
        _written(text, box)
        for text, box in said
        if not any(place.holds(*box.center) for place in known.get(plain(text), ()))
    ]
    return found + unknown


def painted_things(words: Sequence[Word], painted: Sequence[Box]) -> list[Thing]:
    """What is written in painted regions (canvas, pictures), as read by OCR: words, and whole lines."""
    inside = [word for word in words if any(box.holds(*word.box.center) for box in painted)]
    pieces = [(word.text, word.box) for word in inside] + lines(inside)
    return [_written(text, box) for text, box in dict.fromkeys(pieces)]


def lines(words: Sequence[Word]) -> list[Line]:
    """The lines that the words stand in."""
    grouped: dict[int, list[Word]] = {}
    for word in words:
        grouped.setdefault(word.line, []).append(word)
    return [(" ".join(word.text for word in group), _around(group)) for group in grouped.values()]


def _thing(index: int, node: Node, text: str, label: str, said: list[Line]) -> Thing | None:
    if node.box is None or node.box.area < _LEAST_AREA:
        return None
    labels = [node.name] if node.role in FIELDS else [node.name, label]
    if not any(labels) and not node.pointer and node.role not in NAMED:
        return None
    box = node.box
    if node.role not in NAMED:
        # The tree folds wrappers that hold one thing only, and then tells the outermost box: what is
        # meant stands where the words are.
        box = next((b for s, b in said if box.holds(*b.center) and plain(s) == plain(text)), box)
    return Thing(
        role=node.role,
        labels=tuple(dict.fromkeys(one for one in labels if one)),
        box=box,
        captions=_captions(node, node.box, said),
        text=text,
        clickable=node.pointer,
        disabled=node.disabled,
        focused=node.focused,
        node=index,
        ref=node.ref,
    )


def _inner(nodes: Sequence[Node], names: bool) -> list[str]:
    """For every node its own text and then all text below it, in the tree's order.

    `names`: with the names of nodes that hold no text, such as a picture's.
    """
    below: list[list[str]] = [[] for _ in nodes]  # last child first
    texts = [""] * len(nodes)
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        texts[index] = " ".join(filter(None, [node.text, *reversed(below[index])]))[:_LONGEST_TEXT]
        said = texts[index] or (node.name if names else "")
        if said and node.parent is not None:
            below[node.parent].append(said)
    return texts


def _captions(node: Node, box: Box, said: list[Line]) -> tuple[str, ...]:
    """The two nearest lines above or to the left; of a check box that to its right, if there is one."""
    if not (node.role in FIELDS or node.role in CHECKS or node.role == "button" or node.pointer):
        return ()
    right: list[tuple[float, str]] = []
    before: list[tuple[float, str]] = []
    for text, line in said:
        if box.grown(-1).holds(*line.center):
            continue
        beside = line.y < box.bottom and line.bottom > box.y
        above = line.x < box.right and line.right > box.x and -4 <= box.y - line.bottom <= _GAP_ABOVE
        if above or (beside and -4 <= box.x - line.right <= _GAP_BESIDE):
            before.append((line.distance(box), text))
        elif beside and node.role in CHECKS and -4 <= line.x - box.right <= _GAP_ABOVE:
            right.append((line.distance(box), text))
    return (min(right)[1],) if right else tuple(text for _, text in sorted(before)[:2])


def _written(text: str, box: Box) -> Thing:
    return Thing(role="text", labels=(text,), box=box, text=text)


def _around(words: list[Word]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return box
