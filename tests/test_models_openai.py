"""Chat Completions and Responses, by OpenAI's own client against a server on the loopback."""

import io
from typing import Any, Literal

import pytest
from PIL import Image as Pillow
from pydantic import BaseModel

from agents.models.protocol import (
    Answer,
    CallFailed,
    Image,
    Request,
    StructuredMode,
    Text,
    Turn,
    Usage,
    Video,
)
from agents.models.spec import ModelSpec, Provider
from agents.models.transports import make_transport
from tests.model_server import Asked, Fault, ModelServer, Said, spec_for

both = pytest.mark.parametrize("provider", ["openai", "openai-responses"])
pytestmark = pytest.mark.anyio

WEBM = b"\x1a\x45\xdf\xa3 and so on"


class Verdict(BaseModel):
    holds: Literal["yes", "no"]


def picture(kind: str) -> Image:
    out = io.BytesIO()
    Pillow.new("RGB", (4, 3), (200, 30, 30)).save(out, kind)
    return Image(out.getvalue(), f"image/{kind}")  # type: ignore[arg-type]


async def ask(
    provider: Provider, request: Request, said: Said | Fault, mode: StructuredMode = "schema", **spec: Any
) -> tuple[Answer, Asked]:
    """The answer, and what the server was asked."""
    fault, answer = (said, Said("")) if isinstance(said, Fault) else (None, said)
    async with ModelServer(lambda _: answer, [fault], extra=frozenset({"enable_thinking"})) as server:
        wanted = spec_for(server, provider, **spec)
        transport = make_transport(wanted)
        try:
            return await transport.send(wanted, request, mode), server.asked[0]
        finally:
            await transport.close()


def plain(**more: Any) -> Request:
    return Request(**{"role": "judge", "parts": (Text("Is the cart empty?"),), **more})


@both
async def test_a_question_with_pictures_and_what_was_said_since(provider: Provider) -> None:
    request = Request(
        role="judge",
        system="You compare pages.",
        parts=(Text("Before:"), picture("png"), Text("After:"), picture("jpeg"), picture("webp")),
        turns=(Turn("model", "Which page?"), Turn("user", "The second.")),
    )
    said = Said("The cart is empty — ja, leer.", usage=(1200, 40), cached=1000)
    answer, asked = await ask(provider, request, said)
    assert answer == Answer(said.text, Usage(input=200, cached_input=1000, output=40), "end")
    assert asked.system == "You compare pages."
    kinds = [part["type"] for part in asked.messages[0][1]]
    text, image = ("text", "image_url") if provider == "openai" else ("input_text", "input_image")
    assert kinds == [text, image, text, image, image]
    assert asked.messages[1:] == [
        ("assistant", [{"type": "text", "text": "Which page?"}]),
        ("user", [{"type": "text", "text": "The second."}]),
    ]
    assert asked.headers["authorization"] == "Bearer none"


@both
async def test_many_pictures(provider: Provider) -> None:
    _, asked = await ask(provider, plain(parts=(Text("Rebuild it."), *[picture("png")] * 64)), Said("ok"))
    assert asked.images == 64


@both
@pytest.mark.parametrize("mode", ["schema", "tool"])
async def test_a_structured_reply(provider: Provider, mode: StructuredMode) -> None:
    answer, asked = await ask(provider, plain(schema=Verdict), Said('{"holds": "yes"}'), mode)
    assert (answer.text, answer.stop) == ('{"holds": "yes"}', "end")
    assert asked.mode == mode
    assert asked.schema == {
        "type": "object",
        "properties": {"holds": {"type": "string", "enum": ["yes", "no"]}},
        "required": ["holds"],
        "additionalProperties": False,
    }


async def test_settings_of_chat() -> None:
    request = plain(temperature=0.0, max_output=500)
    thinking = {"effort": "low", "extra": {"enable_thinking": True}}
    _, asked = await ask("openai", request, Said("ok"), thinking=thinking)
    body = {name: value for name, value in asked.body.items() if name != "messages"}
    assert body == {
        "model": "mock-1",
        "max_tokens": 500,
        "temperature": 0.0,
        "reasoning_effort": "low",
        "enable_thinking": True,
    }


async def test_settings_of_responses() -> None:
    request = plain(temperature=0.5, max_output=50_000)
    _, asked = await ask(
        "openai-responses", request, Said("ok"), thinking={"effort": "high"}, max_output=9000
    )
    body = {name: value for name, value in asked.body.items() if name != "input"}
    assert body == {
        "model": "mock-1",
        "max_output_tokens": 9000,
        "temperature": 0.5,
        "reasoning": {"effort": "high"},
        "store": False,
    }


@both
async def test_a_model_without_temperature_is_given_none(provider: Provider) -> None:
    _, asked = await ask(provider, plain(temperature=0.0), Said("ok"), temperature=False)
    assert "temperature" not in asked.body


async def test_openais_own_server_is_asked_by_the_new_name_of_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with ModelServer(lambda _: Said("ok")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.openai_url)
        spec = ModelSpec(provider="openai", model="gpt", key_env="", max_output=700)
        transport = make_transport(spec)
        await transport.send(spec, plain(), "schema")
        await transport.close()
    assert server.asked[0].body["max_completion_tokens"] == 700
    assert "max_tokens" not in server.asked[0].body


async def test_a_video_where_the_model_takes_one() -> None:
    request = plain(parts=(Text("Rebuild it."), Video(WEBM)))
    _, asked = await ask("openai", request, Said("ok"), video="native")
    assert asked.messages[0][1][1]["video_url"]["url"].startswith("data:video/webm;base64,GkXfoyBhbmQ")
    with pytest.raises(CallFailed, match="ask it with frames") as caught:
        await ask("openai", request, Said("ok"), video="frames")
    assert (caught.value.kind, caught.value.retryable) == ("bad_request", False)


@both
@pytest.mark.parametrize("mode", ["schema", "tool"])
async def test_refused_cut_off_and_empty(provider: Provider, mode: StructuredMode) -> None:
    request = plain(schema=Verdict)
    refused, _ = await ask(provider, request, Fault("refusal"), mode)
    assert (refused.text, refused.stop) == ("I can't help with that.", "refusal")
    cut, _ = await ask(provider, request, Said('{"holds": "y', stop="length"), mode)
    assert (cut.text, cut.stop) == ('{"holds": "y', "length")
    empty, _ = await ask(provider, request, Fault("empty"), mode)
    assert (empty.text, empty.stop, empty.usage.output) == ("", "end", 20)


def completion(message: dict[str, Any], finish: str = "stop", **more: Any) -> Fault:
    return Fault("raw", body={"choices": [{"message": message, "finish_reason": finish}], **more})


async def test_chat_filtered_content_is_a_refusal() -> None:
    answer, _ = await ask("openai", plain(), completion({"content": "He"}, "content_filter"))
    assert (answer.text, answer.stop) == ("He", "refusal")


async def test_chat_without_usage_and_with_fields_of_the_servers_own() -> None:
    message = {"content": "ok", "reasoning_content": "hm", "tool_calls": None}
    answer, _ = await ask("openai", plain(), completion(message, "eos", usage=None, timings={}))
    assert answer == Answer("ok", Usage())


async def test_chat_reasoning_that_only_the_total_counts() -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 95}
    answer, _ = await ask("openai", plain(), completion({"content": "ok"}, usage=usage))
    assert answer.usage == Usage(input=10, output=85)


async def test_chat_an_error_with_status_200_may_pass() -> None:
    with pytest.raises(CallFailed, match="upstream is tired") as caught:
        await ask("openai", plain(), Fault("raw", body={"error": {"message": "upstream is tired"}}))
    assert (caught.value.kind, caught.value.retryable) == ("server", True)


@pytest.mark.parametrize(
    ("code", "kind", "retryable"),
    [
        ("server_error", "server", True),
        ("rate_limit_exceeded", "rate_limit", True),
        ("invalid_prompt", "refused", False),
        ("image_content_policy_violation", "refused", False),
        ("image_too_large", "bad_request", False),
    ],
)
async def test_responses_that_failed(code: str, kind: str, retryable: bool) -> None:
    error = {"code": code, "message": "no\nmore"}
    body: dict[str, Any] = {"status": "failed", "output": [], "error": error, "usage": None}
    with pytest.raises(CallFailed) as caught:
        await ask("openai-responses", plain(), Fault("raw", body=body))
    assert (caught.value.kind, caught.value.retryable) == (kind, retryable)
    assert str(caught.value) == f"{kind}: {code}: no more"


async def test_responses_filtered_content_is_a_refusal() -> None:
    message = {"type": "message", "content": [{"type": "output_text", "text": "He"}]}
    details = {"reason": "content_filter"}
    body = {"status": "incomplete", "incomplete_details": details, "output": [message]}
    answer, _ = await ask("openai-responses", plain(), Fault("raw", body=body))
    assert answer == Answer("He", Usage(), "refusal")
