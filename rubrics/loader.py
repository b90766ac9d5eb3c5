"""Finding the rubric of a task: in a set that ships, in a folder, in the task's own folder; or making one."""

from collections.abc import Collection
from pathlib import Path

from rubrics.criteria.registry import within
from rubrics.extension import Extension, RubricSet, extended, reduced
from rubrics.schema import Checkpoint, Rubric
from tasks.errors import InputError
from tasks.loader import TASK_FILE, suite_dir
from tasks.task import Task
from tasks.wording import sentence
from tasks.yamlfile import load_yaml, nearest

DEFAULT_SET = "iwr"
SET_FILE = "set.yaml"
OWN_FILE = "rubric.yaml"
"""In a task's folder."""
DRAFTED_FILE = "rubric.drafted.yaml"
"""Likewise: what `iwr record` drafts where there is no other."""
UNWRITTEN = "recording"
"""The name of the rubric that a task has where nobody has written one."""

_FOLDER = Path(__file__).parent
_EXTEND = ".extend.yaml"


def known_sets() -> list[str]:
    """The names of the rubric sets that ship, sorted."""
    return sorted(path.parent.name for path in _FOLDER.glob(f"*/{SET_FILE}"))


def load_set(source: str | Path) -> RubricSet:
    """What the set says of itself; a folder without set.yaml is version 1 of the set of its own name.

    Raises InputError where there is no such set or folder, or where its set.yaml is wrong.
    """
    folder = set_folder(source)
    path = folder / SET_FILE
    if path.is_file():
        return load_yaml(path, RubricSet)
    return RubricSet(set=1, name=folder.resolve().name or "rubrics")


def load_rubric(task: Task, source: str | Path = DEFAULT_SET) -> Rubric:
    """The rubric of `task` in `source`, the name of a set or a folder; it knows its set (`Rubric.source`).

    `<task id>.yaml` there is the rubric; `<task id>.extend.yaml` changes the one that the task has already.
    Where the source has neither, the task keeps the rubric it has: the `rubric.yaml` in its folder, else that
    of the set `iwr`, else the draft in its folder, else `default_rubric`. Raises InputError where a file is
    wrong, where its checkpoints are not the task's steps, or where a task of the suite has no rubric.
    """
    folder, about = set_folder(source), load_set(source)
    replacing, extending = folder / f"{task.id}.yaml", folder / f"{task.id}{_EXTEND}"
    if replacing.is_file() and extending.is_file():
        raise InputError(
            f"{extending}: {replacing.name} beside it replaces the whole rubric; remove one of the two"
        )
    if replacing.is_file():
        rubric = _read(task, replacing)
    elif extending.is_file():
        extension = load_yaml(extending, Extension)
        base = extension.extends or about.extends
        if base is None and rubric_file(task) is None:
            raise InputError(f"{extending}: the task has no rubric to extend; write {replacing.name} instead")
        rubric = extended(_base(task, base, extending), extension, extending)
        _check_criteria(rubric, task, extending)
    elif about.only or about.extends:
        rubric = _base(task, about.extends, folder / SET_FILE)
    else:
        return kept_rubric(task)
    if about.only:
        rubric = reduced(rubric, about.only, extending)
    return rubric.called(about.name, about.version)


def kept_rubric(task: Task) -> Rubric:
    """The rubric that a task has where no set says otherwise. Raises InputError for a task of the suite
    that has none."""
    path = rubric_file(task)
    if path is None:
        return default_rubric(task)
    rubric = _read(task, path)
    if path.name == DRAFTED_FILE:
        return rubric.model_copy(update={"drafted": True})
    if path.name == OWN_FILE:
        return rubric
    about = load_set(DEFAULT_SET)
    return rubric.called(about.name, about.version)


def rubric_file(task: Task, source: str | Path = DEFAULT_SET) -> Path | None:
    """The file that the rubric of `task` in `source` comes from, or that it extends; None where
    `load_rubric` makes the default one. Raises InputError alike."""
    own, default = task.folder / OWN_FILE, _FOLDER / DEFAULT_SET / f"{task.id}.yaml"
    drafted = task.folder / DRAFTED_FILE
    for path in (set_folder(source) / f"{task.id}.yaml", own, default, drafted):
        if path.is_file():
            return path
    if task.folder.parent == suite_dir().resolve():
        raise InputError(f"{default}: no such file, and no {own} either; write one of them")
    return None


def default_rubric(task: Task) -> Rubric:
    """For a task that nobody has written a rubric for: the page must do at each step what the recording does.

    It has no criteria, so a judge without a model decides by the reference-transition check.
    """
    rubric = Rubric(
        rubric=1,
        checkpoints={
            step.id: Checkpoint(
                assertion=f"The page shows what the recording shows after: {sentence(step)}.", visual=True
            )
            for step in task.trajectory
        },
    )
    return rubric.called(UNWRITTEN, 1)


def load_rubrics(tasks: Collection[Task], source: str | Path = DEFAULT_SET) -> dict[str, Rubric]:
    """The rubric of each of these tasks, by its id. Raises InputError as `check_source` and `load_rubric`."""
    check_source(source, tasks)
    return {task.id: load_rubric(task, source) for task in tasks}


def check_source(source: str | Path, tasks: Collection[Task]) -> None:
    """Whether a folder says something of these tasks, and holds nothing that would never be read.

    Beside set.yaml it may hold `<task id>.yaml` and `<task id>.extend.yaml` of these tasks, of those that lie
    beside them and of the suite's; notes, hidden files and folders don't matter. Raises InputError naming any
    other file, or the folder where it says nothing of these tasks. A set that ships holds for any task.
    """
    folder, about = set_folder(source), load_set(source)
    if folder.resolve().parent == _FOLDER.resolve():
        return
    own = sorted(task.id for task in tasks)
    places = {suite_dir(), *(task.folder.parent for task in tasks)}
    known = {*own, *(path.parent.name for place in places for path in place.glob(f"*/{TASK_FILE}"))}
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and not _is_note(path)]
    for path in files:
        _check_name(path, known)
    speaks = any(path.name in _names(task) for path in files for task in own)
    if not (speaks or about.only or about.extends):
        raise InputError(
            f"{folder}: says nothing of {', '.join(own[:5])}; write {' or '.join(_names(own[0]))} there"
        )


def _check_name(path: Path, tasks: Collection[str]) -> None:
    names = {SET_FILE.partition(".")[0]: (SET_FILE,)} | {task: _names(task) for task in sorted(tasks)}
    first = path.name.partition(".")[0]
    if first not in names:
        raise InputError(f"{path}: no task of that id; {nearest(first, list(names))}")
    if path.name not in names[first]:
        raise InputError(f"{path}: is not read; call it {' or '.join(names[first])}")


def _names(task: str) -> tuple[str, str]:
    return f"{task}.yaml", f"{task}{_EXTEND}"


def _is_note(path: Path) -> bool:
    return path.name.startswith(".") or path.suffix.lower() in (".md", ".txt")


def set_folder(source: str | Path) -> Path:
    """The folder of a set that ships, or the folder itself. Raises InputError where it is neither."""
    if str(source) in known_sets():
        return _FOLDER / str(source)
    if Path(source).is_dir():
        return Path(source)
    raise InputError(
        f"rubrics: {str(source)!r} is neither a known set nor a folder; {nearest(str(source), known_sets())}"
    )


def _base(task: Task, name: str | None, path: Path) -> Rubric:
    """What is extended in `path`: the task's rubric in the set so called; without a name, the one it has."""
    if name is None:
        return kept_rubric(task)
    if name not in known_sets():
        raise InputError(f"{path}: extends: no rubric set {name!r}; {nearest(name, known_sets())}")
    if path.resolve().parent == _FOLDER / name:
        raise InputError(f"{path}: extends: the set {name!r} can't extend itself; leave 'extends' out")
    return load_rubric(task, name)


def _read(task: Task, path: Path) -> Rubric:
    rubric = load_yaml(path, Rubric)
    _check_steps(rubric, task, path)
    _check_criteria(rubric, task, path)
    return rubric


def _check_steps(rubric: Rubric, task: Task, path: Path) -> None:
    steps = task.step_ids()
    for step in rubric.checkpoints:
        if step not in steps:
            raise InputError(f"{path}: checkpoints.{step}: the task has no such step; {nearest(step, steps)}")
    missing = [step for step in steps if step not in rubric.checkpoints]
    if missing:
        raise InputError(f"{path}: checkpoints: none for step {missing[0]!r}; every step needs one")


def _check_criteria(rubric: Rubric, task: Task, path: Path) -> None:
    for step, checkpoint in rubric.checkpoints.items():
        for criterion in within(checkpoint.criteria):
            try:
                criterion.suits(task)
            except ValueError as error:
                raise InputError(f"{path}: checkpoints.{step}: {error}") from None
