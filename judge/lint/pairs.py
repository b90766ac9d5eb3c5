"""Two criteria of one step that no page can meet."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from rubrics.criteria.base import Criterion
from rubrics.criteria.combine import Not
from rubrics.criteria.controls import ControlState, Focused, ValueEquals
from rubrics.criteria.grid import Grid
from rubrics.criteria.number import NumberChanges
from rubrics.criteria.page import MediaPlaying
from rubrics.criteria.pixels import Unchanged
from rubrics.criteria.text import (
    Count,
    Located,
    Order,
    TextAppears,
    TextDisappears,
)
from rubrics.text import normalise

_STATES = ("checked", "selected", "expanded", "pressed", "disabled")


def contradictions(criteria: Sequence[Criterion]) -> list[tuple[Criterion, Criterion]]:
    """The pairs that contradict each other by what they say, in the rubric's order.

    By words alone: where a page shows a label twice, two numbers may be right. So ask a page, too.
    """
    return [(a, b) for a, b in combinations(criteria, 2) if _clash(a, b) or _clash(b, a)]


def _clash(a: Criterion, b: Criterion) -> bool:
    """Whether `a` rules `b` out, as far as it can be told from this side."""
    match a, b:
        case Not(criterion=inner), _:
            return inner == b
        case TextAppears(), TextDisappears():
            return _place(a) == _place(b)
        case TextAppears(), Count(text=str()):
            return _place(a) == _place(b) and _range(b)[1] == 0
        case TextDisappears(gone=True), Count(text=str()):
            inside = not a.exact or b.exact
            return inside and _place(a)[:2] == _place(b)[:2] and _range(b)[0] > 0
        case TextDisappears(gone=True, near=None, exact=False), Order() | Grid() | Located():
            shown = (b.text, b.under) if isinstance(b, Located) else b.texts
            return any(normalise(a.text) in normalise(text) for text in shown)
        case Unchanged(text=str()), TextAppears(near=None) | TextDisappears(near=None):
            return normalise(a.text or "") == normalise(b.text) and not b.exact
        case Count(), Count():
            what = (_place(a), a.role, a.name) == (_place(b), b.role, b.name)
            return what and _range(a)[1] < _range(b)[0]
        case NumberChanges(), NumberChanges():
            return _label(a) == _label(b) and _differ(a, b)
        case ControlState(), ControlState():
            pairs = [(getattr(a, state), getattr(b, state)) for state in _STATES]
            return _control(a) == _control(b) and any({x, y} == {True, False} for x, y in pairs)
        case ValueEquals(), ValueEquals():
            return _control(a) == _control(b) and normalise(a.value) != normalise(b.value)
        case Focused(name=str()), Focused(name=str()):
            return normalise(a.name or "") != normalise(b.name or "")
        case Located(), Located():
            return normalise(a.text) == normalise(b.text) and normalise(a.under) != normalise(b.under)
        case MediaPlaying(), MediaPlaying():
            return a.playing != b.playing
        case Order(), Order():
            return bool(_follows(a) & {(y, x) for x, y in _follows(b)})
    return False


def _place(one: TextAppears | TextDisappears | Count) -> tuple[str, str, bool]:
    return normalise(one.text or ""), normalise(one.near or ""), one.exact


def _control(one: ControlState | ValueEquals) -> tuple[str, str | None, str]:
    return normalise(one.name or ""), one.role, normalise(one.near or "")


def _label(one: NumberChanges) -> tuple[str, str]:
    return normalise(one.label), normalise(one.near or "")


def _range(count: Count) -> tuple[float, float]:
    """The least and the most that it lets pass."""
    if count.equals is not None:
        return count.equals, count.equals
    most = float("inf") if count.at_most is None else count.at_most
    return count.at_least or 0, most


def _differ(a: NumberChanges, b: NumberChanges) -> bool:
    pairs = [(a.from_, b.from_), (a.to, b.to), (a.by, b.by), (a.direction, b.direction)]
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _follows(order: Order) -> set[tuple[str, str]]:
    """Neighbours in the order."""
    return {(normalise(x), normalise(y)) for x, y in pairwise(order.texts)}
