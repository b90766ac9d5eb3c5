"""`iwr ablate`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from judge.cli.common import BUDGET_STOPPED, DryRun, Json, err, out, print_json, say
from judge.config import BudgetConfig
from tasks.errors import InputError

if TYPE_CHECKING:
    from judge.ablation.ablate import Begun
    from judge.ablation.ask import Tick
    from judge.ablation.forecast import AblationForecast
    from judge.ablation.result import Ablation, CellResult, Timing
    from judge.calibration.model import Estimate, Rate

EXAMPLES = """Examples:

iwr ablate configs/ablation.yaml --dry-run
the cells, and what they would ask and cost at most

iwr ablate my-ablation.yaml --budget 5
stop before more than 5 dollars are spent; the same command with more goes on

iwr ablate my-ablation.yaml
once more: nothing is asked that was answered

iwr ablate my-ablation.yaml --limit-cells 2 --json"""


def ablate_command(
    config: Annotated[Path, typer.Argument(help="What is varied (docs/ablation.md).", metavar="CONFIG")],
    run: Annotated[
        Path | None, typer.Option(help="The folder of a run, in place of the configuration's.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Where to write; default: <run>/ablations/<name of CONFIG>/.")
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="US dollars that all sittings may cost.", min=0.0, metavar="USD")
    ] = None,
    limit_cells: Annotated[
        int | None, typer.Option(help="Judge only so many cells, the baseline first.", min=1)
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Insist that there is something to go on with.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Judge stored evidence in many ways (models, prompts, pictures or none, steps in one call …), and say
    which way of asking judges best, and what it costs. Whatever was answered before is not asked again, so
    that the same command goes on where it stopped."""
    from judge.ablation.ablate import Unanswered, ablate, begin
    from judge.ablation.config import load_ablation
    from judge.ablation.files import write_ablation
    from judge.ablation.forecast import forecast

    asked = load_ablation(config)
    if run is not None:
        asked = asked.model_copy(update={"run": run})
    if budget is not None:
        asked = asked.model_copy(update={"budget": BudgetConfig(usd=budget, tokens=asked.budget.tokens)})
    place = folder or asked.run / "ablations" / config.stem
    if resume and not place.is_dir():
        raise InputError(f"--resume: {place}: nothing was begun there; leave --resume out")
    begun = begin(asked, place, cells=limit_cells, keys=not dry_run)
    if dry_run:
        expected = forecast(begun)
        if as_json:
            print_json(expected)
        else:
            out.print(_forecast_table(expected))
        return
    with _progress(begun) as (heard, scored):
        try:
            result, timing = ablate(begun, heard, scored)
        except Unanswered as stop:
            print_stop(str(stop))
            raise typer.Exit(BUDGET_STOPPED) from None
    timing = write_ablation(place, result, timing)
    if as_json:
        print_json(result)
    else:
        _print(result, timing, place)
    if result.stopped:
        raise typer.Exit(BUDGET_STOPPED)


def print_stop(reason: str) -> None:
    """Why it ended early, for a person."""
    err.print(
        f"stopped    {reason}; go on with the same command and --budget <more>", markup=False, soft_wrap=True
    )


@contextmanager
def _progress(begun: "Begun") -> "Iterator[tuple[Callable[[Tick], None], Callable[[int], None]]]":
    """On a terminal only, gone when all is done."""
    steps = len(begun.sample.cases)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[said]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    ) as progress:
        asking = progress.add_task(f"judging {steps} steps in {len(begun.cells)} cells", total=None, said="")

        def heard(tick: "Tick") -> None:
            said = f"{tick.steps} steps, {tick.calls:,} calls, {tick.usd:.2f} USD"
            progress.update(asking, completed=tick.questions, total=tick.all, said=said)

        def scored(done: int) -> None:
            progress.update(
                asking, description="scoring", completed=done, total=len(begun.sample.pieces), said=""
            )

        yield heard, scored


def _print(result: "Ablation", timing: "Timing", place: Path) -> None:
    from judge.ablation.files import PAGE_FILE

    for what, value in (
        ("steps", f"{result.sample.complete} in each of {len(result.cells)} cells; {_labels(result)}"),
        ("scored", f"{len(result.sample.scored)} of {len(result.sample.episodes)} episodes"),
        ("asked", f"{timing.calls:,} calls in {timing.seconds:.1f} s; paid in all {timing.paid_usd:.4f} USD"),
        ("report", str(place / PAGE_FILE)),
    ):
        say(what, value)
    for note in result.notes:
        say("note", note)
    if result.stopped:
        print_stop(result.stopped)
    out.print(cell_table(result, timing))
    out.print(_effect_table(result))


def _labels(result: "Ablation") -> str:
    part = result.cells[0].labelled
    return (
        "none is labelled" if part is None else f"labelled: {part.positives} faulty, {part.negatives} right"
    )


def cell_table(result: "Ablation", timing: "Timing") -> Table:
    """One row a cell; percent, with the 95% interval."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("cell")
    for name in result.cells[0].levels:
        table.add_column(escape(name))
    names = (
        "sensitivity",
        "specificity",
        "unknown",
        "agrees",
        "change",
        "p (Holm)",
        "retest",
        "flips",
        "tau",
        "USD",
        "s",
    )
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for cell in result.cells:
        table.add_row(*_cells(cell, timing), style="bold" if cell.baseline else None)
    return table


def _cells(cell: "CellResult", timing: "Timing") -> list[str]:
    from judge.ablation.design import shown

    against, clock = cell.against, timing.cells[cell.id]
    return [
        cell.id + ("*" if cell.baseline else ""),
        *(escape(shown(level)) for level in cell.levels.values()),
        _percent(cell.sensitivity),
        _percent(cell.specificity),
        _percent(cell.unknown),
        _percent(cell.agreement.agree if cell.agreement else None),
        _percent(against.difference if against else None),
        "-" if against is None else f"{against.p_holm:.3g}",
        _percent(cell.retest.agree if cell.retest else None),
        _percent(cell.position.flips if cell.position else None),
        "-" if cell.ifs_tau is None else f"{cell.ifs_tau:.2f}",
        f"{cell.usd:.4f}",
        "-" if clock.median is None else f"{clock.median:.2f}",
    ]


def _effect_table(result: "Ablation") -> Table:
    from judge.ablation.design import shown

    table = Table(box=None, pad_edge=False, header_style="bold", title="means by level", title_justify="left")
    for name in ("factor", "level"):
        table.add_column(name)
    for name in ("cells", "sensitivity", "specificity", "unknown", "agrees", "USD a step"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in result.effects:
        rates = _percent(one.sensitivity), _percent(one.specificity)
        row = escape(one.factor), escape(shown(one.level)), str(one.cells), *rates
        cost = one.usd_step
        usd = f"{cost.value:.5f} [dim]({cost.low:.5f}-{cost.high:.5f})[/]" if cost.value is not None else "-"
        table.add_row(*row, f"{100 * one.unknown:.1f}", _percent(one.agreement), usd)
    return table


def _forecast_table(found: "AblationForecast") -> Table:
    from judge.ablation.design import shown

    caption = f"{found.steps} steps of {found.episodes} episodes. {found.note}"
    table = Table(box=None, pad_edge=False, header_style="bold", caption=caption, caption_justify="left")
    table.add_column("cell")
    for name in found.cells[0].levels:
        table.add_column(escape(name))
    for name in ("questions", "tokens in", "out", "USD"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in found.cells:
        usd = "price unknown" if one.usd is None else f"{one.usd:.4f}"
        levels = (escape(shown(level)) for level in one.levels.values())
        name = one.id + ("*" if one.baseline else "")
        table.add_row(
            name, *levels, f"{one.questions:,}", f"{one.usage.input:,}", f"{one.usage.output:,}", usd
        )
    total = "price unknown" if found.usd is None else f"{found.usd:.4f}"
    table.add_section()
    table.add_row(
        "all", *[""] * len(found.cells[0].levels), f"{found.questions:,}", "", "", total, style="bold"
    )
    return table


def _percent(value: "Rate | Estimate | None") -> str:
    if value is None or value.value is None:
        return "-"
    return f"{100 * value.value:.1f} [dim]({100 * value.low:.1f}-{100 * value.high:.1f})[/]"
