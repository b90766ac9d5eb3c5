"""Which combinations of levels are judged: the cells of an ablation.

A fractional design with factors of unlike numbers of levels has no regular fraction. It is chosen as
D-optimal for the model of main effects (effect coding), by Fedorov's exchange (1972) from seeded starts: the
choice of n cells with the greatest determinant of X'X. Main effects can be told apart; interactions can't,
and one that is there bends the main effects that it is aliased with.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from judge.ablation.config import AblationConfig, Level
from judge.config import AssertionConfig
from tasks.errors import InputError

MOST_CANDIDATES = 20_000
"""Combinations that a design may be chosen among."""
_STARTS = 8
_RIDGE = 1e-6  # keeps the determinant above 0 while a start does not span all effects

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """One way of asking."""

    id: str
    config: AssertionConfig
    levels: dict[str, Level]
    """The level of each factor that is varied."""
    baseline: bool = False
    in_design: bool = True
    """False for a baseline that has a level which is no factor's: it stands beside the design."""

    @property
    def label(self) -> str:
        """The levels in words."""
        return ", ".join(f"{name}={shown(level)}" for name, level in self.levels.items())


@dataclass(frozen=True)
class Design:
    """The cells, the baseline first."""

    cells: tuple[Cell, ...]
    combinations: int
    """Of the full factorial."""
    efficiency: float | None = None
    """D-efficiency of a fractional design, beside the full factorial's (1: as good a cell)."""

    @property
    def baseline(self) -> Cell:
        return self.cells[0]


def shown(level: Level) -> str:
    """A level as a person writes it."""
    if level is None:
        return "none"
    return str(level).lower() if isinstance(level, bool) else str(level)


def make_design(config: AblationConfig) -> Design:
    """The cells that `config` asks for. Raises InputError for too many combinations or too few `cells`."""
    factors = config.factors.levels
    sizes = [len(levels) for levels in factors.values()]
    combinations = int(np.prod(sizes))
    if config.design != "one_at_a_time" and combinations > MOST_CANDIDATES:
        raise InputError(
            f"factors: {combinations:,} combinations; at most {MOST_CANDIDATES:,} can be dealt with: "
            "take levels away, or set design to one_at_a_time"
        )
    own = {name: getattr(config.baseline, name) for name in factors}
    efficiency = None
    if config.design == "one_at_a_time":
        picked = [{**own, name: level} for name, levels in factors.items() for level in levels]
    else:
        picked = [dict(zip(factors, levels, strict=True)) for levels in itertools.product(*factors.values())]
        if config.design == "fractional":
            rows, efficiency = _fraction(
                _coded(sizes), _cells(config, sizes), config.seed, _index(picked, own)
            )
            picked = [picked[row] for row in rows]
    others = [one for one in picked if one != own]
    width = max(2, len(str(len(others) + 1)))
    # A baseline within a one_at_a_time design is each factor's own level.
    inside = len(others) < len(picked) or config.design == "one_at_a_time"
    cells = [Cell("1".zfill(width), config.baseline, own, baseline=True, in_design=inside)]
    for number, levels in enumerate(others, start=2):
        changed = AssertionConfig.model_validate({**config.baseline.model_dump(), **levels})
        cells.append(Cell(str(number).zfill(width), changed, levels))
    return Design(tuple(cells), combinations, efficiency)


def _index(picked: Sequence[dict[str, Level]], own: dict[str, Level]) -> int | None:
    return next((i for i, one in enumerate(picked) if one == own), None)


def _cells(config: AblationConfig, sizes: Sequence[int]) -> int:
    effects = 1 + sum(size - 1 for size in sizes)
    most = int(np.prod(sizes))
    wanted = min(most, 2 * effects) if config.cells is None else config.cells
    if not effects <= wanted <= most:
        raise InputError(
            f"cells: {wanted}, but main effects need at least {effects}, and there are {most} combinations"
        )
    return wanted


def _coded(sizes: Sequence[int]) -> Matrix:
    """A row for each combination: 1, then each factor's effect coding (orthonormal within a factor)."""
    columns = []
    for size in sizes:
        contrasts = np.linalg.qr(np.hstack([np.ones((size, 1)), np.eye(size)[:, 1:]]))[0][:, 1:]
        columns.append(contrasts * np.sqrt(size))
    rows = [
        np.concatenate([[1.0], *(columns[i][level] for i, level in enumerate(levels))])
        for levels in itertools.product(*map(range, sizes))
    ]
    return np.array(rows)


def _fraction(x: Matrix, wanted: int, seed: int, baseline: int | None) -> tuple[list[int], float]:
    """The rows of the best choice of `wanted`, sorted, and its D-efficiency; `baseline` is always chosen."""
    random = np.random.default_rng(seed)
    fixed = [] if baseline is None else [baseline]
    free = np.array([row for row in range(len(x)) if row not in fixed])
    best: tuple[float, list[int]] | None = None
    for _ in range(_STARTS):
        start = [*fixed, *map(int, random.choice(free, wanted - len(fixed), replace=False))]
        rows, value = _exchange(x, start, len(fixed))
        if best is None or value > best[0] + 1e-9:
            best = value, sorted(rows)
    assert best is not None
    effects = x.shape[1]
    return best[1], float(np.exp((best[0] - _log_det(x, range(len(x)))) / effects) * len(x) / wanted)


def _exchange(x: Matrix, rows: list[int], fixed: int) -> tuple[list[int], float]:
    """Swap a chosen row for another as long as the determinant grows; the first `fixed` ones stay."""
    rows = list(rows)
    improved = True
    while improved:
        improved = False
        for place in range(fixed, len(rows)):
            kept = x[[row for i, row in enumerate(rows) if i != place]]
            inverse = np.linalg.inv(kept.T @ kept + _RIDGE * np.eye(x.shape[1]))
            # det(A + vv') = det(A) (1 + v'A^-1 v): the best row to add is the one of greatest v'A^-1 v.
            gains = np.einsum("ij,jk,ik->i", x, inverse, x)
            gains[[row for i, row in enumerate(rows) if i != place]] = -1.0
            new = int(np.argmax(gains))
            if gains[new] > gains[rows[place]] * (1 + 1e-9) + 1e-12:
                rows[place], improved = new, True
    return rows, _log_det(x, rows)


def _log_det(x: Matrix, rows: Sequence[int]) -> float:
    chosen = x[list(rows)]
    return float(np.linalg.slogdet(chosen.T @ chosen + _RIDGE * np.eye(x.shape[1]))[1])
