"""One page in one fresh context: opened, looked at, left to settle, and never trusted."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from agents.browser.context import Setting, empty_clipboard, new_context, prepare
from agents.browser.events import EventLog
from agents.browser.ink import Ink
from agents.browser.launch import Chromium
from agents.browser.limits import Limits, PageFailed, TooSlow, guard
from agents.browser.perceive import Activity, legible, snapshot_of
from agents.browser.site import ORIGIN, Site
from agents.browser.tab import Tab
from agents.browser.targets import Targets, watch_targets
from tasks.evidence import Snapshot
from tasks.store import PictureStore

T = TypeVar("T")
S = TypeVar("S", bound="Session")

_GONE = (
    "context was destroyed",
    "Cannot find context",
    "Cannot find default execution",
    "Inspected target navigated",
    "uniqueContextId",
)
_CLOCK = "Clock.run_for: "
_NAVIGATIONS = 5  # that one look at a page may be interrupted by
_MOST_TABS = 5
_PATIENCE = 1.0  # seconds until a look is taken at why a screenshot takes so long


class _Navigated(PageFailed):
    """The document was replaced during a call."""


class Session:
    """A page that is being used, and the tabs that it opens.

    Every call into it has a time limit and may raise PageFailed, or TooSlow where the page is not to blame.
    """

    def __init__(
        self,
        chromium: Chromium,
        context: BrowserContext,
        page: Page,
        site: Site,
        setting: Setting,
        limits: Limits,
        events: EventLog,
    ) -> None:
        self.site = site
        self.setting = setting
        self.limits = limits
        self.events = events
        events.attach(page)
        self._targets: Targets
        self._chromium = chromium
        self._context = context
        self._tabs = [Tab(page)]
        self._opened: list[Page] = []
        self._passed = 0  # page time since animations were last moved on, ms

    @property
    def tab(self) -> Tab:
        """The tab in front."""
        return self._tabs[-1]

    @property
    def page(self) -> Page:
        """The page that is used now."""
        return self.tab.page

    async def open(self) -> bool:
        """Load the page and let it settle; returns whether it came to rest."""
        start = self.setting.clock
        # The clock runs until it is paused, and can only be paused in the future: an hour is enough.
        await self._context.clock.install(time=start - timedelta(hours=1))
        await self.page.clock.pause_at(start)
        await self._load()
        return await self.settle()

    async def advance(self, ms: int) -> None:
        """Let the page's clock run on by `ms`, firing what falls due."""
        self._passed += ms
        try:
            await self.call(self.page.clock.run_for(ms), "running the page's timers")
        except PlaywrightError as error:
            if not error.message.startswith(_CLOCK):
                raise
            # The clock hands on what the page's own timers throw, after the last of them has run.
            self.events.add("page_error", error.message.splitlines()[0].removeprefix(_CLOCK))
        if self.page.workers:
            with suppress(PlaywrightError):  # one that has ended meanwhile
                await self.call(self.tab.advance_workers(ms), "running the timers of the page's workers")

    async def settle(self) -> bool:
        """Let page time run on until nothing changes any more; returns False where it never rests.

        Looks instead of waiting: real time passes only for frames, requests and scrolling. Page time is
        spent in whole rounds, so that what a frame too late or too early shows can't shift a page's clock.
        """
        limits = self.limits
        spent = 0
        await self._follow()
        end = time.monotonic() + limits.settle
        activity = await self._activity()
        while time.monotonic() < end:
            # Scrolling and loading go by real time: page time would be wasted on them.
            if not (activity.scrolling or activity.loading or self._loading):
                whole = spent > 0 and spent % limits.round_ms == 0
                if whole and (activity.quiet() or spent >= limits.page_ms):
                    break
                await self.advance(limits.slice_ms)
                spent += limits.slice_ms
            await self._follow()
            activity = await self._activity()
        return spent > 0 and activity.quiet() and not self._loading

    async def snapshot(self, pictures: PictureStore, settled: bool = True) -> Snapshot:
        """The page as it is now."""
        seen, png = await asyncio.gather(self.read("iwr.look()"), self.screenshot())
        snapshot = snapshot_of(seen, pictures.put(png), self._address(), settled)
        return legible(snapshot, seen, Ink(png))

    async def look_beyond(self, picture: str) -> Snapshot:
        """The page with all that could be scrolled to, texts with their nodes; `picture`: its screenshot."""
        return snapshot_of(await self.read("iwr.look(true)"), picture, self._address(), True)

    async def screenshot(self) -> bytes:
        """What the viewport shows, as PNG."""
        for _ in range(_NAVIGATIONS):
            before = self.events.navigations
            shot = asyncio.ensure_future(self.call(self.tab.screenshot(), "taking a screenshot"))
            # The browser never answers for a document that goes meanwhile.
            while not shot.done() and self.events.navigations == before:
                await asyncio.wait({shot}, timeout=_PATIENCE)
            if shot.done():
                return shot.result()
            shot.cancel()
        raise PageFailed("taking a screenshot: it is never the same page for long")

    async def evaluate(self, expression: str, seconds: float | None = None) -> Any:
        """`expression` in a world of our own beside the page's; survives a navigation."""
        for _ in range(_NAVIGATIONS):
            try:
                return await self.call(self.tab.evaluate(expression), "looking at the page", seconds)
            except _Navigated:
                self.tab.forget()  # the next document gets one of its own
        raise PageFailed("looking at the page: it is never the same page for long")

    async def read(self, expression: str) -> Any:
        """`evaluate` for what takes as long as the page is large; once the page has answered, time is ours.

        Raises TooSlow where it is not enough.
        """
        await self.evaluate("true")
        try:
            return await self.evaluate(expression, self.limits.read)
        except PageFailed as error:
            if "hangs" not in str(error):
                raise
            raise TooSlow(f"reading the page took more than {self.limits.read:g} s") from error

    async def cdp(self) -> CDPSession:
        """The page's DevTools session."""
        return await self.call(self.tab.cdp(), "attaching")

    async def close_tab(self) -> bool:
        """Close the tab in front and go back to the one that opened it; False where there is only one."""
        if len(self._tabs) == 1:
            return False
        await self.call(self._tabs.pop().page.close(), "closing a tab")
        await self.call(self.page.bring_to_front(), "going back to a tab")
        await self._front()
        return True

    async def navigate(self, how: str) -> bool:
        """`reload`, `back` or `forward`, as by the browser's buttons; False where there is nowhere to go."""
        page, seconds = self.page, self.limits.open
        if how == "reload":
            await self.call(page.reload(wait_until="commit"), "loading the page anew", seconds)
        else:
            step = page.go_back if how == "back" else page.go_forward
            before = page.url
            # Playwright says None both for nowhere to go and for a step within one document.
            answer = await self.call(step(wait_until="commit"), f"going {how}", seconds)
            if answer is None and page.url == before:
                return False
        self.tab.forget()
        await self.evaluate("iwr.loaded()", seconds)
        return True

    async def aim(self, x: float, y: float) -> None:
        """Called before the mouse acts at a point; where a camera looks on, the mouse glides there."""

    async def call(self, call: Awaitable[T], what: str, seconds: float | None = None) -> T:
        """A call into the page under a time limit.

        Raises PageFailed when it hangs or is gone, TooSlow when we had to wait and it did not cause it.
        """
        try:
            return await guard(call, seconds or self.limits.call, what, self._check, self._chromium.work)
        except PlaywrightError as error:
            if self.events.crashed:
                raise PageFailed(f"{what}: the page crashed") from None
            browser = self._context.browser
            if self.page.is_closed() and browser is not None and browser.is_connected():
                raise PageFailed(f"{what}: the page closed itself") from None
            if any(text in error.message for text in _GONE):
                raise _Navigated(f"{what}: the page went over to another document") from None
            raise

    @property
    def _loading(self) -> bool:
        """Whether a request is on its way, or a tab."""
        return self.events.loading or self._targets.pending

    def _check(self) -> None:
        if self.events.crashed:
            raise PageFailed("the page crashed")
        if self.events.storming:
            raise PageFailed("the page asks without end")

    def _address(self) -> str:
        return self.page.url.removeprefix(ORIGIN)[:2000]

    async def _load(self) -> None:
        # Playwright's own "load" never comes where a page tries to lead elsewhere meanwhile.
        await self.call(self.page.goto(f"{ORIGIN}/", wait_until="commit"), "loading", self.limits.open)
        await self.evaluate("iwr.loaded()", self.limits.open)
        # What was shown before is no page to go back to. (One that leads elsewhere has gone.)
        with suppress(PlaywrightError, _Navigated):
            await self.call((await self.cdp()).send("Page.resetNavigationHistory"), "loading")

    async def _follow(self) -> None:
        """Bring a tab that the page has opened to the front, if it shows the site; close any other."""
        while self._opened:
            page = self._opened.pop(0)
            with suppress(PlaywrightError):
                loaded = page.wait_for_load_state("domcontentloaded")
                await self.call(loaded, "opening a tab", self.limits.open)
            self.events.add("popup", page.url.removeprefix(ORIGIN))
            if page.url.startswith(f"{ORIGIN}/") and len(self._tabs) < _MOST_TABS and not page.is_closed():
                self.events.attach(page)
                self._tabs.append(Tab(page))
                await self.evaluate("iwr.loaded()", self.limits.open)
                await self._front()
            else:
                with suppress(PlaywrightError):
                    await self.call(page.close(), "closing a tab")
        if self.page.is_closed() and len(self._tabs) > 1:
            self._tabs.pop()
            await self._front()

    async def _front(self) -> None:
        """Called when another tab has come to the front; a camera looks at that then."""

    async def _activity(self) -> Activity:
        passed, self._passed = self._passed, 0
        return Activity(**await self.evaluate(f"iwr.activity({passed})"))


@asynccontextmanager
async def open_session(
    chromium: Chromium, site: Site, setting: Setting, limits: Limits | None = None
) -> AsyncIterator[Session]:
    """A fresh context with one blank page; `Session.open` loads the site. Closed at the end."""
    async with open_as(Session, chromium, site, setting, limits) as session:
        yield session


@asynccontextmanager
async def open_as(
    kind: type[S], chromium: Chromium, site: Site, setting: Setting, limits: Limits | None = None
) -> AsyncIterator[S]:
    """`open_session` for a kind of session of one's own."""
    limits = limits or Limits()
    async with new_context(chromium, setting, limits.call) as context:
        events = EventLog()
        await prepare(context, site, events, setting)  # cheaper while there is no page
        page = await context.new_page()
        await empty_clipboard(page)
        session = kind(chromium, context, page, site, setting, limits, events)
        # A lambda, because Playwright marks its handlers and a builtin method can't be marked.
        context.on("page", lambda page: session._opened.append(page))
        async with watch_targets(chromium.devtools, context, await session.cdp()) as session._targets:
            yield session
