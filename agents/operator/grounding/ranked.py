"""What the stages work on and what comes of them: the question, the elements that may be meant, the
decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.context import Context, Landmark, Tie
from agents.operator.grounding.description import Description, read
from agents.operator.grounding.elements import PRESSED, Element
from agents.operator.grounding.fingerprint import Surroundings
from agents.operator.grounding.icons import Drawings
from agents.operator.grounding.names import NOTHING, Match
from agents.operator.grounding.text import words
from agents.operator.grounding.tree import Tree
from tasks.evidence import Basis, Candidate, Snapshot
from tasks.geometry import Box
from tasks.recording import SeenTarget
from tasks.task import Target

_MARKED = 3
"""Controls that a page shows to be such, from which on what is not marked is none."""
_TABLES = ("table", "grid", "treegrid")
_AROUND = 2.0  # CSS pixels of ground around an icon
_BORDER = 6.0  # CSS pixels, with the ground inside it
CLOSE = 0.1
"""A choice by less than this before the next is marked as close."""

Admitted = tuple[Element, float]
"""An element that the action can be done to, and how well it suits it."""


@dataclass(frozen=True)
class Hint:
    """What the recording says of the target."""

    seen: SeenTarget | None = None
    looks: Callable[[Box], float] | None = None
    """Likeness in [0, 1] of what is now in a box to the target's picture in the recording."""
    drawn: Callable[[], dict[str, float]] | None = None
    """How much the target's picture in the recording is like each kind of icon, in [0, 1]."""


@dataclass(frozen=True)
class Page:
    """One look at a page, with all that is worked out of it once."""

    snapshot: Snapshot
    viewport: Box
    """What can be seen of the page; (0, 0, width, height)."""
    icon: Callable[[Box, tuple[Box, ...]], dict[str, float]] | None = field(default=None, compare=False)
    """How much what is drawn in a box of the screenshot, but for what lies upon it in some others, is like
    each kind of icon, in [0, 1]; empty: unknown."""

    solid: Callable[[Box], float] | None = field(default=None, compare=False)
    """How much of its frame what is drawn in a box fills, in [0, 1]."""
    colours: Callable[[Box], frozenset[str]] | None = field(default=None, compare=False)
    """What the colour of what is drawn in a box may be called; empty: unknown."""
    blank: Callable[[Box], bool] | None = field(default=None, compare=False)
    """Whether nothing at all is drawn in a box."""
    beyond: bool = False
    """The look has also what could be scrolled to."""

    @classmethod
    def pictured(cls, snapshot: Snapshot, viewport: Box, picture: Path) -> "Page":
        """The look with its screenshot, which is read when it is first asked for."""
        seen = Drawings(picture)
        return cls(snapshot, viewport, seen.icon, seen.solid, seen.colours, seen.blank)

    @cached_property
    def tree(self) -> Tree:
        """The accessible tree."""
        return Tree(self.snapshot.nodes)

    @cached_property
    def context(self) -> Context:
        """What stands with what."""
        return Context(self.snapshot, self.tree, self.viewport)

    @cached_property
    def surroundings(self) -> Surroundings:
        """What a recording tells a thing by."""
        return Surroundings(self.snapshot, self.tree)

    @cached_property
    def headers(self) -> list[tuple[frozenset[str], Box, int | None]]:
        """The words of each column's header, where it stands, and its table."""
        nodes, tree = self.snapshot.nodes, self.tree
        heads = [i for i, node in enumerate(nodes) if node.role == "columnheader" and node.box]
        tables = [next((j for j in tree.lineage(i) if nodes[j].role in _TABLES), None) for i in heads]
        said = [frozenset(words(tree.texts[i])) for i in heads]
        return [(text, tree.box(i), table) for text, i, table in zip(said, heads, tables, strict=True)]

    @cached_property
    def covered(self) -> list[int]:
        """The nodes that are there to be used, and that something covers."""
        nodes = self.snapshot.nodes
        used = [i for i, one in enumerate(nodes) if one.pointer or one.icon or one.focusable]
        return [i for i in used if nodes[i].obscured and nodes[i].box]

    @cached_property
    def is_marked(self) -> bool:
        """Whether the page shows by roles and cursors what can be pressed on it."""
        return sum(node.role in PRESSED or node.pointer for node in self.snapshot.nodes) >= _MARKED

    def drawing(self, element: Element) -> tuple[Box, tuple[Box, ...]] | None:
        """Where the only icon in an element is drawn, and what is written over it: how much is new."""
        inner = self.tree.below(element.node) if element.node is not None else []
        icons = [i for i in inner if self.snapshot.nodes[i].icon and self.snapshot.nodes[i].box]
        if len(icons) != 1:
            return None
        box = self.tree.box(icons[0]).grown(_AROUND).intersect(element.box)
        texts = [self.tree.box(i) for i in inner if self.snapshot.nodes[i].text and i != icons[0]]
        return box, tuple(one for one in texts if one.intersect(box).area > 0)

    def drawn(self, element: Element) -> dict[str, float]:
        """How much what an element draws is like each kind of icon, in [0, 1]; empty: unknown."""
        if self.icon is None:
            return {}
        box, upon = self.drawing(element) or (element.box, ())
        return self.icon(box, upon)

    def cuts_off(self, order: int) -> bool:
        """Whether something could be scrolled to before the first (after the last: -1) of a column, so that
        it can't be counted to."""
        if self.beyond:
            return False
        return any(one.y < one.max_y if order < 0 else one.y > 0 for one in self.snapshot.scrollers)

    def is_empty(self, box: Box) -> bool:
        """Whether nothing is drawn in a box, or no more than its border and its ground."""
        return self.blank is not None and (self.blank(box) or self.blank(box.grown(-_BORDER)))

    def is_mere_text(self, element: Element) -> bool:
        """Whether an element is a line of text that is no control's, and is not painted."""
        painted = any(box.holds(*element.box.center) for box in self.snapshot.painted)
        return element.role == "text" and element.node is None and not element.clickable and not painted

    def node_of(self, mark: Landmark) -> int | None:
        """The node in which a landmark is written."""
        return self.context.node_at(mark.box) if mark.node is None else mark.node

    def is_seen(self, mark: Landmark) -> bool:
        """Whether a landmark is in view, and nothing that stays there when the page is scrolled lies upon
        it."""
        node = self.node_of(mark)
        return self.shows(mark.box) and not (node is not None and self.snapshot.nodes[node].obscured)

    def shows(self, box: Box) -> bool:
        """Whether half of a box or more is in view."""
        return self.viewport.intersect(box).area >= 0.5 * max(box.area, 1e-6)


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and what for."""

    target: Target
    use: Use
    hint: Hint = Hint()

    @property
    def description(self) -> Description:
        """Its description, read."""
        return read(self.target)

    @property
    def name(self) -> str | None:
        """The text that is written on it: as the task gives it, else as its description quotes it."""
        return self.target.name or self.description.name

    @property
    def roles(self) -> frozenset[str]:
        """The roles that it is said to have; none: any."""
        if self.target.role:
            return frozenset({self.target.role})
        kind = self.description.kind
        return kind.roles if kind else frozenset()

    @property
    def near(self) -> str | None:
        """The text that it stands with: as the task gives it, else as its description quotes it."""
        quoted = None if self.target.name else next(iter(self.description.landmarks), None)
        return self.target.near or quoted

    @property
    def clicked(self) -> bool:
        """It is clicked, and not as a text that it is said to be."""
        kind = self.description.kind
        read = kind is not None and (kind.written or "heading" in kind.roles)
        return self.use is Use.CLICK and not read

    def place(self, viewport: Box) -> Box | None:
        """Where it should be: as the task says, else as it was recorded."""
        if self.target.at:
            return Box(self.target.at[0] * viewport.w, self.target.at[1] * viewport.h, 0, 0)
        return self.hint.seen.box if self.hint.seen else None


@dataclass(frozen=True)
class Ranked:
    """An element and how well it fits."""

    element: Element
    score: float
    """In [0, 1], for people; the order is by `key`."""
    key: tuple[float, ...] = field(default=(), compare=False)
    """What counts first stands first; larger is better. The first TOLD entries tell elements apart."""
    parts: tuple[tuple[str, float], ...] = ()
    """What the score is made of: names and values in [0, 1]."""
    match: Match = NOTHING
    tie: Tie = Tie.OPEN

    def candidate(self) -> Candidate:
        """For the evidence."""
        name = next(iter(self.element.names or self.element.captions), "")
        return Candidate(
            role=self.element.role,
            name=name[:120],
            box=self.element.box,
            score=round(max(0.0, min(1.0, self.score)), 3),
            why=", ".join(f"{part} {value:.2f}" for part, value in self.parts),
        )


TOLD = 8
"""So many entries of a key tell elements apart; the rest only puts them in order."""


@dataclass(frozen=True)
class Decision:
    """What comes of the stages."""

    verdict: Literal["sure", "ambiguous", "absent"]
    ranked: Sequence[Ranked]
    """All that may be meant, best first."""
    basis: Basis | None = None
    """What settled it."""
    margin: float = 1.0
    """How far the best is before the next, in [0, 1]."""
    reason: str = ""
    """Why it is not sure."""

    @property
    def covered(self) -> bool:
        """Whether something covers what is meant."""
        return self.reason == _COVERED


ABSENT = Decision("absent", ())
_COVERED = "something covers what stands there"


def out_of_reach(ranked: Sequence[Ranked]) -> Decision:
    """That the best of these is meant, and that something covers it."""
    return Decision("absent", ranked, margin=0.0, reason=_COVERED)


def distinct(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same without doubles: of a control and the text in it, or of two boxes in one place, the better
    one."""
    kept: list[Ranked] = []
    for one in ranked:
        if not any(same_thing(one.element, other.element) for other in kept):
            kept.append(one)
    return kept


def same_thing(a: Element, b: Element) -> bool:
    """Whether using one is using the other."""
    if (
        a.owner is not None
        and a.owner == b.owner
        and (a.node == a.owner or b.node == b.owner or _touch(a, b))
    ):
        return True
    common = a.box.intersect(b.box).area
    inside = common >= 0.95 * min(a.box.area, b.box.area)
    return common >= 0.8 * max(a.box.area, b.box.area) or (inside and _says_the_same(a, b))


def shown(one: Ranked) -> str:
    """How an element is called in a message."""
    name = next(iter(one.element.names or one.element.captions), "")
    return f"{one.element.role} {name[:60]!r}" if name else f"the {one.element.role}"


def _touch(a: Element, b: Element) -> bool:
    return a.box.intersect(b.box).area > 0


def _says_the_same(a: Element, b: Element) -> bool:
    return bool(set(a.names) & set(b.names)) or not a.names or not b.names
