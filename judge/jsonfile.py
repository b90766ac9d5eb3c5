"""JSON that a run left: as a model, or one line that says what is wrong."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tasks.errors import InputError

Model = TypeVar("Model", bound=BaseModel)


def read_json(path: Path, model: type[Model], *, missing: str, damaged: str) -> Model:
    """The file as `model`. Raises InputError naming the file.

    `missing` says what follows the name where the file can't be read, `{problem}` being the reason;
    `damaged` where it is no such model, `{problem}` being the first that is wrong and `{field}` its place.
    """
    try:
        return model.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {missing.format(problem=error.strerror)}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{path}: {damaged.format(field=field, problem=first['msg'])}") from None
