"""`iwr run`."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from judge.calibration.claims import beside_score
from judge.cli.common import (
    DryRun,
    Json,
    Profile,
    Rubrics,
    Set,
    err,
    exit_as,
    out,
    overrides,
    print_forecast,
    print_json,
    progress_bar,
    say_known,
)
from judge.cli.table import cost_table, result_table
from judge.config import BudgetConfig, find_config, load_config
from judge.judgements import FIRST
from judge.results import EpisodeResult, RunResult, expectation_met
from rubrics.loader import load_rubric, rubric_file
from tasks.errors import InputError
from tasks.task import Task

if TYPE_CHECKING:
    from judge.run import Prepared

EXAMPLES = """Examples:

iwr run
the suite's own pages, offline

iwr run --tasks game-2048 --generators reference,slideshow

iwr run --task-dir my-tasks --submissions my-pages
pages from outside: <task id>/<generator name>/index.html, or one folder with an index.html

iwr run -o workers=4 -o visual.structure=dinov2

iwr run configs/openai.yaml --dry-run
what it would ask, and what that would cost

iwr run configs/openai.yaml --budget 5
stop before more than 5 dollars are spent

iwr run --resume runs/offline-20260302-090000 --budget 10
go on with a run that was stopped"""


def run_command(
    config: Annotated[
        str,
        typer.Argument(help="A configuration: a file, or the name of one that ships.", metavar="[CONFIG]"),
    ] = "offline",
    set_: Set = None,
    tasks: Annotated[str | None, typer.Option(help="Task ids, separated by commas.")] = None,
    generators: Annotated[
        str | None,
        typer.Option(help="reference, adversaries, variants, llm:<preset>; separated by commas."),
    ] = None,
    task_dir: Annotated[
        list[Path] | None, typer.Option(help="A task, or a folder of tasks; default: the suite that ships.")
    ] = None,
    submissions: Annotated[
        Path | None,
        typer.Option(help="Pages that exist already; judged instead of the configured generators'."),
    ] = None,
    rubrics: Rubrics = None,
    profile: Profile = None,
    workers: Annotated[int | None, typer.Option(help="Browsers at work at the same time.")] = None,
    budget: Annotated[
        float | None, typer.Option(help="US dollars that the whole run may cost.", min=0.0, metavar="USD")
    ] = None,
    cache: Annotated[
        bool | None,
        typer.Option("--cache/--no-cache", help="Let what a model answered before answer again."),
    ] = None,
    replay: Annotated[
        Path | None, typer.Option(help="Answer from exchanges of an earlier run, without a network.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the run; default: config and time.")] = None,
    resume: Annotated[
        Path | None,
        typer.Option(help="Go on with the run in this folder; but for --budget, options are its own."),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Judge pages: generate, operate, judge, score, report."""
    from judge.run import reopen

    if resume is not None:
        prepared = reopen(resume, BudgetConfig(usd=budget) if budget is not None else None)
    else:
        options = overrides(
            tasks=tasks,
            generators=generators if generators is not None or submissions is None else "",
            task_dirs=task_dir,
            submissions=submissions,
            rubrics=rubrics,
            profile=profile,
            workers=workers,
            cache=cache,
            replay=replay,
        )
        if budget is not None:
            options.append(f"budget.usd={budget}")
        prepared = new_run(config, [*(set_ or []), *options], name, keys=not dry_run)
    file, episodes, folder = prepared.file, prepared.episodes, prepared.folder
    if dry_run:
        print_forecast(file.config, episodes, as_json)
        return
    _say_defaults([episode.task for episode in episodes], file.config.rubrics)

    result, written = carry_out(prepared)
    if as_json:
        print_json(result)
    else:
        _print(result, folder, written)
        say_known(beside_score(folder, FIRST, file, result))
    exit_as(result)


def new_run(config: str, changes: Sequence[str], name: str | None, *, keys: bool) -> "Prepared":
    """A run that can start, by the configuration so called. Raises InputError."""
    from judge.run import default_name, prepare, utc_now

    path = find_config(config)
    loaded = load_config(path, changes)
    now = utc_now()
    called = name or default_name(path.stem, now)
    if not re.fullmatch(r"[^/\\.][^/\\]*", called):
        raise InputError(f"--name: {called!r} is no plain folder name; runs are kept in {loaded.out}/")
    folder = loaded.out / called
    if folder.exists():
        raise InputError(f"{folder}: exists already; choose another --name, or --resume {folder}")
    return prepare(loaded, folder, now, keys=keys)


def carry_out(prepared: "Prepared") -> tuple[RunResult, Path]:
    """Run it, with a bar that shows how far it is; its result, and where its report lies."""
    from judge.report import build
    from judge.run import run

    with progress_bar() as progress:
        bar = progress.add_task("judging", total=len(prepared.episodes))

        def report(result: EpisodeResult) -> None:
            progress.update(bar, advance=1, description=f"judged {result.task}: {result.generator}")

        result = asyncio.run(run(prepared, report))
        progress.update(bar, description="writing the report")
        return result, build(prepared.folder)


def _say_defaults(tasks: Sequence[Task], rubrics: str) -> None:
    without = dict.fromkeys(task.id for task in tasks if rubric_file(task, rubrics) is None)
    if without:
        line = f"no rubric for {', '.join(without)}: each step must change the page as the recording shows"
        err.print(line, markup=False, soft_wrap=True)
    drafted = dict.fromkeys(task.id for task in tasks if load_rubric(task, rubrics).drafted)
    if drafted:
        line = f"the rubric of {', '.join(drafted)} is a draft that nobody has read: the scores say so"
        err.print(line, markup=False, soft_wrap=True)


def _print(result: RunResult, folder: Path, report: Path) -> None:
    known = [met for e in result.episodes if e.expected and (met := expectation_met(e)) is not None]
    out.print(f"run      {folder}", markup=False, soft_wrap=True)
    out.print(f"report   {report}", markup=False, soft_wrap=True)
    if known:
        text = (
            f"known    {sum(known)} of {len(known)} pages with a known outcome were judged as they should be"
        )
        out.print(text, style="green" if all(known) else "red")
    failed = [e for e in result.episodes if e.score is None]
    if result.stopped:
        done = len(result.episodes) - len(failed)
        line = f"{result.stopped}; {done} of {len(result.episodes)} episodes are done"
        out.print(f"stopped  {line}", style="yellow", markup=False, soft_wrap=True)
        again = f"iwr run --resume {folder} --budget <more>"
        out.print(f"left     {len(failed)} episodes; go on with: {again}", markup=False, soft_wrap=True)
    elif failed:
        for one in failed:
            out.print(f"failed   {one.episode}: {one.failure}", style="red", markup=False, soft_wrap=True)
        out.print(f"try the failed ones again with: iwr run --resume {folder}", markup=False, soft_wrap=True)
    if result.costs:
        out.print(cost_table(result.costs))
    out.print(result_table(result))
