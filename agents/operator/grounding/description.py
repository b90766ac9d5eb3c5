"""What a description says beside a name: which text is a name and which a landmark, words of order and of place,
what kind of thing is meant. English, as task authors write it: 'the cross at the right end of row 4'."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agents.operator.grounding.pictograms import DIRECTIONS, KINDS, Direction, Kind
from agents.operator.grounding.text import plain
from tasks.task import Target

Side = Literal["left", "right", "above", "below", "start", "end"]

_QUOTED = re.compile(r'["“]([^"”]+)["”]')
# What stands between a thing and the text that it is told by.
_RELATION = (
    r"(?:of|in|on|at|for|by|beside|besides|next to|near|under|below|above|over|after|before|with|from|behind|"
    r"left of|right of|along|inside|within|opposite|between|where|in which|that|which|belonging to|says?|said)"
)
_LANDMARK = re.compile(rf"\b{_RELATION}\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+){{0,3}}$", re.I)
_CALLED = re.compile(r"\b(?:called|named|labell?ed|titled|saying|that says|which says|reading|marked)\s*$", re.I)

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "last": -1, "final": -1, "bottommost": -1, "topmost": 1, "leftmost": 1,
    "rightmost": -1, "penultimate": -2, "second-to-last": -2,
}  # fmt: skip
_NTH = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)\b", re.I)
_ROW = re.compile(r"\b(?:row|line|entry|item|card|position)\s+(?:number\s+|no\.?\s*)?(\d{1,4})\b", re.I)
_COLUMN_WORDS = re.compile(r"\b(?:column|day|page|level|step|floor|seat|room|option)\s*$", re.I)

_OF_ITS_ROW: tuple[tuple[Side, str], ...] = (
    ("end", r"\b(?:at|on) (?:the )?(?:right |far |very )?(?:end|right(?:-hand)? (?:side|edge)|far right|right)\b"),
    ("start", r"\b(?:at|on) (?:the )?(?:left(?:-hand)? (?:side|end|edge)|far left|start|beginning|left)\b"),
)
# Only before a text that is quoted: "above the list" says little, "after the search" says when.
_OF_A_TEXT: tuple[tuple[Side, str], ...] = (
    ("left", r"\bleft(?:-hand side)? of|\bbefore|\bin front of"),
    ("right", r"\bright(?:-hand side)? of|\bafter"),
    ("above", r"\babove|\bover"),
    ("below", r"\bbelow|\bunder(?:neath)?|\bbeneath"),
)
_THEN_QUOTED = r"\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+){0,3}[\"“]"


@dataclass(frozen=True)
class Description:
    """A target's description, read."""

    name: str | None
    """The text that is written on the thing, where the description quotes it."""
    landmarks: tuple[str, ...]
    """The other texts it quotes: what the thing is told by."""
    order: int | None
    """1 for the first of several, -1 for the last."""
    row: int | None
    """The number of a row, counted from 1 or written in it."""
    side: Side | None
    """Where it stands, seen from the landmark; start, end: of its row."""
    kind: Kind | None
    """What kind of thing it is called."""
    direction: Direction | None
    """Where it points or leads: "the arrow to the next page"."""
    modifier: str | None
    """The words before that: "search" of "the search field". Less than a name, for they may merely describe."""


@lru_cache(maxsize=512)
def read(target: Target) -> Description:
    """What a target's description says."""
    text = target.description
    name, landmarks = None, []
    for quoted in _QUOTED.finditer(text):
        before, inside = text[: quoted.start()], quoted[1].strip()
        lies_near = target.near is not None and plain(inside) == plain(target.near)
        relates = bool(_LANDMARK.search(before)) and not _CALLED.search(before)
        if relates or (lies_near and target.name is None) or name is not None:
            landmarks.append(inside)
        else:
            name = inside
    bare = _QUOTED.sub(" ", text)
    kind, modifier = _kind(bare)
    return Description(
        name=name,
        landmarks=tuple(landmarks),
        order=_order(bare),
        row=_row(bare),
        side=_side(text),
        kind=kind,
        direction=_direction(bare) if kind is None or not kind.written else None,
        modifier=modifier,
    )


def _side(text: str) -> Side | None:
    for side, pattern in _OF_A_TEXT:
        if re.search(rf"(?:{pattern}){_THEN_QUOTED}", text, re.I):
            return side
    bare = _QUOTED.sub(" ", text)
    return next((side for side, pattern in _OF_ITS_ROW if re.search(pattern, bare, re.I)), None)


def _order(text: str) -> int | None:
    for match in re.finditer(r"[\w-]+", text.lower()):
        if match[0] in _ORDINALS and not _names_a_row(text, match.end()):
            return _ORDINALS[match[0]]
    if match := _NTH.search(text):
        return None if _names_a_row(text, match.end()) else int(match[1])
    return None


def _names_a_row(text: str, end: int) -> bool:
    """Whether an ordinal counts rows rather than things: 'the cross in the third row'."""
    return bool(re.match(r"\s+(?:row|line|entry|item of the list|card)\b", text[end:], re.I)) and bool(
        re.search(r"\b(?:in|of|on|at)\s+the\s+[\w-]*$", text[: end], re.I)
    )


def _row(text: str) -> int | None:
    if match := _ROW.search(text):
        return int(match[1])
    for word in re.finditer(r"[\w-]+", text.lower()):
        count = _ORDINALS.get(word[0]) or ((nth := _NTH.fullmatch(word[0])) and int(nth[1])) or None
        if count is not None and _names_a_row(text, word.end()):
            return count
    return None


def _direction(text: str) -> Direction | None:
    # "left of" and "at the right" say where a thing stands.
    said = re.sub(r"\bnext to\b|\b(?:left|right)(?:-hand)? (?:of|side|end|edge)\b|\b(?:at|on|to) the (?:far )?(?:left|right)\b", " ", text, flags=re.I)
    said = re.sub(r"\b(?:drop|pop|pull|look|sign|log|back)[- ]?(?:down|up)\b", " ", said, flags=re.I)
    words = set(re.findall(r"[a-z]+", said.lower()))
    found = [one for one in DIRECTIONS if words & one.words]
    return found[0] if len(found) == 1 else None


def _kind(text: str) -> tuple[Kind | None, str | None]:
    """The kind of thing that is named and the words before it: the last such word before what it relates to."""
    head = re.split(rf"\b{_RELATION}\b", text, maxsplit=1, flags=re.I)[0]
    found = [
        (-match.end(), -len(word), order, match.start())
        for order, kind in enumerate(KINDS)
        for word in kind.words
        if (match := re.search(rf"\b{re.escape(word)}s?\b", head, re.I))
    ]
    if not found:
        return None, None
    # "the search field" is a field, "the list icon" an icon.
    _, _, order, start = min(found)
    before = [word for word in head[:start].split() if word.lower() not in ("the", "a", "an", "small", "little")]
    before = [word for word in before if word.lower() not in _ORDINALS]
    return KINDS[order], " ".join(before) or None
