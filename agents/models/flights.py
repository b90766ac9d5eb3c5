"""Questions on their way: the same one is asked once, and a call that was sent is not thrown away."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from agents.models.protocol import Reply


@dataclass
class Flight:
    """One question on its way."""

    task: "asyncio.Task[Reply] | None" = None
    waiting: int = 0
    """How many wait for the answer."""
    sent: bool = False
    """Whether a call is out, which costs money whether or not somebody reads the answer."""

    @contextlib.contextmanager
    def sending(self) -> Iterator[None]:
        """Around each call."""
        self.sent = True
        try:
            yield
        finally:
            self.sent = False

    def go_on(self) -> None:
        """Before more is spent. Raises CancelledError where nobody waits any more."""
        if not self.waiting:
            raise asyncio.CancelledError


class Flights:
    """All questions on their way, by key."""

    def __init__(self) -> None:
        self._open: dict[str, Flight] = {}
        self._all: set[asyncio.Task[Reply]] = set()

    async def join(
        self, key: str, start: Callable[[Flight], Coroutine[Any, Any, Reply]]
    ) -> tuple[Reply, bool]:
        """The answer that is on its way already (True), or else that of `start` (False).

        Who is cancelled leaves the others waiting. When the last one leaves, a call that was sent is still
        heard out and kept; anything else ends at once.
        """
        flight = self._open.get(key)
        joined = flight is not None and flight.task is not None and not flight.task.done()
        if flight is None or not joined:
            flight = self._open[key] = Flight()
            flight.task = asyncio.create_task(start(flight))
            self._all.add(flight.task)
            flight.task.add_done_callback(lambda task: self._landed(key, task))
        assert flight.task is not None
        flight.waiting += 1
        try:
            reply = await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done() and not flight.sent:
                self._open.pop(key, None)
                flight.task.cancel()
        return reply, joined

    async def close(self, grace: float) -> None:
        """End everything; calls that were sent have `grace` seconds to come back."""
        for flight in self._open.values():
            if flight.task is not None and not flight.sent:
                flight.task.cancel()
        if self._all:
            _, late = await asyncio.wait(self._all, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _landed(self, key: str, task: "asyncio.Task[Reply]") -> None:
        self._all.discard(task)
        flight = self._open.get(key)
        if flight is not None and flight.task is task:
            del self._open[key]
        if not task.cancelled():
            task.exception()  # seen, also where nobody waits any more
