"""What comes of looking for a target: where to act, or why not, for the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agents.operator.grounding.elements import Element
from agents.operator.grounding.ranked import CLOSE, Decision, Ranked, Wanted, distinct
from agents.operator.reach import Reached
from tasks.evidence import Basis, Candidate, Grounding
from tasks.geometry import Box

Rung = Literal["locator", "indexed", "painted", "chosen", "agent"]

_SHOWN = 3  # runners-up


@dataclass(frozen=True)
class Grounded:
    """Where to act, or why not."""

    grounding: Grounding
    reached: Reached | None
    """Where it is now; `grounding.chosen` says where it was in the snapshot."""

    @property
    def element(self) -> Element:
        """What was found. Raises ValueError where nothing was."""
        if self.reached is None:
            raise ValueError("nothing was found")
        return self.reached.element

    @property
    def point(self) -> tuple[float, float]:
        """Where to act, in CSS pixels of the viewport."""
        if self.reached is None:
            raise ValueError("nothing was found")
        return self.reached.point

    @property
    def scrolled(self) -> bool:
        """The page was scrolled to bring it into view, so that the snapshot is out of date."""
        return self.reached is not None and self.reached.scrolled


def grounding(rung: Rung, wanted: Wanted, decision: Decision, chosen: Ranked) -> Grounding:
    """What is kept of a choice."""
    basis: Basis | None = decision.basis
    margin = min(1.0, max(0.0, decision.margin))
    return Grounding(
        description=wanted.target.description,
        rung=rung,
        basis=basis,
        margin=round(margin, 3),
        close=margin < CLOSE and basis != "model",
        chosen=chosen.candidate(),
        others=_runners_up(decision.ranked, chosen),
    )


def infeasible(wanted: Wanted, decision: Decision, why: str = "") -> Grounded:
    """Nothing that could be used; `why`, where the decision does not say."""
    others = _runners_up(decision.ranked, None)
    said = why or f"nothing on the page is {wanted.target.description}"
    if not why and decision.reason:
        said += f": {decision.reason}"
    elif not why and others:
        said += f"; the nearest is {others[0].role} {others[0].name!r} ({others[0].score:.2f})"
    grounding = Grounding(description=wanted.target.description, rung="none", others=others, reason=said)
    return Grounded(grounding, None)


def unheard(wanted: Wanted, grounded: Grounded) -> Grounded:
    """What was found is a mere text."""
    chosen = grounded.grounding.chosen
    said = f"{chosen.role} {chosen.name!r}" if chosen else "what is called so"
    why = f"nothing on the page is {wanted.target.description}: nothing hears a click on {said}"
    found = tuple(filter(None, (chosen, *grounded.grounding.others)))[:_SHOWN]
    reason = {"rung": "none", "basis": None, "chosen": None, "others": found, "reason": why, "close": False}
    return Grounded(grounded.grounding.model_copy(update=reason), None)


def as_before(grounded: Grounded, was: Box | None, now: Box | None) -> Grounded:
    """The same with all places as they were before the page was scrolled, which brought what was at `was` to
    `now`."""
    if grounded.reached is None or was is None or now is None:
        return grounded
    right, down = was.x - now.x, was.y - now.y

    def moved(one: Candidate) -> Candidate:
        return one.model_copy(update={"box": one.box._replace(x=one.box.x + right, y=one.box.y + down)})

    found = grounded.grounding
    places = {"chosen": found.chosen and moved(found.chosen), "others": tuple(map(moved, found.others))}
    return Grounded(found.model_copy(update=places), replace(grounded.reached, scrolled=True))


def _runners_up(ranked: Sequence[Ranked], chosen: Ranked | None) -> tuple[Candidate, ...]:
    """The best three beside the chosen one, each thing once."""
    first = [chosen] if chosen else []
    others = [one for one in distinct([*first, *ranked]) if one is not chosen]
    return tuple(one.candidate() for one in others[:_SHOWN])
