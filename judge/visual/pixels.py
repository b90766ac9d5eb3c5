"""Pixel metrics. They stand in the score card for whoever wants them, and are never scored:
they reward a shared style sheet more than a right page (SSIM of a blank page can exceed 0.7)."""

from importlib import import_module

import cv2
import numpy as np

from judge.similarity import Measure
from judge.visual.picture import Pixels, differing, lab, resized, same_size

_COLOUR_SIZE = (320, 180)


def pixel_details(a: Pixels, b: Pixels) -> tuple[Measure, ...]:
    """SSIM, equal pixels and colour difference of two pictures of any size."""
    return ssim(a, b), equal_pixels(a, b), colour_difference(a, b)


def ssim(a: Pixels, b: Pixels) -> Measure:
    """Mean structural similarity of the grey pictures (Wang et al., 2004; 7x7 windows), below 0 as 0."""
    metrics = import_module("skimage.metrics")  # slow to import, and without types
    first, second = (
        cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32) for picture in same_size(a, b)
    )
    if min(first.shape) < 7:
        return Measure(name="ssim", value=float(np.array_equal(first, second)))
    value = float(metrics.structural_similarity(first, second, data_range=255))
    return Measure(name="ssim", value=min(1.0, max(0.0, value)))


def equal_pixels(a: Pixels, b: Pixels) -> Measure:
    """Share of the pixels whose YIQ distance is at most 0.1 (pixelmatch's default threshold)."""
    return Measure(name="equal-pixels", value=1.0 - float(differing(*same_size(a, b)).mean()))


def colour_difference(a: Pixels, b: Pixels) -> Measure:
    """exp(-mean / 20), where mean is the mean CIEDE2000 of the pixels at 320x180; `mean` is in the parts.

    Equal pictures give 1, a just noticeable difference everywhere (2.3) gives 0.89, black against
    white (100) gives 0.007.
    """
    colour = import_module("skimage.color")
    first, second = (lab(resized(picture, *_COLOUR_SIZE)) for picture in (a, b))
    mean = float(np.asarray(colour.deltaE_ciede2000(first, second), dtype=np.float64).mean())
    return Measure(name="ciede2000", value=float(np.exp(-mean / 20)), parts={"mean": mean})
