"""`iwr tasks list|show|check`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from judge.cli.common import out, print_json
from tasks.loader import check_recorded, find_tasks, load_task, suite_dir
from tasks.task import Task
from tasks.variants import Mutant, load_variants
from tasks.wording import sentence

app = typer.Typer(help="Look at tasks and check them.", no_args_is_help=True)

Dirs = Annotated[
    list[Path] | None,
    typer.Option("--task-dir", help="A task, or a folder of tasks; default: the suite that ships."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_command(task_dir: Dirs = None, as_json: AsJson = False) -> None:
    """List the tasks."""
    tasks = find_tasks(task_dir or [suite_dir()])
    rows = [_row(task) for task in tasks]
    if as_json:
        print_json(rows)
        return
    task = Column("task", no_wrap=True)
    table = Table(task, "title", "domain", "looks", "logic", "steps", "variants", box=None)
    for row in rows:
        kinds = f"{row['equivalents']} equivalent, {row['mutants']} mutant, {row['derived']} derived"
        table.add_row(
            row["id"], row["title"], row["domain"], row["visual_complexity"], row["interaction_logic"],
            str(row["steps"]), kinds,
        )  # fmt: skip
    out.print(table)


@app.command("show")
def show_command(
    task: Annotated[str, typer.Argument(help="A task's id, or its folder.", metavar="TASK")],
    task_dir: Dirs = None,
    rubrics: Annotated[str, typer.Option(help="A rubric set, or a folder of rubrics.")] = "iwr",
    as_json: AsJson = False,
) -> None:
    """Show a task's trajectory and what its rubric asks after each step."""
    from rubrics.loader import load_rubrics

    found = _find(task, task_dir)
    rubric = load_rubrics([found], rubrics)[found.id]
    if as_json:
        print_json([{"task": found.model_dump(mode="json"), "rubric": rubric.model_dump(mode="json")}])
        return
    out.print(f"[bold]{found.id}[/]  {escape(found.title)}", soft_wrap=True)
    for number, step in enumerate(found.trajectory, start=1):
        checkpoint = rubric.checkpoints[step.id]
        out.print(f"\n[bold]{number:>2} {step.id}[/]" + ("  [dim]visual[/]" if checkpoint.visual else ""))
        out.print(f"   do      {sentence(step)}", markup=False, soft_wrap=True)
        if checkpoint.assertion:
            out.print(f"   then    {checkpoint.assertion}", markup=False, soft_wrap=True)
        for criterion in checkpoint.criteria:
            out.print(f"   check   {criterion.line()}", markup=False, soft_wrap=True)


@app.command("check")
def check_command(
    task: Annotated[
        list[str] | None, typer.Argument(help="Tasks by id or folder; default: all.", metavar="[TASK]...")
    ] = None,
    task_dir: Dirs = None,
    rubrics: Annotated[str, typer.Option(help="A rubric set, or a folder of rubrics.")] = "iwr",
) -> None:
    """Check that tasks are whole: trajectory, rubric, video, checkpoints, assets, variants."""
    from rubrics.loader import load_rubrics

    tasks = [_find(name, task_dir) for name in task] if task else find_tasks(task_dir or [suite_dir()])
    load_rubrics(tasks, rubrics)
    for one in tasks:
        check_recorded(one)
        variants = load_variants(one)
        out.print(
            f"{one.id}: ok, {len(one.trajectory)} steps, {len(variants)} variants",
            markup=False,
            soft_wrap=True,
        )


def _find(name: str, folders: list[Path] | None) -> Task:
    if (Path(name) / "task.yaml").is_file():
        return load_task(Path(name))
    return find_tasks(folders or [suite_dir()], [name])[0]


def _row(task: Task) -> dict[str, Any]:
    variants = load_variants(task, "hand")
    mutants = sum(isinstance(variant, Mutant) for variant in variants)
    return {
        "id": task.id,
        "title": task.title,
        "domain": task.domain,
        "visual_complexity": task.visual_complexity,
        "interaction_logic": task.interaction_logic,
        "steps": len(task.trajectory),
        "equivalents": len(variants) - mutants,
        "mutants": mutants,
        "derived": len(load_variants(task, "derived")),
        "folder": str(task.folder),
    }
