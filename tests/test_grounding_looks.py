"""What icons look like: cut out of their ground, beside the recording's picture, beside open icon sets."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding import icons
from agents.operator.grounding.admissible import Use
from agents.operator.grounding.directions import DIRECTIONS
from agents.operator.grounding.drawings import SIDE, cut, framed, hull_of, ink_of, lab, lab_of, without
from agents.operator.grounding.elements import elements
from agents.operator.grounding.looks import by_looks, likeness
from agents.operator.grounding.pictograms import PICTOGRAMS
from agents.operator.grounding.ranked import Decision, Hint, Wanted
from tasks.geometry import Box
from tasks.recording import SeenTarget
from tests.snapshots import Piece, aim, button, chosen, page, piece

Shape = tuple[tuple[int, int, int, int], str]
BAR: Shape = ((20, 20, 40, 24), "navy")
POLE: Shape = ((28, 14, 32, 40), "navy")


def picture(path: Path, *shapes: Shape, ground: str = "white") -> Path:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (200, 100), ground)
    draw = ImageDraw.Draw(image)
    for box, colour in shapes:
        draw.rectangle(box, fill=colour)
    image.save(path)
    return path


def moved(shape: Shape, x: int) -> Shape:
    (left, top, right, bottom), colour = shape
    return (left + x, top, right + x, bottom), colour


def test_likeness(tmp_path: Path) -> None:
    reference = picture(tmp_path / "a.png", BAR)
    now = picture(tmp_path / "b.png", BAR, moved(BAR, 100), moved(POLE, 150))
    looks = likeness(reference, Box(16, 10, 30, 30), now)
    same, elsewhere, other, blank = (looks(Box(x, 10, 30, 30)) for x in (16, 116, 166, 70))
    assert same == pytest.approx(1.0)
    assert elsewhere == pytest.approx(1.0)
    assert 0 <= other < 0.6
    assert 0 <= blank < 0.6  # an even patch has no shape in common with a drawn one
    assert looks(Box(300, 10, 30, 30)) == 0.0


def test_two_even_patches_have_one_shape(tmp_path: Path) -> None:
    even = likeness(picture(tmp_path / "a.png"), Box(0, 0, 20, 20), picture(tmp_path / "b.png", BAR))
    assert even(Box(100, 50, 20, 20)) == pytest.approx(1.0)
    black = picture(tmp_path / "c.png", ground="black")
    dark = likeness(picture(tmp_path / "a.png"), Box(0, 0, 20, 20), black)
    assert dark(Box(0, 0, 20, 20)) < 0.9  # but another colour


def test_neither_padding_nor_size_nor_colours_hide_a_shape(tmp_path: Path) -> None:
    reference = picture(tmp_path / "a.png", BAR)
    restyled = picture(tmp_path / "b.png", ((100, 20, 140, 28), "yellow"), moved(POLE, 150), ground="black")
    looks = likeness(reference, Box(16, 10, 30, 30), restyled)
    assert looks(Box(92, 5, 56, 40)) > looks(Box(166, 5, 40, 45)) + 0.2


def test_what_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"nothing")
    with pytest.raises(OSError, match="not a picture"):
        likeness(path, Box(0, 0, 9, 9), path)(Box(0, 0, 9, 9))
    with pytest.raises(OSError, match="not a picture"):
        icons.Drawings(path).icon(Box(0, 0, 9, 9))
    with pytest.raises(OSError, match="not a picture"):
        lab(tmp_path / "none.png")


def drawn(*boxes: tuple[int, int, int, int], ink: int = 0, ground: int = 255) -> Any:
    """A drawing of 40 x 40 pixels."""
    image = np.full((40, 40, 3), ground, np.uint8)
    for left, top, right, bottom in boxes:
        image[top:bottom, left:right] = ink
    return ink_of(lab_of(image))


def test_an_even_patch_draws_nothing() -> None:
    assert drawn() is None
    assert drawn((10, 10, 20, 20), ink=250) is None  # hardly to be seen


@given(st.integers(1, 25), st.integers(1, 25), st.integers(3, 12), st.integers(3, 12))
def test_what_is_drawn_is_cut_out_of_its_ground(x: int, y: int, w: int, h: int) -> None:
    found = drawn((x, y, x + w, y + h))
    assert found.shape == (SIDE, SIDE)
    assert 0 <= found.min() <= found.max() == pytest.approx(1.0, abs=0.01)
    # Where it stands does not count, nor whether it is dark on light or light on dark.
    assert np.allclose(found, drawn((2, 2, 2 + w, 2 + h)))
    assert np.allclose(found, drawn((x, y, x + w, y + h), ink=255, ground=0))
    # Its proportions do.
    rows, columns = (found > 0.5).any(axis=1).sum(), (found > 0.5).any(axis=0).sum()
    assert rows / columns == pytest.approx(h / w, rel=0.35)


def test_a_hull_has_no_holes() -> None:
    ring = drawn((5, 5, 35, 10), (5, 30, 35, 35), (5, 5, 10, 35), (30, 5, 35, 35))
    assert ring[SIDE // 2, SIDE // 2] == 0
    assert hull_of(ring)[SIDE // 2, SIDE // 2] == 1
    assert (hull_of(ring) >= (ring > 0.4)).all()


def test_a_box_outside_a_picture_has_nothing_in_it() -> None:
    image = np.zeros((50, 100, 3), np.float32)
    assert cut(image, Box(90, 40, 40, 40)).shape == (10, 10, 3)
    for box in (Box(99, 0, 9, 9), Box(-20, 0, 20, 20), Box(200, 0, 9, 9), Box(0, -99, 9, 9)):
        assert cut(image, box) is None


# Kinds of icons.


def glyph(*lines: tuple[tuple[int, int], tuple[int, int]], width: int = 5) -> Any:
    """Strokes on a ground of 96 x 96 pixels."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (96, 96), "white")
    for line in lines:
        ImageDraw.Draw(image).line(line, fill="black", width=width)
    return ink_of(lab_of(np.asarray(image)))


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("cross", [((24, 24), (72, 72)), ((24, 72), (72, 24))]),
        ("plus", [((48, 20), (48, 76)), ((20, 48), (76, 48))]),
        ("minus", [((20, 48), (76, 48))]),
        ("bars", [((20, 28), (76, 28)), ((20, 48), (76, 48)), ((20, 68), (76, 68))]),
        ("right", [((38, 24), (62, 48)), ((62, 48), (38, 72))]),
        ("left", [((62, 24), (38, 48)), ((38, 48), (62, 72))]),
        ("down", [((24, 38), (48, 62)), ((48, 62), (72, 38))]),
        ("tick", [((20, 50), (40, 70)), ((40, 70), (76, 28))]),
    ],
)
def test_a_drawing_is_most_like_its_kind(
    kind: str, lines: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    found = icons.likeness(glyph(*lines))
    assert found[kind] >= 0.6
    assert found[kind] >= max(found.values()) - 0.08


def test_likeness_to_a_kind_is_a_share() -> None:
    found = icons.likeness(glyph(((24, 24), (72, 72))))
    assert all(value <= 1.0001 for value in found.values())
    assert {"cross", "bin", "heart", "pencil"} <= set(found)


def test_a_screenshot_says_which_icon_stands_where(tmp_path: Path) -> None:
    strokes = [((30 + i, 10 + j, 32 + i, 12 + j), "black") for i in range(0, 24, 1) for j in (i, 24 - i)]
    known = icons.Drawings(picture(tmp_path / "a.png", *strokes)).icon
    found = known(Box(24, 4, 40, 40))
    assert max(found, key=lambda kind: found[kind]) == "cross"
    assert known(Box(120, 4, 40, 40)) == {}  # nothing is drawn there
    assert known(Box(0, 0, 100, 90)) == {}  # too large for an icon
    assert known(Box(400, 0, 24, 24)) == {}


def circled(*lines: tuple[tuple[int, int], tuple[int, int]], filled: bool) -> Any:
    """Strokes in a circle."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (96, 96), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((6, 6, 90, 90), outline="black", fill="black" if filled else None, width=6)
    for line in lines:
        draw.line(line, fill="white" if filled else "black", width=6)
    return ink_of(lab_of(np.asarray(image)))


@pytest.mark.parametrize("filled", [False, True])
def test_what_a_circle_holds_is_told_apart(filled: bool) -> None:
    plus = circled(((48, 28), (48, 68)), ((28, 48), (68, 48)), filled=filled)
    minus = circled(((28, 48), (68, 48)), filled=filled)
    for kind, ink in (("plus", plus), ("minus", minus)):
        inside = icons.likeness(framed(ink))
        assert max(inside, key=lambda one: inside[one]) == kind


def test_a_circle_around_nothing_and_a_frame_that_is_none_hold_nothing() -> None:
    assert framed(circled(filled=False)) is None
    assert framed(circled(filled=True)) is None
    assert framed(glyph(((20, 20), (76, 76)))) is None
    ring = drawn((2, 2, 38, 6), (2, 34, 38, 38), (2, 2, 6, 38), (34, 2, 38, 38), (18, 18, 22, 22))
    assert framed(ring) is None  # a square with a dot may be anything


def test_what_lies_upon_a_drawing_is_painted_over() -> None:
    image = np.full((40, 40, 3), 255, np.uint8)
    image[10:20, 10:20] = 0
    bare = lab_of(image.copy())
    image[0:8, 30:40] = (220, 38, 38)
    badge = Box(130, 50, 10, 8)
    covered = without(lab_of(image), Box(100, 50, 40, 40), (badge,))
    assert np.allclose(ink_of(covered), ink_of(bare))
    whole = Box(90, 40, 90, 90)
    assert np.array_equal(without(bare, Box(100, 50, 40, 40), (whole,)), bare)  # nothing would be left
    assert without(bare, Box(100, 50, 40, 40), ()) is bare


def test_every_kind_of_drawing_has_words_and_every_word_a_drawing() -> None:
    known = set(icons.likeness(glyph(((24, 24), (72, 72)))))
    said = set().union(*(kind.icons for kind in PICTOGRAMS), *(one.icons for one in DIRECTIONS))
    assert said == known


# By the picture in the recording.

RECORDED = SeenTarget(box=Box(100, 100, 80, 24), scene=0)
HINT = Hint(RECORDED, looks=lambda box: 0.9 if box.x < 800 else 0.3)


def mute(x: float, y: float = 100, w: float = 80, h: float = 24, ref: str = "it", **more: str) -> Piece:
    return piece("button", (x, y, w, h), ref=ref, **more)


def by_picture(*pieces: Piece, hint: Hint = HINT) -> tuple[str | None, Decision]:
    on = page(*pieces)
    found = by_looks(Wanted(aim(name="Alerts", role="button"), Use.POINT, hint), elements(on.snapshot), on)
    return chosen(on, found), found


def test_by_picture_only_with_a_recording() -> None:
    assert by_picture(mute(110))[0] == "it"
    assert by_picture(mute(110))[1].basis == "picture"
    assert by_picture(mute(110), hint=Hint())[1].verdict == "absent"
    assert by_picture(mute(110), hint=Hint(RECORDED))[1].verdict == "absent"


def test_by_picture_only_what_says_nothing() -> None:
    assert by_picture(button("Cancel", 100, 100, ref="it"))[1].ranked == ()
    assert by_picture(mute(100, name="Menu"))[1].ranked == ()
    assert by_picture(mute(100, name="✕", text="✕"))[0] == "it"  # a sign is drawn


@pytest.mark.parametrize(
    "other",
    [
        mute(0, 0, 900, 700),  # too large
        mute(130, 100, 20, 20),  # too small
        mute(820),  # another look
        mute(700, 700),  # elsewhere
        mute(100, -20),  # out of view
    ],
)
def test_by_picture_only_what_has_the_size_the_place_and_the_look(other: Piece) -> None:
    assert by_picture(other)[1].verdict != "sure"
    assert (
        by_picture(mute(100, ref="there"), piece(other.role, other.box, **{**other.more, "ref": "other"}))[0]
        == "there"
    )


def test_two_that_look_alike_and_stand_alike_are_not_told_apart() -> None:
    assert by_picture(mute(100, 80), mute(100, 120, ref="other"))[1].verdict != "sure"


@pytest.mark.parametrize(
    ("shapes", "blank"),
    [
        ((), True),
        ((((0, 0, 200, 43), "#f4f4f4"),), False),  # half of it is another ground
        ((((0, 0, 69, 69), "#f4f4f4"),), True),  # the corner of a bar
        ((((30, 30, 69, 30), "#c6c6c6"),), True),  # a line along its edge
        ((((46, 46, 53, 53), "#e4e4e7"),), False),  # a faint dot
        ((((40, 45, 60, 47), "navy"),), False),
        ((((30, 30, 69, 69), "#eeeeee"),), False),  # a ground of its own
    ],
    ids=["nothing", "half", "corner", "line", "faint dot", "drawing", "own ground"],
)
def test_where_nothing_is_drawn(tmp_path: Path, shapes: tuple[Shape, ...], blank: bool) -> None:
    faint = shapes and shapes[0][1] == "#e4e4e7"
    box = Box(46, 46, 8, 8) if faint else Box(30, 30, 40, 40)
    assert icons.Drawings(picture(tmp_path / "a.png", *shapes)).blank(box) is blank
