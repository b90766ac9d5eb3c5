"""Step judges: from a step's evidence to a verdict."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import TypeVar

from agents.models.protocol import BudgetExhausted
from judge.protocols import BatchJudge, StepCase, StepJudge
from judge.recent import Recent
from judge.transition import TransitionJudge
from judge.visual import TextReader
from rubrics.evaluate import check
from rubrics.scene import Scene, StepScene
from rubrics.verdict import Finding, Outcome, Value, Verdict
from tasks.evidence import StepEvidence

log = logging.getLogger(__name__)

T = TypeVar("T")

# A change that the check can't read (a canvas, a picture) is nobody's fault but its own.
_TRANSITION: dict[Value, Outcome] = {
    "pass": "passed",
    "fail": "assertion_false",
    "unknown": "judge_error",
}


class EvidenceJudge:
    """Decides by the rubric's criteria; where a step has only a sentence, by the reference-transition check.

    Asks no model. A step passes when all its criteria hold.
    """

    name = "evidence"

    def __init__(self, reader: TextReader, threads: Executor | None = None) -> None:
        self._reader = reader
        self._threads = threads
        self._transitions = TransitionJudge(reader)
        # What one step leaves is what the next begins with: what was worked out of it need not be again.
        self._scenes: Recent[int, Scene] = Recent(64)

    async def judge(self, case: StepCase) -> Verdict:
        """The verdict on a performed step; worked out in `threads`."""
        decide = self._by_criteria if case.checkpoint.criteria else self._by_transition
        return await asyncio.get_running_loop().run_in_executor(self._threads, decide, case)

    def _by_criteria(self, case: StepCase) -> Verdict:
        findings = check(case.checkpoint, self._scene(case))
        failed = [finding for finding in findings if finding.value == "fail"]
        unknown = [finding for finding in findings if finding.value == "unknown"]
        if failed:
            return verdict(case, self.name, "assertion_false", _reasons(failed), findings=findings)
        if unknown:
            return verdict(case, self.name, "judge_error", _reasons(unknown), findings=findings)
        return verdict(case, self.name, "passed", _reasons(list(findings)), findings=findings)

    def _scene(self, case: StepCase) -> StepScene:
        viewport = (case.task.viewport.width, case.task.viewport.height)
        path = case.pictures.path
        scene = StepScene.of(
            case.evidence, viewport, path, lambda key: self._reader.read(path(key)), case.task.assets()
        )
        return replace(scene, before=self._known(scene.before), after=self._known(scene.after))

    def _known(self, scene: Scene) -> Scene:
        # By identity: a scene keeps its snapshot alive, so no other can have its id.
        return self._scenes.get(id(scene.snapshot), lambda: scene)

    def _by_transition(self, case: StepCase) -> Verdict:
        before, after = case.evidence.before, case.evidence.after
        if before is None or after is None:
            raise ValueError("a performed step without pictures")
        transition = self._transitions.check(
            case.reference(before=True),
            case.reference(before=False),
            case.pictures.path(before.picture),
            case.pictures.path(after.picture),
        )
        outcome = _TRANSITION[transition.value]
        confidence = 1 - transition.score if outcome == "assertion_false" else transition.score
        return verdict(case, self.name, outcome, transition.reason, confidence=confidence)


def verdict(
    case: StepCase,
    judge: str,
    outcome: Outcome,
    reason: str,
    *,
    findings: tuple[Finding, ...] = (),
    confidence: float | None = None,
    exchange: str = "",
    members: tuple[Verdict, ...] = (),
) -> Verdict:
    """What the judge of that name says of the case's step; see `Verdict` for what the rest means."""
    return Verdict(
        step=case.evidence.step,
        index=case.evidence.index,
        judge=judge,
        outcome=outcome,
        reason=reason,
        findings=findings,
        confidence=confidence,
        exchange=exchange or None,
        members=members,
    )


async def judge_all(
    judge: StepJudge, cases: Sequence[StepCase], known: Mapping[str, Verdict]
) -> tuple[Verdict, ...]:
    """`judge_step` of different steps of one episode, in their order; together where the judge can. What is
    `known`, by step, stands."""
    found = dict(known)
    new = [case for case in cases if case.evidence.step not in known]
    if isinstance(judge, BatchJudge) and new:
        performed = [case for case in cases if case.evidence.status == "performed"]
        try:
            found |= {one.step: one for one in await judge.judge_together(performed, known)}
        except BudgetExhausted:
            raise
        except Exception:  # one of them may be to blame: by itself it makes no other unknown
            log.warning("judging steps of %s together failed", new[0].task.id, exc_info=True)
    left = [case for case in new if case.evidence.step not in found]
    found |= {one.step: one for one in await settled([judge_step(judge, case) for case in left])}
    return tuple(found[case.evidence.step] for case in cases)


async def settled(calls: Sequence[Awaitable[T]]) -> list[T]:
    """The results in order. All are awaited before the first failure is raised: what is under way may have
    been paid for."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


async def judge_step(judge: StepJudge, case: StepCase) -> Verdict:
    """A verdict on any step. What the operator could not do is no judge's matter; what fails here is
    `judge_error`, never a pass and never a fail."""
    evidence = case.evidence
    if evidence.status != "performed":
        return verdict(case, "operator", _outcome(evidence), evidence.reason or evidence.status)
    try:
        return await judge.judge(case)
    except BudgetExhausted:
        raise  # nothing failed: the run stops here and can go on
    except Exception as error:
        log.exception("judging step %s of %s failed", evidence.step, case.task.id)
        return verdict(case, judge.name, "judge_error", f"{type(error).__name__}: {error}"[:500])


def _outcome(evidence: StepEvidence) -> Outcome:
    match evidence.status:
        case "infeasible":
            return "infeasible"
        case "page_failed" | "not_reached":
            return "page_failed"
        case _:
            return "harness_error"


def _reasons(findings: list[Finding]) -> str:
    return "; ".join(finding.reason.removesuffix(".") for finding in findings)[:1000] + "."
