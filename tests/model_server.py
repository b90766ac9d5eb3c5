"""A model server on the loopback: speaks Chat Completions, Responses and Messages, and fails on demand.

It takes only requests that have the shape the providers document (`model_shapes`); any other is answered
with 400, so that a wrong request of ours fails here as it would there.
"""

import asyncio
import json
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import web

from agents.models.spec import ModelSpec, Provider
from tests.model_replies import RENDER, Asked, Said, error_event, events
from tests.model_shapes import Protocol, check_shape

__all__ = ["Asked", "Fault", "ModelServer", "Said", "serve_in_thread", "spec_for"]

PATHS: dict[str, Protocol] = {
    "/v1/chat/completions": "chat",
    "/v1/responses": "responses",
    "/v1/messages": "messages",
}


@dataclass(frozen=True)
class Fault:
    """What goes wrong instead.

    `status`: an error of that status, with `headers`, `message` and `code`. `hang`: no reply at all. `drip`:
    a byte now and then. `drop`: the connection ends in mid-body. `truncated`: half of the body, and an
    orderly end. `raw`: `body` with status 200. `stream_error`: an error of type `code` in the midst of a
    stream. `wrong_schema`, `refusal`, `empty`: replies of the model.
    """

    kind: Literal[
        "status",
        "hang",
        "drip",
        "drop",
        "truncated",
        "raw",
        "stream_error",
        "wrong_schema",
        "refusal",
        "empty",
    ]
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "made to fail"
    code: str | None = None
    body: object = None


SAID_FAULTS: dict[str | None, Said] = {
    "wrong_schema": Said('{"nobody": "asked for this"}'),
    "refusal": Said("I can't help with that.", stop="refusal"),
    "empty": Said(""),
}

Answer = Callable[[Asked], Said]
Faults = Sequence[Fault | None] | Callable[[Asked, int], Fault | None]


class ModelServer:
    """`async with ModelServer(answer) as server:`, then point a client to `openai_url` or `anthropic_url`.

    `faults`: by request number, none after the last; or a function of request and number (from 0).
    `key`: the only key that is let in; None: any. `latency`: seconds before every reply. `extra`: further
    fields that the body of a request may have.
    """

    def __init__(
        self,
        answer: Answer,
        faults: Faults = (),
        *,
        key: str | None = None,
        latency: float = 0.0,
        extra: frozenset[str] = frozenset(),
    ) -> None:
        self.asked: list[Asked] = []
        self.refused: list[str] = []
        """Why requests were answered with 400: empty unless the asker is wrong."""
        self.port = 0
        self._answer, self._faults, self._key = answer, faults, key
        self._latency, self._extra = latency, extra
        self._runner: web.AppRunner | None = None

    @property
    def openai_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def anthropic_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**29)
        app.add_routes([web.post(path, self._handle) for path in PATHS])
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        protocol, raw = PATHS[request.path], await request.read()
        if wrong := self._locked_out(protocol, request.headers):
            return _error(protocol, Fault("status", 401, message=wrong))
        if wrong := check_shape(protocol, raw, self._extra):
            self.refused.append(wrong)
            return _error(protocol, Fault("status", 400, message=wrong))
        asked = Asked(
            protocol, {name.lower(): value for name, value in request.headers.items()}, json.loads(raw)
        )
        number = len(self.asked)
        self.asked.append(asked)
        fault = self._fault(asked, number)
        kind = fault.kind if fault is not None else None
        await asyncio.sleep(3600.0 if kind == "hang" else self._latency)
        if fault is not None and kind == "status":
            return _error(protocol, fault)
        if fault is not None and kind == "raw":
            return web.json_response(fault.body)
        said = SAID_FAULTS[kind] if kind in SAID_FAULTS else self._answer(asked)
        return await _deliver(request, asked, said, fault)

    def _locked_out(self, protocol: Protocol, headers: Mapping[str, str]) -> str:
        if protocol == "messages":
            if "anthropic-version" not in headers:
                return "anthropic-version: header is required"
            key = headers.get("x-api-key", "")
        else:
            key = headers.get("Authorization", "").removeprefix("Bearer ")
        # As some servers do, it tells the whole key: it must not get into an error of ours.
        return "" if key and self._key in (None, key) else f"Incorrect API key provided: {key}"

    def _fault(self, asked: Asked, number: int) -> Fault | None:
        if callable(self._faults):
            return self._faults(asked, number)
        return self._faults[number] if number < len(self._faults) else None


@contextmanager
def serve_in_thread(
    answer: Answer, faults: Faults = (), *, key: str | None = None, latency: float = 0.0
) -> Iterator[ModelServer]:
    """A server in a thread of its own, for askers that block this one or are another process."""
    server = ModelServer(answer, faults, key=key, latency=latency)
    started: queue.SimpleQueue[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = queue.SimpleQueue()

    async def serve() -> None:
        stop = asyncio.Event()
        async with server:
            started.put((asyncio.get_running_loop(), stop))
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    loop, stop = started.get(timeout=10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=10)


def spec_for(server: ModelServer, provider: Provider, **changes: Any) -> ModelSpec:
    """A model that this server plays; it needs no key unless `key_env` says so."""
    url = server.anthropic_url if provider == "anthropic" else server.openai_url
    return ModelSpec.model_validate(
        {"name": "mock", "provider": provider, "model": "mock-1", "base_url": url, "key_env": "", **changes}
    )


def _error(protocol: Protocol, fault: Fault) -> web.Response:
    kinds = {400: "invalid_request_error", 401: "authentication_error", 429: "rate_limit_error"}
    error: dict[str, Any] = {"type": kinds.get(fault.status, "api_error"), "message": fault.message}
    if protocol == "messages":
        body: dict[str, Any] = {"type": "error", "error": error, "request_id": "req_1"}
    else:
        body = {"error": {**error, "param": None, "code": fault.code}}
    return web.json_response(body, status=fault.status, headers=dict(fault.headers))


async def _deliver(request: web.Request, asked: Asked, said: Said, fault: Fault | None) -> web.StreamResponse:
    kind = fault.kind if fault is not None else None
    message = RENDER[asked.protocol](asked, said)
    streamed = asked.body.get("stream") is True
    pieces = list(events(message)) if streamed else [json.dumps(message).encode()]
    if fault is not None and kind == "stream_error":
        pieces[2:] = [error_event(fault.code or "api_error", fault.message)]
    payload = b"".join(pieces)
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream" if streamed else "application/json"}
    )
    if kind == "drop":
        response.content_length = len(payload)
    await response.prepare(request)
    if kind == "drip":
        for at in range(len(payload)):
            await response.write(payload[at : at + 1])
            await asyncio.sleep(0.1)
    else:
        await response.write(payload[: len(payload) // 2] if kind in ("drop", "truncated") else payload)
    if kind == "drop" and request.transport is not None:
        request.transport.close()
    else:
        await response.write_eof()
    return response
