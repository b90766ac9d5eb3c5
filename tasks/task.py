"""What is to be rebuilt and what the operator will do with it: the schema of `task.yaml`.

The trajectory says what is *done*; what counts as right afterwards is a rubric's matter and lives in
another file. A target says what a person perceives, never how the page is built.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, field_validator, model_validator

from tasks.assets import asset_files
from tasks.yamlfile import Strict

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""Kebab-case; used in file names, so nothing else is let in."""

FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)]
"""A plain file name, without folders."""

Fraction = Annotated[float, Field(ge=0.0, le=1.0)]
Point = tuple[Fraction, Fraction]
"""Centre of something, as fractions of the viewport's width and height."""


class Viewport(Strict):
    """The size of the page in the recording, in CSS pixels (device scale factor 1)."""

    width: int = Field(default=1280, ge=320, le=3840)
    height: int = Field(default=720, ge=240, le=2160)


class Target(Strict):
    """What a person would point at."""

    description: str = Field(min_length=1)
    """One phrase, as one would say it to somebody: 'the "Search flights" button'."""
    role: str | None = None
    """ARIA role, where it helps; a rebuilt page may use another."""
    name: str | None = None
    """Visible or accessible name."""
    near: str | None = None
    """Text beside the target that tells it from its twins: the title of its row or card."""
    at: Point | None = None
    """Where its centre was in the recording; a hint that only breaks ties."""


class ClickProbe(Strict):
    """A click at a point where nothing should happen."""

    action: Literal["click"]
    at: Point


class PressProbe(Strict):
    """A key that should do nothing."""

    action: Literal["press"]
    key: str = Field(min_length=1)


Probe = Annotated[ClickProbe | PressProbe, Field(discriminator="action")]
"""An action that must *not* change the page, tried before the step."""


class Counterfactual(Strict):
    """The same kind of action on or with something else: what is given replaces what the step says."""

    target: Target | None = None
    to: Target | None = None
    """Of a drag."""
    text: str | None = None
    option: str | None = Field(default=None, min_length=1)
    key: str | None = Field(default=None, min_length=1)


class PromptText(Strict):
    """What is typed into a prompt."""

    text: str


DialogAnswer = Literal["accept", "dismiss"] | PromptText
"""What is answered to what the page asks by `confirm` or `prompt`; an alert is always accepted."""


class StepBase(Strict):
    id: Identifier
    """A rubric refers to the step by it."""
    dialog: DialogAnswer = "accept"
    """What is answered where the page asks something during the step."""
    probes: tuple[Probe, ...] = ()
    counterfactual: Counterfactual | None = None
    """What must *not* give the step's outcome: carried out in its place, in a session of its own, after the
    same steps. Best at one of the first steps, because those before it are carried out again."""

    @model_validator(mode="after")
    def _counterfactual_fits(self) -> Self:
        given = self.counterfactual.model_dump(exclude_none=True) if self.counterfactual else None
        own = sorted(set(Counterfactual.model_fields) & set(type(self).model_fields))
        if given is not None and not (given and set(given) <= set(own)):
            may = ", ".join(own) or "nothing: this action has no counterfactual"
            raise ValueError(f"counterfactual: gives {', '.join(given) or 'nothing'}; it may replace {may}")
        return self

    def instead(self) -> Self | None:
        """The step with its counterfactual in place of what it says, and without probes."""
        if self.counterfactual is None:
            return None
        other = {name: value for name, value in self.counterfactual if value is not None}
        return self.model_copy(update={**other, "probes": (), "counterfactual": None})


class PointStep(StepBase):
    """The mouse on the target."""

    action: Literal["click", "dblclick", "hover"]
    target: Target
    button: Literal["left", "right", "middle"] = "left"
    """Of a click."""
    hold: int = Field(default=0, ge=0, le=20_000)
    """Of a click: milliseconds of page time that the button is held, for a long press."""

    @model_validator(mode="after")
    def _button_clicks(self) -> Self:
        if self.action != "click" and (self.button != "left" or self.hold):
            raise ValueError(f"{self.action}: has no button and no hold; only a click has")
        return self


class TypeStep(StepBase):
    """Click the target, replace its content (or append to it), by the keyboard."""

    action: Literal["type"]
    target: Target
    text: str
    clear: bool = True


class PressStep(StepBase):
    """A key or a chord, as Playwright spells it; the target, if there is one, is clicked first."""

    action: Literal["press"]
    key: str = Field(min_length=1)
    target: Target | None = None


class SelectStep(StepBase):
    """Choose the option with this visible label, in a native select or a custom one."""

    action: Literal["select"]
    target: Target
    option: str = Field(min_length=1)


class ScrollStep(StepBase):
    """Turn the wheel over the target, or over the middle of the viewport."""

    action: Literal["scroll"]
    direction: Literal["up", "down", "left", "right"]
    amount: int = Field(ge=1, le=20_000)
    """CSS pixels."""
    target: Target | None = None


class DragStep(StepBase):
    """Press on the target, move in several moves to `to`, release."""

    action: Literal["drag"]
    target: Target
    to: Target
    hold: int = Field(default=300, ge=0, le=20_000)
    """Milliseconds of page time between pressing and moving: pages that want a short hold before a drag get
    it, and a long press (half a second, as a rule) it is not."""


class UploadStep(StepBase):
    """Choose one of the task's files, by a button, a drop zone or a file field."""

    action: Literal["upload"]
    target: Target
    file: FileName
    """Its name in the task's folder `files/`."""


class BrowserStep(StepBase):
    """What the browser's own buttons do: load the page anew, go back or forward, close a tab that the page
    opened."""

    action: Literal["reload", "back", "forward", "close_tab"]


class WaitStep(StepBase):
    """Let the page's clock run on. Page time is virtual: waiting costs nothing."""

    action: Literal["wait"]
    ms: int = Field(ge=1, le=120_000)


Step = Annotated[
    PointStep
    | TypeStep
    | PressStep
    | SelectStep
    | ScrollStep
    | DragStep
    | UploadStep
    | BrowserStep
    | WaitStep,
    Field(discriminator="action"),
]


class Task(Strict):
    """One page to rebuild, and the trajectory by which the rebuilt page is used."""

    task: Literal[1]
    """Version of this format."""
    id: Identifier
    title: str = Field(min_length=1)
    domain: str = "other"
    visual_complexity: Literal["minimal", "standard", "rich"] = "standard"
    interaction_logic: Literal["navigation", "stateful", "workflow", "algorithmic"] = "stateful"
    viewport: Viewport = Viewport()
    seed: int = Field(default=1, ge=0, le=2**32 - 1)
    """Seeds the page's Math.random."""
    clock: datetime = datetime.fromisoformat("2026-01-05T09:00:00+00:00")
    """What the page's Date says when it loads."""
    trajectory: tuple[Step, ...] = Field(min_length=1)

    _folder: Path = PrivateAttr(default=Path())

    @field_validator("clock")
    @classmethod
    def _clock_has_zone(cls, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValueError('has no time zone; write it as "2026-03-02T09:00:00Z"')
        return value

    @model_validator(mode="after")
    def _step_ids_are_unique(self) -> "Task":
        seen: set[str] = set()
        for step in self.trajectory:
            if step.id in seen:
                raise ValueError(f"trajectory: two steps are called {step.id!r}; rename one")
            seen.add(step.id)
        return self

    @property
    def folder(self) -> Path:
        """Where the task was read from."""
        return self._folder

    @property
    def reference_dir(self) -> Path:
        """The page that the recording shows. No generator is ever given it."""
        return self._folder / "reference"

    @property
    def assets_dir(self) -> Path:
        """The anonymised files that a generator is given."""
        return self._folder / "assets"

    def assets(self) -> tuple[Path, ...]:
        """Those files, by name."""
        return asset_files(self.assets_dir)

    def file(self, name: str) -> Path:
        """A file that the trajectory uploads."""
        return self._folder / "files" / name

    @property
    def video(self) -> Path:
        """The recording."""
        return self._folder / "video.webm"

    @property
    def variants_dir(self) -> Path:
        """Pages whose right verdict is known."""
        return self._folder / "variants"

    def checkpoint(self, index: int) -> Path:
        """The reference's screenshot after step `index` (1-based; 0 is before any action)."""
        return self._folder / "checkpoints" / f"{index:02d}.png"

    def step_ids(self) -> list[str]:
        """The trajectory's step ids, in order."""
        return [step.id for step in self.trajectory]
