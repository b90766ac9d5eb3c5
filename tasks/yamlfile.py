"""Strict YAML: a pydantic model from a file, or one line that says where and what is wrong."""

import difflib
import json
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from tasks.errors import InputError


class Strict(BaseModel):
    """Base of everything that is read from a file: no unknown field, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Read `path` as `model`. Raises InputError naming file, line, field, value and remedy."""
    return validate(read_yaml(path), model, path)


def read_yaml(path: Path) -> Any:
    """The plain content of a YAML file. Raises InputError if there is none or it is not YAML."""
    try:
        return parse_yaml(_text(path))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise InputError(f"{path}{_mark(error)}: not valid YAML: {_first_line(error)}") from None
    except RecursionError:
        raise InputError(f"{path}: nested too deeply") from None


def parse_yaml(text: str) -> Any:
    """The plain content of YAML. Raises YAMLError, ValueError, or RecursionError for deep nesting."""
    return yaml.load(text, Loader=_JsonLoader)


def validate(data: Any, model: type[Model], path: Path) -> Model:
    """`data`, read from `path`, as `model`; errors carry the line in `path` where they arose."""
    try:
        # By way of JSON: there a list may fill a tuple and a string a date, and nothing else bends.
        plain = json.dumps(data)
    except ValueError as error:  # an alias of itself
        raise InputError(f"{path}: holds what only YAML can say: {error}; write plain values") from None
    try:
        return model.model_validate_json(plain)
    except ValidationError as error:
        raise InputError(_describe(error, model, path, data)) from None


def nearest(name: str, known: list[str]) -> str:
    """A remedy for a name nobody knows: the nearest known one, or all of them."""
    if not known:
        return "there is none"
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"


class _JsonLoader(yaml.SafeLoader):
    """YAML without tags and its date type (a time stamp stays the text that was written), whose keys are
    texts, and none of them given twice."""

    def fetch_tag(self) -> None:
        raise yaml.scanner.ScannerError(
            None, None, "a tag (what begins with !) has no meaning here; put the text in quotes",
            self.get_mark(),
        )  # fmt: skip

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = _key(key)
            if name in seen:
                raise _wrong(key, f"the key {name!r} is given twice; remove one")
            seen.add(name)
        return super().construct_mapping(node, deep)


_JsonLoader.yaml_implicit_resolvers = {
    key: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for key, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _key(node: yaml.Node) -> str:
    """What a key says. Raises ConstructorError for a list, a mapping, and a word that YAML reads as a number,
    a truth value or nothing: JSON would turn them into texts that nobody wrote."""
    if not isinstance(node, yaml.ScalarNode):
        kind = "list" if isinstance(node, yaml.SequenceNode) else "mapping"
        raise _wrong(node, f"a key is a {kind}; write plain text before the colon")
    if node.tag not in _TEXT_TAGS:
        raise _wrong(node, f"the key {node.value!r} is no text to YAML; put it in quotes")
    return str(node.value)


_TEXT_TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge")
"""Of keys: texts, and `<<`, which takes over another mapping's."""


def _wrong(node: yaml.Node, problem: str) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a UTF-8 text file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _mark(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}" if mark else ""


def _first_line(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]


def _describe(error: ValidationError, model: type[BaseModel], path: Path, data: Any) -> str:
    """The first problem of a validation error as one line."""
    problems = error.errors(include_url=False)
    # A misspelt key explains the one that is missing, not the other way round.
    problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
    where = _plain(problem["loc"], data)
    line = _line_of(path, where)
    field = ".".join(str(part) for part in where) or "the file"
    return f"{path}{f':{line}' if line else ''}: {field}: {_say(problem, model)}"


def _plain(location: Location, data: Any) -> Location:
    """A pydantic location without the union tags, which are not in the data."""
    plain: list[int | str] = []
    for place, part in enumerate(location, start=1):
        known = part in data if isinstance(data, dict) else isinstance(data, list) and isinstance(part, int)
        if known or place == len(location):
            plain.append(part)
            data = data[part] if known else None
    return tuple(plain)


def _line_of(path: Path, location: Location) -> int | None:
    node = _node(path)
    line = node.start_mark.line + 1 if node else None
    for part in location:
        child = _child(node, part)
        if child is None:
            break
        node = child
        line = child.start_mark.line + 1
    return line


def _node(path: Path) -> yaml.Node | None:
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return None


def _child(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child
    return None


def _say(problem: ErrorDetails, model: type[BaseModel]) -> str:
    kind, value = problem["type"], problem.get("input")
    if kind == "extra_forbidden":
        owner = _owner(model, problem["loc"])
        return f"unknown key; {nearest(str(problem['loc'][-1]), owner)}" if owner else "unknown key"
    if kind == "missing":
        return "required, but missing"
    message = problem["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if kind == "value_error" or isinstance(value, dict | list):
        return message
    quoted = "; put it in quotes" if kind == "string_type" and value is not None else ""
    return f"{message} (got {value!r}){quoted}"


def _owner(model: type[BaseModel], location: Location) -> list[str]:
    """The fields that the model at `location` (less its last part) has, as far as it can be told."""
    owners = [model]
    for part in location[:-1]:
        within = [
            m for owner in owners if (f := owner.model_fields.get(str(part))) for m in _models(f.annotation)
        ]
        tagged = [owner for owner in owners if part in _literals(owner)]
        # What is neither a field nor a union's tag is an item's number or a mapping's key: same models.
        owners = within or tagged or owners
    return list(dict.fromkeys(field.alias or name for m in owners for name, field in m.model_fields.items()))


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    found: list[type[BaseModel]] = []
    for argument in getattr(annotation, "__args__", ()):
        found += _models(argument)
    return found


def _literals(model: type[BaseModel]) -> set[Any]:
    return {
        value for field in model.model_fields.values() for value in getattr(field.annotation, "__args__", ())
    }
