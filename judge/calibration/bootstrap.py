"""A two-stage cluster bootstrap: clusters with replacement, then the cases within each drawn cluster."""

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
CONFIDENCE = 0.95
"""Of every interval."""
_TAIL = (1 - CONFIDENCE) / 2
_ENTRIES = 4_000_000
"""Drawn cases that are held at a time."""


def resample(
    clusters: NDArray[np.intp], columns: NDArray[np.float64], seed: int, resamples: int = RESAMPLES
) -> NDArray[np.float64]:
    """The sums of `columns` (cases x c) over the cases of each resample, as resamples x c.

    `clusters` numbers each case's cluster, from 0 without gaps. All statistics that are made of sums can be
    taken from one pass.
    """
    if not len(clusters):
        return np.zeros((resamples, columns.shape[1]))
    order = np.argsort(clusters, kind="stable")
    sizes = np.bincount(clusters)
    sums = [counts @ columns[order] for counts in _counts(sizes, np.random.default_rng(seed), resamples)]
    return np.concatenate(sums)


def _counts(
    sizes: NDArray[np.intp], rng: np.random.Generator, resamples: int
) -> Iterator[NDArray[np.float64]]:
    """How often each case stands in each resample (a row each), some resamples at a time."""
    starts = np.cumsum(sizes) - sizes
    total = int(sizes.sum())
    for first in range(0, resamples, step := max(1, _ENTRIES // total)):
        rows = min(step, resamples - first)
        drawn = rng.integers(len(sizes), size=(rows, len(sizes)))
        lengths = sizes[drawn]
        which = np.repeat(drawn.ravel(), lengths.ravel())
        row = np.repeat(np.arange(rows), lengths.sum(axis=1))
        case = starts[which] + (rng.random(len(which)) * sizes[which]).astype(np.intp)
        yield np.bincount(row * total + case, minlength=rows * total).reshape(rows, total).astype(np.float64)


def resample_table(table: NDArray[np.int64], seed: int, resamples: int = RESAMPLES) -> NDArray[np.int64]:
    """The table of each resample of the independent cases that `table` counts."""
    total = int(table.sum())
    draws = np.random.default_rng(seed).multinomial(total, table.ravel() / total, size=resamples)
    return draws.reshape(resamples, *table.shape)


def stretch(clusters: int) -> float:
    """How much wider than the percentile interval one of so few clusters must be (Hesterberg 2015, 5.3).

    t(k - 1) / z x sqrt(k / (k - 1)), with the 97.5% quantiles of Student's t and the normal distribution;
    1 for a single cluster, of which the cases are resampled.
    """
    if clusters < 2:
        return 1.0
    return float(student(clusters - 1) / NormalDist().inv_cdf(1 - _TAIL) * np.sqrt(clusters / (clusters - 1)))


def student(freedom: int) -> float:
    """The 97.5% quantile of Student's t."""
    from scipy.special import stdtrit  # here: whoever only compares judgements starts without scipy

    return float(stdtrit(freedom, 1 - _TAIL))


def interval(
    value: float, draws: NDArray[np.float64], clusters: int, limits: tuple[float, float]
) -> tuple[float, float]:
    """The stretched percentile interval about `value`, within `limits`; draws that are NaN don't count."""
    known = draws[~np.isnan(draws)]
    if not len(known):
        return limits
    ends = np.quantile(known, [_TAIL, 1 - _TAIL])
    low, high = value + (ends - value) * stretch(clusters)
    # The value too: a skewed statistic's percentiles may leave it out.
    return float(max(limits[0], min(low, value))), float(min(limits[1], max(high, value)))
