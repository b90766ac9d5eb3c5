"""The characters that numbers are written with, whatever the script, by one character a kind."""

import unicodedata
from functools import lru_cache

from rubrics import currency
from rubrics.text import RAISED, TOUCH

NO_BREAK = "\u00a0"
"""Stands for any space that keeps together what it parts, and for the thin ones."""
GAP = f" {NO_BREAK}{TOUCH}"
MINUS = "\u2212"
DASH = "\u2013"
SIGNS = f"\\-{MINUS}{DASH}"
"""For a character class: what may be a minus."""
POINT = "."
COMMA = ","
ONLY_DECIMAL = "\u066b"
DECIMAL_MARKS = f"{POINT}{COMMA}{ONLY_DECIMAL}"
MARKS = f"{DECIMAL_MARKS}'\u066c"
"""What may stand between digits, beside spaces; the last two part thousands only."""
FRACTIONS = "\u00bc-\u00be\u2150-\u215e\u2189"
"""For a character class: fractions in one character."""

_KINDS = (
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u0060\u00b4\u02bc\uff07", "'")
    | dict.fromkeys("\u2007\u2008\u2009\u200a\u2005\u2006\u00a0\u202f", NO_BREAK)
    | dict.fromkeys("\u2010\u2011\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u2012\u2014\u2015", DASH)
    | dict.fromkeys("\uff0e\ufe52", ".")
    | dict.fromkeys("\uff0c\ufe50", ",")
    | dict.fromkeys("\u060c\u2e41", "\u066c")
    | dict.fromkeys("\u066a\uff05\ufe6a", "%")
    | {"\uff0b": "+"}
)
_LETTER = "a"
"""Stands for a small digit that is part of a name or a unit ("H₂O", "m²")."""


def plainly(text: str) -> tuple[str, list[int]]:
    """`text` in the characters of this module, and the place in `text` of each of them and of the end.

    Digits of any script become ASCII digits, raised ones after a digit follow `RAISED`, the sign of any
    currency becomes `currency.SIGN`; marks that steer direction, and all else without a width, are left out.
    """
    written: list[str] = []
    places: list[int] = []
    raised = False
    for place, char in enumerate(text):
        kind = _kind(char)
        if kind.startswith(RAISED) and len(kind) > 1:
            digit = kind[1:]
            kind = digit if raised else kind if written and written[-1].isdigit() else _LETTER
            raised = kind != _LETTER
        else:
            raised = False
        written += kind
        places += [place] * len(kind)
    return "".join(written), [*places, len(text)]


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    if char in _KINDS:
        return _KINDS[char]
    if char.isascii() and char != "$":
        return char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category == "Sc":
        return currency.SIGN
    if category == "Cf":
        return ""
    if category == "No":
        form, _, plain = unicodedata.decomposition(char).partition(" ")
        small = chr(int(plain, 16)) if plain and " " not in plain else ""
        if small.isascii() and small.isdigit():
            return {"<super>": RAISED + small, "<sub>": _LETTER}.get(form, small)
    return " " if char.isspace() else char
