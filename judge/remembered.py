"""What earlier judgements have measured, so that no picture is compared twice by the same measures."""

import logging
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path

from judge.judgements import Judgement, judgement_dir, judgements, read_judgement
from judge.results import read_results
from judge.similarity import Similarity
from judge.visual import VisualJudge
from tasks.errors import InputError
from tasks.evidence import Snapshot
from tasks.files import sha256
from tasks.task import Task

log = logging.getLogger(__name__)

MEASURING = ("iwr-judge", "rapidocr", "opencv-python-headless")
"""Packages whose version a similarity depends on."""

Pair = tuple[str, str]
"""SHA-256 of a screenshot and of the checkpoint it is compared with."""


class Remembered:
    """A visual judge that measures only what was not measured before."""

    def __init__(self, make: Callable[[], VisualJudge], known: Mapping[Pair, Similarity]) -> None:
        self._make = make
        self._known = known
        self._checkpoints: dict[Path, str] = {}

    def compare(
        self,
        step: str,
        index: int,
        candidate_png: Path,
        checkpoint_png: Path,
        evidence: Snapshot | None = None,
    ) -> Similarity:
        """As `VisualJudge.compare`; the candidate's file is called by its hash."""
        if checkpoint_png not in self._checkpoints:
            self._checkpoints[checkpoint_png] = sha256(checkpoint_png.read_bytes())
        known = self._known.get((candidate_png.stem, self._checkpoints[checkpoint_png]))
        if known is None:
            return self._judge.compare(step, index, candidate_png, checkpoint_png, evidence)
        return known.model_copy(update={"step": step, "index": index})

    @cached_property
    def _judge(self) -> VisualJudge:
        return self._make()


def measured(
    run_dir: Path, file: Judgement, tasks: Mapping[str, Task]
) -> tuple[dict[Pair, Similarity], dict[str, tuple[Similarity, ...]]]:
    """What earlier judgements have measured that holds here: between the same pictures, by the same measures;
    and, by episode, what the same model said of its looks. `tasks`: of each episode, by its id."""
    known: dict[Pair, Similarity] = {}
    file_sha256 = cache(_file_sha256)
    looks: dict[str, tuple[Similarity, ...]] = {}
    for name in judgements(run_dir):
        try:
            earlier = read_judgement(run_dir, name)
            if not _same_measures(earlier, file):
                continue
            results = read_results(judgement_dir(run_dir, name))
        except InputError as error:  # what it measured is measured anew
            log.warning("%s", error)
            continue
        by_model = earlier.config.visual.high_level == "vlm"
        same_looks = by_model and _same_looks(earlier, file)
        for result in results.episodes:
            key = f"task {result.task}"
            same_task = earlier.provenance.hashes.get(key) == file.provenance.hashes.get(key)
            if result.episode not in tasks or not same_task:
                continue
            checkpoint = tasks[result.episode].checkpoint
            for one in result.similarities:
                pair = one.picture, file_sha256(checkpoint(one.index))
                known.setdefault(pair, _without_model(one) if by_model else one)
            if same_looks:
                looks.setdefault(result.episode, result.similarities)
    return known, looks


def _without_model(one: Similarity) -> Similarity:
    """With the embedded measure, which stands last among the details where a model looked."""
    return one.model_copy(update={"high_level": one.details[-1], "details": one.details[:-1]})


def _same_measures(earlier: Judgement, file: Judgement) -> bool:
    free = {"high_level", "judge", "prompt"}
    versions = earlier.provenance.versions, file.provenance.versions
    return earlier.config.visual.model_dump(exclude=free) == file.config.visual.model_dump(exclude=free) and (
        all(versions[0].get(name) == versions[1].get(name) for name in MEASURING)
    )


def _same_looks(earlier: Judgement, file: Judgement) -> bool:
    def said_by(one: Judgement) -> tuple[object, dict[str, str]]:
        hashes = one.provenance.hashes
        prompts = {key: value for key, value in hashes.items() if key.startswith("prompt fidelity/")}
        model = f"model {one.config.visual.judge}"
        return one.config.visual, prompts | {model: hashes.get(model, "")}

    return said_by(earlier) == said_by(file)


def _file_sha256(path: Path) -> str:
    return sha256(path.read_bytes()) if path.is_file() else ""
