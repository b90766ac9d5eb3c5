"""One step carried out: what it speaks of is found on the page, then acted on."""

import time

from agents.browser.session import Session
from agents.operator.actions import Hands, Infeasible
from agents.operator.ladder import Grounded, Ladder
from agents.operator.picture import likeness
from agents.operator.ranking import Hint
from tasks.evidence import Grounding, Snapshot, Timings
from tasks.store import PictureStore
from tasks.task import (
    DragStep,
    PointStep,
    PressStep,
    Recording,
    ScrollStep,
    SelectStep,
    Step,
    Target,
    Task,
    TypeStep,
    WaitStep,
)


class Performer:
    """Carries out steps in one session."""

    def __init__(
        self,
        task: Task,
        recording: Recording | None,
        pictures: PictureStore,
        session: Session,
        ladder: Ladder,
    ) -> None:
        self.hands = Hands(session)
        self._task = task
        self._recording = recording
        self._pictures = pictures
        self._session = session
        self._ladder = ladder

    async def look(self, settled: bool) -> Snapshot:
        """The page as it is now; `settled`: whether it has come to rest."""
        return await self._session.snapshot(self._pictures, settled)

    async def act(self, step: Step, now: Snapshot, groundings: list[Grounding], clock: "StopWatch") -> None:
        """Ground what the step speaks of (added to `groundings`, also where it fails) and act."""
        if isinstance(step, WaitStep):
            await self._session.advance(step.ms)
        elif isinstance(step, DragStep):
            start, end = await self._ends(step, now, groundings)
            clock.lap("ground")
            await self.hands.drag(step, start, end)
        elif isinstance(step, PressStep | ScrollStep):
            at = await self._ground(step, step.target, step.id, now, groundings) if step.target else None
            clock.lap("ground")
            if isinstance(step, PressStep):
                await self.hands.press(step.key, at)
            else:
                await self.hands.scroll(step, at)
        else:
            at = await self._ground(step, step.target, step.id, now, groundings)
            clock.lap("ground")
            if isinstance(step, PointStep):
                await self.hands.point(step, at)
            elif isinstance(step, TypeStep):
                await self.hands.type(step, at)
            else:
                await self._select(step, at, now, groundings)
        clock.lap("act")

    async def _ends(
        self, step: DragStep, now: Snapshot, groundings: list[Grounding]
    ) -> tuple[Grounded, Grounded]:
        """Where a drag starts and ends, both in view at once."""
        start = await self._ground(step, step.target, step.id, now, groundings)
        if start.scrolled:
            now = await self.look(True)
        end = await self._ground(step, step.to, f"{step.id}/to", now, groundings)
        if end.scrolled:
            again: list[Grounding] = []
            start = await self._ground(step, step.target, step.id, await self.look(True), again)
            if start.scrolled:
                raise Infeasible("where the drag starts and where it ends are never in view at once")
        return start, end

    async def _select(
        self, step: SelectStep, at: Grounded, now: Snapshot, groundings: list[Grounding]
    ) -> None:
        if await self.hands.select_native(step, at, now):
            return
        # A list of the page's own making: open it, then choose as a person would.
        await self.hands.click(*at.point)
        opened = await self.look(await self._session.settle())
        option = Target(description=f"the option {step.option!r}", role="option", name=step.option)
        chosen = await self._ladder.ground(option, opened, Hint(at.thing.box if at.thing else None))
        groundings.append(chosen.grounding)
        if chosen.thing is None:
            raise Infeasible(chosen.grounding.reason)
        await self.hands.click(*chosen.point)

    async def _ground(
        self, step: Step, target: Target, key: str, now: Snapshot, groundings: list[Grounding]
    ) -> Grounded:
        hint = self._hint(key, now)
        if isinstance(step, ScrollStep) and target.name is None:
            grounded = self._ladder.ground_area(target, now, hint)
        else:
            field = isinstance(step, TypeStep | SelectStep)
            grounded = await self._ladder.ground(target, now, hint, field=field)
        groundings.append(grounded.grounding)
        if grounded.thing is None:
            raise Infeasible(grounded.grounding.reason)
        return grounded

    def _hint(self, key: str, now: Snapshot) -> Hint:
        seen = self._recording.targets.get(key) if self._recording else None
        if seen is None:
            return Hint()
        checkpoint = self._task.checkpoint(seen.scene)
        if not checkpoint.is_file():
            return Hint(seen.box)
        return Hint(seen.box, likeness(checkpoint, seen.box, self._pictures.path(now.picture)))


class StopWatch:
    """How long the parts of a step take."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self.restart()

    def restart(self) -> None:
        """What went by until now belongs to no part."""
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """The time since the last lap was spent on the part so called, a field of `Timings`."""
        now = time.perf_counter()
        self._spent[name] = round((now - self._last) * 1000, 1)
        self._last = now

    def timings(self) -> Timings:
        """Milliseconds, by part."""
        return Timings(**self._spent)
