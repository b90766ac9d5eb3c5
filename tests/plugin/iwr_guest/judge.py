"""A step judge: did anything happen at all?"""

from judge.protocols import StepCase
from rubrics.verdict import Verdict


class Changed:
    """A step passes when the page looks different after it. Asks neither the rubric nor a model."""

    name = "changed"

    def judge(self, case: StepCase) -> Verdict:
        step = case.evidence
        before, after = step.before, step.after
        changed = before is not None and after is not None and before.picture != after.picture
        return Verdict(
            step=step.step,
            index=step.index,
            judge=self.name,
            outcome="passed" if changed else "assertion_false",
            reason="the page looks different." if changed else "the page looks as before.",
        )
