"""A checkpoint compared as a whole."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from judge.visual import TextReader, UnreadablePictureError, VisualJudge, compare
from judge.visual.picture import Pixels
from tasks.errors import InputError
from tasks.evidence import Word
from tasks.files import sha256
from tasks.geometry import Box


class Told(TextReader):
    """A reader that is told what stands in a picture."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__(Path())
        self.texts = texts

    def read(self, png: Path) -> tuple[Word, ...]:
        words = self.texts[png.name].split()
        return tuple(Word(text=text, box=Box(0, 0, 1, 1), line=line) for line, text in enumerate(words))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pixels: Pixels = np.full((360, 640, 3), 240, dtype=np.uint8)
    pixels[40:90, 60:300] = (160, 60, 20)
    cv2.putText(pixels, "Sign in", (60, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    cv2.imwrite(str(tmp_path / "reference.png"), pixels)
    cv2.imwrite(str(tmp_path / "copy.png"), pixels)
    cv2.imwrite(str(tmp_path / "large.png"), np.repeat(pixels, 2, axis=0))
    cv2.imwrite(str(tmp_path / "blank.png"), np.full_like(pixels, 240))
    (tmp_path / "broken.png").write_bytes(b"GIF89a")
    return tmp_path


READER = Told({"reference.png": "Sign in", "copy.png": "Sign in", "large.png": "In sign", "blank.png": ""})


def test_an_equal_screenshot_is_1_in_everything(folder: Path) -> None:
    same = VisualJudge(READER).compare("search", 3, folder / "copy.png", folder / "reference.png")
    assert (same.low, same.high) == (1.0, 1.0)
    assert {measure.value for measure in same.details} == {1.0}
    assert (same.step, same.index) == ("search", 3)
    assert same.picture == sha256((folder / "copy.png").read_bytes())


def test_a_blank_page_gets_next_to_nothing(folder: Path) -> None:
    empty = VisualJudge(READER).compare("initial", 0, folder / "blank.png", folder / "reference.png")
    assert (empty.text.value, empty.structure.value) == (0.0, 0.0)
    assert empty.high < 0.15


def test_every_number_says_what_made_it(folder: Path) -> None:
    found = VisualJudge(READER).compare("initial", 0, folder / "large.png", folder / "reference.png")
    assert found.text.name == "ocr-levenshtein"
    assert found.structure.name == "embedded-structure"
    assert found.high_level.name == "embedded-highlevel"
    assert [measure.name for measure in found.details] == ["ocr-lines", "ssim", "equal-pixels", "ciede2000"]
    # Order costs the paper's text measure only.
    assert found.text.value < 1.0 == found.details[0].value


def test_a_checkpoint_is_described_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = VisualJudge(READER)
    judge.compare("a", 1, folder / "large.png", folder / "reference.png")

    def refuse(_: Pixels) -> None:
        raise AssertionError("described again")

    monkeypatch.setattr(compare, "features", refuse)
    again = judge.compare("b", 2, folder / "large.png", folder / "reference.png")
    assert again.structure.value > 0.9


def test_a_broken_picture_is_found_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(UnreadablePictureError, match=r"broken\.png"):
        VisualJudge(Told({})).compare("a", 1, folder / "broken.png", folder / "reference.png")


def test_an_unknown_backend_is_the_users_mistake() -> None:
    with pytest.raises(InputError, match="structure measure 'dinov3': unknown; did you mean 'dinov2'"):
        VisualJudge(READER, "dinov3")
    with pytest.raises(InputError, match="known: dinov2, embedded"):
        VisualJudge(READER, "clip")
