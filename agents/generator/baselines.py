"""The generator that needs no model and makes no fault: the ceiling."""

from pathlib import Path

from tasks.page import Page
from tasks.task import Task
from tasks.variants import copy_page


class Reference:
    """The page of the recording itself: what a perfect generator would reach."""

    name = "reference"

    async def generate(self, task: Task, folder: Path) -> Page:
        """Copy the task's reference into `folder`."""
        copy_page(task.reference_dir, folder)
        return Page.of(folder, task.id, self.name)
