"""Profiles: what ships, one's own, and that every one of them keeps the promises of a score."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from judge.causality import Causality
from judge.gates import gates_of
from judge.probes import probed
from judge.score import Score, score
from judge.similarity import Measure, Similarity
from rubrics.profile import Profile, known_profiles, load_profile
from rubrics.scene import StepScene
from rubrics.verdict import Finding, Outcome, Value, Verdict
from rubrics.weighted import WeightedCriterion
from tasks.errors import InputError
from tasks.evidence import Event, Evidence, ProbeEvidence, Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.store import PictureStore
from tasks.yamlfile import Strict, load_yaml

IWR, STEPS, STRICT, WEIGHTED, PARTIAL = map(load_profile, ("iwr", "steps", "strict", "weighted", "partial"))
MIXED = PARTIAL.model_copy(
    update={
        "name": "mixed",
        "step_weights": True,
        "gates": ("causality",),
        "alpha": 0.4,
        "low": 0.2,
        "high": 0.8,
    }
)
OUTCOMES: dict[str, Outcome] = {"p": "passed", "f": "assertion_false", "?": "model_error"}
VALUES: dict[str, Value] = {"p": "pass", "f": "fail", "?": "unknown"}
GATE = "causality"


@dataclass(frozen=True)
class Case:
    """An episode in short. A step is a string of findings ('pf?': one holds, one fails, one is unknown) or,
    with a dot before it, a verdict that rests on none ('.p')."""

    steps: tuple[str, ...]
    looks: Mapping[int, float]
    visual: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()
    gated: tuple[int, ...] | None = ()
    """None: nobody has looked at the gate."""

    def verdict(self, index: int) -> Verdict:
        step = self.steps[index - 1]
        letters = step.removeprefix(".")
        decided = next(letter for letter in "f?p" if letter in letters)
        findings = tuple(
            Finding(criterion=f"c{place}", value=VALUES[letter], reason="", weight=float(place))
            for place, letter in enumerate(letters, 1)
        )
        return Verdict(
            step=f"s{index}", index=index, judge="test", outcome=OUTCOMES[decided], reason="",
            findings=() if step.startswith(".") else findings,
        )  # fmt: skip

    def score(self, profile: Profile) -> Score:
        ids = [f"s{index}" for index in range(1, len(self.steps) + 1)]
        gates: dict[str, list[str]] = {gate: [f"s{i}" for i in self.gated or ()] for gate in profile.gates}
        return score(
            ids,
            [self.verdict(index) for index in range(1, len(ids) + 1)],
            [alike(index, value) for index, value in self.looks.items()],
            [f"s{index}" for index in self.visual],
            profile,
            weights=dict(zip(ids, self.weights, strict=False)),
            gates={} if self.gated is None else gates,
        )


def alike(index: int, value: float) -> Similarity:
    measure = Measure(name="m", value=value)
    return Similarity(
        step=f"s{index}" if index else "initial", index=index, picture="0" * 64,
        text=measure, structure=measure, high_level=measure,
    )  # fmt: skip


# What ships


def test_the_profiles_that_ship_differ_in_just_what_they_say() -> None:
    assert known_profiles() == ["iwr", "partial", "steps", "strict", "weighted"]
    iwr = IWR.model_dump()
    assert (IWR.alpha, IWR.low, IWR.text, IWR.version) == (0.7, 0.5, 0.5, 1)
    differences = {
        name: {k: v for k, v in load_profile(name).model_dump().items() if v != iwr[k] and k != "name"}
        for name in known_profiles()
    }
    assert differences == {
        "iwr": {},
        "steps": {"stop_at_first_failure": False},
        "strict": {"version": 2, "gates": ("console_errors", "page_errors", "causality")},
        "weighted": {"step_weights": True},
        "partial": {"stop_at_first_failure": False, "partial": True},
    }


def test_one_episode_under_every_profile() -> None:
    """The second step meets 1 and 2 of the weights 1, 2, 3; the fourth has only a claim that is denied."""
    case = Case((".p", "ppf", ".p", ".f"), {0: 1.0}, weights=(2, 1, 4, 1), gated=(1,))
    expected = {
        "iwr": 1 / 4,
        "steps": 2 / 4,
        "strict": 0 / 4,
        "weighted": 2 / 8,
        "partial": (1 + 3 / 6 + 1 + 0) / 4,
    }
    assert {name: case.score(load_profile(name)).ifs for name in expected} == pytest.approx(expected)


def test_strict_says_which_steps_a_gate_fails() -> None:
    result = Case((".p", ".p", ".p"), {0: 1.0, 2: 1.0}, visual=(2,), gated=(2,)).score(STRICT)
    assert result.gated == {"s2": ("console_errors", "page_errors", "causality")}
    assert result.ifs == pytest.approx(1 / 3)
    assert (result.passed, result.failed, result.first_failed) == (2, 1, "s2")
    assert (result.complete, result.visual_reached) == (True, 1)


def test_a_gate_that_nobody_looked_at_leaves_no_pass_standing() -> None:
    result = Case((".p", ".p"), {0: 1.0}, gated=None).score(STRICT)
    assert (result.ifs, result.unknown, result.first_unknown) == (0.0, 2, "s1")
    assert (result.ifs_bounds.low, result.ifs_bounds.high, result.complete) == (0.0, 1.0, False)


def test_partial_credit_of_what_is_unknown_is_bounded() -> None:
    """Weights 1, 2, 3: the first holds, the second is unknown; the third fails or is unknown."""
    failed = Case(("p?f",), {0: 1.0}).score(PARTIAL).ifs_bounds
    assert (failed.low, failed.high) == pytest.approx((1 / 6, 3 / 6))
    open_ = Case(("p??",), {0: 1.0}).score(PARTIAL)
    assert (open_.ifs, open_.ifs_bounds.high) == pytest.approx((1 / 6, 1.0))


def test_partial_credit_with_the_stop_ends_with_the_step_that_fails() -> None:
    stop = PARTIAL.model_copy(update={"stop_at_first_failure": True})
    result = Case((".p", "pf", ".p"), {0: 1.0}).score(stop)
    assert result.ifs == pytest.approx((1 + 1 / 3) / 3)
    assert [item.credit for item in result.credits] == pytest.approx([1.0, 1 / 3, 0.0])


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_weights_of_steps_are_positive_numbers(weight: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        Case((".p", ".p"), {}, weights=(1.0, weight)).score(WEIGHTED)


def test_weights_and_gates_of_foreign_steps_are_errors() -> None:
    for extra in ({"weights": {"s2": 1.0}}, {"gates": {"console_errors": ["s2"]}}):
        with pytest.raises(ValueError, match=r"steps that the trajectory does not have: \['s2'\]"):
            score(["s1"], [], [], [], WEIGHTED, **extra)


# What holds for every profile

SHIPPED = st.sampled_from([IWR, STEPS, STRICT, WEIGHTED, PARTIAL, MIXED])


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any profile there could be."""
    shares: dict[str, Any] = {}
    for first, second in (("text", "structure"), ("low", "high")):
        shares[first] = draw(st.floats(0.0, 1.0))
        shares[second] = 1.0 - shares[first]
    return Profile(
        name="any",
        version=1,
        stop_at_first_failure=draw(st.booleans()),
        step_weights=draw(st.booleans()),
        partial=draw(st.booleans()),
        gates=draw(st.sampled_from([(), (GATE,)])),
        alpha=draw(st.floats(0.0, 1.0)),
        **shares,
    )


ANY = st.one_of(SHIPPED, profiles())
STEP = st.one_of(st.sampled_from([".p", ".f", ".?"]), st.text("pf?", min_size=1, max_size=3))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    steps = draw(st.lists(STEP, min_size=1, max_size=4))
    visual = draw(st.sets(st.integers(1, len(steps))))
    compared = draw(st.sets(st.sampled_from([0, *visual])))
    weight = st.floats(0.01, 100.0)
    return Case(
        tuple(steps),
        {index: draw(st.floats(0.0, 1.0)) for index in sorted(compared)},
        tuple(sorted(visual)),
        tuple(draw(st.lists(weight, min_size=len(steps), max_size=len(steps)))),
        draw(
            st.one_of(st.none(), st.sets(st.integers(1, len(steps))).map(lambda found: tuple(sorted(found))))
        ),
    )


def outcomes(case: Case, profile: Profile) -> list[Score]:
    """The scores of all ways in which what is unknown could turn out."""
    missing = [index for index in (0, *case.visual) if index not in case.looks]
    ways = [["".join(way) for way in product(*("pf" if c == "?" else c for c in s))] for s in case.steps]
    count = len(case.steps)
    subsets = [tuple(i for i in range(1, count + 1) if bits >> i & 1) for bits in range(0, 2 << count, 2)]
    gated = [case.gated] if case.gated is not None else subsets if profile.gates else [()]
    return [
        Case(steps, dict(case.looks) | dict.fromkeys(missing, fill), case.visual, case.weights, gate).score(
            profile
        )
        for steps in product(*ways)
        for gate in gated
        for fill in (0.0, 1.0)
    ]


@given(cases(), ANY)
@example(Case((".?",) * 3, {0: 1.0, 1: 0.0, 2: 0.1, 3: 0.2}, (1, 2, 3), (5.0, 0.1, 5.0)), MIXED)
@example(Case((".?",) * 3, {0: 1.0, 1: 0.6, 2: 0.5, 3: 0.4}, (1, 2, 3), (0.1, 10.0, 0.1)), MIXED)
@example(Case(("p??", "pf?", ".?"), {0: 0.5, 1: 1.0}, (1, 3), (1.0, 2.0, 3.0), None), MIXED)
def test_bounds_are_the_extremes_of_all_that_could_have_been(case: Case, profile: Profile) -> None:
    result, possible = case.score(profile), outcomes(case, profile)
    assert all(one.complete for one in possible)
    for name in ("ifs", "vfs", "final"):
        values = [getattr(one, name) for one in possible]
        bounds = getattr(result, f"{name}_bounds")
        assert (bounds.low, bounds.high) == pytest.approx((min(values), max(values)), abs=1e-9)


@given(cases(), ANY)
def test_every_score_keeps_its_promises(case: Case, profile: Profile) -> None:
    result = case.score(profile)
    for value, bounds in (
        (result.ifs, result.ifs_bounds),
        (result.vfs, result.vfs_bounds),
        (result.final, result.final_bounds),
    ):
        assert 0.0 <= bounds.low <= bounds.high <= 1.0
        assert value is None or bounds.low <= value <= bounds.high
    assert result.ifs == result.ifs_bounds.low
    assert sum(item.weight for item in result.credits) == pytest.approx(1.0)
    assert sum(item.weight * item.credit for item in result.credits) == pytest.approx(result.ifs)
    assert result.passed + result.failed + result.unknown == result.steps == len(result.credits)


BETTER = {"f": "?p", "?": "p", "p": ""}


@given(cases(), ANY, st.data())
def test_what_turns_out_better_never_lowers_ifs(case: Case, profile: Profile, data: st.DataObject) -> None:
    """Also one criterion at a time, also an unknown that becomes a pass, also a gate that holds after all."""
    places = [(i, j) for i, step in enumerate(case.steps) for j, c in enumerate(step) if BETTER.get(c)]
    gated = case.gated
    if places:
        i, j = data.draw(st.sampled_from(places))
        letter = data.draw(st.sampled_from(BETTER[case.steps[i][j]]))
        steps = (*case.steps[:i], case.steps[i][:j] + letter + case.steps[i][j + 1 :], *case.steps[i + 1 :])
    else:
        steps, gated = case.steps, () if case.gated is None else case.gated[1:]
    better = Case(steps, case.looks, case.visual, case.weights, gated).score(profile)
    worse = case.score(profile)
    assert better.ifs_bounds.high >= worse.ifs_bounds.high
    assert better.ifs >= worse.ifs


@given(cases(), st.floats(0.001, 1000.0))
def test_only_the_ratio_of_weights_matters(case: Case, factor: float) -> None:
    scaled = Case(case.steps, case.looks, case.visual, tuple(w * factor for w in case.weights), case.gated)
    assert scaled.score(MIXED).ifs == pytest.approx(case.score(MIXED).ifs)


@given(cases())
def test_iwr_and_steps_are_counted_by_hand(case: Case) -> None:
    """The paper's IFS in a few lines of its own, and that weights, gates and criteria don't touch it."""
    values = [case.verdict(index).value for index in range(1, len(case.steps) + 1)]
    first = next((index for index, value in enumerate(values) if value != "pass"), len(values))
    assert case.score(IWR).ifs == first / len(values)
    assert case.score(STEPS).ifs == values.count("pass") / len(values)
    reached = [0, *(index for index in case.visual if index <= first)]
    if all(index in case.looks for index in reached):
        assert case.score(IWR).lfs == fmean(0.5 * case.looks[i] + 0.5 * case.looks[i] for i in reached)


# Gates


def test_gates_are_read_from_the_events_of_each_step() -> None:
    def step(index: int, *kinds: str) -> StepEvidence:
        events = tuple(Event.model_validate({"kind": kind, "text": "x"}) for kind in kinds)
        return StepEvidence(step=f"s{index}", index=index, action="click", status="performed", events=events)

    evidence = Evidence(
        task="t", generator="g", page_sha256="0" * 64, viewport=(1, 1),
        initial=Snapshot(picture="0", url="/"),
        events=(Event(kind="console_error", text="while it loads"),),
        steps=(step(1), step(2, "dialog", "console_error"), step(3, "page_error", "console_error")),
    )  # fmt: skip
    logged = {"console_errors": ("s2", "s3"), "page_errors": ("s3",)}
    assert gates_of(evidence, Causality()) == {**logged, "causality": ()}
    assert gates_of(evidence, None) == logged
    assert set(STRICT.gates) <= set(gates_of(evidence, Causality()))


@pytest.mark.parametrize(
    ("before", "after", "reacts"),
    [
        (("Cart", "0"), ("Cart", "0"), False),
        (("Cart", "0"), ("Cart", "1"), True),
        (("Cart", "Saved"), ("Cart",), False),  # a toast may end meanwhile
        (("Cart", "1"), ("1", "Cart"), False),
        (("1",), ("1", "1"), True),
    ],
)
def test_a_step_is_not_caused_where_a_probe_brought_text(
    before: tuple[str, ...], after: tuple[str, ...], reacts: bool
) -> None:
    def page(texts: tuple[str, ...], url: str = "/") -> Snapshot:
        words = tuple(Word(text=text, box=Box(0, 20 * i, 40, 16), line=i) for i, text in enumerate(texts))
        return Snapshot(picture="0", url=url, words=words)

    def gated(brought: Snapshot) -> tuple[str, ...]:
        probes = (ProbeEvidence(probe="press F9", after=brought),)
        first = StepEvidence(step="a", index=1, action="click", status="performed", after=page(before))
        second = StepEvidence(step="b", index=2, action="click", status="performed", probes=probes)
        evidence = Evidence(
            task="t",
            generator="g",
            page_sha256="0" * 64,
            viewport=(1, 1),
            initial=None,
            steps=(first, second),
        )
        return gates_of(evidence, Causality.of(probed(evidence, PictureStore(Path("none")))))["causality"]

    assert gated(page(after)) == (("b",) if reacts else ())
    assert gated(page(before, "/elsewhere")) == ("b",)


# Weights of criteria


class Checklist(Strict):
    criteria: tuple[WeightedCriterion, ...]


def test_a_criterion_s_weight_stands_beside_it_and_reaches_the_finding(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(
        "criteria:\n"
        "  - {text_appears: Oslo, weight: 3}\n"
        "  - any_of: [no_errors: true]\n    weight: 0.5\n"
        "  - text_appears: {text: Oslo, exact: true}\n"
    )
    read = load_yaml(path, Checklist)
    assert [one.worth for one in read.criteria] == [3.0, 0.5, 1.0]
    assert [one.finding(True, "").weight for one in read.criteria] == [3.0, 0.5, 1.0]
    assert read.criteria[0].line() == "text_appears: Oslo"
    assert read.model_dump()["criteria"][0] == {"text_appears": "Oslo", "weight": 3.0}
    assert "weight" not in read.model_dump()["criteria"][2]
    assert TypeAdapter(Checklist).validate_json(read.model_dump_json()) == read


def test_findings_carry_the_weight_also_where_a_criterion_could_not_be_checked() -> None:
    (criterion,) = Checklist.model_validate({"criteria": ({"text_appears": "Oslo", "weight": 2},)}).criteria
    empty = Snapshot(picture="0", url="/", painted=())
    scene = StepScene.of(
        StepEvidence(step="s", index=1, action="a", status="performed", before=empty, after=empty),
        (1280, 720), lambda key: Path(key), lambda key: (),
    )  # fmt: skip
    assert (criterion.find(scene).value, criterion.find(scene).weight) == ("fail", 2.0)


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("{text_appears: Oslo, weight: 0}", "weight: 0 is not a positive number"),
        ("{text_appears: Oslo, weight: .inf}", "weight: inf is not"),
        ("{text_appears: Oslo, weight: 'two'}", "weight: 'two' is not"),
        ("{text_appears: Oslo, weight: true}", "weight: True is not"),
        ("{weight: 2}", "unknown criterion 'weight'"),
        ("all_of: [{text_appears: Oslo, weight: 2}]", "is not a criterion"),
    ],
)
def test_wrong_weights_of_criteria_are_named(tmp_path: Path, item: str, problem: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(f"criteria:\n  - {item}\n")
    with pytest.raises(InputError, match=problem):
        load_yaml(path, Checklist)


# A profile of one's own

OWN = """\
name: mine
version: 2
stop_at_first_failure: true
text: 0.5
structure: 0.5
low: 1
high: 0
alpha: 0.5
"""


def test_own_profile_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.yaml").write_text(OWN)
    mine = load_profile(tmp_path / "mine.yaml")
    assert (mine.version, mine.alpha, mine.gates, mine.partial, mine.step_weights) == (
        2,
        0.5,
        (),
        False,
        False,
    )
    monkeypatch.chdir(tmp_path)
    assert load_profile("mine.yaml") == mine


@pytest.mark.parametrize("name", ["iwx", "../iwr", "", "mine"])
def test_unknown_profile_lists_the_known(name: str) -> None:
    with pytest.raises(InputError, match="known: iwr, partial, steps, strict, weighted"):
        load_profile(name)


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("iwr.yaml", "name: mine", "name: iwr", "is a profile that ships; rename"),
        ("mine.yaml", "name: mine", "name: other", "'other' is not the file's name; write 'mine'"),
        ("mine.yaml", "low: 1", "low: 0.9", r"low \+ high is 0\.9"),
        ("mine.yaml", "alpha: 0.5", "alpha: 1.5", "alpha"),
        ("mine.yaml", "alpha: 0.5", "alpha: 0.5\ngates: [console_errors, console_errors]", "named twice"),
        ("mine.yaml", "alpha: 0.5", "alpha: 0.5\ngates: [console]", "gates.0: .*console_errors"),
        ("mine.yaml", "alpha: 0.5", "alpha: 0.5\npartail: true", "did you mean 'partial'"),
    ],
)
def test_wrong_profiles_are_named_in_one_line(
    tmp_path: Path, file: str, old: str, new: str, problem: str
) -> None:
    (tmp_path / file).write_text(OWN.replace(old, new))
    with pytest.raises(InputError, match=problem) as caught:
        load_profile(tmp_path / file)
    assert "\n" not in str(caught.value)


def test_missing_file_of_a_profile_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml: no such file"):
        load_profile("nowhere.yaml")
