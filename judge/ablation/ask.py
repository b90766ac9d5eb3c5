"""Every step put before every cell: as many questions on their way as the models take, each asked once.

Steps go on the outside and cells on the inside, so that whatever ends it early (the budget, a kill) leaves
whole steps that all cells have answered. What was answered before is in the exchanges of the ablation's
folder, or in the user's cache, and is not asked again.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from agents.models.client import ModelHub
from agents.models.protocol import (
    Answer,
    BudgetExhausted,
    Model,
    ModelFailed,
    Reply,
    ReplyUnreadable,
    Request,
    StructuredMode,
    Transport,
)
from agents.models.spec import ModelSpec
from agents.models.transports import make_transport
from judge.ablation.design import Cell
from judge.ablation.sample import Key, Sample
from judge.config import AssertionConfig, RunConfig
from judge.judges import step_judge
from judge.protocols import StepCase, StepJudge
from judge.run import text_reader
from judge.steps import judge_all
from rubrics.verdict import Verdict
from tasks.together import together

Ask = Literal["first", "again", "turned"]
"""The verdict of the cell; the same asked again as another sample; with the pictures in the other order."""

_PAUSE = 0.2
"""Seconds between two reports."""
_AHEAD = 2
"""Questions that are made while a model's places are all taken."""


@dataclass(frozen=True)
class Question:
    """Steps of one episode put before one cell at once."""

    cell: Cell
    ask: Ask
    cases: dict[Key, StepCase]
    noted: tuple[Key, ...]
    """The steps whose verdicts are asked for; the others are there so that the question is the cell's own."""


@dataclass(frozen=True)
class Said:
    """The answer to a question, for one of its steps."""

    verdict: Verdict
    exchanges: tuple[str, ...]
    """The model's answers that it took, for all of its steps."""


@dataclass(frozen=True)
class Tick:
    """How far it is."""

    steps: int
    """Answered by every cell."""
    questions: int
    """Answered, of `all`: a step put before a cell in one way."""
    all: int
    calls: int
    usd: float


@dataclass
class Answers:
    """All that was said."""

    said: dict[tuple[str, Ask, Key], Said] = field(default_factory=dict)
    """By cell."""
    latencies: dict[str, list[float]] = field(default_factory=dict)
    """Seconds of each call that was sent, by exchange."""
    stopped: str | None = None
    seconds: float = 0.0
    calls: int = 0


class _Watch:
    """What one question asks of models, and how long calls take. Known to all that it starts."""

    def __init__(self) -> None:
        self.exchanges: list[str] = []
        self.seconds: list[float] = []


_WATCH: ContextVar[_Watch] = ContextVar("watch")


class TimedTransport:
    """A transport that notes how long each call takes; fits `Transport`."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    async def send(self, spec: ModelSpec, request: Request, mode: StructuredMode) -> Answer:
        start = time.perf_counter()
        try:
            return await self._inner.send(spec, request, mode)
        finally:
            if (watch := _WATCH.get(None)) is not None:
                watch.seconds.append(time.perf_counter() - start)

    async def close(self) -> None:
        await self._inner.close()


def timed_transport(spec: ModelSpec) -> Transport:
    """As `make_transport`, with a clock."""
    return TimedTransport(make_transport(spec))


class _Noted:
    """A model whose exchanges are noted; fits `Model`."""

    def __init__(self, inner: Model, latencies: dict[str, list[float]]) -> None:
        self._inner = inner
        self._latencies = latencies

    @property
    def spec(self) -> ModelSpec:
        return self._inner.spec

    async def ask(self, request: Request) -> Reply:
        outer = _WATCH.get()
        own = _Watch()
        token = _WATCH.set(own)
        key = ""
        try:
            reply = await self._inner.ask(request)
            key = reply.exchange
            return reply
        except (ModelFailed, ReplyUnreadable) as error:
            key = error.exchange
            raise
        finally:
            _WATCH.reset(token)
            if key:
                outer.exchanges.append(key)
                if own.seconds:
                    self._latencies.setdefault(key, []).extend(own.seconds)


def variants_of(cell: Cell, retest: bool, position: bool) -> dict[Ask, AssertionConfig]:
    """How a cell asks: its own way, and the ways in which it is examined."""
    config = cell.config
    asked: dict[Ask, AssertionConfig] = {"first": config}
    if retest:
        asked["again"] = config.model_copy(update={"sample": config.sample + config.votes})
    if position and config.images != "after":  # one picture has no order
        other = "given" if config.order == "reversed" else "reversed"
        asked["turned"] = config.model_copy(update={"order": other})
    return asked


class Desk:
    """What is alive while an ablation is judged."""

    def __init__(self, config: RunConfig, hub: ModelHub, cells: Sequence[Cell], position: bool) -> None:
        """Raises InputError for a cell that can't be asked."""
        self._hub = hub
        self._cells = cells
        self._answers = Answers()
        self._all = 0
        self._told = 0.0
        self._judges: dict[AssertionConfig, StepJudge] = {}
        self._ways: dict[str, dict[Ask, StepJudge]] = {}
        for cell in cells:
            ways = variants_of(cell, retest=True, position=position)
            self._ways[cell.id] = {ask: self._judge(config, way) for ask, way in ways.items()}

    def _judge(self, config: RunConfig, way: AssertionConfig) -> StepJudge:
        if way not in self._judges:
            only = config.model_copy(update={"step_judge": "vlm", "assertion": way})
            self._judges[way] = step_judge(only, self._model, text_reader(), None)
        return self._judges[way]

    def _model(self, name: str) -> Model:
        return _Noted(self._hub.model(name), self._answers.latencies)

    async def judge(self, sample: Sample, report: Callable[[Tick], None]) -> Answers:
        """Ask everything. Where the budget runs out, `stopped` says so and what is under way is heard out."""
        start = time.perf_counter()
        lines = self._lines(sample)
        left = dict.fromkeys((key for key, _ in sample.cases), 0)
        for line in lines.values():
            for question in line:
                for key in question.noted:
                    left[key] += 1
        self._all = sum(left.values())
        workers = [
            self._work(questions, left, report)
            for name, questions in lines.items()
            for _ in range(self._hub.model(name).spec.concurrency + _AHEAD)
        ]
        try:
            await together(workers)
        finally:
            self._answers.seconds = time.perf_counter() - start
            self._answers.calls = sum(one.calls for one in self._hub.counts().values())
        return self._answers

    def _lines(self, sample: Sample) -> Mapping[str, deque[Question]]:
        """The questions to each model, in their order: a slow model keeps no other waiting."""
        lines: dict[str, deque[Question]] = {}
        for question in self.questions(sample):
            lines.setdefault(question.cell.config.model or "", deque()).append(question)
        return lines

    def questions(self, sample: Sample) -> Iterator[Question]:
        """Everything that is asked, step by step."""
        places = ((piece, at) for piece in sample.pieces for at in range(len(piece.cases)))
        for (piece, at), cell in product(places, self._cells):
            size = cell.config.batch
            if at % size == 0:
                yield from self._of(cell, piece.batch(at, size), sample.retested)

    def _of(self, cell: Cell, cases: dict[Key, StepCase], retested: Set[Key]) -> Iterator[Question]:
        """What a cell is asked about these steps, in all ways."""
        for ask in self._ways[cell.id]:
            noted = tuple(key for key in cases if ask != "again" or key in retested)
            if noted:
                yield Question(cell, ask, cases, noted)

    async def _work(
        self, line: deque[Question], left: dict[Key, int], report: Callable[[Tick], None]
    ) -> None:
        while line and self._answers.stopped is None:
            question = line.popleft()
            watch = _Watch()
            _WATCH.set(watch)
            judge = self._ways[question.cell.id][question.ask]
            try:
                verdicts = await judge_all(judge, list(question.cases.values()), {})
            except BudgetExhausted as stop:
                self._answers.stopped = str(stop)
                return
            taken = tuple(sorted(watch.exchanges))
            for key, verdict in zip(question.cases, verdicts, strict=True):
                if key in question.noted:
                    self._answers.said[question.cell.id, question.ask, key] = Said(verdict, taken)
                    left[key] -= 1
            if (now := time.perf_counter()) - self._told > _PAUSE:
                self._told = now
                report(self._tick(left))

    def _tick(self, left: dict[Key, int]) -> Tick:
        counts = self._hub.counts()
        return Tick(
            steps=sum(not count for count in left.values()),
            questions=len(self._answers.said),
            all=self._all,
            calls=sum(one.calls for one in counts.values()),
            usd=self._hub.ledger.spent_usd,
        )
