"""How well each thing on the page fits a target. Pure: no browser, no model.

    score = weighted mean of the parts that can be told, less what is taken off:
            label 0.60 · role 0.15 · near 0.15 · position 0.10

A thing is taken when its score and its label are good enough by themselves; being the least bad is not
enough. Things without any label (an icon drawn by a style sheet) are told by their picture instead:

    score = picture 0.45 · position 0.35 · role 0.20
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from agents.operator.nearness import nearness
from agents.operator.things import CHECKS, FIELDS, Thing, only_words, plain
from tasks.evidence import Candidate, Snapshot
from tasks.geometry import Box
from tasks.task import Target

SURE = 0.62
SURE_LABEL = 0.6
SURE_PICTURE = 0.72

# What is taken off a score.
_COVERED = 0.25  # nothing of its text can be seen
_UNREAD = 0.05  # nothing of its name can be read there: an icon, or something that is covered
_OFF_SCREEN = 0.03
_CAPTION = 0.2  # text, where something is to be entered

_TWIN = 0.15  # things whose labels differ by no more could be taken for one another
_SHOWN_CANDIDATES = 3

_GROUPS = (
    {"button", "link", "menuitem", "tab", "option", "switch", "generic", "listitem", "img", "gridcell"},
    {"textbox", "searchbox", "spinbutton", "combobox"},
    {"combobox", "listbox", "button"},
    {"checkbox", "switch", "radio", "menuitemcheckbox", "menuitemradio", "option", "button", "generic"},
    {"heading", "generic", "text", "paragraph", "strong", "emphasis"},
    {"article", "listitem", "group", "generic", "row", "region", "gridcell", "cell"},
)
# Roles whose name is, as a rule, what is written there.
_WRITTEN = {"button", "link", "menuitem", "tab", "option", "heading", "generic", "listitem", "cell", "row"}

# What a description says that no label does.
_FILLERS = re.compile(
    r"\b(an?|the|of|in|on|at|to|by|with|for|its|button|link|field|box|list|icon|menu|tab)\b"
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
    """At most 1; below 0 where more is taken off than the parts give."""
    parts: tuple[tuple[str, float], ...]
    """What the score is made of: names and values in [0, 1]."""
    sure: bool
    """Good enough to be taken."""

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
    labels = [_label(wanted, target, thing, field) for thing in found]
    least = max(max(labels, default=0.0) - _TWIN, 0.3)
    twins = [i for i, label in enumerate(labels) if label >= least]
    near = nearness(target.near, {i: found[i] for i in twins}, snapshot) if target.near else {}
    place = _place(target, viewport, hint)
    ranked = []
    for index, (thing, label) in enumerate(zip(found, labels, strict=True)):
        parts = [("label", label, 0.60), ("role", _role(target, thing), 0.15)]
        if near:
            parts.append(("near", near.get(index, 0.0), 0.15))
        if place:
            parts.append(("position", _position(thing.box, place, viewport), 0.10))
        score = sum(value * weight for _, value, weight in parts) / sum(weight for *_, weight in parts)
        score -= _hidden(thing, snapshot, viewport)
        if field and thing.role not in FIELDS and thing.role != "button" and not thing.clickable:
            score -= _CAPTION
        sure = score >= SURE and label >= SURE_LABEL
        ranked.append(Ranked(thing, score, tuple((name, value) for name, value, _ in parts), sure))
    return sorted(ranked, key=lambda one: (-round(one.score, 4), one.thing.box.area))


def rank_by_picture(
    target: Target,
    found: Sequence[Thing],
    snapshot: Snapshot,
    viewport: Box,
    hint: Hint,
    *,
    field: bool = False,
) -> list[Ranked]:
    """Things that say nothing, by how they look and where they are. Empty without a recording.

    `field` as for `rank`: what a field holds does not say what it is.
    """
    if hint.looks is None or hint.box is None:
        return []
    ranked = []
    for thing in found:
        # Only what has about the target's size can look like it.
        ratio = thing.box.area / max(hint.box.area, 1.0)
        if not 0.3 <= ratio <= 3.5 or _share(thing.box, viewport) < 0.5:
            continue
        if not field and _is_written(thing, snapshot):
            continue
        picture, position = hint.looks(thing.box), _position(thing.box, hint.box, viewport)
        role = _role(target, thing)
        score = 0.45 * picture + 0.35 * position + 0.20 * role
        sure = score >= SURE_PICTURE and picture >= 0.6 and position >= 0.7
        ranked.append(
            Ranked(thing, score, (("picture", picture), ("position", position), ("role", role)), sure)
        )
    return sorted(ranked, key=lambda one: -round(one.score, 4))


def rank_focused(target: Target, found: Sequence[Thing], viewport: Box, hint: Hint) -> list[Ranked]:
    """The field that has the focus: there one goes on typing, if it is about where the target was."""
    place = _place(target, viewport, hint)
    ranked = []
    for thing in found:
        if thing.focused and thing.role in FIELDS:
            position = _position(thing.box, place, viewport) if place else 1.0
            role = _role(target, thing)
            score = 0.5 + 0.3 * position + 0.2 * role
            parts = (("focus", 1.0), ("position", position), ("role", role))
            ranked.append(Ranked(thing, score, parts, position >= 0.8))
    return ranked


def runners_up(ranked: Sequence[Ranked], chosen: Ranked | None) -> tuple[Candidate, ...]:
    """The best three beside the chosen one, each place once."""
    boxes = [chosen.thing.box] if chosen else []
    kept: list[Candidate] = []
    for item in ranked:
        if len(kept) < _SHOWN_CANDIDATES and item.thing.box not in boxes:
            boxes.append(item.thing.box)
            kept.append(item.candidate())
    return tuple(kept)


def _wanted(target: Target) -> str | None:
    """The name to look for: as given, else what the description quotes."""
    if target.name:
        return plain(target.name)
    quoted = re.search(r'["“]([^"”]+)["”]', target.description)
    return plain(quoted[1]) if quoted else None


def _label(wanted: str | None, target: Target, thing: Thing, field: bool) -> float:
    """How well a thing's name fits, in [0, 1]."""
    # A caption is less certain than a name, and the nearer one more than the other.
    captions = thing.captions if field or thing.role in FIELDS or thing.role in CHECKS else ()
    called = [(1.0, label) for label in thing.labels]
    called += [(0.96 - 0.04 * i, caption) for i, caption in enumerate(captions)]
    if wanted is None:
        said = _FILLERS.sub("", only_words(target.description))
        alike = [factor * fuzz.token_set_ratio(said, only_words(label)) / 100 for factor, label in called]
        return 0.75 * max(alike, default=0.0)
    return max((factor * _alike(wanted, plain(label)) for factor, label in called), default=0.0)


def _alike(wanted: str, label: str) -> float:
    """1 for the same words; less for one inside the other, and for misspellings."""
    wanted_words, label_words = only_words(wanted), only_words(label)
    if wanted == label or (wanted_words and wanted_words == label_words):
        return 1.0
    if wanted_words and f" {wanted_words} " in f" {label_words} ":
        # A long text that happens to hold the words is a container, not the thing.
        return 0.45 + 0.5 * len(wanted_words) / len(label_words)
    ratio = float(fuzz.ratio(wanted, label)) / 100
    # Different numbers are different things, however alike the rest is.
    if re.findall(r"\d+", wanted) != re.findall(r"\d+", label):
        return min(ratio, 0.5)
    return 0.95 * ratio if ratio >= 0.75 else 0.6 * ratio


def _role(target: Target, thing: Thing) -> float:
    wanted = target.role
    if wanted is None:
        return 1.0 if thing.clickable or thing.role in ("button", "link") or thing.role in FIELDS else 0.6
    if thing.role == wanted:
        return 1.0
    if any(wanted in group and thing.role in group for group in _GROUPS):
        return 0.8 if thing.clickable or thing.role != "generic" else 0.6
    return 0.5 if thing.clickable else 0.3


def _place(target: Target, viewport: Box, hint: Hint) -> Box | None:
    """Where the target should be: as the task says, else as it was recorded."""
    if target.at:
        return Box(target.at[0] * viewport.w, target.at[1] * viewport.h, 0, 0)
    return hint.box


def _position(box: Box, place: Box, viewport: Box) -> float:
    """1 at the same place, 0 from half the viewport's diagonal on."""
    (x, y), (px, py) = box.center, place.center
    half = float((viewport.w**2 + viewport.h**2) ** 0.5) / 2
    return max(0.0, 1.0 - float(((x - px) ** 2 + (y - py) ** 2) ** 0.5) / half)


def _hidden(thing: Thing, snapshot: Snapshot, viewport: Box) -> float:
    """What is taken off the score of a thing that can't be seen right now."""
    if _share(thing.box, viewport) < 0.5:
        return _OFF_SCREEN
    if thing.node is None or thing.role in FIELDS:
        return 0.0
    own = set(plain(" ".join((thing.text, *thing.labels))).split())
    if any(plain(word.text) in own and thing.box.holds(*word.box.center) for word in snapshot.words):
        return 0.0
    if thing.text:
        return _COVERED
    return _UNREAD if thing.labels and thing.role in _WRITTEN else 0.0


def _is_written(thing: Thing, snapshot: Snapshot) -> bool:
    """Whether words fill it: then it is what they say, whatever it looks like. (An "x" is an icon.)"""
    words = [w.box for w in snapshot.words if len(only_words(w.text)) > 1 and thing.box.holds(*w.box.center)]
    return sum(box.area for box in words) > 0.1 * thing.box.area


def _share(box: Box, viewport: Box) -> float:
    """How much of a box lies in the viewport, in [0, 1]."""
    return viewport.intersect(box).area / max(box.area, 1e-6)
