"""A run: every episode of a plan through the graph, with what is known of it on disk at any time."""

import asyncio
import importlib.metadata
import json
import logging
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from pydantic import ValidationError

from agents.browser.chromium import find_chromium
from agents.generator.submission import VariantPage
from judge.browsers import BrowserPool
from judge.config import RunConfig
from judge.doctor import cache_folder
from judge.durable import StateSerializer
from judge.graph import EpisodeContext, EpisodeGraph, EpisodeState, build_graph, visual_steps
from judge.plan import Episode, page_sources, plan, task_files
from judge.results import EpisodeResult, Provenance, RunResult, StepInfo, summarise, write_results
from judge.steps import make_judge
from judge.visual import TextReader, VisualJudge
from tasks.errors import InputError
from tasks.files import tree_sha256, write_atomic
from tasks.store import PictureStore
from tasks.wording import sentence
from tasks.yamlfile import Strict

log = logging.getLogger(__name__)

RUN_FILE = "run.json"
_CHECKPOINTS = "checkpoints.sqlite"
_LIBRARIES = ("iwr-judge", "langgraph", "browser-use", "playwright", "rapidocr", "opencv-python-headless")

# Two pictures are read at a time and judging holds Python's lock: more threads would only wait.
_JUDGES = 2
_EPISODES_A_WORKER = 6

Report = Callable[[EpisodeResult], None]


class RunFile(Strict):
    """`run.json`: what a run was started with; enough to go on with it."""

    name: str
    created: datetime
    config: RunConfig
    provenance: Provenance


def prepare(config: RunConfig, name: str, now: datetime) -> tuple[RunFile, list[Episode]]:
    """A new run, checked through and through; nothing is written. Raises InputError."""
    episodes = plan(config)
    VisualJudge(text_reader(), config.visual.structure, config.visual.model)
    make_judge(config.step_judge, text_reader())
    file = RunFile(name=name, created=now, config=config, provenance=_provenance(config, episodes))
    return file, episodes


def reopen(folder: Path) -> tuple[RunFile, list[Episode]]:
    """A run that was begun. Raises InputError where it is none, or its tasks or rubrics have changed."""
    path = folder / RUN_FILE
    try:
        file = RunFile.model_validate_json(path.read_bytes())
    except OSError:
        raise InputError(f"{path}: no such file; --resume takes the folder of a run") from None
    except ValidationError as error:
        raise InputError(f"{path}: damaged: {error.errors()[0]['msg']}") from None
    episodes = plan(file.config)
    now = _provenance(file.config, episodes)
    for name, value in now.hashes.items():
        if file.provenance.hashes.get(name) != value:
            raise InputError(f"{name}: was changed since the run {file.name} began; start a new run")
    return file, episodes


async def run(file: RunFile, episodes: Sequence[Episode], folder: Path, report: Report) -> RunResult:
    """Run what is not done yet and write `results.json`; `report` hears of every episode as it ends."""
    try:
        write_atomic(folder / RUN_FILE, file.model_dump_json(indent=1) + "\n")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}; set out=FOLDER") from None
    config = file.config
    reader = text_reader()
    pictures = PictureStore(folder / "pictures")
    pool = BrowserPool(min(config.workers, len(episodes)), lambda key: reader.read(pictures.path(key)))
    judges = (
        make_judge(config.step_judge, reader),
        VisualJudge(reader, config.visual.structure, config.visual.model),
    )
    # More episodes than browsers: while some are being judged, their browsers serve the next.
    places = asyncio.Semaphore(_EPISODES_A_WORKER * config.workers)
    # Threads of their own, so that an operator that must read a canvas does not queue behind them.
    threads = ThreadPoolExecutor(_JUDGES, "judge")
    # A browser waits for each short answer: it must not wait for a judge to let go of the interpreter.
    sys.setswitchinterval(0.0005)
    async with aiosqlite.connect(folder / _CHECKPOINTS) as database:
        saver = AsyncSqliteSaver(database, serde=StateSerializer())
        graph = build_graph(saver)

        async def one(episode: Episode) -> EpisodeResult:
            context = EpisodeContext(
                task=episode.task,
                recording=episode.recording,
                rubric=episode.rubric,
                profile=episode.profile,
                generator=episode.generator,
                folder=folder / "episodes" / episode.id,
                pictures=pictures,
                operator=pool.operator,
                step_judge=judges[0],
                visual_judge=judges[1],
                judges=threads,
            )
            async with places:
                result = _result(episode, await _through(graph, saver, episode.id, context))
            report(result)
            return result

        try:
            results = await asyncio.gather(*(one(episode) for episode in episodes))
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            await pool.close()
    done = RunResult(
        name=file.name,
        created=file.created,
        provenance=file.provenance,
        episodes=tuple(results),
        summaries=summarise(results),
    )
    write_results(folder, done)
    return done


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
    before = await graph.aget_state(thread)
    start = None
    # Step -1 is the input alone: killed there, LangGraph would find nothing left to do.
    begun = before.metadata is not None and before.metadata.get("step", -1) >= 0
    state = EpisodeState.model_validate(before.values) if begun else None
    if state is not None and state.score is not None:
        return state
    if state is None or state.failure is not None:
        # What failed on our side is tried again from the start.
        await saver.adelete_thread(episode)
        start = EpisodeState(episode=episode)
    values = await graph.ainvoke(start, thread, context=context, durability="sync")
    return EpisodeState.model_validate(values)


def _result(episode: Episode, state: EpisodeState) -> EpisodeResult:
    flagged = set(visual_steps(episode.rubric))
    return EpisodeResult(
        episode=episode.id,
        task=episode.task.id,
        title=episode.task.title,
        task_folder=episode.task.folder,
        generator=episode.generator.name,
        repeat=episode.repeat,
        expected=state.page.expected if state.page else None,
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
        seconds=round(state.seconds, 3),
        failure=state.failure,
    )


def _provenance(config: RunConfig, episodes: Sequence[Episode]) -> Provenance:
    versions = {name: importlib.metadata.version(name) for name in _LIBRARIES if _installed(name)}
    versions["chromium"] = find_chromium().version
    hashes = {}
    for episode in episodes:
        task = episode.task
        hashes[f"task {task.id}"] = tree_sha256(task.folder, task_files(task))
        hashes[f"rubric of {task.id}"] = episode.rubric.sha256
        for source in page_sources(episode):
            hashes[f"page {source.resolve()}"] = tree_sha256(source)
    settings = {key: json.dumps(value) for key, value in config.model_dump(mode="json").items()}
    return Provenance(versions=versions, hashes=hashes, settings=settings)


def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
