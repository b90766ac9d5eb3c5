"""Right to left: which way a text runs, and in which order the words of a row are read.

Words stand where the browser put them, in visual order. Going by the Unicode Bidirectional Algorithm
(UAX 9) from there back to the order in which they are read: a row has a base direction, and runs of words in
the other direction are read their own way within it.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Kind = Literal["left", "right", "number", "arabic number", "neutral"]
"""Which way a word runs: to the left (as in Arabic), to the right (as in Latin); numbers run to the right,
those in Arabic digits by themselves."""

_KINDS: dict[str, Kind] = {
    "L": "right",
    "R": "left",
    "AL": "left",
    "EN": "number",
    "AN": "arabic number",
}

_NUMERIC = frozenset({"EN", "AN", "ES", "ET", "CS", "NSM", "BN"})


@lru_cache(maxsize=1 << 14)
def kind(word: str) -> Kind:
    """By its first strong character; else by its first digit."""
    if word.isascii() and word.isalpha():
        return "right"
    found = [_KINDS[way] for way in map(unicodedata.bidirectional, word) if way in _KINDS]
    strong = next((one for one in found if one in ("left", "right")), None)
    return strong or (found[0] if found else "neutral")


def is_numeric(word: str) -> bool:
    """Whether a word may be part of a number: digits, their marks, a sign, a currency."""
    return bool(word) and all(unicodedata.bidirectional(char) in _NUMERIC for char in word)


def as_read(kinds: Sequence[Kind], leftward: bool) -> list[int]:
    """The order in which words are read that stand from left to right, as their indices.

    `leftward` is the row's base direction. How words stand does not always tell in which order they were
    written (a number between two directions may belong to either); then one is given that looks the same.
    """
    against = range(len(kinds)) if leftward else range(len(kinds) - 1, -1, -1)
    runs = _runs([kinds[index] for index in against], leftward)
    return [against[place] for run in reversed(runs) for place in run]


def _runs(kinds: Sequence[Kind], leftward: bool) -> list[range]:
    """Words in the order against the base direction, those together that are read in that order."""
    runs: list[range] = []
    start = 0
    while start < len(kinds):
        end = (_run_to_the_right if leftward else _run_to_the_left)(kinds, start)
        runs.append(range(start, end))
        start = end
    return runs


def _run_to_the_right(kinds: Sequence[Kind], start: int) -> int:
    """Where the run ends that begins there: Latin words, and the numbers that follow them."""
    end = start + 1
    if kinds[start] == "right":
        for place in range(end, len(kinds)):
            if kinds[place] in ("right", "number"):
                end = place + 1
            elif kinds[place] != "neutral":
                break
    return end


def _run_to_the_left(kinds: Sequence[Kind], start: int) -> int:
    """Where the run ends that begins there: Arabic words or numbers, and what they enclose."""
    end = start + 1
    letters = kinds[start] == "left"
    if letters or kinds[start] == "arabic number":
        for place in range(end, len(kinds)):
            if kinds[place] in ("left", "arabic number"):
                end = place + 1
                letters = letters or kinds[place] == "left"
            elif kinds[place] == "right" or (kinds[place] == "number" and not letters):
                break
    return end
