"""The catalogue of criteria, made of their docstrings: docs/criteria.md."""

import ast
import inspect
import json
import re

from pydantic.fields import FieldInfo

from rubrics.criteria import CATALOGUE, Criterion

_HEAD = """# Criteria

Made of the docstrings in `rubrics/criteria/` by `iwr rubrics criteria --markdown`. What holds for all of them
(what counts as seen, near, a label) stands in [formats.md](formats.md); how to write one of your own in
[rubrics.md](rubrics.md).
"""


def catalogue() -> str:
    """Every criterion that ships, in the order of the catalogue, as Markdown."""
    return "\n".join([_HEAD, *(_section(kind) for kind in CATALOGUE)])


def _section(kind: type[Criterion]) -> str:
    lines = [f"## {kind.key}", "", inspect.cleandoc(kind.__doc__ or ""), ""]
    if kind.shorthand:
        lines += [f"A bare value is its `{kind.shorthand}`: `{kind.key}: …`.", ""]
    said = _field_docs(kind)
    for name, field in kind.model_fields.items():
        about = f": {said[name]}" if name in said else ""
        lines.append(f"- `{field.alias or name}` ({_default(field)}){about}")
    return "\n".join([*lines, ""])


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default()
    return "optional" if value is None else f"`{json.dumps(value, default=str)}` unless given"


def _field_docs(kind: type[Criterion]) -> dict[str, str]:
    """The strings that stand below fields in the class and in those that it inherits from."""
    found: dict[str, str] = {}
    for owner in reversed(kind.__mro__):
        if not issubclass(owner, Criterion):
            continue
        body = ast.parse(inspect.cleandoc("\n" + inspect.getsource(owner))).body[0]
        assert isinstance(body, ast.ClassDef)
        for field, doc in zip(body.body, body.body[1:], strict=False):
            is_doc = isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant)
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and is_doc:
                text = str(doc.value.value)  # type: ignore[attr-defined]
                found[field.target.id] = re.sub(r"\s+", " ", text).strip()
    return found
