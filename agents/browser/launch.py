"""Starting Chromium so that an untrusted page can reach nothing."""

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, CDPSession, async_playwright

from agents.browser.chromium import find_chromium, is_root
from tasks.memory import keep_freed_memory

log = logging.getLogger(__name__)

# A dead proxy for everything, loopback included, and no way round it. `route` alone would leak
# WebSocket, STUN, WebTransport and TCP connects.
_SEALED = [
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-features=WebRtcHideLocalIpsWithMdns,NetworkPrediction,Translate,MediaRouter,OptimizationHints",
    "--dns-prefetch-disable",
    "--disable-quic",
    "--no-pings",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]

# The same pixels on every machine, as far as a browser allows. With partial raster what is painted anew
# meets what was painted before along edges that depend on when frames came: pixels differ run by run.
_STEADY = [
    "--disable-partial-raster",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--disable-smooth-scrolling",
    "--hide-scrollbars",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
]


@dataclass(frozen=True)
class Chromium:
    """A running browser. One worker owns it and has one episode in it at a time."""

    browser: Browser
    cdp_url: str
    """Where browser-use attaches."""
    devtools: CDPSession
    """DevTools' session with the browser as a whole."""

    async def work(self) -> float:
        """Seconds of processor time that its pages have taken so far, those of closed ones left out."""
        answer = await self.devtools.send("SystemInfo.getProcessInfo")
        return sum(float(one["cpuTime"]) for one in answer["processInfo"] if one["type"] == "renderer")

    @property
    def version(self) -> str:
        return self.browser.version

    def alive(self) -> bool:
        """False once the process is gone; the worker then starts another."""
        return self.browser.is_connected()


@asynccontextmanager
async def launch() -> AsyncIterator[Chromium]:
    """A hardened Chromium, closed at the end. Raises InputError where none is installed."""
    keep_freed_memory()
    found = find_chromium()
    port = _free_port()
    arguments = [*_SEALED, *_STEADY, f"--remote-debugging-port={port}"]
    root = is_root()
    if root:
        log.warning("running as root: Chromium starts without its sandbox")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=str(found.path), args=arguments, timeout=30_000, chromium_sandbox=not root
        )
        try:
            devtools = await browser.new_browser_cdp_session()
            await devtools.send("Target.setDiscoverTargets", {"discover": True})
            yield Chromium(browser, f"http://127.0.0.1:{port}", devtools)
        finally:
            await browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
