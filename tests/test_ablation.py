"""Ablations end to end: a stored run, real clients, a server on the loopback with known error rates."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from judge.ablation.ablate import Unanswered, ablate, begin
from judge.ablation.config import AblationConfig, load_ablation
from judge.ablation.files import RESULT_FILE, TABLE_FILE, write_ablation
from judge.ablation.result import Ablation, Timing
from tasks.errors import InputError
from tasks.files import tree_sha256
from tasks.loader import load_task
from tasks.store import evidence_file
from tests.ablation_run import answer, preset, said, store_run
from tests.model_server import Asked, Said, serve_in_thread

FALSE_PASS, FALSE_FAIL, FLIP = 0.12, 0.05, 0.08


@pytest.fixture(scope="session")
def run_dir(tmp_path_factory: pytest.TempPathFactory, make_counter: Callable[..., Path]) -> Path:
    """6 tasks of two steps, each with right and faulty pages."""
    folder = tmp_path_factory.mktemp("ablated")
    tasks = []
    for number in range(6):
        task = make_counter(folder, recorded=True).rename(folder / f"counter-{number:02d}")
        path = task / "task.yaml"
        path.write_text(path.read_text().replace("id: counter", f"id: counter-{number:02d}", 1))
        tasks.append(load_task(task))
    rubrics = folder / "rubrics"
    rubrics.mkdir()
    for one in tasks:
        (rubrics / f"{one.id}.yaml").write_text(
            "rubric: 1\ncheckpoints:\n  add: {assertion: The count is 1.}\n"
            "  greet: {assertion: Ferry is greeted., visual: true}\n"
        )
    return store_run(folder / "run", tasks, 2, str(rubrics))


def config_of(run_dir: Path, models: Path, **changes: object) -> AblationConfig:
    path = models.parent / "ablation.yaml"
    path.write_text(
        yaml.safe_dump(
            {
                "ablation": 1,
                "run": str(run_dir),
                "baseline": {"model": "mock", "prompt": "plain", "images": "before_after"},
                "factors": {"images": ["before_after", "with_reference"], "prompt": ["plain"]},
                "models": [str(models)],
                "cache": False,
                **changes,
            }
        )
    )
    return load_ablation(path)


def run_ablation(config: AblationConfig, folder: Path) -> tuple[Ablation, Timing]:
    return ablate(begin(config, folder), lambda tick: None, lambda done: None)


@pytest.mark.slow
def test_known_error_rates_are_found_and_running_again_asks_nothing(run_dir: Path, tmp_path: Path) -> None:
    before = tree_sha256(run_dir)
    with serve_in_thread(answer(FALSE_PASS, FALSE_FAIL, FLIP, seed=1)) as server:
        config = config_of(run_dir, preset(tmp_path, server.openai_url), retest=0.25, position=True)
        result, timing = run_ablation(config, tmp_path / "out")
        write_ablation(tmp_path / "out", result, timing)
        asked = len(server.asked)
        # 48 steps in two cells, again with the other order, a quarter of them a second time
        assert asked == timing.calls == 2 * (48 + 48 + 12)
        files = [tmp_path / "out" / name for name in (RESULT_FILE, TABLE_FILE)]
        first = [file.read_bytes() for file in files]
        result, timing = run_ablation(config, tmp_path / "out")
        kept = write_ablation(tmp_path / "out", result, timing)
        assert (len(server.asked), timing.calls) == (asked, 0)
        assert [file.read_bytes() for file in files] == first
        assert all(one.calls for one in kept.cells.values())  # the latency of the first sitting
        assert not server.refused
    for cell in result.cells:
        assert cell.position is not None
        assert cell.retest is not None
        for rate, truth in (
            (cell.sensitivity, 1 - FALSE_PASS),
            (cell.specificity, 1 - FALSE_FAIL),
            (cell.position.flips, FLIP),
        ):
            assert rate.low <= truth <= rate.high
        assert (cell.sensitivity.total, cell.specificity.total) == (12, 24)
        assert (cell.retest.steps, cell.retest.agree.value) == (12, 1.0)
        assert cell.usd > 0
    other = result.cells[1].against  # the same answers in another presentation
    assert other is not None
    assert (other.p, other.difference.value, result.cells[1].ifs_tau) == (1.0, 0.0, 1.0)
    assert tree_sha256(run_dir) == before


def test_what_two_cells_share_is_asked_once(run_dir: Path, tmp_path: Path) -> None:
    """One picture has no order: both orders are one question."""
    with serve_in_thread(answer(0, 0, 0)) as server:
        config = config_of(
            run_dir,
            preset(tmp_path, server.openai_url),
            steps=8,
            baseline={"model": "mock", "prompt": "plain", "images": "after"},
            factors={"order": ["given", "reversed"]},
            position=True,
        )
        result, timing = run_ablation(config, tmp_path / "out")
    assert (len(result.cells), timing.calls, result.sample.complete) == (2, 8, 8)
    assert [cell.calls for cell in result.cells] == [8, 8]
    assert result.cells[0].position is None
    assert len(result.sample.scored) == 4


def test_the_budget_stops_it_and_more_goes_on(run_dir: Path, tmp_path: Path) -> None:
    def judge(asked: Asked) -> Said:
        return Said(said("no", 0.7), usage=(4000, 1000))  # 0.009 US dollars, and more than is reckoned

    with serve_in_thread(judge) as server:
        models = preset(tmp_path, server.openai_url, concurrency=1)

        def budget(usd: float) -> AblationConfig:
            return config_of(run_dir, models, steps=10, budget={"usd": usd})

        with pytest.raises(Unanswered, match="budget"):
            run_ablation(budget(0.00001), tmp_path / "out")
        assert not server.asked
        result, _ = run_ablation(budget(0.06), tmp_path / "out")
        asked = len(server.asked)
        assert result.stopped is not None
        assert "budget" in result.stopped
        assert 0 < result.sample.complete < result.sample.steps == 10
        result, timing = run_ablation(budget(100), tmp_path / "out")
        assert (result.stopped, result.sample.complete) == (None, 10)
        assert asked + timing.calls == len(server.asked) == 20


def test_what_the_model_fails_at_is_unknown_and_counted(run_dir: Path, tmp_path: Path) -> None:
    def judge(asked: Asked) -> Said:
        unsure = "-1-2" in json.dumps(asked.body)
        return Said(said("unsure", 0.5) if unsure else "nothing that can be read")

    with serve_in_thread(judge) as server:
        config = config_of(run_dir, preset(tmp_path, server.openai_url), steps=8)
        result, _ = run_ablation(config, tmp_path / "out")
    for cell in result.cells:
        assert cell.unknown.value == 1.0
        assert sum(cell.unknown_why.values()) == 8
        assert set(cell.unknown_why) <= {"unsure", "parse_error"}
        assert (cell.sensitivity.value, cell.sensitivity.total) == (None, 0)


def test_an_episode_that_is_damaged_is_left_out(
    run_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = tmp_path / "run"
    shutil.copytree(run_dir, run)
    damaged = evidence_file(sorted((run / "episodes").iterdir())[0])
    damaged.write_bytes(damaged.read_bytes()[:40])
    begun = begin(config_of(run, preset(tmp_path, "http://127.0.0.1:9/v1")), tmp_path / "out")
    assert len(begun.sample.cases) == 46
    assert damaged.parent.name not in {key[0] for key, _ in begun.sample.cases}
    assert f"left out of the sample: {damaged}: damaged" in caplog.text


def test_the_command(run_dir: Path, tmp_path: Path, iwr_ablate: Callable[..., tuple[int, str, str]]) -> None:
    with serve_in_thread(answer(0.1, 0.1, 0.1)) as server:
        config_of(run_dir, preset(tmp_path, server.openai_url), steps=8)
        path, out = tmp_path / "ablation.yaml", tmp_path / "out"
        status, said_, _ = iwr_ablate(path, "--out", out, "--dry-run", "--json")
        assert (status, json.loads(said_)["questions"], len(server.asked)) == (0, 16, 0)
        assert not out.exists()
        status, said_, _ = iwr_ablate(path, "--out", out, "--limit-cells", "1", "--json")
        assert (status, len(json.loads(said_)["cells"]), len(server.asked)) == (0, 1, 8)
        status, said_, _ = iwr_ablate(path, "--out", out, "--resume")
        assert (status, len(server.asked)) == (0, 16)
        assert "sensitivity" in said_
        assert sorted(one.name for one in out.glob("*.*")) == [
            "ablation.csv",
            "ablation.html",
            "ablation.json",
            "ledger.jsonl",
            "timing.json",
        ]
        page = (out / "ablation.html").read_text()
        assert "<script" not in page
        assert "style=" not in page  # the policy would not let it in
        status, _, wrong = iwr_ablate(path, "--out", tmp_path / "none", "--resume")
        assert (status, wrong.count("\n")) == (2, 1)
        status, _, wrong = iwr_ablate(path, "--out", tmp_path / "cheap", "--budget", "0.00001")
        assert status == 3
        assert "budget" in wrong


@pytest.fixture
def iwr_ablate(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """The command within this process: status, standard output and error."""
    import typer

    from judge.cli.ablate import ablate_command
    from judge.cli.common import OneLineErrors

    app = typer.Typer(cls=OneLineErrors)
    app.command("ablate")(ablate_command)
    app.callback()(lambda: None)

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        found = CliRunner().invoke(app, ["ablate", *map(str, arguments)])
        return found.exit_code, found.stdout, found.stderr

    return call


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"factors": {}}, "nothing is varied"),
        ({"factors": {"prompt": ["plain", "plain"]}}, "given twice"),
        ({"factors": {"prompt": ["plane"]}}, "did you mean 'plain'"),
        ({"factors": {"model": ["nobody's"]}}, "no model"),
        ({"factors": {"votes": [0]}}, "votes"),
        ({"factors": {"scale": [1.0, 0.5]}, "cells": 2}, "remove it"),
        ({"factors": {"scale": [1.0, 0.5, 0.25]}, "design": "fractional", "cells": 2}, "at least 3"),
        ({"tasks": ["kanban"]}, "not in this run"),
        ({"baseline": {"prompt": "plain"}}, "names no model"),
        ({"run": "nowhere"}, "nowhere"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    run_dir: Path, tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        begin(config_of(run_dir, preset(tmp_path, "http://127.0.0.1:9/v1"), **changes), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_example_that_ships_is_right() -> None:
    config = load_ablation(Path(__file__).parent.parent / "configs" / "ablation.yaml")
    assert config.baseline.model == "scripted"
