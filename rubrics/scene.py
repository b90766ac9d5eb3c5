"""What criteria look at: the page before and after a step, with its text read and put together."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rubrics.groups import Groups
from rubrics.labels import rank
from rubrics.layout import Line, Occurrence, Passage, Run, lines_of, passages_of, reading_order
from rubrics.notation import Notation
from rubrics.numbers import notations
from rubrics.text import normalise
from tasks.evidence import Image, Snapshot, StepEvidence, Word
from tasks.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    import PIL.Image

Reader = Callable[[str], Sequence[Word]]
"""Reads the words in a picture, given its SHA-256; boxes in CSS pixels of the viewport."""
PictureFile = Callable[[str], Path]
"""Where the picture with that SHA-256 lies."""

_IMAGES = ("img", "image")


class UnreadableError(Exception):
    """Painted text is needed, and nobody can read it."""


class Scene:
    """The page at one moment.

    `reader` reads the text of painted regions; it is called at most once, and only when a criterion can't
    do without. None: such text is unreadable.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        viewport: tuple[int, int],
        picture: PictureFile,
        reader: Reader | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.viewport = viewport
        self._picture = picture
        self._reader = reader

    @cached_property
    def unread(self) -> "Scene":
        """The same page, as if nothing on it were painted."""
        if not self.snapshot.painted:
            return self
        return Scene(self.snapshot.model_copy(update={"painted": ()}), self.viewport, self._picture)

    @cached_property
    def lines(self) -> list[Line]:
        """The visible lines of text: the page's own, then those read in painted regions."""
        return lines_of(self.snapshot.words) + self._painted_lines

    @cached_property
    def passages(self) -> list[Passage]:
        """The lines, put together as they are read."""
        return passages_of(self.lines)

    @cached_property
    def runs(self) -> list[Run]:
        """The passages, cut where gaps are wider than a space."""
        return [run for passage in self.passages for run in passage.runs()]

    @cached_property
    def notation(self) -> Notation:
        """How its numbers are written; of several ways that are left open, one."""
        return notations(self.texts)[0]

    def written_in(self, notation: Notation) -> "Scene":
        """The same page, its numbers taken to be written so."""
        other = copy(self)
        other.notation = notation
        return other

    @cached_property
    def texts(self) -> list[str]:
        """All that it says: what is seen, names and values."""
        named = (text for node in self.snapshot.nodes for text in (node.name, node.value) if text)
        return [*(run.text for run in self.runs), *dict.fromkeys(named)]

    @cached_property
    def groups(self) -> Groups:
        """What belongs together."""
        return Groups(self.snapshot.nodes, [line.box for line in self.lines], self.viewport)

    def find(self, text: str, near: str | None = None, exact: bool = False) -> list[Occurrence]:
        """Where `text` is seen, in reading order.

        `exact`: only where it stands as whole words. `near`: only what belongs with that text.
        """
        found = [one for passage in self.passages for one in passage.find(text)]
        if exact:
            found = [one for one in found if one.whole]
        if near is not None:
            kept = set(self.belonging([one.box for one in found], near))
            found = [one for index, one in enumerate(found) if index in kept]
        places = reading_order([one.first for one in found], [one.leftward for one in found])
        return [found[index] for index in sorted(range(len(found)), key=places.__getitem__)]

    def label(self, text: str, near: str | None = None) -> list[Occurrence]:
        """Where `text` stands best as a label, by its `rank`. `near`: only what belongs with that text."""
        return [one for one, outranked in self._ranked(text, near) if not outranked]

    def anchors(self, near: str) -> list[Box]:
        """The places that `near` means: labels; a thing that is only named so if the text is not seen."""
        return self._anchors(near, self._ranked(near))

    def belonging(self, boxes: Sequence[Box], near: str) -> list[int]:
        """Which of `boxes` belong with the text `near`, as indices."""
        ranked = self._ranked(near)
        anchors, mentions = self._anchors(near, ranked), self._mentions(near, ranked)
        return [
            index
            for index, box in enumerate(boxes)
            if any(self.groups.belongs(anchor, near, box, mentions) for anchor in anchors)
        ]

    def shows(self, box: Box) -> bool:
        """Whether some of `box` lies in the viewport."""
        return box.intersect(Box(0, 0, *self.viewport)).area > 0

    @cached_property
    def images(self) -> list[Image]:
        """The images in the viewport; those that only the accessible tree tells of, too."""
        named = [Image(box=n.box, visible=n.box) for n in self.snapshot.nodes if n.role in _IMAGES and n.box]
        viewport = Box(0, 0, *self.viewport)
        clipped = [
            image.model_copy(update={"visible": image.visible.intersect(viewport)})
            for image in self.snapshot.images or named
        ]
        return [image for image in clipped if image.visible.area > 0]

    def screenshot(self) -> "PIL.Image.Image":
        """The screenshot, RGB."""
        from PIL import Image as Pillow

        with Pillow.open(self._picture(self.snapshot.picture)) as image:
            return image.convert("RGB")

    def pixels(self) -> "np.ndarray[Any, Any]":
        """The screenshot as an array of shape (height, width, 3): RGB, 0 to 255."""
        import numpy as np

        return np.asarray(self.screenshot())

    @cached_property
    def _painted_lines(self) -> list[Line]:
        painted = self.snapshot.painted
        if not painted:
            return []
        if self._reader is None:
            raise UnreadableError("text painted on a canvas or picture can't be read without OCR")
        known = [word.box for word in self.snapshot.words]
        return lines_of(
            word
            for word in self._reader(self.snapshot.picture)
            if any(box.holds(*word.box.center) for box in painted)
            and not any(box.intersect(word.box).area > 0.3 * word.box.area for box in known)
        )

    def _ranked(self, text: str, near: str | None = None) -> list[tuple[Occurrence, bool]]:
        """Where `text` is seen, and whether it stands better as a label elsewhere."""
        found = self.find(text, near)
        best = min(map(rank, found), default=0)
        return [(one, rank(one) > best) for one in found]

    def _anchors(self, near: str, ranked: Sequence[tuple[Occurrence, bool]]) -> list[Box]:
        wanted = normalise(near)
        return [one.box for one, outranked in ranked if not outranked] or [
            n.box for n in self.snapshot.nodes if n.box and n.box.area and wanted in normalise(n.name)
        ]

    def _mentions(self, near: str, ranked: Sequence[tuple[Occurrence, bool]]) -> list[Box]:
        """The rows and pieces of text that only mention what stands as a label elsewhere; not those on a
        control: "Remove Milk" is Milk's own."""
        labels = [one.box for one, outranked in ranked if not outranked]
        mentions = [one.box for one, outranked in ranked if outranked and not self.groups.operated(one.box)]
        rows = [row for passage in self.passages for row in passage.row_boxes]
        around = [self.groups.piece(box, near) for box in mentions]
        around += [row for row in rows if any(row.holds(*box.center) for box in mentions)]
        return [box for box in around if not any(box.holds(*label.center) for label in labels)]


@dataclass(frozen=True)
class StepScene:
    """What a criterion judges: one step that was performed."""

    before: Scene
    after: Scene
    evidence: StepEvidence
    assets: tuple[Path, ...] = ()
    """The task's anonymised files."""

    @classmethod
    def of(
        cls,
        evidence: StepEvidence,
        viewport: tuple[int, int],
        picture: PictureFile,
        reader: Reader | None = None,
        assets: tuple[Path, ...] = (),
    ) -> "StepScene":
        """The scene of a step that has both snapshots; raises ValueError where one is missing."""
        if evidence.before is None or evidence.after is None:
            raise ValueError(f"step {evidence.step!r}: no snapshot before or after, so nothing to look at")
        return cls(
            Scene(evidence.before, viewport, picture, reader),
            Scene(evidence.after, viewport, picture, reader),
            evidence,
            assets,
        )

    @property
    def viewport(self) -> tuple[int, int]:
        """Width and height in CSS pixels."""
        return self.after.viewport
