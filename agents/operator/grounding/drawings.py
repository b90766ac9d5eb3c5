"""What a small picture draws, cut out of its ground."""

from pathlib import Path
from typing import Any

import numpy as np

from tasks.geometry import Box

SIDE = 32
"""Pixels; what is drawn is brought to this size, its proportions kept."""
_DRAWN = 0.35  # from which on a pixel is drawn on
_FRAME = 0.85  # of SIDE; a circle around something is no smaller
_DISC = (0.7, 0.86)  # of its square that a circle fills; exactly it is 0.785
_LINE = 0.5  # of a disc that the circle's line takes up, at most
_SOLID = 0.6  # of a disc that is left where something is cut out of it, at least
_HELD = 0.02  # of the square; what a frame holds is no less
_BORDERED, _BORDER = 16, 2  # pixels; a box larger than that may end at a line, which is another's
_FAINT = 3.0  # the same, from which on a pixel is not the ground's: a dot that is not chosen
_GOES_ON = 0.25  # of the edge of a box, at least, that is of its ground, if that is not the box's own
_LINED = 0.2  # of a box; a faint line may run through it
INK = 12.0
"""Difference in CIELAB from the ground, from which on something is drawn."""


def ink_of(crop: Any) -> Any:
    """What stands out from the ground of a crop (CIELAB), SIDE x SIDE in [0, 1]; None where nothing does."""
    stands_out = contrast(crop)
    if stands_out.max() < INK:
        return None
    return _fitted(stands_out / stands_out.max(), INK / stands_out.max())


def is_ground(crop: Any, around: int) -> bool:
    """Whether a crop (CIELAB) shows one colour, and some of its edge, so many pixels wide, shows that, too:
    the ground goes on."""
    inner = crop[around:-around, around:-around]
    if min(inner.shape[:2]) > _BORDERED:
        inner = inner[_BORDER:-_BORDER, _BORDER:-_BORDER]
    if min(inner.shape[:2]) < 1:
        return False
    ground = np.median(inner.reshape(-1, 3), axis=0)
    stands_out = np.linalg.norm(inner - ground, axis=2)
    goes_on = float((np.linalg.norm(_edge(crop) - ground, axis=1) <= _FAINT).mean())
    even = float(stands_out.max()) < INK and float((stands_out > _FAINT).mean()) < _LINED
    return even and goes_on >= _GOES_ON


def contrast(crop: Any) -> Any:
    """How much each pixel of a crop (CIELAB) differs from its ground: what most of its edge shows."""
    return np.linalg.norm(crop - np.median(_edge(crop), axis=0), axis=2)


def _edge(crop: Any) -> Any:
    return np.concatenate([crop[0], crop[-1], crop[:, 0], crop[:, -1]])


def _fitted(ink: Any, least: float) -> Any:
    """What is drawn, from the first to the last value of at least `least`, brought to SIDE x SIDE."""
    import cv2

    rows, columns = np.nonzero((ink >= least).any(axis=1))[0], np.nonzero((ink >= least).any(axis=0))[0]
    drawn = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = max(drawn.shape)
    square = np.zeros((side, side), np.float32)
    top, left = (side - drawn.shape[0]) // 2, (side - drawn.shape[1]) // 2
    square[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return cv2.resize(square, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def without(crop: Any, box: Box, upon: tuple[Box, ...]) -> Any:
    """A crop of a box, with what lies upon it painted over in the colour of its ground."""
    if not upon:
        return crop
    left, top = round(box.x), round(box.y)
    bare = crop.copy()
    for one in upon:
        rows = slice(max(0, round(one.y) - top), max(0, round(one.bottom) - top))
        bare[rows, max(0, round(one.x) - left) : max(0, round(one.right) - left)] = np.nan
    covered = np.isnan(bare[..., 0])
    edge = _edge(bare)
    if covered.all() or np.isnan(edge).all():
        return crop
    bare[covered] = np.nanmedian(edge, axis=0)
    return bare


def framed(ink: Any) -> Any:
    """What a circle holds, a line or a disc, brought to SIDE x SIDE: the plus of a plus in a circle. None
    where what is drawn is no circle, or holds nothing."""
    import cv2

    mask = (ink > _DRAWN).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    frames = stats[1:, cv2.CC_STAT_WIDTH] * stats[1:, cv2.CC_STAT_HEIGHT]
    if not len(frames) or frames.max() < (_FRAME * SIDE) ** 2:
        return None
    outer = (labels == 1 + int(np.argmax(frames))).astype(np.uint8)
    filled = np.zeros_like(mask)
    contours, _ = cv2.findContours(outer, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(filled, contours, -1, 1, cv2.FILLED)
    least, most = _DISC
    if not least <= filled.sum() / frames.max() <= most:
        return None
    if (line := outer.sum() / filled.sum()) < _LINE:
        inside = np.where((filled > 0) & (outer == 0), ink, 0.0)
    elif line > _SOLID:
        inside = np.where(cv2.erode(filled, np.ones((5, 5), np.uint8)) > 0, 1.0 - ink, 0.0)
    else:
        return None
    inside = np.where(inside > _DRAWN, inside, 0.0).astype(np.float32)
    return _fitted(inside, _DRAWN) if (inside > 0).sum() >= _HELD * SIDE * SIDE else None


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
