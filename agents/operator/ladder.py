"""The grounding ladder: from what a target says to one place on the page, cheapest rung first."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.browser.session import Session
from agents.operator.indexed import ElementIndex
from agents.operator.ranking import Hint, Ranked, rank, rank_by_picture, rank_focused, runners_up
from agents.operator.things import Thing, moved, painted_things, things
from tasks.evidence import Candidate, Grounding, Snapshot, Word
from tasks.geometry import Box
from tasks.task import Target


Reader = Callable[[str], Sequence[Word]]
"""Reads the words of a screenshot, named by its hash. Given from outside: OCR is not this room's."""


@dataclass(frozen=True)
class Grounded:
    """Where to act, or why not."""

    grounding: Grounding
    thing: Thing | None

    @property
    def point(self) -> tuple[float, float]:
        """The centre of what was found, in CSS pixels of the viewport."""
        if self.thing is None:
            raise ValueError("nothing was found")
        return self.thing.box.center


class Ladder:
    """Grounds targets on one session's page. Deterministic: the same page gives the same choice."""

    def __init__(self, session: Session, index: ElementIndex, read: Reader | None = None) -> None:
        self._session = session
        self._index = index
        self._read = read
        self._viewport = Box(0, 0, session.setting.width, session.setting.height)

    async def ground(
        self, target: Target, snapshot: Snapshot, hint: Hint, *, field: bool = False
    ) -> Grounded:
        """Find the target on the page that `snapshot` shows; `field`: something is to be entered there.

        Raises IndexingFailed when the second rung was needed and failed, PageFailed when the page hangs.
        """
        found = things(snapshot)
        ranked = rank(target, found, snapshot, self._viewport, hint, field=field)
        if ranked and ranked[0].sure:
            return await self._chosen("locator", target, ranked[0], ranked)
        focused = rank_focused(target, found, self._viewport, hint) if field else []
        if focused and focused[0].sure:
            return await self._chosen("locator", target, focused[0], [*focused, *ranked])
        more = await self._index.things()
        both = rank(target, [*found, *more], snapshot, self._viewport, hint, field=field)
        if both and both[0].sure:
            return await self._chosen("indexed", target, both[0], both)
        if self._read is not None and snapshot.painted:
            words = await asyncio.to_thread(self._read, snapshot.picture)
            painted = painted_things(words, snapshot.painted)
            read = rank(target, painted, snapshot, self._viewport, hint)
            if read and read[0].sure:
                return await self._chosen("painted", target, read[0], read)
        pictured = rank_by_picture(target, [*found, *more], self._viewport, hint)
        if pictured and pictured[0].sure:
            return await self._chosen("indexed", target, pictured[0], pictured)
        return _infeasible(target, both)

    def ground_area(self, target: Target, snapshot: Snapshot, hint: Hint) -> Grounded:
        """Find the scrolling container that a target without a name means: by its place, else the largest."""
        inner = [box for one in snapshot.scrollers[1:] if (box := one.box).intersect(self._viewport).area > 0]
        if target.at:
            x, y = target.at[0] * self._viewport.w, target.at[1] * self._viewport.h
        elif hint.box:
            x, y = hint.box.center
        elif inner:
            x, y = max(inner, key=lambda box: box.area).center
        else:
            return _infeasible(target, (), "no container on the page scrolls by itself")
        around = min(
            (box for box in inner if box.holds(x, y)), key=lambda box: box.area, default=Box(x - 1, y - 1, 2, 2)
        )
        thing = Thing(role="scroller", labels=(), box=around.intersect(self._viewport))
        candidate = Candidate(role="scroller", name="", box=thing.box, score=1.0, why="the place in the recording")
        return Grounded(
            Grounding(description=target.description, rung="locator", chosen=candidate), thing
        )

    async def _chosen(self, rung: str, target: Target, best: Ranked, ranked: Sequence[Ranked]) -> Grounded:
        thing = await self._into_view(best.thing)
        if thing is None:
            return _infeasible(target, ranked, "it can't be scrolled into view")
        grounding = Grounding.model_validate(
            {
                "description": target.description,
                "rung": rung,
                "chosen": best.candidate().model_copy(update={"box": thing.box}),
                "others": runners_up(ranked, best),
            }
        )
        return Grounded(grounding, thing)

    async def _into_view(self, thing: Thing) -> Thing | None:
        """The thing where it is after scrolling to it, as a person would; None if it stays out of sight."""
        if self._viewport.holds(*thing.box.center):
            return thing
        if thing.backend is not None:
            cdp = await self._session.cdp()
            await self._session.call(
                cdp.send("DOM.scrollIntoViewIfNeeded", {"backendNodeId": thing.backend}), "scrolling"
            )
            quads = await self._session.call(
                cdp.send("DOM.getContentQuads", {"backendNodeId": thing.backend}), "measuring"
            )
            quad = quads["quads"][0]
            box: Box | None = Box(quad[0], quad[1], quad[4] - quad[0], quad[5] - quad[1])
        elif thing.ref is not None:
            locator = self._session.page.locator(f"aria-ref={thing.ref}")
            await self._session.call(locator.scroll_into_view_if_needed(), "scrolling")
            place = await self._session.call(locator.bounding_box(), "measuring")
            box = Box(place["x"], place["y"], place["width"], place["height"]) if place else None
        else:
            return None
        return moved(thing, box) if box and self._viewport.holds(*box.center) else None


def _infeasible(target: Target, ranked: Sequence[Ranked], why: str = "") -> Grounded:
    best = runners_up(ranked, None)
    nearest = f"; the nearest is {best[0].role} {best[0].name!r} ({best[0].score:.2f})" if best else ""
    reason = why or f"nothing on the page is {target.description}{nearest}"
    grounding = Grounding(description=target.description, rung="none", others=best, reason=reason)
    return Grounded(grounding, None)
