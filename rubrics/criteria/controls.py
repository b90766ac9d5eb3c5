"""Criteria about controls: fields, states, focus."""

from abc import abstractmethod
from typing import Literal, Self

from pydantic import model_validator

from rubrics.beside import values_beside
from rubrics.controls import beside, controls
from rubrics.criteria.base import Criterion, Text, where
from rubrics.layout import same_row
from rubrics.scene import Scene, StepScene
from rubrics.text import normalise, show
from rubrics.verdict import Finding
from tasks.evidence import Node

_ALWAYS = {
    "checked": frozenset({"checkbox", "switch", "radio", "menuitemcheckbox", "menuitemradio"}),
    "selected": frozenset({"option", "tab"}),
}
"""Roles that have a state even where the tree does not mention it; the tree leaves out what is off."""

_ON = ("checked", "pressed", "selected")
"""States that implementations of one thing may choose from: a toggle may be a switch or a pressed button."""

State = bool | Literal["mixed"] | None


class _OfControl(Criterion):
    """What criteria about a control have in common: how it is told."""

    name: Text | None = None
    """Its accessible name, or what else it is called: its label, placeholder or title; where no control is
    called so, the text that it stands with."""
    role: Text | None = None
    near: Text | None = None

    @model_validator(mode="after")
    def _says_which_one(self) -> Self:
        if (self.name, self.role, self.near) == (None, None, None):
            raise ValueError("needs a 'name', a 'role', or what it is 'near'")
        return self

    def missing(self, scene: StepScene) -> str | None:
        return None if self.found(scene.before) or self.found(scene.after) else self.called()

    def found(self, page: Scene) -> list[Node]:
        """The controls that are meant; where none is called so, those that stand with the name."""
        return self.called_so(page) or self.standing_with(page)

    def called_so(self, page: Scene) -> list[Node]:
        """Those of that name, role and place."""
        return controls(page, self.name, self.role, self.near)

    def standing_with(self, page: Scene) -> list[Node]:
        """Those of that role and place that stand with the name where it is seen, and are named otherwise."""
        pool = [node for node in controls(page, None, self.role, self.near) if self.suitable(node)]
        return beside(page, self.name, pool) if self.name else []

    @abstractmethod
    def suitable(self, node: Node) -> bool:
        """Whether such a control has what is asked of it."""

    def called(self) -> str:
        """How they are told, for a reason."""
        what = show(self.name) if self.name else f"the {self.role or 'control'}"
        return what + where(self.near)


class ValueEquals(_OfControl):
    """The field so named, or of that role or place, holds a value after the step.

    On a page without such fields the value must be shown beside the name, or where the name stood; without a
    name, as a line that belongs with `near`.
    """

    key = "value_equals"

    value: str

    def check(self, scene: StepScene) -> Finding:
        wanted = normalise(self.value)
        for find in (self.called_so, self.standing_with):
            held = [node.value for node in find(scene.after) if node.value is not None]
            if any(normalise(value) == wanted for value in held):
                return self.finding(True, f"{self.called()} holds {show(self.value)}.")
            if held and find == self.called_so:
                expected = f"expected {show(self.value)}"
                return self.finding(False, f"{self.called()} holds {show(held[0])}, {expected}.")
        if wanted and wanted in self._shown(scene):
            return self.finding(True, f"{show(self.value)} is shown for {self.called()}.")
        return self.finding(False, f"no field {self.called()} is seen to hold {show(self.value)}.")

    def missing(self, scene: StepScene) -> str | None:
        fields = [node for page in (scene.before, scene.after) for node in self.found(page)]
        shown = self._shown(scene) or any(node.value is not None for node in fields)
        return None if shown else self.called()

    def suitable(self, node: Node) -> bool:
        return node.value is not None

    def _shown(self, scene: StepScene) -> list[str]:
        """The texts, normalised, that may be the value of what is no field."""
        if self.name is not None:
            return values_beside(scene.after, self.name, self.near) + self._in_place(scene, self.name)
        lines = scene.after.lines if self.near else []
        kept = scene.after.belonging([line.box for line in lines], self.near or "")
        return [normalise(lines[index].text) for index in kept]

    def _in_place(self, scene: StepScene, name: str) -> list[str]:
        """What now stands where the name stood before, as over a placeholder."""
        return [
            normalise(line.text)
            for place in scene.before.label(name, self.near)
            for line in scene.after.lines
            if same_row(line.box, place.box) and abs(line.box.x - place.box.x) <= 8
        ]


class ControlState(_OfControl):
    """The control so named, or of that role or place, has these states after the step."""

    key = "state"

    checked: bool | None = None
    selected: bool | None = None
    expanded: bool | None = None
    pressed: bool | None = None
    disabled: bool | None = None

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if not self._wanted():
            raise ValueError("needs one of 'checked', 'selected', 'expanded', 'pressed', 'disabled'")
        return self

    def check(self, scene: StepScene) -> Finding:
        found = self.found(scene.after)
        if not found:
            return self.finding(False, f"no control {self.called()} is seen.")
        faults = [self._fault(node, scene.before) for node in found]
        if None in faults:
            return self.finding(True, f"{self.called()} is {self._expected()}.")
        return self.finding(False, f"{self.called()} {faults[0]}, expected {self._expected()}.")

    def suitable(self, node: Node) -> bool:
        return all(
            _state(node, one) is not None or node.role in _ALWAYS.get(one, ()) for one in self._wanted()
        )

    def _wanted(self) -> dict[str, bool]:
        states = ("checked", "selected", "expanded", "pressed", "disabled")
        return {state: value for state in states if (value := getattr(self, state)) is not None}

    def _expected(self) -> str:
        return " and ".join(state if value else f"not {state}" for state, value in self._wanted().items())

    def _fault(self, node: Node, before: Scene) -> str | None:
        """What is wrong with a control; None where nothing is."""
        for state, wanted in self._wanted().items():
            value = _state(node, state)
            if value is None and (node.role in _ALWAYS.get(state, ()) or self._had(state, before)):
                value = False
            if value is None:
                return f"({node.role}) has no state {state}"
            if value != wanted:
                return "is partly checked" if value == "mixed" else f"is {'' if value else 'not '}{state}"
        return None

    def _had(self, state: str, before: Scene) -> bool:
        """Whether a control so named had the state before: the tree leaves it out when it is off."""
        return any(_state(node, state) is not None for node in self.found(before))


class Focused(Criterion):
    """That control, or any at all, has the focus after the step."""

    key = "focused"

    name: Text | None = None
    role: Text | None = None

    def missing(self, scene: StepScene) -> str | None:
        if self.name is None and self.role is None:
            return None
        there = any(controls(page, self.name, self.role) for page in (scene.before, scene.after))
        return None if there else show(self.name) if self.name else f"a {self.role}"

    def check(self, scene: StepScene) -> Finding:
        focus = scene.after.snapshot.focus()
        if focus is None:
            return self.finding(False, "nothing has the focus.")
        holds = (self.name is None and self.role is None) or any(
            node is focus for node in controls(scene.after, self.name, self.role)
        )
        name = f" {show(focus.name)}" if focus.name else ""
        return self.finding(holds, f"the focus is on the {focus.role}{name}.")


def _state(node: Node, state: str) -> State:
    value: State = getattr(node, state)
    if value is None and state in _ON:
        others: list[State] = [getattr(node, other) for other in _ON]
        return next((other for other in others if other is not None), None)
    return value
