"""What a rubric set says of itself, and how it changes a rubric that exists."""

from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import Field, model_validator

from rubrics.criteria.base import Criterion
from rubrics.schema import Checkpoint, Rubric
from rubrics.weighted import WeightedCriterion
from rubrics.whole import AnyPageCriterion, PageCriterion
from tasks.errors import InputError
from tasks.task import Identifier
from tasks.yamlfile import Strict, nearest

Line = TypeVar("Line", Criterion, PageCriterion)


class RubricSet(Strict):
    """A folder of rubrics: its `set.yaml`."""

    set: Literal[1]
    """Version of this format."""
    name: str = Field(min_length=1)
    version: int = Field(default=1, ge=1)
    """Counted up whenever one of its rubrics says something else than before."""
    about: str = ""
    extends: Identifier | None = None
    """The set that it builds on; none: each task's own rubric, or else `iwr`."""
    only: Literal["assertions", "criteria"] | None = None
    """What of its rubrics counts; none: both."""


class Change(Strict):
    """What becomes of one checkpoint; what is left out stays as it is."""

    assertion: str | None = Field(default=None, min_length=1)
    """Instead of the one that was there."""
    criteria: tuple[WeightedCriterion, ...] = ()
    """Beside those that were there."""
    visual: bool | None = None
    weight: float | None = Field(default=None, gt=0.0)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("needs 'assertion', 'criteria', 'visual' or 'weight'; or leave the step out")
        return self


class Extension(Strict):
    """A file `<task id>.extend.yaml`: changes to the rubric that a task has already."""

    rubric: Literal[1]
    """Version of this format."""
    extends: Identifier | None = None
    """The set that it builds on; none: what set.yaml says."""
    profile: str | None = None
    """Instead of the one that was named."""
    checkpoints: dict[Identifier, Change] = {}
    page: tuple[AnyPageCriterion, ...] = ()
    """Beside those that were there."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not (self.checkpoints or self.page or self.profile):
            raise ValueError("changes nothing; needs 'checkpoints', 'page' or 'profile'")
        return self


def extended(base: Rubric, extension: Extension, path: Path) -> Rubric:
    """`base` with the changes that stand in `path`.

    Raises InputError for a step that `base` does not have, and for a criterion that is there already.
    """
    checkpoints = dict(base.checkpoints)
    for step, change in extension.checkpoints.items():
        where = f"{path}: checkpoints.{step}"
        if step not in checkpoints:
            raise InputError(f"{where}: the task has no such step; {nearest(step, list(checkpoints))}")
        checkpoints[step] = _changed(checkpoints[step], change, where)
    known = {criterion.line() for criterion in base.page}
    update = {
        "profile": extension.profile or base.profile,
        "checkpoints": checkpoints,
        "page": base.page + _added(known, extension.page, f"{path}: page"),
    }
    return base.model_copy(update=update)


def reduced(rubric: Rubric, only: Literal["assertions", "criteria"], path: Path) -> Rubric:
    """`rubric` with nothing but assertions, or nothing but criteria.

    Raises InputError for a step of which then nothing is left, naming `path` as the place to write it.
    """
    drop: dict[str, object] = {"criteria": ()} if only == "assertions" else {"assertion": None}
    checkpoints = {
        step: checkpoint.model_copy(update=drop) for step, checkpoint in rubric.checkpoints.items()
    }
    for step, checkpoint in checkpoints.items():
        if checkpoint.assertion is None and not checkpoint.criteria:
            raise InputError(
                f"{path}: checkpoints.{step}: the set has only {only}, and the task's rubric none for this "
                f"step; write them here, or choose another set"
            )
    return rubric.model_copy(update={"checkpoints": checkpoints})


def _changed(checkpoint: Checkpoint, change: Change, where: str) -> Checkpoint:
    known = {criterion.line() for criterion in checkpoint.criteria}
    return Checkpoint(
        assertion=checkpoint.assertion if change.assertion is None else change.assertion,
        criteria=checkpoint.criteria + _added(known, change.criteria, f"{where}.criteria"),
        visual=checkpoint.visual if change.visual is None else change.visual,
        weight=checkpoint.weight if change.weight is None else change.weight,
    )


def _added(known: set[str], new: tuple[Line, ...], where: str) -> tuple[Line, ...]:
    """`new`, of which none may be `known`."""
    for criterion in new:
        line = criterion.line()
        if line in known:
            raise InputError(f"{where}: {line!r} is there already; remove it")
        known.add(line)
    return new
