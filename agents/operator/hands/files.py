"""Choosing a file: by a file field, a button that asks for one, or a place to drop it."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import FileChooser

from agents.browser.session import Session
from agents.operator.grounded import Grounded
from agents.operator.hands.pointer import Infeasible, Pointer

_ASKED_SECONDS = 2.0  # of real time until a click has made the page ask for a file


@dataclass(frozen=True)
class Files:
    """Uploads in one session."""

    session: Session
    pointer: Pointer

    async def upload(self, file: Path, at: Grounded) -> None:
        """Give the page the file. Raises Infeasible where nothing takes one."""
        if not file.is_file():
            raise FileNotFoundError(f"{file}: the task's trajectory uploads it, and it is not there")
        ref = at.element.ref
        control = await self.session.evaluate(f"iwr.kind({json.dumps(ref)})") if ref else {"kind": ""}
        if control["kind"] == "file":
            if control["disabled"]:
                raise Infeasible("the file field is disabled")
            await self.pointer.hover(at.point)
            call = self.session.tab.set_files(control["ref"], str(file))
            await self.session.call(call, "choosing a file")
            return
        chooser = await self._asked_for(at)
        if chooser is not None:
            await self.session.call(chooser.set_files(file), "choosing a file")
            return
        await self._drop(file, at)

    async def _asked_for(self, at: Grounded) -> FileChooser | None:
        """Click, and see whether the page asks for a file."""
        asked: asyncio.Future[FileChooser] = asyncio.get_running_loop().create_future()
        page = self.session.page

        def take(chooser: FileChooser) -> None:
            if not asked.done():
                asked.set_result(chooser)

        page.on("filechooser", take)
        try:
            await self.pointer.click(at.point)
            await self.session.settle()
            async with asyncio.timeout(_ASKED_SECONDS):
                return await asked
        except TimeoutError:
            return None
        finally:
            page.remove_listener("filechooser", take)

    async def _drop(self, file: Path, at: Grounded) -> None:
        """Drag the file in from outside and drop it."""
        cdp, (x, y) = await self.session.cdp(), at.point
        data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        try:
            for kind in ("dragEnter", "dragOver", "drop"):
                event = {"type": kind, "x": x, "y": y, "data": data}
                await self.session.call(cdp.send("Input.dispatchDragEvent", event), "dropping a file")
        except PlaywrightError as error:
            raise Infeasible(f"nothing there takes a file: {error.message.splitlines()[0]}") from None
