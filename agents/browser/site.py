"""The made-up origin that a page is served on. Nothing else is reachable, and no server is needed."""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from tasks.assets import ASSET

# https, so that the page is a secure context as it would be on localhost (crypto.randomUUID and others).
ORIGIN = "https://candidate.test"

# What mimetypes does not know on every machine.
_TYPES = {
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".webm": "video/webm",
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".json": "application/json",
}


@dataclass(frozen=True)
class Site:
    """A page's folder, and the task's assets, which any page may name."""

    folder: Path
    assets: Path | None = None

    def find(self, url: str) -> Path | None:
        """The file for a URL of the origin; None where there is none or the URL leads elsewhere."""
        try:
            parts = urlsplit(url)
        except ValueError:  # no URL at all
            return None
        if f"{parts.scheme}://{parts.netloc}" != ORIGIN:
            return None
        path = PurePosixPath("/" + unquote(parts.path).lstrip("/"))
        relative = path.relative_to("/")
        if ".." in relative.parts or "\0" in str(relative):
            return None
        found = _inside(self.folder, relative)
        if found is not None or self.assets is None or not ASSET.fullmatch(path.name):
            return found
        # Whatever base directory the page puts before an asset's name.
        return _inside(self.assets, PurePosixPath(path.name))


def content_type(path: Path) -> str:
    """The media type by the file's suffix."""
    known = _TYPES.get(path.suffix.lower())
    return known or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def part(body: bytes, wanted: str | None) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body for a request whose Range header is `wanted`.

    A browser winds media on only where it can ask for a part.
    """
    match = re.fullmatch(r"bytes=(\d+)-(\d*)", wanted or "")
    start, last = (int(match[1]), int(match[2] or len(body))) if match else (0, -1)
    if not start < len(body) or last < start:
        return 200, {"accept-ranges": "bytes"}, body
    chosen = body[start : last + 1]
    return 206, {"content-range": f"bytes {start}-{start + len(chosen) - 1}/{len(body)}"}, chosen


def _inside(root: Path, relative: PurePosixPath) -> Path | None:
    path = root / relative
    try:
        if path.is_dir():
            path = path / "index.html"
        if not path.is_file():
            return None
    except OSError:  # such as a name that is too long
        return None
    resolved = path.resolve()
    return resolved if resolved.is_relative_to(root.resolve()) else None
