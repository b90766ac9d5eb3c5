"""Which file stands for which URL of the made-up origin, and that none outside the page's folder does."""
# ruff: noqa: E501 (pages and paths are easier to read unbroken)

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.browser.site import ORIGIN, Site, content_type, part


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    base = tmp_path_factory.mktemp("site")
    for name in (
        "page/index.html", "page/sub/index.html", "page/sub/a b.css", "page/own.png", "page/asset_002.png",
        "assets/asset_001.png", "assets/asset_002.png", "assets/asset_1000.webm", "assets/notes.txt",
        "assets/.asset_003.png", "secret.txt", "page-other/index.html",
    ):  # fmt: skip
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (base / "page" / "link.txt").symlink_to(base / "secret.txt")
    (base / "page" / "out").symlink_to(base)
    (base / "page" / "within.png").symlink_to(base / "page" / "own.png")
    return Site(base / "page", base / "assets")


def served(site: Site, path: str, origin: str = ORIGIN) -> str | None:
    found = site.find(origin + path)
    return found.read_text() if found else None


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "page/index.html"),
        ("/index.html?query=1#part", "page/index.html"),
        ("/sub/", "page/sub/index.html"),
        ("/sub", "page/sub/index.html"),
        ("/sub/a%20b.css", "page/sub/a b.css"),
        ("/own.png", "page/own.png"),
        ("/within.png", "page/own.png"),
        ("/asset_001.png", "assets/asset_001.png"),
        ("/deep/down/asset_001.png", "assets/asset_001.png"),
        ("/assets/asset_1000.webm", "assets/asset_1000.webm"),
        ("/asset_002.png", "page/asset_002.png"),
    ],
)
def test_served(site: Site, path: str, file: str) -> None:
    assert served(site, path) == file


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/sub/../../secret.txt", "/%2e%2e%2fsecret.txt",
        "/..\\secret.txt", "/%00", "/index.html%00.png", "/link.txt", "/out/secret.txt", "//etc/passwd",
        "/%2fetc/passwd", "/etc/passwd", "/../page-other/index.html", "/none.html", "/" + "x" * 5000, "/%ff%fe",
        "/notes.txt", "/../assets/notes.txt", "/asset_01.png", "/my_asset_001.png", "/.asset_003.png", "/asset_001.png/",
        "/asset_003.png", "/asset_001.png/../notes.txt",
    ],
)  # fmt: skip
def test_not_served(site: Site, path: str) -> None:
    assert served(site, path) is None or path == "/asset_001.png/"


@pytest.mark.parametrize(
    "origin",
    ["http://candidate.test", "https://candidate.test:444", "https://candidate.test.example.org",
     "https://user@candidate.test", "https://[", "file://", "", "data:"],
)  # fmt: skip
def test_other_origins_are_none_of_ours(site: Site, origin: str) -> None:
    assert served(site, "/index.html", origin) is None


@given(
    st.lists(
        st.sampled_from(["..", ".", "", "sub", "out", "etc", "%2e%2e", "a\0", "%2f", "secret.txt"]),
        max_size=6,
    )
)
def test_whatever_is_found_lies_within(site: Site, parts: list[str]) -> None:
    for path in ("/".join(parts), quote("/".join(parts))):
        found = site.find(f"{ORIGIN}/{path}")
        assert found is None or found.is_relative_to(site.folder.resolve())


def test_without_assets_only_the_page_is_served(site: Site) -> None:
    assert served(Site(site.folder), "/asset_001.png") is None


@pytest.mark.parametrize(
    ("name", "known"),
    [("a.HTML", "text/html"), ("a.mjs", "text/javascript"), ("a.woff2", "font/woff2"), ("a.svg", "image/svg+xml"),
     ("a.nothing", "application/octet-stream")],
)  # fmt: skip
def test_content_types(name: str, known: str) -> None:
    assert content_type(Path(name)) == known


@pytest.mark.parametrize(
    ("wanted", "status", "body", "header"),
    [
        (None, 200, b"0123456789", None),
        ("bytes=0-", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=4-6", 206, b"456", "bytes 4-6/10"),
        ("bytes=8-100", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 200, b"0123456789", None),
        ("bytes=6-4", 200, b"0123456789", None),
        ("bytes=-3", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_parts(wanted: str | None, status: int, body: bytes, header: str | None) -> None:
    got, headers, sent = part(b"0123456789", wanted)
    assert (got, sent, headers.get("content-range")) == (status, body, header)
