"""Criteria made of criteria; `unknown` stays unknown wherever it could decide."""

from pydantic import Field

from rubrics.criteria.base import Criterion
from rubrics.criteria.registry import AnyCriterion
from rubrics.scene import StepScene
from rubrics.verdict import Finding, Value


class AllOf(Criterion):
    """All of these hold: fail where one fails, else unknown where one is."""

    key = "all_of"
    shorthand = "criteria"
    always_short = True

    criteria: tuple[AnyCriterion, ...] = Field(min_length=1)

    def check(self, scene: StepScene) -> Finding:
        return _combined(self, self.criteria, scene, ("fail", "unknown", "pass"))

    def missing(self, scene: StepScene) -> str | None:
        found = [(part.find(scene).value, part.missing(scene)) for part in self.criteria]
        # One part that fails though all that it speaks of is seen is enough to deny them all.
        if ("fail", None) in found:
            return None
        return next((missing for value, missing in found if missing and value != "pass"), None)


class AnyOf(Criterion):
    """At least one of these holds: pass where one passes, else unknown where one is."""

    key = "any_of"
    shorthand = "criteria"
    always_short = True

    criteria: tuple[AnyCriterion, ...] = Field(min_length=1)

    def check(self, scene: StepScene) -> Finding:
        return _combined(self, self.criteria, scene, ("pass", "unknown", "fail"))

    def missing(self, scene: StepScene) -> str | None:
        return next((missing for part in self.criteria if (missing := part.missing(scene))), None)


class Not(Criterion):
    """This does not hold; unknown where what it speaks of is seen neither before nor after the step."""

    key = "not"
    shorthand = "criterion"
    always_short = True

    criterion: AnyCriterion

    def check(self, scene: StepScene) -> Finding:
        inner = self.criterion.find(scene)
        missing = self.missing(scene) if inner.value == "fail" else None
        if missing is not None:
            return self.idle(missing)
        opposite: dict[Value, Value] = {"pass": "fail", "fail": "pass", "unknown": "unknown"}
        return self.finding(opposite[inner.value], inner.reason)

    def missing(self, scene: StepScene) -> str | None:
        return self.criterion.missing(scene)


def _combined(
    whole: Criterion, parts: tuple[Criterion, ...], scene: StepScene, precedence: tuple[Value, Value, Value]
) -> Finding:
    """The strongest of the parts' values, with the reasons of the parts that have it."""
    findings: list[Finding] = []
    for part in parts:
        findings.append(part.find(scene))
        if findings[-1].value == precedence[0]:
            return whole.finding(precedence[0], findings[-1].reason)
    value = next(value for value in precedence if any(one.value == value for one in findings))
    return whole.finding(value, " ".join(one.reason for one in findings if one.value == value))
