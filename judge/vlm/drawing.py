"""Pictures made for a model: scaled, side by side, with what changed outlined. The same bytes each time."""

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from agents.models.pictures import png, sized
from agents.models.protocol import Image
from judge.visual.picture import Mask, Pixels, differing
from tasks.geometry import Box

VISIBLE = 0.03
"""YIQ distance, as a fraction of the largest, from which a pixel counts as changed: a pale highlight does."""
LEAST = 6
"""Changed pixels that are outlined; fewer are the edge of a letter."""
GAP = 12
"""Pixels; what changed closer to each other than this is outlined together."""
MOST_BOXES = 24
"""What changed in more places is outlined more coarsely."""

_OUTLINE = (255, 0, 170)
_FRAME, _CAPTION = (48, 48, 48), (255, 255, 255)
_BETWEEN = 12  # pixels between two pictures side by side
_AROUND = 4  # pixels between what changed and its outline


def scaled(data: bytes, longest_side: int, scale: float = 1.0) -> Image:
    """The picture at `scale` of the size at which it fits into `longest_side`.

    Where it has that size it is sent as it is. Raises ValueError for no picture, here and below.
    """
    if scale == 1.0:
        return sized(data, longest_side)
    picture = _opened(data)
    return png(_resized(picture, min(1.0, longest_side / max(picture.size)) * scale))


def side_by_side(pictures: Sequence[tuple[str, bytes]], longest_side: int, scale: float = 1.0) -> Image:
    """The pictures from left to right, each below its name, which stands outside of it."""
    opened = [_opened(data) for _, data in pictures]
    width = max(picture.width for picture in opened)
    height = max(picture.height for picture in opened)
    count = len(opened)
    bar = max(14, round(28 * scale))
    room = (longest_side - _BETWEEN * (count - 1)) / (width * count), (longest_side - bar) / height
    share = min(1.0, *room) * scale
    opened = [_resized(picture, share) for picture in opened]
    column = max(picture.width for picture in opened)
    whole = Pillow.new(
        "RGB",
        (column * count + _BETWEEN * (count - 1), bar + max(picture.height for picture in opened)),
        _FRAME,
    )
    draw = ImageDraw.Draw(whole)
    # Pillow's own typeface, so that the same picture is made everywhere; as small as its column wants it.
    font = ImageFont.load_default(min(bar * 0.62, column / 9))
    for place, (picture, (name, _)) in enumerate(zip(opened, pictures, strict=True)):
        left = place * (column + _BETWEEN)
        whole.paste(picture, (left, bar))
        draw.text((left + 6, bar / 2), name, fill=_CAPTION, font=font, anchor="lm")
    return png(whole)


def outlined(before: bytes, after: bytes, longest_side: int, scale: float = 1.0) -> Image:
    """The picture `after` with boxes around what looks otherwise than in `before`."""
    old, new = _opened(before), _opened(after)
    share = min(1.0, longest_side / max(new.size)) * scale
    picture = _resized(new, share)
    draw = ImageDraw.Draw(picture)
    line = 3 if share > 0.5 else 2
    for box in changed_boxes(_pixels(old), _pixels(new)):
        # The line lies outside of what changed: it hides nothing that is asked about.
        around = Box(*(value * share for value in box)).grown(_AROUND * share + line)
        corners = (around.x, around.y, around.right, around.bottom)
        limits = (picture.width - 1, picture.height - 1) * 2
        draw.rectangle(
            [min(max(0, round(at)), most) for at, most in zip(corners, limits, strict=True)],
            outline=_OUTLINE,
            width=line,
        )
    return png(picture)


def changed_boxes(before: Pixels, after: Pixels) -> list[Box]:
    """Where `after` (pixels) looks otherwise than `before`, in reading order; none overlaps another.

    Where their sizes differ, what only `after` has counts as changed.
    """
    height, width = (min(sides) for sides in zip(before.shape[:2], after.shape[:2], strict=True))
    mask: Mask = np.ones(after.shape[:2], dtype=np.bool_)
    mask[:height, :width] = differing(
        np.ascontiguousarray(before[:height, :width]), np.ascontiguousarray(after[:height, :width]), VISIBLE
    )
    gap = GAP
    while len(boxes := _boxes(mask, gap)) > MOST_BOXES:
        gap *= 2
    return sorted(boxes, key=lambda box: (box.y, box.x))


def _boxes(mask: Mask, gap: int) -> list[Box]:
    """Boxes of what is set in `mask`, pixels nearer than `gap` to each other together."""
    from scipy.ndimage import find_objects

    joined = cv2.dilate(mask.astype(np.uint8), np.ones((gap + 1, gap + 1), dtype=np.uint8))
    labels = np.where(mask, cv2.connectedComponents(joined, connectivity=8)[1], 0)
    pixels = np.bincount(labels.ravel())
    found = enumerate(find_objects(labels), start=1)
    return _joined(
        [
            Box(across.start, down.start, across.stop - across.start, down.stop - down.start)
            for label, (down, across) in found
            if pixels[label] >= LEAST
        ]
    )


def _joined(boxes: list[Box]) -> list[Box]:
    """The boxes, those that overlap replaced by one around them."""
    apart: list[Box] = []
    for box in boxes:
        while hit := next((one for one in apart if one.grown(_AROUND).intersect(box).area > 0), None):
            apart.remove(hit)
            box = box.union(hit)
        apart.append(box)
    return apart


def _opened(data: bytes) -> Pillow.Image:
    try:
        return Pillow.open(io.BytesIO(data)).convert("RGB")
    except (OSError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise ValueError(f"not a picture: {error}") from None


def _resized(picture: Pillow.Image, share: float) -> Pillow.Image:
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    if size == picture.size:
        return picture
    # The mean of what falls into a pixel: as legible as Lanczos' filter, in a fortieth of the time.
    return Pillow.fromarray(cv2.resize(np.asarray(picture), size, interpolation=cv2.INTER_AREA))


def _pixels(picture: Pillow.Image) -> Pixels:
    return np.ascontiguousarray(np.asarray(picture, dtype=np.uint8)[:, :, ::-1])
