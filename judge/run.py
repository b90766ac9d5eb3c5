"""A run: every episode of a plan through the graph, with what is known of it on disk at any time."""

import asyncio
import logging
import sqlite3
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agents.generator.submission import VariantPage
from agents.models.client import ModelHub
from agents.models.protocol import BudgetExhausted
from judge import provenance
from judge.browsers import BrowserPool
from judge.config import BudgetConfig, RunConfig
from judge.doctor import cache_folder
from judge.durable import StateSerializer
from judge.episode import EpisodeContext, EpisodeState
from judge.graph import EpisodeGraph, build_graph
from judge.jsonfile import read_json
from judge.judgements import RUN_FILE, RunFile
from judge.judges import check_judges, check_making, chooser, look_judge, step_judge, visual_judge
from judge.models import cast, check_models, costs, make_hub
from judge.nodes import failure, visual_steps
from judge.plan import Episode, plan
from judge.results import STOPPED, EpisodeResult, Provenance, RunResult, StepInfo, run_result, write_results
from judge.visual import TextReader
from rubrics.whole import facts_needed
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.store import PictureStore
from tasks.wording import sentence

log = logging.getLogger(__name__)

_CHECKPOINTS = "checkpoints.sqlite"

# Two pictures are read at a time and judging holds Python's lock: more threads would only wait.
_JUDGES = 2
_EPISODES_A_WORKER = 6

Report = Callable[[EpisodeResult], None]


@dataclass(frozen=True)
class Prepared:
    """A run that can start: everything it reads was read and is right."""

    file: RunFile
    episodes: Sequence[Episode]
    folder: Path
    hub: ModelHub


def prepare(config: RunConfig, folder: Path, now: datetime, *, keys: bool = True) -> Prepared:
    """A new run, checked through and through; nothing is written or asked. Raises InputError.

    `keys`: False where no model will be asked, so that none is needed.
    """
    if folder.parent.exists() and not folder.parent.is_dir():
        raise InputError(f"{folder}: cannot be written: {folder.parent} is a file; set out=FOLDER")
    hub, episodes, made_with = _planned(config, folder, keys)
    file = RunFile(name=folder.name, created=now, config=config, provenance=made_with)
    return Prepared(file, episodes, folder, hub)


def reopen(folder: Path, budget: BudgetConfig | None = None) -> Prepared:
    """A run that was begun; `budget` replaces its own. Raises InputError where it is none, or anything that
    its numbers depend on has changed: tasks, rubrics, profiles, prompts, models, plug-ins, versions."""
    file = read_json(
        folder / RUN_FILE,
        RunFile,
        missing="no such file; --resume takes the folder of a run",
        damaged="damaged: {problem}",
    )
    if budget is not None:
        config = file.config.model_copy(update={"budget": budget})
        file = file.model_copy(update={"config": config})
    hub, episodes, now = _planned(file.config, folder, keys=True)
    if changed := provenance.difference(file.provenance, now):
        raise InputError(f"{changed} since the run {file.name} began; start a new run")
    return Prepared(file, episodes, folder, hub)


def _planned(config: RunConfig, folder: Path, keys: bool) -> tuple[ModelHub, list[Episode], Provenance]:
    members = check_models(config) if keys else cast(config)
    prompts = check_judges(config)
    hub = make_hub(config, folder)
    check_making(config, hub.model, text_reader())
    episodes = plan(config, hub.model)
    return hub, episodes, provenance.of_run(config, episodes, members, prompts)


async def run(prepared: Prepared, report: Report) -> RunResult:
    """Run what is not done yet and write `results.json`; `report` hears of every episode as it ends.

    Where the budget runs out, the episodes that it does not cover stay without a score, and the result
    says so in `stopped`; resumed, they go on where they stopped.
    """
    file, folder, hub, config = prepared.file, prepared.folder, prepared.hub, prepared.file.config
    try:
        write_atomic(folder / RUN_FILE, file.model_dump_json(indent=1) + "\n")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}; set out=FOLDER") from None
    # Threads of their own, so that an operator that must read a canvas does not queue behind them.
    threads = ThreadPoolExecutor(_JUDGES, "judge")
    # A browser waits for each short answer: it must not wait for a judge to let go of the interpreter.
    sys.setswitchinterval(0.0005)
    async with (
        aiosqlite.connect(folder / _CHECKPOINTS) as database,
        _Desk(prepared, threads) as desk,
    ):
        saver = AsyncSqliteSaver(database, serde=StateSerializer())
        try:
            await saver.setup()
        except sqlite3.DatabaseError as error:
            raise InputError(f"{folder / _CHECKPOINTS}: damaged: {error}; start a new run") from None
        graph = build_graph(saver)
        # More episodes than browsers: while some are being judged, their browsers serve the next.
        places = asyncio.Semaphore(_EPISODES_A_WORKER * config.workers)

        async def one(episode: Episode) -> EpisodeResult:
            async with places:
                try:
                    state = await _through(graph, saver, episode.id, desk.context(episode))
                except BudgetExhausted as stop:
                    state = EpisodeState(episode=episode.id, failure=f"{STOPPED}: {stop}")
                except Exception as error:
                    # Whatever is wrong with one episode, the others go on; resumed, it is tried again.
                    log.exception("the episode %s failed on our side", episode.id)
                    state = EpisodeState(episode=episode.id, failure=failure("the episode", error))
            result = episode_result(episode, state)
            report(result)
            return result

        # A group: nothing is closed as long as one of them is under way.
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(episode)) for episode in prepared.episodes]
        results = [task.result() for task in tasks]
    done = run_result(file.name, file.created, file.provenance, results, costs(hub.ledger))
    write_results(folder, done)
    return done


class _Desk:
    """What is alive during a run: browsers, judges, models."""

    def __init__(self, prepared: Prepared, threads: ThreadPoolExecutor) -> None:
        config, hub, reader = prepared.file.config, prepared.hub, text_reader()
        self._folder, self._hub, self._threads = prepared.folder, hub, threads
        self._pictures = pictures = PictureStore(prepared.folder / "pictures")
        self._pool = BrowserPool(
            min(config.workers, len(prepared.episodes)),
            lambda key: reader.read(pictures.path(key)),
            chooser(config, hub.model),
            always=config.operator.always,
            counterfactuals=config.operator.counterfactuals,
        )
        self._step_judge = step_judge(config, hub.model, reader, threads)
        self._visual_judge = visual_judge(config, reader)
        self._look_judge = look_judge(config, hub.model)

    async def __aenter__(self) -> "_Desk":
        return self

    async def __aexit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        async with AsyncExitStack() as both:
            both.push_async_callback(self._hub.close)
            both.push_async_callback(self._pool.close)

    def context(self, episode: Episode) -> EpisodeContext:
        """What the nodes of one episode work with."""
        return EpisodeContext(
            task=episode.task,
            recording=episode.recording,
            rubric=episode.rubric,
            profile=episode.profile,
            generator=episode.generator,
            folder=self._folder / "episodes" / episode.id,
            pictures=self._pictures,
            operator=partial(self._pool.operator, facts_needed(episode.rubric)),
            render=self._pool.render,
            step_judge=self._step_judge,
            visual_judge=self._visual_judge,
            look_judge=self._look_judge,
            judges=self._threads,
        )


def default_name(config_name: str, now: datetime) -> str:
    """The folder name of a new run."""
    return f"{config_name}-{now:%Y%m%d-%H%M%S}"


def text_reader() -> TextReader:
    """The OCR that all judges of a run share."""
    return TextReader(cache_folder())


def utc_now() -> datetime:
    """Now, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


async def _through(
    graph: EpisodeGraph, saver: AsyncSqliteSaver, episode: str, context: EpisodeContext
) -> EpisodeState:
    """The episode's final state, from wherever it stands."""
    thread: RunnableConfig = {"configurable": {"thread_id": episode}}
    start = None
    state = await _state(graph, thread)
    failed = state.failed_part() if state is not None else "all"
    if state is not None and state.score is not None and failed is None:
        return state
    # What failed on our side is tried again, from the first node that it touches.
    if failed == "all":
        await saver.adelete_thread(episode)
        start = EpisodeState(episode=episode)
    elif failed == "judging":
        await graph.aupdate_state(thread, {"score": None}, as_node="operate")
    values = await graph.ainvoke(start, thread, context=context, durability="sync")
    return EpisodeState.model_validate(values)


async def _state(graph: EpisodeGraph, thread: RunnableConfig) -> EpisodeState | None:
    """Where the episode stands; None where it has not begun, or where that can't be read: it is then done
    anew, and what models have said of it is on record."""
    try:
        before = await graph.aget_state(thread)
    except Exception as error:  # whatever LangGraph makes of bytes that are damaged, or of another version
        log.warning("%s: can't be read, so done anew: %s", thread["configurable"]["thread_id"], error)
        return None
    # Step -1 is the input alone: killed there, LangGraph would find nothing left to do.
    begun = before.metadata is not None and before.metadata.get("step", -1) >= 0
    return EpisodeState.model_validate(before.values) if begun else None


def episode_result(episode: Episode, state: EpisodeState) -> EpisodeResult:
    """What is kept of an episode."""
    flagged = set(visual_steps(episode.rubric))
    return EpisodeResult(
        episode=episode.id,
        task=episode.task.id,
        title=episode.task.title,
        task_folder=episode.task.folder,
        generator=episode.generator.name,
        repeat=episode.repeat,
        expected=episode.expected,
        variant=isinstance(episode.generator, VariantPage),
        steps=tuple(
            StepInfo(
                id=step.id,
                action=sentence(step),
                assertion=episode.rubric.checkpoints[step.id].assertion,
                visual=step.id in flagged,
            )
            for step in episode.task.trajectory
        ),
        score=state.score,
        verdicts=state.verdicts,
        similarities=state.similarities,
        causality=state.causality,
        page_findings=state.page_findings,
        seconds=round(state.seconds, 3),
        failure=state.failure,
    )
