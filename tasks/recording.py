"""What `iwr record` learned of the reference page: the schema of `recording.json`."""

from typing import Literal

from pydantic import Field

from tasks.geometry import Box
from tasks.yamlfile import Strict


class SeenTarget(Strict):
    """Where `iwr record` found a step's target on the reference page."""

    box: Box
    """CSS pixels in the viewport at that moment."""
    scene: int = Field(ge=0)
    """Index of the checkpoint that shows it (the one before the step)."""
    role: str | None = None
    """What it was. None in recordings of before December 2026, which have none of what follows."""
    name: str | None = None
    """What was written on it, or what it was called where nothing was."""
    also: tuple[str, ...] = ()
    """What else it was called, or what it held."""
    left: str = ""
    """The nearest text to its left, in its row."""
    above: str = ""
    """The nearest text above it, in its column."""
    heading: str = ""
    """The heading that it stood under."""
    row: tuple[str, ...] = ()
    """The other texts of its row, card or list item."""
    place: int = 0
    """Its number, from 1, among the controls of its group; 0: it stood alone."""
    of: int = 0
    """How many controls that group had."""
    beside: tuple[str, ...] = ()
    """What the other controls in view were called. What is called so is not the target."""


class Recording(Strict):
    """`recording.json`: what `iwr record` learned beside the pictures."""

    recording: Literal[1] = 1
    task_sha256: str
    """Of task.yaml, so that an edited trajectory can't go with old checkpoints unnoticed."""
    reference_sha256: str
    page_at_root: bool = False
    """The page lay in the task folder itself; `reference/` is a copy of it."""
    chromium: str
    assets: dict[str, str]
    """Anonymised name to the reference's name. Never shown to a generator."""
    targets: dict[str, SeenTarget]
    """By step id; a drag's second target is under '<step id>/to'."""
    checkpoints: tuple[str, ...]
    """SHA-256 of each checkpoint's file."""
