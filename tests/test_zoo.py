"""The zoo: its archives, its tasks, and the operator on some of the libraries that it may be tuned on."""

import re
import stat
import zipfile
from pathlib import Path

import pytest

from agents.browser.launch import Chromium
from judge.run import text_reader
from rubrics.loader import load_rubric
from tasks.errors import InputError
from tasks.files import tree_files
from tasks.loader import load_task
from tests.zoo import zoo
from tests.zoo.measure import Bench, refused

pytest_plugins = ["tests.pages"]

ARCHIVES = zoo.archives()
NAMED = re.compile(r"""(?:<(?:script|img)\b[^>]*\ssrc|<link\b[^>]*\shref)\s*=\s*["']?([^"'\s>]+)""", re.I)
FURTHER = re.compile(r"[ab]-\d\d")  # pages without an archive, which have targets in place of a trajectory


@pytest.fixture(scope="module")
def bench(chromium: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(chromium, text_reader(), tmp_path_factory.mktemp("zoo"))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.anyio
@pytest.mark.parametrize("library", ["mantine", "shoelace", "vuetify"])
async def test_a_librarys_page_is_used_from_end_to_end(bench: Bench, library: str) -> None:
    assert library in zoo.libraries("tuning")
    evidence, verdicts = await bench.judged(library)
    failed = [(step.step, step.status, step.reason) for step in evidence.steps if step.status != "performed"]
    assert failed == []
    assert [(v.step, v.outcome, v.reason) for v in verdicts if v.outcome != "passed"] == []
    assert len(verdicts) == 33
    assert refused(evidence) == ()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.anyio
async def test_a_dead_copy_passes_no_checkpoint(bench: Bench) -> None:
    evidence, verdicts = await bench.judged("tanstack-table", deaf=True)
    assert len(verdicts) == 8
    assert {verdict.value for verdict in verdicts} == {"fail"}
    # It fails by what it does not do, not because nothing could be acted on.
    assert [step.step for step in evidence.steps if step.status != "performed"] == []


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_an_archive_is_what_packing_makes_of_its_files(path: Path, tmp_path: Path) -> None:
    zoo.unpack(path, tmp_path)
    assert zoo.packed(tmp_path) == path.read_bytes()


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_a_page_names_files_of_its_own_only(path: Path, tmp_path: Path) -> None:
    zoo.unpack(path, tmp_path)
    names = NAMED.findall((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert any(name.endswith(".js") for name in names)
    for name in names:
        assert name.startswith("data:") or (tmp_path / name) in tree_files(tmp_path), name


def test_there_is_an_archive_for_every_library_and_they_are_small() -> None:
    known = zoo.libraries()
    assert sorted([*known, zoo.REFERENCE]) == [path.stem for path in ARCHIVES]
    assert sorted(zoo.libraries("tuning") + zoo.libraries("test")) == known
    assert sum(path.stat().st_size for path in ARCHIVES) < 12_000_000


def test_each_task_has_its_rubric_and_its_files() -> None:
    widgets = [name for name in zoo.libraries() if zoo.alone(name)]
    assert len(widgets) == 12
    for name in widgets:
        folder = zoo.alone(name)
        assert folder is not None
        task = load_task(folder)
        assert list(load_rubric(task).checkpoints) == list(task.step_ids())
        uploads = [step.file for step in task.trajectory if step.action == "upload"]
        assert all((folder / "files" / file).is_file() for file in uploads)
    assert (zoo.ZOO / "task" / "files" / "jug.png").is_file()


def test_packing_keeps_to_files_and_names_alone(tmp_path: Path) -> None:
    """Neither the order in which files were made nor their dates and modes are seen in an archive."""
    for folder, names in (("one", ("b.js", "a/index.css")), ("two", ("a/index.css", "b.js"))):
        for name in names:
            file = tmp_path / folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(name)
    (tmp_path / "two" / "b.js").chmod(0o700)
    assert zoo.packed(tmp_path / "one") == zoo.packed(tmp_path / "two")
    (tmp_path / "two" / "b.js").write_text("changed")
    assert zoo.packed(tmp_path / "one") != zoo.packed(tmp_path / "two")


@pytest.mark.parametrize("name", ["../out.js", "a/../../out.js", "/out.js", "..\\out.js", "c:out.js"])
def test_an_archive_cannot_write_elsewhere(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("index.html", "<p>")
        file.writestr(name, "out")
    with pytest.raises(InputError, match="would lie outside of the folder"):
        zoo.unpack(path, tmp_path / "page")
    assert not (tmp_path / "page").exists()


def test_an_archive_brings_no_links(tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    link = zipfile.ZipInfo("index.html")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(link, "/etc/hostname")
    with pytest.raises(InputError, match="would lie outside of the folder"):
        zoo.unpack(path, tmp_path / "page")


def test_without_npm_it_is_said_what_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="npm: not found; the zoo's pages are built with Node"):
        zoo.build()


def test_an_unknown_page_is_named_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"no page 'mantin' in the zoo; known: ag-grid, .*, mantine, "):
        zoo.archive("mantin")
