"""When are two lines of text, read by OCR from two pictures, the same line?"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

IN_PLACE = 0.75
ELSEWHERE = 0.86
TOKEN = 0.6
"""Least similarity of two words at the same place in two lines that are to be one."""

_WORD = re.compile(r"\w+(?:[.,:'\u2019]\w+)*")
_DIGITS = re.compile(r"\d+")


def tokens(text: str) -> tuple[str, ...]:
    """The line's words in lower case, without accents and punctuation: what OCR reads reliably."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return tuple(_WORD.findall("".join(char for char in plain if not unicodedata.combining(char))))


def similarity(a: Sequence[str], b: Sequence[str]) -> float:
    """1 - edit distance / length of two lines given as words; 0 where a word of one is another word.

    The whole line alone would take "Task A" for "Task B". Spaces are left out, as OCR drops some.
    """
    if len(a) == len(b) and any(_other(x, y) for x, y in zip(a, b, strict=True)):
        return 0.0
    return float(Levenshtein.normalized_similarity("".join(a), "".join(b)))


def digits(words: Sequence[str]) -> tuple[str, ...]:
    """Every run of digits, in order."""
    return tuple(_DIGITS.findall(" ".join(words)))


def similarities(a: Sequence[Sequence[str]], b: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """`similarity` of each line of `a` with each of `b`, (n, m); 0 where both have digits and they differ."""
    values = np.zeros((len(a), len(b)))
    numbers_a, numbers_b = [digits(line) for line in a], [digits(line) for line in b]
    for row, first in enumerate(a):
        for column, second in enumerate(b):
            own, other = numbers_a[row], numbers_b[column]
            if own and other and own != other:
                continue
            values[row, column] = similarity(first, second)
    return values


def covered(line: Sequence[str], vocabulary: Sequence[str]) -> bool:
    """Whether every word of the line stands in the vocabulary: the line was cut elsewhere by OCR."""
    return bool(line) and all(
        word in vocabulary
        or (not word.isdigit() and any(not _other(word, known, IN_PLACE) for known in vocabulary))
        for word in line
    )


def _other(a: str, b: str, least: float = TOKEN) -> bool:
    if a == b:
        return False
    if digits([a]) != digits([b]):
        return bool(digits([a]) and digits([b])) or least > TOKEN
    return float(Levenshtein.normalized_similarity(a, b)) < least
