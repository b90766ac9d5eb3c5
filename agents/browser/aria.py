"""Playwright's accessible tree (`aria_snapshot(mode="ai", boxes=True)`) as evidence nodes."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from tasks.evidence import Node
from tasks.geometry import Box

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # strings only: "12" stays text

# button "Search \"all\"" [disabled] [ref=e3] [box=8,81,114,21]
_HEAD = re.compile(
    r'^(?P<role>[^\s"\[]+)(?:\s+(?P<name>"(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)*/))?(?P<rest>.*)$', re.S
)
_ATTRIBUTE = re.compile(r"\[([a-z-]+)(?:=([^\]]*))?\]")


@dataclass
class _Draft:
    """A node while its children are still being read."""

    role: str
    name: str
    parent: int | None
    attributes: dict[str, str | None]
    texts: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)


def parse_aria(snapshot: str, edited: Box | None = None) -> tuple[Node, ...]:
    """The nodes of a snapshot, parents before children.

    `edited` is where an element is being edited in place: its node is a textbox, whatever the page calls it.

    Text is kept as `text` of the node it stands in; a field's text becomes its `value`, and a list's
    value is its chosen option. Properties such as `/placeholder` become the name of a field without one.
    """
    drafts: list[_Draft] = []
    _read(yaml.load(snapshot, Loader=_LOADER) or [], None, drafts)
    chosen = {d.parent: d.name for d in drafts if d.role == "option" and "selected" in d.attributes}
    nodes = [_node(draft, chosen.get(index)) for index, draft in enumerate(drafts)]
    return tuple(_as_field(node) if edited and _same_place(node, edited) else node for node in nodes)


def _read(items: Any, parent: int | None, drafts: list[_Draft]) -> None:
    for item in items if isinstance(items, list) else [items]:
        key, value = next(iter(item.items())) if isinstance(item, dict) else (item, None)
        if key == "text" or key.startswith("text:"):
            text = value if isinstance(value, str) else key.removeprefix("text:").strip()
            if parent is not None:
                drafts[parent].texts.append(text)
            else:
                drafts.append(_Draft("text", "", None, {}, [text]))
        elif key.startswith("/"):
            if parent is not None and isinstance(value, str):
                drafts[parent].properties[key] = value
        else:
            _read_node(key, value, parent, drafts)


def _read_node(key: str, value: Any, parent: int | None, drafts: list[_Draft]) -> None:
    match = _HEAD.match(key)
    if match is None:
        return
    name = match["name"] or ""
    if name:
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    attributes = {a: b if b != "" else None for a, b in _ATTRIBUTE.findall(match["rest"])}
    drafts.append(_Draft(match["role"], name, parent, attributes))
    index = len(drafts) - 1
    if isinstance(value, str):
        drafts[index].texts.append(value)
    elif value:
        _read(value, index, drafts)


_FIELDS = {"textbox", "searchbox", "spinbutton", "combobox", "slider"}


def _node(draft: _Draft, chosen: str | None) -> Node:
    attributes = draft.attributes
    text = " ".join(draft.texts)
    is_field = draft.role in _FIELDS
    box = attributes.get("box")
    level = attributes.get("level")
    return Node(
        role=draft.role,
        name=draft.name or (draft.properties.get("/placeholder", "") if is_field else ""),
        box=Box(*(float(part) for part in box.split(","))) if box else None,
        parent=draft.parent,
        text="" if is_field else text,
        value=(chosen if chosen is not None else text) if is_field else None,
        checked=_tristate(attributes, "checked"),
        selected=_flag(attributes, "selected"),
        expanded=_flag(attributes, "expanded"),
        pressed=_tristate(attributes, "pressed"),
        disabled="disabled" in attributes,
        # The page itself is "active" when nothing in it has the focus.
        focused="active" in attributes and not _is_page(draft),
        level=int(level) if level else None,
        pointer=attributes.get("cursor") == "pointer",
        ref=attributes.get("ref"),
    )


def _is_page(draft: _Draft) -> bool:
    return draft.parent is None and draft.role == "generic" and not draft.name


def _same_place(node: Node, edited: Box) -> bool:
    # (The tree rounds its boxes.)
    return (
        node.focused
        and node.box is not None
        and all(abs(a - b) <= 1.5 for a, b in zip(node.box, edited, strict=True))
    )


def _as_field(node: Node) -> Node:
    return node.model_copy(update={"role": "textbox", "value": node.value or node.text, "text": ""})


def _flag(attributes: dict[str, str | None], name: str) -> bool | None:
    if name not in attributes:
        return None
    return attributes[name] != "false"


def _tristate(attributes: dict[str, str | None], name: str) -> bool | Literal["mixed"] | None:
    return "mixed" if attributes.get(name) == "mixed" else _flag(attributes, name)
