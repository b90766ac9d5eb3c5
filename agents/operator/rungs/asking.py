"""How the operator puts a question to a model."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from agents.models.prompts import PromptFile, load_prompt
from agents.models.protocol import Image, Model, ModelFailed, Reply, ReplyUnreadable, Request, Text
from agents.operator.rungs.marks import marked
from tasks.geometry import Box
from tasks.yamlfile import Strict

R = TypeVar("R", bound=Strict)


class GroundingFailed(Exception):
    """The model gave no answer that can be used: a failure of ours, never the page's."""


async def asked(model: Model, request: Request, schema: type[R]) -> tuple[Reply, R]:
    """The model's reply and what it parsed as. Raises GroundingFailed without one, BudgetExhausted."""
    try:
        reply = await model.ask(request)
    except (ModelFailed, ReplyUnreadable) as error:
        raise GroundingFailed(f"the model gave no answer: {error}") from error
    if not isinstance(reply.parsed, schema):
        raise GroundingFailed("the model's answer was not read")
    return reply, reply.parsed


def grounding_request(
    prompt: PromptFile, system: str, user: str, image: Image | None, schema: type[Strict]
) -> Request:
    """A question of the operator's; the same page and target make the same question."""
    return Request(
        role="operator",
        parts=(Text(user), image) if image else (Text(user),),
        system=system,
        schema=schema,
        prompt=prompt.label,
        prompt_sha256=prompt.sha256,
        temperature=0.0,
    )


def shipped(name: str) -> PromptFile:
    """The prompt of that name in this package."""
    return load_prompt(Path(__file__).parent / "prompts" / f"{name}.md")


def drawn(picture: Path, longest_side: int, boxes: Mapping[int, Box]) -> Image:
    """The screenshot as a model gets it, with the boxes marked."""
    return marked(picture.read_bytes(), boxes, longest_side)
