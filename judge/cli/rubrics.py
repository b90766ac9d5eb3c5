"""`iwr rubrics`: which sets and criteria there are, whether a rubric fits its task, a first draft of one."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from judge.cli.common import err, out, print_json
from tasks.errors import InputError
from tasks.loader import find_tasks, load_task, suite_dir
from tasks.task import Task

if TYPE_CHECKING:
    from judge.draft import Draft, Trial
    from judge.lint import Gathered, LintReport
    from judge.lint.gather import Say
    from judge.visual import TextReader

app = typer.Typer(help="Look at rubrics, check them, draft them.", no_args_is_help=True)

_WORKERS = 2
FAULTY = 1
"""Exit status where a rubric has errors."""

CHECK_EXAMPLES = """Examples:

iwr rubrics check game-2048
the rubric that ships, on the reference page as a browser shows it now

iwr rubrics check my-task --task-dir . --rubrics my-rubrics --mutants
also whether the task's known wrong pages fail where they should

iwr rubrics check --run runs/offline-20260302-090000
on stored evidence, without a browser"""

DRAFT_EXAMPLES = """Examples:

iwr rubrics draft my-task --task-dir . --out my-rubrics
write my-rubrics/my-task.yaml, to be edited

iwr rubrics draft game-2048 --model gpt-5 --budget 1
let a model look, too; its proposals are kept where they hold on the reference"""

Dirs = Annotated[
    list[Path] | None,
    typer.Option("--task-dir", help="A task, or a folder of tasks; default: the suite that ships."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Run = Annotated[
    Path | None,
    typer.Option("--run", help="Take the evidence of this stored run instead of using the page now."),
]


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """List the rubric sets that ship."""
    from rubrics.loader import known_sets, load_set

    sets = [load_set(name) for name in known_sets()]
    if as_json:
        print_json([one.model_dump(mode="json") for one in sets])
        return
    table = Table(Column("set", no_wrap=True), Column("version", justify="right"), "about", box=None)
    for one in sets:
        table.add_row(one.name, str(one.version), escape(one.about))
    out.print(table)


@app.command("criteria")
def criteria_command(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the catalogue of docs/criteria.md.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the criteria that a rubric can name, those of installed packages included."""
    from judge.catalogue import catalogue
    from rubrics.criteria.registry import criterion_class, criterion_names

    if markdown:
        print(catalogue(), end="")
        return

    kinds = {name: criterion_class(name) for name in criterion_names()}
    rows = [
        {"criterion": name, "about": _about(kind.__doc__), "arguments": kind.arguments()}
        for name, kind in kinds.items()
    ]
    if as_json:
        print_json(rows)
        return
    table = Table(Column("criterion", no_wrap=True), "arguments", "holds where", box=None)
    for row in rows:
        table.add_row(str(row["criterion"]), escape(", ".join(row["arguments"])), escape(str(row["about"])))
    out.print(table)


@app.command("new-criterion")
def new_criterion_command(
    name: Annotated[str, typer.Argument(help="Its name in a rubric, in snake_case.", metavar="NAME")],
    folder: Annotated[Path, typer.Option("--out", help="Where the package's folder is made.")] = Path(),
) -> None:
    """Write a small package with a criterion of your own: its class, its test, its entry point."""
    from judge.new_criterion import new_criterion

    for path in new_criterion(folder, name):
        out.print(str(path), markup=False, soft_wrap=True)


@app.command("check", epilog=CHECK_EXAMPLES)
def check_command(
    task: Annotated[
        list[str] | None, typer.Argument(help="Tasks by id or folder; default: all.", metavar="[TASK]...")
    ] = None,
    task_dir: Dirs = None,
    rubrics: Annotated[str, typer.Option(help="A rubric set, or a folder of rubrics.")] = "iwr",
    run: Run = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Use the task's variants, too: which would be misjudged?")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check rubrics against their tasks, without a model. Exit status 1: there are errors."""
    from judge.lint import LintReport, check_rubric
    from rubrics.loader import load_rubrics

    tasks = [_find(name, task_dir) for name in task] if task else find_tasks(task_dir or [suite_dir()])
    loaded = load_rubrics(tasks, rubrics)
    reports: list[LintReport] = []
    for one in tasks:
        rubric = loaded[one.id]
        with _evidence(one, run, mutants) as (gathered, reader, say):
            say(f"{one.id}: checking its rubric")
            issues = asyncio.run(check_rubric(one, rubric, gathered, reader))
        reports.append(
            LintReport(
                task=one.id,
                rubrics=rubrics,
                criteria=sum(len(checkpoint.criteria) for checkpoint in rubric.checkpoints.values()),
                variants=len(gathered.variants),
                issues=issues,
            )
        )
    if as_json:
        print_json([report.model_dump(mode="json") for report in reports])
    else:
        for report in reports:
            _print(report)
    if any(report.errors or (strict and report.issues) for report in reports):
        raise typer.Exit(FAULTY)


@app.command("draft", epilog=DRAFT_EXAMPLES)
def draft_command(
    task: Annotated[str, typer.Argument(help="A task's id, or its folder.", metavar="TASK")],
    task_dir: Dirs = None,
    run: Run = None,
    model: Annotated[
        str | None, typer.Option(help="Ask this model, too: a preset of models.yaml.", metavar="PRESET")
    ] = None,
    models: Annotated[
        list[Path] | None, typer.Option("--models", help="A models.yaml of your own.", metavar="FILE")
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="US dollars that the model may cost.", min=0.0, metavar="USD")
    ] = None,
    pages: Annotated[
        int | None,
        typer.Option(
            help="Pages to derive and try the draft on; 0: none. Default: 16, none with --run.", min=0
        ),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Write <TASK>.yaml there; default: print it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Propose a rubric from what the task's reference does; you edit it."""
    from judge.draft import PAGES, draft_yaml
    from tasks.files import write_atomic

    found = _find(task, task_dir)
    path = folder / f"{found.id}.yaml" if folder is not None else None
    if path is not None and path.exists() and not force:
        raise InputError(f"{path}: exists already; choose another folder with --out, or replace it: --force")
    if run is not None and pages:
        raise InputError("--pages: derives pages with a browser, so it can't go with --run; leave one out")
    with _trial(found, run, PAGES if pages is None and run is None else pages or 0) as (trial, say):
        draft = asyncio.run(_draft(found, trial, say, model, models or [], budget))
    text = draft_yaml(found, draft)
    if path is None:
        print(text, end="")
        return
    try:
        write_atomic(path, text)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}; choose another --out") from None
    out.print(str(path), markup=False, soft_wrap=True)


async def _draft(
    task: Task, trial: "Trial", say: "Say", preset: str | None, files: list[Path], budget: float | None
) -> "Draft":
    from judge.draft import draft_rubric, drafting_model

    if preset is None:
        return await draft_rubric(task, trial, say=say)
    with TemporaryDirectory(prefix="iwr-") as folder:
        async with drafting_model(preset, files, budget, Path(folder)) as model:
            return await draft_rubric(task, trial, model, say)


@contextmanager
def _trial(task: Task, run: Path | None, pages: int) -> Iterator[tuple["Trial", "Say"]]:
    """What a draft is tried on, and where to say what is being done."""
    from judge.draft import Trial, derive_trial

    if not pages:
        with _evidence(task, run, variants=False) as (gathered, reader, say):
            yield Trial(gathered.reference, gathered.pictures, reader, task.assets()), say
        return
    from judge.doctor import cache_folder
    from judge.visual import TextReader

    with TemporaryDirectory(prefix="iwr-") as folder, err.status(escape(task.id)) as status:

        def say(text: str) -> None:
            status.update(escape(text))

        reader = TextReader(cache_folder())
        trial, _ = asyncio.run(derive_trial(task, reader, pages, _WORKERS, Path(folder), say))
        yield trial, say


@contextmanager
def _evidence(
    task: Task, run: Path | None, variants: bool
) -> Iterator[tuple["Gathered", "TextReader", "Say"]]:
    """The evidence to work on, a reader for it, and where to say what is being done."""
    from judge.doctor import cache_folder
    from judge.lint import from_browser, from_run
    from judge.visual import TextReader
    from tasks.variants import load_variants

    reader = TextReader(cache_folder())
    with TemporaryDirectory(prefix="iwr-") as folder, err.status(escape(task.id)) as status:

        def say(text: str) -> None:
            status.update(escape(text))

        if run is not None:
            yield from_run(run, task), reader, say
        else:
            pages = load_variants(task, "hand") if variants else ()
            yield asyncio.run(from_browser(task, Path(folder), reader, say, pages)), reader, say


def _find(name: str, folders: list[Path] | None) -> Task:
    if (Path(name) / "task.yaml").is_file():
        return load_task(Path(name))
    return find_tasks(folders or [suite_dir()], [name])[0]


def _print(report: "LintReport") -> None:
    warnings = len(report.issues) - report.errors
    judged = f", {report.variants} variants judged" if report.variants else ""
    head = f"{report.task}: {report.errors} errors, {warnings} warnings in {report.criteria} criteria{judged}"
    out.print(head, style="red" if report.errors else "bold", markup=False, soft_wrap=True)
    if not report.issues:
        return
    table = Table(box=None, header_style="bold", padding=(0, 1, 1, 0))
    table.add_column("", no_wrap=True)
    table.add_column("step", ratio=2)
    table.add_column("what", ratio=7)
    table.add_column("remedy", ratio=4)
    for issue in sorted(report.issues, key=lambda issue: issue.level):
        colour = "red" if issue.level == "error" else "yellow"
        about = f"[bold]{escape(issue.criterion)}[/]\n" if issue.criterion else ""
        table.add_row(
            f"[{colour}]{issue.check}[/]", escape(issue.step), about + escape(issue.message),
            escape(issue.remedy),
        )  # fmt: skip
    out.print(table)


def _about(doc: str | None) -> str:
    return " ".join((doc or "").strip().partition("\n\n")[0].split())
