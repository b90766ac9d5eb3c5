"""What the wire protocols share: the client and its key, the parts, and how a failed call is told."""

import asyncio
import base64
import email.utils
import json
import os
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Mapping
from functools import cached_property
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from agents.models.eyes import NO_PICTURES, REMEDY, takes_no_pictures
from agents.models.protocol import Answer, CallFailed, Image, Request, StructuredMode, Text, Video
from agents.models.schemas import strict_schema
from agents.models.spec import ModelSpec
from tasks.errors import InputError

USUAL_KEYS = {
    "openai": "OPENAI_API_KEY",
    "openai-responses": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
}
NO_KEY = "none"
"""Sent where no key is needed: without one the clients would look for a key themselves."""
MESSAGE_CUT = 300
"""Characters of an error's text."""


class Closable(Protocol):
    """Any provider's client, as far as this module knows it."""

    async def close(self) -> None: ...


Client = TypeVar("Client", bound=Closable)


class ClientTransport(ABC, Generic[Client]):
    """A transport through a provider's own client, which is imported and made when it is first used."""

    def __init__(self, spec: ModelSpec) -> None:
        self._spec = spec

    async def send(self, spec: ModelSpec, request: Request, mode: StructuredMode) -> Answer:
        """See `Transport.send`. Raises InputError where the key is missing."""
        body = self._body(spec, request, mode)
        work = self._call(self._client, body)
        try:
            return await one_call(work, self._sdk, spec, self._key, structured(request, mode) is not None)
        except CallFailed as error:
            said = str(error).removeprefix(f"{error.kind}: ")
            if request.shows and takes_no_pictures(error.kind, said):
                raise CallFailed(NO_PICTURES, f"{said}; {REMEDY}", retryable=False) from None
            raise

    async def close(self) -> None:
        if "_client" in self.__dict__:
            await self._client.close()

    @abstractmethod
    def _body(self, spec: ModelSpec, request: Request, mode: StructuredMode) -> dict[str, Any]:
        """The JSON to send. Raises CallFailed for what the model can't be shown."""

    @abstractmethod
    async def _call(self, client: Client, body: dict[str, Any]) -> Answer:
        """Send it once and read the reply."""

    @property
    @abstractmethod
    def _sdk(self) -> ModuleType:
        """The module of the client."""

    @abstractmethod
    def _connected(self, **settings: Any) -> Client:
        """A client with these settings, which all of them know by the same names."""

    @cached_property
    def _key(self) -> str:
        return find_key(self._spec)

    @cached_property
    def _client(self) -> Client:
        return self._connected(
            api_key=self._key, base_url=self._spec.base_url, timeout=self._spec.timeout, max_retries=0
        )


def find_key(spec: ModelSpec) -> str:
    """The key to send. Raises InputError with the variable's name, never with what it holds."""
    variable = USUAL_KEYS[spec.provider] if spec.key_env is None else spec.key_env
    if not variable:
        return NO_KEY
    key = os.environ.get(variable, "").strip()
    if not key:
        raise InputError(
            f"model {spec.name or spec.model!r} needs a key, and {variable} is not set: "
            f'export {variable}=..., or set key_env: "" if the server asks for none'
        )
    if not re.fullmatch(r"[!-~]+", key):
        raise InputError(f"{variable} holds a space or a character that no key has: set it again")
    return key


def data_url(part: Image | Video) -> str:
    """The part's bytes as a data URL (RFC 2397)."""
    return f"data:{part.media_type};base64,{base64_text(part)}"


def base64_text(part: Image | Video) -> str:
    return base64.b64encode(part.data).decode("ascii")


def question(request: Request, mode: StructuredMode) -> list[Text | Image | Video]:
    """The parts to send: no blank texts, which some providers refuse, and the schema in words if need be."""
    parts = [part for part in request.parts if not isinstance(part, Text) or part.text.strip()]
    if request.schema is not None and mode == "text":
        schema = json.dumps(strict_schema(request.schema), ensure_ascii=False)
        parts.append(
            Text(
                "Answer with one JSON object and nothing else: no code fence, no explanation. "
                f"It must fit this JSON schema:\n{schema}"
            )
        )
    return parts


def turns(request: Request) -> list[tuple[str, str]]:
    """Role and text of what was said after the question; an empty reply is named, as none may be sent."""
    roles = {"model": "assistant", "user": "user"}
    return [(roles[turn.speaker], turn.text.strip() or "(no text)") for turn in request.turns]


def refuse_video(spec: ModelSpec, part: Video) -> CallFailed:
    """The error for a video that this model can't be shown."""
    return CallFailed(
        "bad_request",
        f"model {spec.name or spec.model!r} takes no {part.media_type}: "
        "ask it with frames (video: frames), or use an OpenAI-compatible server that takes videos",
        retryable=False,
    )


def max_output(spec: ModelSpec, request: Request) -> int:
    """Tokens that may be answered."""
    return spec.max_output if request.max_output is None else min(request.max_output, spec.max_output)


def with_extra(body: dict[str, Any], spec: ModelSpec) -> dict[str, Any]:
    """The body and `thinking.extra`, which wins; objects are merged one level deep."""
    merged = dict(body)
    for name, value in spec.thinking.extra.items():
        mine = merged.get(name)
        merged[name] = {**mine, **value} if isinstance(mine, dict) and isinstance(value, dict) else value
    return merged


def structured(request: Request, mode: StructuredMode) -> type[BaseModel] | None:
    """The schema that is sent as such; None for free text and where it is asked for in words."""
    return None if mode == "text" else request.schema


# Failures


async def one_call(
    work: Awaitable[Answer], sdk: ModuleType, spec: ModelSpec, key: str, structured: bool
) -> Answer:
    """What `work` gives: one call with a client of `sdk` (openai or anthropic) and the reading of its reply.

    Ends it after `spec.timeout` seconds, however slowly the server drips, and turns whatever goes wrong into
    CallFailed, in whose text the key never stands. A ValueError or LookupError is what the clients and
    pydantic throw at a reply that was cut off or breaks its protocol. `structured`: a schema or a tool was
    sent, so that the server may refuse just that.
    """
    import httpx2

    try:
        async with asyncio.timeout(spec.timeout):
            return await work
    except CallFailed as error:
        failed = CallFailed(
            error.kind,
            one_line(str(error).removeprefix(f"{error.kind}: "), key),
            retryable=error.retryable,
            retry_after=error.retry_after,
        )
    except (TimeoutError, httpx2.TimeoutException, sdk.APITimeoutError):
        failed = CallFailed("timeout", f"no complete reply within {spec.timeout:g} s", retryable=True)
    except sdk.APIStatusError as error:
        failed = _status_failure(error, key, structured)
    except (httpx2.HTTPError, sdk.APIError) as error:
        cause = error.__cause__ or error
        text = one_line(f"{type(cause).__name__}: {cause}", key)
        failed = CallFailed("connection", text, retryable=True)
    except (ValueError, LookupError) as error:
        text = one_line(_unreadable(error), key)
        failed = CallFailed("connection", f"the reply can't be read: {text}", retryable=True)
    # Outside of the handlers, so that it carries no trace of an error that may quote the key.
    raise failed


def _unreadable(error: ValueError | LookupError) -> str:
    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return ": ".join(filter(None, [".".join(map(str, first["loc"])), first["msg"]]))


_QUOTA = re.compile(
    "insufficient_quota|insufficient balance|credit balance is too low|billing_error|billing_hard_limit"
)
_REFUSED = re.compile(
    "content[ _-]?(filter|polic)|moderation_blocked|invalid_prompt|data_inspection_failed|responsibleai"
)
_UNSUPPORTED = re.compile(
    r"response_format|json[ _]schema|structured[ _-]output|output_config|output_format|text\.format"
    r"|\btools?\b|tool[ _]choice|function[ _]call|grammar"
)
_STREAM_ERRORS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""Anthropic's error types and their status, needed where the error comes within a stream of status 200."""


def _status_failure(error: Any, key: str, structured: bool) -> CallFailed:
    """`error`: an APIStatusError of either client."""
    body = error.body if isinstance(error.body, dict) else {"message": error.body or error.message}
    body = body["error"] if isinstance(body.get("error"), dict) else body
    status = error.status_code if error.status_code >= 400 else _STREAM_ERRORS.get(str(body.get("type")), 500)
    named = [str(body[name]) for name in ("type", "code", "param", "message", "detail") if body.get(name)]
    kind = _kind(status, " ".join(named).lower(), structured)
    told = body.get("message") or body.get("detail") or error.message  # FastAPI says `detail`
    return CallFailed(
        kind,
        f"HTTP {status}: {one_line(str(told), key)}",
        retryable=kind in ("rate_limit", "timeout", "server"),
        retry_after=retry_after(error.response.headers),
    )


def _kind(status: int, said: str, structured: bool) -> str:
    if status == 402 or (status in (400, 403, 429) and _QUOTA.search(said)):
        return "quota"
    known = {401: "auth", 403: "forbidden", 408: "timeout", 409: "server", 429: "rate_limit"}
    if status in known or status >= 500:
        return known.get(status, "server")
    if status in (400, 422) and _REFUSED.search(said):
        return "refused"
    if structured and "context_length" not in said and _UNSUPPORTED.search(said):
        return "structured_unsupported"
    return "not_found" if status == 404 else "bad_request"


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds to wait by `retry-after-ms` or `retry-after` (seconds or date, RFC 9110 section 10.2.3).

    Never negative; None where neither is given or readable. `now`: seconds since 1970.
    """
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,12}(\.\d{1,12})?", value):
            return float(value) / unit
    date = email.utils.parsedate_tz(headers.get("retry-after", ""))
    if date is None:
        return None
    try:
        return max(0.0, email.utils.mktime_tz(date) - (time.time() if now is None else now))
    except (OverflowError, ValueError):
        return None


def one_line(text: str, key: str = NO_KEY) -> str:
    """Untrusted text for a log: one line of printable characters, at most MESSAGE_CUT, the key struck out."""
    if key != NO_KEY:
        text = text.replace(key, "[key]")
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text if len(text) <= MESSAGE_CUT else text[: MESSAGE_CUT - 1] + "…"
