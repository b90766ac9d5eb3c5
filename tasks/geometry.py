"""Boxes on a page."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in CSS pixels; the origin is the viewport's upper left corner."""

    x: float
    y: float
    w: float
    h: float

    @classmethod
    def of_fractions(cls, part: tuple[float, float, float, float], size: tuple[int, int]) -> "Box":
        """The part (x, y, width, height as fractions) of a viewport of that width and height."""
        return cls(part[0] * size[0], part[1] * size[1], part[2] * size[0], part[3] * size[1])

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def area(self) -> float:
        return max(self.w, 0.0) * max(self.h, 0.0)

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    def intersect(self, other: "Box") -> "Box":
        """The common rectangle; its area is 0 where there is none."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(x, y, max(0.0, right - x), max(0.0, bottom - y))

    def union(self, other: "Box") -> "Box":
        """The smallest rectangle that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def grown(self, margin: float) -> "Box":
        """The same rectangle with `margin` added on all four sides."""
        return Box(self.x - margin, self.y - margin, self.w + 2 * margin, self.h + 2 * margin)

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside or on the edge."""
        return self.x <= x <= self.right and self.y <= y <= self.bottom

    def distance(self, other: "Box") -> float:
        """Length of the gap between two boxes in pixels, 0 where they touch or overlap."""
        dx = max(self.x - other.right, other.x - self.right, 0.0)
        dy = max(self.y - other.bottom, other.y - self.bottom, 0.0)
        return float((dx * dx + dy * dy) ** 0.5)
