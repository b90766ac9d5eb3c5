"""Stage one, admissible: what an action can be done to.

Asked before any likeness counts: nothing is typed into a link, however it is called.
"""

from enum import Enum

from agents.operator.grounding.elements import CHECKS, FIELDS, LISTS, Element
from tasks.task import DragStep, PointStep, PressStep, ScrollStep, SelectStep, Step, TypeStep, UploadStep


class Use(Enum):
    """What an action does to its target."""

    CLICK = "click"
    POINT = "point"
    """The mouse goes there otherwise: hover, drag."""
    TYPE = "type"
    SELECT = "select"
    KEY = "key"
    """It gets the focus, and then a key."""
    UPLOAD = "upload"
    SCROLL = "scroll"
    PLACE = "place"
    """Something is dropped there."""

    @classmethod
    def of(cls, step: Step, end: bool = False) -> "Use":
        """Of a step's target; `end`: of where a drag leads to."""
        if end:
            return cls.PLACE
        if isinstance(step, PointStep):
            return cls.POINT if step.action == "hover" else cls.CLICK
        return next((use for kind, use in _BY_STEP if isinstance(step, kind)), cls.POINT)

    @property
    def pointed(self) -> bool:
        """The mouse does it."""
        return self in (Use.CLICK, Use.POINT)


_BY_STEP: tuple[tuple[type, Use], ...] = (
    (DragStep, Use.POINT),
    (TypeStep, Use.TYPE),
    (SelectStep, Use.SELECT),
    (PressStep, Use.KEY),
    (ScrollStep, Use.SCROLL),
    (UploadStep, Use.UPLOAD),
)


def admissible(element: Element, use: Use, role: str | None = None) -> float:
    """How well an element suits an action, 0 to 1; 0: it can't be done to it. `role`: what it is said to
    be."""
    if use is Use.TYPE:
        return _to_type(element, role)
    if use is Use.SELECT:
        return _to_select(element)
    if use is Use.KEY:
        return _to_press(element, role)
    if use is Use.UPLOAD:
        return 1.0 if element.files else 0.8 if element.clickable else 0.5
    if use.pointed and role in CHECKS:
        return _to_check(element)
    return 1.0


def _to_type(element: Element, role: str | None) -> float:
    """Something editable, or what gives the focus to it: its label, its frame, a button that opens it."""
    if element.editable:
        return 1.0
    if element.role in FIELDS and element.role not in ("slider", "listbox"):
        return 0.9 if element.inputs <= 1 else 0.0
    if element.inputs == 1:
        return 0.8
    opens = role not in FIELDS or any("search" in name.lower() for name in element.names)
    if element.inputs == 0 and element.clickable and element.role not in CHECKS and opens:
        return 0.6  # it may open a field, or be one that a script makes
    return 0.0


def _to_select(element: Element) -> float:
    """A list, or what opens one."""
    if element.role in LISTS:
        return 1.0
    if element.role in FIELDS or element.editable or element.inputs == 1:
        return 0.8
    if element.holds <= 1 and element.clickable and element.role not in CHECKS:
        return 0.7
    return 0.6 if element.role == "list" else 0.0  # its entries are its options


def _to_press(element: Element, role: str | None) -> float:
    """Something that takes the focus; a box of the page's own may."""
    if element.clickable or element.editable or element.role in FIELDS or element.role in CHECKS:
        return 1.0
    return 0.0 if role in FIELDS or role in CHECKS else 0.3


def _to_check(element: Element) -> float:
    """A check, radio or switch; a label or a row that holds just that one; something drawn like one."""
    if element.role in CHECKS:
        return 1.0
    if element.role in FIELDS:
        return 0.0
    return 0.6
