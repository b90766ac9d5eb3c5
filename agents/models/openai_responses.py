"""OpenAI's Responses."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from agents.models import wire
from agents.models.openai_chat import OpenAITransport
from agents.models.protocol import Answer, CallFailed, Image, Request, StructuredMode, Text, Usage, Video
from agents.models.schemas import schema_name, strict_schema
from agents.models.spec import ModelSpec

if TYPE_CHECKING:
    from openai import AsyncOpenAI


class ResponsesTransport(OpenAITransport):
    """`POST /responses`."""

    def _body(self, spec: ModelSpec, request: Request, mode: StructuredMode) -> dict[str, Any]:
        return responses_body(spec, request, mode)

    async def _call(self, client: "AsyncOpenAI", body: dict[str, Any]) -> Answer:
        raw = await client.responses.with_raw_response.create(extra_body=body)
        return _read(_Response.model_validate_json(raw.http_response.content))


def responses_body(spec: ModelSpec, request: Request, mode: StructuredMode) -> dict[str, Any]:
    """The JSON to send. Raises CallFailed for a video: the protocol has no place for one."""
    parts = [_part(spec, part) for part in wire.question(request, mode)]
    said = [{"role": role, "content": text} for role, text in wire.turns(request)]
    body: dict[str, Any] = {
        "model": spec.model,
        "input": [{"role": "user", "content": parts}, *said],
        "max_output_tokens": wire.max_output(spec, request),
        "store": False,
    }
    if request.system.strip():
        body["instructions"] = request.system
    if spec.temperature and request.temperature is not None:
        body["temperature"] = request.temperature
    if spec.thinking.effort is not None:
        body["reasoning"] = {"effort": spec.thinking.effort}
    return wire.with_extra({**body, **_structured(request, mode)}, spec)


def _part(spec: ModelSpec, part: Text | Image | Video) -> dict[str, Any]:
    match part:
        case Text(text):
            return {"type": "input_text", "text": text}
        case Image():
            return {"type": "input_image", "image_url": wire.data_url(part), "detail": "auto"}
        case Video():
            raise wire.refuse_video(spec, part)


def _structured(request: Request, mode: StructuredMode) -> dict[str, Any]:
    asked = wire.structured(request, mode)
    if asked is None:
        return {}
    name, schema = schema_name(asked), strict_schema(asked)
    if mode == "schema":
        return {"text": {"format": {"type": "json_schema", "name": name, "schema": schema, "strict": True}}}
    tool = {
        "type": "function",
        "name": name,
        "description": "Gives the answer.",
        "parameters": schema,
        "strict": True,
    }
    return {"tools": [tool], "tool_choice": {"type": "function", "name": name}}


class _Content(BaseModel):
    type: str
    text: str = ""
    refusal: str = ""


class _Item(BaseModel):
    type: str
    content: list[_Content] | None = None
    arguments: str = ""


class _Cached(BaseModel):
    cached_tokens: int = 0


class _Usage(BaseModel):
    input_tokens: int = 0
    output_tokens: int = 0
    input_tokens_details: _Cached | None = None


class _Incomplete(BaseModel):
    reason: str | None = None


class _Error(BaseModel):
    code: str = ""
    message: str = ""


class _Response(BaseModel):
    status: str
    output: list[_Item] = []
    usage: _Usage | None = None
    incomplete_details: _Incomplete | None = None
    error: _Error | None = None


def _read(response: _Response) -> Answer:
    if response.status == "failed":
        raise _failure(response.error or _Error())
    usage = _usage(response.usage or _Usage())
    contents = [each for item in response.output if item.type == "message" for each in item.content or ()]
    reason = response.incomplete_details and response.incomplete_details.reason
    refusal = "".join(each.refusal for each in contents)
    if refusal or reason == "content_filter":
        return Answer(refusal or "".join(each.text for each in contents), usage, "refusal")
    calls = [item.arguments for item in response.output if item.type == "function_call"]
    text = calls[0] if calls else "".join(each.text for each in contents if each.type == "output_text")
    return Answer(text, usage, "end" if response.status == "completed" else "length")


def _failure(error: _Error) -> CallFailed:
    """The codes are those of the client's `ResponseError`."""
    text = f"{error.code}: {error.message}"
    if error.code in ("", "server_error", "vector_store_timeout"):
        return CallFailed("server", text, retryable=True)
    if error.code == "rate_limit_exceeded":
        return CallFailed("rate_limit", text, retryable=True)
    refused = error.code == "invalid_prompt" or "policy" in error.code
    return CallFailed("refused" if refused else "bad_request", text, retryable=False)


def _usage(said: _Usage) -> Usage:
    cached = said.input_tokens_details.cached_tokens if said.input_tokens_details else 0
    return Usage(input=max(0, said.input_tokens - cached), cached_input=cached, output=said.output_tokens)
