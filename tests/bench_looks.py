"""What it costs to ask the screenshot which words can be read; a part of `make bench`."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from rich.console import Console
from rich.table import Table

from agents.browser.context import Setting
from agents.browser.ink import Ink
from agents.browser.launch import launch
from agents.browser.perceive import legible
from agents.browser.session import Session, open_session
from agents.browser.site import Site
from tasks.loader import load_task, suite_dir
from tasks.store import PictureStore

TASKS = ("game-2048", "kanban-board")
LOOKS = 100


async def looks(console: Console) -> None:
    """Print the table: a look is what follows an action, settling and capturing."""
    table = Table("page", "look ms", "of it ink ms", "share", title=f"what can be read, {LOOKS} looks")
    async with launch() as chromium:
        for name in TASKS:
            task = load_task(suite_dir() / name)
            site = Site(task.reference_dir, task.assets_dir)
            async with open_session(chromium, site, Setting.of(task)) as session:
                await session.open()
                look, ink = await _timed(session)
            table.add_row(name, f"{look:.1f}", f"{ink:.1f}", f"{100 * ink / look:.1f} %")
    console.print(table)


async def _timed(session: Session) -> tuple[float, float]:
    """Medians in milliseconds: a whole look, and what the ink takes of it."""
    watch = _Watch()
    looks = []
    read, told = watch.timed(Ink), watch.timed(legible)
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch("agents.browser.session.Ink", read),
        mock.patch("agents.browser.session.legible", told),
    ):
        pictures = PictureStore(Path(folder))
        for _ in range(LOOKS):
            start = time.perf_counter()
            await session.snapshot(pictures, await session.settle())
            looks.append((time.perf_counter() - start) * 1000)
            watch.next()
    return statistics.median(looks), statistics.median(watch.rounds)


class _Watch:
    """Adds up what some functions take, round by round."""

    def __init__(self) -> None:
        self.rounds: list[float] = []
        """Milliseconds."""
        self._spent = 0.0

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*arguments)
            finally:
                self._spent += (time.perf_counter() - start) * 1000

        return call

    def next(self) -> None:
        """Begin the next round."""
        self.rounds.append(self._spent)
        self._spent = 0.0
