"""What comes to a model server, what its model says, and how the three protocols write that down."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.model_shapes import Protocol


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    protocol: Protocol
    headers: Mapping[str, str]
    """Names in lower case."""
    body: dict[str, Any]

    @property
    def system(self) -> str:
        if self.protocol == "chat":
            return "".join(each["content"] for each in self.body["messages"] if each["role"] == "system")
        return str(self.body.get("instructions" if self.protocol == "responses" else "system", ""))

    @property
    def messages(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Role and parts, the system's left out; a message that is a string is one part of type `text`."""
        said = self.body["input" if self.protocol == "responses" else "messages"]
        return [
            (each["role"], [{"type": "text", "text": each["content"]}])
            if isinstance(each["content"], str)
            else (each["role"], each["content"])
            for each in said
            if each["role"] != "system"
        ]

    @property
    def text(self) -> str:
        """All that was written by the asker, the system text first, a part a line."""
        parts = [
            part["text"]
            for role, parts in self.messages
            if role == "user"
            for part in parts
            if "text" in part
        ]
        return "\n".join(filter(None, [self.system, *parts]))

    @property
    def images(self) -> int:
        kinds = ("image", "image_url", "input_image")
        return sum(part["type"] in kinds for _, parts in self.messages for part in parts)

    @property
    def mode(self) -> Literal["schema", "tool", "text"]:
        """How a structured reply is asked for; `text` also where none is."""
        if "tools" in self.body:
            return "tool"
        return "text" if self.schema is None else "schema"

    @property
    def schema(self) -> dict[str, Any] | None:
        """The JSON schema that was sent other than in words."""
        body = self.body
        for tool in body.get("tools", ()):
            found = tool.get("input_schema") or tool.get("parameters") or tool["function"]["parameters"]
            return dict(found)
        wanted = (
            body.get("response_format", {}).get("json_schema")
            or body.get("text", {}).get("format")
            or body.get("output_config", {}).get("format")
        )
        return dict(wanted["schema"]) if wanted else None

    @property
    def tool(self) -> str:
        tool = self.body["tools"][0]
        return str(tool.get("name") or tool["function"]["name"])


@dataclass(frozen=True)
class Said:
    """What the model says."""

    text: str
    stop: Literal["end", "length", "refusal"] = "end"
    usage: tuple[int, int] = (100, 20)
    """Tokens in (those from the cache included) and out."""
    cached: int = 0


def _calls_tool(asked: Asked, said: Said) -> bool:
    """A model calls the tool with an object; anything else it says in words."""
    return asked.mode == "tool" and said.text.lstrip().startswith("{") and said.stop != "refusal"


def _chat(asked: Asked, said: Said) -> dict[str, Any]:
    refused, tool = said.stop == "refusal", _calls_tool(asked, said)
    message: dict[str, Any] = {
        "role": "assistant",
        "content": None if refused or tool else said.text or None,
        "refusal": said.text if refused else None,
    }
    if tool:
        function = {"name": asked.tool, "arguments": said.text}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    finish = "length" if said.stop == "length" else "tool_calls" if tool else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": asked.body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {
            "prompt_tokens": said.usage[0],
            "completion_tokens": said.usage[1],
            "total_tokens": sum(said.usage),
            "prompt_tokens_details": {"cached_tokens": said.cached},
        },
    }


def _responses(asked: Asked, said: Said) -> dict[str, Any]:
    if said.stop == "refusal":
        content: dict[str, Any] = {"type": "refusal", "refusal": said.text}
    else:
        content = {"type": "output_text", "text": said.text, "annotations": []}
    item: dict[str, Any] = {"id": "msg_1", "type": "message", "role": "assistant", "content": [content]}
    if _calls_tool(asked, said):
        call = {"name": asked.tool, "arguments": said.text}
        item = {"id": "fc_1", "type": "function_call", "call_id": "call_1", "status": "completed", **call}
    cut = said.stop == "length"
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 0,
        "model": asked.body["model"],
        "status": "incomplete" if cut else "completed",
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "output": [{"id": "rs_1", "type": "reasoning", "summary": []}, *([item] if said.text else [])],
        "usage": {
            "input_tokens": said.usage[0],
            "input_tokens_details": {"cached_tokens": said.cached, "cache_write_tokens": 0},
            "output_tokens": said.usage[1],
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": sum(said.usage),
        },
    }


def _messages(asked: Asked, said: Said) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    thinks = asked.body.get("thinking", {"type": "disabled"})["type"] != "disabled"
    if thinks:
        content.append({"type": "thinking", "thinking": "Hm.", "signature": "c2ln"})
    tool = _calls_tool(asked, said)
    if tool:
        content.append(
            {"type": "tool_use", "id": "toolu_1", "name": asked.tool, "input": json.loads(said.text)}
        )
    elif said.text:
        content.append({"type": "text", "text": said.text})
    reasons = {"length": "max_tokens", "refusal": "refusal", "end": "tool_use" if tool else "end_turn"}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": asked.body["model"],
        "content": content,
        "stop_reason": reasons[said.stop],
        "stop_sequence": None,
        "usage": {
            "input_tokens": said.usage[0] - said.cached,
            "cache_read_input_tokens": said.cached,
            "cache_creation_input_tokens": 0,
            "output_tokens": said.usage[1],
        },
    }


RENDER: dict[Protocol, Callable[[Asked, Said], dict[str, Any]]] = {
    "chat": _chat,
    "responses": _responses,
    "messages": _messages,
}


DELTAS = {"text": "text_delta", "thinking": "thinking_delta", "partial_json": "input_json_delta"}


def events(message: dict[str, Any]) -> Iterator[bytes]:
    """A message of Anthropic's as server-sent events."""
    start = {**message, "content": [], "stop_reason": None, "usage": {**message["usage"], "output_tokens": 1}}
    yield _event("message_start", message=start)
    yield _event("ping")
    for index, block in enumerate(message["content"]):
        empty, name, text = _opened(block)
        yield _event("content_block_start", index=index, content_block=empty)
        for at in range(0, len(text), 1000):
            delta = {"type": DELTAS[name], name: text[at : at + 1000]}
            yield _event("content_block_delta", index=index, delta=delta)
        yield _event("content_block_stop", index=index)
    end = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=end, usage={"output_tokens": message["usage"]["output_tokens"]})
    yield _event("message_stop")


def _opened(block: dict[str, Any]) -> tuple[dict[str, Any], str, str]:
    """A block as it starts, what its deltas are called, and what they spell."""
    if block["type"] == "tool_use":
        return {**block, "input": {}}, "partial_json", json.dumps(block["input"])
    name = block["type"]
    return {**block, name: ""}, name, block[name]


def error_event(kind: str, message: str) -> bytes:
    """An error of Anthropic's that comes when the stream has begun."""
    return _event("error", error={"type": kind, "message": message})


def _event(kind: str, **data: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()
