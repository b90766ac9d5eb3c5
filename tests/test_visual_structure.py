"""Structure, colour and pixels: what they must see, and what they must not mind."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from judge.similarity import Measure
from judge.visual.highlevel import POINTS, embedded_highlevel
from judge.visual.picture import Pixels, differing, same_size
from judge.visual.pixels import pixel_details
from judge.visual.structure import Features, features, structure_similarity


def page(
    width: int = 640,
    height: int = 360,
    shift: int = 0,
    accent: str = "#0066cc",
    cards: int = 4,
    size: int = 13,
) -> Pixels:
    """A small shop: a bar, and cards with a title, two lines of text and a button."""
    image = Image.new("RGB", (width, height), "#f4f6fa")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    draw.rectangle((0, 0, width, 40), fill=accent)
    draw.text((16 + shift, 10), "Home store", fill="white", font=font)
    for card in range(cards):
        x, y = 20 + shift + card * 155, 70 + shift
        draw.rectangle((x, y, x + 135, y + 220), fill="white", outline="#cccccc")
        draw.text((x + 10, y + 12), f"Desk lamp {card}", fill="black", font=font)
        draw.text((x + 10, y + 60), "Sold in parts", fill="#555555", font=font)
        draw.rectangle((x + 10, y + 170, x + 90, y + 200), fill=accent)
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def blank(colour: int = 255) -> Pixels:
    return np.full((360, 640, 3), colour, dtype=np.uint8)


def look(a: Pixels, b: Pixels) -> Measure:
    return structure_similarity(features(a), features(b))


@st.composite
def pictures(draw: st.DrawFn) -> Pixels:
    """Coloured rectangles on a ground, of any size."""
    width, height = draw(st.integers(8, 90)), draw(st.integers(8, 90))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pixels = np.full((height, width, 3), chance.integers(0, 256, 3), dtype=np.uint8)
    for _ in range(draw(st.integers(0, 6))):
        x, y = chance.integers(0, width), chance.integers(0, height)
        pixels[y : y + chance.integers(1, 40), x : x + chance.integers(1, 40)] = chance.integers(0, 256, 3)
    return pixels


@settings(max_examples=40, deadline=None)
@given(pictures(), pictures())
def test_every_measure_is_a_symmetric_share_and_1_for_equal_pictures(a: Pixels, b: Pixels) -> None:
    forth, back = look(a, b), look(b, a)
    assert forth == back  # values outside [0, 1] are refused by Measure
    assert all(0.0 <= part <= 1.0 for part in forth.parts.values())
    assert set(look(a, a).parts.values()) == {1.0}
    assert look(a, a).value == 1.0
    assert [measure.value for measure in pixel_details(a, a)] == [1.0, 1.0, 1.0]
    for one, other in zip(pixel_details(a, b), pixel_details(b, a), strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-4)


@pytest.mark.parametrize("colour", [0, 128, 255])
def test_a_blank_page_is_no_match_though_its_pixels_are(colour: int) -> None:
    assert look(page(), blank(colour)).value == 0.0
    assert look(blank(colour), blank(colour)).value == 1.0


def test_ssim_rewards_a_blank_page_which_is_why_it_is_not_scored() -> None:
    assert pixel_details(page(cards=1), blank(244))[0].value > 0.7


def test_faults_weigh_more_than_harmless_changes() -> None:
    original = page()
    harmless = [look(original, page(shift=4)).value, look(original, page(size=14)).value]
    faults = {
        "other colour": look(original, page(accent="#cc2200")).value,
        "half of it missing": look(original, page(cards=2)).value,
        "nearly all of it missing": look(original, page(cards=0)).value,
    }
    assert min(harmless) > max(faults.values())
    assert faults["nearly all of it missing"] < 0.5


def test_each_part_sees_its_own_fault() -> None:
    original = page()
    recoloured, emptied = look(original, page(accent="#cc2200")), look(original, page(cards=1))
    assert recoloured.parts["structure"] > 0.9 > recoloured.parts["colour"]
    assert emptied.parts["colour"] > 0.8 > emptied.parts["structure"]


def test_the_value_is_the_product_of_powers() -> None:
    measure = look(page(), page(accent="#cc2200", cards=3))
    parts = measure.parts
    assert parts["structure"] == pytest.approx((parts["gradients"] + parts["edges"] + parts["blocks"]) / 3)
    assert parts["colour"] == pytest.approx((parts["colour_histogram"] + parts["colour_layout"]) / 2)
    assert measure.value == pytest.approx(parts["structure"] ** 0.6 * parts["colour"] ** 0.4)


def test_another_size_is_no_other_page() -> None:
    double = np.repeat(np.repeat(page(), 2, axis=0), 2, axis=1)
    assert look(page(), double).value > 0.95
    assert pixel_details(page(), double)[1].value == 1.0


def test_differing_counts_what_can_be_seen() -> None:
    a = blank()
    b = a.copy()
    b[:10, :10] = (250, 250, 250)
    assert not differing(a, b).any()
    b[:10, :10] = (200, 60, 60)
    assert differing(a, b).sum() == 100


def test_pictures_are_brought_to_the_smaller_sides() -> None:
    a, b = same_size(np.zeros((10, 40, 3), np.uint8), np.zeros((20, 30, 3), np.uint8))
    assert a.shape == b.shape == (10, 30, 3)


def test_the_rubric_adds_up() -> None:
    full = embedded_highlevel(Measure(name="ocr-lines", value=1.0), look(page(), page()))
    assert full.value == 1.0
    assert full.parts == POINTS
    half = embedded_highlevel(Measure(name="ocr-lines", value=0.5), look(page(), page(cards=3)))
    assert half.value == pytest.approx(sum(half.parts.values()) / 100)
    assert half.parts["content"] == 20.0
    assert half.name == "embedded-highlevel"


def test_features_stay_small() -> None:
    kept: Features = features(page())
    size = sum(value.nbytes for value in vars(kept).values())
    assert size < 60_000
