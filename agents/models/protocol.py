"""What is asked of a model, what it answers, and how that can fail."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from agents.models.spec import ModelSpec
from tasks.yamlfile import Strict

Role = Literal["generator", "operator", "judge"]
"""Who asks. Roles are configured apart, and none defaults to another."""


@dataclass(frozen=True)
class Text:
    """A piece of text."""

    text: str


@dataclass(frozen=True)
class Image:
    """A picture, as the bytes that are sent."""

    data: bytes = field(repr=False)
    media_type: Literal["image/png", "image/jpeg", "image/webp"] = "image/png"

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Video:
    """A whole video, for models that take one (`ModelSpec.video` is `native`)."""

    data: bytes = field(repr=False)
    media_type: str = "video/webm"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


Part = Text | Image | Video


@dataclass(frozen=True)
class Turn:
    """What was said after the question: the model's reply, then what is asked about it."""

    speaker: Literal["model", "user"]
    text: str


@dataclass(frozen=True)
class Request:
    """One question to a model. Two requests with the same `key` are the same question."""

    role: Role
    parts: tuple[Part, ...]
    system: str = ""
    schema: type[BaseModel] | None = None
    """What the reply must parse as; None: free text."""
    prompt: str = ""
    """Which prompt file it was made from: `<id>@<version>`."""
    prompt_sha256: str = ""
    turns: tuple[Turn, ...] = ()
    sample: int = 0
    """Tells repeats of the same question apart: another vote, another repeat of an episode."""
    temperature: float | None = None
    """None: the model's own."""
    max_output: int | None = None
    """Tokens; None: the most the model's spec allows."""
    answers: int = 1
    """How many answers the reply is to hold, for an estimate of its length; the parts say which."""

    @property
    def shows(self) -> bool:
        """Whether there is a picture in it."""
        return any(isinstance(part, Image) for part in self.parts)


class Usage(Strict):
    """Tokens of one call, or of several."""

    input: int = 0
    """Without those read from the provider's cache."""
    cached_input: int = 0
    output: int = 0
    """With the tokens spent on reasoning."""

    @property
    def total(self) -> int:
        return self.input + self.cached_input + self.output

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input=self.input + other.input,
            cached_input=self.cached_input + other.cached_input,
            output=self.output + other.output,
        )


@dataclass(frozen=True)
class Answer:
    """What a provider sent back to one call."""

    text: str
    """Free text, or the JSON of a structured reply."""
    usage: Usage
    stop: Literal["end", "length", "refusal"] = "end"


@dataclass(frozen=True)
class Reply:
    """A request's outcome: after retries, and after repairs where a schema was asked for."""

    text: str
    """The last answer's text, exactly as it came."""
    parsed: Any
    """An instance of the request's schema; None where there was none."""
    stop: Literal["end", "length"]
    """`length`: the text was cut off at the output limit (free text only)."""
    usage: Usage
    """Of this request, all calls together; nothing where the answer came from the cache."""
    usd: float
    exchange: str
    """The request's key: the exchange is kept under it."""
    cached: bool = False


StructuredMode = Literal["schema", "tool", "text"]
"""How a structured reply is asked for: natively by JSON schema, as a tool's arguments, in words."""


class Transport(Protocol):
    """One provider's wire protocol. Knows nothing of retries, caches or money."""

    async def send(self, spec: ModelSpec, request: Request, mode: StructuredMode) -> Answer:
        """One call. Raises CallFailed; an answer without any text is `Answer("", …)`, not an error."""

    async def close(self) -> None: ...


class Model(Protocol):
    """What generators, operators and judges hold: a model in one role."""

    @property
    def spec(self) -> ModelSpec: ...

    async def ask(self, request: Request) -> Reply:
        """Ask and wait. Raises ModelFailed, ReplyUnreadable or BudgetExhausted."""


class CallFailed(Exception):
    """One call failed. `retryable`: the same call may succeed later (429, 5xx, timeout, connection)."""

    def __init__(self, kind: str, message: str, *, retryable: bool, retry_after: float | None = None) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        """rate_limit, server, timeout, connection, bad_request, auth, forbidden, not_found, quota, refused,
        images_unsupported, structured_unsupported (the mode is not supported: try the next)."""
        self.retryable = retryable
        self.retry_after = retry_after
        """Seconds that the server asked for."""


class ModelFailed(Exception):
    """The question stays unanswered: retries used up, a final error, a refusal. An `unknown`, never a no."""

    def __init__(self, kind: str, message: str, exchange: str = "") -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.exchange = exchange


class ReplyUnreadable(Exception):
    """The model answered, but also after two re-asks not as the schema wants it. An `unknown`."""

    def __init__(self, reason: str, raw: str, exchange: str = "") -> None:
        super().__init__(reason)
        self.raw = raw
        self.exchange = exchange


class BudgetExhausted(Exception):
    """The run's budget does not cover this call. Nothing was sent; the run stops cleanly and can resume."""
