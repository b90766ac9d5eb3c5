"""How much a place on the page looks like the target did in the recording."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tasks.geometry import Box

_SIDE = 32  # pixels; both crops are brought to this size


def likeness(reference: Path, reference_box: Box, current: Path) -> Callable[[Box], float]:
    """A function from a box in `current` to its likeness in [0, 1] to `reference_box` in `reference`.

    Mean of colour nearness (CIELAB, 1 - difference/60) and correlation of the grey patches. Crops are
    resized to 32x32, so the size of a rebuilt icon does not count.
    """

    def compare(box: Box) -> float:
        wanted, seen = _patch(reference, reference_box), _patch(current, box)
        if wanted is None or seen is None:
            return 0.0
        colour = max(0.0, 1.0 - float(np.abs(wanted - seen).mean()) / 60.0)
        a, b = (patch[..., 0] - patch[..., 0].mean() for patch in (wanted, seen))
        norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
        shape = max(0.0, float((a * b).sum()) / norm) if norm > 1e-6 else colour
        return (colour + shape) / 2

    return compare


@lru_cache(maxsize=4)
def _lab(path: Path) -> Any:
    import cv2

    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise OSError(f"{path}: not a picture")
    return cv2.cvtColor(np.float32(image) / 255.0, cv2.COLOR_BGR2LAB)


def _patch(path: Path, box: Box) -> Any:
    import cv2

    image = _lab(path)
    top, left = max(0, round(box.y)), max(0, round(box.x))
    crop = image[top : max(0, round(box.bottom)), left : max(0, round(box.right))]
    if crop.shape[0] < 2 or crop.shape[1] < 2:
        return None
    return cv2.resize(crop, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
