"""Whether an element that is not called so is the kind of thing that is said: a heart, a box to tick."""

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.elements import CHECKS, FIELDS, LISTS, TYPED, Element
from agents.operator.grounding.fitness import is_knob
from agents.operator.grounding.pictograms import PICTOGRAMS, Kind
from agents.operator.grounding.ranked import Page, Wanted
from agents.operator.grounding.text import has_words, plain, words
from agents.operator.grounding.tree import BOXES, OPERATED

_WIDE = 1.35
"""Times its height that a switch is wide; a box to tick is not."""
_TICKING = frozenset(
    {"select", "choose", "check", "tick", "toggle", "mark", "done", "complete", "switch", "on", "off", "pick"}
)
_BRACKETS = " []()"
"""What may stand around a sign: "[-]"."""
_UPON = 0.4  # of a drawing's area that a sign upon it takes up, at most
_BADGE = 3  # characters: "99+"
_BOX = Kind(words=("box to tick",), roles=CHECKS, icon=True)
_SQUARE, _ROUND = 0.88, 0.72
"""How much of its frame a box to tick fills, at least, and a circle, which fills 0.79."""
_DRAWN_CLEARLY = 0.8
"""Likeness to a kind of icon from which a drawing shows that and no box."""
_LARGEST = 64.0  # CSS pixels; what is larger is no icon
_DRAWN = 0.6
"""Likeness to a kind of icon from which a drawing is taken to be one."""
_NEXT_KIND = 0.08
"""How much more like another kind it may be."""
_OTHER_KIND = 0.15
"""How much more like another kind it is where it is that."""


def depicts(wanted: Wanted, element: Element, page: Page) -> int:
    """How an element without the name fits the kind of thing that is said: 3 it draws, says or is that, 2
    nothing says otherwise, 1 it draws or is called something else, 0 it is something else."""
    kind = wanted.description.kind
    if wanted.use is Use.UPLOAD:
        return 2 if element.files or element.clickable else 1
    if wanted.target.role in CHECKS and element.role in ("button", "link") and not has_words(element.text):
        kind = kind if kind is not None and kind.roles & CHECKS else _BOX  # no "⋮" is a check box
    if wanted.use is Use.SELECT and wanted.target.role in LISTS and element.role in TYPED:
        return 1  # it may open a list, but is none
    entered = wanted.target.role in FIELDS and kind is not None and kind.written  # "the number", in a field
    if kind is None or (kind.roles and not kind.icon) or entered:
        usable = element.clickable or element.editable or element.role in OPERATED
        usable = (usable and not _is_bare(wanted, element, page)) or is_knob(wanted, element, page)
        return 2 if usable or (not wanted.roles and not wanted.use.pointed) else int(bool(wanted.roles))
    if kind.written:
        return _says(wanted, kind, element)
    ticked = bool(kind.roles & CHECKS)
    if ticked and element.role == wanted.target.role:
        return 3  # a round check box may be called a circle
    if element.role in kind.roles and (element.role in CHECKS or not ticked):
        return 3
    if kind.icon and element.role in BOXES and not element.icon:
        return 0  # what holds icons is none
    sides = sorted((element.box.w, element.box.h))
    if kind.icon and "img" not in kind.roles and (sides[0] > _LARGEST or _is_long(kind, sides[1])):
        return 0
    if wanted.use.pointed and (element.editable or element.role in FIELDS):
        return 0  # a field is no drawing
    text = _said(element, page).strip(_BRACKETS) or (element.value or "")
    if text and len(text) <= 2 and any(char in _signs(wanted, kind) for char in text if not char.isspace()):
        return 2 if _is_before_words(element, page) else 3
    if has_words(text) or (kind.pictogram and element.role in CHECKS):
        return 0
    if ticked:
        return _looks_ticked(kind, element, page)
    if text and not element.icon:  # a sign is an icon, too, but only that of its own kind
        if element.clickable and len(text) <= 2 and ("icon" in kind.words or "img" in kind.roles):
            return 2
        return _by_name_or_drawing(wanted, kind, element, page) if _is_upon(text, element, page) else 0
    if not element.icon and (not element.clickable or (page.blank is not None and page.blank(element.box))):
        return 0
    if "icon" in kind.words and wanted.use is Use.CLICK and not element.clickable and page.is_marked:
        return 0  # what is drawn only to be looked at, such as a pin's shadow
    return _by_name_or_drawing(wanted, kind, element, page)


def _is_bare(wanted: Wanted, element: Element, page: Page) -> bool:
    """Whether it is a frame around nothing that only browser-use takes for an element: what is left where
    something is hidden."""
    mute = element.node is None and not (element.names or has_words(element.text) or element.icon)
    sample = element.role in OPERATED or element.editable or wanted.description.colours
    return mute and not sample and wanted.use.pointed and page.is_empty(element.box)


def _is_long(kind: Kind, side: float) -> bool:
    return "icon" in kind.words and side > 2 * _LARGEST


def _by_name_or_drawing(wanted: Wanted, kind: Kind, element: Element, page: Page) -> int:
    if not kind.pictogram or element.obscured:  # the picture shows what lies upon it
        return 2
    called = {word for name in element.names for word in plain(name).replace("-", " ").split()}
    if kind.names & called:
        return 3
    drawn = page.drawn(element)
    mine = max((drawn.get(one, 0.0) for one in _icons(wanted, kind)), default=0.0)
    best = max(drawn.values(), default=0.0)
    if mine >= _DRAWN and mine >= best - _NEXT_KIND:
        return 3
    if called and any(called & other.names for other in PICTOGRAMS):
        return 1
    if page.icon is None:
        return 2
    if wanted.hint.seen is None:  # nothing is drawn there, or something else, as far as can be told
        return 2 if mine >= best - _NEXT_KIND and best > 0 else 1
    return 1 if best >= _DRAWN and mine < best - _OTHER_KIND else 2


def _looks_ticked(kind: Kind, element: Element, page: Page) -> int:
    """Whether a box that has no role may be ticked, or is a switch, by its shape."""
    if element.role in FIELDS or element.role in CHECKS or element.text.strip():
        return 0
    owner = page.tree.nodes[element.owner] if element.owner is not None else None
    names = (*element.names, owner.name, *owner.aliases) if owner else element.names
    called = {word for name in names for word in words(name)}
    if called and not called & _TICKING:
        return 0
    switch, radio = "switch" in kind.words, "radio" in kind.words
    if (element.box.w >= _WIDE * element.box.h) is not switch:
        return 0
    if page.solid is not None and page.solid(element.box) < (_ROUND if switch or radio else _SQUARE):
        return 0
    if element.role != "img":
        return 2
    # A picture of a box is less than a box, and one of anything else is none.
    return 1 if max(page.drawn(element).values(), default=0.0) < _DRAWN_CLEARLY else 0


def _said(element: Element, page: Page) -> str:
    """What is written in an element, but for a number that stands on its icon: how much is new."""
    text = element.text.strip().replace(">>", "»").replace("<<", "«")
    return "" if len(text) <= _BADGE and text[:1].isdigit() and page.drawing(element) else text


def _is_before_words(element: Element, page: Page) -> bool:
    """Whether a sign is only a part of a control that says more, the plus of "+ Add"; not of a card."""
    if element.owner is None or element.owner == element.node:
        return False
    return page.tree.box(element.owner).h <= _LARGEST and has_words(page.tree.texts[element.owner])


def _is_upon(text: str, element: Element, page: Page) -> bool:
    """Whether a sign stands upon a drawing that is much larger: a pin's."""
    if element.node is None:
        return False
    inner = [page.tree.box(i) for i in page.tree.below(element.node) if page.tree.nodes[i].text]
    return element.clickable and len(inner) == 1 and inner[0].area < _UPON * element.box.area


def _icons(wanted: Wanted, kind: Kind) -> frozenset[str]:
    direction = wanted.description.direction
    pointed = kind.icons & direction.icons if direction else frozenset()
    return pointed or kind.icons


def _signs(wanted: Wanted, kind: Kind) -> str:
    direction = wanted.description.direction
    return direction.signs if direction and "right" in kind.icons else kind.signs


def _says(wanted: Wanted, kind: Kind, element: Element) -> int:
    """Whether an element is a text of that kind, and not the one that it is told by."""
    if not element.text or element.role in FIELDS or element.holds or element.inputs:
        return 0
    if plain(element.text) == plain(wanted.target.near or ""):
        return 0
    figures = any(char.isdigit() for char in element.text)
    letters = any(char.isalpha() for char in element.text)
    return 3 if (figures and not letters if kind.figures else letters) else 1
