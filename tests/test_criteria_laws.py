"""What holds for all texts, numbers and combinations."""

from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrics.criteria import Criterion
from rubrics.criteria.registry import parse_criterion
from rubrics.layout import lines_of, passages_of, reading_order
from rubrics.numbers import numbers
from rubrics.scene import StepScene
from rubrics.text import normalise, phrase
from rubrics.verdict import Finding, Value
from tasks.evidence import Snapshot, StepEvidence, Word
from tasks.geometry import Box

BLANK = Snapshot(picture="none", url="http://candidate.test/")
STEP = StepEvidence(step="s", index=1, action="click", status="performed", before=BLANK, after=BLANK)


SCENE = StepScene.of(STEP, (1280, 720), lambda key: Path(f"no-such-folder/{key}.png"))


class Says(Criterion):
    """Says what it is told to."""

    shorthand = "what"
    what: Value

    def check(self, scene: StepScene) -> Finding:
        if self.what == "unknown":
            raise RuntimeError("broken")
        return self.finding(self.what, f"{self.what}.")


def said(data: object) -> Value:
    return parse_criterion(data).find(SCENE).value


def says(value: Value) -> dict[str, Value]:
    return {f"{__name__}.Says": value}


VALUES: tuple[Value, ...] = ("pass", "fail", "unknown")
values = st.lists(st.sampled_from(VALUES), min_size=1, max_size=5)


@given(values)
def test_all_of_and_any_of_are_dual(parts: list[Value]) -> None:
    every = said({"all_of": [says(value) for value in parts]})
    some = said({"not": {"any_of": [{"not": says(value)} for value in parts]}})
    assert every == some
    assert every == ("fail" if "fail" in parts else "unknown" if "unknown" in parts else "pass")


@given(values, st.randoms(use_true_random=False))
def test_the_order_of_parts_does_not_matter(parts: list[Value], random: Random) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)
    for name in ("all_of", "any_of"):
        assert said({name: [says(v) for v in parts]}) == said({name: [says(v) for v in shuffled]})


@pytest.mark.parametrize(("first", "second"), [*product(VALUES, VALUES)])
def test_any_of(first: Value, second: Value) -> None:
    both = {first, second}
    expected = "pass" if "pass" in both else "unknown" if "unknown" in both else "fail"
    assert said({"any_of": [says(first), says(second)]}) == expected


def test_not_keeps_unknown() -> None:
    assert [said({"not": says(value)}) for value in VALUES] == ["fail", "pass", "unknown"]


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20))
def test_a_text_is_found_in_itself_whatever_its_case(text: str) -> None:
    for written in (text, text.upper(), f"  {text}\u00a0"):
        assert phrase(text).search(normalise(written))


@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_are_read_back(value: int) -> None:
    for text in (f"{value}", f"{value:,}", f"costs {value:,} now", f"€{abs(value):,}"):
        (number,) = numbers(text)
        assert number.value == (abs(value) if text.startswith("€") else value)


@given(st.integers(0, 10**8))
def test_prices_are_read_back_in_both_notations(cents: int) -> None:
    english = f"{cents / 100:,.2f}"
    continental = english.replace(",", " ").replace(".", ",").replace(" ", ".")
    for text in (english, continental):
        (number,) = numbers(f"{text} €")
        assert number.value == pytest.approx(cents / 100)


@pytest.mark.parametrize(
    ("text", "expected"), [("B2", []), ("3/5", [3, 5]), ("3-5", [3, 5]), ("2026-03-02", [2026, 3, 2])]
)
def test_what_is_a_number(text: str, expected: list[float]) -> None:
    assert [number.value for number in numbers(text)] == expected


boxes = st.builds(
    Box,
    st.integers(0, 1000).map(float),
    st.integers(0, 600).map(float),
    st.just(40.0),
    st.integers(10, 30).map(float),
)


@given(st.lists(boxes, max_size=12))
def test_every_line_is_in_exactly_one_passage(places: list[Box]) -> None:
    lines = lines_of(Word(text=f"w{i}", box=box, line=i) for i, box in enumerate(places))
    seen = [line for passage in passages_of(lines) for row in passage.rows for line in row]
    assert sorted(line.text for line in seen) == sorted(line.text for line in lines)
    assert sum(len(passage.find("w")) for passage in passages_of(lines)) == len(lines)


@given(st.lists(boxes, max_size=12))
def test_reading_goes_down_in_a_column(places: list[Box]) -> None:
    order = reading_order(places)
    for (a, box), (b, other) in product(zip(order, places, strict=True), repeat=2):
        if box.bottom < other.y:
            assert a < b
