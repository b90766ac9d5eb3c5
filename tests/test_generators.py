"""Generators that need no model, and pages that exist already."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agents.generator.adversaries import FirstFrame, Slideshow
from agents.generator.baselines import Reference
from agents.generator.frames import MOST_FRAMES, first_frame, key_frames, sample
from agents.generator.submission import find_submissions
from judge.config import RunConfig
from judge.plan import episode_id, expected_of, plan
from tasks.errors import InputError
from tasks.loader import load_task
from tasks.page import Page
from tasks.task import Task

RED, GREEN, BLUE = (200, 0, 0), (0, 200, 0), (0, 0, 200)


def film(path: Path, colours: Sequence[tuple[int, int, int]], seconds_each: float = 1.0) -> Path:
    """A video that shows each colour for so long, at 4 frames a second."""
    import av

    with av.open(str(path), "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=4, width=64, height=48)
        stream.pix_fmt = "yuv420p"
        for colour in colours:
            for _ in range(round(4 * seconds_each)):
                frame = av.VideoFrame.from_image(Image.new("RGB", (64, 48), colour))
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def near(image: Image.Image, colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(np.asarray(image, dtype=float).mean(axis=(0, 1)) - colour).max() < 40)


@pytest.fixture
def task(tmp_path: Path, make_counter: Callable[..., Path]) -> Task:
    folder = make_counter(tmp_path / "tasks", recorded=True)
    film(folder / "video.webm", (RED, RED, GREEN, BLUE))
    return load_task(folder)


def test_a_frame_a_second_and_the_first_is_one_of_them(tmp_path: Path) -> None:
    frames = sample(film(tmp_path / "v.webm", (RED, RED, GREEN, BLUE)))
    assert [next(c for c in (RED, GREEN, BLUE) if near(f, c)) for f in frames] == [RED, RED, GREEN, BLUE]
    assert near(first_frame(tmp_path / "v.webm"), RED)
    assert [
        near(frame, c) for frame, c in zip(key_frames(tmp_path / "v.webm"), (RED, GREEN, BLUE), strict=True)
    ] == ([True] * 3)


def test_a_long_video_is_spread_evenly(tmp_path: Path) -> None:
    path = film(tmp_path / "v.webm", [RED] * 40 + [BLUE] * 40)
    frames = sample(path)
    assert len(frames) == MOST_FRAMES
    assert near(frames[0], RED)
    assert near(frames[-1], BLUE)
    assert abs(sum(near(frame, RED) for frame in frames) - MOST_FRAMES / 2) <= 1
    assert len(sample(path, most=5)) == 5


@pytest.mark.parametrize("content", [b"", b"no film", b"\x1aE\xdf\xa3"])
def test_what_is_no_video_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v.webm").write_bytes(content)
    for read in (sample, first_frame, key_frames):
        with pytest.raises(InputError, match=r"v\.webm: "):
            read(tmp_path / "v.webm")


def test_the_reference_is_the_page_itself(task: Task, tmp_path: Path) -> None:
    page = asyncio.run(Reference().generate(task, tmp_path / "page"))
    assert page.index.read_bytes() == (task.reference_dir / "index.html").read_bytes()
    assert page.generator == "reference"


def test_the_first_frame_is_all_looks(task: Task, tmp_path: Path) -> None:
    page = asyncio.run(FirstFrame().generate(task, tmp_path / "page"))
    assert sorted(path.name for path in page.folder.iterdir()) == ["frame_000.png", "index.html"]
    assert near(Image.open(page.folder / "frame_000.png"), RED)


def test_a_slideshow_leafs_through_the_key_frames(task: Task, tmp_path: Path) -> None:
    page = asyncio.run(Slideshow().generate(task, tmp_path / "page"))
    frames = sorted(page.folder.glob("frame_*.png"))
    assert [near(Image.open(f), c) for f, c in zip(frames, (RED, GREEN, BLUE), strict=True)] == [True] * 3
    assert "const last = 2;" in page.index.read_text()


def test_the_same_page_each_time(task: Task, tmp_path: Path) -> None:
    for generator in (Reference(), FirstFrame(), Slideshow()):
        pages = [asyncio.run(generator.generate(task, tmp_path / name)) for name in ("one", "two")]
        assert pages[0].sha256 == pages[1].sha256


def test_pages_by_task_and_generator(task: Task, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    for name in ("counter/b", "counter/a", "other/a"):
        (pages / name).mkdir(parents=True)
        (pages / name / "index.html").write_text(f"<p>{name}")
    (pages / "counter" / "empty").mkdir()
    found = find_submissions(pages, [task])
    assert [submission.name for submission in found["counter"]] == ["a", "b"]
    page = asyncio.run(found["counter"][0].generate(task, tmp_path / "page"))
    assert page.index.read_text() == "<p>counter/a"
    assert expected_of(task, found["counter"][0]) is None


def test_a_page_without_a_generator_s_name_owns_what_lies_below_it(task: Task, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    for name in ("counter", "counter/about"):
        (pages / name).mkdir(parents=True)
        (pages / name / "index.html").write_text(name)
    (submission,) = find_submissions(pages, [task])["counter"]
    assert (submission.name, submission.source) == ("submission", pages / "counter")


def test_one_page_for_one_task(task: Task, tmp_path: Path) -> None:
    (submission,) = find_submissions(task.reference_dir, [task])["counter"]
    assert submission.source == task.reference_dir
    with pytest.raises(InputError, match="one page for 2 tasks; name its task with --tasks"):
        find_submissions(task.reference_dir, [task, task])


@pytest.mark.parametrize("name", ["../x", "a/b", "..", ".hidden", "ünïcode", "a b", "-", "", "a" * 50])
def test_no_generator_s_name_escapes_from_its_folder(name: str, tmp_path: Path) -> None:
    made = tmp_path / episode_id("counter", name, 1)
    assert made.parent == tmp_path
    assert made.name.startswith("counter--")


def test_the_plan_is_in_the_order_of_the_generators(task: Task, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    for name in ("b", "a"):
        (pages / "counter" / name).mkdir(parents=True)
        (pages / "counter" / name / "index.html").write_text(name)
    folders = (tmp_path / "tasks",)
    config = RunConfig(task_dirs=folders, generators=("slideshow", "reference"), submissions=pages, repeats=2)
    episodes = plan(config)
    names = [episode.id.removeprefix("counter--") for episode in episodes]
    assert names == [f"{name}--{n}" for name in ("slideshow", "reference", "a", "b") for n in (1, 2)]
    assert [episode.expected for episode in episodes[::2]] == ["add", "pass", None, None]
    # The plan knows what must come of a page; the page, which others are handed, does not.
    assert set(Page.model_fields) == {"task", "generator", "folder", "sha256"}


def test_two_pages_of_one_name_are_refused(task: Task, tmp_path: Path) -> None:
    config = RunConfig(
        task_dirs=(tmp_path / "tasks",), generators=("reference",), submissions=task.reference_dir
    )
    with pytest.raises(InputError, match="two generators are called 'reference'; rename one"):
        plan(config)


def test_a_task_without_its_reference_can_not_be_its_own_generator(task: Task, tmp_path: Path) -> None:
    (task.reference_dir / "index.html").unlink()
    with pytest.raises(InputError, match=r"no index\.html; leave out the generator 'reference'"):
        plan(RunConfig(task_dirs=(tmp_path / "tasks",), generators=("reference",)))
