"""The real graph with doubles in its places: what fails on our side is never a pass and never a crash."""

import asyncio
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from judge.durable import StateSerializer
from judge.episode import EpisodeContext, EpisodeState
from judge.graph import build_graph
from judge.results import read_results
from judge.score import Bounds
from judge.steps import EvidenceJudge
from judge.visual import TextReader
from rubrics.criteria import Criterion
from rubrics.scene import StepScene
from rubrics.schema import Rubric
from rubrics.verdict import Finding
from tasks.evidence import Snapshot, Status
from tests.running import RUN, Lends, Likes, Says, Shows, Writes, iwr, use

pytest_plugins = ["tests.running"]


class BreaksDown(Criterion):
    """A criterion with a fault of its own."""

    def check(self, scene: StepScene) -> Finding:
        raise ZeroDivisionError("in the criterion")


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


def test_a_run_that_fails_on_our_side_ends_with_1_and_is_tried_again(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, Shows(error_at=2))
    assert iwr(*RUN) == 1
    said = capsys.readouterr()
    assert "failed   counter--good--1: using the page: ConnectionError: the browser is gone" in said.out
    assert "iwr run --resume runs/one" in said.out
    first = read_results(workplace / "runs" / "one")
    assert [episode.score for episode in first.episodes] == [None, None]
    assert first.summaries[0].ifs is None
    assert (first.summaries[0].ifs_bounds.low, first.summaries[0].ifs_bounds.high) == (0, 1)
    assert (workplace / "runs" / "one" / "report.html").is_file()

    lends = use(monkeypatch, Shows())
    assert iwr("run", "--resume", "runs/one") == 0
    assert len(lends.lent) == 2
    assert [e.score.ifs for e in read_results(workplace / "runs" / "one").episodes if e.score] == [1, 1]
    assert iwr("run", "--resume", "runs/one") == 0
    assert len(lends.lent) == 2


def test_a_plain_folder_is_one_page_of_one_task(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = str(workplace / "pages" / "counter" / "good")
    assert iwr("run", "--task-dir", "tasks/counter", "--submissions", page, "--name", "plain") == 0
    (episode,) = read_results(workplace / "runs" / "plain").episodes
    assert (episode.task, episode.generator) == ("counter", "good")


def test_an_unknown_step_ends_with_1(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("judge.run.step_judge", lambda *_: Says(("greet",)))
    assert iwr(*RUN) == 1
    assert "unknown from greet" in " ".join(capsys.readouterr().out.split())  # the column may wrap
    assert all(e.score and e.score.unknown == 1 for e in read_results(workplace / "runs" / "one").episodes)


def test_without_a_rubric_the_run_says_what_it_does_instead(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "tasks" / "counter" / "rubric.yaml").unlink()
    assert iwr(*RUN, "--json") == 0
    said = capsys.readouterr()
    assert said.err == "no rubric for counter: each step must change the page as the recording shows\n"
    (step, _) = read_results(workplace / "runs" / "one").episodes[0].steps
    assert step.assertion == 'The page shows what the recording shows after: click the "Add one" button.'
    assert step.visual
