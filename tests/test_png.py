"""Reading screenshots quickly gives what a general decoder gives, or leaves the picture to it."""

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.browser import png as module
from agents.browser.png import Pixels

NONE, SUB, UP = cv2.IMWRITE_PNG_FILTER_NONE, cv2.IMWRITE_PNG_FILTER_SUB, cv2.IMWRITE_PNG_FILTER_UP


def packed(pixels: Any, how: int) -> bytes:
    """The pixels, in red, green and blue, as PNG; `how`: OpenCV's filters."""
    ok, found = cv2.imencode(".png", np.ascontiguousarray(pixels[:, :, ::-1]), [cv2.IMWRITE_PNG_FILTER, how])
    assert ok
    return bytes(found.tobytes())


def rgb(png: bytes) -> Any:
    pixels = Pixels(png)
    for number in range(3):
        assert (pixels.channel(number) == pixels.rgb[:, :, number]).all()
    return pixels.rgb


def noise(width: int, height: int, seed: int) -> Any:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(1, 100), st.integers(0, 9), st.sampled_from([NONE, SUB, UP]))
def test_what_was_packed_is_read_whatever_the_filter(width: int, height: int, seed: int, how: int) -> None:
    pixels = noise(width, height, seed)
    assert (rgb(packed(pixels, how)) == pixels).all()


def test_a_screenshot_is_read_without_opencv(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = noise(30, 20, 1)
    monkeypatch.setattr(module, "_by_opencv", None)
    assert (rgb(packed(pixels, UP)) == pixels).all()


def test_grey_and_transparent_pictures_are_opencvs() -> None:
    grey = np.tile(np.arange(20, dtype=np.uint8), (5, 1))
    for channels in (1, 4):
        pixels = grey if channels == 1 else np.dstack((grey, grey, grey, np.full_like(grey, 255)))
        _, found = cv2.imencode(".png", pixels)
        assert (rgb(found.tobytes()) == grey[:, :, None]).all()


@pytest.mark.parametrize("png", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_is_refused(png: bytes) -> None:
    with pytest.raises(ValueError, match="not a picture"):
        rgb(png)


def test_damage_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = packed(noise(30, 20, 1), UP)
    place = whole.index(b"IDAT") + 40
    damaged = whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
    asked: list[bytes] = []
    monkeypatch.setattr(module, "_by_opencv", asked.append)
    Pixels(damaged)
    assert asked == [damaged]
