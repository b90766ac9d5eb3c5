"""A criterion about what stands in rows and columns: a board, a table, a calendar."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Self

from pydantic import Field, model_validator

from rubrics.criteria.base import Criterion, Text, unseen, words_first
from rubrics.layout import same_column, same_row
from rubrics.scene import Scene, StepScene
from rubrics.text import show
from rubrics.verdict import Finding
from tasks.geometry import Box

_MOST_TRIES = 20_000
"""Places tried; a page may repeat a text as often as it likes."""
_ANYTHING = "*"
_INSIDE = 0.4
"""Of the distance between columns or rows; so far from the middle of a cell it still is that cell."""

Cell = tuple[int, int]
"""Row and column, from 0."""


class Grid(Criterion):
    """Texts stand in these rows and columns after the step, each as whole words; where null is, nothing does,
    and where "*" is, anything may.

    Columns run from left to right. Where an outer row or column is all null, it lies as far from the next one
    as the others from each other.
    """

    key = "grid"
    shorthand = "rows"

    rows: tuple[tuple[Text | None, ...], ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _is_a_grid(self) -> Self:
        if len({len(row) for row in self.rows}) > 1:
            raise ValueError("the rows are not of one length")
        for number in (0, 1):
            if len({cell[number] for cell, _ in self._texts()}) < 2:
                raise ValueError("needs texts in two rows and two columns")
        return self

    @property
    def texts(self) -> tuple[str, ...]:
        """All that must be seen, each once, row by row."""
        return tuple(dict.fromkeys(text for _, text in self._texts()))

    def missing(self, scene: StepScene) -> str | None:
        return unseen(scene, *self.texts)

    def check(self, scene: StepScene) -> Finding:
        if any(text is None for row in self.rows for text in row):
            return self._look(scene)  # what is painted may stand where nothing should
        return words_first(scene, self._look)

    def _look(self, scene: StepScene) -> Finding:
        page = scene.after
        found = {text: [one.box for one in page.find(text, exact=True)] for text in self.texts}
        absent = next((text for text, boxes in found.items() if not boxes), None)
        if absent is not None:
            return self.finding(False, f"{show(absent)} is not seen.")
        # The rarest first: they leave the fewest places to the others.
        wanted = sorted(self._texts(), key=lambda one: len(found[one[1]]))
        search = _Search([(cell, found[text]) for cell, text in wanted])
        wrong = None
        for placed in search.ways():
            wrong = self._in_the_way(page, placed)
            if wrong is None:
                return self.finding(True, f"the {len(placed)} texts stand in their rows and columns.")
        if search.tries > _MOST_TRIES:
            return self.finding("unknown", "too many like texts to tell rows and columns.")
        if wrong is not None:
            (row, column), text = wrong
            return self.finding(False, f"{show(text)} stands in row {row + 1}, column {column + 1}.")
        (row, column), text = wanted[search.deepest]
        place = f"row {row + 1}, column {column + 1}"
        return self.finding(False, f"{show(text)} does not stand in {place}, as the others stand.")

    def _texts(self) -> list[tuple[Cell, str]]:
        return [
            ((row, column), text)
            for row, texts in enumerate(self.rows)
            for column, text in enumerate(texts)
            if text not in (None, _ANYTHING)
        ]

    def _in_the_way(self, page: Scene, placed: dict[Cell, Box]) -> tuple[Cell, str] | None:
        """An empty cell, and what stands in it."""
        middles = [
            _middles(placed, axis, size) for axis, size in enumerate((len(self.rows), len(self.rows[0])))
        ]
        reach = [_INSIDE * min(b - a for a, b in pairwise(places)) for places in middles]
        for row, texts in enumerate(self.rows):
            for column, text in enumerate(texts):
                if text is not None:
                    continue
                y, x = middles[0][row], middles[1][column]
                cell = Box(x - reach[1], y - reach[0], 2 * reach[1], 2 * reach[0])
                there = next((line for line in page.lines if cell.holds(*line.box.center)), None)
                if there is not None:
                    return (row, column), there.text
        return None


class _Search:
    """All ways to give each cell one of the boxes where its text is seen."""

    def __init__(self, wanted: Sequence[tuple[Cell, list[Box]]]) -> None:
        self._wanted = wanted
        self.deepest = 0
        """How many cells found a place together, at best; the next one found none."""
        self.tries = 0

    def ways(self) -> Iterator[dict[Cell, Box]]:
        """Each way that keeps rows and columns; none any more after `_MOST_TRIES`."""
        return self._ways({})

    def _ways(self, placed: dict[Cell, Box]) -> Iterator[dict[Cell, Box]]:
        if len(placed) == len(self._wanted):
            yield placed
            return
        self.deepest = max(self.deepest, len(placed))
        cell, boxes = self._wanted[len(placed)]
        for box in boxes:
            self.tries += 1
            if self.tries > _MOST_TRIES:
                return
            if all(_agree(cell, box, other, taken) for other, taken in placed.items()):
                yield from self._ways({**placed, cell: box})


def _agree(cell: Cell, box: Box, other: Cell, taken: Box) -> bool:
    """Whether two boxes stand to each other as their cells do."""
    return _along(cell[0] - other[0], same_row(box, taken), box.center[1] - taken.center[1]) and _along(
        cell[1] - other[1], same_column(box, taken), box.center[0] - taken.center[0]
    )


def _along(steps: int, together: bool, distance: float) -> bool:
    return together if steps == 0 else not together and (steps > 0) == (distance > 0)


def _middles(placed: dict[Cell, Box], axis: int, size: int) -> list[float]:
    """Where the middle of each row (axis 0) or column (1) is; where no text is, by the others' distance."""
    known: dict[int, list[float]] = {}
    for cell, box in placed.items():
        known.setdefault(cell[axis], []).append(box.center[1 - axis])
    at = {index: fmean(places) for index, places in known.items()}
    first, last = min(at), max(at)
    pitch = (at[last] - at[first]) / (last - first)
    nearest = {index: min(at, key=lambda one: (abs(one - index), one)) for index in range(size)}
    return [at[nearest[index]] + pitch * (index - nearest[index]) for index in range(size)]
