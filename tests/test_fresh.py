"""The variants that were drawn afresh: their labels are read, and their pages can be made."""

from pathlib import Path

import pytest

from tasks.loader import find_tasks, load_task, suite_dir
from tasks.variants import load_variants, write_variant
from tests.fresh.tasks import EXTERNAL, LABELS, prepare


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    prepare(folder)
    return folder


TASKS = [task.id for task in find_tasks([suite_dir()])]


@pytest.mark.parametrize("name", TASKS)
def test_every_label_was_read_and_none_is_one_that_ships(folder: Path, name: str) -> None:
    fresh = load_variants(load_task(folder / name))
    assert fresh
    assert all(one.reviewed for one in fresh)
    assert not {one.id for one in fresh} & {one.id for one in load_variants(load_task(suite_dir() / name))}
    assert (LABELS / f"{name}.yaml").is_file()


@pytest.mark.parametrize("name", TASKS)
def test_every_page_can_be_made(folder: Path, tmp_path: Path, name: str) -> None:
    task = load_task(folder / name)
    pages = {write_variant(task, one, tmp_path / one.id).sha256 for one in load_variants(task)}
    assert len(pages) == len(load_variants(task))


@pytest.mark.parametrize("name", EXTERNAL)
def test_scripts_and_styles_are_files_of_their_own(folder: Path, name: str) -> None:
    html = (folder / name / "reference" / "index.html").read_text(encoding="utf-8")
    assert "<style>" not in html
    assert "<script>" not in html
    changed = {edit.file for one in load_variants(load_task(folder / name)) for edit in one.edits}
    assert {"page.js", "page.css"} <= changed
