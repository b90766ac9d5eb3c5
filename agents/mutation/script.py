"""A script as a syntax tree, with what its names stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset((
    "function_declaration", "function_expression", "arrow_function", "method_definition",
    "generator_function", "generator_function_declaration", "program",
))  # fmt: skip
"""Nodes with names of their own."""

VARIABLES = ("let", "var", "const")
SETTER = "setter"
"""The second of what a call returns, as in `const [count, setCount] = useState(0)`."""


@dataclass(frozen=True)
class Name:
    """What a name stands for."""

    kind: str
    """let, var, const, function, parameter, `SETTER`."""
    scope: "Node"
    """The function that declares it, or the program."""


@dataclass(frozen=True)
class Script:
    """A script. Positions in its tree are bytes; `span` gives them as places in the file's text."""

    html: str
    """The text of the file that it stands in."""
    start: int
    end: int

    @cached_property
    def root(self) -> "Node":
        """The `program` node."""
        import tree_sitter_javascript
        from tree_sitter import Language, Parser

        parser = Parser(Language(tree_sitter_javascript.language()))
        return parser.parse(self.html[self.start : self.end].encode()).root_node

    def of(self, *kinds: str) -> Iterator["Node"]:
        """The named nodes of these types that are sound throughout, in order."""
        found = [entry for kind in kinds for entry in self._by_kind.get(kind, ())]
        return (node for _, node in sorted(found, key=lambda entry: entry[0]) if not node.has_error)

    def parent(self, node: "Node") -> "Node | None":
        """The named node around a named one. (tree-sitter's own would search from the root each time.)"""
        return self._parents.get(node.id)

    def span(self, node: "Node") -> tuple[int, int]:
        """Where the node begins and ends in the file's text."""
        places = self._places
        return self.start + places[node.start_byte], self.start + places[node.end_byte]

    def text(self, node: "Node") -> str:
        """The node's source."""
        begin, end = self.span(node)
        return self.html[begin:end]

    def is_string(self, node: "Node") -> bool:
        """Whether the node is a string; minifiers write `like this` in place of 'like this'."""
        plain = node.type == "template_string" and all(
            one.type != "template_substitution" for one in node.named_children
        )
        return node.type == "string" or plain

    def within(self, node: "Node") -> "Node":
        """The function around the node, or the whole script."""
        at = self.parent(node)
        while at is not None and at.type not in FUNCTIONS:
            at = self.parent(at)
        return at or self.root

    def name(self, node: "Node", name: str) -> Name | None:
        """What `name` stands for at `node`; None where the script does not declare it."""
        scope: Node | None = self.within(node)
        while scope is not None:
            kind = self._declared.get(scope.id, {}).get(name)
            if kind is not None:
                return Name(kind, scope)
            scope = self.within(scope) if scope.type != "program" else None
        return None

    def scope(self, node: "Node") -> str:
        """The name of the nearest function around the node that has one; empty at the top level."""
        at = self.parent(node)
        while at is not None:
            if at.type in ("function_declaration", "method_definition", "variable_declarator"):
                name = at.child_by_field_name("name")
                if name is not None and (at.type != "variable_declarator" or name.type == "identifier"):
                    return self.text(name)
            at = self.parent(at)
        return ""

    @cached_property
    def _tree(self) -> tuple[dict[int, "Node"], dict[str, list[tuple[int, "Node"]]]]:
        """The parent of each named node by its id, and the nodes by type, each with its place in the order
        of the source, parents first; none within a part that is no JavaScript."""
        parents: dict[int, Node] = {}
        kinds: dict[str, list[tuple[int, Node]]] = {}
        stack = [self.root]
        place = 0
        while stack:
            node = stack.pop()
            if node.is_error or node.is_missing:
                continue
            kinds.setdefault(node.type, []).append((place, node))
            place += 1
            children = node.named_children
            for child in children:
                parents[child.id] = node
            stack += reversed(children)
        return parents, kinds

    @property
    def _parents(self) -> dict[int, "Node"]:
        return self._tree[0]

    @property
    def _by_kind(self) -> dict[str, list[tuple[int, "Node"]]]:
        return self._tree[1]

    @cached_property
    def _declared(self) -> dict[int, dict[str, str]]:
        """The names that each function declares, by its node's id, each with its kind."""
        found: dict[int, dict[str, str]] = {}

        def declare(scope: "Node", name: "Node", kind: str) -> None:
            found.setdefault(scope.id, {}).setdefault(self.text(name), kind)

        for node in self.of("function_declaration", "generator_function_declaration"):
            if (name := node.child_by_field_name("name")) is not None:
                declare(self.within(node), name, "function")
        for node in self.of("variable_declarator"):
            for name, kind in self._variables(node):
                declare(self.within(node), name, kind)
        for function in self.of(*FUNCTIONS):
            for name in self._parameters(function):
                declare(function, name, "parameter")
        return found

    def _variables(self, declarator: "Node") -> Iterator[tuple["Node", str]]:
        name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        declaration = self.parent(declarator)
        first = declaration.child(0) if declaration is not None else None
        if name is None or first is None:
            return
        keyword = self.text(first)
        if name.type == "identifier":
            yield name, "function" if value is not None and value.type in FUNCTIONS else keyword
            return
        called = value is not None and value.type == "call_expression"
        pair = name.type == "array_pattern" and len(name.named_children) == 2
        for place, one in enumerate(_identifiers(name)):
            yield one, SETTER if called and pair and place == 1 else keyword

    def _parameters(self, function: "Node") -> Iterator["Node"]:
        single = function.child_by_field_name("parameter")
        several = function.child_by_field_name("parameters")
        if single is not None:
            yield from _identifiers(single)
        elif several is not None:
            yield from _identifiers(several)

    @cached_property
    def _places(self) -> "range | list[int]":
        """By byte, the number of characters before it."""
        source = self.html[self.start : self.end]
        if source.isascii():
            return range(len(source) + 1)
        places: list[int] = []
        for index, character in enumerate(source):
            places += [index] * len(character.encode())
        return [*places, len(source)]


def _identifiers(pattern: "Node") -> Iterator["Node"]:
    """The names that a pattern binds, in order."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield pattern
        return
    for child in pattern.named_children:
        if pattern.type == "assignment_pattern" and child == pattern.child_by_field_name("right"):
            continue  # a value by default
        yield from _identifiers(child)
