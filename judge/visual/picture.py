"""Pictures as arrays of pixels."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""(height, width, 3), sRGB in the order blue, green, red, 0 to 255."""

Mask = NDArray[np.bool_]

# Weights of pixelmatch: Kotsarenko and Ramos, "Measuring perceived color difference using YIQ NTSC
# transmission color space in mobile applications", 2010. Columns are blue, green, red.
_YIQ = np.array(
    [
        [0.11448223, 0.58662247, 0.29889531],
        [-0.32180189, -0.27426790, 0.59597799],
        [0.31119955, -0.52281102, 0.21147017],
    ],
    dtype=np.float32,
)
_YIQ_WEIGHTS = np.array([[0.5053, 0.299, 0.1957]], dtype=np.float32)
_YIQ_MAX = 35215.0
"""The largest squared difference two colours can have."""


class UnreadablePictureError(Exception):
    """A file that should be a picture can't be read as one. A judge makes `unknown` of it."""


def decode(data: bytes, path: Path) -> Pixels:
    """The pixels of an encoded picture; `path` is only for the message.

    Raises UnreadablePictureError where it is no picture.
    """
    buffer = np.frombuffer(data, dtype=np.uint8)
    # OpenCV raises on nothing at all and returns None for anything else that it can't decode.
    pixels = cv2.imdecode(buffer, cv2.IMREAD_COLOR) if buffer.size else None
    if pixels is None:
        raise UnreadablePictureError(f"{path}: not a picture ({len(data)} bytes)")
    return np.asarray(pixels, dtype=np.uint8)


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises UnreadablePictureError where it can't be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadablePictureError(f"{path}: cannot be read: {error.strerror}") from error


def same_size(a: Pixels, b: Pixels) -> tuple[Pixels, Pixels]:
    """Both pictures at the smaller of their widths and heights."""
    height, width = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
    return resized(a, width, height), resized(b, width, height)


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """The picture at another size, each new pixel the mean of the area it covers; aspect is not kept."""
    if pixels.shape[:2] == (height, width):
        return pixels
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def lab(pixels: Pixels) -> NDArray[np.float32]:
    """CIELAB: L 0 to 100, a and b about -127 to 127."""
    return np.asarray(
        cv2.cvtColor(pixels.astype(np.float32) / np.float32(255), cv2.COLOR_BGR2LAB), dtype=np.float32
    )


def differing(a: Pixels, b: Pixels, threshold: float = 0.1) -> Mask:
    """Which pixels of two pictures of one size differ visibly: (height, width).

    `threshold` is the YIQ distance from which a difference counts, as a fraction of the largest possible.
    """
    difference = cv2.transform(cv2.subtract(a, b, dtype=cv2.CV_32F), _YIQ)
    distance = cv2.transform(cv2.multiply(difference, difference), _YIQ_WEIGHTS)
    return np.asarray(distance > _YIQ_MAX * threshold**2)
