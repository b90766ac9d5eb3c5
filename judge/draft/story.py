"""A trajectory as a whole: what its steps speak of, and what is seen when."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from rubrics.scene import Scene, StepScene
from rubrics.text import normalise
from tasks.task import PressStep, SelectStep, Step, Target, Task

_COMMON = 3
"""Steps that bring a text; what so many bring, the mouse uncovers, as a rule."""
_PASSING = ("option", "menuitem", "menuitemcheckbox", "menuitemradio", "treeitem", "gridcell")
"""Roles of what is seen only while something is open."""


class Story:
    """The steps of a task, and their scenes on the reference. All texts that it gives are normalised."""

    def __init__(self, task: Task, scenes: Mapping[str, StepScene]) -> None:
        self._steps = task.trajectory
        self._seen = {step: _texts(scene.after) for step, scene in scenes.items()}
        brought = Counter(
            text for step, scene in scenes.items() for text in self._seen[step] - _texts(scene.before)
        )
        self.common = {text for text, times in brought.items() if times >= _COMMON}
        """Texts that come and go all the time."""
        self._living = _living(self._seen.values())

    def entered(self, step_id: str) -> list[str]:
        """What the step types, chooses, uploads or uses."""
        step = self._steps[self._index(step_id)]
        return [normalise(text) for text in (*_given(step), _used(step)) if text and text.strip()]

    def gives(self, step_id: str) -> bool:
        """Whether the step types, chooses or uploads something."""
        return bool(_given(self._steps[self._index(step_id)]))

    def spoken_of(self, step_id: str) -> set[str]:
        """What the targets of later steps are called: any page must show it by then."""
        later = self._steps[self._index(step_id) + 1 :]
        return {name for step in later for name in _names(step)} - self.common

    def needed(self, step_id: str) -> list[str]:
        """The texts, as they are written, that tell the next step's target: any page must show it by now."""
        following = self._steps[self._index(step_id) + 1 :][:1]
        return [text for step in following for text in self.around(step.id)]

    def given_before(self, step_id: str) -> list[str]:
        """What earlier steps typed, chose or uploaded."""
        given = (text for step in self._steps[: self._index(step_id)] for text in _given(step))
        return [normalise(text) for text in given if len(text.strip()) > 1]

    def until(self, step_id: str) -> list[tuple[list[str], str | None]]:
        """Of this step and the earlier ones, the last first: what it types, chooses or uploads, and what its
        target is called."""
        steps = self._steps[: self._index(step_id) + 1]
        return [(_given(step), _used(step)) for step in reversed(steps)]

    def lives(self, text: str) -> bool:
        """Whether the text is one of several in turn, as "Page 1 of 3" and "Page 2 of 3"."""
        return text in self._living

    def left_open(self, step_id: str) -> bool:
        """Whether the step chooses from a list that may still be open over what comes of it: another choice
        from it follows, or Escape."""
        index = self._index(step_id)
        step, following = self._steps[index], self._steps[index + 1 :][:1]
        if not isinstance(step, SelectStep) or not following:
            return False
        after = following[0]
        again = isinstance(after, SelectStep) and after.target == step.target
        return again or (isinstance(after, PressStep) and after.key == "Escape")

    def around(self, step_id: str) -> list[str]:
        """The texts, as they are written, that tell the step's target, or where it stands."""
        target = getattr(self._steps[self._index(step_id)], "target", None)
        if not isinstance(target, Target):
            return []
        quoted = re.findall(r'"([^"]+)"', target.description)
        return list(dict.fromkeys(text for text in (target.near, target.name, *quoted) if text))

    def comes_back(self, step_id: str, text: str) -> bool:
        """Whether a text that is not seen after the step is seen later: it may only have been covered."""
        later = [step.id for step in self._steps[self._index(step_id) + 1 :]]
        return any(text in self._seen.get(step, ()) for step in later)

    @property
    def names(self) -> list[str]:
        """All texts, as they are written, that tell targets or where they stand, each once."""
        return list(dict.fromkeys(text for step in self._steps for text in self.around(step.id)))

    @property
    def things(self) -> list[str]:
        """The texts, as they are written, that tell what steps are about, as a card or a row; no control."""
        found = []
        for step in self._steps:
            target = getattr(step, "target", None)
            if isinstance(target, Target):
                # A field's label is no thing of its own.
                found += [None if target.near == target.name else target.near]
                found += [None if target.role else target.name]
        return list(dict.fromkeys(text for text in found if text))

    def was_spoken_of(self, step_id: str, text: str) -> bool:
        """Whether earlier steps speak of a text, as it is written, and this and later ones do not."""
        index = self._index(step_id)
        earlier = {normalise(name) for step in self._steps[:index] for name in self.around(step.id)}
        later = {normalise(name) for step in self._steps[index:] for name in self.around(step.id)}
        return normalise(text) in earlier - later

    def _index(self, step_id: str) -> int:
        return next(index for index, step in enumerate(self._steps) if step.id == step_id)


def _texts(scene: Scene) -> set[str]:
    return {normalise(line.text) for line in scene.lines}


def _living(moments: Iterable[set[str]]) -> set[str]:
    """Texts alike but for numbers, or for what follows a colon, no two of which are ever seen at once."""
    moments = list(moments)
    alike: dict[str, set[str]] = {}
    for text in set().union(*moments):
        if any(map(str.isalpha, text)):
            if any(map(str.isdigit, text)):
                alike.setdefault(re.sub(r"\d+", "0", text), set()).add(text)
            label, colon, _ = text.partition(":")
            if colon:
                alike.setdefault(label + colon, set()).add(text)
    changing = [texts for texts in alike.values() if len(texts) > 1]
    return {text for texts in changing if all(len(texts & seen) < 2 for seen in moments) for text in texts}


def _given(step: Step) -> list[str]:
    """What the step types, chooses or uploads, as it is written."""
    given = (getattr(step, name, None) for name in ("text", "option", "file"))
    return [text for text in given if isinstance(text, str) and text]


def _used(step: Step) -> str | None:
    """What the step's target is called, as it is written."""
    target = getattr(step, "target", None)
    return target.name if isinstance(target, Target) else None


def _names(step: Step) -> list[str]:
    targets = [getattr(step, "target", None), getattr(step, "to", None)]
    return [
        normalise(text)
        for one in targets
        if isinstance(one, Target)
        for text in (one.near, None if one.role in _PASSING else one.name)
        if text
    ]
