"""The proxy-evaluation agent: uses a page by a task's trajectory and leaves evidence behind.

Every step is tried, also after one that failed: which steps count is the rubric's and the profile's
matter. Only a page that hangs or crashes, or a failure of ours, ends the episode early.
"""

import logging
import tempfile
from collections.abc import Collection
from pathlib import Path

from agents.browser.context import Setting
from agents.browser.launch import Chromium
from agents.browser.limits import Limits, PageFailed, TooSlow
from agents.browser.session import Session, open_session
from agents.browser.site import Site
from agents.models.protocol import BudgetExhausted
from agents.operator.counterfactuals import counterfactuals
from agents.operator.facts import FactFinder
from agents.operator.hands.pointer import Infeasible
from agents.operator.ladder import Ladder, Reader
from agents.operator.perform import Performer, StopWatch
from agents.operator.rungs.choose import Chooser
from agents.operator.rungs.indexed import ElementIndex
from tasks.evidence import (
    CounterfactualEvidence,
    Evidence,
    Grounding,
    ProbeEvidence,
    Snapshot,
    Status,
    StepEvidence,
)
from tasks.page import Page
from tasks.page_facts import Fact, PageFacts
from tasks.recording import Recording
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Step, Task

log = logging.getLogger(__name__)


class Operator:
    """Carries out trajectories in one Chromium, one episode at a time."""

    def __init__(
        self,
        chromium: Chromium,
        limits: Limits | None = None,
        read: Reader | None = None,
        chooser: Chooser | None = None,
        *,
        always: bool = False,
        facts: Collection[Fact] = (),
        counterfactuals: bool = False,
    ) -> None:
        """`read` reads what a page paints; `chooser` is asked where grounding without a model is not sure,
        with `always` at every step; `facts` are found out of the page when it has been used,
        and with `counterfactuals` what comes of the task's."""
        self._chromium = chromium
        self._limits = limits or Limits()
        self._read = read
        self._chooser = chooser
        self._always = always
        self._facts = frozenset(facts)
        self._counterfactuals = counterfactuals

    async def operate(
        self, task: Task, recording: Recording | None, page: Page, writer: EvidenceWriter
    ) -> Evidence:
        """Use `page` by the task's trajectory; evidence is written step by step and returned whole.

        Never raises for what the page does: a hang is recovered from within the limits and becomes
        `page_failed`; what fails on our side, a model's errors with it, becomes `harness_error`. Raises
        BudgetExhausted: the run stops, and the episode is used anew when it resumes.
        """
        site = Site(page.folder, task.assets_dir)
        evidence = await self._walk(task, recording, page, site, writer)
        # On a busy machine any page may take too long, and so may we; only what hangs does so twice.
        if any(step.status == "page_failed" or _was_too_slow(step) for step in evidence.steps):
            log.warning("%s of %s took too long and is used once more", page.generator, task.id)
            evidence = await self._walk(task, recording, page, site, writer)
        if self._facts:
            facts = await self._find_out(task, page, site, evidence)
            evidence = writer.complete(evidence.model_copy(update={"page_facts": facts}))
        if self._counterfactuals and any(step.counterfactual for step in task.trajectory):
            others = await self._do_otherwise(task, recording, page, site, evidence, writer.pictures)
            evidence = writer.complete(evidence.model_copy(update={"counterfactuals": others}))
        return evidence

    async def _walk(
        self, task: Task, recording: Recording | None, page: Page, site: Site, writer: EvidenceWriter
    ) -> Evidence:
        """The whole trajectory in a session of its own."""
        async with open_session(self._chromium, site, Setting.of(task), self._limits) as session:
            return await use(
                task,
                recording,
                page,
                writer,
                session,
                self._chromium,
                self._read,
                self._chooser,
                always=self._always,
            )

    async def _find_out(self, task: Task, page: Page, site: Site, evidence: Evidence) -> PageFacts:
        async def walk(session: Session, writer: EvidenceWriter) -> Evidence:
            # Without the recording, whose places are another viewport's, and without a model.
            return await use(task, None, page, writer, session, self._chromium, self._read)

        finder = FactFinder(self._chromium, site, Setting.of(task), self._limits, walk)
        return await finder.gather(self._facts, evidence)

    async def _do_otherwise(
        self,
        task: Task,
        recording: Recording | None,
        page: Page,
        site: Site,
        evidence: Evidence,
        pictures: PictureStore,
    ) -> tuple[CounterfactualEvidence, ...]:
        async def walk(changed: Task, places: Recording | None) -> Evidence:
            with tempfile.TemporaryDirectory(prefix="iwr-otherwise-") as folder:
                return await self._walk(changed, places, page, site, EvidenceWriter(Path(folder), pictures))

        return await counterfactuals(task, recording, evidence, walk)


async def use(
    task: Task,
    recording: Recording | None,
    page: Page,
    writer: EvidenceWriter,
    session: Session,
    chromium: Chromium,
    read: Reader | None = None,
    chooser: Chooser | None = None,
    *,
    always: bool = False,
) -> Evidence:
    """One episode in a session that exists already; `Operator.operate` is what others call."""
    index = ElementIndex(chromium, session)
    try:
        ladder = Ladder(session, index, read, chooser, writer.pictures, always=always)
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
        self.page = page
        self.writer = writer
        self.session = session
        self.performer = Performer(task, recording, writer.pictures, session, ladder)
        self.now: Snapshot | None = None
        """The page as it was seen last."""

    async def run(self) -> None:
        status, reason = await self._open()
        for number, step in enumerate(self.task.trajectory, start=1):
            if status in ("page_failed", "harness_error"):
                self.writer.add(_lost(number, step, status, reason))
                continue
            evidence = await self._step(number, step)
            self.writer.add(evidence)
            self.now = evidence.after
            status, reason = evidence.status, evidence.reason

    async def _open(self) -> tuple[Status, str]:
        status: Status = "performed"
        reason = ""
        try:
            self.now = await self.performer.look(await self.session.open())
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
        probes: list[ProbeEvidence] = []
        clock = StopWatch()
        try:
            for probe in step.probes:
                done = await self.performer.probe(probe)
                before = await self.performer.look(await self.session.settle())
                probes.append(ProbeEvidence(probe=done, after=before))
            if before is None:
                raise RuntimeError("no snapshot to act on")
            clock.restart()
            try:
                await self.performer.act(step, before, groundings, clock)
            except Infeasible as error:
                status, reason = "infeasible", str(error)
            settled = await self.session.settle()
            clock.lap("settle")
            after = await self.performer.look(settled)
            clock.lap("capture")
        except BudgetExhausted:
            raise
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
            probes=tuple(probes),
            events=self.session.events.take(),
            timings=clock.timings(),
        )


def _lost(number: int, step: Step, status: Status, reason: str) -> StepEvidence:
    """A step that was never tried. A failure of ours stays ours; where the page failed while it loaded,
    the first step is the one that it failed."""
    if status == "page_failed" and number > 1:
        status = "not_reached"
    said = reason if number == 1 else f"not reached: {reason}"
    return StepEvidence(step=step.id, index=number, action=step.action, status=status, reason=said)


def _was_too_slow(step: StepEvidence) -> bool:
    """Whether a step was lost because we could not do something in time."""
    return step.status == "harness_error" and f": {TooSlow.__name__}: " in step.reason


def _blame(error: Exception, what: str) -> tuple[Status, str]:
    if isinstance(error, PageFailed):
        return "page_failed", str(error)
    log.error("%s failed on our side", what, exc_info=error)
    said = next(iter(str(error).splitlines()), "")
    return "harness_error", f"{what}: {type(error).__name__}: {said}"
