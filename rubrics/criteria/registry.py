"""Criteria by name: the catalogue, entry points, dotted paths."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from rubrics.criteria.base import Criterion
from tasks.plugins import code_sha256, installed, load

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
    shipped = _catalogue().get(name)
    if shipped is not None:
        return shipped
    try:
        found = load(name, ENTRY_POINTS)
    except ValueError as error:
        raise ValueError(f"criterion {error}") from None
    if found is None:
        raise ValueError(f"unknown criterion {name!r}; known: {', '.join(criterion_names())}")
    return _checked(found, name)


def criterion_names() -> list[str]:
    """The criteria that ship and those of installed packages, sorted."""
    return sorted({*_catalogue(), *installed(ENTRY_POINTS)})


def code_hashes(criteria: Iterable[Criterion]) -> dict[str, str]:
    """SHA-256 of the code of those criteria that don't ship, by key; also of those inside others."""
    kinds = {type(one) for criterion in criteria for one in within(criterion)} - set(_catalogue().values())
    return {kind.key: code_sha256(kind) for kind in sorted(kinds, key=lambda kind: kind.key)}


def within(value: object) -> Iterator[Criterion]:
    """The criterion and those inside it; of a list or tuple, of each."""
    if isinstance(value, Criterion):
        yield value
        value = tuple(getattr(value, name) for name in type(value).model_fields)
    if isinstance(value, list | tuple):
        for one in value:
            yield from within(one)


@cache
def _catalogue() -> dict[str, type[Criterion]]:
    # The modules of the catalogue need this one, for criteria inside criteria.
    from rubrics.criteria import CATALOGUE

    return {kind.key: kind for kind in CATALOGUE}


def _checked(kind: object, name: str) -> type[Criterion]:
    if not (isinstance(kind, type) and issubclass(kind, Criterion)):
        raise ValueError(f"criterion {name!r} is no subclass of rubrics.criteria.Criterion")
    if kind.__abstractmethods__:
        raise ValueError(f"criterion {name!r} has no {', '.join(sorted(kind.__abstractmethods__))}()")
    path = f"{kind.__module__}.{kind.__qualname__}"
    if name in installed(ENTRY_POINTS) and kind.key not in (name, path):
        # A rubric is written again under the key: it must lead back here.
        raise ValueError(f"criterion {name!r} has the key {kind.key!r}; its entry point must have that name")
    return kind


def _data(criterion: Criterion) -> dict[str, Any]:
    return criterion.data()


AnyCriterion = Annotated[Criterion, PlainValidator(parse_criterion), PlainSerializer(_data)]
"""A field that holds a criterion and is written as a rubric has it."""
