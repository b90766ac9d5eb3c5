"""Twins told apart: by a text near them, a side, a number, the recording, the place; else not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.context import Tie
from agents.operator.grounding.ranked import Hint, Page
from tasks.geometry import Box
from tasks.recording import SeenTarget
from tests.snapshots import Piece, aim, at, button, chosen, find, icon, page, piece, said

TITLES = ["Task 10", "Task 1", "Task 11"]


def listed() -> Page:
    """A list of rows: a title at the left, a button at the right."""
    rows = [
        piece(
            "listitem",
            (100, 100 + 60 * i, 500, 50),
            said(title, 100, 100 + 60 * i),
            button("Remove", 520, 100 + 60 * i, ref=title),
        )
        for i, title in enumerate(TITLES)
    ]
    return page(piece("list", (100, 100, 500, 180), *rows))


def carded() -> Page:
    """Cards side by side: a title at the top, a button far below it."""
    cards = [
        piece(
            "generic",
            (20 + 240 * i, 100, 220, 300),
            said(title, 30 + 240 * i, 110),
            said("A note", 30 + 240 * i, 200),
            button("Remove", 30 + 240 * i, 360, ref=title),
        )
        for i, title in enumerate(TITLES)
    ]
    return page(*cards)


def flat(across: float = 200, down: float = 0) -> Page:
    """No groups: the titles, and then the buttons beside or below them."""
    texts = [said(title, 100, 100 + 100 * i) for i, title in enumerate(TITLES)]
    pressed = [button("Remove", 100 + across, 100 + down + 100 * i, ref=t) for i, t in enumerate(TITLES)]
    return page(*texts, *pressed)


def beside() -> Page:
    """No groups: titles side by side, a button below each."""
    texts = [said(title, 100 + 250 * i, 100) for i, title in enumerate(TITLES)]
    return page(*texts, *(button("Remove", 100 + 250 * i, 200, ref=t) for i, t in enumerate(TITLES)))


PAGES = [listed(), carded(), flat(), flat(across=500), flat(across=0, down=30), beside()]


@pytest.mark.parametrize("on", PAGES)
@pytest.mark.parametrize("title", TITLES)
def test_twins_by_the_text_near_them(on: Page, title: str) -> None:
    for target in (aim(name="Remove", near=title), aim(f'the "Remove" button beside "{title}"')):
        assert chosen(on, find(on, target)) == title
        # Even where the recording had another one in this place.
        other = at(on, TITLES[TITLES.index(title) - 1])
        hint = Hint(SeenTarget(box=other.box, scene=0))
        assert chosen(on, find(on, target, hint=hint)) == title


@pytest.mark.parametrize("on", PAGES)
def test_twins_that_nothing_tells_apart_are_ambiguous(on: Page) -> None:
    found = find(on, aim(name="Remove", role="button"))
    assert found.verdict == "ambiguous"
    assert "3 alike" in found.reason
    assert found.margin == 0


@pytest.mark.parametrize("on", PAGES)
def test_a_text_that_is_not_seen_tells_nothing(on: Page) -> None:
    target = aim(name="Remove", near="Task 99")
    found = find(on, target)
    assert found.verdict == "ambiguous"
    assert "'Task 99'" in found.reason


def test_one_alone_is_taken_without_the_text_near_it_only_where_that_is_nowhere() -> None:
    on = page(button("Remove", 100, 100, ref="remove"), button("Save", 100, 200))
    target = aim(name="Remove", near="Task 99")
    assert find(on, target).verdict == "ambiguous"
    assert chosen(on, find(on, target, alone=True)) == "remove"


@pytest.mark.parametrize("on", [listed(), flat()])
def test_twins_by_their_number(on: Page) -> None:
    for said_, title in (("first", 0), ("second", 1), ("third", 2), ("last", 2)):
        found = find(on, aim(f'the {said_} "Remove" button'))
        assert chosen(on, found) == TITLES[title]
        assert found.basis == "order"
    assert find(on, aim('the fourth "Remove" button')).verdict == "ambiguous"


@pytest.mark.parametrize("on", [listed(), carded()])
def test_twins_by_the_number_of_their_row(on: Page) -> None:
    for number, title in enumerate(TITLES, 1):
        assert chosen(on, find(on, aim(f'the "Remove" button in row {number}'))) == title
    assert chosen(on, find(on, aim('the "Remove" button of the last item'))) == TITLES[-1]


def test_twins_by_the_smaller_group_that_holds_the_text() -> None:
    inner = piece("group", (0, 0, 300, 60), said("Dune", 0, 0), icon(250, 36, "Buy", ref="inner"))
    on = page(piece("group", (0, 0, 400, 400), inner, icon(20, 70, "Buy", ref="outer")))
    assert chosen(on, find(on, aim(name="Buy", near="Dune"))) == "inner"


def test_twins_in_one_group_by_the_row_of_the_text() -> None:
    pressed = icon(350, 0, "Buy", ref="beside"), icon(0, 60, "Buy", ref="below")
    on = page(piece("group", (0, 0, 400, 100), said("Dune", 0, 0), *pressed))
    assert chosen(on, find(on, aim(name="Buy", near="Dune"))) == "beside"


SIDES = page(
    said("Total", 400, 300),
    *(
        icon(x, y, "Edit", ref=ref)
        for ref, x, y in (("left", 300, 298), ("right", 460, 298), ("above", 400, 200), ("below", 400, 400))
    ),
)


@pytest.mark.parametrize(
    ("description", "ref"),
    [
        ('the "Edit" button to the left of "Total"', "left"),
        ('the "Edit" button to the right of "Total"', "right"),
        ('the "Edit" button above "Total"', "above"),
        ('the "Edit" button below "Total"', "below"),
    ],
)
def test_twins_by_the_side_of_a_text(description: str, ref: str) -> None:
    assert chosen(SIDES, find(SIDES, aim(description))) == ref


def toolbars() -> Page:
    """Rows with three icons each."""
    rows = []
    for i, title in enumerate(["Dune", "Fjord", "Loop", "Moon"]):
        y = 108 + 60 * i
        icons = icon(110, y, ref=f"left{i}"), icon(300, y, ref=f"mid{i}"), icon(560, y, ref=f"right{i}")
        rows.append(piece("listitem", (100, y - 8, 500, 40), *icons, said(title, 150, y)))
    return page(*rows)


@pytest.mark.parametrize(
    ("description", "ref"),
    [
        ('the icon at the right end of the row of "Fjord"', "right1"),
        ('the icon at the left end of the row of "Moon"', "left3"),
    ],
)
def test_the_ends_of_a_row(description: str, ref: str) -> None:
    on = toolbars()
    assert chosen(on, find(on, aim(description))) == ref


def test_twins_by_the_heading_over_them() -> None:
    on = page(
        piece("heading", (100, 40, 200, 30), text="Guests"),
        button("Add", 100, 90, ref="guests"),
        piece("heading", (100, 340, 200, 30), text="Rooms"),
        button("Add", 100, 390, ref="rooms"),
    )
    for text in ("guests", "rooms"):
        assert chosen(on, find(on, aim(f'the "Add" button for the {text}'))) == text


TWINS = [button("Buy", x, 100, ref=f"{x}") for x in (100, 400, 700)]


def test_twins_by_their_place() -> None:
    on = page(*TWINS)
    recorded = Hint(SeenTarget(box=Box(420, 90, 80, 24), scene=0))
    assert chosen(on, find(on, aim(name="Buy"), hint=recorded)) == "400"
    # What the task says goes before what was recorded.
    found = find(on, aim(name="Buy", at=(0.74, 0.14)), hint=recorded)
    assert chosen(on, found) == "700"
    assert found.basis == "place"


@given(st.integers(0, 2), st.integers(-100, 100), st.integers(-50, 400))
def test_the_nearest_twin_is_taken_and_by_how_much_is_said(number: int, dx: int, dy: int) -> None:
    on = page(*TWINS)
    x, y = TWINS[number].box.center
    hint = Hint(SeenTarget(box=Box(x + dx, y + dy, 0, 0), scene=0))
    found = find(on, aim(name="Buy"), hint=hint)
    assert chosen(on, found) == TWINS[number].more["ref"]
    assert 0 < found.margin < 1


def test_a_place_between_two_tells_nothing() -> None:
    on = page(*TWINS[:2])
    between = Hint(SeenTarget(box=Box(250, 100, 80, 24), scene=0))
    assert find(on, aim(name="Buy"), hint=between).verdict == "ambiguous"


def test_twins_by_what_the_recording_shows_around_them() -> None:
    before, after = listed(), flat()
    for title in TITLES:
        saw = before.surroundings.seen(at(before, title), 0)
        # Its row has moved to where another was.
        moved = saw.model_copy(update={"box": at(after, TITLES[TITLES.index(title) - 1]).box})
        found = find(after, aim(name="Remove"), hint=Hint(moved))
        assert chosen(after, found) == title
        assert found.basis == "recording"


def test_icons_that_say_nothing_by_what_they_look_like() -> None:
    on = page(said("Dune", 100, 100), icon(200, 98, ref="a"), icon(240, 98, ref="b"))
    hint = Hint(looks=lambda box: 0.9 if box.x == 240 else 0.5)
    found = find(on, aim('the icon beside "Dune"'), hint=hint)
    assert chosen(on, found) == "b"
    assert found.basis == "picture"
    alike = Hint(looks=lambda box: 0.9 if box.x == 240 else 0.85)
    assert find(on, aim('the icon beside "Dune"'), hint=alike).basis != "picture"


def test_what_belongs_to_another_row_is_no_candidate() -> None:
    on = listed()
    found = find(on, aim(name="Remove", near="Task 1"))
    ties = {one.element.ref: one.tie for one in found.ranked if one.element.ref}
    assert ties == {"Task 1": Tie.ITEM, "Task 10": Tie.APART, "Task 11": Tie.APART}


def lost(title: str) -> Page:
    """Rows of which one has lost its button."""
    kept: list[Piece] = []
    for i, one in enumerate(TITLES):
        inner = [said(one, 100, 100 + 60 * i), said("open", 300, 100 + 60 * i)]
        inner += [button("Remove", 520, 100 + 60 * i, ref=one)] if one != title else []
        kept.append(piece("listitem", (100, 100 + 60 * i, 500, 50), *inner))
    return page(*kept)


@pytest.mark.parametrize("title", TITLES)
def test_the_button_of_another_row_is_not_taken(title: str) -> None:
    on = lost(title)
    assert find(on, aim(name="Remove", near=title, role="button")).verdict != "sure"
