"""Operators on scripts: what a page does goes wrong."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from agents.mutation.mutation import Mutation, Replacement, Source, shown
from agents.mutation.page import Script

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


def remove_listener(source: Source) -> Iterator[Mutation]:
    """A listener is never attached: by call, by property, in an object of properties, by attribute."""
    for script in source.page.scripts:
        for node in script.of("call_expression", "assignment_expression", "pair"):
            listened = _listened(script, node)
            if listened is not None:
                event, handler, on = listened
                part = handler if node.type == "pair" else node
                nothing = "() => {}" if node.type == "pair" else "void 0"
                yield _mutation(script, part, nothing, f"Nothing listens to {event!r} on {on} any more.")
    for tag in source.page.tags:
        for attribute in tag.attributes:
            if attribute.name.startswith("on") and tag.kind == "start":
                about = f"Nothing listens to {attribute.name[2:]!r} on a {tag.name} any more."
                yield Mutation((Replacement(attribute.start, attribute.end, ""),), about, tag.name)


def swap_handlers(source: Source) -> Iterator[Mutation]:
    """Two listeners to the same event, attached in one function, are exchanged."""
    for script in source.page.scripts:
        last: dict[tuple[int, str], tuple[Node, str]] = {}
        for node in script.of("call_expression", "assignment_expression", "pair"):
            listened = _listened(script, node)
            if listened is None:
                continue
            event, handler, on = listened
            key = (script.within(node).id, event)
            other = last.get(key)
            if other is not None and script.text(other[0]) != script.text(handler):
                replacements = (
                    Replacement(*script.span(other[0]), script.text(handler)),
                    Replacement(*script.span(handler), script.text(other[0])),
                )
                about = f"What {event!r} does on {other[1]} and on {on} is exchanged."
                yield Mutation(replacements, about, script.scope(node))
            last[key] = (handler, on)


def negate_condition(source: Source) -> Iterator[Mutation]:
    """A condition of an `if` or of `? :` is turned round. Loops are left alone: they would never end."""
    for script in source.page.scripts:
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
            yield _mutation(script, inner, negated, f"The condition `{shown(text)}` is turned round.")


def off_by_one(source: Source) -> Iterator[Mutation]:
    """A boundary is moved by one, or a number that is counted by is one more."""
    for script in source.page.scripts:
        for node in script.of("binary_expression", "number"):
            if node.type == "number":
                yield from _counted(script, node)
                continue
            operator = node.child_by_field_name("operator")
            swapped = _BOUNDARY.get(script.text(operator)) if operator is not None else None
            if operator is not None and swapped is not None and not _of_loop(node):
                about = f"`{shown(script.text(node))}` compares by {swapped}."
                yield _mutation(script, operator, swapped, about)


def freeze_state(source: Source) -> Iterator[Mutation]:
    """What the page remembers keeps its old value; what was to be assigned is still worked out."""
    for script in source.page.scripts:
        kinds = ("assignment_expression", "augmented_assignment_expression", "update_expression")
        for node in script.of(*kinds, "call_expression"):
            kept = _kept(script, node)
            if kept is not None:
                about = f"`{shown(script.text(node))}` changes nothing any more."
                yield _mutation(script, node, kept, about)


def drop_update(source: Source) -> Iterator[Mutation]:
    """A call or an assignment that redraws something is dropped."""
    for script in source.page.scripts:
        for node in script.of("expression_statement"):
            inner = node.named_children[0] if node.named_children else None
            if inner is not None and _draws(script, inner):
                yield _mutation(script, inner, "void 0", f"`{shown(script.text(inner))}` is left out.")


def _mutation(script: Script, node: "Node", text: str, about: str) -> Mutation:
    return Mutation((Replacement(*script.span(node), text),), about, script.scope(node))


def _listened(script: Script, node: "Node") -> tuple[str, "Node", str] | None:
    """The event, the handler and what is listened to, where `node` attaches a listener."""
    if node.type == "call_expression":
        callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if callee is None or arguments is None or callee.type != "member_expression":
            return None
        name, on = callee.child_by_field_name("property"), callee.child_by_field_name("object")
        given = arguments.named_children
        if name is None or on is None or script.text(name) != "addEventListener" or len(given) < 2:
            return None
        event = script.text(given[0]).strip("\"'`")
        # A name of its own can't be told apart from one that is worked out.
        return (event, given[1], _called(script, on)) if given[0].type == "string" else None
    left = node.child_by_field_name("left" if node.type == "assignment_expression" else "key")
    right = node.child_by_field_name("right" if node.type == "assignment_expression" else "value")
    if (
        left is None
        or right is None
        or right.type not in ("arrow_function", "function_expression", "identifier")
    ):
        return None
    name = left.child_by_field_name("property") if left.type == "member_expression" else left
    if name is None or (node.type == "assignment_expression" and left.type != "member_expression"):
        return None
    event = script.text(name)
    if not (event.startswith("on") and event.islower() and len(event) > 4):
        return None
    on = left.child_by_field_name("object") if left.type == "member_expression" else None
    return (
        event[2:],
        right,
        _called(script, on) if on is not None else f"an element of {_where(script, node)}",
    )


def _called(script: Script, node: "Node") -> str:
    return f"`{shown(script.text(node), 40)}`"


def _where(script: Script, node: "Node") -> str:
    scope = script.scope(node)
    return f"{scope}()" if scope else "the page"


def _counted(script: Script, node: "Node") -> Iterator[Mutation]:
    """The integer `node`, where something is counted or indexed by it, made one more."""
    text, parent = script.text(node), node.parent
    if parent is None or not text.isdecimal() or _of_loop(node):
        return
    counts = parent.type in ("subscript_expression", "augmented_assignment_expression", "variable_declarator")
    if parent.type == "binary_expression":
        operator = parent.child_by_field_name("operator")
        counts = operator is not None and script.text(operator) in {"+", "-", "===", "!==", *_BOUNDARY}
    if parent.type == "arguments" and parent.parent is not None:
        callee = parent.parent.child_by_field_name("function")
        name = callee.child_by_field_name("property") if callee is not None else None
        counts = name is not None and script.text(name) in _COUNTING
    if counts or parent.type == "pair":
        about = f"`{shown(script.text(parent))}` has {int(text) + 1} in place of {text}."
        yield _mutation(script, node, str(int(text) + 1), about)


def _of_loop(node: "Node") -> bool:
    """Whether the node belongs to the head of a loop, which might then never end."""
    inner, at = node, node.parent
    while at is not None and at.type not in ("statement_block", "program"):
        if at.type in ("for_statement", "while_statement", "do_statement"):
            return at.child_by_field_name("body") != inner
        inner, at = at, at.parent
    return False


def _kept(script: Script, node: "Node") -> str | None:
    """What stands in place of `node`, a change of the page's state; None where it is none."""
    if _of_loop(node):
        return None
    if node.type == "call_expression":
        callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if callee is None or arguments is None or callee.type != "member_expression":
            return None
        name, on = callee.child_by_field_name("property"), callee.child_by_field_name("object")
        if name is None or on is None or script.text(name) not in _GROWING or not _remembered(script, on):
            return None
        statement = node.parent is not None and node.parent.type == "expression_statement"
        return f"void [{script.text(arguments)[1:-1]}]" if statement else None
    field = "argument" if node.type == "update_expression" else "left"
    target = node.child_by_field_name(field)
    if target is None or not _remembered(script, target):
        return None
    if node.type == "update_expression":
        return script.text(target)
    value = node.child_by_field_name("right")
    return None if value is None else f"void ({script.text(value)})"


def _remembered(script: Script, node: "Node") -> bool:
    """Whether the expression names what the page remembers, rather than what it shows."""
    if node.type in ("identifier", "this"):
        return node.type == "this" or script.top_names.get(script.text(node)) in ("let", "var", "const")
    if node.type not in ("member_expression", "subscript_expression"):
        return False
    name, on = node.child_by_field_name("property"), node.child_by_field_name("object")
    if name is not None and script.text(name) in _SHOWN | _SHOWN_WITHIN:
        return False
    if on is None or on.type == "call_expression":
        return False
    return on.type == "identifier" or _remembered(script, on)


def _draws(script: Script, node: "Node") -> bool:
    """Whether the expression shows something: calls a function of the page's, or sets what is seen."""
    if node.type == "call_expression":
        callee = node.child_by_field_name("function")
        if callee is None:
            return False
        if callee.type == "identifier":
            at_start = script.within(node).type == "program"
            return script.top_names.get(script.text(callee)) == "function" and not at_start
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
