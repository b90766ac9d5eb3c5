"""A schema as the providers' strict modes take it."""

import re
from typing import Any

from pydantic import BaseModel


def schema_name(schema: type[BaseModel]) -> str:
    """A name that every provider takes: letters, digits, `_` and `-`, at most 64."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", schema.__name__)[:64]


def strict_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema in the subset that strict modes take.

    Objects are closed and all their fields required; only type, enum, anyOf, items, properties and $ref
    stay. Limits that can't be enforced are told in the description, so that the model may keep them.
    Raises TypeError for what the subset can't say: mappings, tuples, Any, and a root that is no object.
    """
    full = schema.model_json_schema()
    defs: dict[str, Any] = full.pop("$defs", {})
    strict = _strict(_resolved(full, defs), defs, schema.__name__)
    if strict.get("type") != "object":
        raise TypeError(
            f"{schema.__name__}: the reply must be an object, not {strict.get('type', 'a union')}"
        )
    if defs:
        strict["$defs"] = {name: _strict(node, defs, name) for name, node in defs.items()}
    return strict


_LIMITS = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "format", "minItems", "maxItems"),
)


def _strict(node: dict[str, Any], defs: dict[str, Any], where: str) -> dict[str, Any]:
    if "$ref" in node and node.keys() <= {"$ref", "title", "default"}:
        return {"$ref": node["$ref"]}
    node = _resolved(node, defs)
    out: dict[str, Any] = {name: node[name] for name in ("type", "enum") if name in node}
    if "const" in node:
        out["enum"] = [node["const"]]
    limits = ", ".join(f"{name}: {node[name]}" for name in _LIMITS if name in node)
    if description := " ".join(filter(None, [node.get("description"), limits and f"({limits})"])):
        out["description"] = description
    if choices := node.get("anyOf", node.get("oneOf")):
        out["anyOf"] = [_strict(choice, defs, where) for choice in choices]
    if node.get("type") == "object":
        fields = node.get("properties", {})
        if not fields and node.get("additionalProperties") is not False:
            raise TypeError(f"{where}: a mapping can't be asked for in a strict schema; use a list of pairs")
        out["properties"] = {name: _strict(field, defs, f"{where}.{name}") for name, field in fields.items()}
        out["required"] = list(fields)
        out["additionalProperties"] = False
    elif node.get("type") == "array":
        if "items" not in node:
            raise TypeError(f"{where}: a strict schema needs one type for all items of a list")
        out["items"] = _strict(node["items"], defs, f"{where}[]")
    if not out.keys() & {"type", "enum", "anyOf"}:
        raise TypeError(f"{where}: a strict schema needs a type, not Any")
    return out


def _resolved(node: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """The node with its reference written out, since nothing may stand beside a $ref."""
    while "$ref" in node:
        beside = {name: value for name, value in node.items() if name != "$ref"}
        node = {**defs[node["$ref"].removeprefix("#/$defs/")], **beside}
    return node
