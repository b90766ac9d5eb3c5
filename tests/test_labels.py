"""Labels by people: on disk, to files and back, known to be stale, and held against each other and judges."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from judge.config import RunConfig
from judge.judgements import RunFile
from judge.labels import (
    Label,
    LabelStore,
    agreement,
    check_annotator,
    export_labels,
    import_labels,
    known_questions,
    read_labels,
    read_steps,
)
from judge.labels.queue import questions
from judge.labels.session import Given, Session
from judge.labels.steps import LabelledStep
from judge.labels.transfer import as_csv, as_jsonl, from_csv, from_jsonl
from judge.results import EpisodeResult, Provenance, RunResult, StepInfo, write_results
from rubrics.verdict import Outcome, Verdict
from tasks.errors import InputError
from tasks.evidence import Evidence, Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.store import EvidenceWriter, PictureStore

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}"
PAGES = {"reference": 10, "twin": 10, "first_frame": 90, HOSTILE.replace("/", "|"): 170}
"""Generator, and the colour of its page: twin looks as the reference does."""
STEPS = (
    StepInfo(id="add", action="click the button", assertion=f"The count is 1. {HOSTILE}"),
    StepInfo(id="greet", action="type a name"),
)


def stored_run(folder: Path, make_counter: Callable[..., Path]) -> Path:
    """Four pages of two steps: three questions a step, for two of the pages are the same to look at."""
    task = make_counter(folder, recorded=True)
    run = folder / "runs" / "stored"
    pictures = PictureStore(run / "pictures")
    file = RunFile(name="stored", created=NOW, config=RunConfig(), provenance=Provenance())
    episodes = [_episode(run, pictures, task, name, colour) for name, colour in PAGES.items()]
    (run / "run.json").write_text(file.model_dump_json())
    write_results(run, result_of(episodes, "passed", "assertion_false"))
    return run


def result_of(episodes: list[EpisodeResult], *outcomes: Outcome) -> RunResult:
    """A judgement that says the same of every page."""
    verdicts = tuple(
        Verdict(step=step.id, index=index, judge="x", outcome=outcome, reason=f"Because: {HOSTILE}")
        for index, (step, outcome) in enumerate(zip(STEPS, outcomes, strict=True), 1)
    )
    judged = tuple(one.model_copy(update={"verdicts": verdicts}) for one in episodes)
    return RunResult(name="stored", created=NOW, episodes=judged, summaries=())


def _episode(run: Path, pictures: PictureStore, task: Path, generator: str, colour: int) -> EpisodeResult:
    shots = [_snapshot(pictures, colour, index) for index in range(3)]
    name = f"counter--{len(list((run / 'episodes').glob('*')))}"
    writer = EvidenceWriter(run / "episodes" / name, pictures)
    writer.start(
        Evidence(task="counter", generator="x", page_sha256="0", viewport=(640, 360), initial=shots[0])
    )
    for index, step in enumerate(STEPS, start=1):
        before, after = shots[index - 1], shots[index]
        writer.add(
            StepEvidence(
                step=step.id, index=index, action="click", status="performed", before=before, after=after
            )
        )
    return EpisodeResult(
        episode=name,
        task="counter",
        title=HOSTILE,
        task_folder=task,
        generator=generator,
        steps=STEPS,
        score=None,
        seconds=1.0,
    )


def _snapshot(pictures: PictureStore, colour: int, index: int) -> Snapshot:
    path = pictures.folder.parent / "shot.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (640, 360), (200, 50 * index, colour)).save(path)
    key = pictures.put(path.read_bytes())
    path.unlink()
    word = Word(text=f"Count {index}", box=Box(20, 20, 50, 16), line=0)
    return Snapshot(picture=key, url="/", words=(word,))


@pytest.fixture
def run(tmp_path: Path, make_counter: Callable[..., Path]) -> Path:
    return stored_run(tmp_path, make_counter)


def label(step: LabelledStep, annotator: str, value: str, minute: int = 0, note: str = "") -> Label:
    return Label(
        annotator=annotator,
        at=NOW + timedelta(minutes=minute),
        task=step.task,
        generator=step.generator,
        repeat=step.repeat,
        step=step.step,
        index=step.index,
        value=value,  # type: ignore[arg-type]
        note=note,
        seconds=1.5,
        evidence_sha256=step.evidence_sha256,
        assertion_sha256=step.assertion_sha256,
    )


def say(run: Path, annotator: str, *values: str) -> None:
    """Labels of the run's questions, in their order; '-' leaves one out."""
    given = [label(step, annotator, value) for step, value in zip(questions(run), values, strict=False)]
    LabelStore(run, annotator).add(*(one for one, value in zip(given, values, strict=False) if value != "-"))


def change(run: Path, name: str, edit: Callable[[dict[str, Any]], None]) -> None:
    """Change a JSON file of the run."""
    data = json.loads((run / name).read_text())
    edit(data)
    (run / name).write_text(json.dumps(data))


def test_the_same_question_is_asked_once_and_in_the_same_order(run: Path) -> None:
    asked = questions(run)
    assert len(read_steps(run)) == 8
    assert len(asked) == len({step.identity for step in asked}) == 6
    assert asked == questions(run)
    assert {step.generator for step in asked} == set(PAGES) - {"twin"}
    assert [step.identity for step in questions(run, generators=("twin",))] == [
        step.identity for step in asked if step.generator == "reference"
    ]


def test_only_those_that_were_asked_for(run: Path) -> None:
    assert {step.step for step in questions(run, "failed")} == {"greet"}
    with pytest.raises(InputError, match="nothing to label"):
        questions(run, "unknown")
    with pytest.raises(InputError, match="--only: 'failing' is no choice; did you mean 'failed'"):
        questions(run, "failing")
    with pytest.raises(InputError, match="--tasks: 'cuonter' has no step to label; did you mean 'counter'"):
        questions(run, tasks=("cuonter",))
    with pytest.raises(InputError, match="nothing to label"):
        questions(run, "disputed")
    say(run, "ada", "pass", "unsure", "pass")
    say(run, "bob", "fail", "fail", "pass")
    assert questions(run, "disputed") == questions(run)[:1]
    second = json.loads((run / "results.json").read_text())
    for episode in second["episodes"]:
        episode["verdicts"][1]["outcome"] = "model_error"
    (run / "judgements" / "again").mkdir(parents=True)
    (run / "judgements" / "again" / "results.json").write_text(json.dumps(second))
    disputed = questions(run, "disputed")
    assert {step.step for step in disputed} - {questions(run)[0].step} <= {"greet"}
    assert sum(step.step == "greet" for step in disputed) == 3
    assert {step.step for step in questions(run, "unknown", "again")} == {"greet"}


def test_the_last_word_holds_and_history_stays(run: Path) -> None:
    times = iter(NOW + timedelta(seconds=second) for second in range(100))
    session = Session(run, "ada", questions(run), now=lambda: next(times))
    session.give(Given(question=0, value="pass", note="so it is", seconds=2.26))
    session.give(Given(question=0, value="fail", seconds=1.0))
    session.give(Given(question=3, value="unsure", seconds=1.0))
    history = LabelStore(run, "ada").history()
    assert [one.value for one in history] == ["pass", "fail", "unsure"]
    assert (history[0].note, history[0].seconds, history[0].at) == ("so it is", 2.3, NOW)

    again = Session(run, "ada", questions(run), now=lambda: next(times))
    assert (again.labelled, again.place) == (2, 4)
    assert again.undo() is None  # an earlier sitting's labels are not this one's to take back
    assert session.undo() is not None
    stands = session.undo()
    assert stands is not None
    assert (stands.question, stands.value, stands.note) == (0, "pass", "so it is")
    stands = session.undo()
    assert stands is not None
    assert stands.value is None
    assert [one.value for one in LabelStore(run, "ada").history()][3:] == ["withdrawn", "pass", "withdrawn"]
    assert read_labels(run, known_questions(run)).by_annotator == {"ada": {}}
    assert Session(run, "ada", questions(run)).place == 0
    with pytest.raises(InputError, match="no labels by 'bob'; there are: ada"):
        read_labels(run, known_questions(run), ["bob"])


def test_a_judge_s_word_is_told_only_to_who_asks(run: Path) -> None:
    told = json.dumps(Session(run, "ada", questions(run)).told())
    assert "Because" not in told
    assert "assertion_false" not in told
    assert not any(f'"{generator}' in told for generator in PAGES)
    shown = Session(run, "ada", questions(run), blind=False).told()
    for question in shown["questions"]:
        [opinion] = question["opinions"]
        assert opinion["value"] == ("pass" if question["index"] == 1 else "fail")
        assert opinion["judgement"] == "first"


def test_a_label_of_other_evidence_or_another_assertion_is_stale(run: Path) -> None:
    say(run, "ada", *["pass"] * 6)
    assert agreement(run).stale == 0

    def reword(results: dict[str, Any]) -> None:
        for episode in results["episodes"]:
            episode["steps"][1]["assertion"] = "Somebody is greeted."

    change(run, "results.json", reword)
    found = agreement(run)
    assert (found.stale, found.annotators[0].labels) == (3, 3)
    [folder] = [
        run / "episodes" / one["episode"]
        for one in json.loads((run / "results.json").read_text())["episodes"]
        if one["generator"] == "first_frame"
    ]
    path = folder / "evidence.jsonl.gz"
    kept = path.read_bytes()
    path.write_bytes(gzip.compress(gzip.decompress(kept).replace(b"Count 1", b"Count 7")))
    assert agreement(run).stale == 4
    path.write_bytes(kept)
    assert agreement(run).stale == 3  # what is looked at is the same again
    change(run, "results.json", lambda results: results["episodes"][0]["steps"][1].pop("assertion"))
    assert agreement(run).stale == 2  # one page is asked the old question
    for episode in json.loads((run / "results.json").read_text())["episodes"]:
        (run / "episodes" / episode["episode"] / "evidence.jsonl.gz").unlink()
    with pytest.raises(InputError, match="no labels; 6 are of other evidence"):
        agreement(run)


def test_numbers_are_those_worked_out_by_hand(run: Path) -> None:
    """The judge passes every `add` and fails every `greet`: of six questions three each."""
    steps = questions(run)
    adds = [step for step in steps if step.step == "add"]
    greets = [step for step in steps if step.step == "greet"]
    said = {
        "ada": ("pass", "pass", "fail", "fail", "fail", "pass"),
        "bob": ("pass", "fail", "fail", "fail", "fail", "fail"),
        "eve": ("pass", "unsure", "pass", "fail", "fail", None),
    }
    for name, values in said.items():
        given = zip([*adds, *greets], values, strict=True)
        LabelStore(run, name).add(*(label(step, name, value) for step, value in given if value))
    found = agreement(run)

    assert [(one.name, one.labels, one.passed, one.failed, one.unsure) for one in found.annotators] == [
        ("ada", 6, 3, 3, 0),
        ("bob", 6, 1, 5, 0),
        ("eve", 5, 2, 2, 1),
    ]
    assert [one.prevalence for one in found.annotators] == [3 / 6, 5 / 6, 2 / 4]

    ada_bob, ada_eve, bob_eve = found.pairs
    # Same on four of six; by chance (3x1 + 3x5) / 36 = 1/2: (2/3 - 1/2) / (1/2) = 1/3.
    assert ada_bob.agreement.table == {"pass": {"pass": 1, "fail": 2}, "fail": {"pass": 0, "fail": 3}}
    assert ada_bob.agreement.kappa == pytest.approx(1 / 3, abs=1e-12)
    assert ada_bob.agreement.prevalence == (1 / 2, 5 / 6)
    assert (ada_eve.shared, ada_eve.unsure, ada_eve.agreement.decided) == (5, 1, 4)
    # Same on three of four; by chance (1x2 + 3x2) / 16 = 1/2.
    assert ada_eve.agreement.kappa == pytest.approx(1 / 2, abs=1e-12)
    assert bob_eve.agreement.kappa == pytest.approx(1 / 2, abs=1e-12)

    # Krippendorff: 16 answers to 6 items, 6 pass and 10 fail. Disagreements, 2 x pass x fail / (m - 1) an
    # item: 2 (add 2, of two), 2 (add 3, of three), 2 (greet 3, of two).
    observed = (2 * 1 * 1 / 1 + 2 * 1 * 2 / 2 + 2 * 1 * 1 / 1) / 16
    expected = 2 * 6 * 10 / (16 * 15)
    assert found.alpha == pytest.approx(1 - observed / expected, abs=1e-12)
    assert found.alpha_questions == 6

    ada, bob, eve, majority = found.judges
    assert [one.annotator for one in found.judges] == ["ada", "bob", "eve", "majority"]
    assert (ada.sensitivity.hits, ada.sensitivity.total) == (2, 3)
    assert (ada.specificity.hits, ada.specificity.total) == (2, 3)
    assert ada.agreement.kappa == pytest.approx(1 / 3, abs=1e-12)
    assert (bob.sensitivity.hits, bob.sensitivity.total, bob.specificity.value) == (3, 5, 1.0)
    assert (eve.unsure, eve.unknown, eve.labels, eve.agreement.decided) == (1, 0, 5, 4)
    # pass; ada against bob: none; fail; fail; fail; ada against bob: none.
    assert (majority.unsure, majority.agreement.decided) == (2, 4)
    assert majority.agreement.table == {"pass": {"pass": 1, "fail": 0}, "fail": {"pass": 1, "fail": 2}}
    assert 0 < ada.sensitivity.low < 2 / 3 < ada.sensitivity.high < 1

    def lose(results: dict[str, Any]) -> None:
        for episode in results["episodes"]:
            episode["verdicts"][0]["outcome"] = "model_error"

    change(run, "results.json", lose)
    ada = agreement(run, annotators=["ada"]).judges[0]
    assert (ada.unknown, ada.agreement.decided, ada.specificity.total) == (3, 3, 1)


def test_a_judgement_is_held_only_to_labels_of_its_own_question(run: Path) -> None:
    say(run, "ada", *["pass"] * 6)
    again = run / "judgements" / "reworded" / "results.json"
    again.parent.mkdir(parents=True)
    again.write_bytes((run / "results.json").read_bytes())

    def reword(results: dict[str, Any]) -> None:
        for episode in results["episodes"]:
            episode["steps"][0]["assertion"] = "The count is 2."

    change(again.parent, "results.json", reword)
    first, reworded = agreement(run).judges
    assert (first.labels, reworded.labels) == (6, 3)
    assert agreement(run).stale == 0
    assert agreement(run, ["reworded"]).stale == 3
    with pytest.raises(InputError, match="no judgement 'rewordd'"):
        agreement(run, ["rewordd"])


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NAMES = st.one_of(
    TEXTS, st.sampled_from(["=1+1", "@x", "'=1", "\r\n", "-", "+1", "\t", "a\nb", "＝", "\ufeff"])
)
LABELS = st.builds(
    Label,
    annotator=st.from_regex(r"[A-Za-z0-9_äé]([A-Za-z0-9_ .@+-]{0,9}[A-Za-z0-9_])?", fullmatch=True),
    at=st.datetimes(timezones=st.just(UTC)),
    task=NAMES.filter(bool),
    generator=NAMES.filter(bool),
    repeat=st.integers(1, 2**40),
    step=NAMES.filter(bool),
    index=st.integers(1, 99),
    value=st.sampled_from(["pass", "fail", "unsure", "withdrawn"]),
    note=NAMES,
    seconds=st.floats(0, 1e9),
    evidence_sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    assertion_sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
)


@settings(max_examples=40)
@given(st.lists(LABELS, max_size=3))
def test_to_a_file_and_back_nothing_is_lost(labels: list[Label]) -> None:
    assert from_csv(as_csv(labels)) == labels
    assert from_jsonl(as_jsonl(labels)) == labels
    table = as_csv(labels)
    assert as_csv(from_csv(table)) == table


@settings(max_examples=40)
@given(LABELS)
def test_no_cell_is_a_formula(one: Label) -> None:
    import csv
    import io

    _, row = csv.reader(io.StringIO(as_csv([one]), newline=""))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_import_adds_what_is_new(run: Path, tmp_path: Path, form: str, make_counter: Any) -> None:
    say(run, "ada", "pass", "fail", "unsure")
    say(run, "bob", "pass")
    file = tmp_path / f"labels.{form}"
    file.write_text(export_labels(run, form), newline="")
    other = stored_run(tmp_path / "other", make_counter)
    known = known_questions(other)
    LabelStore(other, "bob").add(*LabelStore(run, "bob").history())
    found = import_labels(file, other, known)
    assert (found.added, found.known, found.stale, found.annotators) == (3, 1, 0, ("ada", "bob"))
    assert export_labels(other, form) == export_labels(run, form)
    assert import_labels(file, other, known).added == 0
    assert export_labels(other, form) == export_labels(run, form)
    # A label that was given before the one that is there does not take its place.
    older = label(questions(run)[0], "ada", "fail", minute=-5)
    file.write_text(as_csv([older]) if form == "csv" else as_jsonl([older]), newline="")
    assert import_labels(file, other, known).added == 1
    assert agreement(other, annotators=["ada"]).annotators[0].passed == 1
    stranger = questions(run)[0]
    foreign = label(stranger, "ada", "pass").model_copy(update={"evidence_sha256": "0" * 64})
    file.write_text(as_csv([foreign]) if form == "csv" else as_jsonl([foreign]), newline="")
    with pytest.raises(InputError, match="no label in it is of a step of"):
        import_labels(file, other, known)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "annotator,at\nada,now\n", "a.csv:1: no column 'task'"),
        ("a.jsonl", '{"annotator": "ada"}\n', "a.jsonl:1: at: "),
        ("a.jsonl", "\n\nnonsense\n", "a.jsonl:3: the line: "),
        ("a.csv", "", "a.csv:0: no column 'annotator'|a.csv:1: no column 'annotator'"),
        ("a.jsonl", "", "holds no labels"),
        ("a.jsonl", None, "cannot be read: No such file"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_written(
    run: Path, tmp_path: Path, name: str, text: str | None, message: str
) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_text(text)
    with pytest.raises(InputError, match=message):
        import_labels(file, run, known_questions(run))
    good = label(questions(run)[0], "ada", "pass")
    bad = as_jsonl([good]) + as_jsonl([good]).replace('"pass"', '"passed"')
    file.write_text(bad)
    with pytest.raises(InputError):
        import_labels(file, run, known_questions(run))
    assert not (run / "labels").exists()


def test_a_name_can_only_be_a_file_s() -> None:
    for name in ("ada", "Çem Öz", "a.b@c-d_e+f"):
        assert check_annotator(name) == name
    for name in ("", "..", ".ada", "a/b", "a\\b", "ada ", "a\n", "x" * 65, "Majority"):
        with pytest.raises(InputError, match="--as"):
            check_annotator(name)
    with pytest.raises(ValidationError):
        Label.model_validate({"annotator": "../x"})


def test_a_line_that_was_cut_off_costs_no_other_label(run: Path) -> None:
    say(run, "ada", "pass")
    path = run / "labels" / "ada.jsonl"
    path.write_bytes(path.read_bytes() + b'{"annot')
    store = LabelStore(run, "ada")
    store.add(label(questions(run)[1], "ada", "fail"))
    with pytest.raises(InputError, match=r"ada\.jsonl:2: .*remove the line"):
        store.history()
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[2]]) + "\n")
    assert [one.value for one in store.history()] == ["pass", "fail"]
    (run / "labels" / "bob.jsonl").write_bytes(path.read_bytes())
    with pytest.raises(InputError, match="holds a label by 'ada'"):
        LabelStore(run, "bob").history()
