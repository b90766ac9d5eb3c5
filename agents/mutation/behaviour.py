"""Operators on scripts: what a page does goes wrong."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from agents.mutation.mutation import Mutation, Replacement, Source, shown
from agents.mutation.rewrite import NEVER, instead, mutation, replaced
from agents.mutation.script import SETTER, VARIABLES, Script

if TYPE_CHECKING:
    from tree_sitter import Node

_BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_COUNTING = frozenset(("slice", "at", "splice", "substring", "padStart", "charAt"))
_GROWING = frozenset(("push", "pop", "shift", "unshift", "splice", "add", "delete", "set", "clear"))
_DRAWING = frozenset((
    "append", "prepend", "before", "after", "remove", "replaceChildren", "replaceWith", "appendChild",
    "removeChild", "insertBefore", "setAttribute", "removeAttribute", "toggleAttribute", "setProperty",
    "removeProperty", "insertAdjacentHTML", "toggle", "focus", "blur", "select", "scrollTo", "scrollBy",
    "scrollIntoView", "showModal", "close", "fillRect", "fillText", "drawImage", "clearRect",
))  # fmt: skip
_SHOWN = frozenset((
    "textContent", "innerHTML", "innerText", "outerHTML", "value", "checked", "selected", "hidden",
    "disabled", "open", "src", "alt", "title", "href", "className", "id", "type", "placeholder",
    "scrollTop", "scrollLeft", "inert", "selectedIndex", "tabIndex",
))  # fmt: skip
_SHOWN_WITHIN = frozenset(("style", "dataset", "classList"))


def negate_condition(source: Source) -> Iterator[Mutation]:
    """A condition of an `if` or of `? :` is turned round. Loops are left alone: they would never end."""
    for script in source.file.scripts:
        for node in script.of("if_statement", "ternary_expression"):
            condition = node.child_by_field_name("condition")
            if condition is None:
                continue
            inner = condition.named_children[0] if condition.type == "parenthesized_expression" else condition
            text = script.text(inner)
            if inner.type == "unary_expression" and text.startswith("!"):
                negated = text[1:].lstrip()
            else:
                negated = f"!({text})"
            yield replaced(script, inner, negated, f"The condition `{shown(text)}` is turned round.")


def off_by_one(source: Source) -> Iterator[Mutation]:
    """A boundary is moved by one, or a number that is counted by is one more."""
    for script in source.file.scripts:
        for node in script.of("binary_expression", "number"):
            if node.type == "number":
                yield from _counted(script, node)
                continue
            operator = node.child_by_field_name("operator")
            swapped = _BOUNDARY.get(script.text(operator)) if operator is not None else None
            if operator is not None and swapped is not None and not _of_loop(script, node):
                about = f"`{shown(script.text(node))}` compares by {swapped}."
                yield replaced(script, operator, swapped, about)


def freeze_state(source: Source) -> Iterator[Mutation]:
    """What the page remembers keeps its old value; what was to be assigned is still worked out."""
    for script in source.file.scripts:
        kinds = ("assignment_expression", "augmented_assignment_expression", "update_expression")
        for node in script.of(*kinds, "call_expression"):
            kept = _kept(script, node)
            if kept:
                yield mutation(script, node, kept, f"`{shown(script.text(node))}` changes nothing any more.")


def drop_update(source: Source) -> Iterator[Mutation]:
    """A call or an assignment that redraws something is dropped."""
    for script in source.file.scripts:
        for node in script.of("call_expression", "assignment_expression"):
            if _draws(script, node) and _unused(script, node):
                about = f"`{shown(script.text(node))}` is left out."
                yield instead(script, node, "void 0", NEVER, about)


def _counted(script: Script, node: "Node") -> Iterator[Mutation]:
    """The integer `node`, where something is counted or indexed by it, made one more."""
    text, parent = script.text(node), script.parent(node)
    if parent is None or not text.isdecimal() or _of_loop(script, node):
        return
    counts = parent.type in ("subscript_expression", "augmented_assignment_expression", "variable_declarator")
    if parent.type == "binary_expression":
        operator = parent.child_by_field_name("operator")
        counts = operator is not None and script.text(operator) in {"+", "-", "===", "!==", *_BOUNDARY}
    if parent.type == "arguments" and (call := script.parent(parent)) is not None:
        callee = call.child_by_field_name("function")
        name = callee.child_by_field_name("property") if callee is not None else None
        counts = name is not None and script.text(name) in _COUNTING
    if counts or parent.type == "pair":
        about = f"`{shown(script.text(parent))}` has {int(text) + 1} in place of {text}."
        yield replaced(script, node, str(int(text) + 1), about)


def _of_loop(script: Script, node: "Node") -> bool:
    """Whether the node belongs to the head of a loop, which might then never end."""
    inner, at = node, script.parent(node)
    while at is not None and at.type not in ("statement_block", "program"):
        if at.type in ("for_statement", "while_statement", "do_statement"):
            return at.child_by_field_name("body") != inner
        inner, at = at, script.parent(at)
    return False


def _kept(script: Script, node: "Node") -> tuple[Replacement, ...]:
    """What makes of `node`, a change of state, one that changes nothing; empty where it is none."""
    if _of_loop(script, node):
        return ()
    start, end = script.span(node)
    if node.type == "call_expression":
        callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if callee is None or arguments is None or callee.type != "member_expression":
            return ()
        name, on = callee.child_by_field_name("property"), callee.child_by_field_name("object")
        if name is None or on is None or script.text(name) not in _GROWING or not _remembered(script, on):
            return ()
        open_ = script.span(arguments)[0] + 1
        given = (Replacement(start, open_, "void ["), Replacement(end - 1, end, "]"))
        return given if _unused(script, node) else ()
    field = "argument" if node.type == "update_expression" else "left"
    target = node.child_by_field_name(field)
    if target is None or not _remembered(script, target):
        return ()
    if node.type == "update_expression":
        return (Replacement(start, end, script.text(target)),)
    value = node.child_by_field_name("right")
    if value is None:
        return ()
    return Replacement(start, script.span(value)[0], "void ("), Replacement(end, end, ")")


def _remembered(script: Script, node: "Node") -> bool:
    """Whether the expression names what the page remembers, rather than what it shows."""
    if node.type == "this":
        return True
    if node.type == "identifier":
        name = script.name(node, script.text(node))
        # A variable of the very function that changes it is forgotten with its end.
        outer = name is not None and (name.scope.type == "program" or name.scope != script.within(node))
        return outer and name is not None and name.kind in VARIABLES
    if node.type not in ("member_expression", "subscript_expression"):
        return False
    name_, on = node.child_by_field_name("property"), node.child_by_field_name("object")
    if name_ is not None and script.text(name_) in _SHOWN | _SHOWN_WITHIN:
        return False
    if on is None or on.type == "call_expression":
        return False
    return on.type == "identifier" or _remembered(script, on)


def _unused(script: Script, node: "Node") -> bool:
    """Whether nobody takes what the expression gives: a statement, or a part of one before its last comma."""
    around = script.parent(node)
    if around is None:
        return False
    if around.type == "sequence_expression":
        return around.named_children[-1] != node or _unused(script, around)
    decided = around.type in ("ternary_expression", "binary_expression") and around.named_children[0] != node
    if around.type == "parenthesized_expression" or decided:
        return _unused(script, around)
    return around.type == "expression_statement"


def _draws(script: Script, node: "Node") -> bool:
    """Whether the expression shows something: calls a function of the page's, or sets what is seen."""
    if node.type == "call_expression":
        callee = node.child_by_field_name("function")
        if callee is None:
            return False
        if callee.type == "identifier":
            at_start = script.within(node).type == "program"
            named = script.name(callee, script.text(callee))
            return named is not None and named.kind in ("function", SETTER) and not at_start
        name = callee.child_by_field_name("property") if callee.type == "member_expression" else None
        return name is not None and script.text(name) in _DRAWING
    target = node.child_by_field_name("left") if node.type == "assignment_expression" else None
    if target is None or target.type != "member_expression":
        return False
    name, on = target.child_by_field_name("property"), target.child_by_field_name("object")
    within = on.child_by_field_name("property") if on is not None and on.type == "member_expression" else None
    return (name is not None and script.text(name) in _SHOWN) or (
        within is not None and script.text(within) in _SHOWN_WITHIN
    )
