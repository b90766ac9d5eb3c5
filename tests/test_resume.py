"""A run goes on where it stopped, by the rules it began with; one damaged episode never ends the others."""

import asyncio
import io
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from agents.browser.chromium import Executable
from judge.results import read_results
from rubrics.schema import Rubric
from rubrics.whole import PageFinding
from tasks.evidence import Evidence
from tasks.page import Page
from tasks.recording import Recording
from tasks.store import EvidenceWriter
from tasks.task import Task
from tests.running import RUN, Shows, iwr, use

pytest_plugins = ["tests.running"]

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("with_writes", [True, False])
def test_a_run_goes_on_wherever_it_was_killed(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, with_writes: bool
) -> None:
    """After each checkpoint of an episode, with what the next node wrote before its own, and without."""
    assert iwr(*RUN) == 0
    run = workplace / "runs" / "one"
    whole = read_results(run)
    database = (run / "checkpoints.sqlite").read_bytes()
    lent = []
    for kept in (1, 2, 3, 5, 7):
        (run / "results.json").unlink()
        (run / "checkpoints.sqlite").write_bytes(database)
        with closing(sqlite3.connect(run / "checkpoints.sqlite")) as tables, tables:
            for table, count in (
                ("checkpoints", kept),
                ("writes", kept if with_writes else max(0, kept - 1)),
            ):
                first = (
                    "SELECT checkpoint_id FROM checkpoints AS c "
                    f"WHERE c.thread_id = {table}.thread_id ORDER BY 1 LIMIT {count}"
                )
                tables.execute(f"DELETE FROM {table} WHERE checkpoint_id NOT IN ({first})")
        lends = use(monkeypatch, Shows())
        assert iwr("run", "--resume", "runs/one") == 0
        lent.append(len(lends.lent))
        again = read_results(run)
        assert [e.score for e in again.episodes] == [e.score for e in whole.episodes]
        assert [e.verdicts for e in again.episodes] == [e.verdicts for e in whole.episodes]
    # The input, its reading, generate, judge_steps, score: what was operated is not operated again.
    assert lent == [2, 2, 0 if with_writes else 2, 0, 0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "tasks/counter/rubric.yaml",
            "rubric of counter: was changed since the run one began; start a new run",
        ),
        ("tasks/counter/task.yaml", "task counter: was changed since the run one began; start a new run"),
    ],
)
def test_a_run_does_not_go_on_with_other_rules(
    workplace: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    assert iwr(*RUN) == 0
    before = (workplace / "runs" / "one" / "results.json").read_bytes()
    path = workplace / name
    path.write_text(path.read_text() + "\n# a comment changes no rubric\n")
    if name.endswith("rubric.yaml"):
        assert iwr("run", "--resume", "runs/one") == 0
        path.write_text(path.read_text().replace("counts one", "counts two"))
    capsys.readouterr()
    assert iwr("run", "--resume", "runs/one") == 2
    assert capsys.readouterr().err == f"iwr: {said}\n"
    assert (workplace / "runs" / "one" / "results.json").read_bytes() == before


PARTS = """
from judge.similarity import Measure
from rubrics.criteria import Criterion
from rubrics.whole import PageCriterion


class Calm(Criterion):
    def check(self, scene):
        return self.finding(True, "calm.")


class Whole(PageCriterion):
    def check(self, evidence):
        return self.finding(1.0, "whole.")


class Ink:
    name = "ink"

    def compare(self, candidate, checkpoint, evidence):
        return Measure(name=self.name, value=1.0)


class Judge:
    name = "own"

    def judge(self, case): ...
"""


@pytest.mark.parametrize(
    ("rubric", "option", "key"),
    [
        (("{assertion: The page counts one.,", "{criteria: [own1.Calm: {}],"), "", "criterion own1.Calm"),
        (("rubric: 1", "rubric: 1\npage: [own2.Whole]"), "", "page criterion own2.Whole"),
        (None, "visual.metrics=[own3.Ink]", "metric own3.Ink"),
        (None, "step_judge=own4.Judge", "judge own4.Judge"),
    ],
)
def test_a_run_does_not_go_on_with_another_plug_in(
    workplace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    rubric: tuple[str, str] | None,
    option: str,
    key: str,
) -> None:
    module = workplace / "code" / f"{key.split()[-1].partition('.')[0]}.py"
    module.parent.mkdir()
    module.write_text(PARTS)
    monkeypatch.syspath_prepend(module.parent)
    if rubric:
        path = workplace / "tasks" / "counter" / "rubric.yaml"
        path.write_text(path.read_text().replace(*rubric))
    assert iwr(*RUN, *(("-o", option) if option else ())) == 0
    assert iwr("run", "--resume", "runs/one") == 0
    module.write_text(PARTS + "\n# another\n")
    capsys.readouterr()
    assert iwr("run", "--resume", "runs/one") == 2
    assert capsys.readouterr().err == f"iwr: {key}: was changed since the run one began; start a new run\n"


def test_a_run_does_not_go_on_by_another_profile_or_with_another_version(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = (ROOT / "rubrics" / "profiles" / "iwr.yaml").read_text()
    own = own.replace("name: iwr", "name: mine")
    (workplace / "mine.yaml").write_text(own)
    assert iwr(*RUN, "--profile", "mine.yaml") == 0
    capsys.readouterr()
    monkeypatch.setattr(
        "judge.provenance.find_chromium", lambda: Executable(workplace, "PATH", "Chromium 2.0")
    )
    assert iwr("run", "--resume", "runs/one") == 2
    said = "chromium: was changed from Chromium 1.0 to Chromium 2.0 since the run one began; start a new run"
    assert capsys.readouterr().err == f"iwr: {said}\n"
    (workplace / "mine.yaml").write_text(own.replace("alpha: 0.7", "alpha: 0.6"))
    assert iwr("run", "--resume", "runs/one") == 2
    said = "profile of counter: was changed since the run one began; start a new run"
    assert capsys.readouterr().err == f"iwr: {said}\n"


def picture(png: bytes) -> bytes:
    """Another one of the same size."""
    written = io.BytesIO()
    Image.new("RGB", Image.open(io.BytesIO(png)).size, "red").save(written, format="PNG")
    return written.getvalue()


MODELS = """models: 1
presets:
  one: {provider: openai, model: m, base_url: "http://127.0.0.1:9/v1", key_env: ""}
"""


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("pages/counter/good/index.html", "good", "better", "page {here}/pages/counter/good: was changed"),
        ("own.md", "You check", "You judge", "prompt assertion/plain@2: was changed"),
        ("m.yaml", "model: m", "model: n", "model one: was changed"),
        ("tasks/counter/checkpoints/02.png", "", "", "task counter: was changed"),
    ],
)
def test_a_run_does_not_go_on_with_other_pages_prompts_or_models(
    workplace: Path, capsys: pytest.CaptureFixture[str], name: str, old: str, new: str, said: str
) -> None:
    (workplace / "m.yaml").write_text(MODELS)
    (workplace / "own.md").write_bytes((ROOT / "judge" / "prompts" / "assertion" / "plain.md").read_bytes())
    judge = ("step_judge=vlm", "models=[m.yaml]", "assertion.model=one", "assertion.prompt=own.md")
    assert iwr(*RUN, *(word for one in judge for word in ("-o", one))) == 0
    path = workplace / name
    before = path.read_bytes()
    path.write_bytes(before.replace(old.encode(), new.encode()) if old else picture(before))
    capsys.readouterr()
    assert iwr("run", "--resume", "runs/one") == 2
    line = f"iwr: {said.format(here=workplace)} since the run one began; start a new run\n"
    assert capsys.readouterr().err == line


@dataclass(frozen=True)
class Damages(Shows):
    """An operator whose evidence of the page `good` does not arrive whole; the other page takes a while."""

    how: str = ""

    async def operate(
        self, task: Task, recording: Recording | None, page: Page, writer: EvidenceWriter
    ) -> Evidence:
        if page.generator == "other":
            await asyncio.sleep(0.2)
        evidence = await super().operate(task, recording, page, writer)
        if page.generator == "good":
            match self.how:
                case "cut off":
                    writer.path.write_bytes(writer.path.read_bytes()[:-20])
                case "without steps":
                    writer.start(evidence.model_copy(update={"steps": ()}))
                case "gone":
                    writer.path.unlink()
        return evidence


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("cut off", "evidence.jsonl.gz: damaged: "),
        ("without steps", "evidence.jsonl.gz: has not all steps of the task; run it again"),
        ("gone", "evidence.jsonl.gz: no such file; was this episode run?"),
    ],
)
def test_damaged_evidence_costs_one_episode_and_is_gathered_anew(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str, said: str
) -> None:
    use(monkeypatch, Damages(how=how))
    assert iwr(*RUN) == 1
    failed = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("failed"))
    assert failed.startswith(
        "failed   counter--good--1: reading the evidence: runs/one/episodes/counter--good"
    )
    assert said in failed
    scores = {one.generator: one.score for one in read_results(workplace / "runs" / "one").episodes}
    assert scores["good"] is None
    assert scores["other"] is not None
    lends = use(monkeypatch, Shows())
    assert iwr("run", "--resume", "runs/one") == 0
    assert len(lends.lent) == 1
    assert all(one.score and one.score.complete for one in read_results(workplace / "runs" / "one").episodes)


@pytest.mark.parametrize("damage", [b"", b"\x00", b'{"iwr.model": "Score"}'])
def test_a_damaged_checkpoint_costs_one_episode_its_way(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    assert iwr(*RUN) == 0
    before = read_results(workplace / "runs" / "one")
    with closing(sqlite3.connect(workplace / "runs" / "one" / "checkpoints.sqlite")) as tables, tables:
        tables.execute(
            "UPDATE checkpoints SET checkpoint = ? WHERE thread_id = 'counter--good--1'", (damage,)
        )
    lends = use(monkeypatch, Shows())
    assert iwr("run", "--resume", "runs/one") == 0
    assert len(lends.lent) == 1
    after = read_results(workplace / "runs" / "one")
    assert [one.score for one in after.episodes] == [one.score for one in before.episodes]


def test_whatever_fails_in_one_episode_the_others_end(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(rubric: Rubric, evidence: Evidence) -> tuple[PageFinding, ...]:
        if evidence.generator == "good":
            raise MemoryError("of the score")
        return ()

    use(monkeypatch, Damages())
    with monkeypatch.context() as patch:
        patch.setattr("judge.nodes.evaluate_page", broken)
        assert iwr(*RUN) == 1
    assert "failed   counter--good--1: the episode: MemoryError: of the score" in capsys.readouterr().out
    assert [one.score is None for one in read_results(workplace / "runs" / "one").episodes] == [True, False]
    lends = use(monkeypatch, Shows())
    assert iwr("run", "--resume", "runs/one") == 0
    assert lends.lent == []  # it goes on at the score


def test_a_database_that_is_none_is_said(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert iwr(*RUN) == 0
    (workplace / "runs" / "one" / "checkpoints.sqlite").write_bytes(b"no database at all" * 100)
    capsys.readouterr()
    assert iwr("run", "--resume", "runs/one") == 2
    said = "runs/one/checkpoints.sqlite: damaged: file is not a database; start a new run"
    assert capsys.readouterr().err == f"iwr: {said}\n"
