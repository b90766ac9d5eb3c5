"""Bad input, said as it should be: the fixture `place`, where a run would go through, and ways to spoil it.

PYTEST_DONT_REWRITE: the tests import it before pytest does.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from judge.cli import app

RUBRIC = """rubric: 1
checkpoints:
  add: {criteria: [text_appears: "1"]}
  greet: {assertion: The page says good morning.}
"""
RUN = ("run", "--task-dir", "tasks", "--submissions", "pages")


@dataclass(frozen=True)
class Place:
    """A folder with a good task, a good rubric and a good page: `iwr run` would go through."""

    folder: Path

    @property
    def task(self) -> Path:
        return self.folder / "tasks" / "counter"

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text()
        assert text.count(old) == 1
        path.write_text(text.replace(old, new))

    def files(self) -> dict[Path, tuple[int, bytes]]:
        """Every path with its time and content."""
        return {
            path: (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
            for path in sorted(self.folder.rglob("*"))
        }


@pytest.fixture
def place(tmp_path: Path, make_counter: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Place:
    task = make_counter(tmp_path / "tasks", recorded=True)
    (task / "rubric.yaml").write_text(RUBRIC)
    shutil.copytree(task / "reference", tmp_path / "pages" / "counter" / "me")
    (tmp_path / "mine.yaml").write_text("run: 1\nworkers: 1\nvisual:\n  structure: embedded\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IWR_CACHE", str(tmp_path / "cache"))
    return Place(tmp_path)


def refused(
    place: Place, capsys: pytest.CaptureFixture[str], *arguments: str, unwritten: str = "runs"
) -> str:
    """What the command says of bad input, after checking that it does so in the way it should."""
    before = place.files()
    with pytest.raises(SystemExit) as ended:
        app(list(arguments), prog_name="iwr")
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert said.err.startswith("iwr: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert place.files() == before
    assert not (place.folder / unwritten).exists()
    return said.err


def remove(name: str) -> Callable[[Place], None]:
    def change(place: Place) -> None:
        path = place.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return change


def write(name: str, content: str | bytes) -> Callable[[Place], None]:
    def change(place: Place) -> None:
        (place.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (place.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return change


def edit(name: str, old: str, new: str) -> Callable[[Place], None]:
    return lambda place: place.edit(name, old, new)


def both(*changes: Callable[[Place], None]) -> Callable[[Place], None]:
    def change(place: Place) -> None:
        for one in changes:
            one(place)

    return change


TASK = "tasks/counter/task.yaml"
OWN = "tasks/counter/rubric.yaml"
TARGET = """    target: {description: 'the "Add one" button', role: button, name: Add one}\n"""
