"""A criterion about images: which of the task's files is shown."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from rubrics.criteria.base import Criterion, Region, Text, unseen, where
from rubrics.images import SHOWN, TWIN, likest, search
from rubrics.scene import Scene, StepScene, UnreadableError
from rubrics.verdict import Finding
from tasks.evidence import Image
from tasks.geometry import Box
from tasks.task import Task
from tasks.yamlfile import nearest

if TYPE_CHECKING:
    import PIL.Image

_SEEN = 0.5
"""Of an image; where less of it lies in the region meant, it is not what is meant."""


class ImageShown(Criterion):
    """An image that belongs with a text, lies in a region of the viewport, or is anywhere in it, shows this
    file of the task's assets after the step, and none of the other files is more like it."""

    key = "image_shown"
    shorthand = "asset"

    asset: Text
    near: Text | None = None
    at: Region | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.near is not None and self.at is not None:
            raise ValueError("takes either 'near' or 'at'")
        return self

    def missing(self, scene: StepScene) -> str | None:
        return unseen(scene, self.near)

    def suits(self, task: Task) -> None:
        names = [file.name for file in task.assets()]
        if self.asset not in names:
            known = nearest(self.asset, names)
            raise ValueError(f"{self.key}: the task has no asset {self.asset!r}; {known}")

    def check(self, scene: StepScene) -> Finding:
        images = self._meant(scene.after)
        if not images:
            return self.finding(False, f"no image is seen{self._place()}.")
        files = [file for file in scene.assets if file.name == self.asset]
        if not files:
            raise UnreadableError(f"the task's file {self.asset} is not there")
        screenshot = scene.after.screenshot()
        best: tuple[float, str] = (-math.inf, "")
        for found in (images, self._drawn_in(images, screenshot, files[0], scene.viewport)):
            for image in found:
                ranked = likest(screenshot, image, scene.assets)
                own = next((like for like, file in ranked if file == files[0]), None)
                if own is None:
                    raise UnreadableError(f"{self.asset} can't be read as a picture, or is too plain to tell")
                if own >= SHOWN and own >= ranked[0][0] - TWIN:
                    return self.finding(True, f"{self.asset} is shown{self._place()} (likeness {own:.2f}).")
                best = max(best, (ranked[0][0], ranked[0][1].name))
            if best[0] >= SHOWN:
                return self.finding(
                    False, f"{self.asset} is not shown{self._place()}; {best[1]} is (likeness {best[0]:.2f})."
                )
        return self.finding(False, f"{self.asset} is not shown{self._place()}; nor is any other asset.")

    def _drawn_in(
        self, images: list[Image], screenshot: "PIL.Image.Image", file: Path, viewport: tuple[int, int]
    ) -> Iterator[Image]:
        """What is most like the file, at least as wide as the region, in larger images such as a canvas."""
        if self.at is None:
            return
        region = Box.of_fractions(self.at, viewport)
        around = Box(region.x - region.w / 2, region.y - region.h / 2, 2 * region.w, 2 * region.h)
        for image in images:
            drawn = search(screenshot, image.visible.intersect(around), file, least=region.w)
            if drawn is not None and drawn.box.intersect(region).area >= _SEEN * region.area:
                yield drawn

    def _meant(self, page: Scene) -> list[Image]:
        images = page.images
        if self.near is not None:
            kept = page.belonging([image.visible for image in images], self.near)
            return [images[index] for index in kept]
        if self.at is not None:
            region = Box.of_fractions(self.at, page.viewport)
            return [image for image in images if _lies_in(image.visible, region)]
        return images

    def _place(self) -> str:
        return where(self.near) + (" in the region" if self.at is not None else "")


def _lies_in(box: Box, region: Box) -> bool:
    return box.intersect(region).area >= _SEEN * min(box.area, region.area)
