"""What is on the page that an action could be aimed at, as a person perceives it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tasks.evidence import Node, Snapshot, Word
from tasks.geometry import Box

CONTROLS = frozenset(
    "button link textbox searchbox spinbutton combobox listbox option checkbox radio switch tab menuitem "
    "menuitemcheckbox menuitemradio slider treeitem gridcell row article listitem img heading cell".split()
)
FIELDS = frozenset({"textbox", "searchbox", "spinbutton", "combobox", "slider", "listbox"})

# How far a field's caption stands from it at most: above it or to its left.
_CAPTION_GAP = 48.0
_LONGEST_TEXT = 300


Written = Sequence[tuple[str, Box]]
"""Visible lines of text with their boxes."""


@dataclass(frozen=True)
class Thing:
    """A control, a clickable box, or a line of text."""

    role: str
    labels: tuple[str, ...]
    """What it is called: accessible name, own text. Best first, none empty."""
    box: Box
    captions: tuple[str, ...] = ()
    """Text right above it or to its left: what a field is called that nobody has named."""
    text: str = ""
    """All text inside it."""
    clickable: bool = False
    disabled: bool = False
    focused: bool = False
    node: int | None = None
    """Index in the snapshot's nodes."""
    ref: str | None = None
    """Playwright's name for the element."""
    backend: int | None = None
    """DevTools' backend node id, of an indexed element."""
    ancestors: tuple[int, ...] = field(default=(), compare=False)
    """Indices of the nodes around it, innermost first."""


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Text as it is compared: case, runs of white space and typographic variants don't count."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"})
    text = text.replace("−", "-").replace("‐", "-").replace("‑", "-")
    return re.sub(r"\s+", " ", text).strip()


def things(snapshot: Snapshot) -> list[Thing]:
    """Everything on the page that could be a target, in the order of the accessible tree."""
    texts = _subtree_texts(snapshot.nodes)
    written = lines(snapshot.words)
    found = [
        thing
        for index, text in enumerate(texts)
        if (thing := _thing(index, snapshot.nodes, text, written)) is not None
    ]
    return found + _unclaimed(written, found)


def lines(words: tuple[Word, ...]) -> list[tuple[str, Box]]:
    """The visible lines of text with their boxes."""
    grouped: dict[int, list[Word]] = {}
    for word in words:
        grouped.setdefault(word.line, []).append(word)
    return [(" ".join(w.text for w in group), _around(group)) for group in grouped.values()]


def _thing(index: int, nodes: tuple[Node, ...], text: str, written: Written) -> Thing | None:
    node = nodes[index]
    if node.box is None or node.box.area < 4:
        return None
    labels = [node.name] if node.role in FIELDS else [node.name, text]
    if not any(labels) and not node.pointer and node.role not in CONTROLS:
        return None
    captioned = node.role in FIELDS or node.pointer or node.role == "button"
    box = node.box
    if not node.pointer and node.role not in CONTROLS:
        # The tree folds wrappers: what is meant is where the words are, not the middle of the wrapper.
        box = _line_box(text, box, written) or box
    ancestors = []
    parent = node.parent
    while parent is not None:
        ancestors.append(parent)
        parent = nodes[parent].parent
    return Thing(
        role=node.role,
        labels=tuple(dict.fromkeys(label for label in labels if label)),
        box=box,
        captions=tuple(_captions(node.box, written)) if captioned else (),
        text=text,
        clickable=node.pointer,
        disabled=node.disabled,
        focused=node.focused,
        node=index,
        ref=node.ref,
        ancestors=tuple(ancestors),
    )


def _subtree_texts(nodes: tuple[Node, ...]) -> list[str]:
    """For every node all text below it, in reading order."""
    parts: list[list[str]] = [[node.text] if node.text else [] for node in nodes]
    for index in range(len(nodes) - 1, 0, -1):
        parent = nodes[index].parent
        if parent is not None:
            own = [nodes[index].name] if nodes[index].name and not parts[index] else parts[index]
            parts[parent] = own + parts[parent]
    # (Built back to front, a node's own text would come last; it is short and order matters little.)
    return [" ".join(p)[:_LONGEST_TEXT] for p in parts]


def _captions(box: Box, written: Written) -> list[str]:
    """Lines that stand right above a field or to its left, nearest first."""
    near: list[tuple[float, str]] = []
    for text, line in written:
        if box.grown(-1).holds(*line.center):
            continue
        above = 0 <= box.y - line.bottom + 4 <= _CAPTION_GAP and line.x < box.right and line.right > box.x
        left = 0 <= box.x - line.right + 4 <= _CAPTION_GAP and line.y < box.bottom and line.bottom > box.y
        if above or left:
            near.append((line.distance(box), text))
    return [text for _, text in sorted(near)[:2]]


def _line_box(text: str, box: Box, written: Written) -> Box | None:
    """The visible line inside `box` that says just `text`."""
    wanted = plain(text)
    return next((line for said, line in written if box.holds(*line.center) and plain(said) == wanted), None)


def _unclaimed(written: Written, known: list[Thing]) -> list[Thing]:
    """Visible lines that no node of the tree stands for (the page hid them from it, or they are drawn)."""
    said = {plain(label) for thing in known for label in thing.labels}
    return [
        Thing(role="text", labels=(text,), box=box, text=text)
        for text, box in written
        if plain(text) not in said
    ]


def painted_things(words: Sequence[Word], painted: Sequence[Box]) -> list[Thing]:
    """What is written in painted regions (canvas, pictures), as read by OCR: words, and whole lines."""
    inside = tuple(word for word in words if any(box.holds(*word.box.center) for box in painted))
    pieces = [(word.text, word.box) for word in inside] + lines(inside)
    return [Thing(role="text", labels=(text,), box=box, text=text) for text, box in dict.fromkeys(pieces)]


def _around(words: list[Word]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return box


def moved(thing: Thing, box: Box) -> Thing:
    """The same thing at another place (after scrolling)."""
    return replace(thing, box=box)
