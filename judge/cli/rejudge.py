"""`iwr rejudge` and `iwr compare`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from judge.calibration.claims import beside_score
from judge.cli.common import (
    DryRun,
    Json,
    Judge,
    Profile,
    Rubrics,
    Run,
    Set,
    exit_as,
    out,
    overrides,
    parts,
    print_forecast,
    print_json,
    progress_bar,
    say,
    say_known,
)
from judge.cli.table import cost_table, number, plain, result_table
from judge.compare import Comparison, Moved, Pair, compare
from judge.config import RunConfig, apply_override
from judge.judgements import FIRST, judgement_dir, judgements, read_judged, read_judgement
from judge.results import EpisodeResult, RunResult
from tasks.errors import InputError
from tasks.yamlfile import validate

if TYPE_CHECKING:
    from judge.stored import Prepared

EXAMPLES = """Examples:

iwr rejudge runs/offline-20260302-090000 --rubrics my-rubrics --as mine
other rubrics; then: iwr compare runs/offline-20260302-090000 --judgements first mine

iwr rejudge runs/offline-20260302-090000 --profile strict

iwr rejudge runs/offline-20260302-090000 --judge vlm -o assertion.model=gpt-4o --budget 2

iwr rejudge runs/offline-20260302-090000 --judge vlm -o assertion.model=gpt-4o --dry-run
what it would ask, and what that would cost"""

COMPARE_EXAMPLES = """Examples:

iwr compare runs/offline-20260302-090000 --judgements first mine

iwr compare runs/monday runs/tuesday
two runs of the same tasks and generators"""


def rejudge_command(
    run: Run,
    judge: Judge = None,
    rubrics: Rubrics = None,
    profile: Profile = None,
    set_: Set = None,
    name: Annotated[
        str | None, typer.Option("--as", help="Name of the judgement; default: what is new in it.")
    ] = None,
    tasks: Annotated[str | None, typer.Option(help="Only these task ids, separated by commas.")] = None,
    generators: Annotated[
        str | None, typer.Option(help="Only pages by these generators, separated by commas.")
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="US dollars that this judgement may cost.", min=0.0, metavar="USD")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the judgement so called, with the same options.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Judge a run again from its evidence: no browser, no generator. Earlier judgements stay."""
    from judge.run import utc_now
    from judge.stored import prepare

    options = [*(set_ or []), *overrides(step_judge=judge, rubrics=rubrics, profile=profile)]
    config = changed(read_judgement(run, FIRST).config, options, budget, run)
    called = name or name_of(config, judge, rubrics, profile)
    prepared = prepare(
        run,
        config,
        called,
        utc_now(),
        tasks=parts(tasks or ""),
        generators=parts(generators or ""),
        resume=resume,
        keys=not dry_run,
    )
    if dry_run:
        print_forecast(prepared.stored.config, prepared.episodes, as_json)
        return
    result = judge_again(prepared)
    if as_json:
        print_json(result)
    else:
        say("judgement", prepared.stored.folder)
        say("report", f"iwr report {run} --judgement {called}")
        say("compare", f"iwr compare {run} --judgements first {called}")
        if result.stopped:
            say("stopped", f"{result.stopped}; go on with --as {called} --resume --budget <more>")
        if result.costs:
            out.print(cost_table(result.costs))
        out.print(result_table(result))
        say_known(beside_score(run, called, prepared.file, result))
    exit_as(result)


def judge_again(prepared: "Prepared") -> RunResult:
    """Judge it, with a bar that shows how far it is."""
    from judge.rejudge import rejudge

    with progress_bar() as progress:
        bar = progress.add_task("judging", total=len(prepared.episodes))

        def report(result: EpisodeResult) -> None:
            progress.update(bar, advance=1, description=f"judged {result.task}: {result.generator}")

        return rejudge(prepared, report)


def compare_command(
    run: Run,
    other: Annotated[
        Path | None, typer.Argument(help="A second run of the same tasks.", metavar="[OTHER]")
    ] = None,
    names: Annotated[
        tuple[str, str] | None,
        typer.Option("--judgements", help="Two judgements; `first` is the run's own.", metavar="A B"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Which verdicts moved between two judgements, and what that did to the scores."""
    if names is None and other is None:
        known = ", ".join(judgements(run)) or "none"
        raise InputError(
            f"--judgements: name two of the judgements of {run} (it has: {known}), or a second run"
        )
    first, second = names or (FIRST, FIRST)
    where = other or run
    called = (
        (first, second)
        if other is None
        else (str(judgement_dir(run, first)), str(judgement_dir(where, second)))
    )
    found = compare(read_judged(run, first), read_judged(where, second), called)
    if as_json:
        print_json(found)
    else:
        _print(found)


def changed(config: RunConfig, changes: Sequence[str], budget: float | None, run: Path) -> RunConfig:
    """The run's configuration with `key.key=value` overrides. What the run itself could cost is no limit of
    its judgements. Raises InputError naming the override that is wrong."""
    data = config.model_dump(mode="json") | {"budget": {"usd": budget}}
    for override in changes:
        apply_override(data, override)
        try:
            validate(data, RunConfig, run)
        except InputError as error:
            raise InputError(f"-o {override}: {str(error).partition(': ')[2]}") from None
    return validate(data, RunConfig, run)


def name_of(config: RunConfig, judge: str | None, rubrics: str | None, profile: str | None) -> str:
    """What is new in the judgement, as a folder's name."""
    parts = [judge, Path(rubrics).name if rubrics else None, Path(profile).stem if profile else None]
    return "-".join(part.strip(".") for part in parts if part) or config.step_judge


def _print(found: Comparison) -> None:
    agreement = found.agreement
    say("a", found.a)
    say("b", found.b)
    alone = f"; only in a: {found.only_a}, only in b: {found.only_b}" if found.only_a or found.only_b else ""
    say("episodes", f"{found.episodes}{alone}")
    say("moved", f"{len(found.moved)} verdicts; scores of {len(found.changed)} episodes")
    share = "-" if agreement.agree is None else f"{100 * agreement.agree:.1f}%"
    kappa = "not defined: each always said the same" if agreement.kappa is None else f"{agreement.kappa:.3f}"
    say("agreement", f"{share} of {agreement.decided} steps that both decided; Cohen's kappa {kappa}")
    out.print(_table_of(found))
    if found.moved:
        out.print(_moved_table(found.moved))
    if found.changed:
        out.print(_score_table(found))


def _table_of(found: Comparison) -> Table:
    """What a says by what b says."""
    table = _table("a \\ b", *found.agreement.table)
    for value, row in found.agreement.table.items():
        table.add_row(value, *(str(count) for count in row.values()))
    return table


def _moved_table(moved: Sequence[Moved]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("page", "step", "a", "b", "why in a", "why in b"):
        table.add_column(name)
    for one in moved:
        page = f"{one.task}: {one.generator}" + (f" #{one.repeat}" if one.repeat > 1 else "")
        reasons = (one.a.reason, one.b.reason)
        table.add_row(*map(plain, (page, one.step, one.a.value, one.b.value, *reasons)))
    return table


def _score_table(found: Comparison) -> Table:
    """The episodes that changed, then every generator's means."""
    table = _table("page", "IFS a", "b", "VFS a", "b", "Final a", "b")
    for one in found.changed:
        page = f"{one.task}: {one.generator}" + (f" #{one.repeat}" if one.repeat > 1 else "")
        table.add_row(plain(page), *_cells(one.ifs, one.vfs, one.final))
    table.add_section()
    for mean in found.generators:
        if any(pair.moved for pair in (mean.ifs, mean.vfs, mean.final)):
            name = f"mean of {mean.generator}"
            table.add_row(plain(name), *_cells(mean.ifs, mean.vfs, mean.final), style="bold")
    return table


def _table(first: str, *numbers: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _cells(*pairs: Pair) -> list[str]:
    return [cell for one in pairs for cell in (number(one.a, one.a_bounds), number(one.b, one.b_bounds))]
