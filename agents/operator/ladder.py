"""The grounding ladder: from what a target says to one place on the page, cheapest rung first.

locator   the accessible tree: what is in view, then what could be scrolled to
indexed   what browser-use finds beside it
painted   words in canvases and pictures, read by OCR; icons told by their picture in the recording
chosen    a model picks one of the candidates
agent     browser-use's agent decides one step
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from agents.browser.session import Session
from agents.operator.grounded import Grounded, Rung, as_before, grounding, infeasible, unheard
from agents.operator.grounding.admissible import Use
from agents.operator.grounding.decide import decide
from agents.operator.grounding.elements import FIELDS, PRESSED, Element, elements, painted_elements
from agents.operator.grounding.looks import by_looks
from agents.operator.grounding.ranked import Decision, Hint, Page, Ranked, Wanted, same_thing, shown
from agents.operator.grounding.tree import OPERATED
from agents.operator.grounding.typing import by_focus
from agents.operator.reach import Missed, Reach, Reached
from agents.operator.rungs.agent_rung import AgentRung
from agents.operator.rungs.choose import Chooser, Chosen, Question
from agents.operator.rungs.indexed import ElementIndex
from tasks.evidence import Snapshot, Word
from tasks.store import PictureStore
from tasks.task import Target

Reader = Callable[[str], Sequence[Word]]
"""Reads the words of a screenshot, named by its hash. Given from outside: OCR is not this room's."""


_USED_ALIKE = 5  # entries of a named element's key: that it is called so, where, and used as it should be
_TRIED = 3  # elements that are tried where the best can't be hit
_USED = PRESSED | FIELDS
_NARROW = 0.2  # across a field: past its start, before the buttons at its end


@dataclass(frozen=True)
class _View:
    """A look at a page, and the elements in it that may be meant."""

    page: Page
    found: list[Element]


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
        self._session = session
        self._index = index
        self._read = read
        self._reach = Reach(session)
        self._chooser = chooser
        self._pictures = pictures
        self._always = always

    async def ground(
        self, target: Target, snapshot: Snapshot, hint: Hint, use: Use, but: Collection[str] = ()
    ) -> Grounded:
        """Find the target on the page that `snapshot` shows; `but`: the names of elements that are not meant.

        Raises IndexingFailed when the second rung was needed and failed, PageFailed when the page hangs; with
        a chooser also GroundingFailed when the model was needed and failed, and BudgetExhausted.
        """
        wanted, deaf = Wanted(target, use, hint), set[str]()
        grounded = await self._ground(wanted, snapshot, but)
        while ref := await self._deaf(wanted, grounded, snapshot):
            deaf.add(ref)
            if len(deaf) > _TRIED:
                return unheard(wanted, grounded)
            other = await self._ground(wanted, snapshot, {*but, *deaf})
            grounded = unheard(wanted, grounded) if other.reached is None else other
        return grounded

    async def _ground(self, wanted: Wanted, snapshot: Snapshot, but: Collection[str]) -> Grounded:
        here = self._view(snapshot, but)
        if self._chooser is not None and self._always:
            return await self._model_first(self._chooser, wanted, here, but)
        first = decide(wanted, here.found, here.page)
        at_once = first if first.verdict == "sure" else by_focus(wanted, here.found, here.page)
        if at_once.verdict == "sure":
            return await self._reached("locator", wanted, at_once)
        whole = await self._whole(snapshot, but)
        beyond = decide(wanted, whole.found, whole.page, hidden=True)
        if beyond.verdict == "sure":
            return await self._reached("locator", wanted, beyond)
        if (there := await self._where_it_stands(wanted, whole, but)) is not None:
            return there
        decision, rung = await self._further(wanted, first, beyond, here, whole, but)
        if decision.verdict == "sure":
            return await self._reached(rung, wanted, decision)
        if self._chooser is None:
            return infeasible(wanted, decision)
        return await self._by_model(self._chooser, wanted, self._question(wanted, whole))

    async def _where_it_stands(self, wanted: Wanted, whole: _View, but: Collection[str]) -> Grounded | None:
        """What is found where the text stands that the target is told or called by, if that is out of sight:
        what is drawn there, and what stands beside what, is to be seen only there. None where nothing is."""
        told = wanted.near or wanted.name
        marks = whole.page.context.landmarks(told) if told else []
        if self._pictures is None or any(whole.page.is_seen(mark) for mark in marks):
            return None
        numbers = [whole.page.node_of(mark) for mark in marks]
        texts = [whole.page.snapshot.nodes[number] for number in numbers if number is not None]
        for text in texts[:_TRIED]:
            if text.ref is None or not await self._reach.bring(text.ref):
                continue
            there = self._view(await self._session.snapshot(self._pictures), but)
            decision = decide(wanted, there.found, there.page)
            now = next((one.box for one in there.page.snapshot.nodes if one.ref == text.ref), None)
            if decision.verdict == "sure":
                return as_before(await self._reached("locator", wanted, decision), text.box, now)
        return None

    async def _further(
        self,
        wanted: Wanted,
        first: Decision,
        beyond: Decision,
        here: _View,
        whole: _View,
        but: Collection[str],
    ) -> tuple[Decision, Rung]:
        """The first of the slower ways that is sure, else what the quick ones say: `first` of what is in
        view, `beyond` of the whole page."""
        page, found = here.page, here.found
        known = {*but, *(one.ref for one in found)}
        indexed = [one for one in await self._index.elements(page.snapshot.words) if one.ref not in known]
        more = decide(wanted, [*found, *indexed], page)
        if more.verdict == "sure":
            return more, "indexed"
        painted = decide(wanted, await self._painted(page.snapshot), page)
        if painted.verdict == "sure":
            return painted, "painted"
        pictured = by_looks(wanted, [*found, *indexed], page)
        if pictured.verdict == "sure":
            return pictured, "painted"
        if wanted.target.near and not whole.page.context.landmarks(wanted.target.near):
            without = decide(wanted, found, page, alone=True)
            if without.verdict == "sure":
                return replace(without, margin=0.0), "locator"
        unsure = next((one for one in (first, beyond) if one.ranked), first)
        return unsure, "locator"

    async def ground_inside(self, target: Target, snapshot: Snapshot, around: Element) -> Grounded:
        """Find the target among what lies in an element and is in view, by the tree alone."""
        wanted, page = Wanted(target, Use.POINT), self._page(snapshot)
        inner = set(page.tree.below(around.node)) if around.node is not None else set()
        decision = decide(wanted, [one for one in elements(snapshot, page.tree) if one.node in inner], page)
        if decision.verdict != "sure":
            return infeasible(wanted, decision)
        return await self._reached("locator", wanted, decision)

    def _view(self, snapshot: Snapshot, but: Collection[str], *, beyond: bool = False) -> _View:
        page = replace(self._page(snapshot), beyond=beyond)
        return _View(page, [one for one in elements(snapshot, page.tree) if one.ref not in but])

    async def _whole(self, snapshot: Snapshot, but: Collection[str]) -> _View:
        """All that is on the page, what could be scrolled to with it."""
        return self._view(await self._session.look_beyond(snapshot.picture), but, beyond=True)

    async def _painted(self, snapshot: Snapshot) -> list[Element]:
        if self._read is None or not snapshot.painted:
            return []
        words = await asyncio.to_thread(self._read, snapshot.picture)
        return painted_elements(words, snapshot.painted)

    async def _model_first(
        self, chooser: Chooser, wanted: Wanted, here: _View, but: Collection[str]
    ) -> Grounded:
        """The model chooses in the tree, which costs no further look; only what is not there is looked for
        by the slower ways."""
        question = self._question(wanted, here)
        said = await chooser.choose(question)
        if said.ranked is not None:
            return await self._settled("chosen", wanted, question, said)
        snapshot = here.page.snapshot
        whole = await self._whole(snapshot, but)
        known = {*but, *(one.ref for one in whole.found if one.ref)}
        more = [*await self._index.elements(snapshot.words), *await self._painted(snapshot)]
        found = [*whole.found, *(one for one in more if one.ref not in known)]
        return await self._by_model(chooser, wanted, self._question(wanted, _View(whole.page, found)))

    async def _by_model(self, chooser: Chooser, wanted: Wanted, question: Question) -> Grounded:
        """The model chooses; where it can't tell, browser-use's agent takes one step with it."""
        said = await chooser.choose(question)
        if said.answer != "unsure":
            return await self._settled("chosen", wanted, question, said)
        said = await AgentRung(chooser.model, self._index).choose(question)
        return await self._settled("agent", wanted, question, said)

    async def _settled(self, rung: Rung, wanted: Wanted, question: Question, said: Chosen) -> Grounded:
        if said.ranked is not None:
            decision = Decision("sure", [said.ranked, *question.ranked], "model")
            grounded = await self._reached(rung, wanted, decision)
        else:
            why = f"the model finds nothing that is {wanted.target.description}: {said.reason}"
            grounded = infeasible(wanted, Decision("absent", question.ranked), why)
        grounding = grounded.grounding
        more = {"exchange": said.exchange, "reason": grounding.reason or said.reason}
        return replace(grounded, grounding=grounding.model_copy(update=more))

    def _page(self, snapshot: Snapshot) -> Page:
        if self._pictures is None:
            return Page(snapshot, self._reach.viewport)
        return Page.pictured(snapshot, self._reach.viewport, self._pictures.path(snapshot.picture))

    def _question(self, wanted: Wanted, view: _View) -> Question:
        page = view.page
        ranked = _all_of(decide(wanted, view.found, page), view.found)
        picture = self._pictures.path(page.snapshot.picture) if self._pictures else None
        place = wanted.hint.seen.box if wanted.hint.seen else None
        entry = wanted.use in (Use.TYPE, Use.SELECT)
        return Question(wanted.target, ranked, page.snapshot, picture, page.viewport, place, entry)

    async def _deaf(self, wanted: Wanted, grounded: Grounded, snapshot: Snapshot) -> str | None:
        """What was chosen, if it is to be clicked and nothing on the page would hear that: a mere text, or
        what is left of a control that is gone."""
        if grounded.reached is None or grounded.grounding.basis == "model" or not wanted.clicked:
            return None
        element = grounded.reached.element
        if element.role in OPERATED or element.editable or element.ref is None:
            return None
        heard = await self._session.call(self._session.tab.heard(element.ref), "asking for listeners")
        if element.clickable:  # by its cursor
            return element.ref if heard == "nothing" else None
        # What hears all that lies in it may mean a text; not where a page's controls show that they are such.
        doubtful = heard == "around" and (wanted.roles & _USED or element.role == "heading")
        doubtful = doubtful and self._page(snapshot).is_marked
        return element.ref if heard in ("framework", "nothing") or doubtful else None

    async def _reached(self, rung: Rung, wanted: Wanted, decision: Decision) -> Grounded:
        """Where the chosen one is hit; where it can't be, the next that would do as well."""
        best = decision.ranked[0]
        missed: Missed | None = None
        for one in _equals(decision):
            if missed and missed.covered and _frames(one.element, best.element):
                continue  # what shows of it beside the cover
            across = _NARROW if wanted.use in (Use.TYPE, Use.KEY) and one.element.editable else None
            reached = await self._reach.reach(one.element, across)
            if isinstance(reached, Reached):
                return Grounded(grounding(rung, wanted, decision, one), reached)
            missed = missed or reached
        why = missed.reason if missed else ""
        return infeasible(wanted, decision, f"{wanted.target.description}: {shown(best)} is there, but {why}")


def _equals(decision: Decision) -> list[Ranked]:
    """The chosen one, and what it could be exchanged for: other parts of the same thing, and what is called
    so and used alike. What was told by its place or its row has no such twin."""
    best = decision.ranked[0]
    twins = decision.basis in ("name", "caption", "part")
    same = [
        one
        for one in decision.ranked[1:]
        if (twins and best.key and one.key[:_USED_ALIKE] == best.key[:_USED_ALIKE])
        or (same_thing(best.element, one.element) and _is_no_more(one.element, best.element))
    ]
    return [best, *same][:_TRIED]


def _frames(element: Element, inner: Element) -> bool:
    """Whether an element is a box around another."""
    return element.box.area > inner.box.area and element.box.grown(1).holds(*inner.box.center)


def _is_no_more(element: Element, than: Element) -> bool:
    """Whether an element is a part of another, or says the same: not the card in which the other lies."""
    return element.box.intersect(than.box).area >= 0.95 * element.box.area or element.text == than.text


def _all_of(decision: Decision, found: Sequence[Element]) -> list[Ranked]:
    """What was ranked, and then everything else on the page: a model may know better."""
    known = {id(one.element) for one in decision.ranked}
    return [*decision.ranked, *(Ranked(one, 0.0) for one in found if id(one) not in known)]
