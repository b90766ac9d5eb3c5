"""A JavaScript world of our own beside the page's: it sees the same document and none of the page's code."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession


class World:
    """The world in the document that is there now, with look.js in it; made when it is first needed."""

    def __init__(self) -> None:
        self._context: int | None = None

    def forget(self) -> None:
        """The document is gone, and the world with it."""
        self._context = None

    async def evaluate(self, cdp: CDPSession, expression: str) -> Any:
        """What the expression comes to, as JSON has it. Raises RuntimeError for what it throws."""
        if self._context is None:
            frame = (await cdp.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
            made = await cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "iwr"})
            self._context = made["executionContextId"]
            await self._run(cdp, f"{script('look.js')};true")
        return await self._run(cdp, expression)

    async def _run(self, cdp: CDPSession, expression: str) -> Any:
        answer = await cdp.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": self._context,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")


@cache
def script(name: str) -> str:
    """The script of that name in this package."""
    return (Path(__file__).parent / "scripts" / name).read_text(encoding="utf-8")
