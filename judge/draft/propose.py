"""Criteria for a step, from what it changed in the reference's evidence."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from judge.lint.walk import Walk
from rubrics.beside import numbers_beside
from rubrics.criteria.base import Criterion
from rubrics.criteria.combine import AnyOf
from rubrics.criteria.controls import ControlState, Focused, ValueEquals
from rubrics.criteria.images import ImageShown
from rubrics.criteria.number import NumberChanges
from rubrics.criteria.page import MediaPlaying, Scrolled
from rubrics.criteria.pixels import THRESHOLD, RegionChanges
from rubrics.criteria.text import Count, Order, TextAppears, TextDisappears
from rubrics.images import SHOWN, likest
from rubrics.layout import Line, reading_order
from rubrics.numbers import numbers
from rubrics.scene import Scene, StepScene
from rubrics.text import normalise
from tasks.evidence import Node

MOST = 6
"""Criteria of one step; more are tedious to edit and seldom say more."""

_LONGEST = 60
"""Characters of a text; of a longer one the first words are enough to tell it."""
_LABEL = 30
_ORDERED = 4
_DISTANCES = (400, 200, 100, 50, 20)
"""CSS pixels; a rebuilt page may be shorter, so less than the whole way must do."""
_STATES = ("checked", "selected", "expanded", "pressed", "disabled")

Source = Callable[[StepScene], Iterator[Criterion]]


def propose(walk: Walk, step: str) -> list[Criterion]:
    """At most `MOST` criteria that hold after the step and would not if it did nothing, most telling first.

    The address is no source of them: a rebuilt page has its own.
    """
    scene = walk.steps[step]
    kept: list[Criterion] = []
    for source, most in _SOURCES:
        fitting = (one for one in source(scene) if one not in kept and walk.seen(one, step).proves)
        kept += islice(fitting, most)
    for source in _LAST:
        if not kept:
            kept += [one for one in source(scene) if walk.seen(one, step).proves][:1]
    return kept[:MOST]


def _numbers(scene: StepScene) -> Iterator[Criterion]:
    """Labels with one number beside them, another one than before."""
    stood = {(normalise(line.text), round(line.box.x), round(line.box.y)) for line in scene.before.lines}
    for line in _once(_telling(scene.after)):
        label = line.text
        # A label stays where it is; what has moved stands beside another number for that reason alone.
        still = (normalise(label), round(line.box.x), round(line.box.y)) in stood
        if len(label) > _LABEL or numbers(label) or not still:
            continue
        was, now = numbers_beside(scene.before, label), numbers_beside(scene.after, label)
        if len(was) == len(now) == 1 and was != now:
            yield NumberChanges.of({"label": label, "from": _short(was[0]), "to": _short(now[0])})


def _values(scene: StepScene) -> Iterator[Criterion]:
    before = _unique(scene.before.snapshot.nodes)
    for (_, name), node in _unique(scene.after.snapshot.nodes).items():
        was = before.get((node.role, name))
        if node.value and (was is None or was.value != node.value):
            held = ValueEquals.of({"name": name, "value": node.value})
            shown = TextAppears.of({"text": _first_words(node.value)})
            # Somebody else's field may have no name; then what it holds is still seen.
            seen = shown.find(scene).value == "pass"
            yield AnyOf.of([held.data(), shown.data()]) if seen else held


def _states(scene: StepScene) -> Iterator[Criterion]:
    before = _unique(scene.before.snapshot.nodes)
    for (role, name), node in _unique(scene.after.snapshot.nodes).items():
        was = before.get((role, name))
        for state in _STATES if was is not None else ():
            value = getattr(node, state) or False
            if value != (getattr(was, state) or False) and isinstance(value, bool):
                yield ControlState.of({"name": name, "role": role, state: value})


def _appeared(scene: StepScene) -> Iterator[Criterion]:
    held = {normalise(node.value) for node in scene.after.snapshot.nodes if node.value}
    for line in _less(scene.after, scene.before):
        # What a field holds says `value_equals` better.
        if normalise(line.text) not in held:
            yield TextAppears.of({"text": _first_words(line.text)})


def _gone(scene: StepScene) -> Iterator[Criterion]:
    for line in _less(scene.before, scene.after):
        yield TextDisappears.of({"text": _first_words(line.text), "gone": True})


def _orders(scene: StepScene) -> Iterator[Criterion]:
    """Texts of one size that stand in another order than before."""
    after = _in_order(scene.after)
    places = {text: place for place, (text, _) in enumerate(_in_order(scene.before))}
    for height in dict.fromkeys(height for _, height in after):
        column = [text for text, own in after if own == height and text in places]
        for start in range(len(column) - _ORDERED + 1):
            some = column[start : start + _ORDERED]
            if [places[text] for text in some] != sorted(places[text] for text in some):
                yield Order.of({"texts": some})
                break


def _counts(scene: StepScene) -> Iterator[Criterion]:
    was = Counter(normalise(line.text) for line in _telling(scene.before))
    now = Counter(normalise(line.text) for line in _telling(scene.after))
    for line in _once(_telling(scene.after)):
        key = normalise(line.text)
        if was[key] and now[key] != was[key] and len(line.text) <= _LABEL:
            yield Count.of({"text": line.text, "equals": len(scene.after.find(line.text))})


def _scrolls(scene: StepScene) -> Iterator[Criterion]:
    for distance in _DISTANCES:
        for direction in ("down", "up", "right", "left"):
            yield Scrolled.of({"direction": direction, "at_least": distance})


def _media(scene: StepScene) -> Iterator[Criterion]:
    if scene.after.snapshot.media:
        yield from (MediaPlaying.of(playing) for playing in (True, False))


def _images(scene: StepScene) -> Iterator[Criterion]:
    """The task's files that the images show, the largest first."""
    screenshot = scene.after.screenshot()
    for image in sorted(scene.after.images, key=lambda image: -image.visible.area):
        ranked = likest(screenshot, image, scene.assets)
        if ranked and ranked[0][0] >= SHOWN:
            yield ImageShown.of(ranked[0][1].name)


def _focus(scene: StepScene) -> Iterator[Criterion]:
    focus = scene.after.snapshot.focus()
    if focus is not None and focus.name:
        yield Focused.of({"name": focus.name, "role": focus.role})


def _pixels(scene: StepScene) -> Iterator[Criterion]:
    """The part of the picture that changed."""
    import numpy as np

    before, after = scene.before.pixels().astype(np.float32), scene.after.pixels().astype(np.float32)
    if before.shape != after.shape:
        return
    rows, columns = np.nonzero(np.abs(after - before).max(axis=2) > THRESHOLD * 255)
    if not rows.size:
        return
    height, width = before.shape[:2]
    x, y = np.floor(100 * columns.min() / width) / 100, np.floor(100 * rows.min() / height) / 100
    right = np.ceil(100 * (columns.max() + 1) / width) / 100
    bottom = np.ceil(100 * (rows.max() + 1) / height) / 100
    yield RegionChanges.of({"at": [round(float(v), 2) for v in (x, y, right - x, bottom - y)]})


_SOURCES: tuple[tuple[Source, int], ...] = (
    (_numbers, 2),
    (_values, 1),
    (_orders, 1),
    (_appeared, 2),
    (_gone, 2),
    (_counts, 1),
    (_scrolls, 1),
    (_media, 1),
    (_images, 1),
)
"""Where proposals come from, the most telling first, and how many are taken of each."""
_LAST: tuple[Source, ...] = (_states, _focus, _pixels)
"""Tried where nothing else has changed: on a page written another way they are the first to differ."""


def _telling(scene: Scene) -> list[Line]:
    """Lines that say something, the largest first: headings before small print."""
    lines = [line for line in scene.lines if sum(char.isalnum() for char in line.text) > 1]
    return sorted(lines, key=lambda line: (-round(line.box.h), line.box.y, line.box.x))


def _once(lines: Iterable[Line]) -> list[Line]:
    return list({normalise(line.text): line for line in lines}.values())


def _less(lines: Scene, others: Scene) -> list[Line]:
    """The texts of one moment that the other does not show, those in words first."""
    known = {normalise(line.text) for line in others.lines}
    new = [line for line in _once(_telling(lines)) if normalise(line.text) not in known]
    return sorted(new, key=lambda line: not any(char.isalpha() for char in line.text))


def _in_order(scene: Scene) -> list[tuple[str, int]]:
    """The texts that stand once, as they are read, each with its height in whole pixels."""
    lines = _telling(scene)
    count = Counter(normalise(line.text) for line in lines)
    lines = [line for line in lines if count[normalise(line.text)] == 1]
    places = reading_order([line.box for line in lines])
    ordered = sorted(range(len(lines)), key=places.__getitem__)
    return [(lines[index].text, round(lines[index].box.h)) for index in ordered]


def _unique(nodes: Iterable[Node]) -> dict[tuple[str, str], Node]:
    """Named nodes by role and name, without those that share both."""
    named = [node for node in nodes if node.name and len(node.name) <= _LONGEST]
    count = Counter((node.role, node.name) for node in named)
    return {(node.role, node.name): node for node in named if count[node.role, node.name] == 1}


def _first_words(text: str) -> str:
    while len(text) > _LONGEST and " " in text:
        text = text.rpartition(" ")[0]
    return text


def _short(number: float) -> int | float:
    return int(number) if number == int(number) else number
