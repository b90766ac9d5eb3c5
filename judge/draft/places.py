"""Texts that stand by others: values by their labels, outcomes by what the trajectory names."""

from collections.abc import Container, Iterator, Sequence

from judge.draft.changes import New, asked_for, once, single_number, telling, times
from judge.draft.story import Story
from rubrics.beside import STACK
from rubrics.criteria.base import Criterion
from rubrics.criteria.text import TextAppears
from rubrics.layout import Line, same_column, same_row
from rubrics.numbers import numbers
from rubrics.scene import Scene, StepScene
from rubrics.text import normalise
from tasks.geometry import Box

LABEL = 30
"""Characters of a label, or of what stands by it."""
_CURRENCY = 3
"""Letters at most beside a number that stands by itself."""
_ROW = 0.4
"""Of the viewport's width; what stands farther to the left of a number is no label of it."""
_CLOSE = 120.0
"""CSS pixels from the target; what stands farther away is not beside it."""


def beside_target(scene: StepScene, story: Story, known: Container[str]) -> Iterator[Criterion]:
    """Texts that now stand beside what was used, though they stood elsewhere before; the nearest first.

    `known`: texts that were nowhere before, normalised, of which where they stand says no more.
    """
    step = scene.evidence
    chosen = step.groundings[0].chosen if step.groundings else None
    around = [text for text in story.around(step.step) if scene.after.find(text)]
    if chosen is None or not around:
        return
    stood = {placed(line) for line in scene.before.lines}
    lines = [
        line
        for line in once(telling(scene.after))
        if placed(line) not in stood and len(line.text) <= LABEL and normalise(line.text) not in known
    ]
    for line in sorted(lines, key=lambda line: line.box.distance(chosen.box)):
        if line.box.distance(chosen.box) <= _CLOSE and normalise(line.text) != normalise(around[0]):
            yield TextAppears.of({**asked_for(line.text), "near": around[0]})


def more(scene: StepScene, story: Story) -> Iterator[Criterion]:
    """Texts that are seen more often than before, and were seen before."""
    was, now = times(scene.before), times(scene.after)
    for line in once(telling(scene.after)):
        text = normalise(line.text)
        if now[text] > was[text] > 0 and text not in story.common and len(text) > 3:
            yield TextAppears.of(asked_for(line.text))


def pairs(scene: StepScene, new: Sequence[New]) -> Iterator[Criterion]:
    """Labels that appear, each with the number to its right, the largest numbers first."""
    labels = {normalise(one.text) for one in new if len(one.text) <= LABEL and one.value is None}
    found: list[tuple[float, Criterion]] = []
    for line in once(telling(scene.after)):
        if normalise(line.text) not in labels or numbers(line.text):
            continue
        right = [
            one
            for one in scene.after.lines
            if one.box.x >= line.box.right - 2 and same_row(one.box, line.box) and single_number(one)
        ]
        value = min(right, key=lambda one: one.box.x, default=None)
        if value is not None and not any(map(str.isalpha, value.text)):
            found.append((-value.box.h, TextAppears.of({**asked_for(value.text), "near": line.text})))
    yield from (criterion for _, criterion in sorted(found, key=lambda one: one[0]))


def placed(line: Line) -> tuple[str, int, int]:
    """A text and where it stands."""
    return normalise(line.text), round(line.box.x), round(line.box.y)


def is_label(page: Scene, label: Line, value: float) -> bool:
    """Whether the number stands by itself to the right of the label, or right below it and to the right of
    nothing else: other numbers around a text are not its own."""
    texts = [line for line in page.lines if any(map(str.isalpha, line.text)) and not numbers(line.text)]
    alone = [line for line in page.lines if single_number(line) and _letters(line) <= _CURRENCY]
    return any(
        _label_of(page, texts, one.box) == label for one in alone if numbers(one.text)[0].value == value
    )


def _label_of(page: Scene, texts: Sequence[Line], number: Box) -> Line | None:
    """The nearest text before a number on its row, else right above it."""
    reach = _ROW * page.viewport[0]
    before = [one for one in texts if same_row(one.box, number) and -2 <= number.x - one.box.right <= reach]
    if before:
        return max(before, key=lambda one: one.box.right)
    above = [one for one in texts if _is_under(one.box, number)]
    return max(above, key=lambda one: one.box.bottom, default=None)


def _letters(line: Line) -> int:
    return sum(map(str.isalpha, line.text))


def _is_under(label: Box, number: Box) -> bool:
    gap = number.y - label.bottom
    return same_column(label, number) and -0.3 * label.h <= gap <= STACK * max(label.h, number.h)
