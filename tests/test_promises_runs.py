"""Every sentence of the documents that promises an error of a command on a stored run, met there."""

import json
from pathlib import Path

import pytest

from judge.cli import app
from judge.labels.label import Label
from judge.labels.steps import read_steps
from judge.labels.transfer import as_csv
from tests.labelled_run import NOW, RUBRIC
from tests.promises import text_of
from tests.test_promises_commands import MODELS

pytest_plugins = ["tests.labelled_run"]

PROMISES = {
    "any file in it that would never be read.": "formats.md",
    "it and its files are never changed, and no other may take its name.": "results.md",
    "is refused where anything of what judges has changed since.": "results.md",
    "3 stopped by the budget, and then nothing is measured.": "calibration.md",
    "one wrong line, and nothing is written.": "labels.md",
    "at most 4,000 characters": "labels.md",
}
ANOTHER = RUBRIC.replace("It counts.", "It counts on.")


@pytest.fixture
def folder(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command is called; the run is `runs/stored`, its task `counter`."""
    place = run_dir.parent.parent
    monkeypatch.chdir(place)
    (place / "m.yaml").write_text(MODELS)
    (place / "mine").mkdir()
    (place / "mine" / "counter.yaml").write_text(RUBRIC)
    return place


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def iwr(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        app(list(arguments), prog_name="iwr")
    return int(ended.value.code or 0)


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Its one line, of a command that ended with 2 and left everything as it was."""
    before = files(folder)
    capsys.readouterr()
    assert iwr(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert files(folder) == before
    return said.err.replace(f"{folder}/", "")


@pytest.mark.parametrize(
    "command",
    [
        ("run", "--task-dir", "counter", "--submissions", "counter/reference"),
        ("run", "--task-dir", "counter", "--generators", "reference", "--dry-run"),
        ("rejudge", "runs/stored"),
        ("calibrate", "runs/stored"),
        ("calibrate", "-o", "task_dirs=[counter]"),
        ("tasks", "show", "counter"),
        ("tasks", "check", "counter"),
        ("rubrics", "check", "counter"),
    ],
)
def test_a_file_that_is_never_read(
    folder: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    (folder / "mine" / "conter.yaml").write_text(RUBRIC)
    line = refused(folder, capsys, *command, "--rubrics", "mine")
    assert line == "iwr: mine/conter.yaml: no task of that id; did you mean 'counter'?\n"


@pytest.mark.parametrize("command", ["rejudge", "calibrate"])
def test_the_name_of_the_run_s_own_judgement(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    line = refused(folder, capsys, command, "runs/stored", "--as", "first")
    assert line == "iwr: first: there is such a judgement already; choose another --as, or --resume it\n"


def test_a_judgement_by_what_has_changed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("rejudge", "runs/stored", "--rubrics", "mine", "--as", "x")
    assert iwr(*command) == 1  # one step is unknown
    assert iwr(*command, "--resume") == 1
    changed = "was changed since the judgement x began; choose another --as"
    (folder / "mine" / "counter.yaml").write_text(ANOTHER)
    line = refused(folder, capsys, *command, "--resume")
    assert line == f"iwr: rubric of counter: {changed}\n"
    (folder / "mine" / "counter.yaml").write_text(RUBRIC)
    line = refused(folder, capsys, *command, "--profile", "strict", "--resume")
    assert line == f"iwr: profile of counter: {changed}\n"
    line = refused(folder, capsys, *command, "-o", "visual.prompt=other", "--resume")
    assert line == "iwr: --resume: x was begun with another configuration; choose another --as\n"


def test_a_calibration_that_its_budget_stops(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judge = ("--judge", "vlm", "-o", "models=[m.yaml]", "-o", "assertion.model=paid", "--as", "x")
    assert iwr("calibrate", "runs/stored", *judge, "--budget", "0") == 3
    said = capsys.readouterr().out
    assert said.startswith("stopped    stopped by the budget: ")
    assert said.endswith(
        "; nothing was measured; go on with: the same, and --as x --resume --budget <more>\n"
    )
    assert not list(folder.rglob("calibration.json"))
    assert iwr("rejudge", "runs/stored", *judge, "--resume", "--budget", "0") == 3
    assert "go on with --as x --resume --budget <more>" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"value": "passed"},
            "a.csv:3: value: Input should be 'pass', 'fail', 'unsure' or 'withdrawn' (got 'passed')",
        ),
        ({"note": "n" * 4001}, "a.csv:3: note: String should have at most 4000 characters (got 'nnn"),
    ],
)
def test_a_wrong_line_of_labels(
    folder: Path, capsys: pytest.CaptureFixture[str], wrong: dict[str, object], said: str
) -> None:
    step = read_steps(folder / "runs" / "stored")[0]
    plain: dict[str, object] = {
        "annotator": "ada", "at": NOW, "task": step.task, "generator": step.generator, "repeat": 1,
        "step": step.step, "index": step.index, "value": "pass", "seconds": 1.0,
        "evidence_sha256": step.evidence_sha256, "assertion_sha256": step.assertion_sha256,
    }  # fmt: skip
    good = Label.model_validate(plain)
    (folder / "a.csv").write_text(as_csv([good, Label.model_construct(**{**dict(good), **wrong})]))
    line = refused(folder, capsys, "labels", "import", "a.csv", "runs/stored")
    assert line.startswith(f"iwr: {said}")
    assert not (folder / "runs" / "stored" / "labels").exists()


def test_a_rubric_that_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What holds before the step proves nothing alone; beside what proves something it is a guard."""
    found = {}
    for criteria, status in (
        ("no_errors: true", 1),
        ("no_errors: true, text_appears: '1'", 1),
        ("text_appears: '1'", 0),
        ("text_appears: '1', not: {number_changes: Total}", 1),
    ):
        (folder / "mine" / "counter.yaml").write_text(
            f"rubric: 1\ncheckpoints:\n  add: {{criteria: [{criteria}]}}\n"
            "  greet: {criteria: [text_appears: Ferry]}\n"
        )
        capsys.readouterr()
        assert (
            iwr("rubrics", "check", "counter", "--rubrics", "mine", "--run", "runs/stored", "--json")
            == status
        )
        [report] = json.loads(capsys.readouterr().out)
        found[criteria] = [one["check"] for one in report["issues"]]
    # (The page `same` writes an error to its console, so the guard is too strict.)
    assert list(found.values()) == [
        ["vacuous", "refused-equivalent", "missed-mutant"],
        ["refused-equivalent"],
        [],
        ["unseen", "unknown", "unknown"],  # so neither of the two variants can be told
    ]


@pytest.mark.parametrize(("sentence", "document"), PROMISES.items())
def test_the_sentence_stands_there(sentence: str, document: str) -> None:
    assert sentence in text_of(document)
