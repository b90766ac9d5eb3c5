"""`iwr run` on a very small task: the page itself, a page with a fault, a run that is killed."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import psutil
import pytest

from agents.browser.launch import launch
from agents.recorder import film
from agents.recorder.record import record
from judge.results import RunResult, read_results
from tasks.loader import load_task

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Command = Callable[..., CompletedProcess[str]]
RUN = ("run", "--task-dir", "tasks", "--submissions", "pages", "--workers", "1")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, make_counter: Callable[..., Path]) -> Path:
    """A recorded task without a rubric, and pages: the page itself twice, and one that does not count."""
    place = tmp_path_factory.mktemp("place")
    task = make_counter(place / "tasks")
    pages = place / "pages" / "counter"
    for name in ("a-page", "b-dead", "c-page"):
        shutil.copytree(task / "reference", pages / name)
    script = pages / "b-dead" / "assets" / "app.js"
    script.write_text(script.read_text().replace('"click"', '"dblclick"'))

    async def quickly() -> None:
        async with launch() as chromium:
            await record(load_task(task), chromium, lambda _: None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(film, "_DWELL_SECONDS", 0.1)
        asyncio.run(quickly())
    return place


@pytest.fixture(scope="module")
def judged(place: Path, iwr: Command) -> RunResult:
    ended = iwr(*RUN, "--name", "whole", "--json", cwd=place)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == "no rubric for counter: each step must change the page as the recording shows\n"
    return RunResult.model_validate_json(ended.stdout)


def test_the_page_itself_is_right_and_a_dead_button_is_not(judged: RunResult, place: Path) -> None:
    assert read_results(place / "runs" / "whole") == judged
    results = {episode.generator: episode for episode in judged.episodes}
    for name in ("a-page", "c-page"):
        score = results[name].score
        assert score is not None
        assert (score.ifs, score.complete, score.visual_reached) == (1.0, True, 3)
        assert score.vfs is not None
        assert score.vfs >= 0.99
    dead = results["b-dead"].score
    assert dead is not None
    assert (dead.ifs, dead.first_failed, dead.complete) == (0.0, "add", True)


def test_a_report_is_written_and_can_be_written_again(judged: RunResult, place: Path, iwr: Command) -> None:
    report = place / "runs" / "whole" / "report.html"
    first = report.read_bytes()
    report.unlink()
    ended = iwr("report", "runs/whole", cwd=place)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "runs/whole/report.html\n", "")
    assert report.read_bytes() == first


def test_page_criteria_are_columns_of_their_own(judged: RunResult, place: Path, iwr: Command) -> None:
    (place / "paged").mkdir()
    (place / "paged" / "counter.yaml").write_text(
        "rubric: 1\npage: [no_console_errors, accessible]\ncheckpoints:\n"
        "  add: {assertion: One is counted., visual: true}\n  greet: {assertion: It greets., visual: true}\n"
    )
    ended = iwr(*RUN, "--rubrics", "paged", "--name", "paged", cwd=place)
    assert ended.returncode == 0, ended.stderr
    assert "no_console_errors" in ended.stdout
    run = read_results(place / "runs" / "paged")
    before = {episode.generator: episode for episode in judged.episodes}
    for episode in run.episodes:
        found = {finding.name: finding.value for finding in episode.page_findings}
        assert found["no_console_errors"] == 1.0
        assert found["accessible"] is not None
        assert 0.5 < found["accessible"] <= 1.0
        # No score knows of them.
        assert episode.score is not None
        other = before[episode.generator].score
        assert other is not None
        assert (episode.score.ifs, episode.score.vfs) == (other.ifs, other.vfs)


def numbers(run: RunResult) -> Any:
    """All of a result that must not differ between two runs."""
    data = run.model_dump(mode="json", exclude={"name", "created"})
    for episode in data["episodes"]:
        del episode["seconds"]
    return data


def test_a_killed_run_goes_on_where_it_stopped(judged: RunResult, place: Path, iwr: Command) -> None:
    run = place / "runs" / "killed"
    code = "from judge.cli import app; app(prog_name='iwr')"
    here = str(Path(__file__).parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-c", code, *RUN, "--name", "killed"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": here},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        # With one browser the third page is opened when the first two have been used.
        deadline = time.monotonic() + 120
        while not (run / "episodes" / "counter--c-page--1" / "evidence.jsonl.gz").exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        children = psutil.Process(process.pid).children(recursive=True)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert not (run / "results.json").exists()
    left = psutil.wait_procs(children, timeout=10)[1]
    for one in left:
        one.kill()
    assert left == []  # its browser went with it

    def evidence() -> dict[str, tuple[int, int]]:
        files = sorted(run.glob("episodes/*/evidence.jsonl.gz"))
        return {file.parent.name: (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}

    before = evidence()
    ended = iwr("run", "--resume", "runs/killed", cwd=place)
    assert ended.returncode == 0, ended.stderr
    after = evidence()
    assert "counter--a-page--1" in before
    assert after["counter--a-page--1"] == before["counter--a-page--1"]
    assert sorted(after) == ["counter--a-page--1", "counter--b-dead--1", "counter--c-page--1"]
    # Killed and resumed or not: the same pages, the same verdicts, the same numbers.
    assert numbers(read_results(run)) == numbers(judged)

    result = (run / "results.json").read_bytes()
    ended = iwr("run", "--resume", "runs/killed", cwd=place)
    assert ended.returncode == 0, ended.stderr
    assert evidence() == after
    assert (run / "results.json").read_bytes() == result
