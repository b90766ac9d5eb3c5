"""From labelled steps to a calibration: what is counted where, and what always holds."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.calibration.cases import Case, Origin, cases_of
from judge.calibration.measure import calibrate, calibration
from judge.calibration.model import Estimate, Group, Part, Rate
from judge.config import SplitConfig
from judge.results import EpisodeResult, RunResult, StepInfo
from rubrics.verdict import Finding, Outcome, Verdict
from tasks.errors import InputError
from tasks.evidence import Evidence, ProbeEvidence, Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.store import EvidenceWriter, PictureStore

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ORIGINS: tuple[Origin, ...] = ("reference", "equivalent", "cosmetic", "mutant", "adversary")


def case(variant: str, index: int, truth: str, value: str, **fields: object) -> Case:
    plain = Case(
        task="shop",
        variant=variant,
        repeat=1,
        step=f"step-{index}",
        index=index,
        action="click",
        criteria=(),
        origin="mutant",
        operator=None,
        split="tuning",
        truth="pass",
        value="pass",
        confidence=None,
        reason="",
    )
    return replace(plain, truth=truth, value=value, **fields)  # type: ignore[arg-type]


def mutant(variant: str, *values: str, **fields: object) -> list[Case]:
    """A mutant that must fail at its last step."""
    truths = ["pass"] * (len(values) - 1) + ["fail"]
    pairs = zip(truths, values, strict=True)
    return [case(variant, index, truth, value, **fields) for index, (truth, value) in enumerate(pairs, 1)]


def page(variant: str, *values: str, origin: Origin = "equivalent") -> list[Case]:
    return [case(variant, index, "pass", value, origin=origin) for index, value in enumerate(values, 1)]


def shares(rate: Rate) -> tuple[int, int]:
    return rate.hits, rate.total


def test_what_counts_where() -> None:
    part = calibrate(
        [
            *mutant("caught", "pass", "pass", "fail"),
            *mutant("missed", "pass", "pass"),
            *mutant("too-soon", "fail", "fail"),
            *mutant("open", "unknown", "fail"),
            *mutant("missed-anyway", "unknown", "pass"),
            *page("same", "pass", "pass", "pass"),
            *page("other", "pass", "fail", "unknown"),
            *page("in-doubt", "pass", "unknown", origin="cosmetic"),
            *page("reference", "pass", origin="reference"),
            case("echo", 1, "fail", "fail", origin="adversary"),
        ]
    )
    assert (part.variants, part.tasks, part.positives, part.negatives) == (10, 1, 6, 15)
    assert part.unknown == 4
    assert part.prevalence == pytest.approx(6 / 21)
    assert part.confusion == {
        "fail": {"pass": 2, "fail": 4, "unknown": 0},
        "pass": {"pass": 9, "fail": 2, "unknown": 4},
    }
    assert shares(part.sensitivity) == (4, 6)
    assert shares(part.exact) == (1, 4)  # caught; of `open` nobody knows
    assert part.exact_unknown == 1
    assert shares(part.specificity) == (6, 7)
    assert shares(part.specificity_before) == (3, 4)
    assert shares(part.pages_passed) == (2, 3)
    assert part.pages_unknown == 1
    assert [(one.key, one.positives, one.negatives) for one in part.by_operator] == [
        ("by hand", 5, 14),
        ("echo", 1, 0),
        ("reference", 0, 1),
    ]


def test_groups_by_what_their_cases_share() -> None:
    cases = [
        *mutant("a", "pass", "fail", operator="off_by_one", criteria=("count", "text_appears")),
        *mutant("b", "pass", operator="swap_image", task="mail", action="drag", criteria=("count",)),
    ]
    part = calibrate(cases)
    assert [(one.key, shares(one.sensitivity), shares(one.specificity)) for one in part.by_criterion] == [
        ("count", (1, 2), (1, 1)),
        ("text_appears", (1, 1), (1, 1)),
    ]
    assert [one.key for one in part.by_action] == ["click", "drag"]
    assert [one.key for one in part.by_task] == ["mail", "shop"]
    assert [one.key for one in part.by_operator] == ["off_by_one", "swap_image"]
    assert part.by_task[0].kappa is None  # one class only
    assert part.by_task[1].kappa is not None


def test_confidence_is_turned_into_the_probability_of_a_pass() -> None:
    part = calibrate(
        [
            case("a", 1, "fail", "fail", confidence=0.9),  # P(pass) .1
            case("a", 2, "pass", "pass", confidence=0.8),
            case("a", 3, "pass", "fail", confidence=0.6),  # .4
            case("a", 4, "pass", "unknown", confidence=0.6),
            case("a", 5, "pass", "pass"),
        ]
    )
    assert part.confident == 3
    assert part.brier.value == pytest.approx((0.1**2 + 0.2**2 + 0.6**2) / 3)
    assert [(one.low, one.count, one.accuracy.hits) for one in part.reliability] == [
        (0.1, 1, 0),
        (0.4, 1, 1),
        (0.8, 1, 1),
    ]
    assert part.ece == pytest.approx((0.1 + 0.6 + 0.2) / 3)


def test_a_judge_without_a_miss_is_not_known_to_be_perfect() -> None:
    cases = [one for n in range(20) for one in mutant(f"m-{n}", "pass", "fail", task=f"task-{n % 4}")]
    part = calibrate(cases)
    assert part.kappa.value == 1.0
    assert part.mcc.value == 1.0
    for low in (part.kappa.low, part.mcc.low, part.sensitivity.low):
        assert 0.3 < low < 0.9


def test_nothing_measured() -> None:
    part = calibrate([])
    assert part.sensitivity == Rate(hits=0, total=0, value=None, low=0.0, high=1.0)
    assert part.kappa == Estimate(value=None, low=-1.0, high=1.0)
    assert (part.prevalence, part.ece, part.reliability, part.by_task) == (None, None, (), ())


cases = st.lists(
    st.builds(
        Case,
        task=st.sampled_from(["a", "b", "c", "d"]),
        variant=st.sampled_from(["x", "y", "z"]),
        repeat=st.integers(1, 2),
        step=st.sampled_from(["first", "second"]),
        index=st.integers(1, 4),
        action=st.sampled_from(["click", "type"]),
        criteria=st.sampled_from([(), ("count",), ("count", "order")]),
        origin=st.sampled_from(ORIGINS),
        operator=st.sampled_from([None, "off_by_one"]),
        split=st.just("test"),
        truth=st.sampled_from(["pass", "fail"]),
        value=st.sampled_from(["pass", "fail", "unknown"]),
        confidence=st.none() | st.floats(0, 1),
        reason=st.just(""),
    ),
    max_size=40,
)


def rates_of(part: Part) -> list[Rate]:
    own = [getattr(part, name) for name in Part.model_fields if isinstance(getattr(part, name), Rate)]
    grouped = [rate for one in groups_of(part) for rate in (one.sensitivity, one.specificity)]
    return [*own, *grouped, *(one.accuracy for one in part.reliability)]


def groups_of(part: Part) -> list[Group]:
    return [*part.by_criterion, *part.by_action, *part.by_task, *part.by_operator]


@settings(max_examples=40, deadline=None)
@given(cases)
def test_every_interval_holds_its_value(given_cases: list[Case]) -> None:
    part = calibrate(given_cases)
    for rate in rates_of(part):
        assert 0 <= rate.hits <= rate.total
        assert 0 <= rate.low <= rate.high <= 1
        assert (rate.value is None) == (rate.total == 0)
        assert rate.value is None or rate.low <= rate.value <= rate.high
    for least, estimates in ((-1, [part.kappa, part.mcc]), (0, [part.brier])):
        for one in estimates:
            assert least <= one.low <= one.high <= 1
            assert one.value is None or one.low <= one.value <= one.high
    for group in groups_of(part):
        known = group.sensitivity.total + group.specificity.total
        assert known + group.unknown == group.positives + group.negatives
    assert sum(sum(row.values()) for row in part.confusion.values()) == len(given_cases)
    for one_each in (part.by_action, part.by_task, part.by_operator):
        assert sum(one.positives + one.negatives for one in one_each) == len(given_cases)


@settings(max_examples=20, deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter(given_cases: list[Case], rng: random.Random) -> None:
    shuffled = list(given_cases)
    rng.shuffle(shuffled)
    assert calibrate(shuffled).model_dump_json() == calibrate(given_cases).model_dump_json()


# From a stored run: the counter of three pages by hand, one derived, and adversaries.

LABELS = """variants:
  - {id: again, kind: equivalent, about: The same again}
  - id: stuck
    kind: mutant
    about: It never greets
    fault: dead_listener
    first_fail: greet
    edits: [{find: "<title>", replace: "<title >"}]
"""
DERIVED = """variants:
  - id: off-by-one-1
    kind: mutant
    operator: off_by_one
    about: It counts from 1
    fault: off_by_one
    first_fail: add
    edits: [{find: "<title>", replace: "<title >"}]
  - id: text-1
    kind: cosmetic
    operator: change_text
    about: The title reads otherwise
    first_differs: initial
    edits: [{find: "<title>", replace: "<title >"}]
"""


@pytest.fixture
def task(tmp_path: Path, make_counter: Callable[..., Path]) -> Path:
    folder = make_counter(tmp_path)
    variants = folder / "variants"
    (variants / "again").mkdir(parents=True)
    (variants / "again" / "index.html").write_text("<title>Counter</title>")
    (variants / "labels.yaml").write_text(LABELS)
    (variants / "derived.yaml").write_text(DERIVED)
    return folder


def episode(task: Path, generator: str, expected: str | None, *outcomes: Outcome) -> EpisodeResult:
    steps = ("add", "greet")
    return EpisodeResult(
        episode=f"counter--{generator}--1",
        task="counter",
        title="Counter",
        task_folder=task,
        generator=generator,
        expected=expected,
        steps=tuple(StepInfo(id=step, action=f"do {step}") for step in steps),
        score=None,
        verdicts=tuple(
            Verdict(
                step=steps[index],
                index=index + 1,
                judge="operator" if outcome == "infeasible" else "evidence",
                outcome=outcome,
                reason=f"It is {outcome}.",
                findings=(Finding(criterion="text_appears: Hello", value="pass", reason="Seen."),)
                if outcome == "passed"
                else (),
            )
            for index, outcome in enumerate(outcomes)
        ),
        seconds=0.0,
        failure=None if outcomes else "the browser is gone",
    )


def run_of(*episodes: EpisodeResult) -> RunResult:
    return RunResult(name="stored", created=NOW, episodes=episodes, summaries=())


def labelled(task: Path) -> RunResult:
    return run_of(
        episode(task, "reference", "pass", "passed", "passed"),
        episode(task, "again", "pass", "passed", "judge_error"),
        episode(task, "stuck", "greet", "passed", "infeasible"),
        episode(task, "off-by-one-1", "add", "assertion_false", "passed"),
        episode(task, "text-1", "pass"),
        episode(task, "first_frame", "add", "infeasible", "infeasible"),
        episode(task, "somebody", None, "passed", "passed"),
    )


def test_labels_say_what_is_right(task: Path) -> None:
    found = cases_of(labelled(task), SplitConfig())
    assert [(one.variant, one.step, one.origin, one.truth, one.value, one.split) for one in found] == [
        ("reference", "add", "reference", "pass", "pass", "tuning"),
        ("reference", "greet", "reference", "pass", "pass", "tuning"),
        ("again", "add", "equivalent", "pass", "pass", "tuning"),
        ("again", "greet", "equivalent", "pass", "unknown", "tuning"),
        ("stuck", "add", "mutant", "pass", "pass", "tuning"),
        ("stuck", "greet", "mutant", "fail", "fail", "tuning"),
        ("off-by-one-1", "add", "mutant", "fail", "fail", "test"),
        ("text-1", "add", "cosmetic", "pass", "unknown", "test"),
        ("text-1", "greet", "cosmetic", "pass", "unknown", "test"),
        ("first_frame", "add", "adversary", "fail", "fail", "tuning"),
    ]
    assert {one.action for one in found} == {"click", "type"}
    assert {one.criteria for one in found} == {("text_appears",)}
    assert found[6].operator == "off_by_one"
    assert found[7].reason == "the browser is gone"


@pytest.mark.parametrize(("mark", "split"), [("seen: true", "tuning"), ("ambiguous: true", "test")])
def test_marks_of_a_derived_page(task: Path, mark: str, split: str) -> None:
    """What was seen is no test any more; what is ambiguous stays one, and is known as such."""
    path = task / "variants" / "derived.yaml"
    path.write_text(path.read_text().replace("- id: off-by-one-1\n", f"- id: off-by-one-1\n    {mark}\n"))
    result = run_of(*(one for one in labelled(task).episodes if one.generator != "first_frame"))
    [case] = [one for one in cases_of(result, SplitConfig()) if one.variant == "off-by-one-1"]
    assert (case.split, case.ambiguous) == (split, mark.startswith("ambiguous"))
    measured = calibration(result, task, SplitConfig())
    assert measured.test is not None
    assert measured.test.exact.total == int(case.ambiguous)
    assert (measured.sure.exact.total if measured.sure else None) == (0 if case.ambiguous else None)


@pytest.mark.parametrize(
    ("tasks", "operators", "tuning"),
    [
        (("counter",), (), set()),
        ((), ("off_by_one", "change_text"), set()),
        (("counter",), ("off_by_one",), {"off-by-one-1"}),
        (("counter", "other"), ("change_text", "off_by_one"), {"off-by-one-1", "text-1"}),
    ],
)
def test_a_derived_page_is_tuning_where_its_task_and_operator_are(
    task: Path, tasks: tuple[str, ...], operators: tuple[str, ...], tuning: set[str]
) -> None:
    found = cases_of(labelled(task), SplitConfig(tasks=tasks, operators=operators))
    derived = {one.variant for one in found if one.operator and one.split == "tuning"}
    assert derived == tuning
    assert all(one.split == "tuning" for one in found if one.operator is None)


def test_a_task_whose_steps_have_changed_is_refused(task: Path) -> None:
    path = task / "task.yaml"
    path.write_text(path.read_text().replace("id: greet", "id: welcome"))
    for labels in (task / "variants").glob("*.yaml"):
        labels.unlink()
    with pytest.raises(InputError, match=r"task\.yaml: its steps are not those of the run any more"):
        cases_of(labelled(task), SplitConfig())


def snapshot(pictures: PictureStore, said: str) -> Snapshot:
    return Snapshot(
        picture=pictures.put(said.encode()),
        url="/",
        words=tuple(
            Word(text=text, box=Box(9, 9 + 20 * n, 50, 16), line=n) for n, text in enumerate(said.split())
        ),
    )


def adversary_run(run_dir: Path, task: Path) -> RunResult:
    """An adversary that shows the first step's outcome at a probe already."""
    pictures = PictureStore(run_dir / "pictures")
    writer = EvidenceWriter(run_dir / "episodes" / "counter--echo--1", pictures)
    before, after = snapshot(pictures, "Count 0"), snapshot(pictures, "Count 1")
    writer.start(
        Evidence(task="counter", generator="echo", page_sha256="0", viewport=(640, 360), initial=before)
    )
    probe = ProbeEvidence(probe="Click at a dead point", after=after)
    for index, (step, action) in enumerate((("add", "click"), ("greet", "type")), start=1):
        probes = (probe,) if index == 1 else ()
        writer.add(
            StepEvidence(
                step=step,
                index=index,
                action=action,
                status="performed",
                probes=probes,
                before=after,
                after=after,
            )
        )
    return run_of(
        episode(task, "echo", "add", "passed", "assertion_false"),
        episode(task, "stuck", "greet", "passed", "passed"),
        episode(task, "off-by-one-1", "add", "assertion_false"),
    )


def test_adversaries_are_scored_by_both_profiles(task: Path, tmp_path: Path) -> None:
    result = calibration(adversary_run(tmp_path / "run", task), tmp_path / "run", SplitConfig())
    [echo] = result.adversaries
    assert (echo.task, echo.adversary, echo.ifs) == ("counter", "echo", {"iwr": 0.5, "strict": 0.0})
    assert echo.why.startswith("add: pass: It is passed; in strict it fails by causality (Click at a dead")
    assert "it brings text: 1" in echo.why


def test_damaged_evidence_of_an_adversary_costs_its_own_row(task: Path, tmp_path: Path) -> None:
    run = adversary_run(tmp_path / "run", task)
    [path] = (tmp_path / "run" / "episodes").glob("*echo*/evidence.jsonl.gz")
    path.write_bytes(b"{")
    result = calibration(run, tmp_path / "run", SplitConfig())
    [echo] = result.adversaries
    assert echo.ifs == {"iwr": None, "strict": None}
    assert "evidence.jsonl.gz: damaged: " in echo.why
    assert result.all.variants == 3


def test_a_calibration_keeps_the_splits_apart_and_lists_each_miss(task: Path, tmp_path: Path) -> None:
    run = adversary_run(tmp_path / "run", task)
    result = calibration(run, tmp_path / "run", SplitConfig())
    assert (result.judge, result.all.variants) == ("evidence", 3)
    assert result.tuning is not None
    assert result.test is not None
    assert (shares(result.tuning.sensitivity), shares(result.test.sensitivity)) == ((0, 2), (1, 1))
    assert [(one.variant, one.step, one.truth, one.value, one.split) for one in result.misses] == [
        ("echo", "add", "fail", "pass", "tuning"),
        ("stuck", "greet", "fail", "pass", "tuning"),
    ]
    again = calibration(run, tmp_path / "run", SplitConfig())
    assert json.dumps(again.model_dump(mode="json")) == json.dumps(result.model_dump(mode="json"))
    everything = SplitConfig(tasks=("counter",), operators=("off_by_one",))
    assert calibration(run, tmp_path / "run", everything).test is None


def test_a_run_without_labels_is_refused(task: Path, tmp_path: Path) -> None:
    unlabelled = run_of(episode(task, "somebody", None, "passed", "passed"))
    with pytest.raises(InputError, match="no page with a label"):
        calibration(unlabelled, tmp_path, SplitConfig())
