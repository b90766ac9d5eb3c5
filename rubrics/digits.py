"""What a stretch of digits says, with what may stand between them: marks, spaces, the edges of elements."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rubrics.characters import (
    COMMA,
    DECIMAL_MARKS,
    FRACTIONS,
    GAP,
    MARKS,
    NO_BREAK,
    ONLY_DECIMAL,
    POINT,
    SIGNS,
)
from rubrics.currency import SIGN
from rubrics.notation import Fact, Question
from rubrics.text import RAISED, TOUCH

STRETCH = (
    rf"[0-9]+(?:(?:{TOUCH}?[{MARKS}]{TOUCH}?|[{GAP}{RAISED}])[0-9]+)*(?:[{GAP}]?[{FRACTIONS}])?"
    rf"|[{FRACTIONS}]"
    # Decimals alone (".50"), not what follows a short form ("Rs.500").
    rf"|(?<![^\s({SIGN}{SIGNS}])[{DECIMAL_MARKS}]{TOUCH}?[0-9]+(?![.,][0-9])"
)
"""A pattern of such a stretch, in text as `characters.plainly` gives it."""

_MOST_GROUPS = 12
"""That one number may consist of: a text of digits alone is no reason to try more."""


class Found(NamedTuple):
    """A number in a stretch, without its sign."""

    value: float
    start: int
    end: int


class _Group(NamedTuple):
    digits: str
    start: int
    end: int
    raised: str = ""
    """Digits that stand raised after these."""


@dataclass
class Stretch:
    """One stretch of digits, and what is known of it from around."""

    text: str
    ask: Callable[[Question], bool]
    """Answers what the stretch leaves open."""
    money: bool = False
    """It is an amount of money."""
    percent: bool = False
    two_decimals: bool = False
    """It has no more decimals than two."""
    shown: set[Fact] = field(default_factory=set)
    """What the numbers that were read show of the page's notation."""

    def numbers(self) -> Iterator[Found]:
        """The numbers in it, in order."""
        fraction = re.search(rf"[{GAP}]?[{FRACTIONS}]$", self.text)
        found = list(self._wholes(self.text[: fraction.start()] if fraction else self.text))
        if fraction:
            whole = found.pop() if found else Found(0.0, 0, 0)
            value = whole.value + unicodedata.numeric(self.text[-1])
            found.append(Found(value, whole.start, len(self.text)))
        return iter(found)

    def _wholes(self, text: str) -> Iterator[Found]:
        if text[:1] in tuple(DECIMAL_MARKS):
            yield Found(float(f"0.{text.strip(DECIMAL_MARKS + TOUCH)}"), 0, len(text))
            return
        groups, seps = _groups(text)
        index = 0
        while index < len(groups):
            count, value = self._longest(groups, seps, index)
            yield Found(value, groups[index].start, groups[index + count - 1].end)
            index += count

    def _longest(self, groups: Sequence[_Group], seps: Sequence[str], index: int) -> tuple[int, float]:
        """How many groups from there on are one number, and which."""
        marked = index > 0 and seps[index - 1] in MARKS
        for count in range(min(len(groups) - index, _MOST_GROUPS), 0, -1):
            cut = index + count < len(groups) and seps[index + count - 1] in MARKS
            # What is cut out between marks is no number: of a date, a version, an address.
            if count == 1 or not (marked or cut):
                value = self._value(groups[index : index + count], seps[index : index + count - 1])
                if value is not None:
                    return count, value
        return 1, float(groups[index].digits)

    def _value(self, groups: Sequence[_Group], seps: Sequence[str]) -> float | None:
        """The number that all of these are together; None where they are none."""
        glued = self._glued(groups, seps)
        if glued is None or any(group.raised for group in groups[:-1]):
            return None
        value = self._marked(*glued)
        raised = groups[-1].raised
        whole = value is not None and value.is_integer()
        if whole and len(raised) == 2 and (self.money or self.ask("cents")):
            return float(f"{value:.0f}.{raised}")
        return value

    def _glued(self, groups: Sequence[_Group], seps: Sequence[str]) -> tuple[list[str], list[str]] | None:
        """The groups, those that touch put together, and the marks between them."""
        parts, marks = [groups[0].digits], []
        for group, sep in zip(groups[1:], seps, strict=True):
            if sep != TOUCH:
                parts.append(group.digits)
                marks.append(sep)
                continue
            # Between elements a narrow space can't be told from none.
            threes = len(group.digits) == 3 and len(parts[-1]) <= 3
            if threes and not self.money and not self.ask("spaces"):
                return None
            parts[-1] += group.digits
        return parts, marks

    def _marked(self, groups: list[str], marks: list[str]) -> float | None:
        """The number that groups of digits with these marks between them are."""
        if not marks:
            return float(groups[0])
        *others, last = marks
        thousands = last != ONLY_DECIMAL and _are_thousands(groups, marks)
        decimals = last in DECIMAL_MARKS and last not in others
        decimals = decimals and (not others or _are_thousands(groups[:-1], others))
        if not (thousands or decimals):
            return None
        if " " in marks and not (self.money or self.percent or self.ask("spaces")):
            return None
        sure = True
        if thousands and decimals:
            decimals, sure = self._has_decimals(groups[0], last)
        if sure and last in (POINT, COMMA):
            self.shown.add(("comma", decimals == (last == COMMA)))
        if sure and (others or not decimals):
            self.shown.add(("spaces", marks[0] in (" ", NO_BREAK)))
        return float(f"{''.join(groups[:-1])}.{groups[-1]}") if decimals else float("".join(groups))

    def _has_decimals(self, whole: str, mark: str) -> tuple[bool, bool]:
        """Whether three digits after the only mark are decimals, and whether that is sure."""
        if whole == "0" and mark == POINT:
            return True, True  # No thousands begin with a zero. But with a comma some part padded numbers.
        if self.two_decimals and not whole.startswith("0"):
            return False, True
        return self.ask("comma") == (mark == COMMA), False


def _groups(text: str) -> tuple[list[_Group], list[str]]:
    """The groups of digits, and what stands between each and the next: a mark, a space, or `TOUCH`."""
    groups: list[_Group] = []
    seps: list[str] = []
    for match in re.finditer("[0-9]+", text):
        between = text[groups[-1].end : match.start()] if groups else ""
        if between == RAISED:
            groups[-1] = groups[-1]._replace(raised=match[0], end=match.end())
            continue
        if groups:
            seps.append(between.strip(TOUCH) or TOUCH)
        groups.append(_Group(match[0], match.start(), match.end()))
    return groups, seps


def _are_thousands(groups: Sequence[str], marks: Sequence[str]) -> bool:
    """Whether groups of digits with these marks between them are parted as thousands are: 1,234,567, or as
    in India 12,34,567."""
    first, *rest = groups
    spaced = marks[0] in (" ", NO_BREAK)
    if len(set(marks)) > 1 or not 1 <= len(first) <= 3 or (spaced and first.startswith("0")):
        return False
    sizes = [len(group) for group in rest]
    indian = len(sizes) > 1 and len(first) <= 2 and set(sizes[:-1]) == {2} and sizes[-1] == 3 and not spaced
    return set(sizes) == {3} or indian
