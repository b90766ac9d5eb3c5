"""The graph of one episode: one task x one generator x one repeat. Read this file first.

    generate -> operate -> judge_steps -> judge_visuals -> score

State is plain data and is checkpointed after every node, so that a killed run goes on where it stopped.
What is alive (browsers, judges, stores) comes through the runtime context and is never stored.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from pydantic import BaseModel, ConfigDict

from judge.protocols import Generator, Operator, StepCase, StepJudge, VisualJudge
from judge.score import INITIAL, Score, score
from judge.similarity import Similarity
from judge.steps import judge_step
from rubrics.profile import Profile
from rubrics.schema import Rubric
from rubrics.verdict import Verdict
from tasks.errors import InputError
from tasks.evidence import Evidence, Snapshot
from tasks.page import Page
from tasks.store import EvidenceWriter, PictureStore, read_evidence
from tasks.task import Recording, Task

log = logging.getLogger(__name__)


def _sum(a: float, b: float) -> float:
    return a + b


class EpisodeState(BaseModel):
    """What one episode has come to so far. Each node fills in its own fields."""

    model_config = ConfigDict(extra="forbid")

    episode: str
    page: Page | None = None
    operated: bool = False
    """The evidence lies in the episode's folder, whole."""
    verdicts: tuple[Verdict, ...] = ()
    similarities: tuple[Similarity, ...] = ()
    score: Score | None = None
    failure: str | None = None
    """What of ours failed, where it left the episode without evidence."""
    seconds: Annotated[float, _sum] = 0.0
    """Real time spent in the nodes."""


@dataclass(frozen=True)
class EpisodeContext:
    """What the nodes of one episode work with."""

    task: Task
    recording: Recording | None
    rubric: Rubric
    profile: Profile
    generator: Generator
    folder: Path
    """`<run>/episodes/<id>/`."""
    pictures: PictureStore
    operator: Callable[[], AbstractAsyncContextManager[Operator]]
    """An operator with a browser of its own for as long as it is needed."""
    step_judge: StepJudge
    visual_judge: VisualJudge
    judges: Executor | None = None
    """Threads that judging is done in; None: the event loop's own."""

    @cached_property
    def evidence(self) -> Evidence:
        """What the operator left, once it is through: read from disk, so that resuming takes the same way."""
        return read_evidence(self.folder)


Node = Callable[[EpisodeState, Runtime[EpisodeContext]], Awaitable[dict[str, Any]]]
EpisodeGraph = CompiledStateGraph[EpisodeState, EpisodeContext, EpisodeState, EpisodeState]


def build_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> EpisodeGraph:
    """The compiled graph; with a checkpointer it is durable."""
    graph = StateGraph(EpisodeState, context_schema=EpisodeContext)
    for name, node in NODES.items():
        graph.add_node(name, _timed(node))  # type: ignore[call-overload]
    graph.add_edge(START, "generate")
    graph.add_conditional_edges("generate", _page_there, {"page": "operate", "no page": END})
    graph.add_conditional_edges("operate", _evidence_there, {"evidence": "judge_steps", "no evidence": END})
    # Looks are judged after the steps, not beside them: only what was reached enters a score, and
    # reading pictures is the dearest thing here.
    graph.add_edge("judge_steps", "judge_visuals")
    graph.add_edge("judge_visuals", "score")
    graph.add_edge("score", END)
    return graph.compile(checkpointer=checkpointer)


async def generate(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The generator agent writes the page."""
    context = runtime.context
    try:
        page = await context.generator.generate(context.task, context.folder / "page")
    except Exception as error:
        return _failed("generating the page", error)
    return {"page": page, "failure": None}


async def operate(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The proxy-evaluation agent uses the page by the trajectory and leaves evidence."""
    context, page = runtime.context, state.page
    if page is None:
        raise ValueError("operate comes after generate")
    writer = EvidenceWriter(context.folder, context.pictures)
    try:
        async with context.operator() as operator:
            await operator.operate(context.task, context.recording, page, writer)
    except InputError:
        raise
    except Exception as error:
        return _failed("using the page", error)
    return {"operated": True, "failure": None}


async def judge_steps(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The step judge decides each step by the rubric, from the evidence alone."""
    context = runtime.context
    loop = asyncio.get_running_loop()
    return {"verdicts": await loop.run_in_executor(context.judges, _step_verdicts, context)}


async def judge_visuals(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
    """The visual judge compares each visual checkpoint that was reached with its screenshot."""
    context = runtime.context
    reached = _reached(state.verdicts, context)
    loop = asyncio.get_running_loop()
    compared = await loop.run_in_executor(context.judges, _visual_similarities, context, reached)
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
    )
    return {"score": result}


NODES: dict[str, Node] = {
    "generate": generate,
    "operate": operate,
    "judge_steps": judge_steps,
    "judge_visuals": judge_visuals,
    "score": score_episode,
}


def visual_steps(rubric: Rubric) -> list[str]:
    """The steps whose screenshot is compared with its checkpoint."""
    return [step for step, checkpoint in rubric.checkpoints.items() if checkpoint.visual]


def _step_verdicts(context: EpisodeContext) -> tuple[Verdict, ...]:
    return tuple(
        judge_step(
            context.step_judge,
            StepCase(context.task, context.rubric.checkpoints[step.step], step, context.pictures),
        )
        for step in context.evidence.steps
    )


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
                context.visual_judge.compare(step_id, index, picture, context.task.checkpoint(index))
            )
        except Exception:
            # Left out, it is counted as missing and widens the bounds of the score.
            log.exception("comparing checkpoint %02d of %s failed", index, context.task.id)
    return tuple(compared)


def _page_there(state: EpisodeState) -> Literal["page", "no page"]:
    return "no page" if state.page is None else "page"


def _evidence_there(state: EpisodeState) -> Literal["evidence", "no evidence"]:
    return "evidence" if state.operated else "no evidence"


def _failed(what: str, error: Exception) -> dict[str, Any]:
    log.error("%s failed on our side", what, exc_info=error)
    return {"failure": f"{what}: {type(error).__name__}: {error}"[:500]}


def _timed(node: Node) -> Node:
    async def timed(state: EpisodeState, runtime: Runtime[EpisodeContext]) -> dict[str, Any]:
        start = time.perf_counter()
        return {**await node(state, runtime), "seconds": time.perf_counter() - start}

    return timed
