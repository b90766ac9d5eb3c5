"""One page of a session: its DevTools session and the world beside it."""

import base64
import json
from typing import Any

from playwright.async_api import CDPSession, Page

from agents.browser.listeners import Heard, heard
from agents.browser.world import World


class Tab:
    """A page and what looks at it. Calls have no time limit of their own: that is the session's matter."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._cdp: CDPSession | None = None
        self._world = World()

    async def cdp(self) -> CDPSession:
        """The page's DevTools session."""
        if self._cdp is None:
            self._cdp = await self.page.context.new_cdp_session(self.page)
        return self._cdp

    async def evaluate(self, expression: str) -> Any:
        """What an expression comes to in the world beside the page. Raises RuntimeError where it throws."""
        return await self._world.evaluate(await self.cdp(), expression)

    async def adopt(self, backend: int) -> str | None:
        """The world's name for the element that DevTools knows by this number; None where it is gone."""
        return await self._world.adopt(await self.cdp(), backend)

    async def object_id(self, ref: str) -> str | None:
        """DevTools' handle of an element by the world's name for it; None where it is gone."""
        return await self._world.object_id(await self.cdp(), f"iwr.element({json.dumps(ref)})")

    async def heard(self, ref: str) -> Heard:
        """Who hears a click on the element of that name."""
        return await heard(await self.cdp(), self._world, ref)

    async def set_files(self, ref: str, *files: str) -> None:
        """Choose these files in the file field of that name."""
        cdp = await self.cdp()
        asked = {"files": list(files), "objectId": await self.object_id(ref)}
        await cdp.send("DOM.setFileInputFiles", asked)

    def forget(self) -> None:
        """The document is gone, and the world with it."""
        self._world.forget()

    async def screenshot(self) -> bytes:
        """What the viewport shows, as PNG."""
        # Past Playwright, which would stop animations and hide carets: both are held and hidden already,
        # and a quickly packed PNG saves a third of the work of a whole step.
        cdp = await self.cdp()
        answer = await cdp.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        return base64.b64decode(answer["data"])

    async def advance_workers(self, ms: int) -> None:
        """Let the clocks of the page's workers run on, as the page's own does."""
        for worker in self.page.workers:
            await worker.evaluate("ms => globalThis.__iwrClock?.(ms)", ms)
