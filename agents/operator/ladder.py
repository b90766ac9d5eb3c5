"""The grounding ladder: from what a target says to one place on the page, cheapest rung first."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agents.browser.session import Session
from agents.operator.agent_rung import AgentRung
from agents.operator.choose import Chooser, Chosen, Question
from agents.operator.indexed import ElementIndex
from agents.operator.ranking import Hint, Ranked, rank, rank_by_picture, rank_focused, runners_up
from agents.operator.things import Thing, painted_things, things
from agents.operator.view import View
from tasks.evidence import Candidate, Grounding, Snapshot, Word
from tasks.geometry import Box
from tasks.store import PictureStore
from tasks.task import Target

Reader = Callable[[str], Sequence[Word]]
"""Reads the words of a screenshot, named by its hash. Given from outside: OCR is not this room's."""

Rung = Literal["locator", "indexed", "painted", "chosen", "agent"]


@dataclass(frozen=True)
class Grounded:
    """Where to act, or why not."""

    grounding: Grounding
    thing: Thing | None
    """Where it is now; `grounding.chosen` says where it was in the snapshot."""
    scrolled: bool = False
    """The page was scrolled to bring the thing into view, so that the snapshot is out of date."""

    @property
    def point(self) -> tuple[float, float]:
        """The centre of what was found, in CSS pixels of the viewport."""
        if self.thing is None:
            raise ValueError("nothing was found")
        return self.thing.box.center


class Ladder:
    """Grounds targets on one session's page. Deterministic: the same page (and the same answers of a model)
    gives the same choice."""

    def __init__(
        self,
        session: Session,
        index: ElementIndex,
        read: Reader | None = None,
        chooser: Chooser | None = None,
        pictures: PictureStore | None = None,
        *,
        always: bool = False,
    ) -> None:
        """`chooser`: the model that is asked where the rungs without one are not sure, or, with `always`,
        at every target; `pictures`: where the screenshots lie that it is shown."""
        self._index = index
        self._read = read
        self._view = View(session)
        self._chooser = chooser
        self._pictures = pictures
        self._always = always

    async def ground(
        self, target: Target, snapshot: Snapshot, hint: Hint, *, field: bool = False
    ) -> Grounded:
        """Find the target on the page that `snapshot` shows; `field`: something is to be entered there.

        Raises IndexingFailed when the second rung was needed and failed, PageFailed when the page hangs; with
        a chooser also GroundingFailed when the model was needed and failed, and BudgetExhausted.
        """
        viewport = self._view.box
        found = things(snapshot)
        ranked = rank(target, found, snapshot, viewport, hint, field=field)
        if self._chooser is not None and self._always:
            question = self._question(target, ranked, snapshot, hint, field)
            return await self._model_first(self._chooser, question, found, hint)
        if _sure(ranked):
            return await self._chosen("locator", target, ranked, snapshot)
        focused = rank_focused(target, found, viewport, hint) if field else []
        if _sure(focused):
            return await self._chosen("locator", target, [*focused, *ranked], snapshot)
        found += await self._index.things()
        ranked = rank(target, found, snapshot, viewport, hint, field=field)
        if _sure(ranked):
            return await self._chosen("indexed", target, ranked, snapshot)
        painted = await self._painted(snapshot)
        read = rank(target, painted, snapshot, viewport, hint)
        if _sure(read):
            return await self._chosen("painted", target, read, snapshot)
        pictured = rank_by_picture(target, found, snapshot, viewport, hint, field=field)
        if _sure(pictured):
            return await self._chosen("indexed", target, pictured, snapshot)
        if self._chooser is None:
            return _infeasible(target, ranked)
        ranked = rank(target, [*found, *painted], snapshot, viewport, hint, field=field)
        question = self._question(target, ranked, snapshot, hint, field)
        return await self._by_model(self._chooser, question)

    def ground_area(self, target: Target, snapshot: Snapshot, hint: Hint) -> Grounded:
        """Find the scrolling container that a target without a name means: by its place, else the largest."""
        viewport = self._view.box
        inner = [part for one in snapshot.scrollers[1:] if (part := one.box.intersect(viewport)).area > 0]
        if target.at:
            (x, y), why = (target.at[0] * viewport.w, target.at[1] * viewport.h), "the place in the task"
        elif hint.box:
            (x, y), why = hint.box.center, "the place in the recording"
        elif inner:
            (x, y), why = max(inner, key=lambda box: box.area).center, "the largest that scrolls by itself"
        else:
            return _infeasible(target, (), "no container on the page scrolls by itself")
        around = [box for box in inner if box.holds(x, y)]
        box = min(around, key=lambda one: one.area, default=Box(x - 1, y - 1, 2, 2))
        chosen = Candidate(role="scroller", name="", box=box, score=1.0, why=why)
        grounding = Grounding(description=target.description, rung="locator", chosen=chosen)
        return Grounded(grounding, Thing(role="scroller", labels=(), box=box))

    async def _painted(self, snapshot: Snapshot) -> list[Thing]:
        if self._read is None or not snapshot.painted:
            return []
        words = await asyncio.to_thread(self._read, snapshot.picture)
        return painted_things(words, snapshot.painted)

    async def _model_first(
        self, chooser: Chooser, question: Question, found: list[Thing], hint: Hint
    ) -> Grounded:
        """The model chooses in the tree, which costs no further look; only what is not there is looked for
        by the slower ways."""
        said = await chooser.choose(question)
        if said.ranked is not None:
            return await self._settled("chosen", question, said)
        found = found + await self._index.things() + await self._painted(question.snapshot)
        ranked = rank(question.target, found, question.snapshot, self._view.box, hint, field=question.field)
        return await self._by_model(chooser, replace(question, ranked=ranked))

    async def _by_model(self, chooser: Chooser, question: Question) -> Grounded:
        """The model chooses; where it can't tell, browser-use's agent takes one step with it."""
        said = await chooser.choose(question)
        if said.answer != "unsure":
            return await self._settled("chosen", question, said)
        said = await AgentRung(chooser.model, self._index).choose(question)
        return await self._settled("agent", question, said)

    async def _settled(self, rung: Rung, question: Question, said: Chosen) -> Grounded:
        if said.ranked is not None:
            ranked = [said.ranked, *question.ranked]
            grounded = await self._chosen(rung, question.target, ranked, question.snapshot)
        else:
            why = f"the model finds nothing that is {question.target.description}: {said.reason}"
            grounded = _infeasible(question.target, question.ranked, why)
        grounding = grounded.grounding
        more = {"exchange": said.exchange, "reason": grounding.reason or said.reason}
        return replace(grounded, grounding=grounding.model_copy(update=more))

    def _question(
        self, target: Target, ranked: Sequence[Ranked], snapshot: Snapshot, hint: Hint, field: bool
    ) -> Question:
        picture = self._pictures.path(snapshot.picture) if self._pictures else None
        return Question(target, ranked, snapshot, picture, self._view.box, hint.box, field)

    async def _chosen(
        self,
        rung: Rung,
        target: Target,
        ranked: Sequence[Ranked],
        snapshot: Snapshot,
    ) -> Grounded:
        best = ranked[0]
        thing = await self._view.bring(best.thing, snapshot)
        if thing is None:
            return _infeasible(target, ranked, f"{target.description} can't be scrolled into view")
        grounding = Grounding(
            description=target.description,
            rung=rung,
            chosen=best.candidate(),
            others=runners_up(ranked, best),
        )
        return Grounded(grounding, thing, scrolled=thing is not best.thing)


def _sure(ranked: Sequence[Ranked]) -> bool:
    return bool(ranked) and ranked[0].sure


def _infeasible(target: Target, ranked: Sequence[Ranked], why: str = "") -> Grounded:
    best = runners_up(ranked, None)
    nearest = f"; the nearest is {best[0].role} {best[0].name!r} ({best[0].score:.2f})" if best else ""
    reason = why or f"nothing on the page is {target.description}{nearest}"
    grounding = Grounding(description=target.description, rung="none", others=best, reason=reason)
    return Grounded(grounding, None)
