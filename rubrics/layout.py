"""Words put together as a reader puts them together: lines, rows, and passages that wrap.

How a page cuts its text into nodes says nothing about what is seen: `<b>Score</b><i>12</i>` reads "Score
12", and a sentence may break anywhere. So pieces that stand close together on one row are read as one, and
rows of one size that follow closely below each other as one passage. Every piece is in exactly one
passage; nothing is counted twice.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import accumulate, pairwise
from typing import NamedTuple

from rubrics.text import TOUCH, is_whole, normalise, phrase, plain
from tasks.evidence import Word
from tasks.geometry import Box

MAX_GAP = 24.0
"""CSS pixels; pieces farther apart on a row are never read as one."""
TOUCHING = 0.2
"""Of the line's height; a gap below it need not be a space."""
WRAP_GAP = 0.8
"""Of the line's height; a row farther below than that starts a new passage."""


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


@dataclass(frozen=True)
class Occurrence:
    """One place where a text is seen."""

    box: Box
    first: Box
    """Where its first word stands: its place in the reading order."""
    whole: bool
    """It consists of whole words."""
    line: bool
    """It is all of what stands there, not part of a longer line."""
    before: str
    """What the row says before it, normalised."""
    after: str
    """What the row says after it, normalised."""


@dataclass(frozen=True, eq=False)
class Passage:
    """Rows of text that are read as one; a row's lines stand from left to right."""

    rows: tuple[tuple[Line, ...], ...]

    def find(self, text: str) -> list[Occurrence]:
        """Where `text` is seen in it; places never overlap."""
        content, spans = self._content
        return [
            self._occurrence(match.start(), match.end(), content, spans)
            for match in phrase(text).finditer(content)
        ]

    def readings(self) -> list[tuple[str, Box]]:
        """All that it may be read as, with boxes: each line, each row, the whole passage."""
        whole = " ".join(self._row_texts)
        box = reduce(Box.union, self.row_boxes)
        return [*self._pieces, (whole, box)] if len(self.rows) > 1 else self._pieces

    def matching(self, pattern: re.Pattern[str]) -> list[tuple[str, Box]]:
        """The readings that match, each with the box of the line, or of the rows, that the match covers."""
        found = [(t, box) for t, box in self._pieces if pattern.search(t) or pattern.search(plain(t))]
        if len(self.rows) > 1:
            for rows in (self._row_texts, [plain(row) for row in self._row_texts]):
                ends = list(accumulate(len(row) + 1 for row in rows))
                for match in pattern.finditer(" ".join(rows)):
                    first, last = (bisect_right(ends, at) for at in (match.start(), max(match.end() - 1, 0)))
                    covered = self.row_boxes[first : last + 1]
                    found += [(" ".join(self._row_texts), reduce(Box.union, covered))] * bool(covered)
        return found

    @cached_property
    def row_boxes(self) -> list[Box]:
        """The box of each row."""
        return [reduce(Box.union, (line.box for line in row)) for row in self.rows]

    @cached_property
    def _pieces(self) -> list[tuple[str, Box]]:
        """Each line and each row, with its pieces that touch read as one word and as two."""
        found = []
        for group in [*([line] for row in self.rows for line in row), *self.rows]:
            box = reduce(Box.union, (line.box for line in group))
            text = _joined(group)
            found += [(text.replace(TOUCH, " "), box), (text.replace(TOUCH, ""), box)]
        return found

    @cached_property
    def _row_texts(self) -> list[str]:
        return [_joined(row).replace(TOUCH, " ") for row in self.rows]

    @cached_property
    def _content(self) -> tuple[str, list["_Span"]]:
        content, spans = "", []
        for row in self.rows:
            for position, line in enumerate(row):
                if content:
                    content += "\n" if position == 0 else _joint(row[position - 1], line)
                for index, word in enumerate(line.words):
                    text = normalise(word.text)
                    content += " " if index else ""
                    opens, closes = index == 0, index == len(line.words) - 1
                    spans.append(_Span(len(content), len(content) + len(text), word.box, opens, closes))
                    content += text
        return content, spans

    def _occurrence(self, start: int, end: int, content: str, spans: list["_Span"]) -> Occurrence:
        covered = [span for span in spans if span.start < end and span.end > start]
        first, last = covered[0], covered[-1]
        return Occurrence(
            box=reduce(Box.union, (span.box for span in covered)),
            first=first.box,
            whole=is_whole(content, start, end),
            line=first.opens and last.closes and first.start == start and last.end == end,
            before=content[content.rfind("\n", 0, start) + 1 : start].replace(TOUCH, " "),
            after=content[end:].partition("\n")[0].replace(TOUCH, " "),
        )


@dataclass(frozen=True)
class _Span:
    """Where a word stands in a passage's text."""

    start: int
    end: int
    box: Box
    opens: bool
    """It is the first of its line."""
    closes: bool
    """It is the last of its line."""


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words by the line they stand on, in the order they were seen."""
    groups: dict[int, list[Word]] = {}
    for word in words:
        if normalise(word.text):
            groups.setdefault(word.line, []).append(word)
    return [Line(tuple(group)) for group in groups.values()]


def passages_of(lines: Iterable[Line]) -> list[Passage]:
    """Lines put together to rows, and rows to passages."""
    passages: list[list[list[Line]]] = []
    lasts: list[_Row] = []  # of each passage, so that nothing is measured twice
    for row in sorted(_rows(lines), key=lambda row: (row[0].box.y, row[0].box.x)):
        new = _Row.of(row)
        homes = [index for index, last in enumerate(lasts) if _wraps(last, new)]
        home = min(homes, key=lambda index: abs(lasts[index].head.x - new.head.x), default=None)
        if home is None:
            passages.append([row])
            lasts.append(new)
        else:
            passages[home].append(row)
            lasts[home] = new
    return [Passage(tuple(tuple(row) for row in passage)) for passage in passages]


def reading_order(boxes: Sequence[Box]) -> list[tuple[int, float]]:
    """For each box its place as people read: the number of its row from the top, and its left edge.

    Boxes share a row where half of the lower one's height overlaps the row's first box.
    """
    heads: list[Box] = []
    places: dict[int, tuple[int, float]] = {}
    for index in sorted(range(len(boxes)), key=lambda index: boxes[index].center[1]):
        box = boxes[index]
        if not heads or not same_row(heads[-1], box):
            heads.append(box)
        places[index] = (len(heads) - 1, box.x)
    return [places[index] for index in range(len(boxes))]


def same_row(a: Box, b: Box) -> bool:
    """Whether two boxes stand side by side: they share half the height of the lower one."""
    return min(a.bottom, b.bottom) - max(a.y, b.y) >= 0.5 * min(a.h, b.h)


def same_column(a: Box, b: Box) -> bool:
    """Whether two boxes stand one above the other: they share some of their width."""
    return min(a.right, b.right) - max(a.x, b.x) > 0


class _Row(NamedTuple):
    """What decides whether rows are one passage."""

    head: Box
    """Of its first line."""
    box: Box

    @classmethod
    def of(cls, row: Sequence[Line]) -> "_Row":
        return cls(row[0].box, reduce(Box.union, (line.box for line in row)))


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    ends: list[Box] = []
    for line in sorted(lines, key=lambda line: (line.box.x, line.box.y)):
        box = line.box
        homes = [index for index, end in enumerate(ends) if _continues(end, box)]
        home = min(homes, key=lambda index: abs(box.x - ends[index].right), default=None)
        if home is None:
            rows.append([line])
            ends.append(box)
        else:
            rows[home].append(line)
            ends[home] = box
    return rows


def _continues(left: Box, right: Box) -> bool:
    # Asked of every pair on a page: what rules most of them out comes first.
    _, y, _, h = left
    _, other_y, _, other_h = right
    height = min(h, other_h)
    if min(y + h, other_y + other_h) - max(y, other_y) < 0.5 * height:  # not `same_row`
        return False
    return -0.3 * height <= right.x - left.right <= min(height, MAX_GAP)


def _wraps(above: _Row, below: _Row) -> bool:
    a, b = above.box, below.box
    lower, higher = below.head.h, above.head.h
    if lower > higher:
        lower, higher = higher, lower
    # Asked of every pair on a page: what rules most of them out comes first.
    if not -0.3 * lower <= b.y - (a.y + a.h) <= WRAP_GAP * lower or higher > 1.3 * lower:
        return False
    shared = min(a.right, b.right) - max(a.x, b.x)
    return shared >= 0.5 * min(a.w, b.w)


def _joint(left: Line, right: Line) -> str:
    height = min(left.box.h, right.box.h)
    return TOUCH if right.box.x - left.box.right < TOUCHING * height else " "


def _joined(row: Sequence[Line]) -> str:
    text = row[0].text
    for left, right in pairwise(row):
        text += _joint(left, right) + right.text
    return text
