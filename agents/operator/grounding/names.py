"""Stage two, match: how an element is called, beside what is asked for.

    exact    the same text
    essence  the same but for punctuation, small words, an arrow or an emoji set off, a count in brackets
    inside   the words asked for stand in its text as they are, among others
    part     its words are a part of those asked for
    like     a misspelling apart

An exact name beats all others, and the last two are never enough by themselves. A word that turns the sense
round ("Unsubscribe", "Decrease indent") makes it another thing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from agents.operator.grounding.directions import DIRECTIONS
from agents.operator.grounding.elements import FIELDS, Element
from agents.operator.grounding.pictograms import KINDS
from agents.operator.grounding.text import essence, is_symbol, numbers, plain, words


class Level(IntEnum):
    """How closely a name fits."""

    NONE = 0
    LIKE = 1
    PART = 2
    INSIDE = 3
    ESSENCE = 4
    EXACT = 5


@dataclass(frozen=True, order=True)
class Match:
    """A name that fits."""

    level: Level
    share: float
    """How much of the longer text the shorter one is, in (0, 1]."""
    own: bool = True
    """False: it is a caption's, or of what the description says rather than of a name that it gives."""
    text: str = ""


NOTHING = Match(Level.NONE, 0.0)

_PAIRS = (
    "increase/decrease up/down show/hide open/close add/remove expand/collapse previous/next first/last "
    "left/right enable/disable on/off start/stop play/pause in/out more/less more/fewer all/none yes/no "
    "accept/decline accept/reject approve/reject undo/redo ascending/descending before/after min/max "
    "minimum/maximum import/export upload/download public/private light/dark top/bottom forward/back "
    "buy/sell new/old earlier/later raise/lower indent/outdent create/delete add/delete save/discard "
    "send/receive allow/deny income/expense credit/debit group/ungroup above/below keep/discard "
    "front/back superscript/subscript merge/split bigger/smaller larger/smaller plus/minus login/logout "
    "signin/signout"
)
_OPPOSITES = frozenset(frozenset(pair.split("/")) for pair in _PAIRS.split())
_NEGATIONS = frozenset(
    {"not", "no", "never", "without", "don't", "dont", "cancel", "stop", "un", "non", "except"}
)
_NEGATING = re.compile(r"^(?:un|dis|de|non|re|in|im|mis)(?=\w{3})")
_LONG = 8  # letters; a word of so many may have two letters wrong


def match(wanted: str, element: Element, *, holds: bool = False) -> Match:
    """The best of an element's names for `wanted`.

    A caption counts where an element has no name of its own; at fields always, whose own is often an example
    of what to enter, and with `holds` (the target holds a value) at whatever shows what was chosen before.
    """
    best = max((fit(wanted, name) for name in element.names), default=NOTHING)
    if (
        element.value
        and best.level < Level.ESSENCE
        and (shown := fit(wanted, element.value)).level >= Level.ESSENCE
    ):
        best = max(best, Match(shown.level, shown.share, False, shown.text))
    field = element.role in FIELDS or element.editable or holds
    if element.captions and (field or not element.names):
        beside = max(fit(wanted, caption) for caption in element.captions)
        best = max(best, Match(beside.level, beside.share, False, beside.text))
    return best


@lru_cache(maxsize=16384)
def fit(wanted: str, name: str) -> Match:
    """How a name fits."""
    if plain(wanted) == plain(name):
        return Match(Level.EXACT, 1.0, text=name)
    if is_symbol(wanted):
        return Match(Level.ESSENCE, 1.0, text=name) if same_sign(wanted, name) else NOTHING
    if essence(wanted) == essence(name) != "" and _signs(wanted) <= _signs(name):
        return Match(Level.ESSENCE, len(plain(wanted)) / max(len(plain(name)), len(plain(wanted))), text=name)
    if _turned(wanted, name) or not _signs(wanted) <= _signs(name):
        return NOTHING
    ours, theirs = words(wanted), words(name)
    if _holds(theirs, ours):
        return Match(Level.INSIDE, _length(ours) / _length(theirs), text=name)
    if numbers(wanted) != numbers(name):
        return NOTHING
    if _holds(ours, theirs):
        return Match(Level.PART, _length(theirs) / _length(ours), text=name)
    if _misspelt(ours, theirs):
        return Match(Level.LIKE, 0.9, text=name)
    return NOTHING


def same_sign(wanted: str, name: str) -> bool:
    """Whether two signs draw the same thing: ✕ and ×, + and ➕, → and ›, but not ↑ and ↓."""
    ours, theirs = (_pointed(sign) for sign in (wanted, name))
    if ours and theirs and ours != theirs:
        return False
    mine = [kind for kind in KINDS if kind.signs and wanted.strip() in kind.signs]
    return len(name.strip()) <= 2 and any(
        name.strip("\ufe0f ") and name.strip("\ufe0f ") in k.signs for k in mine[:1]
    )


def _pointed(sign: str) -> set[int]:
    """The directions, numbered, in which a sign points."""
    return {i for i, one in enumerate(DIRECTIONS) if set(sign) & set(one.signs)}


def opposite(first: Iterable[str], second: Iterable[str]) -> bool:
    """Whether one text says what turns the other's sense round, seen from the words in which they differ."""
    ours, theirs = set(first), set(second)
    mine, other = ours - theirs, theirs - ours
    if any(frozenset({a, b}) in _OPPOSITES for a in ours for b in other):
        return True
    if any(frozenset({a, b}) in _OPPOSITES for a in mine for b in theirs):
        return True
    if (mine | other) & _NEGATIONS:
        return True
    return any(_negates(a, b) or _negates(b, a) for a in mine for b in other)


def _negates(longer: str, shorter: str) -> bool:
    return (head := _NEGATING.match(longer)) is not None and longer[head.end() :] == shorter


def _turned(wanted: str, name: str) -> bool:
    return opposite(words(wanted), words(name))


def _signs(text: str) -> set[str]:
    """The characters of a text that are neither letters nor digits, spaces or punctuation."""
    return {
        char
        for char in plain(text)
        if not char.isalnum() and not char.isspace() and char not in ".,:;!?*'\"()[]-_/&@#"
    }


def _holds(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether the words of `shorter` stand in `longer` as they are, in one run."""
    size = len(shorter)
    return 0 < size < len(longer) and any(
        longer[at : at + size] == shorter for at in range(len(longer) - size + 1)
    )


def _length(parts: tuple[str, ...]) -> int:
    return sum(map(len, parts)) + len(parts) - 1


def _misspelt(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether two texts have the same words but for a slip of the keyboard in some."""
    if len(ours) != len(theirs) or not ours:
        return False
    return all(a == b or _slip(a, b) for a, b in zip(ours, theirs, strict=True))


def _slip(a: str, b: str) -> bool:
    shorter = min(len(a), len(b))
    return shorter >= 4 and a[0] == b[0] and OSA.distance(a, b) <= (2 if shorter >= _LONG else 1)
