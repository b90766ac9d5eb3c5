"""Whether anything on a page hears that an element is clicked, by DevTools: no role or cursor need say so."""

import json
from typing import Literal

from playwright.async_api import CDPSession

from agents.browser.world import World

Heard = Literal["itself", "page", "nothing"]
"""By the element or a box around it; by the page as a whole, which may mean the element; by nothing."""

_CLICKS = frozenset(
    {"click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "touchend"}
    | {"contextmenu", "auxclick"}
)
_EVERYTHING = 40
"""Listeners on one element from which on a framework hears all that happens there, and says on each element
besides that it does: React's root."""


async def heard(cdp: CDPSession, world: World, ref: str) -> Heard:
    """Who hears a click on the element of that name in the world beside the page."""
    listeners = await _listeners(cdp, world)
    whole = bool(_CLICKS & set(listeners.get(await _number(cdp, world, "document"), [])))
    for around in await world.evaluate(cdp, f"iwr.around({json.dumps(ref)})"):
        number = await _number(cdp, world, f"iwr.element({json.dumps(around['ref'])})")
        types = listeners.get(number, [])
        if around["native"]:
            return "itself"
        if _CLICKS & set(types) and len(types) < _EVERYTHING:
            if not around["large"]:
                return "itself"
            whole = True
    return "page" if whole else "nothing"


async def _listeners(cdp: CDPSession, world: World) -> dict[int, list[str]]:
    """The types of the listeners of each element, by DevTools' number."""
    asked = {"objectId": await world.object_id(cdp, "document"), "depth": -1, "pierce": True}
    found: dict[int, list[str]] = {}
    for one in (await cdp.send("DOMDebugger.getEventListeners", asked))["listeners"]:
        found.setdefault(one.get("backendNodeId", 0), []).append(one["type"])
    return found


async def _number(cdp: CDPSession, world: World, expression: str) -> int:
    """DevTools' number for a node."""
    described = await cdp.send("DOM.describeNode", {"objectId": await world.object_id(cdp, expression)})
    number: int = described["node"]["backendNodeId"]
    return number
