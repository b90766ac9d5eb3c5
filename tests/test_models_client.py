"""The client's logic over a transport of our own: retries, modes, repairs, joined questions, cancellation."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from agents.models.client import ModelHub
from agents.models.estimate import estimate, image_tokens, usd
from agents.models.exchanges import ExchangeStore
from agents.models.keys import request_key
from agents.models.ledger import Ledger
from agents.models.pictures import png
from agents.models.protocol import (
    Answer,
    CallFailed,
    Image,
    ModelFailed,
    Reply,
    ReplyUnreadable,
    Request,
    Text,
    Turn,
    Usage,
    Video,
)
from agents.models.retry import retrying
from agents.models.spec import Thinking
from agents.models.structured import Unusable, read_reply
from tasks.errors import InputError
from tasks.yamlfile import Strict
from tests.speaking import QUESTION, SPEC, USAGE, YES, Opinion, Run, Said, Speaker, passing

# Retries


def test_a_failure_that_may_pass_is_tried_again_and_a_final_one_is_not(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker(passing(), passing("timeout"), YES))
    assert run.ask().parsed.answer == "yes"
    counts = run.hub.counts()["judge"]
    assert (counts.calls, counts.retries, dict(counts.failed_calls)) == (3, 2, {"server": 1, "timeout": 1})

    final = Run(tmp_path / "2", Speaker(CallFailed("auth", "no", retryable=False)))
    with pytest.raises(ModelFailed) as failed:
        final.ask()
    assert failed.value.kind == "auth"
    assert str(failed.value) == "auth: no"
    assert len(final.speaker.heard) == 1
    assert final.exchanges.get(failed.value.exchange) is not None


def test_a_model_that_takes_no_pictures_is_shown_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blind = CallFailed("images_unsupported", "HTTP 500: no eyes; judge with images: none", retryable=False)
    run = Run(tmp_path, Speaker(blind, YES))
    shown = replace(QUESTION, parts=(*QUESTION.parts, png(Pillow.new("RGB", (2, 2)))))
    reasons = []
    for sample in range(3):
        with pytest.raises(ModelFailed) as failed:
            run.ask(replace(shown, sample=sample))
        reasons.append(str(failed.value))
        kept = run.exchanges.get(failed.value.exchange)
        assert kept is not None
        assert (kept.outcome, kept.kind, len(kept.calls)) == ("failed", "images_unsupported", not sample)
    assert set(reasons) == {"images_unsupported: HTTP 500: no eyes; judge with images: none"}
    assert len(run.speaker.heard) == 1
    assert [one.getMessage() for one in caplog.records] == [
        "model 'm': HTTP 500: no eyes; judge with images: none"
    ]
    assert run.ask(QUESTION).parsed.answer == "yes"


def test_retries_end_and_their_number_is_the_spec_s(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker(passing()))
    with pytest.raises(ModelFailed) as failed:
        run.ask()
    assert len(run.speaker.heard) == 1 + SPEC.retries
    assert failed.value.kind == "server"
    assert run.ledger.totals() == []
    assert run.hub.counts()["judge"].unanswered == {"server": 1}


def test_the_wait_grows_with_jitter_and_retry_after_is_the_least(tmp_path: Path) -> None:
    async def waits(error: CallFailed, retries: int) -> list[float]:
        noted: list[float] = []

        async def sleep(seconds: float) -> None:
            noted.append(seconds)

        async def fail() -> None:
            raise error

        with pytest.raises(CallFailed):
            await retrying(fail, retries, sleep)
        return noted

    for _ in range(20):
        found = asyncio.run(waits(passing(), 8))
        assert all(0 <= wait <= min(60, 2**n) for n, wait in enumerate(found))
    assert len({round(wait, 6) for wait in found}) == 8
    for asked in (0.0, 7.5, 90.0):
        assert all(wait >= asked for wait in asyncio.run(waits(passing("rate_limit", asked), 4)))
    for senseless in (float("nan"), -5.0):
        assert all(0 <= wait <= 8 for wait in asyncio.run(waits(passing("rate_limit", senseless), 4)))
    assert asyncio.run(waits(passing("rate_limit", 86_400.0), 4)) == []


# Structured replies

BROKE_AN_EVALUATOR = [
    'I still have to press the "YES" button',
    "NO: although I expected a YES",
    "PARTIAL: not a full YES",
    "Yes: fully achieved",
    "",
]


@pytest.mark.parametrize("said", BROKE_AN_EVALUATOR)
def test_words_are_never_searched_for_a_verdict(tmp_path: Path, said: str) -> None:
    run = Run(tmp_path, Speaker(said), SPEC.model_copy(update={"structured": "text"}))
    with pytest.raises(ReplyUnreadable) as unreadable:
        run.ask()
    assert len(run.speaker.heard) == 3
    exchange = run.exchanges.get(unreadable.value.exchange)
    assert exchange is not None
    assert exchange.outcome == "unreadable"
    assert [call.text for call in exchange.calls] == [said] * 3


def test_an_api_that_dies_is_no_answer(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker(passing("connection")), SPEC.model_copy(update={"structured": "text"}))
    with pytest.raises(ModelFailed, match="connection"):
        run.ask()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (YES, "yes"),
        (f"```json\n{YES}\n```", "yes"),
        (f"Here it is:\n```\n{YES}\n```\nYES, NO, whatever.", "yes"),
        ('Although I expected a YES: {"answer": "no"} (not yes)', "no"),
        (f'<think>{{"answer": "no"}}? No, wait.</think>\n{YES}', "yes"),
        ('{"answer": "unsure", "confidence": 0.25}', "unsure"),
    ],
)
def test_one_object_is_read_wherever_it_stands(text: str, answer: str) -> None:
    assert read_reply(text, Opinion)[1].answer == answer


@pytest.mark.parametrize(
    "text",
    [
        '{"answer": "no"} or rather {"answer": "yes"}',
        f'```json\n{YES}\n```\n```json\n{{"answer": "no"}}\n```',
        '{"answer": "no", "answer": "yes"}',
        '{ {"answer": "yes"} }',
        '{"answer": "yes", broken} {"answer": "no"}',
        '{"answer": "YES"}',
        '{"answer": "yes", "confidence": 1.5}',
        '{"answer": "yes", "confidence": NaN}',
        '{"answer": "yes", "confidence": 1e999}',
        '{"answer": "yes", "confidence": "0.5"}',
        '{"answer": "yes", "why": "unknown key"}',
        '{"answer": "yes"',
        '"yes"',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"answer": "\\ud800"}',
    ],
)
def test_what_leaves_a_doubt_is_unusable(text: str) -> None:
    with pytest.raises(Unusable):
        read_reply(text, Opinion)


@given(st.text(), st.text(), st.sampled_from(["yes", "no", "unsure"]))
def test_words_around_an_object_never_change_what_it_says(before: str, after: str, answer: str) -> None:
    text = f'{before} {{"answer": "{answer}"}} {after}'
    if "{" in before + after or "}" in before + after:
        with pytest.raises(Unusable):
            read_reply(text, Opinion)
    else:
        assert read_reply(text, Opinion)[1].answer == answer


def test_a_re_ask_quotes_what_was_said_and_what_is_wrong(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker('{"answer": "maybe"}', "", YES))
    reply = run.ask()
    assert reply.parsed == Opinion(answer="yes")
    turns = [request.turns for request, _ in run.speaker.heard]
    assert [len(one) for one in turns] == [0, 2, 4]
    assert turns[1][0] == Turn("model", '{"answer": "maybe"}')
    assert "answer" in turns[1][1].text
    assert "'yes', 'no' or 'unsure'" in turns[1][1].text
    assert turns[2][2].text.strip()
    assert "empty" in turns[2][3].text
    # Every call is paid for.
    assert reply.usage == USAGE + USAGE + USAGE
    assert reply.usd == pytest.approx(3 * 200e-6)
    assert run.ledger.totals()[0].calls == 3
    assert run.ledger.spent_usd == pytest.approx(reply.usd)
    exchange = run.exchanges.get(reply.exchange)
    assert exchange is not None
    assert (exchange.outcome, len(exchange.calls), len(exchange.turns)) == ("answered", 3, 4)


def test_a_truncated_structured_reply_is_asked_again_even_if_it_parses(tmp_path: Path) -> None:
    cut = Answer(YES, USAGE, "length")
    assert Run(tmp_path, Speaker(cut, '{"answer": "no"}')).ask().parsed.answer == "no"
    with pytest.raises(ReplyUnreadable, match="cut off"):
        Run(tmp_path / "2", Speaker(cut)).ask()


def test_free_text_may_be_cut_off_but_not_be_empty(tmp_path: Path) -> None:
    free = replace(QUESTION, schema=None)
    cut = Run(tmp_path, Speaker(Answer("<html>", USAGE, "length"))).ask(free)
    assert (cut.text, cut.stop, cut.parsed) == ("<html>", "length", None)
    again = Run(tmp_path / "2", Speaker(" \n", "words")).ask(free)
    assert (again.text, again.stop, again.usage) == ("words", "end", USAGE + USAGE)
    with pytest.raises(ReplyUnreadable):
        Run(tmp_path / "3", Speaker("")).ask(free)


@pytest.mark.parametrize(
    "said", [Answer("I won't", USAGE, "refusal"), CallFailed("refused", "filtered", retryable=False)]
)
def test_a_refusal_is_final_and_no_verdict(tmp_path: Path, said: Said) -> None:
    run = Run(tmp_path, Speaker(said), cache=tmp_path / "cache")
    with pytest.raises(ModelFailed) as failed:
        run.ask()
    assert failed.value.kind == "refused"
    assert len(run.speaker.heard) == 1
    exchange = run.exchanges.get(failed.value.exchange)
    assert exchange is not None
    assert exchange.outcome == "refused"


def test_the_next_mode_follows_where_one_is_not_supported_and_is_remembered(tmp_path: Path) -> None:
    unsupported = CallFailed("structured_unsupported", "no", retryable=False)
    run = Run(tmp_path, Speaker(unsupported, unsupported, YES))
    run.ask()
    run.ask(replace(QUESTION, sample=1))
    assert [mode for _, mode in run.speaker.heard] == ["schema", "tool", "text", "text"]
    with pytest.raises(ModelFailed, match="structured_unsupported"):
        Run(tmp_path / "2", Speaker(unsupported)).ask()


# Questions at the same time


def test_the_same_question_on_its_way_is_asked_once(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker(YES))

    async def all_at_once() -> list[Reply]:
        model = run.hub.model("m")
        return await asyncio.gather(*(model.ask(QUESTION) for _ in range(40)))

    replies = asyncio.run(all_at_once())
    assert len(run.speaker.heard) == 1
    assert sum(reply.cached for reply in replies) == 39
    assert sum(reply.usd for reply in replies) == run.ledger.spent_usd
    assert run.hub.counts()["judge"].joined == 39


def test_no_more_calls_at_once_than_the_model_takes(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker(YES), SPEC.model_copy(update={"concurrency": 3}))

    async def many() -> list[Reply]:
        model = run.hub.model("m")
        return await asyncio.gather(*(model.ask(replace(QUESTION, sample=n)) for n in range(60)))

    assert len(asyncio.run(many())) == 60
    assert len(run.speaker.heard) == 60
    assert run.speaker.most_together == 3
    assert run.ledger.totals()[0].calls == 60


def test_who_is_cancelled_leaves_the_others_waiting(tmp_path: Path) -> None:
    async def both() -> tuple[Reply, int]:
        hold = asyncio.Event()
        run = Run(tmp_path, Speaker(YES, hold=hold))
        model = run.hub.model("m")
        first, second = (asyncio.create_task(model.ask(QUESTION)) for _ in range(2))
        await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.sleep(0.01)
        hold.set()
        return await second, len(run.speaker.heard)

    reply, calls = asyncio.run(both())
    assert (reply.parsed.answer, calls) == ("yes", 1)


def test_a_call_that_was_sent_is_kept_when_who_asked_has_left(tmp_path: Path) -> None:
    async def leave(*said: Said) -> Run:
        hold = asyncio.Event()
        run = Run(tmp_path / str(len(said)), Speaker(*said, hold=hold))
        asked = asyncio.create_task(run.hub.model("m").ask(QUESTION))
        await asyncio.sleep(0.01)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        hold.set()
        await run.hub.close()
        return run

    run = asyncio.run(leave(YES))
    assert run.ledger.totals()[0].calls == 1
    exchange = run.exchanges.get(request_key(SPEC, QUESTION))
    assert exchange is not None
    assert exchange.outcome == "answered"
    assert run.speaker.closed
    # An answer that can't be used is kept too, but nothing more is spent on the question …
    run = asyncio.run(leave("nonsense", YES))
    assert (len(run.speaker.heard), run.ledger.totals()[0].calls) == (1, 1)
    # … until it is asked again: then it goes on with the re-ask.
    later = Run(tmp_path / "2", Speaker(YES))
    assert later.ask().parsed.answer == "yes"
    assert later.speaker.heard[0][0].turns[0].text == "nonsense"
    assert later.ledger.totals()[0].calls == 2


@pytest.mark.parametrize("ticks", range(24))
def test_whenever_a_question_is_cancelled_nothing_that_was_paid_is_lost(tmp_path: Path, ticks: int) -> None:
    said = ("nonsense", YES)

    async def leave() -> Run:
        run = Run(tmp_path, Speaker(*said))
        asked = asyncio.create_task(run.hub.model("m").ask(QUESTION))
        for _ in range(ticks):
            await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        await run.hub.close()
        return run

    run = asyncio.run(leave())
    answered = len(run.speaker.heard)
    assert sum(total.calls for total in run.ledger.totals()) == answered
    later = Run(tmp_path, Speaker(*said[answered:] or (YES,)))
    assert later.ask().parsed.answer == "yes"
    assert answered + len(later.speaker.heard) == 2
    assert later.ledger.totals()[0].calls == 2


def test_a_question_that_waits_for_a_retry_ends_with_who_asked(tmp_path: Path) -> None:
    async def leave() -> int:
        async def long(seconds: float) -> None:
            await asyncio.sleep(60)

        speaker = Speaker(passing())
        hub = ModelHub(
            {"m": SPEC}, ExchangeStore(tmp_path), None, Ledger(None), None, lambda spec: speaker, long
        )
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await hub.model("m").ask(QUESTION)
        # The same question is not lost with it, not even in the same breath.
        speaker.said = [YES]
        reply = await hub.model("m").ask(QUESTION)
        assert reply.parsed.answer == "yes"
        return len(speaker.heard)

    assert asyncio.run(asyncio.wait_for(leave(), 5)) == 2


def test_closing_ends_what_hangs(tmp_path: Path) -> None:
    async def close() -> Run:
        run = Run(tmp_path, Speaker(YES, hold=asyncio.Event()))
        asked = asyncio.create_task(run.hub.model("m").ask(QUESTION))
        await asyncio.sleep(0.01)
        await run.hub.close(grace=0.05)
        with pytest.raises(asyncio.CancelledError):
            await asked
        return run

    assert asyncio.run(asyncio.wait_for(close(), 5)).speaker.closed


def test_a_model_nobody_knows_is_the_user_s_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no model 'n'"):
        Run(tmp_path, Speaker(YES)).hub.model("n")


def test_half_characters_stop_nothing(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker(f"\ud83d {YES}"))
    reply = run.ask(replace(QUESTION, parts=(Text("the page says \udc00"),), system="\ud800"))
    assert reply.parsed.answer == "yes"
    assert run.speaker.heard[0][0].parts == (Text("the page says ?"),)
    assert run.exchanges.get(reply.exchange) is not None


# Keys


CHANGED_SPECS: Sequence[dict[str, Any]] = [
    {"provider": "openai-responses"},
    {"model": "other"},
    {"base_url": "http://127.0.0.1:1/v1", "key_env": ""},
    {"thinking": Thinking(effort="low")},
    {"thinking": Thinking(budget=1)},
    {"thinking": Thinking(extra={"on": True})},
    {"max_output": 1},
    {"temperature": False},
    {"structured": "text"},
]
SAME_SPECS: Sequence[dict[str, Any]] = [
    {"name": "n", "price": None},
    {"timeout": 1.0},
    {"retries": 0, "concurrency": 1, "note": "a note", "longest_side": 64, "images": 1},
]
FULL = replace(
    QUESTION,
    system="s",
    parts=(Text("a"), Image(b"1"), Video(b"2")),
    prompt="p@1",
    prompt_sha256="0",
    turns=(Turn("model", "x"), Turn("user", "y")),
    temperature=0.5,
)


class Other(Strict):
    answer: str


@pytest.mark.parametrize("change", CHANGED_SPECS)
def test_a_change_of_the_model_changes_the_key(change: dict[str, Any]) -> None:
    assert request_key(SPEC.model_copy(update=change), FULL) != request_key(SPEC, FULL)


@pytest.mark.parametrize("change", SAME_SPECS)
def test_what_no_answer_depends_on_is_not_in_the_key(change: dict[str, Any]) -> None:
    key = request_key(SPEC, FULL)
    assert request_key(SPEC.model_copy(update=change), FULL) == key
    assert request_key(SPEC, replace(FULL, role="operator")) == key


texts = st.text(max_size=5)
parts = st.lists(
    st.one_of(
        texts.map(Text),
        st.builds(Image, st.binary(max_size=3), st.sampled_from(["image/png", "image/jpeg"])),
        st.builds(Video, st.binary(max_size=3)),
    ),
    max_size=3,
).map(tuple)
requests = st.builds(
    Request,
    role=st.just("judge"),
    parts=parts,
    system=texts,
    schema=st.sampled_from([None, Opinion, Other]),
    prompt=texts,
    prompt_sha256=texts,
    turns=st.lists(st.builds(Turn, st.sampled_from(["model", "user"]), texts), max_size=2).map(tuple),
    sample=st.integers(0, 3),
    temperature=st.sampled_from([None, 0.0, 1.0]),
    max_output=st.sampled_from([None, 1, 2]),
)


@given(requests, requests)
def test_two_requests_share_a_key_only_if_they_are_the_same(one: Request, other: Request) -> None:
    assert (request_key(SPEC, one) == request_key(SPEC, other)) == (one == other)


@given(requests, requests, st.sampled_from([f for f in Request.__dataclass_fields__ if f != "role"]))
def test_any_single_change_of_a_request_changes_its_key(one: Request, other: Request, field: str) -> None:
    changed = replace(one, **{field: getattr(other, field)})
    assert (request_key(SPEC, one) == request_key(SPEC, changed)) == (one == changed)


# Estimates


def test_an_estimate_follows_the_public_formulas() -> None:
    claude = SPEC.model_copy(update={"provider": "anthropic"})
    local = SPEC.model_copy(update={"base_url": "http://127.0.0.1:1/v1"})
    assert image_tokens(claude, 1000, 1000) == 1334
    assert image_tokens(SPEC, 1024, 1024) == max(85 + 170 * 4, 1659)
    assert image_tokens(SPEC, 2048, 4096) == max(85 + 170 * 6, 2489)
    for size in ((1280, 720), (1920, 1080), (64, 64), (1, 4000)):
        assert image_tokens(local, *size) == max(image_tokens(claude, *size), image_tokens(SPEC, *size))
    picture = png(Pillow.new("RGB", (1000, 1000)))
    asked = Request(role="judge", parts=(Text("x" * 40), picture), system="y" * 4)
    assert estimate(claude, asked) == Usage(input=10 + 1 + 1334, output=400)
    assert estimate(claude, replace(asked, max_output=7)).output == 7
    assert estimate(claude, replace(asked, parts=(Video(b"no video"),))).input == 1 + 64 * 300


def test_money_counts_what_the_provider_had_cached_apart() -> None:
    spent = Usage(input=1_000_000, cached_input=1_000_000, output=1_000_000)
    assert usd(SPEC, spent) == pytest.approx(11.1)
    assert usd(SPEC.model_copy(update={"price": None}), spent) == 0.0
