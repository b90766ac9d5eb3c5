"""Writes rubrics/currencies.txt: the words that stand for a currency, as Babel's CLDR data has them.

    python -m tests.build_currencies

The data is read beforehand because reading it is dear: every language's file, 0.4 s and 80 MB. Codes (EUR)
and signs (€) are not in it; those are told without.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel import localedata
from babel.core import get_global

WORDS = Path(__file__).parent.parent / "rubrics" / "currencies.txt"


def lines() -> list[str]:
    """One line a word: the word, a tab, and the codes of the currencies that it stands for somewhere."""
    codes = defaultdict(set)
    for name in ("root", *localedata.locale_identifiers()):
        symbols = localedata.load(name, merge_inherited=False).get("currency_symbols", {})
        for code in symbols.keys() & _CURRENT:
            word = "".join(char for char in symbols[code] if unicodedata.category(char) != "Cf")
            if any(char.isalpha() for char in word) and not _is_code(word):
                codes[" ".join(word.split())].add(code)
    return [f"{word}\t{' '.join(sorted(codes[word]))}" for word in sorted(codes)]


def _current() -> Iterator[str]:
    """The currencies that are paid with somewhere today."""
    for used in get_global("territory_currencies").values():
        yield from (code for code, _, end, tender in used if end is None and tender)


_CURRENT = frozenset(_current())


def _is_code(word: str) -> bool:
    return word in get_global("all_currencies")


if __name__ == "__main__":
    WORDS.write_text("".join(f"{line}\n" for line in lines()), "utf-8")
