"""What colour a person would call what is drawn, and what that tells apart."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.operator.grounding.colours import COLOURS, colours_of
from agents.operator.grounding.drawings import lab_of
from agents.operator.grounding.icons import Drawings
from tasks.geometry import Box
from tests.snapshots import aim, chosen, find, icon, page, said

_RED, _GREEN = frozenset({"red"}), frozenset({"green"})


def dot(colour: tuple[int, int, int], ground: int = 255) -> Any:
    """A square of 20 x 20 in the middle of 30 x 30 pixels, CIELAB."""
    image = np.full((30, 30, 3), ground, np.uint8)
    image[5:25, 5:25] = colour
    return lab_of(image)


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ((220, 38, 38), "red"),
        ((249, 115, 22), "orange"),
        ((120, 72, 30), "brown"),
        ((250, 204, 21), "yellow"),
        ((34, 197, 94), "green"),
        ((20, 160, 160), "teal"),
        ((37, 99, 235), "blue"),
        ((124, 58, 237), "purple"),
        ((236, 72, 153), "pink"),
        ((207, 232, 201), "green"),
        ((210, 225, 250), "blue"),
        ((15, 15, 15), "black"),
        ((130, 130, 130), "grey"),
    ],
)
def test_colours_have_their_names(colour: tuple[int, int, int], name: str) -> None:
    found = colours_of(dot(colour))
    assert name in found <= COLOURS
    assert not found & ({"red", "green", "blue", "grey"} - {name})


def test_the_ground_is_no_colour_of_what_is_drawn() -> None:
    assert "white" in colours_of(dot((255, 255, 255), ground=40))
    assert colours_of(dot((255, 255, 255))) == frozenset()


def test_a_coloured_mark_with_grey_edges_has_its_colour() -> None:
    image = np.full((30, 30, 3), 255, np.uint8)
    image[4:26, 4:26] = 120
    image[7:23, 7:23] = (220, 38, 38)
    assert colours_of(lab_of(image)) == _RED


def test_of_several_alike_the_one_of_that_colour_is_meant() -> None:
    seen = {100.0: _RED, 140.0: _GREEN, 180.0: frozenset({"blue"})}
    dots = [icon(x, 100, ref=f"{x:.0f}") for x in seen]
    on = page(said("Colour", 100, 70), *dots, colours=lambda box: seen[box.x])
    assert chosen(on, find(on, aim("the green dot under the caption", near="Colour"))) == "140"
    assert chosen(on, find(on, aim("the dot that is already red"))) == "100"
    assert find(on, aim("the orange dot", near="Colour")).verdict == "absent"


def test_a_sample_of_another_colour_is_not_it_but_a_bin_may_be_grey() -> None:
    on = page(icon(100, 100, "Delete", ref="it"), colours=lambda box: frozenset({"grey"}))
    assert find(on, aim("the red dot", at=(0.11, 0.14))).verdict == "absent"
    assert chosen(on, find(on, aim("the red bin", at=(0.11, 0.14)))) == "it"


def test_what_it_stands_in_has_its_own_colour() -> None:
    seen = {100.0: _RED, 140.0: _GREEN}
    on = page(*(icon(x, 100, ref=f"{x:.0f}") for x in seen), colours=lambda box: seen[box.x])
    assert find(on, aim("the dot in the green bar")).verdict == "ambiguous"


def test_a_screenshot_says_which_colour_stands_where(tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "a.png"
    image = np.full((60, 120, 3), 255, np.uint8)
    image[20:40, 20:40] = (220, 38, 38)
    Image.fromarray(image).save(path)
    known = Drawings(path).colours
    assert known(Box(20, 20, 20, 20)) == _RED
    assert known(Box(80, 20, 20, 20)) == frozenset()
    assert known(Box(0, 0, 110, 50)) == frozenset()  # too large to have one colour
    assert known(Box(400, 0, 20, 20)) == frozenset()
