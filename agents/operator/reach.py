"""The point at which an element is hit: in view, painted there, and with nothing on top."""

import json
from dataclasses import dataclass, replace

from agents.browser.session import Session
from agents.operator.grounding.elements import Element
from tasks.geometry import Box

_BLOCKS = ("center", "end", "start", "nearest")


@dataclass(frozen=True)
class Reached:
    """Where to act on an element."""

    element: Element
    """Where it is now."""
    point: tuple[float, float]
    """CSS pixels of the viewport."""
    scrolled: bool = False
    """The page was scrolled to bring it into view, so that an earlier look is out of date."""


@dataclass(frozen=True)
class Missed:
    """Why an element can't be hit."""

    reason: str
    covered: bool = False
    """Something lies upon it."""


class Reach:
    """Brings elements of one session's page into view and finds where they are hit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def viewport(self) -> Box:
        """What can be seen of the page."""
        return Box(0, 0, self._session.setting.width, self._session.setting.height)

    async def reach(self, element: Element, across: float | None = None) -> Reached | Missed:
        """The point to act at; the page has settled again where it had to be scrolled.

        `across`: where across the element to begin, as a share of its width; None: in the middle.
        """
        if element.ref is None:  # text that is only painted, or that no element stands for
            at = element.box.center
            return Reached(element, at) if self.viewport.holds(*at) else Missed("it is out of sight")
        said = await self._ask(element.ref, across)
        if "x" in said:
            return Reached(element, (said["x"], said["y"]))
        for block in _BLOCKS:
            if "gone" in said or not await self.bring(element.ref, block):
                return Missed("it is gone")
            said = await self._ask(element.ref, across)
            if "x" in said:
                box = await self._session.evaluate(f"iwr.box({json.dumps(element.ref)})")
                now = replace(element, box=Box(*box)) if box else element
                return Reached(now, (said["x"], said["y"]), scrolled=True)
        if "blocked" in said:
            return Missed(f"it is covered by {said['blocked']}", covered=True)
        return Missed("it can't be scrolled into view")

    async def _ask(self, ref: str, across: float | None) -> dict[str, float]:
        answer: dict[str, float] = await self._session.evaluate(
            f"iwr.reach({json.dumps(ref)}, {json.dumps(across)})"
        )
        return answer

    async def bring(self, ref: str, block: str = "center") -> bool:
        """Scroll an element into view and let the page settle; whether it is still there."""
        there: bool = await self._session.evaluate(f"iwr.bring({json.dumps(ref)}, {json.dumps(block)})")
        await self._session.settle()
        return there
