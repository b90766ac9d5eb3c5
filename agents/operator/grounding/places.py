"""How boxes stand to each other: beside, below, near."""

from collections.abc import Sequence
from typing import Literal

from tasks.geometry import Box

Region = Literal["left", "right", "top", "bottom"]
"""A part of the page as people speak of it."""

_SAME = 2.0  # CSS pixels; what differs by no more is equally large
_FAR_SIDE = 0.65
"""Share of the viewport, from the side that is said, from which a point is on the other side."""


def in_row(a: Box, b: Box) -> bool:
    """Whether two boxes stand beside each other: they share half the height of the lower one."""
    return min(a.bottom, b.bottom) - max(a.y, b.y) >= 0.5 * min(a.h, b.h)


def in_column(a: Box, b: Box) -> bool:
    """Whether two boxes stand above each other: they share some of their width."""
    return min(a.right, b.right) - max(a.x, b.x) > 0


def same_size(a: Box, b: Box) -> bool:
    """Whether two boxes are equally wide and high, but for what rounding does."""
    return abs(a.w - b.w) <= _SAME and abs(a.h - b.h) <= _SAME


def reading_rows(boxes: Sequence[Box]) -> list[list[int]]:
    """Indices of the boxes, row by row from the top, each row from the left."""
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda i: (boxes[i].center[1], boxes[i].x)):
        if rows and in_row(boxes[rows[-1][0]], boxes[index]):
            rows[-1].append(index)
        else:
            rows.append([index])
    return [sorted(row, key=lambda i: boxes[i].x) for row in rows]


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """Indices of the boxes as they are read: row by row, from the left."""
    return [index for row in reading_rows(boxes) for index in row]


def closeness(box: Box, place: Box, viewport: Box) -> float:
    """1 at the same place, 0 from half the viewport's diagonal on."""
    (x, y), (px, py) = box.center, place.center
    half = float((viewport.w**2 + viewport.h**2) ** 0.5) / 2
    return max(0.0, 1.0 - float(((x - px) ** 2 + (y - py) ** 2) ** 0.5) / half)


def is_across(region: Region, point: tuple[float, float], viewport: Box) -> bool:
    """Whether a point of the viewport lies on the other side of it from where the region is."""
    x, y = point[0] / viewport.w, point[1] / viewport.h
    return {"left": x, "right": 1 - x, "top": y, "bottom": 1 - y}[region] > _FAR_SIDE
