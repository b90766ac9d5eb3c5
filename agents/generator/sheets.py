"""A task's assets as a model is shown them: contact sheets of the pictures, and a list of the rest.

Only files called `asset_NNN.*` are assets; in the same folder a page's own files may lie.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont, ImageOps

from agents.generator.markup import Tag, tokens
from agents.models.pictures import png
from agents.models.protocol import Image as Sent
from tasks.assets import asset_files

_KINDS: dict[str, "Kind"] = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".bmp"), "picture"),
    ".svg": "drawing",
    **dict.fromkeys((".mp4", ".webm", ".ogv"), "video"),
    **dict.fromkeys((".mp3", ".ogg", ".wav", ".m4a", ".flac"), "sound"),
    **dict.fromkeys((".woff", ".woff2", ".ttf", ".otf"), "font"),
}
Kind = Literal["picture", "drawing", "video", "sound", "font", "file"]

_UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
_CELLS = (320, 240, 160, 120)  # px, the sides of a cell that are tried
_LABEL = 18  # px, the strip below a cell that holds its name
_GAP = 6  # px
_SHORT_SVG = 2_000  # characters of a drawing that are sent as they are
_ALL_SVGS = 20_000  # characters of all drawings together
_LIGHT, _DARK, _INK = (255, 255, 255), (214, 214, 214), (20, 20, 20)


@dataclass(frozen=True)
class Asset:
    """One file that a page may name."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def kind(self) -> Kind:
        return _KINDS.get(self.path.suffix, "file")

    def picture(self) -> Image.Image | None:
        """The picture, decoded; of several frames the first. None for what is none."""
        try:
            with Image.open(self.path) as opened:
                return ImageOps.exif_transpose(opened).convert("RGBA")
        except _UNREADABLE:
            return None

    @cached_property
    def svg(self) -> str:
        """A drawing's source; empty for anything else."""
        return self.path.read_text("utf-8", "replace") if self.kind == "drawing" else ""

    @cached_property
    def about(self) -> str:
        """Its size in pixels or its length in seconds, where it has one and can be read."""
        match self.kind:
            case "picture":
                return _picture_size(self.path)
            case "drawing":
                return _svg_size(self.svg)
            case "video" | "sound":
                return _length(self.path)
            case _:
                return ""

    @property
    def line(self) -> str:
        """`asset_001.png (picture, 64x64)`."""
        return f"{self.name} ({self.kind}{', ' if self.about else ''}{self.about})"


def find_assets(folder: Path) -> list[Asset]:
    """The assets in `folder`, by name; none where there is no such folder."""
    return [Asset(path) for path in asset_files(folder)]


def contact_sheets(assets: Sequence[Asset], longest_side: int, most: int) -> tuple[list[Sent], list[Asset]]:
    """Sheets of the pictures and drawings, each labelled with its name, and those that found no place.

    At most `most` sheets, none with a side longer than `longest_side` pixels. Cells are as large as may be.
    """
    shown = [asset for asset in assets if asset.kind in ("picture", "drawing")]
    if not shown or most < 1:
        return [], shown
    grids = [_Grid.of(cell, longest_side) for cell in _CELLS]
    grid = next((one for one in grids if one.cells * most >= len(shown)), grids[-1])
    pages = [shown[at : at + grid.cells] for at in range(0, len(shown), grid.cells)]
    return [png(_sheet(page, grid)) for page in pages[:most]], shown[grid.cells * most :]


def short_drawings(assets: Sequence[Asset]) -> list[Asset]:
    """The drawings whose source is short enough to be sent as text."""
    chosen, total = [], 0
    for asset in assets:
        if 0 < len(asset.svg) <= _SHORT_SVG and total + len(asset.svg) <= _ALL_SVGS:
            chosen.append(asset)
            total += len(asset.svg)
    return chosen


@dataclass(frozen=True)
class _Grid:
    cell: int
    columns: int
    rows: int

    @classmethod
    def of(cls, cell: int, longest_side: int) -> "_Grid":
        cell = min(cell, longest_side - _LABEL - 2 * _GAP)
        columns = (longest_side - _GAP) // (cell + _GAP)
        return cls(cell, columns, (longest_side - _GAP) // (cell + _LABEL + _GAP))

    @property
    def cells(self) -> int:
        return self.columns * self.rows


def _sheet(assets: Sequence[Asset], grid: _Grid) -> Image.Image:
    columns = min(grid.columns, len(assets))
    rows = -(-len(assets) // columns)
    across, down = grid.cell + _GAP, grid.cell + _LABEL + _GAP
    sheet = Image.new("RGB", (columns * across + _GAP, rows * down + _GAP), _LIGHT)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(12)
    for number, asset in enumerate(assets):
        x, y = _GAP + number % columns * across, _GAP + number // columns * down
        sheet.paste(_thumbnail(asset, grid.cell, font), (x, y))
        label = f"{asset.name}  {asset.about}"
        if pen.textlength(label, font) > grid.cell:
            label = asset.name
        pen.text((x, y + grid.cell + 2), label, _INK, font)
    return sheet


def _thumbnail(asset: Asset, side: int, font: "ImageFont.FreeTypeFont | ImageFont.ImageFont") -> Image.Image:
    """The asset in a square, on a chequered ground that shows what is transparent; never enlarged."""
    ground = Image.new("RGB", (side, side), _LIGHT)
    pen = ImageDraw.Draw(ground)
    picture = asset.picture() if asset.kind == "picture" else None
    if picture is None:
        what = "SVG" if asset.kind == "drawing" else "unreadable"
        pen.rectangle((0, 0, side - 1, side - 1), outline=_DARK, width=2)
        pen.text((side / 2, side / 2), f"{what}\n{asset.about}", _INK, font, anchor="mm", align="center")
        return ground
    for y in range(0, side, 8):
        for x in range(y // 8 % 2 * 8, side, 16):
            pen.rectangle((x, y, x + 7, y + 7), _DARK)
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    ground.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2), picture)
    return ground


def _picture_size(path: Path) -> str:
    """`64x48`, without decoding the picture."""
    try:
        with Image.open(path) as opened:
            return f"{opened.width}x{opened.height}"
    except _UNREADABLE:
        return "unreadable"


def _svg_size(svg: str) -> str:
    """`24x24`, by the drawing's own word or its view box; empty where it says neither."""
    root = next((tag for tag in tokens(svg) if isinstance(tag, Tag) and tag.name == "svg"), None)
    if root is None:
        return "unreadable"
    sides = [
        re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*", root.get(name) or "") for name in ("width", "height")
    ]
    if sides[0] and sides[1]:
        return f"{sides[0][1]}x{sides[1][1]}"
    box = re.fullmatch(r"(?:\s*-?[\d.]+[\s,]+){2}([\d.]+)[\s,]+([\d.]+)\s*", root.get("viewbox") or "")
    return f"{box[1]}x{box[2]}" if box else ""


def _length(path: Path) -> str:
    """`2.5 s`; empty where the file does not say."""
    import av
    from av.error import FFmpegError

    try:
        with av.open(str(path)) as container:
            return f"{container.duration / 1_000_000:.1f} s" if container.duration else ""
    except (FFmpegError, OSError, ValueError):
        return "unreadable"
