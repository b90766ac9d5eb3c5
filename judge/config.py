"""What a run is made of: `configs/*.yaml`, stacked with `-o key=value`."""

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from tasks.errors import InputError
from tasks.yamlfile import Strict, read_yaml, validate


class VisualConfig(Strict):
    """Which measures compare pictures."""

    structure: str = "embedded"
    """`embedded` needs no download; `dinov2` is the paper's and needs the extra [dinov2]."""
    model: str = "facebook/dinov2-base"
    """Name or folder of the model of `dinov2`."""


class RunConfig(Strict):
    """One run. Paths are relative to the folder where `iwr` is called."""

    run: int = Field(default=1, ge=1, le=1)
    """Version of this format."""
    tasks: tuple[str, ...] = ()
    """Task ids; none: all that are found."""
    task_dirs: tuple[Path, ...] = ()
    """Tasks, or folders of tasks; none: the suite that ships."""
    generators: tuple[str, ...] = ("reference", "first_frame", "variants")
    """Who makes the pages: reference, first_frame, slideshow, variants (all of them), or a variant's id."""
    submissions: Path | None = None
    """Pages that exist already: <task id>/<generator name>/index.html, or one folder with an index.html."""
    repeats: int = Field(default=1, ge=1, le=100)
    """Episodes for each task and generator."""
    rubrics: str = "iwr"
    """A rubric set that ships, or a folder of <task id>.yaml."""
    step_judge: str = "evidence"
    visual: VisualConfig = VisualConfig()
    workers: int = Field(default=2, ge=1, le=64)
    """Browsers at work at the same time."""
    out: Path = Path("runs")
    """The folder that runs are written to."""


def configs_dir() -> Path:
    """The configurations that ship: beside the packages, in a checkout and installed alike."""
    return Path(__file__).parent.parent / "configs"


def find_config(name: str) -> Path:
    """A file by its path, or a configuration that ships by its name. Raises InputError for neither."""
    path = Path(name)
    if path.is_file():
        return path
    shipped = configs_dir() / f"{path.stem}.yaml"
    # "configs/offline.yaml" is what one writes in a checkout; installed, it means the one that ships.
    if (
        path.name in (path.stem, f"{path.stem}.yaml")
        and shipped.is_file()
        and str(path.parent) in (".", "configs")
    ):
        return shipped
    known = sorted(item.stem for item in configs_dir().glob("*.yaml"))
    raise InputError(f"{name}: no such configuration; give a path, or one of: {', '.join(known)}")


def load_config(path: Path, overrides: Sequence[str] = ()) -> RunConfig:
    """The configuration in `path` with `key.key=value` overrides (values are YAML).

    Raises InputError naming file, line and key, or the override that is wrong.
    """
    data = read_yaml(path)
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise InputError(f"{path}: must be a mapping of keys to values")
    validate(data, RunConfig, path)  # so that an error in the file is not blamed on an override
    for override in overrides:
        _override(data, override)
        try:
            validate(data, RunConfig, path)
        except InputError as error:
            raise InputError(f"-o {override}: {str(error).partition(': ')[2]}") from None
    return validate(data, RunConfig, path)


def _override(data: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    if not equals:
        raise InputError(f"-o {override}: write key=value, such as workers=1")
    *parents, last = key.strip().split(".")
    place, model = data, RunConfig
    for parent in parents:
        _known(parent, override, model)
        place = place.setdefault(parent, {})
        model = model.model_fields[parent].annotation  # type: ignore[assignment]
        if not isinstance(place, dict) or not hasattr(model, "model_fields"):
            raise InputError(f"-o {override}: {parent} has no keys of its own")
    _known(last, override, model)
    try:
        parsed = yaml.safe_load(value)
    except yaml.YAMLError:
        raise InputError(f"-o {override}: {value!r} is not a YAML value; quote it") from None
    is_list = "tuple" in str(model.model_fields[last].annotation)
    place[last] = [parsed] if is_list and not isinstance(parsed, list) else parsed


def _known(key: str, override: str, model: type[Strict]) -> None:
    if key in model.model_fields:
        return
    close = difflib.get_close_matches(key, list(model.model_fields), n=1, cutoff=0.5)
    remedy = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(model.model_fields)}"
    raise InputError(f"-o {override}: unknown key {key!r}; {remedy}")
