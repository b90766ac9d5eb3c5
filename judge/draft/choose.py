"""Which of the proposals a step is asked: what holds on every right page, and fails on the wrong ones."""

from collections.abc import Iterable, Sequence

from judge.draft.changes import telling
from judge.draft.court import Court
from judge.draft.propose import Proposal
from judge.lint.walk import Walk
from rubrics.criteria.base import Criterion
from rubrics.criteria.pixels import Unchanged
from rubrics.scene import StepScene
from rubrics.text import normalise

BASE = 6
"""Criteria that a step is asked though no wrong page calls for them."""
MOST = 8
"""Criteria of one step; more are tedious to read and seldom say more."""


def choose(court: Court, step: str, proposals: Iterable[Proposal]) -> list[Criterion]:
    """At most `MOST` criteria, in the order of the proposals.

    Each holds on the reference, and only because of the step, and on every right page. First those that a
    step is asked anyway; then, for each wrong page that passes them all, the first that it fails.
    """
    fitting: dict[Criterion, Proposal] = {}
    for one in proposals:
        if one.criterion not in fitting and court.proves(one.criterion, step):
            fitting[one.criterion] = one
    sound = [one for one in fitting.values() if court.holds(one.criterion, step)]
    # By what is seen alone, if that will do: of roles, names and states another page has its own.
    sound.sort(key=lambda one: (one.weak, not court.looks(one.criterion, step)))
    kept = [one.criterion for one in sound if one.base][:BASE] or [one.criterion for one in sound[:1]]
    for page in court.wrong(step):
        if kept and len(kept) < MOST and _passes(page, step, kept):
            kept += _failing(court, page, step, [one.criterion for one in sound if not one.weak])
    order = [one.criterion for one in sound]
    return sorted(kept, key=lambda one: order.index(one) if one in order else len(order))


def _passes(page: Walk, step: str, criteria: Sequence[Criterion]) -> bool:
    return all(page.seen(one, step).done.value == "pass" for one in criteria)


def _failing(court: Court, page: Walk, step: str, criteria: Sequence[Criterion]) -> list[Criterion]:
    """The first criterion that the wrong page fails; else that a text stays which it has lost."""
    for one in criteria:
        if page.seen(one, step).done.value == "fail":
            return [one]
    for guard in _guards(court.walk.steps[step], page.steps[step]):
        if court.holds(guard, step) and page.seen(guard, step).done.value == "fail":
            return [guard]
    return []


def _guards(wanted: StepScene, seen: StepScene) -> Sequence[Criterion]:
    """That texts stay which stay on the reference, and on the wrong page do not."""
    stays = {normalise(line.text) for line in wanted.before.lines}
    there = {normalise(line.text) for line in seen.after.lines}
    lost = [
        line.text
        for line in telling(wanted.after)
        if normalise(line.text) in stays and normalise(line.text) not in there and len(line.text) > 3
    ]
    return [Unchanged.of({"text": text}) for text in dict.fromkeys(lost)][:4]
