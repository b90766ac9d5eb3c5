"""The page as browser-use indexes it: it finds what the accessible tree leaves out.

browser-use attaches to the same Chromium over DevTools and only looks; it never acts here. Slower than
the tree (150 to 250 ms), so it is asked only when the tree was not enough.
"""

import asyncio
import atexit
import logging
import os
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from agents.browser.launch import Chromium
from agents.browser.session import Session
from agents.browser.site import ORIGIN
from agents.operator.grounding.elements import Element
from tasks.evidence import Word
from tasks.geometry import Box

log = logging.getLogger(__name__)

_SECONDS = 15.0
"""For attaching and looking once; the failure is ours, so a slow machine is given time."""
_DETACH_SECONDS = 5.0

SETTINGS = {
    "ANONYMIZED_TELEMETRY": "false",
    "BROWSER_USE_CLOUD_SYNC": "false",
    "BROWSER_USE_VERSION_CHECK": "false",
    "BROWSER_USE_DISABLE_EXTENSIONS": "1",
    "BROWSER_USE_CLOUD_HINTS": "false",
    "BROWSER_USE_SETUP_LOGGING": "false",
}
"""Environment that browser-use reads: with it, no outside host is looked up."""

WATCHDOGS = {
    "PopupsWatchdog": "popups_watchdog",
    "AboutBlankWatchdog": "aboutblank_watchdog",
    "DownloadsWatchdog": "downloads_watchdog",
    "PermissionsWatchdog": "permissions_watchdog",
    "StorageStateWatchdog": "storage_state_watchdog",
}
"""Parts of browser-use, and their modules, that would race with our own handling of dialogs and
downloads or open pages of their own; under a storm of alerts the session would hang."""

_ROLES = {"a": "link", "button": "button", "select": "combobox", "textarea": "textbox", "input": "textbox"}
_LABELS = ("aria-label", "title", "placeholder", "alt", "value")
_LEAST_AREA = 4.0


class IndexingFailed(Exception):
    """browser-use could not look at the page: a failure of ours, not of the page."""


class ElementIndex:
    """browser-use's view of one session's page, attached at the first use."""

    def __init__(self, chromium: Chromium, session: Session) -> None:
        self._chromium = chromium
        self._session = session
        self._attached: Any = None

    async def elements(self, words: Sequence[Word] | None = None) -> list[Element]:
        """The elements that one could act on, as browser-use finds them, in its order. It reads hidden text,
        too: given the visible `words`, what is written in an element counts where some of them stand in it.

        Raises IndexingFailed when it can't be attached or does not answer in time, PageFailed when that
        is because the page hangs.
        """
        try:
            attached = await self.attached()
            async with asyncio.timeout(_SECONDS):
                summary = await attached.get_browser_state_summary(include_screenshot=False)
        except Exception as error:
            await self._session.evaluate("true")
            raise IndexingFailed(f"browser-use could not look at the page: {error!r}") from error
        nodes = list(summary.dom_state.selector_map.values())
        return [one for node in nodes if (one := await self.element(node, words)) is not None]

    async def element(self, node: Any, words: Sequence[Word] | None = None) -> Element | None:
        """An element of browser-use's; None where it has no place on the page."""
        place = node.absolute_position  # in the viewport, whatever is scrolled
        if place is None or place.width * place.height < _LEAST_AREA:
            return None
        attributes: dict[str, str] = node.attributes or {}
        accessible = node.ax_node
        box = Box(place.x, place.y, place.width, place.height)
        seen = words is None or any(box.grown(1).holds(*word.box.center) for word in words)
        text = node.get_all_children_text().strip() if seen else ""
        names = [accessible.name if accessible else "", text, *(attributes.get(key, "") for key in _LABELS)]
        role = attributes.get("role") or (accessible.role if accessible else None)
        return Element(
            role=role or _ROLES.get(node.tag_name, "generic"),
            names=tuple(dict.fromkeys(name for name in names if name)),
            box=box,
            text=text,
            clickable=True,
            ref=await self._session.call(self._session.tab.adopt(node.backend_node_id), "finding an element"),
        )

    async def attached(self) -> Any:
        """browser-use's session on this page, attached at the first use. Raises what attaching raises."""
        # Importing it takes seconds, which no other page's time limits should have to bear.
        await asyncio.to_thread(load)
        if self._attached is None:
            async with asyncio.timeout(_SECONDS):
                await self._attach()
        return self._attached

    async def close(self) -> None:
        """Detach; the page and the browser stay."""
        if self._attached is not None:
            attached, self._attached = self._attached, None
            await _detach(attached)

    async def _attach(self) -> None:
        session_class, switch_tab = load()
        # Neither is used, but unless they are named each session leaves two new folders behind.
        scratch = Path(os.environ["BROWSER_USE_CONFIG_DIR"])
        attached = session_class(
            cdp_url=self._chromium.cdp_url,
            keep_alive=True,
            # Said of a browser that it does not start: otherwise it would set the size of every page there.
            headless=False,
            no_viewport=True,
            highlight_elements=False,
            dom_highlight_elements=False,
            captcha_solver=False,
            auto_download_pdfs=False,
            accept_downloads=False,
            enable_default_extensions=False,
            user_data_dir=scratch / "profile",
            downloads_path=scratch / "downloads",
            permissions=[],
            allowed_domains=[ORIGIN],
            minimum_wait_page_load_time=0,
            wait_for_network_idle_page_load_time=0,
            wait_between_actions=0,
        )
        try:
            await attached.start()
            cdp = await self._session.cdp()
            target = (await cdp.send("Target.getTargetInfo"))["targetInfo"]["targetId"]
            # It looks at the first page of the first context, whoever's that is.
            await attached.event_bus.dispatch(switch_tab(target_id=target))
            if attached.agent_focus_target_id != target:
                raise RuntimeError("it looks at another page")
        except BaseException:
            await _detach(attached)
            raise
        self._attached = attached


@cache
def load() -> tuple[Any, Any]:
    """Import browser-use so that it looks up no host and leaves the page alone: its session's class and
    the event that turns it to a page."""
    folder = tempfile.mkdtemp(prefix="iwr-browser-use-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(SETTINGS, BROWSER_USE_CONFIG_DIR=folder)
    # A patch of internals, pinned by a test.
    for name, module in WATCHDOGS.items():
        watchdog = getattr(import_module(f"browser_use.browser.watchdogs.{module}"), name)
        watchdog.attach_to_session = attach_nothing
    session = import_module("browser_use.browser.session").BrowserSession
    return session, import_module("browser_use.browser.events").SwitchTabEvent


def attach_nothing(watchdog: Any) -> None:
    """What stands for `attach_to_session` of a watchdog that is to watch nothing."""


async def _detach(attached: Any) -> None:
    """Let go, whatever state it is in. Not by its `stop()`, which may wait for a page that hangs: a bus that
    is still running then ignores that it is cancelled, and keeps the program from ending."""
    try:
        async with asyncio.timeout(_DETACH_SECONDS):
            await attached.event_bus.stop(timeout=0, clear=True)
            await attached.reset()
    except Exception as error:
        log.warning("browser-use did not detach: %r", error)
