"""What goes on beside what is seen: dialogs, popups, downloads, errors, refused requests."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from playwright.async_api import ConsoleMessage, Dialog, Download, Frame, Page, Request

from tasks.evidence import Event
from tasks.task import DialogAnswer, PromptText

# A page that floods is recorded so far and no further.
_MOST_EVENTS = 200
_MOST_TEXT = 500
_STORM = 50  # dialogs within one step
_POPUP_PREFIX = "iwr: window.open refused: "


class EventLog:
    """Collects what a session's pages do; dialogs are answered, downloads cancelled."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._pending: set[asyncio.Task[None]] = set()
        self._requests: set[Request] = set()
        self.navigations = 0
        """How often a page has gone over to another document."""
        self._asked = 0
        self.answer: DialogAnswer = "accept"
        """What is answered to the dialogs that come: accept, dismiss, or a text for a prompt."""
        self.crashed = False

    def attach(self, page: Page) -> None:
        """Listen to a page."""
        page.on("dialog", self._dialog)
        page.on("download", self._download)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.add("page_error", str(error)))
        page.on("crash", lambda _: self._crash())
        page.on("framenavigated", self._navigated)
        page.on("request", lambda request: self._requests.add(request))
        page.on("requestfinished", lambda request: self._requests.discard(request))
        page.on("requestfailed", lambda request: self._requests.discard(request))

    @property
    def storming(self) -> bool:
        """Whether the page asks without end."""
        return self._asked >= _STORM

    @property
    def loading(self) -> bool:
        """Whether a request is on its way."""
        return bool(self._requests)

    def add(self, kind: str, text: str) -> None:
        """Record one event."""
        if len(self._events) < _MOST_EVENTS:
            self._events.append(Event.model_validate({"kind": kind, "text": text[:_MOST_TEXT]}))

    def take(self) -> tuple[Event, ...]:
        """The events since the last call."""
        events = tuple(self._events)
        self._events.clear()
        self._asked = 0
        return events

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    def _dialog(self, dialog: Dialog) -> None:
        self._asked += 1
        accept = self.answer != "dismiss" or dialog.type == "alert"
        text = self.answer.text if isinstance(self.answer, PromptText) and dialog.type == "prompt" else None
        given = dialog.default_value if text is None else text
        answered = {True: "accepted", False: "dismissed"}[accept] if text is None else f"answered {text!r}"
        self.add("dialog", f"{dialog.type}: {dialog.message} ({answered})")
        self._later(dialog.accept(given) if accept else dialog.dismiss())

    def _download(self, download: Download) -> None:
        self.add("download", download.suggested_filename)
        self._later(download.cancel())

    def _console(self, message: ConsoleMessage) -> None:
        if message.text.startswith(_POPUP_PREFIX):
            self.add("popup", message.text.removeprefix(_POPUP_PREFIX))
        elif message.type == "error" and not message.text.startswith("Failed to load resource"):
            # (A missing resource is recorded as a refused request already.)
            self.add("console_error", message.text)

    def _navigated(self, frame: Frame) -> None:
        self.navigations += frame.parent_frame is None

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
