"""What an operator proposes, and how it becomes edits that anybody can apply."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agents.mutation.page import ParsedFile
from tasks.variants import INDEX, Edit, apply_edits

_WIDEST = 4000
"""Characters that an edit may find; more, nobody reads."""


@dataclass(frozen=True)
class Replacement:
    """The file's text from `start` to `end` becomes `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Mutation:
    """One fault: what is replaced, and in a sentence what that means."""

    replacements: tuple[Replacement, ...]
    about: str
    scope: str
    """The function, selector or element that it lies in; part of its name."""


@dataclass(frozen=True)
class Source:
    """What operators work on: one file of a page."""

    file: ParsedFile
    images: tuple[str, ...] = ()
    """The page's picture files, relative to it."""
    words: tuple[str, ...] = ()
    """The words that are written in all of its files, sorted."""


@dataclass(frozen=True)
class MutationOperator:
    """A kind of fault."""

    name: str
    propose: Callable[[Source], Iterator[Mutation]]
    """Every place where it applies, in the order of the source."""
    looks: bool = False
    """Whether it changes style sheets alone, so that what moves, moves by layout."""


@dataclass(frozen=True)
class Candidate:
    """A page that may differ from its original."""

    id: str
    operator: str
    about: str
    edits: tuple[Edit, ...]
    looks: bool = False
    """As its operator's."""


def edits_of(html: str, replacements: Sequence[Replacement], file: str = INDEX) -> tuple[Edit, ...] | None:
    """Edits that make the replacements in the text of `file`, each finding a text that stands once when its
    turn comes.

    None where nothing would change, the replacements touch one another, or an edit would be too long to read.
    """
    edits: list[Edit] = []
    now = html
    # From the end on, so that places before stay what they are.
    real = [one for one in replacements if html[one.start : one.end] != one.text]
    ordered = sorted(real, key=lambda one: one.start, reverse=True)
    for one in ordered:
        edit = _unique(now, one, file)
        if edit is None:
            return None
        edits.append(edit)
        now = now[: one.start] + one.text + now[one.end :]
    if now == html or any(a.start < b.end for a, b in pairwise(ordered)):
        return None
    if apply_edits(html, edits) != now:
        raise AssertionError("edits that do not make the replacements")
    return tuple(edits)


def _unique(html: str, one: Replacement, file: str) -> Edit | None:
    """Grow what is to be found, a line's rest and then whole lines, until it stands once."""
    start, end = one.start, one.end
    while start == end or html.find(html[start:end]) != start or html.find(html[start:end], start + 1) >= 0:
        if end - start > _WIDEST or (start == 0 and end == len(html)):
            return None
        before, behind = html.rfind("\n", 0, max(start - 1, 0)) + 1, html.find("\n", end + 1)
        start, end = _grown(html, start, end, before, len(html) if behind < 0 else behind)
    if end - start > _WIDEST:
        return None
    replace = html[start : one.start] + one.text + html[one.end : end]
    return Edit(file=file, find=html[start:end], replace=replace)


def _grown(html: str, start: int, end: int, before: int, behind: int) -> tuple[int, int]:
    """By a few characters either way within the line, else to the next line's end."""
    step = 12
    return max(before, start - step), min(behind, end + step)


def kebab(text: str) -> str:
    """`text` as part of an identifier."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", text)
    return re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")[:24].strip("-")


def shown(source: str, limit: int = 60) -> str:
    """A piece of source on one line, for a sentence."""
    line = " ".join(source[: 8 * limit].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
