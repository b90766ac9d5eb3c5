"""What a description says beside a name: which text is a name and which a landmark, words of order and of
place, what kind of thing is meant. English, as task authors write it: 'the cross at the right end of row
4'."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agents.operator.grounding.colours import COLOURS
from agents.operator.grounding.directions import DIRECTIONS, Direction
from agents.operator.grounding.pictograms import KINDS, Kind
from agents.operator.grounding.places import Region
from agents.operator.grounding.text import plain, words
from tasks.task import Target

Side = Literal["left", "right", "above", "below", "start", "end"]

_QUOTED = re.compile(r'["“]([^"”]+)["”]')
# What stands between a thing and the text that it is told by.
_RELATION = (
    r"(?:of|in|on|at|for|by|beside|besides|next to|near|under|below|above|over|after|before|from|behind|"
    r"to the|left of|right of|along|inside|within|opposite|between|in which|that|which|belonging to|with|"
    r"where)"
)
_LANDMARK = re.compile(rf"\b{_RELATION}\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+){{0,3}}$", re.I)
# What says that the text is written on the thing itself.
_WRITTEN = re.compile(
    r"\b(?:called|named|labell?ed|titled|saying|says|say|showing|shows|reading|reads|marked|holding|holds|"
    r"containing|with|where)(?: just| only)?(?: the)?"
    r"(?: (?:letters?|words?|texts?|numbers?|names?|labels?|titles?|inscription))?\s*$",
    re.I,
)

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "last": -1, "final": -1, "bottommost": -1, "topmost": 1, "leftmost": 1,
    "rightmost": -1, "penultimate": -2, "second-to-last": -2, "second to last": -2, "last but one": -2,
    "next to last": -2,
}  # fmt: skip
_ORDINAL = rf"(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}|\d{{1,3}}(?:st|nd|rd|th))"
_CARDINALS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
# "the third of the icons" is the third icon.
_OF_SEVERAL = re.compile(
    rf"\b({_ORDINAL}) of (?:(?:the|these|those|all|its) )+(?:({'|'.join(_CARDINALS)}|\d+)\b)?", re.I
)
_IN_THE_NTH = re.compile(
    rf"\b(?:in|of|on|at|for|from|beside|to)\s+the\s+(?:very\s+)?({_ORDINAL})\s+(?!of\b)\w+", re.I
)
_ROW = re.compile(r"\b(?:row|line|entry|item|card|position)\s+(?:number\s+|no\.?\s*)?(\d{1,4})\b", re.I)

_OF_ITS_ROW: tuple[tuple[Side, str], ...] = (
    (
        "end",
        r"\b(?:at|on) (?:the )?(?:right |far |very )?(?:end|right(?:-hand)? (?:side|edge)|far right|right)\b",
    ),
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

# "the arrow that curves back to the left" is the arrow bent to the left.
_BENT = re.compile(
    r"\b(?:(?:that|which) )?(?:is )?(?:bend(?:s|ing)|bent|curv(?:es|ing|ed)|hook(?:s|ed))(?: back| round)*\b",
    re.I,
)

_CAPTION = re.compile(r"\b(?:caption|heading|title|label|words?|letters?|text|name)\b", re.I)
_COLOURED = re.compile(rf"\b(?:that|which) is (?:\w+ )?({'|'.join(sorted(COLOURS))})\b", re.I)

_PANEL = r"(?:column|bar|panel|pane|rail|strip|tree|outline|navigation)"
_PANELS: dict[Region, str] = {
    "left": rf"\bleft(?:-hand)? (?:side ?)?{_PANEL}|\b{_PANEL}s? (?:on|at) the left\b",
    "right": rf"\bright(?:-hand)? (?:side ?)?{_PANEL}|\b{_PANEL}s? (?:on|at) the right\b",
}
_OF_THE_PAGE = r"\b(?! (?:\w+ )?of\b)"
_SIDES_OF_THE_PAGE: dict[Region, str] = {
    "left": rf"\b(?:on|at) the (?:far )?left{_OF_THE_PAGE}",
    "right": rf"\b(?:on|at) the (?:far )?right{_OF_THE_PAGE}",
    "top": rf"\bat the (?:very )?top{_OF_THE_PAGE}",
    "bottom": rf"\bat the (?:very )?bottom{_OF_THE_PAGE}",
}

_PLACES = re.compile(
    r"\b(?:top|bottom|upper|lower|far)[- ](?:left|right)\b"
    r"|\b(?:left|right)(?:-hand)?[- ](?:of|side|end|edge|corner|column|panel|half|part|bar|rail|pane)\b"
    r"|\b(?:at|on|from) the (?:far )?(?:left|right)\b|\bnext to\b|\bto the (?:left|right) of\b",
    re.I,
)
_ADVERBS = re.compile(r"\b(?:drop|pop|pull|look|sign|log|back|mark)[- ]?(?:down|up|in|out)\b", re.I)
_SAYING_NOTHING = """
a an the this that these those of in on at to by with for from and or its it is are one ones which
who whose not no there here next row rows line lines first second third fourth fifth last left right
top bottom above below under beside near end start side corner small little big large round green
red blue yellow white black grey gray orange violet dark light button buttons link links field
fields icon icons box boxes list lists menu tab tabs card cards part page column item entry bar head
text word words area
"""
_EMPTY = frozenset(_SAYING_NOTHING.split())


@dataclass(frozen=True)
class Description:
    """A target's description, read."""

    name: str | None
    """The text that is written on the thing, where the description quotes it."""
    landmarks: tuple[str, ...]
    """The other texts it quotes: what the thing is told by."""
    count: int | None
    """How many like things there are: "the last of the four"."""
    order: int | None
    """1 for the first of several, -1 for the last."""
    row: int | None
    """The number of the row, card or entry that it stands in, from 1 (-1: the last)."""
    numbered: bool
    """The number may be written there: "row 4", but not "the fourth row"."""
    side: Side | None
    """Where it stands, seen from the landmark; start, end: of its row."""
    regions: frozenset[Region]
    """The parts of the page that it is said to stand in; not where a text near it or a place says more."""
    kind: Kind | None
    """What kind of thing it is called."""
    colours: frozenset[str]
    """The colours that it is said to have."""
    direction: Direction | None
    """Where it points or leads: "the arrow to the next page"."""
    modifier: str | None
    """The words before the kind: "search" of "the search field". Less than a name, for they may merely
    describe."""
    words: frozenset[str]
    """Its other words that say something: they may occur in what stands around the thing."""


@lru_cache(maxsize=512)
def read(target: Target) -> Description:
    """What a target's description says."""
    text = target.description
    name, landmarks = None, []
    for quoted in _QUOTED.finditer(text):
        before, inside = text[: quoted.start()], quoted[1].strip()
        lies_near = target.near is not None and plain(inside) == plain(target.near)
        relates = bool(_LANDMARK.search(before)) and not _WRITTEN.search(before)
        if relates or (lies_near and target.name is None) or name is not None:
            landmarks.append(inside)
        else:
            name = inside
    bare = _BENT.sub("bent", _one_of_several(_QUOTED.sub(" ", text)))
    head = re.split(rf"\b{_RELATION}\b", bare, maxsplit=1, flags=re.I)[0]
    kind, modifier = _kind(head, bare, target.role)
    return Description(
        name=name,
        landmarks=tuple(landmarks),
        count=_count(text),
        order=_order(head),
        row=_row(bare),
        numbered=_ROW.search(bare) is not None,
        side=_side(_with_quotes(text, target.near)),
        regions=_regions(target),
        kind=kind,
        colours=_colours(head, bare),
        direction=_direction(bare, kind),
        modifier=modifier,
        words=frozenset(word for word in words(bare) if word not in _EMPTY and len(word) > 1),
    )


def _one_of_several(text: str) -> str:
    """ "the fourth of the five dots" as "the fourth dot", which is not the icon of "three dots"."""
    match = _OF_SEVERAL.search(text)
    if match is None:
        return text
    things = re.sub(r"^\s*(\w+(?:s|x|ch|sh)(?=es\b)|\w+[^su\W](?=s\b))e?s\b", r"\1", text[match.end() :])
    return f"{text[: match.start()]}{match[1]} {things.lstrip()}"


def _with_quotes(text: str, near: str | None) -> str:
    """The same with the landmark in quotes: "to the right of the letters fx", "under the caption"."""
    if not near or '"' in text or "“" in text:
        return text
    quoted = f'"{near}"'
    said = re.sub(rf"(?<!\w){re.escape(near)}(?!\w)", lambda _: quoted, text, count=1)
    return said if said != text else _CAPTION.sub(lambda match: f"{match[0]} {quoted}", text, count=1)


def _side(text: str) -> Side | None:
    for side, pattern in _OF_A_TEXT:
        if re.search(rf"(?:{pattern}){_THEN_QUOTED}", text, re.I):
            return side
    bare = _QUOTED.sub(" ", text)
    return next((side for side, pattern in _OF_ITS_ROW if re.search(pattern, bare, re.I)), None)


def _regions(target: Target) -> frozenset[Region]:
    told = _PANELS.items() if target.near or target.at else (*_PANELS.items(), *_SIDES_OF_THE_PAGE.items())
    return frozenset(region for region, pattern in told if re.search(pattern, target.description, re.I))


def _count(text: str) -> int | None:
    """How many there are: 'the fourth of the five stars'."""
    match = _OF_SEVERAL.search(text)
    said = match[2] if match else None
    return None if said is None else _CARDINALS.get(said.lower()) or int(said)


def _order(head: str) -> int | None:
    """The number of the thing among its like: said before what it relates to."""
    match = re.search(rf"\b{_ORDINAL}\b(?! names?\b)", head, re.I)
    return _number(match[0]) if match else None


def _row(text: str) -> int | None:
    """The number of what it stands in: 'in row 4', 'of the second message'."""
    if match := _ROW.search(text):
        return int(match[1])
    match = _IN_THE_NTH.search(text)
    return _number(match[1]) if match else None


def _number(ordinal: str) -> int:
    return _ORDINALS.get(ordinal.lower()) or int(re.sub(r"\D", "", ordinal))


def _direction(text: str, kind: Kind | None) -> Direction | None:
    # "on the left" and "top right" say where a thing stands; "down" says where it points only of an arrow.
    if kind is not None and kind.written:
        return None
    said = set(words(_ADVERBS.sub(" ", _PLACES.sub(" ", text))))
    arrow = kind is not None and "right" in kind.icons
    known = said & {"next", "previous", "prev", "forward", "backward", "onward"} if not arrow else said
    found = [one for one in DIRECTIONS if known & one.words]
    return found[0] if len(found) == 1 else None


def _colours(head: str, text: str) -> frozenset[str]:
    """ "The green dot", "the heart that is already red"; not those of what it stands in."""
    told = {match[1].lower() for match in _COLOURED.finditer(text)}
    return frozenset(COLOURS & {*words(head), *told})


def _said_in(text: str, word: str) -> re.Match[str] | None:
    """Where a word stands in a text, also in its plural; a cross is no cross-hair."""
    plural = "(?:e?s)?" if len(word) > 1 else ""
    return re.search(rf"\b{re.escape(word)}{plural}\b(?!-\w)", text, re.I)


def _kind(head: str, text: str, role: str | None) -> tuple[Kind | None, str | None]:
    """The kind of thing that is named and the words before it.

    The last such word before what it relates to says what it is: "the search field" is a field. A drawing
    says more: "the plus button" is a plus, but not of what has another `role`: the "sheet tab". Words for a
    drawing may run past that point: "the icon of four corners".
    """
    found = []
    thing = re.split(r"\bwith\b", head, maxsplit=1, flags=re.I)[0]  # "the pin with a cross" is a pin
    if not any(_said_in(thing, word) for kind in KINDS if kind.pictogram for word in kind.words):
        thing = head
    for order, kind in enumerate(KINDS):
        for word in kind.words:
            if match := _said_in(text if kind.pictogram and " " in word else thing, word):
                rank = -len(word) if kind.pictogram or " " in word else -match.end()
                told = role in kind.roles and role not in ("button", "link")
                found.append((not told, " " not in word, not kind.pictogram, rank, order, match.start()))
    if not found:
        return None, None
    *_, order, start = min(found)
    before = [
        word for word in head[:start].split() if word.lower() not in ("the", "a", "an", "small", "little")
    ]
    before = [word for word in before if not re.fullmatch(_ORDINAL, word, re.I)]
    return KINDS[order], " ".join(before) or None
