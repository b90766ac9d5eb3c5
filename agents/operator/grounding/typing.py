"""Where one goes on typing: the field that has the focus, where the target gives no other."""

from collections.abc import Sequence

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.context import Tie
from agents.operator.grounding.elements import Element
from agents.operator.grounding.fitness import landmarks
from agents.operator.grounding.places import closeness
from agents.operator.grounding.ranked import ABSENT, Decision, Page, Ranked, Wanted

_NEAR = 0.8
"""Closeness of the focus to where the target should be."""


def by_focus(wanted: Wanted, found: Sequence[Element], page: Page) -> Decision:
    """The focused field, unless it stands elsewhere or is called otherwise."""
    focused = [one for one in found if one.focused and one.editable]
    if wanted.use is not Use.TYPE or len(focused) != 1:
        return ABSENT
    element, place = focused[0], wanted.place(page.viewport)
    near = closeness(element.box, place, page.viewport) if place else None
    if near is not None and near < _NEAR:
        return ABSENT
    if wanted.name is not None and (element.names or element.captions):
        # It has a name of its own, and not the one asked for: what stands around it must speak for it.
        marks = landmarks(wanted, page)
        if near is None or not marks or page.context.relation(element, marks).tie < Tie.GROUP:
            return ABSENT
    parts = (("focus", 1.0), ("position", 1.0 if near is None else near))
    return Decision("sure", [Ranked(element, parts[1][1], (1.0,), parts)], "focus")
