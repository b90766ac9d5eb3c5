"""A mistake of the user's is one line that says where, what and how to mend it; nothing is written."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.refusing import OWN, RUN, TARGET, TASK, Place, edit, refused, remove, write

pytest_plugins = ["tests.refusing"]

Command = Callable[..., CompletedProcess[str]]


def test_the_place_is_good(place: Place) -> None:
    from judge.config import RunConfig
    from judge.plan import plan

    config = RunConfig(task_dirs=(Path("tasks"),), submissions=Path("pages"), generators=("reference",))
    assert [episode.id for episode in plan(config)] == ["counter--reference--1", "counter--me--1"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            edit(OWN, "text_appears", "text_apears"),
            [
                f"{OWN}:3: checkpoints.add.criteria.0: unknown criterion 'text_apears'",
                "known: all_of, any_of",
            ],
            id="unknown criterion",
        ),
        pytest.param(
            edit(OWN, "  greet:", "  gret:"),
            [f"{OWN}: checkpoints.gret: the task has no such step; did you mean 'greet'?"],
            id="rubric for a step the trajectory does not have",
        ),
        pytest.param(
            edit(OWN, "  greet: {assertion: The page says good morning.}\n", ""),
            [f"{OWN}: checkpoints: none for step 'greet'; every step needs one"],
            id="step without a checkpoint",
        ),
        pytest.param(
            edit(OWN, "rubric: 1", "rubric: 1\nprofile: iwrr"),
            ["profile: 'iwrr' is neither a YAML file nor known; known: iwr"],
            id="unknown profile",
        ),
        pytest.param(
            edit(OWN, "rubric: 1", "rubric: 2"), [f"{OWN}:1: rubric: Input should be 1 (got 2)"], id="version"
        ),
        pytest.param(
            edit(TASK, TARGET, ""),
            [f"{TASK}:6: trajectory.0.target: required, but missing"],
            id="step without target",
        ),
        pytest.param(
            edit(TASK, "action: click", "action: clik"), [f"{TASK}:6: trajectory.0: ", "'clik'"], id="action"
        ),
        pytest.param(
            edit(TASK, "text: Ferry", "text: 5"),
            [f"{TASK}:12: trajectory.1.text: ", "(got 5); put it in quotes"],
            id="number for text",
        ),
        pytest.param(
            edit(TASK, "title: Count up", "titel: Count up"),
            [f"{TASK}:3: titel: unknown key; did you mean 'title'?"],
            id="misspelt key",
        ),
        pytest.param(edit(TASK, "id: counter", "id: other"), [f"{TASK}: id: 'other'", "'counter'"], id="id"),
        pytest.param(edit(TASK, "640, ", "640], "), [f"{TASK}:4: not valid YAML: "], id="YAML syntax"),
        pytest.param(
            edit(TASK, "title: Count up", "title: !!binary aGk="),
            [f"{TASK}:3: not valid YAML: a tag (what begins with !) has no meaning here; put the text in"],
            id="binary",
        ),
        pytest.param(write(TASK, b"\xff\xfe"), [f"{TASK}: not a UTF-8 text file"], id="not text"),
        pytest.param(write(TASK, ""), [f"{TASK}: the file: "], id="empty file"),
        pytest.param(
            remove("tasks/counter/checkpoints/01.png"),
            ["checkpoints/01.png: the checkpoint after step 'add' is missing; make it with: iwr record "],
            id="missing checkpoint",
        ),
        pytest.param(
            write("tasks/counter/checkpoints/02.png", "a picture, honestly"),
            ["checkpoints/02.png: not a picture, or a damaged one"],
            id="picture that is none",
        ),
        pytest.param(
            remove("tasks/counter/video.webm"), ["video.webm: the task has no video"], id="no video"
        ),
        pytest.param(
            edit(TASK, "640", "800"), ["00.png: is 640x360, the task's viewport is 800x360"], id="viewport"
        ),
        pytest.param(write("tasks/counter/recording.json", "{"), ["recording.json"], id="damaged recording"),
        pytest.param(
            remove("pages/counter"),
            ["--submissions: pages: no page for any of the tasks counter"],
            id="empty",
        ),
        pytest.param(remove("pages"), ["--submissions: pages: no such folder"], id="no submissions"),
        pytest.param(
            remove("tasks/counter"),
            ["tasks: holds no task; a task is a folder with a task.yaml"],
            id="no task",
        ),
        pytest.param(remove("tasks"), ["tasks: no such folder"], id="no folder of tasks"),
        pytest.param(write("runs", "a file"), ["runs/", "cannot be written"], id="out is a file"),
    ],
)
def test_files(
    place: Place, capsys: pytest.CaptureFixture[str], change: Callable[[Place], None], said: list[str]
) -> None:
    change(place)
    line = refused(place, capsys, *RUN, unwritten="runs/x")
    for part in said:
        assert part in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*RUN, "--tasks", "conter"), "tasks: no task 'conter'; did you mean 'counter'?"),
        (
            (*RUN, "--generators", "referense"),
            "generators: no generator 'referense'; did you mean 'reference'?",
        ),
        (
            (*RUN, "--rubrics", "iwrr"),
            "rubrics: 'iwrr' is neither a known set nor a folder; did you mean 'iwr'?",
        ),
        ((*RUN, "-o", "visual.structure=dino"), "structure measure 'dino': unknown; "),
        ((*RUN, "-o", "step_judge=evidance"), "step_judge: no judge 'evidance'; did you mean 'evidence'?"),
        ((*RUN, "-o", "wokers=1"), "-o wokers=1: unknown key 'wokers'; did you mean 'workers'?"),
        ((*RUN, "-o", "visual.structur=x"), "unknown key 'structur'; did you mean 'structure'?"),
        ((*RUN, "-o", "zzz=1"), "unknown key 'zzz'; known: run, tasks, task_dirs"),
        ((*RUN, "-o", "workers.x=1"), "workers has no keys of its own"),
        ((*RUN, "-o", "workers"), "write key=value"),
        ((*RUN, "-o", "workers=[1"), "is not a YAML value"),
        ((*RUN, "-o", "workers=many"), "-o workers=many: workers: Input should be a valid integer"),
        ((*RUN, "-o", "visual=5"), "-o visual=5: visual: "),
        (
            (*RUN, "--workers", "0"),
            "-o workers=0: workers: Input should be greater than or equal to 1 (got 0)",
        ),
        ((*RUN, "--name", "../elsewhere"), "--name: '../elsewhere' is no plain folder name"),
        ((*RUN, "--submissions", "a: b"), "--submissions: a: b: no such folder"),
        (
            ("run", "nowhere"),
            "nowhere: no such configuration; give a path, or one of: anthropic, calibration",
        ),
        (("run", "nowhere.yaml"), "nowhere.yaml: no such configuration"),
        (("run", "--task-dir", "tasks", "--generators", ""), "nothing to run: name generators"),
        (("run", "--submissions", "pages/counter/me"), "one page for "),
        (("run", "--resume", "pages"), "pages/run.json: no such file; --resume takes the folder of a run"),
        (("run", "--resume", "nowhere"), "nowhere/run.json: no such file"),
        (("report", "pages"), "pages/results.json: No such file or directory"),
        (("record", "pages"), "pages/task.yaml: no such file; a task is a folder that holds a task.yaml"),
        (("tasks", "show", "conter", "--task-dir", "tasks"), "did you mean 'counter'?"),
        (("tasks", "check", "conter", "--task-dir", "tasks"), "did you mean 'counter'?"),
        (("tasks", "list", "--task-dir", "pages"), "pages: holds no task"),
    ],
)
def test_arguments(
    place: Place, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused(place, capsys, *arguments)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((), "blind: takes 0 pictures, but this judge shows 4; name another model, or set images: none"),
        (
            ("assertion.model=two", "assertion.images=before_after", "assertion.batch=3"),
            "two: takes 2 pictures, but this judge shows 6 (2 of each step of a batch); set batch: 1",
        ),
        (
            ("step_judge=evidence", "visual.high_level=vlm", "visual.judge=blind"),
            "blind: takes 0 pictures, but this judge shows 2; name another model",
        ),
        (("assertion.batch=0",), "assertion.batch: Input should be greater than or equal to 1 (got 0)"),
        (("assertion.batch=17",), "assertion.batch: Input should be less than or equal to 16 (got 17)"),
        (("assertion.images=no",), "assertion.images: Input should be 'after', 'before_after', "),
    ],
)
def test_what_a_model_can_not_be_shown(
    place: Place, capsys: pytest.CaptureFixture[str], changes: tuple[str, ...], said: str
) -> None:
    plain = 'provider: openai, model: m, base_url: "http://127.0.0.1:9/v1", key_env: ""'
    (place.folder / "models.yaml").write_text(
        f"models: 1\npresets:\n  blind: {{{plain}, images: 0}}\n  two: {{{plain}, images: 2}}\n"
    )
    judge = ("models=[models.yaml]", "step_judge=vlm", "assertion.model=blind", *changes)
    arguments = [word for one in judge for word in ("-o", one)]
    assert said in refused(place, capsys, *RUN, *arguments)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("run: 1\nwokers: 1\n", "mine.yaml:2: wokers: unknown key; did you mean 'workers'?"),
        ("run: 1\nvisual:\n  modle: x\n", "mine.yaml:3: visual.modle: unknown key; did you mean 'model'?"),
        ("run: 1\nworkers: many\n", "mine.yaml:2: workers: Input should be a valid integer"),
        ("run: 2\n", "mine.yaml:1: run: Input should be less than or equal to 1 (got 2)"),
        ("run: 1\nworkers: [1\n", "mine.yaml:3: not valid YAML: "),
        ("- run\n", "mine.yaml: must be a mapping of keys to values"),
    ],
)
def test_configuration_file(
    place: Place, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    (place.folder / "mine.yaml").write_text(content)
    assert said in refused(place, capsys, "run", "mine.yaml", "-o", "workers=1")


def test_a_name_that_is_taken(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    (place.folder / "runs" / "mine").mkdir(parents=True)
    line = refused(place, capsys, *RUN, "--name", "mine", unwritten="runs/mine/run.json")
    assert line == "iwr: runs/mine: exists already; choose another --name, or --resume runs/mine\n"


def test_a_run_file_that_is_damaged(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    (place.folder / "old").mkdir()
    (place.folder / "old" / "run.json").write_text('{"name": 1}')
    assert "old/run.json: damaged: " in refused(place, capsys, "run", "--resume", "old")


def test_two_pages_to_record(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(place.task / "reference" / "index.html", place.task)
    line = refused(place, capsys, "record", "tasks/counter")
    assert "holds both index.html and reference/index.html; remove the one that is not meant" in line
    shutil.rmtree(place.task / "reference")
    (place.task / "index.html").unlink()
    assert "holds no page; put it there as index.html" in refused(place, capsys, "record", "tasks/counter")


def test_a_task_of_the_suite_without_a_rubric_is_an_error(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.task / "rubric.yaml").unlink()
    monkeypatch.setattr("rubrics.loader.suite_dir", lambda: place.folder / "tasks")
    assert "counter.yaml: no such file, and no " in refused(place, capsys, *RUN)


def test_the_real_command_says_it_on_stderr(place: Place, iwr: Command) -> None:
    before = place.files()
    place.edit("mine.yaml", "workers", "wokers")
    ended = iwr("run", "mine.yaml", "--task-dir", "tasks", cwd=place.folder)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "iwr: mine.yaml:2: wokers: unknown key; did you mean 'workers'?\n"
    place.edit("mine.yaml", "wokers", "workers")
    assert {path: data for path, (_, data) in place.files().items()} == {
        path: data for path, (_, data) in before.items()
    }


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for the browser")
def test_a_browser_that_is_not_there(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IWR_CHROMIUM", "/nowhere/chrome")
    assert "IWR_CHROMIUM: /nowhere/chrome: " in refused(place, capsys, *RUN)
