"""The protocol's formulas, their bounds, and what a run comes to."""

from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from judge.results import (
    EpisodeResult,
    RunResult,
    StepInfo,
    expectation_met,
    read_results,
    summarise,
    write_results,
)
from judge.score import Score, score
from judge.similarity import Measure, Similarity
from rubrics.profile import Profile, load_profile
from rubrics.verdict import Outcome, Verdict
from tasks.errors import InputError

IWR = load_profile("iwr")
NO_STOP = IWR.model_copy(update={"stop_at_first_failure": False})
OUTCOMES: dict[str, Outcome] = {"p": "passed", "f": "assertion_false", "?": "model_error"}


def ids(pattern: str) -> list[str]:
    return [f"s{index}" for index in range(1, len(pattern) + 1)]


def verdicts(pattern: str) -> list[Verdict]:
    """'pf?' is a passed, a failed and an unknown step; '-' is a step that nobody judged."""
    return [
        Verdict(step=f"s{index}", index=index, judge="test", outcome=OUTCOMES[letter], reason="")
        for index, letter in enumerate(pattern, 1)
        if letter != "-"
    ]


def look(index: int, text: float, structure: float, high: float) -> Similarity:
    return Similarity(
        step=f"s{index}" if index else "initial",
        index=index,
        picture="0" * 64,
        text=Measure(name="ocr", value=text),
        structure=Measure(name="dino", value=structure),
        high_level=Measure(name="vlm", value=high),
    )


def alike(index: int, value: float) -> Similarity:
    return look(index, value, value, value)


def run(pattern: str, looks: dict[int, float], visual: tuple[int, ...] = (), profile: Profile = IWR) -> Score:
    similarities = [alike(index, value) for index, value in looks.items()]
    return score(ids(pattern), verdicts(pattern), similarities, [f"s{i}" for i in visual], profile)


# The formulas


def test_worked_example() -> None:
    """Four steps, three pass, the fourth fails; steps 1, 3 and 4 are visual."""
    similarities = [look(0, 1.0, 0.8, 0.9), look(1, 0.6, 0.8, 0.5), look(3, 0.2, 0.4, 0.1), alike(4, 1.0)]
    result = score(ids("pppf"), verdicts("pppf"), similarities, {"s1", "s3", "s4"}, IWR)
    assert result.ifs == 0.75
    assert result.lfs == pytest.approx((0.9 + 0.7 + 0.3) / 3)
    assert result.hfs == pytest.approx((0.9 + 0.5 + 0.1) / 3)
    assert result.vfs == pytest.approx((1.9 / 3 + 0.5) / 2)
    assert result.final == pytest.approx(0.7 * 0.75 + 0.3 * (1.9 / 3 + 0.5) / 2)
    assert result.vfs_all == pytest.approx(0.75 * (1.9 / 3 + 0.5) / 2)
    assert (result.visual_reached, result.visual_total, result.visual_missing) == (3, 4, 0)
    assert (result.first_failed, result.first_unknown, result.complete) == ("s4", None, True)
    assert result.measures.text == ("ocr",)


def test_success_stops_at_the_first_failure_but_the_pass_rate_does_not() -> None:
    result = run("pfpp", {0: 1.0, 3: 1.0}, visual=(3,))
    assert (result.ifs, result.step_pass_rate, result.passed) == (0.25, 0.75, 3)
    assert (result.visual_reached, result.visual_total) == (1, 2)
    assert result.vfs == 1.0
    assert result.vfs_all == 0.5


def test_unflagged_steps_do_not_shift_the_pairing() -> None:
    similarities = [alike(3, 0.2), alike(0, 1.0), alike(1, 0.9)]  # neither in order nor all flagged
    result = score(ids("ppp"), list(reversed(verdicts("ppp"))), similarities, ["s3"], IWR)
    assert result.vfs == pytest.approx(0.6)


def test_low_level_is_the_similarity_s_own_under_the_paper_s_profile() -> None:
    similarity = look(0, 0.3, 0.8, 0.5)
    assert score(["s1"], verdicts("f"), [similarity], [], IWR).lfs == pytest.approx(similarity.low)


def test_page_that_could_not_be_opened_scores_nothing_and_completely() -> None:
    failed = [
        Verdict(step=step, index=index, judge="test", outcome="page_failed", reason="")
        for index, step in enumerate(ids("..."), 1)
    ]
    result = score(ids("..."), failed, [], ["s2"], IWR, page_opened=False)
    assert (result.ifs, result.vfs, result.final, result.vfs_all) == (0.0, 0.0, 0.0, 0.0)
    assert (result.complete, result.visual_reached) == (True, 0)


def test_mixed_measures_are_all_named() -> None:
    other = alike(1, 1.0).model_copy(update={"text": Measure(name="tesseract", value=1.0)})
    result = score(["s1"], verdicts("p"), [alike(0, 1.0), other], ["s1"], IWR)
    assert result.measures.text == ("ocr", "tesseract")


@pytest.mark.parametrize(
    ("verdict_list", "similarity_list", "visual", "opened"),
    [
        (verdicts("pp") + verdicts("p"), [], [], True),
        ([verdicts("pp")[1].model_copy(update={"index": 1})], [], [], True),
        ([], [alike(1, 1.0).model_copy(update={"index": 2})], [], True),
        ([], [alike(0, 1.0), alike(0, 1.0)], [], True),
        ([], [alike(1, 1.0).model_copy(update={"index": 0})], [], True),
        ([], [], ["elsewhere"], True),
        (verdicts("pf"), [], [], False),
        (verdicts("ff"), [alike(0, 1.0)], [], False),
    ],
    ids=[
        "two-verdicts", "verdict-of-neighbour", "checkpoint-of-neighbour", "compared-twice",
        "step-as-initial", "foreign-visual", "passed-unopened", "looked-at-unopened",
    ],
)  # fmt: skip
def test_contradictions_are_errors(
    verdict_list: list[Verdict], similarity_list: list[Similarity], visual: list[str], opened: bool
) -> None:
    with pytest.raises(ValueError, match=r"step|compared|page"):
        score(ids("pp"), verdict_list, similarity_list, visual, IWR, page_opened=opened)


# What is unknown


def test_unknown_step_widens_the_bounds_and_is_never_a_pass() -> None:
    result = run("p?pf", {0: 1.0, 3: 0.0}, visual=(3,))
    assert (result.ifs, result.ifs_bounds.low, result.ifs_bounds.high) == (0.25, 0.25, 0.75)
    assert (result.vfs, result.vfs_bounds.low, result.vfs_bounds.high) == (1.0, 0.5, 1.0)
    # Passing step 2 would have gained steps and lost looks: Final is bounded jointly, not part by part.
    assert result.final_bounds.low == pytest.approx(0.7 * 0.25 + 0.3)
    assert result.final_bounds.high == pytest.approx(0.7 * 0.75 + 0.3 * 0.5)
    assert (result.complete, result.unknown, result.first_unknown) == (False, 1, "s2")


def test_step_without_a_verdict_is_unknown() -> None:
    assert run("p-", {0: 1.0}).model_dump() == run("p?", {0: 1.0}).model_dump()


def test_unknown_after_the_first_failure_changes_nothing() -> None:
    assert run("pf?", {0: 0.5}).complete


def test_missing_comparison_is_left_out_and_widens_the_bounds() -> None:
    result = run("pp", {0: 0.4}, visual=(2,))
    assert result.vfs == pytest.approx(0.4)
    assert (result.visual_missing, result.complete) == (1, False)
    assert result.vfs_bounds.low == pytest.approx(0.2)
    assert result.vfs_bounds.high == pytest.approx(0.7)


def test_without_any_comparison_there_is_no_visual_score() -> None:
    result = run("pp", {})
    assert (result.ifs, result.vfs, result.final, result.vfs_all) == (1.0, None, None, None)
    assert (result.final_bounds.low, result.final_bounds.high) == (0.7, 1.0)


PATTERNS = st.text("pf?", min_size=1, max_size=6)
VALUES = st.floats(0.0, 1.0)


@st.composite
def episodes(draw: st.DrawFn) -> tuple[str, dict[int, float], tuple[int, ...]]:
    pattern = draw(PATTERNS)
    visual = draw(st.sets(st.integers(1, len(pattern))))
    compared = draw(st.sets(st.sampled_from([0, *visual])))
    return pattern, {index: draw(VALUES) for index in sorted(compared)}, tuple(sorted(visual))


PROFILES = st.sampled_from([IWR, NO_STOP])


@given(episodes(), PROFILES)
def test_bounds_hold_the_value(
    episode: tuple[str, dict[int, float], tuple[int, ...]], profile: Profile
) -> None:
    result = run(*episode, profile=profile)
    for value, bounds in (
        (result.ifs, result.ifs_bounds),
        (result.vfs, result.vfs_bounds),
        (result.final, result.final_bounds),
    ):
        assert 0.0 <= bounds.low <= bounds.high <= 1.0
        assert value is None or bounds.low <= value <= bounds.high
    assert result.ifs == result.ifs_bounds.low
    if result.vfs is not None and result.vfs_all is not None:
        assert result.vfs_all <= result.vfs


@given(episodes(), PROFILES)
@example(("??", {0: 0.5, 1: 0.0, 2: 1.0}, (1, 2)), NO_STOP)
@example(("??", {0: 0.5, 1: 1.0, 2: 0.0}, (1, 2)), NO_STOP)
def test_bounds_are_the_extremes_of_all_that_could_have_been(
    episode: tuple[str, dict[int, float], tuple[int, ...]], profile: Profile
) -> None:
    pattern, looks, visual = episode
    missing = [index for index in (0, *visual) if index not in looks]
    result = run(pattern, looks, visual, profile)
    possible = [
        run(known, looks | dict.fromkeys(missing, fill), visual, profile)
        for known in map("".join, product(*("pf" if letter == "?" else letter for letter in pattern)))
        for fill in (0.0, 1.0)
    ]
    assert all(item.complete for item in possible)
    for name in ("ifs", "vfs", "final"):
        values = [getattr(item, name) for item in possible]
        bounds = getattr(result, f"{name}_bounds")
        assert bounds.low == pytest.approx(min(values), abs=1e-12)
        assert bounds.high == pytest.approx(max(values), abs=1e-12)


@given(PATTERNS, st.data(), PROFILES)
def test_adding_failures_never_raises_ifs(pattern: str, data: st.DataObject, profile: Profile) -> None:
    where = data.draw(st.integers(0, len(pattern) - 1))
    worse = pattern[:where] + "f" + pattern[where + 1 :]
    assert run(worse, {0: 1.0}, profile=profile).ifs <= run(pattern, {0: 1.0}, profile=profile).ifs
    assert run(worse, {0: 1.0}).ifs_bounds.high <= run(pattern, {0: 1.0}).ifs_bounds.high


# Results


def episode(
    pattern: str,
    *,
    task: str = "todo",
    generator: str = "g",
    repeat: int = 1,
    expected: str | None = None,
    looks: dict[int, float] | None = None,
    unscored: bool = False,
) -> EpisodeResult:
    return EpisodeResult(
        episode=f"{task}--{generator}--{repeat}",
        task=task,
        title="A list of things to do",
        task_folder=Path("tasks/suite") / task,
        generator=generator,
        repeat=repeat,
        expected=expected,
        steps=tuple(StepInfo(id=step, action="click") for step in ids(pattern)),
        score=None if unscored else run(pattern, {0: 1.0} if looks is None else looks),
        verdicts=() if unscored else tuple(verdicts(pattern)),
        seconds=1.5,
        failure="no browser" if unscored else None,
    )


@pytest.mark.parametrize(
    ("pattern", "expected", "met"),
    [
        ("ppp", "pass", True),
        ("ppf", "pass", False),
        ("p?f", "pass", False),
        ("p?p", "pass", None),
        ("pfp", "s2", True),
        ("pf?", "s2", True),
        ("ppf", "s2", False),
        ("fff", "s2", False),
        ("?fp", "s2", None),
        ("?pf", "s2", False),
        ("p?f", "s2", None),
        ("ppp", "s2", False),
        ("ppp", None, None),
    ],
)
def test_expectation(pattern: str, expected: str | None, met: bool | None) -> None:
    result = episode(pattern, expected=expected)
    assert expectation_met(result) is met
    if met and expected != "pass":
        assert result.score is not None
        assert result.score.first_failed == expected


def test_expectation_of_an_unscored_episode_is_open() -> None:
    assert expectation_met(episode("pp", expected="pass", unscored=True)) is None


def test_expected_step_has_to_be_one() -> None:
    with pytest.raises(ValueError, match="neither 'pass' nor a step: s1, s2"):
        episode("pp", expected="s3")


@pytest.mark.parametrize("name", ["../evil", "a/b", "a\\b", ".hidden", ""])
def test_episode_name_stays_in_its_folder(name: str) -> None:
    with pytest.raises(ValueError, match="episode"):
        EpisodeResult.model_validate(episode("p").model_dump() | {"episode": name})


def test_means_are_over_tasks_and_repeats_come_first() -> None:
    results = [
        episode("pp", task="a", repeat=1),
        episode("pf", task="a", repeat=2),
        episode("ff", task="a", repeat=3),
        episode("pp", task="b"),
        episode("p", task="b", generator="other"),
    ]
    first, second = summarise(results)
    assert (first.generator, first.tasks, first.episodes) == ("g", 2, 4)
    assert first.ifs == pytest.approx((0.5 + 1.0) / 2)
    assert first.final == pytest.approx(0.7 * 0.75 + 0.3)
    assert first.complete
    assert (second.generator, second.ifs) == ("other", 1.0)


def test_what_is_missing_widens_a_mean() -> None:
    (summary,) = summarise([episode("ff", task="a"), episode("pp", task="b", unscored=True)])
    assert (summary.ifs, summary.unscored, summary.complete) == (0.0, 1, False)
    assert (summary.ifs_bounds.low, summary.ifs_bounds.high) == (0.0, 0.5)
    (nothing,) = summarise([episode("pp", unscored=True)])
    assert (nothing.ifs, nothing.final) == (None, None)
    assert (nothing.ifs_bounds.low, nothing.ifs_bounds.high) == (0.0, 1.0)


@given(st.lists(st.tuples(PATTERNS, st.sampled_from("abc"), st.booleans(), st.booleans()), min_size=1))
def test_mean_lies_within_its_bounds(drawn: list[tuple[str, str, bool, bool]]) -> None:
    results = [
        episode(pattern, task=task, unscored=unscored, looks={0: 0.3} if seen else {})
        for pattern, task, unscored, seen in drawn
    ]
    (summary,) = summarise(results)
    for value, bounds in (
        (summary.ifs, summary.ifs_bounds),
        (summary.vfs, summary.vfs_bounds),
        (summary.final, summary.final_bounds),
    ):
        assert 0.0 <= bounds.low <= bounds.high <= 1.0
        assert value is None or bounds.low <= value <= bounds.high


def test_results_file_is_read_back_and_has_the_same_bytes_twice(tmp_path: Path) -> None:
    results = (episode("p?f", expected="s3"), episode("pp", task="b", unscored=True))
    whole = RunResult(
        name="r", created=datetime(2026, 3, 2, tzinfo=UTC), episodes=results, summaries=summarise(results)
    )
    first = write_results(tmp_path, whole).read_bytes()
    again = read_results(tmp_path)
    assert again == whole
    assert write_results(tmp_path, again).read_bytes() == first


def test_damaged_results_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"results\.json: No such file"):
        read_results(tmp_path)
    (tmp_path / "results.json").write_text('{"name": 3}')
    with pytest.raises(InputError, match=r"results\.json: name: "):
        read_results(tmp_path)
