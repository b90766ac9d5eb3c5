"""Rubric sets: those that ship, folders of one's own that replace or extend, and what is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.config import RunConfig
from judge.plan import plan
from judge.results import read_results
from rubrics.extension import Extension, extended
from rubrics.loader import (
    DEFAULT_SET,
    UNWRITTEN,
    check_source,
    default_rubric,
    known_sets,
    load_rubric,
    load_rubrics,
    load_set,
    rubric_file,
    set_folder,
)
from rubrics.schema import Checkpoint, Rubric, RubricSource
from tasks.errors import InputError
from tasks.loader import find_tasks, suite_dir
from tasks.task import Task
from tasks.wording import sentence

TASKS = {task.id: task for task in find_tasks([suite_dir()])}
GAME = TASKS["game-2048"]
OWN = """rubric: 1
checkpoints:
  search: {assertion: own, criteria: [text_appears: Oslo], weight: 3}
  confirm: {assertion: two}
"""


@dataclass(frozen=True)
class Place:
    """A task with a rubric of its own, and an empty folder for a set."""

    task: Task
    folder: Path

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def load(self) -> Rubric:
        return load_rubric(self.task, self.folder)

    def refused(self, *said: str) -> None:
        with pytest.raises(InputError) as caught:
            self.load()
        assert "\n" not in str(caught.value)
        for part in said:
            assert part in str(caught.value)


def demo(folder: Path, own: str | None) -> Task:
    folder.mkdir()
    steps = tuple({"id": step, "action": "wait", "ms": 1} for step in ("search", "confirm"))
    task = Task.model_validate({"task": 1, "id": "demo", "title": "Demo", "trajectory": steps})
    task._folder = folder
    if own is not None:
        (folder / "rubric.yaml").write_text(own)
    return task


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = tmp_path / "mine"
    folder.mkdir()
    return Place(demo(tmp_path / "demo", OWN), folder)


def test_three_sets_ship_and_say_what_they_are() -> None:
    versions = {"exact": 4, "iwr": 5, "sentences": 2}
    assert known_sets() == list(versions)
    for name, version in versions.items():
        about = load_set(name)
        assert (about.name, about.version) == (name, version)
        assert about.about.endswith(".")


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_the_sentences_are_those_of_iwr(task: Task) -> None:
    base, sentences = load_rubric(task), load_rubric(task, "sentences")
    assert list(sentences.checkpoints) == task.step_ids()
    for step, checkpoint in sentences.checkpoints.items():
        assert checkpoint == base.checkpoints[step].model_copy(update={"criteria": ()})
        assert checkpoint.assertion


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_the_exact_set_asks_all_that_iwr_asks_and_more(task: Task) -> None:
    base, exact = load_rubric(task), load_rubric(task, "exact")
    assert list(exact.checkpoints) == task.step_ids()
    for step, checkpoint in exact.checkpoints.items():
        lines = [criterion.line() for criterion in checkpoint.criteria]
        asked = [criterion.line() for criterion in base.checkpoints[step].criteria]
        assert checkpoint.assertion is None
        assert lines[: len(asked)] == asked
        assert len(lines) >= len(asked) + 3
        assert "no_errors: true" in lines
        assert (checkpoint.visual, checkpoint.weight) == (
            base.checkpoints[step].visual,
            base.checkpoints[step].weight,
        )


def test_a_rubric_knows_its_set_and_keeps_it_on_the_way_to_a_run(tmp_path: Path) -> None:
    seen = {load_rubric(GAME, name).source for name in known_sets()}
    assert {source.name for source in seen} == set(known_sets())
    assert len({source.sha256 for source in seen}) == 3
    config = RunConfig(tasks=("game-2048",), generators=("reference",), rubrics="exact", out=tmp_path)
    (episode,) = plan(config)
    source = episode.rubric.source
    assert source == load_rubric(GAME, "exact").source
    assert RubricSource.model_validate_json(source.model_dump_json()) == source


def test_a_folder_without_set_yaml_goes_by_its_name(place: Place) -> None:
    place.write("demo.yaml", OWN.replace("own", "mine"))
    rubric = place.load()
    assert rubric.source == RubricSource(name="mine", version=1, sha256=rubric.sha256)
    place.write("set.yaml", "set: 1\nname: harbour\nversion: 4\nabout: Ours.\n")
    assert place.load().source == RubricSource(name="harbour", version=4, sha256=rubric.sha256)


def test_a_replacing_file_replaces_the_tasks_own(place: Place) -> None:
    assert load_rubric(place.task).source.name == "own"
    path = place.write("demo.yaml", OWN.replace("own", "mine"))
    assert place.load().checkpoints["search"].assertion == "mine"
    assert rubric_file(place.task, place.folder) == path


def test_an_extension_changes_what_it_names_and_nothing_else(place: Place) -> None:
    before = load_rubric(place.task)
    text = (
        "rubric: 1\nprofile: strict\ncheckpoints:\n  search: {criteria: [count: {text: Oslo, equals: 1}]}\n"
    )
    place.write("demo.extend.yaml", text + "  confirm: {assertion: better, visual: true, weight: 2}\n")
    after = place.load()
    assert [one.line() for one in after.checkpoints["search"].criteria] == [
        "text_appears: Oslo",
        "count: {text: Oslo, equals: 1}",
    ]
    assert after.checkpoints["search"].assertion == "own"
    assert after.checkpoints["search"].weight == 3
    assert after.checkpoints["confirm"] == Checkpoint(assertion="better", visual=True, weight=2)
    assert (before.profile, after.profile) == ("iwr", "strict")
    assert after.source.name == "mine"
    assert after.sha256 != before.sha256


def test_the_hash_covers_what_is_said_in_the_end(place: Place) -> None:
    extend = "rubric: 1\ncheckpoints: {confirm: {criteria: [text_appears: Paid]}}\n"
    place.write("demo.extend.yaml", extend)
    first = place.load().sha256
    whole = OWN.replace("{assertion: two}", "{assertion: two, criteria: [text_appears: Paid]}")
    (place.folder / "demo.extend.yaml").unlink()
    place.write("demo.yaml", whole)
    assert place.load().sha256 == first
    (place.folder / "demo.yaml").unlink()
    place.write("demo.extend.yaml", extend)
    (place.task.folder / "rubric.yaml").write_text(OWN.replace("Oslo", "Bergen"))
    assert place.load().sha256 != first


def test_a_task_of_the_suite_is_extended_from_iwr_or_from_the_set_that_is_named(tmp_path: Path) -> None:
    extend = "checkpoints: {undo-key: {criteria: [text_appears: Really]}}\n"
    (tmp_path / "game-2048.extend.yaml").write_text(f"rubric: 1\n{extend}")
    rubric = load_rubric(GAME, tmp_path)
    assert len(rubric.checkpoints["undo-key"].criteria) == 4
    assert rubric.checkpoints["undo-key"].assertion
    (tmp_path / "game-2048.extend.yaml").write_text(f"rubric: 1\nextends: exact\n{extend}")
    on_exact = load_rubric(GAME, tmp_path).checkpoints["undo-key"]
    assert len(on_exact.criteria) == len(load_rubric(GAME, "exact").checkpoints["undo-key"].criteria) + 1
    assert on_exact.assertion is None
    (tmp_path / "game-2048.extend.yaml").write_text(f"rubric: 1\n{extend}")
    (tmp_path / "set.yaml").write_text("set: 1\nname: mine\nextends: exact\n")
    assert load_rubric(GAME, tmp_path).checkpoints["undo-key"] == on_exact
    shop = load_rubric(TASKS["shop-cart"], tmp_path)
    assert shop.source == RubricSource(
        name="mine", version=1, sha256=load_rubric(TASKS["shop-cart"], "exact").sha256
    )


def test_where_a_set_says_nothing_of_a_task_its_rubric_stays(place: Place) -> None:
    assert place.load().source == load_rubric(place.task).source
    assert load_rubric(GAME, place.folder).source.name == DEFAULT_SET


def test_page_criteria_are_added_too(place: Place) -> None:
    place.write("demo.extend.yaml", "rubric: 1\npage: [no_console_errors]\n")
    assert len(place.load().page) == 1
    (place.task.folder / "rubric.yaml").write_text(OWN + "page: [no_console_errors]\n")
    place.refused("demo.extend.yaml: page: 'no_console_errors' is there already")


def test_a_task_without_a_rubric_can_be_judged_by_sentences_but_not_extended(tmp_path: Path) -> None:
    task = demo(tmp_path / "demo", None)
    rubric = load_rubric(task, "sentences")
    assert rubric.checkpoints == default_rubric(task).checkpoints
    assert sentence(task.trajectory[0]) in (rubric.checkpoints["search"].assertion or "")
    assert load_rubric(task).source.name == UNWRITTEN
    (tmp_path / "demo.extend.yaml").write_text("rubric: 1\ncheckpoints: {search: {weight: 2}}\n")
    with pytest.raises(InputError, match=r"demo\.extend\.yaml: .*no rubric to extend; write demo\.yaml"):
        load_rubric(task, tmp_path)


def test_a_set_of_criteria_alone_needs_some_at_every_step(place: Place) -> None:
    with pytest.raises(InputError, match=r"demo\.extend\.yaml: checkpoints\.confirm: .*only criteria"):
        load_rubric(place.task, "exact")
    place.write("set.yaml", "set: 1\nname: mine\nonly: criteria\n")
    place.refused("demo.extend.yaml: checkpoints.confirm")
    place.write("demo.extend.yaml", "rubric: 1\ncheckpoints: {confirm: {criteria: [text_appears: Paid]}}\n")
    assert place.load().checkpoints["confirm"].assertion is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "checkpoints: {serch: {weight: 2}}",
            "checkpoints.serch: the task has no such step; did you mean 'sea",
        ),
        (
            "checkpoints: {search: {criteria: [text_appears: Oslo]}}",
            "search.criteria: 'text_appears: Oslo' is",
        ),
        (
            "checkpoints: {search: {criteria: [text_appears: {text: Oslo, exact: false}]}}",
            "'text_appears: Oslo' is there already; remove it",
        ),
        (
            "checkpoints: {confirm: {criteria: [text_appears: a, text_appears: a]}}",
            "'text_appears: a' is there",
        ),
        ("checkpoints: {confirm: {}}", "needs 'assertion', 'criteria', 'visual' or 'weight'"),
        ("checkpoints: {confirm: {wieght: 2}}", "wieght: unknown key; did you mean 'weight'"),
        ("checkpoints: {confirm: {weight: 0}}", "weight"),
        ("checkpoints: {}", "changes nothing"),
        ("extends: iwrr\ncheckpoints: {confirm: {weight: 2}}", "extends: no rubric set 'iwrr'; did you mean"),
    ],
)
def test_what_can_not_be_extended_so_is_said(place: Place, text: str, said: str) -> None:
    path = place.write("demo.extend.yaml", f"rubric: 1\n{text}\n")
    place.refused(str(path), said)


def test_one_file_for_a_task_not_two(place: Place) -> None:
    place.write("demo.yaml", OWN)
    path = place.write("demo.extend.yaml", "rubric: 1\ncheckpoints: {search: {weight: 2}}\n")
    place.refused(str(path), "demo.yaml", "remove one")


def test_a_set_yaml_is_read_strictly(place: Place) -> None:
    path = place.write("set.yaml", "set: 1\nname: mine\nonly: sentences\n")
    place.refused(f"{path}:3: only:")
    place.write("set.yaml", "set: 1\nname: mine\nversion: 0\n")
    place.refused(f"{path}:3: version:")


def test_a_folder_that_says_nothing_of_any_task_is_refused(place: Place) -> None:
    with pytest.raises(
        InputError, match=r"mine: says nothing of demo; write demo\.yaml or demo\.extend\.yaml there"
    ):
        check_source(place.folder, [place.task])
    place.write("game-2048.yaml", OWN)
    with pytest.raises(InputError, match="mine: says nothing of demo"):
        check_source(place.folder, [place.task])
    place.write("demo.yaml", OWN)
    check_source(place.folder, [place.task])
    for name in known_sets():
        check_source(name, [place.task])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("demmo.extend.yaml", "no task of that id; did you mean 'demo'?"),
        (
            "elsewhere.yaml",
            "no task of that id; known: set, demo, flight-booking, game-2048, kanban-board, shop",
        ),
        ("sets.yaml", "no task of that id; did you mean 'set'?"),
        ("set.yml", "is not read; call it set.yaml"),
        ("demo.yml", "is not read; call it demo.yaml or demo.extend.yaml"),
        ("demo.extends.yaml", "is not read; call it demo.yaml or demo.extend.yaml"),
        ("demo.yaml.bak", "is not read; call it demo.yaml or demo.extend.yaml"),
        ("demo", "is not read; call it demo.yaml or demo.extend.yaml"),
        ("Demo.yaml", "no task of that id; did you mean 'demo'?"),
    ],
)
def test_a_file_that_would_never_be_read_is_refused(place: Place, name: str, said: str) -> None:
    place.write("demo.yaml", OWN)
    path = place.write(name, OWN)
    with pytest.raises(InputError) as caught:
        load_rubrics([place.task], place.folder)
    assert str(caught.value).startswith(f"{path}: {said}")


def test_what_is_no_rubric_may_lie_there(place: Place) -> None:
    place.write("demo.yaml", OWN)
    for name in ("README.md", "notes.txt", ".gitignore", "game-2048.extend.yaml"):
        place.write(name, "")
    (place.folder / "old").mkdir()
    (place.folder / "old" / "demmo.yaml").write_text("")
    assert load_rubrics([place.task], place.folder)["demo"].source.name == "mine"
    # Of a task that lies beside this one: the same folder may be used for both, one after the other.
    place.write("beside.yaml", OWN)
    with pytest.raises(InputError, match=r"beside\.yaml: no task of that id"):
        check_source(place.folder, [place.task])
    (place.task.folder.parent / "beside").mkdir()
    (place.task.folder.parent / "beside" / "task.yaml").write_text("")
    check_source(place.folder, [place.task])


def test_a_set_may_be_named_by_its_folder() -> None:
    assert load_rubric(GAME, set_folder("exact")).source == load_rubric(GAME, "exact").source


NAMES = st.sampled_from(["a", "b", "c", "d"])


@given(st.dictionaries(NAMES, st.lists(NAMES, unique=True), min_size=1), st.lists(NAMES, unique=True))
def test_extending_keeps_all_that_was_there(added: dict[str, list[str]], there: list[str]) -> None:
    checkpoints = {step: {"assertion": step} for step in "abcd"}
    some = {"assertion": "a", "criteria": tuple({"text_appears": text} for text in there)}
    base = Rubric.model_validate({"rubric": 1, "checkpoints": checkpoints | {"a": some}})
    data = {
        step: {"visual": True, "criteria": tuple({"text_appears": t} for t in texts)}
        for step, texts in added.items()
    }
    extension = Extension.model_validate({"rubric": 1, "checkpoints": data})
    if set(there) & set(added.get("a", [])):
        with pytest.raises(InputError, match="is there already"):
            extended(base, extension, Path("x.extend.yaml"))
        return
    after = extended(base, extension, Path("x.extend.yaml"))
    for step, checkpoint in base.checkpoints.items():
        new = after.checkpoints[step]
        assert new.criteria[: len(checkpoint.criteria)] == checkpoint.criteria
        assert len(new.criteria) == len(checkpoint.criteria) + len(added.get(step, []))
        assert new.visual == (step in added)
        assert new.assertion == checkpoint.assertion


@pytest.mark.browser
@pytest.mark.slow
def test_the_exact_set_judges_pages_of_known_outcome_rightly(
    tmp_path: Path, iwr: Callable[..., "CompletedProcess[str]"]
) -> None:
    pages = ("reference", "html5-table", "drop-one-too-far", "dead-double-click")
    what = ("--tasks", "kanban-board", "--generators", ",".join(pages), "--rubrics", "exact")
    ended = iwr("run", *what, "--name", "exact", "--workers", "1", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    results = read_results(tmp_path / "runs" / "exact")
    first = {
        one.generator: next((verdict.step for verdict in one.verdicts if verdict.value != "pass"), "pass")
        for one in results.episodes
    }
    assert first == dict(zip(pages, ("pass", "pass", "start-alert", "edit-title"), strict=True))
