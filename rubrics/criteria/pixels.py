"""Criteria about pixels: what changed in a region, and what did not."""

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from rubrics.criteria.base import Criterion, Region, Text, times, unseen
from rubrics.scene import StepScene
from rubrics.text import show
from rubrics.verdict import Finding
from tasks.geometry import Box

if TYPE_CHECKING:
    import numpy as np

THRESHOLD = 0.1
"""Pixels differ where their distance in YIQ is over this share of the largest possible."""
_YIQ = (
    (0.29889531, 0.58662247, 0.11448223),
    (0.59597799, -0.27417610, -0.32180189),
    (0.21147017, -0.52261711, 0.31114694),
)
_WEIGHTS = (0.5053, 0.299, 0.1957)
_LARGEST = 35215.0
"""The largest weighted square distance that two colours can have."""
LEAST = 0.005
"""Of a region's pixels; fewer that differ are no change."""

Share = Annotated[float, Field(gt=0.0, le=1.0)]


class RegionChanges(Criterion):
    """Pixels around a text, or in a region of the viewport, differ between before and after."""

    key = "region_changes"

    near: Text | None = None
    at: Region | None = None
    at_least: Share = LEAST

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if (self.near is None) == (self.at is None):
            raise ValueError("needs either 'near' or 'at'")
        return self

    def missing(self, scene: StepScene) -> str | None:
        return unseen(scene, self.near)

    def check(self, scene: StepScene) -> Finding:
        shares = _changed_shares(scene, self.near, self.at)
        if not shares:
            return self.finding(False, f"{show(self.near or '')} is not seen.")
        share = max(shares)
        expected = f", expected at least {self.at_least:.1%}" if share < self.at_least else ""
        return self.finding(share >= self.at_least, f"{share:.1%} of the region's pixels differ{expected}.")


class Unchanged(Criterion):
    """A region's pixels, or how often a text is seen, stay as they were.

    Unknown where the text is seen neither before nor after the step.
    """

    key = "unchanged"

    near: Text | None = None
    at: Region | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if [self.near, self.at, self.text].count(None) != 2:
            raise ValueError("needs one of 'near', 'at', 'text'")
        return self

    def check(self, scene: StepScene) -> Finding:
        missing = self.missing(scene)
        if missing is not None:
            return self.idle(missing)
        if self.text is not None:
            before, after = (len(page.find(self.text)) for page in (scene.before, scene.after))
            seen = f"{show(self.text)} is seen {times(before)} before and {times(after)} after."
            return self.finding(before == after, seen)
        share = max(_changed_shares(scene, self.near, self.at))
        return self.finding(share < LEAST, f"{share:.1%} of the region's pixels differ.")

    def missing(self, scene: StepScene) -> str | None:
        if self.text is not None:
            seen = scene.before.find(self.text) or scene.after.find(self.text)
            return None if seen else show(self.text)
        return unseen(scene, self.near)


def _changed_shares(scene: StepScene, near: str | None, at: Region | None) -> list[float]:
    """The share of differing pixels in each of the regions meant."""
    if at is not None:
        box = Box.of_fractions(at, scene.viewport)
        regions = [(box, box)]
    else:
        regions = _surroundings(scene, near or "")
    if not regions:
        return []
    before, after = scene.before.pixels(), scene.after.pixels()
    return [_differing(_crop(before, was), _crop(after, now)) for was, now in regions]


def _surroundings(scene: StepScene, near: str) -> list[tuple[Box, Box]]:
    """For each place of the text its surroundings before and after.

    The two are of one size, inside the viewport, with the text at the same place in them. Of a text that is
    seen only before or only after, both are where it stands then.
    """
    before, after = scene.before.anchors(near), scene.after.anchors(near)
    if not before or not after:
        there = scene.before if before else scene.after
        return [(box, box) for box in (there.groups.around(anchor, near) for anchor in before or after)]
    viewport = Box(0, 0, *scene.viewport)
    regions = []
    for was, now in zip(before, after, strict=False):
        dx, dy = now.x - was.x, now.y - was.y
        own, other = scene.before.groups.around(was, near), scene.after.groups.around(now, near)
        region = own.union(_moved(other, -dx, -dy)).intersect(viewport).intersect(_moved(viewport, -dx, -dy))
        regions.append((region, _moved(region, dx, dy)))
    return regions


def _moved(box: Box, dx: float, dy: float) -> Box:
    return Box(box.x + dx, box.y + dy, box.w, box.h)


def _crop(pixels: "np.ndarray[Any, Any]", box: Box) -> "np.ndarray[Any, Any]":
    left, top = max(0, round(box.x)), max(0, round(box.y))
    return pixels[top : top + max(1, round(box.h)), left : left + max(1, round(box.w))]


def _differing(before: "np.ndarray[Any, Any]", after: "np.ndarray[Any, Any]") -> float:
    """The share of pixels that differ, 0 to 1.

    The distance is that of Kotsarenko and Ramos, "Measuring perceived color difference using YIQ NTSC
    transmission color space in mobile applications" (2010): weighted squares of the differences in Y, I, Q.
    """
    import numpy as np

    height, width = min(before.shape[0], after.shape[0]), min(before.shape[1], after.shape[1])
    if not height or not width:
        return 0.0
    change = before[:height, :width].astype(np.float32) - after[:height, :width].astype(np.float32)
    distance = np.square(change @ np.asarray(_YIQ, np.float32).T) @ np.asarray(_WEIGHTS, np.float32)
    return float(np.mean(distance > THRESHOLD**2 * _LARGEST))
