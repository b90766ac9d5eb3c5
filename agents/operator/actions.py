"""The physical actions, by Playwright's mouse and keyboard. Finding the place is the ladder's matter."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from agents.browser.session import Session
from agents.operator.ladder import Grounded
from agents.operator.things import plain
from tasks.evidence import Snapshot
from tasks.task import DragStep, PointStep, Probe, ScrollStep, SelectStep, TypeStep

_DRAG_MOVES = 12
_HOLD_MS = 50  # page time between pressing, moving and releasing
_SAME_OPTION = 85.0  # rapidfuzz ratio


class Infeasible(Exception):
    """The action can't be carried out on this page. An outcome of the candidate, not an error."""


@dataclass
class Hands:
    """Mouse and keyboard of one session."""

    session: Session

    async def point(self, step: PointStep, at: Grounded) -> None:
        """click, dblclick or hover."""
        mouse, (x, y) = self.session.page.mouse, at.point
        if step.action == "click":
            await self.click(at)
            return
        await self.session.aim(x, y)
        if step.action == "dblclick":
            await self.session.call(mouse.dblclick(x, y), "double clicking")
        else:
            # Two moves: some pages want to see the pointer arrive.
            await self.session.call(mouse.move(x, y, steps=2), "moving the mouse")

    async def click(self, at: Grounded) -> None:
        """One click of the left button."""
        await self.session.aim(*at.point)
        await self.session.call(self.session.page.mouse.click(*at.point), "clicking")

    async def type(self, step: TypeStep, at: Grounded) -> None:
        """Click the field, replace its content, type."""
        keyboard = self.session.page.keyboard
        await self.click(at)
        # Selecting all outside a field would select the page.
        if await self.session.evaluate("iwr.editable()"):
            await self.session.call(
                keyboard.press("ControlOrMeta+a" if step.clear else "End"), "pressing a key"
            )
            if step.clear and not step.text:
                await self.session.call(keyboard.press("Delete"), "pressing a key")
        await self.session.call(keyboard.type(step.text), "typing")

    async def press(self, key: str, at: Grounded | None) -> None:
        """A key or chord, after clicking the target if there is one."""
        if at is not None:
            await self.click(at)
        await self.session.call(self.session.page.keyboard.press(key), "pressing a key")

    async def scroll(self, step: ScrollStep, at: Grounded | None) -> None:
        """The wheel over the target, or over the middle of the viewport."""
        setting = self.session.setting
        x, y = at.point if at is not None else (setting.width / 2, setting.height / 2)
        dx, dy = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}[step.direction]
        await self.session.aim(x, y)
        await self.session.call(self.session.page.mouse.move(x, y), "moving the mouse")
        await self.session.call(
            self.session.page.mouse.wheel(dx * step.amount, dy * step.amount), "scrolling"
        )

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
            await self.session.call(self.session.page.keyboard.press(probe.key), "pressing a key")
            return f"press {probe.key}"
        x, y = probe.at[0] * self.session.setting.width, probe.at[1] * self.session.setting.height
        await self.session.call(self.session.page.mouse.click(x, y), "clicking")
        return f"click at {probe.at[0]:.2f}, {probe.at[1]:.2f}"

    async def select_native(self, step: SelectStep, at: Grounded, snapshot: Snapshot) -> bool:
        """Choose an option of a native list by its visible label; False where the target is no such list.

        A native list is told its option: its popup belongs to no page and shows in no screenshot. Raises
        Infeasible when it has no such option.
        """
        thing = at.thing
        if thing is None or thing.ref is None or thing.node is None:
            return False
        locator = self.session.page.locator(f"aria-ref={thing.ref}")
        if await self.session.call(locator.evaluate("e => e.tagName"), "looking at a list") != "SELECT":
            return False
        options = [n.name for n in snapshot.nodes if n.role == "option" and thing.node == n.parent]
        label = _option(step.option, options)
        if label is None:
            known = ", ".join(repr(option) for option in options[:8])
            raise Infeasible(f"the list has no option {step.option!r}; it has {known}")
        await self.session.call(locator.select_option(label=label), "choosing an option")
        return True


def _option(wanted: str, options: list[str]) -> str | None:
    """The option with that label, or the one that is nearly it."""
    scored = [(fuzz.ratio(plain(wanted), plain(option)), option) for option in options]
    best = max(scored, default=(0.0, ""), key=lambda pair: pair[0])
    return best[1] if best[0] >= _SAME_OPTION else None
