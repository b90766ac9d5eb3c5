"""Drafting a task's rubric: derive pages of its reference on the spot, propose, try, choose."""

from dataclasses import dataclass
from pathlib import Path

from judge.derive import DerivedPages, derive_pages
from judge.draft.draft import draft_rubric
from judge.draft.trial import Trial
from judge.draft.write import draft_yaml
from judge.lint.gather import Say
from judge.visual import TextReader
from rubrics.loader import DRAFTED_FILE, rubric_file
from tasks.files import write_atomic
from tasks.loader import load_task
from tasks.task import Task

PAGES = 16
"""Pages that are derived for a draft, where nothing else is said."""


@dataclass(frozen=True)
class Drafted:
    """A draft that lies in its task's folder."""

    path: Path
    criteria: int
    pages: int
    """Derived pages that it was tried on."""
    undecided: tuple[str, ...]
    """Steps without a criterion: judged by whether the page changes as the recording's."""
    notes: tuple[str, ...]
    """What of the reference could not be mutated, and why, a sentence each."""


async def derive_trial(
    task: Task, reader: TextReader, pages: int, workers: int, folder: Path, say: Say
) -> tuple[Trial, DerivedPages]:
    """Derive so many pages of the task's reference, and use them; evidence is left in `folder`.

    Raises InputError where the reference can't be used.
    """
    found = await derive_pages(task, pages, workers, folder, say)
    return Trial(found.reference, found.pictures, reader, task.assets(), found.pages), found


async def write_draft(
    task: Task, reader: TextReader, pages: int, workers: int, folder: Path, say: Say
) -> Drafted:
    """Draft the rubric of a recorded task into its folder, in place of an earlier draft."""
    task = load_task(task.folder)  # recording may have moved the page
    trial, found = await derive_trial(task, reader, pages, workers, folder, say)
    draft = await draft_rubric(task, trial, say=say)
    path = task.folder / DRAFTED_FILE
    write_atomic(path, draft_yaml(task, draft))
    checkpoints = draft.rubric.checkpoints
    return Drafted(
        path=path,
        criteria=sum(len(one.criteria) for one in checkpoints.values()),
        pages=len(found.pages),
        undecided=tuple(step for step, one in checkpoints.items() if not one.criteria),
        notes=found.notes,
    )


def wants_draft(task: Task) -> bool:
    """Whether nobody has written a rubric for the task."""
    file = rubric_file(task)
    return file is None or file.name == DRAFTED_FILE
