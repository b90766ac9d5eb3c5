"""A target told by the recording alone: what of all that is here stands as it stood there.

Pages of others lay things out otherwise, so that a place says little. What was called something is called so
here, too. An icon is told by what is written around it and around few others: the text to its left or above,
the rest of its row, its number among the controls there. Something has to speak for an element alone; a sum
of small likenesses is no reason.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.apart import points
from agents.operator.grounding.depicted import depicts
from agents.operator.grounding.directions import DIRECTIONS
from agents.operator.grounding.elements import CHECKS, FIELDS, Element
from agents.operator.grounding.fingerprint import is_another, kin
from agents.operator.grounding.names import Level, fit
from agents.operator.grounding.places import closeness
from agents.operator.grounding.ranked import (
    ABSENT,
    Admitted,
    Decision,
    Page,
    Ranked,
    Wanted,
    distinct,
    same_thing,
)
from agents.operator.grounding.text import essence, has_words, words
from tasks.geometry import Box
from tasks.recording import SeenTarget

_LARGE = 0.25  # of the viewport
_LEAST_MARGIN = 0.1
_FEW = 2
"""Elements that a text may stand beside so that it tells one of them."""
_WEIGHTS = {
    "name": 1.0,
    "files": 1.0,
    "way": 0.6,
    "beside": 0.6,
    "row": 0.5,
    "picture": 0.4,
    "number": 0.25,
    "kind": 0.25,
    "position": 0.2,
    "heading": 0.15,
    "size": 0.15,
}
_PLAIN = frozenset({"generic", "text", "paragraph", "listitem", "img", "article", "gridcell", "treeitem"})
_ICONS = frozenset({"button", "generic", "img", "link"})
_ALIKE = 0.55
"""Likeness to its picture in the recording that an icon has, at least."""
_ICON = 56.0  # CSS pixels


def by_recording(wanted: Wanted, found: Sequence[Admitted], page: Page) -> Decision:
    """The element that stands as the target stood, if something but its place says so."""
    seen = wanted.hint.seen
    if seen is None or seen.role is None:
        return ABSENT
    likely = [one for one, suits in found if suits >= 0.5 and _may_be(wanted, seen, one, page)]
    labels = {id(one): _labels(one, page) for one in likely}
    things = [one.element for one in distinct([Ranked(one, 0.0) for one in likely])]
    rarity = Counter(text for one in things for text in labels[id(one)])
    leads = _leading(seen, things, page)
    ranked = [_ranked(seen, wanted, one, labels[id(one)], rarity, leads, page) for one in likely]
    order = sorted(ranked, key=lambda one: (one.key, -one.element.box.area), reverse=True)
    order = [one for one in order if one.key[0] > 0]
    if not order:
        return ABSENT
    others = distinct(order)[1:]
    margin = order[0].key[1] - (others[0].key[1] if others else 0.0)
    if margin < _LEAST_MARGIN:
        return Decision(
            "ambiguous", order, margin=0.0, reason="two things stand as it stood in the recording"
        )
    return Decision("sure", order, "recording", round(min(1.0, margin), 3))


def contradicts(seen: SeenTarget, element: Element) -> bool:
    """Whether what is written on an element says that it is another thing than the recorded one."""
    if is_another(seen, element.names):
        return True
    if element.role in FIELDS or element.editable or not has_words(element.text):
        return False
    if not has_words(seen.name):
        return True  # nothing was written on it
    return not any(_fits(name, element.text) for name in (seen.name, *seen.also) if name)


def looks_alike(wanted: Wanted, element: Element) -> bool:
    """Whether an icon looks like the recorded one, as far as that is known."""
    looks = wanted.hint.looks
    return looks is None or looks(element.box) >= _ALIKE


def in_another_row(seen: SeenTarget, element: Element, page: Page) -> bool:
    """Whether an element stands in a row, or a card, that says less than half of what the recorded one's
    said."""
    row = {essence(text) for text in page.surroundings.row(element)}
    theirs = {essence(text) for text in seen.row if has_words(text)}
    return bool(row and theirs) and len(row & theirs) < 0.5 * len(theirs)


def _fits(name: str, text: str) -> bool:
    return max(fit(name, text).level, fit(text, name).level) >= Level.PART


def _may_be(wanted: Wanted, seen: SeenTarget, element: Element, page: Page) -> bool:
    """Whether it could be the recorded thing: it is called so, or both are icons of about one size."""
    if element.box.area > _LARGE * page.viewport.area:
        return False
    if wanted.use is Use.UPLOAD and element.files:
        return True  # whatever is written there
    if contradicts(seen, element):
        return False
    kind = wanted.description.kind
    if kind is not None and depicts(wanted, element, page) < (2 if kind.pictogram else 1):
        return False
    if _is_called(seen, element):
        return kin(seen.role, element.role) > 0 or bool({seen.role, element.role} & _PLAIN)
    fits = (
        looks_alike(wanted, element) and (element.clickable or not wanted.clicked) and element.role in _ICONS
    )
    return fits and _is_icon(seen.box) and _is_icon(element.box) and not in_another_row(seen, element, page)


def _is_called(seen: SeenTarget, element: Element) -> bool:
    held = element.role in FIELDS or element.role in CHECKS or element.editable or element.clickable
    own = {essence(one) for one in (*element.names, *(element.captions if held else ()), element.value or "")}
    return any(essence(one) in own for one in (seen.name or "", *seen.also) if has_words(one))


def _leading(seen: SeenTarget, things: Sequence[Element], page: Page) -> Element | None:
    """The only one of these that says or draws the way that the recorded name says: the arrow to the next
    slide, whatever it is called here."""
    said = {word for name in (seen.name, *seen.also) if name for word in words(name)}
    ways = [one for one in DIRECTIONS if one.words & said]
    found = [one for one in things if points(ways[0], one, page)] if len(ways) == 1 else []
    return found[0] if len(found) == 1 else None


def _is_icon(box: Box) -> bool:
    return max(box.w, box.h) <= _ICON


def _labels(element: Element, page: Page) -> frozenset[str]:
    """The texts on an element and next to it."""
    left, above = page.surroundings.beside(element.box)
    texts = (*element.names, *element.captions, element.value or "", left, above)
    return frozenset(essence(text) for text in texts if has_words(text))


def _ranked(
    seen: SeenTarget,
    wanted: Wanted,
    element: Element,
    labels: frozenset[str],
    rarity: Counter[str],
    leads: Element | None,
    page: Page,
) -> Ranked:
    surroundings, looks = page.surroundings, wanted.hint.looks
    beside = [essence(one) for one in dict.fromkeys((seen.left, seen.above)) if has_words(one)]
    told = [1.0 / max(1, rarity[text]) if text in labels else 0.0 for text in beside]
    row = {essence(text) for text in surroundings.row(element)}
    shared = _share(row, map(essence, seen.row))
    number = surroundings.place(element)
    counted = float(bool(seen.place) and number == (seen.place, seen.of))
    small = looks is not None and _is_icon(seen.box) and _is_icon(element.box)
    parts = {
        "name": float(_is_called(seen, element)),
        "files": float(wanted.use is Use.UPLOAD and element.files),
        "way": float(leads is not None and same_thing(leads, element)),
        "beside": max(told, default=0.0),
        "row": shared,
        "picture": looks(element.box) if looks is not None and small else 0.0,
        "number": counted,
        "kind": kin(seen.role, element.role),
        "position": closeness(element.box, seen.box, page.viewport),
        "heading": float(bool(seen.heading) and surroundings.heading(element) == seen.heading),
        "size": min(element.box.area, seen.box.area) / max(element.box.area, seen.box.area, 1.0),
    }
    strong = (
        parts["name"]
        or parts["files"]
        or parts["way"]
        or parts["beside"] >= 1 / _FEW
        or (shared >= 0.5 and counted)
    )
    total = sum(_WEIGHTS[name] * value for name, value in parts.items())
    score = total / sum(_WEIGHTS.values())
    return Ranked(element, score, (float(bool(strong)), total), tuple(parts.items()))


def _share(mine: set[str], theirs: Iterable[str]) -> float:
    wanted = list(theirs)
    return sum(text in mine for text in wanted) / len(wanted) if wanted else 0.0
