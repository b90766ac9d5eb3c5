"""One label: what one person said of one step, when, and by what evidence."""

import re
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from tasks.errors import InputError
from tasks.yamlfile import Strict

Choice = Literal["pass", "fail", "unsure"]
"""What a person can say of a step."""

NOTE_LENGTH = 4_000
"""Characters of a note, at most."""

MAJORITY = "majority"
"""Stands for what most annotators say; so nobody can be called that."""

_NAME = r"^\w([\w .@+-]{0,62}\w)?$"

Name = Annotated[str, Field(min_length=1, max_length=500)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

Identity = tuple[str, str, str, str]
"""Task, step, evidence_sha256, assertion_sha256: what was looked at, and what was asked about it."""


class Label(Strict):
    """One line of `<run>/labels/<annotator>.jsonl`.

    It holds for what was looked at, not for a place in a run: for every step of that task whose evidence and
    assertion have these hashes, and for no other.
    """

    annotator: str = Field(pattern=_NAME)
    at: AwareDatetime
    """When it was given: UTC."""
    task: Name
    generator: Name
    """Of the page that was shown; the annotator is not told."""
    repeat: int = Field(ge=1)
    step: Name
    index: int = Field(ge=1)
    value: Literal["pass", "fail", "unsure", "withdrawn"]
    """withdrawn: what was said before was taken back, and nothing is said."""
    note: str = Field(default="", max_length=NOTE_LENGTH)
    seconds: float = Field(ge=0.0, allow_inf_nan=False)
    """How long the step was in sight until the label was given."""
    evidence_sha256: Sha256
    """Of the step's pictures and words, before and after."""
    assertion_sha256: Sha256
    """Of the assertion's text; of no text where the rubric has none."""

    @property
    def identity(self) -> Identity:
        """What it is a label of."""
        return self.task, self.step, self.evidence_sha256, self.assertion_sha256


def check_annotator(name: str) -> str:
    """`name`, where it can be an annotator's. Raises InputError otherwise."""
    if not re.fullmatch(_NAME, name):
        raise InputError(
            f"--as: {name!r} can't be a file's name; use up to 64 letters, digits, spaces and . _ @ + -"
        )
    if name.casefold() == MAJORITY:
        raise InputError(f"--as: {name!r} stands for what most annotators say; choose another name")
    return name
