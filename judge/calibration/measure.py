"""From a judge's verdicts on labelled steps to how often it is wrong."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count, groupby
from pathlib import Path
from typing import get_args

import numpy as np

from judge.calibration.adversaries import adversary_results
from judge.calibration.bootstrap import interval, resample_table
from judge.calibration.cases import MUST_PASS, Case, cases_of
from judge.calibration.columns import Columns, Draws, Mask, Table, rate
from judge.calibration.model import Bin, Calibration, Estimate, Group, Miss, Part, Rate, Truth
from judge.calibration.statistics import Numbers, brier, ece, kappas, mccs, reliability_bins
from judge.config import SplitConfig
from judge.results import RunResult
from rubrics.verdict import Value
from tasks.errors import InputError

BY_HAND = "by hand"
_DIGITS = 9
"""Of a resampled interval's ends: sums of products differ in their last digits between machines."""


def calibrate(cases: Sequence[Case], seed: int = 1) -> Part:
    """Everything measured on these cases; their order doesn't matter, and `seed` is the bootstrap's."""
    ordered = sorted(cases, key=_order)
    columns = Columns.of(ordered)
    kinds = [_masks(ordered, keys) for keys in (_criteria, _action, _task, _operator)]
    everything = np.ones(len(ordered), dtype=np.bool_)
    draws = Draws.of(columns, [everything, *(mask for kind in kinds for mask in kind.values())], seed)
    numbers = count()
    whole = _Measured(columns, everything, draws.tables.get(next(numbers)), seed)
    by_criterion, by_action, by_task, by_operator = (
        tuple(
            _Measured(columns, mask, draws.tables.get(next(numbers)), seed).group(key)
            for key, mask in kind.items()
        )
        for kind in kinds
    )
    must_pass = _mask(ordered, lambda case: case.origin in MUST_PASS)
    before = _mask(ordered, lambda case: case.origin == "mutant" and case.truth == "pass")
    exact, exact_unknown = _pages(ordered, columns, lambda case: case.origin == "mutant")
    pages_passed, pages_unknown = _pages(ordered, columns, lambda case: case.origin in MUST_PASS)
    totals = whole.group("")
    confident = columns.confident
    return Part(
        variants=len({(case.task, case.variant) for case in ordered}),
        tasks=len({case.task for case in ordered}),
        positives=totals.positives,
        negatives=totals.negatives,
        unknown=totals.unknown,
        prevalence=totals.positives / len(ordered) if ordered else None,
        confusion=_confusion(ordered),
        sensitivity=totals.sensitivity,
        exact=exact,
        exact_unknown=exact_unknown,
        specificity=columns.share(~columns.fails, columns.decided & must_pass),
        specificity_before=columns.share(~columns.fails, columns.decided & before),
        pages_passed=pages_passed,
        pages_unknown=pages_unknown,
        kappa=whole.estimate(kappas),
        mcc=whole.estimate(mccs),
        brier=_brier(columns, draws.brier),
        confident=int(confident.sum()),
        reliability=_reliability(columns),
        ece=ece(reliability_bins(columns.p_pass[confident], ~columns.faulty[confident])),
        by_criterion=by_criterion,
        by_action=by_action,
        by_task=by_task,
        by_operator=by_operator,
    )


def calibration(result: RunResult, run_dir: Path, split: SplitConfig) -> Calibration:
    """How often the judge of this judgement is wrong, by the labels of its pages.

    `run_dir` is the run's folder: its evidence tells which gates an adversary's steps violate. Raises
    InputError where no page has a label, or a task can't be read.
    """
    cases = cases_of(result, split)
    if not cases:
        raise InputError(
            f"{run_dir}: no page with a label; run with generators: reference, variants, derived, adversaries"
        )
    tuning, test = ([case for case in cases if case.split == name] for name in ("tuning", "test"))
    sure = [case for case in test if not case.ambiguous]
    return Calibration(
        judge=", ".join(sorted(_judges(result))),
        rubrics=", ".join(sorted(_rubrics(result))),
        all=calibrate(cases),
        tuning=calibrate(tuning) if tuning else None,
        test=calibrate(test) if test else None,
        sure=calibrate(sure) if 0 < len(sure) < len(test) else None,
        adversaries=adversary_results(result.episodes, run_dir),
        misses=tuple(_miss(case) for case in cases if case.value not in ("unknown", case.truth)),
    )


def _judges(result: RunResult) -> set[str]:
    """Who decided the steps; the operator's word stands only where a step could not be carried out."""
    names = {verdict.judge for episode in result.episodes for verdict in episode.verdicts}
    return names - {"operator"} or names


def _rubrics(result: RunResult) -> set[str]:
    sources = {one.score.rubric for one in result.episodes if one.score and one.score.rubric}
    return {f"{source.name} {source.version}" for source in sources}


def _miss(case: Case) -> Miss:
    return Miss(
        task=case.task,
        variant=case.variant,
        repeat=case.repeat,
        step=case.step,
        index=case.index,
        truth=case.truth,
        value=case.value,
        reason=case.reason,
        split=case.split,
    )


class _Measured:
    """The decided cases of one mask: their table, rates, and agreement with the labels."""

    def __init__(self, columns: Columns, mask: Mask, draws: Numbers | None, seed: int) -> None:
        """`draws`: the table in each resample; None: its independent cases are resampled."""
        decided = columns.decided & mask
        self._columns, self._mask = columns, mask
        self._table = columns.table(mask)
        self._tasks = columns.tasks(decided)
        self._sensitivity = columns.share(columns.fails, decided & columns.faulty)
        self._specificity = columns.share(~columns.fails, decided & ~columns.faulty)
        self._draws, self._seed = draws, seed

    def group(self, key: str) -> Group:
        """What was measured on them, and how many are undecided."""
        faulty = int((self._mask & self._columns.faulty).sum())
        kappa = self.estimate(kappas)
        return Group(
            key=key,
            positives=faulty,
            negatives=int(self._mask.sum()) - faulty,
            unknown=int((self._mask & ~self._columns.decided).sum()),
            sensitivity=self._sensitivity,
            specificity=self._specificity,
            kappa=kappa if kappa.value is not None else None,
        )

    def estimate(self, statistic: Callable[[Table | Numbers], Numbers]) -> Estimate:
        """`kappas` or `mccs` of their table.

        Where no verdict is wrong, no resample has an error either; the interval then reaches down to the
        statistic at the low ends of sensitivity and specificity.
        """
        value = float(statistic(self._table))
        if np.isnan(value) or not _both_classes(self._table):
            return Estimate(value=None, low=-1.0, high=1.0)
        draws = resample_table(self._table, self._seed) if self._draws is None else self._draws
        low, high = interval(value, statistic(draws[_both_classes(draws)]), self._tasks, (-1.0, 1.0))
        if self._table[0, 1] == self._table[1, 0] == 0:
            right = np.array([self._sensitivity.low, 1 - self._specificity.low])
            worst = np.stack([right, 1 - right], axis=1) * self._table.sum(axis=1, keepdims=True)
            low = min(low, float(statistic(worst)))
        return _estimate(value, low, high)


def _both_classes(tables: Table | Numbers) -> Mask:
    """Of which tables one can say how far judge and labels agree: those with faulty and right steps."""
    both: Mask = np.asarray((tables.sum(axis=-1) > 0).all(axis=-1))
    return both


def _estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value=value, low=min(round(low, _DIGITS), value), high=max(round(high, _DIGITS), value))


def _brier(columns: Columns, draws: Numbers) -> Estimate:
    confident = columns.confident
    value = brier(columns.p_pass[confident], ~columns.faulty[confident])
    if value is None:
        return Estimate(value=None, low=0.0, high=1.0)
    return _estimate(value, *interval(value, draws, columns.tasks(confident), (0.0, 1.0)))


def _reliability(columns: Columns) -> tuple[Bin, ...]:
    confident = columns.confident
    right, tasks = ~columns.faulty[confident], columns.task[confident]
    found = []
    for one in reliability_bins(columns.p_pass[confident], right):
        cases = np.array(one.cases)
        found.append(
            Bin(
                low=one.low,
                high=one.high,
                count=len(cases),
                confidence=one.confidence,
                accuracy=rate(right[cases], tasks[cases]),
            )
        )
    return tuple(found)


def _pages(cases: Sequence[Case], columns: Columns, wanted: Callable[[Case], bool]) -> tuple[Rate, int]:
    """How many of the wanted pages have every verdict right, of those of which it is known; and of how many
    it is not. One wrong verdict settles it; without one, an unknown verdict leaves it open."""
    right, tasks, unknown = [], [], 0
    for _, page in groupby(zip(cases, columns.task, strict=True), key=lambda pair: pair[0].page):
        steps = list(page)
        if not wanted(steps[0][0]):
            continue
        values = [(case.value, case.truth) for case, _ in steps]
        wrong = any(value not in ("unknown", truth) for value, truth in values)
        if wrong or all(value == truth for value, truth in values):
            right.append(not wrong)
            tasks.append(steps[0][1])
        else:
            unknown += 1
    return rate(np.array(right, dtype=np.bool_), np.array(tasks, dtype=np.intp)), unknown


def _confusion(cases: Sequence[Case]) -> dict[Truth, dict[Value, int]]:
    said = [(case.truth, case.value) for case in cases]
    values: tuple[Value, ...] = get_args(Value)
    truths: tuple[Truth, ...] = get_args(Truth)
    return {truth: {value: said.count((truth, value)) for value in values} for truth in truths}


def _order(case: Case) -> tuple[str, str, int, int, str]:
    """Pages together, and nothing left to the order in which cases came."""
    return (*case.page, case.index, repr(case))


def _mask(cases: Sequence[Case], wanted: Callable[[Case], bool]) -> Mask:
    return np.array([wanted(case) for case in cases], dtype=np.bool_)


def _masks(cases: Sequence[Case], keys: Callable[[Case], Iterable[str]]) -> dict[str, Mask]:
    """By key, sorted, the cases that have it."""
    had = [frozenset(keys(case)) for case in cases]
    return {
        key: np.array([key in one for one in had], dtype=np.bool_) for key in sorted(frozenset().union(*had))
    }


def _criteria(case: Case) -> Iterable[str]:
    return case.criteria


def _action(case: Case) -> Iterable[str]:
    return (case.action,)


def _task(case: Case) -> Iterable[str]:
    return (case.task,)


def _operator(case: Case) -> Iterable[str]:
    if case.operator is not None:
        return (case.operator,)
    return (case.variant if case.origin in ("adversary", "reference") else BY_HAND,)
