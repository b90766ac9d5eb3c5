"""Who may stand in which place: all protocols of the graph, on one page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from agents.models.protocol import Model
from judge.similarity import Measure, Similarity
from rubrics.schema import Checkpoint
from rubrics.verdict import Verdict
from tasks.evidence import Evidence, Snapshot, StepEvidence
from tasks.page import Page
from tasks.recording import Recording
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Task

ModelOf = Callable[[str], Model]
"""The model of that preset."""


class Generator(Protocol):
    """Makes a page for a task."""

    @property
    def name(self) -> str: ...

    async def generate(self, task: Task, folder: Path) -> Page:
        """Leave the page in `folder`; only the task's video and assets may be looked at."""


@runtime_checkable
class RefiningGenerator(Protocol):
    """A generator that can look at its page and write it anew."""

    @property
    def name(self) -> str: ...

    @property
    def rounds(self) -> int:
        """How often it may."""

    async def generate(self, task: Task, folder: Path) -> Page: ...

    async def refine(
        self, task: Task, folder: Path, round: int, screenshot_png: bytes, problems: Sequence[str]
    ) -> Page:
        """The page of this round, left in `folder`; the same page where nothing is to be done.

        `screenshot_png` shows the page as it is, `problems` is what the browser said of it (untrusted).
        """


@dataclass(frozen=True)
class Rendered:
    """A page as a browser shows it, before any action."""

    png: bytes | None
    problems: tuple[str, ...] = ()


class Operator(Protocol):
    """Uses a page by the task's trajectory. Never judges."""

    async def operate(
        self, task: Task, recording: Recording | None, page: Page, writer: EvidenceWriter
    ) -> Evidence:
        """Leave evidence with `writer`, step by step."""


@dataclass(frozen=True)
class StepCase:
    """One step, put before a judge: what was done, what was seen, what should have been."""

    task: Task
    checkpoint: Checkpoint
    evidence: StepEvidence
    pictures: PictureStore

    def reference(self, before: bool) -> Path:
        """The reference's screenshot before or after this step."""
        return self.task.checkpoint(self.evidence.index - (1 if before else 0))


class StepJudge(Protocol):
    """Says of a performed step whether it did what it should. Never touches a browser."""

    @property
    def name(self) -> str: ...

    async def judge(self, case: StepCase) -> Verdict:
        """One verdict with its reason. May raise: that is a failure of ours and becomes `unknown`.

        Several steps may be put before it at once.
        """


@runtime_checkable
class BatchJudge(Protocol):
    """A step judge that can be asked about several steps together."""

    @property
    def name(self) -> str: ...

    async def judge(self, case: StepCase) -> Verdict: ...

    async def judge_together(
        self, cases: Sequence[StepCase], known: Mapping[str, Verdict]
    ) -> tuple[Verdict, ...]:
        """One verdict for each case, in their order; the cases are performed steps of one episode, no two of
        them the same. What is `known`, by step, stands; which steps are asked about together does not depend
        on it. May raise: then they are put before it one by one.
        """


class VisualJudge(Protocol):
    """Says how alike a screenshot and a checkpoint look."""

    def compare(
        self,
        step: str,
        index: int,
        candidate_png: Path,
        checkpoint_png: Path,
        evidence: Snapshot | None = None,
    ) -> Similarity:
        """All measures of one visual checkpoint; `evidence` is what was seen on the candidate's page."""


class LookJudge(Protocol):
    """Scores the looks of one visual checkpoint as a whole, as a person would."""

    async def look(self, candidate_png: Path, checkpoint_png: Path) -> Measure:
        """The high-level measure. May raise: the checkpoint then counts as not compared."""
