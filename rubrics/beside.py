"""What stands beside a label: the number, or the value, that a reader takes for the label's own."""

from dataclasses import dataclass
from typing import Literal

from rubrics.layout import Line, Occurrence, same_column, same_row
from rubrics.scene import Scene
from rubrics.text import Number, normalise, numbers
from tasks.geometry import Box

REACH = 0.6
"""Of the viewport's width; nothing farther away on the row belongs to a label."""
STACK = 1.5
"""Of the higher line's height; nothing farther above or below belongs to a label."""

Side = Literal["right", "below", "above", "left"]
_SIDES: tuple[Side, ...] = ("right", "below", "above", "left")
_STACKED: tuple[Side, Side] = ("below", "above")


@dataclass(frozen=True)
class Labelled:
    """A number that stands beside a label."""

    value: float
    box: Box
    """Of the label, or of the control that is named so."""


def numbers_beside(scene: Scene, label: str) -> list[float]:
    """The values of `labelled_numbers`."""
    return [one.value for one in labelled_numbers(scene, label)]


def labelled_numbers(scene: Scene, label: str, near: str | None = None) -> list[Labelled]:
    """The number beside each place where the label is seen, in reading order, where there is one.

    It is looked for in the label's own row of text, then alone in its card, then to its right, then below or
    above (the nearer one), then to its left: the next piece of text there must begin with a number. Where the
    label is not seen, a control that is named so may hold the number. `near`: only of labels that belong with
    that text.
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
        lines = [_neighbour(scene, place.box, side) for side in _SIDES[:3]]
        found += [normalise(line.text) for line in lines if line is not None]
    return [text for text in found if text]


def _number_at(scene: Scene, place: Occurrence, label: str) -> float | None:
    inline = _inline(place.before, place.after)
    if inline is not None:
        return inline.value
    alone = _alone_in_card(scene, place.box, label)
    if alone is not None:
        return alone
    sides: dict[Side, Line] = {}
    for side in _SIDES:
        line = _neighbour(scene, place.box, side)
        if line is not None and _begins(normalise(line.text)):
            sides[side] = line
    if "right" not in sides and "below" in sides and "above" in sides:
        below, above = (sides[side].box.distance(place.box) for side in _STACKED)
        del sides["below" if below > above else "above"]
    line = next(iter(sides.values()), None)
    return numbers(line.text)[0].value if line else None


def _alone_in_card(scene: Scene, box: Box, label: str) -> float | None:
    """The number in the label's row or card, if there is but one: its own, however the two are aligned."""
    card = scene.groups.card(box, label)
    if card is None:
        return None
    lines = [line for line in scene.lines if card.holds(*line.box.center)]
    inside = [numbers(line.text)[0] for line in lines if _begins(normalise(line.text))]
    return inside[0].value if len(inside) == 1 else None


def _neighbour(scene: Scene, box: Box, side: Side) -> Line | None:
    """The next line on that side of `box` that says something; a lone sign, such as a chevron or the minus on
    a button, does not."""
    best: tuple[float, Line] | None = None
    for line in scene.lines:
        gap = _gap(line.box, box, side)
        reach = REACH * scene.viewport[0] if side in ("right", "left") else STACK * max(line.box.h, box.h)
        # Boxes of text may overlap by a pixel or two where their glyphs don't.
        if not -2 <= gap <= reach or not any(char.isalnum() for char in line.text):
            continue
        if best is None or gap < best[0]:
            best = (gap, line)
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


def _inline(before: str, after: str) -> Number | None:
    """The number nearest to the label in its own row of text.

    "Total (3 items): 89" means 89: what stands in brackets is passed over where a number follows at once.
    With one as near before as after, a row that begins with a number has its numbers in front.
    """
    earlier, later = numbers(before), numbers(_without_brackets(after)) or numbers(after)
    preceding, following = earlier[-1] if earlier else None, later[0] if later else None
    if following is None or preceding is None:
        return following or preceding
    to_following, to_preceding = _words(after[: following.start]), _words(before[preceding.end :])
    if to_following != to_preceding:
        return following if to_following < to_preceding else preceding
    return preceding if _begins(before) else following


def _without_brackets(after: str) -> str:
    """The text less the brackets it opens with, if a number follows them at once; else nothing."""
    opened, bracket, rest = after.lstrip(" :").partition(")")
    return rest if opened.startswith("(") and bracket and _begins(rest) else ""


def _words(text: str) -> int:
    return sum(any(char.isalnum() for char in word) for word in text.split())


def _begins(text: str) -> bool:
    """Whether the first thing that a text says is a number."""
    found = numbers(text)
    return bool(found) and not any(char.isalnum() for char in text[: found[0].start].removesuffix("x"))


def _named_numbers(scene: Scene, label: str) -> list[Labelled]:
    """Numbers of things that are not seen to be labelled but named: in the value, else in the name itself."""
    wanted = normalise(label)
    found: list[Labelled] = []
    for node in scene.snapshot.nodes:
        before, match, after = normalise(node.name).partition(wanted)
        if not match:
            continue
        inline = _inline(before, after)
        own = numbers(node.value or "")
        number = own[0] if own else inline
        if number is not None:
            found.append(Labelled(number.value, node.box or Box(0, 0, 0, 0)))
    return found
