"""The evidence that a rubric is checked on: out of a stored run, or made now with a browser."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from judge.visual import TextReader
from tasks.errors import InputError
from tasks.evidence import Evidence
from tasks.loader import check_files, load_recording
from tasks.store import EvidenceWriter, PictureStore, evidence_file, read_evidence
from tasks.task import Task
from tasks.variants import Variant, load_variants

Say = Callable[[str], None]
"""Hears what is being done."""


@dataclass(frozen=True)
class Gathered:
    """The reference's evidence, and that of the task's variants by their id."""

    reference: Evidence
    variants: Mapping[str, Evidence]
    pictures: PictureStore


def from_run(run: Path, task: Task) -> Gathered:
    """What a stored run has of the task: its reference, and as many variants by hand as there are.

    Not the derived ones: they test the rubrics, which must not be written with them in view.

    Raises InputError where the run has no evidence of the reference, or of another trajectory, or where a
    file that the trajectory uploads is missing.
    """
    from judge.plan import episode_id

    check_files(task)
    folder = run / "episodes"

    def stored(name: str) -> Evidence | None:
        episode = folder / episode_id(task.id, name, 1)
        return read_evidence(episode) if evidence_file(episode).is_file() else None

    reference = stored("reference")
    if reference is None:
        raise InputError(
            f"{folder}: no evidence of the reference of {task.id}; run it with the generator 'reference'"
        )
    if [step.step for step in reference.steps] != task.step_ids():
        raise InputError(
            f"{folder}: the evidence of {task.id} has other steps than its task.yaml; run it again"
        )
    found = {variant.id: stored(variant.id) for variant in load_variants(task, "hand")}
    return Gathered(
        reference,
        {name: evidence for name, evidence in found.items() if evidence is not None},
        PictureStore(run / "pictures"),
    )


async def from_browser(
    task: Task, folder: Path, reader: TextReader, say: Say, variants: Sequence[Variant] = ()
) -> Gathered:
    """Use the reference, and these variants, by the trajectory; the evidence is left in `folder`.

    Raises InputError where the task has no reference page, or lacks a file that the trajectory uploads.
    """
    from agents.generator.baselines import Reference
    from agents.generator.submission import VariantPage
    from judge.browsers import BrowserPool
    from judge.protocols import Generator

    if not (task.reference_dir / "index.html").is_file():
        raise InputError(f"{task.reference_dir}: no index.html to use; take stored evidence: --run RUN")
    check_files(task)
    pictures = PictureStore(folder / "pictures")
    recording = load_recording(task)
    generators: list[Generator] = [Reference(), *(VariantPage(variant) for variant in variants)]
    found: dict[str, Evidence] = {}
    pool = BrowserPool(1, lambda key: reader.read(pictures.path(key)))
    try:
        for number, generator in enumerate(generators, start=1):
            say(f"{task.id}: using {generator.name} ({number} of {len(generators)})")
            place = folder / str(number)
            page = await generator.generate(task, place / "page")
            async with pool.operator() as operator:
                writer = EvidenceWriter(place, pictures)
                found[generator.name] = await operator.operate(task, recording, page, writer)
    finally:
        await pool.close()
    reference = found.pop("reference")
    return Gathered(reference, found, pictures)
