"""The name of a question: one hash over everything that its answer depends on."""

import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from agents.models.protocol import Part, Request, Text
from agents.models.spec import ModelSpec

_FORMAT = 1  # changes when the meaning of a key does, so that old caches are not read wrongly
_ADDRESS: Mapping[str, str] = {
    "openai": "OPENAI_BASE_URL",
    "openai-responses": "OPENAI_BASE_URL",
    "anthropic": "ANTHROPIC_BASE_URL",
}


def request_key(spec: ModelSpec, request: Request) -> str:
    """SHA-256 (64 hex digits) of the canonical JSON of model, parameters, prompt and question.

    Who asks, what it costs, and how patiently (role, name, price, timeout, retries, concurrency) are left
    out: they don't change what a model says. Pictures and videos enter by their own SHA-256.
    """
    asked = {
        "format": _FORMAT,
        "provider": spec.provider,
        "model": _model(spec),
        "base_url": (spec.base_url or os.environ.get(_ADDRESS.get(spec.provider, ""), "")).rstrip("/"),
        "thinking": spec.thinking.model_dump(),
        "max_output": spec.max_output if request.max_output is None else request.max_output,
        "temperature": request.temperature if spec.temperature else None,
        "system": request.system,
        "parts": [_part(part) for part in request.parts],
        "turns": [[turn.speaker, turn.text] for turn in request.turns],
        "structured": spec.structured if request.schema else None,
        "schema": _schema(request.schema) if request.schema else None,
        "prompt": request.prompt,
        "prompt_sha256": request.prompt_sha256,
        "sample": request.sample,
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


@lru_cache
def _schema(schema: type[BaseModel]) -> dict[str, Any]:
    return schema.model_json_schema()


def _model(spec: ModelSpec) -> str:
    """A script is known by what it says, not by where it lies: its answers follow every edit."""
    if spec.provider != "scripted":
        return spec.model
    try:
        return hashlib.sha256(Path(spec.model).read_bytes()).hexdigest()
    except OSError:
        return spec.model


def _part(part: Part) -> list[Any]:
    if isinstance(part, Text):
        return ["text", part.text]
    return [type(part).__name__.lower(), part.media_type, part.sha256]
