"""The browsers of a run: one Chromium a worker, one episode at a time in each."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager

from agents.browser.context import Setting
from agents.browser.launch import Chromium, launch
from agents.browser.limits import PageFailed
from agents.browser.session import open_session
from agents.browser.site import Site
from agents.operator.ladder import Reader
from agents.operator.operator import Operator
from agents.operator.rungs.choose import Chooser
from judge.protocols import Rendered
from tasks.page import Page
from tasks.page_facts import Fact
from tasks.task import Task

_MOST_PROBLEMS = 20


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
    """Lends operators, at most `size` at a time; `read` reads what a page paints, `chooser` asks a model."""

    def __init__(
        self,
        size: int,
        read: Reader | None = None,
        chooser: Chooser | None = None,
        *,
        always: bool = False,
        counterfactuals: bool = False,
    ) -> None:
        self._read = read
        self._chooser = chooser
        self._always = always
        self._counterfactuals = counterfactuals
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._workers = [_Worker() for _ in range(size)]
        for worker in self._workers:
            self._idle.put_nowait(worker)

    @asynccontextmanager
    async def operator(self, facts: Collection[Fact] = ()) -> AsyncIterator[Operator]:
        """An operator whose browser nobody else uses meanwhile; it gathers `facts` of the whole page, too."""
        async with self._chromium() as chromium:
            yield Operator(
                chromium,
                read=self._read,
                chooser=self._chooser,
                always=self._always,
                facts=facts,
                counterfactuals=self._counterfactuals,
            )

    async def render(self, task: Task, page: Page) -> Rendered:
        """The page before any action, and what the browser said of it."""
        async with (
            self._chromium() as chromium,
            open_session(chromium, Site(page.folder, task.assets_dir), Setting.of(task)) as session,
        ):
            try:
                await session.open()
                png = await session.screenshot()
            except PageFailed as failed:
                return Rendered(None, (str(failed),))
            said = session.events.take()
        return Rendered(png, tuple(f"{event.kind}: {event.text}" for event in said[:_MOST_PROBLEMS]))

    @asynccontextmanager
    async def _chromium(self) -> AsyncIterator[Chromium]:
        worker = await self._idle.get()
        try:
            yield await worker.chromium()
        finally:
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """End all browsers, also where one of them can't be ended."""
        async with AsyncExitStack() as all_of_them:
            for worker in self._workers:
                all_of_them.push_async_callback(worker.close)
