"""What the operator leaves behind, and all that a judge ever sees of a page.

Evidence is complete: judging a stored run needs no browser. Everything is what a person could have
perceived (pictures, words with their places, controls with names and states, scroll positions, focus)
or what went on behind it (errors, dialogs, refused requests). Positions are CSS pixels in the
viewport; times are milliseconds of real time unless they say page time.
"""

from typing import Literal

from pydantic import Field

from tasks.geometry import Box
from tasks.page_facts import PageFacts
from tasks.yamlfile import Strict


class Word(Strict):
    """A word that can be seen: from a text node, an input's value or placeholder, a selected option."""

    text: str
    box: Box
    line: int
    """Words with the same number stand on one line of one piece of text."""


class Node(Strict):
    """A node of the accessible tree."""

    role: str
    name: str = ""
    """The accessible name."""
    aliases: tuple[str, ...] = ()
    """What else it is called: label, placeholder, title, text; none of them equal to the name."""
    box: Box | None = None
    """None where it has no box of its own (text, a closed list's options)."""
    parent: int | None = None
    """Index in `Snapshot.nodes`; parents stand before their children."""
    text: str = ""
    """Its own text, its descendants' not included."""
    value: str | None = None
    """What a field holds; the chosen option's label for a list."""
    checked: bool | Literal["mixed"] | None = None
    selected: bool | None = None
    expanded: bool | None = None
    pressed: bool | Literal["mixed"] | None = None
    disabled: bool = False
    focused: bool = False
    level: int | None = None
    pointer: bool = False
    """The mouse cursor becomes a hand over it, and not yet over what lies around it."""
    editable: bool = False
    """One can type into it."""
    focusable: bool = False
    """It takes the focus though its role does not say so, or answers to clicks by its markup."""
    files: bool = False
    """A file is chosen there: a file field, or what stands for a hidden one."""
    icon: bool = False
    """Small and drawn, with nothing written in it."""
    obscured: bool = False
    """Nothing of it can be seen, because something else lies on top."""
    inert: bool = False
    """It takes no clicks, though it may be seen: it lies behind a dialog's backdrop, or under glass."""
    ref: str | None = Field(default=None, exclude=True)
    """The browser's name for it at that moment; means nothing later, so it is neither stored nor compared."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and {**self.__dict__, "ref": None} == {**other.__dict__, "ref": None}

    def __hash__(self) -> int:
        return hash((self.role, self.name, self.box, self.text))


class Scroller(Strict):
    """How far the page (the first in the list) or an inner container is scrolled."""

    box: Box
    x: float
    y: float
    max_x: float
    max_y: float


class Media(Strict):
    """A video or sound element."""

    kind: Literal["video", "audio"]
    playing: bool
    time: float
    """Seconds."""
    box: Box


class Image(Strict):
    """An element that shows a picture: img, canvas, video, a background."""

    box: Box
    """All of it; some may be cut off."""
    visible: Box
    """What of it is neither scrolled away nor clipped."""


class Snapshot(Strict):
    """The page at one moment, settled."""

    picture: str
    """SHA-256 of the screenshot (PNG, the size of the viewport)."""
    url: str
    title: str = ""
    words: tuple[Word, ...] = ()
    faint: tuple[Word, ...] = ()
    """Words that are laid out there and can't be read: the picture shows no ink of them."""
    nodes: tuple[Node, ...] = ()
    scrollers: tuple[Scroller, ...] = ()
    media: tuple[Media, ...] = ()
    images: tuple[Image, ...] = ()
    """Those of at least 32 x 32 px, in the page's order; evidence of before November 2026 has none."""
    painted: tuple[Box, ...] = ()
    """Canvases and large pictures: regions whose text no `Word` knows, so that it has to be read by OCR."""
    settled: bool = True
    """False where the page was still changing when the limit ran out."""

    def focus(self) -> Node | None:
        """The control that has the focus."""
        return next((node for node in reversed(self.nodes) if node.focused), None)


class Candidate(Strict):
    """Something on the page that could be the target."""

    role: str
    name: str
    box: Box
    score: float = Field(ge=0.0, le=1.0)
    why: str
    """How the score came about: the parts that it is made of."""


Basis = Literal[
    "name", "caption", "part", "near", "order", "kind", "place", "recording", "picture", "focus", "model"
]
"""What settled which element is meant: what it is called (by itself, by a text beside it, in part), what it
stands with, its number among like ones, that it is the only one of its kind, where it stands, what the
recording shows of it, how it looks, that it has the focus; a model."""


class Grounding(Strict):
    """Which thing on the page was taken for the target."""

    description: str
    rung: Literal["locator", "indexed", "painted", "chosen", "agent", "none"]
    """The rung of the ladder that settled it (chosen, agent: a model did); none: infeasible."""
    basis: Basis | None = None
    """None where nothing was found, and in evidence of before December 2026."""
    margin: float | None = Field(default=None, ge=0.0, le=1.0)
    """How far the choice is before the next thing."""
    close: bool = False
    """The choice is so little before another that a person should look at it."""
    chosen: Candidate | None = None
    others: tuple[Candidate, ...] = ()
    """The runners-up, best first; of an infeasible target the best three candidates."""
    reason: str = ""
    """Why nothing was found, what was in the way, or what the model gave as its reason."""
    exchange: str | None = None
    """The key of the exchange with the model, where one was asked."""


class Event(Strict):
    """Something that went on beside what is seen."""

    kind: Literal["dialog", "popup", "download", "refused_request", "console_error", "page_error", "crash"]
    text: str


class Timings(Strict):
    """Milliseconds of real time that a step took."""

    ground: float = 0.0
    act: float = 0.0
    settle: float = 0.0
    capture: float = 0.0


class ProbeEvidence(Strict):
    """The page after an action that should change nothing."""

    probe: str
    after: Snapshot


Status = Literal["performed", "infeasible", "page_failed", "harness_error", "not_reached"]
"""performed: the action was carried out (whatever came of it). infeasible: the target was not found or
can't be acted on. page_failed: the page hung or crashed. harness_error: something of ours failed,
at this step or at an earlier one. not_reached: the page had hung or crashed before."""


class StepEvidence(Strict):
    """One step of the trajectory as it went."""

    step: str
    index: int = Field(ge=1)
    """1-based; the checkpoint that belongs to `after` has this number."""
    action: str
    status: Status
    reason: str = ""
    before: Snapshot | None = None
    after: Snapshot | None = None
    """None where the page could not be looked at any more."""
    groundings: tuple[Grounding, ...] = ()
    """One for the target; a drag has a second for where it leads; a custom list one for the option."""
    probes: tuple[ProbeEvidence, ...] = ()
    events: tuple[Event, ...] = ()
    timings: Timings = Timings()


class CounterfactualEvidence(Strict):
    """What came of another action of the same kind in place of a step, in a session of its own."""

    done: str
    """The action, as a sentence."""
    went: StepEvidence
    """How it went, under the step's own id and index. Infeasible: the page has no such other thing."""


class Evidence(Strict):
    """One episode: one page, used once by the trajectory."""

    task: str
    generator: str
    page_sha256: str
    viewport: tuple[int, int]
    initial: Snapshot | None
    """Before any action; None where the page could not be opened."""
    events: tuple[Event, ...] = ()
    """While the page loaded."""
    steps: tuple[StepEvidence, ...] = ()
    page_facts: PageFacts | None = None
    """None where the rubric's page criteria needed none."""
    counterfactuals: tuple[CounterfactualEvidence, ...] = ()
    """In the order of their steps."""

    def step(self, step_id: str) -> StepEvidence | None:
        """The evidence of one step, None where the trajectory never had it."""
        return next((item for item in self.steps if item.step == step_id), None)
