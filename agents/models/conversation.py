"""One question, until it is answered or can't be: calls, retries, re-asks, money, and the record of it."""

import asyncio
import logging
import math
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import JsonValue

from agents.models.cache import ReplyCache
from agents.models.estimate import estimate, usd
from agents.models.exchanges import Call, Exchange, ExchangeStore, Outcome, SaidTurn, sent_parts
from agents.models.eyes import NO_PICTURES
from agents.models.flights import Flight
from agents.models.ledger import Entry, Ledger
from agents.models.protocol import CallFailed, Request, StructuredMode, Text, Transport, Turn, Usage
from agents.models.retry import Sleep, retrying
from agents.models.spec import ModelSpec
from agents.models.structured import MODES, Unusable, re_ask, read_reply

log = logging.getLogger(__name__)

RE_ASKS = 2
"""How often an answer that can't be used is asked for again."""


@dataclass
class Counts:
    """What one role's questions came to in this process."""

    asked: int = 0
    joined: int = 0
    """Answered by the same question that was on its way already."""
    reused: int = 0
    """Answered by this run's own exchanges."""
    cached: int = 0
    replayed: int = 0
    calls: int = 0
    """Sent, failed ones included."""
    retries: int = 0
    repairs: int = 0
    """Re-asks after an answer that could not be used."""
    failed_calls: Counter[str] = field(default_factory=Counter)
    """By CallFailed's kind."""
    unanswered: Counter[str] = field(default_factory=Counter)
    """Questions by ModelFailed's kind, `unreadable` or `budget`."""


@dataclass
class Line:
    """What all questions to one model share."""

    spec: ModelSpec
    transport: Transport
    exchanges: ExchangeStore
    cache: ReplyCache | None
    ledger: Ledger
    sleep: Sleep
    slots: asyncio.Semaphore = field(init=False)
    mode: StructuredMode = field(init=False)
    no_pictures: str = ""
    """What the server said when it was shown one and takes none; it is shown no other."""

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.spec.concurrency)
        self.mode = self.spec.structured

    def leave_mode(self, refused: StructuredMode) -> bool:
        """Remember that the model does not take this way of asking; False where there is no other."""
        if refused == MODES[-1]:
            return False
        if self.mode == refused:  # else another question has found out already
            self.mode = MODES[MODES.index(refused) + 1]
        return True

    def heed(self, error: CallFailed) -> None:
        """Remember what holds for all other questions, too, and say it once."""
        if error.kind == NO_PICTURES and not self.no_pictures:
            self.no_pictures = str(error).removeprefix(f"{error.kind}: ")
            log.error("model %r: %s", self.spec.name, self.no_pictures)

    def check(self, request: Request) -> None:
        """Raises CallFailed for a question that the model is known not to take."""
        if self.no_pictures and request.shows:
            raise CallFailed(NO_PICTURES, self.no_pictures, retryable=False)


class Conversation:
    """One question to one model. After every answer all that was said and paid is on disk."""

    def __init__(self, key: str, request: Request, line: Line, counts: Counts, flight: Flight) -> None:
        self.key = key
        self.request = request
        self.line = line
        self.counts = counts
        self.flight = flight
        self.calls: list[Call] = []
        self.repairs: list[Turn] = []

    async def hold(self) -> Exchange:
        """Ask until the answer can be used; how it ended is the outcome. Raises BudgetExhausted."""
        self.line.exchanges.keep_media(self.request)
        self._take_up()
        try:
            while True:
                exchange = self._weigh(await self._call())
                if exchange is not None:
                    return exchange
                self.flight.go_on()
                self.counts.repairs += 1
        except CallFailed as error:
            outcome: Outcome = "refused" if error.kind == "refused" else "failed"
            return self._keep(outcome, kind=error.kind, reason=str(error).removeprefix(f"{error.kind}: "))

    def _take_up(self) -> None:
        """Go on where an earlier try was broken off, so that nothing is paid for twice."""
        earlier = self.line.exchanges.get(self.key)
        if earlier is None or earlier.from_cache:
            return
        self.calls = list(earlier.calls)
        if earlier.outcome == "failed":
            said = earlier.turns[len(self.request.turns) :]
            self.repairs = [Turn(turn.speaker, turn.text) for turn in said]

    async def _call(self) -> Call:
        request = replace(self.request, turns=(*self.request.turns, *self.repairs))
        expected = estimate(self.line.spec, request)
        async with self.line.slots:
            self.line.check(request)
            with self.line.ledger.reserve(expected, usd(self.line.spec, expected)):
                while True:
                    mode = self.line.mode if request.schema else "text"
                    try:
                        return await self._insist(request, mode)
                    except CallFailed as error:
                        if error.kind != "structured_unsupported" or not self.line.leave_mode(mode):
                            raise

    async def _insist(self, request: Request, mode: StructuredMode) -> Call:
        async def pause(seconds: float) -> None:
            await self.line.sleep(seconds)
            self.counts.retries += 1

        return await retrying(lambda: self._send(request, mode), self.line.spec.retries, pause)

    async def _send(self, request: Request, mode: StructuredMode) -> Call:
        spec = self.line.spec
        self.counts.calls += 1
        try:
            with self.flight.sending():
                answer = await self.line.transport.send(spec, request, mode)
        except CallFailed as error:
            self.line.heed(error)
            self.counts.failed_calls[error.kind] += 1
            self.calls.append(Call(mode=mode, error=error.kind))
            self.flight.go_on()
            raise
        # From here to the file nothing waits, so that nothing that was paid can be lost by a cancellation.
        # A server that does not say what it used is not free: it is taken at what was reckoned.
        usage = answer.usage if answer.usage.total else estimate(spec, request)
        paid = usd(spec, usage)
        call = Call(mode=mode, text=sayable(answer.text), stop=answer.stop, usage=usage, usd=paid)
        self.calls.append(call)
        entry = Entry(
            key=self.key,
            role=request.role,
            model=spec.name,
            usage=usage,
            usd=None if spec.price is None else paid,
        )
        self.line.ledger.record(entry)
        return call

    def _weigh(self, call: Call) -> Exchange | None:
        """The exchange that this answer ends; None where it has to be asked for again."""
        schema = self.request.schema
        if call.stop == "refusal":
            return self._keep("refused", kind="refused", reason=call.text or "the model gave no reason")
        if schema is None and call.stop == "length":
            return self._keep("truncated")
        if schema is None and call.text.strip():
            return self._keep("answered")
        problem = "it is empty"
        if schema is not None:
            try:
                if call.stop == "length":
                    raise Unusable("it was cut off at the output limit; be brief")
                return self._keep("answered", parsed=read_reply(call.text, schema)[0])
            except Unusable as unusable:
                problem = str(unusable)
        if len(self.repairs) >= 2 * RE_ASKS:
            return self._keep("unreadable", reason=problem)
        self.repairs += re_ask(call.text, problem, structured=schema is not None)
        self._keep("failed", kind="interrupted", reason=problem)
        return None

    def _keep(self, outcome: Outcome, kind: str = "", reason: str = "", parsed: JsonValue = None) -> Exchange:
        spec, request = self.line.spec, self.request
        exchange = Exchange(
            key=self.key,
            model=spec.name,
            provider_model=Path(spec.model).name if spec.provider == "scripted" else spec.model,
            role=request.role,
            prompt=request.prompt,
            prompt_sha256=request.prompt_sha256,
            system=request.system,
            parts=sent_parts(request.parts),
            turns=tuple(
                SaidTurn(speaker=turn.speaker, text=turn.text) for turn in (*request.turns, *self.repairs)
            ),
            calls=tuple(self.calls),
            outcome=outcome,
            kind=kind,
            reason=reason,
            parsed=parsed,
            usage=sum((call.usage for call in self.calls), Usage()),
            usd=math.fsum(call.usd for call in self.calls),
        )
        self.line.exchanges.put(exchange)
        if self.line.cache is not None:
            self.line.cache.put(exchange)
        return exchange


def sayable(text: str) -> str:
    """`text` without the half characters that JSON can carry, but neither a file nor the wire."""
    return text.encode("utf-8", "replace").decode()


def sayable_request(request: Request) -> Request:
    """A request whose every text can be sent and kept."""
    return replace(
        request,
        system=sayable(request.system),
        parts=tuple(Text(sayable(part.text)) if isinstance(part, Text) else part for part in request.parts),
        turns=tuple(Turn(turn.speaker, sayable(turn.text)) for turn in request.turns),
    )
