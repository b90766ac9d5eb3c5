"""A fresh browser context: the same for every page, and with nothing of another episode in it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from playwright.async_api import BrowserContext, Page

from agents.browser.events import EventLog
from agents.browser.launch import Chromium
from agents.browser.network import Network, worker_clock
from agents.browser.site import Site
from agents.browser.world import script
from tasks.task import Task

_EMPTY = """() => {
  addEventListener("copy", (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", "");
  }, { once: true });
  return document.execCommand("copy");
}"""


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


@asynccontextmanager
async def new_context(chromium: Chromium, setting: Setting, seconds: float) -> AsyncIterator[BrowserContext]:
    """A context with the viewport of `setting`; closed at the end, whatever its pages do.

    `seconds`: how long Playwright waits for anything in it.
    """
    context = await chromium.browser.new_context(
        viewport={"width": setting.width, "height": setting.height},
        device_scale_factor=1,
        service_workers="block",
        accept_downloads=False,
        locale="en-US",
        timezone_id="UTC",
        color_scheme="light",
    )
    context.set_default_timeout(seconds * 1000)
    try:
        yield context
    finally:
        await _close(context)


async def prepare(context: BrowserContext, site: Site, events: EventLog, setting: Setting) -> None:
    """What stands before a context has a page: its site, its random numbers and clocks."""
    await Network(site, events).attach(context)
    argument = json.dumps({"seed": setting.seed, "workerClock": worker_clock()})
    await context.add_init_script(f"{script('init.js').strip()}({argument});")


async def empty_clipboard(page: Page) -> None:
    """The clipboard belongs to the browser: what another episode left there is none of this one's.

    `page` is a blank one. A copy by the keyboard's own way needs no permission and no secure origin.
    """
    if not await page.evaluate(_EMPTY):
        raise RuntimeError("the clipboard could not be emptied")


async def _close(context: BrowserContext) -> None:
    """End the context; a page that hangs can't prevent it."""
    with suppress(Exception):
        async with asyncio.timeout(5):
            await context.close()
