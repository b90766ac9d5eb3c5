"""What `iwr calibrate` prints: never agreement alone, always both classes and what is unknown."""

from collections.abc import Callable, Sequence

from rich.table import Table

from judge.calibration.claims import PUBLISHED
from judge.calibration.model import AdversaryResult, Calibration, Estimate, Group, Part, Rate
from judge.cli.common import out
from judge.cli.table import plain


def print_calibration(measured: Calibration) -> None:
    """All tables, most important first; none is wider than 80 columns where names are short."""
    parts = {"all": measured.all, "tuning": measured.tuning, "test": measured.test, "  sure": measured.sure}
    known = {name: part for name, part in parts.items() if part is not None}
    out.print(f"judge      {measured.judge}; rubrics {measured.rubrics}", markup=False, soft_wrap=True)
    out.print(_counts(known))
    out.print(_whole(known))
    out.print(PUBLISHED, style="dim", markup=False, soft_wrap=True)
    out.print(_groups(measured.all))
    if measured.adversaries:
        out.print(_adversaries(measured.adversaries))
        for one in measured.adversaries:
            if any(value for value in one.ifs.values()):
                out.print(f"{one.task}, {one.adversary}: {one.why}", markup=False, soft_wrap=True)
    for miss in measured.misses:
        page = f"{miss.task}, {miss.variant}" + (f" #{miss.repeat}" if miss.repeat > 1 else "")
        out.print(
            f"[red]wrong[/] {plain(page)}, {plain(miss.step)}: must {miss.truth}, is said to {miss.value} "
            f"({miss.split}): {plain(miss.reason)}",
            soft_wrap=True,
        )
    if not measured.misses:
        out.print("no verdict is wrong", style="green")


def _counts(parts: dict[str, Part]) -> Table:
    """What the numbers rest on, of both classes."""
    table = _table("", "pages", "tasks", "faulty steps", "right steps", "share of faulty", "unknown")
    for name, part in parts.items():
        steps = f"{part.positives:,}", f"{part.negatives:,}"
        share = "-" if part.prevalence is None else f"{100 * part.prevalence:.1f}%"
        pages = f"{part.variants:,}", f"{part.tasks:,}"
        table.add_row(name, *pages, *steps, share, _warned(part.unknown))
    return table


_Shown = tuple[str, str, str]
"""A number, its 95% interval, and of how many."""

_MEASURES: tuple[tuple[str, str, Callable[[Part], _Shown]], ...] = (
    ("sensitivity", "faulty steps failed", lambda part: _rate(part.sensitivity)),
    ("exact", "mutants, at the very step", lambda part: _rate(part.exact, part.exact_unknown)),
    ("specificity", "steps of right pages passed", lambda part: _rate(part.specificity)),
    ("before a fault", "steps of mutants passed", lambda part: _rate(part.specificity_before)),
    ("pages passed", "right pages, every step", lambda part: _rate(part.pages_passed, part.pages_unknown)),
    ("kappa", "Cohen's", lambda part: _estimate(part.kappa)),
    ("MCC", "Matthews' correlation", lambda part: _estimate(part.mcc)),
    ("Brier", "score of the confidence", lambda part: _estimate(part.brier)),
)


def _whole(parts: dict[str, Part]) -> Table:
    """Each measure of all cases, and below it of each split."""
    table = _table("", "", "95% interval", "of")
    table.add_column("")
    for name, about, shown in _MEASURES:
        for split, part in parts.items():
            first = split == "all"
            head = f"[bold]{name}[/]" if first else f"  [dim]{split}[/]"
            table.add_row(head, *shown(part), about if first else "")
    return table


def _rate(value: Rate, unknown: int = 0) -> _Shown:
    of = f"{value.hits:,} of {value.total:,}" + (f", [yellow]{unknown:,} unknown[/]" if unknown else "")
    if value.value is None:
        return "-", "", of
    return f"{100 * value.value:.1f}%", f"{100 * value.low:.1f} to {100 * value.high:.1f}", of


def _estimate(value: Estimate) -> _Shown:
    if value.value is None:
        return "-", "", ""
    return f"{value.value:.3f}", f"{value.low:.3f} to {value.high:.3f}", ""


def _groups(part: Part) -> Table:
    table = _table("percent (interval)", "faulty", "right", "unknown", "sensitivity", "specificity", "kappa")
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
            kappa = one.kappa.value if one.kappa is not None else None
            shown = "-" if kappa is None else f"{kappa:.2f}"
            table.add_row(
                f"  {plain(one.key)}", *counts, _short(one.sensitivity), _short(one.specificity), shown
            )
    return table


def _short(value: Rate) -> str:
    if value.value is None:
        return "-"
    return f"{100 * value.value:.1f} [dim]({100 * value.low:.0f}-{100 * value.high:.0f})[/]"


def _adversaries(found: Sequence[AdversaryResult]) -> Table:
    """The most that each got on any task, by profile."""
    profiles = list(dict.fromkeys(name for one in found for name in one.ifs))
    table = _table("adversary", "pages", *(f"most IFS, {name}" for name in profiles))
    for name in dict.fromkeys(one.adversary for one in found):
        mine = [one for one in found if one.adversary == name]
        row = []
        for profile in profiles:
            values = [one.ifs.get(profile) for one in mine]
            known = [value for value in values if value is not None]
            row.append(f"{100 * max(known):.1f}" if len(known) == len(values) else "?")
        table.add_row(plain(name), f"{len(mine):,}", *row)
    return table


def _table(first: str, *numbers: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def _warned(unknown: int) -> str:
    return f"[yellow]{unknown:,}[/]" if unknown else "0"
