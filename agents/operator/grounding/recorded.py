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
from agents.operator.grounding.directions import DIRECTIONS, OPPOSITE, Direction
from agents.operator.grounding.elements import CHECKS, FIELDS, Element
from agents.operator.grounding.fingerprint import is_another, kin
from agents.operator.grounding.names import Level, fit
from agents.operator.grounding.places import closeness, in_column, in_row, same_size
from agents.operator.grounding.ranked import (
    ABSENT,
    Admitted,
    Decision,
    Page,
    Ranked,
    Wanted,
    distinct,
    out_of_reach,
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
    "way": 0.9,
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
_CLEARLY_DRAWN = 0.75
"""Likeness to a kind of icon from which the recorded one clearly is one."""


def by_recording(
    wanted: Wanted, found: Sequence[Admitted], page: Page, covered: Sequence[Admitted] = ()
) -> Decision:
    """The element that stands as the target stood, if something but its place says so; none, where one that
    something covers stands more so."""
    seen = wanted.hint.seen
    if seen is None or seen.role is None:
        return ABSENT
    suited = [one for one, suits in (*found, *covered) if suits >= 0.5]
    way = _way(wanted, seen)
    leads = _leading(way, [one for one in suited if one.clickable], page)
    likely = [one for one in suited if _may_be(wanted, seen, one, leads, page)]
    labels = {id(one): _labels(one, page) for one in likely}
    things = [one.element for one in distinct([Ranked(one, 0.0) for one in likely])]
    rarity = Counter(text for one in things for text in labels[id(one)])
    ranked = [_ranked(seen, wanted, one, labels[id(one)], rarity, leads, page) for one in likely]
    order = sorted(ranked, key=lambda one: (one.key, -one.element.box.area), reverse=True)
    order = [one for one in order if one.key[0] > 0]
    if not order:
        return ABSENT
    if order[0].element.obscured and covered:
        return out_of_reach(order)
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
    said; or beside what another thing was called there."""
    row = {essence(text) for text in page.surroundings.row(element)}
    theirs = {essence(text) for text in seen.row if has_words(text)}
    if not row:  # the only one of its kind that is left
        line = {essence(text) for text, box in page.surroundings.lines if in_row(box, element.box)}
        return bool(theirs) and not line & theirs and bool(line & set(map(essence, seen.beside)))
    return bool(theirs) and len(row & theirs) < 0.5 * len(theirs)


def _fits(name: str, text: str) -> bool:
    return max(fit(name, text).level, fit(text, name).level) >= Level.PART


def _may_be(wanted: Wanted, seen: SeenTarget, element: Element, leads: Element | None, page: Page) -> bool:
    """Whether it could be the recorded thing: it is called so, or both are icons of about one size that look
    alike or lead the same way."""
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
        used = element.clickable or element.editable or element.role not in _PLAIN
        used = used or not (seen.role in FIELDS or seen.role in CHECKS) or _says(seen.name, element)
        return kin(seen.role, element.role) > 0 or (used and bool({seen.role, element.role} & _PLAIN))
    alike = looks_alike(wanted, element) or (leads is not None and same_thing(leads, element))
    fits = alike and (element.clickable or not wanted.clicked) and element.role in _ICONS
    small = _is_icon(seen.box) and _is_icon(element.box) and wanted.use is not Use.UPLOAD
    return fits and small and not in_another_row(seen, element, page)


def _says(name: str | None, element: Element) -> bool:
    return has_words(name) and essence(name or "") in map(essence, (element.text, *element.names))


def _is_called(seen: SeenTarget, element: Element) -> bool:
    held = element.role in FIELDS or element.role in CHECKS or element.editable or element.clickable
    own = {essence(one) for one in (*element.names, *(element.captions if held else ()), element.value or "")}
    same = element.role == seen.role
    also = [one for one in seen.also if same or any(map(str.isalpha, one))]  # what a field held is no name
    return any(essence(one) in own for one in (seen.name or "", *also) if has_words(one))


def _way(wanted: Wanted, seen: SeenTarget) -> Direction | None:
    """The way that the recorded name says, or that the recorded icon points where it says nothing."""
    said = {word for name in (seen.name, *seen.also) if name for word in words(name)}
    ways = [one for one in DIRECTIONS if one.words & said]
    if not said and wanted.hint.drawn is not None and _is_icon(seen.box) and (kinds := wanted.hint.drawn()):
        best = max(kinds, key=lambda kind: kinds[kind])
        ways = [one for one in DIRECTIONS if best in one.icons and kinds[best] >= _CLEARLY_DRAWN]
    return ways[0] if len(ways) == 1 else None


def _leading(way: Direction | None, likely: Sequence[Element], page: Page) -> Element | None:
    """The only one of these that says or draws that way and stands beside one like it that leads back: the
    arrow to the next slide, whatever it is called here."""
    if way is None:
        return None
    icons = [one.element for one in distinct([Ranked(one, 0.0) for one in likely if _is_icon(one.box)])]
    there = [one for one in icons if points(way, one, page)]
    back = [one.box for one in icons if points(OPPOSITE[way], one, page)]
    pairs = [one for one in there if any(_are_a_pair(one.box, box) for box in back)]
    found = pairs or there
    return found[0] if len(found) == 1 else None


def _are_a_pair(a: Box, b: Box) -> bool:
    return same_size(a, b) and (in_row(a, b) or in_column(a, b))


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
