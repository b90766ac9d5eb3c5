"""What tells that a number is an amount of money."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SIGN = "\u00a4"
"""Stands for the sign of any currency in the text that numbers are read from, as in CLDR's patterns."""

_WORDS = Path(__file__).with_name("currencies.txt")
"""Words for currencies, each with the codes that it stands for; made by tests/build_currencies.py."""


@cache
def before() -> str:
    """A pattern of what may stand before an amount: a sign, a code, a word ("€", "US$", "CHF", "kr")."""
    return _pattern(_codes())


@cache
def after() -> str:
    """A pattern of what may stand after an amount; a lone letter is rather a unit ("3 500 G")."""
    return _pattern(word for word in _codes() if len(word) > 1 or not word.isascii())


@cache
def decimals(currency: str) -> int:
    """How many decimals an amount has at most, by what `before` or `after` found; 2 for a mere sign."""
    from babel.numbers import get_currency_precision

    codes = _codes().get(" ".join(currency.split()), ())
    return max((get_currency_precision(code) for code in codes), default=2)


def with_signs(text: str) -> str:
    """`text` with `SIGN` for the sign of any currency."""
    return "".join(SIGN if unicodedata.category(char) == "Sc" else char for char in text)


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """By code or word the codes of the currencies that it may mean."""
    from babel.core import get_global

    found: dict[str, tuple[str, ...]] = {code: (code,) for code in get_global("all_currencies")}
    for line in _WORDS.read_text("utf-8").splitlines():
        word, codes = line.split("\t")
        found[with_signs(word)] = tuple(codes.split())
    return found


def _pattern(words: Iterable[str]) -> str:
    """Any of the words, whole; or a sign, with the letters that say whose it is before it."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    any_of = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest_first)
    return rf"(?:(?<![^\W_])(?:{any_of})(?![^\W\d_])|(?:(?<![^\W_])[A-Z]{{1,3}})?{SIGN})"
