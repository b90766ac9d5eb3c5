"""What a small picture draws, where that can be told from its outline: an arrow, a cross, a plus, dots, bars, a box.

Enough to tell the arrow beside a folder from the folder. Anything else is told by what stands around it, by the
recording's picture, or by a model.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from tasks.geometry import Box

Drawing = Literal["right", "left", "up", "down", "cross", "plus", "minus", "dots", "bars", "box"]
"""right to down: an arrow, a chevron or a triangle that points there."""

SIDE = 32
"""Pixels; what is drawn is brought to this size, its proportions kept."""
_INK = 12.0  # difference in CIELAB from the ground, from which on something is drawn
_LARGEST = 72.0  # CSS pixels; what is larger is no icon


def drawings(picture: Path) -> Callable[[Box], Drawing | None]:
    """A function that says what is drawn in a box of a screenshot; None where that can't be told.

    The picture is read at the first call, which raises OSError where it is none.
    """

    @cache
    def page() -> Any:
        return lab(picture)

    @cache
    def drawn(box: Box) -> Drawing | None:
        if max(box.w, box.h) > _LARGEST:
            return None
        crop = cut(page(), box)
        ink = None if crop is None else ink_of(crop)
        return None if ink is None else outline(ink)

    return drawn


def outline(ink: Any) -> Drawing | None:
    """What an outline draws; `ink` is SIDE x SIDE in [0, 1]."""
    import cv2

    mask = (ink > 0.4).astype(np.uint8)
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    if not len(rows):
        return None
    tight = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = tight.shape
    parts, _, stats, _ = cv2.connectedComponentsWithStats(tight, connectivity=8)
    sizes = stats[1:, cv2.CC_STAT_AREA]
    if parts - 1 == 3 and sizes.min() > 0.5 * sizes.max():
        wide = stats[1:, cv2.CC_STAT_WIDTH].min() > 0.6 * width
        return "bars" if wide and height > 0.3 * width else "dots"
    if height <= 0.25 * width:
        return "minus" if parts - 1 == 1 else None
    if _hollow(tight):
        return "box"
    if parts - 1 == 1:
        return _arrow(tight) or _crossing(tight)
    return None


def _hollow(tight: Any) -> bool:
    """Whether only the frame of a square is drawn."""
    height, width = tight.shape
    if not 0.8 <= width / height <= 1.25 or min(height, width) < 8:
        return False
    edge = max(2, round(0.2 * min(height, width)))
    inner = tight[edge:-edge, edge:-edge]
    frame = (tight[0].mean() + tight[-1].mean() + tight[:, 0].mean() + tight[:, -1].mean()) / 4
    return bool(inner.size and inner.mean() < 0.05 and frame > 0.6)


def _arrow(tight: Any) -> Drawing | None:
    """Where a triangle, a chevron or an arrow points: its hull narrows from one side to the other."""
    import cv2

    height, width = tight.shape
    points = cv2.findNonZero(tight)
    hull = np.zeros_like(tight)
    cv2.fillConvexPoly(hull, cv2.convexHull(points), 1)
    if not 0.38 <= hull.mean() <= 0.68:
        return None
    half_w, half_h = max(1, width // 3), max(1, height // 3)
    sides = {
        "right": (hull[:, :half_w].mean(), hull[:, -half_w:].mean()),
        "left": (hull[:, -half_w:].mean(), hull[:, :half_w].mean()),
        "down": (hull[:half_h].mean(), hull[-half_h:].mean()),
        "up": (hull[-half_h:].mean(), hull[:half_h].mean()),
    }
    name, (base, tip) = max(sides.items(), key=lambda item: item[1][0] - item[1][1])
    return name if base - tip > 0.35 else None  # type: ignore[return-value]


def _crossing(tight: Any) -> Drawing | None:
    """Two bars that cross: along the diagonals, or along the middle."""
    import cv2

    height, width = tight.shape
    if not 0.7 <= width / height <= 1.4:
        return None
    square = cv2.resize(tight.astype(np.float32), (15, 15), interpolation=cv2.INTER_AREA)
    diagonal = float(np.mean([max(square[i, i], square[14 - i, i]) for i in range(15)]))
    both = float(np.mean([min(square[i, i], square[14 - i, i]) for i in (1, 2, 3, 11, 12, 13)]))
    middle = float(min(square[7].mean(), square[:, 7].mean()))
    corners = float(np.mean([square[:4, :4], square[:4, -4:], square[-4:, :4], square[-4:, -4:]]))
    sides = float(np.mean([square[:3, 6:9], square[-3:, 6:9], square[6:9, :3].T, square[6:9, -3:].T]))
    if both > 0.4 and diagonal > 0.5 and sides < 0.25:
        return "cross"
    return "plus" if middle > 0.7 and corners < 0.15 else None


def ink_of(crop: Any) -> Any:
    """What stands out from the ground of a crop (CIELAB), SIDE x SIDE in [0, 1]; None where nothing does.

    The ground is what most of the crop's edge shows.
    """
    import cv2

    edge = np.concatenate([crop[0], crop[-1], crop[:, 0], crop[:, -1]])
    contrast = np.linalg.norm(crop - np.median(edge, axis=0), axis=2)
    if contrast.max() < _INK:
        return None
    rows = np.nonzero((contrast >= _INK).any(axis=1))[0]
    columns = np.nonzero((contrast >= _INK).any(axis=0))[0]
    ink = contrast[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / contrast.max()
    side = max(ink.shape)
    square = np.zeros((side, side), np.float32)
    top, left = (side - ink.shape[0]) // 2, (side - ink.shape[1]) // 2
    square[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return cv2.resize(square, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def hull_of(ink: Any) -> Any:
    """The convex hull of what is drawn, filled: a chevron and a triangle have one hull."""
    import cv2

    points = cv2.findNonZero((ink > 0.4).astype(np.uint8))
    filled = np.zeros((SIDE, SIDE), np.float32)
    if points is not None:
        cv2.fillConvexPoly(filled, cv2.convexHull(points), 1.0)
    return filled


def lab(path: Path) -> Any:
    """A picture in CIELAB, height x width x 3. Raises OSError where it is none."""
    import cv2

    image: Any = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise OSError(f"{path}: not a picture")
    return lab_of(image[..., ::-1])


def lab_of(image: Any) -> Any:
    """An array of RGB, 0 to 255, in CIELAB."""
    import cv2

    return cv2.cvtColor((image / 255.0).astype(np.float32), cv2.COLOR_RGB2LAB)


def cut(image: Any, box: Box) -> Any:
    """The part of a picture, height x width x 3; None where less than 2x2 pixels of the box lie in it."""
    top, left = max(0, round(box.y)), max(0, round(box.x))
    crop = image[top : max(0, round(box.bottom)), left : max(0, round(box.right))]
    return None if crop.shape[0] < 2 or crop.shape[1] < 2 else crop
