"""A profile: the weights and rules by which verdicts and similarities become a score."""

import math
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from tasks.errors import InputError
from tasks.yamlfile import Strict, load_yaml

Weight = Annotated[float, Field(ge=0.0, le=1.0)]

_FOLDER = Path(__file__).parent / "profiles"


class Profile(Strict):
    """Weights and rules; the formulas they belong to stand in `rubrics/profiles/iwr.yaml`."""

    name: str
    version: int = Field(ge=1)
    """Goes up with every change of a weight or rule, so that scores of two versions can't be mixed unseen."""
    stop_at_first_failure: bool
    """Whether success stops at the first step that fails."""
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


def known_profiles() -> list[str]:
    """The names of the profiles that ship, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


def load_profile(name: str) -> Profile:
    """The profile of that name. Raises InputError where there is none, or its file is wrong."""
    known = known_profiles()
    if name not in known:
        raise InputError(f"profile: {name!r} is not known; known: {', '.join(known)}")
    path = _FOLDER / f"{name}.yaml"
    profile = load_yaml(path, Profile)
    if profile.name != name:
        raise InputError(f"{path}: name: {profile.name!r} is not the file's name; write {name!r}")
    return profile
