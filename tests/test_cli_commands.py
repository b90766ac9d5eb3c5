"""The other commands, and what is written about what they print."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from judge.cli import app
from judge.compare import Comparison
from judge.doctor import Check
from judge.graph import NODES
from judge.results import RunResult
from rubrics.loader import load_rubric
from tasks.loader import find_tasks, suite_dir
from tasks.yamlfile import _models

Command = Callable[..., CompletedProcess[str]]

DOCS = Path(__file__).parent.parent / "docs" / "results.md"


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What the command prints."""
    with pytest.raises(SystemExit) as ended:
        app(list(arguments), prog_name="iwr")
    assert ended.value.code == code
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, one in getattr(command, "commands", {}).items():
        yield from commands(one, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "iwr")
def test_every_command_says_what_it_is_for(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    command = COMMANDS[path]
    assert command.help
    assert said(capsys, *path, "--help").strip()
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{path}: {parameter.name}"


def test_the_commands_are_these() -> None:
    assert {" ".join(path) for path in COMMANDS} == {
        "", "run", "record", "report", "doctor", "graph", "tasks", "tasks list", "tasks show", "tasks check",
        "models", "models list", "cache", "cache stats", "cache clear",
        "exchanges", "exchanges export", "exchanges show",
        "rubrics", "rubrics list", "rubrics criteria", "rubrics check", "rubrics draft",
        "rubrics new-criterion", "rejudge", "compare",
        "calibrate", "ablate", "label", "labels", "labels import", "labels export", "labels agreement",
        "variants", "variants make", "variants check", "variants list",
        "prompts", "prompts list", "prompts show",
    }  # fmt: skip


def test_the_graph_is_drawn_with_all_its_nodes_and_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = said(capsys, "graph")
    assert "graph TD;" in drawn
    edges = [re.sub(r"&nbsp;", "", line).strip(" ;") for line in drawn.splitlines() if "->" in line]
    assert edges == [
        "__start__ --> generate",
        "generate -. no page .-> __end__",
        "generate -.-> operate",
        "generate -.-> render",
        "judge_steps -. no evidence .-> __end__",
        "judge_steps -. judged .-> judge_visuals",
        "judge_visuals --> score",
        "operate -. no evidence .-> __end__",
        "operate -. evidence .-> judge_steps",
        "refine -. no page .-> __end__",
        "refine -.-> operate",
        "refine -.-> render",
        "render --> refine",
        "score --> __end__",
    ]
    assert all(f"{node}({node})" in drawn for node in NODES)


def test_tasks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(capsys, "tasks", "list", "--json"))
    tasks = find_tasks([suite_dir()])
    assert [row["id"] for row in rows] == [task.id for task in tasks]
    for row, task in zip(rows, tasks, strict=True):
        assert list(row) == documented()["Task"]
        assert row["steps"] == len(task.trajectory)
        assert Path(row["folder"]) == task.folder
    table = said(capsys, "tasks", "list")
    assert all(task.id in table for task in tasks)


def test_a_task_is_shown_with_what_is_asked_of_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    task = find_tasks([suite_dir()])[0]
    rubric = load_rubric(task)
    text = said(capsys, "tasks", "show", task.id)
    for step in task.trajectory:
        assert step.id in text
        assert all(f"check   {one.line()}\n" in text for one in rubric.checkpoints[step.id].criteria)
    (data,) = json.loads(said(capsys, "tasks", "show", task.id, "--json"))
    assert list(data["rubric"]["checkpoints"]) == task.step_ids()
    assert data["task"]["id"] == task.id


def test_tasks_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    task = find_tasks([suite_dir()])[0]
    assert said(capsys, "tasks", "check", task.id).startswith(
        f"{task.id}: ok, {len(task.trajectory)} steps, "
    )
    assert said(capsys, "tasks", "check", str(task.folder)).startswith(f"{task.id}: ok")


def test_a_task_from_outside_without_a_rubric_is_shown_and_checked(
    tmp_path: Path, make_counter: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    task = make_counter(tmp_path, recorded=True)
    assert "The page shows what the recording shows after" in said(capsys, "tasks", "show", str(task))
    assert said(capsys, "tasks", "check", "--task-dir", str(tmp_path)) == "counter: ok, 2 steps, 0 variants\n"


def test_doctor_prints_its_checks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = [Check("one", True, "fine"), Check("two", False, "not fine", "mend it")]
    monkeypatch.setattr("judge.doctor.check", lambda: checks)
    rows = json.loads(said(capsys, "doctor", "--json", code=1))
    assert [list(row) for row in rows] == [documented()["Check"]] * 2
    assert "mend it" in said(capsys, "doctor", code=1)
    checks.pop()
    assert "fine" in said(capsys, "doctor")


def test_the_command_stands_by_itself(tmp_path: Path, iwr: Command) -> None:
    ended = iwr("tasks", "list", "--json", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(json.loads(ended.stdout)) == len(find_tasks([suite_dir()]))
    ended = iwr("no-such-command", cwd=tmp_path)
    assert ended.returncode == 2
    assert "no-such-command" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def documented() -> dict[str, list[str]]:
    """The fields in docs/results.md by the heading that they stand under."""
    sections = re.split(r"^### ", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {
        section.splitlines()[0]: re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)
        for section in sections
    }


def models(*found: type[BaseModel]) -> list[type[BaseModel]]:
    """The models and all that their fields hold, each once (a panel's verdict holds verdicts)."""
    fields_ = [field for model in found for field in model.model_fields.values()]
    held = {part for field in fields_ for part in _models(field.annotation)}
    return models(*found, *held) if held - set(found) else list(found)


def test_every_field_is_documented_and_every_documented_one_exists() -> None:
    written = documented()
    printed = {model.__name__: list(model.model_fields) for model in models(RunResult, Comparison)}
    printed["Check"] = [field.name for field in fields(Check)]
    assert {name: written.get(name) for name in printed} == printed
    assert set(written) == {*printed, "Task"}


def test_every_outcome_is_documented() -> None:
    from typing import get_args

    from rubrics.verdict import Outcome

    row, _ = [
        line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `outcome`")
    ]
    assert re.findall(r"`(\w+)`", row)[1:] == list(get_args(Outcome))
