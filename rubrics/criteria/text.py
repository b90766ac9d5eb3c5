"""Criteria about text that is seen, and where."""

import re
from typing import Self

from pydantic import Field, model_validator

from rubrics.controls import controls
from rubrics.criteria.base import Criterion, Regex, Text, times, unseen, where, words_first
from rubrics.layout import Occurrence, reading_order
from rubrics.scene import Scene, StepScene
from rubrics.text import show
from rubrics.verdict import Finding


class TextAppears(Criterion):
    """A text is seen more often after the step than before."""

    key = "text_appears"
    shorthand = "text"

    text: Text
    near: Text | None = None
    exact: bool = False

    def check(self, scene: StepScene) -> Finding:
        return self._look(scene) if self.near else words_first(scene, self._look)

    def missing(self, scene: StepScene) -> str | None:
        return unseen(scene, self.near)

    def _look(self, scene: StepScene) -> Finding:
        before, after = _counts(scene, self.text, self.near, self.exact)
        return self.finding(after > before, _seen(self.text, self.near, before, after))


class TextDisappears(Criterion):
    """A text is seen less often after the step than before; `gone`: not at all any more."""

    key = "text_disappears"
    shorthand = "text"

    text: Text
    near: Text | None = None
    exact: bool = False
    gone: bool = False

    def check(self, scene: StepScene) -> Finding:
        return self._look(scene) if self.near else words_first(scene, self._look, "before")

    def missing(self, scene: StepScene) -> str | None:
        seen = any(_counts(scene, self.text, self.near, self.exact))
        return None if seen else unseen(scene, self.near) or show(self.text)

    def _look(self, scene: StepScene) -> Finding:
        before, after = _counts(scene, self.text, self.near, self.exact)
        holds = after < before and not (self.gone and after)
        return self.finding(holds, _seen(self.text, self.near, before, after))


class TextMatches(Criterion):
    """A visible line matches a regular expression after the step."""

    key = "text_matches"
    shorthand = "pattern"

    pattern: Regex
    near: Text | None = None

    def check(self, scene: StepScene) -> Finding:
        return self._look(scene) if self.near else words_first(scene, self._look)

    def missing(self, scene: StepScene) -> str | None:
        return unseen(scene, self.near)

    def _look(self, scene: StepScene) -> Finding:
        pattern = re.compile(self.pattern, re.IGNORECASE)
        matching = [found for passage in scene.after.passages for found in passage.matching(pattern)]
        if self.near is not None:
            kept = scene.after.belonging([box for _, box in matching], self.near)
            matching = [matching[index] for index in kept]
        if matching:
            return self.finding(True, f"{show(matching[0][0])} matches{where(self.near)}.")
        return self.finding(False, f"no visible line{where(self.near)} matches.")


class Count(Criterion):
    """A text, or controls of a role, are seen a given number of times after the step."""

    key = "count"

    text: Text | None = None
    role: Text | None = None
    name: Text | None = None
    exact: bool = False
    near: Text | None = None
    equals: int | None = Field(default=None, ge=0)
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if (self.text is None) == (self.role is None):
            raise ValueError("needs either 'text' or 'role'")
        if self.name is not None and self.role is None:
            raise ValueError("'name' goes with 'role'; to count a text use 'text'")
        if self.equals is None and self.at_least is None and self.at_most is None:
            raise ValueError("needs 'equals', 'at_least' or 'at_most'")
        return self

    def check(self, scene: StepScene) -> Finding:
        missing = self.missing(scene)
        if missing is not None and (self.equals == 0 or not (self.equals or self.at_least)):
            return self.idle(missing)  # none is near what is not there
        more_does_no_harm = self.text is not None and self.near is None
        if more_does_no_harm and self.equals is None and self.at_most is None:
            return words_first(scene, self._look)
        return self._look(scene)

    def missing(self, scene: StepScene) -> str | None:
        return unseen(scene, self.near)

    def _look(self, scene: StepScene) -> Finding:
        if self.text is not None:
            what, found = show(self.text), len(scene.after.find(self.text, self.near, self.exact))
        else:
            name = f" named {show(self.name)}" if self.name else ""
            what, found = f"role {self.role}{name}", self._controls(scene.after)
        limits = [
            (self.equals is None or found == self.equals, f"exactly {self.equals}", self.equals),
            (self.at_least is None or found >= self.at_least, f"at least {self.at_least}", self.at_least),
            (self.at_most is None or found <= self.at_most, f"at most {self.at_most}", self.at_most),
        ]
        expected = " and ".join(text for _, text, limit in limits if limit is not None)
        holds = all(kept for kept, _, _ in limits)
        return self.finding(holds, f"{what} is seen {found} times{where(self.near)}, expected {expected}.")

    def _controls(self, scene: Scene) -> int:
        nodes = controls(scene, self.name, self.role, self.near)
        return sum(
            node.role == self.role and node.box is not None and scene.shows(node.box) for node in nodes
        )


class Order(Criterion):
    """Texts stand in this reading order after the step, row by row; others may stand between."""

    key = "order"
    shorthand = "texts"

    texts: tuple[Text, ...] = Field(min_length=2)
    exact: bool = False

    def check(self, scene: StepScene) -> Finding:
        return words_first(scene, self._look)

    def missing(self, scene: StepScene) -> str | None:
        return unseen(scene, *self.texts)

    def _look(self, scene: StepScene) -> Finding:
        found = [(text, scene.after.find(text, exact=self.exact)) for text in self.texts]
        every = [one for _, ones in found for one in ones]
        places = iter(reading_order([one.first for one in every], [one.leftward for one in every]))
        last: tuple[int, float] = (-1, 0.0)
        previous = ""
        for text, ones in found:
            own = sorted(next(places) for _ in ones)
            if not own:
                return self.finding(False, f"{show(text)} is not seen.")
            place = next((place for place in own if place > last), None)
            if place is None:
                return self.finding(False, f"{show(text)} does not stand after {show(previous)}.")
            last, previous = place, text
        return self.finding(True, f"the {len(self.texts)} texts stand in this order.")


class Located(Criterion):
    """A text stands below a heading after the step, and closer to its column than to the others' columns."""

    key = "located"

    text: Text
    under: Text
    rather_than: tuple[Text, ...] = Field(min_length=1)

    def missing(self, scene: StepScene) -> str | None:
        return unseen(scene, self.text, self.under)

    def check(self, scene: StepScene) -> Finding:
        after = scene.after
        things, heads = after.label(self.text), after.label(self.under)
        if not things or not heads:
            return self.finding(False, f"{show(self.under if things else self.text)} is not seen.")
        others = {text: after.label(text) for text in self.rather_than}
        nearest = ""
        for thing in things:
            own = _column_distance(thing, heads)
            rivals = {text: _column_distance(thing, found) for text, found in others.items()}
            closest = min(rivals, key=rivals.__getitem__)
            if own < rivals[closest]:
                return self.finding(True, f"{show(self.text)} stands under {show(self.under)}.")
            if rivals[closest] < float("inf"):
                nearest = f"; it stands under {show(closest)}"
        return self.finding(False, f"{show(self.text)} does not stand under {show(self.under)}{nearest}.")


def _counts(scene: StepScene, text: str, near: str | None, exact: bool) -> tuple[int, int]:
    return len(scene.before.find(text, near, exact)), len(scene.after.find(text, near, exact))


def _seen(text: str, near: str | None, before: int, after: int) -> str:
    return f"{show(text)} is seen {times(before)} before and {times(after)} after{where(near)}."


def _column_distance(thing: Occurrence, heads: list[Occurrence]) -> float:
    """How far the thing stands from the column of the nearest heading above it: of the left edges or the
    middles, whichever are closer, in CSS pixels."""
    box = thing.box
    return min(
        (
            min(abs(box.x - head.box.x), abs(box.center[0] - head.box.center[0]))
            for head in heads
            if head.box.center[1] < box.y
        ),
        default=float("inf"),
    )
