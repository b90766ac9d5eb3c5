"""What a rubric is: for each step of a trajectory, what counts as right after it."""

import json
from typing import Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from rubrics.weighted import WeightedCriterion
from rubrics.whole import AnyPageCriterion
from tasks.files import sha256
from tasks.task import Identifier
from tasks.yamlfile import Strict


class Checkpoint(Strict):
    """What counts as right after one step."""

    assertion: str | None = Field(default=None, min_length=1)
    """One claim, for a person or a vision model."""
    criteria: tuple[WeightedCriterion, ...] = ()
    """What a program checks; all of them must hold."""
    visual: bool = False
    """Whether the step's screenshot is compared with its checkpoint."""
    weight: float = Field(default=1.0, gt=0.0)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.assertion is None and not self.criteria:
            raise ValueError("needs an 'assertion', 'criteria', or both")
        return self


class RubricSource(Strict):
    """Which rubric it was: what every score carries."""

    name: str
    """Of its set; `own` where it lies in the task's folder, `recording` where nobody has written one."""
    version: int = Field(ge=1)
    """Of its set."""
    sha256: str
    """Hash of what the rubric says, all in all: also of what it was extended with."""
    drafted: bool = False
    """Whether a program wrote it and nobody has gone on with it."""


class Rubric(Strict):
    """The checkpoints of one task, by step id."""

    rubric: Literal[1]
    """Version of this format."""
    drafted: bool = False
    """Whether a program wrote it and nobody has gone on with it: every score that is made by it says so."""
    profile: str = "iwr"
    """Name of the profile that turns verdicts into scores."""
    checkpoints: dict[Identifier, Checkpoint] = Field(min_length=1)
    page: tuple[AnyPageCriterion, ...] = ()
    """What is said of the page as a whole, beside the scores; see rubrics.whole."""

    _name: str = PrivateAttr("own")
    _version: int = PrivateAttr(1)

    @property
    def source(self) -> RubricSource:
        """The set it is from, with its hash."""
        return RubricSource(name=self._name, version=self._version, sha256=self.sha256, drafted=self.drafted)

    def called(self, name: str, version: int) -> "Rubric":
        """The same rubric as part of the set so called."""
        known = self.model_copy()
        known._name, known._version = name, version
        return known

    @property
    def sha256(self) -> str:
        """Hash of what the rubric says; layout, comments, shorthands and who wrote it don't matter."""
        said = self.model_dump(mode="json", exclude={"drafted"})
        return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode())
