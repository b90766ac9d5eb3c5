"""The last rung: browser-use's agent takes exactly one step, in which it decides and does nothing else.

Of its tools it keeps two of ours: choose an element, or say that there is none. Its model is our `Model`
behind its own protocol, so that cache, budget and record hold for it too; the action stays Playwright's.
"""

import asyncio
import logging
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from agents.models.prompts import PromptFile, untrusted
from agents.models.protocol import BudgetExhausted, Model
from agents.operator.grounding.ranked import Ranked
from agents.operator.rungs.asking import GroundingFailed, asked, drawn, grounding_request, shipped
from agents.operator.rungs.choose import PAGE_TEXT, Chosen, Question, reads
from agents.operator.rungs.indexed import ElementIndex
from tasks.yamlfile import Strict

_LINE = 160  # characters of one line of browser-use's list
_REASON = 300
_INDEX = re.compile(r"\[(\d+)\](?=<)")  # as browser-use numbers an element
_NO_LIMIT = 24 * 3600  # seconds; how long a call may take is the model's own matter


class Decision(Strict):
    """What the model is to answer."""

    action: Literal["choose_element", "infeasible"]
    index: int | None = None
    label: str = ""
    reason: str = ""


class AgentRung:
    """browser-use's agent on one session's page."""

    def __init__(self, model: Model, index: ElementIndex) -> None:
        self._model = model
        self._index = index

    async def choose(self, question: Question) -> Chosen:
        """The element that the agent decides on, or its word that there is none.

        Raises GroundingFailed where it came to no decision, BudgetExhausted, IndexingFailed.
        """
        session = await self._index.attached()
        seat = Seat(self._model, shipped("agent"), question, session)
        outcome = _Outcome()
        await asyncio.to_thread(_load)
        await _one_step(session, seat, outcome)
        if seat.error:
            raise seat.error
        if outcome.infeasible:
            return Chosen("infeasible", None, seat.reason, seat.exchange)
        element = await self._index.element(outcome.node) if outcome.node is not None else None
        if element is None:
            raise GroundingFailed("browser-use's agent chose nothing that has a place on the page")
        if not reads(seat.label, element, part=True):  # it was shown the texts inside one by one
            quoted = untrusted(seat.label, 60)
            raise GroundingFailed(f'the model read "{quoted}" on an element that says otherwise')
        known = (one for one in question.ranked if one.element.ref == element.ref is not None)
        return Chosen("choice", next(known, Ranked(element, 0.0)), seat.reason, seat.exchange)


@dataclass
class _Outcome:
    """What the agent's one action was."""

    node: Any = None
    infeasible: bool = False


@dataclass
class Seat:
    """Our model where browser-use expects one of its own: fits its protocol BaseChatModel.

    The model is asked by our prompt, not by browser-use's messages: those hold the date and tab ids, which
    would make every question a new one, and the page's text undefended.
    """

    asks: Model
    prompt: PromptFile
    question: Question
    session: Any
    model: str = "iwr"
    provider: str = "iwr"
    name: str = "iwr"
    model_name: str = "iwr"
    _verified_api_keys: bool = True
    error: Exception | None = None
    """What kept it from answering; browser-use swallows what is raised."""
    label: str = ""
    reason: str = ""
    exchange: str = ""
    _numbers: dict[int, int] = field(default_factory=dict)
    """Number in the prompt to browser-use's index, which differs from run to run."""

    async def ainvoke(self, messages: Any, output_format: Any = None, **_: Any) -> Any:
        """browser-use's question, answered in the form that it wants."""
        try:
            decision = await self._decide()
        except (GroundingFailed, BudgetExhausted) as error:
            self.error = error
            raise
        if decision.action == "infeasible":
            action: dict[str, Any] = {"infeasible": {"reason": self.reason}}
        else:
            action = {"choose_element": {"index": self._numbers[decision.index or 0]}}
        completion = output_format.model_validate({"memory": self.reason, "action": [action]})
        return import_module("browser_use.llm.views").ChatInvokeCompletion(completion=completion, usage=None)

    async def _decide(self) -> Decision:
        state = await self.session.get_browser_state_summary(include_screenshot=False, cached=True)
        elements, self._numbers = _listing(
            state.dom_state.llm_representation(), list(state.dom_state.selector_map)
        )
        picture = self.question.picture if self.asks.spec.images else None
        system, user = self.prompt.render(
            **self.question.words(),
            elements=elements,
            pictured=picture is not None,
        )
        side = self.asks.spec.longest_side
        image = await asyncio.to_thread(drawn, picture, side, {}) if picture else None
        request = grounding_request(self.prompt, system, user, image, Decision)
        reply, decision = await asked(self.asks, request, Decision)
        if decision.action == "choose_element" and decision.index not in self._numbers:
            raise GroundingFailed(f"the model chose element {decision.index}, which it was not shown")
        self.label, self.exchange = decision.label, reply.exchange
        self.reason = untrusted(decision.reason, _REASON)
        return decision


async def _one_step(session: Any, seat: Seat, outcome: _Outcome) -> None:
    agent_class, tools_class = _load()
    with tempfile.TemporaryDirectory(prefix="iwr-agent-") as folder:
        agent = agent_class(
            task=seat.question.target.description,
            llm=seat,
            browser_session=session,
            tools=_tools(tools_class, session, outcome),
            use_vision=False,
            flash_mode=True,
            use_judge=False,
            max_actions_per_step=1,
            max_failures=1,
            final_response_after_failure=False,
            message_compaction=False,
            loop_detection_enabled=False,
            directly_open_url=False,
            enable_signal_handler=False,
            file_system_path=folder,
            llm_timeout=_NO_LIMIT,
            source="iwr",
        )
        try:
            await agent.step()
        finally:
            # Not by its `close()`, which would stop the session too.
            await agent.eventbus.stop(timeout=0, clear=True)
            shutil.rmtree(agent.agent_directory, ignore_errors=True)


def _tools(tools_class: Any, session: Any, outcome: _Outcome) -> Any:
    """browser-use's tools with all of its own taken out: nothing is navigated, evaluated, read or written."""
    tools = tools_class()
    for name in list(tools.registry.registry.actions):
        tools.exclude_action(name)

    async def choose_element(index: int) -> None:
        outcome.node = await session.get_element_by_index(index)

    async def infeasible(reason: str) -> None:
        outcome.infeasible = True

    tools.action("Decide on the element with this index.")(choose_element)
    tools.action("Say that the page has no such element.")(infeasible)
    return tools


def _listing(text: str, indices: list[int]) -> tuple[str, dict[int, int]]:
    """browser-use's list of elements, numbered from 1 in its order, defended, and of bounded length; and
    browser-use's index of each number shown."""
    numbers = {index: number for number, index in enumerate(indices, start=1)}
    lines: list[str] = []
    shown: dict[int, int] = {}
    length = 0
    for line in text.splitlines():
        body = line.lstrip("\t")
        said = untrusted(_INDEX.sub(lambda match: f"[{numbers.get(int(match[1]), '-')}]", body), _LINE)
        said = " " * (len(line) - len(body)) + said
        length += len(said) + 1
        if length > PAGE_TEXT:
            break
        lines.append(said)
        own = _INDEX.search(body)
        if own and int(own[1]) in numbers:
            shown[numbers[int(own[1])]] = int(own[1])
    return "\n".join(lines), shown


def _load() -> tuple[Any, Any]:
    # It logs what pages and models say, as it comes; what fails is told by us.
    logging.getLogger("browser_use").setLevel(logging.CRITICAL)
    agent = import_module("browser_use.agent.service").Agent
    return agent, import_module("browser_use.tools.service").Tools
