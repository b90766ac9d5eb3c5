"""What holds for every wire protocol: failures, keys, schemas."""

import asyncio
import email.utils
import json
import time
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from pydantic import BaseModel, Field, RootModel, create_model

from agents.models.pictures import png
from agents.models.protocol import Answer, CallFailed, Request, StructuredMode, Text, Turn, Video
from agents.models.schemas import strict_schema
from agents.models.spec import ModelSpec, Provider
from agents.models.transports import check_key, make_transport
from agents.models.wire import MESSAGE_CUT, one_line, retry_after
from tasks.errors import InputError
from tests.model_server import Asked, Fault, ModelServer, Said, serve_in_thread, spec_for
from tests.model_shapes import ChatSchema, OutputFormat

SECRET = "sk-0123456789-very-secret"
PROVIDERS: tuple[Provider, ...] = ("openai", "openai-responses", "anthropic")
ASK = Request(role="judge", parts=(Text("Is the cart empty?"),), max_output=1000)
LONG = 30_000
"""Output tokens beyond which Anthropic's replies are streamed."""

every = pytest.mark.parametrize(
    ("provider", "tokens"),
    [*((provider, 1000) for provider in PROVIDERS), ("anthropic", LONG)],
    ids=[*PROVIDERS, "anthropic-stream"],
)


class Verdict(BaseModel):
    """Whether it holds."""

    holds: Literal["yes", "no", "unsure"]
    quotes: list[str]
    score: float = Field(default=1.0, ge=0, le=1, description="How sure")
    note: str | None = None


VERDICT = '{"holds": "yes", "quotes": ["0 items — ×"], "score": 0.5, "note": null}'


async def ask(spec: ModelSpec, request: Request, mode: StructuredMode = "schema") -> Answer:
    transport = make_transport(spec)
    try:
        return await transport.send(spec, request, mode)
    finally:
        await transport.close()


async def failure(spec: ModelSpec, tokens: int, request: Request = ASK) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        await ask(spec, Request(**{**vars(request), "max_output": tokens}))
    return caught.value


def says(text: str, **more: Any) -> Callable[[Asked], Said]:
    return lambda _: Said(text, **more)


@every
@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fault", "kind", "retryable", "wait"),
    [
        (Fault("status", 429, {"Retry-After": "7"}), "rate_limit", True, 7.0),
        (Fault("status", 429, {"retry-after-ms": "250", "Retry-After": "1"}), "rate_limit", True, 0.25),
        (Fault("status", 429, {"Retry-After": "soon"}), "rate_limit", True, None),
        (Fault("status", 429, message="no money", code="insufficient_quota"), "quota", False, None),
        (Fault("status", 402, message="Insufficient Balance"), "quota", False, None),
        (Fault("status", 500), "server", True, None),
        (Fault("status", 503, {"Retry-After": "3"}), "server", True, 3.0),
        (Fault("status", 529), "server", True, None),
        (Fault("status", 400), "bad_request", False, None),
        (Fault("status", 400, message="Output blocked by content filtering policy"), "refused", False, None),
        (Fault("status", 401), "auth", False, None),
        (Fault("status", 403), "forbidden", False, None),
        (Fault("status", 404), "not_found", False, None),
        (Fault("status", 413), "bad_request", False, None),
        (Fault("drop"), "connection", True, None),
        (Fault("truncated"), "connection", True, None),
        (Fault("raw", body=[]), "connection", True, None),
    ],
)
async def test_what_goes_wrong_is_told_by_kind(
    provider: Provider, tokens: int, fault: Fault, kind: str, retryable: bool, wait: float | None
) -> None:
    if fault.code and provider == "anthropic":
        fault = Fault("status", 400, message="Your credit balance is too low")
    async with ModelServer(says("yes " * 2000), [fault]) as server:
        failed = await failure(spec_for(server, provider, max_output=LONG), tokens)
    assert (failed.kind, failed.retryable, failed.retry_after) == (kind, retryable, wait), str(failed)
    assert len(server.asked) == 1, "the client must not retry by itself"
    assert not server.refused
    assert str(failed).isprintable()


@every
@pytest.mark.anyio
async def test_a_date_to_retry_after_is_seconds_from_now(provider: Provider, tokens: int) -> None:
    date = email.utils.formatdate(time.time() + 30, usegmt=True)
    async with ModelServer(says("yes"), [Fault("status", 429, {"Retry-After": date})]) as server:
        failed = await failure(spec_for(server, provider, max_output=LONG), tokens)
    assert failed.retry_after is not None
    assert 25 < failed.retry_after <= 30


@every
@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["hang", "drip"])
async def test_a_server_that_hangs_or_drips_is_given_up(
    provider: Provider, tokens: int, kind: Literal["hang", "drip"]
) -> None:
    async with ModelServer(says("yes"), [Fault(kind)]) as server:
        failed = await failure(spec_for(server, provider, timeout=0.3, max_output=LONG), tokens)
    assert (failed.kind, failed.retryable) == ("timeout", True)
    assert "0.3 s" in str(failed)


@pytest.mark.anyio
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_nobody_listening_is_a_connection_that_may_come_back(provider: Provider) -> None:
    async with ModelServer(says("yes")) as server:
        spec = spec_for(server, provider)
    failed = await failure(spec, 1000)
    assert (failed.kind, failed.retryable) == ("connection", True)


@pytest.mark.anyio
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_transport_lives_on_after_a_failure(provider: Provider) -> None:
    async with ModelServer(says("yes"), [Fault("drop"), None]) as server:
        spec = spec_for(server, provider)
        transport = make_transport(spec)
        with pytest.raises(CallFailed):
            await transport.send(spec, ASK, "schema")
        assert (await transport.send(spec, ASK, "schema")).text == "yes"
        await transport.close()


@pytest.mark.anyio
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (
            "Invalid parameter: 'response_format' of type 'json_schema' is not supported",
            "structured_unsupported",
        ),
        ("This model does not support tools", "structured_unsupported"),
        ("structured outputs are not available", "structured_unsupported"),
        ("temperature: 3 is out of range", "bad_request"),
    ],
)
async def test_a_refused_mode_is_told_from_a_wrong_request(
    provider: Provider, message: str, kind: str
) -> None:
    fault = Fault("status", 400, message=message)
    async with ModelServer(says("{}"), [fault, fault]) as server:
        spec = spec_for(server, provider)
        asked = Request(**{**vars(ASK), "schema": Verdict})
        assert (await failure(spec, 1000, asked)).kind == kind
        assert (await failure(spec, 1000)).kind == "bad_request", "no mode was asked for"


SEES_NOTHING = [
    (500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"),
    (500, "image input is not supported by this server"),
    (400, "this model does not support image input (ref: b8bd630e-4a39-4b57-82af-9158ee9d5703)"),
    (500, "this model is missing data required for image input"),
    (400, "Qwen/Qwen3-8B is not a multimodal model"),
    (400, "At most 0 image(s) may be provided in one request."),
    (404, "No endpoints found that support image input"),
    (400, "Invalid content type. image_url is only supported by certain models."),
    (422, "messages[1]: unknown variant `image_url`, expected `text` at line 1 column 971539"),
    (400, "messages[6].content: unknown variant `image`, expected one of `text`, `tool_use`, `thinking`"),
    (422, "data did not match any variant of untagged enum ChatCompletionRequestContent at line 1"),
    (422, "messages[1]: invalid type: sequence, expected a string at line 17 column 3"),
    (400, "'messages.1' : message[0].content must be a string"),
    (400, "'claude-3-5-haiku-20241022' does not support image input."),
    (400, "This model doesn’t support the image content block that you provided."),
    (400, "This model doesn't support the image field for user messages. Remove image and try again."),
    (400, "Image input modality is not enabled for models/gemma-3-1b-it"),
    (400, "Model does not support images. Please use a model that does."),
    (400, "Only 'text' content type is supported."),
    (400, "Unexpected item type in content."),
    (501, "Multimodal input is not supported"),
]
OF_ONE_PICTURE = [
    "messages.34.content.2.image.source.base64.data: Image format image/png not supported",
    "This model does not support image type image/webp",
    "Could not process image",
    "image_url: the image is larger than 5 MB",
    "At most 1 image(s) may be provided in one request.",
    "Unsupported image media type",
    "made to fail",
]
SHOWS = Request(**{**vars(ASK), "parts": (Text("Is it empty?"), png(Pillow.new("RGB", (2, 2))))})


@pytest.mark.anyio
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("status", "message"), SEES_NOTHING)
async def test_a_model_that_takes_no_pictures_is_told_by_what_its_server_says(
    provider: Provider, status: int, message: str
) -> None:
    fault = Fault("status", status, message=message)
    async with ModelServer(says("yes"), [fault, fault]) as server:
        spec = spec_for(server, provider)
        failed = await failure(spec, 1000, SHOWS)
        assert (failed.kind, failed.retryable) == ("images_unsupported", False)
        assert str(failed).startswith(f"images_unsupported: HTTP {status}: {message[:40]}")
        assert str(failed).endswith("judge steps by text and tree alone (images: none)")
        assert (await failure(spec, 1000)).kind != "images_unsupported", "no picture was shown"


@pytest.mark.anyio
@pytest.mark.parametrize("message", OF_ONE_PICTURE)
async def test_what_is_wrong_with_one_picture_is_another_matter(message: str) -> None:
    for status, kind in ((400, "bad_request"), (500, "server"), (429, "rate_limit")):
        async with ModelServer(says("yes"), [Fault("status", status, message=message)]) as server:
            assert (await failure(spec_for(server, "openai"), 1000, SHOWS)).kind == kind


@pytest.mark.anyio
async def test_a_refusal_of_pictures_is_read_wherever_it_stands() -> None:
    """In an error with status 200, and in one of a web framework's own making."""
    told = "No endpoints found that support image input"
    async with ModelServer(
        says("yes"), [Fault("raw", body={"error": {"message": told, "code": 404}})]
    ) as server:
        assert (await failure(spec_for(server, "openai"), 1000, SHOWS)).kind == "images_unsupported"

    async def framework(_: web.Request) -> web.Response:
        return web.json_response({"detail": [{"msg": "Input should be 'text'"}]}, status=422)

    app = web.Application()
    app.add_routes([web.post("/v1/chat/completions", framework)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    spec = ModelSpec(name="mock", provider="openai", model="m", base_url=url, key_env="")
    assert (await failure(spec, 1000, SHOWS)).kind == "images_unsupported"
    await runner.cleanup()


@pytest.mark.anyio
async def test_text_alone_goes_as_a_string_where_a_list_may_not_be_taken() -> None:
    async with ModelServer(says("yes")) as server:
        await ask(spec_for(server, "openai"), Request(role="judge", parts=(Text("One."), Text("Two."))))
        await ask(spec_for(server, "openai"), SHOWS)
    alone, shown = (one.body["messages"][-1]["content"] for one in server.asked)
    assert alone == "One.\n\nTwo."
    assert [part["type"] for part in shown] == ["text", "image_url"]


@pytest.mark.anyio
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_the_key_is_sent_and_told_nobody(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", f" {SECRET}\n")
    async with ModelServer(says("yes"), key=SECRET) as server:
        spec = spec_for(server, provider, key_env="A_KEY")
        assert (await ask(spec, ASK)).text == "yes"
        monkeypatch.setenv("A_KEY", f"{SECRET}-old")
        failed = await failure(spec, 1000)
    assert failed.kind == "auth"
    assert "[key]" in str(failed), "the server quoted the key"
    assert SECRET not in f"{failed!s} {failed!r} {failed.__cause__} {failed.__context__}"


@pytest.mark.anyio
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_where_no_key_is_needed_none_leaks(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, SECRET)
    async with ModelServer(says("yes")) as server:
        await ask(spec_for(server, provider), ASK)
    assert SECRET not in json.dumps([dict(asked.headers) for asked in server.asked])


@pytest.mark.parametrize(
    ("provider", "key_env", "variable"),
    [
        ("openai", None, "OPENAI_API_KEY"),
        ("openai-responses", None, "OPENAI_API_KEY"),
        ("anthropic", None, "ANTHROPIC_API_KEY"),
        ("openai", "GEMINI_API_KEY", "GEMINI_API_KEY"),
    ],
)
def test_a_missing_key_is_one_line_that_names_the_variable(
    provider: Provider, key_env: str | None, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable, raising=False)
    spec = ModelSpec(name="some", provider=provider, model="m", key_env=key_env)
    with pytest.raises(
        InputError, match=rf"^judges\[0\].model: .*'some'.*{variable}.*export {variable}="
    ) as caught:
        check_key(spec, "judges[0].model")
    assert "\n" not in str(caught.value)
    monkeypatch.setenv(variable, "sk-two words")
    with pytest.raises(InputError, match=variable) as caught:
        check_key(spec, "judges[0].model")
    assert "sk-two" not in str(caught.value)
    monkeypatch.setenv(variable, SECRET)
    check_key(spec, "judges[0].model")


def test_no_key_is_asked_for_where_none_is_needed() -> None:
    check_key(
        ModelSpec(provider="openai", model="m", base_url="http://127.0.0.1:1/v1", key_env=""), "operator"
    )
    check_key(ModelSpec(provider="scripted", model="script.yaml"), "operator")


@pytest.mark.anyio
@pytest.mark.parametrize("provider", ["openai-responses", "anthropic"])
async def test_a_video_for_a_protocol_without_one_is_told_before_anything_is_sent(provider: Provider) -> None:
    request = Request(role="generator", parts=(Video(b"\x1a\x45\xdf\xa3"),))
    async with ModelServer(says("yes")) as server:
        with pytest.raises(CallFailed, match="takes no video/webm") as caught:
            await ask(spec_for(server, provider, video="native"), request)
    assert caught.value.kind == "bad_request"
    assert not server.asked


@pytest.mark.anyio
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_blank_texts_and_empty_replies_are_not_sent_as_such(provider: Provider) -> None:
    turns = (Turn("model", ""), Turn("user", "That was empty."))
    request = Request(role="judge", parts=(Text(" \n"), Text("Well?")), turns=turns, system=" ")
    async with ModelServer(says("yes")) as server:
        assert (await ask(spec_for(server, provider), request)).text == "yes"
    assert [role for role, _ in server.asked[0].messages] == ["user", "assistant", "user"]
    assert server.asked[0].text == "Well?\nThat was empty."


@pytest.mark.anyio
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("mode", ["schema", "tool"])
async def test_a_reply_that_ignores_the_schema_is_passed_on(provider: Provider, mode: StructuredMode) -> None:
    request = Request(**{**vars(ASK), "schema": Verdict})
    async with ModelServer(says("Yes, it is."), [Fault("wrong_schema"), None]) as server:
        spec = spec_for(server, provider)
        assert json.loads((await ask(spec, request, mode)).text) == {"nobody": "asked for this"}
        assert (await ask(spec, request, mode)).text == "Yes, it is."


@pytest.mark.anyio
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_in_words_the_schema_follows_the_question(provider: Provider) -> None:
    request = Request(**{**vars(ASK), "schema": Verdict})
    async with ModelServer(says(VERDICT)) as server:
        assert (await ask(spec_for(server, provider), request, "text")).text == VERDICT
    asked = server.asked[0]
    assert asked.schema is None
    assert asked.text.startswith("Is the cart empty?\n")
    assert json.loads(asked.text[asked.text.index("{") :]) == strict_schema(Verdict)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_server_refuses_what_no_provider_takes(provider: Provider) -> None:
    """The tests above would show nothing if it took everything."""

    async def wrong() -> CallFailed:
        spec = spec_for(server, provider, thinking={"extra": {"made_up": 1}})
        return await failure(spec, 1000)

    with serve_in_thread(says("yes")) as server:
        failed = asyncio.run(wrong())
    assert failed.kind == "bad_request"
    assert "made_up" in str(failed)


# Schemas


def test_a_schema_is_closed_and_its_limits_are_told_in_words() -> None:
    strict = strict_schema(Verdict)
    assert strict["required"] == ["holds", "quotes", "score", "note"]
    assert strict["additionalProperties"] is False
    assert strict["properties"]["score"] == {
        "type": "number",
        "description": "How sure (minimum: 0, maximum: 1)",
    }
    assert strict["properties"]["holds"] == {"type": "string", "enum": ["yes", "no", "unsure"]}
    assert strict["properties"]["note"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}


class Node(BaseModel):
    kind: Literal["node"]
    title: str = Field(description="A field whose name is a keyword of JSON schema")
    inner: "Node | None" = None
    described: Verdict = Field(description="beside a reference")


def test_references_stay_or_are_written_out_where_words_stand_beside_them() -> None:
    strict = strict_schema(Node)
    fields = strict["properties"]
    assert fields["inner"]["anyOf"][0] == {"$ref": "#/$defs/Node"}
    assert fields["described"]["description"] == "beside a reference"
    assert fields["described"]["properties"].keys() == Verdict.model_fields.keys()
    assert fields["kind"]["enum"] == ["node"]
    assert "title" in fields
    assert strict["$defs"].keys() == {"Node", "Verdict"}


@pytest.mark.parametrize(
    "annotation", [dict[str, int], Any, tuple[int, str], list[Any]], ids=["mapping", "any", "tuple", "list"]
)
def test_what_a_strict_schema_cant_say_is_the_authors_error(annotation: Any) -> None:
    with pytest.raises(TypeError, match=r"Asked\.field"):
        strict_schema(create_model("Asked", field=(annotation, ...)))


def test_a_reply_must_be_an_object() -> None:
    class Several(RootModel[list[int]]):
        pass

    with pytest.raises(TypeError, match="must be an object"):
        strict_schema(Several)


LEAVES: st.SearchStrategy[Any] = st.sampled_from(
    [
        int,
        float,
        str,
        bool,
        Literal["a", "b"],
        Literal[1],
        Annotated[int, Field(ge=0, lt=9, multiple_of=2)],
        Annotated[str, Field(min_length=1, max_length=5, pattern="^x")],
    ]
)


def _larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = st.dictionaries(st.sampled_from(["type", "title", "default", "b"]), inner, min_size=1)
    return st.one_of(
        inner.map(lambda each: list[each]),  # type: ignore[valid-type]
        inner.map(lambda each: each | None if isinstance(each, type) else each),
        fields.map(_model),
    )


def _model(fields: dict[str, Any]) -> type[BaseModel]:
    wanted = {
        name: (each, Field(default=None, description="d", examples=[1])) for name, each in fields.items()
    }
    return create_model("Made", **wanted)  # type: ignore[no-any-return, call-overload]


@given(st.dictionaries(st.sampled_from("abc"), st.recursive(LEAVES, _larger, max_leaves=6), min_size=1))
def test_any_schema_comes_out_strict(fields: dict[str, Any]) -> None:
    strict = strict_schema(_model(fields))
    ChatSchema.model_validate({"name": "n", "strict": True, "schema": strict})
    OutputFormat.model_validate({"type": "json_schema", "schema": strict})
    assert set(strict["properties"]) == set(fields)


# Small things


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after-ms": "x", "retry-after": "2"}, 2.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:16:40 GMT"}, 900.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"retry-after": "Thu, 99 Jan 99999999999 00:00:00 GMT"}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=100.0) == seconds


@given(st.text(), st.integers(0, 40))
def test_an_errors_text_is_one_short_line_without_the_key(text: str, times: int) -> None:
    line = one_line(f"{text}{SECRET}\x1b[31m\n" * times + text, SECRET)
    assert len(line) <= MESSAGE_CUT
    assert line.isprintable()
    assert SECRET not in line
