"""Choosing an option: of a native list, of a field's suggestions, of a list of the page's own making."""

import json
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from agents.browser.session import Session
from agents.operator.grounded import Grounded
from agents.operator.grounding.names import Level, fit
from agents.operator.hands.keyboard import Keyboard
from agents.operator.hands.pointer import Infeasible, Pointer
from tasks.evidence import Snapshot
from tasks.task import SelectStep

_SHOWN = 8  # options in a message
_MOST_TURNS = 60  # of the wheel through a list that draws only what is in view
_TURN = 0.8  # of a list's height


class FindOption(Protocol):
    """Looks for an option on the page as it is now: among what was not there before the step, anywhere, or in
    what the list itself holds."""

    async def __call__(
        self, option: str, where: Literal["new", "anywhere", "inside"] = "new"
    ) -> tuple[Grounded, Snapshot]: ...


@dataclass(frozen=True)
class Lists:
    """Chooses options in one session."""

    session: Session
    pointer: Pointer
    keyboard: Keyboard

    async def choose(self, step: SelectStep, at: Grounded, find: FindOption) -> Grounded | None:
        """Choose the option; returns how it was found (or not), None for a list of the browser's own.

        Raises Infeasible when such a list has no such option or can't be used.
        """
        if await self._native(step, at):
            return None
        if (offered := await self._offered(step, at, find)) is not None:
            return offered
        # A list of the page's own making: open it, then choose as a person would.
        await self.pointer.click(at.point)
        await self.session.settle()
        found, seen = await find(step.option)
        if found.reached is None:
            found, seen = await self._through_the_list(step, at, found, seen, find)
        if found.reached is None and (await self.session.evaluate("iwr.focus()"))["editable"]:
            found = await self._by_typing(step, find)
        if found.reached is not None:
            await self.pointer.click(found.point)
        return found

    async def _native(self, step: SelectStep, at: Grounded) -> bool:
        """A list whose popup belongs to no page and shows in no screenshot is told its option; False: none
        such."""
        ref = at.element.ref
        control: dict[str, Any] = await self._ask("kind", ref) if ref else {"kind": ""}
        if control["kind"] != "select" and not control.get("list"):
            return False
        if control["disabled"]:
            raise Infeasible("the list is disabled")
        options = await self._ask("options", control["ref"])
        index = _option(step.option, options)
        await self.pointer.hover(at.point)
        await self._ask("choose", control["ref"], index)
        return True

    async def _offered(self, step: SelectStep, at: Grounded, find: FindOption) -> Grounded | None:
        """The option of a list that needs no opening: it always shows what it offers, or is open still."""
        found, _ = await find(step.option, "inside")
        if found.reached is None and at.element.ref and await self._ask("offers", at.element.ref):
            found, _ = await find(step.option, "anywhere")
        if found.reached is None:
            return None
        await self.pointer.click(found.point)
        return found

    async def _through_the_list(
        self, step: SelectStep, at: Grounded, found: Grounded, seen: Snapshot, find: FindOption
    ) -> tuple[Grounded, Snapshot]:
        """Scroll the list that has opened until the option comes up: some draw only what is in view."""
        for _ in range(_MOST_TURNS):
            lists = [one for one in seen.scrollers[1:] if one.y < one.max_y - 1]
            if not lists:
                break
            box = min(lists, key=lambda one: one.box.distance(at.element.box)).box
            await self.pointer.wheel(box.center, 0, _TURN * box.h)
            await self.session.settle()
            found, seen = await find(step.option)
            if found.reached is not None:
                break
        return found, seen

    async def _by_typing(self, step: SelectStep, find: FindOption) -> Grounded:
        """A field that offers what fits what is typed."""
        await self.keyboard.write(step.option)
        await self.session.settle()
        found, _ = await find(step.option)
        return found

    async def _ask(self, function: str, *arguments: object) -> Any:
        said = ", ".join(json.dumps(one) for one in arguments)
        return await self.session.evaluate(f"iwr.{function}({said})")


def _option(wanted: str, options: list[dict[str, Any]]) -> int:
    """The index of the option so called. Raises Infeasible."""
    fits = [(fit(wanted, one["label"]), -index) for index, one in enumerate(options)]
    best, index = max(fits, default=(None, 0))
    if best is None or (best.level < Level.ESSENCE and not (best.level is Level.LIKE and best.share >= 0.9)):
        known = ", ".join(repr(one["label"]) for one in options[:_SHOWN])
        raise Infeasible(f"the list has no option {wanted!r}; it has {known or 'none'}")
    if options[-index]["disabled"]:
        raise Infeasible(f"the option {options[-index]['label']!r} is disabled")
    return -index
