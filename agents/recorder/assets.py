"""Assets without telling names: numbered by the hash of their content."""

import re
import shutil
from pathlib import Path

from tasks.files import sha256, tree_files

_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp"}
_MEDIA = {".mp4", ".webm", ".ogv", ".mp3", ".ogg", ".wav", ".m4a", ".flac"}
_FONTS = {".woff", ".woff2", ".ttf", ".otf"}
SUFFIXES = frozenset(_PICTURES | _MEDIA | _FONTS)
ANONYMOUS = re.compile(r"asset_\d{3,}\.[a-z0-9]+")


def anonymise(page: Path, assets: Path) -> dict[str, str]:
    """Copy the pictures, media and fonts of `page` to `assets` as asset_NNN.*.

    Returns anonymised name to the page's relative name. Equal files are one asset. Assets of an earlier
    recording are removed; other files in `assets` are left alone, for it may be the page's own folder.
    """
    assets.mkdir(parents=True, exist_ok=True)
    for old in assets.iterdir():
        if ANONYMOUS.fullmatch(old.name):
            old.unlink()
    by_content: dict[str, Path] = {}
    for path in tree_files(page):
        if path.suffix.lower() in SUFFIXES:
            by_content.setdefault(sha256(path.read_bytes()), path)
    names = {}
    for number, key in enumerate(sorted(by_content), start=1):
        path = by_content[key]
        name = f"asset_{number:03d}{path.suffix.lower()}"
        shutil.copyfile(path, assets / name)
        names[name] = path.relative_to(page).as_posix()
    return names
