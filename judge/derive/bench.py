"""Where derived pages are run: through the real operator, beside the reference."""

import asyncio
import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from agents.mutation import Candidate
from judge.browsers import BrowserPool
from judge.derive.label import HarnessFailedError, Labeller, Original, Outcome, Told
from judge.visual import TextReader
from tasks.errors import InputError
from tasks.evidence import Evidence
from tasks.files import sha256, tree_sha256, write_atomic
from tasks.loader import load_recording
from tasks.page import Page
from tasks.recording import Recording
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Task
from tasks.variants import Edit, write_edited

_VERSION = 1
"""Of the labelling; what an older one found is not taken over."""


class Bench:
    """Where candidates are run, each once: what it turned out to be is kept in `cache`."""

    def __init__(self, task: Task, folder: Path, cache: Path, workers: int) -> None:
        self.task = task
        self.folder = folder
        self.cache = cache
        self.pictures = PictureStore(folder / "pictures")
        self.recording: Recording | None = load_recording(task)
        self._of = [
            _VERSION,
            tree_sha256(task.reference_dir),
            sha256((task.folder / "task.yaml").read_bytes()),
        ]
        self._pool: BrowserPool | None = None
        self._workers = workers
        self._original: asyncio.Task[Original] | None = None

    async def outcome(self, candidate: Candidate) -> Outcome | None:
        """What the candidate is; None where something of ours failed twice."""
        edits = [edit.model_dump() for edit in candidate.edits]
        key = sha256(json.dumps([*self._of, candidate.looks, edits]).encode())
        path = self.cache / f"{key}.json"
        if path.is_file():
            with contextlib.suppress(ValueError):
                return Outcome.model_validate_json(path.read_text(encoding="utf-8"))
        for _ in range(2):
            with contextlib.suppress(HarnessFailedError):
                found = await self._run(candidate)
                write_atomic(path, found.model_dump_json(indent=2) + "\n")
                return found
        return None

    async def close(self) -> None:
        """End the browsers."""
        if self._original is not None:
            self._original.cancel()
            await asyncio.gather(self._original, return_exceptions=True)
        if self._pool is not None:
            await self._pool.close()

    @property
    def pool(self) -> BrowserPool:
        if self._pool is None:
            from judge.doctor import cache_folder

            reader = TextReader(cache_folder())
            self._pool = BrowserPool(self._workers, lambda key: reader.read(self.pictures.path(key)))
        return self._pool

    async def reference(self) -> Evidence:
        """The evidence of the reference itself. Raises InputError where it can't be used."""
        return (await self._reference()).evidence

    async def _run(self, candidate: Candidate) -> Outcome:
        original = await self._reference()
        place = self.folder / candidate.id
        page = self._page(place / "page", candidate.edits, candidate.id)
        labeller = Labeller(EvidenceWriter(place, self.pictures), original, looks=candidate.looks)
        try:
            async with self.pool.operator() as operator:
                await operator.operate(self.task, self.recording, page, labeller)
        except Told as told:
            return told.outcome
        return labeller.ended()

    async def _reference(self) -> Original:
        """The reference's evidence, twice; made at the first use."""
        if self._original is None:
            self._original = asyncio.create_task(self._twice())
        return await asyncio.shield(self._original)

    async def _twice(self) -> Original:
        runs: list[Evidence] = []
        for name in ("reference", "reference-again"):
            place = self.folder / name
            page = self._page(place / "page", (), name)
            async with self.pool.operator() as operator:
                writer = EvidenceWriter(place, self.pictures)
                runs.append(await operator.operate(self.task, self.recording, page, writer))
        try:
            return Original(runs[0], runs[1], self.pictures)
        except ValueError as error:
            raise InputError(f"{self.task.reference_dir}: {error}") from None

    def _page(self, folder: Path, edits: Sequence[Edit], name: str) -> Page:
        write_edited(self.task.reference_dir, edits, folder)
        return Page.of(folder, self.task.id, name)
