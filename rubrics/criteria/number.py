"""A criterion about the number beside a label, and which number has become which."""

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from pydantic import Field

from rubrics.beside import Labelled, labelled_numbers, readings
from rubrics.criteria.base import Criterion, Text, unseen, where
from rubrics.layout import reading_order, same_row
from rubrics.scene import Scene, StepScene
from rubrics.text import normalise, show, written
from rubrics.verdict import Finding
from tasks.geometry import Box

_NUMBER = re.compile(r"[\d.,'+-]+")


class NumberChanges(Criterion):
    """The number that stands beside a label changes as said; with no further argument, changes at all.

    Where several such labels have numbers, it is one of those that changed, and all that is said must hold of
    that one; `near` says which is meant.
    """

    key = "number_changes"
    shorthand = "label"

    label: Text
    near: Text | None = None
    """What the label belongs with, such as the title of its row."""
    from_: int | float | None = Field(default=None, alias="from")
    to: int | float | None = None
    by: int | float | None = None
    direction: Literal["up", "down"] | None = None

    def check(self, scene: StepScene) -> Finding:
        found = [self._look(reading) for reading in readings(scene)]
        if len({finding.value for finding in found}) == 1:
            return found[0]
        ways = " ".join(dict.fromkeys(finding.reason for finding in found))
        return self.finding(
            "unknown", f"the numbers can be read in several ways, and none settles it: {ways}"
        )

    def _look(self, scene: StepScene) -> Finding:
        before, after = self.numbers(scene.before), self.numbers(scene.after)
        if not after:
            what = f"{show(self.label)}{where(self.near)}"
            seen = "stands beside nothing that is a number" if self._labelled(scene.after) else "is not seen"
            return self.finding(False, f"{what} {seen} after the step.")
        pairs = became(scene, self.label, before, after)
        holding = next((pair for pair in pairs if self._holds(pair)), None)
        changed = next((pair for pair in pairs if pair.changed), None)
        was, now = holding or changed or pairs[0]
        change = f"{self.label} is {written(now)}, before it was {written(was)}"
        return self.finding(
            holding is not None, change + ("." if holding else f"; expected {self._expected()}.")
        )

    def missing(self, scene: StepScene) -> str | None:
        if self.numbers(scene.before) or self.numbers(scene.after):
            return None
        return unseen(scene, self.near, self.label) or f"a number beside {show(self.label)}{where(self.near)}"

    def numbers(self, page: Scene) -> list[Labelled]:
        """The numbers that may be meant."""
        return labelled_numbers(page, self.label, self.near)

    def _labelled(self, page: Scene) -> bool:
        return bool(page.find(self.label, self.near))

    def _holds(self, pair: "Became") -> bool:
        was, now = pair
        if was is None:
            # A number that was not there has become what it is; from where, nobody can say.
            unknowable = (self.from_, self.by, self.direction) != (None, None, None)
            return self.to is not None and _equal(now, self.to) and not unknowable
        wanted = [
            pair.changed,
            self.to is None or _equal(now, self.to),
            self.from_ is None or _equal(was, self.from_),
            self.by is None or _equal(now - was, self.by),
            self.direction is None or (now > was) == (self.direction == "up"),
        ]
        return all(wanted)

    def _expected(self) -> str:
        parts = [
            f"from {written(self.from_)}" if self.from_ is not None else "",
            f"to {written(self.to)}" if self.to is not None else "",
            f"by {written(self.by)}" if self.by is not None else "",
            self.direction or "",
        ]
        return "a change" + "".join(f" {part}" for part in parts if part)


class Became(NamedTuple):
    """A number after the step, and what it was."""

    was: float | None
    """None where it was not there."""
    now: float

    @property
    def changed(self) -> bool:
        """Whether it is another number than it was."""
        return self.was is None or not _equal(self.was, self.now)


def became(
    scene: StepScene, label: str, before: Sequence[Labelled], after: Sequence[Labelled]
) -> list[Became]:
    """What each number after the step was before, in the order of `after`. Those that are gone are left out.

    A number is the one that stood among the same words: in the same card, else the same row, its numbers
    aside. Of those that this leaves open, as many after as before are the same in reading order; else as many
    as can be have not changed, and of the rest those are the same that stand nearest.
    """
    old = [_said(scene.before, label, one.box) for one in before]
    new = [_said(scene.after, label, one.box) for one in after]
    partners: dict[int, int] = {}

    def match(among: Callable[[str], bool]) -> None:
        rows = [i for i, said in enumerate(old) if among(said) and i not in partners.values()]
        columns = [j for j, said in enumerate(new) if among(said) and j not in partners]
        pairs = _matched([before[i] for i in rows], [after[j] for j in columns])
        partners.update({columns[j]: rows[i] for i, j in pairs})

    for said in dict.fromkeys(new):
        match(said.__eq__)
    match(lambda _: True)
    was = [before[partners[j]].value if j in partners else None for j in range(len(after))]
    return [Became(old, one.value) for old, one in zip(was, after, strict=True)]


def _said(page: Scene, label: str, place: Box) -> str:
    """What else is said in the card or row of the label at a place, numbers left out."""
    card = page.groups.card(place, label)
    boxes = [line.box for line in page.lines]
    kept = [i for i, box in enumerate(boxes) if (card.holds(*box.center) if card else same_row(box, place))]
    places = dict(zip(kept, reading_order([boxes[i] for i in kept]), strict=True))
    text = " ".join(page.lines[i].text for i in sorted(kept, key=places.__getitem__))
    return " ".join(_NUMBER.sub(" ", normalise(text)).split())


def _matched(before: Sequence[Labelled], after: Sequence[Labelled]) -> list[tuple[int, int]]:
    """Which of the numbers before is which of those after, as indices; each at most once."""
    if len(before) == len(after):
        return [(index, index) for index in range(len(after))]
    if not before or not after:
        return []
    from scipy.optimize import linear_sum_assignment

    # Farther apart than this no two places in a viewport are.
    change = 1e6
    cost = [
        [change * (not _equal(was.value, now.value)) + was.box.distance(now.box) for now in after]
        for was in before
    ]
    return [(int(i), int(j)) for i, j in zip(*linear_sum_assignment(cost), strict=True)]


def _equal(a: float, b: float) -> bool:
    """Whether two numbers are the same to a person: prices are sums of decimals."""
    return a == b or abs(a - b) < 1e-6  # The first for what is too large for a number here.
