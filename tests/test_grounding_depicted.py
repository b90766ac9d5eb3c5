"""Whether an element that is not called so is the kind of thing that is said."""

import pytest

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.depicted import depicts
from agents.operator.grounding.ranked import Wanted
from tests.snapshots import Piece, aim, at, button, icon, page, piece


def depicted(description: str, one: Piece, *, solid: float = 1.0, **drawn: float) -> int:
    on = page(one, icon=lambda box, upon: drawn, solid=lambda box: solid)
    return depicts(Wanted(aim(description), Use.CLICK), at(on, "it"), on)


def box(w: float, h: float, **more: str) -> Piece:
    return piece("generic", (100, 100, w, h), pointer=True, icon=True, ref="it", **more)


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
    assert depicted("the plus sign", sign("−")) == 0
    assert depicted("the icon", sign("Save")) == 0
