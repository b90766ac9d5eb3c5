"""Two judgements side by side: which verdicts moved, and what that did to the scores."""

from collections.abc import Iterator, Sequence
from typing import get_args

from pydantic import Field

from judge.calibration.statistics import cohens_kappa
from judge.results import EpisodeResult, GeneratorSummary, RunResult, summarise
from judge.score import Bounds, Score
from rubrics.verdict import Outcome, Value, Verdict
from tasks.errors import InputError
from tasks.yamlfile import Strict

VALUES: tuple[Value, ...] = get_args(Value)
DECIDED: tuple[Value, ...] = ("pass", "fail")

Key = tuple[str, str, int]
"""Task, generator, repeat: what makes two episodes the same, in one run or in two."""


class Side(Strict):
    """What one judgement says of a step."""

    judge: str
    outcome: Outcome
    value: Value
    reason: str


class Moved(Strict):
    """A step whose verdict the two judgements don't share."""

    task: str
    generator: str
    repeat: int
    step: str
    index: int
    a: Side
    b: Side


class Pair(Strict):
    """A number in both judgements; null where there is none."""

    a: float | None
    b: float | None
    a_bounds: Bounds
    """What it could be, were everything known."""
    b_bounds: Bounds

    @property
    def moved(self) -> bool:
        """Whether the two differ, in value or in bounds."""
        return (self.a, self.a_bounds) != (self.b, self.b_bounds)


class EpisodeChange(Strict):
    """An episode whose scores differ, or of which only one judgement has a score."""

    task: str
    generator: str
    repeat: int
    ifs: Pair
    vfs: Pair
    final: Pair


class GeneratorChange(Strict):
    """A generator's means over the episodes that both judgements have."""

    generator: str
    episodes: int
    moved: int
    """Verdicts."""
    ifs: Pair
    vfs: Pair
    final: Pair


class Agreement(Strict):
    """How far the judgements agree on the steps that a judge decided in at least one of them.

    What the operator could not do is no judge's matter and would only make any two judges look alike.
    """

    steps: int
    table: dict[Value, dict[Value, int]]
    """Steps by what `a` says, then by what `b` says."""
    decided: int
    """Steps that both call pass or fail."""
    agree: float | None = Field(ge=0.0, le=1.0)
    """The share of these on which they say the same; null where there are none."""
    kappa: float | None = Field(ge=-1.0, le=1.0)
    """Agreement beyond chance on these (Cohen 1960): (p_o - p_e) / (1 - p_e), where p_o is `agree` and p_e
    the agreement of two judges who pass as often as these do, but at random. Null where p_e is 1: each always
    said the same."""


class Comparison(Strict):
    """What is different between two judgements."""

    a: str
    b: str
    episodes: int
    """That both have."""
    only_a: int
    only_b: int
    agreement: Agreement
    moved: tuple[Moved, ...]
    """In the order of `a`'s episodes and steps."""
    changed: tuple[EpisodeChange, ...]
    generators: tuple[GeneratorChange, ...]
    """All, in the order of `a`."""


def compare(a: RunResult, b: RunResult, names: tuple[str, str]) -> Comparison:
    """The judgements `a` and `b`, called `names`, on the episodes that both have: those of one task,
    generator and repeat. Raises InputError where there are none, or a task's steps differ."""
    firsts, seconds = ({_key(one): one for one in run.episodes} for run in (a, b))
    pairs = [(firsts[key], seconds[key]) for key in firsts if key in seconds]
    if not pairs:
        raise InputError(
            f"{names[0]} and {names[1]} have no task and generator in common: nothing to compare"
        )
    for first, second in pairs:
        if [step.id for step in first.steps] != [step.id for step in second.steps]:
            raise InputError(f"{first.task}: has other steps in {names[1]} than in {names[0]}")
    moved = [step for first, second in pairs for step in _moved(first, second)]
    return Comparison(
        a=names[0],
        b=names[1],
        episodes=len(pairs),
        only_a=len(firsts) - len(pairs),
        only_b=len(seconds) - len(pairs),
        agreement=agreement([both for first, second in pairs for both in _verdicts(first, second)]),
        moved=tuple(moved),
        changed=tuple(change for pair in pairs if (change := _changed(*pair)) is not None),
        generators=_generators(pairs, moved),
    )


def agreement(verdicts: Sequence[tuple[Verdict, Verdict]]) -> Agreement:
    """How far two judges agree on the same steps."""
    judged = [(x.value, y.value) for x, y in verdicts if {x.judge, y.judge} != {"operator"}]
    table = {x: {y: judged.count((x, y)) for y in VALUES} for x in VALUES}
    decided = [(x, y) for x, y in judged if "unknown" not in (x, y)]
    share = sum(x == y for x, y in decided) / len(decided) if decided else None
    sides = [[table[x][y] for y in DECIDED] for x in DECIDED]
    return Agreement(
        steps=len(judged), table=table, decided=len(decided), agree=share, kappa=cohens_kappa(sides)
    )


def _key(result: EpisodeResult) -> Key:
    return result.task, result.generator, result.repeat


def _verdicts(first: EpisodeResult, second: EpisodeResult) -> Iterator[tuple[Verdict, Verdict]]:
    """The verdicts on the same steps; an episode that failed on our side has none."""
    others = {verdict.step: verdict for verdict in second.verdicts}
    yield from ((one, others[one.step]) for one in first.verdicts if one.step in others)


def _moved(first: EpisodeResult, second: EpisodeResult) -> list[Moved]:
    return [
        Moved(
            task=first.task,
            generator=first.generator,
            repeat=first.repeat,
            step=x.step,
            index=x.index,
            a=_side(x),
            b=_side(y),
        )
        for x, y in _verdicts(first, second)
        if x.value != y.value
    ]


def _side(verdict: Verdict) -> Side:
    return Side(judge=verdict.judge, outcome=verdict.outcome, value=verdict.value, reason=verdict.reason)


def _changed(first: EpisodeResult, second: EpisodeResult) -> EpisodeChange | None:
    pairs = _pairs(*(_numbers(one.score) for one in (first, second)))
    if not any(pair.moved for pair in pairs):
        return None
    ifs, vfs, final = pairs
    return EpisodeChange(
        task=first.task, generator=first.generator, repeat=first.repeat, ifs=ifs, vfs=vfs, final=final
    )


def _generators(
    pairs: Sequence[tuple[EpisodeResult, EpisodeResult]], moved: Sequence[Moved]
) -> tuple[GeneratorChange, ...]:
    """Means are those of a run's own summary, over the episodes that both have."""
    firsts, seconds = (summarise(side) for side in zip(*pairs, strict=True))
    others = {summary.generator: summary for summary in seconds}
    found = []
    for one in firsts:
        ifs, vfs, final = _pairs(_numbers(one), _numbers(others[one.generator]))
        count = sum(step.generator == one.generator for step in moved)
        found.append(
            GeneratorChange(
                generator=one.generator, episodes=one.episodes, moved=count, ifs=ifs, vfs=vfs, final=final
            )
        )
    return tuple(found)


Numbers = tuple[tuple[float | None, Bounds], ...]


def _numbers(of: Score | GeneratorSummary | None) -> Numbers:
    """IFS, VFS and Final with their bounds; without a score each could be anything."""
    if of is None:
        return ((None, Bounds(low=0.0, high=1.0)),) * 3
    return (of.ifs, of.ifs_bounds), (of.vfs, of.vfs_bounds), (of.final, of.final_bounds)


def _pairs(a: Numbers, b: Numbers) -> tuple[Pair, ...]:
    return tuple(
        Pair(a=x, b=y, a_bounds=x_bounds, b_bounds=y_bounds)
        for (x, x_bounds), (y, y_bounds) in zip(a, b, strict=True)
    )
