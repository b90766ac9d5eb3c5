"""What colour a person would call what is drawn: the green one of five dots."""

import colorsys
from typing import Any

import numpy as np

from agents.operator.grounding.drawings import INK, contrast

# By hue in degrees; what lies between two has both names.
_HUES: dict[str, tuple[tuple[float, float], ...]] = {
    "red": ((0, 16), (340, 360)),
    "orange": ((14, 46),),
    "brown": ((10, 46),),
    "yellow": ((42, 72),),
    "gold": ((36, 60),),
    "green": ((70, 172),),
    "teal": ((160, 200),),
    "turquoise": ((160, 200),),
    "blue": ((186, 258),),
    "purple": ((250, 318),),
    "violet": ((245, 318),),
    "lilac": ((245, 318),),
    "pink": ((300, 342),),
}
_GREYS = ("black", "grey", "gray", "white")
COLOURS = frozenset((*_HUES, *_GREYS))
"""The words that are known."""
_COLOURED = 9.0  # chroma in CIELAB from which something has a colour
_COLOURED_PART = 0.3  # of what is drawn
_DARK, _BRIGHT = 0.22, 0.9  # value up to which it is black, from which it is white
_DIM = 0.62  # value up to which orange is brown
_PALE = 0.55  # saturation up to which red is pink
_LEAST = 0.02  # of the box that is drawn on, at least


def colours_of(crop: Any) -> frozenset[str]:
    """What the colour of what is drawn in a crop (CIELAB) may be called; none where nothing is drawn.

    What is drawn stands out from the crop's edge, and its median counts: that of the coloured part, where
    there is one.
    """
    import cv2

    drawn = contrast(crop) >= INK
    if drawn.mean() < _LEAST:
        return frozenset()
    pixels = cv2.cvtColor(crop, cv2.COLOR_LAB2RGB)[drawn]
    coloured = np.linalg.norm(crop[drawn][:, 1:], axis=1) >= _COLOURED
    some = coloured.mean() >= _COLOURED_PART
    red, green, blue = (float(value) for value in np.median(pixels[coloured] if some else pixels, axis=0))
    return _hues(red, green, blue) if some else _greys(max(red, green, blue))


def _greys(value: float) -> frozenset[str]:
    return frozenset({"black"} if value <= _DARK else {"white"} if value >= _BRIGHT else {"grey", "gray"})


def _hues(red: float, green: float, blue: float) -> frozenset[str]:
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    degrees = hue * 360
    found = {name for name, ranges in _HUES.items() if any(low <= degrees <= high for low, high in ranges)}
    if "red" in found and saturation <= _PALE and value >= _DIM:
        found = found - {"red"} | {"pink"}
    found -= {"orange"} if value < _DIM else {"brown"}
    return frozenset(found | ({"black"} if value <= _DARK else set()))
