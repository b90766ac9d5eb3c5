"""A profile: the weights and rules by which verdicts and similarities become a score."""

import math
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tasks.errors import InputError
from tasks.yamlfile import Strict, load_yaml

Weight = Annotated[float, Field(ge=0.0, le=1.0)]

Gate = Literal["console_errors", "page_errors", "causality"]
"""What can fail a step whatever its verdict: it wrote an error to the page's console; it raised a script
error; what it shows did not come of what was done."""

_FOLDER = Path(__file__).parent / "profiles"


class Profile(Strict):
    """Weights and rules; the formulas they belong to stand in `rubrics/profiles/*.yaml`."""

    name: str
    version: int = Field(ge=1)
    """Goes up with every change of a weight or rule, so that scores of two versions can't be mixed unseen."""
    stop_at_first_failure: bool
    """Whether success stops at the first step that fails."""
    step_weights: bool = False
    """Whether steps count by the `weight` of their checkpoint; else all weigh the same."""
    partial: bool = False
    """Whether a step that fails counts by the share of its criteria that hold; else it counts nothing."""
    gates: tuple[Gate, ...] = ()
    """A step that violates one of these fails, and has no partial credit."""
    text: Weight
    """Share of the text similarity in the low-level score."""
    structure: Weight
    """Share of the structure similarity in the low-level score."""
    low: Weight
    """Share of the low-level score (LFS) in VFS."""
    high: Weight
    """Share of the high-level score (HFS) in VFS."""
    alpha: Weight
    """Share of IFS in the final score; VFS has the rest."""

    @model_validator(mode="after")
    def _shares_add_up(self) -> "Profile":
        for first, second in (("text", "structure"), ("low", "high")):
            total = getattr(self, first) + getattr(self, second)
            if not math.isclose(total, 1.0, abs_tol=1e-9):
                raise ValueError(f"{first} + {second} is {total:g}; the two shares must add up to 1")
        return self

    @model_validator(mode="after")
    def _gates_once(self) -> "Profile":
        if len(set(self.gates)) < len(self.gates):
            raise ValueError(f"gates: one is named twice: {', '.join(self.gates)}; remove one")
        return self


def known_profiles() -> list[str]:
    """The names of the profiles that ship, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


def load_profile(name: str | Path) -> Profile:
    """The profile called `name`, one that ships, or the one in the YAML file at `name`.

    Raises InputError where there is none, or the file is wrong.
    """
    path = _file(str(name))
    profile = load_yaml(path, Profile)
    if profile.name != path.stem:
        raise InputError(f"{path}: name: {profile.name!r} is not the file's name; write {path.stem!r}")
    if path.resolve().parent != _FOLDER.resolve() and path.stem in known_profiles():
        raise InputError(f"{path}: name: {path.stem!r} is a profile that ships; rename the file and the name")
    return profile


def _file(name: str) -> Path:
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    known = known_profiles()
    if name not in known:
        raise InputError(f"profile: {name!r} is neither a YAML file nor known; known: {', '.join(known)}")
    return _FOLDER / f"{name}.yaml"
