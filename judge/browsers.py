"""The browsers of a run: one Chromium a worker, one episode at a time in each."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from agents.browser.launch import Chromium, launch
from agents.operator.ladder import Reader
from agents.operator.operator import Operator


class _Worker:
    """A place for one Chromium, started at the first use and again whenever it has died."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._chromium: Chromium | None = None

    async def chromium(self) -> Chromium:
        if self._chromium is None or not self._chromium.alive():
            await self.close()
            self._chromium = await self._stack.enter_async_context(launch())
        return self._chromium

    async def close(self) -> None:
        self._chromium = None
        await self._stack.aclose()


class BrowserPool:
    """Lends operators, at most `size` at a time; `read` reads what a page paints."""

    def __init__(self, size: int, read: Reader | None = None) -> None:
        self._read = read
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._workers = [_Worker() for _ in range(size)]
        for worker in self._workers:
            self._idle.put_nowait(worker)

    @asynccontextmanager
    async def operator(self) -> AsyncIterator[Operator]:
        """An operator whose browser nobody else uses meanwhile."""
        worker = await self._idle.get()
        try:
            yield Operator(await worker.chromium(), read=self._read)
        finally:
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """End all browsers."""
        for worker in self._workers:
            await worker.close()
