"""Pages that exist already: variants with a known outcome, and submissions from outside."""

from dataclasses import dataclass
from pathlib import Path

from tasks.errors import InputError
from tasks.page import Page
from tasks.task import Task
from tasks.variants import Variant, copy_page, write_variant


@dataclass(frozen=True)
class VariantPage:
    """A variant of the task's own."""

    variant: Variant

    @property
    def name(self) -> str:
        return self.variant.id

    async def generate(self, task: Task, folder: Path) -> Page:
        """Write the variant's page into `folder`."""
        return write_variant(task, self.variant, folder)


@dataclass(frozen=True)
class Submission:
    """A page from outside."""

    name: str
    source: Path

    async def generate(self, task: Task, folder: Path) -> Page:
        """Copy the submitted folder."""
        copy_page(self.source, folder)
        return Page.of(folder, task.id, self.name)


def find_submissions(folder: Path, tasks: list[Task]) -> dict[str, list[Submission]]:
    """By task id: the pages below `folder`.

    Either `<task id>/<generator name>/index.html` (the public benchmark's layout) or `<task id>/index.html`,
    or, with one task, a folder that holds an index.html itself. Raises InputError where there is none.
    """
    if not folder.is_dir():
        raise InputError(f"--submissions: {folder}: no such folder")
    if (folder / "index.html").is_file():
        if len(tasks) != 1:
            raise InputError(
                f"--submissions: {folder}: one page for {len(tasks)} tasks; name its task with --tasks, "
                "or lay pages out as <task id>/<generator name>/index.html"
            )
        return {tasks[0].id: [Submission(folder.resolve().name, folder)]}
    found: dict[str, list[Submission]] = {}
    for task in tasks:
        pages = folder / task.id
        if (pages / "index.html").is_file():
            # A page without a generator's name; what lies below it is its own.
            found[task.id] = [Submission("submission", pages)]
        elif named := sorted(path.parent for path in pages.glob("*/index.html")):
            found[task.id] = [Submission(page.name, page) for page in named]
    if not found:
        raise InputError(
            f"--submissions: {folder}: no page for any of the tasks {', '.join(t.id for t in tasks[:5])}; "
            "expected index.html, or <task id>/<generator name>/index.html"
        )
    return found
