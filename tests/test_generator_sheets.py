"""What a model is shown of the assets: contact sheets, drawings as text, and the rest by name."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agents.generator.sheets import Asset, contact_sheets, find_assets, short_drawings
from agents.models.protocol import Image as Sent
from tests.test_generators import film

RED, BLUE = (220, 20, 20), (20, 20, 220)


def paint(path: Path, colour: tuple[int, ...], size: tuple[int, int] = (64, 48)) -> None:
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(path, lossless=True)


def opened(sheet: Sent) -> Image.Image:
    return Image.open(io.BytesIO(sheet.data))


def colours(sheet: Sent) -> set[tuple[int, ...]]:
    pixels = np.asarray(opened(sheet).convert("RGB")).reshape(-1, 3)
    found, counts = np.unique(pixels, axis=0, return_counts=True)
    return {tuple(int(v) for v in colour) for colour, n in zip(found, counts, strict=True) if n > 500}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    paint(tmp_path / "asset_001.png", RED)
    paint(tmp_path / "asset_002.webp", BLUE, (2000, 100))
    (tmp_path / "asset_003.svg").write_text('<svg viewBox="0 0 24 12"><path d="M0 0h9"/></svg>')
    (tmp_path / "asset_004.svg").write_text(f"<svg width='40px' height=\"30\">{'<g/>' * 1000}</svg>")
    (tmp_path / "asset_005.woff2").write_bytes(b"font")
    film(tmp_path / "asset_006.webm", [RED] * 3)
    (tmp_path / "asset_007.png").write_bytes(b"no picture")
    (tmp_path / "asset_008.bin").write_bytes(b"?")
    paint(tmp_path / "hero.png", (0, 200, 0))
    (tmp_path / "index.html").write_text("<p>the page's own")
    return tmp_path


def test_only_assets_are_listed_with_what_they_are(folder: Path) -> None:
    assert [asset.line for asset in find_assets(folder)] == [
        "asset_001.png (picture, 64x48)",
        "asset_002.webp (picture, 2000x100)",
        "asset_003.svg (drawing, 24x12)",
        "asset_004.svg (drawing, 40x30)",
        "asset_005.woff2 (font)",
        "asset_006.webm (video, 3.0 s)",
        "asset_007.png (picture, unreadable)",
        "asset_008.bin (file)",
    ]
    assert find_assets(folder / "none") == []


def test_pictures_come_on_a_sheet_and_nothing_else_does(folder: Path) -> None:
    (sheet,), left_out = contact_sheets(find_assets(folder), 2048, 4)
    assert left_out == []
    assert colours(sheet) >= {RED, BLUE}
    assert (0, 200, 0) not in colours(sheet)
    assert max(opened(sheet).size) <= 2048
    again, _ = contact_sheets(find_assets(folder), 2048, 4)
    assert again == [sheet]


def test_short_drawings_come_as_text(folder: Path) -> None:
    assert [asset.name for asset in short_drawings(find_assets(folder))] == ["asset_003.svg"]


def test_what_is_transparent_shows_its_ground(tmp_path: Path) -> None:
    paint(tmp_path / "asset_001.png", (255, 255, 255, 0), (100, 100))
    (sheet,), _ = contact_sheets(find_assets(tmp_path), 1024, 1)
    assert len(colours(sheet)) == 2


@pytest.mark.parametrize(("longest", "most"), [(2048, 8), (2048, 1), (512, 2), (64, 3), (200, 1)])
def test_sheets_keep_their_bounds_and_lose_no_name(tmp_path: Path, longest: int, most: int) -> None:
    for number in range(1, 41):
        paint(tmp_path / f"asset_{number:03d}.png", RED, (8, 8))
    assets = find_assets(tmp_path)
    sheets, left_out = contact_sheets(assets, longest, most)
    assert 1 <= len(sheets) <= most
    assert all(max(opened(sheet).size) <= longest for sheet in sheets)
    assert left_out == assets[len(assets) - len(left_out) :]
    assert bool(left_out) == (longest < 1000)


def test_no_sheet_where_none_may_be(tmp_path: Path) -> None:
    paint(tmp_path / "asset_001.png", RED)
    assert contact_sheets(find_assets(tmp_path), 2048, 0) == ([], [Asset(tmp_path / "asset_001.png")])
    assert contact_sheets([], 2048, 3) == ([], [])
