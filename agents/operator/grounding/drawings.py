"""What a small picture draws, cut out of its ground."""

from pathlib import Path
from typing import Any

import numpy as np

from tasks.geometry import Box

SIDE = 32
"""Pixels; what is drawn is brought to this size, its proportions kept."""
_INK = 12.0  # difference in CIELAB from the ground, from which on something is drawn


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
