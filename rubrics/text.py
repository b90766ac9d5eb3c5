"""Text as a person compares it."""

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache

_VARIANTS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u0060\u00b4\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad")
    | dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u0640")
)
"""Quotes, dashes and the minus sign by their plain forms; by nothing what has no width, steers the direction
of writing, or only makes a word longer (the Arabic tatweel)."""

TOUCH = "\x1f"
"""Stands between two pieces of text that touch: read as a space or as nothing, whichever fits."""
RAISED = "\x1e"
"""Stands between digits and raised or smaller ones that touch them; fits where a decimal mark is sought."""
LABEL = "\ufffc"
"""Stands, in text that numbers are read from, for what is no part of them."""

_OPENING = "([{\"'"
_CLOSING = ")]}.,;:!?\"'"


def plain(text: str) -> str:
    """`text` with one kind of quote, dash and space, in Unicode's compatibility form; case is kept."""
    text = unicodedata.normalize("NFKC", text.translate(_VARIANTS)).translate(_VARIANTS)
    return " ".join(text.split())


@lru_cache(maxsize=1 << 15)
def normalise(text: str) -> str:
    """`text` as it is compared: `plain`, and without regard to case. Applying it twice changes nothing."""
    return plain(plain(text).casefold())


def place_of(text: str, at: int) -> int:
    """Where in `text` the place `at` of its normalised form is."""
    return bisect_left(range(len(text)), at, key=lambda end: len(normalise(text[:end])))


def show(text: str, limit: int = 60) -> str:
    """`text` in quotes, for a reason; cut where it is longer than `limit` characters."""
    return f"'{text if len(text) <= limit else text[: limit - 1] + '…'}'"


@lru_cache(maxsize=1024)
def phrase(text: str) -> re.Pattern[str]:
    """A pattern that finds `text` in normalised text whose pieces may be parted by `TOUCH`, `RAISED` or a new
    row."""
    spelled = [f"{TOUCH}?".join(map(_spelled, word)) for word in normalise(text).split(" ")]
    return re.compile(f"[ \n{TOUCH}{RAISED}]".join(spelled))


def _spelled(char: str) -> str:
    return f"(?:{re.escape(char)}|{RAISED})" if char in ".," else re.escape(char)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is whole words: white space, an edge or punctuation on both sides."""
    left = text[:start].rstrip(_OPENING)
    right = text[end:].lstrip(_CLOSING)
    return (not left or left[-1].isspace()) and (not right or right[0].isspace())


def written(value: float | None) -> str:
    """A number as people write it; "no number" for None."""
    return "no number" if value is None else f"{value:.10g}"
