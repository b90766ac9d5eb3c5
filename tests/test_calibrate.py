"""`iwr calibrate`: from stored evidence, by a judge whose errors are known; and the line beside the score."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from judge.calibration.flow import Calibrated, calibrate_judgement
from judge.calibration.known import beside_score, find_known, remedy
from judge.cli.calibrate import calibrate_command
from judge.config import AssertionConfig, RunConfig, SplitConfig, find_config, load_config
from judge.judgements import FIRST, RunFile, judgement_dir, read_judgement
from judge.protocols import StepCase
from judge.rejudge import rejudge
from judge.report import build
from judge.results import EpisodeResult, Provenance, RunResult, StepInfo, write_results
from judge.stored import prepare
from rubrics.loader import load_rubric
from rubrics.verdict import Verdict
from tasks.errors import InputError
from tasks.evidence import Evidence, Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.loader import find_tasks, suite_dir
from tasks.store import EvidenceWriter, PictureStore

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOSTILE = "</style></svg><script>alert(1)</script><img src=x onerror=alert(1)> [red]{{7*7}}"
STEPS = (("add", "click"), ("greet", "type"))
RUBRIC = "rubric: 1\ncheckpoints:\n  add: {assertion: It counts.}\n  greet: {assertion: It greets.}\n"
VARIANTS = {  # what the page says after each step, and its label
    "reference": (("Count 1", "Hello Ferry"), None),
    "same": (("Count 1", "Hello Ferry"), "kind: equivalent"),
    "deaf": (("Count 0", "Hello Ferry"), "kind: mutant, fault: dead_listener, first_fail: add"),
    "mute": (("Count 1", "Bye"), "kind: mutant, fault: wrong_text, first_fail: greet"),
    "derived-mute": (
        ("Count 1", "Nothing"),
        "kind: mutant, fault: drop_update, first_fail: greet, operator: drop_update",
    ),
}


class Scripted:
    """Right but for what its name says: passes the step of `mute`, fails `add` of `same`, errs at `deaf`."""

    name = "scripted"

    def judge(self, case: StepCase) -> Verdict:
        step = case.evidence
        said = " ".join(word.text for word in step.after.words) if step.after else ""
        outcome = "passed" if said in ("Count 1", "Hello Ferry", "Bye") else "assertion_false"
        if said == "Count 1" and step.events:  # of the page `same`
            outcome = "assertion_false"
        if said == "Count 0":
            outcome = "model_error"
        return Verdict.model_validate(
            {
                "step": step.step,
                "index": step.index,
                "judge": self.name,
                "outcome": outcome,
                "reason": HOSTILE,
                "confidence": 0.75,
            }
        )


@pytest.fixture
def run_dir(tmp_path: Path, make_counter: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stored run of five pages whose right verdicts are known, judged by `Scripted`."""
    monkeypatch.setenv("IWR_CACHE", str(tmp_path / "cache"))
    task = make_counter(tmp_path, recorded=True)
    (task / "rubric.yaml").write_text(RUBRIC)
    _label(task)
    run = tmp_path / "runs" / "stored"
    pictures = PictureStore(run / "pictures")
    results = [_episode(run, pictures, task, name, said) for name, (said, _) in VARIANTS.items()]
    judge = f"{__name__}.Scripted"
    config = RunConfig(step_judge=judge, task_dirs=(tmp_path,))
    provenance = Provenance(versions={"iwr-judge": "0", "chromium": "1"})
    (run / "run.json").write_text(
        RunFile(name="stored", created=NOW, config=config, provenance=provenance).model_dump_json()
    )
    write_results(
        run,
        RunResult(name="stored", created=NOW, provenance=provenance, episodes=tuple(results), summaries=()),
    )
    return run


def _label(task: Path) -> None:
    page = (task / "reference" / "index.html").read_text()
    edit = "edits: [{find: '<b>0</b>', replace: '<b>0 </b>'}]"
    assert page.count("<b>0</b>") == 1
    for file, derived in (("labels", False), ("derived", True)):
        rows = [
            f"  - {{id: {name}, about: A page., {label}, {edit}}}"
            for name, (_, label) in VARIANTS.items()
            if label and name.startswith("derived") == derived
        ]
        (task / "variants").mkdir(exist_ok=True)
        (task / "variants" / f"{file}.yaml").write_text("\n".join(["variants:", *rows, ""]))


def _snapshot(pictures: PictureStore, said: str) -> Snapshot:
    path = pictures.folder.parent / "shot.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (640, 360), (200, 10 * len(said), 90)).save(path)
    key = pictures.put(path.read_bytes())
    path.unlink()
    words = tuple(
        Word(text=text, box=Box(20 + 60 * place, 20, 50, 16), line=0)
        for place, text in enumerate(said.split())
    )
    return Snapshot(picture=key, url="/", words=words)


def _episode(
    run: Path, pictures: PictureStore, task: Path, generator: str, said: tuple[str, ...]
) -> EpisodeResult:
    name = f"counter--{generator}--1"
    writer = EvidenceWriter(run / "episodes" / name, pictures)
    shots = [_snapshot(pictures, text) for text in ("Count", *said)]
    start = Evidence(
        task="counter", generator=generator, page_sha256="0", viewport=(640, 360), initial=shots[0]
    )
    writer.start(start)
    events = ({"kind": "console_error", "text": "of this page"},) if generator == "same" else ()
    for index, (step, action) in enumerate(STEPS, start=1):
        row = {
            "step": step,
            "index": index,
            "action": action,
            "status": "performed",
            "before": shots[index - 1],
            "after": shots[index],
            "events": events,
        }
        writer.add(StepEvidence.model_validate(row))
    label = VARIANTS[generator][1] or ""
    return EpisodeResult(
        episode=name,
        task="counter",
        title="Count up",
        task_folder=task,
        generator=generator,
        expected=next((step for step, _ in STEPS if f"first_fail: {step}" in label), "pass"),
        variant=generator != "reference",
        steps=tuple(StepInfo(id=step, action=HOSTILE, assertion=HOSTILE) for step, _ in STEPS),
        score=None,
        seconds=1.0,
    )


def judged(run: Path, name: str = "again", split: SplitConfig | None = None) -> Calibrated:
    """The run judged again by its own judge, and measured."""
    if not judgement_dir(run, name).exists():
        config = read_judgement(run, FIRST).config
        rejudge(prepare(run, config, name, NOW), lambda result: None, 1)
    return calibrate_judgement(run, name, split)


def test_the_errors_of_a_judge_are_found_exactly(run_dir: Path) -> None:
    measured = judged(run_dir).measured
    found = {(one.variant, one.step, one.truth, one.value, one.split) for one in measured.misses}
    assert found == {("same", "add", "pass", "fail", "tuning"), ("mute", "greet", "fail", "pass", "tuning")}
    whole = measured.all
    # Right: 2 steps of the reference and of the equivalent, one before the fault of either mute one.
    assert (whole.positives, whole.negatives, whole.unknown) == (3, 6, 1)
    assert whole.confusion["fail"] == {"pass": 1, "fail": 1, "unknown": 1}
    assert whole.confusion["pass"] == {"pass": 5, "fail": 1, "unknown": 0}
    assert (whole.sensitivity.hits, whole.sensitivity.total) == (1, 2)
    assert (whole.specificity.hits, whole.specificity.total) == (3, 4)
    assert (whole.pages_passed.hits, whole.pages_passed.total) == (1, 2)
    assert (whole.exact.hits, whole.exact.total, whole.exact_unknown) == (1, 2, 1)
    # Confidence 0.75: six right answers cost 1/16 each, two wrong ones 9/16.
    assert whole.brier.value == pytest.approx((6 / 16 + 2 * 9 / 16) / 8)
    assert measured.test is not None
    assert (measured.test.sensitivity.hits, measured.test.sensitivity.total) == (1, 1)


def test_the_split_is_what_it_is_told(run_dir: Path) -> None:
    assert judged(run_dir).measured.test is not None
    everything = SplitConfig(tasks=("counter",), operators=("drop_update",))
    assert judged(run_dir, split=everything).measured.test is None


def test_the_same_inputs_give_the_same_bytes(run_dir: Path) -> None:
    first = judged(run_dir)
    folder = judgement_dir(run_dir, "again")
    written = [path.read_bytes() for path in (folder / "calibration.json", first.page, first.record)]
    second = judged(run_dir)
    assert written == [path.read_bytes() for path in (folder / "calibration.json", first.page, second.record)]
    assert json.loads(written[0])["all"]["unknown"] == 1


class Tags(HTMLParser):
    """The elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_page_escapes_what_a_model_wrote_and_loads_nothing(run_dir: Path) -> None:
    html = judged(run_dir).page.read_text()
    tags = Tags()
    tags.feed(html)
    assert not [tag for tag, _ in tags.seen if tag in ("script", "img", "a", "link")][1:]
    assert not [name for _, attributes in tags.seen for name in attributes if name.startswith("on")]
    assert "&lt;script&gt;alert(1)" in html
    assert "{{7*7}}" in html
    sources = [attributes.get("href") or "" for tag, attributes in tags.seen if tag == "image"]
    assert len(sources) >= 4
    assert all(source.startswith("data:image/webp;base64,") for source in sources)
    assert html.count("Checkpoint 01: the reference") >= 1


def test_the_line_beside_the_score(run_dir: Path) -> None:
    judged(run_dir)
    file = read_judgement(run_dir, "again")
    line = beside_score(file)
    assert "catches 50.0% of faulty steps (95% interval" in line
    assert "passes 75.0% of right ones" in line
    assert "1 unknown left out, measured on 1 tasks, 5 variants" in line
    assert "held-out test split: catches 100.0% of faulty steps" in line
    for task, said in (
        ("other", "(not on other: measured on other tasks)"),
        ("counter", "(measured on other tasks, or by other rubrics of theirs)"),
    ):
        hashes = {**file.provenance.hashes, f"rubric of {task}": "1"}
        made = file.provenance.model_copy(update={"hashes": hashes})
        assert said in beside_score(file.model_copy(update={"provenance": made}))
    html = build(run_dir, "again").read_text()
    assert "catches 50.0% of faulty steps" in html
    assert "On the pages of this run with a label the judge catches 50.0%" in html


@pytest.mark.parametrize("what", ["version", "code", "rubrics"])
def test_what_was_measured_of_another_judge_is_not_said_of_this_one(run_dir: Path, what: str) -> None:
    judged(run_dir)
    file = read_judgement(run_dir, "again")
    config, made = file.config, file.provenance
    assert find_known(config, made) is not None
    match what:
        case "version":
            made = made.model_copy(update={"versions": {**made.versions, "iwr-judge": "99"}})
        case "code":
            made = made.model_copy(update={"hashes": {**made.hashes, f"judge {config.step_judge}": "1"}})
        case "rubrics":
            config = config.model_copy(update={"rubrics": "mine"})
    assert find_known(config, made) is None
    line = beside_score(file.model_copy(update={"config": config, "provenance": made}))
    assert "has not been measured: iwr calibrate --judge" in line


def test_a_record_that_is_damaged_is_none(run_dir: Path) -> None:
    done = judged(run_dir)
    done.record.write_text("{")
    assert "has not been measured" in beside_score(read_judgement(run_dir, "again"))


def test_the_remedy_names_what_is_not_default() -> None:
    assert remedy(RunConfig()) == "iwr calibrate"
    config = RunConfig(step_judge="vlm", assertion=AssertionConfig(model="gpt-4o", votes=3))
    assert remedy(config) == "iwr calibrate --judge vlm -o assertion.model=gpt-4o -o assertion.votes=3"


def test_pages_without_a_label_measure_nothing(run_dir: Path) -> None:
    results = run_dir / "results.json"
    plain = json.loads(results.read_text())
    for one in plain["episodes"]:
        one["expected"] = None
    results.write_text(json.dumps(plain))
    with pytest.raises(InputError, match="no page of it has a known outcome; run: iwr calibrate"):
        calibrate_judgement(run_dir, FIRST)
    assert not (run_dir / "calibration.json").exists()


def test_the_configuration_that_ships() -> None:
    config = load_config(find_config("calibration"))
    assert {"reference", "variants", "derived", "adversaries"} <= set(config.generators)
    assert (len(config.calibration.tuning.tasks), len(config.calibration.tuning.operators)) == (2, 5)


Command = Callable[..., "subprocess.CompletedProcess[str]"]


def test_mistakes_are_said_before_anything_is_judged(run_dir: Path) -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"resume": True}, "--resume: needs the folder of a run"),
        ({"run": run_dir, "judgement": FIRST, "name": "x"}, "--judgement: is measured as it is"),
        ({"run": run_dir, "tasks": "counter"}, "--tasks, --generators: pick what is judged"),
        ({"run": run_dir, "workers": 2}, "--workers: a run that is there needs no browser"),
        ({"run": run_dir, "judgement": "frist"}, "did you mean 'first'"),
        ({"run": run_dir, "set_": ["calibration.tuning.task=[]"]}, "unknown key 'task'"),
    )
    for options, said in wrong:
        with pytest.raises(InputError, match=said):
            calibrate_command(**options)
    assert not (run_dir / "judgements").exists()


@pytest.mark.browser
@pytest.mark.slow
def test_from_a_page_to_a_measurement(
    iwr: Command, tmp_path: Path, make_counter: Callable[..., Path]
) -> None:
    task = make_counter(tmp_path, recorded=True)
    edit = "edits: [{find: '<button>Add one</button>', replace: '<button disabled>Add one</button>'}]"
    (task / "variants").mkdir()
    (task / "variants" / "labels.yaml").write_text(
        "variants:\n"
        f"  - {{id: stuck, about: A., kind: mutant, fault: dead, first_fail: add, {edit}}}\n"
        "  - {id: same, about: B., kind: equivalent, edits: "
        "[{find: '<p>Clicks', replace: '<p class=x>Clicks'}]}\n"
    )
    (task / "rubric.yaml").write_text(
        "rubric: 1\ncheckpoints:\n"
        "  add: {criteria: [{text_disappears: 'Clicks: 0'}]}\n"
        "  greet: {criteria: [{text_appears: Ferry}]}\n"
    )
    done = iwr(
        "calibrate", "--json", "--workers", "1", "--generators", "reference,variants",
        "-o", f"task_dirs=[{task}]", "--out", "known.json", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["all"]["positives"], found["all"]["variants"]) == (1, 3)
    assert found["misses"] == []
    assert json.loads((tmp_path / "known.json").read_text())["all"]["tasks"] == 1


def test_the_record_that_ships_speaks_of_the_judge_and_the_rubrics_that_ship() -> None:
    """A changed rubric or version asks for a new measurement: iwr calibrate --out configs/calibrations/…"""
    tasks = find_tasks([suite_dir()])
    hashes = {f"rubric of {task.id}": load_rubric(task, "iwr").sha256 for task in tasks}
    made_with = Provenance(versions={"iwr-judge": version("iwr-judge")}, hashes=hashes)
    config = load_config(find_config("offline"))
    known = find_known(config, made_with)
    assert known is not None
    assert known.test is not None
    assert known.all.variants >= 80
    line = beside_score(RunFile(name="one", created=NOW, config=config, provenance=made_with))
    assert "measured on 4 tasks, " in line
    assert "held-out test split" in line
