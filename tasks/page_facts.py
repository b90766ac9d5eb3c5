"""What is found out of a page beside its use, for a rubric's page criteria."""

from typing import Literal

from pydantic import Field

from tasks.yamlfile import Strict

Fact = Literal["accessibility", "responsive", "interactive"]
"""What is found out of a page beside its use, each in fresh contexts of its own."""


class Violation(Strict):
    """A rule of accessibility that the page breaks."""

    rule: str
    impact: Literal["minor", "moderate", "serious", "critical"] | None
    help: str
    """The rule in one sentence."""
    count: int = Field(ge=1)
    """Elements that break it."""
    places: tuple[str, ...] = ()
    """Selectors of the first of them."""


class Accessibility(Strict):
    """What axe-core says of the page as it opens, at the task's viewport."""

    engine: str
    """Its version."""
    passed: tuple[str, ...]
    """Rules that apply and are broken nowhere, sorted; neither here nor below are rules that don't apply."""
    violations: tuple[Violation, ...]
    """The gravest impact first, then by rule."""
    undecided: tuple[str, ...] = ()
    """Rules that a program can't decide on this page, sorted."""


class Layout(Strict):
    """How a page fits a viewport at one moment."""

    moment: Literal["opened", "used"]
    """When it has opened; after the whole trajectory."""
    width: float
    """CSS pixels that the page is wide: the viewport's width, and how far it scrolls sideways."""
    texts: int = Field(ge=0)
    """Visible pieces of text, also those below the viewport."""
    faulty: int = Field(ge=0)
    """Those of them that are cut off or stand on each other."""
    cut: tuple[str, ...] = ()
    """The first of those that are cut off."""
    overlapping: tuple[str, ...] = ()
    """The first of those that stand on each other."""


class Responsive(Strict):
    """The page at a second viewport, used there by the same trajectory."""

    viewport: tuple[int, int]
    layouts: tuple[Layout, ...]
    targets: int = Field(ge=0)
    """Steps whose targets the episode found without a model."""
    missing: tuple[str, ...] = ()
    """Those of them whose targets are not found here, by id."""


class Interactive(Strict):
    """When the page could first be used, by the real clock: never twice the same."""

    ms: float | None = Field(default=None, ge=0.0)
    """Milliseconds from navigation; None: not while it was watched."""
    watched: float
    """Milliseconds from navigation to the last look."""
    longest_task: float
    """Milliseconds that the page's longest task of at least 50 ms took; 0: none was seen. (The task that made
    the document is not always seen; what it runs ends before the document is parsed, so `ms` knows of it.)"""


class FactFailure(Strict):
    """A fact that could not be found out."""

    fact: Fact
    by: Literal["page", "harness"]
    """What failed: the page, which hung or crashed, or the harness."""
    reason: str


class PageFacts(Strict):
    """What a rubric's page criteria ask for; None where it was not asked for, or failed."""

    accessibility: Accessibility | None = None
    responsive: Responsive | None = None
    interactive: Interactive | None = None
    failures: tuple[FactFailure, ...] = ()
