"""Does the same text stand in two pictures?"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from judge.similarity import Measure
from tasks.evidence import Word
from tasks.geometry import Box


class Line(NamedTuple):
    """Words that stand on one line of one piece of text."""

    text: str
    box: Box


def lines_of(words: Iterable[Word]) -> tuple[Line, ...]:
    """Words put together to lines by their line numbers, in the order given."""
    grouped = (list(group) for _, group in groupby(words, key=lambda word: word.line))
    return tuple(Line(" ".join(word.text for word in group), _around(group)) for group in grouped)


def _around(words: list[Word]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return box


def reading(words: Iterable[Word]) -> str:
    """All words in reading order, one space between them."""
    return " ".join(word.text for word in words)


def ocr_levenshtein(a: str, b: str) -> Measure:
    """The paper's text similarity (arXiv 2509.24709): 1 - Levenshtein / max length, lower case.

    Both empty is 1, one empty is 0.
    """
    return Measure(name="ocr-levenshtein", value=Levenshtein.normalized_similarity(a.lower(), b.lower()))


def ocr_lines(a: Sequence[str], b: Sequence[str]) -> Measure:
    """Text similarity that does not depend on the order of columns.

    Lines are matched one to one so that sum(similarity * (length + length)) is largest; the value is that
    sum over the length of all lines. Both empty is 1, one empty is 0.
    """
    first, second = [line.lower() for line in a if line], [line.lower() for line in b if line]
    return Measure(name="ocr-lines", value=_matched(first, second))


def _matched(a: list[str], b: list[str]) -> float:
    from scipy.optimize import linear_sum_assignment

    total = sum(map(len, a)) + sum(map(len, b))
    if not a or not b:
        return float(total == 0)
    lengths = np.add.outer([len(line) for line in a], [len(line) for line in b])
    gain = cdist(a, b, scorer=Levenshtein.normalized_similarity, dtype=np.float64) * lengths
    rows, columns = linear_sum_assignment(gain, maximize=True)
    # Sorted, so that a, b and b, a add up to the same last bit.
    return min(1.0, float(np.sort(gain[rows, columns]).sum()) / total)
