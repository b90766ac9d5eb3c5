"""What stands around digits and belongs to them: the sign, a currency, a percent sign."""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from rubrics import currency
from rubrics.characters import GAP, MINUS, SIGNS
from rubrics.notation import Question
from rubrics.text import LABEL, TOUCH

Ask = Callable[[Question], bool]

_FARTHEST = 16
"""Characters; what belongs to a number begins no farther before it."""
_PERCENT = "%"
_WORD_ENDS = f")]}}%'\"{LABEL}"
"""What a word may end with, beside letters and digits."""


class Around(NamedTuple):
    """What belongs to a stretch of digits."""

    start: int
    """Where the number begins, with its sign and its currency."""
    money: str = ""
    """The currency; empty for none."""
    percent: bool = False
    per_unit: bool = False
    """The amount is that of a unit ("1,459 €/l"), which may have any number of decimals."""
    minus: bool = False
    """A minus stands before it."""
    minus_after: bool = False


def around(text: str, start: int, end: int, ask: Ask) -> Around:
    """What belongs to the digits `text[start:end]`; `text` is as `characters.plainly` gives it."""
    found = _before(text, start, end, ask)
    after = _after().match(text, end)
    if after is None:
        return found
    mark = after["mark"] or ""
    found = found._replace(
        money=found.money or ("" if mark == _PERCENT else mark),
        percent=found.percent or mark == _PERCENT,
        per_unit=after["per"] is not None,
    )
    trailing = after["sign"] is not None and not found.minus
    return found._replace(
        minus_after=trailing and (after["sign"] == MINUS or bool(found.money) or ask("signs"))
    )


def in_name(text: str, start: int) -> bool:
    """Whether the digits that begin there are part of a name ("B2"); scripts without capitals have none."""
    return _is_cased(text[start - 1 : start]) and not is_quantity(text, start)


def is_quantity(text: str, start: int) -> bool:
    """Whether an x stands before the digits ("x2")."""
    return text[start - 1 : start] in ("x", "X") and not text[max(0, start - 2) : start - 1].isalnum()


def _before(text: str, start: int, end: int, ask: Ask) -> Around:
    at = max(0, start - _FARTHEST)
    stepper = _PLUS.match(text, end) is not None
    found = _marked().search(text, at, start)
    if found is not None and _is_own(text, found, text[start:end]):
        mark = found["mark"]
        minus, begin = False, found.start("mark")
        if found["inner"]:
            apart = found["apart"].strip(TOUCH)
            minus = not apart or ((found["gap"] == "" or ask("signs")) and not stepper)
        elif found["sign"]:
            minus = _is_minus(text, found, stepper, ask)
            begin = found.start("sign") if minus else begin
        return Around(begin, "" if mark == _PERCENT else mark, mark == _PERCENT, minus=minus)
    found = _SIGNED.search(text, at, start)
    if found is not None and _is_minus(text, found, stepper, ask):
        return Around(found.start("sign"), minus=True)
    return Around(start)


def _is_own(text: str, found: re.Match[str], digits: str) -> bool:
    """Whether a currency or percent sign belongs to the digits after it, not to those before it.

    A lone letter is a currency only before a price: "Q1,234.50", but not "Q4" or "Vitamin K 5".
    """
    if found["gap"] and _last(text, found.start("mark")).isdigit():
        return False
    letter = len(found["mark"]) == 1 and _is_cased(found["mark"])
    return not letter or re.search("[0-9][.,][0-9]", digits) is not None


def _is_minus(text: str, found: re.Match[str], stepper: bool, ask: Ask) -> bool:
    """Whether what may be a sign before digits, or before their currency, is one."""
    at = found.start("sign")
    if not found["space"].strip(TOUCH):
        before = text[max(0, at - 1) : at]
        glued = before.isalnum() or (before != "" and before in f".,{SIGNS}{_WORD_ENDS}{currency.SIGN}")
        return not glued and not (stepper and found["space"])
    if stepper:
        return False
    word = _last(text, at)
    if word.isalnum() or (word and word in _WORD_ENDS):
        return found["sign"] == MINUS and ask("signs")
    return ask("signs")


def _last(text: str, at: int) -> str:
    """The last character before a place, gaps aside."""
    return text[max(0, at - _FARTHEST) : at].rstrip(GAP)[-1:]


def _is_cased(char: str) -> bool:
    return char.lower() != char.upper()


_SIGNED = re.compile(rf"(?P<sign>[{SIGNS}])(?P<space>[{GAP}]*)\Z")
_PLUS = re.compile(rf"[{GAP}]*\+(?![0-9])")
"""After a number whose minus stands apart: the buttons of a stepper."""


@cache
def _marked() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<sign>[{SIGNS}])(?P<space>[{GAP}]*))?(?P<mark>{currency.before()}|{_PERCENT})"
        rf"(?P<gap>[{GAP}]{{0,2}})(?:(?P<inner>[{SIGNS}])(?P<apart>[{GAP}]*))?\Z"
    )


@cache
def _after() -> re.Pattern[str]:
    mark = rf"(?:{currency.after()}|{_PERCENT})"
    return re.compile(
        rf"(?:(?P<sign>[-{MINUS}])(?=[\s){GAP}]|\Z|{mark}))?"
        rf"(?:[{GAP}]{{0,2}}(?P<mark>{mark})(?![0-9])(?P<per>[{GAP}]?/)?)?"
    )
