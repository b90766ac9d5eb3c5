"""`iwr rubrics check`: faults that are put into a rubric that is right, each found and named."""

import asyncio
import gzip
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from typer.testing import CliRunner

from judge.cli.rubrics import app
from judge.doctor import cache_folder
from judge.lint import Gathered, Issue, check_rubric, from_browser, from_run
from judge.lint.pairs import contradictions
from judge.lint.steps import claims, dialog_issues, target_issues
from judge.lint.vocabulary import any_number
from judge.visual import TextReader
from rubrics.criteria.registry import parse_criterion
from rubrics.loader import load_rubric
from rubrics.schema import Rubric
from tasks.errors import InputError
from tasks.evidence import Candidate, Event, Evidence, Grounding, StepEvidence
from tasks.geometry import Box
from tasks.loader import find_tasks, load_task, suite_dir
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import BrowserStep, Task
from tasks.variants import load_variants

MUTANT = "size-forgets-best"


@pytest.fixture(scope="module")
def game() -> Task:
    return find_tasks([suite_dir()], ["game-2048"])[0]


@pytest.fixture(scope="module")
def played(game: Task, tmp_path_factory: pytest.TempPathFactory) -> Gathered:
    """The game's reference and one mutant of it, used once in a real browser."""
    folder = tmp_path_factory.mktemp("played")
    mutant = [variant for variant in load_variants(game) if variant.id == MUTANT]
    return asyncio.run(from_browser(game, folder, TextReader(cache_folder()), lambda _: None, mutant))


def check(task: Task, rubric: Rubric, gathered: Gathered) -> list[Issue]:
    return list(asyncio.run(check_rubric(task, rubric, gathered, TextReader(cache_folder()))))


@pytest.fixture(scope="module")
def before(game: Task, played: Gathered) -> list[Issue]:
    """What is said of the rubric as it ships."""
    return check(game, load_rubric(game), played)


def criteria(*data: object) -> tuple[Any, ...]:
    return tuple(parse_criterion(one) for one in data)


def with_step(rubric: Rubric, step: str, **changes: object) -> Rubric:
    """The rubric with another checkpoint at one step; not validated: a fault may be what no file can hold."""
    checkpoint = rubric.checkpoints[step].model_copy(update=changes)
    return rubric.model_copy(update={"checkpoints": {**rubric.checkpoints, step: checkpoint}})


def added(step: str, *data: object) -> Callable[[Rubric], Rubric]:
    def change(rubric: Rubric) -> Rubric:
        kept = rubric.checkpoints[step].criteria
        return with_step(rubric, step, criteria=(*kept, *criteria(*data)))

    return change


def instead(step: str, *data: object, **more: object) -> Callable[[Rubric], Rubric]:
    return lambda rubric: with_step(rubric, step, criteria=criteria(*data), **more)


FAULTS: dict[str, tuple[Callable[[Rubric], Rubric], str, str, str, str]] = {
    "vacuous": (
        instead("slide-up", {"count": {"text": "Score", "at_least": 1}}),
        "error", "vacuous", "slide-up", "holds before the step already",
    ),
    "vacuous beside another": (
        added("slide-up", {"count": {"text": "Score", "at_least": 1}}),
        "warning", "vacuous", "slide-up", "holds before the step already",
    ),
    "wrong step": (
        added("slide-up", {"text_appears": "Hint: slide sideways"}),
        "error", "wrong-step", "slide-up", "but at 'idle-hint'",
    ),
    "contradictory pair": (
        added("mini-up", {"text_disappears": {"text": "Game over", "gone": True}}),
        "error", "contradiction", "mini-up", "contradicts 'text_disappears: {text: Game over, gone: true}'",
    ),
    "wrong number": (
        instead("slide-left", {"number_changes": {"label": "Score", "from": 0, "to": 127}}),
        "error", "number", "slide-left", "Score is 128",
    ),
    "wrong number in a text": (
        added("slide-left", {"text_appears": "2 merges, +129"}),
        "error", "number", "slide-left", "there is '2 merges, +128'",
    ),
    "wrong number in a pattern": (
        added("undo-click", {"text_matches": {"pattern": r"\b386\b", "near": "Best"}}),
        "error", "number", "undo-click", "beside 'Best' stands '368'",
    ),
    "typo": (
        instead("mini-up", {"text_appears": "Gamme over"}),
        "error", "text", "mini-up", "the nearest text is 'Game over'",
    ),
    "typo in what is denied": (
        added("mini-left", {"not": {"text_appears": "Game ovver"}}),
        "warning", "text", "mini-left", "the nearest text is 'Game over'",
    ),
    "nothing denied": (
        added("mini-left", {"not": {"number_changes": "Scroe"}}),
        "error", "unseen", "mini-left", "it says nothing; the nearest text is 'Score'",
    ),
    "nothing stays": (
        added("mini-left", {"unchanged": {"text": "Game over"}}),
        "error", "unseen", "mini-left", "'Game over' is seen neither before nor after this step",
    ),
    "two claims": (
        lambda rubric: with_step(rubric, "mini-up", assertion="The game is over and the score is 192."),
        "warning", "claims", "mini-up", "(1) The game is over; (2) the score is 192",
    ),
    "a step without anything": (
        instead("how-to-play", assertion=None),
        "error", "empty", "how-to-play", "nothing is asked",
    ),
    "a mutant missed": (
        lambda rubric: with_step(
            rubric, "mini-board", criteria=tuple(
                one for one in rubric.checkpoints["mini-board"].criteria if "368" not in one.line()
            ),
        ),
        "error", "missed-mutant", "mini-board", f"{MUTANT!r} (Another board size",
    ),
    "everywhere": (
        instead("slide-up", {"any_of": [{"region_changes": {"at": [0, 0, 1, 1], "at_least": 1e-06}}]}),
        "warning", "everywhere", "slide-up", "holds after every other step",
    ),
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_named(fault: str, game: Task, played: Gathered, before: list[Issue]) -> None:
    change, *wanted, words = FAULTS[fault]
    known = {(issue.check, issue.step, issue.criterion) for issue in before}
    issues = check(game, change(load_rubric(game)), played)
    new = [issue for issue in issues if (issue.check, issue.step, issue.criterion) not in known]
    fitting = [issue for issue in issues if [issue.level, issue.check, issue.step] == wanted]
    assert any(words in issue.message for issue in fitting), issues
    # Nothing else is blamed but what the fault itself brings along.
    assert {issue.step for issue in new} <= {wanted[2]}, new


@pytest.mark.browser
def test_the_rubric_of_the_game_has_no_error(played: Gathered, before: list[Issue]) -> None:
    assert [issue for issue in before if issue.level == "error"] == []
    assert list(played.variants) == [MUTANT]


@pytest.mark.browser
def test_a_useless_visual_flag_is_found(game: Task, played: Gathered, tmp_path: Path) -> None:
    twin = game.model_copy()
    twin._folder = tmp_path / game.id
    shutil.copytree(game.folder / "checkpoints", twin.folder / "checkpoints")
    shutil.copyfile(twin.checkpoint(1), twin.checkpoint(2))
    rubric = with_step(load_rubric(game), "slide-up", visual=True)
    found = [issue for issue in check(twin, rubric, replace(played, variants={})) if issue.check == "visual"]
    assert [(issue.level, issue.step) for issue in found] == [("warning", "slide-up")]
    assert "looks the same" in found[0].message


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("task", find_tasks([suite_dir()]), ids=lambda task: task.id)
def test_the_rubrics_that_ship_have_no_errors(task: Task) -> None:
    ended = CliRunner().invoke(app, ["check", task.id, "--json"])
    (report,) = json.loads(ended.stdout)
    assert [issue for issue in report["issues"] if issue["level"] == "error"] == []
    assert (ended.exit_code, report["task"], report["variants"]) == (0, task.id, 0)


@pytest.mark.browser
def test_an_unreachable_target_is_found(make_counter: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_counter(tmp_path)
    path = folder / "task.yaml"
    path.write_text(path.read_text().replace("Add one", "Subtract nine"))
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "counter.yaml").write_text(
        "rubric: 1\ncheckpoints:\n"
        "  add: {criteria: [{number_changes: Clicks}]}\n"
        "  greet: {criteria: [{text_appears: 'Good morning, Ferry!'}]}\n"
    )
    ended = CliRunner().invoke(app, ["check", str(folder), "--rubrics", str(tmp_path / "set"), "--json"])
    (report,) = json.loads(ended.stdout)
    assert ended.exit_code == 1
    assert [(i["level"], i["check"], i["step"]) for i in report["issues"]] == [("error", "target", "add")]
    assert "can't be performed on the reference (infeasible)" in report["issues"][0]["message"]


def grounded(rival: float = 100, **fields: object) -> StepEvidence:
    """A step whose target was found at x = 0, with a runner-up at `rival`; `fields`: of its grounding."""
    candidate = Candidate(role="button", name="Save", box=Box(0, 0, 40, 20), score=1.0, why="")
    twin = candidate.model_copy(update={"name": "Save as", "box": Box(rival, 0, 40, 20)})
    known = {
        "description": "the Save button", "rung": "locator", "basis": "name", "margin": 0.5,
        "chosen": candidate, "others": (twin,),
    }  # fmt: skip
    grounding = Grounding.model_validate({**known, **fields})
    return StepEvidence(step="s", index=1, action="click", status="performed", groundings=(grounding,))


def test_a_target_is_doubted_where_another_thing_is_nearly_as_good() -> None:
    assert target_issues(grounded()) == []
    (twin,) = target_issues(grounded(close=True, margin=0.04))
    assert (twin.level, twin.check) == ("warning", "target")
    assert "found as button 'Save', but button 'Save as' is nearly as good (margin 0.04)" in twin.message
    assert target_issues(grounded(0, close=True, margin=0.0)) == [], "what lies around it is no rival"
    assert "only with a model's help" in target_issues(grounded(rung="chosen", basis="model"))[0].message


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("part", "called so only in part"),
        ("place", "only its place"),
        ("picture", "only its looks"),
        ("recording", "only the recording"),
    ],
)
def test_a_target_is_doubted_that_another_page_may_not_have(basis: str, words: str) -> None:
    (issue,) = target_issues(grounded(basis=basis))
    assert (issue.level, issue.check) == ("warning", "target")
    assert words in issue.message
    assert target_issues(grounded(basis=basis, margin=None)) == [], "a container that is scrolled"


@pytest.mark.parametrize("basis", ["name", "caption", "near", "order", "kind", "focus", None])
def test_a_target_that_the_page_tells_is_not_doubted(basis: str | None) -> None:
    assert target_issues(grounded(basis=basis)) == []


@pytest.mark.parametrize(
    ("answer", "asked", "doubted"),
    [
        ("accept", (), False),
        ("dismiss", ("confirm: Delete it? (dismissed)",), False),
        ("dismiss", (), True),
        ("dismiss", ("alert: Gone. (accepted)",), True),
        ({"text": "Letter"}, ("prompt: Which name? (answered 'Letter')",), False),
        ({"text": "Letter"}, ("confirm: Sure? (accepted)",), True),
    ],
)
def test_an_answer_is_doubted_where_nothing_is_asked(
    answer: object, asked: tuple[str, ...], doubted: bool
) -> None:
    step = BrowserStep.model_validate({"id": "s", "action": "reload", "dialog": answer})
    events = tuple(Event(kind="dialog", text=text) for text in asked)
    went = StepEvidence(step="s", index=1, action="reload", status="performed", events=events)
    issues = dialog_issues(step, went)
    assert [(issue.level, issue.check) for issue in issues] == [("warning", "dialog")] * doubted
    assert dialog_issues(step, went.model_copy(update={"status": "infeasible"})) == []


def test_a_file_that_is_not_there_is_bad_input(
    make_counter: Callable[..., Path], tmp_path: Path, iwr: Callable[..., CompletedProcess[str]]
) -> None:
    folder = make_counter(tmp_path, recorded=True)
    path = folder / "task.yaml"
    path.write_text(
        path.read_text()
        + "  - {id: attach, action: upload, file: note.txt, target: {description: the form}}\n"
    )
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "counter.yaml").write_text(
        "rubric: 1\ncheckpoints:\n"
        + "".join(f"  {step}: {{assertion: It is so.}}\n" for step in load_task(folder).step_ids())
    )
    ended = iwr("rubrics", "check", "counter", "--rubrics", "set", cwd=tmp_path)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr
    assert "files/note.txt: step 'attach' uploads it, and it is not there" in ended.stderr


@pytest.mark.parametrize(
    ("assertion", "count"),
    [
        ("Three flights to Oslo are listed, cheapest first.", 1),
        ("The cart is empty and the total is €0.00.", 2),
        ("The form stays open and shows a message.", 1),
        ('A message says "The cart is empty and the total is €0."', 1),
        ("The counters say 2 and 4.", 1),
        ("The panel is closed. The card is gone.", 2),
        ("The card is gone; Review counts 2, and the panel is closed.", 3),
    ],
)
def test_claims_are_counted(assertion: str, count: int) -> None:
    assert len(claims(assertion)) == count, claims(assertion)


CLASHES = [
    ({"text_appears": "Oslo"}, {"text_disappears": "oslo"}),
    ({"text_disappears": {"text": "Oslo", "gone": True}}, {"count": {"text": "Oslo", "at_least": 1}}),
    ({"text_disappears": {"text": "Oslo", "gone": True}}, {"order": ["Bergen", "Oslo"]}),
    ({"text_disappears": {"text": "Oslo", "gone": True}}, {"grid": [["Oslo", None], ["Rome", "Bergen"]]}),
    ({"count": {"text": "Oslo", "equals": 2}}, {"count": {"text": "Oslo", "at_least": 3}}),
    ({"number_changes": {"label": "Total", "to": 5}}, {"number_changes": {"label": "Total", "to": 6}}),
    ({"state": {"name": "A", "checked": True}}, {"state": {"name": "a", "checked": False}}),
    ({"value_equals": {"name": "To", "value": "Oslo"}}, {"value_equals": {"name": "To", "value": "Rome"}}),
    ({"order": ["A", "B", "C"]}, {"order": ["B", "A"]}),
    ({"unchanged": {"text": "Oslo"}}, {"text_appears": "Oslo"}),
    ({"not": {"text_appears": "Oslo"}}, {"text_appears": "Oslo"}),
    ({"media_playing": True}, {"media_playing": False}),
    (
        {"located": {"text": "A", "under": "B", "rather_than": ["C"]}},
        {"located": {"text": "A", "under": "C", "rather_than": ["B"]}},
    ),
]
PEACE = [
    ({"text_appears": "Oslo"}, {"text_disappears": "Rome"}),
    ({"text_appears": "Oslo"}, {"text_disappears": {"text": "Oslo", "near": "Cart"}}),
    ({"count": {"text": "Oslo", "at_most": 3}}, {"count": {"text": "Oslo", "at_least": 3}}),
    ({"number_changes": {"label": "Total", "to": 5}}, {"number_changes": {"label": "Total", "from": 6}}),
    ({"order": ["A", "B"]}, {"order": ["B", "C"]}),
]


@pytest.mark.parametrize("pair", CLASHES)
def test_contradictions_are_seen_from_both_sides(pair: tuple[object, object]) -> None:
    for both in (pair, pair[::-1]):
        assert len(contradictions(criteria(*both))) == 1


@pytest.mark.parametrize("pair", PEACE)
def test_what_can_hold_together_is_no_contradiction(pair: tuple[object, object]) -> None:
    assert contradictions(criteria(*pair)) == []


def test_numbers_become_patterns() -> None:
    assert any_number("Oslo") is None
    pattern = any_number("€1,234.50 (2 items)")
    assert pattern is not None
    assert re.fullmatch(pattern, "€99 (13 items)")


def test_a_step_without_a_checkpoint_is_bad_input(make_counter: Callable[..., Path], tmp_path: Path) -> None:
    """The loader refuses it before a browser is started."""
    folder = make_counter(tmp_path)
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "counter.yaml").write_text(
        "rubric: 1\ncheckpoints:\n  add: {criteria: [{text_appears: A}]}\n"
    )
    ended = CliRunner().invoke(app, ["check", str(folder), "--rubrics", str(tmp_path / "set")])
    assert isinstance(ended.exception, InputError)
    assert "'greet'" in str(ended.exception)


def test_a_run_without_the_reference_is_bad_input(make_counter: Callable[..., Path], tmp_path: Path) -> None:
    task = load_task(make_counter(tmp_path))
    with pytest.raises(InputError, match="no evidence of the reference of counter"):
        from_run(tmp_path, task)


@pytest.mark.parametrize("packed", [True, False])
def test_evidence_of_a_run_is_found_compressed_or_not(
    packed: bool, make_counter: Callable[..., Path], tmp_path: Path
) -> None:
    task = load_task(make_counter(tmp_path))
    writer = EvidenceWriter(tmp_path / "episodes" / "counter--reference--1", PictureStore(tmp_path))
    size = task.viewport.width, task.viewport.height
    writer.start(Evidence(task=task.id, generator="reference", page_sha256="", viewport=size, initial=None))
    for number, step in enumerate(task.trajectory, start=1):
        writer.add(StepEvidence(step=step.id, index=number, action=step.action, status="performed"))
    if not packed:
        writer.path.with_suffix("").write_bytes(gzip.decompress(writer.path.read_bytes()))
        writer.path.unlink()
    assert from_run(tmp_path, task).reference == writer.evidence()


def test_sets_and_criteria_are_listed() -> None:
    sets = json.loads(CliRunner().invoke(app, ["list", "--json"]).stdout)
    assert "iwr" in [one["name"] for one in sets]
    rows = json.loads(CliRunner().invoke(app, ["criteria", "--json"]).stdout)
    known = {row["criterion"]: row for row in rows}
    assert known["text_appears"]["arguments"] == ["text", "near", "exact"]
    assert all(row["about"].endswith((".", "one is.")) for row in rows), "each says when it holds"
