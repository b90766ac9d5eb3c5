"""Criteria for a step, from what it changed in the reference's evidence, those that ask least first."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from judge.draft.carried import given_again, numbers_again, sorted_lists
from judge.draft.changes import (
    New,
    appeared,
    asked_for,
    columns,
    gone,
    in_field,
    is_sentence,
    once,
    reordered,
    scrolls,
    short,
    single_number,
    telling,
    times,
)
from judge.draft.controls import focus, states, values
from judge.draft.places import LABEL, beside_target, is_label, more, pairs, placed
from judge.draft.story import Story
from rubrics.beside import numbers_beside
from rubrics.criteria.base import Criterion
from rubrics.criteria.combine import AnyOf
from rubrics.criteria.number import NumberChanges
from rubrics.criteria.page import MediaPlaying, Scrolled
from rubrics.criteria.pixels import LEAST, THRESHOLD, RegionChanges
from rubrics.criteria.text import Count, Order, TextAppears, TextDisappears
from rubrics.numbers import numbers
from rubrics.scene import StepScene
from rubrics.text import normalise

MANY = 5
"""Texts that appear at once; where so many do, another part of the page is shown, and each may stand out of
sight on another page."""
_VIEW = 12
"""Texts that appear at once where nearly all of the page is another one."""
_TRACE = 2e-5
"""Of the page's pixels: the least that a check mark changes."""
_ALTERNATIVES = 3
_OF_A_KIND = 2
"""Texts of one kind that are asked in any case."""
_MOST_TEXTS = 24
_ORDERED = 4
_DISTANCES = (200, 100, 50, 20)
"""CSS pixels; a rebuilt page may be shorter, so half the way must do."""


@dataclass(frozen=True)
class Proposal:
    """A criterion, and whether the step is asked for it though no wrong page calls for it."""

    criterion: Criterion
    base: bool = False
    weak: bool = False
    """Much else could make it hold, so it is asked only where there is nothing better."""


@dataclass(frozen=True)
class Earlier:
    """What earlier steps are asked."""

    texts: frozenset[str] = frozenset()
    """That these appear, normalised."""
    numbers: frozenset[float] = frozenset()
    """That these are seen, alone or in a text."""

    @classmethod
    def of(cls, criteria: Sequence[Criterion]) -> "Earlier":
        texts = [one.text for one in criteria if isinstance(one, TextAppears)]
        changed = [one.to for one in criteria if isinstance(one, NumberChanges) and one.to is not None]
        said = [number.value for text in texts for number in numbers(text)]
        return cls(frozenset(map(normalise, texts)), frozenset([*changed, *said]))


def propose(scene: StepScene, story: Story, earlier: Earlier) -> Iterator[Proposal]:
    """What may be asked of the step, what any page must show first. None of it was tried on any page yet.

    The address is no source: a rebuilt page has its own.
    """
    step = scene.evidence.step
    new = appeared(scene, story)
    made = [one for one in new if one.made]
    moved = scrolls(scene)
    hovered = scene.evidence.action == "hover"
    needed = list(islice(_needed(scene, story, moved), _OF_A_KIND))
    # What opens repeats, as a rule, what it was opened by; its heading is another page's own affair.
    gives = story.gives(step) or not needed
    said = _first(one for one in made if one.says and gives)
    results = _results([one for one in made if one not in said], opens=bool(needed), moved=moved)
    if said:
        results = [one for one in results if one.counts]
    figures = list(_numbers(scene))
    outcome = bool(said or needed or results or figures)
    left = made if not outcome and not moved else []

    yield from (Proposal(_said(one, open_=story.left_open(step)), base=True) for one in said)
    yield from (Proposal(one, base=True) for one in needed)
    yield from (Proposal(one.appears(), base=True) for one in results)
    yield from _some(figures, 2)
    codes = (one for one in made if one.figure and any(map(str.isalpha, one.text)) and one not in results)
    few = len(new) < _VIEW and not needed and not moved
    yield from (Proposal(one.appears(), base=True) for one in _first(codes if few else ()))
    if len(left) < MANY:
        yield from (Proposal(one.appears(), base=True) for one in _first(left))
    else:
        yield Proposal(AnyOf.of([one.appears().data() for one in left[:_ALTERNATIVES]]), base=True)
    yield from _some(_scrolls(scene), 1 if moved else 0)
    yield from _carried(scene, story, new, earlier, 0 if moved or hovered else 1)
    yield from _some(_own_goes(scene, story), 1)
    known = {normalise(one.text) for one in new}
    if hovered or not outcome:
        yield from _some(beside_target(scene, story, known), 2)
    yield from _some(more(scene, story), 0 if moved or hovered or outcome else 1)
    yield from _some(_orders(scene), 0 if moved else 1)
    yield from _some(values(scene), 0 if outcome else 1)
    rest = sorted((one for one in new if one not in [*said, *results]), key=_chance)
    if not story.left_open(step):
        yield from (Proposal(one.appears(), weak=not one.made) for one in rest[:_MOST_TEXTS])
    yield from _some(pairs(scene, made), 1 if hovered else 0)
    yield from _goings(scene, story, earlier.texts, outcome, bool(needed) or moved or hovered)
    for source in (_counts, _media, _lists):
        yield from _some(source(scene), 0)
    yield from (Proposal(one, weak=True) for one in chain(states(scene), _pixels(scene), focus(scene)))


def _carried(
    scene: StepScene, story: Story, new: Sequence[New], earlier: Earlier, base: int
) -> Iterator[Proposal]:
    """What the step must carry on from what was given, used and asked before, and the order of a list."""
    if not story.left_open(scene.evidence.step):
        yield from _some(given_again(scene, story), base)
    yield from _some(numbers_again(scene, story, new, earlier.numbers), base)
    yield from _some(sorted_lists(scene), base)


def _needed(scene: StepScene, story: Story, moved: bool) -> Iterator[Criterion]:
    """That what the next step speaks of is seen, where this one brings it to sight."""
    for text in story.needed(scene.evidence.step):
        appears = TextAppears.of(asked_for(text))
        if not scene.before.find(text) and appears.find(scene).value == "pass":
            # How far one must scroll is another page's own affair, and so what is seen already.
            yield Count.of({**asked_for(text), "at_least": 1}) if moved else appears


def _results(made: Sequence[New], *, opens: bool, moved: bool) -> list[New]:
    """What says how the step came out: what earlier steps gave, and what changes as the trajectory goes on;
    else sentences, those with numbers before others. What a step opens (`opens`) brings sentences that only
    explain it, and elsewhere a part of it may lie out of sight."""
    found = _first(one for one in made if one.told or (one.lives and not opens))
    if found or opens or moved:
        return found
    sentences = [one for one in made if one.sentence]
    return _first([one for one in sentences if one.counts] or sentences)


def _said(one: New, *, open_: bool) -> Criterion:
    """That it appears; under a list that may be left open, that anything changes."""
    changes = {"region_changes": {"at": [0, 0, 1, 1], "at_least": _TRACE}}
    return AnyOf.of([one.appears().data(), changes]) if open_ else one.appears()


def _chance(one: New) -> tuple[bool, ...]:
    """Sorts what any page is likely to show before what only this one may."""
    return not one.made, not one.says, not (one.told or one.lives), not one.later, not one.sentence


def _own_goes(scene: StepScene, story: Story) -> Iterator[Criterion]:
    """That what was used is gone, as the buttons of a dialog that they close."""
    step = scene.evidence.step
    away = {normalise(text) for text in gone(scene, story)}
    if scene.evidence.action == "click":
        for text in story.entered(step):
            if text in away and is_sentence(text) and not story.comes_back(step, text):
                yield TextDisappears.of(asked_for(text))


def _first(texts: Iterable[New]) -> list[New]:
    return list(islice(texts, _OF_A_KIND))


def _goings(
    scene: StepScene, story: Story, asked: Container[str], outcome: bool, elsewhere: bool
) -> Iterator[Proposal]:
    """The texts that go: what an earlier step had to bring, or the trajectory spoke of, and sentences; any,
    where nothing has come. `elsewhere`: the page shows another part of it."""
    step = scene.evidence.step
    spoken = {text: story.was_spoken_of(step, text) for text in gone(scene, story)[:_MOST_TEXTS]}
    entered = story.entered(step)
    for text in sorted(spoken, key=lambda text: not spoken[text]):
        if normalise(text) in entered:
            continue  # see `_own_goes`
        known = spoken[text] or (normalise(text) in asked and not story.comes_back(step, normalise(text)))
        if known or is_sentence(text) or not outcome:
            criterion = TextDisappears.of({**asked_for(text), "gone": True})
            yield Proposal(criterion, base=known and is_sentence(text) and not elsewhere)


def _some(criteria: Iterable[Criterion], base: int) -> Iterator[Proposal]:
    """The first `base` of them are asked in any case."""
    return (Proposal(one, base=place < base) for place, one in enumerate(criteria))


def _numbers(scene: StepScene) -> Iterator[NumberChanges]:
    """Labels with one number beside them, another one than before."""
    stood = {placed(line) for line in scene.before.lines}
    held = {normalise(node.value) for node in scene.after.snapshot.nodes if node.value}
    alone = {numbers(line.text)[0].value for line in scene.after.lines if single_number(line)}
    typed = {one.value for text in held for one in numbers(text)}
    for line in once(telling(scene.after)):
        label = line.text
        # A label stays where it is; what has moved stands beside another number for that reason alone.
        still = placed(line) in stood and normalise(label) not in held and not in_field(scene.after, line)
        if len(label) > LABEL or numbers(label) or not still or not any(map(str.isalpha, label)):
            continue
        was, now = numbers_beside(scene.before, label), numbers_beside(scene.after, label)
        own = len(was) == len(now) == 1 and was != now and now[0] in alone - typed
        if own and is_label(scene.after, line, now[0]):
            yield NumberChanges.of({"label": label, "to": short(now[0])})


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
        if was[key] and now[key] != was[key] and 1 < len(line.text) <= LABEL:
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


def _pixels(scene: StepScene) -> Iterator[Criterion]:
    """That the picture changes, by a tenth of what it changed here: where, is another page's own affair."""
    import numpy as np

    before, after = scene.before.pixels().astype(np.float32), scene.after.pixels().astype(np.float32)
    if before.shape != after.shape:
        return
    share = float(np.mean(np.abs(after - before).max(axis=2) > THRESHOLD * 255))
    if share >= LEAST:
        yield RegionChanges.of({"at": [0, 0, 1, 1], "at_least": float(f"{share / 10:.1g}")})
