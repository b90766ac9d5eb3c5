"""The scripted model: rules, templates, sequences, and faults that depend on nothing but the question."""

import asyncio
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from agents.models import scripted
from agents.models.client import ModelHub
from agents.models.exchanges import ExchangeStore
from agents.models.keys import request_key
from agents.models.ledger import Ledger
from agents.models.protocol import Answer, CallFailed, Image, ModelFailed, Request, Text, Turn, Usage
from agents.models.scripted import ScriptedTransport
from agents.models.spec import ModelSpec
from tasks.errors import InputError
from tests.speaking import Opinion

ASKED = Request(
    role="judge", parts=(Text("Is Oslo listed?"), Image(b"1"), Image(b"2")), prompt="assertion/plain@1"
)
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "script.yaml"
        path.write_text("script: 1\n" + text)
        return path

    return write


def spec(path: Path) -> ModelSpec:
    return ModelSpec(name="s", provider="scripted", model=str(path), retries=12)


def say(path: Path, *requests: Request) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        transport = ScriptedTransport(path)
        return [await transport.send(spec(path), request, "schema") for request in requests or (ASKED,)]

    return asyncio.run(all_of_them())


RULES = """
rules:
  - {role: generator, reply: a page, stop: length}
  - {prompt: "assertion/*", contains: Oslo, reply: {answer: "yes", evidence: ["{{ images }} pictures"]}}
  - {prompt: fidelity, reply: "{{ role }} {{ prompt }} {{ system }} {{ last }}", usage: {input: 7, output: 3}}
default: {reply: who knows}
"""


def test_the_first_rule_that_fits_answers(write: Write) -> None:
    path = write(RULES)
    fidelity = replace(ASKED, prompt="fidelity@3", system="S", turns=(Turn("model", "a"), Turn("user", "b")))
    answers = say(
        path,
        ASKED,
        replace(ASKED, parts=(Text("Is Rome listed?"),)),
        replace(ASKED, parts=(), system="Oslo"),
        replace(ASKED, role="generator"),
        fidelity,
    )
    assert [answer.text for answer in answers] == [
        '{"answer": "yes", "evidence": ["2 pictures"]}',
        "who knows",
        '{"answer": "yes", "evidence": ["0 pictures"]}',
        "a page",
        "judge fidelity@3 S b",
    ]
    assert [answer.stop for answer in answers] == ["end", "end", "end", "length", "end"]
    assert answers[-1].usage == Usage(input=7, output=3)
    assert answers[0].usage == Usage(input=4, output=12)


def test_a_sequence_follows_the_question_through_its_repairs(write: Write) -> None:
    path = write("""
rules:
  - {role: judge, sequence: ["not JSON", {answer: maybe}, {answer: "no"}]}
""")

    async def ask() -> tuple[str, int]:
        hub = ModelHub({"s": spec(path)}, ExchangeStore(path.parent / "x"), None, Ledger(None))
        reply = await hub.model("s").ask(replace(ASKED, schema=Opinion))
        other = await hub.model("s").ask(replace(ASKED, schema=Opinion, sample=1))
        await hub.close()
        assert other.parsed == reply.parsed
        return reply.parsed.answer, hub.counts()["judge"].repairs

    assert asyncio.run(ask()) == ("no", 4)


def test_errors_and_refusals(write: Write) -> None:
    for kind, retryable in (("server", True), ("quota", False)):
        with pytest.raises(CallFailed) as failed:
            say(write(f"rules: [{{error: {kind}}}]"))
        assert (failed.value.kind, failed.value.retryable) == (kind, retryable)
    with pytest.raises(CallFailed, match="no rule of the script fits"):
        say(write("rules: [{role: generator, reply: x}]"))
    assert say(write("default: {reply: no, stop: refusal}".replace("no", '"no"')))[0].stop == "refusal"


def faults(path: Path, order: range | list[int]) -> dict[tuple[int, int], str]:
    """Which of ten calls of each question fail, and how."""

    async def ask() -> dict[tuple[int, int], str]:
        transport = ScriptedTransport(path)
        found = {}
        for n in order:
            for call in range(10):
                try:
                    await transport.send(spec(path), replace(ASKED, sample=n), "schema")
                except CallFailed as error:
                    found[n, call] = error.kind if error.retryable else "final"
        return found

    return asyncio.run(ask())


def test_faults_depend_on_the_question_and_its_call_alone(write: Write) -> None:
    text = "seed: 1\nfail_share: 0.33\ndefault: {reply: x}"
    path = write(text)
    found = faults(path, range(100))
    assert found == faults(path, list(reversed(range(100))))
    assert 0.29 < len(found) / 1000 < 0.37
    assert set(found.values()) == {"rate_limit", "server", "timeout", "connection"}
    assert found != faults(write(text.replace("seed: 1", "seed: 2")), range(100))
    assert faults(write("default: {reply: x}"), range(100)) == {}
    assert len(faults(write("fail_share: 1.0\ndefault: {reply: x}"), range(2))) == 20


def test_with_a_third_of_calls_failing_the_answers_are_the_same(write: Write, tmp_path: Path) -> None:
    async def no_wait(seconds: float) -> None:
        """Faults come at once, and so do retries."""

    async def ask(path: Path, folder: Path) -> list[str]:
        hub = ModelHub({"s": spec(path)}, ExchangeStore(folder), None, Ledger(None), sleep=no_wait)
        model = hub.model("s")
        asked = (model.ask(replace(ASKED, schema=Opinion, sample=n)) for n in range(50))
        replies = await asyncio.gather(*asked)
        assert (hub.counts()["judge"].retries > 10) == ("fail_share" in path.read_text())
        return [reply.parsed.answer for reply in replies]

    text = 'rules: [{sequence: ["?", {answer: "yes"}]}]'
    sound = asyncio.run(ask(write(text), tmp_path / "1"))
    assert asyncio.run(ask(write(f"fail_share: 0.33\n{text}"), tmp_path / "2")) == sound == ["yes"] * 50


def test_latency_is_waited(write: Write) -> None:
    path = write("default: {reply: x, latency_ms: 30}")

    async def timed() -> float:
        loop = asyncio.get_running_loop()
        start = loop.time()
        await ScriptedTransport(path).send(spec(path), ASKED, "text")
        return loop.time() - start

    assert asyncio.run(timed()) >= 0.029


def test_the_key_follows_what_the_script_says_not_where_it_lies(write: Write, tmp_path: Path) -> None:
    path = write("default: {reply: x}")
    key = request_key(spec(path), ASKED)
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(path.read_bytes())
    assert request_key(spec(copy), ASKED) == key
    copy.write_text("script: 1\ndefault: {reply: y}")
    assert request_key(spec(copy), ASKED) != key


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("rules: [{role: painter, reply: x}]", "role"),
        ("rules: [{role: judge}]", "give one of reply, sequence and error"),
        ("rules: [{reply: x, error: server}]", "give one of reply, sequence and error"),
        ("rules: [{error: nonsense}]", "error"),
        ("rules: [{replies: x}]", "reply"),
        ("fail_share: 1.5", "fail_share"),
        ("default: {reply: '{{ text'}", "no template"),
        ("default: {sequence: [{a: ['{% if %}']}]}", "no template"),
        ("default: {reply: yes}", "reply"),
    ],
)
def test_a_bad_script_is_the_user_s_mistake(write: Write, text: str, names: str) -> None:
    with pytest.raises(InputError, match=names) as error:
        ScriptedTransport(write(text))
    assert "script.yaml" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("template", ["{{ nobody }}", "{{ text.__class__.__mro__ }}"])
def test_a_template_reaches_the_request_and_nothing_else(write: Write, template: str) -> None:
    with pytest.raises(InputError, match=r"script\.yaml"):
        say(write(f"default: {{reply: '{template}'}}"))


def test_what_a_request_says_is_no_template(write: Write) -> None:
    path = write("default: {reply: '{{ text }}'}")
    (answer,) = say(path, replace(ASKED, parts=(Text("{{ 7 * 7 }}"),)))
    assert answer.text == "{{ 7 * 7 }}"


def test_no_script_at_all(tmp_path: Path) -> None:
    hub = ModelHub({"s": spec(tmp_path / "none.yaml")}, ExchangeStore(tmp_path), None, Ledger(None))
    with pytest.raises(InputError, match=r"none\.yaml: no such file"):
        hub.model("s")


def test_the_documented_example_is_a_script(tmp_path: Path) -> None:
    assert scripted.__doc__ is not None
    example = scripted.__doc__.split("::\n\n")[1].split("\n\nTexts")[0]
    path = tmp_path / "example.yaml"
    path.write_text(textwrap.dedent(example).replace("fail_share: 0.33", "fail_share: 0.0"))
    assert '"answer": "yes"' in say(path)[0].text
    with pytest.raises(CallFailed):
        say(path, replace(ASKED, prompt="fidelity@1"))


def test_it_is_an_ordinary_model_to_the_client(write: Write, tmp_path: Path) -> None:
    async def ask() -> None:
        hub = ModelHub(
            {"s": spec(write("rules: [{error: auth}]"))}, ExchangeStore(tmp_path), None, Ledger(None)
        )
        await hub.model("s").ask(ASKED)

    with pytest.raises(ModelFailed, match="auth"):
        asyncio.run(ask())
