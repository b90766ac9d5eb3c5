"""A visual metric: is there ink in the same places?"""

import cv2
import numpy as np
from numpy.typing import NDArray

from judge.similarity import Measure
from judge.visual.picture import Pixels
from tasks.evidence import Snapshot

GRID = (32, 18)


class Ink:
    """Intersection over union of the cells of a 32x18 grid that differ from the page's commonest colour."""

    name = "ink"

    def compare(self, candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None) -> Measure:
        mine, theirs = _inked(candidate), _inked(checkpoint)
        either = int((mine | theirs).sum())
        value = int((mine & theirs).sum()) / either if either else 1.0
        parts = {"candidate": float(mine.mean()), "checkpoint": float(theirs.mean())}
        if evidence is not None:
            parts["words"] = float(len(evidence.words))
        return Measure(name=self.name, value=value, parts=parts)


def _inked(pixels: Pixels) -> NDArray[np.bool_]:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    paper = int(np.bincount(grey.ravel()).argmax())
    ink = (np.abs(grey.astype(np.int16) - paper) > 32).astype(np.float32)
    return np.asarray(cv2.resize(ink, GRID, interpolation=cv2.INTER_AREA) > 0.02)
