"""Where the targets come from, page by page, so that pages can be measured side by side."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from agents.browser.launch import launch
from tasks.loader import find_tasks, suite_dir
from tasks.task import Task
from tasks.variants import copy_page, load_variants, write_variant
from tests.grounding.automatic import automatic
from tests.grounding.crossed import crossed
from tests.grounding.live import labelled_page
from tests.grounding.result import Result
from tests.grounding.targets import further_pages, split
from tests.zoo.measure import bench
from tests.zoo.zoo import HALVES, Half, archive, archives, libraries, unpack

Source = Literal["recordings", "further", "zoo", "suite"]


@dataclass(frozen=True)
class Job:
    """A page whose targets are looked for; of recordings all pages of one half."""

    source: Source
    page: str
    pages: tuple[str, ...] = ()


def jobs(half: Half | None) -> Iterator[Job]:
    """All there is to measure in one half, or in both; what takes longest first."""
    for one in HALVES:
        if half in (None, one):
            yield Job("recordings", one, tuple(libraries(one)))
    halves = split()
    for path, _ in further_pages():
        if half in (None, halves[path.stem]):
            yield Job("further", path.stem)
    for path in archives():
        if half in (None, halves.get(path.stem)) and path.stem in halves:
            yield Job("zoo", path.stem)
    if half != "test":  # the suite is what the operator was built on from the start
        yield from (Job("suite", f"{task.id}/{name}") for task, name in _right_pages())


def measure(job: Job) -> list[Result]:
    """Look for all targets of a page."""
    with tempfile.TemporaryDirectory(prefix="iwr-grounding-") as scratch:
        found = asyncio.run(_measure(job, Path(scratch)))
    return [replace(one, source=job.source) for one in found]


async def _measure(job: Job, folder: Path) -> list[Result]:
    if job.source == "recordings":
        async with bench(folder) as pages:
            return await crossed(pages, job.pages)
    async with launch() as chromium:
        if job.source == "further":
            path, labels = next(one for one in further_pages() if one[0].stem == job.page)
            return await labelled_page(chromium, path, labels)
        if job.source == "zoo":
            unpack(archive(job.page), folder)
        else:
            _write(job.page, folder)
        return await automatic(chromium, job.page, folder)


def _right_pages() -> Iterator[tuple[Task, str]]:
    """The suite's references, and the other pages that do all that they should, made by hand."""
    for task in find_tasks([suite_dir()]):
        yield task, "reference"
        for variant in load_variants(task, "hand"):
            if variant.kind == "equivalent":
                yield task, variant.id


def _write(page: str, folder: Path) -> None:
    task, name = next((task, name) for task, name in _right_pages() if page == f"{task.id}/{name}")
    if name == "reference":
        copy_page(task.reference_dir, folder)
    else:
        write_variant(task, next(one for one in load_variants(task) if one.id == name), folder)
