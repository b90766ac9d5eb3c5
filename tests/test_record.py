"""Recording: from a page and a trajectory to checkpoints, a video and assets without names."""

import json
import shutil
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image

from agents.generator.frames import key_frames
from agents.recorder.assets import anonymise
from agents.recorder.film import Film
from agents.recorder.record import find_reference
from judge.results import read_results
from rubrics.loader import load_rubric
from tasks.errors import InputError
from tasks.files import sha256, tree_files, tree_sha256
from tasks.loader import check_recorded, load_recording, load_task

Command = Callable[..., CompletedProcess[str]]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in tree_files(folder)}


@pytest.fixture(scope="module")
def recorded(
    tmp_path_factory: pytest.TempPathFactory, make_counter: Callable[..., Path], iwr: Command
) -> Path:
    """The counter twice, recorded by the command: its page in reference/, and in the task folder itself."""
    folder = tmp_path_factory.mktemp("recorded")
    make_counter(folder / "kept")
    make_counter(folder / "at-root", at_root=True)
    ended = iwr("record", "kept/counter", "at-root/counter", cwd=folder)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("counter: 3 checkpoints, 1 assets, ") == 2
    assert ended.stdout.count("counter/rubric.drafted.yaml: ") == 2
    return folder


@pytest.mark.browser
@pytest.mark.slow
def test_both_layouts_come_to_the_same(recorded: Path) -> None:
    kept, at_root = recorded / "kept" / "counter", recorded / "at-root" / "counter"
    for folder in (kept, at_root):
        check_recorded(load_task(folder))
        recording = load_recording(load_task(folder))
        assert recording is not None
        assert recording.assets == {"asset_001.svg": "assets/flag.svg"}
        assert (folder / "assets" / "asset_001.svg").read_bytes() == (
            folder / "reference/assets/flag.svg"
        ).read_bytes()
        assert recording.page_at_root is (folder == at_root)
        assert recording.reference_sha256 == tree_sha256(folder / "reference")
        assert set(recording.targets) == {"add", "greet"}
        checkpoints = [load_task(folder).checkpoint(index) for index in range(3)]
        assert recording.checkpoints == tuple(sha256(path.read_bytes()) for path in checkpoints)
        assert len(set(recording.checkpoints)) == 3
        assert len(key_frames(folder / "video.webm")) >= 1
    assert contents(kept / "checkpoints") == contents(at_root / "checkpoints")
    assert contents(kept / "reference") == contents(at_root / "reference")
    # A generator is given assets/: nothing with a telling name where only the recorder writes to it.
    assert sorted(contents(kept / "assets")) == ["asset_001.svg"]


@pytest.mark.browser
@pytest.mark.slow
def test_the_draft_judges_and_every_score_says_so(recorded: Path, iwr: Command) -> None:
    task = load_task(recorded / "kept" / "counter")
    rubric = load_rubric(task)
    assert rubric.drafted
    assert all(one.criteria for one in rubric.checkpoints.values())
    pages = recorded / "pages" / "counter"
    right, wrong = pages / "right", pages / "wrong"
    for folder in (right, wrong):
        shutil.copytree(task.reference_dir, folder)
    script = wrong / "assets" / "app.js"
    script.write_text(script.read_text().replace("+ 1", "+ 2"))
    arguments = ("run", "--task-dir", "kept/counter", "--submissions", "pages", "--name", "drafted")
    ended = iwr(*arguments, cwd=recorded)
    assert ended.returncode == 0, ended.stderr
    assert "counter (drafted rubric)" in ended.stdout
    assert "the rubric of counter is a draft that nobody has read" in ended.stderr
    scores = {one.generator: one.score for one in read_results(recorded / "runs" / "drafted").episodes}
    assert {name: one.ifs for name, one in scores.items() if one} == {"right": 1.0, "wrong": 0.0}
    assert all(one and one.rubric and one.rubric.drafted for one in scores.values())
    report = (recorded / "runs" / "drafted" / "report.html").read_text(encoding="utf-8")
    assert report.count('<span class="chip unknown">drafted rubric</span>') == 2
    # What somebody has written takes the draft's place.
    written = (task.folder / "rubric.drafted.yaml").read_text().replace("drafted: true\n", "")
    (task.folder / "rubric.yaml").write_text(written)
    assert not load_rubric(task).drafted
    assert load_rubric(task).sha256 == rubric.sha256
    (task.folder / "rubric.yaml").unlink()


@pytest.mark.browser
@pytest.mark.slow
def test_recording_again_gives_the_same_bytes(recorded: Path, iwr: Command) -> None:
    task = recorded / "at-root" / "counter"
    before = contents(task)
    ended = iwr("record", "counter", cwd=task.parent)
    assert (ended.returncode, ended.stderr) == (0, "")
    after = contents(task)
    assert before.pop("video.webm")
    assert after.pop("video.webm")  # in real time: not the same frames
    assert after == before


@pytest.mark.browser
def test_a_step_that_can_not_be_carried_out_leaves_all_as_it_was(
    tmp_path: Path, make_counter: Callable[..., Path], iwr: Command
) -> None:
    task = make_counter(tmp_path, at_root=True)
    text = (task / "task.yaml").read_text()
    (task / "task.yaml").write_text(text.replace("Add one", "Order a pizza"))
    before = contents(tmp_path)
    ended = iwr("record", "counter", cwd=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("iwr: ")
    assert "task.yaml: step 'add' can't be carried out on the reference page: " in ended.stderr
    assert contents(tmp_path) == before
    assert sorted(path.name for path in task.iterdir()) == ["assets", "index.html", "task.yaml"]


def test_where_the_page_lies(tmp_path: Path, make_counter: Callable[..., Path]) -> None:
    kept = load_task(make_counter(tmp_path / "kept"))
    assert find_reference(kept) == (kept.reference_dir, False)
    at_root = load_task(make_counter(tmp_path / "at-root", at_root=True))
    assert find_reference(at_root) == (at_root.folder, True)
    shutil.copytree(kept.reference_dir, at_root.reference_dir)
    with pytest.raises(InputError, match=r"holds both index\.html and reference/index\.html"):
        find_reference(at_root)
    # What a recording of the page at the root has copied there is no second page.
    recording = {
        "task_sha256": "", "reference_sha256": "", "page_at_root": True, "chromium": "",
        "assets": {}, "targets": {}, "checkpoints": [],
    }  # fmt: skip
    (at_root.folder / "recording.json").write_text(json.dumps(recording))
    assert find_reference(at_root) == (at_root.folder, True)


DESK = """<!doctype html><title>Desk</title><style>html {{ background: {colour} }}</style>
<button onclick="file.click()">Attach</button> <input id="file" type="file" hidden>
<button onclick="out.textContent = confirm('Delete it?') ? 'Gone.' : 'Kept.'">Delete</button>
<a href="help.html" target="_blank">Help</a> <p id="out">No file.</p>
<script>file.onchange = () => out.textContent = file.files[0].name;</script>"""
DESK_TASK = """task: 1
id: desk
title: A desk
viewport: {width: 640, height: 400}
trajectory:
  - {id: attach, action: upload, file: note.txt, target: {description: 'the button "Attach"', name: Attach}}
  - {id: delete, action: click, dialog: dismiss, target: {description: 'the button "Delete"', name: Delete}}
  - {id: help, action: click, target: {description: 'the link "Help"', name: Help}}
  - {id: close, action: close_tab}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A task that uploads a file, answers a dialog, opens a tab and closes it; the page lies at its root."""
    folder = tmp_path / "desk"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "note.txt").write_text("Dear Sir")
    (folder / "files" / "own.txt").write_text("the page's")
    (folder / "index.html").write_text(DESK.format(colour="white"))
    (folder / "help.html").write_text(DESK.format(colour="blue").replace("Desk", "Help"))
    (folder / "task.yaml").write_text(DESK_TASK)
    return folder


@pytest.mark.browser
@pytest.mark.slow
def test_files_dialogs_and_tabs_are_recorded(desk: Path, iwr: Command) -> None:
    import av

    ended = iwr("record", "desk", "--no-draft", cwd=desk.parent)
    assert (ended.returncode, ended.stderr) == (0, "")
    # What is uploaded is no part of the page; what lies beside it may be.
    assert sorted(contents(desk / "reference")) == ["files/own.txt", "help.html", "index.html"]
    shots = [(desk / "checkpoints" / f"{index:02d}.png").read_bytes() for index in range(5)]
    assert len(set(shots)) == 5
    with av.open(str(desk / "video.webm")) as film:
        pixels = [frame.to_image().getpixel((600, 380)) for frame in film.decode(video=0)]
    blue = ["blue" if red < 100 else "white" for red, _, _ in pixels]
    scenes = [(colour, len(list(frames))) for colour, frames in groupby(blue)]
    assert [colour for colour, _ in scenes] == ["white", "blue", "white"]
    # (Ten frames a second: each is seen for most of one, so that a frame a second shows it.)
    assert all(count >= 7 for _, count in scenes), scenes


def test_a_file_that_is_not_there_is_bad_input(desk: Path) -> None:
    assert find_reference(load_task(desk)) == (desk, True)
    (desk / "files" / "note.txt").unlink()
    with pytest.raises(InputError, match=r"files/note\.txt: step 'attach' uploads it, and it is not there"):
        find_reference(load_task(desk))


def test_assets_are_numbered_by_their_content(tmp_path: Path) -> None:
    page, assets = tmp_path / "page", tmp_path / "assets"
    (page / "img").mkdir(parents=True)
    assets.mkdir()
    files = {
        "img/oslo.PNG": b"1",
        "img/bergen.png": b"2",
        "img/copy-of-oslo.png": b"1",
        "a.woff2": b"3",
        "b.js": b"4",
    }
    for name, data in files.items():
        (page / name).write_bytes(data)
    (assets / "asset_007.png").write_bytes(b"of an earlier recording")
    (assets / "logo.css").write_bytes(b"the page's own")
    names = anonymise(page, assets)
    by_hash = sorted((b"1", b"2", b"3"), key=sha256)
    assert [(assets / name).read_bytes() for name in names] == by_hash
    assert [name[:9] for name in names] == ["asset_001", "asset_002", "asset_003"]
    assert {Path(name).suffix for name in names} == {".png", ".woff2"}
    assert {files[source] for source in names.values()} == {b"1", b"2", b"3"}
    assert sorted(path.name for path in assets.iterdir()) == [*sorted(names), "logo.css"]
    assert anonymise(page, assets) == names


def test_a_film_shows_each_frame_and_the_mouse(tmp_path: Path) -> None:
    import io

    def png(colour: str) -> bytes:
        data = io.BytesIO()
        Image.new("RGB", (64, 48), colour).save(data, format="PNG")
        return data.getvalue()

    film = Film(frames=[(100.0, png("red")), (102.0, png("blue"))], pointer=[(101.0, 20.0, 20.0)])
    film.encode(tmp_path / "v.webm", (64, 48), end=104.0)
    frames = key_frames(tmp_path / "v.webm")
    assert frames[0].getpixel((60, 40))[0] > 180  # type: ignore[index]
    assert frames[-1].getpixel((60, 40))[2] > 180  # type: ignore[index]
    assert sum(frames[-1].getpixel((23, 26))) < 200  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="nothing was filmed"):
        Film().encode(tmp_path / "w.webm", (64, 48), end=1.0)
