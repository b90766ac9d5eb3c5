"""Marks on a copy of a screenshot: seen, numbered, apart from one another, the same every time."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageChops

from agents.models.protocol import Image
from agents.operator.rungs.marks import marked, places
from tasks.geometry import Box

BOUNDS = Box(0, 0, 400, 300)
NUMBERS = st.floats(-50, 450, allow_nan=False)
SIZES = st.floats(1, 200, allow_nan=False)
BOXES = st.builds(Box, NUMBERS, NUMBERS, SIZES, SIZES)


def blank(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> bytes:
    data = io.BytesIO()
    Pillow.new(mode, size, "white").save(data, format="PNG")
    return data.getvalue()


def seen(image: Image) -> Pillow.Image:
    return Pillow.open(io.BytesIO(image.data))


def drawn(image: Image) -> tuple[int, int, int, int] | None:
    """The area that is no longer white."""
    picture = seen(image).convert("L")
    changed = ImageChops.difference(picture, Pillow.new("L", picture.size, "white"))
    return changed.point([0] * 64 + [255] * 192).getbbox()


def test_each_box_has_a_frame_and_a_label_above_it() -> None:
    image = marked(blank(), {1: Box(100, 100, 80, 40)}, 2048)
    assert image.media_type == "image/jpeg"
    left, top, right, bottom = drawn(image) or (0, 0, 0, 0)
    assert (abs(left - 100) < 3, abs(right - 180) < 3, abs(bottom - 140) < 3) == (True, True, True)
    assert 80 < top < 90  # the label stands above the frame


def test_a_label_is_light_on_dark() -> None:
    box = Box(100, 100, 80, 40)
    label = places({8: box}, BOUNDS)[8]
    picture = seen(marked(blank(), {8: box}, 2048)).convert("L")
    cut = picture.crop((round(label.x), round(label.y), round(label.right), round(label.bottom)))
    darkest, lightest = cut.getextrema()
    assert darkest < 90  # type: ignore[operator]
    assert lightest > 220  # type: ignore[operator]


def test_the_figures_differ() -> None:
    box = {n: Box(100, 100, 80, 40) for n in (1, 7)}  # of one colour
    assert marked(blank(), {1: box[1]}, 2048) != marked(blank(), {7: box[7]}, 2048)


def test_what_lies_outside_the_picture_is_not_drawn() -> None:
    boxes = {1: Box(10, 900, 50, 20), 2: Box(-80, 10, 50, 20)}
    assert drawn(marked(blank(), boxes, 2048)) is None


def test_a_large_picture_is_scaled_and_its_boxes_with_it() -> None:
    image = marked(blank((800, 600)), {1: Box(400, 300, 200, 100)}, 400)
    assert seen(image).size == (400, 300)
    left, _, right, bottom = drawn(image) or (0, 0, 0, 0)
    assert (abs(left - 200) < 3, abs(right - 300) < 3, abs(bottom - 200) < 3) == (True, True, True)


def test_the_picture_stays_what_it_was() -> None:
    picture = blank(mode="RGBA")
    first = marked(picture, {1: Box(1, 1, 9, 9)}, 2048)
    assert marked(picture, {1: Box(1, 1, 9, 9)}, 2048) == first
    assert picture == blank(mode="RGBA")


def test_what_is_no_picture_is_said() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        marked(b"no picture", {}, 2048)


def test_labels_of_a_dense_grid_do_not_overlap() -> None:
    grid = {1 + i: Box(20 + (i % 7) * 52, 20 + (i // 7) * 24, 50, 22) for i in range(70)}
    labels = list(places(grid, BOUNDS).values())
    overlaps = sum(one.intersect(other).area > 0 for i, one in enumerate(labels) for other in labels[i + 1 :])
    assert overlaps == 0


@given(st.lists(BOXES, max_size=30))
def test_labels_stay_in_the_picture_and_near_their_box(boxes: list[Box]) -> None:
    inside = {n: part for n, box in enumerate(boxes, 1) if (part := box.intersect(BOUNDS)).area > 0}
    found = places(inside, BOUNDS)
    assert found.keys() == inside.keys()
    for number, label in found.items():
        assert BOUNDS.intersect(label) == label
        assert label.distance(inside[number]) < 26
