"""How well an element's kind fits what the target is said to be, and where the texts stand that it is told
by."""

from collections.abc import Sequence

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.context import Landmark
from agents.operator.grounding.elements import CHECKS, FIELDS, PRESSED, Element
from agents.operator.grounding.ranked import Page, Wanted
from agents.operator.grounding.text import has_words

_KIN = (
    frozenset({"button", "link", "menuitem", "tab", "option", "switch", "generic", "listitem", "img"}),
    frozenset({"textbox", "searchbox", "spinbutton", "combobox"}),
    frozenset({"combobox", "listbox", "button"}),
    frozenset({"checkbox", "switch", "radio", "menuitemcheckbox", "menuitemradio", "option", "button"}),
    frozenset({"option", "menuitem", "menuitemradio", "radio", "listitem", "gridcell", "treeitem", "button"}),
    frozenset({"columnheader", "button", "rowheader", "cell"}),
    frozenset({"gridcell", "cell", "button", "option"}),
    frozenset({"heading", "generic", "text", "paragraph", "strong", "emphasis"}),
    frozenset({"article", "listitem", "group", "generic", "row", "region", "gridcell", "cell"}),
)
_READ = frozenset(
    {"heading", "paragraph", "region", "complementary", "navigation", "main", "article", "banner", "text"}
)
_MERE_BOXES = ("generic", "listitem", "img", "cell", "text", "paragraph")
_ROUND = (0.7, 0.88)
"""How much of its frame a knob fills; a circle fills 0.79."""
_EVEN = 1.2
"""Times its height that a knob is wide, at most."""
_CHECK = 44.0  # CSS pixels; a box that is ticked is no larger


def fitness(wanted: Wanted, element: Element, page: Page) -> int:
    """3: it has the role asked for. 2: one that is used alike. 1: it could be used so. 0: nothing says so."""
    roles = wanted.roles
    if roles & PRESSED and not element.clickable and (element.role in _READ or page.is_marked):
        return 0  # a text that happens to say so
    if not roles:
        return 2 if element.clickable or element.editable or wanted.use is Use.PLACE else 1
    if element.role in roles:
        return 3 if _is_whole(element, page) else 2
    if element.editable and roles & FIELDS:
        return 2
    if roles & CHECKS and element.role in _MERE_BOXES and not element.text:
        return 2 if max(element.box.w, element.box.h) <= _CHECK else 0
    if is_knob(wanted, element, page):
        return 2
    if any(element.role in kin and roles & kin for kin in _KIN):
        usable = element.clickable or element.role not in _MERE_BOXES
        return 2 if usable and _is_whole(element, page) else 1
    return 1 if element.clickable and not (roles & FIELDS and element.role in CHECKS) else 0


def is_knob(wanted: Wanted, element: Element, page: Page) -> bool:
    """Whether a slider is dragged, and this is drawn as its knob: small, round and empty."""
    if (
        wanted.roles != {"slider"}
        or wanted.use is not Use.POINT
        or element.text
        or not (element.icon or element.clickable)
    ):
        return False
    if element.owner not in (None, element.node):
        return False  # what is drawn on a button
    short, long = sorted((element.box.w, element.box.h))
    if long > min(_CHECK, _EVEN * short) or element.role not in _MERE_BOXES:
        return False
    least, most = _ROUND
    return page.solid is None or least <= page.solid(element.box) <= most


def landmarks(wanted: Wanted, page: Page, meant: Sequence[Element] = ()) -> list[Landmark]:
    """Where the texts stand that the target is told by, or the row of its number among those that hold what
    may be `meant`; empty where it is told by none, or none is seen."""
    description = wanted.description
    found = page.context.landmarks(wanted.near) if wanted.near else []
    row = description.row
    if row is None or (wanted.near and str(row) != wanted.near):
        return found
    if not description.numbered and page.cuts_off(row):
        return found  # the rows can't be counted
    likely = [one for one in meant if one.role in wanted.roles] or meant
    # (A text in a button is no second thing beside it.)
    nodes = {one.node if one.owner is None else one.owner for one in likely}
    return page.context.row(row, list(nodes), written=description.numbered) or found


def _is_whole(element: Element, page: Page) -> bool:
    """Whether an element is all of what is used with it: the text of a button, not one line of a card. An
    icon in a card is a thing of its own."""
    if element.owner is None or element.owner == element.node or not has_words(element.text):
        return True
    return page.tree.texts[element.owner] == element.text
