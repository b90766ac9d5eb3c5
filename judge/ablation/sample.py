"""Which steps are put before every cell, read once: evidence, checkpoints, and what is known of them."""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from judge.plan import Episode
from judge.protocols import StepCase
from judge.results import EpisodeResult
from judge.stored import Stored
from tasks.errors import InputError
from tasks.evidence import Evidence
from tasks.store import PictureStore, evidence_file, read_evidence

log = logging.getLogger(__name__)

Key = tuple[str, str]
"""Episode and step."""


@dataclass(frozen=True)
class Piece:
    """The steps of one episode that are asked."""

    episode: Episode
    first: EpisodeResult
    """As the run itself has it."""
    evidence: Evidence
    cases: tuple[StepCase, ...]
    whole: bool
    """Whether they are all that can be asked, so that the episode can be scored."""

    @property
    def keys(self) -> list[Key]:
        return [(self.episode.id, case.evidence.step) for case in self.cases]

    def batch(self, at: int, size: int) -> dict[Key, StepCase]:
        """As many as `size` steps from the one in that place on."""
        return dict(zip(self.keys[at : at + size], self.cases[at : at + size], strict=True))


@dataclass(frozen=True)
class Sample:
    """What is asked of every cell, in this order."""

    pieces: tuple[Piece, ...]
    retested: frozenset[Key]

    @property
    def cases(self) -> list[tuple[Key, StepCase]]:
        return [pair for piece in self.pieces for pair in zip(piece.keys, piece.cases, strict=True)]


def draw(stored: Stored, steps: int | None, retest: float, seed: int) -> Sample:
    """At most `steps` of the steps that can be asked (an assertion is made, the operator carried it out).

    Tasks take turns, their episodes in a seeded order; an episode that does not fit whole is passed over, and
    what is left at the end is filled with the first steps of one of those. One whose evidence is damaged is
    left out, and the log says so. Raises InputError where no step can be asked.
    """
    everything = [piece for name in stored.episodes if (piece := _piece(stored, name)) is not None]
    pieces = everything if steps is None else _fitting(_in_turn(everything, seed), steps)
    keys = sorted(key for piece in pieces for key in piece.keys)
    if not keys:
        raise InputError("nothing to ask: no step of these episodes was carried out and has an assertion")
    again = random.Random(seed + 1).sample(keys, round(retest * len(keys)))
    order = {name: place for place, name in enumerate(stored.episodes)}
    pieces = sorted(pieces, key=lambda piece: order[piece.episode.id])
    return Sample(tuple(pieces), frozenset(again))


def _piece(stored: Stored, name: str) -> Piece | None:
    episode, folder = stored.episodes[name], stored.run_dir / "episodes" / name
    if not evidence_file(folder).is_file():
        return None
    try:
        evidence = read_evidence(folder)
    except InputError as error:
        log.warning("left out of the sample: %s", error)
        return None
    pictures = PictureStore(stored.run_dir / "pictures")
    cases = tuple(
        StepCase(episode.task, episode.rubric.checkpoints[step.step], step, pictures)
        for step in evidence.steps
        if step.status == "performed"
        and step.before is not None
        and step.after is not None
        and episode.rubric.checkpoints[step.step].assertion is not None
    )
    return Piece(episode, stored.firsts[name], evidence, cases, whole=True)


def _in_turn(pieces: Sequence[Piece], seed: int) -> list[Piece]:
    by_task: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.cases:
            by_task.setdefault(piece.episode.task.id, []).append(piece)
    for task, mine in sorted(by_task.items()):
        random.Random(f"{seed} {task}").shuffle(mine)
    turns = zip_longest(*(mine for _, mine in sorted(by_task.items())))
    return [piece for piece in chain.from_iterable(turns) if piece is not None]


def _fitting(pieces: Sequence[Piece], steps: int) -> list[Piece]:
    picked: list[Piece] = []
    left = steps
    passed_over: Piece | None = None
    for piece in pieces:
        if len(piece.cases) <= left:
            picked.append(piece)
            left -= len(piece.cases)
        elif passed_over is None:
            passed_over = piece
    if left and passed_over is not None:
        one = passed_over
        picked.append(Piece(one.episode, one.first, one.evidence, one.cases[:left], whole=False))
    return picked
