"""Stage five, decision: sure, ambiguous or absent.

Elements are ordered by keys, not by a weighted sum: what an element is called counts before where it stands, and
no sum of small likenesses beats a name. A choice is sure where one element is left; where several are, what is
seen around them and their place have to tell them apart, and by how much is said with the choice.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from agents.operator.grounding.admissible import Use, admissible
from agents.operator.grounding.context import Landmark, Relation, Tie, closeness, in_row, reading_order
from agents.operator.grounding.description import Side
from agents.operator.grounding.elements import CHECKS, FIELDS, Element
from agents.operator.grounding.fingerprint import is_another, kin
from agents.operator.grounding.names import Level, Match, match
from agents.operator.grounding.pictograms import KINDS, Direction, Kind
from agents.operator.grounding.ranked import ABSENT, Decision, Page, Ranked, Wanted, distinct
from agents.operator.grounding.text import plain, words
from agents.operator.grounding.tree import OPERATED
from tasks.evidence import Basis
from tasks.geometry import Box

_CALLED = Level.ESSENCE
"""From here on an element is called so."""
_MOST_OF_IT = 0.6
"""An element whose text is mostly the name is it, where no other is called so."""
_KNOWN_AGAIN = 0.6
"""Likeness to the fingerprint from which a name that only partly fits is believed."""
_CLEARLY = 0.1
"""Difference of likeness to the target's picture from which one icon is it and another is not."""
_LEAST_MARGIN = 0.02
"""Of closeness or likeness; twins that differ by less are not told apart."""

_BOXES = frozenset({"columnheader", "gridcell", "treeitem", "row", "listitem", "cell", "article"})
"""Roles of what may hold more than one thing to press."""

_KIN = (
    frozenset({"button", "link", "menuitem", "tab", "option", "switch", "generic", "listitem", "img", "gridcell"}),
    frozenset({"textbox", "searchbox", "spinbutton", "combobox"}),
    frozenset({"combobox", "listbox", "button"}),
    frozenset({"checkbox", "switch", "radio", "menuitemcheckbox", "menuitemradio", "option", "button"}),
    frozenset({"option", "menuitem", "menuitemradio", "radio", "listitem", "gridcell", "treeitem", "button"}),
    frozenset({"columnheader", "button", "rowheader", "cell"}),
    frozenset({"gridcell", "cell", "button", "option"}),
    frozenset({"heading", "generic", "text", "paragraph", "strong", "emphasis"}),
    frozenset({"article", "listitem", "group", "generic", "row", "region", "gridcell", "cell"}),
)


def decide(wanted: Wanted, elements: Sequence[Element], page: Page, *, hidden: bool = False) -> Decision:
    """Which of a page's elements is meant, if any; `hidden`: also of those that something lies upon."""
    found = [
        (element, suits)
        for element in elements
        if (hidden or not element.obscured)
        and (suits := admissible(element, wanted.use, wanted.target.role)) > 0
    ]
    if wanted.name is not None:
        named = _by_name(wanted, wanted.name, found, page)
        return named if named.verdict == "sure" else _without_name(wanted, named, found, page)
    seen = wanted.hint.seen
    if seen is not None and seen.name and any(char.isalnum() for char in seen.name):
        alike = [(one, suits) for one, suits in found if suits >= 0.8 and kin(seen.role, one.role)]
        known = _by_name(wanted, seen.name, alike, page)
        if known.verdict == "sure":
            return replace(known, basis="recording")
    return _by_context(wanted, found, page)


def fitness(wanted: Wanted, element: Element) -> int:
    """How well an element's kind fits: 3 the role asked for, 2 one that is used alike, 1 any control, 0 none."""
    roles = wanted.roles
    if not roles:
        return 2 if element.clickable or element.editable or wanted.use is Use.PLACE else 1
    if element.role in roles:
        return 3
    if element.editable and roles & FIELDS:
        return 2
    if any(element.role in kin and roles & kin for kin in _KIN):
        return 2 if element.clickable or element.role not in ("generic", "listitem", "img", "cell") else 1
    return 1 if element.clickable and not (roles & FIELDS and element.role in CHECKS) else 0


def landmarks(wanted: Wanted, page: Page) -> list[Landmark]:
    """Where the texts stand that the target is told by; empty where it is told by none, or none is seen."""
    description = wanted.description
    near = wanted.target.near or (None if wanted.target.name else next(iter(description.landmarks), None))
    found = page.context.landmarks(near) if near else []
    if description.row is not None:
        numbered = page.context.row(description.row)
        if not found or str(description.row) == near:
            found = numbered or found
    return found


def _by_name(wanted: Wanted, name: str, found: Sequence[tuple[Element, float]], page: Page) -> Decision:
    seen = wanted.hint.seen
    holds = wanted.use is Use.SELECT or bool(wanted.roles & FIELDS)
    matched = [(one, suits, match(name, one, holds=holds)) for one, suits in found]
    matched = [one for one in matched if one[2].level > Level.NONE]
    if seen is not None:
        matched = [one for one in matched if one[2].level >= _CALLED or not is_another(seen, one[0].names)]
    marks = landmarks(wanted, page)
    twins = [one.box for one, _, fits in matched if fits.level >= _CALLED]
    ranked = sorted(
        (_ranked(wanted, one, suits, fits, marks, twins, page) for one, suits, fits in matched),
        key=lambda one: one.key,
        reverse=True,
    )
    kept = [one for one in ranked if one.tie is not Tie.APART]
    called = [one for one in kept if one.match.level >= _CALLED]
    if called:
        return _choose(wanted, called, [*kept, *ranked], page, "name" if called[0].match.own else "caption", bool(marks))
    best = distinct(kept)[:1]
    if best and _believed(wanted, best[0], page, bool(marks)):
        return _choose(wanted, [one for one in kept if one.match.level == best[0].match.level], kept, page, "part", bool(marks))
    if not ranked:
        return ABSENT
    if best:
        said = f"{_shown(best[0])} is called so only in part"
        return Decision("ambiguous", ranked, margin=0.0, reason=said)
    return Decision("absent", ranked, margin=0.0, reason=f"{_shown(ranked[0])} belongs to something else")


def _ranked(
    wanted: Wanted, element: Element, suits: float, fits: Match, marks: Sequence[Landmark], twins: Sequence[Box], page: Page
) -> Ranked:
    fit = fitness(wanted, element)
    if not wanted.roles and not fits.own and wanted.use is Use.POINT:
        fit = 0  # the words are meant that stand beside it
    relation = page.context.relation(element, marks, twins) if marks else None
    tie = relation.tie if relation else Tie.OPEN
    called = fits.level >= _CALLED
    in_view = _share(element.box, page.viewport) >= 0.5
    parts = [("name", fits.level / Level.EXACT * (1.0 if called else fits.share)), ("kind", fit / 3), ("use", suits)]
    if relation:
        parts.append(("near", tie / Tie.SAME))
    key = (
        float(called),
        float(tie),
        float(fits.level if not called else 0),
        float(suits),
        float(fit),
        float(fits.own),
        float(in_view),
        -(relation.area if relation and tie is Tie.SAME else 0.0),
        float(fits.level),
        round(fits.share, 2),
        float(_is_itself(element)),
        -element.box.area,
    )
    score = sum(value for _, value in parts) / len(parts)
    return Ranked(element, score, key, tuple(parts), fits, tie)


_TOLD = 10
"""How many entries of a key tell two elements apart; the rest only puts them in order."""


def _choose(
    wanted: Wanted, candidates: Sequence[Ranked], others: Sequence[Ranked], page: Page, basis: Basis, near: bool
) -> Decision:
    """One of those that fit alike, by what is left to tell them apart."""
    first = candidates[0]
    level = [one for one in candidates if one.key[:7] == first.key[:7]]
    alike = distinct(level)
    rest = [one for one in others if one not in alike]
    if len(alike) == 1:
        settled = "near" if near and len(distinct(candidates)) > 1 else basis
        decision = Decision("sure", [alike[0], *rest], settled, _margin(alike[0], rest))
    else:
        decision = _tell_apart(wanted, alike, rest, page, basis, near)
    return _inside(decision, candidates, page)


def _inside(decision: Decision, candidates: Sequence[Ranked], page: Page) -> Decision:
    """The same choice, but of a box that is called so because of what lies in it that very thing: the button in the
    header of a column, else the text in it."""
    best = decision.ranked[0]
    if decision.verdict != "sure" or best.element.node is None or best.element.role not in _BOXES:
        return decision
    inner = set(page.tree.below(best.element.node))
    held = [one for one in candidates if one.element.node in inner and one.match.level == best.match.level]
    if not held:
        return decision
    pressed = [one for one in held if one.element.node == one.element.owner]
    chosen = min(pressed or held, key=lambda one: one.element.box.area)
    return replace(decision, ranked=[chosen, *(one for one in decision.ranked if one is not chosen)])


def _tell_apart(
    wanted: Wanted, alike: Sequence[Ranked], rest: Sequence[Ranked], page: Page, basis: Basis, near: bool
) -> Decision:
    """Several that fit alike: by order and side, then by the group that is closest, then by place and recording."""
    description, viewport = wanted.description, page.viewport
    if description.order is not None:
        at = description.order - 1 if description.order > 0 else description.order
        places = reading_order([one.element.box for one in alike])
        if -len(places) <= at < len(places):
            return Decision("sure", _first(alike, places[at], rest), "order")
        return Decision("ambiguous", [*alike, *rest], margin=0.0, reason=f"there are {len(places)} of them")
    if description.direction is not None and (wanted.name is None or not alike[0].element.names):
        pointed = _pointing(description.direction, [one.element for one in alike])
        if pointed is not None:
            return Decision("sure", _first(alike, pointed, rest), "kind")
    marks = landmarks(wanted, page)
    sided = [i for i, one in enumerate(alike) if _on_side(one.element.box, description.side, marks)]
    if description.side and len(sided) == 1:
        return Decision("sure", _first(alike, sided[0], rest), "near")
    if description.side in ("start", "end"):
        edge = max if description.side == "end" else min
        at = edge(range(len(alike)), key=lambda i: alike[i].element.box.center[0])
        return Decision("sure", _first(alike, at, rest), "near")
    pool = [alike[i] for i in sided] if description.side and sided else list(alike)
    mute = not any(one.element.names for one in pool)
    if mute and description.kind is not None and description.kind.drawings:
        drawn = [one for one in pool if page.drawing(one.element.box) in description.kind.drawings]
        pool = drawn or pool
        if len(pool) == 1:
            return Decision("sure", [pool[0], *(one for one in alike if one is not pool[0]), *rest], "picture")
    if mute and wanted.hint.looks is not None:
        drawn = _by_drawing(wanted.hint.looks, pool)
        if drawn is not None:
            return Decision("sure", [drawn, *(one for one in pool if one is not drawn), *rest], "picture")
    if near and marks:
        closest = _by_group(pool, marks, page)
        if closest is not None:
            order = [closest, *(one for one in pool if one is not closest), *rest]
            return Decision("sure", order, "near")
    told: list[tuple[Basis, Callable[[Ranked], float]]] = []
    seen, place = wanted.hint.seen, wanted.place(viewport)
    if seen is not None and seen.role is not None:
        told.append(("recording", lambda one: page.surroundings.likeness(seen, one.element, viewport)))
    if place is not None:
        told.append(("place", lambda one: closeness(one.element.box, place, viewport)))
    for how, worth in told:
        order = sorted(pool, key=worth, reverse=True)
        margin = worth(order[0]) - worth(order[1])
        if margin >= _LEAST_MARGIN:
            return Decision("sure", [*order, *rest], how, round(margin, 3))
    said = f"there are {len(pool)} alike, and nothing tells them apart: {_shown(pool[0])} and {_shown(pool[1])}"
    return Decision("ambiguous", [*pool, *rest], margin=0.0, reason=said)


def _by_drawing(looks: Callable[[Box], float], pool: Sequence[Ranked]) -> Ranked | None:
    """Of icons side by side, the one that looks clearly more like the target's picture than the others."""
    order = sorted(pool, key=lambda one: -looks(one.element.box))
    first, second = (looks(one.element.box) for one in order[:2])
    return order[0] if first - second >= _CLEARLY else None


def _by_group(pool: Sequence[Ranked], marks: Sequence[Landmark], page: Page) -> Ranked | None:
    """The one that shares a smaller group with the landmark than all others, or stands clearly nearer to it."""
    relations = [(page.context.relation(one.element, marks), one) for one in pool]
    order = sorted(relations, key=lambda one: (-one[0].tie, one[0].area, one[0].gap))
    (first, best), (second, _) = order[:2]
    smaller = first.tie > second.tie or first.area < 0.7 * second.area
    nearer = first.area == second.area and first.gap + 8 < 0.7 * second.gap
    return best if smaller or nearer else None


def _without_name(wanted: Wanted, named: Decision, found: Sequence[tuple[Element, float]], page: Page) -> Decision:
    """What nothing is called here may be drawn: an icon of that kind that says nothing, pointing where it should."""
    kind, seen = wanted.description.kind, wanted.hint.seen
    if kind is None or not kind.icon or kind.roles or seen is None:
        return named
    mute = [(one, suits) for one, suits in found if not one.names and not one.text and not one.captions]
    drawn = _by_context(wanted, mute, page)
    return drawn if drawn.verdict == "sure" else named


def _by_context(wanted: Wanted, found: Sequence[tuple[Element, float]], page: Page) -> Decision:
    """A target without a name: what kind of thing it is, and what it stands with, has to decide."""
    marks = landmarks(wanted, page)
    told_by_text = bool(wanted.target.near or wanted.description.landmarks or wanted.description.row is not None)
    if told_by_text and not marks:
        return Decision("absent", (), margin=0.0, reason="the text that it should stand with is not seen")
    ranked = []
    for element, suits in found:
        kind, fit = _drawn(wanted, element), fitness(wanted, element)
        if kind == 0 or (wanted.roles and fit < 2) or element.box.area > 0.25 * page.viewport.area:
            continue
        relation = page.context.relation(element, marks) if marks else None
        tie = relation.tie if relation else Tie.OPEN
        if marks and (tie is not Tie.SAME or _merely_close(element, relation)):
            continue
        drawn = kind == 3 and not element.text.strip(".,")[2:]
        if marks and not (drawn or element.editable or element.files) and any(element.box.holds(*m.box.center) for m in marks):
            continue  # it holds the landmark itself: the row, not something in it
        parts = [("drawn", kind / 3), ("kind", fit / 3), ("use", suits)]
        area = relation.area if relation and wanted.description.side not in ("start", "end") else 0.0
        visible = float(_share(element.box, page.viewport) >= 0.5)
        key = (float(kind), suits, visible, float(not _is_part(element, marks, page)), -area, float(fit), 0.0, 0.0, 0.0, float(_is_itself(element)), -element.box.area)
        together = (int(relation.grouped) + int(relation.item)) if relation else 0
        ranked.append(Ranked(element, sum(v for _, v in parts) / 3, key, tuple(parts), tie=tie, together=together))
    # What lies in the landmark's row goes before what shares a larger group, and that before what stands close.
    closest = max((one.together for one in ranked), default=0)
    ranked = sorted((one for one in ranked if one.together == closest), key=lambda one: one.key, reverse=True)
    if not ranked:
        return ABSENT
    modified = _modified(wanted, ranked)
    if modified:
        return _choose(wanted, modified, ranked, page, "name", bool(marks))
    told = bool(marks) or wanted.description.order is not None
    if not told:
        return _by_place(wanted, ranked, page)
    best = [one for one in ranked if one.key[:4] == ranked[0].key[:4]]
    return _choose(wanted, best, ranked, page, "near" if marks else "order", bool(marks))


def _is_part(element: Element, marks: Sequence[Landmark], page: Page) -> bool:
    """Whether an element is a part of the control in which the landmark is written: its icon."""
    owners = {page.tree.owners[mark.node] for mark in marks if mark.node is not None}
    return element.owner in owners - {None, element.node}


def _merely_close(element: Element, relation: Relation | None) -> bool:
    """Whether an element that has a name of its own only stands above or below a landmark, in no common group."""
    if relation is None or relation.landmark is None or not element.names or not element.editable:
        return False
    return relation.grouped is False and not in_row(element.box, relation.landmark)


def _by_place(wanted: Wanted, ranked: Sequence[Ranked], page: Page) -> Decision:
    """Nothing but a place, a recording, or that there is only one of its kind."""
    kinds = distinct([one for one in ranked if one.key[0] == ranked[0].key[0]])
    place, seen = wanted.place(page.viewport), wanted.hint.seen
    if place is None:
        only = len(kinds) == 1 and (wanted.roles or wanted.description.kind is not None) and kinds[0].key[0] >= 2
        if only:
            return Decision("sure", ranked, "kind", _margin(kinds[0], ranked[1:]))
        return Decision("ambiguous", ranked, margin=0.0, reason="nothing says which of them is meant")
    pool = distinct([one for one in ranked if _share(one.element.box, page.viewport) >= 0.5])
    paired = _paired(wanted, pool, page)
    if paired is not None:
        return Decision("sure", [paired, *(one for one in pool if one is not paired)], "kind")
    if seen is not None and seen.role is not None:
        order = sorted(pool, key=lambda one: -page.surroundings.likeness(seen, one.element, page.viewport))
        likeness = [page.surroundings.likeness(seen, one.element, page.viewport) for one in order[:2]]
        if likeness and likeness[0] >= 0.75 and (len(likeness) == 1 or likeness[0] - likeness[1] >= 0.1):
            return Decision("sure", order, "recording", round(likeness[0] - (likeness[1] if likeness[1:] else 0.0), 3))
    return _nearest(pool, place, page)


def _nearest(pool: Sequence[Ranked], place: Box, page: Page) -> Decision:
    """The smallest that lies at the place, or one that is clearly nearest to it."""
    x, y = place.center
    order = sorted(pool, key=lambda one: (not one.element.box.holds(x, y), one.element.box.distance(Box(x, y, 0, 0)), one.element.box.area))
    if not order:
        return ABSENT
    gaps = [one.element.box.distance(Box(x, y, 0, 0)) for one in order[:2]]
    if gaps[0] == 0 or (gaps[0] <= 24 and (len(gaps) == 1 or gaps[1] > 2 * gaps[0])):
        rival = closeness(order[0].element.box, place, page.viewport) - (
            closeness(order[1].element.box, place, page.viewport) if order[1:] else 0.0
        )
        return Decision("sure", order, "place", round(max(0.0, rival), 3))
    return Decision("ambiguous", order, margin=0.0, reason="nothing stands where it should be")


def _drawn(wanted: Wanted, element: Element) -> int:
    """How an element without the name fits the kind of thing that is said: 3 drawn or called so, 2 it says
    nothing else, 1 it could be, 0 it is something else."""
    kind = wanted.description.kind
    if wanted.use is Use.UPLOAD:
        return 2 if element.files or element.clickable else 1
    if kind is None or (kind.roles and not kind.icon):
        usable = element.clickable or element.editable or element.role in OPERATED
        return 2 if usable or not wanted.roles and wanted.use is not Use.POINT else int(bool(wanted.roles))
    if kind.written:
        return _says(wanted, kind, element)
    if kind.roles and element.role in kind.roles:
        return 3
    text = element.text.strip() or (element.value or "")
    if text and len(text) <= 2 and any(char in kind.signs for char in text if not char.isspace()):
        return 3
    called = {word for name in element.names for word in plain(name).replace("-", " ").split()}
    if kind.names & called and (element.icon or not element.text.strip() or element.clickable):
        return 3
    if any(char.isalnum() for char in element.text) or not (element.icon or (element.clickable and not element.text)):
        return 0
    # It is called something: another drawing's name, or one that the table does not know.
    return (0 if any(called & other.names for other in KINDS) else 1) if called else 2


def _says(wanted: Wanted, kind: Kind, element: Element) -> int:
    """Whether an element is a text of that kind, and not the one that it is told by."""
    if not element.text or element.role in FIELDS or element.holds or element.inputs:
        return 0
    if plain(element.text) == plain(wanted.target.near or ""):
        return 0
    figures = any(char.isdigit() for char in element.text)
    letters = any(char.isalpha() for char in element.text)
    return 3 if (figures and not letters if kind.figures else letters) else 1


def _pointing(direction: Direction, elements: Sequence[Element]) -> int | None:
    """Which of several like things points or leads there: the one that says so, else of two the one on that side."""
    says = [i for i, one in enumerate(elements) if _points(direction, one)]
    if len(says) == 1:
        return says[0]
    if says or len(elements) != 2 or any(name for one in elements for name in one.names if any(map(str.isalnum, name))):
        return None
    order = reading_order([one.box for one in elements])
    return order[-1] if direction.last else order[0]


def _paired(wanted: Wanted, pool: Sequence[Ranked], page: Page) -> Ranked | None:
    """Of icons that say nothing, the one on its side of a pair, or of four: to the start, back, on, to the end."""
    direction, seen = wanted.description.direction, wanted.hint.seen
    if direction is None or any(one.element.names for one in pool):
        return None
    rows: list[list[Ranked]] = []
    for one in sorted(pool, key=lambda one: one.element.box.x):
        row = next((row for row in rows if _like(row[0].element.box, one.element.box)), None)
        rows.append([one]) if row is None else row.append(one)
    drawn = [one for one in pool if page.drawing(one.element.box) == direction.drawing]
    if len(drawn) == 1:
        return drawn[0]
    fits = [row[len(row) // 2 - (0 if direction.last else 1)] for row in rows if len(row) in (2, 4)]
    if len(fits) > 1 and seen is not None:
        fits.sort(key=lambda one: -page.surroundings.likeness(seen, one.element, page.viewport))
        first, second = (page.surroundings.likeness(seen, one.element, page.viewport) for one in fits[:2])
        return fits[0] if first - second >= _LEAST_MARGIN else None
    return fits[0] if len(fits) == 1 else None


def _like(a: Box, b: Box) -> bool:
    return in_row(a, b) and abs(a.w - b.w) <= 2 and abs(a.h - b.h) <= 2


def _points(direction: Direction, element: Element) -> bool:
    texts = [plain(text) for text in (*element.names, element.text)]
    return any(direction.words & set(words(text)) or (len(text) <= 2 and set(text) & set(direction.signs)) for text in texts)


def _modified(wanted: Wanted, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those that are called as the description modifies its noun: "Search" for "the search field"."""
    modifier = wanted.description.modifier
    if modifier is None or wanted.target.near:
        return []
    fits = [replace(one, match=replace(match(modifier, one.element), own=False)) for one in ranked]
    return [one for one in fits if one.match.level >= _CALLED]


def _believed(wanted: Wanted, one: Ranked, page: Page, near: bool) -> bool:
    """Whether a name that fits only in part is enough together with what else is known."""
    seen, fit = wanted.hint.seen, fitness(wanted, one.element)
    if near and one.tie is Tie.SAME and wanted.target.near and one.match.level >= Level.INSIDE and fit >= 2:
        return True
    if one.match.level is Level.INSIDE and one.match.share >= _MOST_OF_IT and fit >= 2:
        return True
    if seen is None or seen.role is None or fit < 2:
        return False
    return page.surroundings.likeness(seen, one.element, page.viewport) >= _KNOWN_AGAIN


def _on_side(box: Box, side: Side | None, marks: Sequence[Landmark]) -> bool:
    """Whether a box lies on that side of a landmark, in its row or column."""
    for mark in marks:
        x, y = box.center
        where = {
            "left": x < mark.box.x + 2 and in_row(box, mark.box),
            "right": x > mark.box.right - 2 and in_row(box, mark.box),
            "above": y < mark.box.y + 2,
            "below": y > mark.box.bottom - 2,
        }
        if side in where and where[side]:
            return True
    return False


def _first(alike: Sequence[Ranked], at: int, rest: Sequence[Ranked]) -> list[Ranked]:
    return [alike[at], *(one for i, one in enumerate(alike) if i != at % len(alike)), *rest]


def _margin(best: Ranked, rest: Sequence[Ranked]) -> float:
    """How far the best is before the next thing."""
    others = [one.score for one in distinct([best, *rest])[1:]]
    return round(max(0.0, best.score - max(others)), 3) if others else 1.0


def _is_itself(element: Element) -> bool:
    """Whether an element is operated itself and says by its role that it is: the button, not the text in it. Of a
    cell or a row it is the text: what is pressed may be less than the whole."""
    return element.node is not None and element.node == element.owner and element.role in OPERATED - _BOXES


def _share(box: Box, viewport: Box) -> float:
    """How much of a box lies in the viewport, in [0, 1]."""
    return viewport.intersect(box).area / max(box.area, 1e-6)


def _shown(one: Ranked) -> str:
    name = next(iter(one.element.names or one.element.captions), "")
    return f"{one.element.role} {name[:60]!r}"
