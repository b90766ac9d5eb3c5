"""What a cell's verdicts make of the scores: the nodes of the graph compare and score."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from langgraph.runtime import Runtime

from judge import nodes
from judge.ablation.ask import Answers
from judge.ablation.design import Cell
from judge.ablation.result import GeneratorEffect
from judge.ablation.sample import Piece, Sample
from judge.calibration.statistics import kendall_tau
from judge.episode import EpisodeContext, EpisodeState
from judge.judges import visual_judge
from judge.protocols import VisualJudge
from judge.remembered import Remembered
from judge.results import EpisodeResult, GeneratorSummary, summarise
from judge.run import text_reader
from judge.similarity import Similarity
from judge.steps import EvidenceJudge
from judge.stored import Stored, context_of
from rubrics.verdict import Verdict
from tasks.evidence import Snapshot

Summaries = Mapping[str, GeneratorSummary]
"""By generator."""


class _Once:
    """A visual judge that compares the same two pictures once; cells reach the same ones."""

    def __init__(self, inner: VisualJudge) -> None:
        self._inner = inner
        self._known: dict[tuple[Path, Path], Similarity] = {}

    def compare(
        self,
        step: str,
        index: int,
        candidate_png: Path,
        checkpoint_png: Path,
        evidence: Snapshot | None = None,
    ) -> Similarity:
        pair = candidate_png, checkpoint_png
        if pair not in self._known:
            self._known[pair] = self._inner.compare(step, index, candidate_png, checkpoint_png, evidence)
        return self._known[pair].model_copy(update={"step": step, "index": index})


async def summaries(
    stored: Stored, sample: Sample, cells: Sequence[Cell], answers: Answers, report: Callable[[int], None]
) -> dict[str, Summaries]:
    """Each cell's summary of each generator, over the episodes that were judged whole; by the cell's id.

    `report` hears how many episodes are through. Pictures that no judgement of the run has compared yet are
    compared now; where a vision model scores the looks, what it has not seen counts as missing.
    """
    once = _Once(Remembered(lambda: visual_judge(stored.config, text_reader()), stored.known))
    results: dict[str, list[EpisodeResult]] = {cell.id: [] for cell in cells}
    scored = [piece for piece in sample.pieces if piece.whole]
    # Several cells often say the same of an episode: it is scored once for them all.
    with ThreadPoolExecutor(2, "compare") as threads:
        for done, piece in enumerate(scored, start=1):
            context = context_of(stored, piece.episode, threads, EvidenceJudge(text_reader()), once)
            known: dict[tuple[Verdict, ...], EpisodeResult] = {}
            for cell in cells:
                verdicts = verdicts_of(piece, cell, answers)
                alike = tuple(one.model_copy(update={"reason": "", "exchange": None}) for one in verdicts)
                if alike not in known:
                    known[alike] = await _scored(stored, piece, context, verdicts)
                results[cell.id].append(known[alike])
            report(done)
    return {name: {one.generator: one for one in summarise(mine)} for name, mine in results.items()}


def verdicts_of(piece: Piece, cell: Cell, answers: Answers) -> tuple[Verdict, ...]:
    """The cell's verdict on each step; of a step that was not asked, the run's own."""
    own = {one.step: one for one in piece.first.verdicts}
    found = []
    for step in piece.evidence.steps:
        said = answers.said.get((cell.id, "first", (piece.episode.id, step.step)))
        verdict = said.verdict if said is not None else own.get(step.step)
        if verdict is not None:
            found.append(verdict)
    return tuple(found)


async def _scored(
    stored: Stored, piece: Piece, context: EpisodeContext, verdicts: tuple[Verdict, ...]
) -> EpisodeResult:
    runtime = Runtime(context=context)
    state = EpisodeState(
        episode=piece.episode.id, operated=True, verdicts=verdicts, causality=piece.first.causality
    )
    state = state.model_copy(update=await nodes.judge_visuals(state, runtime))
    if stored.config.visual.high_level == "vlm":
        looks = {(one.step, one.picture): one for one in stored.looks.get(piece.episode.id, ())}
        seen = (looks.get((one.step, one.picture)) for one in state.similarities)
        state = state.model_copy(update={"similarities": tuple(one for one in seen if one is not None)})
    state = state.model_copy(update=await nodes.score_episode(state, runtime))
    return piece.first.model_copy(
        update={"verdicts": verdicts, "similarities": state.similarities, "score": state.score}
    )


def effects_on(cell: Summaries, baseline: Summaries) -> tuple[GeneratorEffect, ...]:
    """What the cell makes of each generator's score, beside the baseline."""
    return tuple(
        GeneratorEffect(
            generator=name,
            episodes=one.episodes,
            unknown_steps=one.unknown_steps,
            ifs=one.ifs,
            final=one.final,
            ifs_change=_less(one.ifs, baseline[name].ifs),
            final_change=_less(one.final, baseline[name].final),
        )
        for name, one in cell.items()
    )


def rank_agreement(cell: Summaries, baseline: Summaries, score: str) -> float | None:
    """Kendall's tau-b of the generators by that score (`ifs`, `final`) and by the baseline's."""
    pairs = [(getattr(one, score), getattr(baseline[name], score)) for name, one in cell.items()]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    found = kendall_tau([a for a, _ in known], [b for _, b in known])
    return None if found is None else found.tau


def _less(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else value - other
