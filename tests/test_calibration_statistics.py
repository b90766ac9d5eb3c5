"""The statistics of calibration against formulas written anew, scipy, statsmodels and krippendorff."""

import math
import warnings
from collections.abc import Sequence
from itertools import combinations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa as their_kappa

from judge.calibration.bootstrap import stretch
from judge.calibration.statistics import (
    brier,
    cohens_kappa,
    design_effect,
    ece,
    effective_size,
    holm,
    kendall_tau,
    krippendorff_alpha,
    mcc,
    mcnemar_exact,
    paired_bootstrap,
    reliability_bins,
    wilson,
)

NEAR = 1e-9
counts = st.integers(min_value=0, max_value=500)
shares = st.floats(min_value=0.0, max_value=1.0)


@given(
    st.integers(min_value=2, max_value=4).flatmap(
        lambda n: st.lists(st.lists(counts, min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_kappa_is_that_of_statsmodels(table: list[list[int]]) -> None:
    ours = cohens_kappa(table)
    plain = np.array(table, dtype=float)
    n = plain.sum()
    by_chance = (plain.sum(axis=0) * plain.sum(axis=1)).sum()
    if by_chance == n * n:
        assert ours is None
    else:
        assert ours == pytest.approx(their_kappa(plain, return_results=False), abs=NEAR)
        assert ours is not None
        assert -1 <= ours <= 1


@given(counts, counts, counts, counts)
def test_mcc_is_the_correlation_of_two_columns(a: int, b: int, c: int, d: int) -> None:
    ours = mcc([[a, b], [c, d]])
    if 0 in (a + b, c + d, a + c, b + d):
        assert ours is None
        return
    truth = [1] * (a + b) + [0] * (c + d)
    said = [1] * a + [0] * b + [1] * c + [0] * d
    assert ours == pytest.approx(float(np.corrcoef(truth, said)[0, 1]), abs=NEAR)


@given(st.integers(min_value=0, max_value=60), st.integers(min_value=0, max_value=60))
def test_mcnemar_is_an_exact_binomial_test(b: int, c: int) -> None:
    tail = sum(math.comb(b + c, k) for k in range(min(b, c) + 1)) / 2 ** (b + c)
    assert mcnemar_exact(b, c) == pytest.approx(min(1.0, 2 * tail), abs=NEAR)
    if b + c:
        assert mcnemar_exact(b, c) == pytest.approx(stats.binomtest(b, b + c).pvalue, abs=NEAR)


def alpha_by_hand(answers: Sequence[Sequence[str | None]]) -> float | None:
    """1 - D_o / D_e over the coincidence matrix, pair by pair (Krippendorff 2011)."""
    items = [[x for x in column if x is not None] for column in zip(*answers, strict=True)]
    items = [column for column in items if len(column) > 1]
    values = [x for column in items for x in column]
    n = len(values)
    if len(set(values)) < 2:
        return None
    differ = sum(2 * sum(x != y for x, y in combinations(column, 2)) / (len(column) - 1) for column in items)
    expected = sum(values.count(x) * values.count(y) for x in set(values) for y in set(values) if x != y)
    return float(1 - (differ / n) / (expected / (n * (n - 1))))


@given(
    st.tuples(st.integers(2, 4), st.integers(1, 12)).flatmap(
        lambda shape: st.lists(
            st.lists(st.sampled_from(["pass", "fail", "unsure", None]), min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        )
    )
)
def test_alpha_is_krippendorffs(answers: list[list[str | None]]) -> None:
    ours, by_hand = krippendorff_alpha(answers), alpha_by_hand(answers)
    if by_hand is None:
        assert ours is None
        return
    names = {"pass": 0, "fail": 1, "unsure": 2, None: np.nan}
    data = [[names[x] for x in row] for row in answers]
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert ours == pytest.approx(by_hand, abs=NEAR)
    assert ours == pytest.approx(theirs, abs=NEAR)


@settings(max_examples=5)  # the library collects garbage at each call
@given(st.lists(shares, min_size=1, max_size=30))
def test_holm_steps_down(p_values: list[float]) -> None:
    ours = holm(p_values)
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    highest = 0.0
    for rank, place in enumerate(order):
        highest = min(1.0, max(highest, (len(order) - rank) * p_values[place]))
        assert ours[place] == pytest.approx(highest, abs=NEAR)


def test_nothing_to_adjust() -> None:
    assert holm([]) == []


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=20))
def test_tau_counts_pairs_and_ties(pairs: list[tuple[int, int]]) -> None:
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    found = kendall_tau(a, b)
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert found is None
        return
    both = list(combinations(pairs, 2))
    signs = [(np.sign(x[0] - y[0]), np.sign(x[1] - y[1])) for x, y in both]
    untied = [sum(sign[side] != 0 for sign in signs) for side in (0, 1)]
    assert found is not None
    assert found.tau == pytest.approx(sum(i * j for i, j in signs) / math.sqrt(math.prod(untied)), abs=NEAR)
    theirs = stats.kendalltau(a, b, variant="b")
    assert (found.tau, found.p) == pytest.approx((theirs.statistic, theirs.pvalue), abs=NEAR)


@given(st.integers(1, 3000), st.data(), st.floats(0.3, 3000.0))
def test_wilson_solves_its_quadratic(total: int, data: st.DataObject, effective: float) -> None:
    hits = data.draw(st.integers(0, total))
    low, high = wilson(hits, total, effective)
    share, z2 = hits / total, stats.norm.isf(0.025) ** 2
    assert 0 <= low <= share <= high <= 1
    for end in (low, high):  # (end - share)^2 = z^2 end (1 - end) / n
        assert (end - share) ** 2 == pytest.approx(z2 * end * (1 - end) / effective, abs=NEAR)
    theirs = stats.binomtest(hits, total).proportion_ci(method="wilson")
    assert wilson(hits, total) == pytest.approx((theirs.low, theirs.high), abs=NEAR)


def test_wilson_of_nothing_is_anything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_design_effect_by_hand() -> None:
    # p = 12/40; residuals 9 - 3, 0 - 3, 0 - 3, 3 - 3: variance 4/3 x 54 / 1600, over .3 x .7 / 40.
    assert design_effect([9, 0, 0, 3], [10, 10, 10, 10]) == pytest.approx(4 / 3 * 54 / 1600 / (0.21 / 40))
    assert design_effect([3, 3, 3, 3], [10, 10, 10, 10]) == 1.0
    # Of other sizes: p = 10/40, and without one cluster 1/20, 9/30, 10/30.
    shifts = (1 / 20 - 1 / 4) ** 2 + (9 / 30 - 1 / 4) ** 2 + (10 / 30 - 1 / 4) ** 2
    assert design_effect([9, 1, 0], [20, 10, 10]) == pytest.approx(2 / 3 * shifts / (3 / 16 / 40))
    assert design_effect([9, 0, 0, 3, 0], [10, 10, 10, 10, 0]) == design_effect([9, 0, 0, 3], [10] * 4)


def test_few_clusters_are_worth_less() -> None:
    alike = effective_size([3, 3, 3, 3], [10, 10, 10, 10])
    assert alike == pytest.approx(40 * (stats.t.isf(0.025, 39) / stats.t.isf(0.025, 3)) ** 2)
    assert effective_size([9, 0, 0, 3], [10, 10, 10, 10]) < alike < 40
    assert effective_size([3], [10]) == 10.0  # of that one task


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_no_more_trials_than_there_are(clusters: list[tuple[int, int]]) -> None:
    hits, totals = [min(pair) for pair in clusters], [max(pair) for pair in clusters]
    assert design_effect(hits, totals) >= 1
    assert 0 <= effective_size(hits, totals) <= sum(totals)


@given(st.lists(st.tuples(shares, st.booleans()), max_size=60), st.integers(1, 12))
def test_bins_hold_every_forecast_once(pairs: list[tuple[float, bool]], count: int) -> None:
    forecasts, truths = [p for p, _ in pairs], [t for _, t in pairs]
    bins = reliability_bins(forecasts, truths, count)
    assert sorted(case for one in bins for case in one.cases) == list(range(len(pairs)))
    for one in bins:
        assert one.low <= one.confidence <= one.high
        for case in one.cases:
            assert one.low <= forecasts[case] < one.high or forecasts[case] == one.high == 1.0
        assert one.share == pytest.approx(np.mean([truths[case] for case in one.cases]))
    error, loss = ece(bins), brier(forecasts, truths)
    if not pairs:
        assert error is None
        assert loss is None
    else:
        assert error is not None
        assert 0 <= error <= 1
        assert loss == pytest.approx(sum((p - t) ** 2 for p, t in pairs) / len(pairs), abs=NEAR)


def test_ece_by_hand() -> None:
    bins = reliability_bins([0.9, 0.9, 0.9, 0.9, 0.2], [True, True, True, False, True])
    assert ece(bins) == pytest.approx((4 * 0.15 + 1 * 0.8) / 5)


def test_a_bins_own_edge_belongs_to_it() -> None:
    assert [one.low for one in reliability_bins([0.3, 0.6, 0.7], [True] * 3)] == [0.3, 0.6, 0.7]


def test_paired_bootstrap_is_seeded_and_stretched() -> None:
    rng = np.random.default_rng(3)
    differences = rng.choice([-1.0, 0.0, 1.0], p=[0.1, 0.6, 0.3], size=240).tolist()
    clusters = [f"task-{n % 6}" for n in range(240)]
    found = paired_bootstrap(differences, clusters, seed=5)
    assert found is not None
    assert found == paired_bootstrap(differences, clusters, seed=5)
    assert found != paired_bootstrap(differences, clusters, seed=6)
    assert -1 <= found.low < found.value < found.high <= 1
    assert found.value == pytest.approx(np.mean(differences))
    error = np.std(differences) / math.sqrt(240)
    assert 1.96 * error < (found.high - found.low) / 2 < 2 * stretch(6) * 1.96 * error
    assert paired_bootstrap([], [], seed=1) is None
    same = paired_bootstrap([0.0] * 8, clusters[:8], seed=1)
    assert same is not None
    assert (same.low, same.value, same.high) == (0.0, 0.0, 0.0)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from([-1.0, 0.0, 1.0]), st.integers(0, 4)), min_size=1, max_size=20))
def test_paired_bootstrap_holds_its_value(pairs: list[tuple[float, int]]) -> None:
    found = paired_bootstrap([d for d, _ in pairs], [c for _, c in pairs], seed=1)
    assert found is not None
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_what_is_not_defined_is_none_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert cohens_kappa([[0, 0], [0, 0]]) is None
        assert cohens_kappa([[9, 0], [0, 0]]) is None
        assert mcc([[9, 0], [1, 0]]) is None
        assert krippendorff_alpha([]) is None
        assert krippendorff_alpha([["pass", None], [None, "fail"]]) is None
        assert krippendorff_alpha([["pass", "fail"], ["pass", None]]) is None
        assert kendall_tau([], []) is None
        assert kendall_tau([1], [1]) is None
        assert kendall_tau([1, 1, 1], [1, 2, 3]) is None
        assert mcnemar_exact(0, 0) == 1.0
        assert reliability_bins([], []) == []
