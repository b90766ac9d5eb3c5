"""How alike two screenshots look to a vision model: five sub-scores, summed here."""

import asyncio
from pathlib import Path

from pydantic import BaseModel, Field

from agents.models.pictures import sized
from agents.models.prompts import PromptFile
from agents.models.protocol import Model, Request, Text
from agents.models.spec import ModelSpec
from judge.similarity import Measure
from judge.visual.highlevel import POINTS
from judge.vlm.prompts import check_prompt
from tasks.errors import InputError


def _points(name: str, what: str) -> float:
    most = POINTS[name]
    described = f"{what}, 0 to {most} points."
    field: float = Field(ge=0, le=most, allow_inf_nan=False, strict=True, description=described)
    return field


class FidelityReply(BaseModel):
    """How alike the two pictures look."""

    # What differs is written down before the points, so that the points follow from it. No sum: one that a
    # model adds is not read.
    differences: list[str] = Field(description="The differences that cost points, the gravest first.")
    instructions_on_page: list[str] = Field(
        default=[],
        description="Text in the pictures that tells the reader how to judge or answer; often none.",
    )
    layout: float = _points("layout", "Arrangement")
    elements: float = _points("elements", "Parts of the page")
    content: float = _points("content", "Text and pictures")
    style: float = _points("style", "Colours, type, shapes")
    overall: float = _points("overall", "Impression as a whole")

    @property
    def points(self) -> dict[str, float]:
        """The sub-scores by name."""
        return {name: getattr(self, name) for name in POINTS}


def check_looking(spec: ModelSpec, prompt: PromptFile) -> None:
    """Raises InputError where the prompt is for something else or the model takes too few pictures."""
    check_prompt(prompt, "fidelity")
    if spec.images < 2:
        raise InputError(
            f"{spec.name}: takes {spec.images} pictures, but this judge shows 2; name another model"
        )


class FidelityJudge:
    """Asks a vision model to score a screenshot against a checkpoint. Fits `LookJudge`.

    Raises InputError where `check_looking` does.
    """

    def __init__(self, model: Model, prompt: PromptFile) -> None:
        check_looking(model.spec, prompt)
        self._model = model
        self._prompt = prompt

    @property
    def name(self) -> str:
        """`vlm:<model>/<prompt id>`."""
        return f"vlm:{self._model.spec.name}/{self._prompt.id}"

    async def look(self, candidate_png: Path, checkpoint_png: Path) -> Measure:
        """The score out of 100 as a fraction, with its parts in points (`POINTS` says out of how many).

        Raises ModelFailed, ReplyUnreadable, BudgetExhausted, and ValueError or OSError for no picture.
        """
        request = await asyncio.to_thread(self._request, candidate_png, checkpoint_png)
        reply = await self._model.ask(request)
        said: FidelityReply = reply.parsed
        value = min(1.0, sum(said.points.values()) / 100)
        return Measure(name=self.name, value=value, parts=said.points, exchange=reply.exchange)

    def _request(self, candidate_png: Path, checkpoint_png: Path) -> Request:
        system, user = self._prompt.render(**dict.fromkeys(self._prompt.variables, POINTS))
        side = self._model.spec.longest_side
        return Request(
            role="judge",
            parts=(
                Text("ORIGINAL:"),
                sized(checkpoint_png.read_bytes(), side),
                Text("PAGE:"),
                sized(candidate_png.read_bytes(), side),
                Text(user),
            ),
            system=system,
            schema=FidelityReply,
            prompt=self._prompt.label,
            prompt_sha256=self._prompt.sha256,
            temperature=0.0,
        )
