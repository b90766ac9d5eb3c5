"""What every criterion is: a name in the YAML, typed arguments, and a look at one step."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Self

import yaml
from pydantic import AfterValidator, Field, PrivateAttr, ValidationError

from rubrics.scene import StepScene, UnreadableError
from rubrics.verdict import Finding, Value
from tasks.yamlfile import Strict, nearest


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from None
    return pattern


Text = Annotated[str, Field(min_length=1)]
Regex = Annotated[Text, AfterValidator(_compiles)]


class Criterion(Strict, ABC):
    """One thing that a program can check after a step; its fields are its arguments in the YAML.

    A criterion of your own is a subclass with a `check`. A rubric finds it by its dotted path
    (`my_package.module.MyCriterion: {...}`), or by its `key` if that is the name of an entry point in the
    group `iwr.criteria`.
    """

    key: ClassVar[str]
    """What it is called in a rubric; the dotted path of the class unless it says otherwise."""
    shorthand: ClassVar[str | None] = None
    """The field that a bare value (a scalar or a list) stands for."""
    always_short: ClassVar[bool] = False
    """The value is that field's even where it is a mapping."""

    # Not a field: it is no argument, and a criterion of somebody's own may have one of that name.
    _weight: float = PrivateAttr(1.0)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "key" not in cls.__dict__:
            cls.key = f"{cls.__module__}.{cls.__qualname__}"

    @abstractmethod
    def check(self, scene: StepScene) -> Finding:
        """What is to be said of this step; build it with `finding`."""

    @property
    def worth(self) -> float:
        """Its weight beside the others of its checkpoint."""
        return self._weight

    def weighing(self, weight: float) -> Self:
        """The same criterion with another weight."""
        weighed = self.model_copy()
        weighed._weight = weight
        return weighed

    def find(self, scene: StepScene) -> Finding:
        """`check`, where a fault of ours (a missing picture, no OCR, a broken criterion) makes `unknown`."""
        try:
            return self.check(scene)
        except UnreadableError as error:
            return self.finding("unknown", f"{error}.")
        except Exception as error:
            return self.finding("unknown", f"could not be checked: {type(error).__name__}: {error}")

    def finding(self, value: Value | bool, reason: str) -> Finding:
        """A finding of this criterion; True is pass, False is fail."""
        said: Value = value if isinstance(value, str) else "pass" if value else "fail"
        return Finding(criterion=self.line(), value=said, reason=reason, weight=self._weight)

    def data(self) -> dict[str, Any]:
        """The criterion as a rubric has it: one key and its arguments, in the shortest form."""
        fields = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {
            self.key: fields[self.shorthand] if self.shorthand and set(fields) == {self.shorthand} else fields
        }

    def line(self) -> str:
        """The criterion in one line of YAML."""
        text: str = yaml.safe_dump(
            self.data(), default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6
        )
        return text.strip()[1:-1]

    @classmethod
    def of(cls, value: object) -> Self:
        """The criterion with the arguments that stand in a rubric. Raises ValueError, in one line."""
        short = cls.shorthand is not None and (cls.always_short or not isinstance(value, dict))
        if not short and not isinstance(value, dict):
            raise ValueError(
                f"{cls.key}: {value!r} is not a mapping; arguments: {', '.join(cls.arguments())}"
            )
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


def words_first(scene: StepScene, look: Callable[[StepScene], Finding]) -> Finding:
    """`look` at the page's own words; read what is painted only where they don't make it pass.

    Only for criteria whose pass no further text could undo: OCR is the dearest thing a judge does here.
    """
    if scene.painted:
        finding = look(scene.unread)
        if finding.value == "pass":
            return finding
    return look(scene)


def times(count: int) -> str:
    """How often, in words."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def where(near: str | None) -> str:
    """The part of a reason that says near what."""
    return f" near '{near}'" if near else ""
