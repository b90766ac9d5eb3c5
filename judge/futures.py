"""What an episode scores in each way in which the unknown could turn out.

A future is the set of steps that succeed in it; a step is its 1-based index, 0 the initial page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean

from judge.formulas import final, ifs, vfs
from rubrics.profile import Profile
from rubrics.verdict import Value

Future = frozenset[int]


@dataclass(frozen=True)
class Step:
    """What the score has to know of one step."""

    value: Value
    weight: float
    least: float = 0.0
    """What it counts if it does not succeed, at least,"""
    most: float = 0.0
    """and at most."""


@dataclass(frozen=True)
class Point:
    """The scores in one future."""

    ifs: float
    lfs: float | None
    hfs: float | None
    vfs: float | None
    final: float | None


@dataclass(frozen=True)
class Outlook:
    """What the formulas need of an episode."""

    steps: tuple[Step, ...]
    visual: tuple[int, ...]
    looks: Mapping[int, tuple[float, float]]
    """Low-level and high-level score of each checkpoint that was compared."""
    profile: Profile

    def reached(self, future: Future) -> list[int]:
        """The visual checkpoints: the initial page and each successful step that is flagged."""
        return [index for index in self.visual if index == 0 or index in future]

    def credits(self, future: Future, most: bool = False) -> list[float]:
        """What each step counts; one that does not succeed its least, or its most.

        With the stop, none counts after the first that does not succeed.
        """
        last = len(future) + 1 if self.profile.stop_at_first_failure else len(self.steps)
        return [
            1.0 if index in future else 0.0 if index > last else step.most if most else step.least
            for index, step in enumerate(self.steps, 1)
        ]

    def known(self) -> Point:
        """The scores of what is known: a missing comparison is left out of the means."""
        return self._point(self.futures()[0], None, most=False)

    def extremes(self) -> list[Point]:
        """The scores among which the least and the greatest lie."""
        return [
            self._point(future, missing, most)
            for future in self.futures()
            for missing, most in ((0.0, False), (1.0, True))
        ]

    def vfs_all(self) -> float | None:
        """VFS over all visual checkpoints, 0 for those not reached; None where none was compared."""
        reached = self.reached(self.futures()[0])
        looks = [self.looks[index] for index in reached if index in self.looks]
        if not looks:
            return None
        share = len(looks) / (len(looks) + len(self.visual) - len(reached))
        low, high = fmean(look[0] for look in looks), fmean(look[1] for look in looks)
        return vfs(share * low, share * high, self.profile)

    def futures(self) -> list[Future]:
        """The futures that the verdicts leave possible, first the one in which nothing unknown succeeds.

        With the stop these are all; without it, those among which the extremes of the scores lie.
        """
        return self._with_stop() if self.profile.stop_at_first_failure else self._without_stop()

    def _with_stop(self) -> list[Future]:
        futures: list[Future] = []
        succeeded: list[int] = []
        for index, step in enumerate(self.steps, 1):
            if step.value != "pass":
                futures.append(frozenset(succeeded))
            if step.value == "fail":
                return futures
            succeeded.append(index)
        return [*futures, frozenset(succeeded)]

    def _without_stop(self) -> list[Future]:
        """Each unknown step succeeds or not, by itself: too many futures to list, but few can be extreme.

        An unknown step that is not visual only moves IFS, so none or all of them succeed. If n visual ones
        succeed, VFS is the mean of a known number of looks, and both VFS and Final are sums with a part for
        each: the n with the least or the greatest part make the extreme.
        """
        sure = self._of_value("pass")
        unknown = self._of_value("unknown")
        plain = unknown - frozenset(self.visual)
        flagged = sorted(unknown & frozenset(self.visual))
        futures = [sure]
        for count in range(len(flagged) + 1):
            for part in self._parts(len(self.reached(sure)) + count):
                chosen = frozenset(sorted(flagged, key=part)[:count])
                futures += [sure | chosen, sure | chosen | plain]
        return list(dict.fromkeys(futures))

    def _parts(self, reached: int) -> list[Callable[[int], float]]:
        """What the success of a flagged step adds to VFS and to Final, to sort by: least first and greatest
        first, where so many checkpoints are reached."""
        weight, alpha = sum(step.weight for step in self.steps), self.profile.alpha

        def look(index: int, missing: float) -> float:
            return vfs(*self.looks.get(index, (missing, missing)), self.profile) / reached

        def part(index: int, missing: float, failed: float) -> float:
            gain = self.steps[index - 1].weight * (1 - failed) / weight
            return alpha * gain + (1 - alpha) * look(index, missing)

        return [
            lambda index: look(index, 0.0),
            lambda index: -look(index, 1.0),
            lambda index: part(index, 0.0, self.steps[index - 1].least),
            lambda index: -part(index, 1.0, self.steps[index - 1].most),
        ]

    def _of_value(self, value: Value) -> Future:
        return frozenset(index for index, step in enumerate(self.steps, 1) if step.value == value)

    def _point(self, future: Future, missing: float | None, most: bool) -> Point:
        """The scores in this future, had each missing comparison come out as `missing` (None: left out)."""
        functional = ifs(self.credits(future, most), [step.weight for step in self.steps])
        fill = None if missing is None else (missing, missing)
        looks = [look for i in self.reached(future) if (look := self.looks.get(i, fill)) is not None]
        if not looks:
            return Point(functional, None, None, None, None)
        low, high = fmean(look[0] for look in looks), fmean(look[1] for look in looks)
        visual = vfs(low, high, self.profile)
        return Point(functional, low, high, visual, final(functional, visual, self.profile))
