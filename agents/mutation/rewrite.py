"""Mutations of a node of a script, by edits that stay short in a bundle, too."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.mutation.mutation import Mutation, Replacement
from agents.mutation.script import Script

if TYPE_CHECKING:
    from tree_sitter import Node

NEVER = ("void (() => (", "))")
"""Around an expression that is not worked out any more."""
IDLE = ("() => (", ")")
"""Around a handler that is not called any more."""
_LONG = 400
"""Characters of a node that is replaced as a whole; of a longer one only what differs."""


def replaced(script: Script, node: "Node", text: str, about: str) -> Mutation:
    """`text` in place of the node."""
    return Mutation((Replacement(*script.span(node), text),), about, script.scope(node))


def instead(script: Script, node: "Node", text: str, around: tuple[str, str], about: str) -> Mutation:
    """`text` in place of the node; where that is long, `around` around it, which comes to the same."""
    start, end = script.span(node)
    if end - start <= _LONG:
        return replaced(script, node, text, about)
    pair = (Replacement(start, start, around[0]), Replacement(end, end, around[1]))
    return Mutation(pair, about, script.scope(node))


def mutation(script: Script, node: "Node", parts: Sequence[Replacement], about: str) -> Mutation:
    """The replacements of parts of the node, as one where it is short."""
    start, end = script.span(node)
    if end - start > _LONG:
        return Mutation(tuple(parts), about, script.scope(node))
    text, at = "", start
    for part in parts:
        text += script.html[at : part.start] + part.text
        at = part.end
    return replaced(script, node, text + script.html[at:end], about)
