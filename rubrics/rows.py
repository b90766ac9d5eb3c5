"""Lines of text, and the rows that they form side by side, in the order in which they are read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from rubrics.bidi import Kind, as_read, is_numeric, kind
from rubrics.text import RAISED, TOUCH, normalise
from tasks.evidence import Word
from tasks.geometry import Box

MAX_GAP = 24.0
"""CSS pixels; pieces farther apart on a row are never read as one."""
TOUCHING = 0.2
"""Of the line's height; a gap below it need not be a space."""
SPACE = 0.4
"""Of the line's height; a gap below it is no wider than a space."""
SMALLER = 0.8
"""Of the height of the digits before; lower ones that touch them are decimals, or a remark."""
HIGHER = 0.15
"""Of the height of the digits before; so much higher in the middle are raised ones."""
ALIKE = 0.9
"""Of the height of the higher; digits that differ more are no groups of one number."""
APART = "\t"
"""Stands, in text that numbers are read from, for a gap that is wider than a space."""


@dataclass(frozen=True)
class Line:
    """Words on one line of one piece of text."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        return reduce(Box.union, (word.box for word in self.words))

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """Which ways its words run."""
        return frozenset(kind(word.text) for word in self.words)


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words by the line they stand on, in the order they were seen."""
    groups: dict[int, list[Word]] = {}
    for word in words:
        if normalise(word.text):
            groups.setdefault(word.line, []).append(word)
    return [Line(tuple(group)) for group in groups.values()]


def page_runs_left(lines: Iterable[Line]) -> bool:
    """Whether a page with these lines is read from right to left: more of its words run to the left."""
    kinds = [kind(word.text) for line in lines for word in line.words]
    return kinds.count("left") > kinds.count("right")


def runs_left(lines: Iterable[Line], page: bool) -> bool:
    """Whether what stands side by side is read from right to left: as all its words, else as the `page`."""
    kinds = frozenset[Kind]().union(*(line.kinds for line in lines))
    return page or ("left" in kinds and "right" not in kinds)


def rows_of(lines: Iterable[Line], page: bool) -> list[list[Line]]:
    """The lines that stand closely side by side, each row as it is read; `page` as for `runs_left`."""
    rows = _rows(lines)
    return [_as_read(row, page) if page or any("left" in line.kinds for line in row) else row for row in rows]


def joint(first: Line, second: Line) -> str:
    """What stands between two neighbours of a row: `TOUCH`, `RAISED`, a space, or `APART`."""
    a, b = first.box, second.box
    gap, height = _gap(a, b), min(a.h, b.h)
    digits = first.text[-1:].isdecimal() and second.text[:1].isdecimal()
    if digits and second.text.isdecimal() and gap < TOUCHING * a.h and _is_raised(a, b):
        return RAISED
    if gap < TOUCHING * height:
        return TOUCH
    unlike = digits and height < ALIKE * max(a.h, b.h)
    return " " if gap < SPACE * height and not unlike else APART


def apart(first: Line, second: Line) -> bool:
    """Whether two neighbours of a row are farther from each other than words are."""
    return _gap(first.box, second.box) >= SPACE * min(first.box.h, second.box.h)


def _gap(a: Box, b: Box) -> float:
    return max(b.x - a.right, a.x - b.right)


def _is_raised(digits: Box, small: Box) -> bool:
    return small.h <= SMALLER * digits.h or digits.center[1] - small.center[1] >= HIGHER * digits.h


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Rows of lines from left to right. A line that runs both ways may have others between its words, so it
    is put in its row word by word."""
    pieces: list[tuple[Box, Line]] = []
    for line in lines:
        mixed = "left" in line.kinds and len(line.words) > 1
        pieces += [(word.box, line) for word in line.words] if mixed else [(line.box, line)]
    rows: list[list[Line]] = []
    ends: list[Box] = []
    homes_of: dict[int, int] = {}
    for box, line in sorted(pieces, key=lambda piece: (piece[0].x, piece[0].y)):
        near = [index for index, end in enumerate(ends) if _continues(end, box)]
        home = min(near, key=lambda index: abs(box.x - ends[index].right), default=homes_of.get(id(line)))
        if home is None:
            home = len(rows)
            rows.append([])
            ends.append(box)
        ends[home] = box
        if id(line) not in homes_of:
            homes_of[id(line)] = home
            rows[home].append(line)
    return rows


def _continues(left: Box, right: Box) -> bool:
    # Asked of every pair on a page: what rules most of them out comes first.
    _, y, _, h = left
    _, other_y, _, other_h = right
    height = min(h, other_h)
    if min(y + h, other_y + other_h) - max(y, other_y) < 0.5 * height:  # not `same_row`
        return False
    return -0.3 * height <= right.x - left.right <= min(height, MAX_GAP)


def _as_read(row: Sequence[Line], page: bool) -> list[Line]:
    """A row's lines in the order in which they are read: each by its word that is read first."""
    words = sorted(
        ((word, index) for index, line in enumerate(row) for word in line.words), key=lambda one: one[0].box.x
    )
    units = _units(words)
    order = as_read([_kind(unit) for unit in units], runs_left(row, page))
    places: dict[int, int] = {}
    for _, index in (one for place in order for one in units[place]):
        places.setdefault(index, len(places))
    return [row[index] for index in places]


def _units(words: Sequence[tuple[Word, int]]) -> list[list[tuple[Word, int]]]:
    """Words from left to right; the parts of a number that touch, such as a digit each, are one unit, for
    numbers run to the right everywhere."""
    units: list[list[tuple[Word, int]]] = []
    for word, index in words:
        if units and _is_one_number(units[-1][-1][0], word):
            units[-1].append((word, index))
        else:
            units.append([(word, index)])
    return units


def _is_one_number(left: Word, right: Word) -> bool:
    touching = right.box.x - left.box.right < TOUCHING * min(left.box.h, right.box.h)
    return touching and is_numeric(left.text) and is_numeric(right.text)


def _kind(unit: Sequence[tuple[Word, int]]) -> Kind:
    kinds = [kind(word.text) for word, _ in unit]
    return next((one for one in kinds if one != "neutral"), "neutral")
