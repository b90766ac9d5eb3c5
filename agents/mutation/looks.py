"""Operators on what is seen: words, layout, colours."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from agents.mutation.mutation import Mutation, Replacement, Source, shown
from agents.mutation.page import ParsedFile
from agents.mutation.script import Script

if TYPE_CHECKING:
    from tree_sitter import Node

_SPACED = re.compile(
    r"(margin|padding|inset)(-(top|right|bottom|left))?|gap|(row|column)-gap|top|right|bottom|left"
    r"|(min-|max-)?(width|height)|grid-template-(columns|rows)|flex|translate|transform"
)
_LENGTH = re.compile(r"(?<![\w.#-])(\d+(?:\.\d+)?)(px|em|rem|%|vh|vw|fr)(?![\w%])")
_ARRANGED = {
    "text-align": {"left": "right", "right": "left", "center": "left", "start": "end", "end": "start"},
    "justify-content": {"space-between": "flex-start", "center": "flex-start", "flex-end": "flex-start"},
    "align-items": {"center": "flex-start", "flex-start": "flex-end", "flex-end": "flex-start"},
    "flex-direction": {"column": "row", "row": "column"},
    "justify-self": {"end": "start", "start": "end", "center": "start"},
    "align-self": {"end": "start", "flex-end": "flex-start", "center": "flex-start"},
}
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
_WORD = re.compile(r"[^\W\d_]{3,}")
_PROSE_CALLS = frozenset(("querySelector", "querySelectorAll", "closest", "matches", "addEventListener"))
_PLAIN_KEYS = frozenset((
    "id", "className", "class", "type", "role", "kind", "label", "who", "art", "logo", "code", "key",
    "value", "tone", "name",
))  # fmt: skip


def change_text(source: Source) -> Iterator[Mutation]:
    """A word of what is written on the page is another one of its words."""
    for start, text, scope in sorted(_texts(source.file)):
        longest = max(_WORD.finditer(text), key=lambda found: len(found[0]), default=None)
        other = _other_word(source.words, longest[0]) if longest else None
        if longest is not None and other is not None:
            at = start + longest.start()
            about = f"The text {shown(text)!r} says {other!r} in place of {longest[0]!r}."
            yield Mutation((Replacement(at, at + len(longest[0]), other),), about, scope)


def written_words(files: Sequence[ParsedFile]) -> tuple[str, ...]:
    """The words of more than three letters that are written in the files, sorted."""
    texts = (text for file in files for _, text, _ in _texts(file))
    return tuple(sorted({found[0] for text in texts for found in _WORD.finditer(text) if len(found[0]) > 3}))


def shift_layout(source: Source) -> Iterator[Mutation]:
    """A length of the layout is larger by half and 12 pixels, or something is arranged the other way."""
    for one in source.file.declarations:
        changed = _ARRANGED.get(one.name, {}).get(one.value)
        if changed is None and _SPACED.fullmatch(one.name):
            length = _LENGTH.search(one.value)
            if length is not None:
                longer = f"{_longer(float(length[1]), length[2]):g}{length[2]}"
                changed = one.value[: length.start()] + longer + one.value[length.end() :]
        if changed is not None and changed != one.value:
            about = f"In {shown(one.selector, 40)!r} {one.name} is {changed} in place of {one.value}."
            yield Mutation((Replacement(one.start, one.end, changed),), about, one.selector)


def change_colour(source: Source) -> Iterator[Mutation]:
    """A colour is another one."""
    for one in source.file.declarations:
        found = None if {*"'\"("} & {*one.value} else _COLOUR.search(one.value)
        if found is not None:
            other = _other_colour(found[0])
            start = one.start + found.start()
            about = f"In {shown(one.selector, 40)!r} {one.name} has {other} in place of {found[0]}."
            yield Mutation((Replacement(start, start + len(found[0]), other),), about, one.selector)
    for tag in source.file.tags:
        for attribute in tag.attributes:
            if attribute.name in ("fill", "stroke", "bgcolor") and _COLOUR.fullmatch(attribute.value):
                other = _other_colour(attribute.value)
                about = f"The {attribute.name} of a {tag.name} is {other} in place of {attribute.value}."
                text = f'{attribute.name}="{other}"'
                yield Mutation((Replacement(attribute.start, attribute.end, text),), about, tag.name)
    for script in source.file.scripts:
        for node in script.of("string_fragment"):
            text = script.text(node)
            if _COLOUR.fullmatch(text):
                other = _other_colour(text)
                about = f"A colour in the script is {other} in place of {text}."
                yield Mutation((Replacement(*script.span(node), other),), about, script.scope(node))


# Words


def _texts(file: ParsedFile) -> Iterator[tuple[int, str, str]]:
    """Where a text begins, what it says, and what it stands in."""
    opening = [tag for tag in file.tags if tag.kind == "start"]
    ends = [tag.end for tag in opening]
    for text in file.texts:
        around = bisect_right(ends, text.start)
        name = opening[around - 1].name if around else "page"
        if name not in ("style", "script"):
            yield text.start, text.text, name
    for tag in file.tags:
        for one in tag.attributes:
            raw = file.html[one.start : one.end]
            if one.name == "placeholder" and raw.count(one.value) == 1:
                yield one.start + raw.index(one.value), one.value, tag.name
    for script in file.scripts:
        yield from _texts_in_script(script)


def _texts_in_script(script: Script) -> Iterator[tuple[int, str, str]]:
    for node in script.of("string_fragment"):
        holder = script.parent(node)
        if holder is None or not _is_prose(script, holder):
            continue
        start = script.span(node)[0]
        inside = holder.type == "template_string" and _within_tag(script, node, holder)
        text = script.text(node)
        for offset, run in _runs(text, inside):
            if " " in run.strip() or run.strip()[:1].isupper() or not script.is_string(holder) or "<" in text:
                yield start + offset, run, script.scope(node)


def _is_prose(script: Script, holder: "Node") -> bool:
    """Whether a string can be something to read: no name of a class, a key or an event."""
    around = script.parent(holder)
    if around is None or around.type in ("subscript_expression", "binary_expression", "switch_case"):
        # (A sum of strings is read; a comparison is not.)
        operator = around.child_by_field_name("operator") if around is not None else None
        return operator is not None and script.text(operator) == "+"
    if around.type == "pair":
        key = around.child_by_field_name("key")
        return around.child_by_field_name("value") == holder and (
            key is not None and (script.text(key) not in _PLAIN_KEYS or " " in script.text(holder))
        )
    if around.type == "arguments" and (call := script.parent(around)) is not None:
        callee = call.child_by_field_name("function")
        name = callee.child_by_field_name("property") if callee is not None else None
        return name is None or script.text(name) not in _PROSE_CALLS
    return around.type not in ("expression_statement", "object", "import_statement")


def _within_tag(script: Script, node: "Node", holder: "Node") -> bool:
    """Whether the fragment begins inside a tag that an earlier fragment opened."""
    before = script.html[script.span(holder)[0] : script.span(node)[0]]
    return before.rfind("<") > before.rfind(">")


def _runs(text: str, inside: bool) -> Iterator[tuple[int, str]]:
    """What stands between the tags of a piece of markup, with its place."""
    begin = 0
    for at, character in enumerate(text):
        if character == "<" and not inside:
            if text[begin:at].strip():
                yield begin, text[begin:at]
            inside = True
        elif character == ">" and inside:
            inside, begin = False, at + 1
    if not inside and text[begin:].strip():
        yield begin, text[begin:]


def _other_word(words: Sequence[str], word: str) -> str | None:
    """The next word of the page in the alphabet that is written alike and begins otherwise."""
    place = bisect_right(words, word)
    for one in chain(islice(words, place, None), islice(words, place)):
        if one[0].isupper() == word[0].isupper() and one[0].lower() != word[0].lower():
            return one
    return None


# Numbers


def _longer(value: float, unit: str) -> float:
    if unit == "px":
        return round(value * 1.5 + 12)
    return round(value * 1.5 + (0.5 if unit in ("em", "rem", "fr") else 0), 2)


def _other_colour(colour: str) -> str:
    """Red, green and blue change places; a grey, where nothing would change, turns blue or yellow."""
    short = len(colour) < 7
    width = 1 if short else 2
    parts = [colour[1 + i * width : 1 + (i + 1) * width] for i in range((len(colour) - 1) // width)]
    red, green, blue = (int(part * (2 if short else 1), 16) for part in parts[:3])
    if max(red, green, blue) - min(red, green, blue) < 48:
        red, green, blue = (red // 2, green // 2, blue) if red > 110 else (red + 140, green + 110, blue)
    else:
        red, green, blue = green, blue, red
    return f"#{red:02x}{green:02x}{blue:02x}{(parts[3] * (2 if short else 1)) if len(parts) > 3 else ''}"
