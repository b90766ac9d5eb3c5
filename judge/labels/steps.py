"""What of a run can be labelled: every step that was carried out, with what a person has to see of it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from judge.judgements import FIRST, judgements, read_judged
from judge.labels.label import Identity
from judge.results import EpisodeResult, RunResult, StepInfo
from rubrics.verdict import Verdict
from tasks.errors import InputError
from tasks.evidence import Snapshot, StepEvidence
from tasks.files import sha256
from tasks.store import read_evidence

Key = tuple[str, str, int, str]
"""Task, generator, repeat, step id."""


@dataclass(frozen=True)
class LabelledStep:
    """A step that a person can be asked about."""

    task: str
    title: str
    """The task's."""
    generator: str
    repeat: int
    step: str
    index: int
    steps: int
    """Of the trajectory."""
    action: str
    assertion: str | None
    before: str
    """SHA-256 of the picture, as `after`."""
    after: str
    checkpoints: tuple[Path, Path]
    """The original's screenshots before and after the step."""
    evidence_sha256: str
    assertion_sha256: str

    @property
    def key(self) -> Key:
        """Where it stands in the run."""
        return self.task, self.generator, self.repeat, self.step

    @property
    def identity(self) -> Identity:
        """What is looked at and asked: steps that share it are the same question."""
        return self.task, self.step, self.evidence_sha256, self.assertion_sha256


def read_steps(run_dir: Path) -> list[LabelledStep]:
    """The steps of a run that were performed and can be looked at, in the order of its results, with the
    assertions of its first judgement.

    What could not be performed leaves nothing to look at; an episode without evidence is left out. Raises
    InputError where there are no results.
    """
    results = read_judged(run_dir, FIRST).episodes
    return [step for one in results for step in _of_episode(run_dir, one)]


def as_judged(steps: Iterable[LabelledStep], result: RunResult) -> list[LabelledStep]:
    """The steps that `result`, another judgement of the run, has, with the assertions that it went by."""
    said = {
        (one.task, one.generator, one.repeat, info.id): info.assertion
        for one in result.episodes
        for info in one.steps
    }
    return [
        replace(step, assertion=said[step.key], assertion_sha256=_assertion_sha256(said[step.key]))
        for step in steps
        if step.key in said
    ]


def verdicts(result: RunResult) -> dict[Key, Verdict]:
    """What a judgement says of each step."""
    return {
        (one.task, one.generator, one.repeat, verdict.step): verdict
        for one in result.episodes
        for verdict in one.verdicts
    }


def known_questions(run_dir: Path) -> set[Identity]:
    """What a label of this run can be of: the questions of all its judgements."""
    steps = read_steps(run_dir)
    results = (read_judged(run_dir, name) for name in judgements(run_dir))
    return {step.identity for result in results for step in as_judged(steps, result)}


def _of_episode(run_dir: Path, result: EpisodeResult) -> Iterator[LabelledStep]:
    try:
        evidence = read_evidence(run_dir / "episodes" / result.episode)
    except InputError:
        return  # an episode that failed on our side has none
    for index, info in enumerate(result.steps, start=1):
        seen = evidence.step(info.id)
        if seen is not None and seen.status == "performed" and seen.before and seen.after:
            yield _step(result, info, index, seen, seen.before, seen.after)


def _step(
    result: EpisodeResult, info: StepInfo, index: int, seen: StepEvidence, before: Snapshot, after: Snapshot
) -> LabelledStep:
    checkpoints = result.task_folder / "checkpoints"
    return LabelledStep(
        task=result.task,
        title=result.title,
        generator=result.generator,
        repeat=result.repeat,
        step=info.id,
        index=index,
        steps=len(result.steps),
        action=info.action,
        assertion=info.assertion,
        before=before.picture,
        after=after.picture,
        checkpoints=(checkpoints / f"{index - 1:02d}.png", checkpoints / f"{index:02d}.png"),
        evidence_sha256=evidence_sha256(seen),
        assertion_sha256=_assertion_sha256(info.assertion),
    )


def evidence_sha256(step: StepEvidence) -> str:
    """One hash of what a person sees of a step: the pictures and the words, before and after."""
    seen = [
        [shot.picture, [(word.text, *word.box, word.line) for word in shot.words]]
        for shot in (step.before, step.after)
        if shot is not None
    ]
    return sha256(json.dumps(seen).encode())


def _assertion_sha256(assertion: str | None) -> str:
    return sha256((assertion or "").encode())
