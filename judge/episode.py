"""What the graph of an episode carries: its state, which is kept, and its context, which is alive."""

from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict

from judge.causality import Causality
from judge.protocols import Generator, LookJudge, Operator, Rendered, StepJudge, VisualJudge
from judge.score import Score
from judge.similarity import Similarity
from rubrics.profile import Profile
from rubrics.schema import Rubric
from rubrics.verdict import Verdict
from rubrics.whole import PageFinding
from tasks.errors import InputError
from tasks.evidence import Evidence
from tasks.page import Page
from tasks.recording import Recording
from tasks.store import PictureStore, evidence_file, read_evidence
from tasks.task import Task


def _sum(a: float, b: float) -> float:
    return a + b


class EpisodeState(BaseModel):
    """What one episode has come to so far. Each node fills in its own fields."""

    model_config = ConfigDict(extra="forbid")

    episode: str
    page: Page | None = None
    round: int = 0
    """Rounds of refinement done."""
    rendered: str | None = None
    """SHA-256 of the page's screenshot before it is refined; None where it could not be opened."""
    problems: tuple[str, ...] = ()
    """What the browser said of the page while it was rendered."""
    operated: bool = False
    """The evidence lies in the episode's folder, whole."""
    verdicts: tuple[Verdict, ...] = ()
    causality: Causality | None = None
    """What probes and counterfactuals showed; None before the steps were judged."""
    similarities: tuple[Similarity, ...] = ()
    page_findings: tuple[PageFinding, ...] = ()
    score: Score | None = None
    failure: str | None = None
    """What of ours failed, where it left the episode without evidence."""
    seconds: Annotated[float, _sum] = 0.0
    """Real time spent in the nodes."""

    def failed_part(self) -> Literal["all", "judging"] | None:
        """What has to be done again because something of ours failed."""
        others = self.causality.verdicts().values() if self.causality else ()
        verdicts = (*self.verdicts, *others)
        if self.failure is not None or any(one.outcome == "harness_error" for one in verdicts):
            return "all"
        unknown = any(one.value == "unknown" for one in verdicts)
        return "judging" if unknown or (self.score and self.score.visual_missing) else None


@dataclass(frozen=True)
class EpisodeContext:
    """What the nodes of one episode work with."""

    task: Task
    recording: Recording | None
    rubric: Rubric
    profile: Profile
    generator: Generator
    folder: Path
    """`<run>/episodes/<id>/`."""
    pictures: PictureStore
    operator: Callable[[], AbstractAsyncContextManager[Operator]]
    """An operator with a browser of its own for as long as it is needed."""
    render: Callable[[Task, Page], Awaitable[Rendered]]
    """Opens a page in a browser and looks at it."""
    step_judge: StepJudge
    visual_judge: VisualJudge
    look_judge: LookJudge | None = None
    """Scores looks as a whole in place of the visual judge's own high-level measure."""
    judges: Executor | None = None
    """Threads that judging is done in; None: the event loop's own."""

    @cached_property
    def evidence(self) -> Evidence:
        """What the operator left, once it is through: read from disk, so that resuming takes the same way.
        Raises InputError where it is damaged, or has not the steps of the task."""
        evidence = read_evidence(self.folder)
        if [step.step for step in evidence.steps] != self.task.step_ids():
            raise InputError(f"{evidence_file(self.folder)}: has not all steps of the task; run it again")
        return evidence
