"""How an element is called, beside what is asked for."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.operator.grounding.elements import Element
from agents.operator.grounding.names import NOTHING, Level, fit, match, opposite, same_sign
from agents.operator.grounding.text import plain
from tasks.geometry import Box

NAMES = st.text(st.sampled_from("aBc1 2²₂×↑.()-é"), max_size=12)


@pytest.mark.parametrize(
    ("wanted", "name", "level"),
    [
        ("Save", "SAVE", Level.EXACT),
        ("Don’t send", "Don't  send", Level.EXACT),
        ("Inbox", "Inbox (12)", Level.ESSENCE),
        ("Next", "Next →", Level.ESSENCE),
        ("Add row", "+ Add row", Level.ESSENCE),
        ("Cart", "Go to the cart", Level.ESSENCE),
        ("Email", "Email (required)", Level.ESSENCE),
        ("Save", "Save as", Level.INSIDE),
        ("Cart", "Cart 3", Level.INSIDE),
        ("Search flights", "Search", Level.PART),
        ("Delete", "Delte", Level.LIKE),
        ("Subscribe", "Subscrbie", Level.LIKE),
        ("Save", "Saved", Level.LIKE),
        ("Save", "Cancel", Level.NONE),
        ("Task 1", "Task 10", Level.NONE),
        ("Item 12", "Item 13", Level.NONE),
        ("Delete", "Select", Level.NONE),
        ("Send", "Bend", Level.NONE),
        ("Row 4", "Row", Level.NONE),
        ("Save", "", Level.NONE),
    ],
)
def test_how_closely_a_name_fits(wanted: str, name: str, level: Level) -> None:
    assert fit(wanted, name).level is level


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Increase indent", "Decrease indent"),
        ("Subscribe", "Unsubscribe"),
        ("Send", "Don't send"),
        ("Show all", "Hide all"),
        ("Sign in", "Sign out"),
        ("Undo", "Redo"),
        ("Mark as read", "Mark as unread"),
        ("Sort ascending", "Sort descending"),
        ("View", "Review"),
        ("x²", "x₂"),
        ("A↑", "A↓"),
        ("A↑", "A"),
        ("App.js ×", "App.js"),
        ("+", "−"),
        ("×", "→"),
        ("C++", "C"),
        ("Accept cookies", "Reject cookies"),
    ],
)
def test_another_thing_is_not_called_so(wanted: str, name: str) -> None:
    assert fit(wanted, name) == NOTHING
    assert fit(name, wanted).level < Level.ESSENCE


@pytest.mark.parametrize(
    ("wanted", "name"), [("All", "Show all"), ("View", "View all"), ("Open", "Open file")]
)
def test_a_name_within_another_is_less_than_a_name(wanted: str, name: str) -> None:
    assert fit(wanted, name).level is Level.INSIDE
    assert fit(wanted, wanted) > fit(wanted, name)


@pytest.mark.parametrize(("wanted", "name"), [("✕", "×"), ("+", "➕"), ("☰", "≡"), ("⚙", "⚙️")])
def test_two_signs_may_draw_the_same(wanted: str, name: str) -> None:
    assert same_sign(wanted, name)
    assert fit(wanted, name).level is Level.ESSENCE


def test_a_sign_is_not_a_text_that_holds_it() -> None:
    assert not same_sign("×", "× Remove")
    assert fit("×", "App.js ×") == NOTHING


@given(NAMES, st.sampled_from(["", " ", "\n"]))
def test_equal_texts_are_exact(text: str, space: str) -> None:
    assert fit(text, f"{space}{text.upper()}{space}").level is Level.EXACT


@given(NAMES, NAMES)
def test_only_equal_texts_are_exact(wanted: str, name: str) -> None:
    found = fit(wanted, name)
    assert (found.level is Level.EXACT) == (plain(wanted) == plain(name))
    assert 0 <= found.share <= 1
    assert (found.share > 0) == (found.level > Level.NONE)


@given(NAMES, NAMES)
def test_no_name_is_better_than_the_same_text(wanted: str, name: str) -> None:
    assume(plain(wanted) != plain(name))
    assert fit(wanted, name) < fit(wanted, wanted)


@given(
    st.sampled_from(["Save", "Add", "row 4", "All", "Show more"]), st.sampled_from(["!", "…", " (3)", " →"])
)
def test_decoration_does_not_make_another_name(name: str, more: str) -> None:
    assert fit(name, name + more).level is Level.ESSENCE


SAID = ["show", "hide", "all", "no", "undo", "redo", "in", "out", "save", "unsave", "not"]
WORDS = st.lists(st.sampled_from(SAID), max_size=3)


@given(WORDS, WORDS)
def test_opposites_are_opposite_to_each_other(one: list[str], other: list[str]) -> None:
    assert opposite(one, other) == opposite(other, one)
    assert not opposite(one, one)


def element(*names: str, role: str = "button", **more: object) -> Element:
    return Element(role=role, names=names, box=Box(0, 0, 80, 24), **more)  # type: ignore[arg-type]


def test_the_best_of_several_names_counts() -> None:
    found = match("Save", element("Save as", "Save", "Saved"))
    assert found.level is Level.EXACT
    assert found.text == "Save"
    assert found.own
    assert match("Save", element()) == NOTHING


def test_a_caption_counts_where_there_is_no_name() -> None:
    found = match("Sort by", element(captions=("Sort by",)))
    assert found.level is Level.EXACT
    assert not found.own
    assert match("Sort by", element("Newest", captions=("Sort by",))) == NOTHING


@pytest.mark.parametrize("more", [{"role": "textbox"}, {"role": "combobox"}, {"editable": True}])
def test_a_caption_counts_beside_a_fields_name(more: dict[str, object]) -> None:
    field = element("you@example.com", captions=("Email",), **more)  # type: ignore[arg-type]
    assert match("Email", field).level is Level.EXACT
    assert match("you@example.com", field).own


def test_a_caption_counts_at_what_shows_a_value_where_one_is_looked_for() -> None:
    shows = element("Newest", captions=("Sort by",))
    assert match("Sort by", shows, holds=True).level is Level.EXACT


def test_what_a_field_holds_is_a_name_only_as_a_whole() -> None:
    field = element(role="textbox", value="Oslo")
    assert match("Oslo", field).level is Level.EXACT
    assert not match("Oslo", field).own
    assert match("Oslo", element(role="textbox", value="Oslo Central")) == NOTHING


def test_an_own_name_goes_before_a_caption() -> None:
    own, beside = element("Email", role="textbox"), element(role="textbox", captions=("Email",))
    assert match("Email", own) > match("Email", beside)


def test_of_two_arrows_each_points_its_own_way() -> None:
    for one, other in (("↑", "↓"), ("→", "←"), ("›", "‹"), ("▲", "▼")):
        assert fit(one, other) is NOTHING
        assert not same_sign(one, other)
    assert same_sign("→", "›")
