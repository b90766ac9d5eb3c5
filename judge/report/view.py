"""What the template shows: results, evidence and pictures brought together, nothing formatted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agents.generator.llm import GENERATION_FILE, Generation, read_generation
from agents.models.exchanges import Exchange, ExchangeStore
from judge.report.found import Found, found_of
from judge.report.pictures import PictureBook
from judge.results import EpisodeResult, GeneratorSummary, RunResult, StepInfo, expectation_met, summary_of
from judge.score import INITIAL, Score
from judge.similarity import Similarity
from rubrics.profile import Gate
from rubrics.verdict import Value, Verdict
from tasks.errors import InputError
from tasks.evidence import Candidate, Evidence, Snapshot, StepEvidence
from tasks.files import sha256
from tasks.store import PictureStore, read_evidence


@dataclass(frozen=True)
class Frame:
    """A candidate's box, to be drawn over a screenshot."""

    candidate: Candidate
    chosen: bool


@dataclass(frozen=True)
class Shot:
    """One picture with its caption; `picture` is a key of the picture book."""

    caption: str
    picture: str | None
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True)
class StepView:
    """One step: what was to be done, what happened, what was decided."""

    index: int
    info: StepInfo
    value: Value
    verdict: Verdict | None
    evidence: StepEvidence | None
    similarity: Similarity | None
    gates: tuple[Gate, ...]
    """Those of the profile that it violates: it fails whatever its verdict."""
    counted: bool
    """Whether its visual checkpoint is among those of the score."""
    shots: tuple[Shot, ...]
    found: tuple[Found, ...] = ()
    """How its targets were found."""
    exchanges: tuple[Exchange, ...] = ()
    """What was said about it with models: grounding first, then judging."""


@dataclass(frozen=True)
class EpisodeView:
    """One episode."""

    anchor: str
    result: EpisodeResult
    outcome: Value
    """pass: every step; unknown: success ends at a step that could not be judged."""
    met: bool | None
    evidence: Evidence | None
    problem: str | None
    """Why there is no evidence to show."""
    initial: Similarity | None
    shots: tuple[Shot, ...]
    """The page before any action."""
    steps: tuple[StepView, ...]
    generation: Generation | None = None
    """What was said of the model's answer that the page was made from."""
    exchanges: tuple[Exchange, ...] = ()
    """With the model that wrote the page, and about its looks before any action."""

    @property
    def viewport(self) -> tuple[int, int]:
        """CSS pixels, of all its screenshots."""
        return self.evidence.viewport if self.evidence else (1280, 720)


@dataclass(frozen=True)
class Cell:
    """A generator's numbers on one task, or over all of them (`episodes` is empty then)."""

    summary: GeneratorSummary
    episodes: tuple[EpisodeView, ...] = ()


@dataclass(frozen=True)
class Grid:
    """The headline table. The longer of the two axes runs down, so that the table stays narrow."""

    down: Literal["generator", "task"]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    generators: tuple[str, ...]
    tasks: tuple[str, ...]


def episode_view(
    run_dir: Path, number: int, result: EpisodeResult, book: PictureBook, said: Sequence[ExchangeStore]
) -> EpisodeView:
    """Everything about one episode; its pictures are asked of `book`, its exchanges of `said`."""
    evidence, problem = _evidence(run_dir / "episodes" / result.episode)
    album = Album(book, PictureStore(run_dir / "pictures"), result.task_folder)
    initial = next((item for item in result.similarities if item.step == INITIAL), None)
    generation = _generation(run_dir / "episodes" / result.episode)
    return EpisodeView(
        anchor=f"e{number}",
        result=result,
        outcome=_outcome(result),
        met=expectation_met(result),
        evidence=evidence,
        problem=problem,
        initial=initial,
        shots=(album.shot("Page", evidence.initial if evidence else None), album.checkpoint(0)),
        steps=tuple(
            _step_view(index, info, result, evidence, album, said)
            for index, info in enumerate(result.steps, 1)
        ),
        generation=generation,
        exchanges=_exchanges(
            said,
            *(one.exchange for one in (generation.rounds if generation else ())),
            initial.high_level.exchange if initial else None,
        ),
    )


def _step_view(
    index: int,
    info: StepInfo,
    result: EpisodeResult,
    evidence: Evidence | None,
    album: "Album",
    said: Sequence[ExchangeStore],
) -> StepView:
    verdict = next((item for item in result.verdicts if item.step == info.id), None)
    value = result.values.get(info.id, "unknown")
    seen = evidence.step(info.id) if evidence else None
    similarity = next((item for item in result.similarities if item.index == index), None)
    return StepView(
        index=index,
        info=info,
        value=value,
        verdict=verdict,
        evidence=seen,
        similarity=similarity,
        gates=result.score.gated.get(info.id, ()) if result.score else (),
        counted=info.visual and _succeeded(result.score, info.id, index, value),
        shots=(
            album.shot("Before", seen.before if seen else None, _frames(seen)),
            album.shot("After", seen.after if seen else None),
            album.checkpoint(index),
        ),
        found=found_of(seen),
        exchanges=_exchanges(
            said,
            *(grounding.exchange for grounding in (seen.groundings if seen else ())),
            *(one.exchange for one in _all_of(verdict)),
            similarity.high_level.exchange if similarity else None,
        ),
    )


def _all_of(verdict: Verdict | None) -> list[Verdict]:
    """The verdict and those that it was made of: a panel's members, a member's votes."""
    return [verdict, *(one for member in verdict.members for one in _all_of(member))] if verdict else []


def _exchanges(said: Sequence[ExchangeStore], *keys: str | None) -> tuple[Exchange, ...]:
    """The exchanges of those keys, each once; one that is not there is left out."""
    found = (next(filter(None, (one.get(key) for one in said)), None) for key in dict.fromkeys(keys) if key)
    return tuple(exchange for exchange in found if exchange is not None)


@dataclass(frozen=True)
class Album:
    """Where an episode's pictures lie."""

    book: PictureBook
    pictures: PictureStore
    task_folder: Path

    def shot(self, caption: str, snapshot: Snapshot | None, frames: tuple[Frame, ...] = ()) -> Shot:
        """What the page looked like; no picture where it could not be looked at."""
        if snapshot is None:
            return Shot(caption, None)
        path = self.pictures.path(snapshot.picture)
        return Shot(caption, self.book.add(snapshot.picture, path), frames)

    def checkpoint(self, index: int) -> Shot:
        """What the reference looked like at the same moment."""
        path = self.task_folder / "checkpoints" / f"{index:02d}.png"
        key = self.book.add(sha256(path.read_bytes()), path) if path.is_file() else None
        return Shot(f"Checkpoint {index:02d}: the reference", key)


def grid(run: RunResult, episodes: Sequence[EpisodeView]) -> Grid:
    """Generators by tasks, the means over tasks first; variants have a table of their own."""
    judged = {view.result.generator for view in episodes if not view.result.variant}
    summaries = {one.generator: one for one in run.summaries if one.generator in judged}
    tasks = list(dict.fromkeys(view.result.task for view in episodes))
    by_generator: dict[str, list[Cell | None]] = {
        generator: [Cell(summary), *(_cell(episodes, generator, task) for task in tasks)]
        for generator, summary in summaries.items()
    }
    heads = ("Mean over tasks", *tasks)
    generators = tuple(by_generator)
    if len(tasks) <= len(generators) or not generators:
        rows = tuple((generator, tuple(cells)) for generator, cells in by_generator.items())
        return Grid("generator", heads, rows, generators, tuple(tasks))
    columns = tuple(zip(heads, zip(*by_generator.values(), strict=True), strict=True))
    return Grid("task", generators, columns, generators, tuple(tasks))


def _cell(episodes: Sequence[EpisodeView], generator: str, task: str) -> Cell | None:
    found = tuple(
        view for view in episodes if view.result.generator == generator and view.result.task == task
    )
    return Cell(summary_of([view.result for view in found]), found) if found else None


def _evidence(folder: Path) -> tuple[Evidence | None, str | None]:
    try:
        return read_evidence(folder), None
    except InputError as error:
        return None, str(error)


def _generation(folder: Path) -> Generation | None:
    return read_generation(folder / "page") if (folder / GENERATION_FILE).is_file() else None


def _frames(step: StepEvidence | None) -> tuple[Frame, ...]:
    """The chosen targets; of a target that was not found, the candidates that were not good enough."""
    if step is None:
        return ()
    return tuple(
        Frame(candidate, chosen=grounding.chosen is not None)
        for grounding in step.groundings
        for candidate in ((grounding.chosen,) if grounding.chosen else grounding.others)
    )


def _succeeded(score: Score | None, step: str, index: int, value: Value) -> bool:
    if score is None:
        return False
    if score.credits:  # a gate of the profile may have taken what the verdict gave
        return any(one.step == step and one.credit == 1 for one in score.credits)
    return index <= score.succeeded if score.profile.stop_at_first_failure else value == "pass"


def _outcome(result: EpisodeResult) -> Value:
    values = result.values
    for step in result.steps if result.score else ():
        value = values.get(step.id, "unknown")
        if value != "pass":
            return value
    return "pass" if result.score else "unknown"
