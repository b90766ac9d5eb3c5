"""Words of order: the third of like things side by side, the one in the second row."""

import re
from collections.abc import Callable, Sequence

from agents.operator.grounding.places import in_column, in_row
from agents.operator.grounding.ranked import Page, Ranked, Wanted, distinct
from tasks.geometry import Box

_SIZE = 0.25  # relative; like things differ by no more in height
_REGIONS = {
    "top": r"\b(?:at the top|top (?:bar|row|line)|upper|header|in the head)\b",
    "bottom": r"\b(?:at the bottom|bottom (?:bar|row|line)|lower|footer|at the foot)\b",
    "left": r"\b(?:on the left|left (?:column|bar|rail|side|panel))\b",
    "right": r"\b(?:on the right|right (?:column|bar|rail|side|panel))\b",
}


def nth(wanted: Wanted, pool: Sequence[Ranked], page: Page) -> Ranked | None:
    """The one that the description counts to; None where it can't be counted, or to more than one."""
    things = distinct(pool)
    row, order = wanted.description.row, wanted.description.order
    if row is not None:
        things = _in_row(row, things, page)
        if order is None:
            return things[0] if len(things) == 1 else None
    if order is None:
        return None
    series = [one for one in _series(things) if len(one) >= abs(order)]
    series = _in_region(wanted.target.description, series) if len(series) > 1 else series
    return _at(series[0], order) if len(series) == 1 else None


def _at(things: Sequence[Ranked], number: int) -> Ranked:
    return things[number - 1 if number > 0 else number]


def _series(things: Sequence[Ranked]) -> list[list[Ranked]]:
    """Like things side by side, in a row, else below each other; at least two each."""
    rows = _lines(things, lambda a, b: in_row(a, b) and _alike(a.h, b.h), lambda box: box.x)
    alone = [row[0] for row in rows if len(row) == 1]
    columns = _lines(alone, lambda a, b: in_column(a, b) and _alike(a.w, b.w), lambda box: box.y)
    return [line for line in [*rows, *columns] if len(line) > 1]


def _lines(
    things: Sequence[Ranked], fits: Callable[[Box, Box], bool], place: Callable[[Box], float]
) -> list[list[Ranked]]:
    """Groups of things each of which fits the one before it."""
    lines: list[list[Ranked]] = []
    for one in sorted(things, key=lambda one: place(one.element.box)):
        line = next((line for line in lines if fits(line[-1].element.box, one.element.box)), None)
        lines.append([one]) if line is None else line.append(one)
    return lines


def _alike(a: float, b: float) -> bool:
    return abs(a - b) <= _SIZE * max(a, b)


def _in_row(number: int, things: Sequence[Ranked], page: Page) -> list[Ranked]:
    """Those in the row, card or entry of that number, of the one repetition that has so many of these."""
    tree = page.tree
    by_list: dict[int | None, dict[int, list[Ranked]]] = {}
    for one in things:
        item = tree.item_of(one.element.node) if one.element.node is not None else None
        if item is not None:
            by_list.setdefault(tree.nodes[item].parent, {}).setdefault(item, []).append(one)
    if len(by_list) == 1 and len(things) > 1 and len(only := next(iter(by_list.values()))) == 1:
        return next(iter(only.values()))  # they are those of that row alone already
    found = []
    for held in by_list.values():
        items = [one for one in tree.items(min(held)) if "columnheader" not in tree.shape(one)]
        at = number - 1 if number > 0 else number
        if -len(items) <= at < len(items) and len(held) >= 0.5 * len(items) and len(items) > 1:
            found.append(held.get(items[at], []))
    return found[0] if len(found) == 1 else []


def _in_region(text: str, series: list[list[Ranked]]) -> list[list[Ranked]]:
    """The series that stands where the description says: at the top, on the left."""
    for region, pattern in _REGIONS.items():
        if re.search(pattern, text, re.I):
            side = _SIDES[region]
            order = sorted(series, key=lambda line: side(line[0].element.box))
            first, second = (side(line[0].element.box) for line in order[:2])
            return order[:1] if second - first > 8 else order
    return series


_SIDES: dict[str, Callable[[Box], float]] = {
    "top": lambda box: box.y,
    "bottom": lambda box: -box.y,
    "left": lambda box: box.x,
    "right": lambda box: -box.x,
}
