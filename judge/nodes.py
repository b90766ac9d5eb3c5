"""What the nodes of the graph do. How they hang together stands in `judge/graph.py`."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any, TypeVar

from langgraph.runtime import Runtime

from agents.models.eyes import NO_PICTURES
from agents.models.protocol import BudgetExhausted, ModelFailed
from judge.causality import Causality, judged, to_judge
from judge.episode import EpisodeContext, EpisodeState
from judge.gates import gates_of, unsure_of
from judge.probes import probed
from judge.protocols import LookJudge, RefiningGenerator, StepCase
from judge.score import INITIAL, score
from judge.similarity import Similarity
from judge.steps import judge_all
from rubrics.schema import Rubric
from rubrics.verdict import Verdict
from rubrics.whole import evaluate_page
from tasks.errors import InputError
from tasks.evidence import Evidence, Snapshot, StepEvidence
from tasks.page import Page
from tasks.store import EvidenceWriter

log = logging.getLogger(__name__)

T = TypeVar("T")


async def generate(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The generator agent writes the page."""
    context = runtime.context
    try:
        page = await context.generator.generate(context.task, context.folder / "page")
    except BudgetExhausted:
        raise
    except Exception as error:
        return _failed("generating the page", error)
    return {"page": page, "round": 0, "failure": None}


async def render(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The page as a browser shows it, for the generator to look at."""
    context = runtime.context
    try:
        seen = await context.render(context.task, _page(state))
    except Exception as error:
        return _failed("rendering the page", error)
    picture = context.pictures.put(seen.png) if seen.png else None
    return {"rendered": picture, "problems": seen.problems, "failure": None}


async def refine(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The generator agent looks at its page beside the recording and rewrites it."""
    context, generator, round_ = runtime.context, runtime.context.generator, state.round + 1
    if state.failure is not None or not isinstance(generator, RefiningGenerator):
        return {"page": None}
    if state.rendered is None:  # there is nothing to show: the page stays as it is
        return {"round": generator.rounds}
    png = context.pictures.path(state.rendered).read_bytes()
    try:
        page = await generator.refine(context.task, context.folder / "page", round_, png, state.problems)
    except BudgetExhausted:
        raise
    except Exception as error:
        return _failed(f"refining the page in round {round_}", error) | {"page": None}
    # Without a change there is nothing that another round could see.
    rest = generator.rounds if page.sha256 == _page(state).sha256 else round_
    return {"page": page, "round": rest, "failure": None}


async def operate(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The proxy-evaluation agent uses the page by the trajectory and leaves evidence."""
    context, page = runtime.context, _page(state)
    writer = EvidenceWriter(context.folder, context.pictures)
    try:
        async with context.operator() as operator:
            await operator.operate(context.task, context.recording, page, writer)
    except BudgetExhausted:
        raise
    except Exception as error:
        return _failed("using the page", error)
    return {"operated": True, "failure": None}


async def judge_steps(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The step judge decides each step by the rubric, from the evidence alone; and whether what the step
    shows was caused by it."""
    context = runtime.context
    try:
        evidence = await asyncio.to_thread(lambda: context.evidence)
    except InputError as error:
        return _failed("reading the evidence", error)
    known = {verdict.step: verdict for verdict in state.verdicts if verdict.value != "unknown"}
    cases = _cases(evidence.steps, context)
    verdicts = await judge_all(context.step_judge, cases, known)
    return {"verdicts": verdicts, "causality": await _causality(evidence, state.causality, context)}


def _cases(steps: Iterable[StepEvidence], context: EpisodeContext) -> list[StepCase]:
    checkpoints = context.rubric.checkpoints
    return [StepCase(context.task, checkpoints[step.step], step, context.pictures) for step in steps]


async def _causality(evidence: Evidence, before: Causality | None, context: EpisodeContext) -> Causality:
    """What probes and counterfactuals show; what is known `before` of the latter is not asked again."""
    verdicts = before.verdicts() if before else {}
    known = {step: verdict for step, verdict in verdicts.items() if verdict.value != "unknown"}

    others = to_judge(evidence)
    cases = _cases((other.went for other in others), context)
    said = await judge_all(context.step_judge, cases, known)
    findings = [judged(other, verdict) for other, verdict in zip(others, said, strict=True)]
    loop = asyncio.get_running_loop()
    return Causality.of(
        [*await loop.run_in_executor(context.judges, probed, evidence, context.pictures), *findings]
    )


async def judge_visuals(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The visual judge compares each visual checkpoint that was reached with its screenshot."""
    context = runtime.context
    reached = _reached(state.verdicts, context)
    loop = asyncio.get_running_loop()
    compared = await loop.run_in_executor(context.judges, _visual_similarities, context, reached)
    judge = context.look_judge
    if judge is not None:
        known = {(one.step, one.picture): one for one in state.similarities}

        async def looked(one: Similarity) -> Similarity | None:
            return known.get((one.step, one.picture)) or await _looked_at(judge, one, context)

        found = await _all(looked(one) for one in compared)
        compared = tuple(one for one in found if one is not None)
    return {"similarities": compared}


async def score_episode(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """IFS, VFS and Final by the rubric's profile."""
    context = runtime.context
    evidence = context.evidence
    opened = evidence.initial is not None or evidence.steps[0].status != "page_failed"
    result = score(
        context.task.step_ids(),
        state.verdicts,
        state.similarities,
        visual_steps(context.rubric),
        context.profile,
        page_opened=opened,
        weights={step: checkpoint.weight for step, checkpoint in context.rubric.checkpoints.items()},
        gates=gates_of(evidence, state.causality),
        unsure=unsure_of(state.causality),
    )
    result = result.model_copy(update={"rubric": context.rubric.source})
    return {"score": result, "page_findings": evaluate_page(context.rubric, evidence)}


def visual_steps(rubric: Rubric) -> list[str]:
    """The steps whose screenshot is compared with its checkpoint."""
    return [step for step, checkpoint in rubric.checkpoints.items() if checkpoint.visual]


def _reached(verdicts: Sequence[Verdict], context: EpisodeContext) -> list[str]:
    """The flagged steps whose looks can enter the score: none that failed, none after a stop."""
    flagged = set(visual_steps(context.rubric))
    reached = []
    for verdict in verdicts:
        if verdict.value == "fail" and context.profile.stop_at_first_failure:
            break
        if verdict.value != "fail" and verdict.step in flagged:
            reached.append(verdict.step)
    return reached


def _visual_similarities(context: EpisodeContext, reached: Sequence[str]) -> tuple[Similarity, ...]:
    """The initial page and the steps reached, each with its own checkpoint: step i with checkpoint i."""
    evidence = context.evidence
    shots: list[tuple[str, int, Snapshot | None]] = [(INITIAL, 0, evidence.initial)]
    shots += [(step.step, step.index, step.after) for step in evidence.steps if step.step in reached]
    compared = []
    for step_id, index, shot in shots:
        if shot is None:
            continue
        picture = context.pictures.path(shot.picture)
        try:
            compared.append(
                context.visual_judge.compare(step_id, index, picture, context.task.checkpoint(index), shot)
            )
        except Exception:
            # Left out, it is counted as missing and widens the bounds of the score.
            log.exception("comparing checkpoint %02d of %s failed", index, context.task.id)
    return tuple(compared)


async def _looked_at(judge: LookJudge, compared: Similarity, context: EpisodeContext) -> Similarity | None:
    """With the look judge's number; None where it failed: the checkpoint then counts as missing."""
    picture, checkpoint = context.pictures.path(compared.picture), context.task.checkpoint(compared.index)
    try:
        measure = await judge.look(picture, checkpoint)
    except BudgetExhausted:
        raise
    except Exception as error:
        # That a model takes no pictures was said once, for all of them.
        if not (isinstance(error, ModelFailed) and error.kind == NO_PICTURES):
            log.error("judging the looks of %s of %s failed: %s", compared.step, context.task.id, error)
        return None
    details = (*compared.details, compared.high_level)
    return compared.model_copy(update={"high_level": measure, "details": details})


async def _all(calls: Iterable[Awaitable[T]]) -> tuple[T, ...]:
    """The results in order. All are awaited before the first failure is raised: what is under way may
    have been paid for."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return tuple(result for result in results if not isinstance(result, BaseException))


def _page(state: EpisodeState) -> Page:
    if state.page is None:
        raise ValueError("there is no page yet")
    return state.page


def failure(what: str, error: Exception) -> str:
    """What is kept of a failure of ours; an InputError says all by itself."""
    kind = "" if isinstance(error, InputError) else f"{type(error).__name__}: "
    return f"{what}: {kind}{error}"[:500]


def _failed(what: str, error: Exception) -> dict[str, Any]:
    log.error("%s failed on our side", what, exc_info=error)
    return {"failure": failure(what, error)}
