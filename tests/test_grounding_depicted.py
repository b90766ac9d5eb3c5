"""Whether an element that is not called so is the kind of thing that is said."""

import pytest

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.depicted import depicts
from agents.operator.grounding.elements import Element
from agents.operator.grounding.ranked import Wanted
from tasks.geometry import Box
from tests.snapshots import Piece, aim, at, button, icon, page, piece, said


def depicted(description: str, one: Piece, *, solid: float = 1.0, **drawn: float) -> int:
    on = page(one, icon=lambda box, upon: drawn, solid=lambda box: solid)
    return depicts(Wanted(aim(description), Use.CLICK), at(on, "it"), on)


def box(w: float, h: float, **more: str) -> Piece:
    return piece("generic", (100, 100, w, h), pointer=True, icon=True, ref="it", **more)


def test_a_frame_around_nothing_that_is_in_no_tree_is_no_button() -> None:
    place = Box(100, 100, 40, 40)
    frame = Element("generic", (), place, clickable=True)
    wanted = Wanted(aim("the compass needle", role="button", at=(0.12, 0.15)), Use.CLICK)
    assert depicts(wanted, frame, page(blank=lambda box: False)) == 2
    assert depicts(wanted, frame, page(blank=lambda box: box != place)) == 1
    sample = Wanted(aim("the green one", role="button", at=(0.12, 0.15)), Use.CLICK)
    assert depicts(sample, frame, page(blank=lambda box: box != place)) == 2


@pytest.mark.parametrize(("w", "h", "check", "switch"), [(16, 16, 2, 0), (20, 18, 2, 0), (40, 20, 0, 2)])
def test_a_switch_is_wide_a_box_to_tick_is_not(w: float, h: float, check: int, switch: int) -> None:
    assert depicted("the check box", box(w, h)) == check
    assert depicted("the radio button", box(w, h)) == check
    assert depicted("the switch", box(w, h)) == switch


def test_a_star_is_no_box_to_tick() -> None:
    assert depicted("the check box", box(16, 16), solid=0.45) == 0
    assert depicted("the radio button", box(16, 16), solid=0.79) == 2


def test_what_is_called_something_else_is_no_box_to_tick() -> None:
    assert depicted("the check box", icon(100, 100, "Add note", ref="it")) == 0
    assert depicted("the check box", icon(100, 100, "Select row", ref="it")) == 2


def test_a_sign_is_no_switch() -> None:
    assert depicted("the switch", button("+", 100, 100, 40, ref="it")) == 0


def test_a_check_box_is_no_triangle() -> None:
    assert depicted("the triangle", icon(100, 100, role="checkbox", ref="it")) == 0


def test_what_is_large_is_no_icon() -> None:
    assert depicted("the heart", box(230, 230), heart=0.9) == 0
    assert depicted("the heart", box(24, 24), heart=0.9) == 3


def test_a_sign_on_a_button_is_an_icon_but_only_of_its_own_kind() -> None:
    def sign(text: str) -> Piece:
        return button(text, 100, 100, 24, ref="it")

    assert depicted("the icon", sign("×")) == 2
    assert depicted("the minus sign", sign("−")) == 3
    assert depicted("the plus sign", sign("−"), minus=0.9, plus=0.9) == 0
    assert depicted("the icon", sign("Save")) == 0


def test_a_sign_may_stand_upon_a_drawing() -> None:
    pin = piece("generic", (100, 100, 32, 45), said("✚", 112, 108), pointer=True, ref="it")
    assert depicted("the violet pin with a cross", pin, pin=0.8, bulb=0.7) == 3
    assert depicted("the violet pin with a cross", pin, bulb=0.9) == 1


def test_what_is_said_to_be_a_check_box_is_none_of_the_signs_beside_it() -> None:
    on = page(button("⋮", 100, 100, 24, ref="it"))
    for description in ("the purple one", "the coloured box", "the check box"):
        assert depicts(Wanted(aim(description, role="checkbox"), Use.CLICK), at(on, "it"), on) == 0


def test_a_sign_may_stand_in_brackets() -> None:
    assert depicted("the minus sign", button("[-]", 100, 100, 24, ref="it")) == 3
    assert depicted("the plus sign", button("[-]", 100, 100, 24, ref="it")) == 0


def test_a_sign_before_words_is_less_than_one_that_stands_alone() -> None:
    def plus(*beside: Piece, h: float) -> int:
        sign = said("+", 100, 100, ref="it")
        on = page(piece("button", (100, 100, 200, h), sign, *beside))
        return depicts(Wanted(aim("the plus sign"), Use.CLICK), at(on, "it"), on)

    assert plus(h=24) == 3
    assert plus(said("Add", 120, 100), h=24) == 2
    assert plus(said("A card", 120, 100), h=200) == 3


def test_how_much_is_new_is_no_part_of_a_bell() -> None:
    drawing = piece("img", (106, 106, 20, 20), icon=True)
    count, words = said("3", 120, 98), said("Alerts", 130, 106)
    seen: list[object] = []

    def drawn(box: object, upon: object) -> dict[str, float]:
        seen.append((box, upon))
        return {"bell": 0.9}

    def fit(*beside: Piece) -> int:
        on = page(piece("button", (100, 96, 90, 34), drawing, *beside, ref="it"), icon=drawn)
        return depicts(Wanted(aim("the bell"), Use.CLICK), at(on, "it"), on)

    assert fit(count) == 3
    assert seen == [((104, 104, 24, 24), ((120, 98, 8, 20),))]
    assert fit(words) == 0


def test_what_is_drawn_only_to_be_looked_at_is_no_icon_that_is_clicked() -> None:
    tools = [button(name, 20, 20 + 40 * i) for i, name in enumerate(("One", "Two", "Three"))]
    shadow = piece("generic", (300, 100, 40, 40), icon=True, ref="it")

    def fit(use: Use, *beside: Piece) -> int:
        on = page(shadow, *beside)
        return depicts(Wanted(aim("the icon"), use), at(on, "it"), on)

    assert fit(Use.CLICK, *tools) == 0
    assert fit(Use.POINT, *tools) == 2
    assert fit(Use.CLICK) == 2  # a page that does not show what can be pressed


def test_where_nothing_is_drawn_there_is_no_icon() -> None:
    box = piece("generic", (300, 100, 24, 24), pointer=True, ref="it")
    empty, drawn = (page(box, blank=lambda _, blank=blank: blank) for blank in (True, False))
    wanted = Wanted(aim("the icon"), Use.CLICK)
    assert [depicts(wanted, at(on, "it"), on) for on in (empty, drawn)] == [0, 2]


def test_the_picture_says_nothing_of_what_is_covered() -> None:
    on = page(icon(100, 100, obscured=True, ref="it"), icon=lambda box, upon: {"bin": 0.9})
    assert depicts(Wanted(aim("the heart"), Use.CLICK), at(on, "it"), on) == 2


def test_a_sign_on_a_large_coloured_ground_is_a_picture() -> None:
    cover = button("♞", 100, 100, 190, role="generic", pointer=True, ref="it")
    assert depicted("the picture of the show", cover) == 2
