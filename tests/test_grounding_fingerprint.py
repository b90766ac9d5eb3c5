"""What a person saw of the target in the recording, and how much of it is here, too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.elements import Element, elements
from agents.operator.grounding.fingerprint import is_another, kin
from agents.operator.grounding.ranked import Page
from tasks.geometry import Box
from tasks.recording import SeenTarget
from tests.snapshots import VIEWPORT, Piece, at, button, entry, icon, page, piece, said

TITLES = ["Dune", "Fjord", "Loop"]


def shelf(*titles: str, top: float = 100) -> list[Piece]:
    """A heading, and rows of a title, a bin and a button below it."""
    found = [piece("heading", (20, top - 60, 300, 30), text="Shelf", name="Shelf")]
    for i, title in enumerate(titles):
        y = top + 60 * i
        inner = (
            said(title, 20, y),
            icon(300, y, ref=f"{title}-bin"),
            button("Buy", 400, y, ref=f"{title}-buy"),
        )
        found.append(piece("listitem", (20, y, 500, 40), *inner))
    return found


def seen(on: Page, ref: str) -> SeenTarget:
    return on.surroundings.seen(at(on, ref), 0)


def likeness(saw: SeenTarget, on: Page, element: Element) -> float:
    return on.surroundings.likeness(saw, element, VIEWPORT)


def test_what_is_seen_of_a_target() -> None:
    on = page(*shelf("Dune", "Fjord"), entry(20, 500))
    found = seen(on, "Fjord-bin")
    assert found == SeenTarget(
        box=Box(300, 160, 24, 24),
        scene=0,
        role="button",
        name=None,
        left="Fjord",
        above=found.above,
        heading="Shelf",
        row=("Fjord", "Buy"),
        place=1,
        of=2,
        beside=("Buy",),
    )
    assert seen(on, "Fjord-buy").name == "Buy"
    assert seen(on, "Fjord-buy").above == "Buy"
    assert seen(on, "Fjord-buy").place == 2
    assert seen(on, "Fjord-buy").beside == ()  # its own name is not that of another


def test_ids_and_refs_are_no_part_of_it() -> None:
    one, other = page(icon(0, 0, "Bell", ref="e1")), page(icon(0, 0, "Bell", ref="e2"))
    assert seen(one, "e1") == seen(other, "e2")


def test_a_long_text_is_cut() -> None:
    on = page(said("long " * 50, 0, 0, ref="long"))
    name = seen(on, "long").name
    assert name is not None
    assert len(name) == 120


FURTHER = [button("Save", 700, 700), icon(900, 20, "Bell"), entry(700, 500, "Name")]
PAGES = st.builds(
    lambda titles, top, more: page(*shelf(*titles, top=top), *more),
    st.lists(st.sampled_from([*TITLES, "Dune lamp"]), max_size=4, unique=True),
    st.integers(60, 300),
    st.lists(
        st.sampled_from([button("Save", 700, 700), icon(900, 20, "Bell"), entry(700, 500, "Name")]),
        max_size=3,
    ),
)


@given(PAGES)
def test_the_same_element_on_the_same_page_is_wholly_like_itself(on: Page) -> None:
    for one in elements(on.snapshot, on.tree):
        assert likeness(on.surroundings.seen(one, 0), on, one) == pytest.approx(1.0), one


@given(PAGES, PAGES)
def test_likeness_is_a_share(first: Page, second: Page) -> None:
    for one in elements(first.snapshot, first.tree):
        saw = first.surroundings.seen(one, 0)
        for other in elements(second.snapshot, second.tree):
            assert 0 <= likeness(saw, second, other) <= 1


def test_the_target_is_known_again_in_its_row_wherever_that_is() -> None:
    before, after = page(*shelf(*TITLES)), page(*shelf("Loop", "Dune", "Fjord", top=300))
    for title in TITLES:
        saw = seen(before, f"{title}-bin")
        order = sorted(TITLES, key=lambda other: -likeness(saw, after, at(after, f"{other}-bin")))
        assert order[0] == title
        assert likeness(saw, after, at(after, f"{title}-bin")) > likeness(
            saw, after, at(after, f"{title}-buy")
        )


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "slider"},
        {"name": "Sell"},
        {"left": "Moon"},
        {"above": "Moon"},
        {"heading": "Cart"},
        {"row": ("Moon",)},
        {"place": 1},
        {"box": Box(900, 700, 24, 24)},
    ],
)
def test_every_part_of_it_counts(changed: dict[str, object]) -> None:
    on = page(*shelf(*TITLES))
    saw = seen(on, "Fjord-buy").model_copy(update=changed)
    assert likeness(saw, on, at(on, "Fjord-buy")) < 1


def test_the_heading_is_the_nearest_before_or_the_name_of_a_box() -> None:
    on = page(
        piece("heading", (0, 0, 100, 20), text="First"),
        button("A", 0, 30, ref="a"),
        piece("heading", (0, 60, 100, 20), text="Second"),
        button("B", 0, 90, ref="b"),
        piece("dialog", (0, 200, 300, 100), button("C", 0, 200, ref="c"), name="Settings"),
        button("D", 0, 400, ref="d"),
    )
    assert [on.surroundings.heading(at(on, ref)) for ref in "abc"] == ["First", "Second", "Settings"]
    assert on.surroundings.heading(at(on, "d")) == "Second"  # the dialog is behind it
    assert on.surroundings.heading(at(page(button("A", 0, 0, ref="a")), "a")) == ""


def test_what_was_another_thing_is_that_thing() -> None:
    saw = SeenTarget(box=Box(0, 0, 9, 9), scene=0, name="Save", beside=("Save as", "Print (2)", "save"))
    assert is_another(saw, ["Save as"])
    assert is_another(saw, ["Print"])
    assert not is_another(saw, ["Save"])  # a twin of the target is no other thing
    assert not is_another(saw, ["Open"])
    assert not is_another(saw, [])
    assert not is_another(SeenTarget(box=saw.box, scene=0, beside=("→",)), ["+"])  # signs have no essence


ROLES = st.sampled_from(["button", "link", "textbox", "combobox", "checkbox", "cell", "heading"])


@given(ROLES, ROLES)
def test_kin_is_the_same_both_ways(one: str, other: str) -> None:
    assert kin(one, other) == kin(other, one)
    assert (kin(one, other) == 1) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "worth"),
    [
        ("button", "link", 0.7),
        ("textbox", "searchbox", 0.7),
        ("switch", "checkbox", 0.7),
        ("textbox", "link", 0),
    ],
)
def test_roles_that_are_used_alike(one: str, other: str, worth: float) -> None:
    assert kin(one, other) == worth
    assert kin(None, other) == 1
