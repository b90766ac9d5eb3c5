"""Same text, another look: which lines were ticked, selected, highlighted or crossed out."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from judge.visual.picture import Mask, Pixels, differing
from tasks.geometry import Box

SHIFT = 6
"""Pixels that a line may stray between two pictures; OCR's boxes jitter by 4."""
SHARE = 0.02
"""Share of a line's pixels that must differ,"""
LEAST = 12
"""and at least so many pixels."""
FLICKER = 3
"""Pixels of a line that may differ while it counts as unchanged."""
REACH = 400.0
"""How far from its label a control may stand in the same row, in pixels."""
WALL = 40.0
"""Pixels that a border between a control and a text counts for; a border of one pixel has two edges."""


class Still:
    """Which boxes hold no change, by a table of sums."""

    def __init__(self, mask: Mask) -> None:
        self._sums = cv2.integral(mask.astype(np.uint8))

    def at(self, box: Box) -> bool:
        """Whether at most a few of the box's pixels differ."""
        height, width = self._sums.shape[0] - 1, self._sums.shape[1] - 1
        x, y, right, bottom = _corners(box, width, height)
        sums = self._sums
        changed = int(sums[bottom, right]) - int(sums[y, right]) - int(sums[bottom, x]) + int(sums[y, x])
        return changed <= FLICKER


def displaced(before: Box, after: Box) -> bool:
    """Whether a line stands elsewhere; a line that grew or shrank at one end does not."""
    across = min(abs(before.x - after.x), abs(before.right - after.right))
    along = abs(before.center[1] - after.center[1])
    return across > SHIFT or along > max(SHIFT, 0.4 * before.h)


def looks_otherwise(before: Pixels, after: Pixels, old: Box, new: Box) -> bool:
    """Whether the line in box `old` of one picture looks otherwise in box `new` of the other.

    The line's patch is sought around its new place first, since boxes jitter.
    """
    height, width = before.shape[:2]
    x, y, right, bottom = _corners(old, width, height)
    left, top, *_ = _corners(new, width, height)
    patch = before[y:bottom, x:right]
    window = after[
        max(top - SHIFT, 0) : top + (bottom - y) + SHIFT, max(left - SHIFT, 0) : left + (right - x) + SHIFT
    ]
    if not patch.size or window.shape[0] < patch.shape[0] or window.shape[1] < patch.shape[1]:
        return False
    _, _, (dx, dy), _ = cv2.minMaxLoc(cv2.matchTemplate(window, patch, cv2.TM_SQDIFF))
    found = window[dy : dy + patch.shape[0], dx : dx + patch.shape[1]]
    changed = int(np.count_nonzero(_beyond(patch, found) | _beyond(found, patch)))
    return changed > max(LEAST, int(SHARE * patch.shape[0] * patch.shape[1]))


def _beyond(a: Pixels, b: Pixels) -> Mask:
    """Which pixels of `a` look like nothing in the 3x3 pixels of `b` around them.

    A line that slipped by half a pixel is drawn with other edges; that is no other look.
    """
    around = np.ones((3, 3), dtype=np.uint8)
    return differing(a, np.clip(a, cv2.erode(b, around), cv2.dilate(b, around)))


def beside(before: Pixels, mask: Mask, staying: Sequence[Box], changed: Sequence[Box]) -> list[bool]:
    """For lines that stay in their place: did something change beside them, a checkbox say?

    Each changed spot that is no larger than a control belongs to the nearest line in its row, else to the
    nearest above or below. `changed` are the boxes of all lines whose own pixels changed, before and after:
    spots on them are told by those lines.
    """
    restyled = [False] * len(staying)
    known = [*staying, *changed]
    grey = np.asarray(cv2.cvtColor(before, cv2.COLOR_BGR2GRAY), dtype=np.int16)
    for spot in _spots(mask):
        if any(spot.intersect(box.grown(2)).area > 0.5 * spot.area for box in changed):
            continue
        owner = _owner(spot, known, _walls(grey, spot))
        if owner is not None and owner < len(staying):
            restyled[owner] = True
    return restyled


def _spots(mask: Mask) -> list[Box]:
    """Boxes of what changed, pixels closer than 4 to each other together."""
    joined = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), dtype=np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    table = np.asarray(stats)
    pixels = np.bincount(np.asarray(labels)[mask], minlength=len(table))
    boxes = [Box(*(float(value) for value in row[:4])).grown(-2) for row in table]
    return [boxes[index] for index in range(1, len(boxes)) if pixels[index] >= LEAST]


class _Distance(NamedTuple):
    """How far a line is from a spot; the least wins."""

    other_row: bool
    across: float
    along: float
    line: int


def _walls(grey: NDArray[np.int16], spot: Box) -> NDArray[np.int64]:
    """How many upright edges the spot's row has left of each column: (width + 1,).

    Such an edge is higher than any letter: the border of a card or of a table's cell.
    """
    middle, half = spot.center[1], max(spot.h / 2, 12.0)
    row = grey[max(round(middle - half), 0) : round(middle + half)]
    upright = (np.abs(np.diff(row, axis=1)) > 8).mean(axis=0) >= 0.9
    return np.concatenate([[0], np.cumsum(upright), [int(upright.sum())]])


def _owner(spot: Box, lines: Sequence[Box], walls: NDArray[np.int64]) -> int | None:
    """The line that a spot belongs to; None where it is too large or too far away for a control.

    The nearest, where an upright edge on the way counts as `WALL` pixels: a control on the right of its
    card belongs to that card's text, though the next card's may be nearer.
    """
    last = len(walls) - 1
    middle = spot.center[1]
    near: list[_Distance] = []
    for index, box in enumerate(lines):
        along = abs(middle - box.center[1])
        gap = max(box.x - spot.right, spot.x - box.right, 0.0)
        in_row = along <= box.h and gap <= REACH
        if spot.h <= 3 * box.h and (in_row or box.distance(spot) <= 3 * box.h):
            sides = (box.right, spot.x) if box.right < spot.x else (spot.right, box.x)
            start, end = (min(max(round(side), 0), last) for side in sides)
            passed = int(walls[end] - walls[start]) if end > start else 0
            near.append(_Distance(not in_row, gap + WALL * passed, along, index))
    return min(near).line if near else None


def _corners(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom in whole pixels, inside the picture."""
    x, y = min(max(round(box.x), 0), width), min(max(round(box.y), 0), height)
    return x, y, min(max(round(box.right), x), width), min(max(round(box.bottom), y), height)
