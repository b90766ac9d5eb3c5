"""What a step must carry on: what was given, chosen or asked before, seen again in its new place."""

from collections.abc import Container, Iterator, Sequence

from judge.draft.changes import (
    New,
    asked_for,
    in_field,
    is_sentence,
    once,
    says_more,
    short,
    single_number,
    telling,
)
from judge.draft.places import LABEL, is_label, placed
from judge.draft.story import Story
from rubrics.beside import numbers_beside
from rubrics.criteria.base import Criterion
from rubrics.criteria.number import NumberChanges
from rubrics.criteria.text import Order, TextAppears
from rubrics.layout import Line
from rubrics.numbers import numbers
from rubrics.scene import Scene, StepScene
from rubrics.text import normalise

_WORD = 3
"""Letters; shorter words stand in texts that have nothing to do with each other."""
_SMALL = 100
"""Whole numbers below it stand everywhere."""
_SORTED = 3
"""Texts of a sorted list that are asked for; more may lie out of sight on another page."""


def given_again(scene: StepScene, story: Story) -> Iterator[Criterion]:
    """Texts that say what was given or used and that stand where they did not, the latest first; where one
    stands more than once, with the thing of the trajectory that it belongs with."""
    stood = {placed(line) for line in scene.before.lines}
    lines = [
        line
        for line in once(line for line in telling(scene.after) if placed(line) not in stood)
        if len(line.text) <= LABEL and not in_field(scene.after, line)
    ]
    for given, used in story.until(scene.evidence.step):
        words = set().union(*map(_words, given))
        name = used if used and (is_sentence(used) or any(map(str.isdigit, used))) else None
        for line in list(lines):
            if words & _words(line.text) or (name and says_more(line.text, name)):
                lines.remove(line)
                yield from _appearing(scene, story, line)


def _appearing(scene: StepScene, story: Story, line: Line) -> Iterator[Criterion]:
    """That the line appears; where it stands more than once, beside what it belongs with."""
    asked = asked_for(line.text)
    several = len(scene.after.find(line.text)) > 1
    own = [{**asked, "near": name} for name in _names_by(scene.after, story, line)] if several else []
    for arguments in (*own[:1], asked):
        criterion = TextAppears.of(arguments)
        if criterion.find(scene).value == "pass":
            yield criterion
            return


def _names_by(page: Scene, story: Story, line: Line) -> list[str]:
    """The names of the trajectory that the line belongs with, the nearest first."""
    found = []
    for name in story.things:
        boxes = [one.box for one in page.find(name)]
        if boxes and normalise(name) != normalise(line.text) and page.belonging([line.box], name):
            found.append((min(box.distance(line.box) for box in boxes), name))
    return [name for _, name in sorted(found)]


def numbers_again(
    scene: StepScene, story: Story, new: Sequence[New], asked: Container[float]
) -> Iterator[Criterion]:
    """Labels that come to sight beside a number that was asked for before, or stood with what was used."""
    around = story.around(scene.evidence.step)
    known = {value for text in around for value in _numbers_with(scene.before, text)}
    controls = {normalise(node.name) for node in scene.after.snapshot.nodes if node.pointer or node.editable}
    for one in new:
        label = one.made and len(one.text) <= LABEL and not one.counts
        if label and normalise(one.text) not in controls:
            beside = [value for value in numbers_beside(scene.after, one.text) if _telling(value)]
            lines = [line for line in scene.after.lines if line.text == one.text]
            own = len(beside) == 1 and any(is_label(scene.after, line, beside[0]) for line in lines)
            if own and (beside[0] in asked or beside[0] in known):
                yield NumberChanges.of({"label": one.text, "to": short(beside[0])})


def _telling(number: float) -> bool:
    return number >= _SMALL or number != int(number)


def _numbers_with(page: Scene, text: str) -> set[float]:
    lines = [line for line in page.lines if single_number(line)]
    kept = page.belonging([line.box for line in lines], text) if page.find(text) else []
    return {numbers(lines[index].text)[0].value for index in kept}


def sorted_lists(scene: StepScene) -> Iterator[Criterion]:
    """The first of numbers that stand below each other and rise, or fall, all the way; the longest first."""
    lines = [line for line in scene.after.lines if single_number(line)]
    found: dict[tuple[str, int, int], list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.box.y):
        for edge, place in (("left", line.box.x), ("right", line.box.right)):
            found.setdefault((edge, round(place / 4), round(line.box.h)), []).append(line)
    for column in sorted(found.values(), key=len, reverse=True):
        values = [numbers(line.text)[0].value for line in column]
        rising = sorted(set(values))
        if len(values) >= _SORTED and values in (rising, rising[::-1]):
            yield Order.of({"texts": [line.text for line in column[:_SORTED]]})


def _words(text: str) -> set[str]:
    return {word for word in normalise(text).split() if sum(map(str.isalpha, word)) >= _WORD}
