"""How a step is shown to a model: which pictures (or words in their place), how large, in which order.

What is made of a picture is kept for the next question: every way of asking shows the same steps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agents.models.protocol import Image, Part, Text
from judge.config import Images, Order
from judge.protocols import StepCase
from judge.recent import Recent
from judge.vlm.drawing import outlined, scaled, side_by_side
from judge.vlm.outline import outline
from tasks.evidence import Snapshot
from tasks.files import sha256

PICTURES: dict[str, str] = {
    "ORIGINAL BEFORE": "the original page before the action",
    "ORIGINAL AFTER": "the original page after the same action",
    "PAGE BEFORE": "the rebuilt page before the action",
    "PAGE AFTER": "the rebuilt page after the action, when it had come to rest",
    "CHANGES OUTLINED": "PAGE AFTER once more, with boxes drawn around what looks otherwise than in PAGE "
    "BEFORE. The boxes are no part of the page; where there is none, nothing looks otherwise",
}
"""What a model can be shown, by the names that prompts and captions use."""

Named = tuple[str, Text | Image]
"""A picture, or words in its place, and its name."""
KEPT = 256_000_000
"""Bytes of pictures that are kept as they were sent."""

IN_WORDS = """\
No picture is shown. The name of each stands before the page in words, between <page_text> and
</page_text>: the text that can be seen, then what is in view of the accessible tree, with values and
states (what is only “called” so is not written there). Where these rules speak of pictures, this is
meant. What only a picture could tell (colours, drawings, places, sizes) is not in it: where the
statement turns on that, the answer is "unsure"."""
"""What `none` tells a model instead of showing it pictures."""

_SHOWN: dict[Images, tuple[str, ...]] = {
    "after": ("PAGE AFTER",),
    "before_after": ("PAGE BEFORE", "PAGE AFTER"),
    "with_reference": ("ORIGINAL BEFORE", "ORIGINAL AFTER", "PAGE BEFORE", "PAGE AFTER"),
    "side_by_side": ("PAGE BEFORE", "PAGE AFTER"),
    "difference": ("PAGE BEFORE", "PAGE AFTER", "CHANGES OUTLINED"),
    "none": ("PAGE BEFORE", "PAGE AFTER"),
}

_kept: Recent[tuple[object, ...], Image] = Recent(KEPT, lambda image: len(image.data))


@dataclass(frozen=True)
class Presentation:
    """One way to show a step; `AssertionConfig` says what the fields mean."""

    images: Images = "with_reference"
    scale: float = 1.0
    order: Order = "given"

    @property
    def names(self) -> tuple[str, ...]:
        """What is shown, in its order; side by side, from left to right."""
        names = _SHOWN[self.images]
        return names[::-1] if self.order == "reversed" else names

    @property
    def count(self) -> int:
        """How many pictures are sent of a step."""
        return {"none": 0, "side_by_side": 1}.get(self.images, len(self.names))

    @property
    def reversible(self) -> bool:
        """Whether the other order is another question."""
        return len(self.names) > 1

    @property
    def words(self) -> str:
        """What is shown, for a prompt: a line for each picture, and where its name stands."""
        lines = "\n".join(f"- {name}: {PICTURES[name]}." for name in self.names)
        if self.images == "side_by_side":
            return f"{lines}\nBoth stand in one picture, from left to right, each below its name."
        if self.images == "none":
            return f"{lines}\n{IN_WORDS}"
        return f"{lines}\nThe name of each stands before it."

    def shown(self, case: StepCase, longest_side: int) -> list[Named]:
        """What is shown, each thing with its name. No side of a picture is longer than `longest_side` pixels.

        The same case gives the same bytes. Raises ValueError where the step has no pictures or one of them
        is none, OSError where one can't be read.
        """
        if self.images == "none":
            before, after = _looks(case)
            texts = {"PAGE BEFORE": before, "PAGE AFTER": after}
            viewport = (case.task.viewport.width, case.task.viewport.height)
            return [(name, _in_words(texts[name], viewport)) for name in self.names]
        pages = _pages(case, self.names)
        if self.images == "side_by_side":
            return [(", ".join(self.names), self._image("side_by_side", pages, longest_side))]
        return [(name, self._image(name, pages, longest_side)) for name in self.names]

    def _image(self, name: str, pages: Mapping[str, bytes], side: int) -> Image:
        """The picture of that name; made once for the same bytes, size and order."""

        def make() -> Image:
            match name:
                case "side_by_side":
                    return side_by_side([(one, pages[one]) for one in self.names], side, self.scale)
                case "CHANGES OUTLINED":
                    return outlined(pages["PAGE BEFORE"], pages["PAGE AFTER"], side, self.scale)
                case _:
                    return scaled(pages[name], side, self.scale)

        made_of = {"side_by_side": self.names, "CHANGES OUTLINED": ("PAGE BEFORE", "PAGE AFTER")}
        used = made_of.get(name, (name,))
        drawn = (name, *used) if name in made_of else ()  # a picture shown alone is the same by any name
        return _kept.get((*drawn, *(sha256(pages[one]) for one in used), side, self.scale), make)


def captioned(shown: Iterable[Named]) -> tuple[Part, ...]:
    """Each thing below its name."""
    return tuple(part for name, thing in shown for part in (Text(f"{name}:"), thing))


def showing(names: Iterable[str]) -> list[Images]:
    """Which of `AssertionConfig.images` show all of `names`."""
    return [images for images, shown in _SHOWN.items() if set(names) <= set(shown)]


def _pages(case: StepCase, names: tuple[str, ...]) -> dict[str, bytes]:
    """The screenshots that are needed to show `names`, by name."""
    before, after = _looks(case)
    paths = {
        "ORIGINAL BEFORE": case.reference(before=True),
        "ORIGINAL AFTER": case.reference(before=False),
        "PAGE BEFORE": case.pictures.path(before.picture),
        "PAGE AFTER": case.pictures.path(after.picture),
    }
    return {name: path.read_bytes() for name, path in paths.items() if name in names}


def _looks(case: StepCase) -> tuple[Snapshot, Snapshot]:
    """The page before and after the step."""
    before, after = case.evidence.before, case.evidence.after
    if before is None or after is None:
        raise ValueError("a performed step without pictures")
    return before, after


def _in_words(page: Snapshot, viewport: tuple[int, int]) -> Text:
    return Text(f"<page_text>\n{outline(page, viewport)}\n</page_text>")
