"""Criteria for a step, from what it changed in the reference's evidence, those that ask least first."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from judge.draft.changes import (
    New,
    appeared,
    asked_for,
    columns,
    gone,
    is_sentence,
    once,
    reordered,
    scrolls,
    single_number,
    telling,
    times,
)
from judge.draft.places import beside_names, beside_target, more, pairs, placed
from judge.draft.story import Story
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
from rubrics.numbers import numbers
from rubrics.scene import StepScene
from rubrics.text import normalise
from tasks.evidence import Node
from tasks.geometry import Box

MANY = 5
"""Texts that appear at once; where so many do, another part of the page is shown, and each may stand out of
sight on another page."""
_VIEW = 12
"""Texts that appear at once where nearly all of the page is another one."""
_ALTERNATIVES = 3
_OF_A_KIND = 2
"""Texts of one kind that are asked in any case."""
_MOST_TEXTS = 24
_LABEL = 30
_ORDERED = 4
_DISTANCES = (200, 100, 50, 20)
"""CSS pixels; a rebuilt page may be shorter, so half the way must do."""
_STATES = ("checked", "selected", "expanded", "pressed", "disabled")


@dataclass(frozen=True)
class Proposal:
    """A criterion, and whether the step is asked for it though no wrong page calls for it."""

    criterion: Criterion
    base: bool = False
    weak: bool = False
    """Much else could make it hold, so it is asked only where there is nothing better."""


def propose(scene: StepScene, story: Story) -> Iterator[Proposal]:
    """What may be asked of the step, the most general first. None of it was tried on any page yet.

    The address is no source: a rebuilt page has its own.
    """
    new = appeared(scene, story)
    made = [one for one in new if one.made]
    moved = scrolls(scene)
    hovered = scene.evidence.action == "hover"
    in_place = not moved  # else much may merely have come to sight
    outcome = bool(made) or any(one.later for one in new)
    figures = list(_numbers(scene))
    told = {float(one.to or 0) for one in figures}

    said = [*_first(one for one in made if one.says), *_first(one for one in new if one.later)]
    if in_place:
        said += _first(one for one in made if one.sentence)
    others = [one for one in made if not one.sentence and one.value not in told] if in_place else []
    also = _first(one for one in others if one.figure) if len(new) < _VIEW else []
    also += _first(others) if len(made) < MANY and not said and not figures else []
    yield from (Proposal(one.appears(), base=True) for one in said)
    yield from _some(figures, 2)
    yield from (Proposal(one.appears(), base=True) for one in also)
    rest = sorted((one for one in new if one not in [*said, *also]), key=lambda one: not one.made)
    if len(made) >= MANY and len(said) < _OF_A_KIND and len(rest) > 1 and in_place:
        yield Proposal(AnyOf.of([one.appears().data() for one in rest[:_ALTERNATIVES]]), base=True)
    yield from _some(pairs(scene, made), 0 if moved else 1)
    yield from _some(_scrolls(scene), 1 if moved else 0)
    known = {normalise(one.text) for one in new}
    yield from _some(beside_target(scene, story, known), 2 if hovered or not outcome else 0)
    yield from _some(more(scene, story), 0 if moved or hovered or outcome else 1)
    yield from _some(_orders(scene), 0 if moved else 1)
    yield from _some(_values(scene), 0 if outcome else 1)
    yield from _goings(scene, story, outcome, moved or hovered)
    yield from (Proposal(one.appears(), weak=not one.made) for one in rest[:_MOST_TEXTS])
    yield from _some(beside_names(scene, story), 0)
    for source in (_counts, _media, _images, _states, _lists):
        yield from _some(source(scene), 0)
    for source in (_focus, _pixels):
        yield from (Proposal(one, weak=True) for one in source(scene))


def _first(texts: Iterable[New]) -> list[New]:
    return list(islice(texts, _OF_A_KIND))


def _goings(scene: StepScene, story: Story, outcome: bool, moved: bool) -> Iterator[Proposal]:
    """The texts that go: sentences; any, where nothing has come."""
    away = gone(scene, story)[:_MOST_TEXTS]
    step = scene.evidence.step
    away.sort(key=lambda text: not story.was_spoken_of(step, text))
    told = [
        story.was_spoken_of(step, text) or (is_sentence(text) and not story.comes_back(step, normalise(text)))
        for text in away
    ]
    asked = (TextDisappears.of({**asked_for(text), "gone": True}) for text in away)
    return _some(asked, 0 if moved else min(sum(told), _OF_A_KIND) if outcome else 1)


def _some(criteria: Iterable[Criterion], base: int) -> Iterator[Proposal]:
    """The first `base` of them are asked in any case."""
    return (Proposal(one, base=place < base) for place, one in enumerate(criteria))


def _numbers(scene: StepScene) -> Iterator[NumberChanges]:
    """Labels with one number beside them, another one than before."""
    stood = {placed(line) for line in scene.before.lines}
    held = {normalise(node.value) for node in scene.after.snapshot.nodes if node.value}
    alone = {numbers(line.text)[0].value for line in scene.after.lines if single_number(line)}
    for line in once(telling(scene.after)):
        label = line.text
        # A label stays where it is; what has moved stands beside another number for that reason alone.
        still = placed(line) in stood and normalise(label) not in held
        if len(label) > _LABEL or numbers(label) or not still or not any(map(str.isalpha, label)):
            continue
        was, now = numbers_beside(scene.before, label), numbers_beside(scene.after, label)
        if len(was) == len(now) == 1 and was != now and now[0] in alone:
            yield NumberChanges.of({"label": label, "to": _short(now[0])})


def _values(scene: StepScene) -> Iterator[Criterion]:
    before = _unique(scene.before.snapshot.nodes)
    for (_, name), node in _unique(scene.after.snapshot.nodes).items():
        was = before.get((node.role, name))
        if node.value and (was is None or was.value != node.value):
            held = ValueEquals.of({"name": name, "value": node.value})
            shown = TextAppears.of(asked_for(node.value))
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


def _orders(scene: StepScene) -> Iterator[Criterion]:
    """Texts below each other that stand in another order than before."""
    before = [text for column in columns(scene.before) for text in column]
    for column in columns(scene.after):
        some = reordered(before, column, _ORDERED)
        if some:
            yield Order.of({"texts": some})


def _lists(scene: StepScene) -> Iterator[Criterion]:
    """Texts below each other of which some are new."""
    for column in columns(scene.after):
        if len(column) >= _ORDERED:
            yield Order.of({"texts": column[:_ORDERED]})


def _counts(scene: StepScene) -> Iterator[Criterion]:
    was, now = times(scene.before), times(scene.after)
    for line in once(telling(scene.after)):
        key = normalise(line.text)
        if was[key] and now[key] != was[key] and 1 < len(line.text) <= _LABEL:
            asked = asked_for(line.text)
            exact = bool(asked.get("exact"))
            yield Count.of({**asked, "equals": len(scene.after.find(line.text, exact=exact))})


def _scrolls(scene: StepScene) -> Iterator[Criterion]:
    for direction in ("down", "up", "right", "left"):
        for distance in _DISTANCES:
            if Scrolled.of({"direction": direction, "at_least": 2 * distance}).find(scene).value == "pass":
                yield Scrolled.of({"direction": direction, "at_least": distance})
                break


def _media(scene: StepScene) -> Iterator[Criterion]:
    if scene.after.snapshot.media:
        yield from (MediaPlaying.of(playing) for playing in (True, False))


def _images(scene: StepScene) -> Iterator[Criterion]:
    """The task's files that images show beside a text, the largest first: without a place, any copy of the
    file anywhere would do, and so it proves little."""
    screenshot = scene.after.screenshot()
    for image in sorted(scene.after.images, key=lambda image: -image.visible.area):
        label = _beside(scene, image.visible)
        if label is None:
            continue
        ranked = likest(screenshot, image, scene.assets)
        if ranked and ranked[0][0] >= SHOWN:
            yield ImageShown.of({"asset": ranked[0][1].name, "near": label})


def _beside(scene: StepScene, box: Box) -> str | None:
    """The nearest text that belongs with what is in the box, and with no other image."""
    boxes = [image.visible for image in scene.after.images]
    lines = [line for line in once(telling(scene.after)) if len(line.text) <= _LABEL]
    for line in sorted(lines, key=lambda one: one.box.distance(box))[:4]:
        kept = scene.after.belonging(boxes, line.text)
        if [boxes[index] for index in kept] == [box]:
            return line.text
    return None


def _focus(scene: StepScene) -> Iterator[Criterion]:
    focus = scene.after.snapshot.focus()
    if focus is not None and focus.name:
        yield Focused.of({"name": focus.name, "role": focus.role})


def _pixels(scene: StepScene) -> Iterator[Criterion]:
    """That the picture changes, by a tenth of what it changed here: where, is another page's own affair."""
    import numpy as np

    before, after = scene.before.pixels().astype(np.float32), scene.after.pixels().astype(np.float32)
    if before.shape != after.shape:
        return
    share = float(np.mean(np.abs(after - before).max(axis=2) > THRESHOLD * 255))
    if share > 0:
        yield RegionChanges.of({"at": [0, 0, 1, 1], "at_least": max(float(f"{share / 10:.1g}"), 1e-5)})


def _unique(nodes: Iterable[Node]) -> dict[tuple[str, str], Node]:
    """Named nodes by role and name, without those that share both."""
    named = [node for node in nodes if node.name and len(node.name) <= 2 * _LABEL]
    count = Counter((node.role, node.name) for node in named)
    return {(node.role, node.name): node for node in named if count[node.role, node.name] == 1}


def _short(number: float) -> int | float:
    return int(number) if number == int(number) else number
