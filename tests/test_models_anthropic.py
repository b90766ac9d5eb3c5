"""Messages, by Anthropic's own client against a server on the loopback, whole and streamed."""

import io
import json
from typing import Any, Literal

import pytest
from PIL import Image as Pillow
from pydantic import BaseModel

from agents.models.anthropic_messages import STREAM_ABOVE
from agents.models.protocol import Answer, CallFailed, Image, Request, StructuredMode, Text, Turn, Usage
from agents.models.transports import make_transport
from tests.model_server import Asked, Fault, ModelServer, Said, spec_for

pytestmark = pytest.mark.anyio
either = pytest.mark.parametrize("tokens", [4000, STREAM_ABOVE + 1], ids=["whole", "streamed"])


class Verdict(BaseModel):
    holds: Literal["yes", "no"]
    quote: str


SCHEMA = {
    "type": "object",
    "properties": {"holds": {"type": "string", "enum": ["yes", "no"]}, "quote": {"type": "string"}},
    "required": ["holds", "quote"],
    "additionalProperties": False,
}
VERDICT = json.dumps({"holds": "yes", "quote": "0 Artikel – leer " * 200}, ensure_ascii=False)


async def ask(
    request: Request, said: Said | Fault, mode: StructuredMode = "schema", **spec: Any
) -> tuple[Answer, Asked]:
    """The answer, and what the server was asked."""
    fault, answer = (said, Said("")) if isinstance(said, Fault) else (None, said)
    async with ModelServer(lambda _: answer, [fault]) as server:
        wanted = spec_for(server, "anthropic", **spec)
        transport = make_transport(wanted)
        try:
            return await transport.send(wanted, request, mode), server.asked[0]
        finally:
            await transport.close()


def plain(**more: Any) -> Request:
    return Request(**{"role": "judge", "parts": (Text("Is the cart empty?"),), "max_output": 4000, **more})


@either
async def test_a_question_with_pictures_and_what_was_said_since(tokens: int) -> None:
    out = io.BytesIO()
    Pillow.new("RGB", (4, 3)).save(out, "png")
    request = plain(
        system="You compare pages.",
        parts=(Text("Before:"), Image(out.getvalue()), Text("After:"), Image(out.getvalue())),
        turns=(Turn("model", "Which page?"), Turn("user", "The second.")),
        max_output=tokens,
    )
    said = Said("Die Tüte ist leer — " * 200, usage=(1200, 40), cached=1000)
    answer, asked = await ask(request, said, max_output=STREAM_ABOVE + 1)
    assert answer == Answer(said.text, Usage(input=200, cached_input=1000, output=40), "end")
    assert asked.system == "You compare pages."
    assert [part["type"] for part in asked.messages[0][1]] == ["text", "image", "text", "image"]
    assert [role for role, _ in asked.messages] == ["user", "assistant", "user"]
    assert asked.body.get("stream", False) is (tokens > STREAM_ABOVE)
    assert asked.body["max_tokens"] == tokens
    assert asked.headers["x-api-key"] == "none"


@either
@pytest.mark.parametrize("mode", ["schema", "tool"])
@pytest.mark.parametrize(
    "thinking", [{}, {"budget": 2000}, {"effort": "high"}, {"budget": 0, "effort": "low"}]
)
async def test_a_structured_reply(tokens: int, mode: StructuredMode, thinking: dict[str, Any]) -> None:
    request = plain(schema=Verdict, max_output=tokens, temperature=0.0)
    answer, asked = await ask(request, Said(VERDICT), mode, thinking=thinking)
    assert json.loads(answer.text) == json.loads(VERDICT)
    assert answer.stop == "end"
    assert (asked.mode, asked.schema) == (mode, SCHEMA)
    thinks = bool(thinking.get("budget", thinking))
    assert ("temperature" in asked.body) is not thinks
    if mode == "tool":
        assert asked.body["tool_choice"]["type"] == ("auto" if thinks else "tool")
        assert ("by calling the tool Verdict" in asked.text) is thinks


@pytest.mark.parametrize(
    ("thinking", "sent"),
    [
        ({}, {}),
        ({"budget": 1500}, {"thinking": {"type": "enabled", "budget_tokens": 1500}}),
        ({"budget": 0}, {"thinking": {"type": "disabled"}}),
        ({"effort": "max"}, {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}}),
        (
            {"effort": "low", "budget": 1500},
            {"thinking": {"type": "enabled", "budget_tokens": 1500}, "output_config": {"effort": "low"}},
        ),
        (
            {"effort": "low", "extra": {"thinking": {"type": "disabled"}}},
            {"thinking": {"type": "disabled"}, "output_config": {"effort": "low"}},
        ),
    ],
)
async def test_thinking(thinking: dict[str, Any], sent: dict[str, Any]) -> None:
    answer, asked = await ask(plain(), Said("ok"), thinking=thinking)
    assert answer.text == "ok", "thoughts are no part of the answer"
    assert {name: asked.body[name] for name in ("thinking", "output_config") if name in asked.body} == sent


async def test_effort_and_schema_go_together() -> None:
    _, asked = await ask(plain(schema=Verdict), Said(VERDICT), thinking={"effort": "low"})
    wanted = {"effort": "low", "format": {"type": "json_schema", "schema": SCHEMA}}
    assert asked.body["output_config"] == wanted


async def test_a_model_without_temperature_is_given_none() -> None:
    _, asked = await ask(plain(temperature=0.0), Said("ok"), temperature=False)
    assert "temperature" not in asked.body


@either
@pytest.mark.parametrize("mode", ["schema", "tool"])
async def test_refused_cut_off_and_empty(tokens: int, mode: StructuredMode) -> None:
    request = plain(schema=Verdict, max_output=tokens)
    refused, _ = await ask(request, Fault("refusal"), mode)
    assert (refused.text, refused.stop) == ("I can't help with that.", "refusal")
    cut, _ = await ask(request, Said("<!doctype html><p>", stop="length"), mode)
    assert (cut.text, cut.stop) == ("<!doctype html><p>", "length")
    empty, _ = await ask(request, Fault("empty"), mode)
    assert (empty.text, empty.stop, empty.usage.output) == ("", "end", 20)


async def test_a_full_context_is_cut_off_too_and_writing_to_the_cache_is_input() -> None:
    usage = {"input_tokens": 10, "output_tokens": 5, "cache_creation_input_tokens": 30}
    body = {
        "content": [{"type": "text", "text": "<p>"}],
        "stop_reason": "model_context_window_exceeded",
        "usage": usage,
    }
    answer, _ = await ask(plain(), Fault("raw", body=body))
    assert answer == Answer("<p>", Usage(input=40, output=5), "length")


async def test_a_server_that_does_not_stream_when_asked_to() -> None:
    with pytest.raises(CallFailed) as caught:
        await ask(plain(max_output=30_000), Fault("raw", body={"content": []}))
    assert (caught.value.kind, caught.value.retryable) == ("connection", True)


@pytest.mark.parametrize(
    ("error", "kind", "retryable"),
    [
        ("overloaded_error", "server", True),
        ("rate_limit_error", "rate_limit", True),
        ("api_error", "server", True),
        ("invalid_request_error", "bad_request", False),
    ],
)
async def test_an_error_within_the_stream(error: str, kind: str, retryable: bool) -> None:
    with pytest.raises(CallFailed) as caught:
        await ask(plain(max_output=30_000), Fault("stream_error", code=error, message="sorry"))
    assert (caught.value.kind, caught.value.retryable) == (kind, retryable)
    assert "sorry" in str(caught.value)
