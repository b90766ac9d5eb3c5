"""The operator on pictures."""

import fnmatch
from collections.abc import Iterator
from typing import TYPE_CHECKING

from agents.mutation.mutation import Mutation, Replacement, Source, shown
from agents.mutation.script import Script
from agents.mutation.sources import PICTURES

if TYPE_CHECKING:
    from tree_sitter import Node


def swap_image(source: Source) -> Iterator[Mutation]:
    """A picture is replaced by another one of the page's."""
    known = sorted({*source.images, *_named_in_markup(source)})
    for tag in source.file.tags:
        for one in tag.attributes:
            if tag.kind == "start" and tag.name == "img" and one.name == "src" and one.value in known:
                other = _next(known, one.value)
                if other is not None:
                    about = f"The picture {one.value!r} is {other!r}."
                    yield Mutation((Replacement(one.start, one.end, f'src="{other}"'),), about, tag.name)
    for script in source.file.scripts:
        yield from _pictures_in_script(script, known)


def _named_in_markup(source: Source) -> set[str]:
    values = {
        one.value
        for tag in source.file.tags
        if tag.name == "img"
        for one in tag.attributes
        if one.name == "src"
    }
    return {value for value in values if value.lower().endswith(PICTURES)}


def _next(known: list[str], name: str) -> str | None:
    """The one behind `name`, of the same kind of file where there is one."""
    ending = name.rpartition(".")[2]
    alike = [one for one in known if one.rpartition(".")[2] == ending and one != name]
    others = alike or [one for one in known if one != name]
    return next((one for one in others if one > name), others[0]) if others else None


def _pictures_in_script(script: Script, known: list[str]) -> Iterator[Mutation]:
    stems = [one.rpartition("/")[2].rpartition(".")[0] for one in known]
    parts = {stem[at + 1 :] for stem in stems for at in range(-1, len(stem)) if at < 0 or stem[at] == "-"}
    named = {
        node.id: script.text(node)
        for node in script.of("string_fragment")
        if script.text(node) in parts
        and (string := script.parent(node)) is not None
        and script.is_string(string)
        and _stands_for_data(script, string)
    }
    names = sorted({*named.values()})
    for node in script.of("string_fragment", "template_string"):
        text = script.text(node)
        holder = script.parent(node)
        if node.type == "template_string":
            yield from _pictures_in_template(script, node, known)
        elif holder is not None and script.is_string(holder) and text in known:
            if (other := _next(known, text)) is not None:
                yield _picture(script, node, text, other)
        elif node.id in named and len(names) > 1:
            alike = [one for one in names if one != text and (one in stems) == (text in stems)]
            if alike:
                other = next((one for one in alike if one > text), alike[0])
                yield _picture(script, node, text, other, "name of a picture")


def _picture(script: Script, node: "Node", text: str, other: str, what: str = "picture") -> Mutation:
    about = f"The {what} {text!r} is {other!r}."
    return Mutation((Replacement(*script.span(node), other),), about, script.scope(node))


def _stands_for_data(script: Script, string: "Node") -> bool:
    holder = script.parent(string)
    if holder is None or holder.type not in ("pair", "array"):
        return False
    key = holder.child_by_field_name("key")
    return key is None or script.text(key) not in ("class", "className", "id")


def _pictures_in_template(script: Script, node: "Node", known: list[str]) -> Iterator[Mutation]:
    """Each path of a picture in a template with parts that are worked out is always the same picture."""
    text = script.text(node)
    start = script.span(node)[0]
    holes = [
        (script.span(child)[0] - start, script.span(child)[1] - start)
        for child in node.named_children
        if child.type == "template_substitution"
    ]
    for ending in PICTURES:
        at = text.find(ending)
        while at >= 0:
            begin = _path_start(text, at, holes)
            inner = [hole for hole in holes if begin <= hole[0] < at]
            if inner:
                pattern = text[begin:at] + ending
                for hole in reversed(inner):
                    pattern = pattern[: hole[0] - begin] + "*" + pattern[hole[1] - begin :]
                fitting = fnmatch.filter(known, pattern)
                if len(fitting) > 1:
                    about = f"In place of {shown(text[begin:at] + ending)} there is always {fitting[0]}."
                    part = Replacement(start + begin, start + at + len(ending), fitting[0])
                    yield Mutation((part,), about, script.scope(node))
            at = text.find(ending, at + 1)


def _path_start(text: str, at: int, holes: list[tuple[int, int]]) -> int:
    """Where the path begins that goes on at `at`: behind the quote or bracket before it."""
    while at > 0:
        hole = next((hole for hole in holes if hole[1] == at), None)
        if hole is not None:
            at = hole[0]
        elif text[at - 1] in "\"'`( \n=":
            break
        else:
            at -= 1
    return at
