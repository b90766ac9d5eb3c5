"""`iwr record`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from judge.cli.common import err, out

if TYPE_CHECKING:
    from agents.browser.launch import Chromium
    from agents.recorder.record import Recorded
    from tasks.task import Task

EXAMPLES = """Example: iwr record my-page, where my-page/ holds task.yaml and index.html (or
reference/index.html) with its files."""


def record_command(
    folder: Annotated[
        list[Path], typer.Argument(help="Folders that hold a page and a task.yaml.", metavar="DIR...")
    ],
) -> None:
    """Make a task of a page: checkpoints, video and anonymised assets from its trajectory."""
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
