"""Criteria about controls: fields, states, focus."""

from typing import Literal, Self

from pydantic import model_validator

from rubrics.beside import values_beside
from rubrics.criteria.base import Criterion, Text, where, words_first
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


class ValueEquals(Criterion):
    """The field so named holds a value after the step.

    On a page without such fields the value must be shown beside the name, or where the name stood.
    """

    key = "value_equals"

    name: Text
    value: str
    role: Text | None = None
    near: Text | None = None

    def check(self, scene: StepScene) -> Finding:
        wanted = normalise(self.value)
        fields = [
            node for node in scene.after.controls(self.name, self.role, self.near) if node.value is not None
        ]
        held = [node.value or "" for node in fields]
        if any(normalise(value) == wanted for value in held):
            return self.finding(True, f"{show(self.name)} holds {show(self.value)}.")
        if held:
            return self.finding(
                False, f"{show(self.name)} holds {show(held[0])}, expected {show(self.value)}."
            )
        return words_first(scene, self._shown)

    def _shown(self, scene: StepScene) -> Finding:
        wanted = normalise(self.value)
        if wanted and wanted in values_beside(scene.after, self.name) + self._in_place(scene):
            return self.finding(True, f"{show(self.value)} is shown for {show(self.name)}.")
        return self.finding(
            False, f"no field named {show(self.name)}{where(self.near)} is seen to hold {show(self.value)}."
        )

    def _in_place(self, scene: StepScene) -> list[str]:
        """What now stands where the name stood before, as over a placeholder."""
        return [
            normalise(line.text)
            for place in scene.before.label(self.name)
            for line in scene.after.lines
            if same_row(line.box, place.box) and abs(line.box.x - place.box.x) <= 8
        ]


class ControlState(Criterion):
    """The control so named has these states after the step."""

    key = "state"

    name: Text
    role: Text | None = None
    near: Text | None = None
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
        found = scene.after.controls(self.name, self.role, self.near)
        if not found:
            role = f" of role {self.role}" if self.role else ""
            return self.finding(False, f"no control{role} named {show(self.name)} is seen{where(self.near)}.")
        faults = [self._fault(node, scene.before) for node in found]
        if None in faults:
            return self.finding(True, f"{show(self.name)} is {self._expected()}.")
        return self.finding(False, f"{show(self.name)} {faults[0]}, expected {self._expected()}.")

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
        return any(
            _state(node, state) is not None for node in before.controls(self.name, self.role, self.near)
        )


class Focused(Criterion):
    """That control, or any at all, has the focus after the step."""

    key = "focused"

    name: Text | None = None
    role: Text | None = None

    def check(self, scene: StepScene) -> Finding:
        focus = scene.after.snapshot.focus()
        if focus is None:
            return self.finding(False, "nothing has the focus.")
        holds = (self.name is None and self.role is None) or any(
            node is focus for node in scene.after.controls(self.name, self.role)
        )
        name = f" {show(focus.name)}" if focus.name else ""
        return self.finding(holds, f"the focus is on the {focus.role}{name}.")


def _state(node: Node, state: str) -> State:
    value: State = getattr(node, state)
    if value is None and state in _ON:
        others: list[State] = [getattr(node, other) for other in _ON]
        return next((other for other in others if other is not None), None)
    return value
