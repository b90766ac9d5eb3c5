"""Text as a person compares it, and the numbers in it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_VARIANTS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u0060\u00b4\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad")
)
"""Quotes, dashes and the minus sign by their plain forms; what has no width by nothing."""

TOUCH = "\x1f"
"""Stands between two pieces of text that touch: read as a space or as nothing, whichever fits."""

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


def show(text: str, limit: int = 60) -> str:
    """`text` in quotes, for a reason; cut where it is longer than `limit` characters."""
    return f"'{text if len(text) <= limit else text[: limit - 1] + '…'}'"


@lru_cache(maxsize=1024)
def phrase(text: str) -> re.Pattern[str]:
    """A pattern that finds `text` in normalised text whose pieces may be parted by `TOUCH` or a new row."""
    spelled = [f"{TOUCH}?".join(map(re.escape, word)) for word in normalise(text).split(" ")]
    return re.compile(f"[ \n{TOUCH}]".join(spelled))


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is whole words: white space, an edge or punctuation on both sides."""
    left = text[:start].rstrip(_OPENING)
    right = text[end:].lstrip(_CLOSING)
    return (not left or left[-1].isspace()) and (not right or right[0].isspace())


@dataclass(frozen=True)
class Number:
    """A number in a text."""

    value: float
    start: int
    end: int


_CURRENCY = "$€£¥₹₩₽₺"
_NUMBER = re.compile(
    # A letter before it makes it part of a name ("B2"); a lone x is a quantity ("x2").
    rf"(?:(?<![^\W_])|(?<=\bx)|(?<=[{_CURRENCY}]))"
    rf"(?P<sign>(?<![\d.,])[-+])?[{_CURRENCY}]?\s?(?P<inner>-)?(?P<digits>\d+(?:[.,']\d+)*|[.,]\d+)"
)


def numbers(text: str) -> list[Number]:
    """The numbers in `text`, in order: signs, currency signs, thousands separators and decimals are read.

    Of `.` and `,` the last one is the decimal sign where both occur; where only one occurs, a comma before
    exactly three digits, and anything that occurs twice, parts thousands.
    """
    found = []
    for match in _NUMBER.finditer(plain(text)):
        value = _value(match["digits"])
        negative = match["sign"] == "-" or match["inner"] is not None
        found.append(Number(-value if negative else value, match.start(), match.end()))
    return found


def _value(digits: str) -> float:
    digits = digits.replace("'", "")
    marks = [char for char in digits if char in ".,"]
    if not marks:
        return float(digits)
    head, _, tail = digits.rpartition(marks[-1])
    one_kind = len(set(marks)) == 1
    thousands = one_kind and (len(marks) > 1 or (marks[0] == "," and len(tail) == 3 and head != ""))
    head = head.replace(".", "").replace(",", "")
    return float(head + tail) if thousands else float(f"{head or 0}.{tail}")


def written(value: float | None) -> str:
    """A number as people write it; "no number" for None."""
    return "no number" if value is None else f"{value:.10g}"
