"""Record and replay: the exact prompt is on disk, and a recording repeats a run byte for byte."""

import contextlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from agents.models.exchanges import ExchangeStore, Replay, SentMedia, export
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
    Video,
)
from tasks.errors import InputError
from tests.speaking import QUESTION, SPEC, USAGE, YES, Run, Speaker

PICTURE = Image(b"a picture", "image/jpeg")
SEEN = Request(
    role="operator",
    parts=(Text("Look:"), PICTURE, Video(b"a film")),
    system="You see.",
    prompt="look@2",
    prompt_sha256="ab",
    turns=(Turn("model", "what?"), Turn("user", "that")),
)
ENDS = (
    YES,
    "words",
    Answer("<html>", USAGE, "length"),
    Answer("I won't", USAGE, "refusal"),
    CallFailed("auth", "who?", retryable=False),
    "nonsense",
)
QUESTIONS = (QUESTION, SEEN, *(replace(SEEN, sample=n) for n in (1, 2, 3)), replace(QUESTION, sample=9))
Ended = Reply | tuple[type[Exception], str]


def end(run: Run, question: Request) -> Ended:
    try:
        return run.ask(question)
    except (ModelFailed, ReplyUnreadable) as error:
        return type(error), str(error)


def all_ends(folder: Path) -> tuple[Run, list[Ended]]:
    """A run in which questions end in every way there is."""
    run = Run(folder, Speaker(*ENDS))
    return run, [end(run, question) for question in QUESTIONS]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_exact_prompt_can_be_seen_again(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker("words"))
    kept = run.exchanges.get(run.ask(SEEN).exchange)
    assert kept is not None
    assert (kept.role, kept.prompt, kept.prompt_sha256, kept.system) == (
        "operator",
        "look@2",
        "ab",
        "You see.",
    )
    assert [turn.text for turn in kept.turns] == ["what?", "that"]
    assert (kept.model, kept.provider_model) == ("m", "some-model")
    assert kept.parts[0].kind == "text"
    sent = [part for part in kept.parts if isinstance(part, SentMedia)]
    media = [run.exchanges.media_path(part.sha256, part.media_type) for part in sent]
    assert [path.read_bytes() for path in media] == [b"a picture", b"a film"]
    assert [path.suffix for path in media] == [".jpg", ".webm"]


@pytest.mark.parametrize("suffix", ["zip", "jsonl"])
def test_a_replayed_run_is_the_recorded_one_byte_for_byte(tmp_path: Path, suffix: str) -> None:
    recorded, ends = all_ends(tmp_path / "recorded")
    file = tmp_path / f"recording.{suffix}"
    assert export(recorded.exchanges.folder, file) == len(QUESTIONS)
    silent = Speaker(AssertionError("the network was used"))
    replayed = Run(tmp_path / "replayed", silent, cache=tmp_path / "cache", replay=Replay(file))
    assert [end(replayed, question) for question in QUESTIONS] == ends
    assert silent.heard == []
    assert replayed.ledger.totals() == []
    assert files(replayed.exchanges.folder) == files(recorded.exchanges.folder)
    again = tmp_path / f"again.{suffix}"
    export(replayed.exchanges.folder, again)
    assert again.read_bytes() == file.read_bytes()


def test_a_question_that_is_not_recorded_stays_unanswered(tmp_path: Path) -> None:
    recorded, _ = all_ends(tmp_path / "recorded")
    export(recorded.exchanges.folder, tmp_path / "r.zip")
    cache = tmp_path / "cache"
    other = replace(QUESTION, sample=77)
    Run(tmp_path / "cached", Speaker(YES), cache=cache).ask(other)
    run = Run(tmp_path / "replayed", Speaker(YES), cache=cache, replay=Replay(tmp_path / "r.zip"))
    with pytest.raises(ModelFailed, match="does not hold this question") as failed:
        run.ask(other)
    assert failed.value.kind == "replay"
    assert run.speaker.heard == []


def test_an_export_holds_no_key_and_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-secret")
    script = tmp_path / "script.yaml"
    script.write_text("script: 1")
    spec = SPEC.model_copy(update={"provider": "scripted", "model": str(script), "key_env": "SOME_KEY"})
    run = Run(tmp_path / "run", Speaker("words"), spec)
    run.ask(SEEN)
    export(run.exchanges.folder, tmp_path / "r.jsonl")
    text = (tmp_path / "r.jsonl").read_text()
    assert "sk-secret" not in text
    assert "SOME_KEY" not in text
    assert str(tmp_path) not in text
    assert '"provider_model":"script.yaml"' in text


def test_a_zip_has_no_times_and_is_sorted(tmp_path: Path) -> None:
    recorded, _ = all_ends(tmp_path / "recorded")
    export(recorded.exchanges.folder, tmp_path / "r.zip")
    with zipfile.ZipFile(tmp_path / "r.zip") as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    names = [entry.filename for entry in entries]
    assert names == sorted(names)
    assert sum(name.startswith("media/") for name in names) == 2


@pytest.mark.parametrize("name", ["r.zip", "r.jsonl", "missing.zip", "missing.jsonl"])
def test_what_is_no_recording_is_the_user_s_mistake(tmp_path: Path, name: str) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_text("nonsense\n")
    with pytest.raises(InputError, match=name):
        Replay(tmp_path / name)


def test_a_recording_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    recorded, _ = all_ends(tmp_path / "recorded")
    export(recorded.exchanges.folder, tmp_path / "r.jsonl")
    text = (tmp_path / "r.jsonl").read_text()
    key = text[8:72]
    (tmp_path / "forged.jsonl").write_text(text.replace(key, "../../evil"))
    with pytest.raises(InputError):
        Replay(tmp_path / "forged.jsonl")
    assert ExchangeStore(tmp_path / "recorded").get("../../recorded/exchanges") is None


def test_an_export_needs_exchanges_and_a_known_suffix(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no exchange"):
        export(tmp_path / "nothing", tmp_path / "r.zip")
    recorded, _ = all_ends(tmp_path / "recorded")
    with pytest.raises(InputError, match=r"\.zip or \.jsonl"):
        export(recorded.exchanges.folder, tmp_path / "r.tar")


def test_a_failed_question_keeps_what_earlier_tries_said(tmp_path: Path) -> None:
    first = Run(tmp_path, Speaker("nonsense"))
    with contextlib.suppress(ReplyUnreadable):
        first.ask()
    reply = Run(tmp_path, Speaker(YES)).ask()
    kept = first.exchanges.get(reply.exchange)
    assert kept is not None
    assert [call.text for call in kept.calls] == ["nonsense"] * 3 + [YES]
    assert kept.turns == ()
    assert kept.usage == reply.usage == USAGE + USAGE + USAGE + USAGE
