"""Finding the rubric of a task: in a set that ships, in a folder, in the task's own folder; or making one."""

from pathlib import Path

from rubrics.schema import Checkpoint, Rubric
from tasks.errors import InputError
from tasks.loader import suite_dir
from tasks.task import Task
from tasks.wording import sentence
from tasks.yamlfile import load_yaml, nearest

DEFAULT_SET = "iwr"

_FOLDER = Path(__file__).parent
_NO_SETS = {"profiles"}
"""Folders here that hold YAML files of another kind."""


def known_sets() -> list[str]:
    """The names of the rubric sets that ship, sorted."""
    return sorted({path.parent.name for path in _FOLDER.glob("*/*.yaml")} - _NO_SETS)


def load_rubric(task: Task, source: str | Path = DEFAULT_SET) -> Rubric:
    """The rubric of `task` in `source`, the name of a set or a folder of `<task id>.yaml` files.

    Where the source has none for the task, the task folder's own `rubric.yaml` is taken; where there is none
    either, `default_rubric`, unless the task is one of the suite. Raises InputError where a task of the suite
    has none, where the file is wrong, or where its checkpoints are not the task's steps.
    """
    path = rubric_file(task, source)
    if path is None:
        return default_rubric(task)
    rubric = load_yaml(path, Rubric)
    _check_steps(rubric, task, path)
    return rubric


def rubric_file(task: Task, source: str | Path = DEFAULT_SET) -> Path | None:
    """The file that `load_rubric` reads; None where it makes the default one. Raises InputError alike."""
    folder = _source_folder(source)
    own = task.folder / "rubric.yaml"
    for path in (folder / f"{task.id}.yaml", own):
        if path.is_file():
            return path
    if task.folder.parent == suite_dir().resolve():
        raise InputError(f"{folder / task.id}.yaml: no such file, and no {own} either; write one of them")
    return None


def default_rubric(task: Task) -> Rubric:
    """For a task that nobody has written a rubric for: the page must do at each step what the recording does.

    It has no criteria, so a judge without a model decides by the reference-transition check.
    """
    return Rubric(
        rubric=1,
        checkpoints={
            step.id: Checkpoint(
                assertion=f"The page shows what the recording shows after: {sentence(step)}.", visual=True
            )
            for step in task.trajectory
        },
    )


def _source_folder(source: str | Path) -> Path:
    if str(source) in known_sets():
        return _FOLDER / str(source)
    if Path(source).is_dir():
        return Path(source)
    raise InputError(
        f"rubrics: {str(source)!r} is neither a known set nor a folder; {nearest(str(source), known_sets())}"
    )


def _check_steps(rubric: Rubric, task: Task, path: Path) -> None:
    steps = task.step_ids()
    for step in rubric.checkpoints:
        if step not in steps:
            raise InputError(f"{path}: checkpoints.{step}: the task has no such step; {nearest(step, steps)}")
    missing = [step for step in steps if step not in rubric.checkpoints]
    if missing:
        raise InputError(f"{path}: checkpoints: none for step {missing[0]!r}; every step needs one")
