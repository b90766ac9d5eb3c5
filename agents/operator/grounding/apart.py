"""Telling apart what fits alike: by a number, a direction, a side, what is drawn, the group it shares with a
text, the words around it, and at last by the recording and the place."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.context import Landmark, Tie
from agents.operator.grounding.description import Side
from agents.operator.grounding.directions import Direction
from agents.operator.grounding.elements import Element
from agents.operator.grounding.fitness import landmarks
from agents.operator.grounding.places import closeness, in_row, reading_order
from agents.operator.grounding.ranked import CLOSE, TOLD, Decision, Page, Ranked, Wanted, distinct, shown
from agents.operator.grounding.text import has_words, plain, words
from agents.operator.grounding.tree import BOXES
from tasks.evidence import Basis
from tasks.geometry import Box

_CLEARLY = 0.1
"""Difference of likeness to the target's picture from which one icon is it and another is not."""
_LEAST_MARGIN = 0.02
"""Of closeness or likeness; twins that differ by less are not told apart."""


def choose(
    wanted: Wanted,
    candidates: Sequence[Ranked],
    others: Sequence[Ranked],
    page: Page,
    basis: Basis,
    near: bool,
) -> Decision:
    """The best of those that fit, if one is left of those that fit alike. `near`: a text near it is seen."""
    first = candidates[0]
    alike = distinct([one for one in candidates if one.key[:TOLD] == first.key[:TOLD]])
    rest = [one for one in others if one not in alike]
    if len(alike) == 1:
        settled: Basis = "near" if near and len(distinct(candidates)) > 1 else basis
        decision = Decision("sure", [alike[0], *rest], settled, margin(alike[0], rest))
    else:
        decision = _tell_apart(wanted, alike, rest, page, near)
    # What is dropped is dropped on the whole of it.
    return decision if wanted.use is Use.PLACE else _inside(decision, candidates, page)


def margin(best: Ranked, rest: Sequence[Ranked]) -> float:
    """How far the best is before the next thing, in [0, 1]."""
    others = [one.score for one in distinct([best, *rest])[1:]]
    return round(max(0.0, best.score - max(others)), 3) if others else 1.0


def pointing(direction: Direction, elements: Sequence[Element], page: Page) -> int | None:
    """Which of several like things points or leads there: the one that says or draws so, else of two that say
    nothing the one on that side."""
    says = [i for i, one in enumerate(elements) if points(direction, one, page)]
    if len(says) == 1:
        return says[0]
    named = any(has_words(name) for one in elements for name in one.names)
    if says or named or len(elements) != 2:
        return None
    order = reading_order([one.box for one in elements])
    return order[-1] if direction.last else order[0]


def _tell_apart(
    wanted: Wanted, alike: Sequence[Ranked], rest: Sequence[Ranked], page: Page, near: bool
) -> Decision:
    def sure(one: Ranked, basis: Basis, by: float = 1.0) -> Decision:
        return Decision(
            "sure", [one, *(other for other in alike if other is not one), *rest], basis, round(by, 3)
        )

    description = wanted.description
    # What takes no clicks, behind a dialog, is not meant where another does.
    pool = [one for one in alike if not one.element.inert] or list(alike)
    if len(pool) == 1:
        return sure(pool[0], "kind")
    mute = not any(one.element.names for one in pool)
    if description.direction is not None and (wanted.name is None or mute):
        pointed = pointing(description.direction, [one.element for one in pool], page)
        if pointed is not None:
            return sure(pool[pointed], "kind")
    marks = landmarks(wanted, page)
    pool = _on_the_side(pool, description.side, marks)
    if len(pool) == 1:
        return sure(pool[0], "near")
    if mute and wanted.hint.looks is not None and (drawn := _by_drawing(wanted.hint.looks, pool)) is not None:
        return sure(drawn, "picture")
    if (coloured := by_colour(wanted, pool, page)) is not None:
        return sure(coloured, "picture")
    in_one_row = all(one.tie is Tie.ITEM for one in pool)
    if mute and in_one_row and (drawn := _by_kind(wanted, pool, page)) is not None:
        return sure(drawn, "kind", CLOSE / 2)
    if in_one_row and (told := _by_words(description.words, pool, page)) is not None:
        return sure(told, "near")
    if near and marks and (closest := _by_group(pool, marks, page)) is not None:
        return sure(closest, "near")
    if (told := _by_words(description.words, pool, page)) is not None:
        return sure(told, "near")
    if description.order is not None and wanted.name is not None:
        at = description.order - 1 if description.order > 0 else description.order
        places = reading_order([one.element.box for one in pool])
        if -len(places) <= at < len(places):
            return sure(pool[places[at]], "order")
    for how, worth in _measures(wanted, page):
        order = sorted(pool, key=worth, reverse=True)
        if (by := worth(order[0]) - worth(order[1])) >= _LEAST_MARGIN:
            return sure(order[0], how, by)
    said = f"there are {len(pool)} alike, and nothing tells them apart: {shown(pool[0])} and {shown(pool[1])}"
    return Decision("ambiguous", [*pool, *rest], margin=0.0, reason=said)


def _measures(wanted: Wanted, page: Page) -> list[tuple[Basis, Callable[[Ranked], float]]]:
    """What the recording and the place say, as far as they are known."""
    found: list[tuple[Basis, Callable[[Ranked], float]]] = []
    seen, place = wanted.hint.seen, wanted.place(page.viewport)
    if seen is not None and seen.role is not None:
        found.append(("recording", lambda one: page.surroundings.likeness(seen, one.element, page.viewport)))
    if place is not None:
        found.append(("place", lambda one: closeness(one.element.box, place, page.viewport)))
    return found


def _inside(decision: Decision, candidates: Sequence[Ranked], page: Page) -> Decision:
    """The same choice, but of a box that is called so because of what lies in it that very thing: the button
    in the header of a column, else the text in it."""
    best = decision.ranked[0]
    if decision.verdict != "sure" or best.element.node is None or best.element.role not in BOXES:
        return decision
    inner = set(page.tree.below(best.element.node))
    held = [one for one in candidates if one.element.node in inner and one.match.level == best.match.level]
    if not held or not best.element.names:
        return decision
    pressed = [one for one in held if one.element.node == one.element.owner]
    chosen = min(pressed or held, key=lambda one: one.element.box.area)
    return replace(decision, ranked=[chosen, *(one for one in decision.ranked if one is not chosen)])


def _on_the_side(pool: list[Ranked], side: Side | None, marks: Sequence[Landmark]) -> list[Ranked]:
    """Those that stand on that side: of a landmark, or the outermost of their row."""
    if side in ("start", "end") and marks and all(one.tie is Tie.CLOSE for one in pool):
        return _next_to(pool, side, marks) or pool
    if side in ("start", "end"):
        edge = max if side == "end" else min
        return [edge(pool, key=lambda one: one.element.box.center[0])]
    return [one for one in pool if _is_on_side(one.element.box, side, marks)] or pool


def _next_to(pool: Sequence[Ranked], side: Side, marks: Sequence[Landmark]) -> list[Ranked]:
    """The nearest before (after) a text in its row, where nothing says how far the row goes."""
    gaps = []
    for i, one in enumerate(pool):
        box = one.element.box
        for mark in (one.box for one in marks if in_row(box, one.box)):
            gap = mark.x - box.right if side == "start" else box.x - mark.right
            if gap >= -2:
                gaps.append((gap, i))
    return [pool[min(gaps)[1]]] if gaps else []


def _is_on_side(box: Box, side: Side | None, marks: Sequence[Landmark]) -> bool:
    x, y = box.center
    tests: dict[Side | None, Callable[[Box], bool]] = {
        "left": lambda mark: x < mark.x + 2 and in_row(box, mark),
        "right": lambda mark: x > mark.right - 2 and in_row(box, mark),
        "above": lambda mark: y < mark.y + 2,
        "below": lambda mark: y > mark.bottom - 2,
    }
    return side in tests and any(tests[side](mark.box) for mark in marks)


def _by_drawing(looks: Callable[[Box], float], pool: Sequence[Ranked]) -> Ranked | None:
    """Of icons side by side, the one that looks clearly more like the target's picture than the others."""
    order = sorted(pool, key=lambda one: -looks(one.element.box))
    first, second = (looks(one.element.box) for one in order[:2])
    return order[0] if first - second >= _CLEARLY else None


def _by_kind(wanted: Wanted, pool: Sequence[Ranked], page: Page) -> Ranked | None:
    """Of drawings that all may be a paper clip, the one that is clearly most like one."""
    kind = wanted.description.kind
    if kind is None or not kind.icons or page.icon is None:
        return None
    fits = [max((page.drawn(one.element).get(name, 0.0) for name in kind.icons), default=0.0) for one in pool]
    first, second = sorted(fits, reverse=True)[:2]
    return pool[fits.index(first)] if first - second >= _CLEARLY else None


def by_colour(wanted: Wanted, pool: Sequence[Ranked], page: Page) -> Ranked | None:
    """The only one of several that has the colour that is said."""
    said = wanted.description.colours
    if not said or page.colours is None:
        return None
    fits = [one for one in pool if page.colours(one.element.box) & said]
    return fits[0] if len(fits) == 1 else None


def _by_group(pool: Sequence[Ranked], marks: Sequence[Landmark], page: Page) -> Ranked | None:
    """The one that shares a smaller group with the landmark than all others, stands in its row, follows it,
    or is clearly nearer to it."""
    relations = [(page.context.relation(one.element, marks), one) for one in pool]
    order = sorted(relations, key=lambda one: (-one[0].tie, one[0].area, one[0].gap))
    (first, best), (second, _) = order[:2]
    if first.tie > second.tie or first.area < 0.7 * second.area:
        return best
    level = [one for relation, one in order if (relation.tie, relation.area) == (first.tie, first.area)]
    in_line = [one for one in level if any(in_row(one.element.box, mark.box) for mark in marks)]
    if len(in_line) == 1:
        return in_line[0]
    if not in_line and (next_one := _following(level, marks)) is not None:
        return next_one
    nearer = first.area == second.area and first.gap + 8 < 0.7 * second.gap
    return best if nearer else None


def _following(pool: Sequence[Ranked], marks: Sequence[Landmark]) -> Ranked | None:
    """The first after the landmark in the tree's order, where others stand before it: what a heading is
    for."""
    if len(marks) != 1 or marks[0].node is None:
        return None
    at = marks[0].node
    nodes = sorted((one.element.node, i) for i, one in enumerate(pool) if one.element.node is not None)
    after = [i for node, i in nodes if node > at]
    return pool[after[0]] if after and len(after) < len(pool) else None


def _by_words(said: frozenset[str], pool: Sequence[Ranked], page: Page) -> Ranked | None:
    """The one whose own surroundings say more of the description's words than any other's: its card or
    section, as far out as nothing like it lies in there, too."""
    if not said:
        return None
    tree = page.tree
    others = [one.element.node for one in pool if one.element.node is not None]
    counts = []
    for one in pool:
        around: set[str] = set()
        for index in tree.lineage(one.element.node):
            if sum(index in tree.lineage(other) for other in others) > 1:
                break
            around = set(words(tree.texts[index]))
        over = f"{page.surroundings.heading(one.element)} {page.surroundings.column(one.element)}"
        counts.append(len(said & (around | set(words(over)))))
    best = max(counts)
    return pool[counts.index(best)] if best > 0 and counts.count(best) == 1 else None


def points(direction: Direction, element: Element, page: Page) -> bool:
    """Whether an element says or draws that way."""
    texts = [plain(text) for text in (*element.names, element.text) if text]
    if any(
        direction.words & set(words(text)) or (len(text) <= 2 and set(text) & set(direction.signs))
        for text in texts
    ):
        return True
    if any(map(has_words, texts)):
        return False
    drawn = page.drawn(element)
    return bool(drawn) and max(drawn, key=lambda kind: drawn[kind]) in direction.icons
