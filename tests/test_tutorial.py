"""docs/rubrics.md, followed literally in an empty folder with nothing but the installed package."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from judge.catalogue import catalogue
from judge.results import read_results

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parent.parent
PART = re.compile(
    r"<!-- file: (?P<path>\S+) -->\n```\w+\n(?P<text>.*?)^```|^```console\n(?P<commands>.*?)^```", re.M | re.S
)
IWR = "from judge.cli import app; app(prog_name='iwr')"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder after the last command, and what each command printed."""
    installed = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "-q", "install"]
    environment = os.environ | {
        "PYTHONPATH": str(installed),
        "COLUMNS": "200",
        # `pip install X` in the tutorial, without a network and beside the package.
        "PIP_TARGET": str(installed),
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this as: don't isolate
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    run = {"env": environment, "capture_output": True, "text": True, "timeout": 240, "check": False}
    made = subprocess.run([*pip, str(ROOT)], cwd=installed, **run)  # type: ignore[call-overload]
    assert made.returncode == 0, made.stderr
    place = tmp_path_factory.mktemp("empty")
    said: dict[str, str] = {}
    for part in PART.finditer((ROOT / "docs" / "rubrics.md").read_text(encoding="utf-8")):
        if part["path"]:
            path = place / part["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(part["text"], encoding="utf-8")
            continue
        for line in part["commands"].splitlines():
            name, *arguments = shlex.split(line.removeprefix("$ "))
            start = {"iwr": [sys.executable, "-c", IWR], "pip": [sys.executable, "-m", "pip", "-q"]}[name]
            ended = subprocess.run([*start, *arguments], cwd=place, **run)  # type: ignore[call-overload]
            assert ended.returncode == 0, f"{line}\n{ended.stdout}\n{ended.stderr}"
            said[line.removeprefix("$ ")] = ended.stdout
    return place, said


def test_every_command_works_and_says_what_the_tutorial_says(followed: tuple[Path, dict[str, str]]) -> None:
    place, said = followed
    assert "0 errors" in said["iwr rubrics check tip"]
    (episode,) = read_results(place / "runs" / "one").episodes
    assert episode.score is not None
    assert episode.score.ifs == pytest.approx(1 / 3)
    assert episode.score.first_failed == "add-tip"
    (again,) = read_results(place / "runs" / "one" / "judgements" / "every-step").episodes
    assert again.score is not None
    assert again.score.profile.name == "steps"
    (stricter,) = read_results(place / "runs" / "one" / "judgements" / "stricter").episodes
    assert stricter.score is not None
    assert stricter.score.rubric is not None
    assert stricter.score.rubric.name == "stricter"
    findings = [finding for verdict in stricter.verdicts for finding in verdict.findings]
    assert [one.value for one in findings if one.criterion.startswith("two_decimals")] == ["pass"]
    assert (place / "runs" / "one" / "judgements" / "every-step" / "report.html").is_file()


def test_the_catalogue_is_what_the_docstrings_say() -> None:
    assert (ROOT / "docs" / "criteria.md").read_text(encoding="utf-8") == catalogue()
