"""Tasks from folders: the suite that ships, and anybody's own."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from tasks.errors import InputError
from tasks.files import sha256
from tasks.recording import Recording
from tasks.task import Task, UploadStep
from tasks.yamlfile import load_yaml, nearest

TASK_FILE = "task.yaml"
RECORDING_FILE = "recording.json"


def suite_dir() -> Path:
    """The folder of the tasks that ship."""
    return Path(__file__).parent / "suite"


def load_task(folder: Path) -> Task:
    """The task in `folder`, by its task.yaml alone. Raises InputError naming file, line, field, remedy."""
    path = folder / TASK_FILE
    if not path.is_file():
        raise InputError(f"{path}: no such file; a task is a folder that holds a {TASK_FILE}")
    task = load_yaml(path, Task)
    if task.id != folder.resolve().name:
        raise InputError(
            f"{path}: id: {task.id!r} is not the folder's name {folder.resolve().name!r}; make them the same"
        )
    task._folder = folder.resolve()
    return task


def find_tasks(folders: Sequence[Path], names: Sequence[str] = ()) -> list[Task]:
    """The tasks below `folders` (each a task or a folder of tasks), sorted by id; `names` picks some.

    Raises InputError for a folder without tasks, a name that no task has, or an id that stands twice.
    """
    tasks: dict[str, Task] = {}
    for folder in folders:
        for place in _task_folders(folder):
            task = load_task(place)
            if task.id in tasks:
                raise InputError(f"{place}: a task {task.id!r} stands already in {tasks[task.id].folder}")
            tasks[task.id] = task
    for name in names:
        if name not in tasks:
            raise InputError(f"tasks: no task {name!r}; {nearest(name, sorted(tasks))}")
    return [tasks[key] for key in sorted(tasks) if not names or key in names]


def load_recording(task: Task) -> Recording | None:
    """What `iwr record` noted of the task; None for a task that was recorded by other means."""
    path = task.folder / RECORDING_FILE
    return load_yaml(path, Recording) if path.is_file() else None


def check_files(task: Task) -> None:
    """Raises InputError where a file that the trajectory uploads is not in the task's `files/`."""
    for step in task.trajectory:
        if isinstance(step, UploadStep) and not task.file(step.file).is_file():
            raise InputError(
                f"{task.file(step.file)}: step {step.id!r} uploads it, and it is not there; "
                "put the file there, or name another"
            )


def check_recorded(task: Task) -> None:
    """Whether everything is there that judging needs: video, checkpoints, assets, all of them whole.

    Raises InputError naming the first file that is missing, damaged, of the wrong size or out of date.
    """
    check_files(task)
    again = f"make it with: iwr record {task.folder}"
    if not task.video.is_file() or task.video.stat().st_size == 0:
        raise InputError(f"{task.video}: the task has no video; {again}")
    wanted = (task.viewport.width, task.viewport.height)
    for index in range(len(task.trajectory) + 1):
        path = task.checkpoint(index)
        if not path.is_file():
            after = f"after step {task.trajectory[index - 1].id!r}" if index else "before any action"
            raise InputError(f"{path}: the checkpoint {after} is missing; {again}")
        size = picture_size(path)
        if size != wanted:
            raise InputError(
                f"{path}: is {size[0]}x{size[1]}, the task's viewport is {wanted[0]}x{wanted[1]}; {again}"
            )
    recording = load_recording(task)
    if recording is not None:
        if recording.task_sha256 != sha256((task.folder / TASK_FILE).read_bytes()):
            raise InputError(f"{task.folder / TASK_FILE}: was changed since it was recorded; {again}")
        for name in recording.assets:
            if not (task.assets_dir / name).is_file():
                raise InputError(f"{task.assets_dir / name}: the asset is missing; {again}")


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels. Raises InputError where the file is not a whole picture."""
    try:
        with Image.open(path) as image:
            image.load()
            return image.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise InputError(f"{path}: not a picture, or a damaged one; replace it") from None


def _task_folders(folder: Path) -> list[Path]:
    if (folder / TASK_FILE).is_file():
        return [folder]
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder")
    found = sorted(path.parent for path in folder.glob(f"*/{TASK_FILE}"))
    if not found:
        raise InputError(f"{folder}: holds no task; a task is a folder with a {TASK_FILE}")
    return found
