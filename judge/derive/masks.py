"""Where pictures differ, as masks: one truth a pixel."""

import numpy as np

from judge.visual.picture import Mask, Pixels, differing
from tasks.evidence import Snapshot


def visible(one: Pixels, other: Pixels) -> Mask:
    """Which pixels differ visibly; specks smaller than a stroke, as antialiasing leaves, do not count."""
    import cv2

    if one.shape != other.shape:
        return np.ones(one.shape[:2], dtype=np.bool_)
    mask = differing(one, other).astype(np.uint8)
    strokes = [cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(size, np.uint8)) for size in ((1, 6), (6, 1))]
    return np.asarray(np.maximum(*strokes) > 0)


def where(mask: Mask) -> str:
    """In which part of the picture most of the mask lies, in words."""
    rows, columns = np.nonzero(mask)
    height, width = mask.shape
    if np.ptp(columns) > 0.8 * width and np.ptp(rows) > 0.8 * height:
        return "all over"
    up = ("at the top", "in the middle", "at the bottom")[min(2, int(3 * np.median(rows) / height))]
    side = ("on the left", "", "on the right")[min(2, int(3 * np.median(columns) / width))]
    return f"{up} {side}".strip()


def lettered(snapshots: list[Snapshot], shape: tuple[int, int]) -> Mask:
    """Where words stand on any of the snapshots."""
    mask = np.zeros(shape, dtype=np.bool_)
    for snapshot in snapshots:
        for word in snapshot.words:
            x, y, w, h = word.box
            mask[max(0, int(y - 4)) : max(0, int(y + h + 4)), max(0, int(x - 4)) : max(0, int(x + w + 4))] = (
                True
            )
    return mask


def grown(mask: Mask, by: int) -> Mask:
    """The mask and what lies within `by` pixels of it."""
    import cv2

    kernel = np.ones((2 * by + 1, 2 * by + 1), np.uint8)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel) > 0)
