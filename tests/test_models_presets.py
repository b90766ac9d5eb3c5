"""The models that ship: the published table is covered, and no preset contradicts itself."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from agents.models.spec import ModelSpec, load_models

_FILE = Path(__file__).parent.parent / "configs" / "models.yaml"
_TABLE = Path(__file__).parent / "data" / "iwr-bench-leaderboard.csv"
PRESETS = load_models([_FILE])
ROWS = [row["model"] for row in csv.DictReader(_TABLE.read_text(encoding="utf-8").splitlines())]
TWINS = [name for name in PRESETS if name.endswith("-thinking") and name.removesuffix("-thinking") in PRESETS]
each = pytest.mark.parametrize("spec", PRESETS.values(), ids=lambda spec: spec.name)


def row_of(spec: ModelSpec) -> str | None:
    """The row of the published table that a note names."""
    found = re.match("IWR-Bench: ([^;]+)", spec.note)
    return found[1] if found else None


def test_every_row_of_the_table_has_one_preset_under_its_own_name() -> None:
    named = {name: row for name, spec in PRESETS.items() if (row := row_of(spec)) is not None}
    assert sorted(named.values()) == sorted(ROWS)
    # "GPT-4o (latest)" is typed gpt-4o-latest.
    assert named == {re.sub(r" \((.*)\)", r"-\1", row).lower(): row for row in ROWS}


def test_there_are_successors_and_local_servers_beside_the_table() -> None:
    beside = {name for name, spec in PRESETS.items() if row_of(spec) is None}
    assert {"ollama", "llama.cpp", "vllm", "scripted", "claude-opus-5.5", "gemini-3.8-flash"} <= beside


@each
def test_a_preset_says_what_one_has_to_know(spec: ModelSpec) -> None:
    assert spec.name == spec.name.lower()
    assert spec.note
    assert spec.frames <= 64, "the protocol's limit"
    assert spec.images > spec.frames, "no room for a contact sheet"
    assert spec.price is not None or "price unknown" in spec.note.lower()


@each
def test_prices_are_sane_and_dated(spec: ModelSpec) -> None:
    if spec.price is None:
        return
    assert spec.price.noted <= date.today()
    assert (spec.price.cached_input or 0.0) <= spec.price.input <= spec.price.output
    assert (spec.price.input > 0.0) == (spec.key_env != ""), "what needs no key is free, and nothing else"


def test_the_head_of_the_file_gives_the_newest_date() -> None:
    newest = max(spec.price.noted for spec in PRESETS.values() if spec.price)
    head = _FILE.read_text(encoding="utf-8").partition("models:")[0]
    assert re.findall(r"\d{4}-\d\d-\d\d", head) == [newest.isoformat()]


@pytest.mark.parametrize("name", TWINS)
def test_thinking_twins_differ_in_thinking_alone(name: str) -> None:
    plain, thinking = PRESETS[name.removesuffix("-thinking")], PRESETS[name]
    assert plain.thinking != thinking.thinking
    # Claude 4 refuses a temperature while it thinks: that too is thinking.
    temperature = thinking.temperature if thinking.thinking.budget else plain.temperature
    same = {"name": name, "note": thinking.note, "thinking": thinking.thinking, "temperature": temperature}
    assert thinking == plain.model_copy(update=same)


def test_the_table_has_three_pairs_of_twins() -> None:
    pairs = {name for name in TWINS if row_of(PRESETS[name])}
    assert pairs == {"claude-sonnet-4-thinking", "claude-opus-4-thinking", "gemini-2.5-pro-thinking"}


@each
def test_another_server_never_gets_the_providers_own_key(spec: ModelSpec) -> None:
    if spec.base_url is None:
        assert spec.key_env is None or spec.provider == "scripted"
        return
    assert spec.key_env is not None
    local = spec.base_url.startswith("http://127.0.0.1:")
    assert local == (spec.key_env == "")
    assert local or spec.base_url.startswith("https://")


@each
def test_thinking_is_said_in_the_words_of_the_provider(spec: ModelSpec) -> None:
    if spec.thinking.budget is not None:
        assert spec.provider == "anthropic"
        assert spec.thinking.budget < spec.max_output, "the budget is part of the output"
        assert not spec.temperature
    if spec.thinking.extra:
        assert (spec.provider, spec.base_url is None) == ("openai", False)


def test_no_model_is_listed_twice() -> None:
    listed = Counter(
        (spec.provider, spec.base_url, spec.model, spec.thinking.model_dump_json())
        for spec in PRESETS.values()
    )
    assert [model for model, times in listed.items() if times > 1] == []


def test_the_script_is_found_beside_the_file() -> None:
    assert Path(PRESETS["scripted"].model) == _FILE.parent / "scripts/default.yaml"
