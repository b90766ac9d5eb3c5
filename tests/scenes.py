"""Moments of a page made by hand, and a criterion's finding on a step from one to another; no browser."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rubrics.criteria.registry import parse_criterion
from rubrics.evaluate import check
from rubrics.scene import Reader, StepScene
from rubrics.schema import Checkpoint
from rubrics.verdict import Finding
from tasks.evidence import Event, Node, Snapshot, StepEvidence, Word
from tasks.geometry import Box

VIEWPORT = (1280, 720)
LETTER = 8.0
HEIGHT = 18.0

Texts = Sequence[tuple[str, float, float]]
"""Lines: the text and where its upper left corner is; 8 px a letter, 18 px high."""


def words(texts: Texts, height: float = HEIGHT) -> tuple[Word, ...]:
    found = []
    for line, (text, x, y) in enumerate(texts):
        at = x
        for part in text.split():
            found.append(Word(text=part, box=Box(at, y, LETTER * len(part), height), line=line))
            at += LETTER * (len(part) + 1)
    return tuple(found)


def page(texts: Texts = (), **fields: Any) -> Snapshot:
    return Snapshot(**{"picture": "blank", "url": "http://candidate.test/", "words": words(texts), **fields})


def node(role: str, name: str = "", box: Box | None = None, parent: int | None = None, **fields: Any) -> Node:
    return Node(role=role, name=name, box=box, parent=parent, **fields)


def judge(
    criterion: dict[str, Any],
    before: Snapshot,
    after: Snapshot,
    events: tuple[Event, ...] = (),
    pictures: Path = Path(),
    reader: Reader | None = None,
) -> Finding:
    step = StepEvidence(
        step="s", index=1, action="click", status="performed", before=before, after=after, events=events
    )
    scene = StepScene.of(step, VIEWPORT, lambda key: pictures / f"{key}.png", reader)
    (finding,) = check(Checkpoint(criteria=(parse_criterion(criterion),)), scene)
    return finding


def value(criterion: dict[str, Any], before: Snapshot, after: Snapshot, **extra: Any) -> str:
    return judge(criterion, before, after, **extra).value


EMPTY = page()
