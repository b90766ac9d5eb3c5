"""A transport that says what it is told, and a hub around it whose waits are noted instead of waited."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from agents.models.cache import ReplyCache
from agents.models.client import ModelHub
from agents.models.exchanges import ExchangeStore, Replay
from agents.models.ledger import Ledger
from agents.models.protocol import Answer, CallFailed, Reply, Request, StructuredMode, Text, Usage
from agents.models.spec import ModelSpec, Price
from tasks.yamlfile import Strict

USAGE = Usage(input=100, output=10)
PRICE = Price(input=1.0, output=10.0, cached_input=0.1, noted=date(2026, 1, 1))
SPEC = ModelSpec(name="m", provider="openai", model="some-model", price=PRICE, retries=3)
Said = str | Answer | Exception


class Opinion(Strict):
    answer: Literal["yes", "no", "unsure"]
    confidence: float = Field(default=0.5, ge=0.0, le=1.0)


QUESTION = Request(role="judge", parts=(Text("Is it so?"),), schema=Opinion)
YES = '{"answer": "yes"}'


class Speaker:
    """A transport that says what it is given, in turn; the last thing again and again."""

    def __init__(self, *said: Said, hold: asyncio.Event | None = None) -> None:
        self.said = list(said)
        self.hold = hold
        self.heard: list[tuple[Request, StructuredMode]] = []
        self.closed = False
        self.together = 0
        self.most_together = 0

    async def send(self, spec: ModelSpec, request: Request, mode: StructuredMode) -> Answer:
        said = self.said[min(len(self.heard), len(self.said) - 1)]
        self.heard.append((request, mode))
        self.together += 1
        self.most_together = max(self.most_together, self.together)
        try:
            await (self.hold.wait() if self.hold else asyncio.sleep(0))
        finally:
            self.together -= 1
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, Answer) else Answer(said, USAGE)

    async def close(self) -> None:
        self.closed = True


class Run:
    """A hub in a folder, with waits that are noted instead of waited."""

    def __init__(
        self,
        folder: Path,
        speaker: Speaker,
        spec: ModelSpec = SPEC,
        cache: Path | None = None,
        usd: float | None = None,
        tokens: int | None = None,
        replay: Replay | None = None,
    ) -> None:
        self.waits: list[float] = []
        self.speaker = speaker
        self._name = spec.name
        self.exchanges = ExchangeStore(folder / "exchanges")
        self.ledger = Ledger(folder / "ledger.jsonl", usd, tokens)
        self.hub = ModelHub(
            {spec.name: spec},
            self.exchanges,
            ReplyCache(cache) if cache else None,
            self.ledger,
            replay,
            transport_of=lambda spec: speaker,
            sleep=self._sleep,
        )

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        await asyncio.sleep(0)

    def ask(self, request: Request = QUESTION) -> Reply:
        return asyncio.run(self._ask(request))

    async def _ask(self, request: Request) -> Reply:
        return await self.hub.model(self._name).ask(request)


def passing(kind: str = "server", retry_after: float | None = None) -> CallFailed:
    return CallFailed(kind, "oh", retryable=True, retry_after=retry_after)
