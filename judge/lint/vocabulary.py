"""The texts that a criterion speaks of, and those that the reference ever shows."""

import re
from collections.abc import Iterator

from rubrics.criteria.base import Criterion
from rubrics.criteria.combine import AllOf, AnyOf, Not
from rubrics.scene import Scene
from rubrics.text import normalise

LIKE = 60.0
"""Of 100; a text less like the one that was sought is no help."""

_TEXTS = ("text", "texts", "near", "name", "value", "label", "under", "rather_than")
"""The fields by which criteria name what is seen."""
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def parts(criterion: Criterion, whole: tuple[type[Criterion], ...] = ()) -> Iterator[Criterion]:
    """The criterion, or those that it is made of; those of the kinds `whole` are not taken apart."""
    match criterion:
        case _ if isinstance(criterion, whole):
            yield criterion
        case AllOf(criteria=inner) | AnyOf(criteria=inner):
            for one in inner:
                yield from parts(one, whole)
        case Not(criterion=one):
            yield from parts(one, whole)
        case _:
            yield criterion


def texts(criterion: Criterion) -> list[str]:
    """What it expects to read on the page or in its tree, each once."""
    found: dict[str, None] = {}
    for part in parts(criterion):
        for field in _TEXTS:
            value = getattr(part, field, None)
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str) and normalise(text):
                    found[text] = None
    return list(found)


def any_number(text: str) -> str | None:
    """`text`, normalised, as a pattern by which each of its numbers may be another; None without numbers."""
    pieces = _DIGITS.split(normalise(text))
    return r"\d+(?:[.,]\d+)*".join(map(re.escape, pieces)) if len(pieces) > 1 else None


class Vocabulary:
    """All that some moments of a page say: visible text, names and values."""

    def __init__(self, moments: list[Scene]) -> None:
        self._moments = moments
        named = (
            text for at in moments for n in at.snapshot.nodes for text in (n.name, n.value or "", n.text)
        )
        shown = (text for at in moments for passage in at.passages for text, _ in passage.readings())
        plain = {normalise(text): text for text in (*named, *shown)}
        self._texts = {key: text for key, text in plain.items() if key}

    def has(self, text: str) -> bool:
        """Whether `text` is ever seen, or is part of a name or value."""
        wanted = normalise(text)
        return any(wanted in known for known in self._texts) or any(at.find(text) for at in self._moments)

    def nearest(self, text: str) -> str | None:
        """What is most like `text`; None where nothing is."""
        from rapidfuzz import fuzz

        wanted = normalise(text)
        best, score = None, LIKE
        for known in sorted(self._texts):
            if len(known) <= len(wanted):
                piece, like = known, fuzz.ratio(wanted, known)
            else:
                found = fuzz.partial_ratio_alignment(wanted, known)
                if found is None:
                    continue
                piece = _whole_words(known, found.dest_start, found.dest_end)
                # Of two places that hold as much of it, the one that says less beside it.
                like = 0.7 * found.score + 0.3 * fuzz.ratio(wanted, piece)
            if like > score:
                best, score = self._as_written(known, piece), like
        return best

    def matching(self, pattern: str) -> list[str]:
        """What fits the pattern, each once, sorted."""
        search = re.compile(rf"(?<!\d){pattern}(?!\d)")
        return sorted({match[0] for known in self._texts for match in search.finditer(known)})

    def _as_written(self, known: str, piece: str) -> str:
        """`piece` of the normalised text with the capitals of the text itself, where they can be told."""
        text = " ".join(self._texts[known].split())
        start = text.casefold().find(piece)
        return text[start : start + len(piece)] if start >= 0 else piece


def _whole_words(text: str, start: int, end: int) -> str:
    start = text.rfind(" ", 0, start + 1) + 1
    stop = text.find(" ", max(end - 1, 0))
    return text[start : stop if stop >= 0 else len(text)].strip()
