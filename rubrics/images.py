"""How alike a part of a screenshot and one of a task's image files are."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.evidence import Image
from tasks.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    import PIL.Image

SHOWN = math.sqrt(0.5)
"""The least likeness of what is shown: the file explains half of what varies in the picture."""
TWIN = 0.02
"""Files whose likenesses differ by less can't be told apart: the same picture in two sizes."""
_GRID = 48
"""Both are compared at this width and height."""
_DETAIL = 192
"""Files are kept at this many pixels at most; more tells nothing at `_GRID`."""
_WINDOW = 400
"""A picture is searched for in a window of this many pixels at most."""
_MIDDLE = 0.6
"""Of a picture's width and height; only what is cropped by more than the rest can't be found."""
_STEP = 1.06
"""From one size that is tried to the next."""
_PLAIN = 2.0
"""Standard deviation of a plain picture, of 255: it is like nothing and like everything."""


def likeness(screenshot: "PIL.Image.Image", image: Image, file: Path) -> float:
    """Pearson correlation, -1 to 1, of the colours of what is visible of `image` and those parts of `file`.

    The file may fill the element's box, cover it from its middle, or be contained in it: the best counts.
    What is transparent in the file does not. NaN where what is compared is plain in the file.

    Raises OSError for a file that is no picture that can be read.
    """
    picture = _opened(file)
    found = [_correlation(screenshot, part, picture, source) for part, source in _fits(image, picture.size)]
    return max((one for one in found if not math.isnan(one)), default=math.nan)


def likest(screenshot: "PIL.Image.Image", image: Image, files: Sequence[Path]) -> list[tuple[float, Path]]:
    """The files that can be read and are not plain, with their likenesses, the best first."""
    found = []
    for file in files:
        try:
            like = likeness(screenshot, image, file)
        except OSError:
            continue  # a font, a sound, a vector graphic
        if not math.isnan(like):
            found.append((like, file))
    return sorted(found, key=lambda one: (-one[0], one[1].name))


def search(screenshot: "PIL.Image.Image", area: Box, file: Path, least: float) -> Image | None:
    """Where in `area` the middle of `file` is most alike, the whole picture at least `least` CSS pixels wide.

    For pictures drawn into something larger, such as a canvas. What is said to be visible is the middle: the
    rest may be cropped. None where nothing of that size has room. Raises OSError like `likeness`.
    """
    import cv2
    import numpy as np

    picture = _opened(file).convert("RGB")
    scale = min(1.0, _WINDOW / max(area.w, area.h))
    window = _part(screenshot, area, (max(1, round(area.w * scale)), max(1, round(area.h * scale))))
    middle = _middle(Box(0, 0, *picture.size), picture.width * _MIDDLE, picture.height * _MIDDLE)
    best, found = -math.inf, None
    width = max(least * _MIDDLE * scale, 8.0)
    while width <= window.shape[1]:
        height = width * middle.h / middle.w
        if height > window.shape[0]:
            break
        template = _part(picture, middle, (round(width), max(1, round(height))))
        _, like, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(window, template, cv2.TM_CCOEFF_NORMED))
        if np.isfinite(like) and like > best:
            part = Box(area.x + x / scale, area.y + y / scale, width / scale, height / scale)
            best, found = like, Image(box=_middle(part, part.w / _MIDDLE, part.h / _MIDDLE), visible=part)
        width *= _STEP
    return found


@lru_cache(maxsize=256)
def _opened(file: Path) -> "PIL.Image.Image":
    from PIL import Image as Pillow

    try:
        with Pillow.open(file) as image:
            picture = image.convert("RGBA")
    except (SyntaxError, ValueError, Pillow.DecompressionBombError) as error:
        raise OSError(f"{file.name}: {error}") from None
    picture.thumbnail((_DETAIL, _DETAIL))
    return picture


def _fits(image: Image, size: tuple[int, int]) -> Iterator[tuple[Box, Box]]:
    """The ways in which a file of that size may lie in the element: what of the screenshot to compare (CSS
    pixels) with what of the file (pixels)."""
    width, height = size
    box = image.box
    whole = Box(0, 0, width, height)
    cover, contain = max(box.w / width, box.h / height), min(box.w / width, box.h / height)
    lies = (
        (box, whole),
        (box, _middle(whole, box.w / cover, box.h / cover)),
        (_middle(box, width * contain, height * contain), whole),
    )
    for area, source in lies:
        part = area.intersect(image.visible)
        if part.w < 1 or part.h < 1:
            continue
        across, down = source.w / area.w, source.h / area.h
        x, y = source.x + (part.x - area.x) * across, source.y + (part.y - area.y) * down
        yield part, Box(x, y, part.w * across, part.h * down).intersect(whole)


def _middle(box: Box, width: float, height: float) -> Box:
    return Box(box.x + (box.w - width) / 2, box.y + (box.h - height) / 2, width, height)


def _correlation(screenshot: "PIL.Image.Image", part: Box, picture: "PIL.Image.Image", source: Box) -> float:
    import numpy as np

    seen, known = (
        _part(one, box, (_GRID, _GRID)).astype(np.float64)
        for one, box in ((screenshot, part), (picture, source))
    )
    weights = known[..., 3:] / 255.0
    total = weights.sum()
    if not total:
        return math.nan
    seen, known = (_centred(one[..., :3], weights) for one in (seen, known))
    varies, variation = float((weights * known**2).sum()), float((weights * seen**2).sum())
    if varies < _PLAIN**2 * 3 * total:
        return math.nan
    if not variation:
        return 0.0
    return float((weights * seen * known).sum()) / math.sqrt(varies * variation)


def _part(picture: "PIL.Image.Image", box: Box, size: tuple[int, int]) -> "np.ndarray[Any, Any]":
    """What of the picture lies in `box`, at that width and height."""
    import numpy as np
    from PIL import Image as Pillow

    corners = (box.x, box.y, min(box.right, picture.width), min(box.bottom, picture.height))
    return np.asarray(picture.resize(size, Pillow.Resampling.BILINEAR, box=corners))


def _centred(colours: "np.ndarray[Any, Any]", weights: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    mean = (weights * colours).sum(axis=(0, 1)) / weights.sum()
    centred: np.ndarray[Any, Any] = colours - mean
    return centred
