"""Labelled steps: what a judge said of each, beside what was known beforehand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from agents.generator.adversaries import ADVERSARIES
from judge.calibration.model import SplitName, Truth
from judge.config import SplitConfig
from judge.results import EpisodeResult, RunResult
from rubrics.verdict import Value, Verdict
from tasks.errors import InputError
from tasks.loader import TASK_FILE, load_task
from tasks.variants import Mutant, Variant, load_variants

Origin = Literal["reference", "equivalent", "cosmetic", "mutant", "adversary"]

MUST_PASS: frozenset[Origin] = frozenset({"reference", "equivalent", "cosmetic"})
"""Pages whose every step must pass."""

REFERENCE = "reference"


@dataclass(frozen=True)
class Case:
    """One labelled step of one episode, with what the judge said of it."""

    task: str
    variant: str
    """The page: a variant's id, `reference`, or an adversary."""
    repeat: int
    step: str
    index: int
    """Its place in the trajectory, from 1."""
    action: str
    """The kind of action: click, type, drag …"""
    criteria: tuple[str, ...]
    """The types of the criteria by which any episode's step was judged, sorted."""
    origin: Origin
    operator: str | None
    """The mutation operator; None for a page written by hand."""
    split: SplitName
    truth: Truth
    value: Value
    confidence: float | None
    """Of the verdict, from 0 to 1, where the judge has one."""
    reason: str
    ambiguous: bool = False
    """Whether the label of its page could be argued either way."""

    @property
    def page(self) -> tuple[str, str, int]:
        """The episode that it is of."""
        return self.task, self.variant, self.repeat

    @property
    def p_pass(self) -> float | None:
        """How probable the judge holds it that the step is right: its confidence in a pass, and the rest
        of its confidence in a fail. None for an unknown verdict, or without a confidence."""
        if self.confidence is None or self.value == "unknown":
            return None
        # 1 - 0.9 is a little below 0.1, and would stand in the bin before.
        return self.confidence if self.value == "pass" else round(1.0 - self.confidence, 12)


@dataclass(frozen=True)
class _Label:
    """What is known of a page beforehand."""

    origin: Origin
    operator: str | None
    first_fail: str | None
    """The step that must be the first to fail; None: all must pass."""
    ambiguous: bool = False
    seen: bool = True
    """Whether rubrics or judge were made with it in view."""


def cases_of(result: RunResult, split: SplitConfig) -> list[Case]:
    """The labelled steps of a run, in the order of its episodes and steps.

    Of the reference, equivalents and cosmetic variants every step must pass; of a mutant every step before
    the labelled one must pass and that one must fail, and the later ones have no label; of an adversary the
    first step must fail. Labels are those that the tasks have now. The verdict is the whole's: where the
    operator could not carry out a step, or a gate of the profile fails it, that is a fail like any other. A
    step without a verdict is unknown.
    An episode whose page has no label has no cases.

    Raises InputError where a task can't be read any more, or has no such step.
    """
    tasks = {episode.task_folder: episode for episode in result.episodes}
    known = {folder: _KnownTask.of(episode) for folder, episode in tasks.items()}
    criteria = _criteria(result.episodes)
    return [
        case
        for episode in result.episodes
        for case in _cases(episode, known[episode.task_folder], split, criteria)
    ]


@dataclass(frozen=True)
class _KnownTask:
    """What a task's files say now."""

    actions: Mapping[str, str]
    """By step, the kind of action."""
    variants: Mapping[str, Variant]

    @classmethod
    def of(cls, episode: EpisodeResult) -> "_KnownTask":
        task = load_task(episode.task_folder)
        if task.step_ids() != [step.id for step in episode.steps]:
            raise InputError(
                f"{task.folder / TASK_FILE}: its steps are not those of the run any more; run it anew"
            )
        actions = {step.id: step.action for step in task.trajectory}
        return cls(actions, {variant.id: variant for variant in load_variants(task)})


def _cases(
    episode: EpisodeResult,
    task: _KnownTask,
    split: SplitConfig,
    criteria: Mapping[tuple[str, str], Sequence[str]],
) -> Iterator[Case]:
    label = _label(episode, task.variants)
    if label is None:
        return
    verdicts = {verdict.step: verdict for verdict in episode.verdicts}
    values, gated = episode.values, episode.score.gated if episode.score else {}
    for index, step in enumerate(episode.steps, start=1):
        verdict = verdicts.get(step.id)
        fails = step.id == label.first_fail
        yield Case(
            task=episode.task,
            variant=episode.generator,
            repeat=episode.repeat,
            step=step.id,
            index=index,
            action=task.actions[step.id],
            criteria=tuple(criteria.get((episode.task, step.id), ())),
            origin=label.origin,
            operator=label.operator,
            split=_split(label, episode.task, split),
            truth="fail" if fails else "pass",
            value=values.get(step.id, "unknown"),
            confidence=verdict.confidence if verdict and step.id not in gated else None,
            reason=_reason(verdict, gated.get(step.id, ()), episode.failure),
            ambiguous=label.ambiguous,
        )
        if fails:
            return


def _reason(verdict: Verdict | None, gates: Sequence[str], failure: str | None) -> str:
    if gates:
        return f"a gate of the profile fails it: {', '.join(gates)}"
    return verdict.reason if verdict else failure or "without a verdict"


def _label(episode: EpisodeResult, variants: Mapping[str, Variant]) -> _Label | None:
    if episode.expected is None:
        return None
    if episode.generator in ADVERSARIES:
        return _Label("adversary", None, episode.steps[0].id)
    if episode.generator == REFERENCE:
        return _Label("reference", None, None)
    variant = variants.get(episode.generator)
    if variant is None:
        return None
    first_fail = variant.first_fail if isinstance(variant, Mutant) else None
    seen = variant.operator is None or variant.seen
    return _Label(variant.kind, variant.operator, first_fail, variant.ambiguous, seen)


def _split(label: _Label, task: str, split: SplitConfig) -> SplitName:
    listed = task in split.tasks and label.operator in split.operators
    return "tuning" if label.seen or listed else "test"


def _criteria(episodes: Sequence[EpisodeResult]) -> dict[tuple[str, str], list[str]]:
    """By task and step, the types of criteria that any verdict on it names; an operator names none."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for episode in episodes:
        for verdict in episode.verdicts:
            found[episode.task, verdict.step] |= _types(verdict)
    return {key: sorted(types) for key, types in found.items()}


def _types(verdict: Verdict) -> set[str]:
    own = {finding.criterion.partition(":")[0] for finding in verdict.findings}
    return own.union(*(_types(member) for member in verdict.members))
