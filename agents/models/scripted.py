"""A model that follows a script: for dry runs without a key, and for tests.

A preset of provider `scripted` names the file in `model`, relative to models.yaml::

    script: 1                       # version of this format
    seed: 7                         # of the faults; 0 unless given
    fail_share: 0.33                # share of calls that fail so that a retry may help; 0 unless given
    rules:                          # the first rule that fits answers
      - role: judge                 # generator, operator or judge; each of these three is optional
        prompt: "assertion/*"       # the prompt file's id; * and ? stand for anything
        contains: Oslo              # somewhere in system, text or turns, letter for letter
        reply: {answer: "yes", evidence: [Oslo is listed]}     # a mapping is sent as JSON …
      - role: operator
        sequence: ["not JSON", '{"choice": 3}']                # to its 1st call, 2nd …; the last stays
      - prompt: fidelity
        error: server               # a CallFailed of that kind
      - role: generator
        reply: "<!doctype html><title>{{ images }} pictures</title>"   # … a text as it is
        stop: length                # end (unless given), length or refusal
        latency_ms: 250             # before the answer; 0 unless given
        usage: {input: 900, output: 300}     # tokens; by length unless given
    default:                        # where no rule fits; without one the call fails
      reply: I don't know.

Texts, also those within a mapping, are Jinja templates over `text` (all text of the request), `system`,
`role`, `prompt`, `images` (how many), `last` (the last turn's text) and `call` (1 for the question's first
answer). YAML reads a bare yes or no as true or false: quote them. Faults depend on the seed, the question
and how often it was asked, never on the order in which questions come.
"""

import asyncio
import hashlib
import json
from collections import Counter
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, JsonValue, model_validator

from agents.models.estimate import text_tokens
from agents.models.keys import request_key
from agents.models.protocol import Answer, CallFailed, Image, Request, Role, StructuredMode, Text, Usage
from agents.models.spec import ModelSpec
from tasks.errors import InputError
from tasks.yamlfile import Strict, load_yaml

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

Passing = Literal["rate_limit", "server", "timeout", "connection"]
Final = (
    Literal["bad_request", "auth", "forbidden", "not_found", "quota", "refused"]
    | Literal["images_unsupported", "structured_unsupported"]
)

_PASSING: tuple[Passing, ...] = ("rate_limit", "server", "timeout", "connection")
Said = str | dict[str, JsonValue]


class Utterance(Strict):
    """What is said, or how the call fails."""

    reply: Said | None = None
    sequence: tuple[Said, ...] = ()
    error: Passing | Final | None = None
    stop: Literal["end", "length", "refusal"] = "end"
    latency_ms: float = Field(default=0.0, ge=0.0)
    usage: Usage | None = None

    @model_validator(mode="after")
    def _one(self) -> "Utterance":
        if (self.reply is not None) + bool(self.sequence) + (self.error is not None) != 1:
            raise ValueError("give one of reply, sequence and error")
        return self

    def nth(self, call: int) -> Said:
        """What is said to the question's `call`-th call (from 1)."""
        if self.reply is not None:
            return self.reply
        return self.sequence[min(call, len(self.sequence)) - 1]


class Rule(Utterance):
    """A line, and the requests that it answers."""

    role: Role | None = None
    prompt: str | None = None
    contains: str | None = None

    def fits(self, request: Request, text: str) -> bool:
        """`text`: all that the request says."""
        names = (request.prompt, request.prompt.partition("@")[0])
        return (
            (self.role is None or self.role == request.role)
            and (self.prompt is None or any(fnmatchcase(name, self.prompt) for name in names))
            and (self.contains is None or self.contains in text)
        )


class Script(Strict):
    """The file."""

    script: int = Field(ge=1, le=1)
    seed: int = 0
    fail_share: float = Field(default=0.0, ge=0.0, le=1.0)
    rules: tuple[Rule, ...] = ()
    default: Utterance | None = None


class ScriptedTransport:
    """Fits `agents.models.protocol.Transport`."""

    def __init__(self, path: Path) -> None:
        """Raises InputError for a file that is no script, or holds a text that is no template."""
        self._path = path
        self._script = load_yaml(path, Script)
        self._asked: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._check()

    async def send(self, spec: ModelSpec, request: Request, mode: StructuredMode) -> Answer:
        """The answer of the first rule that fits. Raises CallFailed, and InputError for a bad template."""
        # Re-asks are further calls of the same question.
        question = request_key(spec, replace(request, turns=()))
        self._asked[question] += 1
        self._fail_by_chance(question)
        text = "\n".join(part.text for part in request.parts if isinstance(part, Text))
        everything = "\n".join([request.system, text, *(turn.text for turn in request.turns)])
        line = self._line(request, everything)
        await asyncio.sleep(line.latency_ms / 1000)
        if line.error is not None:
            raise CallFailed(line.error, "the script says so", retryable=line.error in _PASSING)
        self._answered[question] += 1
        values: dict[str, str | int] = {
            "text": text,
            "system": request.system,
            "role": request.role,
            "prompt": request.prompt,
            "images": sum(isinstance(part, Image) for part in request.parts),
            "last": request.turns[-1].text if request.turns else "",
            "call": self._answered[question],
        }
        said = self._rendered(line.nth(self._answered[question]), values)
        reply = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        spent = line.usage or Usage(input=text_tokens(everything), output=text_tokens(reply))
        return Answer(reply, spent, line.stop)

    async def close(self) -> None:
        """Nothing is open."""

    def _line(self, request: Request, everything: str) -> Utterance:
        for rule in self._script.rules:
            if rule.fits(request, everything):
                return rule
        if self._script.default is None:
            asked = f"{request.role}, {request.prompt or 'no prompt file'}"
            raise CallFailed("bad_request", f"no rule of the script fits ({asked})", retryable=False)
        return self._script.default

    def _fail_by_chance(self, question: str) -> None:
        drawn = f"{self._script.seed}:{question}:{self._asked[question]}".encode()
        digest = hashlib.sha256(drawn).digest()
        if int.from_bytes(digest[:8]) / 2**64 < self._script.fail_share:
            kind = _PASSING[digest[8] % len(_PASSING)]
            raise CallFailed(kind, "a fault of the script's", retryable=True)

    @cached_property
    def _jinja(self) -> "SandboxedEnvironment":
        from jinja2 import StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        return SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)

    def _rendered(self, said: JsonValue, values: dict[str, str | int]) -> JsonValue:
        from jinja2 import TemplateError

        if isinstance(said, dict):
            return {key: self._rendered(value, values) for key, value in said.items()}
        if isinstance(said, list):
            return [self._rendered(value, values) for value in said]
        if not isinstance(said, str):
            return said
        try:
            return self._jinja.from_string(said).render(values)
        except TemplateError as error:
            raise InputError(f"{self._path}: in {said[:60]!r}: {error}") from None

    def _check(self) -> None:
        """Render nothing yet, but find now what is no template."""
        from jinja2 import TemplateSyntaxError

        last = [self._script.default] if self._script.default is not None else []
        for line in [*self._script.rules, *last]:
            for said in (line.reply, *line.sequence):
                for text in _texts(said):
                    try:
                        self._jinja.parse(text)
                    except TemplateSyntaxError as error:
                        raise InputError(f"{self._path}: in {text[:60]!r}: no template: {error}") from None


def _texts(said: JsonValue) -> list[str]:
    """Every text in a reply."""
    if isinstance(said, str):
        return [said]
    values = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return [text for value in values for text in _texts(value)]
