"""A JavaScript world of our own beside the page's: it sees the same document and none of the page's code."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError


class World:
    """The world in the document that is there now, with the scripts of scripts/world in it; made when it is
    first needed."""

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
            await self._run(cdp, f"{world_script()};true")
        # As text: Playwright would go through every value of an object that may have a hundred thousand.
        answer = await self._run(cdp, f"(async () => iwr.json(await ({expression})))()")
        return None if answer is None else json.loads(answer)

    async def adopt(self, cdp: CDPSession, backend: int) -> str | None:
        """The world's name for an element that DevTools knows by a number; None where there is no such."""
        await self.evaluate(cdp, "true")
        try:
            node = await cdp.send(
                "DOM.resolveNode", {"backendNodeId": backend, "executionContextId": self._context}
            )
            answer = await cdp.send(
                "Runtime.callFunctionOn",
                {
                    "objectId": node["object"]["objectId"],
                    "functionDeclaration": "function() { return iwr.adopt(this) }",
                    "returnByValue": True,
                },
            )
        except PlaywrightError:
            return None
        name: str | None = answer["result"].get("value")
        return name

    async def object_id(self, cdp: CDPSession, expression: str) -> str | None:
        """DevTools' handle of what an expression comes to; None where that is no object."""
        await self.evaluate(cdp, "true")
        asked = {"expression": expression, "contextId": self._context}
        answer = await cdp.send("Runtime.evaluate", asked)
        handle: str | None = answer["result"].get("objectId")
        return handle

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


_PARTS = ("answer", "dom", "visibility", "semantics", "counters", "words", "time", "look", "act")
_EXPORTS = """{
  json, loaded, activity, look: (beyond) => look(beyond), reach, bring, box: boxOfRef, kind,
  options: optionsOf, choose, pick, focus, giveFocus, offers, value: valueOfRef, adopt: refOf,
  element: elementOf, around: aroundOf, describe: (ref) => describe(elementOf(ref)) }"""


@cache
def world_script() -> str:
    """All that the world can do, as one object `iwr`. Its parts share one scope, which no page can reach."""
    parts = "\n".join(script(f"world/{name}.js") for name in _PARTS)
    return f"globalThis.iwr ??= (() => {{\n{parts}\nreturn {_EXPORTS};\n}})()"


@cache
def script(name: str) -> str:
    """The script of that name in this package."""
    return (Path(__file__).parent / "scripts" / name).read_text(encoding="utf-8")
