"""Which kind of icon a small picture shows, by drawings of open icon sets (made by `make icons`).

Not an oracle: of a few icons that could be meant it says which one is most like a heart, a bin or a pencil,
and whether an icon is like one at all.
"""

from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from agents.operator.grounding.colours import colours_of
from agents.operator.grounding.drawings import SIDE, cut, framed, ink_of, is_ground, lab, without
from tasks.geometry import Box

_LARGEST = 72.0  # CSS pixels; what is larger is no icon
_AROUND = 3  # pixels of ground around a box
FILE = Path(__file__).with_name("icons.npz")


class Drawings:
    """What is drawn in the boxes of one screenshot, which is read when it is first asked for.

    Raises OSError then where it is no picture.
    """

    def __init__(self, picture: Path) -> None:
        self._picture = picture
        # By box: twins of an element, and every stage, ask for the same ones.
        self.icon = cache(self._icon)
        self.solid = cache(self._solid)
        self.colours = cache(self._colours)
        self.blank = cache(self._blank)

    @cached_property
    def _page(self) -> Any:
        return lab(self._picture)

    def _icon(self, box: Box, upon: tuple[Box, ...] = ()) -> dict[str, float]:
        """How much what is drawn there, but for what lies `upon` it, is like each kind of icon; empty where
        nothing is drawn or the box is no icon's."""
        if max(box.w, box.h) > _LARGEST:
            return {}
        crop = cut(self._page, box)
        ink = None if crop is None else ink_of(without(crop, box, upon))
        if ink is None:
            return {}
        whole, inside = likeness(ink), framed(ink)
        if inside is None:
            return whole
        inner = likeness(inside)
        return {kind: max(value, inner[kind]) for kind, value in whole.items()}

    def _solid(self, box: Box) -> float:
        """How much of its frame what is drawn there fills, holes filled up, in [0, 1]: a box to tick or a
        switch all of it, a circle 0.8, a star half; 1 out of sight."""
        if max(box.w, box.h) > _LARGEST:
            return 0.0
        crop = cut(self._page, box.grown(2))
        if crop is None:
            return 1.0
        ink = ink_of(crop)
        return 0.0 if ink is None else _share(silhouette(ink))

    def _blank(self, box: Box) -> bool:
        """Whether nothing is drawn there, not so much as a ground of its own; False out of sight."""
        crop = cut(self._page, box.grown(_AROUND))
        return crop is not None and is_ground(crop, _AROUND)

    def _colours(self, box: Box) -> frozenset[str]:
        """What the colour of what is drawn there may be called; empty: unknown."""
        crop = cut(self._page, box.grown(2)) if max(box.w, box.h) <= _LARGEST else None
        return frozenset() if crop is None else colours_of(crop)


def _share(filled: Any) -> float:
    rows, columns = np.nonzero(filled.any(axis=1))[0], np.nonzero(filled.any(axis=0))[0]
    if not len(rows):
        return 0.0
    return float(filled[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean())


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

    image, filled = ink.astype(np.float32), silhouette(ink)
    return _unit(cv2.GaussianBlur(image, (0, 0), 1.2)), _unit(cv2.GaussianBlur(filled, (0, 0), 1.2))


def silhouette(ink: Any) -> Any:
    """What is drawn with its holes filled up: SIDE x SIDE of 0 and 1."""
    import cv2

    mask = (ink.astype(np.float32) > 0.35).astype(np.uint8)
    framed = np.pad(1 - cv2.dilate(mask, np.ones((3, 3), np.uint8)), 1, constant_values=1).astype(np.uint8)
    cv2.floodFill(framed, None, (0, 0), 2)
    return (framed[1:-1, 1:-1] != 2).astype(np.float32)


def _unit(image: Any) -> Any:
    import cv2

    small = cv2.resize(image, (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA).ravel()
    small = small - small.mean()
    return small / max(float(np.linalg.norm(small)), 1e-6)
