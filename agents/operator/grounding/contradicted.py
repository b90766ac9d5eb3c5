"""What a description says against an element: it stands on another side, in another column, or a text that is
not the one meant is nearer to it.

A single candidate is no proof: what was meant may be gone. So each is held against all that is said of the
target, not only against the others.
"""

import re
from collections.abc import Sequence

from agents.operator.grounding.context import Landmark, Tie
from agents.operator.grounding.elements import Element
from agents.operator.grounding.places import in_column, in_row, is_across, same_size
from agents.operator.grounding.ranked import Page, Wanted
from agents.operator.grounding.text import has_words, plain, words
from tasks.geometry import Box

_SEEN_IN_VIEW = frozenset({"top", "bottom"})
"""Where a thing stands only until the page is scrolled."""
_OWN_SIDE = 1.3
"""How much farther away a switch's label may be than a text on its other side."""


def contradicted(wanted: Wanted, element: Element, marks: Sequence[Landmark], page: Page) -> bool:
    """Whether something that is said of the target does not hold of an element."""
    return (
        _is_elsewhere(wanted, element.box, page)
        or _is_on_another_side(wanted, element.box, marks)
        or _is_in_another_column(wanted, element, page)
        or _is_anothers_switch(wanted, element, marks, page)
        or _is_another_swatch(wanted, element.box, page)
    )


def _is_elsewhere(wanted: Wanted, box: Box, page: Page) -> bool:
    """Whether it is said to stand in a part of the page that the element is not in."""
    said = wanted.description.regions - (_SEEN_IN_VIEW if page.beyond else frozenset())
    if {"left", "right"} <= said or {"top", "bottom"} <= said:
        return False
    return any(is_across(region, box.center, page.viewport) for region in said)


def _is_on_another_side(wanted: Wanted, box: Box, marks: Sequence[Landmark]) -> bool:
    """Whether it is said to stand at the start (end) of the row of a text, and stands behind (before) it."""
    side = wanted.description.side
    if side in ("left", "right"):
        return _is_across_a_text(side, box, marks)
    if side in ("above", "below"):
        past = [box.bottom <= m.box.y + 2 if side == "below" else box.y >= m.box.bottom - 2 for m in marks]
        return bool(past) and all(past)
    if side not in ("start", "end") or not wanted.target.near:
        return False
    if re.search(r"\b(?:row|line|card|entry)\b", wanted.target.description, re.I) is None:
        return False
    level = [mark.box for mark in marks if in_row(box, mark.box) and not mark.box.holds(*box.center)]
    return bool(level) and all(_is_past(box, mark, before=side == "start") for mark in level)


def _is_across_a_text(side: str, box: Box, marks: Sequence[Landmark]) -> bool:
    """Whether it is said to stand to the left (right) of a text, and stands beyond it or in another row."""
    level = [mark.box for mark in marks if in_row(box, mark.box)]
    return bool(marks) and all(_is_past(box, mark, before=side == "left") for mark in level)


def _is_past(box: Box, mark: Box, *, before: bool) -> bool:
    """Whether what should stand before (behind) a mark in its row stands behind (before) it."""
    return box.x >= mark.right - 2 if before else box.right <= mark.x + 2


def _is_in_another_column(wanted: Wanted, element: Element, page: Page) -> bool:
    """Whether the description speaks of one column of a table, and the element stands in another."""
    box, around = element.box, page.tree.lineage(element.node)
    heads = [
        (said, head)
        for said, head, table in page.headers
        if said and head.bottom <= box.y + 2 and (table is None or table in around)
    ]
    meant = [head for said, head in heads if said <= wanted.description.words]
    return len(meant) == 1 and not in_column(meant[0], box) and any(in_column(head, box) for _, head in heads)


def _is_anothers_switch(wanted: Wanted, element: Element, marks: Sequence[Landmark], page: Page) -> bool:
    """Whether a text that is not the landmark names a switch without a name: it stands closer before it."""
    kind = wanted.description.kind
    if kind is None or "switch" not in kind.words or element.names or not wanted.near or not marks:
        return False
    box = element.box
    level = [(text, line) for text, line in page.surroundings.lines if in_row(line, box) and has_words(text)]
    before = min(
        ((box.x - line.right, text) for text, line in level if line.right <= box.x + 2), default=None
    )
    after = min(((line.x - box.right, text) for text, line in level if line.x >= box.right - 2), default=None)
    if before is None or _says(before[1], wanted.near):
        return False
    if page.context.relation(element, marks).tie is Tie.ITEM:
        return False  # the landmark is its row's title
    if after is None or not _says(after[1], wanted.near) or after[0] > _OWN_SIDE * max(before[0], 1.0):
        return True
    return _OWN_SIDE * after[0] > before[0] and _labels_go_before(box, [line for _, line in level], page)


def _labels_go_before(switch: Box, texts: Sequence[Box], page: Page) -> bool:
    """Whether the row of a switch begins with a text and not with a switch: then each has its text before
    it."""
    nodes = [one.box for one in page.snapshot.nodes if one.box and not one.text]
    like = [box for box in nodes if in_row(box, switch) and same_size(box, switch)]
    return min(one.x for one in texts) < min(one.x for one in like or [switch])


def _is_another_swatch(wanted: Wanted, box: Box, page: Page) -> bool:
    """Whether a sample of a colour is said to be of another: what else is red may be grey on another page."""
    kind, said = wanted.description.kind, wanted.description.colours
    if kind is None or "swatch" not in kind.words or not said or page.colours is None:
        return False
    seen = page.colours(box)
    return bool(seen) and not seen & said


def _says(text: str, wanted: str) -> bool:
    return plain(text) == plain(wanted) or set(words(wanted)) <= set(words(text))
