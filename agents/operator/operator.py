"""The proxy-evaluation agent: uses a page by a task's trajectory and leaves evidence behind.

Every step is tried, also after one that failed: which steps count is the rubric's and the profile's
matter. Only a page that hangs or crashes ends the episode early.
"""

import logging
import time
from pathlib import Path

from agents.browser.launch import Chromium
from agents.browser.limits import Limits, PageFailed
from agents.browser.session import Session, Setting, open_session
from agents.browser.site import Site
from agents.operator.actions import Hands, Infeasible
from agents.operator.indexed import ElementIndex
from agents.operator.ladder import Grounded, Ladder, Reader
from agents.operator.picture import likeness
from agents.operator.ranking import Hint
from tasks.evidence import Evidence, Grounding, ProbeEvidence, Snapshot, Status, StepEvidence, Timings
from tasks.page import Page
from tasks.store import EvidenceWriter
from tasks.task import DragStep, PointStep, PressStep, Recording, ScrollStep, SelectStep, Step, Target, Task
from tasks.task import TypeStep, WaitStep

log = logging.getLogger(__name__)


class Operator:
    """Carries out trajectories in one Chromium, one episode at a time."""

    def __init__(
        self, chromium: Chromium, limits: Limits | None = None, read: Reader | None = None
    ) -> None:
        self._chromium = chromium
        self._limits = limits or Limits()
        self._read = read

    async def operate(
        self, task: Task, recording: Recording | None, page: Page, writer: EvidenceWriter
    ) -> Evidence:
        """Use `page` by the task's trajectory; evidence is written step by step and returned whole.

        Never raises for what the page does: a hang is recovered from within the limits and becomes
        `page_failed`; what fails on our side becomes `harness_error`.
        """
        site = Site(page.folder, task.assets_dir)
        async with open_session(self._chromium, site, Setting.of(task), self._limits) as session:
            return await use(task, recording, page, writer, session, self._chromium, self._read)


async def use(
    task: Task,
    recording: Recording | None,
    page: Page,
    writer: EvidenceWriter,
    session: Session,
    chromium: Chromium,
    read: Reader | None = None,
) -> Evidence:
    """One episode in a session that exists already; `Operator.operate` is what others call."""
    index = ElementIndex(chromium, session)
    try:
        ladder = Ladder(session, index, read)
        await _Episode(task, recording, page, writer, session, ladder).run()
    finally:
        await index.close()
    return writer.evidence()


class _Episode:
    def __init__(
        self,
        task: Task,
        recording: Recording | None,
        page: Page,
        writer: EvidenceWriter,
        session: Session,
        ladder: Ladder,
    ) -> None:
        self.task = task
        self.recording = recording
        self.page = page
        self.writer = writer
        self.session = session
        self.ladder = ladder
        self.hands = Hands(session)
        self.now: Snapshot | None = None

    async def run(self) -> None:
        status, reason = await self._open()
        for number, step in enumerate(self.task.trajectory, start=1):
            if status != "performed":
                # After a failure of ours nothing is known of the later steps; after the page's, they count
                # as its own.
                lost: Status = "not_reached" if status == "page_failed" and number > 1 else status
                said = reason if number == 1 else f"not reached: {reason}"
                self.writer.add(
                    StepEvidence(step=step.id, index=number, action=step.action, status=lost, reason=said)
                )
                continue
            evidence = await self._step(number, step)
            self.writer.add(evidence)
            self.now = evidence.after or self.now
            if evidence.status in ("page_failed", "harness_error"):
                status, reason = evidence.status, evidence.reason

    async def _open(self) -> tuple[Status, str]:
        status: Status = "performed"
        reason = ""
        try:
            settled = await self.session.open()
            self.now = await self.session.snapshot(self.writer.pictures, settled)
        except Exception as error:
            status, reason = _blame(error, "opening the page")
        self.writer.start(
            Evidence(
                task=self.task.id,
                generator=self.page.generator,
                page_sha256=self.page.sha256,
                viewport=(self.task.viewport.width, self.task.viewport.height),
                initial=self.now,
                events=self.session.events.take(),
            )
        )
        return status, reason

    async def _step(self, number: int, step: Step) -> StepEvidence:
        before, after = self.now, None
        status: Status = "performed"
        reason = ""
        groundings: list[Grounding] = []
        probes: tuple[ProbeEvidence, ...] = ()
        clock = _StopWatch()
        try:
            probes = await self._probe(step)
            if probes:
                before = probes[-1].after
            if before is None:
                raise RuntimeError("no snapshot to act on")
            clock = _StopWatch()
            try:
                await self._act(step, before, groundings, clock)
            except Infeasible as error:
                status, reason = "infeasible", str(error)
            settled = await self.session.settle()
            clock.lap("settle")
            after = await self.session.snapshot(self.writer.pictures, settled)
            clock.lap("capture")
        except Exception as error:
            status, reason = _blame(error, f"step {step.id}")
        return StepEvidence(
            step=step.id,
            index=number,
            action=step.action,
            status=status,
            reason=reason,
            before=before,
            after=after,
            groundings=tuple(groundings),
            probes=probes,
            events=self.session.events.take(),
            timings=clock.timings(),
        )

    async def _probe(self, step: Step) -> tuple[ProbeEvidence, ...]:
        done = []
        for probe in step.probes:
            said = await self.hands.probe(probe)
            settled = await self.session.settle()
            done.append(
                ProbeEvidence(probe=said, after=await self.session.snapshot(self.writer.pictures, settled))
            )
        return tuple(done)

    async def _act(
        self, step: Step, now: Snapshot, groundings: list[Grounding], clock: "_StopWatch"
    ) -> None:
        """Ground what the step speaks of (added to `groundings`, also where it fails) and act."""
        if isinstance(step, WaitStep):
            await self.session.advance(step.ms)
            return
        at = end = None
        if isinstance(step, ScrollStep) and step.target and step.target.name is None:
            at = self.ladder.ground_area(step.target, now, self._hint(step.id, now))
            groundings.append(at.grounding)
        elif step.target:
            at = await self._ground(step, step.target, step.id, now, groundings)
        if isinstance(step, DragStep):
            end = await self._ground(step, step.to, f"{step.id}/to", now, groundings)
        clock.lap("ground")
        if isinstance(step, PressStep):
            await self.hands.press(step.key, at)
        elif isinstance(step, ScrollStep):
            await self.hands.scroll(step, at)
        elif at is None:
            raise AssertionError(f"{step.action} has a target")
        elif isinstance(step, PointStep):
            await self.hands.point(step, at)
        elif isinstance(step, TypeStep):
            await self.hands.type(step, at)
        elif isinstance(step, DragStep) and end is not None:
            await self.hands.drag(step, at, end)
        elif isinstance(step, SelectStep):
            await self._select(step, at, now, groundings)
        clock.lap("act")

    async def _select(
        self, step: SelectStep, at: Grounded, now: Snapshot, groundings: list[Grounding]
    ) -> None:
        if await self.hands.select_native(step, at, now):
            return
        # A list of the page's own making: open it, then choose as a person would.
        await self.hands.click(at)
        opened = await self.session.snapshot(self.writer.pictures, await self.session.settle())
        option = Target(description=f"the option {step.option!r}", role="option", name=step.option)
        chosen = await self.ladder.ground(option, opened, Hint())
        groundings.append(chosen.grounding)
        if chosen.thing is None:
            raise Infeasible(chosen.grounding.reason)
        await self.hands.click(chosen)

    async def _ground(
        self, step: Step, target: Target, key: str, now: Snapshot, groundings: list[Grounding]
    ) -> Grounded:
        field = isinstance(step, TypeStep | SelectStep)
        grounded = await self.ladder.ground(target, now, self._hint(key, now), field=field)
        groundings.append(grounded.grounding)
        if grounded.thing is None:
            raise Infeasible(grounded.grounding.reason)
        return grounded

    def _hint(self, key: str, now: Snapshot) -> Hint:
        seen = self.recording.targets.get(key) if self.recording else None
        if seen is None:
            return Hint()
        checkpoint: Path = self.task.checkpoint(seen.scene)
        looks = (
            likeness(checkpoint, seen.box, self.writer.pictures.path(now.picture))
            if checkpoint.is_file()
            else None
        )
        return Hint(seen.box, looks)


def _blame(error: Exception, what: str) -> tuple[Status, str]:
    if isinstance(error, PageFailed):
        return "page_failed", str(error)
    log.error("%s failed on our side", what, exc_info=error)
    return "harness_error", f"{what}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


class _StopWatch:
    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._spent: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._spent[name] = round((now - self._last) * 1000, 1)
        self._last = now

    def timings(self) -> Timings:
        return Timings(**self._spent)
