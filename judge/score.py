"""IFS, VFS and Final of one episode (arXiv 2509.24709), with bounds for what is not known.

All scores are fractions from 0 to 1. Where a step's verdict is unknown, or a visual checkpoint that was
reached could not be compared, something of ours failed and the score is incomplete: the point values
take success to end where it stops being known (so IFS is its lower bound), leave the missing
comparison out of the means, and each stands with the least and the greatest value that it could have
had. Nothing unknown ever counts as a pass, and none is passed over in silence. That holds for every
profile: the formulas are in `judge/formulas.py`, the ways in which the unknown could turn out in
`judge/futures.py`.
"""

from collections.abc import Collection, Mapping, Sequence
from math import fsum, isfinite
from typing import Annotated

from pydantic import Field

from judge.formulas import low_level, share_of_criteria
from judge.futures import Outlook, Step
from judge.similarity import Similarity
from rubrics.profile import Gate, Profile
from rubrics.schema import RubricSource
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


class StepCredit(Strict):
    """What one step counts in IFS, which is the sum of weight x credit."""

    step: str
    weight: Fraction
    """Its share of IFS; those of all steps add up to 1."""
    credit: Fraction
    """1 where it counts in full, 0 where it does not; between them with partial credit. At least this much
    is known: what is unknown counts nothing here."""


class Score(Strict):
    """The score of one episode. Where its profile has gates, a step that violates one fails."""

    profile: Profile
    """The weights and rules that made it."""
    rubric: RubricSource | None = None
    """By which rubric the steps were judged: its set, that set's version, and the hash of what it says."""
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
    credits: tuple[StepCredit, ...] = ()
    """One a step, in order."""
    gated: dict[str, tuple[Gate, ...]] = Field(default_factory=dict)
    """The steps that gates of the profile fail, each with those gates."""


def score(
    steps: Sequence[str],
    verdicts: Sequence[Verdict],
    similarities: Sequence[Similarity],
    visual_steps: Collection[str],
    profile: Profile,
    *,
    page_opened: bool = True,
    weights: Mapping[str, float] | None = None,
    gates: Mapping[str, Collection[str]] | None = None,
    unsure: Mapping[str, Collection[str]] | None = None,
) -> Score:
    """Score one episode.

    `steps` are the trajectory's step ids in order; `visual_steps` those whose screenshot is compared
    (the initial page always is). Verdicts and similarities are paired with steps by id, never by their
    place in the list. A step without a verdict is unknown. `page_opened=False` says that the candidate's
    page could not be opened, which is the candidate's own fault: its visual scores are 0, not missing.

    `weights` are the steps' (1 where none is given), for a profile that weighs them. `gates` names for each
    gate that was looked at the steps that violate it; for a gate of the profile that is not among them
    nobody knows, so no step is known to pass. `unsure` names for each gate the steps of which nobody knows
    whether they violate it: these are not known to pass either.

    Raises ValueError where ids, indexes, weights or `page_opened` contradict each other.
    """
    found = _verdicts(steps, verdicts)
    compared = _compared(steps, similarities)
    weights, gates, unsure = weights or {}, gates or {}, unsure or {}
    for what, named in (("visual", visual_steps), ("weighed", weights), *gates.items(), *unsure.items()):
        if foreign := set(named) - set(steps):
            raise ValueError(f"{what}: steps that the trajectory does not have: {sorted(foreign)}")
    judged = _judged(steps, found, profile, weights, gates, unsure)
    values = [step.value for step in judged]
    visual = (0, *(index for index, step in enumerate(steps, 1) if step in visual_steps))
    if page_opened:
        looks = {i: (low_level(item, profile), item.high) for i, item in compared.items()}
    elif compared or any(verdict.value == "pass" for verdict in verdicts):
        raise ValueError("a page that could not be opened has no similarities and no passed step")
    else:
        looks = dict.fromkeys(visual, (0.0, 0.0))

    outlook = Outlook(judged, visual, looks, profile)
    known, point = outlook.futures()[0], outlook.known()
    extremes = [*outlook.extremes(), point]  # the point too: rounding must not put it outside
    ifs_bounds = _bounds([item.ifs for item in extremes])
    vfs_bounds = _bounds([item.vfs for item in extremes])
    final_bounds = _bounds([item.final for item in extremes])
    reached = outlook.reached(known) if page_opened else []
    counted = [compared[index] for index in reached if index in compared]
    decided = len(values) - values.count("unknown")
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
        vfs_all=outlook.vfs_all(),
        step_pass_rate=values.count("pass") / decided if decided else None,
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
        credits=_credits(steps, judged, outlook.credits(known)),
        gated=_gated(steps, profile, gates),
    )


def _judged(
    steps: Sequence[str],
    verdicts: Mapping[int, Verdict],
    profile: Profile,
    weights: Mapping[str, float],
    gates: Mapping[str, Collection[str]],
    unsure: Mapping[str, Collection[str]],
) -> tuple[Step, ...]:
    """Each step by its verdict and the rules of the profile."""
    given = [weights.get(step, 1.0) if profile.step_weights else 1.0 for step in steps]
    if not all(isfinite(weight) and weight > 0 for weight in given):
        raise ValueError(f"weights of steps are positive numbers, not {given}")
    gated = _gated(steps, profile, gates)

    def all_gates_known(step: str) -> bool:
        return all(gate in gates and step not in unsure.get(gate, ()) for gate in profile.gates)

    return tuple(
        _step(verdicts.get(index), weight / max(given), profile, step in gated, all_gates_known(step))
        for index, (step, weight) in enumerate(zip(steps, given, strict=True), 1)
    )


def _step(
    verdict: Verdict | None, weight: float, profile: Profile, gated: bool, all_gates_known: bool
) -> Step:
    """A step that a gate fails counts nothing; one that a gate could fail may."""
    if gated:
        return Step("fail", weight)
    value: Value = verdict.value if verdict else "unknown"
    least, most = share_of_criteria(verdict.findings if verdict and profile.partial else ())
    if all_gates_known:
        return Step(value, weight, least, most)
    return Step("unknown" if value == "pass" else value, weight, 0.0, most)


def _gated(
    steps: Sequence[str], profile: Profile, gates: Mapping[str, Collection[str]]
) -> dict[str, tuple[Gate, ...]]:
    """The steps that violate gates of the profile, each with those gates, in the trajectory's order."""
    violated = {step: tuple(gate for gate in profile.gates if step in gates.get(gate, ())) for step in steps}
    return {step: found for step, found in violated.items() if found}


def _credits(
    steps: Sequence[str], judged: Sequence[Step], credits: Sequence[float]
) -> tuple[StepCredit, ...]:
    whole = fsum(step.weight for step in judged)
    return tuple(
        StepCredit(step=name, weight=step.weight / whole, credit=credit)
        for name, step, credit in zip(steps, judged, credits, strict=True)
    )


def _verdicts(steps: Sequence[str], verdicts: Sequence[Verdict]) -> dict[int, Verdict]:
    """The verdicts by the index of their step."""
    if not steps or len(set(steps)) != len(steps):
        raise ValueError("a trajectory has at least one step, and no two with the same id")
    found: dict[int, Verdict] = {}
    for verdict in verdicts:
        _check_pair(steps, verdict.step, verdict.index)
        if verdict.index in found:
            raise ValueError(f"step {verdict.step!r} has two verdicts; one judge decides")
        found[verdict.index] = verdict
    return found


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
