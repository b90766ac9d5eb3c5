"""What is said of a judge beside its scores: what was measured of it by the same rules, and nothing else."""

from importlib.metadata import version
from pathlib import Path

import pytest

from judge.calibration.claims import PUBLISHED, beside_score, remedy
from judge.calibration.known import find_known
from judge.cli import app
from judge.config import AssertionConfig, OperatorConfig, RunConfig, find_config, load_config
from judge.judgements import RunFile, read_judged, read_judgement
from judge.plan import task_files
from judge.report import build
from judge.results import PASS, EpisodeResult, Provenance, RunResult, StepInfo
from rubrics.loader import load_rubric
from rubrics.profile import load_profile
from tasks.files import sha256, tree_sha256
from tasks.loader import find_tasks, suite_dir
from tests.labelled_run import NOW, RUBRIC, judged

pytest_plugins = ["tests.labelled_run"]

NOTHING = RunResult(name="one", created=NOW, episodes=(), summaries=())


def episode(task: str) -> EpisodeResult:
    """Of a page of which nothing is known."""
    steps = (StepInfo(id="add", action="Click."),)
    return EpisodeResult(
        episode=task, task=task, title=task, task_folder=Path(task), generator="somebody", steps=steps,
        score=None, seconds=0.0,
    )  # fmt: skip


def lines(run_dir: Path, name: str = "again", **changes: object) -> list[str]:
    """What stands beside the scores of that judgement, had it been made with these instead."""
    file = read_judgement(run_dir, name).model_copy(update=changes)
    return beside_score(run_dir, name, file, read_judged(run_dir, name))


def test_the_figures_stand_beside_the_score_with_those_of_others(run_dir: Path) -> None:
    judged(run_dir)
    own, published = lines(run_dir)
    assert own.startswith(
        "judge tests.labelled_run.Scripted, rubrics own: catches 50.0% of faulty steps (95% "
    )
    assert "passes 75.0% of right ones" in own
    assert "kappa 0." in own
    assert "1 unknown left out, measured on 1 task, 5 variants" in own
    assert "held-out test split: catches 100.0% of faulty steps" in own
    assert published == PUBLISHED
    for figure in ("published by others", "2606.03220", "0.84", "0.74", "0.88", "0.81", "16 of 25"):
        assert figure in published
    html = build(run_dir, "again").read_text()
    assert "catches 50.0% of faulty steps" in html
    assert "On the pages of this run with a label the judge catches 50.0%" in html
    assert f"iwr calibrate {run_dir} --judgement again" in html
    assert html.count("published by others") == 1


@pytest.mark.parametrize(
    "key",
    [
        "task counter",
        "rubric of counter",
        "profile of counter",
        "judge tests.labelled_run.Scripted",
        "version",
    ],
)
def test_what_was_measured_by_other_rules_is_not_said(run_dir: Path, key: str) -> None:
    judged(run_dir)
    made = read_judgement(run_dir, "again").provenance
    if key == "version":
        made = made.model_copy(update={"versions": {**made.versions, "iwr-judge": "99"}})
    else:
        assert key in made.hashes
        made = made.model_copy(update={"hashes": {**made.hashes, key: "1"}})
    [line] = lines(run_dir, provenance=made)
    assert "%" not in line
    assert line.endswith(
        f"how often it is wrong has not been measured: iwr calibrate {run_dir} --judgement again"
    )


def test_an_operator_with_a_model_is_another_judge(run_dir: Path) -> None:
    judged(run_dir)
    config = read_judgement(run_dir, "again").config
    [line] = lines(run_dir, config=config.model_copy(update={"operator": OperatorConfig(model="gpt-4o")}))
    assert "has not been measured" in line


def test_each_task_is_spoken_of_by_itself(run_dir: Path) -> None:
    judged(run_dir)
    made = read_judgement(run_dir, "again").provenance
    hashes = {**made.hashes, "task other": "1", "rubric of other": "1", "profile of other": "1"}
    one, other, published = lines(run_dir, provenance=made.model_copy(update={"hashes": hashes}))
    assert "on counter: catches 50.0%" in one
    assert ", on other: how often it is wrong has not been measured: iwr calibrate --judge " in other
    assert "--tasks other" in other
    assert published == PUBLISHED


def test_a_folder_of_the_same_name_inherits_nothing_and_one_of_another_name_loses_nothing(
    run_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = run_dir.parent.parent
    texts = {"a/mine": RUBRIC, "b/mine": RUBRIC.replace("It counts.", "It counts on."), "c/yours": RUBRIC}
    for folder, text in texts.items():
        (place / folder).mkdir(parents=True)
        (place / folder / "counter.yaml").write_text(text)

    def rejudged(folder: str) -> str:
        options = ("--rubrics", str(place / folder), "--as", folder.replace("/", "-"))
        with pytest.raises(SystemExit) as ended:
            app(["rejudge", str(run_dir), *options], prog_name="iwr")
        assert ended.value.code == 1  # one verdict is unknown
        return capsys.readouterr().out

    assert "has not been measured" in rejudged("a/mine")
    judged(run_dir, "a-mine")
    assert "has not been measured" in rejudged("b/mine")
    said = rejudged("c/yours")
    assert "rubrics yours: catches 50.0% of faulty steps" in said
    assert "has not been measured" not in said


def test_a_record_that_is_damaged_is_none(run_dir: Path) -> None:
    done = judged(run_dir)
    done.record.write_text("{")
    assert "has not been measured" in lines(run_dir)[0]


def test_the_remedy_is_the_fast_one_where_the_run_has_right_and_faulty_pages(run_dir: Path) -> None:
    judged(run_dir)
    config, result = read_judgement(run_dir, "again").config, read_judged(run_dir, "again")
    assert remedy(run_dir, "first", config, result, ["counter"]) == f"iwr calibrate {run_dir}"
    right = [one for one in result.episodes if one.expected == PASS]
    only_right = result.model_copy(update={"episodes": tuple(right)})
    slow = remedy(run_dir, "first", config, only_right, ["counter"])
    assert slow.startswith("iwr calibrate --judge tests.labelled_run.Scripted -o 'task_dirs=[")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (RunConfig(), "iwr calibrate"),
        (
            RunConfig(step_judge="vlm", assertion=AssertionConfig(model="gpt-4o", votes=3)),
            "iwr calibrate --judge vlm -o assertion.model=gpt-4o -o assertion.votes=3",
        ),
        (
            RunConfig(rubrics="mine", profile="strict", tasks=("a", "b"), task_dirs=(Path("t"),)),
            "iwr calibrate --tasks a -o 'task_dirs=[\"t\"]' -o rubrics=mine -o profile=strict",
        ),
        (
            RunConfig(operator=OperatorConfig(model="gpt-4o"), models=(Path("m.yaml"),)),
            "iwr calibrate -o operator.model=gpt-4o -o 'models=[\"m.yaml\"]'",
        ),
    ],
)
def test_the_remedy_names_what_is_not_default(config: RunConfig, said: str) -> None:
    result = NOTHING.model_copy(update={"episodes": (episode("a"),)})
    assert remedy(Path("runs/one"), "first", config, result, ["a"]) == said


def test_a_step_that_a_gate_fails_has_failed(run_dir: Path) -> None:
    """The page `same` writes an error to its console at each step, which its rubric does not forbid."""
    with pytest.raises(SystemExit):
        app(["rejudge", str(run_dir), "--profile", "strict", "--as", "strict"], prog_name="iwr")
    measured = judged(run_dir, "strict").measured
    missed = {(one.variant, one.step): one.reason for one in measured.misses}
    assert missed["same", "greet"] == "a gate of the profile fails it: console_errors"
    assert "profile strict: catches" in lines(run_dir, "strict")[0]
    assert "passes 50.0% of right ones" in lines(run_dir, "strict")[0]


def test_the_record_that_ships_speaks_of_the_judge_and_the_rubrics_that_ship() -> None:
    """A changed task, rubric, profile or version asks for a new measurement:
    iwr calibrate --out configs/calibrations/evidence.json"""
    config = load_config(find_config("offline"))
    hashes = {}
    for task in find_tasks([suite_dir()]):
        rubric = load_rubric(task, config.rubrics)
        profile = load_profile(rubric.profile)
        hashes[f"task {task.id}"] = tree_sha256(task.folder, task_files(task))
        hashes[f"rubric of {task.id}"] = rubric.sha256
        hashes[f"profile of {task.id}"] = sha256(profile.model_dump_json().encode())
    made_with = Provenance(versions={"iwr-judge": version("iwr-judge")}, hashes=hashes)
    [measured] = find_known(config, made_with)
    assert measured.known.test is not None
    assert measured.known.all.variants >= 80
    file = RunFile(name="one", created=NOW, config=config, provenance=made_with)
    line, published = beside_score(Path("runs/one"), "first", file, NOTHING)
    assert "measured on 4 tasks, " in line
    assert "held-out test split" in line
    assert published == PUBLISHED
    other = config.model_copy(update={"rubrics": "elsewhere/mine", "task_dirs": (Path("elsewhere"),)})
    assert find_known(other, made_with) == [measured]
