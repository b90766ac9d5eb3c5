"""Do two changes agree: did the candidate's page do what the reference's did?"""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from pydantic import Field

from judge.transition.change import Change
from judge.transition.likeness import IN_PLACE, covered, similarities
from rubrics.verdict import Value
from tasks.yamlfile import Strict

PASS = 0.7
"""Least score of a pass."""
UNSURE = 0.5
"""From here up a failure is a close one."""

Kind = Literal["added", "removed", "moved", "restyled", "shifted", "repainted"]
Words = tuple[str, ...]


class Agreement(Strict):
    """How far the two changes agree in one class."""

    kind: Kind
    f1: float = Field(ge=0.0, le=1.0)
    """Harmonic mean of the share of the reference's lines that the candidate has, and the reverse.

    For moved lines times `order`.
    """
    order: float = Field(default=1.0, ge=0.0, le=1.0)
    """Of the lines that moved on both pages, how well their order afterwards agrees (Kendall's tau)."""
    missing: tuple[str, ...] = ()
    """Lines of the reference's change that the candidate's lacks."""
    extra: tuple[str, ...] = ()
    """Lines of the candidate's change that the reference's lacks."""


class Transition(Strict):
    """The check's answer.

    Below `PASS` it is a fail. `unknown` is not for a close call: it says that this check can't tell,
    because the reference's change left no line of text changed (a canvas, a picture) while the candidate
    changed, too. The score serves as the confidence of a pass; `unsure` marks a score between `UNSURE`
    and `PASS`, for whoever picks what to look at again.
    """

    score: float = Field(ge=0.0, le=1.0)
    """The smallest F1 of the classes."""
    value: Value
    reason: str
    classes: tuple[Agreement, ...] = ()

    @property
    def unsure(self) -> bool:
        return self.value == "fail" and self.score >= UNSURE


def agree(reference: Change, candidate: Change) -> Transition:
    """Compare what happened on the two pages, class by class; the worst class decides."""
    if reference.nothing or candidate.nothing:
        return _stillness(reference, candidate)
    if not reference.told and not (candidate.added or candidate.removed or candidate.moved):
        return Transition(
            score=0.0,
            value="unknown",
            reason="The reference changed without any change of text, which this check can't compare.",
        )
    classes = _classes(reference, candidate)
    score = min((item.f1 for item in classes), default=0.0)
    if score >= PASS:
        return Transition(score=score, value="pass", reason=_praise(reference), classes=classes)
    return Transition(score=score, value="fail", reason=_blame(classes), classes=classes)


def _stillness(reference: Change, candidate: Change) -> Transition:
    if reference.nothing and candidate.nothing:
        return Transition(score=1.0, value="pass", reason="Nothing changed, as on the reference.")
    if candidate.nothing:
        lines = _quoted((*reference.added, *reference.removed, *reference.moved, *reference.restyled))
        return Transition(
            score=0.0,
            value="fail",
            reason=f"Nothing changed, while the reference did{': ' + lines if lines else ''}.",
        )
    lines = _quoted((*candidate.added, *candidate.removed, *candidate.moved, *candidate.restyled))
    return Transition(
        score=0.0,
        value="fail",
        reason=f"The page changed, while the reference did not{': ' + lines if lines else ''}.",
    )


def _classes(reference: Change, candidate: Change) -> tuple[Agreement, ...]:
    """The classes in which at least one of the two has lines."""
    # Whether a moved line passed others or was only pushed depends on the layout.
    moved = _agreement("moved", reference.moved, candidate.moved, also=(reference.shifted, candidate.shifted))
    found = [
        _agreement("added", reference.added, candidate.added),
        _agreement("removed", reference.removed, candidate.removed),
        moved,
    ]
    # A page dimmed behind a dialog hides which lines are restyled, and not every page dims: whichever of the
    # two did, the dialog tells what happened.
    dimmed = reference.repainted or (candidate.repainted and any(found))
    if not dimmed:
        found.append(_agreement("restyled", reference.restyled, candidate.restyled))
    # Being pushed along or repainted is a consequence that each page shows its own way, so it counts only
    # where nothing else tells what happened: after scrolling, or with another theme.
    if not reference.told_apart:
        found.append(
            _agreement(
                "shifted", reference.shifted, candidate.shifted, also=(reference.moved, candidate.moved)
            )
        )
        if reference.repainted:
            found.append(Agreement(kind="repainted", f1=float(candidate.repainted)))
    return tuple(item for item in found if item is not None)


def _agreement(
    kind: Kind,
    reference: Sequence[Words],
    candidate: Sequence[Words],
    also: tuple[Sequence[Words], Sequence[Words]] = ((), ()),
) -> Agreement | None:
    """F1 of two sets of lines; `also` are lines that each side may be matched with but need not have."""
    if not reference and not candidate:
        return None
    missing = _unmatched(reference, [*candidate, *also[1]])
    extra = _unmatched(candidate, [*reference, *also[0]])
    recall = 1 - len(missing) / len(reference) if reference else 0.0
    precision = 1 - len(extra) / len(candidate) if candidate else 0.0
    if not candidate and not missing:
        precision = 1.0  # all of it is found among the candidate's `also`
    if not reference and not extra:
        recall = 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    order = _order(reference, candidate) if kind == "moved" else 1.0
    return Agreement(kind=kind, f1=f1 * order, order=order, missing=_texts(missing), extra=_texts(extra))


def _order(reference: Sequence[Words], candidate: Sequence[Words]) -> float:
    """Kendall's tau, below 0 as 0, of the lines that both have; 1 where fewer than two are shared."""
    places = [column for _, column in sorted(_pairs(reference, candidate))]
    turned = [first > second for first, second in combinations(places, 2)]
    return max(0.0, 1.0 - 2.0 * sum(turned) / len(turned)) if turned else 1.0


def _unmatched(lines: Sequence[Words], others: Sequence[Words]) -> list[Words]:
    """The lines that have no partner: matched one to one, then by their words where OCR cut otherwise."""
    matched = _pairs(lines, others)
    taken_rows, taken_columns = {row for row, _ in matched}, {column for _, column in matched}
    vocabulary = [word for index, line in enumerate(others) if index not in taken_columns for word in line]
    rest = [line for index, line in enumerate(lines) if index not in taken_rows]
    return [line for line in rest if not covered(line, vocabulary)]


def _pairs(lines: Sequence[Words], others: Sequence[Words]) -> list[tuple[int, int]]:
    """Indices of the lines that are the same, one to one; among twins in their order."""
    from scipy.optimize import linear_sum_assignment

    if not lines or not others:
        return []
    alike = similarities(lines, others)
    apart = np.abs(np.subtract.outer(np.arange(len(lines)), np.arange(len(others))))
    gain = np.where(alike >= IN_PLACE, alike - 1e-6 * apart**2, 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [
        (int(row), int(column)) for row, column in zip(rows, columns, strict=True) if gain[row, column] > 0
    ]


def _texts(lines: Sequence[Words]) -> tuple[str, ...]:
    return tuple(" ".join(line) for line in lines)


def _quoted(lines: Sequence[Words], most: int = 3) -> str:
    texts = [f'"{text}"' for text in _texts(lines)]
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def _praise(reference: Change) -> str:
    kinds: list[tuple[Kind, Sequence[Words]]] = [
        ("added", reference.added),
        ("removed", reference.removed),
        ("moved", reference.moved),
        ("restyled", reference.restyled),
    ]
    told = [f"{kind} {_quoted(lines)}" for kind, lines in kinds if lines]
    if not told and reference.shifted:
        told.append(f"shifted {_quoted(reference.shifted)}")
    return f"Changed as the reference did: {'; '.join(told) or 'the whole page is repainted'}."


def _blame(classes: Sequence[Agreement]) -> str:
    """What was missing and what was too much, in the classes that fell short."""
    parts: list[str] = []
    for item in classes:
        if item.f1 >= PASS:
            continue
        if item.kind == "repainted":
            parts.append("the whole page should look otherwise")
        if item.order < 1:
            parts.append("the moved lines stand in another order")
        for word, texts in (("missing", item.missing), ("extra", item.extra)):
            if texts:
                parts.append(f"{word} among the {item.kind}: {_quoted([(text,) for text in texts])}")
    return f"Changed otherwise than the reference; {'; '.join(parts)}."
