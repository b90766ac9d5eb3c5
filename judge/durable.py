"""The graph's state on disk: models as JSON by name, read back through their own validation.

LangGraph's serializer calls a model's constructor with plain data and, where that refuses it, sets the
fields unchecked, so that a strict model would come back with dicts for models and lists for tuples.
"""

from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from pydantic import BaseModel

from judge.causality import Causality
from judge.episode import EpisodeState
from judge.score import Score
from judge.similarity import Similarity
from rubrics.verdict import Verdict
from rubrics.whole import PageFinding
from tasks.page import Page

_MODELS: dict[str, type[BaseModel]] = {
    model.__name__: model
    for model in (EpisodeState, Page, Verdict, Causality, Similarity, Score, PageFinding)
}
_NAME, _JSON = "iwr.model", "iwr.json"


class StateSerializer(SerializerProtocol):
    """Writes and reads what the channels of `EpisodeState` hold; of models, only those."""

    def __init__(self) -> None:
        self._plain = JsonPlusSerializer(allowed_msgpack_modules=None)

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Raises TypeError for a model that is none of the state's."""
        return self._plain.dumps_typed(_lower(obj))

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Raises KeyError or ValueError where what was written is no longer what the models are."""
        return _raise(self._plain.loads_typed(data))


def _lower(value: Any) -> Any:
    if isinstance(value, BaseModel):
        name = type(value).__name__
        if _MODELS.get(name) is not type(value):
            raise TypeError(f"{name} is no part of an episode's state")
        return {_NAME: name, _JSON: value.model_dump_json()}
    if isinstance(value, dict):
        return {key: _lower(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return [_lower(item) for item in value]
    return value


def _raise(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_NAME, _JSON}:
            return _MODELS[value[_NAME]].model_validate_json(value[_JSON])
        return {key: _raise(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_raise(item) for item in value]
    return value
