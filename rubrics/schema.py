"""What a rubric is: for each step of a trajectory, what counts as right after it."""

import json
from typing import Literal, Self

from pydantic import Field, model_validator

from rubrics.criteria.registry import AnyCriterion
from tasks.files import sha256
from tasks.task import Identifier
from tasks.yamlfile import Strict


class Checkpoint(Strict):
    """What counts as right after one step."""

    assertion: str | None = Field(default=None, min_length=1)
    """One claim, for a person or a vision model."""
    criteria: tuple[AnyCriterion, ...] = ()
    """What a program checks; all of them must hold."""
    visual: bool = False
    """Whether the step's screenshot is compared with its checkpoint."""
    weight: float = Field(default=1.0, gt=0.0)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.assertion is None and not self.criteria:
            raise ValueError("needs an 'assertion', 'criteria', or both")
        return self


class Rubric(Strict):
    """The checkpoints of one task, by step id."""

    rubric: Literal[1]
    """Version of this format."""
    profile: str = "iwr"
    """Name of the profile that turns verdicts into scores."""
    checkpoints: dict[Identifier, Checkpoint] = Field(min_length=1)

    @property
    def sha256(self) -> str:
        """Hash of what the rubric says; layout, comments and shorthands of its file don't matter."""
        return sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False).encode())
