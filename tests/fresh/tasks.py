"""The suite's tasks as they are measured here: other variants than ship, some with files of their own."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from tasks.files import write_atomic
from tasks.loader import find_tasks, load_task, suite_dir
from tasks.task import Task
from tasks.variants import DERIVED_FILE, INDEX

LABELS = Path(__file__).parent / "labels"
"""One file a task, in the format of `variants/derived.yaml`."""

_DRAWN = Path(__file__).parent / "drawn.txt"
"""All that were ever drawn, `task/variant` a line: what a rubric was mended beside is not fresh any more."""

EXTERNAL = {"game-2048": "module", "shop-cart": ""}
"""Tasks whose script and style sheet are files of their own here, and the script's type."""


def prepare(folder: Path) -> list[Task]:
    """Copies of the suite's tasks below `folder`, with the labels that are kept here where there are any."""
    return [_prepared(task, folder / task.id) for task in find_tasks([suite_dir()])]


def drawn_before(task: Task) -> set[str]:
    """The ids of the task's variants that were drawn before."""
    places = (line.partition("/") for line in _drawn())
    return {variant for task_id, _, variant in places if task_id == task.id}


def keep_drawn(task: Task, variants: Iterable[str]) -> None:
    """Note that these are drawn."""
    lines = sorted({*_drawn(), *(f"{task.id}/{variant}" for variant in variants)})
    write_atomic(_DRAWN, "\n".join(lines) + "\n")


def _drawn() -> list[str]:
    return _DRAWN.read_text(encoding="utf-8").splitlines()


def _prepared(task: Task, folder: Path) -> Task:
    if not folder.exists():
        shutil.copytree(task.folder, folder, ignore=shutil.ignore_patterns("variants"))
        if task.id in EXTERNAL:
            _move_out(folder / "reference", EXTERNAL[task.id])
    labels = LABELS / f"{task.id}.yaml"
    if labels.is_file():
        write_atomic(folder / "variants" / DERIVED_FILE, labels.read_bytes())
    return load_task(folder)


def _move_out(reference: Path, script_type: str) -> None:
    """Put the page's script and style sheet into files of their own; it looks and behaves as before."""
    page = reference / INDEX
    html = page.read_text(encoding="utf-8")
    kind = f' type="{script_type}"' if script_type else ""
    for tag, name, link in (
        ("style", "page.css", '<link rel="stylesheet" href="page.css">'),
        ("script", "page.js", f'<script{kind} src="page.js"></script>'),
    ):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        (reference / name).write_text(content, encoding="utf-8")
        html = html.replace(f"<{tag}>{content}</{tag}>", link)
    page.write_text(html, encoding="utf-8")
