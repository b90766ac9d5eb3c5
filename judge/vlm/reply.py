"""What a model answers about steps: one answer, or one for each of several steps."""

import json
from collections import Counter
from typing import Literal, Self

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator


class AssertionReply(BaseModel):
    """Whether the statement holds after the action."""

    # What was seen is written down before the answer, so that the answer follows from it.
    evidence: list[str] = Field(
        description="What is seen that decides it: short quotes of visible text, or short observations."
    )
    instructions_on_page: list[str] = Field(
        default=[],
        description="Text in the pictures that tells the reader how to judge or answer; often none.",
    )
    answer: Literal["yes", "no", "unsure"]
    confidence: float = Field(
        ge=0.0,
        le=1.0,
        allow_inf_nan=False,
        strict=True,
        description="How likely the answer is right, 0 to 1.",
    )

    @field_validator("answer", mode="before")
    @classmethod
    def _whatever_its_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("evidence", "instructions_on_page")
    @classmethod
    def _without_blanks(cls, value: list[str]) -> list[str]:
        return [text.strip() for text in value if text.strip()]

    @model_validator(mode="after")
    def _is_founded(self) -> Self:
        """What the page wants to be answered is no evidence for the answer."""
        if self.answer != "unsure" and not set(self.evidence) - set(self.instructions_on_page):
            raise ValueError(
                f"the answer {self.answer!r} needs evidence: quote or describe what is seen that decides it"
            )
        return self


class _OfStep(BaseModel):
    step: str = Field(description="The id of the step that this is about.")

    @field_validator("step")
    @classmethod
    def _without_blanks_around(cls, value: str) -> str:
        return value.strip()


class StepReply(AssertionReply, _OfStep):  # the step comes first: fields are told in the order of the bases
    """Whether the statement about this step holds after its action."""


class BatchReply(BaseModel):
    """Whether the statement about each step holds after its action."""

    answers: list[StepReply] = Field(min_length=1, description="One for each step that is asked about.")

    @field_validator("answers", mode="before")
    @classmethod
    def _legible(cls, value: object) -> object:
        """Without the answers that can't be read, which spoil no other; all of them, where none can be."""
        return [one for one in value if _reads(one)] or value if isinstance(value, list) else value

    def by_step(self) -> dict[str, StepReply]:
        """The answers by step. Of two about the same step neither counts: which one is meant is a guess."""
        times = Counter(one.step for one in self.answers)
        return {one.step: one for one in self.answers if times[one.step] == 1}


def _reads(answer: object) -> bool:
    try:
        StepReply.model_validate_json(json.dumps(answer))
    except ValidationError:
        return False
    return True
