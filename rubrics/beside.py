"""What stands beside a label: the number, or the value, that a reader takes for the label's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from rubrics.layout import Line, Occurrence, Run, same_column, same_row
from rubrics.numbers import Number, notations, numbers
from rubrics.scene import Scene, StepScene
from rubrics.text import LABEL, TOUCH, normalise, place_of
from tasks.geometry import Box

REACH = 0.6
"""Of the viewport's width; nothing farther away on the row belongs to a label."""
STACK = 1.5
"""Of the higher line's height; nothing farther above or below belongs to a label."""

Side = Literal["right", "below", "above", "left"]
_SIDES: tuple[Side, ...] = ("right", "below", "above", "left")
_MIRRORED: tuple[Side, ...] = ("left", "below", "above", "right")
_STACKED: tuple[Side, Side] = ("below", "above")

_Text = TypeVar("_Text", Line, Run)


@dataclass(frozen=True)
class Labelled:
    """A number that stands beside a label."""

    value: float
    box: Box
    """Of the label, or of the control that is named so."""


def readings(step: StepScene) -> list[StepScene]:
    """The step in each notation in which the page may be written, before and after in the same."""
    found = notations([*step.before.texts, *step.after.texts])
    return [
        replace(step, before=step.before.written_in(one), after=step.after.written_in(one)) for one in found
    ]


def numbers_beside(scene: Scene, label: str) -> list[float]:
    """The values of `labelled_numbers`."""
    return [one.value for one in labelled_numbers(scene, label)]


def labelled_numbers(scene: Scene, label: str, near: str | None = None) -> list[Labelled]:
    """The number beside each place where the label is seen, in reading order, where there is one.

    It is looked for in the label's own row of text, then alone in its card, then to its right, then below or
    above (the nearer one), then to its left: the next piece of text there must begin with a number. What is
    read from right to left has the sides the other way round. Where the label is not seen, a control that is
    named so may hold the number. `near`: only of labels that belong with that text. Numbers are read in the
    scene's notation.
    """
    places = scene.label(label, near)
    found = [(place.box, _number_at(scene, place, label)) for place in places]
    seen = [Labelled(value, box) for box, value in found if value is not None]
    if seen:
        return seen
    named = _named_numbers(scene, label)
    return named if near is None else [named[i] for i in scene.belonging([one.box for one in named], near)]


def values_beside(scene: Scene, label: str, near: str | None = None) -> list[str]:
    """The texts, normalised, that may be the label's value: the rest of its row of text, and the next text to
    its right, below and above, for every place where the label is seen (and belongs with `near`)."""
    found: list[str] = []
    for place in scene.label(label, near):
        found.append(place.after.strip(" :-"))
        for side in _sides(place)[:3]:
            line = _neighbour(scene.lines, scene, place.box, side)
            run = _neighbour(scene.runs, scene, place.box, side)
            said = [one.text.replace(TOUCH, "") for one in (line, run) if one is not None]
            found += dict.fromkeys(map(normalise, said))
    return [text for text in found if text]


def _sides(place: Occurrence) -> tuple[Side, ...]:
    """The sides of a label, that on which its value is expected first."""
    return _MIRRORED if place.leftward else _SIDES


def _number_at(scene: Scene, place: Occurrence, label: str) -> float | None:
    inline = _inline(scene, place.row, place.start, place.end)
    if inline is not None:
        return inline.value
    alone = _alone_in_card(scene, place.box, label)
    if alone is not None:
        return alone
    sides: dict[Side, float] = {}
    boxes: dict[Side, Box] = {}
    for side in _sides(place):
        run = _neighbour(scene.runs, scene, place.box, side)
        number = _first(scene, run) if run is not None else None
        if run is not None and number is not None:
            sides[side], boxes[side] = number, run.box
    if _sides(place)[0] not in sides and "below" in sides and "above" in sides:
        below, above = (boxes[side].distance(place.box) for side in _STACKED)
        del sides["below" if below > above else "above"]
    return next(iter(sides.values()), None)


def _alone_in_card(scene: Scene, box: Box, label: str) -> float | None:
    """The number in the label's row or card, if there is but one: its own, however the two are aligned."""
    card = scene.groups.card(box, label)
    if card is None:
        return None
    firsts = (_first(scene, run) for run in scene.runs if card.holds(*run.box.center))
    inside = [number for number in firsts if number is not None]
    return inside[0] if len(inside) == 1 else None


def _first(scene: Scene, run: Run) -> float | None:
    """The number that a text begins with."""
    found = numbers(run.text, scene.notation)
    return found[0].value if _begins(run.text, found) else None


def _neighbour(texts: Iterable[_Text], scene: Scene, box: Box, side: Side) -> _Text | None:
    """The next of the texts on that side of `box` that says something; a lone sign, such as a chevron or the
    minus on a button, does not."""
    best: tuple[float, _Text] | None = None
    for text in texts:
        gap = _gap(text.box, box, side)
        reach = REACH * scene.viewport[0] if side in ("right", "left") else STACK * max(text.box.h, box.h)
        # Boxes of text may overlap by a pixel or two where their glyphs don't.
        if not -2 <= gap <= reach or not any(char.isalnum() for char in text.text):
            continue
        if best is None or gap < best[0]:
            best = (gap, text)
    return best[1] if best else None


def _gap(other: Box, box: Box, side: Side) -> float:
    """How far `other` stands from `box` on that side; -inf where it does not stand there."""
    if not (same_row if side in ("right", "left") else same_column)(other, box):
        return float("-inf")
    gaps = {
        "right": other.x - box.right,
        "left": box.x - other.right,
        "below": other.y - box.bottom,
        "above": box.y - other.bottom,
    }
    return gaps[side]


def _inline(scene: Scene, text: str, start: int, end: int) -> Number | None:
    """The number nearest to the label `text[start:end]` in its own row of text.

    "Total (3 items): 89" means 89: what stands in brackets is passed over where a number follows at once.
    With one as near before as after, a row that begins with a number has its numbers in front.
    """
    # What the label says is no part of a number, but it is a word that a dash may follow.
    text = text[:start] + LABEL * (end - start) + text[end:]
    found = numbers(text, scene.notation)
    earlier = [one for one in found if one.end <= start]
    later = [one for one in found if one.start >= end]
    later = _behind_brackets(text, end, later) or later
    preceding, following = earlier[-1] if earlier else None, later[0] if later else None
    if following is None or preceding is None:
        return following or preceding
    to_following, to_preceding = _words(text[end : following.start]), _words(text[preceding.end : start])
    if to_following != to_preceding:
        return following if to_following < to_preceding else preceding
    return preceding if _begins(text, earlier) else following


def _behind_brackets(text: str, end: int, later: Sequence[Number]) -> list[Number]:
    """Those of the numbers behind the brackets that open at `end`, if one follows them at once."""
    opened = text[end:].lstrip(" :")
    close = text.find(")", end) + 1
    rest = [one for one in later if one.start >= close]
    at_once = bool(rest) and not any(char.isalnum() for char in text[close : rest[0].start])
    return rest if opened.startswith("(") and close and at_once else []


def _words(text: str) -> int:
    return sum(any(char.isalnum() for char in word) for word in text.split())


def _begins(text: str, found: Sequence[Number]) -> bool:
    """Whether the first thing that a text says is the first of its numbers."""
    return bool(found) and not any(char.isalnum() for char in text[: found[0].start].removesuffix("x"))


def _named_numbers(scene: Scene, label: str) -> list[Labelled]:
    """Numbers of things that are not seen to be labelled but named: in the value, else in the name itself."""
    wanted = normalise(label)
    found: list[Labelled] = []
    for node in scene.snapshot.nodes:
        at = normalise(node.name).find(wanted)
        if at < 0:
            continue
        own = numbers(node.value or "", scene.notation)
        start, end = (place_of(node.name, place) for place in (at, at + len(wanted)))
        number = own[0] if own else _inline(scene, node.name, start, end)
        if number is not None:
            found.append(Labelled(number.value, node.box or Box(0, 0, 0, 0)))
    return found
