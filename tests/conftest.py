"""What holds for every test: no key, no model hub, no cache of the user's, the same examples each time."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("iwr", deadline=None, derandomize=True)
settings.load_profile("iwr")


def pytest_configure() -> None:
    """Settings that some libraries read when they are imported, so before any test module is."""
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"):
        os.environ.pop(name, None)
    os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(autouse=True, scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A cache that starts empty and that the workers of one run share."""
    base: Path = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    os.environ["IWR_CACHE"] = str(shared / "iwr-cache")


@pytest.fixture(scope="session")
def iwr() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """The command itself, in a process of its own: `iwr("run", "--json", cwd=folder)`."""
    code = "from judge.cli import app; app(prog_name='iwr')"
    here = str(Path(__file__).parent.parent)

    def call(*arguments: object, cwd: Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": here, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return call


@pytest.fixture(scope="session")
def make_counter() -> Callable[..., Path]:
    """Makes a very small task: `make_counter(folder)` is `<folder>/counter`, its page in reference/."""

    def make(folder: Path, at_root: bool = False, recorded: bool = False) -> Path:
        """`at_root`: the page lies in the task folder itself, as a framework's build output does.
        `recorded`: with a video and checkpoints that suffice to plan a run, though they show nothing."""
        task = folder / "counter"
        shutil.copytree(Path(__file__).parent / "data" / "counter", task)
        if not at_root:
            (task / "reference").mkdir()
            for name in ("index.html", "assets"):
                (task / name).rename(task / "reference" / name)
        if recorded:
            from PIL import Image

            (task / "video.webm").write_bytes(b"no frames")
            (task / "checkpoints").mkdir()
            for index in range(3):
                Image.new("RGB", (640, 360), (index * 80, 90, 200)).save(
                    task / "checkpoints" / f"{index:02d}.png"
                )
        return task

    return make


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"
