"""A checkpoint's criteria with their weights: `{text_appears: Oslo, weight: 2}`."""

from math import isfinite
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from rubrics.criteria.base import Criterion
from rubrics.criteria.registry import parse_criterion

_KEY = "weight"


def parse_weighted(data: object) -> Criterion:
    """The criterion that `data` describes, with the weight that stands beside it. Raises ValueError."""
    if not isinstance(data, dict) or _KEY not in data or len(data) != 2:
        return parse_criterion(data)
    weight = data[_KEY]
    number = isinstance(weight, int | float) and not isinstance(weight, bool)
    if not (number and isfinite(weight) and weight > 0):
        raise ValueError(f"weight: {weight!r} is not a positive number")
    criterion = parse_criterion({key: value for key, value in data.items() if key != _KEY})
    return criterion.weighing(float(weight))


def _data(criterion: Criterion) -> dict[str, Any]:
    weight = criterion.worth
    return criterion.data() | ({} if weight == 1 else {_KEY: weight})


WeightedCriterion = Annotated[Criterion, PlainValidator(parse_weighted), PlainSerializer(_data)]
"""A field that holds a criterion of a checkpoint. Inside other criteria a weight would mean nothing."""
