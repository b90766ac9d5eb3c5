"""Causality: whether what a page shows comes of what is done to it.

Two kinds of action put that to the test. A *probe* (a click at a dead point, an unbound key) must leave the
page as it was. A *counterfactual* (the same kind of action on or with something else, in a session of its
own) must not give the outcome of the step in whose place it stands. A page that answers either way would
show the outcome whatever is done.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field

from judge.score import Fraction
from rubrics.verdict import Verdict
from tasks.evidence import CounterfactualEvidence, Evidence
from tasks.yamlfile import Strict

Held = Literal["held", "violated", "unknown"]


class CausalityFinding(Strict):
    """What one probe or counterfactual showed."""

    step: str
    """Before which it was tried, or in whose place it stood."""
    kind: Literal["probe", "counterfactual"]
    done: str
    """The action, in words."""
    value: Held
    reason: str
    """Why, in one sentence."""
    verdict: Verdict | None = None
    """Of a counterfactual: what the step judge says of it by the step's own checkpoint; a pass violates."""


class Causality(Strict):
    """What all probes and counterfactuals of an episode showed."""

    findings: tuple[CausalityFinding, ...] = ()
    """Probes first, each kind in the order of the trajectory. A counterfactual that could not be carried out,
    because the page has no such other thing, is none of them."""
    tried: int = Field(default=0, ge=0)
    held: int = Field(default=0, ge=0)
    violated: int = Field(default=0, ge=0)
    unknown: int = Field(default=0, ge=0)
    """Those that a failure of ours kept from being judged."""
    score: Fraction | None = None
    """held / (held + violated); None where nothing was tried, or nothing is known."""

    @classmethod
    def of(cls, findings: Sequence[CausalityFinding]) -> Self:
        """The numbers of these findings."""
        values = Counter(one.value for one in findings)
        known = values["held"] + values["violated"]
        return cls(
            findings=tuple(findings),
            tried=len(findings),
            held=values["held"],
            violated=values["violated"],
            unknown=values["unknown"],
            score=values["held"] / known if known else None,
        )

    def steps(self, value: Held) -> tuple[str, ...]:
        """The steps with a finding of that value, each once."""
        return tuple(dict.fromkeys(one.step for one in self.findings if one.value == value))

    def verdicts(self) -> dict[str, Verdict]:
        """What the step judge said of counterfactuals, by step."""
        return {one.step: one.verdict for one in self.findings if one.verdict}


def judged(counterfactual: CounterfactualEvidence, verdict: Verdict) -> CausalityFinding:
    """What a counterfactual showed, by the verdict on it."""
    values: dict[str, Held] = {"pass": "violated", "fail": "held", "unknown": "unknown"}
    said = verdict.reason.rstrip(".")
    reasons = {
        "pass": f"it gives the step's outcome: {said}.",
        "fail": f"the step's outcome does not come of it: {said}.",
        "unknown": f"it could not be judged: {said}.",
    }
    return CausalityFinding(
        step=counterfactual.went.step,
        kind="counterfactual",
        done=counterfactual.done,
        value=values[verdict.value],
        reason=reasons[verdict.value],
        verdict=verdict,
    )


def to_judge(evidence: Evidence) -> tuple[CounterfactualEvidence, ...]:
    """The counterfactuals that say something: carried out, or kept from it by a failure of ours."""
    return tuple(one for one in evidence.counterfactuals if one.went.status in ("performed", "harness_error"))
