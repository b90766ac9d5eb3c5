"""Operators on what listens to the user: plain listeners, those of libraries, of markup and templates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.mutation.mutation import Mutation, Replacement, Source, shown
from agents.mutation.rewrite import IDLE, NEVER, instead
from agents.mutation.script import Script

if TYPE_CHECKING:
    from tree_sitter import Node

_EVENTS = frozenset((
    "click", "dblclick", "input", "change", "submit", "reset", "keydown", "keyup", "keypress", "focus",
    "focusin", "focusout", "mousedown", "mouseup", "mousemove", "mouseenter", "mouseleave", "mouseover",
    "mouseout", "blur", "pointerdown", "pointerup", "pointermove", "pointerenter", "pointerleave",
    "touchstart", "touchmove", "touchend", "dragstart", "dragover", "dragenter", "dragleave", "drop",
    "dragend", "wheel", "scroll", "contextmenu", "toggle", "paste", "select", "close",
))  # fmt: skip
"""Events whose names tell that a library's own function attaches a listener, as in `$(x).on("click", f)`."""
_FUNCTIONS = ("arrow_function", "function_expression", "identifier", "member_expression")
_CONSTANT = frozenset((
    "string", "template_string", "number", "true", "false", "null", "undefined", "object", "array",
))  # fmt: skip
_NO_LISTENERS = frozenset((
    "removeEventListener", "dispatchEvent", "off", "emit", "trigger", "setAttribute", "getAttribute",
    "includes",
))  # fmt: skip
_PLAIN_HANDLERS = ("arrow_function", "function_expression", "identifier")
_PROPERTY = re.compile(r"on[A-Z][A-Za-z]+")
"""A property or attribute of a component: `onClick`."""
_IN_MARKUP = re.compile(r"(?:on(?=[a-z])|@|x-on:|v-on:)([a-z][\w-]*)")
_IN_TEMPLATE = re.compile(r"@([a-z][\w-]*)=[\"']?$")

_KINDS = ("call_expression", "assignment_expression", "pair", "jsx_attribute", "template_substitution")


@dataclass(frozen=True)
class _Listener:
    """What a node attaches."""

    event: str
    handler: "Node"
    on: str
    """What is listened to, in words."""
    whole: bool
    """Whether the node itself can be dropped; else only the handler is made idle."""


def remove_listener(source: Source) -> Iterator[Mutation]:
    """A listener is never attached: by call, by property, in an object of properties, by attribute."""
    for script in source.file.scripts:
        for node in script.of(*_KINDS):
            found = _listened(script, node)
            if found is not None:
                about = f"Nothing listens to {found.event!r} on {found.on} any more."
                if found.whole:
                    yield instead(script, node, "void 0", NEVER, about)
                else:
                    yield instead(script, found.handler, "() => {}", IDLE, about)
    for tag in source.file.tags:
        for attribute in tag.attributes:
            named = _IN_MARKUP.match(attribute.name)
            if named is not None and tag.kind == "start":
                about = f"Nothing listens to {named[1]!r} on a {tag.name} any more."
                yield Mutation((Replacement(attribute.start, attribute.end, ""),), about, tag.name)


def swap_handlers(source: Source) -> Iterator[Mutation]:
    """Two listeners to the same event, attached in one function, are exchanged."""
    for script in source.file.scripts:
        last: dict[tuple[int, str], _Listener] = {}
        for node in script.of(*_KINDS):
            found = _listened(script, node)
            if found is None:
                continue
            key = (script.within(node).id, found.event)
            other = last.get(key)
            if other is not None and script.text(other.handler) != script.text(found.handler):
                replacements = (
                    Replacement(*script.span(other.handler), script.text(found.handler)),
                    Replacement(*script.span(found.handler), script.text(other.handler)),
                )
                about = f"What {found.event!r} does on {other.on} and on {found.on} is exchanged."
                yield Mutation(replacements, about, script.scope(node))
            last[key] = found


def _listened(script: Script, node: "Node") -> _Listener | None:
    """The listener that `node` attaches."""
    match node.type:
        case "call_expression":
            return _by_call(script, node)
        case "jsx_attribute":
            return _by_attribute(script, node)
        case "template_substitution":
            return _in_template(script, node)
    left = node.child_by_field_name("left" if node.type == "assignment_expression" else "key")
    right = node.child_by_field_name("right" if node.type == "assignment_expression" else "value")
    if left is None or right is None or (node.type == "assignment_expression") != _is_member(left):
        return None
    name = left.child_by_field_name("property") if _is_member(left) else left
    event = script.text(name) if name is not None else ""
    if node.type == "pair" and _PROPERTY.fullmatch(event) and right.type not in _CONSTANT:
        return _Listener(event[2:].lower(), right, f"an element of {_where(script, node)}", whole=False)
    if not (event.startswith("on") and event.islower() and len(event) > 4 and right.type in _PLAIN_HANDLERS):
        return None
    on = left.child_by_field_name("object") if _is_member(left) else None
    called = _called(script, on) if on is not None else f"an element of {_where(script, node)}"
    return _Listener(event[2:], right, called, whole=node.type != "pair")


def _by_call(script: Script, node: "Node") -> _Listener | None:
    callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    if callee is None or len(given) < 2:
        return None
    name = callee.child_by_field_name("property") if _is_member(callee) else None
    on = callee.child_by_field_name("object") if _is_member(callee) else None
    called = _called(script, on) if on is not None else f"an element of {_where(script, node)}"
    if script.text(name or callee) == "addEventListener":
        # A name of its own can't be told apart from one that is worked out.
        if not script.is_string(given[0]):
            return None
        return _Listener(
            _unquoted(script, given[0]), given[1], called if on is not None else "`window`", whole=True
        )
    if script.text(name or callee) in _NO_LISTENERS:
        return None
    named = next((one for one in given if script.is_string(one)), None)
    if named is None or _unquoted(script, named) not in _EVENTS:
        return None
    later = (one for one in given if one.start_byte > named.start_byte)
    handler = next((one for one in later if one.type in _FUNCTIONS), None)
    if handler is None:
        return None
    return _Listener(_unquoted(script, named), handler, called, whole=False)


def _by_attribute(script: Script, node: "Node") -> _Listener | None:
    """`onClick={handler}` in JSX."""
    if len(node.named_children) != 2:
        return None
    name, value = node.named_children
    inner = value.named_children[0] if value.type == "jsx_expression" and value.named_children else None
    if inner is None or not _PROPERTY.fullmatch(script.text(name)):
        return None
    event = script.text(name)[2:].lower()
    return _Listener(event, inner, f"an element of {_where(script, node)}", whole=False)


def _in_template(script: Script, node: "Node") -> _Listener | None:
    """`@click=${handler}` in a template."""
    start = script.span(node)[0]
    named = _IN_TEMPLATE.search(script.html[max(0, start - 40) : start])
    if named is None or not node.named_children:
        return None
    return _Listener(named[1], node.named_children[0], f"an element of {_where(script, node)}", whole=False)


def _is_member(node: "Node") -> bool:
    return node.type == "member_expression"


def _unquoted(script: Script, node: "Node") -> str:
    return script.text(node).strip("\"'`")


def _called(script: Script, node: "Node") -> str:
    return f"`{shown(script.text(node), 40)}`"


def _where(script: Script, node: "Node") -> str:
    scope = script.scope(node)
    return f"{scope}()" if scope else "the page"
