"""`python -m tests.zoo measure`: how far the operator comes on the pages of the zoo, without a model.

Every page is used by its trajectory, and every step judged by its rubric, also after one that failed. So is a
dead copy of it, which looks the same and hears of nothing: a checkpoint that this one passes proves nothing.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agents.browser.launch import Chromium, launch
from agents.generator.adversaries import dead
from agents.operator.operator import Operator
from agents.recorder.record import targets_of
from judge.protocols import StepCase
from judge.run import text_reader
from judge.steps import EvidenceJudge, judge_step
from judge.visual import TextReader
from rubrics.loader import load_rubric
from rubrics.verdict import Verdict
from tasks.errors import InputError
from tasks.evidence import Evidence
from tasks.loader import load_task
from tasks.page import Page
from tasks.recording import Recording
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Task
from tests.zoo.zoo import REFERENCE, ZOO, alone, archive, unpack


@dataclass(frozen=True)
class Failed:
    """A step whose checkpoint was not passed."""

    step: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class Figures:
    """The results for one page."""

    page: str
    steps: int
    failed: tuple[Failed, ...]
    refused: tuple[str, ...]
    """Requests that led out of the page's folder, or to what it does not hold."""
    dead_passed: tuple[str, ...]
    """Steps whose checkpoints the dead copy passes."""
    seconds: float

    @property
    def passed(self) -> int:
        return self.steps - len(self.failed)


class Bench:
    """Uses pages in one Chromium, one after the other; all that is written lies in one folder."""

    def __init__(self, chromium: Chromium, reader: TextReader, folder: Path) -> None:
        self._chromium, self._reader, self._folder = chromium, reader, folder
        self.pictures = PictureStore(folder / "pictures")
        self._judge = EvidenceJudge(reader)
        self._recorded: dict[str, tuple[Task, Recording]] = {}

    async def figures(self, name: str) -> Figures:
        """Of the page of that name and its dead copy."""
        start = time.monotonic()
        evidence, verdicts = await self.judged(name)
        _, of_dead = await self.judged(name, deaf=True)
        return Figures(
            page=name,
            steps=len(verdicts),
            failed=tuple(Failed(v.step, v.outcome, v.reason) for v in verdicts if v.outcome != "passed"),
            refused=refused(evidence),
            dead_passed=tuple(v.step for v in of_dead if v.outcome == "passed"),
            seconds=round(time.monotonic() - start, 1),
        )

    async def judged(self, name: str, *, deaf: bool = False) -> tuple[Evidence, list[Verdict]]:
        """The page of that name, or its dead copy, used by its trajectory: a verdict on each step."""
        task, evidence = await self.used(name, deaf=deaf)
        rubric = load_rubric(task)
        cases = (
            StepCase(task, rubric.checkpoints[step.step], step, self.pictures) for step in evidence.steps
        )
        return evidence, [await judge_step(self._judge, case) for case in cases]

    async def used(self, name: str, *, deaf: bool = False) -> tuple[Task, Evidence]:
        """The page of that name, or its dead copy, used by its trajectory, which is of the task."""
        task, recording = await self.task(name)
        page = self._page(task, name)
        if deaf:
            page = self._dead(page)
        return task, await self._use(task, recording, page)

    async def task(self, name: str) -> tuple[Task, Recording]:
        """The page's task, and its recording, made when it is first asked for."""
        own = alone(name)
        key = name if own else REFERENCE
        if key not in self._recorded:
            source = own or ZOO / "task"
            task_id = name if own else "kiln-and-clay"
            task = load_task(shutil.copytree(source, self._folder / "tasks" / task_id))
            unpack(archive(key), task.reference_dir)
            self._recorded[key] = task, await self._record(task)
        return self._recorded[key]

    async def _record(self, task: Task) -> Recording:
        """What `iwr record` notes, without a video and pictures, for which nobody asks here."""
        page = Page.of(task.reference_dir, task.id, REFERENCE)
        evidence = await self._use(task, None, page)
        for step in evidence.steps:
            if step.status != "performed":
                print(f"{task.id}: step {step.step!r} of the recording: {step.reason}", file=sys.stderr)
        return Recording(
            task_sha256="",
            reference_sha256=page.sha256,
            chromium=self._chromium.version,
            assets={},
            targets=targets_of(evidence),
            checkpoints=(),
        )

    def _page(self, task: Task, name: str) -> Page:
        folder = self._folder / "pages" / name
        if not folder.is_dir():
            unpack(archive(name), folder)
        return Page.of(folder, task.id, name)

    def _dead(self, page: Page) -> Page:
        folder = page.folder.with_name(f"{page.generator}-dead")
        if not folder.is_dir():
            shutil.copytree(page.folder, folder)
            index = folder / "index.html"
            index.write_text(dead(index.read_text(encoding="utf-8"), ""), encoding="utf-8")
        return Page.of(folder, page.task, folder.name)

    async def _use(self, task: Task, recording: Recording | None, page: Page) -> Evidence:
        pictures = self.pictures
        operator = Operator(self._chromium, read=lambda key: self._reader.read(pictures.path(key)))
        writer = EvidenceWriter(self._folder / "episodes" / task.id / page.generator, pictures)
        return await operator.operate(task, recording, page, writer)


def refused(evidence: Evidence) -> tuple[str, ...]:
    """Requests of the page that were not answered: it is not as self-contained as it has to be."""
    events = (*evidence.events, *(event for step in evidence.steps for event in step.events))
    return tuple(event.text for event in events if event.kind == "refused_request")


@asynccontextmanager
async def bench(folder: Path) -> AsyncIterator[Bench]:
    """A bench that writes to `folder`."""
    async with launch() as chromium:
        yield Bench(chromium, text_reader(), folder)


async def report(names: Sequence[str], file: Path | None) -> None:
    """Measure those pages and print a table; with `file`, write the figures there as JSON."""
    for name in names:
        archive(name)  # a name that is no page's is said before anything is measured
    if file is not None and not file.resolve().parent.is_dir():
        raise InputError(f"{file}: no such folder")
    found = []
    with tempfile.TemporaryDirectory(prefix="iwr-zoo-") as folder:
        async with bench(Path(folder)) as pages:
            for number, name in enumerate(names, 1):
                found.append(await pages.figures(name))
                one = found[-1]
                said = f"{one.passed} of {one.steps}, dead {len(one.dead_passed)}, {one.seconds:.0f} s"
                print(f"{number}/{len(names)} {name}: {said}", file=sys.stderr)
    if file is not None:
        content = [asdict(one) | {"passed": one.passed} for one in found]
        file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    Console().print(_table(found))


def _table(found: Sequence[Figures]) -> Table:
    table = Table("page", "passed", "dead copy", "what failed", title="checkpoints passed, without a model")
    for one in found:
        failed = [f"{fail.step} ({fail.outcome}): {fail.reason}" for fail in one.failed]
        failed += [f"refused: {request}" for request in one.refused]
        passed_dead = " ".join((str(len(one.dead_passed)), *one.dead_passed))
        table.add_row(one.page, f"{one.passed}/{one.steps}", passed_dead, "\n".join(failed))
    passed, steps = sum(one.passed for one in found), sum(one.steps for one in found)
    table.add_section()
    table.add_row("all", f"{passed}/{steps}", str(sum(len(one.dead_passed) for one in found)), "")
    return table
