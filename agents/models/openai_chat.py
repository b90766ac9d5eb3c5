"""OpenAI's Chat Completions, which most other servers speak too."""

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from agents.models import wire
from agents.models.protocol import Answer, CallFailed, Image, Request, StructuredMode, Text, Usage, Video
from agents.models.schemas import schema_name, strict_schema
from agents.models.spec import ModelSpec

if TYPE_CHECKING:
    from openai import AsyncOpenAI


class OpenAITransport(wire.ClientTransport["AsyncOpenAI"]):
    """The client that both of OpenAI's protocols go through."""

    @property
    def _sdk(self) -> ModuleType:
        import openai

        return openai

    def _connected(self, **settings: Any) -> "AsyncOpenAI":
        import openai

        return openai.AsyncOpenAI(**settings)


class ChatTransport(OpenAITransport):
    """`POST /chat/completions`."""

    def _body(self, spec: ModelSpec, request: Request, mode: StructuredMode) -> dict[str, Any]:
        return chat_body(spec, request, mode)

    async def _call(self, client: "AsyncOpenAI", body: dict[str, Any]) -> Answer:
        # All goes as `extra_body`: compatible servers take parts that the client has no type for.
        create = client.chat.completions.with_raw_response.create
        raw = await create(model=body["model"], messages=[], extra_body=body)
        return _read(_Completion.model_validate_json(raw.http_response.content))


def chat_body(spec: ModelSpec, request: Request, mode: StructuredMode) -> dict[str, Any]:
    """The JSON to send. Raises CallFailed where the model can't be shown a video."""
    messages: list[dict[str, Any]] = []
    if request.system.strip():
        messages.append({"role": "system", "content": request.system})
    messages.append({"role": "user", "content": _content(spec, wire.question(request, mode))})
    messages += [{"role": role, "content": text} for role, text in wire.turns(request)]
    body: dict[str, Any] = {"model": spec.model, "messages": messages}
    # OpenAI's reasoning models refuse the old name, and many compatible servers don't know the new one.
    limit = "max_completion_tokens" if spec.base_url is None else "max_tokens"
    body[limit] = wire.max_output(spec, request)
    if spec.temperature and request.temperature is not None:
        body["temperature"] = request.temperature
    if spec.thinking.effort is not None:
        body["reasoning_effort"] = spec.thinking.effort
    return wire.with_extra({**body, **_structured(request, mode)}, spec)


def _content(spec: ModelSpec, parts: Sequence[Text | Image | Video]) -> str | list[dict[str, Any]]:
    """Text alone as a string: some servers of models that see nothing take no list."""
    texts = [part.text for part in parts if isinstance(part, Text)]
    return "\n\n".join(texts) if len(texts) == len(parts) else [_part(spec, part) for part in parts]


def _part(spec: ModelSpec, part: Text | Image | Video) -> dict[str, Any]:
    match part:
        case Text(text):
            return {"type": "text", "text": text}
        case Image():
            return {"type": "image_url", "image_url": {"url": wire.data_url(part)}}
        case Video() if spec.video == "native":
            return {"type": "video_url", "video_url": {"url": wire.data_url(part)}}
        case _:
            raise wire.refuse_video(spec, part)


def _structured(request: Request, mode: StructuredMode) -> dict[str, Any]:
    asked = wire.structured(request, mode)
    if asked is None:
        return {}
    name, schema = schema_name(asked), strict_schema(asked)
    if mode == "schema":
        wanted = {"name": name, "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": wanted}}
    function = {"name": name, "description": "Gives the answer.", "parameters": schema}
    return {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": name}},
    }


# What is read of a reply. Compatible servers differ in everything else.


class _Function(BaseModel):
    arguments: str


class _ToolCall(BaseModel):
    function: _Function


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Cached(BaseModel):
    cached_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0
    prompt_tokens_details: _Cached | None = None


class _Completion(BaseModel):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: object = None
    """Some servers report a failure with status 200."""


def _read(completion: _Completion) -> Answer:
    if not completion.choices:
        raise CallFailed("server", f"a reply without choices; error: {completion.error}", retryable=True)
    choice = completion.choices[0]
    message, usage = choice.message, _usage(completion.usage or _Usage())
    if message.refusal or choice.finish_reason == "content_filter":
        return Answer(message.refusal or message.content or "", usage, "refusal")
    text = message.tool_calls[0].function.arguments if message.tool_calls else message.content or ""
    return Answer(text, usage, "length" if choice.finish_reason == "length" else "end")


def _usage(said: _Usage) -> Usage:
    cached = (said.prompt_tokens_details and said.prompt_tokens_details.cached_tokens) or 0
    # Some servers count reasoning in the total only.
    output = max(said.completion_tokens, said.total_tokens - said.prompt_tokens)
    return Usage(input=max(0, said.prompt_tokens - cached), cached_input=cached, output=output)
