"""What a step changed in controls: values, states, the focus."""

from collections import Counter
from collections.abc import Iterable, Iterator

from judge.draft.changes import asked_for
from judge.draft.places import LABEL
from rubrics.criteria.base import Criterion
from rubrics.criteria.combine import AnyOf
from rubrics.criteria.controls import ControlState, Focused, ValueEquals
from rubrics.criteria.text import TextAppears
from rubrics.scene import StepScene
from tasks.evidence import Node

_STATES = ("checked", "selected", "expanded", "pressed", "disabled")


def values(scene: StepScene) -> Iterator[Criterion]:
    """What fields hold that they did not before."""
    before = _unique(scene.before.snapshot.nodes)
    for (_, name), node in _unique(scene.after.snapshot.nodes).items():
        was = before.get((node.role, name))
        if node.value and (was is None or was.value != node.value):
            held = ValueEquals.of({"name": name, "value": node.value})
            shown = TextAppears.of(asked_for(node.value))
            # On another page the field may have no accessible name; its value is visible all the same.
            seen = shown.find(scene).value == "pass"
            yield AnyOf.of([held.data(), shown.data()]) if seen else held


def states(scene: StepScene) -> Iterator[Criterion]:
    """States of controls that are others than before."""
    before = _unique(scene.before.snapshot.nodes)
    for (role, name), node in _unique(scene.after.snapshot.nodes).items():
        was = before.get((role, name))
        for state in _STATES if was is not None else ():
            value = getattr(node, state) or False
            if value != (getattr(was, state) or False) and isinstance(value, bool):
                yield ControlState.of({"name": name, "role": role, state: value})


def focus(scene: StepScene) -> Iterator[Criterion]:
    """Which control has the focus."""
    focus = scene.after.snapshot.focus()
    if focus is not None and focus.name:
        yield Focused.of({"name": focus.name, "role": focus.role})


def _unique(nodes: Iterable[Node]) -> dict[tuple[str, str], Node]:
    """Named nodes by role and name, without those that share both."""
    named = [node for node in nodes if node.name and len(node.name) <= 2 * LABEL]
    count = Counter((node.role, node.name) for node in named)
    return {(node.role, node.name): node for node in named if count[node.role, node.name] == 1}
