"""`iwr calibrate`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from judge.cli.calibration_table import print_calibration
from judge.cli.common import (
    DryRun,
    Json,
    Judge,
    Rubrics,
    Set,
    exit_as,
    out,
    overrides,
    parts,
    print_forecast,
    print_json,
    say,
)
from judge.cli.rejudge import changed, judge_again, name_of
from judge.cli.run import carry_out, new_run
from judge.cli.table import cost_table
from judge.config import BudgetConfig, SplitConfig
from judge.judgements import FIRST, judgement_dir, read_judgement
from judge.results import RunResult
from tasks.errors import InputError

EXAMPLES = """Examples:

iwr calibrate
the default judge, on every page of the suite whose right verdict is known

iwr calibrate --judge vlm -o assertion.model=gpt-4o --budget 5

iwr calibrate runs/calibration-20260302-090000
measure a run that is there already

iwr calibrate runs/calibration-20260302-090000 --judge vlm -o assertion.model=gpt-4o --as gpt
another judge, on the same evidence: no browser, no generator

iwr calibrate runs/calibration-20260302-090000 --resume --budget 10
go on with a run that was stopped"""

CONFIG = "calibration"
"""The configuration of a run for calibrating."""
_OWN = "calibration."
"""How the keys begin that change what is measured, and no verdict."""


def calibrate_command(
    run: Annotated[
        Path | None,
        typer.Argument(help="A run whose evidence is used; default: a new one.", metavar="[RUN]"),
    ] = None,
    judge: Judge = None,
    rubrics: Rubrics = None,
    set_: Set = None,
    judgement: Annotated[
        str | None, typer.Option(help="The judgement of RUN to measure; default: first.", metavar="NAME")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--as", help="Judge RUN again, and call it so; then measure that.")
    ] = None,
    tasks: Annotated[str | None, typer.Option(help="Task ids, separated by commas.")] = None,
    generators: Annotated[
        str | None, typer.Option(help="reference, variants, derived, adversaries, or ids; by commas.")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Browsers at work at the same time.")] = None,
    budget: Annotated[
        float | None, typer.Option(help="US dollars that judging may cost.", min=0.0, metavar="USD")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--out", help="Where to keep what is known of the judge; default: the user's cache."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with RUN, or with its judgement --as.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """How often is the judge wrong? Its verdicts on pages whose right verdict is known beforehand."""
    options = [*(set_ or []), *overrides(step_judge=judge, rubrics=rubrics)]
    again = name is not None or any(not one.startswith(_OWN) for one in options)
    if run is None:
        for option, given in (("--judgement", judgement), ("--as", name), ("--resume", resume or None)):
            if given is not None:
                raise InputError(f"{option}: needs the folder of a run: iwr calibrate RUN {option} …")
        budgets = [f"budget.usd={budget}"] if budget is not None else []
        chosen = overrides(tasks=tasks, generators=generators, workers=workers)
        _run_and_measure([*options, *chosen, *budgets], record, dry_run, as_json)
        return
    if judgement is not None and (again or resume):
        raise InputError("--judgement: is measured as it is; without --judge, -o, --as and --resume")
    if workers is not None:
        raise InputError("--workers: a run that is there needs no browser; leave it out")
    if not again and (tasks or generators):
        raise InputError("--tasks, --generators: pick what is judged; name --as, or leave them out")
    split = [one for one in options if one.startswith(_OWN)]
    if again:
        picked = parts(tasks or ""), parts(generators or "")
        _judge_and_measure(run, options, judge, name, picked, budget, resume, record, dry_run, as_json)
    elif resume:
        _resume_and_measure(run, split, budget, record, dry_run, as_json)
    elif dry_run:
        raise InputError("--dry-run: nothing is judged, so nothing would be asked; leave it out")
    else:
        _measure(run, judgement or FIRST, _split(run, judgement or FIRST, split), record, as_json)


def _run_and_measure(options: Sequence[str], record: Path | None, dry_run: bool, as_json: bool) -> None:
    prepared = new_run(CONFIG, options, None, keys=not dry_run)
    if dry_run:
        print_forecast(prepared.file.config, prepared.episodes, as_json)
        return
    result, _ = carry_out(prepared)
    _stop_if_stopped(result, f"iwr calibrate {prepared.folder} --resume --budget <more>")
    _measure(prepared.folder, FIRST, None, record, as_json)


def _resume_and_measure(
    run: Path, split: Sequence[str], budget: float | None, record: Path | None, dry_run: bool, as_json: bool
) -> None:
    from judge.run import reopen

    prepared = reopen(run, BudgetConfig(usd=budget) if budget is not None else None)
    if dry_run:
        print_forecast(prepared.file.config, prepared.episodes, as_json)
        return
    result, _ = carry_out(prepared)
    _stop_if_stopped(result, f"iwr calibrate {run} --resume --budget <more>")
    _measure(run, FIRST, _split(run, FIRST, split), record, as_json)


def _judge_and_measure(
    run: Path,
    options: Sequence[str],
    judge: str | None,
    name: str | None,
    picked: tuple[Sequence[str], Sequence[str]],
    budget: float | None,
    resume: bool,
    record: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    from judge.run import utc_now
    from judge.stored import prepare

    config = changed(read_judgement(run, FIRST).config, options, budget, run)
    called = name or name_of(config, judge, None, None)
    tasks, generators = picked
    prepared = prepare(
        run, config, called, utc_now(), tasks=tasks, generators=generators, resume=resume, keys=not dry_run
    )
    if dry_run:
        print_forecast(prepared.stored.config, prepared.episodes, as_json)
        return
    result = judge_again(prepared)
    _stop_if_stopped(result, f"the same, and --as {called} --resume --budget <more>")
    _measure(run, called, config.calibration.tuning, record, as_json)


def _split(run: Path, judgement: str, changes: Sequence[str]) -> SplitConfig | None:
    """The split as it was changed; None: the judgement's own."""
    if not changes:
        return None
    return changed(read_judgement(run, judgement).config, changes, None, run).calibration.tuning


def _measure(
    run: Path, judgement: str, split: SplitConfig | None, record: Path | None, as_json: bool
) -> None:
    from judge.calibration.flow import calibrate_judgement

    done = calibrate_judgement(run, judgement, split, record)
    if as_json:
        print_json(done.measured)
    else:
        say("judgement", judgement_dir(run, judgement))
        say("page", done.page)
        say("kept", done.record)
        if done.result.costs:
            out.print(cost_table(done.result.costs))
        print_calibration(done.measured)
    exit_as(done.result)


def _stop_if_stopped(result: RunResult, go_on: str) -> None:
    """Half a measurement is none. Raises typer.Exit where the budget ran out."""
    if result.stopped:
        say("stopped", f"{result.stopped}; nothing was measured; go on with: {go_on}")
        exit_as(result)
