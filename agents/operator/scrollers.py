"""The scrolling container that a target without a name means."""

from agents.operator.grounded import Grounded
from agents.operator.grounding.elements import Element
from agents.operator.grounding.ranked import Hint
from agents.operator.reach import Reached
from tasks.evidence import Candidate, Grounding, Snapshot
from tasks.geometry import Box
from tasks.task import Target


def ground_area(target: Target, snapshot: Snapshot, hint: Hint, viewport: Box) -> Grounded:
    """By its place in the task or the recording, else the largest."""
    inner = [part for one in snapshot.scrollers[1:] if (part := one.box.intersect(viewport)).area > 0]
    if target.at:
        (x, y), why = (target.at[0] * viewport.w, target.at[1] * viewport.h), "the place in the task"
    elif hint.seen:
        (x, y), why = hint.seen.box.center, "the place in the recording"
    elif inner:
        (x, y), why = max(inner, key=lambda box: box.area).center, "the largest that scrolls by itself"
    else:
        said = "no container on the page scrolls by itself"
        return Grounded(Grounding(description=target.description, rung="none", reason=said), None)
    around = [box for box in inner if box.holds(x, y)]
    box = min(around, key=lambda one: one.area, default=Box(x - 1, y - 1, 2, 2))
    chosen = Candidate(role="scroller", name="", box=box, score=1.0, why=why)
    grounding = Grounding(description=target.description, rung="locator", basis="place", chosen=chosen)
    return Grounded(grounding, Reached(Element(role="scroller", names=(), box=box), box.center))
