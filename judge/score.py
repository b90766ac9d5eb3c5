"""IFS, VFS and Final of one episode (arXiv 2509.24709), with bounds for what is not known.

All scores are fractions from 0 to 1. Where a step's verdict is unknown, or a visual checkpoint that was
reached could not be compared, something of ours failed and the score is incomplete: the point values
take success to end where it stops being known (so IFS is its lower bound), leave the missing
comparison out of the means, and each stands with the least and the greatest value that it could have
had. Nothing unknown ever counts as a pass, and none is passed over in silence.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Annotated

from pydantic import Field

from judge.similarity import Similarity
from rubrics.profile import Profile
from rubrics.verdict import Value, Verdict
from tasks.yamlfile import Strict

INITIAL = "initial"
"""What a `Similarity` calls the page before any action."""

Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


class Bounds(Strict):
    """The least and the greatest value over all ways in which the unknown could have turned out."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> bool:
        """Whether nothing unknown is in it."""
        return self.low == self.high


class Measures(Strict):
    """Which measures made the visual numbers; more than one name in a field means they were mixed."""

    text: tuple[str, ...] = ()
    structure: tuple[str, ...] = ()
    high_level: tuple[str, ...] = ()


class Score(Strict):
    """The score of one episode."""

    profile: Profile
    """The weights and rules that made it."""
    ifs: Fraction
    lfs: Fraction | None
    """Low-level visual score; None, like HFS, VFS and Final, where no visual checkpoint could be compared."""
    hfs: Fraction | None
    """High-level visual score."""
    vfs: Fraction | None
    final: Fraction | None
    ifs_bounds: Bounds
    vfs_bounds: Bounds
    final_bounds: Bounds
    complete: bool
    """False where something unknown could change IFS, VFS or Final."""
    vfs_all: Fraction | None
    """VFS with each visual checkpoint that was not reached counted as 0, so that a page that dies at the
    first click can't live on its looks. Not the paper's."""
    step_pass_rate: Fraction | None
    """Steps that pass / steps judged pass or fail, without a stop; None where no step was judged."""
    steps: int = Field(ge=1)
    """N_total."""
    succeeded: int = Field(ge=0)
    """N_success."""
    passed: int = Field(ge=0)
    failed: int = Field(ge=0)
    unknown: int = Field(ge=0)
    """Steps that a failure of ours kept from being judged."""
    first_failed: str | None
    """The first step that fails. Whether it is the first for certain depends on `first_unknown`."""
    first_unknown: str | None
    visual_total: int = Field(ge=1)
    """Visual checkpoints of the rubric, the initial page among them."""
    visual_reached: int = Field(ge=0)
    visual_missing: int = Field(ge=0)
    """Reached, but not compared: a failure of ours."""
    measures: Measures


def ifs(successes: int, total: int) -> float:
    """Interactive Functionality Score: N_success / N_total."""
    return successes / total


def low_level(similarity: Similarity, profile: Profile) -> float:
    """Low-level score of one visual checkpoint: text and structure similarity by their shares."""
    parts = profile.text * similarity.text.value + profile.structure * similarity.structure.value
    return _clip(parts)


def vfs(low: float, high: float, profile: Profile) -> float:
    """Visual Fidelity Score from the means LFS and HFS."""
    return _clip(profile.low * low + profile.high * high)


def final(ifs: float, vfs: float, profile: Profile) -> float:
    """Final score: alpha * IFS + (1 - alpha) * VFS."""
    return _clip(profile.alpha * ifs + (1 - profile.alpha) * vfs)


def score(
    steps: Sequence[str],
    verdicts: Sequence[Verdict],
    similarities: Sequence[Similarity],
    visual_steps: Collection[str],
    profile: Profile,
    *,
    page_opened: bool = True,
) -> Score:
    """Score one episode.

    `steps` are the trajectory's step ids in order; `visual_steps` those whose screenshot is compared
    (the initial page always is). Verdicts and similarities are paired with steps by id, never by their
    place in the list. A step without a verdict is unknown. `page_opened=False` says that the candidate's
    page could not be opened, which is the candidate's own fault: its visual scores are 0, not missing.

    Raises ValueError where ids, indexes or `page_opened` contradict each other.
    """
    values = _values(steps, verdicts)
    compared = _compared(steps, similarities)
    if foreign := set(visual_steps) - set(steps):
        raise ValueError(f"visual steps that the trajectory does not have: {sorted(foreign)}")
    visual = (0, *(index for index, step in enumerate(steps, 1) if step in visual_steps))
    if page_opened:
        looks = {i: (low_level(item, profile), item.high) for i, item in compared.items()}
    elif compared or "pass" in values:
        raise ValueError("a page that could not be opened has no similarities and no passed step")
    else:
        looks = dict.fromkeys(visual, (0.0, 0.0))

    episode = _Episode(len(steps), visual, looks, profile)
    futures = _futures(values, episode)
    known = futures[0]
    point = episode.point(known, missing=None)
    least = [episode.point(future, missing=0.0) for future in futures]
    greatest = [episode.point(future, missing=1.0) for future in futures]
    extremes = [*least, *greatest, point]  # the point too: rounding must not put it outside
    ifs_bounds = _bounds([item.ifs for item in extremes])
    vfs_bounds = _bounds([item.vfs for item in extremes])
    final_bounds = _bounds([item.final for item in extremes])
    reached = episode.reached(known) if page_opened else []
    counted = [compared[index] for index in reached if index in compared]
    judged = values.count("pass") + values.count("fail")
    return Score(
        profile=profile,
        ifs=point.ifs,
        lfs=point.lfs,
        hfs=point.hfs,
        vfs=point.vfs,
        final=point.final,
        ifs_bounds=ifs_bounds,
        vfs_bounds=vfs_bounds,
        final_bounds=final_bounds,
        complete=ifs_bounds.exact and vfs_bounds.exact and final_bounds.exact,
        vfs_all=episode.vfs_all(known),
        step_pass_rate=values.count("pass") / judged if judged else None,
        steps=len(steps),
        succeeded=len(known),
        passed=values.count("pass"),
        failed=values.count("fail"),
        unknown=values.count("unknown"),
        first_failed=_first("fail", steps, values),
        first_unknown=_first("unknown", steps, values),
        visual_total=len(visual),
        visual_reached=len(reached),
        visual_missing=len(reached) - len(counted),
        measures=_measures(counted),
    )


@dataclass(frozen=True)
class _Point:
    """The scores in one way in which the unknown could turn out."""

    ifs: float
    lfs: float | None
    hfs: float | None
    vfs: float | None
    final: float | None


@dataclass(frozen=True)
class _Episode:
    """What the formulas need of an episode; a step is its 1-based index, 0 the initial page."""

    total: int
    visual: tuple[int, ...]
    looks: Mapping[int, tuple[float, float]]
    """Low-level and high-level score of each checkpoint that was compared."""
    profile: Profile

    def reached(self, successes: Collection[int]) -> list[int]:
        """The visual checkpoints: the initial page and each successful step that is flagged."""
        return [index for index in self.visual if index == 0 or index in successes]

    def point(self, successes: Collection[int], missing: float | None) -> _Point:
        """The scores if just these steps succeed and a missing comparison had come out as `missing`.

        With None it is left out of the means.
        """
        functional = ifs(len(successes), self.total)
        fill = None if missing is None else (missing, missing)
        reached = self.reached(successes)
        looks = [look for index in reached if (look := self.looks.get(index, fill)) is not None]
        if not looks:
            return _Point(functional, None, None, None, None)
        low, high = fmean(look[0] for look in looks), fmean(look[1] for look in looks)
        visual = vfs(low, high, self.profile)
        return _Point(functional, low, high, visual, final(functional, visual, self.profile))

    def vfs_all(self, successes: Collection[int]) -> float | None:
        """VFS over all visual checkpoints, 0 for those not reached; None where none was compared."""
        reached = self.reached(successes)
        looks = [self.looks[index] for index in reached if index in self.looks]
        if not looks:
            return None
        share = len(looks) / (len(looks) + len(self.visual) - len(reached))
        low, high = fmean(look[0] for look in looks), fmean(look[1] for look in looks)
        return vfs(share * low, share * high, self.profile)


def _futures(values: Sequence[Value], episode: _Episode) -> list[frozenset[int]]:
    """The sets of successful steps that the verdicts leave possible, first the one without an unknown.

    With the stop these are all; without it, those among which the extremes of the scores lie.
    """
    if not episode.profile.stop_at_first_failure:
        return _futures_without_stop(values, episode)
    futures: list[frozenset[int]] = []
    succeeded: list[int] = []
    for index, value in enumerate(values, 1):
        if value != "pass":
            futures.append(frozenset(succeeded))
        if value == "fail":
            return futures
        succeeded.append(index)
    return [*futures, frozenset(succeeded)]


def _futures_without_stop(values: Sequence[Value], episode: _Episode) -> list[frozenset[int]]:
    """Each unknown step succeeds or not, by itself: too many sets to list, but few can be extreme.

    An unknown step that is not visual only moves IFS, so none or all of them succeed. Of n visual ones
    that succeed, the n that look worst make the least score and the n that look best the greatest.
    """
    sure = frozenset(index for index, value in enumerate(values, 1) if value == "pass")
    unknown = [index for index, value in enumerate(values, 1) if value == "unknown"]
    plain = frozenset(unknown) - frozenset(episode.visual)
    flagged = [index for index in unknown if index in episode.visual]

    def look(index: int, missing: float) -> float:
        return vfs(*episode.looks.get(index, (missing, missing)), episode.profile)

    worst = sorted(flagged, key=lambda index: look(index, 0.0))
    best = sorted(flagged, key=lambda index: -look(index, 1.0))
    return [
        sure | others | frozenset(order[:count])
        for order in (worst, best)
        for count in range(len(flagged) + 1)
        for others in (frozenset[int](), plain)
    ]


def _values(steps: Sequence[str], verdicts: Sequence[Verdict]) -> list[Value]:
    """One value a step, in the trajectory's order."""
    if not steps or len(set(steps)) != len(steps):
        raise ValueError("a trajectory has at least one step, and no two with the same id")
    found: dict[int, Value] = {}
    for verdict in verdicts:
        _check_pair(steps, verdict.step, verdict.index)
        if verdict.index in found:
            raise ValueError(f"step {verdict.step!r} has two verdicts; one judge decides")
        found[verdict.index] = verdict.value
    return [found.get(index, "unknown") for index in range(1, len(steps) + 1)]


def _compared(steps: Sequence[str], similarities: Sequence[Similarity]) -> dict[int, Similarity]:
    """The similarities by the index of their checkpoint."""
    found: dict[int, Similarity] = {}
    for similarity in similarities:
        _check_pair(steps, similarity.step, similarity.index)
        if similarity.index in found:
            raise ValueError(f"checkpoint {similarity.step!r} was compared twice")
        found[similarity.index] = similarity
    return found


def _check_pair(steps: Sequence[str], step: str, index: int) -> None:
    """The k-th thing judged need not be the k-th step: id and index have to mean the same one."""
    if index == 0 and step == INITIAL:
        return
    if not (1 <= index <= len(steps) and steps[index - 1] == step):
        raise ValueError(f"step {step!r} with index {index} is none of the trajectory")


def _first(wanted: Value, steps: Sequence[str], values: Sequence[Value]) -> str | None:
    return next((step for step, value in zip(steps, values, strict=True) if value == wanted), None)


def _measures(counted: Sequence[Similarity]) -> Measures:
    return Measures(
        text=tuple(sorted({item.text.name for item in counted})),
        structure=tuple(sorted({item.structure.name for item in counted})),
        high_level=tuple(sorted({item.high_level.name for item in counted})),
    )


def _bounds(values: Sequence[float | None]) -> Bounds:
    known = [value for value in values if value is not None]
    return Bounds(low=min(known), high=max(known))


def _clip(value: float) -> float:
    """Into [0, 1], which shares that add up to 1 only within rounding could leave."""
    return min(1.0, max(0.0, value))
