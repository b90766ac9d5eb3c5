"""What is known of a model: who serves it, what it takes, what it costs. Read from `configs/models.yaml`."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from tasks.errors import InputError
from tasks.yamlfile import Strict, load_yaml, nearest

Provider = Literal["openai", "openai-responses", "anthropic", "scripted"]
"""The wire protocol: Chat Completions (with every compatible server), Responses, Messages, or a script."""


class Price(Strict):
    """US dollars for a million tokens."""

    input: float = Field(ge=0.0)
    output: float = Field(ge=0.0)
    cached_input: float | None = Field(default=None, ge=0.0)
    """None: the price of `input`."""
    noted: date
    """The day on which the price list was read."""


class Thinking(Strict):
    """How much a model thinks before it answers; a field that is None is not sent."""

    effort: str | None = None
    """OpenAI's reasoning effort, Anthropic's effort: minimal, low, medium, high …"""
    budget: int | None = Field(default=None, ge=0)
    """Tokens (Anthropic's extended thinking)."""
    extra: dict[str, bool | int | float | str | dict[str, bool | int | float | str]] = {}
    """What a compatible server wants in the body, such as {enable_thinking: true}."""


class ModelSpec(Strict):
    """One model under one name."""

    name: str = ""
    """The key in models.yaml."""
    provider: Provider
    model: str
    """As the provider calls it; of a script, the path of its file."""
    base_url: str | None = None
    """None: the provider's own, or what its environment variable says."""
    key_env: str | None = None
    """The environment variable that holds the key; "": none is needed. None, where there is no `base_url`:
    the provider's usual one."""
    images: int = Field(default=64, ge=0)
    """The most pictures in one request, contact sheets included; 0: it sees nothing."""
    frames: int = Field(default=64, ge=1)
    """The most frames of a recording."""
    longest_side: int = Field(default=2048, ge=64)
    """Pixels; larger pictures are scaled down before they are sent."""
    video: Literal["native", "frames"] = "frames"
    max_output: int = Field(default=32_000, ge=1)
    """Tokens, those spent on reasoning included."""
    thinking: Thinking = Thinking()
    temperature: bool = True
    """Whether the model takes a temperature."""
    structured: Literal["schema", "tool", "text"] = "schema"
    """The first way in which a structured reply is asked for; the later ones follow where it is refused."""
    price: Price | None = None
    """None: unknown, so that a budget in money can't be kept; a local model costs 0."""
    concurrency: int = Field(default=8, ge=1)
    timeout: float = Field(default=300.0, gt=0.0)
    """Seconds for one call."""
    retries: int = Field(default=5, ge=0)
    """Calls after the first, where a failure may pass."""
    note: str = ""

    @model_validator(mode="after")
    def _says_which_key(self) -> "ModelSpec":
        """The usual key must not go to somebody else's server because nobody thought of it."""
        if self.base_url is not None and self.key_env is None:
            raise ValueError("a base_url of its own needs a key_env: a variable's name, or '' for no key")
        return self


class ModelsFile(Strict):
    """`models.yaml`."""

    models: int = Field(ge=1, le=1)
    """Version of this format."""
    presets: dict[str, ModelSpec]


def load_models(paths: Sequence[Path]) -> dict[str, ModelSpec]:
    """All presets by name; a later file's replace an earlier one's. Raises InputError."""
    found: dict[str, ModelSpec] = {}
    for path in paths:
        for name, spec in load_yaml(path, ModelsFile).presets.items():
            if spec.provider == "scripted" and not Path(spec.model).is_absolute():
                spec = spec.model_copy(update={"model": str(path.parent / spec.model)})
            found[name] = spec.model_copy(update={"name": name})
    return found


def find_model(name: str, known: dict[str, ModelSpec], where: str) -> ModelSpec:
    """The preset of that name; `where` names the field that asked for it. Raises InputError."""
    if name not in known:
        raise InputError(f"{where}: no model {name!r}; {nearest(name, sorted(known))}")
    return known[name]
