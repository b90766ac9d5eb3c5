"""`ablation.html`: one file with tables and plots, which loads nothing."""

from dataclasses import dataclass
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
    baseline: bool
    x: float
    y: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float


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
    return made.get_template("ablation.html.j2").render(
        run=result,
        timing=timing,
        css=Markup(css),
        policy=policy(css),
        trade=trade,
        trade_x=_fractions([one.x_low for one in trade], (60.0, 500.0)),
        trade_y=_fractions([one.y_low for one in trade], (300.0, 16.0)),
        cost=cost,
        cost_x=_money([one.x for one in cost], (60.0, 500.0)),
        cost_y=_fractions([one.y_low for one in cost], (300.0, 16.0)),
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
        dots.append(Dot(cell.id, _label(cell), cell.baseline, x.value, y.value, x.low, x.high, y.low, y.high))
    return dots


def _costs(result: Ablation) -> list[Dot]:
    """US dollars for 1,000 steps across, Cohen's kappa with the labels up."""
    dots = []
    for cell in result.cells:
        kappa = cell.labelled.kappa if cell.labelled is not None else None
        if kappa is None or kappa.value is None or not cell.asked:
            continue
        usd = 1000 * cell.usd / cell.asked
        y, low, high = (max(0.0, value) for value in (kappa.value, kappa.low, kappa.high))
        dots.append(Dot(cell.id, _label(cell), cell.baseline, usd, y, usd, usd, low, high))
    return dots


def _label(cell: CellResult) -> str:
    return ", ".join(f"{name} {shown(level)}" for name, level in cell.levels.items())


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
