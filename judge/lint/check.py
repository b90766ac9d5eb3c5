"""A rubric against its task, without a model."""

from judge.lint.criteria import CriteriaLint
from judge.lint.gather import Gathered
from judge.lint.issue import Issue
from judge.lint.pairs import contradictions
from judge.lint.steps import assertion_issues, dialog_issues, target_issues, visual_issues
from judge.lint.variants import variant_issues, verdicts_on
from judge.lint.walk import Walk
from judge.steps import EvidenceJudge
from judge.visual import TextReader
from rubrics.schema import Checkpoint, Rubric
from tasks.evidence import StepEvidence
from tasks.task import Task
from tasks.variants import load_variants


async def check_rubric(
    task: Task, rubric: Rubric, gathered: Gathered, reader: TextReader
) -> tuple[Issue, ...]:
    """All that is found, by the trajectory's steps, then by the task's variants."""
    pictures = gathered.pictures
    walk = Walk(gathered.reference, pictures, lambda key: reader.read(pictures.path(key)), task.assets())
    lint = CriteriaLint(walk)
    found: list[Issue] = []
    for step in gathered.reference.steps:
        checkpoint = rubric.checkpoints.get(step.step)
        if checkpoint is None or not (checkpoint.assertion or checkpoint.criteria):
            found.append(_empty(step.step))
        else:
            found += _step_issues(task, step, checkpoint, walk, lint)
    sound = _sound(rubric, walk)
    judge = EvidenceJudge(reader)
    for variant in load_variants(task, "hand"):
        evidence = gathered.variants.get(variant.id)
        # At a step without a sound criterion nothing could be said of a variant but what is said above.
        if evidence is not None and getattr(variant, "first_fail", None) in {None, *sound}:
            verdicts = await verdicts_on(task, sound, evidence, pictures, judge)
            found += variant_issues(variant, verdicts)
    return tuple(found)


def _step_issues(
    task: Task, step: StepEvidence, checkpoint: Checkpoint, walk: Walk, lint: CriteriaLint
) -> list[Issue]:
    done = task.trajectory[step.index - 1]
    found = [*target_issues(step), *dialog_issues(done, step)]
    if checkpoint.assertion is not None:
        found += assertion_issues(step.step, checkpoint.assertion)
    if step.step in walk.steps:
        found += _contradictions(step.step, checkpoint, walk)
        found += lint.issues(step.step, checkpoint)
        if checkpoint.visual:
            found += visual_issues(task, step)
    return found


def _sound(rubric: Rubric, walk: Walk) -> dict[str, Checkpoint]:
    """The checkpoints, without the criteria that the reference itself does not meet."""
    sound = {}
    for step, checkpoint in rubric.checkpoints.items():
        kept = tuple(
            one
            for one in checkpoint.criteria
            if step in walk.steps and walk.seen(one, step).done.value != "fail"
        )
        if kept or (checkpoint.assertion is not None and not checkpoint.criteria):
            sound[step] = checkpoint.model_copy(update={"criteria": kept})
    return sound


def _contradictions(step: str, checkpoint: Checkpoint, walk: Walk) -> list[Issue]:
    found = []
    for a, b in contradictions(checkpoint.criteria):
        # What both hold on the reference is no contradiction, whatever it sounds like.
        if {walk.seen(one, step).done.value for one in (a, b)} == {"pass"}:
            continue
        message = f"contradicts '{b.line()}': no page meets both"
        issue = Issue(
            level="error",
            check="contradiction",
            step=step,
            criterion=a.line(),
            message=message,
            remedy="keep the one that the reference meets",
        )
        found.append(issue)
    return found


def _empty(step: str) -> Issue:
    return Issue(
        level="error",
        check="empty",
        step=step,
        message="nothing is asked of this step: neither an assertion nor a criterion",
        remedy="write one; 'iwr rubrics draft' proposes some",
    )
