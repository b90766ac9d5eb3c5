"""What an ablation would ask, and what that would cost: `iwr ablate --dry-run`."""

import asyncio

from agents.models.estimate import usd
from agents.models.protocol import Model, Usage
from judge.ablation.ablate import Begun
from judge.ablation.ask import Ask, variants_of
from judge.ablation.config import Level
from judge.ablation.sample import Key
from judge.config import AssertionConfig
from judge.forecast import Counting, ask_all
from judge.judges import step_judge
from judge.protocols import StepCase
from judge.run import text_reader
from tasks.yamlfile import Strict

NOTE = (
    "At most: what cells have in common is asked once, and what was answered before not again. Tokens are "
    "those of one step (or batch) of each task, answers' lengths are estimates; what fails, or can't be "
    "read, is asked again."
)


class CellForecast(Strict):
    """What one cell would ask."""

    id: str
    baseline: bool
    levels: dict[str, Level]
    questions: int
    """Calls: a step, or a batch of them, in all ways that it is asked, each vote counted."""
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
            await _count(begun, model, way, ask)
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


async def _count(begun: Begun, model: Counting, way: AssertionConfig, ask: Ask) -> None:
    """What the first batch of each task and size asks, for each such batch."""
    only = begun.stored.config.model_copy(update={"step_judge": "vlm", "assertion": way})

    def model_of(name: str) -> Model:
        return model

    judge = step_judge(only, model_of, text_reader(), None)
    alike: dict[tuple[str, int], list[dict[Key, StepCase]]] = {}
    for piece in begun.sample.pieces:
        for at in range(0, len(piece.cases), way.batch):
            batch = piece.batch(at, way.batch)
            if ask != "again" or batch.keys() & begun.sample.retested:
                alike.setdefault((piece.episode.task.id, len(batch)), []).append(batch)
    for batches in alike.values():
        before = len(model.asked)
        await ask_all(judge, list(batches[0].values()))
        model.asked += model.asked[before:] * (len(batches) - 1)
