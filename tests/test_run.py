"""The real graph with doubles in its places: what fails on our side is never a pass and never a crash."""

import asyncio
import sqlite3
import warnings
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from agents.browser.chromium import Executable
from judge.cli import app
from judge.durable import StateSerializer
from judge.episode import EpisodeContext, EpisodeState
from judge.graph import build_graph
from judge.protocols import Rendered, StepCase
from judge.results import read_results
from judge.score import Bounds
from judge.similarity import Measure, Similarity
from judge.steps import EvidenceJudge
from judge.visual import TextReader
from rubrics.criteria import Criterion
from rubrics.profile import load_profile
from rubrics.scene import StepScene
from rubrics.schema import Rubric
from rubrics.verdict import Finding, Verdict
from tasks.evidence import Evidence, Snapshot, Status, StepEvidence
from tasks.loader import load_task
from tasks.page import Page
from tasks.page_facts import Fact
from tasks.recording import Recording
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Task


class BreaksDown(Criterion):
    """A criterion with a fault of its own."""

    def check(self, scene: StepScene) -> Finding:
        raise ZeroDivisionError("in the criterion")


@dataclass(frozen=True)
class Writes:
    """A generator that leaves an empty page, or fails."""

    name: str = "double"
    error: Exception | None = None

    async def generate(self, task: Task, folder: Path) -> Page:
        if self.error:
            raise self.error
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text("<p>")
        return Page.of(folder, task.id, self.name)


@dataclass(frozen=True)
class Shows:
    """An operator that sees the reference's pictures, and breaks down before the step `error_at`."""

    statuses: tuple[Status, ...] = ("performed", "performed")
    error_at: int | None = None
    opens: bool = True

    async def operate(
        self, task: Task, recording: Recording | None, page: Page, writer: EvidenceWriter
    ) -> Evidence:
        shots = [
            Snapshot(
                picture=writer.pictures.put(task.checkpoint(index).read_bytes()),
                url="https://candidate.test/",
            )
            for index in range(len(task.trajectory) + 1)
        ]
        writer.start(
            Evidence(
                task=task.id, generator=page.generator, page_sha256=page.sha256, viewport=(640, 360),
                initial=shots[0] if self.opens else None,
            )
        )  # fmt: skip
        for index, (step, status) in enumerate(zip(task.trajectory, self.statuses, strict=True), 1):
            if index == self.error_at:
                raise ConnectionError("the browser is gone")
            before, after = shots[index - 1 : index + 1] if status == "performed" else (None, None)
            writer.add(
                StepEvidence(
                    step=step.id, index=index, action=step.action, status=status, reason=status,
                    before=before, after=after,
                )
            )  # fmt: skip
        return writer.evidence()


@dataclass(frozen=True)
class Says:
    """A step judge that lets every step pass, but for those where it breaks down."""

    broken: tuple[str, ...] = ()
    name: str = "double"

    async def judge(self, case: StepCase) -> Verdict:
        if case.evidence.step in self.broken:
            raise TimeoutError("no answer")
        return Verdict(
            step=case.evidence.step,
            index=case.evidence.index,
            judge=self.name,
            outcome="passed",
            reason="fine",
        )


@dataclass(frozen=True)
class Likes:
    """A visual judge to which all looks alike, but for the checkpoints where it breaks down."""

    broken: tuple[int, ...] = ()

    def compare(
        self,
        step: str,
        index: int,
        candidate_png: Path,
        checkpoint_png: Path,
        evidence: Snapshot | None = None,
    ) -> Similarity:
        if index in self.broken:
            raise MemoryError
        alike = Measure(name="double", value=1.0)
        return Similarity(
            step=step, index=index, picture=candidate_png.stem, text=alike, structure=alike, high_level=alike
        )


@dataclass
class Lends:
    """Stands in for the browsers of a run."""

    operator_: Any
    lent: list[int] = field(default_factory=list)

    @asynccontextmanager
    async def operator(self, facts: Collection[Fact] = ()) -> AsyncIterator[Any]:
        self.lent.append(1)
        yield self.operator_

    async def render(self, task: Task, page: Page) -> Rendered:
        return Rendered(None)

    async def close(self) -> None:
        pass


RUBRIC = """rubric: 1
checkpoints:
  add: {assertion: The page counts one., visual: true}
  greet: {assertion: The page says good morning., visual: true}
"""


@pytest.fixture
def context(tmp_path: Path, make_counter: Callable[..., Path]) -> EpisodeContext:
    task = load_task(make_counter(tmp_path / "tasks", recorded=True))
    (task.folder / "rubric.yaml").write_text(RUBRIC)
    from rubrics.loader import load_rubric

    return EpisodeContext(
        task=task,
        recording=None,
        rubric=load_rubric(task),
        profile=load_profile("iwr"),
        generator=Writes(),
        folder=tmp_path / "episode",
        pictures=PictureStore(tmp_path / "pictures"),
        operator=Lends(Shows()).operator,
        render=Lends(Shows()).render,
        step_judge=Says(),
        visual_judge=Likes(),
    )


def played(context: EpisodeContext) -> EpisodeState:
    values = asyncio.run(build_graph().ainvoke(EpisodeState(episode="one"), context=context))
    return EpisodeState.model_validate(values)


def test_nothing_fails(context: EpisodeContext) -> None:
    state = played(context)
    assert state.failure is None
    assert state.score is not None
    assert (state.score.ifs, state.score.vfs, state.score.final, state.score.complete) == (1, 1, 1, True)
    assert state.seconds > 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"generator": Writes(error=OSError("disk full"))}, "generating the page: OSError: disk full"),
        (
            {"operator": Lends(Shows(error_at=1)).operator},
            "using the page: ConnectionError: the browser is gone",
        ),
        (
            {"operator": Lends(Shows(error_at=2)).operator},
            "using the page: ConnectionError: the browser is gone",
        ),
        ({"operator": Lends(None).operator}, "using the page: AttributeError"),
    ],
)
def test_what_leaves_no_evidence_is_a_failure_without_a_score(
    context: EpisodeContext, change: dict[str, Any], said: str
) -> None:
    state = played(replace(context, **change))
    assert state.score is None
    assert state.verdicts == ()
    assert (state.failure or "").startswith(said)


@pytest.mark.parametrize(
    ("change", "outcomes", "ifs", "bounds"),
    [
        ({"step_judge": Says(("greet",))}, ["passed", "judge_error"], 0.5, (0.5, 1)),
        ({"step_judge": Says(("add",))}, ["judge_error", "passed"], 0, (0, 1)),
        ({"step_judge": Says(("add", "greet"))}, ["judge_error", "judge_error"], 0, (0, 1)),
        (
            {"operator": Lends(Shows(("harness_error", "harness_error"))).operator},
            ["harness_error", "harness_error"],
            0,
            (0, 1),
        ),
        (
            {"operator": Lends(Shows(("performed", "harness_error"))).operator},
            ["passed", "harness_error"],
            0.5,
            (0.5, 1),
        ),
    ],
)
def test_what_we_failed_to_judge_is_unknown(
    context: EpisodeContext,
    change: dict[str, Any],
    outcomes: list[str],
    ifs: float,
    bounds: tuple[float, float],
) -> None:
    state = played(replace(context, **change))
    assert [verdict.outcome for verdict in state.verdicts] == outcomes
    assert state.score is not None
    assert (state.score.ifs, state.score.ifs_bounds.low, state.score.ifs_bounds.high) == (ifs, *bounds)
    assert not state.score.complete


@pytest.mark.parametrize(
    ("statuses", "opens"),
    [
        (("page_failed", "not_reached"), True),
        (("infeasible", "performed"), True),
        (("page_failed", "page_failed"), False),
    ],
)
def test_what_the_page_failed_to_do_is_a_fail(
    context: EpisodeContext, statuses: tuple[Status, ...], opens: bool
) -> None:
    state = played(replace(context, operator=Lends(Shows(statuses, opens=opens)).operator))
    assert state.score is not None
    assert (state.score.ifs, state.score.complete, state.score.first_failed) == (0, True, "add")
    assert state.score.vfs == (1 if opens else 0)


def test_a_checkpoint_that_could_not_be_compared_widens_the_bounds(context: EpisodeContext) -> None:
    score = played(replace(context, visual_judge=Likes((1,)))).score
    assert score is not None
    assert (score.visual_reached, score.visual_missing, score.complete) == (3, 1, False)
    assert score.vfs_bounds.low == pytest.approx(2 / 3)
    assert score.vfs_bounds.high == 1
    nothing = played(replace(context, visual_judge=Likes((0, 1, 2)))).score
    assert nothing is not None
    assert (nothing.vfs, nothing.final, nothing.ifs) == (None, None, 1)


def test_a_criterion_that_breaks_down_is_unknown(context: EpisodeContext, tmp_path: Path) -> None:
    rubric = Rubric.model_validate(
        {
            "rubric": 1,
            "checkpoints": {
                "add": {"criteria": ({f"{__name__}.BreaksDown": {}},)},
                "greet": {"criteria": ({"no_errors": True},)},
            },
        }
    )
    judge = EvidenceJudge(TextReader(tmp_path / "cache"))
    state = played(replace(context, rubric=rubric, step_judge=judge))
    assert [verdict.outcome for verdict in state.verdicts] == ["judge_error", "passed"]
    assert "ZeroDivisionError: in the criterion" in state.verdicts[0].reason
    assert state.score is not None
    assert (state.score.ifs, state.score.ifs_bounds.high, state.score.complete) == (0, 1, False)


def test_a_state_is_the_same_after_the_way_to_disk(context: EpisodeContext) -> None:
    state = played(replace(context, step_judge=Says(("greet",))))
    serializer = StateSerializer()
    channels = {
        "page": state.page,
        "verdicts": state.verdicts,
        "score": state.score,
        "seconds": 1.25,
        "none": None,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        back = serializer.loads_typed(serializer.dumps_typed({"channel_values": channels, "start": state}))
    assert back["start"] == state
    assert back["channel_values"] == {**channels, "verdicts": list(state.verdicts)}
    assert isinstance(back["channel_values"]["score"].ifs_bounds, Bounds)
    with pytest.raises(TypeError, match="Snapshot is no part"):
        serializer.dumps_typed(Snapshot(picture="0", url="/"))


@pytest.fixture
def place(context: EpisodeContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `iwr run` goes through, with doubles for browser and judges."""
    for name in ("good", "other"):
        (tmp_path / "pages" / "counter" / name).mkdir(parents=True)
        (tmp_path / "pages" / "counter" / name / "index.html").write_text(name)
    monkeypatch.chdir(tmp_path)
    browser = Executable(tmp_path / "chromium", "PATH", "Chromium 1.0")
    monkeypatch.setattr("judge.provenance.find_chromium", lambda: browser)
    monkeypatch.setattr("judge.run.visual_judge", lambda *_: Likes())
    monkeypatch.setattr("judge.run.step_judge", lambda *_: Says())
    use(monkeypatch, Shows())
    return tmp_path


def use(monkeypatch: pytest.MonkeyPatch, operator: Any) -> Lends:
    lends = Lends(operator)
    monkeypatch.setattr("judge.run.BrowserPool", lambda *_, **__: lends)
    return lends


def iwr(*arguments: str) -> int:
    try:
        app(list(arguments), prog_name="iwr")
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


RUN = ("run", "--task-dir", "tasks", "--submissions", "pages", "--name", "one")


def test_a_run_that_fails_on_our_side_ends_with_1_and_is_tried_again(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, Shows(error_at=2))
    assert iwr(*RUN) == 1
    said = capsys.readouterr()
    assert "failed   counter--good--1: using the page: ConnectionError: the browser is gone" in said.out
    assert "iwr run --resume runs/one" in said.out
    first = read_results(place / "runs" / "one")
    assert [episode.score for episode in first.episodes] == [None, None]
    assert first.summaries[0].ifs is None
    assert (first.summaries[0].ifs_bounds.low, first.summaries[0].ifs_bounds.high) == (0, 1)
    assert (place / "runs" / "one" / "report.html").is_file()

    lends = use(monkeypatch, Shows())
    assert iwr("run", "--resume", "runs/one") == 0
    assert len(lends.lent) == 2
    assert [e.score.ifs for e in read_results(place / "runs" / "one").episodes if e.score] == [1, 1]
    assert iwr("run", "--resume", "runs/one") == 0
    assert len(lends.lent) == 2


def test_a_plain_folder_is_one_page_of_one_task(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = str(place / "pages" / "counter" / "good")
    assert iwr("run", "--task-dir", "tasks/counter", "--submissions", page, "--name", "plain") == 0
    (episode,) = read_results(place / "runs" / "plain").episodes
    assert (episode.task, episode.generator) == ("counter", "good")


def test_an_unknown_step_ends_with_1(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("judge.run.step_judge", lambda *_: Says(("greet",)))
    assert iwr(*RUN) == 1
    assert "unknown from greet" in " ".join(capsys.readouterr().out.split())  # the column may wrap
    assert all(e.score and e.score.unknown == 1 for e in read_results(place / "runs" / "one").episodes)


@pytest.mark.parametrize("with_writes", [True, False])
def test_a_run_goes_on_wherever_it_was_killed(
    place: Path, monkeypatch: pytest.MonkeyPatch, with_writes: bool
) -> None:
    """After each checkpoint of an episode, with what the next node wrote before its own, and without."""
    assert iwr(*RUN) == 0
    run = place / "runs" / "one"
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
    place: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    assert iwr(*RUN) == 0
    before = (place / "runs" / "one" / "results.json").read_bytes()
    path = place / name
    path.write_text(path.read_text() + "\n# a comment changes no rubric\n")
    if name.endswith("rubric.yaml"):
        assert iwr("run", "--resume", "runs/one") == 0
        path.write_text(path.read_text().replace("counts one", "counts two"))
    capsys.readouterr()
    assert iwr("run", "--resume", "runs/one") == 2
    assert capsys.readouterr().err == f"iwr: {said}\n"
    assert (place / "runs" / "one" / "results.json").read_bytes() == before


def test_without_a_rubric_the_run_says_what_it_does_instead(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "tasks" / "counter" / "rubric.yaml").unlink()
    assert iwr(*RUN, "--json") == 0
    said = capsys.readouterr()
    assert said.err == "no rubric for counter: each step must change the page as the recording shows\n"
    (step, _) = read_results(place / "runs" / "one").episodes[0].steps
    assert step.assertion == 'The page shows what the recording shows after: click the "Add one" button.'
    assert step.visual


def test_a_checkpoint_of_another_version_is_said(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert iwr(*RUN) == 0
    capsys.readouterr()
    monkeypatch.delitem(__import__("judge.durable", fromlist=["_MODELS"])._MODELS, "Score")
    assert iwr("run", "--resume", "runs/one") == 2
    assert capsys.readouterr().err == "iwr: checkpoints.sqlite: written by another version; start a new run\n"
