"""What a judge says of one step, and why."""

from typing import Literal

from pydantic import Field

from tasks.yamlfile import Strict

Outcome = Literal[
    "passed",
    "assertion_false",
    "infeasible",
    "page_failed",
    "judge_error",
    "parse_error",
    "model_error",
    "harness_error",
]
"""The first four are the candidate's own. The others are ours: they make the verdict `unknown`."""

Value = Literal["pass", "fail", "unknown"]

_VALUES: dict[str, Value] = {
    "passed": "pass",
    "assertion_false": "fail",
    "infeasible": "fail",
    "page_failed": "fail",
}


class Finding(Strict):
    """What one criterion says."""

    criterion: str
    """Its name and arguments, in one line, as the rubric has them."""
    value: Value
    reason: str
    """What was seen, in one sentence."""
    weight: float = Field(default=1.0, gt=0.0, allow_inf_nan=False)
    """What the criterion is worth beside the others of its step, where a profile gives partial credit."""


class Verdict(Strict):
    """What one judge says of one step."""

    step: str
    index: int = Field(ge=1)
    judge: str
    outcome: Outcome
    reason: str
    findings: tuple[Finding, ...] = ()
    confidence: float | None = Field(default=None, ge=0.0, le=1.0)
    """Where the judge has one."""
    exchange: str | None = None
    """Key of the exchange with a model that the verdict rests on."""
    members: tuple["Verdict", ...] = ()
    """What each member of a panel said."""

    @property
    def value(self) -> Value:
        """pass, fail, or unknown where something of ours failed."""
        return _VALUES.get(self.outcome, "unknown")
