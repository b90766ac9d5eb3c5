"""What a run comes to: the result of every episode and the means a generator, in `results.json`."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from statistics import fmean

from pydantic import Field, model_validator

from agents.models.protocol import Role, Usage
from judge.causality import Causality
from judge.jsonfile import read_json
from judge.score import Bounds, Fraction, Score
from judge.similarity import Similarity
from rubrics.verdict import Value, Verdict
from rubrics.whole import PageFinding
from tasks.files import write_atomic
from tasks.yamlfile import Strict

RESULTS_FILE = "results.json"

PASS = "pass"
"""What a page is expected to do that must pass every step."""

STOPPED = "stopped by the budget"
"""How the failure begins of an episode that the budget did not cover."""


class StepInfo(Strict):
    """What a step was judged by."""

    id: str
    action: str
    """What the operator was to do, as a sentence."""
    assertion: str | None = None
    visual: bool = False
    """Whether its screenshot is compared with its checkpoint."""


class EpisodeResult(Strict):
    """One task x one generator x one repeat."""

    episode: str = Field(pattern=r"^[^/\\.][^/\\]*$")
    """Name of its folder in `<run>/episodes/`."""
    task: str
    title: str
    task_folder: Path
    """Where the checkpoints lie."""
    generator: str
    repeat: int = Field(default=1, ge=1)
    expected: str | None = None
    """For a page with a known outcome: 'pass', or the id of the step that must fail first."""
    variant: bool = False
    """Whether the page is one of the task's variants, there to test the judge."""
    steps: tuple[StepInfo, ...] = Field(min_length=1)
    """The trajectory, in order."""
    score: Score | None
    """None where a failure of ours left nothing to score; `failure` says which."""
    verdicts: tuple[Verdict, ...] = ()
    similarities: tuple[Similarity, ...] = ()
    causality: Causality | None = None
    """Whether what the page shows comes of what was done to it; None where it was not judged."""
    page_findings: tuple[PageFinding, ...] = ()
    """What the rubric's page criteria say of the whole episode: numbers of their own, in no score."""
    seconds: float = Field(ge=0.0)
    """Real time from the first to the last node of the graph."""
    failure: str | None = None

    @model_validator(mode="after")
    def _expected_is_a_step(self) -> "EpisodeResult":
        ids = [step.id for step in self.steps]
        if self.expected not in {None, PASS, *ids}:
            raise ValueError(f"expected {self.expected!r} is neither 'pass' nor a step: {', '.join(ids)}")
        return self

    @property
    def values(self) -> dict[str, Value]:
        """By step, what its verdict says; `fail` where a gate of the profile fails the step."""
        said: dict[str, Value] = {verdict.step: verdict.value for verdict in self.verdicts}
        return said | dict.fromkeys(self.score.gated if self.score else (), "fail")

    @property
    def stopped(self) -> bool:
        """Whether the budget did not cover it."""
        return self.failure is not None and self.failure.startswith(STOPPED)


class Provenance(Strict):
    """What a run was made with, as far as its numbers depend on it."""

    versions: dict[str, str] = Field(default_factory=dict)
    """Of this program, the browser, the libraries that measure."""
    hashes: dict[str, str] = Field(default_factory=dict)
    """SHA-256 of tasks, rubrics and prompts."""
    settings: dict[str, str] = Field(default_factory=dict)
    """Judge, models, thresholds: the configuration's keys with dots, and their values."""


class GeneratorSummary(Strict):
    """A generator's means over tasks; the repeats of a task are averaged first.

    A mean is over the episodes that have the number. One that lacks it (a failure of ours) is left out,
    makes the summary incomplete, and counts in the bounds as anything from 0 to 1.
    """

    generator: str
    tasks: int
    episodes: int
    unscored: int
    """Episodes without a score."""
    incomplete: int
    """Episodes with a score that something unknown could change."""
    unknown_steps: int
    ifs: Fraction | None
    lfs: Fraction | None
    hfs: Fraction | None
    vfs: Fraction | None
    final: Fraction | None
    vfs_all: Fraction | None
    step_pass_rate: Fraction | None
    ifs_bounds: Bounds
    vfs_bounds: Bounds
    final_bounds: Bounds

    @property
    def complete(self) -> bool:
        """Whether every episode has a score that nothing unknown could change."""
        return not self.unscored and not self.incomplete


class Cost(Strict):
    """What one model was asked in one role."""

    role: Role
    model: str
    """The preset."""
    calls: int
    """That were paid for, those of earlier sittings of the run included."""
    usage: Usage
    usd: float
    """Without the calls whose price is unknown,"""
    unpriced: int
    """which are so many."""


class RunResult(Strict):
    """The whole run."""

    name: str
    created: datetime
    provenance: Provenance = Provenance()
    episodes: tuple[EpisodeResult, ...]
    summaries: tuple[GeneratorSummary, ...]
    costs: tuple[Cost, ...] = ()
    """By role and model."""
    stopped: str | None = None
    """Why the run ended before its last episode: its budget."""


def run_result(
    name: str,
    created: datetime,
    provenance: Provenance,
    episodes: Sequence[EpisodeResult],
    costs: tuple[Cost, ...],
) -> RunResult:
    """What these episodes come to, and whether the budget kept some of them from a score."""
    return RunResult(
        name=name,
        created=created,
        provenance=provenance,
        episodes=tuple(episodes),
        summaries=summarise(episodes),
        costs=costs,
        stopped=next((one.failure for one in episodes if one.stopped), None),
    )


def expectation_met(result: EpisodeResult) -> bool | None:
    """Whether the page did what was known beforehand.

    A page expected to pass must pass every step; any other must pass each step before the expected one
    and fail there. A step that a gate of the profile fails has failed. None where nothing is expected, or
    what is unknown keeps it from being told.
    """
    if result.expected is None or result.score is None:
        return None
    values, certain = result.values, True
    for step in result.steps:
        value = values.get(step.id, "unknown")
        if value == "unknown":
            certain = False
        elif value != ("fail" if step.id == result.expected else "pass"):
            return False
        if step.id == result.expected:
            break
    return True if certain else None


def summarise(results: Sequence[EpisodeResult]) -> tuple[GeneratorSummary, ...]:
    """One summary a generator, in the order in which the generators first appear."""
    generators = dict.fromkeys(result.generator for result in results)
    return tuple(summary_of([r for r in results if r.generator == name]) for name in generators)


def summary_of(results: Sequence[EpisodeResult]) -> GeneratorSummary:
    """The means over `results`, which are one generator's. Raises ValueError where there are none."""
    if not results:
        raise ValueError("a summary needs at least one episode")
    scores = [result.score for result in results if result.score is not None]

    def mean(number: Callable[[Score], float | None]) -> float | None:
        return _mean(results, lambda score: None if score is None else number(score))

    return GeneratorSummary(
        generator=results[0].generator,
        tasks=len({result.task for result in results}),
        episodes=len(results),
        unscored=len(results) - len(scores),
        incomplete=sum(not score.complete for score in scores),
        unknown_steps=sum(score.unknown for score in scores),
        ifs=mean(lambda score: score.ifs),
        lfs=mean(lambda score: score.lfs),
        hfs=mean(lambda score: score.hfs),
        vfs=mean(lambda score: score.vfs),
        final=mean(lambda score: score.final),
        vfs_all=mean(lambda score: score.vfs_all),
        step_pass_rate=mean(lambda score: score.step_pass_rate),
        ifs_bounds=_mean_bounds(results, lambda score: (score.ifs, score.ifs_bounds)),
        vfs_bounds=_mean_bounds(results, lambda score: (score.vfs, score.vfs_bounds)),
        final_bounds=_mean_bounds(results, lambda score: (score.final, score.final_bounds)),
    )


def _mean(results: Sequence[EpisodeResult], number: Callable[[Score | None], float | None]) -> float | None:
    """The mean over tasks of the mean over a task's repeats; what is None is left out."""
    by_task: dict[str, list[float]] = {}
    for result in results:
        value = number(result.score)
        if value is not None:
            by_task.setdefault(result.task, []).append(value)
    return fmean(map(fmean, by_task.values())) if by_task else None


def _mean_bounds(
    results: Sequence[EpisodeResult], ranged: Callable[[Score], tuple[float | None, Bounds]]
) -> Bounds:
    """The means of the lower and of the upper bounds; an episode without a value adds 0 and 1."""
    anything = None, Bounds(low=0.0, high=1.0)

    def known(score: Score | None) -> Bounds:
        value, bounds = anything if score is None else ranged(score)
        return anything[1] if value is None else bounds

    value = _mean(results, lambda score: None if score is None else ranged(score)[0])
    low = _mean(results, lambda score: known(score).low)
    high = _mean(results, lambda score: known(score).high)
    # The value too: rounding must not put it outside.
    ends = [end for end in (low, value, high) if end is not None]
    return Bounds(low=min(ends), high=max(ends))


def write_results(run_dir: Path, run: RunResult) -> Path:
    """Write `<run_dir>/results.json`; equal results make equal bytes."""
    path = run_dir / RESULTS_FILE
    plain = json.dumps(run.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False)
    write_atomic(path, plain + "\n")
    return path


def read_results(run_dir: Path) -> RunResult:
    """The results of a run. Raises InputError where the file is missing or damaged."""
    return read_json(
        run_dir / RESULTS_FILE,
        RunResult,
        missing="{problem}; is this the folder of a finished run?",
        damaged="{field}: {problem}; judge the run again",
    )
