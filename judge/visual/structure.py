"""The embedded look-alike measure: structure and colour, with nothing to download.

    V = S^0.6 * C^0.4

S is the mean of three structural similarities (oriented gradients, edge grid, layout blocks), C the mean
of two of colour (histogram, layout), the colours in CIELAB. The product lets neither stand in for the
other: a blank page has no structure, so it scores 0 however much white it shares. All of them look at the
picture scaled down (to 320x180, edges to 640x360), so pictures of different sizes can be compared. Each is
symmetric, in [0, 1], and exactly 1 for equal pictures.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from judge.similarity import Measure
from judge.visual.picture import Pixels, lab, resized

NAME = "embedded-structure"

_WIDTH, _HEIGHT = 320, 180
_FINE = (640, 360)
"""Edges are sought in a finer picture: at 320x180 neighbouring cards run together."""
_CELL = 10
_BINS = 9
_GRID = (64, 36)
_LAYOUT = (32, 18)
_MAX_BLOCKS = 240
_COLOUR_BINS = (12, 16, 16)
_COLOUR_RANGES = [0.0, 100.0001, -128.0, 128.0, -128.0, 128.0]

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Features:
    """What is kept of a picture; about 40 kB."""

    gradients: Floats
    """(18, 32, 9): gradient magnitude by unsigned orientation in cells of 10 px, unit length in all."""
    edges: Floats
    """(36, 64): share of edge pixels in each cell, slightly blurred."""
    blocks: Floats
    """(n, 4): x, y, width, height of what stands together, fractions of the picture."""
    histogram: Floats
    """(3072,): square roots of the shares of CIELAB colours, unit length."""
    layout: Floats
    """(18, 32, 3): mean CIELAB colour of each cell."""


def features(pixels: Pixels) -> Features:
    """Everything the measure needs of one picture of any size."""
    small = resized(pixels, _WIDTH, _HEIGHT)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    edges = _edges(resized(pixels, *_FINE))
    colours = lab(small)
    return Features(
        gradients=_gradients(grey),
        edges=_edge_grid(edges),
        blocks=_blocks(edges),
        histogram=_histogram(colours),
        layout=np.asarray(cv2.resize(colours, _LAYOUT, interpolation=cv2.INTER_AREA), dtype=np.float32),
    )


def structure_similarity(a: Features, b: Features) -> Measure:
    """V of two pictures with its parts; `structure` is S, `colour` is C."""
    parts = {
        "gradients": _gradients_alike(a.gradients, b.gradients),
        "edges": _overlap(a.edges, b.edges),
        "blocks": _blocks_alike(a.blocks, b.blocks),
        "colour_histogram": _histograms_alike(a.histogram, b.histogram),
        "colour_layout": _layouts_alike(a.layout, b.layout),
    }
    structure = (parts["gradients"] + parts["edges"] + parts["blocks"]) / 3
    colour = (parts["colour_histogram"] + parts["colour_layout"]) / 2
    parts |= {"structure": structure, "colour": colour}
    return Measure(name=NAME, value=structure**0.6 * colour**0.4, parts=parts)


def _gradients(grey: NDArray[np.uint8]) -> Floats:
    """Histograms of oriented gradients (Dalal and Triggs, CVPR 2005), magnitudes tempered by a root."""
    dx = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    dy = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    magnitude, angle = cv2.cartToPolar(dx, dy)
    bins = (np.floor(np.asarray(angle) * (_BINS / np.pi)) % _BINS).astype(np.intp)
    rows, columns = np.indices(grey.shape) // _CELL
    shape = (_HEIGHT // _CELL, _WIDTH // _CELL, _BINS)
    flat = np.ravel_multi_index((rows, columns, bins), shape)
    counts = np.bincount(flat.ravel(), weights=np.asarray(magnitude).ravel(), minlength=int(np.prod(shape)))
    cells = np.sqrt(counts.reshape(shape)).astype(np.float32)
    # A shift of a few pixels moves strokes over a cell's border; the blur lets them still meet.
    return _unit(np.asarray(cv2.GaussianBlur(cells, (3, 3), 0.6), dtype=np.float32))


def _gradients_alike(a: Floats, b: Floats) -> float:
    """Cosine; two pictures without any gradient are alike, one without is unlike any other."""
    if not a.any() or not b.any():
        return float(not a.any() and not b.any())
    # 1 - |a - b|^2 / 2 is the cosine of unit vectors, and exactly 1 for equal ones.
    return _clip(1.0 - float(np.square(a - b, dtype=np.float64).sum()) / 2)


def _edges(pixels: Pixels) -> NDArray[np.uint8]:
    """255 where any channel has an edge: a card may differ from its ground by colour alone."""
    channels = [np.asarray(cv2.Canny(channel, 20, 60)) for channel in cv2.split(pixels)]
    return np.asarray(np.maximum.reduce(channels), dtype=np.uint8)


def _edge_grid(edges: NDArray[np.uint8]) -> Floats:
    share = cv2.resize(edges.astype(np.float32) / np.float32(255), _GRID, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(share, (3, 3), 0.8), dtype=np.float32)


def _overlap(a: Floats, b: Floats) -> float:
    """1 - sum|a - b| / sum(a + b): the Bray-Curtis similarity of two fields that are nowhere negative."""
    total = float(np.add(a, b, dtype=np.float64).sum())
    return 1.0 if total == 0 else _clip(1.0 - float(np.abs(a - b).sum(dtype=np.float64)) / total)


def _blocks(edges: NDArray[np.uint8]) -> Floats:
    """Boxes of edges that stand closer than about 4 px (of 640) to each other, the largest first."""
    joined = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((3, 5), dtype=np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes: Floats = np.asarray(stats)[1:, :4].astype(np.float32)
    boxes = boxes[(boxes[:, 2] >= 3) & (boxes[:, 3] >= 2)]
    area = boxes[:, 2] * boxes[:, 3]
    boxes = boxes[np.lexsort((boxes[:, 0], boxes[:, 1], -area))][:_MAX_BLOCKS]
    return np.asarray(boxes / np.array(_FINE * 2, dtype=np.float32))


def _blocks_alike(a: Floats, b: Floats) -> float:
    """Blocks matched one to one, each pair worth its likeness times the roots of its areas."""
    from scipy.optimize import linear_sum_assignment

    if not len(a) or not len(b):
        return float(len(a) == len(b))
    # The root keeps one large block from drowning all the small ones.
    weight_a, weight_b = np.sqrt(a[:, 2] * a[:, 3]), np.sqrt(b[:, 2] * b[:, 3])
    gain = _pairs_alike(a, b) * np.add.outer(weight_a, weight_b).astype(np.float64)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    weights = np.concatenate([weight_a, weight_b]).astype(np.float64)
    return _clip(float(np.sort(gain[rows, columns]).sum()) / float(np.sort(weights).sum()))


def _pairs_alike(a: Floats, b: Floats) -> NDArray[np.float64]:
    """Likeness of every block of `a` with every one of `b`, (n, m): how near, times how alike in size."""
    first, second = a[:, None, :].astype(np.float64), b[None, :, :].astype(np.float64)
    centre = (first[..., :2] + first[..., 2:] / 2) - (second[..., :2] + second[..., 2:] / 2)
    near = np.exp(-np.square(centre / 0.04).sum(axis=-1) / 2)
    sizes = np.minimum(first[..., 2:], second[..., 2:]) / np.maximum(first[..., 2:], second[..., 2:])
    return np.asarray(near * sizes.prod(axis=-1))


def _histogram(colours: Floats) -> Floats:
    counts = cv2.calcHist([colours], [0, 1, 2], None, list(_COLOUR_BINS), _COLOUR_RANGES)
    # Neighbouring bins share, so that a colour near a bin's border does not jump.
    smooth: Floats = np.asarray(counts, dtype=np.float32).reshape(_COLOUR_BINS)
    for axis in range(3):
        rows = np.pad(np.moveaxis(smooth, axis, 0), ((1, 1), (0, 0), (0, 0)), mode="edge")
        shared = (rows[:-2] + 3 * rows[1:-1] + rows[2:]) / np.float32(5)
        smooth = np.moveaxis(shared, 0, axis)
    return np.asarray(np.sqrt(smooth / smooth.sum()), dtype=np.float32).ravel()


def _histograms_alike(a: Floats, b: Floats) -> float:
    """1 - Hellinger distance."""
    return _clip(1.0 - float(np.sqrt(np.square(a - b, dtype=np.float64).sum() / 2)))


def _layouts_alike(a: Floats, b: Floats) -> float:
    """Mean over the cells of exp(-CIE76 / 20): 2.3 is just noticeable and costs a tenth."""
    distance = np.sqrt(np.square(a - b, dtype=np.float64).sum(axis=-1))
    return _clip(float(np.exp(-distance / 20).mean()))


def _unit(values: Floats) -> Floats:
    norm = float(np.linalg.norm(values))
    return values if norm == 0 else (values / np.float32(norm)).astype(np.float32)


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))
