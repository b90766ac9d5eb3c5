"""`iwr record`."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from judge.cli.common import err, out

if TYPE_CHECKING:
    from agents.browser.launch import Chromium
    from agents.recorder.record import Recorded
    from judge.draft import Drafted
    from tasks.task import Task

EXAMPLES = """Example: iwr record my-page, where my-page/ holds task.yaml and index.html (or
reference/index.html) with its files."""


def record_command(
    folder: Annotated[
        list[Path], typer.Argument(help="Folders that hold a page and a task.yaml.", metavar="DIR...")
    ],
    draft: Annotated[
        bool,
        typer.Option(
            "--draft/--no-draft", help="Draft a rubric for a task that has none, and try it on derived pages."
        ),
    ] = True,
    workers: Annotated[int, typer.Option(help="Browsers at work while drafting.", min=1, max=32)] = 2,
) -> None:
    """Make a task of a page: checkpoints, video, anonymised assets from its trajectory, and a first rubric.

    The rubric is drafted into the task's folder as rubric.drafted.yaml; scores that are made by it say so. A
    rubric.yaml of your own takes its place.
    """
    from agents.browser.launch import launch
    from agents.recorder.record import find_reference, record
    from tasks.loader import load_task

    tasks = [load_task(one) for one in folder]
    for task in tasks:
        find_reference(task)

    async def one(task: "Task", chromium: "Chromium") -> "Recorded":
        with err.status(task.id) as status:
            return await record(task, chromium, lambda text: status.update(f"{task.id}: {text}"))

    async def all_of_them() -> None:
        async with launch() as chromium:
            for task in tasks:
                done = await one(task, chromium)
                out.print(
                    f"{task.folder}: {done.checkpoints} checkpoints, {done.assets} assets, "
                    f"{done.seconds:.0f} s of video",
                    markup=False,
                    soft_wrap=True,
                )

    asyncio.run(all_of_them())
    if draft:
        _draft(tasks, workers)


def _draft(tasks: Sequence["Task"], workers: int) -> None:
    from judge.doctor import cache_folder
    from judge.draft import PAGES, wants_draft, write_draft
    from judge.visual import TextReader

    reader = TextReader(cache_folder())
    for task in filter(wants_draft, tasks):
        with err.status(escape(task.id)) as status, TemporaryDirectory(prefix="iwr-") as folder:
            done = asyncio.run(
                write_draft(
                    task, reader, PAGES, workers, Path(folder), lambda text: status.update(escape(text))
                )
            )
        _say(done)


def _say(done: "Drafted") -> None:
    line = f"{done.path}: {done.criteria} criteria, drafted and tried on {done.pages} derived pages"
    out.print(line, markup=False, soft_wrap=True)
    if done.undecided:
        listed = ", ".join(done.undecided)
        text = f"no criterion tells {listed}: there the page must change as the recording shows"
        err.print(text, style="yellow", markup=False, soft_wrap=True)
    for note in done.notes if done.pages < 4 else ():
        err.print(f"few pages could be derived: {note}", style="yellow", markup=False, soft_wrap=True)
