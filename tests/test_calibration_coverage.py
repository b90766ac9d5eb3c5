"""A scripted judge whose error rates are known: do the reported intervals cover them?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import beta

from judge.calibration.cases import Case, Origin
from judge.calibration.measure import calibrate
from judge.calibration.model import Truth
from judge.calibration.statistics import kappas
from rubrics.verdict import Value

FALSE_PASS, FALSE_FAIL, UNKNOWN = 0.12, 0.05, 0.08
SURE_RIGHT, SURE_WRONG = (0.7, 1.0), (0.5, 0.9)
"""Between which its confidence lies, evenly, where its verdict is right and where it is wrong."""
REPEATS = 100

Rng = np.random.Generator


@dataclass(frozen=True)
class Simulation:
    """Tasks of various sizes, always the same; the judge's errors are drawn anew each time."""

    tasks: int
    mutants: int
    """A task, on average."""
    correlation: float
    """Of the errors on steps of one task: 0, or the error rates of tasks differ (a beta distribution)."""

    def sizes(self) -> list[tuple[list[int], int]]:
        """By task: at which step each mutant fails, and how many steps the pages have that must pass."""
        rng = np.random.default_rng(7)
        spread = rng.integers(self.mutants // 2, self.mutants * 3 // 2 + 1, size=self.tasks)
        return [(rng.integers(1, 7, size=count).tolist(), 3 * int(rng.integers(4, 9))) for count in spread]

    def rates(self, mean: float, rng: Rng) -> NDArray[np.float64]:
        """Each task's error rate."""
        if not self.correlation:
            return np.full(self.tasks, mean)
        strength = 1 / self.correlation - 1
        return rng.beta(mean * strength, (1 - mean) * strength, size=self.tasks)

    def expected(self, mean: float) -> NDArray[np.float64]:
        """Many error rates, so evenly spread that means over them are expectations."""
        if not self.correlation:
            return np.array([mean])
        strength = 1 / self.correlation - 1
        return np.asarray(beta.ppf((np.arange(4000) + 0.5) / 4000, mean * strength, (1 - mean) * strength))

    def truths(self) -> dict[str, float]:
        """What the intervals should cover."""
        sizes = self.sizes()
        faulty = sum(len(mutants) for mutants, _ in sizes)
        right = sum(sum(mutants) - len(mutants) + steps for mutants, steps in sizes)
        table = np.array(
            [
                [faulty * (1 - FALSE_PASS), faulty * FALSE_PASS],
                [right * FALSE_FAIL, right * (1 - FALSE_FAIL)],
            ]
        )
        losses = [
            np.square(1 - np.linspace(*SURE_RIGHT, 10001)).mean(),
            np.square(np.linspace(*SURE_WRONG, 10001)).mean(),
        ]
        wrong = (table[0, 1] + table[1, 0]) / table.sum()
        return {
            "sensitivity": 1 - FALSE_PASS,
            "specificity": 1 - FALSE_FAIL,
            "specificity_before": 1 - FALSE_FAIL,
            "exact": self._exact([step for mutants, _ in sizes for step in mutants]),
            "kappa": float(kappas(table)),
            "brier": float((1 - wrong) * losses[0] + wrong * losses[1]),
        }

    def _exact(self, steps: list[int]) -> float:
        """Mutants with every verdict right, of those with every verdict right or any wrong."""
        decided = 1 - UNKNOWN
        miss, fail = self.expected(FALSE_PASS), self.expected(FALSE_FAIL)
        hit = sum(np.mean(decided * (1 - miss)) * np.mean((decided * (1 - fail)) ** (n - 1)) for n in steps)
        none = sum(np.mean(1 - decided * miss) * np.mean((1 - decided * fail) ** (n - 1)) for n in steps)
        return float(hit / (hit + len(steps) - none))

    def cases(self, rng: Rng) -> list[Case]:
        """One judging of all steps."""
        miss, fail = self.rates(FALSE_PASS, rng), self.rates(FALSE_FAIL, rng)
        return [
            case
            for number, (mutants, steps) in enumerate(self.sizes())
            for case in self._task(f"task-{number}", mutants, steps, (miss[number], fail[number]), rng)
        ]

    def _task(
        self, task: str, mutants: list[int], steps: int, rates: tuple[float, float], rng: Rng
    ) -> Iterator[Case]:
        for number, last in enumerate(mutants):
            for index in range(1, last + 1):
                truth: Truth = "fail" if index == last else "pass"
                yield _case(task, f"mutant-{number}", "mutant", index, truth, rates[truth == "pass"], rng)
        for number in range(3):
            for index in range(1, steps // 3 + 1):
                yield _case(task, f"same-{number}", "equivalent", index, "pass", rates[1], rng)


def _case(task: str, variant: str, origin: Origin, index: int, truth: Truth, error: float, rng: Rng) -> Case:
    wrong, known, sure = rng.random() < error, rng.random() >= UNKNOWN, rng.random()
    said: Value = ("pass" if truth == "fail" else "fail") if wrong else truth
    low, high = SURE_WRONG if wrong else SURE_RIGHT
    return Case(
        task=task,
        variant=variant,
        repeat=1,
        step=f"step-{index}",
        index=index,
        action="click",
        criteria=(),
        origin=origin,
        operator=None,
        split="test",
        truth=truth,
        value=said if known else "unknown",
        confidence=low + (high - low) * sure if known else None,
        reason="",
    )


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.05], ids=["tasks alike", "tasks differ"])
@pytest.mark.parametrize(("tasks", "mutants"), [(24, 4), (4, 24)], ids=["24 tasks", "4 tasks"])
def test_intervals_cover_the_known_error_rates(tasks: int, mutants: int, correlation: float) -> None:
    simulation = Simulation(tasks, mutants, correlation)
    truths = simulation.truths()
    covered: Counter[str] = Counter()
    for repeat in range(REPEATS):
        part = calibrate(simulation.cases(np.random.default_rng(repeat)), seed=repeat)
        for name, truth in truths.items():
            measured = getattr(part, name)
            covered[name] += measured.low <= truth <= measured.high
    assert {name: covered[name] for name in truths if covered[name] < 93} == {}


def test_intervals_are_no_wider_than_they_need_be() -> None:
    # Else covering the truth would be easy: with 24 tasks alike, hardly wider than for independent steps.
    part = calibrate(Simulation(24, 4, 0.0).cases(np.random.default_rng(1)))
    for measured in (part.sensitivity, part.specificity):
        assert measured.value is not None
        independent = 1.96 * (measured.value * (1 - measured.value) / measured.total) ** 0.5
        assert (measured.high - measured.low) / 2 < 1.6 * independent
    assert part.kappa.high - part.kappa.low < 0.3
    assert part.brier.high - part.brier.low < 0.05
