"""A file of a page taken apart: scripts as syntax trees, style sheets as declarations, markup as tags."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from agents.generator.markup import Raw, Tag, tokens
from agents.mutation.script import Script

MARKUP = frozenset((".html", ".htm", ".xhtml"))
SCRIPTS = frozenset((".js", ".mjs", ".cjs", ".jsx"))
STYLES = frozenset((".css",))

_SCRIPT_TYPES = frozenset((
    "", "module", "text/javascript", "application/javascript", "text/ecmascript", "application/ecmascript",
    "text/babel", "text/jsx",
))  # fmt: skip


@dataclass(frozen=True)
class Declaration:
    """`name: value` in a style sheet."""

    selector: str
    name: str
    value: str
    start: int
    """Where the value begins in the file's text."""

    @property
    def end(self) -> int:
        return self.start + len(self.value)


@dataclass(frozen=True)
class Text:
    """A piece of text between tags, without the white space around it."""

    text: str
    start: int


class ParsedFile:
    """The text of one file of a page and its parts, in the order of the source."""

    def __init__(self, name: str, text: str) -> None:
        """`name`: its place in the page's folder; the suffix says what it is."""
        self.name = name
        self.html = text
        self.tags: list[Tag] = []
        self.scripts: list[Script] = []
        self.declarations: list[Declaration] = []
        self.texts: list[Text] = []
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in SCRIPTS:
            self.scripts.append(Script(text, 0, len(text)))
        elif suffix in STYLES:
            self.declarations += declarations(text, 0, len(text))
        else:
            self._markup()

    def _markup(self) -> None:
        last: Tag | None = None
        behind = 0
        for token in tokens(self.html):
            if isinstance(token, Raw):
                self._raw(token, last)
            else:
                if last is not None:
                    self._text(behind, token.start)
                self.tags.append(token)
                last = token
            behind = token.end

    def _raw(self, raw: Raw, tag: Tag | None) -> None:
        kind = (tag.get("type") or "").strip().lower() if tag else ""
        if raw.element == "script" and tag and tag.get("src") is None and kind in _SCRIPT_TYPES:
            self.scripts.append(Script(self.html, raw.start, raw.end))
        elif raw.element == "style":
            self.declarations += declarations(self.html, raw.start, raw.end)

    def _text(self, start: int, end: int) -> None:
        piece = self.html[start:end]
        text = piece.strip()
        # A comment is no text; one that holds both is left alone.
        if text and "<!" not in text:
            self.texts.append(Text(text, start + len(piece) - len(piece.lstrip())))


def declarations(html: str, start: int, end: int) -> Iterator[Declaration]:
    """The declarations of a style sheet, nested ones too; comments, strings and `url()` are read past."""
    selectors: list[str] = []
    at = begin = start
    while at < end:
        character = html[at]
        if character == "{":
            selectors.append(" ".join(_plain(html[begin:at]).split()))
        elif character in ";}":
            yield from _declaration(html, begin, at, selectors)
            if character == "}" and selectors:
                selectors.pop()
        at = _past(html, at, end)
        if character in "{;}":
            begin = at


def _declaration(html: str, begin: int, end: int, selectors: list[str]) -> Iterator[Declaration]:
    while (begin := begin + len(html[begin:end]) - len(html[begin:end].lstrip())) < end:
        if not html.startswith("/*", begin):
            break
        begin = _past(html, begin, end)
    name, colon, value = html[begin:end].partition(":")
    if colon and selectors and value.strip():
        place = begin + len(name) + 1 + len(value) - len(value.lstrip())
        yield Declaration(selectors[-1], name.strip().lower(), value.strip(), place)


def _past(html: str, at: int, end: int) -> int:
    """Behind the comment, string, bracket or character at `at`."""
    if html.startswith("/*", at):
        found = html.find("*/", at + 2, end)
        return end if found < 0 else found + 2
    if html[at] in "\"'":
        quote = html[at]
        at += 1
        while at < end and html[at] != quote:
            at += 2 if html[at] == "\\" else 1
        return min(at + 1, end)
    if html[at] == "(":
        at += 1
        while at < end and html[at] != ")":
            at = _past(html, at, end)
        return min(at + 1, end)
    return at + 1


def _plain(selector: str) -> str:
    """A selector without comments before it."""
    return selector.rpartition("*/")[2]
