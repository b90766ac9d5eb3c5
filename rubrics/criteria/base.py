"""What every criterion is: a name in the YAML, typed arguments, and a look at one step."""

import re
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr

from rubrics.scene import StepScene, UnreadableError
from rubrics.text import show
from rubrics.verdict import Finding, Value
from rubrics.written import Written
from tasks.task import Fraction, Task


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from None
    return pattern


Text = Annotated[str, Field(min_length=1)]
Regex = Annotated[Text, AfterValidator(_compiles)]
Region = tuple[Fraction, Fraction, Fraction, Fraction]
"""x, y, width, height as fractions of the viewport."""


class Criterion(Written):
    """One thing that a program can check after a step; its fields are its arguments in the YAML.

    A criterion of your own is a subclass with a `check`. A rubric finds it by its dotted path
    (`my_package.module.MyCriterion: {...}`), or by its `key` if that is the name of an entry point in the
    group `iwr.criteria`.
    """

    # Not a field: it is no argument, and a criterion of somebody's own may have one of that name.
    _weight: float = PrivateAttr(1.0)

    @abstractmethod
    def check(self, scene: StepScene) -> Finding:
        """What is to be said of this step; build it with `finding`."""

    def missing(self, scene: StepScene) -> str | None:
        """What it speaks of, in quotes, where that is seen neither before nor after the step; else None.

        To deny such a criterion would say nothing. What it claims to be there is no such thing: "no Oslo near
        Norway" speaks of Norway.
        """
        return None

    def suits(self, task: Task) -> None:
        """Whether the task has what it names. Raises ValueError where it has not."""

    @property
    def worth(self) -> float:
        """Its weight beside the others of its checkpoint."""
        return self._weight

    def weighing(self, weight: float) -> Self:
        """The same criterion with another weight."""
        weighed = self.model_copy()
        weighed._weight = weight
        return weighed

    def find(self, scene: StepScene) -> Finding:
        """`check`, where a fault of ours (a missing picture, no OCR, a broken criterion) makes `unknown`."""
        try:
            return self.check(scene)
        except UnreadableError as error:
            return self.finding("unknown", f"{error}.")
        except Exception as error:
            return self.finding("unknown", f"could not be checked: {type(error).__name__}: {error}")

    def idle(self, missing: str) -> Finding:
        """That nothing is said, since what is spoken of is `missing`."""
        return self.finding("unknown", f"{missing} is seen neither before nor after, so this says nothing.")

    def finding(self, value: Value | bool, reason: str) -> Finding:
        """A finding of this criterion; True is pass, False is fail."""
        said: Value = value if isinstance(value, str) else "pass" if value else "fail"
        return Finding(criterion=self.line(), value=said, reason=reason, weight=self._weight)

    def data(self) -> dict[str, Any]:
        """See `Written.data`."""
        return {self.key: self._given()}


def words_first(
    scene: StepScene, look: Callable[[StepScene], Finding], moment: Literal["before", "after"] = "after"
) -> Finding:
    """`look` at the page's own words alone at that moment; read what is painted then only where they don't
    make it pass.

    Only for criteria whose pass no further text at that moment could undo: OCR is the dearest thing a judge
    does here.
    """
    before, after = scene.before, scene.after
    if (before if moment == "before" else after).snapshot.painted:
        own = (
            replace(scene, before=before.unread) if moment == "before" else replace(scene, after=after.unread)
        )
        finding = look(own)
        if finding.value == "pass":
            return finding
    return look(scene)


def unseen(scene: StepScene, *texts: str | None) -> str | None:
    """The first of the texts, in quotes, that is seen nowhere before or after; None where all are."""
    moments = (scene.before, scene.after)
    return next((show(text) for text in texts if text and not any(at.anchors(text) for at in moments)), None)


def times(count: int) -> str:
    """How often, in words."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def where(near: str | None) -> str:
    """The part of a reason that says near what."""
    return f" near '{near}'" if near else ""
