"""`iwr variants make|check|list`."""

import asyncio
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from judge.cli.common import HARNESS_FAILED, Json, err, out, parts, print_json, progress_bar
from judge.doctor import cache_folder
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.loader import find_tasks, load_task, suite_dir
from tasks.task import Task
from tasks.variants import DERIVED_FILE, Variant, load_variants
from tasks.yamlfile import nearest

if TYPE_CHECKING:
    from judge.derive import Checked, Made

app = typer.Typer(help="Pages whose right verdict is known: look at them, derive more.", no_args_is_help=True)

Dirs = Annotated[
    list[Path] | None,
    typer.Option("--task-dir", help="A task, or a folder of tasks; default: the suite that ships."),
]
TaskName = Annotated[str, typer.Argument(help="A task's id, or its folder.", metavar="TASK")]
KINDS = ("equivalent", "cosmetic", "mutant")
MAKE_EXAMPLES = """Examples:

iwr variants make shop-cart

iwr variants make my-tasks/todo --count 40 --seed 7 --operators off_by_one,freeze_state

iwr variants make shop-cart --dry-run
the candidates, and how each would be made"""


@app.command("make", epilog=MAKE_EXAMPLES)
def make_command(
    task: TaskName,
    count: Annotated[int, typer.Option(help="Variants to find.", min=1, max=500)] = 24,
    seed: Annotated[int, typer.Option(help="Another seed, other candidates.", min=0)] = 1,
    operators: Annotated[
        str | None, typer.Option(help="Mutation operators, separated by commas; default: all.")
    ] = None,
    workers: Annotated[int, typer.Option(help="Browsers at work at the same time.", min=1, max=32)] = 2,
    task_dir: Dirs = None,
    keep: Annotated[Path | None, typer.Option(help="Leave pages and evidence in this folder.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Make them anew; those that were reviewed stay as they are.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list the candidates.")] = False,
    as_json: Json = False,
) -> None:
    """Derive variants from a task's reference page, run each, and label it by what is seen of it."""
    from judge.derive import make_variants
    from judge.derive.make import derived_yaml

    found = _find(task, task_dir)
    named = _operators(operators)
    if dry_run:
        _list_candidates(found, seed, named, as_json)
        return
    path = found.variants_dir / DERIVED_FILE
    there = load_variants(found, "derived")
    if there and not force:
        raise InputError(f"{path}: exists already; --force makes it anew, reviewed variants stay")
    kept = [variant for variant in there if variant.reviewed]
    taken = frozenset(one.id for one in (*load_variants(found, "hand"), *kept))
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(TemporaryDirectory(prefix="iwr-")))
        progress = stack.enter_context(progress_bar())
        bar = progress.add_task(found.id, total=max(0, count - len(kept)))

        def say(text: str, done: int) -> None:
            progress.update(bar, completed=done, description=text)

        made = asyncio.run(
            make_variants(
                found, max(0, count - len(kept)), seed, named, workers, folder,
                cache_folder() / "derive", taken, say,
            )
        )  # fmt: skip
    variants = (*kept, *made.variants)
    write_atomic(path, derived_yaml(variants))
    if as_json:
        print_json([_json(found, variant) for variant in variants])
    else:
        _print(found, variants, made, path)
    _say_why(found, made, max(0, count - len(kept)))


@app.command("list")
def list_command(task: TaskName, task_dir: Dirs = None, as_json: Json = False) -> None:
    """Count a task's variants by kind and mutation operator."""
    found = _find(task, task_dir)
    variants = load_variants(found)
    if as_json:
        print_json([_json(found, variant) for variant in variants])
    else:
        out.print(_table(variants))


@app.command("check")
def check_command(
    task: TaskName,
    workers: Annotated[int, typer.Option(help="Browsers at work at the same time.", min=1, max=32)] = 2,
    task_dir: Dirs = None,
    as_json: Json = False,
) -> None:
    """Run a task's derived variants again: does each still differ where its label says? Exit 1 if not.

    Worth it after a change of the reference or its trajectory; what was run with both is not run again.
    """
    from judge.derive import check_variants

    found = _find(task, task_dir)
    count = len(load_variants(found, "derived"))
    if not count:
        raise InputError(f"{found.variants_dir / DERIVED_FILE}: no derived variant; iwr variants make {task}")
    with TemporaryDirectory(prefix="iwr-") as folder, progress_bar() as progress:
        bar = progress.add_task(found.id, total=count)

        def say(text: str, done: int) -> None:
            progress.update(bar, completed=done, description=text)

        checked = asyncio.run(check_variants(found, workers, Path(folder), cache_folder() / "derive", say))
    if as_json:
        print_json([_checked(one) for one in checked])
    else:
        for one in checked:
            if not one.holds:
                line = f"{one.variant.id}: labelled {_label(one.variant)}; {_seen(one)}"
                out.print(line, markup=False, soft_wrap=True)
        held = sum(one.holds for one in checked)
        out.print(f"{held} of {count} derived variants differ where their labels say", style="bold")
    if not all(one.holds for one in checked):
        raise typer.Exit(HARNESS_FAILED)


def _checked(one: "Checked") -> dict[str, Any]:
    seen = one.outcome.model_dump(mode="json", exclude={"signature"}) if one.outcome else None
    return {"variant": one.variant.id, "holds": one.holds, "seen": seen}


def _label(variant: Variant) -> str:
    return f"{variant.kind}, differs at {variant.differs_at}" if variant.differs_at else variant.kind


def _seen(one: "Checked") -> str:
    if one.outcome is None:
        return "could not be run again: a failure of ours"
    at = f" at {one.outcome.step}" if one.outcome.step else ""
    return f"now {one.outcome.kind}{at}: {one.outcome.said}"


def _find(name: str, folders: list[Path] | None) -> Task:
    if (Path(name) / "task.yaml").is_file():
        return load_task(Path(name))
    return find_tasks(folders or [suite_dir()], [name])[0]


def _operators(given: str | None) -> list[str]:
    from agents.mutation import OPERATORS

    named = parts(given or "")
    for name in named:
        if name not in OPERATORS:
            raise InputError(f"--operators: no mutation operator {name!r}; {nearest(name, list(OPERATORS))}")
    return named


def _list_candidates(task: Task, seed: int, operators: list[str], as_json: bool) -> None:
    from judge.derive.make import candidates_of

    proposal = candidates_of(task, seed, operators)
    found = proposal.candidates
    if as_json:
        print_json(
            [
                {
                    "id": one.id,
                    "operator": one.operator,
                    "about": one.about,
                    "edits": [edit.model_dump() for edit in one.edits],
                }
                for one in found
            ]
        )
        return
    for one in found:
        out.print(f"{one.id}  {one.about}", markup=False, soft_wrap=True)
    counts = Counter(one.operator for one in found)
    out.print(", ".join(f"{name} {number}" for name, number in counts.items()), style="bold")
    for note in proposal.notes:
        err.print(f"{task.id}: {note}", style="yellow", markup=False, soft_wrap=True)


def _json(task: Task, variant: Variant) -> dict[str, Any]:
    return {"task": task.id, **variant.model_dump(mode="json")}


def _print(task: Task, variants: tuple[Variant, ...], made: "Made", path: Path) -> None:
    out.print(_table(variants))
    out.print(f"written  {path}", markup=False, soft_wrap=True)
    line = (
        f"{task.id}: {made.tried} candidates tried, {made.dropped} of no use, {made.spared} right ones spared"
    )
    out.print(line, markup=False, soft_wrap=True)
    missing = [name for name in KINDS if not any(variant.kind == name for variant in variants)]
    if missing:
        err.print(f"none is {' or '.join(missing)}", style="yellow")


def _say_why(task: Task, made: "Made", wanted: int) -> None:
    """Why there are fewer variants than were wanted."""
    found = len(made.variants)
    if found >= wanted:
        return
    untried = f", {made.candidates - made.tried} left untried" if made.candidates > made.tried else ""
    line = (
        f"{task.id}: {found} of {wanted} variants found: {made.candidates} candidates{untried}; "
        f"{made.dropped} of no use (broken at once, or the twin of another), {made.spared} spared"
    )
    for text in (line, *(f"{task.id}: {note}" for note in made.notes)):
        err.print(text, style="yellow", markup=False, soft_wrap=True)


def _table(variants: tuple[Variant, ...]) -> Table:
    table = Table("mutation operator", *KINDS, "all", box=None, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    counts: Counter[tuple[str, str]] = Counter(
        (variant.operator or "by hand", variant.kind) for variant in variants
    )
    names = dict.fromkeys(variant.operator or "by hand" for variant in variants)
    for name in names:
        row = [counts[name, kind] for kind in KINDS]
        table.add_row(name, *(str(number) if number else "" for number in row), str(sum(row)))
    total = [sum(counts[name, kind] for name in names) for kind in KINDS]
    table.add_row("all", *map(str, total), str(sum(total)), style="bold")
    return table
