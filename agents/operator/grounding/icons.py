"""Which kind of icon a small picture shows, by drawings of open icon sets (made by `make icons`).

Not an oracle: of a few icons that could be meant it says which one is most like a heart, a bin or a pencil,
and whether an icon is like one at all.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from agents.operator.grounding.drawings import SIDE, cut, ink_of, lab
from tasks.geometry import Box

_LARGEST = 72.0  # CSS pixels; what is larger is no icon
FILE = Path(__file__).with_name("icons.npz")


def icons_of(picture: Path) -> Callable[[Box], dict[str, float]]:
    """A function that says of a box of a screenshot how much what is drawn there is like each kind of icon.

    Empty where nothing is drawn or the box is no icon's. The picture is read at the first call, which raises
    OSError where it is none.
    """

    @cache
    def page() -> Any:
        return lab(picture)

    @cache
    def drawn(box: Box) -> dict[str, float]:
        if max(box.w, box.h) > _LARGEST:
            return {}
        crop = cut(page(), box)
        ink = None if crop is None else ink_of(crop)
        return {} if ink is None else likeness(ink)

    return drawn


def likeness(ink: Any) -> dict[str, float]:
    """For every kind how much a drawing (SIDE x SIDE in [0, 1]) is like the nearest of that kind, in [0, 1].

    Mean of the correlation of what is drawn, a little blurred, and of its silhouette: a heart in outline and
    one that is filled have one.
    """
    kinds, lines, shapes = _known()
    line, shape = _features(ink)
    alike = 0.5 * lines @ line + 0.5 * shapes @ shape
    best: dict[str, float] = {}
    for kind, value in zip(kinds, alike, strict=True):
        best[kind] = max(best.get(kind, 0.0), float(value))
    return best


@cache
def _known() -> tuple[list[str], Any, Any]:
    with np.load(FILE) as data:
        kinds, inks = [str(kind) for kind in data["kinds"]], data["inks"] / 255.0
    features = [_features(ink) for ink in inks]
    return kinds, np.stack([line for line, _ in features]), np.stack([shape for _, shape in features])


def _features(ink: Any) -> tuple[Any, Any]:
    """The drawing and its silhouette as unit vectors of 16 x 16 values, their means taken off."""
    import cv2

    image = ink.astype(np.float32)
    mask = (image > 0.35).astype(np.uint8)
    framed = np.pad(1 - cv2.dilate(mask, np.ones((3, 3), np.uint8)), 1, constant_values=1).astype(np.uint8)
    cv2.floodFill(framed, None, (0, 0), 2)
    filled = (framed[1:-1, 1:-1] != 2).astype(np.float32)
    return _unit(cv2.GaussianBlur(image, (0, 0), 1.2)), _unit(cv2.GaussianBlur(filled, (0, 0), 1.2))


def _unit(image: Any) -> Any:
    import cv2

    small = cv2.resize(image, (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA).ravel()
    small = small - small.mean()
    return small / max(float(np.linalg.norm(small)), 1e-6)
