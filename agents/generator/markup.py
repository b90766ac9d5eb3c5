"""Where the tags of an HTML text stand, as a browser would find them; nothing between them is touched.

Follows the tokenizer of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html) as far as it
decides what is a tag: comments, raw text (scripts with their escapes), attributes, SVG and MathML. Linear in
the text's length, whatever the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal

_WS = "\t\n\f\r "
_NAME = re.compile(rf"[^{_WS}/>]+")
_BETWEEN = re.compile(rf"[{_WS}/]*")
_SPACE = re.compile(rf"[{_WS}]*")
_ATTRIBUTE = re.compile(rf"=?[^{_WS}/>=]*")
_UNQUOTED = re.compile(rf"[^{_WS}>]*")
_COMMENT_END = re.compile(r"--!?>")
_SCRIPT = re.compile(rf"<!---*>|<!--|-->|<(/?)script(?=[{_WS}/>])", re.I)
_SEARCHED = ("style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript")
_RAW = frozenset(("script", "plaintext", *_SEARCHED))
_RAW_END = {name: re.compile(rf"</{name}(?=[{_WS}/>])", re.I) for name in _SEARCHED}


@dataclass(frozen=True)
class Attribute:
    """One attribute of a start tag."""

    name: str
    """Lower case."""
    value: str
    """Without its quotes, entities read; empty where there is none."""
    start: int
    """Where the name begins in the text."""
    end: int
    """Behind the value and its quote."""


@dataclass(frozen=True)
class Tag:
    """A start tag or an end tag."""

    kind: Literal["start", "end"]
    name: str
    """Lower case."""
    start: int
    end: int
    attributes: tuple[Attribute, ...] = ()
    closed: bool = False
    """Ends in `/>`, which closes only what is SVG or MathML."""

    def get(self, name: str) -> str | None:
        """The value of the first attribute of that name (the one that a browser takes)."""
        return next((one.value for one in self.attributes if one.name == name), None)


@dataclass(frozen=True)
class Raw:
    """What stands in an element that holds no tags: a script, a style sheet, a title."""

    element: str
    start: int
    end: int


def tokens(html: str, start: int = 0) -> Iterator[Tag | Raw]:
    """The tags and raw texts of `html` from `start` on, in order. A tag that is cut off is none."""
    at, foreign = start, 0
    while (at := html.find("<", at)) >= 0:
        begin = _NAME.match(html, at + (2 if html.startswith("</", at) else 1))
        if begin is None or not (begin[0][0].isascii() and begin[0][0].isalpha()):
            at = _no_tag(html, at, foreign > 0)
            continue
        tag = _tag(html, at, begin)
        if tag is None:
            return
        yield tag
        at = tag.end
        if tag.name in ("svg", "math"):
            foreign = foreign + (not tag.closed) if tag.kind == "start" else max(0, foreign - 1)
        elif _holds_raw(tag, foreign > 0):
            end = _raw_end(html, tag.name, at)
            yield Raw(tag.name, at, end)
            at = end


def _no_tag(html: str, at: int, foreign: bool) -> int:
    """Behind the `<` at `at` that opens no tag, or behind the comment that it opens."""
    if html.startswith("<!--", at):
        return _comment_end(html, at)
    if foreign and html.startswith("<![CDATA[", at):
        return _behind(html, "]]>", at)
    if html.startswith(("<!", "<?", "</"), at):
        return _behind(html, ">", at)
    return at + 1


def _holds_raw(tag: Tag, foreign: bool) -> bool:
    if tag.kind == "end" or tag.name not in _RAW:
        return False
    # In SVG a style is read as tags, too; what it holds is a style sheet all the same.
    return tag.name in ("script", "style") and not tag.closed if foreign else True


def _behind(html: str, mark: str, at: int) -> int:
    found = html.find(mark, at)
    return len(html) if found < 0 else found + len(mark)


def _comment_end(html: str, at: int) -> int:
    for empty in ("<!-->", "<!--->"):
        if html.startswith(empty, at):
            return at + len(empty)
    found = _COMMENT_END.search(html, at + 4)
    return found.end() if found else len(html)


def _raw_end(html: str, name: str, at: int) -> int:
    """Where the raw text that begins at `at` ends: at its end tag, or with the document."""
    if name != "script":
        found = _RAW_END[name].search(html, at) if name in _RAW_END else None
        return found.start() if found else len(html)
    # In a script, "<!-- <script>" makes the next end tag part of the script.
    depth = 0
    for mark in _SCRIPT.finditer(html, at):
        if mark[0] == "<!--":
            depth = max(depth, 1)
        elif mark[0] == "-->":
            depth = 0
        elif mark[1] == "" and depth:
            depth = 2
        elif mark[1] == "/" and depth == 2:
            depth = 1
        elif mark[1] == "/":
            return mark.start()
    return len(html)


def _tag(html: str, at: int, begin: re.Match[str]) -> Tag | None:
    """The tag at `at` whose name `begin` matched; None where the text ends within it."""
    attributes: list[Attribute] = []
    place = _past(_BETWEEN, html, begin.end())
    while not html.startswith(">", place):
        attribute = _attribute(html, place) if place < len(html) else None
        if attribute is None:
            return None
        attributes.append(attribute)
        place = _past(_BETWEEN, html, attribute.end)
    last = attributes[-1].end if attributes else begin.end()
    closed = place > last and html[place - 1] == "/"
    kind: Literal["start", "end"] = "end" if html[at + 1] == "/" else "start"
    return Tag(kind, begin[0].lower(), at, place + 1, tuple(attributes), closed)


def _attribute(html: str, at: int) -> Attribute | None:
    """The attribute that begins at `at`; None where its quote is never closed."""
    end = named = _past(_ATTRIBUTE, html, at)
    value = ""
    equals = _past(_SPACE, html, end)
    if html.startswith("=", equals):
        begin = _past(_SPACE, html, equals + 1)
        if html.startswith(("'", '"'), begin):
            end = html.find(html[begin], begin + 1) + 1
            if not end:
                return None
            value = html[begin + 1 : end - 1]
        else:
            end = _past(_UNQUOTED, html, begin)
            value = html[begin:end]
    return Attribute(html[at:named].lower(), unescape(value), at, end)


def _past(pattern: re.Pattern[str], html: str, at: int) -> int:
    """Behind what `pattern` matches at `at`; `at` where that is nothing."""
    found = pattern.match(html, at)
    return found.end() if found else at
