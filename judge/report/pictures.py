"""The pictures of a report: each kept once, small enough to be mailed."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2

LONGEST_SIDE = 640
"""Pixels; a picture is never enlarged."""
SMALL_RUN, LONGEST_SIDE_OF_SMALL_RUN = 200, 960
"""With at most so many pictures, small print may stay legible."""
QUALITY = 75
"""Of WebP, 0 to 100."""


class PictureBook:
    """Collects pictures by a key, then scales them all and gives equal ones one id."""

    def __init__(self) -> None:
        self._paths: dict[str, Path] = {}
        self._ids: dict[str, str] = {}
        self._data: dict[str, bytes] = {}

    def add(self, key: str, path: Path) -> str:
        """Ask for the picture in `path`; a key stands for one content, so its first path will do."""
        self._paths.setdefault(key, path)
        return key

    def develop(self) -> None:
        """Read and scale what was added; decoding and encoding run outside Python's lock."""
        side = LONGEST_SIDE_OF_SMALL_RUN if len(self._paths) <= SMALL_RUN else LONGEST_SIDE
        with ThreadPoolExecutor() as pool:
            encoded = list(pool.map(lambda path: _webp(path, side), self._paths.values()))
        ids: dict[bytes, str] = {}
        for key, data in zip(self._paths, encoded, strict=True):
            if data is not None:
                self._ids[key] = ids.setdefault(data, f"p{len(ids) + 1}")
        self._data = {name: data for data, name in ids.items()}

    def id(self, key: str | None) -> str | None:
        """The id of a picture; None where there is none, or its file is missing or damaged."""
        return None if key is None else self._ids.get(key)

    def data_uris(self) -> dict[str, str]:
        """Every picture as a data URI, by its id."""
        return {
            name: f"data:image/webp;base64,{base64.b64encode(data).decode()}"
            for name, data in self._data.items()
        }


def _webp(path: Path, side: int) -> bytes | None:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:  # missing or damaged
        return None
    height, width = picture.shape[:2]
    share = min(1.0, side / max(height, width))
    size = max(1, round(width * share)), max(1, round(height * share))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    done, data = cv2.imencode(".webp", small, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return data.tobytes() if done else None
