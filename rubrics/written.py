"""How a criterion of any kind is written in a rubric: its name and its arguments."""

import json
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import yaml
from pydantic import ValidationError

from tasks.yamlfile import Strict, nearest


class Written(Strict, ABC):
    """Something that stands in a rubric under its name; its fields are its arguments in the YAML."""

    key: ClassVar[str]
    """What it is called in a rubric; the dotted path of the class unless it says otherwise."""
    shorthand: ClassVar[str | None] = None
    """The field that a bare value (a scalar or a list) stands for."""
    always_short: ClassVar[bool] = False
    """The value is that field's even where it is a mapping."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "key" not in cls.__dict__:
            cls.key = f"{cls.__module__}.{cls.__qualname__}"

    @abstractmethod
    def data(self) -> dict[str, Any] | str:
        """The criterion as a rubric has it: one key and its arguments, in the shortest form."""

    def line(self) -> str:
        """The criterion in one line of YAML."""
        data = self.data()
        if isinstance(data, str):
            return data
        text: str = yaml.safe_dump(
            data, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6
        )
        return text.strip()[1:-1]

    @classmethod
    def of(cls, value: object) -> Self:
        """The criterion with the arguments that stand in a rubric. Raises ValueError, in one line."""
        short = cls.shorthand is not None and (cls.always_short or not isinstance(value, dict))
        if not short and not isinstance(value, dict):
            raise ValueError(f"{cls.key}: {value!r} is not a mapping; arguments: {cls._known()}")
        fields = {cls.shorthand: value} if short else value
        try:
            # By way of JSON, as files are read: a list may fill a tuple, and nothing else bends.
            return cls.model_validate_json(json.dumps(fields))
        except ValidationError as error:
            raise ValueError(f"{cls.key}: {cls._problem(error)}") from None

    @classmethod
    def arguments(cls) -> list[str]:
        """The names of its arguments in a rubric."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    def _given(self) -> Any:
        """The arguments that are not the usual ones, in the shortest form; an empty mapping for none."""
        fields = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return fields[self.shorthand] if self.shorthand and set(fields) == {self.shorthand} else fields

    @classmethod
    def _known(cls) -> str:
        return ", ".join(cls.arguments())

    @classmethod
    def _problem(cls, error: ValidationError) -> str:
        problem = error.errors(include_url=False)[0]
        where = ".".join(map(str, problem["loc"]))
        if problem["type"] == "extra_forbidden":
            return f"{where}: unknown argument; {nearest(where, cls.arguments())}"
        if problem["type"] == "missing":
            return f"{where}: required, but missing"
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "value_error":
            return f"{where}: {message}" if where and not cls.always_short else message
        quoted = "; put it in quotes" if problem["type"] == "string_type" else ""
        return f"{where}: {message} (got {problem['input']!r}){quoted}"
