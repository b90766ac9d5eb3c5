"""The pages that are being opened: the browser knows of them before Playwright tells."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import BrowserContext, CDPSession


class Targets:
    """Counts the pages of one context by DevTools' events."""

    def __init__(self, context: BrowserContext, context_id: str, first: str) -> None:
        self._context = context
        self._context_id = context_id
        self._alive = {first}

    @property
    def pending(self) -> bool:
        """Whether a page has been opened that Playwright has not told of yet."""
        return len(self._alive) > len(self._context.pages)

    def created(self, event: dict[str, Any]) -> None:
        """DevTools says that there is a new target."""
        info = event["targetInfo"]
        if info["type"] == "page" and info.get("browserContextId") == self._context_id:
            self._alive.add(info["targetId"])

    def destroyed(self, event: dict[str, Any]) -> None:
        """DevTools says that a target is gone."""
        self._alive.discard(event["targetId"])


@asynccontextmanager
async def watch_targets(
    devtools: CDPSession, context: BrowserContext, page: CDPSession
) -> AsyncIterator[Targets]:
    """Counts while the block runs; `devtools` is the session with the browser as a whole,
    `page` the one with the context's first page."""
    info = (await page.send("Target.getTargetInfo"))["targetInfo"]
    targets = Targets(context, info["browserContextId"], info["targetId"])
    devtools.on("Target.targetCreated", targets.created)
    devtools.on("Target.targetDestroyed", targets.destroyed)
    try:
        yield targets
    finally:
        devtools.remove_listener("Target.targetCreated", targets.created)
        devtools.remove_listener("Target.targetDestroyed", targets.destroyed)
