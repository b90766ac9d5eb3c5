"""Making a task's derived variants: propose, run, label, choose."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agents.mutation import OPERATORS, Candidate, Proposal, propose, read_sources
from judge.derive.bench import Bench
from judge.derive.label import Outcome
from tasks.errors import InputError
from tasks.task import Task
from tasks.together import together
from tasks.variants import (
    Cosmetic,
    Equivalent,
    Labels,
    Mutant,
    Variant,
    load_variants,
)

_RUNS = 5
"""Candidates that are run at most for each variant that is wanted."""

Say = Callable[[str, int], None]
"""Hears what was found, and how many variants there are now."""


@dataclass(frozen=True)
class Made:
    """The variants, and what became of the candidates that are none."""

    variants: tuple[Variant, ...]
    candidates: int
    """All that there were."""
    tried: int
    dropped: int
    """Pages that can't be used at all, or look like another mutant."""
    spared: int
    """Right pages beyond the share that is wanted of them, and mutants beyond a step's share."""
    notes: tuple[str, ...]
    """What of the page could not be mutated, and why, a sentence each."""


@dataclass(frozen=True)
class Wanted:
    """How many variants; how many of them may be right pages, and mutants that fail at one step."""

    count: int

    @property
    def cosmetic(self) -> int:
        return self.count // 4

    @property
    def equivalent(self) -> int:
        return self.count // 8

    @property
    def a_step(self) -> int:
        return max(2, -(-self.count // 5))


def candidates_of(task: Task, seed: int, operators: Sequence[str] = ()) -> Proposal:
    """All candidates of the task's reference. Raises InputError where there is nothing to mutate."""
    found = propose(read_sources(task.reference_dir), seed, operators)
    if not found.candidates:
        raise InputError(f"{task.reference_dir}: nothing to mutate: {'; '.join(found.notes)}")
    return found


async def make_variants(
    task: Task,
    count: int,
    seed: int,
    operators: Sequence[str],
    workers: int,
    folder: Path,
    cache: Path,
    taken: frozenset[str],
    say: Say,
) -> Made:
    """Run candidates until `count` variants are found; evidence is left in `folder`.

    What a candidate turned out to be is kept in `cache` and never found out twice. Ids in `taken` are left
    out. The same arguments give the same variants, however many workers there are.
    """
    proposal = candidates_of(task, seed, operators)
    bench = Bench(task, folder, cache, workers)
    try:
        return await choose_variants(bench, proposal, count, workers, taken, say)
    finally:
        await bench.close()


async def choose_variants(
    bench: Bench, proposal: Proposal, count: int, workers: int, taken: frozenset[str], say: Say
) -> Made:
    """Run what is proposed until there are `count` variants; see `make_variants`."""
    task = bench.task
    found = [one for one in proposal.candidates if one.id not in taken]
    chosen = _Chosen(Wanted(count))
    running: deque[tuple[Candidate, asyncio.Task[Outcome | None]]] = deque()
    waiting = deque(found[: _RUNS * count])
    while (waiting or running) and not chosen.full:
        while waiting and len(running) < workers:
            candidate = waiting.popleft()
            if not chosen.needless(candidate):
                running.append((candidate, asyncio.create_task(bench.outcome(candidate))))
        if running:
            candidate, task_ = running.popleft()
            chosen.take(candidate, await task_)
            say(f"{task.id}: {candidate.id}", len(chosen.variants))
    for _, left in running:
        left.cancel()
    await asyncio.gather(*(left for _, left in running), return_exceptions=True)
    return chosen.made(len(found), proposal.notes)


class _Chosen:
    """The variants so far."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.variants: list[Variant] = []
        self.tried = self.dropped = self.spared = 0
        self._seen: set[str] = set()
        self._steps: Counter[str | None] = Counter()
        self._spare: list[Variant] = []

    @property
    def full(self) -> bool:
        return len(self.variants) >= self.wanted.count

    def needless(self, candidate: Candidate) -> bool:
        """Whether there are right pages enough already, and this one would nearly surely be one more."""
        return OPERATORS[candidate.operator].looks and self._kinds()["cosmetic"] >= self.wanted.cosmetic

    def take(self, candidate: Candidate, outcome: Outcome | None) -> None:
        self.tried += 1
        # (Asked again: it may have been started before that was known, and the workers' number is no matter.)
        if self.needless(candidate):
            self.spared += 1
            return
        if outcome is None or outcome.kind == "dropped" or self._twin(outcome):
            self.dropped += 1
            return
        kinds = self._kinds()
        if outcome.kind != "mutant" and kinds[outcome.kind] >= getattr(self.wanted, outcome.kind):
            self.spared += 1
            return
        self._seen.add(outcome.signature)
        variant = variant_of(candidate, outcome)
        if outcome.kind == "mutant" and self._steps[outcome.step] >= self.wanted.a_step:
            self.spared += 1
            self._spare.append(variant)
            return
        self._steps[outcome.step] += outcome.kind == "mutant"
        self.variants.append(variant)

    def made(self, candidates: int, notes: tuple[str, ...]) -> Made:
        """The variants, filled up with mutants beyond their step's share where there are too few."""
        order = list(OPERATORS)
        chosen = [*self.variants, *self._spare][: self.wanted.count]
        variants = sorted(chosen, key=lambda one: (order.index(one.operator or ""), one.id))
        return Made(tuple(variants), candidates, self.tried, self.dropped, self.spared, notes)

    def _twin(self, outcome: Outcome) -> bool:
        return outcome.kind != "equivalent" and outcome.signature in self._seen

    def _kinds(self) -> Counter[str]:
        return Counter(one.kind for one in self.variants)


@dataclass(frozen=True)
class Checked:
    """A derived variant, run again."""

    variant: Variant
    outcome: Outcome | None
    """What it is seen to be now; None where something of ours failed."""

    @property
    def holds(self) -> bool:
        """Whether it still differs where its label says that it was seen to."""
        if self.outcome is None:
            return False
        if isinstance(self.variant, Equivalent):
            return self.outcome.kind == "equivalent"
        same_kind = self.variant.reviewed or self.outcome.kind == self.variant.kind
        return same_kind and self.outcome.step == self.variant.differs_at


async def check_variants(task: Task, workers: int, folder: Path, cache: Path, say: Say) -> list[Checked]:
    """Run the task's derived variants again, in the order of their file: does each still differ where it did?

    A reference, trajectory or browser that has changed may have moved a label. Evidence is left in `folder`;
    what was found out with the same page and trajectory is taken from `cache`.
    """
    bench = Bench(task, folder, cache, workers)
    done = 0

    async def check(variant: Variant) -> Checked:
        nonlocal done
        operator = variant.operator or ""
        looks = operator in OPERATORS and OPERATORS[operator].looks
        candidate = Candidate(variant.id, operator, variant.about, variant.edits, looks)
        outcome = await bench.outcome(candidate)
        done += 1
        say(f"{task.id}: {variant.id}", done)
        return Checked(variant, outcome)

    try:
        return await together(map(check, load_variants(task, "derived")))
    finally:
        await bench.close()


def variant_of(candidate: Candidate, outcome: Outcome) -> Variant:
    """The candidate with its label."""
    seen = f"Step {outcome.step}: {outcome.said}." if outcome.step else f"{outcome.said.capitalize()}."
    common: dict[str, Any] = {
        "id": candidate.id,
        "about": f"{candidate.about} {seen}",
        "operator": candidate.operator,
        "edits": candidate.edits,
    }
    if outcome.kind == "equivalent":
        return Equivalent(kind="equivalent", **common)
    common["differs_at"] = outcome.step
    if outcome.kind == "cosmetic":
        return Cosmetic(kind="cosmetic", first_differs=outcome.step or "", **common)
    return Mutant(kind="mutant", fault=candidate.operator, first_fail=outcome.step or "", **common)


def derived_yaml(variants: Sequence[Variant]) -> str:
    """`derived.yaml`."""
    plain = Labels(variants=tuple(variants)).model_dump(mode="json", exclude_defaults=True)
    head = (
        "# Written by `iwr variants make`; a label that was corrected by hand is marked `reviewed: true`,\n"
        "# and `differs_at` keeps what was measured.\n"
    )
    return head + yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=110)
