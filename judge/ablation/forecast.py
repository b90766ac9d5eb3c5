"""What an ablation would ask, and what that would cost: `iwr ablate --dry-run`."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from agents.models.estimate import usd
from agents.models.protocol import Model, ModelFailed, Usage
from judge.ablation.ablate import Begun
from judge.ablation.ask import Ask, variants_of
from judge.ablation.config import Level
from judge.ablation.sample import Key
from judge.config import AssertionConfig
from judge.forecast import Counting
from judge.judges import step_judge
from judge.protocols import StepCase
from judge.run import text_reader
from tasks.yamlfile import Strict

NOTE = (
    "At most: what cells have in common is asked once, and what was answered before not again. Tokens are "
    "those of one step of each task, answers' lengths are estimates."
)


class CellForecast(Strict):
    """What one cell would ask."""

    id: str
    baseline: bool
    levels: dict[str, Level]
    questions: int
    """Steps in all ways that they are asked, each vote counted."""
    usage: Usage
    usd: float | None
    """US dollars; null: the model's price is unknown."""


class AblationForecast(Strict):
    """What an ablation would ask, at most."""

    steps: int
    episodes: int
    cells: tuple[CellForecast, ...]
    questions: int
    usd: float | None
    note: str = NOTE


def forecast(begun: Begun) -> AblationForecast:
    """The questions, tokens and dollars of every cell. Nothing is sent or written."""
    return asyncio.run(_forecast(begun))


async def _forecast(begun: Begun) -> AblationForecast:
    specs = {member.spec.name: member.spec for member in begun.members}
    cells = []
    for cell in begun.cells:
        model = Counting(specs[cell.config.model or ""])
        ways = variants_of(cell, retest=bool(begun.sample.retested), position=begun.config.position)
        for ask, way in ways.items():
            await _count(begun, model, way, _steps(begun, ask))
        usage = sum(model.asked, Usage())
        priced = model.spec.price is not None
        cells.append(
            CellForecast(
                id=cell.id,
                baseline=cell.baseline,
                levels=cell.levels,
                questions=len(model.asked),
                usage=usage,
                usd=usd(model.spec, usage) if priced else None,
            )
        )
    prices = [one.usd for one in cells]
    return AblationForecast(
        steps=len(begun.sample.cases),
        episodes=len(begun.sample.pieces),
        cells=tuple(cells),
        questions=sum(one.questions for one in cells),
        usd=None if None in prices else sum(one for one in prices if one is not None),
    )


def _steps(begun: Begun, ask: Ask) -> list[tuple[Key, StepCase]]:
    every = begun.sample.cases
    return [one for one in every if one[0] in begun.sample.retested] if ask == "again" else every


async def _count(
    begun: Begun, model: Counting, way: AssertionConfig, steps: Sequence[tuple[Key, StepCase]]
) -> None:
    """What the first step of each task asks, for each step of that task."""
    only = begun.stored.config.model_copy(update={"step_judge": "vlm", "assertion": way})

    def model_of(name: str) -> Model:
        return model

    judge = step_judge(only, model_of, text_reader(), None)
    by_task: dict[str, int] = {}
    first: dict[str, StepCase] = {}
    for _, case in steps:
        by_task[case.task.id] = by_task.get(case.task.id, 0) + 1
        first.setdefault(case.task.id, case)
    for task, count in by_task.items():
        before = len(model.asked)
        with suppress(ModelFailed):
            await judge.judge(first[task])
        model.asked += model.asked[before:] * (count - 1)
