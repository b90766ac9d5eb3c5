"""Which visible text came and went between two snapshots, as a prompt may show it."""

from collections import Counter
from collections.abc import Sequence

from agents.models.prompts import untrusted
from judge.visual.text import lines_of
from tasks.evidence import Snapshot

LEGIBLE = 7.0
"""CSS pixels; nobody can read a lower line, so only a model would be addressed by it."""
MOST_LINES = 30
"""Of those gone, and again of those new."""
MOST_CHARACTERS = 160
"""Of one line."""


def text_changes(before: Snapshot, after: Snapshot) -> str:
    """The lines that are gone, then those that are new, in the page's order; safe to stand in a prompt.

    Only words that can be seen count: no alternative text, no names of the accessible tree, nothing lower
    than `LEGIBLE`. A line that only moved is neither gone nor new.
    """
    old, new = _lines(before), _lines(after)
    told = _told("gone", _without(old, new)) + _told("new", _without(new, old))
    return "\n".join(told) or "(the visible text is the same)"


def _lines(snapshot: Snapshot) -> list[str]:
    return [line.text for line in lines_of(snapshot.words) if line.box.h >= LEGIBLE]


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """`lines` less `others`, each as often as it stands there."""
    left = Counter(others)
    kept = []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            kept.append(line)
    return kept


def _told(what: str, lines: Sequence[str]) -> list[str]:
    told = [f"{what}: {untrusted(line, MOST_CHARACTERS)}" for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        told.append(f"{what}: … ({len(lines) - MOST_LINES} more lines)")
    return told
