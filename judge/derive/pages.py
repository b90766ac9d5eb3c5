"""Pages derived on the spot, with their evidence: what a drafted rubric is tried on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agents.mutation import propose, read_sources, restyled
from judge.derive.bench import Bench
from judge.derive.label import Outcome
from judge.derive.make import choose_variants
from tasks.evidence import Evidence
from tasks.store import PictureStore, read_evidence
from tasks.task import Task
from tasks.together import together
from tasks.variants import Mutant

Say = Callable[[str], None]
"""Hears what is being done."""
_SEED = 20
"""Of the candidates: another one than that of `iwr variants make`, so that rubrics are not drafted with what
they are tested on."""
_OTHER_WORDS = ("change_text", "swap_image")
"""Operators whose pages say or show something else from the start: what is asked of the reference they need
not meet, though they behave alike."""


@dataclass(frozen=True)
class DerivedPage:
    """What was seen of a derived page."""

    evidence: Evidence
    first_fail: str | None
    """The step that must be the first to fail; None: none must."""
    equivalent: bool
    """Whether all that is asked of the reference must hold here, too, before that step."""


@dataclass(frozen=True)
class DerivedPages:
    """The reference's evidence, and what was seen of derived pages."""

    reference: Evidence
    pages: tuple[DerivedPage, ...]
    pictures: PictureStore
    notes: tuple[str, ...]
    """What of the page could not be mutated, and why, a sentence each."""


async def derive_pages(task: Task, count: int, workers: int, folder: Path, say: Say) -> DerivedPages:
    """Derive `count` variants of the task's reference and restyle it; all evidence is left in `folder`.

    Raises InputError where the reference can't be used.
    """
    bench = Bench(task, folder, folder / "outcomes", workers)

    def told(text: str, done: int) -> None:
        say(f"{text} ({done} of {count})")

    try:
        say(f"{task.id}: using the reference")
        reference = await bench.reference()
        page = read_sources(task.reference_dir)
        looks = restyled(page)
        outcomes = await together(bench.outcome(one) for one in looks)
        made = await choose_variants(bench, propose(page, _SEED), count, workers, frozenset(), told)
    finally:
        await bench.close()
    pages = [
        _restyled(read_evidence(folder / one.id), outcome)
        for one, outcome in zip(looks, outcomes, strict=True)
        if outcome is not None and outcome.kind != "dropped"
    ]
    pages += [
        DerivedPage(
            evidence=read_evidence(folder / one.id),
            first_fail=one.first_fail if isinstance(one, Mutant) else None,
            equivalent=one.operator not in _OTHER_WORDS,
        )
        for one in made.variants
    ]
    return DerivedPages(reference, tuple(pages), bench.pictures, made.notes)


def _restyled(evidence: Evidence, outcome: Outcome) -> DerivedPage:
    """Of a page whose style breaks a step, what comes before it is right all the same."""
    if outcome.kind == "mutant":
        evidence = evidence.model_copy(update={"steps": evidence.steps[:-1]})
    return DerivedPage(evidence, None, equivalent=True)
