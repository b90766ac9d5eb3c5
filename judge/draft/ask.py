"""Criteria for a step, proposed by a model that sees the reference before and after it."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field

from agents.models.pictures import sized
from agents.models.prompts import load_prompt, untrusted
from agents.models.protocol import BudgetExhausted, Model, ModelFailed, ReplyUnreadable, Request, Text
from judge.lint.walk import Walk
from judge.vlm.changes import text_changes
from rubrics.criteria.base import Criterion
from rubrics.criteria.controls import ControlState, Focused, ValueEquals
from rubrics.criteria.number import NumberChanges
from rubrics.criteria.page import Scrolled
from rubrics.criteria.text import Count, Located, Order, TextAppears, TextDisappears
from tasks.task import Step
from tasks.wording import sentence

PROMPT = Path(__file__).parent.parent / "prompts" / "draft" / "checkpoint.md"

_KINDS = {
    kind.key: kind
    for kind in (
        TextAppears,
        TextDisappears,
        NumberChanges,
        ValueEquals,
        ControlState,
        Count,
        Order,
        Located,
        Scrolled,
        Focused,
    )
}
"""What a model may propose: no dotted path, which would load code, and no pattern, which may never end."""
_MOST = 4
_LONGEST = 500
"""Characters of a proposal."""


class DraftReply(BaseModel):
    """What must have happened after the action."""

    assertion: str = Field(min_length=1, max_length=400, description="One claim in one plain sentence.")
    criteria: list[str] = Field(description="Each one line of JSON: an object with one key.")


@dataclass(frozen=True)
class Asked:
    """What came of asking."""

    assertion: str | None
    """None where the model did not answer."""
    criteria: tuple[Criterion, ...]
    """Those that hold after the step, and only because of it."""
    notes: tuple[str, ...]
    """Why a proposal was thrown away, or why there is none; in one line each."""


async def ask(model: Model, walk: Walk, step: Step, proposals: Sequence[Criterion]) -> Asked:
    """Ask about one performed step; `proposals` are what the evidence alone suggests.

    Raises InputError for a model that takes fewer than two pictures.
    """
    try:
        reply = await model.ask(await asyncio.to_thread(_request, model, walk, step, proposals))
    except (ModelFailed, ReplyUnreadable, BudgetExhausted) as error:
        return Asked(None, (), (f"the model did not answer: {untrusted(str(error), 200)}",))
    said: DraftReply = reply.parsed
    kept: list[Criterion] = []
    notes: list[str] = []
    for text in said.criteria[:_MOST]:
        try:
            criterion = read(text)
        except ValueError as error:
            notes.append(f"thrown away: {untrusted(text, 120)}: {untrusted(str(error), 160)}")
            continue
        seen = walk.seen(criterion, step.id)
        if seen.proves:
            kept.append(criterion)
        else:
            why = "holds before the step" if seen.done.value == "pass" else seen.done.reason
            notes.append(f"thrown away: {untrusted(criterion.line(), 120)}: {untrusted(why, 160)}")
    return Asked(untrusted(said.assertion, 400), tuple(dict.fromkeys(kept)), tuple(notes))


def read(text: str) -> Criterion:
    """The criterion in one line of JSON. Raises ValueError for anything that a model may not propose."""
    if len(text) > _LONGEST:
        raise ValueError("is too long")
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("is not JSON") from None
    if not isinstance(data, dict) or len(data) != 1:
        raise ValueError("is not an object with one key")
    ((name, arguments),) = data.items()
    if name not in _KINDS:
        raise ValueError(f"no criterion {name!r} may be proposed; known: {', '.join(sorted(_KINDS))}")
    return _KINDS[name].of(arguments)


def _request(model: Model, walk: Walk, step: Step, proposals: Sequence[Criterion]) -> Request:
    prompt = load_prompt(PROMPT)
    scene = walk.steps[step.id]
    before, after = scene.before.snapshot, scene.after.snapshot
    listed = [untrusted(json.dumps(one.data(), ensure_ascii=False), 200) for one in proposals]
    system, user = prompt.render(
        action=sentence(step), changes=text_changes(before, after), criteria="\n".join(listed)
    )
    side = model.spec.longest_side
    pictures = [
        part
        for name, snapshot in (("PAGE BEFORE", before), ("PAGE AFTER", after))
        for part in (
            Text(f"{name}:"),
            sized(walk.pictures.path(snapshot.picture).read_bytes(), side),
        )
    ]
    return Request(
        role="judge",
        parts=(*pictures, Text(user)),
        system=system,
        schema=DraftReply,
        prompt=prompt.label,
        prompt_sha256=prompt.sha256,
        temperature=0.0,
    )
