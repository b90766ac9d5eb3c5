"""Models as generators, operators and judges hold them: asked once, retried, paid for, and kept on record."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from agents.models.cache import ReplyCache
from agents.models.conversation import Conversation, Counts, Line, sayable_request
from agents.models.exchanges import Exchange, ExchangeStore, Replay
from agents.models.flights import Flight, Flights
from agents.models.keys import request_key
from agents.models.ledger import Ledger
from agents.models.protocol import (
    BudgetExhausted,
    Model,
    ModelFailed,
    Reply,
    ReplyUnreadable,
    Request,
    Role,
    Transport,
    Usage,
)
from agents.models.retry import Sleep
from agents.models.spec import ModelSpec, find_model
from agents.models.transports import make_transport


class ModelHub:
    """All models of one run, over one record, one cache and one budget. Belongs to one event loop."""

    def __init__(
        self,
        specs: dict[str, ModelSpec],
        exchanges: ExchangeStore,
        cache: ReplyCache | None,
        ledger: Ledger,
        replay: Replay | None = None,
        transport_of: Callable[[ModelSpec], Transport] = make_transport,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`replay`: answers come from it and from nowhere else; no transport is made, nothing is paid.
        `sleep` waits between retries."""
        self.exchanges = exchanges
        self.cache = cache
        self.ledger = ledger
        self.replay = replay
        self.flights = Flights()
        self._specs = specs
        self._transport_of = transport_of
        self._sleep = sleep
        self._clients: dict[str, ModelClient] = {}
        self._counts: dict[Role, Counts] = {}

    def model(self, name: str) -> Model:
        """The model of that name, the same object each time. Raises InputError for a name nobody knows."""
        if name not in self._clients:
            spec = find_model(name, self._specs, "models")
            line = None
            if self.replay is None:
                transport = self._transport_of(spec)
                line = Line(spec, transport, self.exchanges, self.cache, self.ledger, self._sleep)
            self._clients[name] = ModelClient(spec, self, line)
        return self._clients[name]

    def counts(self) -> dict[Role, Counts]:
        """What the questions of each role that asked came to so far, sorted by role."""
        return dict(sorted(self._counts.items()))

    def counts_of(self, role: Role) -> Counts:
        """The counts of that role, to be added to."""
        return self._counts.setdefault(role, Counts())

    async def close(self, grace: float = 5.0) -> None:
        """End what is under way and close all connections; calls that were sent have `grace` seconds."""
        await self.flights.close(grace)
        for client in self._clients.values():
            if client.line is not None:
                await client.line.transport.close()


class ModelClient:
    """One model of a hub; fits `agents.models.protocol.Model`."""

    def __init__(self, spec: ModelSpec, hub: ModelHub, line: Line | None) -> None:
        """`line`: None where a recording answers."""
        self.line = line
        self._spec = spec
        self._hub = hub

    @property
    def spec(self) -> ModelSpec:
        return self._spec

    async def ask(self, request: Request) -> Reply:
        """Ask and wait. The run's own record answers first, then the cache, then the model; where the hub
        replays, only record and recording. Raises ModelFailed, ReplyUnreadable or BudgetExhausted.
        """
        request = sayable_request(request)
        key = request_key(self._spec, request)
        counts = self._hub.counts_of(request.role)
        counts.asked += 1
        try:
            reply, joined = await self._hub.flights.join(
                key, lambda flight: self._answer(key, request, flight)
            )
            counts.joined += joined
            return _free(reply) if joined else reply
        except ModelFailed as failed:
            counts.unanswered[failed.kind] += 1
            raise
        except ReplyUnreadable:
            counts.unanswered["unreadable"] += 1
            raise
        except BudgetExhausted:
            counts.unanswered["budget"] += 1
            raise

    async def _answer(self, key: str, request: Request, flight: Flight) -> Reply:
        counts = self._hub.counts_of(request.role)
        own = self._hub.exchanges.get(key)
        if own is not None and own.outcome in ("answered", "truncated") and _fits(own, request):
            counts.reused += 1
            return _free(_reply(own, request))
        if self.line is None:
            reply = self._replayed(key, request)
            counts.replayed += 1
            return reply
        cached = self._hub.cache.get(key) if self._hub.cache is not None else None
        if cached is not None and _fits(cached, request):
            counts.cached += 1
            cached = cached.model_copy(update={"from_cache": True, "usage": Usage(), "usd": 0.0})
            self._hub.exchanges.keep_media(request)
            self._hub.exchanges.put(cached)
            return _free(_reply(cached, request))
        return _reply(await Conversation(key, request, self.line, counts, flight).hold(), request)

    def _replayed(self, key: str, request: Request) -> Reply:
        """What the recording holds, failures and figures included: the run repeats as it was."""
        recorded = self._hub.replay.get(key) if self._hub.replay is not None else None
        if recorded is None or not _fits(recorded, request):
            asked = f"{request.role}, {request.prompt or 'no prompt file'}, {self._spec.name}"
            raise ModelFailed("replay", f"the recording does not hold this question ({asked})", key)
        self._hub.exchanges.keep_media(request)
        self._hub.exchanges.put(recorded)
        return replace(_reply(recorded, request), cached=recorded.from_cache)


def _reply(exchange: Exchange, request: Request) -> Reply:
    """What an exchange means to who asked. Raises ModelFailed or ReplyUnreadable."""
    last = exchange.calls[-1].text if exchange.calls else ""
    if exchange.outcome == "unreadable":
        raise ReplyUnreadable(exchange.reason, last, exchange.key)
    if exchange.outcome in ("refused", "failed"):
        raise ModelFailed(exchange.kind, exchange.reason, exchange.key)
    return Reply(
        text=last,
        parsed=_parsed(exchange, request),
        stop="length" if exchange.outcome == "truncated" else "end",
        usage=exchange.usage,
        usd=exchange.usd,
        exchange=exchange.key,
    )


def _free(reply: Reply) -> Reply:
    return replace(reply, usage=Usage(), usd=0.0, cached=True)


def _parsed(exchange: Exchange, request: Request) -> Any:
    if request.schema is None:
        return None
    return request.schema.model_validate_json(json.dumps(exchange.parsed))


def _fits(exchange: Exchange, request: Request) -> bool:
    """Whether a kept answer still is what the question asks for: a schema's own checks are in no hash."""
    if exchange.outcome != "answered":
        return True
    try:
        _parsed(exchange, request)
    except ValidationError:
        return False
    return bool(exchange.calls)
