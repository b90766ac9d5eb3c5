"""The mouse, as a person moves it: page time runs on between pressing and releasing."""

from dataclasses import dataclass
from typing import Literal

from agents.browser.session import Session
from tasks.task import DragStep, PointStep, ScrollStep

PRESS_MS = 50
"""Page time between pressing and releasing a button or a key: pages that poll, or move the focus by a timer,
see it."""
_DRAG_MOVES = 12
_DRAG_PARTS = 4  # a drag's moves come in parts, with page time between them

Point = tuple[float, float]
Button = Literal["left", "middle", "right"]


class Infeasible(Exception):
    """The action can't be carried out on this page. An outcome of the candidate, not an error."""


@dataclass(frozen=True)
class Pointer:
    """The mouse of one session."""

    session: Session

    async def act(self, step: PointStep, at: Point) -> None:
        """click, dblclick or hover."""
        if step.action == "click":
            await self.click(at, step.button, max(step.hold, PRESS_MS))
        elif step.action == "dblclick":
            await self.double_click(at)
        else:
            await self.hover(at)

    async def click(self, at: Point, button: Button = "left", hold: int = PRESS_MS) -> None:
        """One click; the button is held for `hold` milliseconds of page time."""
        await self.press(at, button)
        await self.session.advance(hold)
        await self._up(button)
        await self.session.advance(PRESS_MS)

    async def double_click(self, at: Point) -> None:
        """Two clicks, the second of which says that it is one."""
        await self.click(at)
        await self._down("left", 2)
        await self.session.advance(PRESS_MS)
        await self._up("left", 2)

    async def hover(self, at: Point) -> None:
        """The mouse comes to rest there."""
        await self.session.aim(*at)
        # Two moves: some pages want to see the pointer arrive.
        await self.session.call(self.session.page.mouse.move(*at, steps=2), "moving the mouse")

    async def press(self, at: Point, button: Button = "left") -> None:
        """Move there and press."""
        await self.session.aim(*at)
        await self.session.call(self.session.page.mouse.move(*at), "moving the mouse")
        await self._down(button)

    async def scroll(self, step: ScrollStep, at: Point) -> None:
        """Turn the wheel there."""
        dx, dy = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}[step.direction]
        await self.wheel(at, dx * step.amount, dy * step.amount)

    async def wheel(self, at: Point, dx: float, dy: float) -> None:
        """Turn the wheel there by so many CSS pixels."""
        mouse = self.session.page.mouse
        await self.session.aim(*at)
        await self.session.call(mouse.move(*at), "moving the mouse")
        await self.session.call(mouse.wheel(dx, dy), "scrolling")

    async def drag(self, step: DragStep, start: Point, end: Point) -> None:
        """Press, hold, move in several moves, rest, release; page time runs on meanwhile."""
        mouse = self.session.page.mouse
        await self.press(start)
        await self.session.advance(max(step.hold, PRESS_MS))
        await self.session.aim(*end)
        for part in range(1, _DRAG_PARTS + 1):
            share = part / _DRAG_PARTS
            at = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
            await self.session.call(mouse.move(*at, steps=_DRAG_MOVES // _DRAG_PARTS), "dragging")
            await self.session.advance(PRESS_MS)
        await self.session.call(mouse.move(*end), "dragging")
        await self.session.advance(PRESS_MS)
        await self._up("left")

    async def _down(self, button: Button, count: int = 1) -> None:
        call = self.session.page.mouse.down(button=button, click_count=count)
        await self.session.call(call, "pressing the mouse button")

    async def _up(self, button: Button, count: int = 1) -> None:
        call = self.session.page.mouse.up(button=button, click_count=count)
        await self.session.call(call, "releasing the mouse button")
