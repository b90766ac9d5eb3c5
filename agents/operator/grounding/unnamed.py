"""A target without a name: what kind of thing it is, and what it stands with, has to decide.

Ordinary words of a description are no label. What is drawn there counts for what it shows: a heart is not
taken for a bin because the bin is the only icon left in the row.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.apart import by_colour, choose, margin, pointing
from agents.operator.grounding.belonging import (
    frames_what_is_covered,
    has_another,
    holds_the_text,
    is_called,
    is_labelled_otherwise,
    is_part,
    stands_with_another,
)
from agents.operator.grounding.context import Landmark, Tie
from agents.operator.grounding.contradicted import contradicted
from agents.operator.grounding.depicted import depicts
from agents.operator.grounding.elements import CHECKS, TYPED, Element
from agents.operator.grounding.fitness import fitness, landmarks
from agents.operator.grounding.named import CALLED
from agents.operator.grounding.names import match
from agents.operator.grounding.places import closeness, in_row, same_size
from agents.operator.grounding.ranked import (
    ABSENT,
    CLOSE,
    Admitted,
    Decision,
    Page,
    Ranked,
    Wanted,
    distinct,
    out_of_reach,
)
from agents.operator.grounding.recorded import by_recording, contradicts, in_another_row, looks_alike
from agents.operator.grounding.series import nth
from tasks.geometry import Box
from tasks.recording import SeenTarget

_LARGE = 0.25
"""Of the viewport; what is larger is no thing that one points at without saying what is written there."""
_AT_HAND = 8.0  # CSS pixels from the place given to the thing, at most
_BESIDE = 0.4  # of its shorter side that it stands away from there; farther off another may have stood
_ABOUT = 24.0  # the same, where what is drawn there is just what was asked for


def by_context(
    wanted: Wanted, found: Sequence[Admitted], page: Page, covered: Sequence[Admitted] = ()
) -> Decision:
    """The element that the description's kind, landmarks, order and place leave over; none, where one that
    something covers stands closer to where it should."""
    description = wanted.description
    fitting = _fitting(wanted, found, page)
    marks = _marks(wanted, fitting, page)
    if wanted.near and not marks:
        return Decision("absent", (), margin=0.0, reason="the text that it should stand with is not seen")
    pool = _pool(wanted, fitting, marks, page)
    if not pool:
        return ABSENT
    beneath = _pool(wanted, _fitting(wanted, covered, page), marks, page)
    closer = [one for one in beneath if _stands_closer(one, pool, wanted, page)]
    if closer:
        return out_of_reach([*closer, *pool])
    if called := _modified(wanted, pool):
        return choose(wanted, called, pool, page, "name", bool(marks))
    best = [one for one in pool if one.key[:TOP] == pool[0].key[:TOP]]
    if _is_another_drawing(wanted, best[0]):
        return Decision("absent", pool, margin=0.0, reason="what is drawn there is something else")
    if (description.order is not None or description.row is not None) and (
        wanted.place(page.viewport) is None or marks
    ):
        exact = [one for one in best if one.element.role == wanted.target.role not in _COMMON]
        of_a_row = any(not mark.text for mark in marks)
        counted = nth(wanted, exact if len(exact) > 1 else best, page, of_row=of_a_row)
        alone = bool(marks) and len(distinct(best)) == 1
        first = description.order in (None, 1) or is_called(best[0].element, marks)
        if counted is not None or not (alone and first):
            return _ordered(counted, pool)
    if marks:
        return choose(wanted, best, pool, page, "near", True)
    if not wanted.target.at and wanted.hint.seen is not None and wanted.hint.seen.role is not None:
        return _seen_again(wanted, found, distinct(best), page, covered)
    return _by_place(wanted, best, pool, page)


_COMMON = (None, "button", "link")
_COUNTED = CLOSE / 2
"""The margin of what is counted to: in the grounding bench only half of such choices are right, so each is
marked as close."""
TOP = 4
"""So many entries of a key say what a thing is; the others where it stands."""


_Fitting = tuple[Element, float, int, int]
"""An element, how well it suits the action, how it fits what is drawn, and how it fits the kind."""


def _fitting(wanted: Wanted, found: Sequence[Admitted], page: Page) -> list[_Fitting]:
    """What is of the kind that is said."""
    fits = [(one, suits, depicts(wanted, one, page), fitness(wanted, one, page)) for one, suits in found]
    largest = _LARGE * page.viewport.area
    return [
        (one, suits, kind, fit)
        for one, suits, kind, fit in fits
        if kind > 0 and not (wanted.roles and fit < 2) and one.box.area <= largest
    ]


def _marks(wanted: Wanted, fitting: Sequence[_Fitting], page: Page) -> list[Landmark]:
    """Where the texts or the row stand that it is told by; not a row that has nothing to do with these, and
    none where a place says more."""
    if wanted.target.at and not wanted.near:
        return []
    likely = [one for one, _, kind, _ in fitting if kind >= 2]
    marks = landmarks(wanted, page, likely)
    if wanted.near or any(page.context.relation(one, marks).tie is not Tie.OPEN for one in likely):
        return marks
    return []


def _pool(wanted: Wanted, fitting: Sequence[_Fitting], marks: Sequence[Landmark], page: Page) -> list[Ranked]:
    """What could be meant, best first; where a text is near, only what is closest to it."""
    ranked: list[Ranked] = []
    twins = [one.box for one, _, kind, _ in fitting if kind >= 2 and one.owner in (None, one.node)]
    for element, suits, kind, fit in fitting:
        relation = page.context.relation(element, marks, twins) if marks else None
        if relation and (relation.tie < Tie.CLOSE or has_another(wanted, element, relation, marks, page)):
            continue
        if relation and stands_with_another(element, relation, page):
            continue
        if relation and is_labelled_otherwise(wanted, element, relation, marks, page):
            continue
        if contradicted(wanted, element, marks, page):
            continue
        if (marks and holds_the_text(element, marks)) or frames_what_is_covered(element, page):
            continue
        parts = [("drawn", kind / 3), ("kind", fit / 3), ("use", suits)]
        whole = not is_part(element, {mark.node for mark in marks}, page)
        visible = bool(marks) or page.shows(element.box)
        told = (float(kind), suits, float(visible), float(whole), 0.0, 0.0, 0.0, 0.0)
        area = relation.area if relation else 0.0
        key = (*told, -area, float(fit), float(_is_itself(element)), -element.box.area)
        score = sum(value for _, value in parts) / len(parts)
        ranked.append(Ranked(element, score, key, tuple(parts), tie=relation.tie if relation else Tie.OPEN))
    likely = [one for one in ranked if one.key[0] >= 2] or ranked
    # The landmark's row goes before a larger group, and that before what stands close.
    closest = max((one.tie for one in likely), default=Tie.OPEN)
    kept = [one for one in likely if one.tie == closest]
    if closest is Tie.GROUP:
        nearest = max(one.key[8] for one in kept)
        kept = [one for one in kept if one.key[8] >= 1.5 * nearest]  # (areas, negated)
    return sorted(kept, key=lambda one: one.key, reverse=True)


def _stands_closer(covered: Ranked, pool: Sequence[Ranked], wanted: Wanted, page: Page) -> bool:
    """Whether what is covered has the stronger tie to the landmarks, or one as strong where what is seen is
    not known by what it draws, or alone lies at the place."""
    best = pool[0]
    if covered.key[0] < 2:
        return False
    if covered.tie is not Tie.OPEN or best.tie is not Tie.OPEN:
        return covered.tie > best.tie or (covered.tie == best.tie and covered.key[0] >= best.key[0])
    place = wanted.place(page.viewport)
    if place is None or not covered.element.box.holds(*place.center):
        return False
    return not any(one.key[0] >= 2 and one.element.box.holds(*place.center) for one in pool)


def _is_another_drawing(wanted: Wanted, best: Ranked) -> bool:
    kind = wanted.description.kind
    drawn = kind is not None and (kind.pictogram or bool(kind.roles & CHECKS))
    typed = wanted.use is Use.SELECT and best.element.role in TYPED
    return (drawn or typed) and best.key[0] < 2


def _modified(wanted: Wanted, pool: Sequence[Ranked]) -> list[Ranked]:
    """Those that are called as the description modifies its noun: "Search" for "the search field"."""
    modifier = wanted.description.modifier
    if modifier is None or wanted.target.near:
        return []
    fits = [replace(one, match=replace(match(modifier, one.element), own=False)) for one in pool]
    return [one for one in fits if one.match.level >= CALLED]


def _ordered(counted: Ranked | None, pool: Sequence[Ranked]) -> Decision:
    if counted is None:
        return Decision("ambiguous", pool, margin=0.0, reason="it can't be counted to")
    rest = [one for one in pool if one is not counted]
    return Decision("sure", [counted, *rest], "order", _COUNTED)


def _by_place(wanted: Wanted, best: Sequence[Ranked], pool: Sequence[Ranked], page: Page) -> Decision:
    """Nothing but a place, a recording, or that there is only one of its kind."""
    place, kinds = wanted.place(page.viewport), distinct(best)
    if place is None:
        direction = wanted.description.direction
        at = pointing(direction, [one.element for one in kinds], page) if direction else None
        if at is not None:
            return Decision("sure", [kinds[at], *(one for one in pool if one is not kinds[at])], "kind")
        if len(kinds) > 1 and (coloured := by_colour(wanted, kinds, page)) is not None:
            rest = [one for one in pool if one is not coloured]
            return Decision("sure", [coloured, *rest], "picture", _COUNTED)
        told = wanted.roles or wanted.description.kind is not None
        if len(kinds) == 1 and told and kinds[0].key[0] >= 2 and kinds[0].element.clickable:
            return Decision("sure", [*kinds, *pool], "kind", margin(kinds[0], pool))
        return Decision("ambiguous", pool, margin=0.0, reason="nothing says which of them is meant")
    seen = [one for one in kinds if page.shows(one.element.box) and not one.element.obscured]
    return _nearest(seen, place, page)


def _seen_again(
    wanted: Wanted, found: Sequence[Admitted], pool: Sequence[Ranked], page: Page, covered: Sequence[Admitted]
) -> Decision:
    """What stands as it stood in the recording; what is a pair by its direction; an icon by its place."""
    known = by_recording(wanted, found, page, covered)
    seen = wanted.hint.seen
    if known.verdict == "sure" or known.covered or seen is None:
        return known
    in_view = [one for one in pool if page.shows(one.element.box)]
    likeness = {id(one): page.surroundings.likeness(seen, one.element, page.viewport) for one in in_view}
    order = sorted(in_view, key=lambda one: -likeness[id(one)])
    paired = _paired(wanted, order, likeness, page)
    if paired is not None:
        return Decision("sure", [paired, *(one for one in order if one is not paired)], "kind")
    mute = [one for one in order if not one.element.names and _may_stand_for(wanted, seen, one, page)]
    drawn = mute and mute[0].key[0] == 3
    return _nearest(mute, seen.box, page) if mute and (drawn or not seen.name) else known


def _may_stand_for(wanted: Wanted, seen: SeenTarget, one: Ranked, page: Page) -> bool:
    if contradicts(seen, one.element) or in_another_row(seen, one.element, page):
        return False
    return one.key[0] == 3 or looks_alike(wanted, one.element)


def _nearest(pool: Sequence[Ranked], place: Box, page: Page) -> Decision:
    """The smallest that lies at the place, or one that is clearly nearest to it."""
    at = Box(*place.center, 0, 0)
    order = sorted(pool, key=lambda one: (one.element.box.distance(at), one.element.box.area))
    if not order:
        return ABSENT
    gaps = [one.element.box.distance(at) for one in order[:2]]
    side = min(order[0].element.box.w, order[0].element.box.h)
    limit = min(_ABOUT, side) if order[0].key[0] == 3 else min(_AT_HAND, _BESIDE * side)
    if gaps[0] == 0 or (gaps[0] <= limit and (len(gaps) == 1 or gaps[1] > 3 * gaps[0])):
        near = [closeness(one.element.box, place, page.viewport) for one in order[:2]]
        return Decision("sure", order, "place", round(max(0.0, near[0] - (near[1] if near[1:] else 0.0)), 3))
    return Decision("ambiguous", order, margin=0.0, reason="nothing stands where it should be")


def _paired(wanted: Wanted, pool: Sequence[Ranked], likeness: dict[int, float], page: Page) -> Ranked | None:
    """Of icons that say nothing, the one on its side of a pair, or of four: to the start, back, on, to the
    end."""
    direction = wanted.description.direction
    if direction is None or any(one.element.names for one in pool):
        return None
    at = pointing(direction, [one.element for one in pool], page) if len(pool) != 2 else None
    if at is not None:
        return pool[at]
    rows: list[list[Ranked]] = []
    for one in sorted(pool, key=lambda one: one.element.box.x):
        row = next((row for row in rows if _like(row[0].element.box, one.element.box)), None)
        rows.append([one]) if row is None else row.append(one)
    fits = [row[len(row) // 2 - (0 if direction.last else 1)] for row in rows if len(row) in (2, 4)]
    fits.sort(key=lambda one: -likeness[id(one)])
    if len(fits) > 1 and likeness[id(fits[0])] - likeness[id(fits[1])] < 0.02:
        return None
    return fits[0] if fits else None


def _like(a: Box, b: Box) -> bool:
    return in_row(a, b) and same_size(a, b)


def _is_itself(element: Element) -> bool:
    return element.node is not None and element.node == element.owner
