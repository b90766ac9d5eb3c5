"""What changed between two screenshots of one page, told by its lines of text.

A line is *removed*, *added*, *moved* (to another column, or past another line), *shifted* (pushed along by
something else, its order kept) or *restyled* (same text, same place, another look: ticked, selected,
crossed out). A line whose pixels did not change is none of these, whatever OCR makes of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from judge.transition.likeness import ELSEWHERE, IN_PLACE, covered, digits, similarities, tokens
from judge.transition.restyle import SHIFT, Still, beside, displaced, looks_otherwise
from judge.visual.picture import Pixels, differing
from judge.visual.text import Line
from tasks.geometry import Box

NOTHING = 2e-5
"""Share of differing pixels below which nothing happened: a blinking caret."""

REPAINTED = 0.6
"""Share of the lines that must look otherwise for the whole page to be repainted,"""
MANY = 4
"""and least number of them."""
ICONS = frozenset("o\u53e3\u56de\u65e5\u56d7\u7530")
"""What OCR makes of an empty radio button or checkbox."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """A screenshot and the lines that OCR reads in it."""

    pixels: Pixels
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Change:
    """The lines that changed, each as its words in lower case, in reading order.

    A moved line has its place after the change, a shifted or restyled one its place before.
    """

    area: float
    """Share of the pixels that differ."""
    added: tuple[tuple[str, ...], ...] = ()
    removed: tuple[tuple[str, ...], ...] = ()
    moved: tuple[tuple[str, ...], ...] = ()
    shifted: tuple[tuple[str, ...], ...] = ()
    restyled: tuple[tuple[str, ...], ...] = ()
    repainted: bool = False
    """Nearly all lines look otherwise: another theme, or dimmed behind a dialog; `restyled` is then empty."""

    @property
    def nothing(self) -> bool:
        """Whether the two screenshots show the same."""
        return self.area < NOTHING and not self.told

    @property
    def told(self) -> bool:
        """Whether the text tells what happened; a change of pictures alone leaves no line changed."""
        return self.told_apart or bool(self.shifted) or self.repainted

    @property
    def told_apart(self) -> bool:
        """Whether single lines tell it: not only that everything was pushed along or repainted."""
        return bool(self.added or self.removed or self.moved or self.restyled)


class _Seen(NamedTuple):
    """A line with its words."""

    words: tuple[str, ...]
    box: Box


class _Pair(NamedTuple):
    """One line, before and after."""

    before: _Seen
    after: _Seen

    @property
    def displaced(self) -> bool:
        return displaced(self.before.box, self.after.box)


def change_between(before: Scene, after: Scene) -> Change:
    """What changed. Where the pictures differ in size, their common upper left part is looked at."""
    height = min(before.pixels.shape[0], after.pixels.shape[0])
    width = min(before.pixels.shape[1], after.pixels.shape[1])
    first, second = before.pixels[:height, :width], after.pixels[:height, :width]
    mask = differing(first, second)
    area = float(mask.mean())
    old, new = _seen(before.lines), _seen(after.lines)
    if area < NOTHING and sorted(line.words for line in old) == sorted(line.words for line in new):
        return Change(area=area)

    still = Still(mask)
    kept = [line for line in old if still.at(line.box)]
    lines = _Lines(
        [line for line in old if line not in kept], [line for line in new if not still.at(line.box)]
    )
    moved = _moved(lines.pairs, kept)
    rest = [pair for pair in lines.pairs if pair not in moved]
    restyled = {
        pair.before for pair in rest if looks_otherwise(first, second, pair.before.box, pair.after.box)
    }
    staying = [*kept, *(pair.before for pair in rest if not pair.displaced)]
    changed = [line.box for line in (*lines.old, *lines.new)]
    ticked = beside(first, mask, [line.box for line in staying], changed)
    restyled |= {line for line, other in zip(staying, ticked, strict=True) if other}
    survivors = len(kept) + len(lines.pairs)
    repainted = len(restyled) >= MANY and len(restyled) > REPAINTED * survivors
    return Change(
        area=area,
        added=_told(lines.added),
        removed=_told(lines.removed),
        moved=_told(pair.after for pair in moved),
        shifted=_told(pair.before for pair in rest if pair.displaced),
        restyled=() if repainted else _told(_named(restyled, old)),
        repainted=repainted,
    )


def _seen(lines: Iterable[Line]) -> list[_Seen]:
    """Lines that hold a word; a lone arrow, bullet or empty checkbox tells nothing."""
    seen = (_Seen(tokens(line.text), line.box) for line in lines)
    return [line for line in seen if line.words and "".join(line.words) not in ICONS]


def _named(restyled: Iterable[_Seen], everything: Sequence[_Seen]) -> set[_Seen]:
    """The restyled lines, each by a text that only its row has: not "Remove", which stands in every row."""
    count = Counter(line.words for line in everything)
    unique = [line for line in everything if count[line.words] == 1]
    return {_name(line, unique) if count[line.words] > 1 else line for line in restyled}


def _name(line: _Seen, unique: Iterable[_Seen]) -> _Seen:
    """The nearest of the unique lines in the row of `line`; itself where there is none."""
    middle = line.box.center[1]
    row = [other for other in unique if abs(other.box.center[1] - middle) <= max(line.box.h, other.box.h)]
    return min(row, key=lambda other: (line.box.distance(other.box), other), default=line)


def _told(lines: Iterable[_Seen]) -> tuple[tuple[str, ...], ...]:
    """Their words in reading order: row by row, boxes of one row being uneven by a few pixels."""
    rows: list[list[_Seen]] = []
    for line in sorted(lines, key=lambda line: (line.box.center[1], line)):
        if rows and line.box.center[1] - rows[-1][0].box.center[1] <= 0.5 * line.box.h:
            rows[-1].append(line)
        else:
            rows.append([line])
    return tuple(line.words for row in rows for line in sorted(row, key=lambda line: (line.box.x, line)))


@dataclass
class _Lines:
    """The lines whose pixels changed, matched one to one."""

    old: list[_Seen]
    new: list[_Seen]
    pairs: list[_Pair] = field(init=False)
    removed: list[_Seen] = field(init=False)
    added: list[_Seen] = field(init=False)

    def __post_init__(self) -> None:
        from scipy.optimize import linear_sum_assignment

        worth = _worth(self.old, self.new)
        rows, columns = linear_sum_assignment(worth, maximize=True)
        matched = [(row, column) for row, column in zip(rows, columns, strict=True) if worth[row, column] > 0]
        self.pairs = [_Pair(self.old[row], self.new[column]) for row, column in matched]
        gone, come = {row for row, _ in matched}, {column for _, column in matched}
        removed = [line for index, line in enumerate(self.old) if index not in gone]
        added = [line for index, line in enumerate(self.new) if index not in come]
        # "Milk 2" read as one line before and as two after has only been cut elsewhere.
        words_added = [word for line in added for word in line.words]
        words_removed = [word for line in removed for word in line.words]
        self.removed = [line for line in removed if not covered(line.words, words_added)]
        self.added = [line for line in added if not covered(line.words, words_removed)]


def _worth(old: Sequence[_Seen], new: Sequence[_Seen]) -> Numbers:
    """What matching each old line with each new one is worth, (n, m); 0 where they are no match."""
    alike = similarities([line.words for line in old], [line.words for line in new])
    for row, line in enumerate(old):
        # Between two moments of one page a number that comes or goes is a change, too.
        numbers = digits(line.words)
        for column, other in enumerate(new):
            if alike[row, column] and numbers != digits(other.words):
                alike[row, column] = 0.0
    if not alike.size:
        return alike
    first, second = _Boxes.of(old), _Boxes.of(new)
    in_place = _overlap(first.x, first.right, second.x, second.right) & (
        np.abs(np.subtract.outer(first.middle, second.middle)) <= 0.5 * first.height[:, None]
    )
    matches = alike >= np.where(in_place, IN_PLACE, ELSEWHERE)
    distance = np.hypot(np.subtract.outer(first.x, second.x), np.subtract.outer(first.middle, second.middle))
    return np.where(matches, alike + in_place + 0.5 / (1.0 + distance / 100.0), 0.0)


def _moved(pairs: list[_Pair], kept: list[_Seen]) -> list[_Pair]:
    """The displaced lines that left their column or passed another line; the others were pushed along."""
    everything = [*pairs, *(_Pair(line, line) for line in kept)]
    if not pairs:
        return []
    before, after = (_Boxes.of([pair[moment] for pair in everything]) for moment in (0, 1))
    left_column = (before.right <= after.x) | (after.right <= before.x)
    passed = _passed(before, after)
    return [
        pair
        for index, pair in enumerate(pairs)
        if pair.displaced and (left_column[index] or passed[index].any())
    ]


def _passed(before: "_Boxes", after: "_Boxes") -> NDArray[np.bool_]:
    """Which line passed which, (n, n): in one column the vertical order turned, in one row the horizontal."""
    column = _overlap(before.x, before.right, before.x, before.right)
    column &= _overlap(after.x, after.right, after.x, after.right)
    row = _overlap(before.y, before.bottom, before.y, before.bottom)
    row &= _overlap(after.y, after.bottom, after.y, after.bottom)
    return (column & _turned(before.middle, after.middle)) | (row & _turned(before.x, after.x))


def _turned(before: Numbers, after: Numbers) -> NDArray[np.bool_]:
    first, second = np.subtract.outer(before, before), np.subtract.outer(after, after)
    return np.asarray((first * second < 0) & (np.abs(first) > SHIFT) & (np.abs(second) > SHIFT))


def _overlap(
    start: Numbers,
    end: Numbers,
    begin: Numbers,
    stop: Numbers,
) -> NDArray[np.bool_]:
    """Which intervals share at least half of the shorter one, (n, m)."""
    common = np.minimum.outer(end, stop) - np.maximum.outer(start, begin)
    return np.asarray(common >= 0.5 * np.minimum.outer(end - start, stop - begin))


@dataclass(frozen=True)
class _Boxes:
    """Boxes as columns of numbers."""

    table: Numbers

    @classmethod
    def of(cls, lines: Sequence[_Seen]) -> "_Boxes":
        return cls(np.array([line.box for line in lines], dtype=np.float64).reshape(-1, 4))

    @property
    def x(self) -> Numbers:
        return self.table[:, 0]

    @property
    def y(self) -> Numbers:
        return self.table[:, 1]

    @property
    def height(self) -> Numbers:
        return self.table[:, 3]

    @cached_property
    def right(self) -> Numbers:
        return np.asarray(self.table[:, 0] + self.table[:, 2])

    @cached_property
    def bottom(self) -> Numbers:
        return np.asarray(self.table[:, 1] + self.table[:, 3])

    @cached_property
    def middle(self) -> Numbers:
        return np.asarray(self.table[:, 1] + self.table[:, 3] / 2)
