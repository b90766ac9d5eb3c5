"""Text similarity: the paper's formula, and the one that does not depend on order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.visual.text import lines_of, ocr_levenshtein, ocr_lines, reading
from tasks.evidence import Word
from tasks.geometry import Box

texts = st.text(alphabet="abcAB 12", max_size=20)
pages = st.lists(texts, max_size=6)


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        ("", "", 1.0),
        ("", "x", 0.0),
        ("Sign IN", "sign in", 1.0),
        ("kitten", "sitting", 1 - 3 / 7),
        ("abc", "xyz", 0.0),
    ],
)
def test_the_papers_formula(a: str, b: str, value: float) -> None:
    assert ocr_levenshtein(a, b).value == pytest.approx(value)
    assert ocr_levenshtein(a, b).name == "ocr-levenshtein"


@given(texts, texts)
def test_levenshtein_is_a_symmetric_share(a: str, b: str) -> None:
    value = ocr_levenshtein(a, b).value
    assert value == ocr_levenshtein(b, a).value
    assert (value == 1.0) == (a.lower() == b.lower())


@given(pages, pages, st.randoms(use_true_random=False))
def test_lines_are_compared_whatever_their_order(a: list[str], b: list[str], chance: random.Random) -> None:
    value = ocr_lines(a, b).value
    assert value == ocr_lines(b, a).value
    shuffled = chance.sample(a, len(a))
    assert ocr_lines(a, shuffled).value == 1.0
    assert ocr_lines(shuffled, b).value == pytest.approx(value)


def test_columns_in_another_order_cost_the_papers_measure_and_not_the_other() -> None:
    a, b = ["Home", "Flights to Oslo", "Help"], ["Flights to Oslo", "Home", "Help"]
    assert ocr_lines(a, b).value == 1.0
    assert ocr_levenshtein(" ".join(a), " ".join(b)).value < 0.7


def test_a_missing_line_costs_its_length() -> None:
    assert ocr_lines(["aaaa", "bb"], ["aaaa"]).value == pytest.approx(8 / 10)


def test_words_make_lines() -> None:
    words = [
        Word(text="Sign", box=Box(0, 0, 10, 5), line=0),
        Word(text="in", box=Box(12, 1, 6, 5), line=0),
        Word(text="Help", box=Box(0, 20, 10, 5), line=1),
    ]
    assert [line.text for line in lines_of(words)] == ["Sign in", "Help"]
    assert lines_of(words)[0].box == Box(0, 0, 18, 6)
    assert reading(words) == "Sign in Help"
    assert lines_of([]) == ()
