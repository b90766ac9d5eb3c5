"""From what was said to what an ablation reports: pure functions over verdicts and labels."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import fsum, inf

from judge.ablation.ask import Answers, Ask
from judge.ablation.config import Level
from judge.ablation.design import Cell, Design
from judge.ablation.result import Consistency, Effect, Paired, PositionBias
from judge.ablation.sample import Key, Sample
from judge.ablation.scores import verdicts_of
from judge.calibration.cases import Case, cases_of
from judge.calibration.model import Estimate, Rate
from judge.calibration.statistics import (
    cohens_kappa,
    effective_size,
    holm,
    mcnemar_exact,
    paired_bootstrap,
    wilson,
)
from judge.config import SplitConfig
from judge.results import Provenance, run_result
from judge.run import utc_now
from rubrics.verdict import Value, Verdict

_DIGITS = 9
"""Of interval ends: sums of products differ in the last digits between machines."""

Values = Mapping[Key, Value]
"""What one way of asking said of each step."""
Truths = Mapping[Key, Case]
"""The labelled steps, with what the run's own judge said of them."""
TaskOf = Callable[[Key], str]


def rate(hits: Mapping[Key, bool], task_of: TaskOf) -> Rate:
    """The share of hits, its interval clustered by task as in `Rate`."""
    value, low, high = _share({key: float(hit) for key, hit in hits.items()}, task_of)
    return Rate(hits=sum(hits.values()), total=len(hits), value=value, low=low, high=high)


def _share(values: Mapping[Key, float], task_of: TaskOf) -> tuple[float | None, float, float]:
    """The mean of values from 0 to 1, and Wilson's interval on the steps' effective number."""
    if not values:
        return None, 0.0, 1.0
    by_task: dict[str, list[float]] = {}
    for key in sorted(values):
        by_task.setdefault(task_of(key), []).append(values[key])
    sums, totals = [fsum(one) for one in by_task.values()], [len(one) for one in by_task.values()]
    value = min(1.0, fsum(sums) / len(values))
    low, high = wilson(fsum(sums), len(values), effective_size(sums, totals))
    return value, max(0.0, min(value, round(low, _DIGITS))), min(1.0, max(value, round(high, _DIGITS)))


def mean_of(
    values: Mapping[Key, float], task_of: TaskOf, seed: int, bounds: tuple[float, float] = (-1.0, 1.0)
) -> Estimate | None:
    """The mean of values within `bounds` and its clustered bootstrap interval; None where there are none."""
    keys = sorted(values)
    found = paired_bootstrap([values[key] for key in keys], [task_of(key) for key in keys], seed, bounds)
    if found is None:
        return None
    return Estimate(
        value=found.value,
        low=min(found.value, round(found.low, _DIGITS)),
        high=max(found.value, round(found.high, _DIGITS)),
    )


def usd_step(usd: Mapping[Key, float], task_of: TaskOf, seed: int) -> Estimate:
    """The mean of what steps cost."""
    return mean_of(usd, task_of, seed, (0.0, inf)) or Estimate(value=None, low=0.0, high=0.0)


def consistency(first: Values, again: Values, task_of: TaskOf) -> Consistency | None:
    """What was said the first and the second time; None where nothing was said twice."""
    both = [key for key in sorted(again) if key in first]
    if not both:
        return None
    sure = [key for key in both if "unknown" not in (first[key], again[key])]
    table = [[sum((first[k], again[k]) == (a, b) for k in sure) for b in _SURE] for a in _SURE]
    return Consistency(
        steps=len(both),
        unknown=len(both) - len(sure),
        agree=rate({key: first[key] == again[key] for key in sure}, task_of),
        kappa=cohens_kappa(table) if sure else None,
    )


_SURE: tuple[Value, Value] = ("pass", "fail")


def position_bias(first: Values, turned: Values, task_of: TaskOf) -> PositionBias | None:
    """What was said in the cell's own order and in the other; None where nothing was asked in the other."""
    both = [key for key in sorted(turned) if key in first]
    if not both:
        return None
    sure = [key for key in both if "unknown" not in (first[key], turned[key])]
    flips = Counter(turned[key] for key in sure if first[key] != turned[key])
    return PositionBias(
        steps=len(both),
        unknown=len(both) - len(sure),
        flips=rate({key: first[key] != turned[key] for key in sure}, task_of),
        to_pass=flips["pass"],
        to_fail=flips["fail"],
    )


def paired(
    cells: Mapping[str, Values], baseline: Values, truths: Mapping[Key, Value], task_of: TaskOf, seed: int
) -> dict[str, Paired]:
    """Each of `cells` against the baseline on the labelled steps, Holm's adjustment over all of them."""
    found: dict[str, Paired] = {}
    for name, values in cells.items():
        labelled = sorted(key for key in truths if key in values and key in baseline)
        sure = [key for key in labelled if "unknown" not in (values[key], baseline[key])]
        gains = {key: float((values[key] == truths[key]) - (baseline[key] == truths[key])) for key in sure}
        losses, wins = sum(gain < 0 for gain in gains.values()), sum(gain > 0 for gain in gains.values())
        found[name] = Paired(
            steps=len(sure),
            left_out=len(labelled) - len(sure),
            only_baseline=losses,
            only_cell=wins,
            p=mcnemar_exact(losses, wins),
            p_holm=1.0,
            difference=mean_of(gains, task_of, seed) or Estimate(value=None, low=-1.0, high=1.0),
        )
    adjusted = holm([one.p for one in found.values()])
    return {
        name: one.model_copy(update={"p_holm": min(1.0, p)})
        for (name, one), p in zip(found.items(), adjusted, strict=True)
    }


def effects(
    design: Design,
    one_at_a_time: bool,
    values: Mapping[str, Values],
    truths: Mapping[Key, Value],
    usd: Mapping[str, Mapping[Key, float]],
    task_of: TaskOf,
    seed: int,
) -> tuple[Effect, ...]:
    """Every level of every factor, by the cells that share it. Where one factor was varied at a time, these
    are the cells that are as the baseline in all others. `usd`: by cell, of each step."""
    found = []
    for factor in design.baseline.levels:
        inside = [cell for cell in design.cells if cell.in_design]
        if one_at_a_time:
            own = design.baseline.levels
            inside = [
                cell
                for cell in inside
                if all(level == own[name] for name, level in cell.levels.items() if name != factor)
            ]
        for level in dict.fromkeys(cell.levels[factor] for cell in inside):
            mine = [cell.id for cell in inside if cell.levels[factor] == level]
            unknown = [value == "unknown" for name in mine for value in values[name].values()]
            found.append(
                Effect(
                    factor=factor,
                    level=level,
                    cells=len(mine),
                    sensitivity=_mean_rate(mine, values, truths, "fail", task_of),
                    specificity=_mean_rate(mine, values, truths, "pass", task_of),
                    unknown=sum(unknown) / len(unknown) if unknown else 0.0,
                    agreement=_agreement(_pairs(inside, factor, level, design.baseline), values, task_of),
                    usd_step=usd_step(_means([usd[name] for name in mine]), task_of, seed),
                )
            )
    return tuple(found)


def _pairs(cells: Sequence[Cell], factor: str, level: Level, baseline: Cell) -> list[tuple[str, str]]:
    """The cells of that level, each with the one that differs from it only in having the baseline's level."""
    usual = baseline.levels[factor]
    if level == usual:
        return []
    by_levels = {tuple(cell.levels.items()): cell.id for cell in [*cells, baseline]}
    found = ((cell, by_levels.get(tuple({**cell.levels, factor: usual}.items()))) for cell in cells)
    return [(cell.id, other) for cell, other in found if other is not None and cell.levels[factor] == level]


def _agreement(
    pairs: Sequence[tuple[str, str]], values: Mapping[str, Values], task_of: TaskOf
) -> Estimate | None:
    """Over the steps, the mean share of the pairs that agree, of those that are both sure."""
    shares: dict[Key, float] = {}
    for key in {key for one, _ in pairs for key in values[one]}:
        said = [(values[one][key], values[other].get(key, "unknown")) for one, other in pairs]
        sure = [a == b for a, b in said if "unknown" not in (a, b)]
        if sure:
            shares[key] = sum(sure) / len(sure)
    return _estimate(shares, task_of)


def _means(cells: Sequence[Mapping[Key, float]]) -> dict[Key, float]:
    """By step, the mean over the cells."""
    return {key: fsum(cell[key] for cell in cells) / len(cells) for key in cells[0]}


def _estimate(shares: Mapping[Key, float], task_of: TaskOf) -> Estimate | None:
    if not shares:
        return None
    value, low, high = _share(shares, task_of)
    return Estimate(value=value, low=low, high=high)


def _mean_rate(
    cells: Sequence[str],
    values: Mapping[str, Values],
    truths: Mapping[Key, Value],
    truth: Value,
    task_of: TaskOf,
) -> Estimate | None:
    """Over the steps of that label, the mean share of the cells that decide the step and are right."""
    shares: dict[Key, float] = {}
    for key, known in truths.items():
        sure = [values[name][key] for name in cells if values[name].get(key, "unknown") != "unknown"]
        if known == truth and sure:
            shares[key] = sure.count(truth) / len(sure)
    return _estimate(shares, task_of)


def right_of(values: Values, truths: Mapping[Key, Value], truth: Value, task_of: TaskOf) -> Rate:
    """Of the decided steps of that label, those that are judged so: sensitivity of `fail`, specificity of
    `pass`."""
    said = {key: values.get(key, "unknown") for key, known in truths.items() if known == truth}
    return rate({key: value == truth for key, value in said.items() if value != "unknown"}, task_of)


def values_of(answers: Answers, cell: Cell, ask: Ask, keys: Iterable[Key]) -> dict[Key, Value]:
    """What the cell said of those of the steps that it was asked about in that way."""
    found = ((key, answers.said.get((cell.id, ask, key))) for key in keys)
    return {key: said.verdict.value for key, said in found if said is not None}


def labelled_steps(sample: Sample, split: SplitConfig) -> dict[Key, Case]:
    """The labelled steps of the sample: those that are asked, and those that the operator decided."""
    episodes = {(one.first.task, one.first.generator, one.first.repeat): one for one in sample.pieces}
    result = run_result("", utc_now(), Provenance(), [piece.first for piece in sample.pieces], ())
    found: dict[Key, Case] = {}
    for case in cases_of(result, split):
        piece = episodes[case.task, case.variant, case.repeat]
        if piece.whole or (piece.episode.id, case.step) in piece.keys:
            found[piece.episode.id, case.step] = case
    return found


def cell_cases(sample: Sample, labelled: Truths, cell: Cell, answers: Answers) -> list[Case]:
    """The labelled steps with the cell's verdicts in place of the run's own."""
    verdicts: dict[Key, Verdict] = {
        (piece.episode.id, one.step): one
        for piece in sample.pieces
        for one in verdicts_of(piece, cell, answers)
    }
    return [_judged(case, verdicts.get(key)) for key, case in labelled.items()]


def _judged(case: Case, verdict: Verdict | None) -> Case:
    if verdict is None:
        return case
    return replace(case, value=verdict.value, confidence=verdict.confidence, reason=verdict.reason)
