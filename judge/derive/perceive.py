"""What of two moments a person can tell apart: words, controls, scrolling, focus, pictures.

Each side is one page at one moment (`Sight`), or one page before and after a step (`Passage`). What differs
between two runs of the same page is noise and never counts.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from judge.derive.masks import grown, lettered, visible, where
from judge.visual.picture import Mask, Pixels
from tasks.evidence import Node, Snapshot, Word
from tasks.geometry import Box
from tasks.yamlfile import Strict

NEAR = 6.0
"""CSS pixels by which a word may stand elsewhere unnoticed."""
SCROLLED = 16.0
"""CSS pixels by which scroll positions may differ unnoticed."""
VISIBLE = 1e-4
"""Share of the pixels that must differ for a picture to look otherwise: 92 of 1280 x 720."""
CHANGED = 2e-3
"""Share of the pixels, away from all words, by which a picture's change must differ."""

_ROLES = frozenset((
    "button", "checkbox", "combobox", "gridcell", "link", "listbox", "menuitem", "menuitemcheckbox",
    "menuitemradio", "option", "radio", "searchbox", "slider", "spinbutton", "switch", "tab", "textbox",
    "treeitem", "dialog", "alertdialog",
))  # fmt: skip

Aspect = Literal["words", "places", "controls", "scroll", "focus", "picture", "address", "feasibility"]


class Difference(Strict):
    """One thing that a person can tell two moments apart by."""

    aspect: Aspect
    said: str
    """In words: what the second shows in comparison with the first."""


Control = tuple[str, str, str]
"""Role, name, and states and value in words."""


@dataclass(frozen=True)
class Sight:
    """A page at one moment."""

    snapshot: Snapshot
    pixels: Pixels

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word is seen."""
        return Counter(word.text for word in self.snapshot.words)

    @cached_property
    def controls(self) -> Counter[Control]:
        """How often each control is seen in each state."""
        return Counter(_control(node) for node in self.snapshot.nodes if _in_view(node, self.pixels))

    @property
    def focus(self) -> str:
        """What has the focus; empty where nothing has."""
        node = self.snapshot.focus()
        return f"{node.role} {node.name!r}" if node is not None and node.role in _ROLES else ""


@dataclass(frozen=True)
class Noise:
    """What differs between two sights of the same page at the same moment."""

    words: frozenset[str] = frozenset()
    controls: frozenset[Control] = frozenset()
    mask: Mask | None = None
    scroll: bool = False
    focus: bool = False

    @classmethod
    def between(cls, one: Sight, other: Sight) -> "Noise":
        words = (one.words - other.words) + (other.words - one.words)
        controls = (one.controls - other.controls) + (other.controls - one.controls)
        mask = visible(one.pixels, other.pixels)
        return cls(
            words=frozenset(words),
            controls=frozenset(controls),
            mask=grown(mask, 8) if mask.any() else None,
            scroll=bool(list(_scrolled(one.snapshot, other.snapshot))),
            focus=one.focus != other.focus,
        )


def seen_apart(one: Sight, other: Sight, noise: Noise) -> list[Difference]:
    """What a person can tell `other` from `one` by, words first."""
    found = [*_words_apart(one.words, other.words, noise), *_moved(one, other, noise)]
    found += _controls_apart(one.controls, other.controls, noise)
    if not noise.scroll:
        found += _scrolled(one.snapshot, other.snapshot)
    if one.focus != other.focus and not noise.focus:
        said = f"the focus is on {other.focus or 'nothing'}, not on {one.focus or 'nothing'}"
        found.append(Difference(aspect="focus", said=said))
    if one.snapshot.url != other.snapshot.url:
        found.append(Difference(aspect="address", said="the address is another one"))
    mask = _without(visible(one.pixels, other.pixels), noise)
    if not found and mask.mean() > VISIBLE:
        found.append(Difference(aspect="picture", said=f"it looks otherwise {where(mask)}"))
    return found


@dataclass(frozen=True)
class Passage:
    """A page before and after a step."""

    before: Sight
    after: Sight

    @cached_property
    def words(self) -> tuple[Counter[str], Counter[str]]:
        """The words that came, and those that went."""
        before, after = self.before.words, self.after.words
        return after - before, before - after

    @cached_property
    def controls(self) -> tuple[Counter[Control], Counter[Control]]:
        before, after = self.before.controls, self.after.controls
        return after - before, before - after


def changed_apart(
    one: Passage, other: Passage, noise: Noise, *, same_start: bool, looks: bool
) -> list[Difference]:
    """By what the change that a step brings on `other` differs from the change that it brings on `one`.

    `same_start`: before the step nobody could tell them apart, so that places count, too. `looks`: `other`
    differs by a style sheet alone; whatever moves there, or is painted otherwise, is layout and colour.
    """
    found: list[Difference] = []
    for (wanted, seen), sign in zip(
        zip(one.words, other.words, strict=True), ("appear", "go away"), strict=True
    ):
        # Where layout alone differs, some words are pushed out of view or into it.
        if not looks or 2 * (wanted & seen).total() < max(wanted.total(), seen.total()):
            found += _change_of_words(wanted, seen, sign, noise)
    if not found:
        for states, others in zip(one.controls, other.controls, strict=True):
            found += _controls_apart(states, others, noise)
    if not found and not noise.scroll:
        found += _scrolled_apart(one, other)
    if (
        one.after.snapshot.url != other.after.snapshot.url
        and one.before.snapshot.url == other.before.snapshot.url
    ):
        found.append(Difference(aspect="address", said="the address is another one"))
    if not found and same_start and not looks:
        found += _moved(one.after, other.after, noise)
    if not found:
        found += _pictures_apart(one, other, noise, looks=looks)
    return found


def quoted(words: Counter[str], limit: int = 8) -> str:
    """The first of the words, for a sentence."""
    listed = list(words.elements())
    return "'" + " ".join(listed[:limit]) + ("' …" if len(listed) > limit else "'")


def _control(node: Node) -> Control:
    states = [
        f"{name} {value}"
        for name in ("value", "checked", "selected", "expanded", "pressed", "disabled")
        if (value := getattr(node, name)) not in (None, False, "")
    ]
    return node.role, node.name, ", ".join(states)


def _in_view(node: Node, pixels: Pixels) -> bool:
    if node.role not in _ROLES or node.box is None:
        return False
    x, y = node.box.center
    return bool(0 <= x < pixels.shape[1] and 0 <= y < pixels.shape[0])


def _less(words: Counter[str], noise: Noise) -> Counter[str]:
    return Counter({word: count for word, count in words.items() if word not in noise.words})


def _words_apart(one: Counter[str], other: Counter[str], noise: Noise) -> Iterator[Difference]:
    missing, extra = _less(one - other, noise), _less(other - one, noise)
    if missing:
        yield Difference(aspect="words", said=f"{quoted(missing)} is missing")
    if extra:
        yield Difference(aspect="words", said=f"{quoted(extra)} stands there in addition")


def _change_of_words(
    wanted: Counter[str], seen: Counter[str], verb: str, noise: Noise
) -> Iterator[Difference]:
    missing, extra = _less(wanted - seen, noise), _less(seen - wanted, noise)
    if missing:
        yield Difference(aspect="words", said=f"{quoted(missing)} does not {verb}")
    if extra:
        does = "appears" if verb == "appear" else "goes away"
        yield Difference(aspect="words", said=f"{quoted(extra)} {does}, which it should not")


def _controls_apart(one: Counter[Control], other: Counter[Control], noise: Noise) -> Iterator[Difference]:
    missing = [control for control in (one - other) if control not in noise.controls]
    extra = [control for control in (other - one) if control not in noise.controls]
    if missing:
        yield Difference(aspect="controls", said=f"no {_described(missing[0])}")
    elif extra:
        yield Difference(aspect="controls", said=f"an unexpected {_described(extra[0])}")


def _described(control: Control) -> str:
    role, name, states = control
    return f"{role} {name!r}" + (f" ({states})" if states else "")


def _moved(one: Sight, other: Sight, noise: Noise) -> list[Difference]:
    """The words that both show, but in other places."""
    places: dict[str, list[Box]] = {}
    for word in one.snapshot.words:
        places.setdefault(word.text, []).append(word.box)
    elsewhere: list[Word] = []
    for word in other.snapshot.words:
        known = places.get(word.text, [])
        if word.text in noise.words or not known:
            continue
        if min(_apart(word.box, box) for box in known) > NEAR:
            elsewhere.append(word)
    if not elsewhere:
        return []
    said = f"{quoted(Counter(word.text for word in elsewhere))} stands elsewhere"
    return [Difference(aspect="places", said=said)]


def _apart(one: Box, other: Box) -> float:
    (x, y), (u, v) = one.center, other.center
    return max(abs(x - u), abs(y - v))


def _scrolled(one: Snapshot, other: Snapshot) -> Iterator[Difference]:
    if len(one.scrollers) != len(other.scrollers):
        return
    for a, b in zip(one.scrollers, other.scrollers, strict=True):
        if max(abs(a.x - b.x), abs(a.y - b.y)) > SCROLLED:
            yield Difference(aspect="scroll", said="it is scrolled to another place")
            return


def _scrolled_apart(one: Passage, other: Passage) -> Iterator[Difference]:
    """Whether one page scrolled by a step and the other did not, or much less, or the other way."""
    for axis in ("x", "y"):
        a, b = (_scroll_of(passage, axis) for passage in (one, other))
        if abs(a - b) > max(SCROLLED, 0.5 * max(abs(a), abs(b))):
            how = "does not scroll" if abs(b) <= SCROLLED else "scrolls otherwise"
            yield Difference(aspect="scroll", said=f"it {how}")
            return


def _scroll_of(passage: Passage, axis: str) -> float:
    before, after = passage.before.snapshot.scrollers, passage.after.snapshot.scrollers
    if len(before) != len(after):
        return 0.0
    moves = [getattr(b, axis) - getattr(a, axis) for a, b in zip(before, after, strict=True)]
    return float(max(moves, key=abs, default=0.0))


def _pictures_apart(one: Passage, other: Passage, noise: Noise, *, looks: bool) -> Iterator[Difference]:
    """What the step repaints away from words on one page, and on the other not or otherwise."""
    sights = (one.before, one.after, other.before, other.after)
    silent = ~lettered([sight.snapshot for sight in sights], one.after.pixels.shape[:2])
    first = _without(visible(one.before.pixels, one.after.pixels), noise) & silent
    second = _without(visible(other.before.pixels, other.after.pixels), noise) & silent
    if looks:
        a, b = float(first.mean()), float(second.mean())
        apart = abs(a - b) > max(10 * CHANGED, 0.5 * max(a, b))
        if apart:
            yield Difference(aspect="picture", said="more is repainted" if b > a else "less is repainted")
        return
    already = grown(visible(one.before.pixels, other.before.pixels), 8)
    mask = (
        _without(visible(one.after.pixels, other.after.pixels), noise) & silent & ~already & (first | second)
    )
    if mask.mean() > CHANGED:
        yield Difference(aspect="picture", said=f"the picture changes otherwise {where(mask)}")


def _without(mask: Mask, noise: Noise) -> Mask:
    return mask if noise.mask is None or noise.mask.shape != mask.shape else mask & ~noise.mask
