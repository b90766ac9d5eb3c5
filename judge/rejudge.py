"""A run judged again from its evidence: no browser, no generator, no network but to models.

The nodes that judge are those of the graph (`judge/nodes.py`). Where no model is asked, episodes are judged
in several processes: judging holds Python's lock.
"""

import asyncio
import gc
import importlib.metadata
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import NoReturn

from langgraph.runtime import Runtime
from pydantic import ValidationError

from agents.models.client import ModelHub
from agents.models.protocol import BudgetExhausted
from judge import nodes
from judge.config import LLM, OperatorConfig, RunConfig
from judge.episode import EpisodeContext, EpisodeState
from judge.judgements import FIRST, JUDGEMENT_FILE, Judgement, judgement_dir, read_judgement
from judge.judges import ModelOf, check_judges, look_judge, step_judge, visual_judge
from judge.models import Cast, cast, check_models, costs, make_hub
from judge.plan import Episode, task_files
from judge.protocols import Operator, Rendered
from judge.remembered import MEASURING, Pair, Remembered, measured
from judge.results import EpisodeResult, Provenance, RunResult, read_results, summarise, write_results
from judge.run import NO_MATTER, STOPPED, Report, episode_result, text_reader
from judge.similarity import Similarity
from rubrics.loader import load_rubric
from rubrics.profile import load_profile
from tasks.errors import InputError
from tasks.files import sha256, tree_sha256, write_atomic
from tasks.loader import TASK_FILE, find_tasks, load_task, suite_dir
from tasks.page import Page
from tasks.store import EVIDENCE_FILE, PictureStore
from tasks.task import Task
from tasks.yamlfile import nearest

_AT_ONCE = 12
"""Episodes that wait for models at the same time."""
_WORTH_A_PROCESS = 8
"""Episodes; below that a process takes longer to start than it saves."""


@dataclass(frozen=True)
class Stored:
    """What of a run can be judged again, and by what; plain data that another process can be given."""

    run_dir: Path
    folder: Path
    """Of the new judgement."""
    config: RunConfig
    """Without generators and operator: nobody but judges is asked."""
    episodes: Mapping[str, Episode]
    firsts: Mapping[str, EpisodeResult]
    """The episodes as the run itself has them, by id."""
    known: Mapping[Pair, Similarity]
    """What was measured before with the same measures; the high-level score is the embedded one."""
    looks: Mapping[str, tuple[Similarity, ...]]
    """By episode, what the same model said of its looks before."""


@dataclass(frozen=True)
class Prepared:
    """A judgement that can start: everything it reads was read and is right."""

    file: Judgement
    stored: Stored
    hub: ModelHub

    @property
    def episodes(self) -> Sequence[Episode]:
        """What will be judged, in the order of the run."""
        return list(self.stored.episodes.values())


@dataclass(frozen=True)
class StoredPage:
    """Stands where a generator stands: the page was made and used long ago."""

    name: str

    async def generate(self, task: Task, folder: Path) -> Page:
        """Raises RuntimeError: judging again makes no page."""
        raise RuntimeError("judging again makes no page")


def prepare(
    run_dir: Path,
    config: RunConfig,
    name: str,
    now: datetime,
    *,
    tasks: Sequence[str] = (),
    generators: Sequence[str] = (),
    resume: bool = False,
    keys: bool = True,
) -> Prepared:
    """A judgement of the run in `run_dir` by `config` (the run's, changed); nothing is written or asked.

    `tasks` and `generators` pick episodes; `resume`: go on
    with the judgement so called. `keys`: False where no model will be asked. Raises InputError for a name
    that is taken, a task that has not the evidence's steps any more, or anything that a run would refuse.
    """
    folder = judgement_dir(run_dir, name)
    if name == FIRST or (folder.exists() and not resume):
        raise InputError(f"{name}: there is such a judgement already; choose another --as, or --resume it")
    only_judges = config.model_copy(
        update={
            "generators": tuple(one for one in config.generators if not one.startswith(LLM)),
            "operator": OperatorConfig(),
        }
    )
    visual_judge(only_judges, text_reader())
    members = check_models(only_judges) if keys else cast(only_judges)
    prompts = check_judges(only_judges)
    first = read_judgement(run_dir, FIRST)
    results = _picked(read_results(run_dir).episodes, tasks, generators)
    episodes = _episodes(results, config)
    provenance = _provenance(run_dir, first, config, list(episodes.values()), members, prompts)
    file = Judgement(name=name, run=first.run, created=now, config=config, provenance=provenance)
    if resume:
        file = _same(read_judgement(run_dir, name), file)
    known, looks = measured(run_dir, file, {name: one.task for name, one in episodes.items()})
    firsts = {result.episode: result for result in results}
    stored = Stored(run_dir, folder, only_judges, episodes, firsts, known, looks)
    return Prepared(file, stored, make_hub(only_judges, folder))


def rejudge(prepared: Prepared, report: Report, processes: int | None = None) -> RunResult:
    """Judge what is not judged yet and write `results.json`; `report` hears of every episode as it ends.

    `processes`: how many judge where no model is asked; None: as many as there are processors. The results
    don't depend on it. Where the budget runs out, `stopped` says so.
    """
    file, stored = prepared.file, prepared.stored
    try:
        write_atomic(stored.folder / JUDGEMENT_FILE, file.model_dump_json(indent=1) + "\n")
    except OSError as error:
        raise InputError(f"{stored.folder}: cannot be written: {error.strerror}") from None
    done = {one.episode: one for one in _finished(stored)}
    todo = [name for name in stored.episodes if name not in done]

    def ended(result: EpisodeResult) -> None:
        done[result.episode] = result
        if result.failure is None or not result.failure.startswith(STOPPED):
            write_atomic(_file_of(stored, result.episode), result.model_dump_json() + "\n")
        report(result)

    workers = min(processes or os.cpu_count() or 1, -(-len(todo) // _WORTH_A_PROCESS))
    if cast(stored.config) or workers < 2:
        asyncio.run(_here(prepared, todo, ended))
    else:
        for one in _in_processes(stored, todo, workers):
            ended(one)
    results = [done[name] for name in stored.episodes]
    left = [one.failure for one in results if one.failure and one.failure.startswith(STOPPED)]
    result = RunResult(
        name=f"{file.run}/{file.name}",
        created=file.created,
        provenance=file.provenance,
        episodes=tuple(results),
        summaries=summarise(results),
        costs=costs(prepared.hub.ledger),
        stopped=left[0] if left else None,
    )
    write_results(stored.folder, result)
    return result


async def _here(prepared: Prepared, todo: Sequence[str], ended: Report) -> None:
    """In this process; while one episode waits for a model, others are judged."""
    places = asyncio.Semaphore(_AT_ONCE)
    with ThreadPoolExecutor(2, "judge") as threads:
        desk = _Desk(prepared.stored, prepared.hub.model, threads)

        async def one(name: str) -> None:
            async with places:
                ended(await desk.judge(name))

        try:
            await asyncio.gather(*map(one, todo))
        finally:
            await prepared.hub.close()


def _in_processes(stored: Stored, todo: Sequence[str], workers: int) -> Iterator[EpisodeResult]:
    """In processes of their own, as they end; spawned, since threads don't survive a fork."""
    with ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_sit_down, initargs=(stored,)
    ) as pool:
        waiting = [pool.submit(_judge_there, name) for name in todo]
        try:
            for future in as_completed(waiting):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


_DESKS: list["_Desk"] = []
"""Of a process that judges: its own."""


def _sit_down(stored: Stored) -> None:
    # What was read is many small things without a cycle: looking for cycles takes a sixth of the time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    _DESKS.append(_Desk(stored, _no_model, ThreadPoolExecutor(1, "judge")))


def _judge_there(name: str) -> EpisodeResult:
    return asyncio.run(_DESKS[0].judge(name))


def _no_model(name: str) -> NoReturn:
    raise RuntimeError(f"{name}: no model is asked here")


class _Desk:
    """What is alive while episodes are judged."""

    def __init__(self, stored: Stored, model_of: ModelOf, threads: Executor) -> None:
        config = stored.config
        self._stored = stored
        self._threads = threads
        self._step_judge = step_judge(config, model_of, text_reader(), threads)
        self._look_judge = look_judge(config, model_of)
        self._visual_judge = Remembered(lambda: visual_judge(config, text_reader()), stored.known)

    async def judge(self, name: str) -> EpisodeResult:
        """The episode with new verdicts, similarities and score."""
        first = self._stored.firsts[name]
        if not (self._stored.run_dir / "episodes" / name / EVIDENCE_FILE).is_file():
            return first.model_copy(update={"failure": first.failure or "there is no evidence to judge"})
        state = self._begun(name)
        try:
            state = await self._through(state)
        except BudgetExhausted as stop:
            state = state.model_copy(update={"failure": f"{STOPPED}: {stop}"})
        except InputError as error:  # damaged evidence: the others can still be judged
            state = state.model_copy(update={"failure": str(error)})
        result = episode_result(self._stored.episodes[name], state)
        return result.model_copy(update={"expected": first.expected, "variant": first.variant})

    async def _through(self, state: EpisodeState) -> EpisodeState:
        runtime = Runtime(context=self._context(self._stored.episodes[state.episode]))
        start = asyncio.get_running_loop().time()
        for node in (nodes.judge_steps, nodes.judge_visuals, nodes.score_episode):
            state = state.model_copy(update=await node(state, runtime))
        return state.model_copy(update={"seconds": asyncio.get_running_loop().time() - start})

    def _begun(self, name: str) -> EpisodeState:
        """With what was found out before: of this judgement all, of others what a model said of the looks."""
        before = _read_result(self._stored, name)
        looks = self._stored.looks.get(name, ())
        return EpisodeState(
            episode=name,
            operated=True,
            verdicts=before.verdicts if before else (),
            similarities=(*looks, *before.similarities) if before else looks,
        )

    def _context(self, episode: Episode) -> EpisodeContext:
        stored = self._stored
        return EpisodeContext(
            task=episode.task,
            recording=None,
            rubric=episode.rubric,
            profile=episode.profile,
            generator=episode.generator,
            folder=stored.run_dir / "episodes" / episode.id,
            pictures=PictureStore(stored.run_dir / "pictures"),
            operator=_no_operator,
            render=_no_browser,
            step_judge=self._step_judge,
            visual_judge=self._visual_judge,
            look_judge=self._look_judge,
            judges=self._threads,
        )


def _no_operator() -> AbstractAsyncContextManager[Operator]:
    raise RuntimeError("judging again uses no page")


async def _no_browser(task: Task, page: Page) -> Rendered:
    raise RuntimeError("judging again opens no page")


def _picked(
    results: Sequence[EpisodeResult], tasks: Sequence[str], generators: Sequence[str]
) -> list[EpisodeResult]:
    known_tasks = sorted({one.task for one in results})
    known_generators = sorted({one.generator for one in results})
    for option, names, known in (("tasks", tasks, known_tasks), ("generators", generators, known_generators)):
        for name in names:
            if name not in known:
                raise InputError(f"--{option}: {name!r} is not in this run; {nearest(name, known)}")
    picked = [
        one
        for one in results
        if (not tasks or one.task in tasks) and (not generators or one.generator in generators)
    ]
    if not picked:
        raise InputError("nothing to judge: the run has no episode of these tasks and generators")
    return picked


def _episodes(results: Sequence[EpisodeResult], config: RunConfig) -> dict[str, Episode]:
    found: dict[str, Episode] = {}
    tasks: dict[str, Episode] = {}
    for one in results:
        if one.task not in tasks:
            task = _task(one, config)
            rubric = load_rubric(task, config.rubrics)
            rules = load_profile(config.profile or rubric.profile)
            tasks[one.task] = Episode("", task, None, rubric, rules, StoredPage(""), 1)
        like = tasks[one.task]
        found[one.episode] = Episode(
            one.episode, like.task, None, like.rubric, like.profile, StoredPage(one.generator), one.repeat
        )
    return found


def _task(result: EpisodeResult, config: RunConfig) -> Task:
    """The task where it lay when the run was made, else where tasks are looked for. Raises InputError where
    it has other steps than the evidence."""
    if (result.task_folder / TASK_FILE).is_file():
        task = load_task(result.task_folder)
    else:
        [task] = find_tasks(config.task_dirs or (suite_dir(),), [result.task])
    if task.step_ids() != [step.id for step in result.steps]:
        raise InputError(
            f"{task.folder / TASK_FILE}: its steps are not those of the evidence any more; run it anew"
        )
    return task


def _provenance(
    run_dir: Path,
    first: Judgement,
    config: RunConfig,
    episodes: Sequence[Episode],
    members: Sequence[Cast],
    prompts: Mapping[str, str],
) -> Provenance:
    """What made the evidence as the run has it; what judges as it is now."""
    versions = dict(first.provenance.versions)
    versions |= {name: importlib.metadata.version(name) for name in MEASURING if name in versions}
    hashes = {key: value for key, value in first.provenance.hashes.items() if key.startswith("page ")}
    files = (run_dir / "episodes" / one.id / EVIDENCE_FILE for one in episodes)
    hashes["evidence"] = tree_sha256(run_dir, [path for path in files if path.is_file()])
    hashes |= prompts
    for member in members:
        hashes[f"model {member.spec.name}"] = sha256(member.spec.model_dump_json(exclude=NO_MATTER).encode())
    for one in episodes:
        hashes[f"task {one.task.id}"] = tree_sha256(one.task.folder, task_files(one.task))
        hashes[f"rubric of {one.task.id}"] = one.rubric.sha256
        hashes[f"profile of {one.task.id}"] = sha256(one.profile.model_dump_json().encode())
    settings = {key: json.dumps(value) for key, value in config.model_dump(mode="json").items()}
    return Provenance(versions=versions, hashes=hashes, settings=settings)


def _same(begun: Judgement, now: Judgement) -> Judgement:
    """The judgement that was begun, with the budget of now. Raises InputError where anything else differs."""
    if begun.provenance.hashes != now.provenance.hashes:
        names = sorted({*begun.provenance.hashes, *now.provenance.hashes})
        name = next(
            one for one in names if begun.provenance.hashes.get(one) != now.provenance.hashes.get(one)
        )
        raise InputError(f"{name}: was changed since the judgement {begun.name} began; choose another --as")
    free = {"budget", "workers", "cache"}
    if begun.config.model_dump(exclude=free) != now.config.model_dump(exclude=free):
        raise InputError(f"--resume: {begun.name} was begun with another configuration; choose another --as")
    return begun.model_copy(update={"config": now.config})


def _file_of(stored: Stored, episode: str) -> Path:
    return stored.folder / "episodes" / f"{episode}.json"


def _read_result(stored: Stored, episode: str) -> EpisodeResult | None:
    try:
        return EpisodeResult.model_validate_json(_file_of(stored, episode).read_bytes())
    except (OSError, ValidationError):
        return None  # not judged yet, or cut off while it was written by another hand: judged now


def _finished(stored: Stored) -> list[EpisodeResult]:
    """The episodes of this judgement that need not be judged again."""
    found = (_read_result(stored, name) for name in stored.episodes)
    return [
        one
        for one in found
        if one is not None
        and one.score is not None
        and one.score.complete
        and all(verdict.value != "unknown" for verdict in one.verdicts)
    ]
