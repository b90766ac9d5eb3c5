"""Bringing things into view, as a person scrolls to what is out of sight."""

from dataclasses import dataclass, replace
from typing import Any

from playwright.async_api import Error as PlaywrightError

from agents.browser.session import Session
from agents.operator.things import Thing
from tasks.evidence import Snapshot
from tasks.geometry import Box

_BOX = "e => { const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }"
_SCROLL = "e => e.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'})"

# Whether an element's middle is scrolled out of a container that scrolls by itself.
_SCROLLED_OUT = """e => {
  const r = e.getBoundingClientRect(), x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
  const up = (e) => e.assignedSlot ?? e.parentElement ?? e.getRootNode().host;
  for (let p = up(e); p && p !== document.body && p !== document.documentElement; p = up(p)) {
    const style = getComputedStyle(p), c = p.getBoundingClientRect();
    const out = x < c.left || x > c.right || y < c.top || y > c.bottom;
    if (out && /auto|scroll/.test(style.overflowX + style.overflowY)) return true;
  }
  return false;
}"""


@dataclass(frozen=True)
class View:
    """What one session's viewport shows."""

    session: Session

    @property
    def box(self) -> Box:
        return Box(0, 0, self.session.setting.width, self.session.setting.height)

    async def bring(self, thing: Thing, snapshot: Snapshot) -> Thing | None:
        """The thing where it is once its middle can be seen; None if it stays out of sight.

        The same thing where nothing had to be scrolled; the page has settled again where it had.
        """
        if self.box.holds(*thing.box.center) and not await self._scrolled_out(thing, snapshot):
            return thing
        if thing.ref is None and thing.backend is None:
            return None
        try:
            old = Box(*await self._ask(thing, _BOX))
            await self._ask(thing, _SCROLL)
            await self.session.settle()
            new = Box(*await self._ask(thing, _BOX))
            hidden = await self._ask(thing, _SCROLLED_OUT)
        except PlaywrightError:
            return None  # it is gone, or has no place
        box = thing.box._replace(x=thing.box.x + new.x - old.x, y=thing.box.y + new.y - old.y)
        return None if hidden or not self.box.holds(*box.center) else replace(thing, box=box)

    async def _scrolled_out(self, thing: Thing, snapshot: Snapshot) -> bool:
        inner = [one.box for one in snapshot.scrollers[1:] if one.max_x or one.max_y]
        if (thing.ref is None and thing.backend is None) or all(b.holds(*thing.box.center) for b in inner):
            return False
        try:
            return bool(await self._ask(thing, _SCROLLED_OUT))
        except PlaywrightError:
            return False

    async def _ask(self, thing: Thing, function: str) -> Any:
        """What a JavaScript function says of a thing's element."""
        call = self.session.call
        if thing.ref is not None:
            locator = self.session.page.locator(f"aria-ref={thing.ref}")
            return await call(locator.evaluate(function), "looking at an element")
        cdp = await self.session.cdp()
        node = await call(cdp.send("DOM.resolveNode", {"backendNodeId": thing.backend}), "finding an element")
        answer = await call(
            cdp.send(
                "Runtime.callFunctionOn",
                {
                    "objectId": node["object"]["objectId"],
                    "functionDeclaration": f"function() {{ return ({function})(this); }}",
                    "returnByValue": True,
                },
            ),
            "looking at an element",
        )
        return answer["result"].get("value")
