"""The rung on which a model chooses: ranked candidates in words, marked in the screenshot, one answer.

A request has at most 6,000 characters of the page's text, the likeliest candidates first; the model may ask
for the next ones. What it chooses is checked: the number must be among those shown, and what the model reads
on the thing must be what is written there. A wrong answer is asked about once, saying why.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

from agents.models.prompts import PromptFile, untrusted
from agents.models.protocol import Model, Reply, Request, Turn
from agents.operator.grounding.elements import FIELDS, Element
from agents.operator.grounding.ranked import Ranked
from agents.operator.grounding.text import plain
from agents.operator.rungs.asking import GroundingFailed, asked, drawn, grounding_request, shipped
from tasks.evidence import Node, Snapshot
from tasks.geometry import Box
from tasks.task import Target
from tasks.yamlfile import Strict

PAGE_TEXT = 6000
"""Characters of the page's text in one request."""
_PAGES = 5  # of candidates that a model may ask for
_SAME_LABEL = 80.0  # rapidfuzz ratio of what the model quotes and what is written
_OTHER_LABEL = 50.0  # below, two names have nothing in common
_REASON = 300  # characters

# Characters of a candidate's line.
_LABEL = 60
_ROLE = 20
_VALUE = 30


@dataclass(frozen=True)
class Question:
    """What is looked for, on which page."""

    target: Target
    ranked: Sequence[Ranked]
    """The candidates, likeliest first."""
    snapshot: Snapshot
    picture: Path | None
    """The screenshot's file; None: the model sees none."""
    viewport: Box
    place: Box | None = None
    """Where the target was in the recording."""
    field: bool = False
    """Something is to be entered there."""

    def words(self) -> dict[str, object]:
        """What the prompts say of the target and the viewport."""
        target, (width, height) = self.target, (round(self.viewport.w), round(self.viewport.h))
        x, y = self.place.center if self.place else (0.0, 0.0)
        if target.at:
            x, y = target.at[0] * width, target.at[1] * height
        return {
            "description": target.description,
            "name": target.name,
            "role": target.role,
            "near": target.near,
            "place": f"{x:.0f},{y:.0f}" if target.at or self.place else None,
            "entry": self.field,
            "width": width,
            "height": height,
        }


@dataclass(frozen=True)
class Chosen:
    """What the model said, checked."""

    answer: Literal["choice", "infeasible", "unsure"]
    ranked: Ranked | None
    """The thing of a choice."""
    reason: str
    """The model's, as one line that can be shown."""
    exchange: str
    """The key under which the exchange is kept."""


class ChoiceReply(Strict):
    """What the model is to answer."""

    answer: Literal["choice", "more", "infeasible", "unsure"]
    index: int | None = None
    label: str = ""
    reason: str = ""


class Chooser:
    """Asks a model which of the candidates is meant."""

    def __init__(self, model: Model, prompt: PromptFile | None = None, most: int = PAGE_TEXT) -> None:
        """`prompt`: None for the one that ships; `most`: characters of the page's text in one request."""
        self.model = model
        self._prompt = prompt or shipped("choose")
        self._most = most

    async def choose(self, question: Question) -> Chosen:
        """The thing that the model chooses, or its word that there is none or that it can't tell.

        Raises GroundingFailed where the model gave no usable answer, BudgetExhausted.
        """
        pages = paged(candidates(question), self._most)
        total = sum(map(len, pages))
        reply, answer = None, ChoiceReply(answer="more")
        for page in pages[:_PAGES]:
            reply, answer = await self._ask(question, page, total)
            if answer.answer == "choice":
                chosen = next(one.ranked for one in page if one.number == answer.index)
                return Chosen("choice", chosen, untrusted(answer.reason, _REASON), reply.exchange)
            if answer.answer != "more":
                break
        # Who wants more where there is no more could not tell.
        said: Literal["infeasible", "unsure"] = "infeasible" if answer.answer == "infeasible" else "unsure"
        return Chosen(said, None, untrusted(answer.reason, _REASON), reply.exchange if reply else "")

    async def _ask(
        self, question: Question, page: Sequence["Listed"], total: int
    ) -> tuple[Reply, ChoiceReply]:
        """The answer about one page of candidates; of a choice, one that holds."""
        request = await self._request(question, page, total)
        reply, answer = await asked(self.model, request, ChoiceReply)
        why = _fault(answer, page) or _doubt(answer, page, question.target)
        if why:
            turns = (Turn("model", reply.text), Turn("user", f"{why} Look again and answer anew."))
            reply, answer = await asked(self.model, replace(request, turns=turns), ChoiceReply)
            if fault := _fault(answer, page):
                raise GroundingFailed(f"the model's choice does not hold, asked twice: {fault}")
        return reply, answer

    async def _request(self, question: Question, page: Sequence["Listed"], total: int) -> Request:
        spec = self.model.spec
        picture = question.picture if spec.images else None
        system, user = self._prompt.render(
            **question.words(),
            candidates="\n".join(one.line for one in page),
            first=page[0].number if page else 0,
            last=page[-1].number if page else 0,
            total=total,
            pictured=picture is not None,
        )
        boxes = {one.number: one.ranked.element.box for one in page}
        image = await asyncio.to_thread(drawn, picture, spec.longest_side, boxes) if picture else None
        return grounding_request(self._prompt, system, user, image, ChoiceReply)


@dataclass(frozen=True)
class Listed:
    """A candidate as the model is told of it."""

    number: int
    ranked: Ranked
    label: str
    """What is written on it, as it is shown; "" where nothing is."""
    line: str


def candidates(question: Question) -> list[Listed]:
    """The candidates in order, numbered from 1; what stands in one place under one name is told once."""
    found: list[Listed] = []
    known: set[tuple[str, int, int]] = set()
    for ranked in question.ranked:
        element = ranked.element
        label = _written_on(element)
        x, y = (round(at) for at in element.box.center)
        key = (plain(label), x // 4, y // 4)
        if key not in known:
            known.add(key)
            node = question.snapshot.nodes[element.node] if element.node is not None else None
            number = len(found) + 1
            shown = untrusted(label, _LABEL)
            line = " ".join(
                [f'{number} {untrusted(element.role, _ROLE)} "{shown}" {x},{y}', *_states(element, node)]
            )
            found.append(Listed(number, ranked, shown, line))
    return found


def paged(listed: Sequence[Listed], most: int) -> list[list[Listed]]:
    """The candidates in pages of at most `most` characters (a longer line has one for itself); at least
    one page, which may be empty."""
    pages: list[list[Listed]] = [[]]
    length = 0
    for one in listed:
        length += len(one.line) + 1  # and a line's end
        if pages[-1] and length > most:
            pages.append([])
            length = len(one.line) + 1
        pages[-1].append(one)
    return pages


def reads(quoted: str, element: Element, *, part: bool = False) -> bool:
    """Whether what a model quotes is what is written on a thing (`part`: or a part of it); true where
    nothing is written."""
    written = [text for text in (*element.names, element.text, *element.captions) if text]
    # As it is, and as the model was shown it.
    said = [plain(text) for text in written] + [plain(untrusted(text, _LABEL)) for text in written]
    wanted = plain(quoted)
    if part and wanted and any(wanted in text for text in said):
        return True
    return not said or any(fuzz.ratio(wanted, text) >= _SAME_LABEL for text in said)


def _called(element: Element) -> list[str]:
    return [plain(text) for text in (*element.names, *element.captions)]


def _written_on(element: Element) -> str:
    """The name of a thing; of a field that nobody has named, the text beside it."""
    return next(iter(element.names or element.captions), "")


def _states(element: Element, node: Node | None) -> Iterator[str]:
    if element.disabled:
        yield "disabled"
    if element.focused:
        yield "focused"
    if node is None:
        return
    for name, value in (("checked", node.checked), ("selected", node.selected), ("pressed", node.pressed)):
        if value:
            yield name
    if node.expanded is not None:
        yield "expanded" if node.expanded else "collapsed"
    if node.value and element.role in FIELDS:
        yield f'holds "{untrusted(node.value, _VALUE)}"'


def _fault(answer: ChoiceReply, page: Sequence[Listed]) -> str:
    """Why a choice can't be taken; "" where it can, and for every other answer."""
    if answer.answer != "choice":
        return ""
    if answer.index is None:
        return "The index of the chosen candidate is missing."
    one = next((one for one in page if one.number == answer.index), None)
    if one is None:
        return f"There is no candidate {answer.index} in the list."
    if not reads(answer.label, one.ranked.element):
        quoted = untrusted(answer.label, _LABEL)
        return f'On candidate {one.number} there is written "{one.label}", not "{quoted}".'
    return ""


def _doubt(answer: ChoiceReply, page: Sequence[Listed], target: Target) -> str:
    """Why a choice that can be taken should be thought over: it is called otherwise, and another as said."""
    if answer.answer != "choice" or not target.name:
        return ""
    name = plain(target.name)
    called = {one.number: _called(one.ranked.element) for one in page}
    own = called[answer.index] if answer.index is not None else []
    if any(fuzz.ratio(name, label) >= _OTHER_LABEL or name in label for label in own):
        return ""
    other = next((number for number, labels in called.items() if name in labels), None)
    return (
        "" if other is None else f"Candidate {other} has just the name asked for, and the chosen one has not."
    )
