"""Criteria by name: the catalogue, entry points, dotted paths."""

import importlib
from functools import cache
from importlib.metadata import entry_points
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from rubrics.criteria.base import Criterion

ENTRY_POINTS = "iwr.criteria"


def parse_criterion(data: object) -> Criterion:
    """The criterion that `data` (a mapping of one name to its arguments) describes. Raises ValueError."""
    if isinstance(data, Criterion):
        return data
    if not isinstance(data, dict) or len(data) != 1:
        raise ValueError(f"{data!r} is not a criterion; write one as 'text_appears: Oslo'")
    ((name, arguments),) = data.items()
    return criterion_class(str(name)).of(arguments)


@cache
def criterion_class(name: str) -> type[Criterion]:
    """The criterion called `name`. Raises ValueError, with the known names, where there is none."""
    found = _catalogue().get(name) or (_dotted(name) if "." in name else _installed(name))
    if found is None:
        raise ValueError(f"unknown criterion {name!r}; known: {', '.join(sorted(_catalogue()))}")
    return found


@cache
def _catalogue() -> dict[str, type[Criterion]]:
    # The modules of the catalogue need this one, for criteria inside criteria.
    from rubrics.criteria import CATALOGUE

    return {kind.key: kind for kind in CATALOGUE}


def _installed(name: str) -> type[Criterion] | None:
    point = next(iter(entry_points(group=ENTRY_POINTS, name=name)), None)
    return _checked(point.load(), point.value) if point else None


def _dotted(name: str) -> type[Criterion]:
    module, _, attribute = name.rpartition(".")
    try:
        return _checked(getattr(importlib.import_module(module), attribute), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"criterion {name!r} can't be loaded: {error}") from None


def _checked(kind: object, origin: str) -> type[Criterion]:
    if isinstance(kind, type) and issubclass(kind, Criterion):
        return kind
    raise ValueError(f"{origin} is no subclass of rubrics.criteria.Criterion")


def _data(criterion: Criterion) -> dict[str, Any]:
    return criterion.data()


AnyCriterion = Annotated[Criterion, PlainValidator(parse_criterion), PlainSerializer(_data)]
"""A field that holds a criterion and is written as a rubric has it."""
