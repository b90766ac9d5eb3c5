"""How much a place on the page looks like the target did in the recording; icons that are told by nothing
else."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from agents.operator.grounding import icons
from agents.operator.grounding.admissible import admissible
from agents.operator.grounding.drawings import SIDE, cut, hull_of, ink_of, lab
from agents.operator.grounding.elements import Element
from agents.operator.grounding.fitness import fitness
from agents.operator.grounding.places import closeness
from agents.operator.grounding.ranked import (
    ABSENT,
    Decision,
    Hint,
    Page,
    Ranked,
    Wanted,
    distinct,
    out_of_reach,
)
from agents.operator.grounding.recorded import contradicts, in_another_row
from agents.operator.grounding.tree import BOXES
from tasks.geometry import Box
from tasks.recording import SeenTarget

_SURE = 0.72
_LEAST_PICTURE = 0.6
_LEAST_CLOSENESS = 0.7
_LEAST_MARGIN = 0.05
_FLAT = 1e-6
_ICON = 64  # pixels; what is larger is no icon
_SAME_KIND = 0.8
_OF_A_KIND = 0.75
"""Likeness to a kind of icon from which a drawing is clearly one."""


def by_looks(wanted: Wanted, found: Sequence[Element], page: Page) -> Decision:
    """An icon that says nothing, by its picture in the recording and its place there:

    score = picture 0.45 · position 0.35 · role 0.20
    """
    looks, seen = wanted.hint.looks, wanted.hint.seen
    if looks is None or seen is None or (seen.role is not None and _letters(seen.name)):
        return ABSENT
    ranked = []
    for element in found:
        # Only what has about the target's size can look like it.
        ratio = element.box.area / max(seen.box.area, 1.0)
        in_view = page.viewport.intersect(element.box).area >= 0.5 * element.box.area
        if not 0.3 <= ratio <= 3.5 or not in_view:
            continue
        if _says_something(element) or (element.role in BOXES and not element.icon):
            continue
        if seen.role is not None and not _may_be(seen, element, page):
            continue
        if admissible(element, wanted.use, wanted.target.role) == 0:
            continue
        picture, near = looks(element.box), closeness(element.box, seen.box, page.viewport)
        role = fitness(wanted, element, page) / 3
        score = 0.45 * picture + 0.35 * near + 0.20 * role
        parts = (("picture", picture), ("position", near), ("role", role))
        ranked.append(Ranked(element, score, (picture,), parts))
    order = distinct(sorted(ranked, key=lambda one: -round(one.score, 4)))
    if not order:
        return ABSENT
    if order[0].element.obscured:
        return out_of_reach(order)
    best, margin = order[0], order[0].score - (order[1].score if order[1:] else 0.0)
    likeness_of = dict(best.parts)
    known = likeness_of["picture"] >= _LEAST_PICTURE and likeness_of["position"] >= _LEAST_CLOSENESS
    if best.score >= _SURE and known and margin >= _LEAST_MARGIN:
        return Decision("sure", order, "picture", round(margin, 3))
    return Decision("absent", order, margin=0.0)


def _may_be(seen: SeenTarget, element: Element, page: Page) -> bool:
    """Whether nothing but its picture says that it is another thing: a column's arrow is no question mark."""
    sorts = element.role == "columnheader" and seen.role in ("img", "generic")
    return not sorts and not contradicts(seen, element) and not in_another_row(seen, element, page)


def _letters(text: str | None) -> bool:
    return sum(char.isalnum() for char in text or "") > 1


def _says_something(element: Element) -> bool:
    """Whether something is written there, or it is called something: then it is that, whatever it looks like.
    (An "x" is an icon.)"""
    return any(_letters(text) for text in (element.text, *element.names))


def likeness(reference: Path, reference_box: Box, current: Path) -> Callable[[Box], float]:
    """A function from a box in `current` to its likeness in [0, 1] to `reference_box` in `reference`.

    0.7 of shape and 0.3 of colour, or 0.8 where both draw one kind of icon: three dots in a row or in a
    column. Shape is the correlation of what is drawn, cut out of its ground and
    brought to 32x32 with its proportions kept, or of its hull: neither size nor padding, colours or filling
    of a rebuilt icon count; colour is nearness in CIELAB (1 - difference/60) of the whole crops. The pictures
    are read at the first call, which raises OSError where one of them is no picture.
    """

    @cache
    def wanted() -> Any:
        return cut(lab(reference), reference_box)

    @cache
    def ink() -> Any:
        return ink_of(wanted())

    @cache
    def kinds() -> dict[str, float]:
        return icons.likeness(ink())

    @cache
    def page() -> Any:
        return lab(current)

    @cache
    def compare(box: Box) -> float:
        a, b = wanted(), cut(page(), box)
        if a is None or b is None:
            return 0.0
        other = ink_of(b)
        likeness = 0.7 * _shape(ink(), other) + 0.3 * _colour(a, b)
        if ink() is None or other is None or max(*a.shape, *b.shape) > _ICON:
            return likeness
        return max(likeness, _SAME_KIND * _one_kind(kinds(), icons.likeness(other)))

    return compare


def hint(seen: SeenTarget, reference: Path, current: Path) -> Hint:
    """What the recording says of a target, with its picture there, compared with what `current` shows. The
    pictures are read when they are first asked for, which raises OSError where one is none."""
    drawn = cache(lambda: icons.Drawings(reference).icon(seen.box))
    return Hint(seen, likeness(reference, seen.box, current), drawn)


def _one_kind(mine: dict[str, float], theirs: dict[str, float]) -> float:
    """How much two drawings are of one kind of icon, if both are clearly of it."""
    best = max(mine, key=lambda kind: mine[kind])
    alike = min(mine[best], theirs[best])
    return alike if alike >= _OF_A_KIND and theirs[best] == max(theirs.values()) else 0.0


def _colour(a: Any, b: Any) -> float:
    return max(0.0, 1.0 - float(np.abs(_small(a) - _small(b)).mean()) / 60.0)


def _shape(ink: Any, other: Any) -> float:
    if ink is None or other is None:
        # Two even patches have the same shape; an even one beside a drawn one has not.
        return 1.0 if ink is None and other is None else 0.0
    return max(_correlation(ink, other), 0.9 * _correlation(hull_of(ink), hull_of(other)))


def _correlation(a: Any, b: Any) -> float:
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return min(1.0, max(0.0, float((a * b).sum()) / norm)) if norm > _FLAT else 0.0


def _small(crop: Any) -> Any:
    import cv2

    return cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
