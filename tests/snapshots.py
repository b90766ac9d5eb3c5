"""Pages made by hand for the grounding tests: a few nodes with their boxes, no browser."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.decide import decide
from agents.operator.grounding.elements import Element, elements
from agents.operator.grounding.ranked import Decision, Hint, Page, Wanted
from tasks.evidence import Node, Snapshot, Word
from tasks.geometry import Box
from tasks.task import Target

VIEWPORT = Box(0, 0, 1000, 800)
NO_HINT = Hint()
_LETTER, _LINE = 8, 16


@dataclass(frozen=True)
class Piece:
    """A node and what lies in it."""

    role: str
    box: Box
    inner: tuple["Piece", ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
    """Further fields of the node."""


def piece(role: str, box: tuple[float, float, float, float], *inner: Piece, **more: Any) -> Piece:
    """A node at (x, y, width, height)."""
    return Piece(role, Box(*box), inner, more)


def said(text: str, x: float, y: float, *, role: str = "generic", **more: Any) -> Piece:
    """A text as wide as it is written."""
    return piece(role, (x, y, _LETTER * len(text), 20), text=text, **more)


def button(text: str, x: float, y: float, w: float = 80, *, role: str = "button", **more: Any) -> Piece:
    """A control on which its name is written."""
    return piece(role, (x, y, w, 24), **{"name": text, "text": text, **more})


def icon(x: float, y: float, name: str = "", *, role: str = "button", **more: Any) -> Piece:
    """A small drawn control; its name can't be seen."""
    return piece(role, (x, y, 24, 24), **{"name": name, "icon": True, **more})


def entry(x: float, y: float, name: str = "", w: float = 200, *, role: str = "textbox", **more: Any) -> Piece:
    """A field to type into."""
    return piece(role, (x, y, w, 24), **{"name": name, "editable": True, **more})


def nodes(pieces: Iterable[Piece], parent: int | None = None, start: int = 0) -> list[Node]:
    """The nodes of a tree, parents before their children."""
    found: list[Node] = []
    for one in pieces:
        at = start + len(found)
        found.append(Node(role=one.role, box=one.box, parent=parent, **one.more))
        found += nodes(one.inner, at, at + 1)
    return found


def line(number: int, text: str, box: Box) -> list[Word]:
    """The words of a line that begins at the left of a box, in the middle of its height."""
    found, x, y = [], box.x, box.y + (box.h - _LINE) / 2
    for part in text.split():
        found.append(Word(text=part, box=Box(x, y, _LETTER * len(part), _LINE), line=number))
        x += _LETTER * (len(part) + 1)
    return found


def snapshot(*pieces: Piece, loose: Iterable[tuple[str, float, float]] = ()) -> Snapshot:
    """A page with these on it, all of whose texts can be seen; `loose` are lines that no node stands for."""
    tree = [Node(role="main", box=VIEWPORT), *nodes(pieces, 0, 1)]
    texts = [(node.text or node.value or "", node.box) for node in tree if node.box and not node.obscured]
    texts += [(text, Box(x, y, 0, _LINE)) for text, x, y in loose]
    words = [word for number, (text, box) in enumerate(texts) for word in line(number, text, box)]
    return Snapshot(picture="", url="/", nodes=tuple(tree), words=tuple(words))


def page(*pieces: Piece, loose: Iterable[tuple[str, float, float]] = (), **more: Any) -> Page:
    """The same as the stages see it."""
    return Page(snapshot(*pieces, loose=loose), VIEWPORT, **more)


def aim(description: str = "the target", name: str | None = None, **more: Any) -> Target:
    """What is looked for."""
    return Target(description=description, name=name, **more)


def find(on: Page, target: Target, use: Use = Use.POINT, hint: Hint = NO_HINT, **more: bool) -> Decision:
    """What is decided of a page."""
    return decide(Wanted(target, use, hint), elements(on.snapshot, on.tree), on, **more)


def ref_of(on: Page, element: Element) -> str | None:
    """The nearest `ref` at or around an element: the text in a button is the button."""
    refs = [on.snapshot.nodes[index].ref for index in on.tree.lineage(element.node)]
    return next((ref for ref in refs if ref), None)


def chosen(on: Page, decision: Decision) -> str | None:
    """The `ref` of what is surely meant; None where nothing is, so every choice needs a `ref`."""
    if decision.verdict != "sure":
        return None
    ref = ref_of(on, decision.ranked[0].element)
    assert ref is not None, f"what was chosen has no ref: {decision.ranked[0].element}"
    return ref


def at(on: Page, ref: str) -> Element:
    """The element with this `ref`."""
    [found] = [one for one in elements(on.snapshot, on.tree) if one.ref == ref]
    return found


def index(on: Page, ref: str) -> int:
    """The number of the node with this `ref`."""
    [found] = [number for number, node in enumerate(on.snapshot.nodes) if node.ref == ref]
    return found
