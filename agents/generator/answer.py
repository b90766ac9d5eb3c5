"""From a model's reply to a page: every reply has one of a few outcomes, each with a name."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agents.generator.markup import Tag, tokens

Outcome = Literal["block", "several", "bare", "truncated", "fragment", "svg", "done", "prose", "empty"]
"""What a reply was.

- `block`: one code block with a whole document: what was asked for
- `several`: several whole documents or code blocks; the page is the largest whole document
- `bare`: a whole document without a code block
- `truncated`: the page was cut off: it lacks its closing tag, or the output limit came first
- `fragment`: no document, but HTML (the last such block), put into a minimal document
- `svg`: a drawing and nothing else, put into a minimal document
- `done`: no page, but the word that says that nothing is left to do
- `prose`: words without a page
- `empty`: nothing
"""

WHOLE: frozenset[Outcome] = frozenset(("block", "several", "bare"))
"""The outcomes that are a whole document."""

DONE = "DONE"
"""A line of its own by which a model says that its page is as good as it can make it."""


@dataclass(frozen=True)
class Parsed:
    """What a reply came to."""

    html: str | None
    """The page; None where the reply holds none."""
    outcome: Outcome
    note: str
    """One sentence of ours for the report; holds nothing of the reply."""


@dataclass(frozen=True)
class _Block:
    """A fenced code block."""

    language: str
    text: str
    start: int
    end: int
    closed: bool


@dataclass(frozen=True)
class _Document:
    text: str
    start: int
    whole: bool


_START = re.compile(r"<!doctype\s+html|<html(?=[\s>])", re.I)
_INNER = re.compile(r"<(?!html[\s>])[a-z]", re.I)
_LINE_START = re.compile(r"^[ \t]*(?=<!doctype\s+html|<html[\s>])", re.I | re.M)
_DOCTYPE_BEFORE = re.compile(r"<!doctype\s+html[^<>]*>\s*\Z", re.I)
_LONGEST_DOCTYPE = 200  # characters, with the white space behind it
_FENCED_START = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[^\n`]*\n\s*(?=<!doctype\s+html|<html[\s>])", re.I | re.M)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n`]*)$", re.M)
_CLOSING_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[ \t]*$", re.M)
_ELEMENT = re.compile(r"<[a-z][a-z0-9-]*[\s/>]", re.I)
_SVG = re.compile(
    r"(?>(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!doctype\s+svg[^>]*>\s*)*)<svg[\s>]", re.I | re.S
)
_MARKUP = frozenset(("", "html", "htm", "xhtml", "xml", "svg", "markup"))
_WRAPPED = '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Page</title>\n{}\n</html>\n'


def parse(reply: str, stop: Literal["end", "length"] = "end") -> Parsed:
    """The page in `reply`, which was cut off where `stop` is `length`. Never raises.

    Thoughts that a model wrote down before its answer (`<think>…</think>`) are read only when there is no
    page behind them.
    """
    # What can't be written down as UTF-8 (half a surrogate pair) is no text.
    text = reply.encode("utf-8", "replace").decode().replace("\r\n", "\n")
    head, mark, answer = text.partition("</think>")
    if mark and head.lstrip().startswith("<think>"):
        parsed = _parse(answer, stop == "length")
        if parsed.html is not None or parsed.outcome == "done":
            return parsed
    return _parse(text, stop == "length")


def _parse(text: str, cut: bool) -> Parsed:
    if not text.strip():
        return Parsed(None, "empty", "The reply is empty.")
    blocks = list(_blocks(text))
    return _of_documents(text, blocks, cut) or _of_fragments(text, blocks, cut) or _of_words(text)


def _of_documents(text: str, blocks: list[_Block], cut: bool) -> Parsed | None:
    """The page, where there is the beginning of a document."""
    documents = list(_documents(text, cut))
    whole = [document for document in documents if document.whole]
    behind = " The reply was cut off behind it." if cut else ""
    if not documents:
        return None
    if not whole:
        longest = max((document.text for document in documents), key=len)
        why = "The reply was cut off at the output limit" if cut else "The document has no closing tag"
        return Parsed(longest, "truncated", f"{why}; the browser closes what is open.")
    page = max(whole, key=lambda document: len(document.text))
    if len(whole) > 1 or not all(_touch(block, page) for block in blocks):
        note = (
            f"{len(whole)} whole documents and {len(blocks)} code blocks; the largest document is the page."
        )
        return Parsed(page.text, "several", note + behind)
    if blocks:
        return Parsed(page.text, "block", "One code block with a whole document." + behind)
    return Parsed(page.text, "bare", "A whole document without a code block." + behind)


def _touch(block: _Block, page: _Document) -> bool:
    """Whether a block holds the page or a piece of it, as where a script in it draws a fence."""
    return block.start < page.start + len(page.text) and page.start < block.end


def _documents(text: str, cut: bool) -> Iterator[_Document]:
    """Every document that begins in `text`, from its first tag to its closing tag.

    The closing tag is found as a browser finds it, so that back-ticks, or a second document, in a script's
    strings end nothing. A document that begins at a fence ends the one before, if that one's block is closed.
    """
    fences = [found.start() for found in _CLOSING_FENCE.finditer(text)]
    fenced = [found.start() for found in _FENCED_START.finditer(text)]
    # In the middle of a line it is a word of the prose, unless there is no other beginning and it has an end.
    inline = _LINE_START.search(text) is None
    pattern = _START if inline else _LINE_START
    at = 0
    while begin := pattern.search(text, at):
        start = _with_doctype(text, begin.start() if inline else begin.end(), at)
        fence = _first(fences, start, len(text))
        limit = _first(fenced, fence + 1, len(text))
        end = _closing_tag(text, start, limit)
        if end is None:
            # A reply that ends within its last block has no fence behind it.
            last = limit if cut and limit == len(text) else min(limit, fence)
            if not inline:
                yield _Document(text[start:last], start, False)
        elif not inline or _INNER.search(text, start, end):
            yield _Document(text[start:end], start, True)
        at = limit if end is None else end


def _with_doctype(text: str, start: int, at: int) -> int:
    """Where the document whose first tag stands at `start` begins, not before `at`."""
    doctype = _DOCTYPE_BEFORE.search(text, max(at, start - _LONGEST_DOCTYPE), start)
    return doctype.start() if doctype else start


def _first(places: list[int], at: int, otherwise: int) -> int:
    """The first of the sorted `places` that is not before `at`."""
    index = bisect_left(places, at)
    return places[index] if index < len(places) else otherwise


def _closing_tag(text: str, start: int, limit: int) -> int | None:
    """Behind the document's closing tag, where it has one before `limit`."""
    for token in tokens(text, start):
        if token.end > limit:
            return None
        if isinstance(token, Tag) and token.kind == "end" and token.name == "html":
            return token.end
    return None


def _blocks(text: str) -> Iterator[_Block]:
    """The fenced code blocks, as CommonMark has them."""
    at = 0
    while opening := _FENCE.search(text, at):
        mark = opening[1]
        closing = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.M)
        found = closing.search(text, opening.end())
        end = found.start() if found else len(text)
        language = next(iter(opening[2].split()), "").lower()
        inside = text[opening.end() : end].strip("\n")
        yield _Block(language, inside, opening.end(), end, bool(found))
        at = found.end() if found else len(text)


def _of_fragments(text: str, blocks: list[_Block], cut: bool) -> Parsed | None:
    """The page, where there is HTML or a drawing without a document around it."""
    fitting = [block for block in blocks if block.language in _MARKUP and _ELEMENT.search(block.text)]
    if fitting:
        html, ends = fitting[-1].text.strip(), fitting[-1].closed
    elif (not blocks and _ELEMENT.match(text.strip())) or _SVG.match(text.strip()):
        html, ends = text.strip(), not cut
    else:
        return None
    wrapped = _WRAPPED.format(html)
    if not ends:
        return Parsed(wrapped, "truncated", "Not a whole document, and cut off; the browser closes it.")
    if _SVG.match(html):
        return Parsed(wrapped, "svg", "A drawing only; it was put into a minimal document.")
    return Parsed(wrapped, "fragment", "HTML without a document; it was put into a minimal one.")


def _of_words(text: str) -> Parsed:
    if any(line.strip(" \t*_`.!\"'") == DONE for line in text.splitlines()):
        return Parsed(None, "done", "The model says that nothing is left to do.")
    return Parsed(None, "prose", "Words, but no page.")
