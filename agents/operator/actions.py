"""The physical actions, by Playwright's mouse and keyboard. Finding the place is the ladder's matter."""

import sys
from dataclasses import dataclass

from rapidfuzz import fuzz

from agents.browser.session import Session
from agents.operator.ladder import Grounded
from agents.operator.things import plain
from tasks.evidence import Node, Snapshot
from tasks.task import DragStep, PointStep, Probe, ScrollStep, SelectStep, TypeStep

_DRAG_MOVES = 12
_HOLD_MS = 50  # page time between pressing, moving and releasing
_KEY_SECONDS = 0.1  # that a key may take; a page may write itself anew at each
_SAME_OPTION = 85.0  # rapidfuzz ratio
_SHOWN_OPTIONS = 8
_TO_THE_END = "Meta+ArrowDown" if sys.platform == "darwin" else "Control+End"


class Infeasible(Exception):
    """The action can't be carried out on this page. An outcome of the candidate, not an error."""


@dataclass(frozen=True)
class Hands:
    """Mouse and keyboard of one session."""

    session: Session

    async def point(self, step: PointStep, at: Grounded) -> None:
        """click, dblclick or hover."""
        mouse, (x, y) = self.session.page.mouse, at.point
        if step.action == "click":
            await self.click(x, y)
            return
        await self.session.aim(x, y)
        if step.action == "dblclick":
            await self.session.call(mouse.dblclick(x, y), "double clicking")
        else:
            # Two moves: some pages want to see the pointer arrive.
            await self.session.call(mouse.move(x, y, steps=2), "moving the mouse")

    async def click(self, x: float, y: float) -> None:
        """One click of the left button."""
        await self.session.aim(x, y)
        await self.session.call(self.session.page.mouse.click(x, y), "clicking")

    async def type(self, step: TypeStep, at: Grounded) -> None:
        """Click the field, replace its content or go to its end, type."""
        await self.click(*at.point)
        # Selecting all outside a field would select the page.
        if await self.session.evaluate("iwr.editable()"):
            await self._key("ControlOrMeta+a" if step.clear else _TO_THE_END)
            if step.clear and not step.text:
                await self._key("Delete")
        seconds = self.session.limits.call + _KEY_SECONDS * len(step.text)
        await self.session.call(self.session.page.keyboard.type(step.text), "typing", seconds)

    async def press(self, key: str, at: Grounded | None) -> None:
        """A key or chord, after clicking the target if there is one."""
        if at is not None:
            await self.click(*at.point)
        await self._key(key)

    async def scroll(self, step: ScrollStep, at: Grounded | None) -> None:
        """The wheel over the target, or over the middle of the viewport."""
        mouse, setting = self.session.page.mouse, self.session.setting
        x, y = at.point if at is not None else (setting.width / 2, setting.height / 2)
        dx, dy = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}[step.direction]
        await self.session.aim(x, y)
        await self.session.call(mouse.move(x, y), "moving the mouse")
        await self.session.call(mouse.wheel(dx * step.amount, dy * step.amount), "scrolling")

    async def drag(self, step: DragStep, start: Grounded, end: Grounded) -> None:
        """Press, move in several moves, release; page time runs on a little, as it would."""
        mouse = self.session.page.mouse
        await self.session.aim(*start.point)
        await self.session.call(mouse.move(*start.point), "moving the mouse")
        await self.session.call(mouse.down(), "pressing the mouse button")
        await self.session.advance(_HOLD_MS)
        await self.session.aim(*end.point)
        await self.session.call(mouse.move(*end.point, steps=_DRAG_MOVES), "dragging")
        await self.session.advance(_HOLD_MS)
        await self.session.call(mouse.move(*end.point), "dragging")
        await self.session.call(mouse.up(), "releasing the mouse button")

    async def probe(self, probe: Probe) -> str:
        """An action that should do nothing; returns how it reads."""
        if probe.action == "press":
            await self._key(probe.key)
            return f"press {probe.key}"
        x, y = probe.at
        await self.click(x * self.session.setting.width, y * self.session.setting.height)
        return f"click at {x:.2f}, {y:.2f}"

    async def select_native(self, step: SelectStep, at: Grounded, snapshot: Snapshot) -> bool:
        """Choose an option of a native list by its visible label; False where the target is no such list.

        A native list is told its option: its popup belongs to no page and shows in no screenshot. Raises
        Infeasible when it has no such option or can't be used.
        """
        thing = at.thing
        if thing is None or thing.ref is None:
            return False
        locator = self.session.page.locator(f"aria-ref={thing.ref}")
        if await self.session.call(locator.evaluate("e => e.tagName"), "looking at a list") != "SELECT":
            return False
        if thing.disabled:
            raise Infeasible("the list is disabled")
        options = [n for n in snapshot.nodes if n.role == "option" and n.parent == thing.node]
        label = _option(step.option, options)
        await self.session.call(locator.select_option(label=label), "choosing an option")
        return True

    async def _key(self, key: str) -> None:
        await self.session.call(self.session.page.keyboard.press(key), "pressing a key")


def _option(wanted: str, options: list[Node]) -> str:
    """The label of the option so called, or nearly so called. Raises Infeasible."""
    scored = [(fuzz.ratio(plain(wanted), plain(option.name)), option) for option in options]
    score, best = max(scored, default=(0.0, None), key=lambda pair: pair[0])
    if best is None or score < _SAME_OPTION:
        known = ", ".join(repr(option.name) for option in options[:_SHOWN_OPTIONS])
        raise Infeasible(f"the list has no option {wanted!r}; it has {known or 'none'}")
    if best.disabled:
        raise Infeasible(f"the option {best.name!r} is disabled")
    return best.name
