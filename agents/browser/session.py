"""One page in one fresh context: opened, looked at, left to settle, and never trusted."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, CDPSession, Page, Request, Route, WebSocketRoute
from playwright.async_api import Error as PlaywrightError
from pydantic import BaseModel, ConfigDict

from agents.browser.aria import parse_aria
from agents.browser.events import EventLog
from agents.browser.launch import Chromium
from agents.browser.limits import Limits, PageFailed, guard
from agents.browser.site import ORIGIN, Site, content_type, part
from agents.browser.world import World, script
from tasks.evidence import Image, Media, Scroller, Snapshot, Word
from tasks.geometry import Box
from tasks.store import PictureStore
from tasks.task import Task

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


class _Navigated(PageFailed):
    """The document was replaced during a call."""


class _Activity(BaseModel):
    model_config = ConfigDict(frozen=True)

    changes: int
    animating: int
    scrolling: bool
    loading: bool

    def quiet(self) -> bool:
        return not (self.changes or self.animating or self.scrolling or self.loading)


@dataclass(frozen=True)
class Setting:
    """What a page is opened with: the same for the reference and for every candidate."""

    width: int
    height: int
    seed: int
    clock: datetime

    @classmethod
    def of(cls, task: Task) -> "Setting":
        return cls(task.viewport.width, task.viewport.height, task.seed, task.clock)


class Session:
    """A page that is being used. Every call into it has a time limit and may raise PageFailed."""

    def __init__(
        self, context: BrowserContext, page: Page, site: Site, setting: Setting, limits: Limits
    ) -> None:
        self.page = page
        self.site = site
        self.setting = setting
        self.limits = limits
        self.events = EventLog()
        self._context = context
        self._cdp: CDPSession | None = None
        self._world = World()
        self._passed = 0  # page time since animations were last moved on, ms
        self._requests: set[Request] = set()

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

    async def settle(self) -> bool:
        """Let page time run on until nothing changes any more; returns False where it never rests.

        Looks instead of waiting: real time passes only for frames, requests and scrolling. Page time is
        spent in whole rounds, so that what a frame too late or too early shows can't shift a page's clock.
        """
        limits = self.limits
        spent = 0
        end = time.monotonic() + limits.settle
        activity = await self._activity()
        while time.monotonic() < end:
            # Scrolling and loading go by real time: page time would be wasted on them.
            if not (activity.scrolling or activity.loading or self._requests):
                whole = spent > 0 and spent % limits.round_ms == 0
                if whole and (activity.quiet() or spent >= limits.page_ms):
                    break
                await self.advance(limits.slice_ms)
                spent += limits.slice_ms
            activity = await self._activity()
        return spent > 0 and activity.quiet() and not self._requests

    async def snapshot(self, pictures: PictureStore, settled: bool = True) -> Snapshot:
        """The page as it is now."""
        tree, seen, png = await asyncio.gather(
            self.call(self.page.aria_snapshot(mode="ai", boxes=True), "reading the accessible tree"),
            self.evaluate("iwr.look()"),
            self.screenshot(),
        )
        return Snapshot(
            picture=pictures.put(png),
            url=self.page.url.removeprefix(ORIGIN)[:2000],
            title=seen["title"],
            words=tuple(Word(text=t, box=Box(*b), line=n) for t, b, n in seen["words"]),
            nodes=parse_aria(tree, Box(*seen["edited"]) if seen["edited"] else None),
            scrollers=tuple(Scroller(**{**one, "box": Box(*one["box"])}) for one in seen["scrollers"]),
            media=tuple(Media(**{**one, "box": Box(*one["box"])}) for one in seen["media"]),
            images=tuple(Image(box=Box(*b), visible=Box(*v)) for b, v in seen["images"]),
            painted=tuple(Box(*b) for b in seen["painted"]),
            settled=settled,
        )

    async def screenshot(self) -> bytes:
        """What the viewport shows, as PNG."""
        # Past Playwright, which would stop animations and hide carets: both are held and hidden already,
        # and a quickly packed PNG saves a third of the work of a whole step.
        cdp = await self.cdp()
        asked = cdp.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        return base64.b64decode((await self.call(asked, "taking a screenshot"))["data"])

    async def evaluate(self, expression: str, seconds: float | None = None) -> Any:
        """`expression` in a world of our own beside the page's; survives a navigation."""
        for _ in range(_NAVIGATIONS):
            try:
                return await self.call(self._evaluate(expression), "looking at the page", seconds)
            except _Navigated:
                self._world.forget()  # the next document gets one of its own
        raise PageFailed("looking at the page: it is never the same page for long")

    async def cdp(self) -> CDPSession:
        """The page's DevTools session."""
        if self._cdp is None:
            self._cdp = await self.call(self._context.new_cdp_session(self.page), "attaching")
        return self._cdp

    async def close(self) -> None:
        """End the context; a page that hangs can't prevent it."""
        with suppress(Exception):
            async with asyncio.timeout(5):
                await self._context.close()

    async def aim(self, x: float, y: float) -> None:
        """Called before the mouse acts at a point; where a camera looks on, the mouse glides there."""

    async def _load(self) -> None:
        # Playwright's own "load" never comes where a page tries to lead elsewhere meanwhile.
        await self.call(self.page.goto(f"{ORIGIN}/", wait_until="commit"), "loading", self.limits.open)
        await self.evaluate("iwr.loaded()", self.limits.open)

    async def _prepare(self) -> None:
        self.events.attach(self._context, self.page)
        # Lambdas, because Playwright marks its handlers and a builtin method can't be marked.
        self.page.on("request", lambda request: self._requests.add(request))
        self.page.on("requestfinished", lambda request: self._requests.discard(request))
        self.page.on("requestfailed", lambda request: self._requests.discard(request))
        await self._context.route("**/*", self._serve)
        await self._context.route_web_socket("**/*", self._refuse_socket)
        argument = json.dumps({"seed": self.setting.seed})
        await self._context.add_init_script(f"{script('init.js').strip()}({argument});")

    async def _evaluate(self, expression: str) -> Any:
        return await self._world.evaluate(await self.cdp(), expression)

    async def _activity(self) -> _Activity:
        passed, self._passed = self._passed, 0
        return _Activity(**await self.evaluate(f"iwr.activity({passed})"))

    async def call(self, call: Awaitable[T], what: str, seconds: float | None = None) -> T:
        """A call into the page under a time limit. Raises PageFailed when it hangs or is gone."""
        try:
            return await guard(call, seconds or self.limits.call, what)
        except PlaywrightError as error:
            if self.events.crashed:
                raise PageFailed(f"{what}: the page crashed") from None
            browser = self._context.browser
            if self.page.is_closed() and browser is not None and browser.is_connected():
                raise PageFailed(f"{what}: the page closed itself") from None
            if any(text in error.message for text in _GONE):
                raise _Navigated(f"{what}: the page went over to another document") from None
            raise

    async def _serve(self, route: Route) -> None:
        request = route.request
        path = self.site.find(request.url) if request.method in ("GET", "HEAD") else None
        with suppress(PlaywrightError):  # the page may be gone by now
            if path is not None:
                status, headers, body = part(path.read_bytes(), request.headers.get("range"))
                await route.fulfill(
                    status=status,
                    body=body,
                    content_type=content_type(path),
                    headers={"cache-control": "no-store", **headers},
                )
            elif request.url.startswith(f"{ORIGIN}/"):
                if not request.url.endswith("/favicon.ico"):
                    self.events.add("refused_request", f"404 {request.url.removeprefix(ORIGIN)}")
                await route.fulfill(status=404, body="", content_type="text/plain")
            else:
                self.events.add("refused_request", f"{request.method} {request.url}")
                if request.is_navigation_request():
                    # The page stays, where an error page of the browser's would replace it.
                    await route.fulfill(status=204)
                else:
                    await route.abort("blockedbyclient")

    async def _refuse_socket(self, socket: WebSocketRoute) -> None:
        self.events.add("refused_request", f"WebSocket {socket.url}")
        await socket.close()


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
    context = await chromium.browser.new_context(
        viewport={"width": setting.width, "height": setting.height},
        device_scale_factor=1,
        service_workers="block",
        accept_downloads=False,
        locale="en-US",
        timezone_id="UTC",
        color_scheme="light",
    )
    limits = limits or Limits()
    context.set_default_timeout(limits.call * 1000)
    page = await context.new_page()
    session = kind(context, page, site, setting, limits)
    try:
        await session._prepare()
        yield session
    finally:
        await session.close()
