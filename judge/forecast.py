"""What a run would ask its models, and what that would cost: `iwr run --dry-run`.

The same code asks as in the run itself, but of models that only count. The reference's screenshots stand
in for the candidates', which don't exist yet.
"""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from agents.models.estimate import estimate, usd
from agents.models.pictures import sized
from agents.models.protocol import ModelFailed, Reply, Request, Role, Text, Usage
from agents.models.spec import ModelSpec
from agents.operator.rungs.choose import PAGE_TEXT
from judge.config import LLM, RunConfig
from judge.judges import look_judge, step_judge
from judge.models import cast
from judge.nodes import visual_steps
from judge.plan import Episode, plan
from judge.protocols import BatchJudge, StepCase, StepJudge
from judge.run import text_reader
from judge.vlm.outline import MOST_TEXT, MOST_TREE
from tasks.evidence import Node, Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.store import PictureStore
from tasks.task import DragStep
from tasks.yamlfile import Strict

_GROUNDING_TEXT = PAGE_TEXT + 1_500  # characters: the page's text and the prompt around it

NOTE = (
    "At most: a step that can't be performed is not judged, a look that is not reached is not compared, and "
    "the operator asks only where the page's elements don't settle a target. Answers' lengths are estimates; "
    "what fails, or can't be read, is asked again."
)


class RoleForecast(Strict):
    """What one model would be asked in one role, at most."""

    role: Role
    model: str
    calls: int
    usage: Usage
    usd: float | None
    """None: the model's price is unknown."""


class Forecast(Strict):
    """What a run would ask, by role and model."""

    roles: tuple[RoleForecast, ...]
    usd: float | None
    """All together; None where a price is unknown."""
    note: str = NOTE


class Counting:
    """A model that answers nothing, and remembers what it was asked."""

    def __init__(self, spec: ModelSpec) -> None:
        self.spec = spec
        self.asked: list[Usage] = []

    async def ask(self, request: Request) -> Reply:
        self.asked.append(estimate(self.spec, request))
        raise ModelFailed("dry run", "nothing is sent")


def forecast(config: RunConfig, episodes: Sequence[Episode]) -> Forecast:
    """The calls, tokens and dollars that `episodes` would take at most. Nothing is sent or kept."""
    return asyncio.run(_forecast(config, episodes))


async def _forecast(config: RunConfig, episodes: Sequence[Episode]) -> Forecast:
    specs = {(member.role, member.spec.name): member.spec for member in cast(config)}
    asked: defaultdict[tuple[Role, str], list[Usage]] = defaultdict(list)
    first = {episode.task.id: episode for episode in episodes}
    for task, episode in first.items():
        count = sum(other.task.id == task for other in episodes)
        models = {name: Counting(spec) for (role, name), spec in specs.items() if role == "judge"}
        await _judging(config, episode, models)
        for name, model in models.items():
            asked["judge", name] += model.asked * count
        if config.operator.model is not None:
            spec = specs["operator", config.operator.model]
            asked["operator", spec.name] += _grounding(episode, spec) * count
    for key, usages in (await _writing(config, specs)).items():
        asked[key] += usages
    roles = tuple(_role(role, spec, asked[role, name]) for (role, name), spec in specs.items())
    total = [one.usd for one in roles if one.usd is not None]
    return Forecast(roles=roles, usd=sum(total) if len(total) == len(roles) else None)


def _role(role: Role, spec: ModelSpec, usages: Sequence[Usage]) -> RoleForecast:
    usage = sum(usages, Usage())
    cost = usd(spec, usage) if spec.price is not None else None
    return RoleForecast(role=role, model=spec.name, calls=len(usages), usage=usage, usd=cost)


async def _judging(config: RunConfig, episode: Episode, models: dict[str, Counting]) -> None:
    """Every step of one episode judged, and every look."""
    judge = step_judge(config, models.__getitem__, text_reader(), None)
    look = look_judge(config, models.__getitem__)
    task, rubric = episode.task, episode.rubric
    with tempfile.TemporaryDirectory() as folder:
        cases = _cases(episode, PictureStore(Path(folder)))
        if models and config.step_judge != "evidence":
            await ask_all(judge, cases)
            if config.operator.counterfactuals:
                steps = {step.id for step in task.trajectory if step.counterfactual}
                await ask_all(judge, [case for case in cases if case.evidence.step in steps])
        if look is not None:
            flagged = [0, *(i for i, one in enumerate(task.step_ids(), 1) if one in visual_steps(rubric))]
            for index in flagged:
                with suppress(ModelFailed):
                    await look.look(task.checkpoint(index), task.checkpoint(index))


async def ask_all(judge: StepJudge, cases: Sequence[StepCase]) -> None:
    """Have a judge of models that only count ask about steps of one episode."""
    with suppress(ModelFailed):  # a judge of somebody's own may let it through
        if isinstance(judge, BatchJudge):
            await judge.judge_together(cases, {})
            return
    for case in cases:
        with suppress(ModelFailed):
            await judge.judge(case)


def _cases(episode: Episode, pictures: PictureStore) -> list[StepCase]:
    """The steps with an assertion, each beginning as the one before ended."""
    task, checkpoints = episode.task, episode.rubric.checkpoints
    shots = [
        _shot(pictures.put(task.checkpoint(index).read_bytes()), index)
        for index in range(len(task.trajectory) + 1)
    ]
    steps = [
        StepEvidence(
            step=step.id,
            index=index,
            action=step.action,
            status="performed",
            before=shots[index - 1],
            after=shots[index],
        )
        for index, step in enumerate(task.trajectory, start=1)
    ]
    return [
        StepCase(task, checkpoints[step.step], step, pictures)
        for step in steps
        if checkpoints[step.step].assertion is not None
    ]


def _shot(picture: str, index: int) -> Snapshot:
    """A page of which a great deal can be said in words, as nobody knows yet how much it will be."""
    lines = [f"{index:08}" for _ in range(MOST_TEXT // 9)]
    words = tuple(Word(text=line, box=Box(0, 20.0 * at, 80, 16), line=at) for at, line in enumerate(lines))
    controls = tuple(
        Node(role="button", name="x" * 20, box=Box(0, 0, 80, 16)) for _ in range(MOST_TREE // 30)
    )
    return Snapshot(picture=picture, url="/", words=words, nodes=controls)


def _grounding(episode: Episode, spec: ModelSpec) -> list[Usage]:
    """One question for each target of the trajectory."""
    picture = sized(episode.task.checkpoint(0).read_bytes(), spec.longest_side)
    request = Request("operator", (Text("x" * _GROUNDING_TEXT), picture))
    targets = sum(
        2 if isinstance(step, DragStep) else int(getattr(step, "target", None) is not None)
        for step in episode.task.trajectory
    )
    return [estimate(spec, request)] * targets


async def _writing(
    config: RunConfig, specs: dict[tuple[Role, str], ModelSpec]
) -> dict[tuple[Role, str], list[Usage]]:
    """The pages that models would write: the first answer, and as much again for each round."""
    models = {name: Counting(spec) for (role, name), spec in specs.items() if role == "generator"}
    names = tuple(name for name in config.generators if name.startswith(LLM))
    if not names:
        return {}
    only = config.model_copy(update={"generators": names, "submissions": None})
    with tempfile.TemporaryDirectory() as folder:
        for episode in plan(only, models.__getitem__):
            with suppress(ModelFailed):
                await episode.generator.generate(episode.task, Path(folder) / episode.id / "page")
    times = 1 + config.llm.rounds
    return {("generator", name): model.asked * times for name, model in models.items()}
