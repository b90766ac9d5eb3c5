"""Which of a task's files an image shows: placed as pages do it, cropped, covered in part, or another."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from rubrics.criteria.registry import parse_criterion
from rubrics.images import SHOWN, likeness, likest
from rubrics.loader import load_rubric
from rubrics.scene import StepScene
from rubrics.verdict import Finding
from tasks.errors import InputError
from tasks.evidence import Image, Node, Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.loader import find_tasks, suite_dir

VIEWPORT = (1280, 720)
SPOT = Box(100, 100, 300, 200)
OTHER = Box(700, 100, 300, 200)

Pixels = np.ndarray[Any, Any]


def photo(seed: int, width: int = 330, height: int = 220) -> Pixels:
    """Something like a photograph: soft blobs of colour, no two alike."""
    noise = np.random.default_rng(seed).uniform(0, 255, (6, 8, 3)).astype(np.uint8)
    return cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)


def files(folder: Path) -> tuple[Path, ...]:
    """Two photographs of one size, a tall, a plain, a half transparent one, a font, a damaged one."""
    plain = np.full((50, 50, 3), 128, np.uint8)
    half = np.dstack([photo(4), np.zeros((220, 330), np.uint8)])
    half[:, :165, 3] = 255
    for number, pixels in enumerate((photo(1), photo(2), photo(3, 200, 320), plain, half), 1):
        Pillow.fromarray(pixels).save(folder / f"asset_{number:03d}.png")
    (folder / "asset_006.woff2").write_bytes(b"wOF2")
    (folder / "asset_007.png").write_bytes((folder / "asset_001.png").read_bytes()[:60] + b"cut off")
    return tuple(sorted(folder.glob("asset_*")))


def drawn(*shown: tuple[Pixels, Box]) -> Pillow.Image:
    """A page with these pictures stretched over these boxes."""
    page = np.full((VIEWPORT[1], VIEWPORT[0], 3), 245, np.uint8)
    for pixels, box in shown:
        x, y, w, h = (round(v) for v in box)
        page[y : y + h, x : x + w] = cv2.resize(pixels, (w, h), interpolation=cv2.INTER_AREA)
    return Pillow.fromarray(page)


def whole(box: Box) -> Image:
    return Image(box=box, visible=box.intersect(Box(0, 0, *VIEWPORT)))


Judge = Callable[..., Finding]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """The finding of `image_shown` on a page that shows these pictures."""
    (tmp_path / "assets").mkdir()
    assets = files(tmp_path / "assets")

    def find(given: Any, *shown: tuple[Pixels, Box], **fields: Any) -> Finding:
        drawn(*shown).save(tmp_path / "after.png")
        images = tuple(whole(box) for _, box in shown)
        after = Snapshot(**{"picture": "after", "url": "/", "images": images, **fields})
        step = StepEvidence(step="s", index=1, action="click", status="performed", before=after, after=after)
        scene = StepScene.of(step, VIEWPORT, lambda key: tmp_path / f"{key}.png", assets=assets)
        return parse_criterion({"image_shown": given}).find(scene)

    return find


def test_the_file_that_is_shown(judge: Judge) -> None:
    assert judge("asset_001.png", (photo(1), SPOT)).reason == "asset_001.png is shown (likeness 1.00)."
    wrong = judge("asset_002.png", (photo(1), SPOT))
    assert (wrong.value, wrong.reason) == (
        "fail",
        "asset_002.png is not shown; asset_001.png is (likeness 1.00).",
    )
    assert judge("asset_001.png").reason == "no image is seen."


def test_a_picture_that_is_none_of_the_files(judge: Judge) -> None:
    finding = judge("asset_001.png", (photo(9), SPOT))
    assert (finding.value, finding.reason) == ("fail", "asset_001.png is not shown; nor is any other asset.")


def test_the_place_that_is_meant(judge: Judge) -> None:
    shown = ((photo(1), SPOT), (photo(2), OTHER))
    left, right = [0.05, 0.1, 0.3, 0.35], [0.5, 0.1, 0.4, 0.35]
    assert judge({"asset": "asset_002.png", "at": right}, *shown).value == "pass"
    assert judge({"asset": "asset_002.png", "at": left}, *shown).value == "fail"
    assert judge({"asset": "asset_002.png", "at": [0, 0.8, 1, 0.2]}, *shown).reason == (
        "no image is seen in the region."
    )
    words = tuple(
        Word(text=text, box=Box(box.x, 310, 60, 18), line=line)
        for line, (text, box) in enumerate((("Cups", SPOT), ("Lamp", OTHER)))
    )
    assert judge({"asset": "asset_002.png", "near": "Lamp"}, *shown, words=words).value == "pass"
    assert judge({"asset": "asset_002.png", "near": "Cups"}, *shown, words=words).value == "fail"


def test_a_picture_drawn_into_a_canvas_is_searched_for_where_a_region_is_meant(judge: Judge) -> None:
    images = (whole(Box(0, 60, 1280, 500)),)
    shown = ((photo(1), SPOT), (photo(2), OTHER))
    left, right = [0.1, 0.17, 0.18, 0.2], [0.57, 0.17, 0.18, 0.2]
    for name, at, value in (
        ("asset_001.png", left, "pass"),
        ("asset_001.png", right, "fail"),
        ("asset_002.png", left, "fail"),
        ("asset_002.png", right, "pass"),
    ):
        assert judge({"asset": name, "at": at}, *shown, images=images).value == value
    assert judge("asset_001.png", *shown, images=images).value == "fail"


def test_evidence_without_images_has_those_of_the_accessible_tree(judge: Judge) -> None:
    nodes = (Node(role="img", name="Cups", box=SPOT),)
    assert judge("asset_001.png", (photo(1), SPOT), images=(), nodes=nodes).value == "pass"


def test_what_is_cropped_covered_and_contained(tmp_path: Path) -> None:
    _, _, tall, *_ = files(tmp_path)
    pixels = photo(3, 200, 320)
    cover = pixels[93:227]  # the middle 200 x 133 of 200 x 320, for a box of 300 x 200
    contain = Box(SPOT.x + 87, SPOT.y, 125, 200)
    for shown, box in ((pixels, SPOT), (cover, SPOT), (pixels, contain)):
        assert likeness(drawn((shown, box)), whole(SPOT), tall) > 0.95


def test_what_is_scrolled_away_does_not_count(tmp_path: Path) -> None:
    own, other, *_ = files(tmp_path)
    box = Box(100, -120, 300, 200)
    page = drawn((photo(1)[132:], Box(100, 0, 300, 80)))
    assert likeness(page, whole(box), own) > 0.95 > SHOWN > likeness(page, whole(box), other)


def test_a_label_on_top_and_round_corners_do_no_harm(tmp_path: Path) -> None:
    own, *_ = files(tmp_path)
    label = np.full((20, 60, 3), 20, np.uint8)
    assert likeness(drawn((photo(1), SPOT), (label, Box(120, 270, 120, 25))), whole(SPOT), own) > SHOWN


def test_what_is_transparent_does_not_count(tmp_path: Path) -> None:
    half = files(tmp_path)[4]
    page = drawn((photo(4), SPOT), (photo(8), Box(250, 100, 150, 200)))
    assert likeness(page, whole(SPOT), half) > 0.95


def test_what_can_not_be_told_is_unknown(judge: Judge) -> None:
    for name in ("asset_004.png", "asset_006.woff2", "asset_007.png"):
        finding = judge(name, (photo(1), SPOT))
        assert (finding.value, "can't be read as a picture" in finding.reason) == (
            "unknown",
            True,
        )
    assert judge("asset_009.png", (photo(1), SPOT)).value == "unknown"


def test_the_same_picture_in_two_sizes_is_either(judge: Judge, tmp_path: Path) -> None:
    Pillow.fromarray(photo(1, 165, 110)).save(tmp_path / "assets" / "asset_002.png")
    for name in ("asset_001.png", "asset_002.png"):
        assert judge(name, (photo(1), SPOT)).value == "pass"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.floats(-80, 1200), st.floats(-80, 650), st.floats(20, 500), st.floats(20, 400), st.integers(0, 2**16)
)
def test_likeness_is_a_correlation(tmp_path: Path, x: float, y: float, w: float, h: float, seed: int) -> None:
    own = tmp_path / "asset_001.png"
    if not own.exists():
        Pillow.fromarray(photo(1)).save(own)
    noise = np.random.default_rng(seed).integers(0, 255, (720, 1280, 3), dtype=np.uint8)
    value = likeness(Pillow.fromarray(noise), whole(Box(x, y, w, h)), own)
    assert math.isnan(value) or -1.000001 <= value <= 1.000001


def test_the_shops_pictures_are_told_apart() -> None:
    (task,) = find_tasks([suite_dir()], ["shop-cart"])
    pictures = [file for file in task.assets() if file.suffix == ".webp"]
    for file in pictures:
        pixels = np.asarray(Pillow.open(file).convert("RGB"))
        ranked = likest(drawn((pixels, SPOT)), whole(SPOT), task.assets())
        assert ranked[0][1] == file
        assert ranked[0][0] > 0.95 > ranked[1][0] + 0.02


def test_a_file_that_the_task_does_not_have(tmp_path: Path) -> None:
    (task,) = find_tasks([suite_dir()], ["shop-cart"])
    path = tmp_path / "shop-cart.extend.yaml"
    lines = "rubric: 1\ncheckpoints:\n  sort-low:\n    criteria: [{not: {image_shown: asset_099.webp}}]\n"
    path.write_text(lines)
    said = r"checkpoints\.sort-low: image_shown: the task has no asset 'asset_099"
    with pytest.raises(InputError, match=said):
        load_rubric(task, tmp_path)
