"""Two judgements side by side."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.calibration.statistics import cohens_kappa
from judge.compare import VALUES, agreement, compare
from judge.results import EpisodeResult, RunResult, StepInfo, summarise
from judge.score import score
from judge.similarity import Measure, Similarity
from rubrics.profile import load_profile
from rubrics.verdict import Outcome, Value, Verdict
from tasks.errors import InputError

OUTCOMES: dict[str, Outcome] = {"p": "passed", "f": "assertion_false", "u": "judge_error"}
PAIRS = st.lists(st.tuples(st.sampled_from(["pass", "fail"]), st.sampled_from(["pass", "fail"])), min_size=1)


def judged(said: str, generator: str = "page", judge: str = "evidence", repeat: int = 1) -> EpisodeResult:
    steps = [f"s{index}" for index in range(1, len(said) + 1)]
    verdicts = tuple(
        Verdict(step=step, index=index, judge=judge, outcome=OUTCOMES[char], reason=f"{judge} said {char}")
        for index, (step, char) in enumerate(zip(steps, said, strict=True), start=1)
    )
    measure = Measure(name="m", value=0.5)
    looks = Similarity(
        step="initial", index=0, picture="0", text=measure, structure=measure, high_level=measure
    )
    return EpisodeResult(
        episode=f"task--{generator}--{repeat}",
        task="task",
        title="A task",
        task_folder=Path("task"),
        generator=generator,
        repeat=repeat,
        steps=tuple(StepInfo(id=step, action="does it") for step in steps),
        score=score(steps, verdicts, [looks], [], load_profile("iwr")),
        verdicts=verdicts,
        similarities=(looks,),
        seconds=0.0,
    )


def run(*episodes: EpisodeResult) -> RunResult:
    return RunResult(
        name="run",
        created=datetime(2026, 3, 2, tzinfo=UTC),
        episodes=episodes,
        summaries=summarise(episodes),
    )


def test_what_moved_and_what_that_did() -> None:
    a = run(judged("ppff"), judged("pppp", "other"), judged("pp", "gone"))
    b = run(judged("pfpf", judge="vlm"), judged("pppp", "other", "vlm"), judged("ff", "new"))
    found = compare(a, b, ("first", "vlm"))
    assert (found.episodes, found.only_a, found.only_b) == (2, 1, 1)
    assert [(one.step, one.a.value, one.b.value) for one in found.moved] == [
        ("s2", "pass", "fail"),
        ("s3", "fail", "pass"),
    ]
    assert (found.moved[0].a.reason, found.moved[0].b.reason) == ("evidence said p", "vlm said f")
    [change] = found.changed
    assert (change.generator, change.ifs.a, change.ifs.b) == ("page", 0.5, 0.25)
    assert change.vfs.a == change.vfs.b == 0.5
    page, other = found.generators
    assert (page.generator, page.moved, page.ifs.a, page.ifs.b) == ("page", 2, 0.5, 0.25)
    assert (other.moved, other.ifs.moved) == (0, False)
    table = found.agreement.table
    assert (table["pass"]["fail"], table["fail"]["pass"], table["pass"]["pass"]) == (1, 1, 5)


def test_what_the_operator_could_not_do_is_no_agreement() -> None:
    operators = judged("ff", judge="operator").verdicts
    judges = judged("pf", judge="evidence").verdicts
    found = agreement([*zip(operators, operators, strict=True), *zip(judges, judges, strict=True)])
    assert (found.steps, found.decided, found.agree, found.kappa) == (2, 2, 1.0, 1.0)


def test_the_unknown_is_counted_and_decides_nothing() -> None:
    found = agreement(list(zip(judged("pfu").verdicts, judged("puf", judge="vlm").verdicts, strict=True)))
    assert (found.steps, found.decided, found.agree, found.kappa) == (3, 1, 1.0, None)
    assert (found.table["fail"]["unknown"], found.table["unknown"]["fail"]) == (1, 1)


def kappa_of(pairs: list[tuple[Value, Value]]) -> float | None:
    return cohens_kappa([[pairs.count((x, y)) for y in VALUES] for x in VALUES])


def test_kappa_of_a_textbook() -> None:
    # 50 applications, two readers: both yes 20, both no 15, yes/no 5, no/yes 10: p_o 0.7, p_e 0.5.
    counts: dict[tuple[Value, Value], int] = {
        ("pass", "pass"): 20,
        ("fail", "fail"): 15,
        ("pass", "fail"): 5,
        ("fail", "pass"): 10,
    }
    both = [pair for pair, count in counts.items() for _ in range(count)]
    assert kappa_of(both) == pytest.approx(0.4)


@given(PAIRS)
def test_kappa_is_fair(pairs: list[tuple[Value, Value]]) -> None:
    kappa = kappa_of(pairs)
    assert kappa == kappa_of([(y, x) for x, y in pairs]) == kappa_of(pairs[::-1])
    assert kappa is None or -1.0 <= kappa <= 1.0
    same = kappa_of([(x, x) for x, _ in pairs])
    assert same == (1.0 if len({x for x, _ in pairs}) > 1 else None)


def test_what_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="in common"):
        compare(run(judged("p")), run(judged("p", "other")), ("a", "b"))
    with pytest.raises(InputError, match="other steps"):
        compare(run(judged("p")), run(judged("pp")), ("a", "b"))
