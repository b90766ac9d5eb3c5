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
from judge.visual.picture import UnreadablePictureError, decode, differing, read_bytes, same_size
from rubrics.verdict import Verdict
from tasks.evidence import CounterfactualEvidence, Evidence, Snapshot
from tasks.store import PictureStore
from tasks.yamlfile import Strict

CHANGED = 0.02
"""Share of the pixels from which on a probe has changed the page visibly. Below it lies what a dead click may
well do: a focus ring goes (0.4 % around a wide field), a hover ends (a card of 240 x 75 at most), a toast
goes (300 x 50: 1.6 %). Above it lies what a step brings about by pictures alone: another view or frame."""

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


def probed(evidence: Evidence, pictures: PictureStore) -> list[CausalityFinding]:
    """What the probes showed, by text, address and picture. Asks no judge."""
    found = []
    last = evidence.initial
    for step in evidence.steps:
        for probe in step.probes:
            if last is not None:
                value, reason = _left_alone(last, probe.after, pictures)
                found.append(
                    CausalityFinding(
                        step=step.step, kind="probe", done=probe.probe, value=value, reason=reason
                    )
                )
            last = probe.after
        last = step.after or last
    return found


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


def _left_alone(before: Snapshot, after: Snapshot, pictures: PictureStore) -> tuple[Held, str]:
    """Whether the page is as it was. Text that goes may be a toast's."""
    if after.url != before.url:
        return "violated", f"it leads from {before.url[:100]} to {after.url[:100]}."
    new = _texts(after) - _texts(before)
    if new:
        return "violated", f"it brings text: {' '.join(new)[:200]}."
    if after.picture == before.picture:
        return "held", "the page stays the same."
    try:
        share = _changed(before.picture, after.picture, pictures)
    except UnreadablePictureError as error:
        return "unknown", f"the pictures can't be compared: {error}."
    percent = f"{100 * share:.1f} % of the picture"
    if share >= CHANGED:
        return "violated", f"it changes {percent}."
    return "held", f"it brings no text and changes {percent}."


def _changed(before: str, after: str, pictures: PictureStore) -> float:
    first, second = (decode(read_bytes(path), path) for path in map(pictures.path, (before, after)))
    return float(differing(*same_size(first, second)).mean())


def _texts(page: Snapshot) -> Counter[str]:
    return Counter(word.text for word in page.words)
