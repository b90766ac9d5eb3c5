"""An ablation from its configuration to its result."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path

from agents.models.client import ModelHub
from agents.models.exchanges import ExchangeStore
from agents.models.ledger import Ledger
from judge.ablation.ask import Answers, Desk, Tick, timed_transport
from judge.ablation.config import AblationConfig
from judge.ablation.cost import Exchanges, timing_of
from judge.ablation.design import Cell, Design, make_design
from judge.ablation.measure import (
    Values,
    cell_cases,
    consistency,
    effects,
    labelled_steps,
    paired,
    position_bias,
    rate,
    right_of,
    usd_step,
    values_of,
)
from judge.ablation.result import Ablation, CellResult, Sampled, Timing
from judge.ablation.sample import Key, Piece, Sample, draw
from judge.ablation.scores import Summaries, effects_on, rank_agreement, summaries
from judge.calibration.cases import Case
from judge.calibration.measure import calibrate
from judge.config import LLM, OperatorConfig, PanelConfig, RunConfig
from judge.judgements import FIRST, read_judgement
from judge.models import EXCHANGES, LEDGER, Cast, cast, check_models, reply_cache
from judge.run import utc_now
from judge.stored import Stored, prepare
from rubrics.verdict import Value


@dataclass(frozen=True)
class Begun:
    """An ablation that can start: all that it reads was read and is right, and nothing was written."""

    config: AblationConfig
    folder: Path
    """Where its files lie."""
    stored: Stored
    design: Design
    cells: tuple[Cell, ...]
    """Those that are judged: of the design, as many as were asked for."""
    sample: Sample
    members: tuple[Cast, ...]


def begin(config: AblationConfig, folder: Path, *, cells: int | None = None, keys: bool = True) -> Begun:
    """What `config` asks for. `cells`: judge only so many, the baseline first; `keys`: False where no model
    will be asked. Raises InputError for whatever is wrong."""
    design = make_design(config)
    picked = design.cells[:cells]
    run = run_config(config, picked)
    stored = prepare(
        config.run,
        run,
        _free_name(config.run),
        utc_now(),
        tasks=config.tasks,
        generators=config.generators,
        keys=keys,
    ).stored
    members = check_models(stored.config) if keys else cast(stored.config)
    sample = draw(stored, config.steps, config.retest, config.seed)
    return Begun(config, folder, stored, design, picked, sample, tuple(members))


def run_config(config: AblationConfig, cells: Sequence[Cell]) -> RunConfig:
    """The run's configuration, judged by a panel of all cells: so their models and prompts are checked."""
    own = read_judgement(config.run, FIRST).config
    members = tuple(cell.config for cell in cells)
    # A panel has two members or more.
    return own.model_copy(
        update={
            "generators": tuple(one for one in own.generators if not one.startswith(LLM)),
            "operator": OperatorConfig(),
            "step_judge": "panel",
            "panel": PanelConfig(members=members if len(members) > 1 else members * 2),
            "models": (*own.models, *config.models),
            "budget": config.budget,
            "cache": config.cache,
            "replay": None,
        }
    )


def _free_name(run_dir: Path) -> str:
    """A judgement's name that is not taken; none is written."""
    number = 0
    while (run_dir / "judgements" / f"ablation-{number}").exists():
        number += 1
    return f"ablation-{number}"


def hub_of(begun: Begun) -> ModelHub:
    """The hub of the ablation: exchanges and ledger lie in its folder. Calls are timed."""
    limit, budget = begun.config.concurrency, begun.config.budget
    specs = {member.spec.name: member.spec for member in begun.members}
    if limit is not None:
        specs = {name: one.model_copy(update={"concurrency": limit}) for name, one in specs.items()}
    return ModelHub(
        specs=specs,
        exchanges=ExchangeStore(begun.folder / EXCHANGES),
        cache=reply_cache() if begun.config.cache else None,
        ledger=Ledger(begun.folder / LEDGER, usd=budget.usd, tokens=budget.tokens),
        transport_of=timed_transport,
    )


def ablate(
    begun: Begun, report: Callable[[Tick], None], scored: Callable[[int], None]
) -> tuple[Ablation, Timing]:
    """Ask what was not asked yet and measure everything. `report` hears of every answer, `scored` of every
    episode whose scores are made. Where the budget runs out, `stopped` says so, and the numbers are over the
    steps that every cell has answered."""
    hub = hub_of(begun)

    async def ask() -> tuple[Answers, Sample, dict[str, Summaries]]:
        try:
            desk = Desk(begun.stored.config, hub, begun.cells, begun.config.position)
            answers = await desk.judge(begun.sample, report)
        finally:
            await hub.close()
        done = _complete(begun, answers)
        return answers, done, await summaries(begun.stored, done, begun.cells, answers, scored)

    answers, sample, scores = asyncio.run(ask())
    if not sample.pieces:
        raise Unanswered(answers.stopped or "no step was answered by every cell")
    exchanges = Exchanges(hub.exchanges)
    return _result(begun, sample, answers, scores, exchanges), timing_of(begun.cells, answers, hub.ledger)


class Unanswered(Exception):
    """The budget ran out before every cell had answered one step."""


def _complete(begun: Begun, answers: Answers) -> Sample:
    """The sample without the steps that some cell has not answered in every way that it is asked."""
    ways: dict[Key, int] = Counter(key for _, _, key in answers.said)
    position = sum(begun.config.position and cell.config.images != "after" for cell in begun.cells)

    def answered(key: Key) -> bool:
        again = len(begun.cells) if key in begun.sample.retested else 0
        return ways[key] == len(begun.cells) + position + again

    pieces = []
    for piece in begun.sample.pieces:
        cases = tuple(one for key, one in zip(piece.keys, piece.cases, strict=True) if answered(key))
        if cases or not piece.cases:
            whole = piece.whole and len(cases) == len(piece.cases)
            pieces.append(Piece(piece.episode, piece.first, piece.evidence, cases, whole))
    kept = {key for piece in pieces for key in piece.keys}
    return Sample(tuple(pieces) if kept else (), begun.sample.retested & kept)


def _result(
    begun: Begun,
    sample: Sample,
    answers: Answers,
    scores: Mapping[str, Summaries],
    exchanges: Exchanges,
) -> Ablation:
    config, keys = begun.config, [key for key, _ in sample.cases]
    tasks = {piece.episode.id: piece.episode.task.id for piece in sample.pieces}
    values: dict[str, Values] = {cell.id: values_of(answers, cell, "first", keys) for cell in begun.cells}
    labelled = labelled_steps(sample, begun.stored.config.calibration.tuning)
    truths: dict[Key, Value] = {key: labelled[key].truth for key in keys if key in labelled}
    usd = {cell.id: _usd(cell, answers, exchanges, keys) for cell in begun.cells}
    baseline, *others = begun.cells

    def task_of(key: Key) -> str:
        return tasks[key[0]]

    against = {}
    if truths:
        mine = {cell.id: values[cell.id] for cell in others}
        against = paired(mine, values[baseline.id], truths, task_of, config.seed)
    cells = []
    for cell in begun.cells:
        said = [answers.said[cell.id, "first", key] for key in keys]
        calls, usage = exchanges.total(sorted({one for each in said for one in each.exchanges}))
        own = values[cell.id]
        asked = [key for key in keys if key in sample.retested]
        cells.append(
            CellResult(
                id=cell.id,
                baseline=cell.baseline,
                levels=cell.levels,
                config=cell.config,
                asked=len(keys),
                unknown=rate({key: value == "unknown" for key, value in own.items()}, task_of),
                unknown_why=_why(answers, cell, keys),
                sensitivity=right_of(own, truths, "fail", task_of),
                specificity=right_of(own, truths, "pass", task_of),
                labelled=calibrate(cell_cases(sample, labelled, cell, answers), config.seed)
                if labelled
                else None,
                retest=consistency(own, values_of(answers, cell, "again", asked), task_of),
                position=position_bias(own, values_of(answers, cell, "turned", keys), task_of),
                against=against.get(cell.id),
                agreement=None if cell.baseline else consistency(values[baseline.id], own, task_of),
                calls=calls,
                usage=usage,
                usd=fsum(usd[cell.id].values()),
                usd_step=usd_step(usd[cell.id], task_of, config.seed),
                generators=effects_on(scores[cell.id], scores[baseline.id]),
                ifs_tau=rank_agreement(scores[cell.id], scores[baseline.id], "ifs"),
                final_tau=rank_agreement(scores[cell.id], scores[baseline.id], "final"),
            )
        )
    design = Design(begun.cells, begun.design.combinations, begun.design.efficiency)
    return Ablation(
        run=str(config.run),
        config=config,
        combinations=design.combinations,
        efficiency=design.efficiency,
        notes=notes(begun, labelled),
        sample=Sampled(
            steps=len(begun.sample.cases),
            complete=len(keys),
            episodes=tuple(piece.episode.id for piece in sample.pieces),
            scored=tuple(piece.episode.id for piece in sample.pieces if piece.whole),
            retested=len(sample.retested),
        ),
        cells=tuple(cells),
        effects=effects(design, config.design == "one_at_a_time", values, truths, usd, task_of, config.seed),
        stopped=answers.stopped,
    )


def _usd(cell: Cell, answers: Answers, exchanges: Exchanges, keys: Sequence[Key]) -> dict[Key, float]:
    """US dollars of each of the steps in that cell."""
    found = answers.said.items()
    shares = exchanges.shares(
        {key: said for (name, ask, key), said in found if (name, ask) == (cell.id, "first")}
    )
    return {key: shares[key] for key in keys}


def _why(answers: Answers, cell: Cell, keys: Sequence[Key]) -> dict[str, int]:
    """Unknown verdicts by their outcome; a model that is not sure has answered, all others have not."""
    found: Counter[str] = Counter()
    for key in keys:
        verdict = answers.said[cell.id, "first", key].verdict
        if verdict.value == "unknown":
            unsure = verdict.outcome == "judge_error" and (verdict.exchange or verdict.members)
            found["unsure" if unsure else verdict.outcome] += 1
    return dict(sorted(found.items()))


def notes(begun: Begun, labelled: Mapping[Key, Case]) -> tuple[str, ...]:
    """What to keep in mind when reading the numbers."""
    found = []
    tasks = {piece.episode.task.id for piece in begun.sample.pieces}
    if not labelled:
        found.append("No step of the sample has a label: how often a cell is right can't be told.")
    if len(tasks) < 5:
        found.append(f"{len(tasks)} tasks: intervals are clustered by task, and with so few of them wide.")
    if begun.config.design == "fractional":
        found.append(
            f"{len(begun.design.cells)} of {begun.design.combinations} combinations, D-optimal for main "
            "effects: an interaction of two factors is aliased with the main effects of others."
        )
    if begun.config.design == "one_at_a_time":
        found.append("One factor at a time: what two levels do together is not seen.")
    if not begun.design.baseline.in_design:
        found.append(
            "The baseline has a level that is no factor's: it stands beside the design, in no main effect."
        )
    if len(begun.cells) < len(begun.design.cells):
        found.append(f"Only the first {len(begun.cells)} of {len(begun.design.cells)} cells.")
    return tuple(found)
