"""Targets looked for on pages in a browser, there and absent."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from agents.browser.context import Setting
from agents.browser.launch import Chromium
from agents.browser.session import Session, open_session
from agents.browser.site import Site
from agents.operator.grounded import Grounded
from agents.operator.grounding.ranked import Hint
from agents.operator.ladder import Ladder
from agents.operator.rungs.indexed import ElementIndex
from tasks.store import PictureStore
from tests.grounding.result import Result
from tests.grounding.targets import HOWS, Labelled

SETTING = Setting(width=1280, height=800, seed=1, clock=datetime(2026, 3, 2, 9, tzinfo=UTC))

_ABOUT = 8  # CSS pixels; what has moved so near to a place is what "the icon" there now means


class Place:
    """A page that targets are looked for on, with the truth about it."""

    def __init__(self, session: Session, ladder: Ladder, pictures: PictureStore) -> None:
        self.session = session
        self._ladder = ladder
        self._pictures = pictures

    async def ask(self, call: str) -> Any:
        """What the truth's script says, in the page's own world."""
        return await self.session.page.evaluate(f"truth.{call}")

    @property
    def size(self) -> tuple[int, int]:
        """Of the viewport, in CSS pixels."""
        return SETTING.width, SETTING.height

    async def click(self, x: float, y: float) -> None:
        """Click there, and wait until nothing changes any more."""
        await self.session.page.mouse.click(x, y)
        await self.session.settle()
        await self.ask("save()")

    async def ready(self) -> None:
        """Put the truth's script into the page as it is now."""
        await self.session.page.evaluate(_truth())
        await self.ask("save()")

    async def ground(self, labelled: Labelled) -> Grounded:
        """Look for a target."""
        seen = await self.session.snapshot(self._pictures)
        return await self._ladder.ground(labelled.target, seen, Hint(), labelled.use)

    async def look_for(self, labelled: Labelled) -> Result:
        """Look for a target that is there."""
        grounded = await self.ground(labelled)
        outcome, detail = "not found", grounded.grounding.reason
        if grounded.reached is not None:
            right = await self._uses(labelled, grounded)
            outcome, detail = ("right" if right else "wrong"), _found(grounded)
        await self.restore()
        return _result(labelled.kind, labelled, outcome, detail, grounded)

    async def look_for_absent(self, labelled: Labelled) -> Result | None:
        """Look for a target that has been taken away; None where what is said of it now holds of another (of
        four, the third is there again) or where what was found still uses it (a hidden check box's label)."""
        if labelled.kind == "order":
            return None
        how = HOWS[int(hashlib.sha256(f"{labelled.page}/{labelled.id}".encode()).hexdigest(), 16) % len(HOWS)]
        gone = json.dumps(labelled.gone)
        await self.ask(f"absent({json.dumps(labelled.element)}, {gone}, {json.dumps(how)})")
        x, y = labelled.placed or (0, 0)
        if labelled.placed and await self.ask(f"another({x}, {y}, {_ABOUT})"):
            await self.restore()
            return None
        grounded = await self.ground(labelled)
        found = grounded.reached is not None
        if found and await self._uses(labelled, grounded):
            await self.restore()
            return None
        detail = f"{how}: " + (_found(grounded) if found else grounded.grounding.reason)
        await self.restore()
        return _result(
            f"absent: {labelled.kind}", labelled, "wrong" if found else "not found", detail, grounded
        )

    async def _uses(self, labelled: Labelled, grounded: Grounded) -> bool:
        x, y = grounded.point
        return bool(await self.ask(f"uses({json.dumps(labelled.element)}, {x}, {y})"))

    async def shows(self, labelled: Labelled) -> bool:
        """Whether the page still has the element."""
        return bool(await self.ask(f"there({json.dumps(labelled.element)})"))

    async def restore(self) -> None:
        """The page as it was."""
        await self.ask("restore()")


@asynccontextmanager
async def place(chromium: Chromium, folder: Path) -> AsyncIterator[Place]:
    """A folder's page, open."""
    with tempfile.TemporaryDirectory(prefix="iwr-grounding-") as scratch:
        pictures = PictureStore(Path(scratch))
        async with open_session(chromium, Site(folder), SETTING) as session:
            index = ElementIndex(chromium, session)
            try:
                await session.open()
                here = Place(session, Ladder(session, index, pictures=pictures), pictures)
                await here.ready()
                yield here
            finally:
                await index.close()


async def labelled_page(
    chromium: Chromium, path: Path, labels: Sequence[tuple[Labelled, str]]
) -> list[Result]:
    """All targets of a labelled page, there and absent."""
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="iwr-page-") as scratch:
        shutil.copyfile(path, Path(scratch) / "index.html")
        async with place(chromium, Path(scratch)) as here:
            for one, css in labels:
                if not await here.ask(f"put({json.dumps(one.element)}, truth.find({json.dumps(css)}))"):
                    raise RuntimeError(f"{path.name}: {one.id}: nothing matches {css}")
            results += [await here.look_for(one) for one, _ in labels]
            absent = [await here.look_for_absent(one) for one, _ in labels]
            results += [one for one in absent if one is not None]
    return results


def _result(mode: str, labelled: Labelled, outcome: Any, detail: str, grounded: Grounded) -> Result:
    grounding = grounded.grounding
    return Result(mode, labelled.page, labelled.id, outcome, detail, grounding.basis or "", grounding.close)


def _found(grounded: Grounded) -> str:
    chosen = grounded.grounding.chosen
    box = tuple(round(part) for part in chosen.box) if chosen else ()
    return f"{chosen.role} {chosen.name[:40]!r} {box}: {chosen.why}" if chosen else ""


@cache
def _truth() -> str:
    return (Path(__file__).parent / "truth.js").read_text(encoding="utf-8")
