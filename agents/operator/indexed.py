"""The page as browser-use indexes it: it finds what the accessible tree leaves out.

browser-use attaches to the same Chromium over DevTools and only looks; it never acts here. Slower than
the tree (150 to 250 ms), so it is asked only when the tree was not enough.
"""

import asyncio
import logging
import os
import tempfile
from typing import Any

from agents.browser.launch import Chromium
from agents.browser.limits import Limits
from agents.browser.session import Session
from agents.browser.site import ORIGIN
from agents.operator.things import Thing
from tasks.geometry import Box

log = logging.getLogger(__name__)

# Read by browser-use when it is imported: nothing of it may look up an outside host.
_SETTINGS = {
    "ANONYMIZED_TELEMETRY": "false",
    "BROWSER_USE_CLOUD_SYNC": "false",
    "BROWSER_USE_VERSION_CHECK": "false",
    "BROWSER_USE_DISABLE_EXTENSIONS": "1",
    "BROWSER_USE_CLOUD_HINTS": "false",
    "BROWSER_USE_SETUP_LOGGING": "false",
}

# These watchdogs race with our own handling of dialogs and downloads, or open pages of their own; with
# a storm of alerts the session hangs. A patch of internals, pinned by a test.
_WATCHDOGS = (
    ("popups_watchdog", "PopupsWatchdog"),
    ("aboutblank_watchdog", "AboutBlankWatchdog"),
    ("downloads_watchdog", "DownloadsWatchdog"),
    ("permissions_watchdog", "PermissionsWatchdog"),
    ("storage_state_watchdog", "StorageStateWatchdog"),
)


class IndexingFailed(Exception):
    """browser-use could not look at the page: a failure of ours, not of the page."""


class ElementIndex:
    """browser-use's view of one session's page, attached at the first use."""

    def __init__(self, chromium: Chromium, session: Session) -> None:
        self._chromium = chromium
        self._session = session
        self._attached: Any = None

    async def things(self) -> list[Thing]:
        """The elements that browser-use finds, visible ones first in document order.

        Raises IndexingFailed when it can't be attached or does not answer in time.
        """
        try:
            async with asyncio.timeout(Limits().open):
                attached = await self._attach()
                summary = await attached.get_browser_state_summary(include_screenshot=False)
        except Exception as error:
            raise IndexingFailed(f"{type(error).__name__}: {error}") from error
        nodes = summary.dom_state.selector_map.values()
        scroll = await self._session.evaluate("[scrollX, scrollY]")
        return [thing for node in nodes if (thing := _thing(node, scroll)) is not None]

    async def close(self) -> None:
        """Detach; the page and the browser stay."""
        if self._attached is None:
            return
        try:
            async with asyncio.timeout(5):
                await self._attached.stop()
        except Exception as error:
            log.warning("browser-use did not detach: %s", error)
        self._attached = None

    async def _attach(self) -> Any:
        if self._attached is None:
            session_class, switch_tab = _browser_use()
            setting = self._session.setting
            attached = session_class(
                cdp_url=self._chromium.cdp_url,
                keep_alive=True,
                headless=True,
                highlight_elements=False,
                dom_highlight_elements=False,
                captcha_solver=False,
                auto_download_pdfs=False,
                accept_downloads=False,
                enable_default_extensions=False,
                user_data_dir=None,
                permissions=[],
                allowed_domains=[ORIGIN],
                minimum_wait_page_load_time=0,
                wait_for_network_idle_page_load_time=0,
                wait_between_actions=0,
                # It would force 1920x1080 on the page otherwise.
                viewport={"width": setting.width, "height": setting.height},
            )
            await attached.start()
            target = (await (await self._session.cdp()).send("Target.getTargetInfo"))["targetInfo"]["targetId"]
            # It focuses the first page of the first context, whoever's that is.
            await attached.event_bus.dispatch(switch_tab(target_id=target))
            if attached.agent_focus_target_id != target:
                raise RuntimeError("browser-use looks at another page")
            self._attached = attached
        return self._attached


def _browser_use() -> tuple[Any, Any]:
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("BROWSER_USE_CONFIG_DIR", tempfile.mkdtemp(prefix="iwr-browser-use-"))
    import importlib

    from browser_use.browser.events import SwitchTabEvent
    from browser_use.browser.session import BrowserSession

    for module, name in _WATCHDOGS:
        watchdog = getattr(importlib.import_module(f"browser_use.browser.watchdogs.{module}"), name)
        watchdog.attach_to_session = _attach_nothing
    return BrowserSession, SwitchTabEvent


def _attach_nothing(self: Any) -> None:
    """A watchdog that watches nothing."""


_ROLES = {"a": "link", "button": "button", "select": "combobox", "textarea": "textbox", "img": "img"}


def _thing(node: Any, scroll: list[float]) -> Thing | None:
    place = node.absolute_position
    if place is None or place.width * place.height < 4:
        return None
    attributes: dict[str, str] = node.attributes or {}
    accessible = node.ax_node.name if node.ax_node and node.ax_node.name else ""
    text = node.get_all_children_text().strip()
    labels = [
        accessible,
        text,
        *(attributes.get(key, "") for key in ("aria-label", "title", "placeholder", "alt", "value")),
    ]
    role = attributes.get("role") or (node.ax_node.role if node.ax_node and node.ax_node.role else None)
    return Thing(
        role=role or _ROLES.get(node.tag_name, "textbox" if node.tag_name == "input" else "generic"),
        labels=tuple(dict.fromkeys(label for label in labels if label)),
        box=Box(place.x - scroll[0], place.y - scroll[1], place.width, place.height),
        text=text,
        clickable=True,
        backend=node.backend_node_id,
    )
