"""The files of a page that can be mutated: markup, scripts and style sheets of their own, bundles, too."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from agents.mutation.page import MARKUP, SCRIPTS, STYLES, ParsedFile
from tasks.errors import InputError
from tasks.files import tree_files
from tasks.variants import INDEX

LARGEST = 2_000_000
"""Characters of a file; taking one of that size apart takes two seconds."""
PICTURES = (".png", ".webp", ".jpg", ".jpeg", ".gif", ".svg", ".avif")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


@dataclass(frozen=True)
class PageSources:
    """The texts of a page's files."""

    texts: dict[str, str]
    """By their place in its folder, index.html first."""
    pictures: tuple[str, ...] = ()
    """Its picture files, likewise."""
    unread: tuple[str, ...] = ()
    """Which of its files were not read, and why, a sentence each."""
    files: frozenset[str] = frozenset()
    """All that the folder holds."""

    @cached_property
    def parsed(self) -> tuple[ParsedFile, ...]:
        """The files taken apart."""
        return tuple(ParsedFile(name, text) for name, text in self.texts.items())

    @property
    def left_alone(self) -> tuple[str, ...]:
        """What of the page can't be mutated, and why, a sentence each."""
        return (*self.unread, *_elsewhere(self), *_no_javascript(self))


def read_sources(folder: Path) -> PageSources:
    """The sources of the page in `folder`, as far as one that is used names them: what nothing names is
    never loaded. Raises InputError where there is no index.html, or it is not UTF-8."""
    files = {path.relative_to(folder).as_posix(): path for path in tree_files(folder)}
    sources = {
        name: path
        for name, path in files.items()
        if path.suffix.lower() in MARKUP | SCRIPTS | STYLES and name != INDEX
    }
    notes: list[str] = []
    texts = {INDEX: _index(folder / INDEX)}
    asked = [texts[INDEX]]
    while asked:
        text = asked.pop()
        for name in [name for name in sources if _names(text, name)]:
            found = _read(name, sources.pop(name), notes)
            if found is not None:
                texts[name] = found
                asked.append(found)
    if sources:
        notes.append(f"nothing that the page loads names {_listed(sorted(sources))}")
    ordered = {name: texts[name] for name in (INDEX, *sorted(texts.keys() - {INDEX}))}
    pictures = tuple(name for name, path in files.items() if path.suffix.lower() in PICTURES)
    return PageSources(ordered, pictures, tuple(notes), frozenset(files))


def integrity(page: PageSources, name: str) -> list[tuple[str, int, int]]:
    """Where markup binds a browser to the very bytes of the file `name`: file, start and end of each such
    attribute. With it, a changed file would not be loaded."""
    return [
        (file.name, one.start, one.end)
        for file in page.parsed
        for tag in file.tags
        if _file(tag.get("src") or tag.get("href") or "").name == PurePosixPath(name).name
        for one in tag.attributes
        if one.name == "integrity"
    ]


def _names(text: str, name: str) -> bool:
    base = PurePosixPath(name).name
    return base in text and re.search(rf"(?<![\w-]){re.escape(base)}", text) is not None


def _index(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise InputError(f"{path.parent}: no {INDEX} to derive variants from") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save it as UTF-8") from None


def _read(name: str, path: Path, notes: list[str]) -> str | None:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        notes.append(f"{name} is not UTF-8")
        return None
    if len(text) > LARGEST:
        notes.append(f"{name} has {len(text):,} characters; at most {LARGEST:,} can be taken apart")
        return None
    return text


def _elsewhere(page: PageSources) -> list[str]:
    """Scripts and style sheets that the markup asks for and the folder does not hold."""
    there = {PurePosixPath(name).name for name in page.files}
    found: list[str] = []
    for file in page.parsed:
        for tag in file.tags:
            sheet = tag.name == "link" and "stylesheet" in (tag.get("rel") or "").lower()
            url = tag.get("src") if tag.name == "script" else tag.get("href") if sheet else None
            if url and not url.startswith("data:"):
                if _SCHEME.match(url):
                    found.append(f"{file.name} loads {url[:120]}, which is not in the page's folder")
                elif _file(url).name not in there:
                    found.append(f"{file.name} loads {url[:120]}, and there is no such file")
    return list(dict.fromkeys(found))


def _no_javascript(page: PageSources) -> list[str]:
    """Scripts that are no JavaScript throughout."""
    return [
        f"{file.name} has a script that can't be read as JavaScript throughout"
        for file in page.parsed
        if any(script.root.has_error for script in file.scripts)
    ]


def _file(url: str) -> PurePosixPath:
    try:
        return PurePosixPath(unquote(urlsplit(url).path))
    except ValueError:
        return PurePosixPath()


def _listed(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
