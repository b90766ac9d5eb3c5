"""`python -m tests.fresh draw | measure FOLDER`: the default judge on derived variants nobody had in view."""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import NoReturn

from judge.derive import make_variants
from judge.derive.make import derived_yaml
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.loader import load_task, suite_dir
from tasks.task import Task
from tasks.variants import load_variants
from tests.fresh.tasks import LABELS, drawn_before, keep_drawn, prepare

WORKERS = 2


def main() -> int:
    """What the command line says; 2 where something of it is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fresh", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser(
        "draw", help="derive variants that neither ship nor were drawn before, and label them"
    )
    drawing.add_argument("--seed", type=int, required=True)
    drawing.add_argument("--count", type=int, default=24, help="of each task")
    measuring = commands.add_parser("measure", help="iwr calibrate, on the variants that were drawn")
    for one in (drawing, measuring):
        one.add_argument("folder", type=Path, help="for the tasks, pages and evidence")
    options = parser.parse_args()
    try:
        tasks = prepare(options.folder / "tasks")
        if options.command == "draw":
            for task in tasks:
                asyncio.run(_draw(task, options.folder, options.seed, options.count))
        else:
            _calibrate(options.folder)
    except InputError as error:
        print(f"fresh: {error}", file=sys.stderr)
        return 2
    return 0


async def _draw(task: Task, folder: Path, seed: int, count: int) -> None:
    """Write the task's labels, as they are seen; they are read and mended by hand afterwards."""
    shipped = {one.id for one in load_variants(load_task(suite_dir() / task.id))}
    known = frozenset(shipped | drawn_before(task))
    made = await make_variants(
        task, count, seed, (), WORKERS, folder / "evidence" / task.id, folder / "outcomes", known, _say
    )
    write_atomic(LABELS / f"{task.id}.yaml", derived_yaml(made.variants))
    keep_drawn(task, (one.id for one in made.variants))
    _say(f"{task.id}: {len(made.variants)} of {made.candidates} candidates", len(made.variants))
    for note in made.notes:
        _say(f"{task.id}: {note}", len(made.variants))


def _say(text: str, done: int) -> None:
    print(f"{done:3} {text}", file=sys.stderr)


def _calibrate(folder: Path) -> NoReturn:
    """`iwr calibrate` in place of this process. Its record stays in the folder; another one ships."""
    arguments = ["calibrate", "--generators", "reference,derived", "--out", str(folder / "record.json")]
    settings = [f"task_dirs=[{folder / 'tasks'}]", f"out={folder / 'runs'}", "calibration.tuning.tasks=[]"]
    options = [word for one in settings for word in ("-o", one)]
    iwr = str(Path(sys.executable).with_name("iwr"))
    os.execv(iwr, [iwr, *arguments, *options])


if __name__ == "__main__":
    sys.exit(main())
