"""A run judged again from its evidence: no browser, no generator, no network but to models.

The nodes that judge are those of the graph (`judge/nodes.py`). Where no model is asked, episodes are judged
in several processes: judging holds Python's lock.
"""

import asyncio
import gc
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import NoReturn

from langgraph.runtime import Runtime
from pydantic import ValidationError

from agents.models.protocol import BudgetExhausted
from judge import nodes
from judge.episode import EpisodeState
from judge.judgements import JUDGEMENT_FILE
from judge.judges import look_judge, step_judge, visual_judge
from judge.models import cast, costs
from judge.protocols import ModelOf
from judge.remembered import Remembered
from judge.results import STOPPED, EpisodeResult, RunResult, run_result, write_results
from judge.run import Report, episode_result, text_reader
from judge.stored import Prepared, Stored, context_of
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.store import evidence_file

log = logging.getLogger(__name__)

_AT_ONCE = 12
"""Episodes that wait for models at the same time."""
_WORTH_A_PROCESS = 8
"""Episodes; below that a process takes longer to start than it saves."""


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
        if not result.stopped:
            write_atomic(_file_of(stored, result.episode), result.model_dump_json() + "\n")
        report(result)

    workers = min(processes or os.cpu_count() or 1, -(-len(todo) // _WORTH_A_PROCESS))
    if cast(stored.config) or workers < 2:
        asyncio.run(_here(prepared, todo, ended))
    else:
        for one in _in_processes(stored, todo, workers):
            ended(one)
    results = [done[name] for name in stored.episodes]
    name, paid = f"{file.run}/{file.name}", costs(prepared.hub.ledger)
    result = run_result(name, file.created, file.provenance, results, paid)
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
            # A group: the hub is not closed as long as one of them is under way.
            async with asyncio.TaskGroup() as group:
                for name in todo:
                    group.create_task(one(name))
        finally:
            await prepared.hub.close()


def _in_processes(stored: Stored, todo: Sequence[str], workers: int) -> Iterator[EpisodeResult]:
    """In processes of their own, as they end; spawned, since threads don't survive a fork."""
    with ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_sit_down, initargs=(stored,)
    ) as pool:
        waiting = {pool.submit(_judge_there, name): name for name in todo}
        try:
            for future in as_completed(waiting):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost = "the process that judged it was ended from outside; go on with --resume"
                    yield stored.firsts[waiting[future]].model_copy(update={"score": None, "failure": lost})
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
        if not evidence_file(self._stored.run_dir / "episodes" / name).is_file():
            return first.model_copy(update={"failure": first.failure or "there is no evidence to judge"})
        state = self._begun(name)
        try:
            state = await self._through(state)
        except BudgetExhausted as stop:
            state = state.model_copy(update={"failure": f"{STOPPED}: {stop}"})
        except Exception as error:  # whatever is wrong with one episode, the others can still be judged
            log.exception("judging %s failed", name)
            state = state.model_copy(update={"failure": nodes.failure("judging", error)})
        result = episode_result(self._stored.episodes[name], state)
        return result.model_copy(update={"variant": first.variant})

    async def _through(self, state: EpisodeState) -> EpisodeState:
        episode = self._stored.episodes[state.episode]
        context = context_of(
            self._stored, episode, self._threads, self._step_judge, self._visual_judge, self._look_judge
        )
        runtime = Runtime(context=context)
        start = asyncio.get_running_loop().time()
        for node in (nodes.judge_steps, nodes.judge_visuals, nodes.score_episode):
            state = state.model_copy(update=await node(state, runtime))
            if state.failure is not None:
                break
        return state.model_copy(update={"seconds": asyncio.get_running_loop().time() - start})

    def _begun(self, name: str) -> EpisodeState:
        """With what was found out before: of this judgement all, of others what a model said of the looks."""
        before = _read_result(self._stored, name)
        looks = self._stored.looks.get(name, ())
        return EpisodeState(
            episode=name,
            operated=True,
            verdicts=before.verdicts if before else (),
            causality=before.causality if before else None,
            similarities=(*looks, *before.similarities) if before else looks,
        )


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
        and not (one.causality and one.causality.unknown)
    ]
