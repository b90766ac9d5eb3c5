"""What goes on beside what is seen: dialogs, popups, downloads, errors, refused requests."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, Download, Page

from tasks.evidence import Event

# A page that floods is recorded so far and no further.
_MOST_EVENTS = 200
_MOST_TEXT = 500
_POPUP_PREFIX = "iwr: window.open refused: "


class EventLog:
    """Collects a page's events; dialogs are dismissed, popups closed, downloads cancelled."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._pending: set[asyncio.Task[None]] = set()
        self.crashed = False

    def attach(self, context: BrowserContext, page: Page) -> None:
        """Listen to `page`, and to any other that its context opens."""
        page.on("dialog", self._dialog)
        page.on("download", self._download)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.add("page_error", str(error)))
        page.on("crash", lambda _: self._crash())
        context.on("page", self._popup)

    def add(self, kind: str, text: str) -> None:
        """Record one event."""
        if len(self._events) < _MOST_EVENTS:
            self._events.append(Event.model_validate({"kind": kind, "text": text[:_MOST_TEXT]}))

    def take(self) -> tuple[Event, ...]:
        """The events since the last call."""
        events = tuple(self._events)
        self._events.clear()
        return events

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    def _dialog(self, dialog: Dialog) -> None:
        self.add("dialog", f"{dialog.type}: {dialog.message}")
        self._later(dialog.dismiss())

    def _download(self, download: Download) -> None:
        self.add("download", download.suggested_filename)
        self._later(download.cancel())

    def _popup(self, page: Page) -> None:
        self.add("popup", page.url)
        self._later(page.close())

    def _console(self, message: ConsoleMessage) -> None:
        if message.text.startswith(_POPUP_PREFIX):
            self.add("popup", message.text.removeprefix(_POPUP_PREFIX))
        elif message.type == "error" and not message.text.startswith("Failed to load resource"):
            # (A missing resource is recorded as a refused request already.)
            self.add("console_error", message.text)

    def _crash(self) -> None:
        self.crashed = True
        self.add("crash", "the page's process ended")


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    # The page may be gone before its dialog is; there is nothing left to refuse then.
    try:
        async with asyncio.timeout(5):
            await work
    except Exception:
        return
