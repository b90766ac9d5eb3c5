"""A run with doubles for browser and judges, for tests without a page: fixtures `context` and `workplace`.

PYTEST_DONT_REWRITE: the tests import it before pytest does.
"""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agents.browser.chromium import Executable
from judge.cli import app
from judge.episode import EpisodeContext
from judge.protocols import Rendered, StepCase
from judge.similarity import Measure, Similarity
from rubrics.loader import load_rubric
from rubrics.profile import load_profile
from rubrics.verdict import Verdict
from tasks.evidence import Evidence, Snapshot, Status, StepEvidence
from tasks.loader import load_task
from tasks.page import Page
from tasks.page_facts import Fact
from tasks.recording import Recording
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Task


@dataclass(frozen=True)
class Writes:
    """A generator that leaves an empty page, or fails."""

    name: str = "double"
    error: Exception | None = None

    async def generate(self, task: Task, folder: Path) -> Page:
        if self.error:
            raise self.error
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text("<p>")
        return Page.of(folder, task.id, self.name)


@dataclass(frozen=True)
class Shows:
    """An operator that sees the reference's pictures, and breaks down before the step `error_at`."""

    statuses: tuple[Status, ...] = ("performed", "performed")
    error_at: int | None = None
    opens: bool = True

    async def operate(
        self, task: Task, recording: Recording | None, page: Page, writer: EvidenceWriter
    ) -> Evidence:
        shots = [
            Snapshot(
                picture=writer.pictures.put(task.checkpoint(index).read_bytes()),
                url="https://candidate.test/",
            )
            for index in range(len(task.trajectory) + 1)
        ]
        writer.start(
            Evidence(
                task=task.id, generator=page.generator, page_sha256=page.sha256, viewport=(640, 360),
                initial=shots[0] if self.opens else None,
            )
        )  # fmt: skip
        for index, (step, status) in enumerate(zip(task.trajectory, self.statuses, strict=True), 1):
            if index == self.error_at:
                raise ConnectionError("the browser is gone")
            before, after = shots[index - 1 : index + 1] if status == "performed" else (None, None)
            writer.add(
                StepEvidence(
                    step=step.id, index=index, action=step.action, status=status, reason=status,
                    before=before, after=after,
                )
            )  # fmt: skip
        return writer.evidence()


@dataclass(frozen=True)
class Says:
    """A step judge that lets every step pass, but for those where it breaks down."""

    broken: tuple[str, ...] = ()
    name: str = "double"

    async def judge(self, case: StepCase) -> Verdict:
        if case.evidence.step in self.broken:
            raise TimeoutError("no answer")
        return Verdict(
            step=case.evidence.step,
            index=case.evidence.index,
            judge=self.name,
            outcome="passed",
            reason="fine",
        )


@dataclass(frozen=True)
class Likes:
    """A visual judge to which all looks alike, but for the checkpoints where it breaks down."""

    broken: tuple[int, ...] = ()

    def compare(
        self,
        step: str,
        index: int,
        candidate_png: Path,
        checkpoint_png: Path,
        evidence: Snapshot | None = None,
    ) -> Similarity:
        if index in self.broken:
            raise MemoryError
        alike = Measure(name="double", value=1.0)
        return Similarity(
            step=step, index=index, picture=candidate_png.stem, text=alike, structure=alike, high_level=alike
        )


@dataclass
class Lends:
    """Stands in for the browsers of a run."""

    operator_: Any
    lent: list[int] = field(default_factory=list)

    @asynccontextmanager
    async def operator(self, facts: Collection[Fact] = ()) -> AsyncIterator[Any]:
        self.lent.append(1)
        yield self.operator_

    async def render(self, task: Task, page: Page) -> Rendered:
        return Rendered(None)

    async def close(self) -> None:
        pass


RUBRIC = """rubric: 1
checkpoints:
  add: {assertion: The page counts one., visual: true}
  greet: {assertion: The page says good morning., visual: true}
"""


@pytest.fixture
def context(tmp_path: Path, make_counter: Callable[..., Path]) -> EpisodeContext:
    task = load_task(make_counter(tmp_path / "tasks", recorded=True))
    (task.folder / "rubric.yaml").write_text(RUBRIC)
    return EpisodeContext(
        task=task,
        recording=None,
        rubric=load_rubric(task),
        profile=load_profile("iwr"),
        generator=Writes(),
        folder=tmp_path / "episode",
        pictures=PictureStore(tmp_path / "pictures"),
        operator=Lends(Shows()).operator,
        render=Lends(Shows()).render,
        step_judge=Says(),
        visual_judge=Likes(),
    )


@pytest.fixture
def workplace(context: EpisodeContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `iwr run` goes through, with doubles for browser and judges."""
    for name in ("good", "other"):
        (tmp_path / "pages" / "counter" / name).mkdir(parents=True)
        (tmp_path / "pages" / "counter" / name / "index.html").write_text(name)
    monkeypatch.chdir(tmp_path)
    browser = Executable(tmp_path / "chromium", "PATH", "Chromium 1.0")
    monkeypatch.setattr("judge.provenance.find_chromium", lambda: browser)
    monkeypatch.setattr("judge.run.visual_judge", lambda *_: Likes())
    monkeypatch.setattr("judge.run.step_judge", lambda *_: Says())
    use(monkeypatch, Shows())
    return tmp_path


def use(monkeypatch: pytest.MonkeyPatch, operator: Any) -> Lends:
    lends = Lends(operator)
    monkeypatch.setattr("judge.run.BrowserPool", lambda *_, **__: lends)
    return lends


def iwr(*arguments: str) -> int:
    try:
        app(list(arguments), prog_name="iwr")
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


RUN = ("run", "--task-dir", "tasks", "--submissions", "pages", "--name", "one")
