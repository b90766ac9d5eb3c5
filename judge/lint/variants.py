"""Which of the task's known pages the rubric would misjudge."""

from collections.abc import Mapping

from judge.lint.issue import Issue
from judge.protocols import StepCase
from judge.steps import EvidenceJudge, judge_step
from rubrics.schema import Checkpoint
from rubrics.verdict import Verdict
from tasks.evidence import Evidence
from tasks.store import PictureStore
from tasks.task import Task
from tasks.variants import Mutant, Variant


async def verdicts_on(
    task: Task,
    checkpoints: Mapping[str, Checkpoint],
    evidence: Evidence,
    pictures: PictureStore,
    judge: EvidenceJudge,
) -> list[Verdict]:
    """The evidence judge's verdict on each step of a page that has a checkpoint, in order."""
    return [
        await judge_step(judge, StepCase(task, checkpoints[step.step], step, pictures))
        for step in evidence.steps
        if step.step in checkpoints
    ]


def variant_issues(variant: Variant, verdicts: list[Verdict]) -> list[Issue]:
    """What is wrong where a variant is judged otherwise than its label says."""
    first = next((verdict for verdict in verdicts if verdict.value != "pass"), None)
    expected = variant.first_fail if isinstance(variant, Mutant) else None
    name = f"the {variant.kind} {variant.id!r} ({variant.about.rstrip('.')})"
    if first is not None and first.value == "unknown":
        message = f"{name} can't be judged at this step: {first.reason}"
        return [_issue("warning", "unknown", first.step, message, "mend what failed")]
    if expected is None:
        if first is None:
            return []
        message = f"{name} behaves like the reference, but fails here: {first.reason}"
        return [_issue("error", "refused-equivalent", first.step, message, "ask for less here")]
    if first is None:
        message = f"{name} passes every step; it should fail first here"
        remedy = "add a criterion that says what the reference shows and this page does not"
        return [_issue("error", "missed-mutant", expected, message, remedy)]
    if first.step == expected:
        return []
    steps = [verdict.step for verdict in verdicts]
    late = expected in steps and steps.index(first.step) > steps.index(expected)
    message = f"{name} fails first at {first.step!r}, not here: {first.reason}"
    remedy = (
        "add a criterion here that it breaks"
        if late
        else f"ask for less at {first.step!r}, or correct its label"
    )
    return [_issue("error" if late else "warning", "missed-mutant", expected, message, remedy)]


def _issue(level: str, check: str, step: str, message: str, remedy: str) -> Issue:
    return Issue.model_validate(
        {"level": level, "check": check, "step": step, "message": message, "remedy": remedy}
    )
