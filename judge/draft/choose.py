"""Which of the proposals a step is asked: what holds on every right page, and fails on the wrong ones."""

from collections.abc import Iterable, Sequence

from judge.draft.changes import once, telling
from judge.draft.propose import Proposal
from judge.draft.trial import Trial
from judge.lint.walk import Walk
from rubrics.criteria.base import Criterion
from rubrics.criteria.pixels import Unchanged
from rubrics.text import normalise

BASE = 6
"""Criteria that a step is asked though no wrong page calls for them."""
MOST = 8
"""Criteria of one step; more are tedious to read and seldom say more."""


def choose(trial: Trial, step: str, proposals: Iterable[Proposal]) -> list[Criterion]:
    """At most `MOST` criteria, in the order of the proposals.

    Each holds on the reference, and only because of the step, and on every right page. First those that a
    step is asked anyway; then, while a wrong page passes them all, what most such pages fail; else that a
    text stays which such a page has lost.
    """
    fitting: dict[Criterion, Proposal] = {}
    for one in proposals:
        if one.criterion not in fitting and trial.proves(one.criterion, step):
            fitting[one.criterion] = one
    sound = [one for one in fitting.values() if trial.holds(one.criterion, step)]
    # By what is seen alone, if that will do: of roles, names and states another page has its own.
    sound.sort(key=lambda one: (one.weak, not trial.looks(one.criterion, step)))
    kept = [one.criterion for one in sound if one.base][:BASE] or [one.criterion for one in sound[:1]]
    passing = [page for page in trial.wrong(step) if kept and _passes(page, step, kept)]
    for more in ([one.criterion for one in sound if not one.weak], _guards(trial, passing, step)):
        while passing and more and len(kept) < MOST:
            best = max(more, key=lambda one: sum(_fails(page, step, one) for page in passing))
            left = [page for page in passing if not _fails(page, step, best)]
            if len(left) == len(passing):
                break
            kept.append(best)
            passing = left
    order = [one.criterion for one in sound]
    return sorted(kept, key=lambda one: order.index(one) if one in order else len(order))


def _passes(page: Walk, step: str, criteria: Sequence[Criterion]) -> bool:
    return all(page.seen(one, step).done.value == "pass" for one in criteria)


def _fails(page: Walk, step: str, criterion: Criterion) -> bool:
    return page.seen(criterion, step).done.value == "fail"


def _guards(trial: Trial, pages: Sequence[Walk], step: str) -> list[Criterion]:
    """That texts stay which stay on the reference and the right pages, and on a wrong one do not."""
    wanted = trial.walk.steps[step]
    stays = {normalise(line.text) for line in wanted.before.lines}
    found: list[Criterion] = []
    for page in pages:
        there = {normalise(line.text) for line in page.steps[step].after.lines}
        lost = [
            line.text
            for line in once(telling(wanted.after))
            if normalise(line.text) in stays - there and len(line.text) > 3
        ]
        found += [Unchanged.of({"text": text}) for text in lost[:4]]
    return [one for one in dict.fromkeys(found) if trial.holds(one, step)]
