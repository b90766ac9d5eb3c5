"""Reading a structured reply: it is the JSON that was asked for, or holds one such object, or is nothing."""

import json
import re
from typing import Any

from pydantic import BaseModel, JsonValue, ValidationError

from agents.models.protocol import StructuredMode, Turn

MODES: tuple[StructuredMode, ...] = ("schema", "tool", "text")
"""How a structured reply is asked for, surest way first."""

_THOUGHT = re.compile(r"\s*<think>.*?</think>", re.DOTALL)
_QUOTED = 4_000  # characters of an answer that a re-ask quotes
_SHOWN = 5  # problems that a re-ask names


class Unusable(Exception):
    """An answer that is not what was asked for; the message says what is wrong with it."""


def read_reply(text: str, schema: type[BaseModel]) -> tuple[JsonValue, Any]:
    """The JSON in `text` and the instance of `schema` that it makes. Raises Unusable.

    Words around the object are allowed, a second object or any other brace is not: which one the model
    means would be a guess. No word outside the object counts.
    """
    data = _only_json(text)
    try:
        # By way of JSON, so that a strict schema takes a list for a tuple and bends nothing else.
        return data, schema.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise Unusable(_problems(error)) from None


def re_ask(text: str, reason: str, structured: bool) -> tuple[Turn, Turn]:
    """What is added to the question after an answer that can't be used: that answer, and why."""
    said = text if len(text) <= _QUOTED else f"{text[:_QUOTED]} [… {len(text) - _QUOTED} more characters]"
    wanted = "one JSON object that fits the schema, and nothing else" if structured else "what was asked for"
    return (
        Turn("model", said.strip() or "(an empty reply)"),
        Turn("user", f"This reply can't be used: {reason}\nAnswer the question again, with {wanted}."),
    )


def _only_json(text: str) -> JsonValue:
    text = text.removeprefix("\ufeff")
    if thought := _THOUGHT.match(text):  # what some servers leave of a model's reasoning
        text = text[thought.end() :]
    if not text.strip():
        raise Unusable("it is empty")
    try:
        return _decode(text, None)[0]
    except ValueError as error:
        problem = str(error)
    start = text.find("{")
    if start < 0:
        raise Unusable(f"it holds no JSON object ({problem})")
    try:
        found, end = _decode(text, start)
    except ValueError as error:
        raise Unusable(f"its JSON can't be read: {error}") from None
    if "{" in text[end:] or "}" in text[:start] + text[end:]:
        raise Unusable("it holds more than one JSON object")
    return found


def _decode(text: str, start: int | None) -> tuple[JsonValue, int]:
    """The JSON value that begins at `start`, or that the whole text is; and its end. Raises ValueError."""
    try:
        return (_DECODER.decode(text), len(text)) if start is None else _DECODER.raw_decode(text, start)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _once(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{digits} is too large")
    return number


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=_finite, parse_constant=_no_constant)


def _problems(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False)
    lines = []
    for one in found[:_SHOWN]:
        where = ".".join(str(part) for part in one["loc"]) or "the object"
        lines.append(f"{where}: {one['msg']} (got {one['input']!r:.80})")
    more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return "; ".join(lines + more)
