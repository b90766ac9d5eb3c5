"""A page taken apart: its scripts as syntax trees, its style sheets as declarations, its markup as tags."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from agents.generator.markup import Raw, Tag, tokens

if TYPE_CHECKING:
    from tree_sitter import Node

_SCRIPT_TYPES = frozenset(("", "module", "text/javascript", "application/javascript"))
_FUNCTIONS = frozenset(
    ("function_declaration", "function_expression", "arrow_function", "method_definition", "program")
)


@dataclass(frozen=True)
class Script:
    """An inline script. Positions in its tree are bytes; `span` gives them as places in the page's text."""

    html: str
    start: int
    end: int

    @cached_property
    def root(self) -> "Node":
        """The `program` node."""
        import tree_sitter_javascript
        from tree_sitter import Language, Parser

        parser = Parser(Language(tree_sitter_javascript.language()))
        return parser.parse(self.html[self.start : self.end].encode()).root_node

    @cached_property
    def nodes(self) -> tuple["Node", ...]:
        """All nodes in the order of the source, parents first; none within a part that is no JavaScript."""
        found: list[Node] = []
        stack = [self.root]
        while stack:
            node = stack.pop()
            if not node.is_error and not node.is_missing:
                found.append(node)
                stack += reversed(node.children)
        return tuple(found)

    def of(self, *kinds: str) -> Iterator["Node"]:
        """The nodes of these types that are sound throughout, in order."""
        return (node for node in self.nodes if node.type in kinds and not node.has_error)

    def span(self, node: "Node") -> tuple[int, int]:
        """Where the node begins and ends in the page's text."""
        places = self._places
        return self.start + places[node.start_byte], self.start + places[node.end_byte]

    def text(self, node: "Node") -> str:
        """The node's source."""
        begin, end = self.span(node)
        return self.html[begin:end]

    @cached_property
    def top_names(self) -> dict[str, str]:
        """The names declared at the script's top level, each with its kind: function, or let, const, var."""
        found: dict[str, str] = {}
        for node in self.root.named_children:
            if node.type == "function_declaration" and (name := node.child_by_field_name("name")):
                found[self.text(name)] = "function"
            if node.type in ("lexical_declaration", "variable_declaration"):
                keyword = self.text(node.children[0])
                for one in node.named_children:
                    name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
                    if name is not None and name.type == "identifier":
                        function = value is not None and value.type in _FUNCTIONS
                        found[self.text(name)] = "function" if function else keyword
        return found

    def within(self, node: "Node") -> "Node":
        """The function around the node, or the whole script."""
        at = node.parent
        while at is not None and at.type not in _FUNCTIONS:
            at = at.parent
        return at or self.root

    def scope(self, node: "Node") -> str:
        """The name of the nearest function around the node that has one; empty at the top level."""
        at = node.parent
        while at is not None:
            name = at.child_by_field_name("name")
            if name is not None and at.type in ("function_declaration", "method_definition"):
                return self.text(name)
            if at.type == "variable_declarator" and name is not None and name.type == "identifier":
                return self.text(name)
            at = at.parent
        return ""

    @cached_property
    def _places(self) -> list[int]:
        """By byte, the number of characters before it."""
        places: list[int] = []
        for index, character in enumerate(self.html[self.start : self.end]):
            places += [index] * len(character.encode())
        return [*places, self.end - self.start]


@dataclass(frozen=True)
class Declaration:
    """`name: value` in a style sheet."""

    selector: str
    name: str
    value: str
    start: int
    """Where the value begins in the page's text."""

    @property
    def end(self) -> int:
        return self.start + len(self.value)


@dataclass(frozen=True)
class Text:
    """A piece of text between tags, without the white space around it."""

    text: str
    start: int


class ParsedPage:
    """An HTML text and its parts, in the order of the source."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.tags: list[Tag] = []
        self.scripts: list[Script] = []
        self.declarations: list[Declaration] = []
        self.texts: list[Text] = []
        last: Tag | None = None
        behind = 0
        for token in tokens(html):
            if isinstance(token, Raw):
                self._raw(token, last)
            else:
                if last is not None:
                    self._text(behind, token.start)
                self.tags.append(token)
                last = token
            behind = token.end

    def _raw(self, raw: Raw, tag: Tag | None) -> None:
        kind = (tag.get("type") or "").strip().lower() if tag else ""
        if raw.element == "script" and tag and tag.get("src") is None and kind in _SCRIPT_TYPES:
            self.scripts.append(Script(self.html, raw.start, raw.end))
        elif raw.element == "style":
            self.declarations += declarations(self.html, raw.start, raw.end)

    def _text(self, start: int, end: int) -> None:
        piece = self.html[start:end]
        text = piece.strip()
        # A comment is no text; one that holds both is left alone.
        if text and "<!" not in text:
            self.texts.append(Text(text, start + len(piece) - len(piece.lstrip())))


def declarations(html: str, start: int, end: int) -> Iterator[Declaration]:
    """The declarations of a style sheet, nested ones too; comments, strings and `url()` are read past."""
    selectors: list[str] = []
    at = begin = start
    while at < end:
        character = html[at]
        if character == "{":
            selectors.append(" ".join(_plain(html[begin:at]).split()))
        elif character in ";}":
            yield from _declaration(html, begin, at, selectors)
            if character == "}" and selectors:
                selectors.pop()
        at = _past(html, at, end)
        if character in "{;}":
            begin = at


def _declaration(html: str, begin: int, end: int, selectors: list[str]) -> Iterator[Declaration]:
    while (begin := begin + len(html[begin:end]) - len(html[begin:end].lstrip())) < end:
        if not html.startswith("/*", begin):
            break
        begin = _past(html, begin, end)
    name, colon, value = html[begin:end].partition(":")
    if colon and selectors and value.strip():
        place = begin + len(name) + 1 + len(value) - len(value.lstrip())
        yield Declaration(selectors[-1], name.strip().lower(), value.strip(), place)


def _past(html: str, at: int, end: int) -> int:
    """Behind the comment, string, bracket or character at `at`."""
    if html.startswith("/*", at):
        found = html.find("*/", at + 2, end)
        return end if found < 0 else found + 2
    if html[at] in "\"'":
        quote = html[at]
        at += 1
        while at < end and html[at] != quote:
            at += 2 if html[at] == "\\" else 1
        return min(at + 1, end)
    if html[at] == "(":
        at += 1
        while at < end and html[at] != ")":
            at = _past(html, at, end)
        return min(at + 1, end)
    return at + 1


def _plain(selector: str) -> str:
    """A selector without comments before it."""
    return selector.rpartition("*/")[2]
