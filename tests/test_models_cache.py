"""The cache: answers only, by content, and damage is a miss."""

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import model_validator

from agents.models.cache import CacheStats, ReplyCache
from agents.models.exchanges import ExchangeStore
from agents.models.keys import request_key
from agents.models.protocol import Answer, CallFailed, ModelFailed, ReplyUnreadable, Request, Text, Usage
from tests.speaking import QUESTION, SPEC, USAGE, YES, Opinion, Run, Said, Speaker, passing

FREE = replace(QUESTION, schema=None)


def test_a_second_identical_run_makes_no_call(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = Run(tmp_path / "1", Speaker(YES), cache=cache)
    asked = first.ask()
    second = Run(tmp_path / "2", Speaker('{"answer": "no"}'), cache=cache)
    again = second.ask()
    assert second.speaker.heard == []
    assert again == replace(asked, usage=Usage(), usd=0.0, cached=True)
    assert second.ledger.totals() == []
    assert second.hub.counts()["judge"].cached == 1
    kept = second.exchanges.get(again.exchange)
    assert kept is not None
    assert (kept.from_cache, kept.usd, kept.usage, kept.calls[0].usage) == (True, 0.0, Usage(), USAGE)


@pytest.mark.parametrize(
    "changed",
    [
        replace(QUESTION, prompt_sha256="another word in the prompt file"),
        replace(QUESTION, parts=(Text("Is it so!"),)),
        replace(QUESTION, sample=1),
        replace(QUESTION, temperature=0.1),
    ],
)
def test_any_other_question_is_asked(tmp_path: Path, changed: Request) -> None:
    Run(tmp_path / "1", Speaker(YES), cache=tmp_path / "cache").ask()
    second = Run(tmp_path / "2", Speaker(YES), cache=tmp_path / "cache")
    second.ask(changed)
    assert len(second.speaker.heard) == 1


def test_a_run_does_without_a_cache_and_then_its_own_record_still_answers(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker(YES))
    first, second = run.ask(), run.ask()
    assert (len(run.speaker.heard), second.cached, second.usd) == (1, True, 0.0)
    assert second.parsed == first.parsed
    assert len(list(run.exchanges)) == 1


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (QUESTION, Answer("no", USAGE, "refusal")),
        (QUESTION, CallFailed("refused", "no", retryable=False)),
        (QUESTION, Answer(YES, USAGE, "length")),
        (FREE, Answer("<html>", USAGE, "length")),
        (QUESTION, "not JSON"),
        (FREE, ""),
        (QUESTION, passing()),
        (QUESTION, CallFailed("auth", "no", retryable=False)),
    ],
)
def test_only_answers_are_kept(tmp_path: Path, request_: Request, said: Said) -> None:
    cache = tmp_path / "cache"
    run = Run(tmp_path / "1", Speaker(said), cache=cache)
    with contextlib.suppress(ModelFailed, ReplyUnreadable):
        run.ask(request_)
    assert len(list(run.exchanges)) == 1
    assert ReplyCache(cache).stats().entries == 0
    # Nor does the cache take such an exchange from anybody else, or give one out.
    exchange = next(iter(run.exchanges))
    ReplyCache(cache).put(exchange)
    assert ReplyCache(cache).stats().entries == 0
    ExchangeStore(cache).put(exchange)
    assert ReplyCache(cache).get(exchange.key) is None
    later = Run(tmp_path / "2", Speaker(YES), cache=cache)
    assert later.ask(request_).text == YES


@pytest.mark.parametrize("damage", [b"", b"{", b'{"key": 1}', b"\xff\xfe", None])
def test_a_damaged_entry_is_asked_for_again_and_mended(tmp_path: Path, damage: bytes | None) -> None:
    cache = tmp_path / "cache"
    reply = Run(tmp_path / "1", Speaker(YES), cache=cache).ask()
    (entry,) = cache.rglob("*.json")
    # None: an entry under a name that is not its own.
    other = entry.read_bytes().replace(reply.exchange.encode(), b"0" * 64)
    entry.write_bytes(other if damage is None else damage)
    run = Run(tmp_path / "2", Speaker(YES), cache=cache)
    assert not run.ask().cached
    assert ReplyCache(cache).get(reply.exchange) is not None


class Stricter(Opinion):
    model_config = {"title": "Opinion"}

    @model_validator(mode="after")
    def _sure(self) -> "Stricter":
        if self.answer == "unsure":
            raise ValueError("be sure")
        return self


def test_an_answer_that_a_schema_no_longer_takes_is_a_miss(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    Run(tmp_path / "1", Speaker('{"answer": "unsure"}'), cache=cache).ask()
    strict = replace(QUESTION, schema=Stricter)
    assert request_key(SPEC, strict) == request_key(SPEC, QUESTION)
    run = Run(tmp_path / "2", Speaker(YES), cache=cache)
    assert run.ask(strict).parsed.answer == "yes"


def test_statistics_and_clearing(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert ReplyCache(cache).stats() == CacheStats(entries=0, bytes=0, models={}, damaged=0)
    for name, count in (("a", 2), ("b", 1)):
        spec = SPEC.model_copy(update={"name": name, "model": name})
        run = Run(tmp_path / name, Speaker(YES), spec, cache=cache)
        for sample in range(count):
            run.ask(replace(QUESTION, sample=sample))
    entry = next(iter(sorted(cache.rglob("*.json"))))
    (cache / "notes.json").write_text("somebody else's")
    stats = ReplyCache(cache).stats()
    assert (stats.entries, stats.models, stats.damaged) == (3, {"a": 2, "b": 1}, 0)
    assert stats.bytes == sum(path.stat().st_size for path in cache.rglob("*.json")) - 15
    entry.write_text("{")
    assert (ReplyCache(cache).stats().entries, ReplyCache(cache).stats().damaged) == (2, 1)
    assert ReplyCache(cache).clear() == 3
    assert [path.name for path in cache.iterdir()] == ["notes.json"]


def test_a_cache_that_cannot_be_written_to_stops_no_run(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, no folder")
    assert Run(tmp_path / "1", Speaker(YES), cache=tmp_path / "cache").ask().parsed.answer == "yes"
