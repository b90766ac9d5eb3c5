"""Variants: pages whose right verdict is known, made of the reference."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agents.generator.submission import VariantPage
from judge.config import RunConfig
from judge.plan import expected_of, plan
from tasks.errors import InputError
from tasks.loader import find_tasks, load_task, suite_dir
from tasks.task import Task
from tasks.variants import Mutant, Origin, copy_page, load_variants, write_variant

EQUIVALENT = "{id: other-way, kind: equivalent, about: Written anew.}"
MUTANT = """
    id: dead
    kind: mutant
    about: The button does nothing.
    fault: dead_listener
    first_fail: add
    edits: [{find: '<button>', replace: '<button disabled>'}]
"""


@pytest.fixture
def task(tmp_path: Path, make_counter: Callable[..., Path]) -> Task:
    return load_task(make_counter(tmp_path))


def label(task: Task, *variants: str) -> None:
    task.variants_dir.mkdir(exist_ok=True)
    (task.variants_dir / "labels.yaml").write_text(
        "variants:\n" + "".join(f"  - {one.strip()}\n" for one in variants)
    )


def test_a_task_without_labels_has_no_variants(task: Task) -> None:
    assert load_variants(task) == ()


def test_a_mutant_is_the_reference_with_one_fault(task: Task, tmp_path: Path) -> None:
    label(task, MUTANT)
    (variant,) = load_variants(task)
    page = write_variant(task, variant, tmp_path / "page")
    assert page.generator == "dead"
    assert expected_of(task, VariantPage(variant)) == "add"
    was = (task.reference_dir / "index.html").read_text()
    assert page.index.read_text() == was.replace("<button>", "<button disabled>")
    assert (page.folder / "assets" / "app.js").is_file()


def test_an_edit_names_its_file(task: Task, tmp_path: Path) -> None:
    label(
        task,
        MUTANT.replace(
            "edits: [{find: '<button>', replace: '<button disabled>'}]",
            """edits:
      - {file: assets/app.js, find: '+ 1', replace: '+ 2'}
      - {find: '<button>', replace: '<button disabled>'}""",
        ),
    )
    (variant,) = load_variants(task)
    page = write_variant(task, variant, tmp_path / "page")
    assert "<button disabled>" in page.index.read_text()
    was = (task.reference_dir / "assets" / "app.js").read_text()
    assert (page.folder / "assets" / "app.js").read_text() == was.replace("+ 1", "+ 2") != was


def test_an_equivalent_must_pass(task: Task, tmp_path: Path) -> None:
    label(task, EQUIVALENT)
    with pytest.raises(InputError, match=r"other-way: no index\.html for this equivalent"):
        load_variants(task)
    copy_page(task.reference_dir, task.variants_dir / "other-way")
    (variant,) = load_variants(task)
    assert expected_of(task, VariantPage(variant)) == "pass"
    assert write_variant(task, variant, tmp_path / "page").generator == "other-way"


@pytest.mark.parametrize(
    ("variants", "said"),
    [
        ((MUTANT, MUTANT), "two variants are called 'dead'; rename one"),
        (
            (MUTANT.replace("first_fail: add", "first_fail: ad"),),
            "first_fail: no step 'ad'; did you mean 'add'?",
        ),
        (
            (MUTANT.replace("<button>'", "<buton>'"),),
            "dead: '<buton>' occurs 0 times in the reference, must be once",
        ),
        ((MUTANT.replace("'<button>'", "p"),), "times in the reference, must be once"),
        (
            (MUTANT.replace("{find", "{file: assets/app.js, find"),),
            "dead: '<button>' occurs 0 times in the reference's assets/app.js, must be once",
        ),
        (
            (MUTANT.replace("{find", "{file: gone.js, find"),),
            "dead: edits: the reference has no file 'gone.js'",
        ),
        ((MUTANT.replace("{find", "{file: ../task.yaml, find"),), "is no place in the reference's folder"),
        ((MUTANT.replace("{find", "{file: /etc/hosts, find"),), "is no place in the reference's folder"),
        ((MUTANT.replace("mutant", "mutnt"),), "labels.yaml:2: variants.0: Input tag 'mutnt'"),
        ((MUTANT.replace("fault:", "falt:"),), "variants.0.falt: unknown key; did you mean 'fault'?"),
        ((MUTANT.replace("id: dead", "id: ../dead"),), "variants.0.id: String should match pattern"),
    ],
)
def test_a_wrong_label_is_said(task: Task, variants: tuple[str, ...], said: str) -> None:
    label(task, *variants)
    with pytest.raises(InputError) as caught:
        load_variants(task)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(task.variants_dir))


def test_copying_leaves_out_what_is_hidden_or_leads_elsewhere(task: Task, tmp_path: Path) -> None:
    (task.reference_dir / ".secret").write_text("s")
    (task.reference_dir / "link.txt").symlink_to(task.folder / "task.yaml")
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "old.html").write_text("an earlier attempt")
    copy_page(task.reference_dir, tmp_path / "page")
    names = sorted(path.name for path in (tmp_path / "page").rglob("*") if path.is_file())
    assert names == ["app.js", "flag.svg", "index.html", "style.css"]


SUITE = find_tasks([suite_dir()])


@pytest.mark.parametrize("task_", SUITE, ids=[task.id for task in SUITE])
def test_every_mutant_of_the_suite_differs_from_the_reference(task_: Task, tmp_path: Path) -> None:
    reference = (task_.reference_dir / "index.html").read_text()
    hashes = set()
    variants = load_variants(task_)
    for variant in variants:
        page = write_variant(task_, variant, tmp_path / variant.id)
        hashes.add(page.sha256)
        if isinstance(variant, Mutant):
            assert page.index.read_text() != reference
    assert len(hashes) == len(variants)


DERIVED = """
    id: other-colour
    kind: {kind}
    about: The button is green.
    operator: change_colour
    reviewed: true
    edits: [{{find: '<button>', replace: '<button style="color: green">'}}]
    {more}
"""


def derive(task: Task, *variants: str) -> None:
    label(task)
    (task.variants_dir / "labels.yaml").rename(task.variants_dir / "derived.yaml")
    with (task.variants_dir / "derived.yaml").open("a") as file:
        file.writelines(f"  - {one.strip()}\n" for one in variants)


def test_derived_variants_stand_in_a_file_of_their_own(task: Task, tmp_path: Path) -> None:
    derive(
        task,
        DERIVED.format(kind="cosmetic", more="first_differs: initial"),
        DERIVED.format(kind="equivalent", more="").replace("other-colour", "same"),
    )
    label(task, MUTANT)
    assert [one.id for one in load_variants(task)] == ["dead", "other-colour", "same"]
    assert [one.id for one in load_variants(task, "hand")] == ["dead"]
    for variant in load_variants(task, "derived"):
        assert (variant.operator, variant.reviewed) == ("change_colour", True)
        page = write_variant(task, variant, tmp_path / variant.id)
        assert expected_of(task, VariantPage(variant)) == "pass"
        assert 'style="color: green"' in page.index.read_text()


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        (DERIVED.format(kind="cosmetic", more="first_differs: ad"), "first_differs: no step 'ad'"),
        (DERIVED.format(kind="cosmetic", more=""), "first_differs: required, but missing"),
        (
            DERIVED.format(kind="equivalent", more="").replace("other-colour", "dead"),
            "two variants are called 'dead'",
        ),
        (
            DERIVED.format(kind="equivalent", more="").replace("'<button>'", "'<buton>'"),
            "other-colour: '<buton>' occurs 0 times",
        ),
    ],
)
def test_a_wrong_derived_variant_is_said(task: Task, variant: str, said: str) -> None:
    derive(task, variant)
    label(task, MUTANT)
    with pytest.raises(InputError) as caught:
        load_variants(task, "hand")
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(task.variants_dir / "derived.yaml"))


@pytest.mark.parametrize(("name", "origin"), [("variants", "hand"), ("derived", "derived")])
def test_a_run_names_variants_by_their_origin(name: str, origin: Origin) -> None:
    task = SUITE[0]
    episodes = plan(RunConfig(tasks=(task.id,), generators=(name,)))
    assert [one.generator.name for one in episodes] == [one.id for one in load_variants(task, origin)]


@pytest.mark.parametrize("task_", SUITE, ids=[task.id for task in SUITE])
def test_the_suite_has_derived_variants_of_every_kind(task_: Task) -> None:
    derived = load_variants(task_, "derived")
    assert all(one.operator and one.reviewed for one in derived)
    mutants = [one for one in derived if isinstance(one, Mutant)]
    assert len(mutants) >= 15
    assert {one.kind for one in derived} == {"equivalent", "cosmetic", "mutant"}
    assert len({one.operator for one in derived}) >= 9
    assert len({one.first_fail for one in mutants}) >= 5
