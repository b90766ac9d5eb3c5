"""Small pages in a real Chromium, for the tests that need one: `pytest_plugins = ["tests.pages"]`.

Tests are coroutines (`pytest.mark.anyio`); one Chromium serves a whole run. PYTEST_DONT_REWRITE: the tests
import it before pytest does.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from agents.browser.context import Setting
from agents.browser.launch import Chromium, launch
from agents.browser.limits import Limits
from agents.browser.session import Session, open_session
from agents.browser.site import Site
from tasks.evidence import Node, Snapshot
from tasks.store import PictureStore

T = TypeVar("T")

SETTING = Setting(width=800, height=600, seed=7, clock=datetime(2026, 3, 2, 9, tzinfo=UTC))
BRIEF = Limits(open=2.0, call=2.0)
"""For pages that hang: their limits are what such a test waits for."""


@dataclass
class Stage:
    """Shows pages, each in a session of its own."""

    chromium: Chromium
    folder: Path

    @property
    def pictures(self) -> PictureStore:
        return PictureStore(self.folder / "pictures")

    def site(self, html: str, files: Mapping[str, str | bytes] | None = None) -> Site:
        """A folder with `html` as its index.html, and further files."""
        folder = self.folder / "site"
        for name, content in {
            "index.html": f"<!doctype html><meta charset=utf-8>{html}",
            **(files or {}),
        }.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Site(folder)

    @asynccontextmanager
    async def session(
        self, html: str, files: Mapping[str, str | bytes] | None = None, limits: Limits | None = None
    ) -> AsyncIterator[Session]:
        """A session on a page that is not opened yet."""
        async with open_session(self.chromium, self.site(html, files), SETTING, limits) as session:
            yield session

    @asynccontextmanager
    async def show(
        self, html: str, files: Mapping[str, str | bytes] | None = None, limits: Limits | None = None
    ) -> AsyncIterator[Session]:
        """A session on a page that has been opened and has come to rest."""
        async with self.session(html, files, limits) as session:
            assert await session.open(), "the page never came to rest"
            yield session

    async def look(self, session: Session) -> Snapshot:
        """What the page shows now."""
        return await session.snapshot(self.pictures)

    async def seen(self, html: str, files: Mapping[str, str | bytes] | None = None) -> Snapshot:
        """What a page shows once it has come to rest."""
        async with self.show(html, files) as session:
            return await self.look(session)

    def png(self, snapshot: Snapshot) -> bytes:
        """The screenshot's bytes."""
        return self.pictures.path(snapshot.picture).read_bytes()


def text(snapshot: Snapshot) -> str:
    """All words that are seen, in the page's order."""
    return " ".join(word.text for word in snapshot.words)


def node(snapshot: Snapshot, role: str, name: str | None = None) -> Node:
    """The only node of that role (and name)."""
    found = [n for n in snapshot.nodes if n.role == role and name in (None, n.name)]
    assert len(found) == 1, f"{role} {name!r}: {found or snapshot.nodes}"
    return found[0]


async def timed(work: Awaitable[T]) -> tuple[T, float]:
    """What `work` gives, and the seconds of real time that it took."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    return await work, loop.time() - start


@pytest.fixture(scope="session")
async def chromium(anyio_backend: str) -> AsyncIterator[Chromium]:
    """One Chromium for all tests of a run."""
    async with launch() as started:
        yield started


@pytest.fixture
def stage(chromium: Chromium, tmp_path: Path) -> Stage:
    """Where a test shows its pages."""
    return Stage(chromium, tmp_path)
