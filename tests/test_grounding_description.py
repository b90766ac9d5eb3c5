"""What a description says beside a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.description import read
from agents.operator.grounding.directions import DOWN, NEXT, PREVIOUS, UP, Direction
from tests.snapshots import aim


@pytest.mark.parametrize(
    ("text", "name", "landmarks"),
    [
        ('the "Search flights" button', "Search flights", ()),
        ("the “Save” button", "Save", ()),
        ('the button called "Save"', "Save", ()),
        ('the field with the label "Email"', "Email", ()),
        ('the cross beside "Dune"', None, ("Dune",)),
        ('the "Remove" button in the row of "Dune"', "Remove", ("Dune",)),
        ('the "Add" button under "Fruit" on the card "Monday"', "Add", ("Fruit", "Monday")),
        ('the switch to the right of "Wi-Fi"', None, ("Wi-Fi",)),
        ("the bell", None, ()),
    ],
)
def test_which_text_is_a_name_and_which_a_landmark(
    text: str, name: str | None, landmarks: tuple[str, ...]
) -> None:
    found = read(aim(text))
    assert found.name == name
    assert found.landmarks == landmarks


def test_the_text_that_is_near_is_no_name() -> None:
    assert read(aim('the "Dune" remove button', near="dune")).landmarks == ("Dune",)
    assert read(aim('the "Dune" remove button')).name == "Dune"


@pytest.mark.parametrize(
    ("text", "order", "row"),
    [
        ("the first star", 1, None),
        ("the third star", 3, None),
        ("the last tab", -1, None),
        ("the penultimate tab", -2, None),
        ("the 12th option", 12, None),
        ("the rightmost icon", -1, None),
        ("the cross in row 4", None, 4),
        ("the bin of item number 12", None, 12),
        ("the check box in the second row", None, 2),
        ("the heart on the last card", None, -1),
        ("the third star in row 2", 3, 2),
        ("the second star of the first review", 2, 1),
        ("the star", None, None),
        ('the "First" tab', None, None),
        ('the cross beside "Row 4"', None, None),
    ],
)
def test_words_of_order(text: str, order: int | None, row: int | None) -> None:
    found = read(aim(text))
    assert (found.order, found.row) == (order, row)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("the cross at the right end of row 4", "end"),
        ("the icon on the far right", "end"),
        ("the icon at the left edge", "start"),
        ('the field to the left of "Total"', "left"),
        ('the field to the right of the label "Total"', "right"),
        ('the button above "Total"', "above"),
        ('the text below the heading "Total"', "below"),
        ("the button below the list", None),  # says little
        ("the arrow pointing right", None),  # what it draws, not where it stands
        ('the "Left" button', None),
    ],
)
def test_words_of_place(text: str, side: str | None) -> None:
    assert read(aim(text)).side == side


@pytest.mark.parametrize(
    ("text", "word", "modifier"),
    [
        ("the search field", "field", "search"),
        ("the plus button", "plus", None),  # a drawing says more than a control
        ("the button beside the heart", "button", None),
        ("the little round cross", "cross", "round"),
        ("the four corners", "four corners", None),
        ("the three dots", "three dots", None),
        ("the second check box", "check box", None),
        ("the sign up link", "link", "sign up"),
    ],
)
def test_what_kind_of_thing(text: str, word: str, modifier: str | None) -> None:
    found = read(aim(text))
    assert found.kind is not None
    assert word in found.kind.words
    assert found.modifier == modifier


def test_a_drawing_may_be_said_after_a_general_word() -> None:
    found = read(aim("the icon of four corners")).kind
    assert found is not None
    assert "four corners" in found.words


@pytest.mark.parametrize("text", ["the settings", 'the "Save button" entry point'])
def test_no_kind_where_none_is_said(text: str) -> None:
    assert read(aim(text)).kind is None
    assert read(aim(text)).modifier is None


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("the arrow to the next page", NEXT),
        ("the arrow pointing left", PREVIOUS),
        ("the up arrow", UP),
        ("the button for the previous month", PREVIOUS),
        ("the chevron down", DOWN),
        ("the arrow", None),
        ("the icon on the left", None),
        ("the icon in the top right corner", None),
        ("the drop-down", None),
        ("the arrow of the drop-down", None),
        ("the sign in button", None),
        ("the word next", None),
    ],
)
def test_where_it_points(text: str, direction: Direction | None) -> None:
    assert read(aim(text)).direction is direction


def test_its_other_words_leave_out_what_says_nothing() -> None:
    assert read(aim('the small "Add" button of the shopping list for Monday')).words == {"shopping", "monday"}


PARTS = st.sampled_from(
    [
        "the",
        "third",
        "last",
        "cross",
        "button",
        "in row 4",
        'beside "Dune"',
        '"Save"',
        "on the left",
        "next",
        "12th",
    ]
)


@given(st.lists(PARTS, min_size=1, max_size=6))
def test_any_description_can_be_read(parts: list[str]) -> None:
    text = " ".join(parts)
    found = read(aim(text))
    quoted = [found.name, *found.landmarks] if found.name else list(found.landmarks)
    assert len(quoted) == text.count('"') // 2
    assert all(f'"{one}"' in text for one in quoted)
    assert (found.row is not None) == ("in row 4" in text)
    if found.order is not None:
        assert any(word in text for word in ("third", "last", "12th"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the fourth of the five dots", "dot"),
        ("the three dots in the card", "three dots"),
        ("the first of the crosses", "cross"),
        ("the first of the minus signs", "minus"),
    ],
)
def test_one_of_several_is_one(text: str, kind: str) -> None:
    found = read(aim(text)).kind
    assert found is not None
    assert kind in found.words


@pytest.mark.parametrize(
    ("text", "icons"),
    [
        ("the arrow that bends back to the left, undo", {"undo"}),
        ("the arrow bending to the right in the ribbon", {"redo"}),
        ("the curved arrow", {"undo", "redo"}),
        ("the arrow to the right", None),
        ("the video camera in the head of the chat", {"video"}),
        ("the skip-forward icon, a triangle against a bar", {"skip-next"}),
    ],
)
def test_drawings_have_more_than_one_word(text: str, icons: set[str] | None) -> None:
    kind = read(aim(text)).kind
    assert kind is not None
    assert kind.icons == icons if icons else {"right", "left"} <= kind.icons


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("the green dot under the caption", {"green"}),
        ("the heart that is already red", {"red"}),
        ("the only round box that is filled green", {"green"}),
        ("the icon in the purple column", set()),
        ('the "Red" option', set()),
    ],
)
def test_the_colour_of_the_thing_is_not_that_of_what_it_stands_in(text: str, colours: set[str]) -> None:
    assert read(aim(text)).colours == colours


def test_a_landmark_need_not_be_quoted_to_say_on_which_side_of_it() -> None:
    assert read(aim("the field to the right of the letters fx", near="fx")).side == "right"
    assert read(aim("the field to the right of the letters fx")).side is None


def test_only_a_number_in_figures_may_be_written_in_the_row() -> None:
    assert read(aim("the cross in row 4")).numbered
    assert not read(aim("the cross in the fourth row")).numbered
