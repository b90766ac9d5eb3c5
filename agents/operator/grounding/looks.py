"""How much a place on the page looks like the target did in the recording; icons that are told by nothing else."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from agents.operator.grounding.admissible import admissible
from agents.operator.grounding.context import closeness
from agents.operator.grounding.decide import fitness
from agents.operator.grounding.elements import Element
from agents.operator.grounding.ranked import ABSENT, Decision, Page, Ranked, Wanted, distinct
from tasks.geometry import Box

_SURE = 0.72
_LEAST_PICTURE = 0.6
_LEAST_CLOSENESS = 0.7
_LEAST_MARGIN = 0.05
_SIDE = 32  # pixels; both crops are brought to this size
_FLAT = 1e-3  # norm of a patch's lightness; below, it shows one colour only


def by_looks(wanted: Wanted, found: Sequence[Element], page: Page) -> Decision:
    """An icon that says nothing, by its picture in the recording and its place there:

    score = picture 0.45 · position 0.35 · role 0.20
    """
    looks, seen = wanted.hint.looks, wanted.hint.seen
    if looks is None or seen is None:
        return ABSENT
    ranked = []
    for element in found:
        # Only what has about the target's size can look like it.
        ratio = element.box.area / max(seen.box.area, 1.0)
        in_view = page.viewport.intersect(element.box).area >= 0.5 * element.box.area
        if not 0.3 <= ratio <= 3.5 or not in_view or _says_something(element):
            continue
        if admissible(element, wanted.use, wanted.target.role) == 0:
            continue
        picture, near = looks(element.box), closeness(element.box, seen.box, page.viewport)
        role = fitness(wanted, element) / 3
        parts = (("picture", picture), ("position", near), ("role", role))
        ranked.append(Ranked(element, 0.45 * picture + 0.35 * near + 0.20 * role, (picture,), parts))
    order = distinct(sorted(ranked, key=lambda one: -round(one.score, 4)))
    if not order:
        return ABSENT
    best, margin = order[0], order[0].score - (order[1].score if order[1:] else 0.0)
    parts = dict(best.parts)
    known = parts["picture"] >= _LEAST_PICTURE and parts["position"] >= _LEAST_CLOSENESS
    if best.score >= _SURE and known and margin >= _LEAST_MARGIN:
        return Decision("sure", order, "picture", round(margin, 3))
    return Decision("absent", order, margin=0.0)


def _says_something(element: Element) -> bool:
    """Whether something is written there, or it is called something: then it is that, whatever it looks like.
    (An "x" is an icon.)"""
    written = sum(char.isalnum() for char in element.text) > 1
    return written or any(any(char.isalnum() for char in name) for name in element.names)


def likeness(reference: Path, reference_box: Box, current: Path) -> Callable[[Box], float]:
    """A function from a box in `current` to its likeness in [0, 1] to `reference_box` in `reference`.

    Mean of colour nearness (CIELAB, 1 - difference/60) and correlation of the grey patches. Crops are
    resized to 32x32, so the size of a rebuilt icon does not count. The pictures are read at the first
    call, which raises OSError where one of them is no picture.
    """

    @cache
    def wanted() -> Any:
        return _patch(_lab(reference), reference_box)

    @cache
    def page() -> Any:
        return _lab(current)

    def compare(box: Box) -> float:
        a, b = wanted(), _patch(page(), box)
        return 0.0 if a is None or b is None else (_colour(a, b) + _shape(a, b)) / 2

    return compare


def _colour(a: Any, b: Any) -> float:
    return max(0.0, 1.0 - float(np.abs(a - b).mean()) / 60.0)


def _shape(a: Any, b: Any) -> float:
    grey, other = (patch[..., 0] - patch[..., 0].mean() for patch in (a, b))
    norms = float(np.linalg.norm(grey)), float(np.linalg.norm(other))
    if min(norms) < _FLAT:
        # Two even patches have the same shape; an even one beside a drawn one has not.
        return 1.0 if max(norms) < _FLAT else 0.0
    return min(1.0, max(0.0, float((grey * other).sum()) / (norms[0] * norms[1])))


def _lab(path: Path) -> Any:
    import cv2

    image: Any = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise OSError(f"{path}: not a picture")
    return cv2.cvtColor((image / 255.0).astype(np.float32), cv2.COLOR_BGR2LAB)


def _patch(image: Any, box: Box) -> Any:
    """A crop, 32x32x3; None where less than 2x2 pixels of the box lie in the picture."""
    import cv2

    top, left = max(0, round(box.y)), max(0, round(box.x))
    crop = image[top : max(0, round(box.bottom)), left : max(0, round(box.right))]
    if crop.shape[0] < 2 or crop.shape[1] < 2:
        return None
    return cv2.resize(crop, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
