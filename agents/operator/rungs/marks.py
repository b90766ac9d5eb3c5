"""Numbered boxes on a copy of a screenshot, so that a model can say which thing it means."""

import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from agents.models.protocol import Image
from tasks.geometry import Box

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

# Dark enough for white figures on them (contrast 4.5 or more).
_COLOURS = ("#b00020", "#0b5394", "#1b6e1b", "#7b1fa2", "#8a4b00", "#00666b")
_FIGURES = 12  # pixels, the height of a label's font
_LABEL = 14  # pixels, the height of a label
_QUALITY = 85


def marked(picture: bytes, boxes: Mapping[int, Box], longest_side: int) -> Image:
    """A copy of a screenshot with a numbered frame around each box, as JPEG.

    Boxes are in the picture's pixels; what lies outside it is not drawn. The copy is scaled down where its
    longest side (pixels) would be longer. The same input gives the same bytes. Raises OSError for no picture.
    """
    from PIL import Image as Pillow
    from PIL import ImageDraw

    with Pillow.open(io.BytesIO(picture)) as source:
        copy = source.convert("RGB")
    scale = min(1.0, longest_side / max(copy.size))
    if scale < 1:
        copy = copy.resize((max(1, round(copy.width * scale)), max(1, round(copy.height * scale))))
    bounds = Box(0, 0, copy.width, copy.height)
    shown = {n: part for n, box in boxes.items() if (part := _scaled(box, scale).intersect(bounds)).area > 0}
    draw = ImageDraw.Draw(copy)
    # Large ones first, so that what lies inside them stays on top.
    for number, box in sorted(shown.items(), key=lambda item: (-item[1].area, item[0])):
        draw.rectangle((box.x, box.y, box.right - 1, box.bottom - 1), outline=_colour(number))
    for number, label in places(shown, bounds).items():
        draw.rectangle((label.x, label.y, label.right - 1, label.bottom - 1), fill=_colour(number))
        draw.text((label.x + 2, label.y + 1), str(number), fill="white", font=_font())
    data = io.BytesIO()
    # Colours are not thinned out: figures of one pixel's width would blur.
    copy.save(data, format="JPEG", quality=_QUALITY, subsampling=0)
    return Image(data.getvalue(), "image/jpeg")


def places(boxes: Mapping[int, Box], bounds: Box) -> dict[int, Box]:
    """Where each box's label goes: at a corner of it, inside `bounds`, clear of the other labels and off
    the small things themselves where that can be had."""
    taken: list[Box] = []
    found: dict[int, Box] = {}
    # Small things have the least choice.
    for number, box in sorted(boxes.items(), key=lambda item: (item[1].area, item[0])):
        label = _clearest(_corners(box, _width(number)), taken, bounds)
        taken.append(label)
        found[number] = label
    return found


def _corners(box: Box, width: float) -> Iterable[Box]:
    right = box.right - width
    below = box.bottom - _LABEL
    spots = (
        (box.x, box.y - _LABEL),
        (right, box.y - _LABEL),
        (box.x - width, box.y),
        (box.right, box.y),
        (box.x, box.bottom),
        (right, box.bottom),
        (box.x, box.y),
        (right, box.y),
        (box.x, below),
        (right, below),
    )
    return (Box(x, y, width, _LABEL) for x, y in spots)


def _clearest(spots: Iterable[Box], taken: Sequence[Box], bounds: Box) -> Box:
    """The first spot that lies on nothing, else the one that lies on least."""
    best, least = None, 0.0
    for spot in spots:
        # Rounded, so that a label is as sharp in one place as in another.
        x = round(min(max(spot.x, 0), bounds.w - spot.w))
        y = round(min(max(spot.y, 0), bounds.h - spot.h))
        label = Box(x, y, spot.w, spot.h)
        covered = sum(label.intersect(other).area for other in taken if _near(label, other))
        if best is None or covered < least:
            best, least = label, covered
        if not covered:
            break
    if best is None:
        raise ValueError("no spot for a label")
    return best


def _near(label: Box, other: Box) -> bool:
    return abs(label.y - other.y) < _LABEL and label.x < other.right and other.x < label.right


def _width(number: int) -> float:
    return 4 + 7 * len(str(number))


def _scaled(box: Box, scale: float) -> Box:
    return Box(box.x * scale, box.y * scale, box.w * scale, box.h * scale)


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


@cache
def _font() -> "FreeTypeFont | ImageFont":
    from PIL import ImageFont

    return ImageFont.load_default(size=_FIGURES)
