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

from rubrics.rows import APART, Line, apart, joint, lines_of, page_runs_left, rows_of, runs_left
from rubrics.text import RAISED, TOUCH, is_whole, normalise, phrase, place_of, plain
from tasks.geometry import Box

__all__ = ["Line", "Occurrence", "Passage", "Run", "lines_of", "passages_of", "reading_order"]
__all__ += ["same_column", "same_row"]

WRAP_GAP = 0.8
"""Of the line's height; a row farther below than that starts a new passage."""


@dataclass(frozen=True)
class Run:
    """What stands on a row without a wide gap, as it is read; as it is written, where pieces of it touch with
    `TOUCH` or `RAISED` between them."""

    text: str
    box: Box


@dataclass(frozen=True)
class Occurrence:
    """One place where a text is seen."""

    box: Box
    first: Box
    """Where its first word stands: its place in the reading order."""
    whole: bool
    """It consists of whole words."""
    line: bool
    """It is all of what stands there: neither part of a longer line, nor a marked word of a sentence."""
    before: str
    """What the row says before it, normalised."""
    after: str
    """What the row says after it, normalised."""
    row: str
    """The whole row as it is written, as in a `Run`, with `APART` for wide gaps."""
    start: int
    """Where it begins in `row`."""
    end: int
    leftward: bool
    """It stands among what is read from right to left."""


@dataclass(frozen=True, eq=False)
class Passage:
    """Rows of text that are read as one; a row's lines stand in the order in which they are read."""

    rows: tuple[tuple[Line, ...], ...]
    leftward: bool = False
    """The page is read from right to left."""

    def find(self, text: str) -> list[Occurrence]:
        """Where `text` is seen in it; places never overlap."""
        found = phrase(text).finditer(self._written.content)
        return [self._occurrence(match.start(), match.end()) for match in found]

    def runs(self) -> list[Run]:
        """Its rows, cut at wide gaps."""
        found: list[Run] = []
        for row in self.rows:
            starts = [at for at in range(1, len(row)) if joint(row[at - 1], row[at]) == APART]
            for start, end in pairwise([0, *starts, len(row)]):
                box = reduce(Box.union, (line.box for line in row[start:end]))
                found.append(Run(_joined(row[start:end]), box))
        return found

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
            found += [(_spaced(text), box), (text.replace(TOUCH, "").replace(RAISED, "."), box)]
        return found

    @cached_property
    def _row_texts(self) -> list[str]:
        return [_spaced(_joined(row)) for row in self.rows]

    @cached_property
    def _written(self) -> "_Written":
        content, raw, spans = "", "", []
        for row in self.rows:
            leftward = runs_left(row, self.leftward)
            for position, line in enumerate(row):
                if content:
                    between = "\n" if position == 0 else joint(row[position - 1], line)
                    content, raw = content + between.replace(APART, " "), raw + between
                for index, word in enumerate(line.words):
                    text = normalise(word.text)
                    content, raw = (content + " ", raw + " ") if index else (content, raw)
                    opens = index == 0 and (position == 0 or apart(row[position - 1], line))
                    last = index == len(line.words) - 1
                    closes = last and (position == len(row) - 1 or apart(line, row[position + 1]))
                    start, box = len(content), word.box
                    spans.append(
                        _Span(start, start + len(text), box, opens, closes, len(raw), word.text, leftward)
                    )
                    content, raw = content + text, raw + word.text
        return _Written(content, raw, spans)

    def _occurrence(self, start: int, end: int) -> Occurrence:
        content, raw, spans = self._written
        covered = [span for span in spans if span.start < end and span.end > start]
        first, last = covered[0], covered[-1]
        begin, stop = first.place(start), last.place(end)
        row_start, row_end = raw.rfind("\n", 0, begin) + 1, raw.find("\n", stop)
        return Occurrence(
            box=reduce(Box.union, (span.box for span in covered)),
            first=first.box,
            whole=is_whole(content, start, end),
            line=first.opens and last.closes and first.start == start and last.end == end,
            before=_spaced(content[content.rfind("\n", 0, start) + 1 : start]),
            after=_spaced(content[end:].partition("\n")[0]),
            row=raw[row_start : len(raw) if row_end < 0 else row_end],
            start=begin - row_start,
            end=stop - row_start,
            leftward=first.leftward,
        )


@dataclass(frozen=True)
class _Span:
    """Where a word stands in a passage's text."""

    start: int
    end: int
    box: Box
    opens: bool
    """It is the first of its line, and no other line stands before it at the distance of a word."""
    closes: bool
    """It is the last of its line, and no other line stands behind it at the distance of a word."""
    raw: int
    """Where it begins in the text as it is written."""
    text: str
    """The word as it is written."""
    leftward: bool
    """Its row is read from right to left."""

    def place(self, at: int) -> int:
        """Where a place in the normalised text is in the text as it is written."""
        return self.raw + place_of(self.text, at - self.start)


class _Written(NamedTuple):
    """A passage's text."""

    content: str
    """Normalised."""
    raw: str
    """As it is written."""
    spans: list[_Span]


def passages_of(lines: Iterable[Line]) -> list[Passage]:
    """Lines put together to rows, and rows to passages."""
    lines = list(lines)
    leftward = page_runs_left(lines)
    passages: list[list[list[Line]]] = []
    lasts: list[_Row] = []  # of each passage, so that nothing is measured twice
    for row in sorted(rows_of(lines, leftward), key=lambda row: (row[0].box.y, row[0].box.x)):
        new = _Row.of(row, runs_left(row, leftward))
        homes = [index for index, last in enumerate(lasts) if _wraps(last, new)]
        home = min(homes, key=lambda index: abs(lasts[index].edge - new.edge), default=None)
        if home is None:
            passages.append([row])
            lasts.append(new)
        else:
            passages[home].append(row)
            lasts[home] = new
    return [Passage(tuple(tuple(row) for row in passage), leftward) for passage in passages]


def reading_order(boxes: Sequence[Box], leftward: Sequence[bool] = ()) -> list[tuple[int, float]]:
    """For each box its place as people read: the number of its row from the top, and how far along the row.

    Boxes share a row where half of the lower one's height overlaps the row's first box. `leftward` says of
    each box whether it stands among what is read from right to left; a row is, where all of it does.
    """
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda index: boxes[index].center[1]):
        if rows and same_row(boxes[rows[-1][0]], boxes[index]):
            rows[-1].append(index)
        else:
            rows.append([index])
    places: dict[int, tuple[int, float]] = {}
    for number, row in enumerate(rows):
        left = bool(leftward) and all(leftward[index] for index in row)
        places |= {index: (number, -boxes[index].right if left else boxes[index].x) for index in row}
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
    edge: float
    """Where reading begins."""

    @classmethod
    def of(cls, row: Sequence[Line], leftward: bool) -> "_Row":
        head = row[0].box
        return cls(head, reduce(Box.union, (line.box for line in row)), head.right if leftward else head.x)


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


def _joined(row: Sequence[Line]) -> str:
    text = row[0].text
    for first, second in pairwise(row):
        text += joint(first, second) + second.text
    return text


def _spaced(text: str) -> str:
    """`text` in which what touches is read as two words."""
    return text.replace(TOUCH, " ").replace(RAISED, " ").replace(APART, " ")
