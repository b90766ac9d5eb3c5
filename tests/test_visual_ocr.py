"""Reading text: right words in right places, read once, and nothing fetched."""

import socket
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from judge.visual import ocr
from judge.visual.ocr import TextReader, words_of_line
from judge.visual.picture import UnreadablePictureError
from tasks.evidence import Word
from tasks.geometry import Box

LINES = {"Flights to Oslo": (40, 30), "Search": (40, 110), "Total 1 289": (330, 110)}


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picture") / "page.png"
    image = Image.new("RGB", (640, 180), "white")
    draw = ImageDraw.Draw(image)
    for text, place in LINES.items():
        draw.text(place, text, fill="black", font=ImageFont.load_default(26))
    image.save(path)
    return path


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def words(picture: Path, cache: Path) -> tuple[Word, ...]:
    def refuse(*_: Any) -> None:
        raise AssertionError("OCR asked the network for something")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        return TextReader(cache).read(picture)


def test_the_words_are_read_in_reading_order(words: tuple[Word, ...]) -> None:
    assert [word.text for word in words] == ["Flights", "to", "Oslo", "Search", "Total", "1", "289"]


def test_each_piece_of_text_is_a_line(words: tuple[Word, ...]) -> None:
    assert [word.line for word in words] == [0, 0, 0, 1, 2, 2, 2]


def test_boxes_lie_on_the_words(words: tuple[Word, ...]) -> None:
    font = ImageFont.load_default(26)
    first, _, third, search = words[:4]
    assert first.box.holds(60, 45)
    assert search.box.holds(60, 125)
    assert third.box.center[0] == pytest.approx(40 + font.getlength("Flights to Os"), abs=10)


def test_an_equal_picture_is_never_read_again(
    words: tuple[Word, ...],
    picture: Path,
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("read twice")

    monkeypatch.setattr(ocr, "_recognise", refuse)
    copy = tmp_path / "copy.png"
    copy.write_bytes(picture.read_bytes())
    assert TextReader(cache).read(copy) == words


def test_other_settings_do_not_share_the_cache(
    words: tuple[Word, ...], picture: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "settings_hash", lambda: "0" * 64)
    monkeypatch.setattr(ocr, "_recognise", lambda *_: ())
    assert TextReader(cache).read(picture) == ()


def test_a_damaged_cache_entry_is_replaced(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "_recognise", lambda *_: ())
    reader = TextReader(tmp_path)
    reader.read(picture)
    [entry] = tmp_path.rglob("*.json")
    entry.write_text('{"words": [')
    assert reader.read(picture) == ()
    assert entry.read_text() == '{"words":[]}'


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_an_error_of_its_own(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(content)
    with pytest.raises(UnreadablePictureError, match=r"broken\.png: not a picture"):
        TextReader(tmp_path / "cache").read(path)


def test_a_missing_picture_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePictureError, match="No such file"):
        TextReader(tmp_path).read(tmp_path / "none.png")


@given(st.text(alphabet="ab1 \u00e9", min_size=1, max_size=30))
def test_without_character_boxes_a_line_is_shared_out(text: str) -> None:
    box = Box(10, 20, 300, 16)
    words = words_of_line(text, box, [], 3)
    assert [word.text for word in words] == text.split()
    for before, after in pairwise(words):
        assert before.box.right <= after.box.x + 1e-6
    for word in words:
        assert word.line == 3
        assert box.x <= word.box.x <= word.box.right <= box.right + 1e-6
