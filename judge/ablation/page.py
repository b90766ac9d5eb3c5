"""`ablation.html`: one file with tables and plots, which loads nothing."""

from dataclasses import dataclass, replace
from math import isfinite, log10
from pathlib import Path

from markupsafe import Markup

from judge.ablation.design import shown
from judge.ablation.result import Ablation, CellResult, Timing
from judge.report.html import REPORT_FOLDER, environment, policy

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Dot:
    """A cell in a plot, in its units."""

    id: str
    label: str
    name: str
    """What stands beside it; empty where another dot lies in the same place and speaks for both."""
    baseline: bool
    x: float
    y: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    name_y: float = 0.0
    """Pixels, where the name stands."""


@dataclass(frozen=True)
class Axis:
    """From units to pixels of a plot's picture."""

    low: float
    high: float
    start: float
    """Pixels, where `low` is."""
    end: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        """Pixels, with one decimal; what lies outside stands at the edge."""
        share = (min(self.high, max(self.low, value)) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def page(result: Ablation, timing: Timing) -> str:
    """The page. Whatever came from outside is escaped, and no script runs."""
    css = (REPORT_FOLDER / "report.css").read_text(encoding="utf-8")
    css += (_FOLDER / "ablation.css").read_text(encoding="utf-8")
    made = environment(_FOLDER, REPORT_FOLDER)
    made.filters["level"] = shown
    made.filters["usd"] = _usd
    trade, cost = _trade_off(result), _costs(result)
    trade_x = _fractions([one.x_low for one in trade], (60.0, 500.0))
    trade_y = _fractions([one.y_low for one in trade], (300.0, 16.0))
    cost_x = _money([one.x for one in cost], (60.0, 500.0))
    cost_y = _fractions([one.y_low for one in cost], (300.0, 16.0))
    return made.get_template("ablation.html.j2").render(
        run=result,
        timing=timing,
        css=Markup(css),
        policy=policy(css),
        trade=_placed(trade, trade_x, trade_y),
        trade_x=trade_x,
        trade_y=trade_y,
        cost=_placed(cost, cost_x, cost_y),
        cost_x=cost_x,
        cost_y=cost_y,
        strip=_fractions(_effect_lows(result), (0.0, 260.0)),
        flip=Axis(0.0, _top(result), 0.0, 320.0, ()),
    )


def _trade_off(result: Ablation) -> list[Dot]:
    """Specificity across, sensitivity up."""
    dots = []
    for cell in result.cells:
        x, y = cell.specificity, cell.sensitivity
        if x.value is None or y.value is None:
            continue
        dots.append(_dot(cell, x.value, y.value, (x.low, x.high), (y.low, y.high)))
    return _named(dots)


def _costs(result: Ablation) -> list[Dot]:
    """US dollars for 1,000 steps across, Cohen's kappa with the labels up."""
    dots = []
    for cell in result.cells:
        kappa = cell.labelled.kappa if cell.labelled is not None else None
        if kappa is None or kappa.value is None or not cell.asked:
            continue
        usd = 1000 * cell.usd / cell.asked
        y, low, high = (max(0.0, value) for value in (kappa.value, kappa.low, kappa.high))
        dots.append(_dot(cell, usd, y, (usd, usd), (low, high)))
    return _named(dots)


def _dot(cell: CellResult, x: float, y: float, across: tuple[float, float], up: tuple[float, float]) -> Dot:
    label = ", ".join(f"{name} {shown(level)}" for name, level in cell.levels.items())
    return Dot(cell.id, label, cell.id, cell.baseline, x, y, *across, *up)


def _named(dots: list[Dot]) -> list[Dot]:
    """With one name for all dots of a place; the baseline comes first and so gives its own."""
    places: dict[tuple[float, float], list[Dot]] = {}
    for dot in dots:
        places.setdefault((round(dot.x, 2), round(dot.y, 2)), []).append(dot)
    named = {}
    for first, *others in places.values():
        named[first.id] = f"{first.id} and {len(others)} more" if others else first.id
    return [replace(dot, name=named.get(dot.id, "")) for dot in dots]


def _placed(dots: list[Dot], x: Axis, y: Axis) -> list[Dot]:
    """With the names beside the dots, each below those that would lie under it."""
    taken: list[tuple[float, float]] = []
    placed = []
    for dot in dots:
        at, down = x.at(dot.x), y.at(dot.y) + (14.0 if y.at(dot.y) < 30 else -5.0)
        while dot.name and any(abs(at - a) < 150 and abs(down - b) < 13 for a, b in taken):
            down += 13.0
        if dot.name:
            taken.append((at, down))
        placed.append(replace(dot, name_y=down))
    return placed


def _fractions(lows: list[float], ends: tuple[float, float]) -> Axis:
    """From the next lower tenth of what is shown to 1."""
    low = min(0.9, int(10 * min(lows, default=0.0)) / 10)
    step = 0.1 if low >= 0.5 else 0.2 if low >= 0.1 else 0.25
    count = int((1.0 - low) / step + 1e-9)
    ticks = [1.0 - i * step for i in range(count + 1)]
    return Axis(low, 1.0, *ends, tuple((tick, f"{100 * tick:.0f}") for tick in reversed(ticks)))


def _money(values: list[float], ends: tuple[float, float]) -> Axis:
    top = max(values, default=0.0)
    if top <= 0 or not isfinite(top):
        return Axis(0.0, 1.0, *ends, ((0.0, "0"),))
    step = 10 ** int(log10(top) // 1)
    step = next(one for one in (step / 5, step / 2, step, 2 * step) if top / one <= 5.5)
    count = int(top / step) + 1
    return Axis(0.0, count * step, *ends, tuple((i * step, f"{i * step:g}") for i in range(count + 1)))


def _effect_lows(result: Ablation) -> list[float]:
    rates = [rate for one in result.effects for rate in (one.sensitivity, one.specificity)]
    return [rate.low for rate in rates if rate is not None]


def _top(result: Ablation) -> float:
    highs = [cell.position.flips.high for cell in result.cells if cell.position is not None]
    return max(0.1, int(10 * max(highs, default=0.0) + 0.999) / 10)


def _usd(value: float) -> str:
    return f"{value:.4f}" if value < 1 else f"{value:,.2f}"
