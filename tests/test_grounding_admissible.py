"""What an action can be done to, asked before any likeness counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.admissible import Use, admissible
from agents.operator.grounding.elements import Element
from tasks.geometry import Box
from tasks.task import DragStep, PointStep, PressStep, ScrollStep, SelectStep, Step, TypeStep, UploadStep
from tests.snapshots import aim

ROLES = ["button", "link", "textbox", "combobox", "listbox", "slider", "checkbox", "radio", "generic", "text"]
ELEMENTS = st.builds(
    Element,
    role=st.sampled_from(ROLES),
    names=st.sampled_from([(), ("Save",), ("Search",)]),
    box=st.just(Box(0, 0, 80, 24)),
    clickable=st.booleans(),
    editable=st.booleans(),
    files=st.booleans(),
    holds=st.integers(0, 3),
    inputs=st.integers(0, 3),
)


def element(role: str, *names: str, **more: object) -> Element:
    return Element(role=role, names=names, box=Box(0, 0, 80, 24), **more)  # type: ignore[arg-type]


OPENS = element("button", "Search", clickable=True)


@pytest.mark.parametrize(
    ("use", "what", "role"),
    [
        (Use.TYPE, element("checkbox", clickable=True), None),
        (Use.TYPE, element("slider"), None),
        (Use.TYPE, element("text"), None),
        (Use.TYPE, element("generic", inputs=2), None),
        (Use.TYPE, element("link", "Email", clickable=True), "textbox"),
        (Use.SELECT, element("text", "Sort by"), None),
        (Use.SELECT, element("checkbox", clickable=True), None),
        (Use.SELECT, element("generic", clickable=True, holds=4), None),
        (Use.KEY, element("text", "Email"), "textbox"),
        (Use.KEY, element("generic", "Wi-Fi"), "switch"),
        (Use.POINT, element("textbox", "Wi-Fi"), "checkbox"),
        (Use.POINT, element("combobox", "Wi-Fi"), "radio"),
    ],
)
def test_what_cannot_be_done(use: Use, what: Element, role: str | None) -> None:
    assert admissible(what, use, role) == 0


@pytest.mark.parametrize(
    ("use", "best", "worse", "role"),
    [
        (Use.TYPE, element("generic", editable=True), element("textbox"), None),
        (Use.TYPE, element("textbox"), element("generic", inputs=1), None),
        (Use.TYPE, element("generic", inputs=1), element("button", clickable=True), None),
        (
            Use.TYPE,
            element("button", "Search", clickable=True),
            element("button", "Save", clickable=True),
            "textbox",
        ),
        (Use.SELECT, element("listbox"), element("textbox"), None),
        (Use.SELECT, element("generic", inputs=1), element("button", clickable=True), None),
        (Use.SELECT, element("button", clickable=True), element("generic"), None),
        (Use.KEY, element("button", clickable=True), element("generic"), None),
        (Use.UPLOAD, element("button", files=True), element("button", clickable=True), None),
        (Use.UPLOAD, element("button", clickable=True), element("generic"), None),
        (Use.POINT, element("switch"), element("generic"), "checkbox"),
    ],
)
def test_what_suits_better(use: Use, best: Element, worse: Element, role: str | None) -> None:
    assert admissible(best, use, role) > admissible(worse, use, role)


def test_any_box_may_take_a_key_but_none_that_should_be_a_field() -> None:
    assert admissible(element("generic"), Use.KEY) > 0
    assert admissible(element("generic"), Use.KEY, "textbox") == 0


@given(ELEMENTS, st.sampled_from(Use), st.sampled_from([None, "button", "textbox", "checkbox", "combobox"]))
def test_it_is_a_share(what: Element, use: Use, role: str | None) -> None:
    assert 0 <= admissible(what, use, role) <= 1


@given(ELEMENTS, st.sampled_from([Use.POINT, Use.SCROLL, Use.PLACE]))
def test_anything_can_be_pointed_at(what: Element, use: Use) -> None:
    assert admissible(what, use, "button") == 1


TARGET = aim("it")
STEPS: list[tuple[Step, Use]] = [
    (PointStep(id="s", action="click", target=TARGET), Use.CLICK),
    (PointStep(id="s", action="hover", target=TARGET), Use.POINT),
    (DragStep(id="s", action="drag", target=TARGET, to=TARGET), Use.POINT),
    (TypeStep(id="s", action="type", target=TARGET, text="x"), Use.TYPE),
    (SelectStep(id="s", action="select", target=TARGET, option="x"), Use.SELECT),
    (PressStep(id="s", action="press", target=TARGET, key="Enter"), Use.KEY),
    (ScrollStep(id="s", action="scroll", target=TARGET, direction="down", amount=9), Use.SCROLL),
    (UploadStep(id="s", action="upload", target=TARGET, file="a.txt"), Use.UPLOAD),
]


@pytest.mark.parametrize(("step", "use"), STEPS)
def test_the_use_of_a_step(step: Step, use: Use) -> None:
    assert Use.of(step) is use
    assert Use.of(step, end=True) is Use.PLACE
