"""Ways in which an arrow points, or steps that a button takes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Direction:
    """A way that an arrow points, or a step that a button takes."""

    words: frozenset[str]
    """What descriptions and names say."""
    signs: str
    """Characters that point there."""
    last: bool
    """Of two buttons side by side it is the second."""
    icons: frozenset[str]
    """What it draws."""


NEXT = Direction(
    frozenset({"next", "right", "forward", "onward"}),
    "→›»▶►❯⟩>",
    True,
    frozenset({"right", "double-right", "redo"}),
)
PREVIOUS = Direction(
    frozenset({"previous", "prev", "left", "back", "backward"}),
    "←‹«◀❮⟨<",
    False,
    frozenset({"left", "double-left", "undo"}),
)
UP = Direction(
    frozenset({"up", "increase", "increment", "more", "higher"}), "↑▲▴⌃", False, frozenset({"up", "upload"})
)
DOWN = Direction(
    frozenset({"down", "decrease", "decrement", "less", "lower"}),
    "↓▼▾⌄",
    True,
    frozenset({"down", "download"}),
)
DIRECTIONS = (NEXT, PREVIOUS, UP, DOWN)
OPPOSITE = {NEXT: PREVIOUS, PREVIOUS: NEXT, UP: DOWN, DOWN: UP}
