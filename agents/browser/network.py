"""What a page gets when it asks for something: the files of its site, and nothing else."""

import re
from contextlib import suppress

from playwright.async_api import BrowserContext, Request, Route, WebSocketRoute
from playwright.async_api import Error as PlaywrightError

from agents.browser.events import EventLog
from agents.browser.site import ORIGIN, Site, content_type, part
from agents.browser.world import script

_CLOSED = re.compile(rb"(<template\b[^>]*\bshadowrootmode\s*=\s*[\"']?)closed\b", re.I)
"""A shadow tree that the document declares; to a person it is as visible as an open one."""
_WORKER = "iwr-worker="
"""In the address where a worker asks for its script (init.js): no header that Playwright shows says so."""


class Network:
    """Answers or refuses every request of one context."""

    def __init__(self, site: Site, events: EventLog) -> None:
        self._site = site
        self._events = events

    async def attach(self, context: BrowserContext) -> None:
        """Stand between the context and everything else."""
        await context.route("**/*", self._serve)
        await context.route_web_socket("**/*", self._refuse_socket)

    async def _serve(self, route: Route) -> None:
        request = route.request
        path = self._site.find(request.url) if request.method in ("GET", "HEAD") else None
        with suppress(PlaywrightError):  # the page may be gone by now
            if path is not None:
                body = path.read_bytes()
                if _WORKER in request.url:
                    body = worker_clock().encode() + body
                elif request.resource_type == "document":
                    body = _CLOSED.sub(rb"\1open", body)
                status, headers, body = part(body, request.headers.get("range"))
                await route.fulfill(
                    status=status,
                    body=body,
                    content_type=content_type(path),
                    headers={"cache-control": "no-store", **headers},
                )
            elif request.url.startswith(f"{ORIGIN}/"):
                if not request.url.endswith("/favicon.ico"):
                    self._events.add("refused_request", f"404 {request.url.removeprefix(ORIGIN)}")
                await route.fulfill(status=404, body="", content_type="text/plain")
            else:
                self._events.add("refused_request", f"{request.method} {request.url}")
                if request.is_navigation_request():
                    # The page stays, where an error page of the browser's would replace it. A tab gets a
                    # blank page: Playwright would never tell of one that stays as it is.
                    await route.fulfill(status=200 if _opens_a_tab(request) else 204)
                else:
                    await route.abort("blockedbyclient")

    async def _refuse_socket(self, socket: WebSocketRoute) -> None:
        self._events.add("refused_request", f"WebSocket {socket.url}")
        await socket.close()


def _opens_a_tab(request: Request) -> bool:
    try:
        return request.frame is None
    except PlaywrightError:  # its page is not there yet
        return True


def worker_clock() -> str:
    """What runs in a worker before its own script: its timers follow page time."""
    return script("worker.js").replace("\n", " ")
