"""One step carried out: what it speaks of is found on the page, then acted on."""

import time
from typing import Literal

from agents.browser.session import Session
from agents.operator.grounded import Grounded
from agents.operator.grounding.admissible import Use
from agents.operator.grounding.looks import hint
from agents.operator.grounding.ranked import Hint
from agents.operator.hands.files import Files
from agents.operator.hands.keyboard import Keyboard
from agents.operator.hands.lists import Lists
from agents.operator.hands.pointer import Infeasible, Pointer
from agents.operator.ladder import Ladder
from agents.operator.scrollers import ground_area
from tasks.evidence import Grounding, Snapshot, Timings
from tasks.geometry import Box
from tasks.recording import Recording
from tasks.store import PictureStore
from tasks.task import (
    BrowserStep,
    DragStep,
    PointStep,
    PressStep,
    Probe,
    ScrollStep,
    SelectStep,
    Step,
    Target,
    Task,
    TypeStep,
    UploadStep,
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
        self._task = task
        self._recording = recording
        self._pictures = pictures
        self._session = session
        self._ladder = ladder
        self._pointer = Pointer(session)
        self._keyboard = Keyboard(session, self._pointer)
        self._lists = Lists(session, self._pointer, self._keyboard)
        self._files = Files(session, self._pointer)

    async def look(self, settled: bool) -> Snapshot:
        """The page as it is now; `settled`: whether it has come to rest."""
        return await self._session.snapshot(self._pictures, settled)

    async def act(self, step: Step, now: Snapshot, groundings: list[Grounding], clock: "StopWatch") -> None:
        """Ground what the step speaks of (added to `groundings`, also where it fails) and act."""
        self._session.events.answer = step.dialog
        if isinstance(step, WaitStep):
            await self._session.advance(step.ms)
        elif isinstance(step, BrowserStep):
            await self._browse(step)
        elif isinstance(step, DragStep):
            start, end = await self._ends(step, now, groundings)
            clock.lap("ground")
            await self._pointer.drag(step, start.point, end.point)
        elif isinstance(step, PressStep | ScrollStep):
            at = await self._ground(step, step.target, step.id, now, groundings) if step.target else None
            clock.lap("ground")
            if isinstance(step, PressStep):
                if at is not None:
                    await self._pointer.click(at.point)
                    await self._keyboard.focus(at.element.ref)
                await self._keyboard.press(step.key)
            else:
                setting = self._session.setting
                middle = setting.width / 2, setting.height / 2
                await self._pointer.scroll(step, at.point if at is not None else middle)
        else:
            at = await self._ground(step, step.target, step.id, now, groundings)
            clock.lap("ground")
            await self._use(step, at, now, groundings)
        clock.lap("act")

    async def probe(self, probe: Probe) -> str:
        """An action that should do nothing; returns how it reads."""
        if probe.action == "press":
            await self._keyboard.press(probe.key)
            return f"press {probe.key}"
        x, y = probe.at
        await self._pointer.click((x * self._session.setting.width, y * self._session.setting.height))
        return f"click at {x:.2f}, {y:.2f}"

    async def _use(
        self,
        step: PointStep | TypeStep | SelectStep | UploadStep,
        at: Grounded,
        now: Snapshot,
        groundings: list[Grounding],
    ) -> None:
        if isinstance(step, PointStep):
            await self._pointer.act(step, at.point)
        elif isinstance(step, TypeStep):
            await self._keyboard.type(step, at.element.ref, at.point)
        elif isinstance(step, UploadStep):
            await self._files.upload(self._task.file(step.file), at)
        else:
            await self._select(step, at, now, groundings)

    async def _browse(self, step: BrowserStep) -> None:
        if step.action == "close_tab":
            if not await self._session.close_tab():
                raise Infeasible("there is no tab to close: the page has opened none")
        elif not await self._session.navigate(step.action):
            raise Infeasible(f"there is no page to go {step.action} to")

    async def _ends(
        self, step: DragStep, now: Snapshot, groundings: list[Grounding]
    ) -> tuple[Grounded, Grounded]:
        """Where a drag starts and ends, both in view at once."""
        start = await self._ground(step, step.target, step.id, now, groundings)
        if start.scrolled:
            now = await self.look(True)
        end = await self._ground(step, step.to, f"{step.id}/to", now, groundings, Use.PLACE)
        if end.scrolled:
            again: list[Grounding] = []
            start = await self._ground(step, step.target, step.id, await self.look(True), again)
            if start.scrolled:
                raise Infeasible("where the drag starts and where it ends are never in view at once")
        return start, end

    async def _select(
        self, step: SelectStep, at: Grounded, now: Snapshot, groundings: list[Grounding]
    ) -> None:
        # What was there before the list opened is none of its options.
        before = frozenset(node.ref for node in now.nodes if node.ref)

        async def find(
            option: str, where: Literal["new", "anywhere", "inside"] = "new"
        ) -> tuple[Grounded, Snapshot]:
            target = Target(description=f"the option {option!r}", role="option", name=option)
            if where == "inside":
                return await self._ladder.ground_inside(target, now, at.element), now
            seen = await self.look(True)
            but = before if where == "new" else ()
            found = await self._ladder.ground(target, seen, Hint(), Use.POINT, but)
            return found, seen

        chosen = await self._lists.choose(step, at, find)
        if chosen is not None:
            groundings.append(chosen.grounding)
            if chosen.reached is None:
                raise Infeasible(chosen.grounding.reason)

    async def _ground(
        self,
        step: Step,
        target: Target,
        key: str,
        now: Snapshot,
        groundings: list[Grounding],
        use: Use | None = None,
    ) -> Grounded:
        hint = self._hint(key, now)
        if isinstance(step, ScrollStep) and target.name is None:
            setting = self._session.setting
            grounded = ground_area(target, now, hint, Box(0, 0, setting.width, setting.height))
        else:
            grounded = await self._ladder.ground(target, now, hint, use or Use.of(step))
        groundings.append(grounded.grounding)
        if grounded.reached is None:
            raise Infeasible(grounded.grounding.reason)
        return grounded

    def _hint(self, key: str, now: Snapshot) -> Hint:
        seen = self._recording.targets.get(key) if self._recording else None
        if seen is None:
            return Hint()
        checkpoint = self._task.checkpoint(seen.scene)
        if not checkpoint.is_file():
            return Hint(seen)
        return hint(seen, checkpoint, self._pictures.path(now.picture))


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
