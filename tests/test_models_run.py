"""`iwr run` with models in every role, against servers on the loopback that speak the real protocols."""

import asyncio
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from agents.browser.launch import launch
from agents.models.exchanges import ExchangeStore
from agents.recorder import film
from agents.recorder.record import record
from judge.cli import app
from judge.forecast import Forecast
from judge.models import EXCHANGES
from judge.results import RunResult, read_results
from tasks.loader import load_task
from tests.model_server import Asked, Fault, ModelServer, Said, serve_in_thread

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUBRIC = """rubric: 1
checkpoints:
  add: {assertion: The page counts one., visual: true}
  greet: {assertion: The page says good morning to Ferry., visual: true}
"""

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Counter</title>
<h1>Counter</h1>
<p>Clicks: <b>0</b></p>
<p><button>Add one</button></p>
<p><label>Name <input></label></p>
<p><output></output></p>
<script>
  document.querySelector("button").onclick = () => document.querySelector("b").textContent++;
  document.querySelector("input").oninput = (event) =>
    (document.querySelector("output").textContent = `Good morning, ${event.target.value}!`);
</script>
</html>"""

ROLES = {
    "layout": "looks",
    "confidence": "step",
    "answers": "steps",
    "index": "operator",
    None: "generator",
}


def asks(asked: Asked) -> str:
    """What is wanted, by the fields of the reply."""
    fields = (asked.schema or {}).get("properties", {})
    return next(name for key, name in ROLES.items() if key is None or key in fields)


def answer(asked: Asked) -> Said:
    """A model that knows its part: it writes the page, finds the button, and sees what changed."""
    match asks(asked):
        case "generator":
            return Said(f"Here it is:\n```html\n{PAGE}\n```", usage=(4000, 600))
        case "operator":
            line = next(line for line in asked.text.splitlines() if "Add one" in line or "Name" in line)
            return Said(json.dumps({"answer": "infeasible", "index": None, "label": "", "reason": line[:80]}))
        case "looks":
            points = {"layout": 9, "elements": 14, "content": 38, "style": 13, "overall": 18}
            return Said(
                json.dumps({"differences": [], "instructions_on_page": [], **points}), usage=(2000, 90)
            )
    steps = re.findall(r"^STEP (\S+)$", asked.text, re.M)
    holds = "Good morning, Ferry" in asked.text or "counts one" in asked.text
    seen = {"evidence": ["the count"], "instructions_on_page": [], "confidence": 0.9}
    reply = {**seen, "answer": "yes" if holds else "no"}
    said = {"answers": [{"step": step, **reply} for step in steps]} if steps else reply
    return Said(json.dumps(said), usage=(1500, 60))


@dataclass
class Place:
    """A folder with a recorded task, and a server that plays every model."""

    folder: Path
    server: ModelServer
    counted: int = field(default=0)

    def run(self, *arguments: object, code: int = 0) -> RunResult:
        """The run, which ended with that exit status."""
        name = str(arguments[arguments.index("--name") + 1])
        assert self.call("run", "models-run.yaml", *arguments) == code
        return read_results(self.folder / "runs" / name)

    def call(self, *arguments: object) -> int:
        with pytest.raises(SystemExit) as ended:
            app(list(map(str, arguments)), prog_name="iwr")
        return int(ended.value.code or 0)

    def calls(self) -> Counter[str]:
        """What the server was asked since the last time."""
        new = self.server.asked[self.counted :]
        self.counted = len(self.server.asked)
        return Counter(map(asks, new))


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory, make_counter: Callable[..., Path]) -> Path:
    """A folder with one recorded task that has a rubric."""
    folder = tmp_path_factory.mktemp("models") / "tasks"
    task = make_counter(folder)

    async def quickly() -> None:
        async with launch() as chromium:
            await record(load_task(task), chromium, lambda _: None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(film, "_DWELL_SECONDS", 0.1)
        asyncio.run(quickly())
    (task / "rubric.yaml").write_text(RUBRIC)
    return folder


def faults_of(_: Asked, number: int) -> Fault | None:
    """Every third call fails, each time in another way."""
    ways = [
        Fault("status", 429, {"retry-after-ms": "10"}),
        Fault("status", 500),
        Fault("drop"),
        Fault("truncated"),
        Fault("empty"),
        Fault("wrong_schema"),
        Fault("status", 529),
    ]
    return ways[number // 3 % len(ways)] if number % 3 == 1 else None


@pytest.fixture(params=["openai"])
def place(request: pytest.FixtureRequest, tasks: Path, tmp_path: Path) -> Iterator[Place]:
    """`params`: the provider, or the provider and its faults."""
    provider, *faults = request.param.split("+")
    with (
        serve_in_thread(answer, faults_of if faults else ()) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        shutil.copytree(tasks, tmp_path / "tasks")
        patch.chdir(tmp_path)
        patch.setenv("IWR_CACHE", str(tmp_path / "cache"))
        patch.setenv("OPENAI_API_KEY", "sk-test")
        patch.setenv("ANTHROPIC_API_KEY", "sk-test")
        write_config(tmp_path, provider, server)
        yield Place(tmp_path, server)
        assert not server.refused


def write_config(folder: Path, provider: str, server: ModelServer) -> None:
    url = server.anthropic_url if provider == "anthropic" else server.openai_url
    preset = {
        "provider": provider,
        "base_url": url,
        "key_env": "ANTHROPIC_API_KEY" if provider == "anthropic" else "OPENAI_API_KEY",
        "price": {"input": 1.0, "output": 4.0, "noted": "2026-11-22"},
        "timeout": 5.0,
        "retries": 8,
    }
    presets = {name: preset | {"model": f"{name}-1"} for name in ("writer", "judge", "looker")}
    (folder / "models.yaml").write_text(yaml.safe_dump({"models": 1, "presets": presets}))
    config = {
        "run": 1,
        "models": ["models.yaml"],
        "task_dirs": ["tasks"],
        "generators": ["reference", "llm:writer"],
        "step_judge": "vlm",
        "assertion": {"model": "judge", "prompt": "plain", "reference": False},
        "visual": {"high_level": "vlm", "judge": "looker"},
        "workers": 1,
    }
    (folder / "models-run.yaml").write_text(yaml.safe_dump(config))


PROVIDERS = ["openai", "openai-responses", "anthropic"]


@pytest.mark.parametrize("place", PROVIDERS, indirect=True)
def test_models_write_and_judge_and_a_second_run_asks_nothing(place: Place) -> None:
    first = place.run("--name", "one")
    # Two episodes with two steps and three looks each; the page is written once.
    assert place.calls() == {"generator": 1, "step": 4, "looks": 6}
    assert [(e.generator, e.score and e.score.ifs) for e in first.episodes] == [
        ("reference", 1),
        ("writer", 1),
    ]
    for episode in first.episodes:
        assert episode.score is not None
        assert episode.score.measures.high_level == ("vlm:looker/fidelity/plain",)
        assert episode.score.hfs == pytest.approx(0.92)
        kept = ExchangeStore(place.folder / "runs" / "one" / EXCHANGES)
        for verdict in episode.verdicts:
            assert verdict.judge == "vlm:judge/assertion/plain"
            exchange = kept.get(verdict.exchange or "")
            assert exchange is not None
            assert "The page" in exchange.model_dump_json()
            assert '"answer": "yes"' in exchange.calls[-1].text
    assert sum(cost.calls for cost in first.costs) == 11

    second = place.run("--name", "two")
    assert place.calls() == {}
    assert second.costs == ()
    assert [e.score for e in second.episodes] == [e.score for e in first.episodes]
    assert [e.verdicts for e in second.episodes] == [e.verdicts for e in first.episodes]


def test_a_changed_word_in_a_prompt_asks_that_judge_again_and_no_other(place: Place) -> None:
    from judge.vlm import find_prompt

    prompt = place.folder / "mine.md"
    text = find_prompt("plain", "assertion").path.read_text()
    prompt.write_text(text)
    mine = ("-o", "assertion.prompt=mine.md")
    place.run(*mine, "--name", "one")
    assert place.calls() == {"generator": 1, "step": 4, "looks": 6}
    prompt.write_text(text.replace("statement", "sentence", 1))
    place.run(*mine, "--name", "two")
    assert place.calls() == {"step": 4}


def test_a_budget_stops_the_run_and_both_parts_cost_what_one_would(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = place.run("--name", "whole", "--no-cache")
    place.calls()
    stopped = place.run("--name", "parts", "--no-cache", "--budget", "0.025", code=3)
    said = capsys.readouterr().out
    assert "stopped by the budget" in said
    assert "--resume runs/parts --budget" in said
    some = place.calls()
    assert 0 < sum(some.values()) < 11
    assert stopped.stopped is not None
    assert any(episode.score is None for episode in stopped.episodes)
    spent = sum(cost.usd for cost in stopped.costs)
    assert 0 < spent <= 0.025

    assert place.call("run", "--resume", "runs/parts", "--budget", "5") == 0
    rest = place.calls()
    assert sum((some + rest).values()) == 11
    done = read_results(place.folder / "runs" / "parts")
    assert done.stopped is None
    assert done.costs == whole.costs
    assert [e.score for e in done.episodes] == [e.score for e in whole.episodes]


@pytest.mark.parametrize("place", [f"{provider}+faults" for provider in PROVIDERS], indirect=True)
def test_with_a_third_of_all_calls_failing_the_verdicts_are_the_same(place: Place) -> None:
    faulty = place.run("--name", "faulty")
    place.server._faults = ()
    fine = place.run("--name", "fine", "--no-cache")
    for one, other in zip(faulty.episodes, fine.episodes, strict=True):
        assert [v.outcome for v in one.verdicts] == [v.outcome for v in other.verdicts]
        assert one.score == other.score


def test_what_a_model_left_unknown_is_asked_again_when_the_run_resumes(place: Place) -> None:
    def never(asked: Asked, _: int) -> Fault | None:
        return Fault("status", 400) if asks(asked) == "step" and "good morning" in asked.text else None

    place.server._faults = never
    first = place.run("--name", "one", code=1)
    assert [v.outcome for v in first.episodes[0].verdicts] == ["passed", "model_error"]
    score = first.episodes[0].score
    assert score is not None
    assert (score.ifs_bounds.low, score.ifs_bounds.high, score.complete) == (0.5, 1.0, False)
    place.calls()
    place.server._faults = ()
    assert place.call("run", "--resume", "runs/one") == 0
    assert place.calls() == {"step": 2}  # only what was unknown
    done = read_results(place.folder / "runs" / "one")
    assert all(e.score and e.score.ifs == 1 and e.score.complete for e in done.episodes)


def test_a_recording_answers_without_a_network(place: Place) -> None:
    first = place.run("--name", "one")
    assert place.call("exchanges", "export", "runs/one", "said.zip") == 0
    place.calls()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("OPENAI_API_KEY")
        again = place.run("--name", "again", "--no-cache", "--replay", "said.zip")
    assert place.calls() == {}
    assert [e.score for e in again.episodes] == [e.score for e in first.episodes]
    assert [e.verdicts for e in again.episodes] == [e.verdicts for e in first.episodes]
    assert place.call("exchanges", "export", "runs/again", "again.zip") == 0
    assert (place.folder / "again.zip").read_bytes() == (place.folder / "said.zip").read_bytes()


def test_what_criteria_judged_is_judged_again_by_a_model(place: Place) -> None:
    offline = ("-o", "step_judge=evidence", "-o", "visual.high_level=embedded", "--generators", "reference")
    place.run(*offline, "--name", "one")
    assert place.calls() == {}
    assert place.call("rejudge", "runs/one", "--judge", "vlm", "--as", "seen", "--budget", "1") == 0
    assert place.calls() == {"step": 2}
    judged = read_results(place.folder / "runs" / "one" / "judgements" / "seen")
    (episode,) = judged.episodes
    assert {verdict.judge for verdict in episode.verdicts} == {"vlm:judge/assertion/plain"}
    assert [cost.calls for cost in judged.costs] == [2]
    assert place.call("rejudge", "runs/one", "--judge", "vlm", "--as", "again") == 0
    assert place.calls() == {}
    assert place.call("report", "runs/one", "--judgement", "seen") == 0
    assert place.call("compare", "runs/one", "--judgements", "first", "seen") == 0


def test_a_model_that_sees_nothing_says_so_once_and_judges_by_words(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    def sees_nothing(asked: Asked, number: int) -> Fault | None:
        message = "image input is not supported - hint: you may need to provide the mmproj"
        return Fault("status", 500, message=message) if asked.images else None

    with serve_in_thread(answer, sees_nothing) as blind:
        write_config(place.folder, "openai", blind)
        seen = place.run("--name", "seen", "--generators", "reference", code=1)
        # Two steps and three looks were on their way; none was asked about again.
        assert len(blind.asked) <= 5
        (episode,) = seen.episodes
        assert [one.outcome for one in episode.verdicts] == ["model_error", "model_error"]
        assert all("images: none" in one.reason for one in episode.verdicts)
        said = [one.getMessage() for one in caplog.records if "takes no pictures" in one.getMessage()]
        assert [one.partition(":")[0] for one in said] == ["model 'judge'", "model 'looker'"]
        asked = len(blind.asked)
        words = ("-o", "assertion.images=none", "-o", "assertion.batch=2", "-o", "visual.high_level=embedded")
        assert place.call("rejudge", "runs/seen", "--as", "words", *words) == 0
        assert [asks(one) for one in blind.asked[asked:]] == ["steps"]
        assert "holding “Ferry”" in blind.asked[-1].text
        assert not blind.refused
    result = read_results(place.folder / "runs" / "seen" / "judgements" / "words")
    assert [one.value for one in result.episodes[0].verdicts] == ["pass", "pass"]


def test_a_dry_run_says_what_it_would_ask(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.call("run", "models-run.yaml", "--dry-run", "--json") == 0
    found = Forecast.model_validate_json(capsys.readouterr().out)
    assert {(one.role, one.model): one.calls for one in found.roles} == {
        ("generator", "writer"): 1,
        ("judge", "judge"): 4,
        ("judge", "looker"): 6,
    }
    assert found.usd is not None
    assert found.usd == pytest.approx(sum(one.usd or 0 for one in found.roles))
    assert all(one.usage.input > 500 and one.usage.output > 0 for one in found.roles)
    assert place.calls() == {}
    assert not (place.folder / "runs").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("configs/openai.yaml",), "OPENAI_API_KEY"),
        (("configs/anthropic.yaml",), "ANTHROPIC_API_KEY"),
        (("offline", "-o", "step_judge=vlm"), "assertion.model: names no model"),
        (("offline", "--generators", "llm:gpt-55"), "generators: no model 'gpt-55'"),
        (("offline", "--replay", "nothing.zip"), "nothing.zip"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_spent(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: Sequence[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        app(["run", *arguments], prog_name="iwr")
    assert ended.value.code == 2
    line = capsys.readouterr().err.strip()
    assert said in line
    assert "\n" not in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_the_configurations_that_ship(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Path
) -> None:
    """As they ship, but for the task: it is a small one."""
    with serve_in_thread(answer, key="sk-test") as server:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("IWR_CACHE", str(tmp_path / "cache"))
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("OPENAI_BASE_URL", server.openai_url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-test")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.anthropic_url)
        with pytest.raises(SystemExit) as ended:
            app(["run", f"configs/{name}.yaml", "--task-dir", str(tasks), "--name", "one"], prog_name="iwr")
    assert not ended.value.code
    assert not server.refused
    (episode,) = read_results(tmp_path / "runs" / "one").episodes
    assert episode.score is not None
    assert (episode.score.ifs, episode.score.complete) == (1, True)
    # Once to write the page, once to look at it and leave it.
    assert Counter(map(asks, server.asked)) == {"generator": 2, "step": 2, "looks": 3}
