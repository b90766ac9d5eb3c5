"""Whether a word can be read where the page lays it out: the screenshot says so, not the style sheet.

Letters have edges that stand out from their ground, several to each. What is clipped, masked, filtered away,
blurred, or has the colour of its ground has none. Not told by this: a word hidden on a ground that has edges
of its own, such as a photograph.
"""

from functools import cache, cached_property
from typing import Any

import numpy as np

from agents.browser.png import Pixels
from tasks.geometry import Box

_STANDS_OUT = 16
"""Steps of lightness, 255 from black to white (CIE L*), that a pixel differs from the next at an edge. #ddd
on white differs by 32, #eee by 15."""
_PER_LETTER = 0.5
"""Columns with an edge that a letter or digit has, at least. On the suite's pages every word that is seen has
1 or more, 99.9 % have 1.5; so no more than half of a word may be cut off."""
_LEAST = 2
_MARGIN = 0.15
"""Of a line's height above and below its letters, where borders and underlines run."""
_BORDER = 3  # CSS pixels around what a field holds
_RED, _GREEN = 0, 1  # of red, green and blue
_SHARES = (0.2126, 0.7152, 0.0722)
"""What red, green and blue make of the luminance (sRGB)."""


class Ink:
    """What is drawn in a screenshot of the viewport, one pixel to a CSS pixel."""

    def __init__(self, png: bytes) -> None:
        import cv2

        self._pixels = Pixels(png)
        # Nearly all that stands out does so in green, which makes most of the lightness.
        self._green: Any = cv2.LUT(self._pixels.channel(_GREEN), _lightness())
        self._across = cv2.absdiff(self._green[:, 1:], self._green[:, :-1]) >= _STANDS_OUT

    def shows(self, text: str, box: Box, within: Box | None = None) -> bool:
        """Whether a text can be read in a box of the viewport, or `within`, where its own place is only
        guessed."""
        letters = sum(map(str.isalnum, text))
        # A lone sign may be no more than a line.
        least = max(_LEAST, _PER_LETTER * letters) if letters else 1
        place = box if within is None else _inner(within)
        middle = _middle(place) if letters else place
        if _count(_cut(self._across, middle), 0) >= least:
            return True
        if place.h > place.w and _count(_cut(self._down, place), 1) >= least:  # from top to bottom
            return True
        return _count(self._standing_out(middle), 0) >= least

    def _standing_out(self, place: Box) -> Any:
        """Where a pixel stands out from the next one to the right by its lightness, or by how red it is.

        (In how blue something is the eye sees hardly an edge: yellow on white can't be read.)
        """
        part = _cut(self._pixels.rgb, place)
        pixels = np.dstack((_luminance(part), _lightness()[part[:, :, _RED]])).astype(np.int16)
        return np.abs(np.diff(pixels, axis=1)).max(axis=2, initial=0) >= _STANDS_OUT

    @cached_property
    def _down(self) -> Any:
        import cv2

        return cv2.absdiff(self._green[1:], self._green[:-1]) >= _STANDS_OUT


def _middle(place: Box) -> Box:
    """Where the letters of a line are."""
    band = place.h * _MARGIN
    return Box(place.x, place.y + band, place.w, place.h - 2 * band)


def _inner(field: Box) -> Box:
    return field.grown(-_BORDER) if min(field.w, field.h) > 4 * _BORDER else field


def _count(edges: Any, axis: int) -> int:
    """Columns (axis 0) or rows (1) with an edge."""
    return int(np.count_nonzero(edges.any(axis=axis)))


def _cut(pixels: Any, box: Box) -> Any:
    left, top = max(0, round(box.x)), max(0, round(box.y))
    return pixels[top : max(top, round(box.bottom)), left : max(left, round(box.right))]


@cache
def _lightness() -> Any:
    """CIE L* of a grey's sRGB value, 0 to 255 both."""
    return _cie(_linear()).astype(np.uint8)


def _luminance(pixels: Any) -> Any:
    """CIE L* of pixels, 0 to 255."""
    return _cie(_linear()[pixels] @ _SHARES)


def _cie(luminance: Any) -> Any:
    root = 116 * np.cbrt(luminance) - 16
    return np.round(2.55 * np.where(luminance > 216 / 24389, root, luminance * 24389 / 27))


@cache
def _linear() -> Any:
    """The light of an sRGB value of 0 to 255, in [0, 1]."""
    value = np.arange(256) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
