"""The statistics of calibration: thin functions over scipy, statsmodels and krippendorff.

Where a statistic is not defined (nothing was judged, one class only), it is None, never NaN. statsmodels
takes seconds to import, so it is imported where it is used. Kappa and Matthews' correlation are written out:
the bootstrap needs them of thousands of tables at once.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.calibration.bootstrap import CONFIDENCE, interval, resample, student

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A value with its 95% interval: low <= value <= high."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Tau:
    """A rank correlation, with the two-sided p of there being none."""

    tau: float
    p: float


@dataclass(frozen=True)
class ReliabilityBin:
    """The cases whose forecast lies in [low, high); the last bin holds its end too."""

    low: float
    high: float
    cases: tuple[int, ...]
    """Their places among the forecasts."""
    confidence: float
    """Their mean forecast."""
    share: float
    """How many of them came true, of 1."""


def wilson(hits: float, total: int, effective: float | None = None) -> tuple[float, float]:
    """The 95% interval of the proportion hits / total (Wilson 1927), as if it rested on `effective` trials.

    `effective` is `total` where it is not given. (0, 1) where the total is 0.
    """
    from statsmodels.stats.proportion import proportion_confint

    if not total:
        return 0.0, 1.0
    share, trials = hits / total, effective or total
    low, high = proportion_confint(share * trials, trials, 1 - CONFIDENCE, method="wilson")
    # Rounding may leave 0, 1 or the share itself just outside.
    return max(0.0, min(float(low), share)), min(1.0, max(float(high), share))


def design_effect(hits: Sequence[float], totals: Sequence[int]) -> float:
    """How many times the variance of a proportion is that of independent trials, by clusters' counts.

    With k clusters of m_i trials and h_i hits, n = sum m_i and p = sum h_i / n, the variance of that ratio is
    (k - 1) / k x sum (p_i - p)^2, p_i being the ratio without cluster i (the jackknife; with clusters of one
    size it is the ratio estimator of Cochran 1977, 6.3, which is too small with others), and the design
    effect is that over p (1 - p) / n. Never below 1; 1 where it can't be told: fewer than two clusters with
    trials, or p is 0 or 1.
    """
    h, m = np.asarray(hits, dtype=np.float64), np.asarray(totals, dtype=np.float64)
    h, m = h[m > 0], m[m > 0]
    n, k = m.sum(), len(m)
    if k < 2 or h.sum() in (0, n):
        return 1.0
    p = h.sum() / n
    variance = (k - 1) / k * np.square((h.sum() - h) / (n - m) - p).sum()
    return max(1.0, float(variance / (p * (1 - p) / n)))


def effective_size(hits: Sequence[float], totals: Sequence[int]) -> float:
    """The number of independent trials that the clusters' trials are worth (Korn & Graubard 1998).

    n / deff x (t(n - 1) / t(k - 1))^2, at most n, where t(d) is the 97.5% quantile of Student's t with d
    degrees of freedom. With one cluster n: how clusters differ can't be told.
    """
    n, k = sum(totals), sum(total > 0 for total in totals)
    if k < 2:
        return float(n)
    return min(float(n), n / design_effect(hits, totals) * (student(n - 1) / student(k - 1)) ** 2)


def cohens_kappa(table: Sequence[Sequence[int]] | NDArray[Any]) -> float | None:
    """Agreement beyond chance (Cohen 1960), of a square table of counts: one judge's answers by the other's.

    None where nothing was judged, or where p_e is 1: each always said the same.
    """
    return _known(kappas(np.asarray(table)))


def kappas(tables: NDArray[Any]) -> Numbers:
    """Cohen's kappa of each table in (..., c, c): (p_o - p_e) / (1 - p_e), NaN where it is not defined.

    In whole numbers up to the last division, as far as the counts are whole.
    """
    n = tables.sum(axis=(-2, -1))
    same = np.trace(tables, axis1=-2, axis2=-1)
    by_chance = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1)  # n * n * p_e
    return _ratio(n * same - by_chance, n * n - by_chance)


def mcc(table: Sequence[Sequence[int]] | NDArray[Any]) -> float | None:
    """Matthews' correlation (1975) of a 2 x 2 table of counts. None where a row or column of it is empty."""
    return _known(mccs(np.asarray(table)))


def mccs(tables: NDArray[Any]) -> Numbers:
    """Matthews' correlation of each table in (..., 2, 2), NaN where it is not defined."""
    cross = tables[..., 0, 0] * tables[..., 1, 1] - tables[..., 0, 1] * tables[..., 1, 0]
    margins = [tables.sum(axis=axis).astype(np.float64) for axis in (-1, -2)]
    found = _ratio(cross, np.sqrt(margins[0].prod(axis=-1)) * np.sqrt(margins[1].prod(axis=-1)))
    return np.clip(found, -1.0, 1.0)  # the roots round


def _ratio(above: NDArray[Any], below: NDArray[Any]) -> Numbers:
    found = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=found, where=np.asarray(below) != 0)
    return found


def _known(value: Numbers) -> float | None:
    return None if np.isnan(value) else float(value)


def krippendorff_alpha(answers: Sequence[Sequence[str | None]]) -> float | None:
    """Agreement of any number of annotators on nominal answers (Krippendorff 2011): a row an annotator, a
    column an item, None where one gave no answer.

    None where no item has two answers, or all answers to such items are the same.
    """
    import krippendorff

    items = [column for column in zip(*answers, strict=True) if sum(x is not None for x in column) > 1]
    values = sorted({answer for column in items for answer in column if answer is not None})
    if len(values) < 2:
        return None
    counts = np.array([[column.count(value) for value in values] for column in items])
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def mcnemar_exact(b: int, c: int) -> float:
    """McNemar's exact two-sided p, of the b cases that only one judge has right and the c that only the
    other has. 1 where there are none."""
    from statsmodels.stats.contingency_tables import mcnemar

    return min(1.0, float(mcnemar([[0, b], [c, 0]], exact=True).pvalue))


def paired_bootstrap(
    differences: Sequence[float],
    clusters: Sequence[Hashable],
    seed: int,
    bounds: tuple[float, float] = (-1.0, 1.0),
) -> Interval | None:
    """The mean of paired differences, each within `bounds`, with its two-stage interval (see `Estimate`).

    `clusters` names each difference's cluster (its task). The order of the pairs matters to the resamples
    drawn. None where there are no differences.
    """
    if not len(differences):
        return None
    numbers = {name: number for number, name in enumerate(dict.fromkeys(clusters))}
    values = np.asarray(differences, dtype=np.float64)
    places = np.array([numbers[name] for name in clusters], dtype=np.intp)
    sums = resample(places, np.stack([values, np.ones(len(values))], axis=1), seed)
    mean = float(values.mean())
    low, high = interval(mean, sums[:, 0] / sums[:, 1], len(numbers), bounds)
    return Interval(mean, low, high)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values adjusted for being so many (Holm 1979), in the order given."""
    from statsmodels.stats.multitest import multipletests

    return [float(p) for p in multipletests(p_values, method="holm")[1]] if len(p_values) else []


def kendall_tau(a: Sequence[float], b: Sequence[float]) -> Tau | None:
    """Kendall's tau-b of two rankings of the same things, by their numbers.

    None where there are fewer than two things, or one of the rankings ties all.
    """
    from scipy.stats import kendalltau

    if len(set(a)) < 2 or len(set(b)) < 2:
        return None
    found = kendalltau(a, b)
    return Tau(float(found.statistic), float(found.pvalue))


def brier(forecasts: Sequence[float] | Numbers, truths: Sequence[bool] | NDArray[Any]) -> float | None:
    """Mean squared difference of forecast probability and what came true (Brier 1950), from 0 to 1."""
    if not len(forecasts):
        return None
    return float(np.square(np.asarray(forecasts) - np.asarray(truths, dtype=np.float64)).mean())


def reliability_bins(
    forecasts: Sequence[float] | Numbers, truths: Sequence[bool] | NDArray[Any], count: int = 10
) -> list[ReliabilityBin]:
    """Forecasts in bins of equal width, without the empty ones."""
    p, true = np.asarray(forecasts, dtype=np.float64), np.asarray(truths, dtype=np.float64)
    # Among the edges as they are written: 0.3 * 10 may be less than 3.
    edges = [number / count for number in range(count + 1)]
    place = np.clip(np.searchsorted(edges, p, side="right") - 1, 0, count - 1)
    found = []
    for number in range(count):
        cases = np.flatnonzero(place == number)
        if len(cases):
            mean = float(np.clip(p[cases].mean(), edges[number], edges[number + 1]))
            share = float(true[cases].mean())
            members = tuple(int(case) for case in cases)
            found.append(ReliabilityBin(edges[number], edges[number + 1], members, mean, share))
    return found


def ece(bins: Sequence[ReliabilityBin]) -> float | None:
    """Expected calibration error (Naeini et al. 2015): |confidence - share of hits|, weighed by count."""
    total = sum(len(one.cases) for one in bins)
    if not total:
        return None
    return sum(len(one.cases) * abs(one.confidence - one.share) for one in bins) / total
