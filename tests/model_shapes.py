"""The shape of requests to OpenAI's and Anthropic's model APIs, as far as anything here sends them.

From the parameter types of the official clients and the limits that the providers document.
"""

import base64
import json
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

Protocol = Literal["chat", "responses", "messages"]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


MAGIC = {
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/jpeg": rb"\xff\xd8\xff",
    "image/webp": rb"RIFF....WEBP",
    "video/webm": rb"\x1a\x45\xdf\xa3",
    "video/mp4": rb"....ftyp",
}


def _media(media_type: str, data: str) -> None:
    raw = base64.b64decode(data, validate=True)
    if media_type not in MAGIC or not re.match(MAGIC[media_type], raw, re.DOTALL):
        raise ValueError(f"not a {media_type}")


def _data_url(kind: str, url: str) -> str:
    found = re.fullmatch(rf"data:({kind}/\w+);base64,([A-Za-z0-9+/=]+)", url)
    if found is None:
        raise ValueError(f"not a data URL of base64 with {kind}/...")
    _media(found[1], found[2])
    return url


ImageUrl = Annotated[str, AfterValidator(lambda url: _data_url("image", url))]
VideoUrl = Annotated[str, AfterValidator(lambda url: _data_url("video", url))]
Words = Annotated[str, Field(pattern=r"\S")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]

SAYABLE = {
    *("type", "enum", "const", "anyOf", "items", "properties", "required", "additionalProperties"),
    *("$ref", "$defs", "description", "title"),
}
LIMITS = {
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("pattern", "format", "minItems", "maxItems"),
}


def _check_strict(node: dict[str, Any], allowed: set[str]) -> dict[str, Any]:
    if unknown := node.keys() - allowed:
        raise ValueError(f"Invalid json_schema: {sorted(unknown)} is not permitted")
    if "$ref" in node and len(node.keys() - {"$defs"}) > 1:
        raise ValueError("Invalid json_schema: $ref can't have keywords beside it")
    if not node.keys() & {"type", "enum", "const", "anyOf", "$ref"}:
        raise ValueError("Invalid json_schema: a schema must have a type")
    if node.get("type") == "object":
        if node.get("additionalProperties") is not False:
            raise ValueError("Invalid json_schema: additionalProperties must be false")
        if set(node.get("required", ())) != set(node["properties"]):
            raise ValueError("Invalid json_schema: required must name every property")
    below = [*node.get("properties", {}).values(), *node.get("$defs", {}).values(), *node.get("anyOf", ())]
    for each in [*below, node["items"]] if "items" in node else below:
        _check_strict(each, allowed)
    return node


def _object_schema(allowed: set[str]) -> AfterValidator:
    def check(schema: dict[str, Any]) -> dict[str, Any]:
        if schema.get("type") != "object":
            raise ValueError("Invalid json_schema: the root must be an object")
        return _check_strict(schema, allowed)

    return AfterValidator(check)


OpenAISchema = Annotated[dict[str, Any], _object_schema(SAYABLE | LIMITS)]
AnthropicSchema = Annotated[dict[str, Any], _object_schema(SAYABLE)]


# Chat Completions


class ChatText(Shape):
    type: Literal["text"]
    text: Words


class ChatImageUrl(Shape):
    url: ImageUrl
    detail: Literal["auto", "low", "high"] = "auto"


class ChatImage(Shape):
    type: Literal["image_url"]
    image_url: ChatImageUrl


class ChatVideoUrl(Shape):
    url: VideoUrl


class ChatVideo(Shape):
    type: Literal["video_url"]
    video_url: ChatVideoUrl


ChatPart = Annotated[ChatText | ChatImage | ChatVideo, Field(discriminator="type")]


class ChatMessage(Shape):
    role: Literal["system", "user", "assistant"]
    content: Words | Annotated[list[ChatPart], Field(min_length=1)]
    name: str | None = None


class ChatSchema(Shape):
    name: Name
    json_schema: OpenAISchema = Field(alias="schema")
    strict: Literal[True]


class ChatFormat(Shape):
    type: Literal["json_schema"]
    json_schema: ChatSchema


class ChatFunction(Shape):
    name: Name
    description: str
    parameters: OpenAISchema


class ChatTool(Shape):
    type: Literal["function"]
    function: ChatFunction


class ChatNamed(Shape):
    name: Name


class ChatChoice(Shape):
    type: Literal["function"]
    function: ChatNamed


class Chat(Shape):
    model: Words
    messages: list[ChatMessage] = Field(min_length=1)
    max_tokens: int | None = Field(default=None, ge=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, ge=0, le=1)
    frequency_penalty: float | None = Field(default=None, ge=-2, le=2)
    seed: int | None = None
    reasoning_effort: Effort | None = None
    response_format: ChatFormat | None = None
    tools: list[ChatTool] | None = None
    tool_choice: ChatChoice | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Chat":
        if self.max_tokens is not None and self.max_completion_tokens is not None:
            raise ValueError("max_tokens and max_completion_tokens can't both be set")
        if self.tool_choice is not None:
            _is_given(self.tool_choice.function.name, [tool.function.name for tool in self.tools or ()])
        return self


def _is_given(name: str, tools: list[str]) -> None:
    if name not in tools:
        raise ValueError(f"tool_choice: no tool {name!r}")


# Responses


class InputText(Shape):
    type: Literal["input_text"]
    text: Words


class InputImage(Shape):
    type: Literal["input_image"]
    image_url: ImageUrl
    detail: Literal["auto", "low", "high", "original"]


InputPart = Annotated[InputText | InputImage, Field(discriminator="type")]


class InputMessage(Shape):
    role: Literal["user", "assistant"]
    content: Words | Annotated[list[InputPart], Field(min_length=1)]

    @model_validator(mode="after")
    def _said(self) -> "InputMessage":
        if self.role == "assistant" and not isinstance(self.content, str):
            raise ValueError("an assistant's content has no input parts")
        return self


class Reasoning(Shape):
    effort: Effort


class TextFormat(Shape):
    type: Literal["json_schema"]
    name: Name
    json_schema: OpenAISchema = Field(alias="schema")
    strict: Literal[True]


class TextConfig(Shape):
    format: TextFormat


class FunctionTool(Shape):
    type: Literal["function"]
    name: Name
    description: str
    parameters: OpenAISchema
    strict: Literal[True]


class FunctionChoice(Shape):
    type: Literal["function"]
    name: Name


class Responses(Shape):
    model: Words
    input: list[InputMessage] = Field(min_length=1)
    instructions: Words | None = None
    max_output_tokens: int = Field(ge=16)
    temperature: float | None = Field(default=None, ge=0, le=2)
    reasoning: Reasoning | None = None
    text: TextConfig | None = None
    tools: list[FunctionTool] | None = None
    tool_choice: FunctionChoice | None = None
    store: bool = True

    @model_validator(mode="after")
    def _whole(self) -> "Responses":
        if self.tool_choice is not None:
            _is_given(self.tool_choice.name, [tool.name for tool in self.tools or ()])
        return self


# Messages


class BlockText(Shape):
    type: Literal["text"]
    text: Words


class Source(Shape):
    type: Literal["base64"]
    media_type: Literal["image/png", "image/jpeg", "image/webp", "image/gif"]
    data: str

    @model_validator(mode="after")
    def _shows(self) -> "Source":
        _media(self.media_type, self.data)
        return self


class BlockImage(Shape):
    type: Literal["image"]
    source: Source


Block = Annotated[BlockText | BlockImage, Field(discriminator="type")]


class Message(Shape):
    role: Literal["user", "assistant"]
    content: Words | Annotated[list[Block], Field(min_length=1)]


class Enabled(Shape):
    type: Literal["enabled"]
    budget_tokens: int = Field(ge=1024)


class OtherThinking(Shape):
    type: Literal["adaptive", "disabled"]


class OutputFormat(Shape):
    type: Literal["json_schema"]
    json_schema: AnthropicSchema = Field(alias="schema")


class OutputConfig(Shape):
    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = None
    format: OutputFormat | None = None


class Tool(Shape):
    name: Name
    description: str
    input_schema: AnthropicSchema


class ToolChoice(Shape):
    type: Literal["auto", "any", "tool"]
    name: Name | None = None
    disable_parallel_tool_use: bool = False


class Messages(Shape):
    model: Words
    max_tokens: int = Field(ge=1)
    messages: list[Message] = Field(min_length=1)
    system: Words | None = None
    temperature: float | None = Field(default=None, ge=0, le=1)
    thinking: Annotated[Enabled | OtherThinking, Field(discriminator="type")] | None = None
    output_config: OutputConfig | None = None
    tools: list[Tool] | None = None
    tool_choice: ToolChoice | None = None
    stream: bool = False

    @model_validator(mode="after")
    def _whole(self) -> "Messages":
        if self.messages[0].role != "user":
            raise ValueError("messages: the first must be the user's")
        if isinstance(self.thinking, Enabled) and self.thinking.budget_tokens >= self.max_tokens:
            raise ValueError("max_tokens must be greater than thinking.budget_tokens")
        thinks = self.thinking is not None and self.thinking.type != "disabled"
        if thinks and self.temperature not in (None, 1):
            raise ValueError("temperature may only be set to 1 when thinking is enabled")
        if thinks and self.tool_choice is not None and self.tool_choice.type != "auto":
            raise ValueError("Thinking may not be enabled when tool_choice forces tool use.")
        if self.tool_choice is not None and self.tool_choice.type == "tool":
            _is_given(self.tool_choice.name or "", [tool.name for tool in self.tools or ()])
        return self


SHAPES: dict[Protocol, type[Shape]] = {"chat": Chat, "responses": Responses, "messages": Messages}


def check_shape(protocol: Protocol, raw: bytes, extra: frozenset[str]) -> str:
    """What is wrong with a request's body; "" if nothing is. `extra`: further fields that it may have."""
    try:
        body = json.loads(raw)
        SHAPES[protocol].model_validate({name: body[name] for name in body.keys() - extra})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except ValueError as error:
        return str(error)
    return ""
