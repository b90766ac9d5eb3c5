"""Anthropic's Messages."""

import json
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from agents.models import wire
from agents.models.protocol import Answer, CallFailed, Image, Request, StructuredMode, Text, Usage, Video
from agents.models.schemas import schema_name, strict_schema
from agents.models.spec import ModelSpec

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

STREAM_ABOVE = 21_333
"""Output tokens from which a reply is streamed: the client takes 128,000 tokens for an hour's work and, left
to itself, refuses to wait for more than ten minutes in one piece."""


class MessagesTransport(wire.ClientTransport["AsyncAnthropic"]):
    """`POST /v1/messages`."""

    @property
    def _sdk(self) -> ModuleType:
        import anthropic

        return anthropic

    def _connected(self, **settings: Any) -> "AsyncAnthropic":
        import anthropic

        return anthropic.AsyncAnthropic(**settings)

    def _body(self, spec: ModelSpec, request: Request, mode: StructuredMode) -> dict[str, Any]:
        return messages_body(spec, request, mode)

    async def _call(self, client: "AsyncAnthropic", body: dict[str, Any]) -> Answer:
        call = _streamed if body["max_tokens"] > STREAM_ABOVE else _whole
        return await call(client, body)


async def _whole(client: "AsyncAnthropic", body: dict[str, Any]) -> Answer:
    create = client.messages.with_raw_response.create
    raw = await create(model=body["model"], max_tokens=body["max_tokens"], messages=[], extra_body=body)
    return _read(_Message.model_validate_json(await raw.read()))


async def _streamed(client: "AsyncAnthropic", body: dict[str, Any]) -> Answer:
    call = client.messages.stream(
        model=body["model"], max_tokens=body["max_tokens"], messages=[], extra_body=body
    )
    async with call as stream:
        async for event in stream:
            if event.type == "message_stop" and "message" in event.model_fields_set:
                return _read(_Message.model_validate(event.message.to_dict()))
    raise CallFailed("connection", "the reply stopped before its end", retryable=True)


def messages_body(spec: ModelSpec, request: Request, mode: StructuredMode) -> dict[str, Any]:
    """The JSON to send. Raises CallFailed for a video: the protocol has no place for one."""
    parts = [_part(spec, part) for part in wire.question(request, mode)]
    said = [{"role": role, "content": text} for role, text in wire.turns(request)]
    body: dict[str, Any] = {
        "model": spec.model,
        "max_tokens": wire.max_output(spec, request),
        "messages": [{"role": "user", "content": parts}, *said],
    }
    if request.system.strip():
        body["system"] = request.system
    if spec.thinking.effort is not None:
        body["output_config"] = {"effort": spec.thinking.effort}
    if (thinking := _thinking(spec)) is not None:
        body["thinking"] = thinking
    body = wire.with_extra(body, spec)
    thinks = body.get("thinking", {"type": "disabled"}).get("type") != "disabled"
    # A model that thinks takes no temperature.
    if spec.temperature and request.temperature is not None and not thinks:
        body["temperature"] = request.temperature
    _ask_structured(body, request, mode, thinks)
    return body


def _thinking(spec: ModelSpec) -> dict[str, Any] | None:
    budget = spec.thinking.budget
    if budget is not None:
        return {"type": "enabled", "budget_tokens": budget} if budget else {"type": "disabled"}
    return None if spec.thinking.effort is None else {"type": "adaptive"}


def _part(spec: ModelSpec, part: Text | Image | Video) -> dict[str, Any]:
    match part:
        case Text(text):
            return {"type": "text", "text": text}
        case Image(media_type=media_type):
            source = {"type": "base64", "media_type": media_type, "data": wire.base64_text(part)}
            return {"type": "image", "source": source}
        case Video():
            raise wire.refuse_video(spec, part)


def _ask_structured(body: dict[str, Any], request: Request, mode: StructuredMode, thinks: bool) -> None:
    """Adds to the body what asks for a reply in the request's schema."""
    asked = wire.structured(request, mode)
    if asked is None:
        return
    name, schema = schema_name(asked), strict_schema(asked)
    if mode == "schema":
        wanted = {"type": "json_schema", "schema": schema}
        body["output_config"] = {**body.get("output_config", {}), "format": wanted}
        return
    body["tools"] = [{"name": name, "description": "Gives the answer.", "input_schema": schema}]
    if thinks:  # A tool can't be forced then.
        body["tool_choice"] = {"type": "auto", "disable_parallel_tool_use": True}
        body["messages"][0]["content"].append(
            {"type": "text", "text": f"Give your answer by calling the tool {name}."}
        )
    else:
        body["tool_choice"] = {"type": "tool", "name": name, "disable_parallel_tool_use": True}


class _Block(BaseModel):
    type: str
    text: str = ""
    input: object = None


class _Usage(BaseModel):
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None


class _Message(BaseModel):
    content: list[_Block]
    stop_reason: str | None = None
    usage: _Usage = _Usage()


def _read(message: _Message) -> Answer:
    usage = Usage(
        input=message.usage.input_tokens + (message.usage.cache_creation_input_tokens or 0),
        cached_input=message.usage.cache_read_input_tokens or 0,
        output=message.usage.output_tokens,
    )
    calls = [block.input for block in message.content if block.type == "tool_use"]
    words = "".join(block.text for block in message.content if block.type == "text")
    text = json.dumps(calls[0], ensure_ascii=False) if calls else words
    match message.stop_reason:
        case "refusal":
            return Answer(text, usage, "refusal")
        case "max_tokens" | "model_context_window_exceeded":
            return Answer(text, usage, "length")
        case _:
            return Answer(text, usage)
