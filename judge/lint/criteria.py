"""Whether each criterion holds on the reference at its step, and only because of that step."""

import re

from judge.lint.issue import Check, Issue, Level
from judge.lint.vocabulary import Vocabulary, any_number, parts, texts
from judge.lint.walk import Walk
from rubrics.beside import numbers_beside
from rubrics.criteria.base import Criterion
from rubrics.criteria.combine import Not
from rubrics.criteria.controls import ControlState, ValueEquals
from rubrics.criteria.number import NumberChanges
from rubrics.criteria.page import NoErrors
from rubrics.criteria.pixels import Unchanged
from rubrics.criteria.text import Count, TextMatches
from rubrics.scene import StepScene
from rubrics.schema import Checkpoint
from rubrics.text import show, written

_MOST = 3
"""Texts or steps that a message lists."""
_LITERAL_NUMBER = re.compile(r"(?:(?<=\\b)|(?<![\\{,\w]))\d+(?:\\?[.,]\d+)*(?![\d,}])")
"""A number that a pattern spells out: no part of a quantifier, an escape or a name."""


class CriteriaLint:
    """Looks at the criteria of one rubric, step by step."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._words = Vocabulary(walk.moments)

    def issues(self, step: str, checkpoint: Checkpoint) -> list[Issue]:
        """What is wrong with a performed step's criteria, in the rubric's order."""
        seen = [self._walk.seen(criterion, step) for criterion in checkpoint.criteria]
        proven = any(one.proves for one in seen)
        found = []
        for criterion, one in zip(checkpoint.criteria, seen, strict=True):
            match one.done.value:
                case "fail":
                    found.append(self._failed(step, criterion, one.done.reason))
                case "unknown":
                    found.append(self._untold(step, criterion, one.done.reason))
                case "pass":
                    idle = one.still.value == "pass"
                    found += self._idle(step, criterion, proven) if idle else self._common(step, criterion)
                    found += self._never_read(step, criterion)
                    found += self._ambiguous(step, criterion)
        return found

    def _untold(self, step: str, criterion: Criterion, reason: str) -> Issue:
        """It says nothing, or something of ours failed."""
        try:
            missing = criterion.missing(self._walk.steps[step])
        except Exception:  # as `Criterion.find`: what is wrong has been said in the reason
            missing = None
        if missing is None:
            message = f"it can't be told whether it holds on the reference: {reason}"
            return _issue("warning", "unknown", step, criterion, message, "mend what failed")
        unread = next((text for text in texts(criterion) if not self._words.has(text)), None)
        likely = self._likely(unread) if unread else ""
        message = f"{missing} is seen neither before nor after this step, so it says nothing{likely}"
        return _issue("error", "unseen", step, criterion, message, "name what is seen there, or leave it out")

    def _ambiguous(self, step: str, criterion: Criterion) -> list[Issue]:
        """It speaks of one thing and may mean several."""
        said = [may for part in parts(criterion) if (may := _may_mean(part, self._walk.steps[step]))]
        remedy = "say which is meant by a text that only it is 'near'"
        return [
            _issue("warning", "ambiguous", step, criterion, f"{may}; any would do", remedy) for may in said
        ]

    def _idle(self, step: str, criterion: Criterion, proven: bool) -> list[Issue]:
        """It holds before the step."""
        if proven and all(_guards(part) for part in parts(criterion, whole=(Not,))):
            return []
        message = "holds before the step already, so it proves nothing"
        if proven:
            remedy = "say what the step changes; or keep it, as a guard beside the step's other criteria"
            return [_issue("warning", "vacuous", step, criterion, message, remedy)]
        scene = self._walk.steps[step]
        changed = scene.evidence.before != scene.evidence.after
        message += "; a page on which the step does nothing would pass"
        if not changed:
            message += " (the reference changes nothing here itself)"
        remedy = f"add a criterion on what the step changes; 'iwr rubrics draft {self._walk.evidence.task}'"
        level: Level = "error" if changed else "warning"
        return [_issue(level, "vacuous", step, criterion, message, remedy + " proposes some")]

    def _common(self, step: str, criterion: Criterion) -> list[Issue]:
        """It holds at every other step as well."""
        others = [one for one in self._walk.steps if one != step]
        if len(others) < 2 or set(others) - set(self._walk.holds_at(criterion)):
            return []
        message = "holds after every other step, too, so it says nothing of this one"
        return [_issue("warning", "everywhere", step, criterion, message, "name what this step alone brings")]

    def _never_read(self, step: str, criterion: Criterion) -> list[Issue]:
        """It holds, but speaks of a text that nobody ever sees."""
        issues = []
        for text in texts(criterion):
            if not self._words.has(text):
                message = f"{show(text)} never occurs on the reference{self._likely(text)}"
                remedy = "correct the text, or leave that part out"
                issues.append(_issue("warning", "text", step, criterion, message, remedy))
        return issues

    def _failed(self, step: str, criterion: Criterion, reason: str) -> Issue:
        """Why it does not hold on the reference, as far as can be told."""
        unread = next((text for text in texts(criterion) if not self._words.has(text)), None)
        if unread is not None:
            return self._misspelt(step, criterion, unread)
        others = self._walk.holds_at(criterion)
        if others:
            message = f"does not hold at this step, but at {_list(others)}: {reason}"
            return _issue("error", "wrong-step", step, criterion, message, f"move it to {others[0]!r}")
        number = self._other_number(step, criterion, reason)
        if number is not None:
            return _issue("error", "number", step, criterion, number, "put the number that stands there")
        message = f"does not hold on the reference: {reason}"
        return _issue("error", "fails", step, criterion, message, "say what the reference shows")

    def _misspelt(self, step: str, criterion: Criterion, text: str) -> Issue:
        pattern = any_number(text)
        after = Vocabulary([self._walk.steps[step].after])
        stand = after.matching(pattern) if pattern else []
        if stand:
            message = f"{show(text)} never occurs on the reference; after this step there is {_list(stand)}"
            return _issue("error", "number", step, criterion, message, "put the number that stands there")
        message = f"{show(text)} never occurs on the reference{self._likely(text)}"
        return _issue("error", "text", step, criterion, message, "correct the text")

    def _likely(self, text: str) -> str:
        nearest = self._words.nearest(text)
        return f"; the nearest text is {show(nearest)}" if nearest else ", nor does a text like it"

    def _other_number(self, step: str, criterion: Criterion, reason: str) -> str | None:
        """Which number stands where the criterion expects another one."""
        match criterion:
            case NumberChanges() | Count():
                return reason
            case TextMatches(pattern=pattern, near=near):
                loose = _LITERAL_NUMBER.sub(r"\\d+(?:[.,]\\d+)*", pattern)
                if loose == pattern:
                    return None
                beside = numbers_beside(self._walk.steps[step].after, near) if near else []
                if beside:
                    stand = _list([written(number) for number in beside])
                    return f"no line matches; beside {show(near or '')} stands {stand}"
                found = TextMatches(pattern=loose, near=near).find(self._walk.steps[step])
                return f"no line matches, but {found.reason}" if found.value == "pass" else None
        return None


def _may_mean(criterion: Criterion, scene: StepScene) -> str | None:
    """How many things it may mean, where more than one."""
    near = getattr(criterion, "near", None)
    places = scene.after.anchors(near) if isinstance(near, str) else []
    if len(places) > 1:
        return f"{show(near or '')} stands at {len(places)} places"
    match criterion:
        case NumberChanges(label=label):
            stand = max(criterion.numbers(scene.before), criterion.numbers(scene.after), key=len)
            if len(stand) > 1:
                values = _list([written(one.value) for one in stand])
                return f"{show(label)} stands beside {len(stand)} numbers ({values})"
        case ControlState() | ValueEquals():
            found = criterion.found(scene.after)
            if len(found) > 1:
                return f"{criterion.called()} may be any of {len(found)} controls"
    return None


def _guards(criterion: Criterion) -> bool:
    """Whether it says what must not happen: holding though nothing is done is then its nature."""
    none = isinstance(criterion, Count) and not (criterion.equals or criterion.at_least)
    return none or isinstance(criterion, Unchanged | NoErrors | Not)


def _list(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(show(name) for name in names[:_MOST]) + more


def _issue(level: Level, check: Check, step: str, criterion: Criterion, message: str, remedy: str) -> Issue:
    return Issue(
        level=level, check=check, step=step, criterion=criterion.line(), message=message, remedy=remedy
    )
