"""Whether anything on a page hears that an element is clicked, by DevTools: no role or cursor need say so."""

import json
from typing import Literal

from playwright.async_api import CDPSession

from agents.browser.world import World

Heard = Literal["itself", "around", "framework", "nothing"]
"""By the element, or by what lies around it and for whose script something is written on it; by a box around
it that says more, or the page, which may mean the element; by a framework, which as a rule would say so on
the element; by nothing."""

_CLICKS = frozenset(
    {"click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "touchend"}
    | {"contextmenu", "auxclick"}
)
_EVERYTHING = 40
"""Listeners on one element from which on a framework hears all that happens there, and says on each element
besides that it does: React's root."""


async def heard(cdp: CDPSession, world: World, ref: str) -> Heard:
    """Who hears a click on the element of that name in the world beside the page."""
    around = framework = read = False
    for one in await world.evaluate(cdp, f"iwr.around({json.dumps(ref)})"):
        read = read or one["read"]
        if one["native"]:
            return "itself"
        types = await _types(cdp, await _of_page(cdp, world, f"iwr.element({json.dumps(one['ref'])})"))
        if not _CLICKS & set(types):
            continue
        if len(types) >= _EVERYTHING:
            framework = True
        elif one["same"]:
            return "itself"
        else:
            around = True
    handle = (await cdp.send("Runtime.evaluate", {"expression": "window"}))["result"]["objectId"]
    around = around or bool(_CLICKS & set(await _types(cdp, handle)))
    if around and read:
        return "itself"
    return "around" if around else "framework" if framework else "nothing"


async def _of_page(cdp: CDPSession, world: World, expression: str) -> str:
    """The page's own handle of what an expression comes to in our world, which knows of no listeners."""
    ours = await world.object_id(cdp, expression)
    number = (await cdp.send("DOM.describeNode", {"objectId": ours}))["node"]["backendNodeId"]
    handle: str = (await cdp.send("DOM.resolveNode", {"backendNodeId": number}))["object"]["objectId"]
    return handle


async def _types(cdp: CDPSession, handle: str) -> list[str]:
    """The types of an object's own listeners."""
    # One at a time: asked for a whole subtree at once (depth -1, pierce), Chromium crashed now and then.
    answer = await cdp.send("DOMDebugger.getEventListeners", {"objectId": handle})
    return [one["type"] for one in answer["listeners"]]
