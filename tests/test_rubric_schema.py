"""Rubrics as files: what is read, what is refused and how, and which file is found."""

from pathlib import Path

import pytest

from rubrics.criteria import CATALOGUE, Criterion
from rubrics.criteria.registry import parse_criterion
from rubrics.loader import known_sets, load_rubric
from rubrics.scene import StepScene
from rubrics.schema import Rubric
from rubrics.verdict import Finding
from tasks.errors import InputError
from tasks.loader import suite_dir
from tasks.task import Task
from tasks.yamlfile import load_yaml

DOCS = Path(__file__).parent.parent / "docs" / "formats.md"


class Calm(Criterion):
    """A criterion from outside: it holds."""

    def check(self, scene: StepScene) -> Finding:
        return self.finding(True, "calm.")


def task_in(folder: Path, *steps: str) -> Task:
    trajectory = [{"id": step, "action": "wait", "ms": 1} for step in steps]
    task = Task.model_validate({"task": 1, "id": "demo", "title": "Demo", "trajectory": tuple(trajectory)})
    task._folder = folder
    return task


def rubric(folder: Path, text: str) -> Rubric:
    path = folder / "demo.yaml"
    path.write_text(text)
    return load_yaml(path, Rubric)


def one(folder: Path, criterion: str) -> Rubric:
    return rubric(folder, f"rubric: 1\ncheckpoints:\n  search:\n    criteria:\n      - {criterion}\n")


@pytest.mark.parametrize(
    "line",
    [
        "text_appears: Oslo",
        "text_appears: {text: Oslo, near: Norway, exact: true}",
        "text_disappears: {text: Oslo, gone: true}",
        "text_matches: ^Total",
        "value_equals: {name: To, value: Oslo}",
        "value_equals: {near: To, value: Oslo}",
        "state: {name: Nonstop, checked: true}",
        "state: {role: checkbox, near: Milk, checked: true}",
        "count: {role: listitem, equals: 3}",
        "number_changes: Total",
        "number_changes: {label: Score, from: 0, to: 4.5}",
        "number_changes: {label: Qty, near: Milk, by: 1}",
        "order: [a, b]",
        "grid: [[a, b], [null, c]]",
        "located: {text: a, under: b, rather_than: [c]}",
        "region_changes: {at: [0.1, 0.2, 0.3, 0.4], at_least: 0.1}",
        "unchanged: {text: a}",
        "image_shown: asset_001.webp",
        "image_shown: {asset: asset_001.webp, near: Oslo}",
        "scrolled: {direction: down, at_least: 200}",
        "focused: {name: To}",
        "url_matches: '#done'",
        "media_playing: false",
        "no_errors: true",
        "any_of: [{text_appears: a}, {not: {text_appears: b}}]",
        "all_of: [{text_appears: a}]",
    ],
)
def test_a_criterion_is_read_and_written_alike(tmp_path: Path, line: str) -> None:
    criterion = one(tmp_path, line).checkpoints["search"].criteria[0]
    assert criterion.line() == line
    assert parse_criterion(criterion.data()) == criterion


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("text_apears: a", "unknown criterion 'text_apears'; known: all_of, any_of, count"),
        ("text_appears: 8", "text_appears: text: Input should be a valid string (got 8); put it in quotes"),
        ("text_appears: {near: a}", "text: required"),
        ("text_appears: {text: a, nera: b}", "nera: unknown argument; did you mean 'near'?"),
        ("text_appears: ''", "at least 1 character"),
        ("text_matches: '('", "is not a regular expression"),
        ("count: {text: a}", "needs 'equals', 'at_least' or 'at_most'"),
        ("count: {text: a, role: b, equals: 1}", "either 'text' or 'role'"),
        ("count: {text: a, equals: 1.5}", "integer"),
        ("state: {name: a}", "needs one of 'checked'"),
        ("state: {checked: true}", "state: needs a 'name', a 'role', or what it is 'near'"),
        ("value_equals: {value: a}", "value_equals: needs a 'name', a 'role', or what it is 'near'"),
        ("value_equals: {name: a}", "value: required"),
        ("number_changes: {label: a, naer: b}", "did you mean 'near'?"),
        ("order: [a]", "at least 2 items"),
        ("order: {texts: [a, b], exakt: true}", "did you mean 'exact'?"),
        ("region_changes: {near: a, at: [0, 0, 1, 1]}", "either 'near' or 'at'"),
        ("region_changes: {at: [0, 0, 2, 1]}", "less than or equal to 1"),
        ("unchanged: {near: a, text: b}", "needs one of"),
        ("image_shown: {asset: a, near: b, at: [0, 0, 1, 1]}", "either 'near' or 'at'"),
        ("no_errors: false", "no_errors"),
        ("scrolled: down", "is not a mapping; arguments: direction, at_least"),
        ("any_of: [{text_apears: a}]", "unknown criterion 'text_apears'"),
        ("not: {text_appears: a, count: 1}", "is not a criterion"),
        ("no.such.module.Thing: {}", "can't be loaded"),
        ("pathlib.Path: {}", "no subclass"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        one(tmp_path, line)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'demo.yaml'}:5: checkpoints.search.criteria.0: ")
    assert said in message
    assert "\n" not in message


def test_a_criterion_from_outside_is_found_by_its_dotted_path(tmp_path: Path) -> None:
    loaded = one(tmp_path, f"{__name__}.Calm: {{}}")
    assert loaded.checkpoints["search"].criteria[0].line() == f"{__name__}.Calm: {{}}"


def test_a_checkpoint_says_something(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs an 'assertion', 'criteria', or both"):
        rubric(tmp_path, "rubric: 1\ncheckpoints:\n  search: {visual: true}\n")
    with pytest.raises(InputError, match="weight"):
        rubric(tmp_path, "rubric: 1\ncheckpoints:\n  search: {assertion: a, weight: 0}\n")
    assert rubric(tmp_path, "rubric: 1\ncheckpoints:\n  search: {assertion: a}\n").profile == "iwr"


def test_the_hash_follows_what_is_said_not_how(tmp_path: Path) -> None:
    short = one(tmp_path, "text_appears: Oslo")
    assert one(tmp_path, "text_appears: {exact: false, text: Oslo}  # a comment").sha256 == short.sha256
    assert one(tmp_path, "text_appears: oslo").sha256 != short.sha256
    assert one(tmp_path, "not: {text_appears: Oslo}").sha256 != short.sha256
    assert (
        one(tmp_path, "not: {text_appears: Bergen}").sha256
        != one(tmp_path, "not: {text_appears: Oslo}").sha256
    )


def test_a_folder_comes_before_the_tasks_own_rubric(tmp_path: Path) -> None:
    task = task_in(tmp_path / "demo", "search")
    task.folder.mkdir()
    (task.folder / "rubric.yaml").write_text("rubric: 1\ncheckpoints: {search: {assertion: own}}\n")
    source = tmp_path / "mine"
    source.mkdir()
    assert load_rubric(task).checkpoints["search"].assertion == "own"
    assert load_rubric(task, source).checkpoints["search"].assertion == "own"
    (source / "demo.yaml").write_text("rubric: 1\ncheckpoints: {search: {assertion: mine}}\n")
    assert load_rubric(task, str(source)).checkpoints["search"].assertion == "mine"


def test_a_rubric_that_can_not_be_found_is_named(tmp_path: Path) -> None:
    task = task_in(suite_dir().resolve() / "demo", "search")
    with pytest.raises(InputError, match=r"demo\.yaml: no such file, and no .*rubric\.yaml"):
        load_rubric(task)
    with pytest.raises(InputError, match="'iwrr' is neither a known set nor a folder; did you mean 'iwr'"):
        load_rubric(task, "iwrr")


def test_checkpoints_and_steps_go_together(tmp_path: Path) -> None:
    text = "rubric: 1\ncheckpoints: {search: {assertion: a}, confirm: {assertion: b}}\n"
    (tmp_path / "rubric.yaml").write_text(text)
    with pytest.raises(InputError, match=r"rubric\.yaml: checkpoints\.confirm: the task has no such step"):
        load_rubric(task_in(tmp_path, "search"))
    with pytest.raises(InputError, match=r"rubric\.yaml: checkpoints: none for step 'pay'"):
        load_rubric(task_in(tmp_path, "search", "confirm", "pay"))
    assert list(load_rubric(task_in(tmp_path, "search", "confirm")).checkpoints) == ["search", "confirm"]


def test_profiles_are_no_rubric_set() -> None:
    assert "iwr" in known_sets()
    assert "profiles" not in known_sets()


def test_every_criterion_is_documented_and_every_documented_one_exists() -> None:
    table = DOCS.read_text(encoding="utf-8").partition("| criterion | holds when |")[2].partition("\n\n")[0]
    first_cells = [row.split(" | ")[0] for row in table.splitlines()[2:]]
    documented = {
        part.strip().removeprefix("`").partition(":")[0]
        for cell in first_cells
        for part in cell.removeprefix("| ").split(", `")
        if ":" in part and not part.startswith(("{", "`{"))
    }
    assert documented == {kind.key for kind in CATALOGUE}
    assert all(kind.__doc__ and kind.__doc__ != Criterion.__doc__ for kind in CATALOGUE)


def test_every_argument_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    rows = {
        kind.key: next(r for r in text.splitlines() if r.startswith("|") and f"`{kind.key}:" in r)
        for kind in CATALOGUE
    }
    hidden = {"criteria", "criterion", "expected", "playing"}
    for kind in CATALOGUE:
        for argument in set(kind.arguments()) - hidden:
            wanted = {"text": ("text", " T", "{T"), "pattern": ("pattern", "REGEX"), "texts": ("texts",)}
            assert any(word in rows[kind.key] for word in wanted.get(argument, (argument,))), (
                kind.key,
                argument,
            )
