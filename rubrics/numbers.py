"""Numbers in a text, as people anywhere in the world write them.

What can be read in two ways is read as a `Notation` says; which questions of it came up, and which of them
the text itself answers, is told with the numbers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rubrics import currency
from rubrics.around import around, in_name, is_quantity
from rubrics.characters import FRACTIONS, MARKS, plainly
from rubrics.digits import STRETCH, Stretch
from rubrics.notation import PLAIN, Fact, Notation, Question, settled
from rubrics.text import TOUCH

_STRETCH = re.compile(STRETCH)
_CHUNK = re.compile(rf"[0-9]+(?:{TOUCH}?[{MARKS}]?{TOUCH}?[0-9]+)*")
_ANY = re.compile(rf"[\d{FRACTIONS}\u2460-\u2473]")


@dataclass(frozen=True)
class Number:
    """A number in a text."""

    value: float
    start: int
    """Where it begins in the text, with its sign and its currency."""
    end: int
    """Where its digits end."""


class Reading(NamedTuple):
    """The numbers of a text in one notation, and what they say of notations."""

    numbers: tuple[Number, ...] = ()
    asked: frozenset[Question] = frozenset()
    """What of the notation they depend on."""
    amounts: frozenset[Fact] = frozenset()
    """What the amounts of money show by themselves."""
    facts: frozenset[Fact] = frozenset()
    """What any number shows by itself."""


def numbers(text: str, notation: Notation = PLAIN) -> tuple[Number, ...]:
    """The numbers in `text`, in order, read in that notation."""
    return read(text, notation).numbers


def notations(texts: Iterable[str]) -> tuple[Notation, ...]:
    """The notations in which a page that says all these may be written: one where its numbers settle it."""
    readings = [read(text) for text in texts]
    asked = {question for one in readings for question in one.asked}
    amounts = {fact for one in readings for fact in one.amounts}
    return settled(asked, amounts, {fact for one in readings for fact in one.facts})


@lru_cache(maxsize=1 << 15)
def read(text: str, notation: Notation = PLAIN) -> Reading:
    """See `Reading`."""
    return _Reader(text, notation).reading() if _ANY.search(text) else Reading()


class _Reader:
    """Reads one text in one notation."""

    def __init__(self, text: str, notation: Notation) -> None:
        self._text, self._places = plainly(text)
        self._notation = notation
        self._asked: set[Question] = set()
        self._amounts: set[Fact] = set()
        self._facts: set[Fact] = set()

    def reading(self) -> Reading:
        found = [one for match in _STRETCH.finditer(self._text) for one in self._stretch(*match.span())]
        return Reading(tuple(found), frozenset(self._asked), frozenset(self._amounts), frozenset(self._facts))

    def _ask(self, question: Question) -> bool:
        self._asked.add(question)
        return bool(getattr(self._notation, question))

    def _stretch(self, start: int, end: int) -> Iterator[Number]:
        """The numbers of a stretch of digits."""
        near = around(self._text, start, end, self._ask)
        if near.start == start and (in_name(self._text, start) or is_quantity(self._text, start)):
            # "B2 500" and "x2 500" are no thousands.
            chunk = _CHUNK.match(self._text, start, end)
            if chunk is not None and chunk.end() < end:
                if is_quantity(self._text, start):
                    yield from self._stretch(start, chunk.end())
                yield from self._stretch(chunk.end() + 1, end)
                return
            if in_name(self._text, start):
                return
        money = bool(near.money)
        two_decimals = money and currency.decimals(near.money) < 3 and not near.per_unit
        stretch = Stretch(self._text[start:end], self._ask, money, near.percent, two_decimals)
        found = list(stretch.numbers())
        self._facts |= stretch.shown
        self._amounts |= stretch.shown if money else set()
        for index, one in enumerate(found):
            first, last = index == 0, index == len(found) - 1
            minus = (first and near.minus) or (last and near.minus_after)
            begin = near.start if first else start + one.start
            yield Number(
                -one.value if minus else one.value, self._places[begin], self._places[start + one.end]
            )
