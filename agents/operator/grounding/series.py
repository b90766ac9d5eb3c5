"""Words of order: the third of like things side by side, the one in the second row."""

import re
from collections.abc import Callable, Sequence

from agents.operator.grounding.places import Region, in_column, in_row, is_across
from agents.operator.grounding.ranked import Page, Ranked, Wanted, distinct
from agents.operator.grounding.text import words
from tasks.geometry import Box

_LEVELS = 2  # of groups around a series
_LARGE = 0.25  # of the viewport; a larger group says nothing of a series
_BAR = r"\b(?:tool ?bar|ribbon)\b"
_OF_A_BAR = 5
_FAR = 3.0  # times its size that the next of a series stands away, at most
_NEXT = 48.0  # CSS pixels; the same, at least
_SIZE = 0.25  # relative; like things differ by no more in height
_REGIONS: dict[Region, str] = {
    "top": r"\b(?:at the top|top (?:bar|row|line)|upper|header|head of the page)\b",
    "bottom": r"\b(?:at the bottom|bottom (?:bar|row|line)|lower|footer|at the foot)\b",
    "left": r"\b(?:(?:on|at) the left|left (?:column|bar|rail|side|panel|edge)|left-hand)\b",
    "right": r"\b(?:(?:on|at) the right|right (?:column|bar|rail|side|panel|edge|end)|right-hand)\b",
}


def nth(wanted: Wanted, pool: Sequence[Ranked], page: Page, *, of_row: bool) -> Ranked | None:
    """The one that the description counts to; None where it can't be counted, or to more than one. `of_row`:
    these are those of the row that it stands in."""
    things = distinct(pool)
    row, order = wanted.description.row, wanted.description.order
    if of_row and order is None:
        return things[0] if len(things) == 1 else None
    if row is not None and not of_row:
        things = _in_row(row, things, page)
        if order is None:
            return things[0] if len(things) == 1 else None
    if order is None or (wanted.description.kind is None and wanted.name is None):
        return None  # (of what is not said, nothing can be counted)
    series = _series(things)
    for required in _REQUIRED:
        series = required(wanted, series, page)
    series = _in_region(wanted, series, page)
    series = [one for one in series if len(one) >= abs(order)]
    if wanted.description.count is not None:  # one less may be gone
        series = [one for one in series if len(one) == wanted.description.count]
    series = _spoken_of(wanted, series, page) if len(series) > 1 else series
    if len(series) != 1 or (order < 0 and not _is_row(series[0]) and page.cuts_off(order)):
        return None  # (the last of a column may not be in view)
    return _at(series[0], order)


def _is_row(things: Sequence[Ranked]) -> bool:
    return in_row(things[0].element.box, things[-1].element.box)


def _at(things: Sequence[Ranked], number: int) -> Ranked:
    return things[number - 1 if number > 0 else number]


def _series(things: Sequence[Ranked]) -> list[list[Ranked]]:
    """Like things side by side, in a row, else below each other; at least two each."""

    def next_in_row(a: Box, b: Box) -> bool:
        return in_row(a, b) and _alike(a.h, b.h) and b.x - a.right <= max(_NEXT, _FAR * min(a.w, b.w))

    rows = _lines(things, next_in_row, lambda box: box.x)
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
    found = []
    for held in by_list.values():
        items = [one for one in tree.items(min(held)) if "columnheader" not in tree.shape(one)]
        at = number - 1 if number > 0 else number
        if -len(items) <= at < len(items) and len(held) >= 0.5 * len(items) and len(items) > 1:
            found.append(held.get(items[at], []))
    return found[0] if len(found) == 1 else []


def _spoken_of(wanted: Wanted, series: list[list[Ranked]], page: Page) -> list[list[Ranked]]:
    """The series whose group, or the heading over it, says most of the description's words."""
    told = [len(wanted.description.words & _around(one, page)) for one in series]
    return [one for one, count in zip(series, told, strict=True) if count == max(told)]


def _around(things: Sequence[Ranked], page: Page) -> set[str]:
    tree, first, last = page.tree, things[0].element, things[-1].element
    if first.node is None or last.node is None:
        return set()
    found = set(words(page.surroundings.heading(first)))
    group, _, _ = tree.meeting(first.node, last.node)
    for index in tree.lineage(group)[:_LEVELS]:
        if tree.box(index).area <= _LARGE * page.viewport.area:
            found |= {*words(tree.texts[index]), *words(tree.nodes[index].name), tree.nodes[index].role}
    return found


def _of_a_bar(wanted: Wanted, series: list[list[Ranked]], page: Page) -> list[list[Ranked]]:
    """A tool bar is the row with the most of them."""
    if not re.search(_BAR, wanted.target.description, re.I):
        return series
    rows: list[list[Ranked]] = []
    for one in (one for one in series if _is_row(one)):  # groups in a bar are one row
        row = next((row for row in rows if in_row(row[0].element.box, one[0].element.box)), None)
        rows.append([*one]) if row is None else row.extend(one)
    most = max(map(len, rows), default=0)
    bars = [row for row in rows if len(row) == most >= _OF_A_BAR]
    return [sorted(row, key=lambda one: one.element.box.x) for row in bars]


def _in_region(wanted: Wanted, series: list[list[Ranked]], page: Page) -> list[list[Ranked]]:
    """The series that stands where the description says: at the top, on the left."""
    region = _said_region(wanted)
    if region is None or len(series) < 2:
        return series
    side = _SIDES[region]
    order = sorted(series, key=lambda line: side(line[0].element.box))
    first, second = (side(line[0].element.box) for line in order[:2])
    return order[:1] if second - first > 8 else order


def _not_elsewhere(wanted: Wanted, series: list[list[Ranked]], page: Page) -> list[list[Ranked]]:
    """The series that don't stand on the other side of the page from what the description says."""
    region = None if page.beyond else _said_region(wanted)
    if region is None:
        return series
    boxes = [line[0].element.box for line in series]
    across = [is_across(region, (box.x, box.y), page.viewport) for box in boxes]
    return [line for line, far in zip(series, across, strict=True) if not far]


def _said_region(wanted: Wanted) -> Region | None:
    text = wanted.target.description
    return next((region for region, said in _REGIONS.items() if re.search(said, text, re.I)), None)


_REQUIRED = (_not_elsewhere, _of_a_bar)
_SIDES: dict[Region, Callable[[Box], float]] = {
    "top": lambda box: box.y,
    "bottom": lambda box: -box.y,
    "left": lambda box: box.x,
    "right": lambda box: -box.x,
}
