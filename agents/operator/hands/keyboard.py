"""The keyboard, and fields that are typed into."""

import json
import sys
from dataclasses import dataclass
from typing import Any

from agents.browser.session import Session
from agents.operator.hands.dates import PICKED, value_of
from agents.operator.hands.pointer import PRESS_MS, Infeasible, Point, Pointer
from tasks.task import TypeStep

_KEY_SECONDS = 0.1  # that a key may take; a page may write itself anew at each
_TO_THE_END = "Meta+ArrowDown" if sys.platform == "darwin" else "Control+End"
_NAMED_KEYS = {"\n": "Enter", "\t": "Tab"}


@dataclass(frozen=True)
class Keyboard:
    """The keyboard of one session."""

    session: Session
    pointer: Pointer

    async def press(self, key: str) -> None:
        """A key or a chord."""
        *held, last = _chord(key)
        keyboard = self.session.page.keyboard
        for one in held:
            await self.session.call(keyboard.down(one), "pressing a key")
        await self.session.call(keyboard.down(last), "pressing a key")
        await self.session.advance(PRESS_MS)
        await self.session.call(keyboard.up(last), "releasing a key")
        for one in reversed(held):
            await self.session.call(keyboard.up(one), "releasing a key")
        await self.session.advance(PRESS_MS)

    async def focus(self, ref: str | None) -> None:
        """Where a click has not given an element the focus, the Tab key would."""
        if ref is not None:
            await self._ask("giveFocus", ref)

    async def type(self, step: TypeStep, ref: str | None, at: Point) -> None:
        """Click the field, replace its content or go to its end, type. Raises Infeasible where nothing takes
        text."""
        control = await self._control(ref)
        if control["kind"] in PICKED:
            await self._pick(control, step.text, at)
            return
        await self.pointer.click(at)
        focus = await self._focus()
        if not focus["editable"]:
            # Somewhere to type may open late, or be a box of the page's own that listens to keys.
            await self.session.settle()
            focus = await self._focus()
        if not focus["taken"] and control["kind"]:
            await self.focus(ref)
            focus = await self._focus()
        if not focus["taken"]:
            raise Infeasible("nothing there takes text: a click leaves the focus nowhere")
        # Selecting all outside a field would select the page.
        if focus["editable"]:
            await self.press("ControlOrMeta+a" if step.clear else _TO_THE_END)
            if step.clear and (not step.text or focus.get("value")):
                await self.press("Delete")
        await self.write(step.text)

    async def write(self, text: str) -> None:
        """Key by key: where a page moves the focus on after a key, the next one goes there."""
        keyboard = self.session.page.keyboard
        for char in text:
            if char in _NAMED_KEYS:
                await self.press(_NAMED_KEYS[char])
                continue
            seconds = self.session.limits.call + _KEY_SECONDS
            await self.session.call(keyboard.type(char), "typing", seconds)
            await self.session.advance(PRESS_MS)

    async def _pick(self, control: dict[str, Any], text: str, at: Point) -> None:
        """A field whose value a browser's own picker gives: a date, a time, a colour, a number on a scale."""
        if control["disabled"]:
            raise Infeasible("the field is disabled")
        value = value_of(control["kind"], text)
        if value is None:
            raise Infeasible(f"{text!r} is no value for a field of type {control['kind']}")
        await self.pointer.hover(at)
        if not await self._ask("pick", control["ref"], value):
            raise Infeasible(f"the field of type {control['kind']} does not take {value!r}")

    async def _control(self, ref: str | None) -> dict[str, Any]:
        if ref is None:
            return {"kind": "", "disabled": False}
        answer: dict[str, Any] = await self._ask("kind", ref)
        return answer

    async def _focus(self) -> dict[str, Any]:
        answer: dict[str, Any] = await self._ask("focus")
        return answer

    async def _ask(self, function: str, *arguments: str) -> Any:
        said = ", ".join(json.dumps(one) for one in arguments)
        return await self.session.evaluate(f"iwr.{function}({said})")


def _chord(key: str) -> list[str]:
    """The keys of a chord: "Control+Shift+z"; "+" is a key, too."""
    if key == "+" or "+" not in key:
        return [key]
    parts = key.removesuffix("++").split("+") if key.endswith("++") else key.split("+")
    return [*parts, "+"] if key.endswith("++") else parts
