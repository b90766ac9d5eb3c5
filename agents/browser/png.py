"""The pixels of a screenshot. Every look needs them, and a general decoder is slow.

Chromium packs quickly (`optimizeForSpeed`): 8 bits each of red, green and blue, and every row as the
difference from the row above. Such pictures are read here, in a third of the time; any other is OpenCV's.
"""

import struct
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PLAIN = b"\x08\x02\x00\x00\x00"
"""Of the header: 8 bits, RGB, and the only compression, set of filters and order of rows read here."""
_AS_IT_IS, _UP = 0, 2  # filters of a row
_BLOCK = 30  # rows


class Pixels:
    """What a PNG shows; a channel, or all of them, when it is asked for."""

    def __init__(self, png: bytes) -> None:
        """Raises ValueError for what is no picture."""
        self._rows = _differences(png)
        self._decoded = _by_opencv(png) if self._rows is None else None

    @cached_property
    def rgb(self) -> Any:
        """Height x width x 3 bytes."""
        if self._decoded is not None:
            return self._decoded
        return _summed(self._rows).reshape(len(self._rows), -1, 3)

    def channel(self, number: int) -> Any:
        """Height x width bytes of red (0), green (1) or blue (2)."""
        if self._decoded is not None:
            return np.ascontiguousarray(self._decoded[:, :, number])
        return _summed(self._rows[:, number::3])


def _differences(png: bytes) -> Any:
    """Height x (width x 3) bytes, each row but the first less the one above; None where the picture is packed
    otherwise, or damaged."""
    import deflate

    chunks = list(_chunks(png)) if png.startswith(_SIGNATURE) else []
    if not chunks or chunks[0][0] != b"IHDR" or chunks[0][1][8:] != _PLAIN:
        return None
    width, height = struct.unpack(">II", chunks[0][1][:8])
    packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
    try:
        unpacked = deflate.zlib_decompress(packed, height * (3 * width + 1))
        rows = np.frombuffer(unpacked, np.uint8).reshape(height, 3 * width + 1)
    except (deflate.DeflateError, ValueError):
        return None
    plain = rows[0, 0] in (_AS_IT_IS, _UP) and (rows[1:, 0] == _UP).all()
    return rows[:, 1:] if plain else None


def _summed(differences: Any) -> Any:
    """Every row as the sum of itself and those above, modulo 256.

    Many rows are added at a time: one after the other is a thousand steps of Python, and NumPy's own running
    sum goes byte by byte.
    """
    rows = differences.copy(order="C")
    whole = len(rows) // _BLOCK * _BLOCK
    blocks = rows[:whole].reshape(-1, _BLOCK, rows.shape[1])
    for index in range(1, _BLOCK):
        blocks[:, index] += blocks[:, index - 1]
    for index in range(1, len(blocks)):
        blocks[index] += blocks[index - 1, -1]
    for index in range(max(whole, 1), len(rows)):
        rows[index] += rows[index - 1]
    return rows


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of each. Their checksums are not asked: the bytes come straight from the browser."""
    place = len(_SIGNATURE)
    while place + 8 <= len(png):
        (length,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12


def _by_opencv(png: bytes) -> Any:
    import cv2

    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR) if png else None
    if pixels is None:
        raise ValueError("not a picture")
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
