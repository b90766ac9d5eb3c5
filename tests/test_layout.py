"""What keeps the four rooms apart, imports cheap and the repository free of this or that machine."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("agents", "judge", "rubrics", "tasks")
MAY_IMPORT = {
    "tasks": {"tasks"},
    "agents": {"agents", "tasks"},
    "rubrics": {"rubrics", "tasks"},
    "judge": {"agents", "judge", "rubrics", "tasks"},
}
LOCKS = ("constraints.txt", "constraints-dinov2.txt", "constraints-dinov2-cpu.txt")
HEAVY = "av browser_use cv2 onnxruntime playwright rapidocr scipy skimage torch transformers"


def _sources(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def _modules() -> list[str]:
    """Every module of the four rooms by its dotted name, but those that exist to be run."""
    parts = [path.relative_to(ROOT).with_suffix("").parts for room in ROOMS for path in _sources(room)]
    return [".".join(part).removesuffix(".__init__") for part in parts if part[-1] != "__main__"]


def _imports(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of every import, at the top or inside a function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -node.level + 1 or None] if node.level else []
            yield node.lineno, ".".join([*above, *([node.module] if node.module else [])])


@pytest.mark.parametrize("room", ROOMS)
def test_the_direction_of_imports(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in _sources(room)
        for line, name in _imports(path.read_text(), ".".join(path.parent.relative_to(ROOT).parts))
        if name.split(".")[0] in {*ROOMS, "tests"} - MAY_IMPORT[room]
    ]
    assert wrong == []


def test_an_import_is_seen_however_it_is_written() -> None:
    source = "\n".join(
        (
            "import judge.score",
            "from judge import score",
            "def read():",
            "    from ..visual.ocr import read",
            "    from . import pictures",
        )
    )
    assert [name for _, name in _imports(source, "judge.report.html")] == [
        "judge.score", "judge", "judge.report.visual.ocr", "judge.report.html",
    ]  # fmt: skip


# Notes what an import does to the world. urllib3 tries a loopback socket when it is imported: that
# connects to nothing, so only connections and look-ups count.
WATCHED_IMPORT = """
import importlib, os, sys
module, seen = "", []
NET = {"socket.connect", "socket.getaddrinfo"}
ACTS = NET | {"subprocess.Popen", "os.system", "os.mkdir", "os.remove", "os.rename"}
def watch(event, args):
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if (event in ACTS or writes) and args[0] != os.devnull:
        seen.append(f"{module}: {event} {args[:2]}")
sys.addaudithook(watch)
for module in sys.argv[1:]:
    importlib.import_module(module)
sys.exit("\\n".join(seen) or None)
"""


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in the root folder, which writes no byte code."""
    command = [sys.executable, "-B", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_importing_does_nothing_to_the_world() -> None:
    done = _python("-c", WATCHED_IMPORT, *_modules())
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_watch_sees_what_it_watches(tmp_path: Path) -> None:
    (tmp_path / "busy.py").write_text("from pathlib import Path\nPath(__file__).with_name('made').mkdir()\n")
    watched = WATCHED_IMPORT.replace(
        "module, seen", f"sys.path.insert(0, {str(tmp_path)!r})\nmodule, seen", 1
    )
    done = _python("-c", watched, "busy")
    assert done.returncode == 1
    assert done.stderr.startswith("busy: os.mkdir")


def test_the_command_line_starts_light() -> None:
    done = _python("-c", f"import sys, judge.cli; print(*sorted(set({HEAVY!r}.split()) & set(sys.modules)))")
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


@pytest.mark.parametrize("name", LOCKS)
def test_pins_are_exact_hashed_and_from_nowhere_in_particular(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if not line.startswith("#")]
    foreign = [line for line in lines if re.search(r"://|file:|\s@\s|^-|^\s+--(?!hash=)", line)]
    assert foreign == []
    pins = re.split(r"\n(?=\S)", "\n".join(lines))
    loose = [
        pin.split("\n")[0]
        for pin in pins
        if not re.match(r"[\w.-]+==\S+\s[\s\S]*--hash=sha256:[0-9a-f]{64}", pin)
    ]
    assert loose == []
    assert len(pins) > 10


def test_what_pyproject_asks_for_is_pinned() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for wanted, lock in ((project["dependencies"] + extras["dev"], LOCKS[0]), (extras["dinov2"], LOCKS[1])):
        names = {re.split(r"[<>=!~ \[;]", requirement)[0].lower() for requirement in wanted}
        pinned = {line.split("==")[0] for line in (ROOT / lock).read_text().splitlines() if "==" in line}
        assert names - pinned == set()


def _tracked() -> list[Path]:
    """What git holds or would add; skips where this is no checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


# Each with a gap, so that this file does not hold what it looks for.
FOREIGN = re.compile(
    rb"py[p]i\.org|pythonhost[e]d\.org|registry\.npm[j]s|deb\.debi[a]n\.org|proxy\.gol[a]ng"
    rb"|(?<![\w.])/(?:roo[t]|hom[e]/\w+|User[s]/\w+|op[t]/wheels|op[t]/pypi|wor[k])/"
)


def test_no_file_names_a_registry_or_somebodys_folder() -> None:
    found = []
    for path in _tracked():
        for match in FOREIGN.finditer(path.read_bytes()):
            found.append(f"{path.relative_to(ROOT)}: {match.group().decode()}")
    assert found == []
