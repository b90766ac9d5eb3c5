"""What `iwr calibrate` prints: never agreement alone, always both classes and what is unknown."""

from collections.abc import Callable, Sequence

from rich.table import Table

from judge.calibration.model import AdversaryResult, Calibration, Estimate, Group, Miss, Part, Rate
from judge.cli.common import out
from judge.cli.table import plain


def print_calibration(measured: Calibration) -> None:
    """All tables, most important first."""
    parts = {"all": measured.all, "tuning": measured.tuning, "test": measured.test}
    out.print(f"judge      {measured.judge}; rubrics {measured.rubrics}", markup=False, soft_wrap=True)
    out.print(_whole({name: part for name, part in parts.items() if part is not None}))
    out.print(_groups(measured.all))
    if measured.adversaries:
        out.print(_adversaries(measured.adversaries))
    if measured.misses:
        out.print(_misses(measured.misses))
    else:
        out.print("no verdict is wrong", style="green")


def rate(value: Rate) -> str:
    """Percent, its 95% interval, and of how many."""
    if value.value is None:
        return "- [dim]of 0[/]"
    low, high = f"{100 * value.low:.1f}", f"{100 * value.high:.1f}"
    return f"{100 * value.value:.1f}% [dim]({low} to {high}) {value.hits:,} of {value.total:,}[/]"


def estimate(value: Estimate | None) -> str:
    """A statistic and its 95% interval; a dash where it is not defined."""
    if value is None or value.value is None:
        return "-"
    return f"{value.value:.3f} [dim]({value.low:.3f} to {value.high:.3f})[/]"


def _whole(parts: dict[str, Part]) -> Table:
    table = _table("95% intervals", *parts)
    rows: tuple[tuple[str, Callable[[Part], str]], ...] = (
        ("pages, of tasks", lambda part: f"{part.variants:,}, of {part.tasks:,}"),
        ("faulty steps, right ones", lambda part: f"{part.positives:,}, {part.negatives:,}"),
        ("of these unknown", lambda part: _warned(part.unknown)),
        ("share of faulty ones", lambda part: _share(part.prevalence)),
        ("sensitivity: faulty steps failed", lambda part: rate(part.sensitivity)),
        ("exact: mutants fail first at the step", lambda part: _with(part.exact, part.exact_unknown)),
        ("specificity: right steps passed", lambda part: rate(part.specificity)),
        ("  of mutants, before the faulty step", lambda part: rate(part.specificity_before)),
        ("right pages passed whole", lambda part: _with(part.pages_passed, part.pages_unknown)),
        ("Cohen's kappa", lambda part: estimate(part.kappa)),
        ("Matthews' correlation", lambda part: estimate(part.mcc)),
        ("Brier score of the confidence", lambda part: estimate(part.brier)),
    )
    for name, cell in rows:
        table.add_row(name, *(cell(part) for part in parts.values()))
    return table


def _groups(part: Part) -> Table:
    table = _table("", "faulty", "right", "unknown", "sensitivity", "specificity", "kappa")
    kinds: tuple[tuple[str, Sequence[Group]], ...] = (
        ("by criterion", part.by_criterion),
        ("by action", part.by_action),
        ("by task", part.by_task),
        ("by mutation operator", part.by_operator),
    )
    for kind, groups in kinds:
        if groups:
            table.add_row(f"[bold]{kind}[/]")
        for one in groups:
            counts = f"{one.positives:,}", f"{one.negatives:,}", _warned(one.unknown)
            rates = rate(one.sensitivity), rate(one.specificity), estimate(one.kappa)
            table.add_row(f"  {plain(one.key)}", *counts, *rates)
    return table


def _adversaries(found: Sequence[AdversaryResult]) -> Table:
    profiles = list(dict.fromkeys(name for one in found for name in one.ifs))
    table = _table("adversary", *(f"IFS {name}" for name in profiles))
    table.add_column("why")
    for one in found:
        scores = ("?" if (value := one.ifs.get(name)) is None else f"{100 * value:.1f}" for name in profiles)
        repeat = f" #{one.repeat}" if one.repeat > 1 else ""
        table.add_row(plain(f"{one.task}: {one.adversary}{repeat}"), *scores, plain(one.why))
    return table


def _misses(misses: Sequence[Miss]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("wrong verdicts", "step", "must", "said", "split", "why"):
        table.add_column(name)
    for one in misses:
        page = f"{one.task}: {one.variant}" + (f" #{one.repeat}" if one.repeat > 1 else "")
        table.add_row(*map(plain, (page, one.step, one.truth, one.value, one.split, one.reason)))
    return table


def _table(first: str, *numbers: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"


def _warned(unknown: int) -> str:
    return f"[yellow]{unknown:,}[/]" if unknown else "0"


def _with(value: Rate, unknown: int) -> str:
    return rate(value) + (f", [yellow]{unknown:,} unknown[/]" if unknown else "")
