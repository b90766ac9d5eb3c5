"""Cases as columns of numbers, so that many statistics of many resamples are quickly made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from judge.calibration.bootstrap import resample
from judge.calibration.cases import Case
from judge.calibration.model import Rate
from judge.calibration.statistics import Numbers, effective_size, wilson

Mask = NDArray[np.bool_]
Table = NDArray[np.int64]
"""2 x 2 counts of decided cases: faulty steps that fail and pass, then right steps that fail and pass."""


@dataclass(frozen=True)
class Columns:
    """A row a case."""

    task: NDArray[np.intp]
    """The number of its task."""
    faulty: Mask
    """By its label."""
    decided: Mask
    """Whether its verdict is pass or fail."""
    fails: Mask
    """By its verdict."""
    p_pass: Numbers
    """NaN where the judge has no confidence."""

    @classmethod
    def of(cls, cases: Sequence[Case]) -> "Columns":
        """The cases in their order."""
        names = {name: number for number, name in enumerate(dict.fromkeys(case.task for case in cases))}
        p_pass = [np.nan if case.p_pass is None else case.p_pass for case in cases]
        return cls(
            task=np.array([names[case.task] for case in cases], dtype=np.intp),
            faulty=np.array([case.truth == "fail" for case in cases], dtype=np.bool_),
            decided=np.array([case.value != "unknown" for case in cases], dtype=np.bool_),
            fails=np.array([case.value == "fail" for case in cases], dtype=np.bool_),
            p_pass=np.array(p_pass, dtype=np.float64),
        )

    @property
    def confident(self) -> Mask:
        """The cases with a P(pass)."""
        return ~np.isnan(self.p_pass)

    def cells(self) -> NDArray[np.bool_]:
        """cases x 4: in which cell of the table each case is; in none where it is not decided."""
        sides = [self.faulty & self.fails, self.faulty & ~self.fails]
        sides += [~self.faulty & self.fails, ~self.faulty & ~self.fails]
        return np.stack(sides, axis=1) & self.decided[:, None]

    def table(self, mask: Mask) -> Table:
        """The table of the cases in `mask`."""
        counts: Table = self.cells()[mask].sum(axis=0, dtype=np.int64).reshape(2, 2)
        return counts

    def tasks(self, mask: Mask) -> int:
        """How many tasks have a case in `mask`."""
        return len(np.unique(self.task[mask]))

    def share(self, hits: Mask, trials: Mask) -> Rate:
        """How many of the trials are hits."""
        return rate(hits[trials], self.task[trials])


def rate(hits: Mask, tasks: NDArray[np.intp]) -> Rate:
    """The share of hits among trials, whose tasks are numbered."""
    total, count = len(hits), int(hits.sum())
    by_task = np.bincount(tasks[hits], minlength=int(tasks.max(initial=0)) + 1)
    size = effective_size(by_task.tolist(), np.bincount(tasks, minlength=len(by_task)).tolist())
    low, high = wilson(count, total, size)
    return Rate(hits=count, total=total, value=count / total if total else None, low=low, high=high)


@dataclass(frozen=True)
class Draws:
    """What the resamples come to."""

    tables: Mapping[int, Numbers]
    """By the number of the mask, resamples x 2 x 2. Not of masks with one task: the resamples would hold it
    never, once or twice."""
    brier: Numbers
    """One a resample; NaN where it has no case with a confidence."""

    @classmethod
    def of(cls, columns: Columns, masks: Sequence[Mask], seed: int) -> "Draws":
        """One pass of resamples of the decided cases, for the table of each mask and the Brier score."""
        cells = columns.cells()
        loss = np.where(columns.confident, np.square(columns.p_pass - ~columns.faulty), 0.0)
        several = [number for number, mask in enumerate(masks) if columns.tasks(mask & columns.decided) > 1]
        masked = (column for number in several for column in (cells & masks[number][:, None]).T)
        wanted = np.stack([loss, columns.confident, *masked])
        rows = columns.decided
        tasks = np.unique(columns.task[rows], return_inverse=True)[1]
        sums = resample(tasks, wanted.T[rows].astype(np.float64), seed)
        shares = np.full(len(sums), np.nan)
        np.divide(sums[:, 0], sums[:, 1], out=shares, where=sums[:, 1] > 0)
        tables = sums[:, 2:].reshape(len(sums), len(several), 2, 2)
        return cls({number: tables[:, place] for place, number in enumerate(several)}, shares)
