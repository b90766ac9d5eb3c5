"""How well each thing on the page fits a target. Pure: no browser, no model.

    score = weighted mean of the parts that can be told:
            label 0.60 · role 0.15 · near 0.15 · position 0.10

A thing is taken when its score and its label are good enough by themselves; being the least bad is not
enough. Things without any label (an icon drawn by a style sheet) are told by their picture instead:

    score = picture 0.45 · position 0.35 · role 0.20
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from agents.operator.things import FIELDS, Thing, lines, plain
from tasks.evidence import Candidate, Snapshot
from tasks.geometry import Box
from tasks.task import Target

SURE = 0.62
SURE_LABEL = 0.6
SURE_PICTURE = 0.72

_COVERED = 0.25
_OFF_SCREEN = 0.03
_CAPTION = 0.2
_SHOWN_CANDIDATES = 3

_GROUPS = (
    {"button", "link", "menuitem", "tab", "option", "switch", "generic", "listitem", "img", "gridcell"},
    {"textbox", "searchbox", "spinbutton", "combobox"},
    {"combobox", "listbox", "button"},
    {"checkbox", "switch", "radio", "menuitemcheckbox", "menuitemradio", "option", "button", "generic"},
    {"heading", "generic", "text", "paragraph", "strong", "emphasis"},
    {"article", "listitem", "group", "generic", "row", "region", "gridcell", "cell"},
)


@dataclass(frozen=True)
class Hint:
    """What the recording says of the target: where it was and how it looked."""

    box: Box | None = None
    looks: Callable[[Box], float] | None = None
    """Likeness in [0, 1] of what is now in a box to the target's picture in the recording."""


@dataclass(frozen=True)
class Ranked:
    """A thing and how well it fits."""

    thing: Thing
    score: float
    label: float
    parts: tuple[tuple[str, float], ...]
    sure: bool

    def candidate(self) -> Candidate:
        """For the evidence."""
        name = self.thing.labels[0] if self.thing.labels else ""
        return Candidate(
            role=self.thing.role,
            name=name[:120],
            box=self.thing.box,
            score=round(max(0.0, min(1.0, self.score)), 3),
            why=", ".join(f"{part} {value:.2f}" for part, value in self.parts),
        )


def rank(
    target: Target,
    found: Sequence[Thing],
    snapshot: Snapshot,
    viewport: Box,
    hint: Hint,
    *,
    field: bool = False,
) -> list[Ranked]:
    """The things by how well they fit, best first. Ties go to the smaller, then the earlier one.

    `field` says that something is to be typed or chosen there, so that a mere caption is not meant.
    """
    wanted = _wanted(target)
    label_of = {id(thing): _label(wanted, target, thing, field) for thing in found}
    best_label = max(label_of.values(), default=0.0)
    twins = [thing for thing in found if label_of[id(thing)] >= max(best_label - 0.15, 0.3)]
    near_of = _nearness(target.near, twins, snapshot) if target.near and twins else {}
    place = _place(target, viewport, hint)
    ranked = []
    for order, thing in enumerate(found):
        parts = [("label", label_of[id(thing)], 0.60), ("role", _role(target, thing), 0.15)]
        if near_of:
            parts.append(("near", near_of.get(id(thing), 0.0), 0.15))
        if place:
            parts.append(("position", _position(thing.box, place, viewport), 0.10))
        score = sum(value * weight for _, value, weight in parts) / sum(weight for *_, weight in parts)
        score -= _hidden(thing, snapshot, viewport)
        if field and thing.role not in FIELDS and not thing.clickable and thing.role != "button":
            score -= _CAPTION
        label = label_of[id(thing)]
        sure = score >= SURE and label >= SURE_LABEL
        named = tuple((name, value) for name, value, _ in parts)
        ranked.append((-round(score, 4), thing.box.area, order, Ranked(thing, score, label, named, sure)))
    return [item[-1] for item in sorted(ranked, key=lambda item: item[:3])]


def rank_by_picture(target: Target, found: Sequence[Thing], viewport: Box, hint: Hint) -> list[Ranked]:
    """Things without a telling label, by how they look and where they are. Empty without a recording."""
    if hint.looks is None or hint.box is None:
        return []
    ranked = []
    for order, thing in enumerate(found):
        # Only what has about the target's size can look like it.
        ratio = thing.box.area / max(hint.box.area, 1.0)
        if not 0.3 <= ratio <= 3.5 or viewport.intersect(thing.box).area < 0.5 * thing.box.area:
            continue
        position = _position(thing.box, hint.box, viewport)
        parts = (
            ("picture", hint.looks(thing.box)),
            ("position", position),
            ("role", _role(target, thing)),
        )
        score = 0.45 * parts[0][1] + 0.35 * position + 0.20 * parts[2][1]
        sure = score >= SURE_PICTURE and parts[0][1] >= 0.6 and position >= 0.7
        ranked.append((-round(score, 4), order, Ranked(thing, score, 0.0, parts, sure)))
    return [item[-1] for item in sorted(ranked, key=lambda item: item[:2])]


def rank_focused(target: Target, found: Sequence[Thing], viewport: Box, hint: Hint) -> list[Ranked]:
    """The field that has the focus, if it is about where the target was: there one goes on typing."""
    place = _place(target, viewport, hint)
    ranked = []
    for thing in found:
        if thing.focused and thing.role in FIELDS:
            position = _position(thing.box, place, viewport) if place else 1.0
            parts = (("focus", 1.0), ("position", position), ("role", _role(target, thing)))
            ranked.append(Ranked(thing, 0.5 + 0.3 * position + 0.2 * parts[2][1], 0.0, parts, position >= 0.8))
    return ranked


def runners_up(ranked: Sequence[Ranked], chosen: Ranked | None) -> tuple[Candidate, ...]:
    """The best three beside the chosen one, without those that are the same place again."""
    kept: list[Ranked] = []
    for item in ranked:
        if item is chosen or any(item.thing.box == other.thing.box for other in kept):
            continue
        kept.append(item)
        if len(kept) == _SHOWN_CANDIDATES:
            break
    return tuple(item.candidate() for item in kept)


def _wanted(target: Target) -> str | None:
    if target.name:
        return plain(target.name)
    quoted = re.findall(r'["“]([^"”]+)["”]', target.description)
    return plain(quoted[0]) if quoted else None


def _label(wanted: str | None, target: Target, thing: Thing, field: bool) -> float:
    if wanted is None:
        words = f"{thing.role} {' '.join(thing.labels)}"
        return 0.75 * fuzz.token_set_ratio(plain(target.description), plain(words)) / 100 if thing.labels else 0.0
    scores = [_alike(wanted, plain(label)) for label in thing.labels]
    if field or thing.role in FIELDS:
        # A caption is less certain than a name, and the nearer one more than the other.
        scores += [(0.96 - 0.04 * i) * _alike(wanted, plain(label)) for i, label in enumerate(thing.captions)]
    return max(scores, default=0.0)


def _alike(wanted: str, label: str) -> float:
    """1 for the same words; less for one inside the other, and for misspellings."""
    wanted_words, label_words = _words(wanted), _words(label)
    if wanted == label or (wanted_words and wanted_words == label_words):
        return 1.0
    if f" {wanted_words} " in f" {label_words} " and wanted_words:
        # A long text that happens to hold the words is a container, not the thing.
        return 0.45 + 0.5 * len(wanted_words) / len(label_words)
    ratio = float(fuzz.ratio(wanted, label)) / 100
    # Different numbers are different things, however alike the rest is.
    if re.findall(r"\d+", wanted) != re.findall(r"\d+", label):
        return min(ratio, 0.5)
    return 0.95 * ratio if ratio >= 0.75 else 0.6 * ratio


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text))


def _role(target: Target, thing: Thing) -> float:
    wanted = target.role
    if wanted is None:
        return 1.0 if thing.clickable or thing.role in ("button", "link") or thing.role in FIELDS else 0.6
    if thing.role == wanted:
        return 1.0
    if any(wanted in group and thing.role in group for group in _GROUPS):
        return 0.8 if thing.clickable or thing.role != "generic" else 0.6
    return 0.5 if thing.clickable else 0.3


def _nearness(near: str, twins: Sequence[Thing], snapshot: Snapshot) -> dict[int, float]:
    """How closely each twin belongs to the text `near`: 1 for the closest; empty if it is not seen."""
    wanted = plain(near)
    nodes = [
        i for i, n in enumerate(snapshot.nodes) if n.box and wanted in plain(f"{n.name} {n.text} {n.value or ''}")
    ]
    boxes = [box for text, box in lines(snapshot.words) if wanted in plain(text)]
    boxes = boxes or [box for i in nodes if (box := snapshot.nodes[i].box)]
    if not boxes:
        return {}
    grouped = {id(t): _group_area(t, [i for i in nodes if i != t.node], snapshot) for t in twins}
    # A thing does not stand beside itself: its own words don't count, unless there are no others.
    gaps = {
        id(t): 1.0
        + min((t.box.distance(box) for box in boxes if not t.box.grown(1).holds(*box.center)), default=0.0)
        for t in twins
    }
    least_area, least_gap = min(grouped.values()), min(gaps.values())
    return {key: 0.75 * least_area / grouped[key] + 0.25 * least_gap / gaps[key] for key in grouped}


def _group_area(thing: Thing, anchors: Sequence[int], snapshot: Snapshot) -> float:
    """Area of the smallest node that holds both the thing and an anchor."""
    around = {thing.node, *thing.ancestors} - {None}
    least = 1e9
    for anchor in anchors:
        node: int | None = anchor
        while node is not None:
            box = snapshot.nodes[node].box
            if node in around and box is not None:
                least = min(least, max(box.area, 1.0))
                break
            node = snapshot.nodes[node].parent
    return least


def _place(target: Target, viewport: Box, hint: Hint) -> Box | None:
    if target.at:
        return Box(target.at[0] * viewport.w, target.at[1] * viewport.h, 0, 0)
    return hint.box


def _position(box: Box, place: Box, viewport: Box) -> float:
    (x, y), (px, py) = box.center, place.center
    diagonal = float((viewport.w**2 + viewport.h**2) ** 0.5)
    return max(0.0, 1.0 - float(((x - px) ** 2 + (y - py) ** 2) ** 0.5) / (diagonal / 2))


def _hidden(thing: Thing, snapshot: Snapshot, viewport: Box) -> float:
    """What is taken off the score of a thing that can't be seen right now."""
    visible = viewport.intersect(thing.box)
    if visible.area < 0.5 * thing.box.area:
        return _OFF_SCREEN
    if thing.role == "text" or thing.role in FIELDS or not thing.text or thing.backend is not None:
        return 0.0
    seen = any(thing.box.holds(*word.box.center) for word in snapshot.words)
    return 0.0 if seen or thing.role == "img" else _COVERED
