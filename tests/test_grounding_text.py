"""Normal forms of text: what a reader sets aside and what not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.text import essence, is_cross, is_symbol, numbers, only_words, plain, words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  It’s\u00a0“Ready” – now ", 'it\'s "ready" - now'),
        ("−5 ‐ ‑", "-5 - -"),
        ("ＡＢＣ", "abc"),
        ("ﬁle", "file"),
        ("Straße", "strasse"),
        ("cafe\u0301", "café"),
        ("Über\nuns", "über uns"),
    ],
)
def test_plain_sets_aside_what_a_reader_does_not_see(text: str, read: str) -> None:
    assert plain(text) == read


@pytest.mark.parametrize(
    ("one", "other"),
    [("x²", "x₂"), ("x²", "x2"), ("½", "1/2"), ("①", "1"), ("A↑", "A↓"), ("café", "cafe"), ("50 %", "50")],
)
def test_what_a_reader_tells_apart_stays_apart(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@given(st.text(max_size=40))
def test_plain_is_the_same_done_twice(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain(f"  {text}\n") == plain(text)
    assert only_words(plain(text)) == only_words(text)


@given(st.text(max_size=40))
def test_words_are_what_only_words_joins(text: str) -> None:
    assert " ".join(words(text)) == only_words(text)
    assert all(word.strip() == word != "" for word in words(text))


def test_words_leave_out_what_stands_between_them() -> None:
    assert only_words("€89 · Add_to-Cart!") == "89 add to cart"
    assert words("Don’t send") == ("don't", "send")
    assert words("→ ×") == ()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Save.", "save"),
        ("Email (required)", "email"),
        ("Inbox (12)", "inbox"),
        ("Go to the cart", "cart"),
        ("Next →", "next"),
        ("+ Add row", "add row"),
        ("🔍 Search", "search"),
        ("Save button", "save"),
        ("Loading…", "loading"),
        # Nothing would be left of these.
        ("The", "the"),
        ("Button", "button"),
    ],
)
def test_essence_drops_what_only_decorates(text: str, rest: str) -> None:
    assert essence(text) == rest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("App.js ×", "App.js"),
        ("A↑", "A↓"),
        ("A↑", "A"),
        ("Save as", "Save"),
        ("Task 1", "Task 10"),
        ("- 5", "5"),
        ("Button group", "Group"),
        ("Inbox (old)", "Inbox"),
    ],
)
def test_essence_keeps_what_makes_another_thing(one: str, other: str) -> None:
    assert essence(one) != essence(other)


@given(st.lists(st.sampled_from(["Save", "the", "→", "row", "(2)", "4", "×", "link"]), max_size=6))
def test_essence_has_no_words_that_the_text_has_not(parts: list[str]) -> None:
    text = " ".join(parts)
    assert set(words(essence(text))) <= set(words(text))


def test_numbers_are_the_runs_of_digits() -> None:
    assert numbers("Row 12 of 300") == ["12", "300"]
    assert numbers("none") == []


@pytest.mark.parametrize(
    ("text", "symbol", "cross"),
    [
        ("×", True, True),
        ("✖\ufe0f", True, True),
        (" ✕ ", True, True),
        ("+", True, False),
        ("→", True, False),
        ("x", False, False),
        ("× 2", False, False),
        ("", False, False),
        (" ", False, False),
    ],
)
def test_signs(text: str, symbol: bool, cross: bool) -> None:
    assert is_symbol(text) is symbol
    assert is_cross(text) is cross
