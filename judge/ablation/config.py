"""What an ablation varies: `configs/ablation.yaml`."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from judge.config import AssertionConfig, BudgetConfig, Images, Order
from tasks.errors import InputError
from tasks.yamlfile import Strict, load_yaml

Level = str | int | float | bool | None
"""A value of a factor."""


class Factors(Strict):
    """The levels of each factor, which is a field of `AssertionConfig`; one without levels is not varied."""

    prompt: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    images: tuple[Images, ...] = ()
    order: tuple[Order, ...] = ()
    votes: tuple[Annotated[int, Field(ge=1, le=9)], ...] = ()
    batch: tuple[Annotated[int, Field(ge=1, le=16)], ...] = ()
    temperature: tuple[Annotated[float, Field(ge=0.0, le=2.0)] | None, ...] = ()
    scale: tuple[Annotated[float, Field(gt=0.0, le=1.0)], ...] = ()
    text: tuple[bool, ...] = ()

    @property
    def levels(self) -> dict[str, tuple[Level, ...]]:
        """The factors that are varied, in the order above, with their levels."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: levels for name, levels in found.items() if levels}

    @model_validator(mode="after")
    def _differ(self) -> Self:
        for name, levels in self.levels.items():
            if len(set(levels)) < len(levels):
                raise ValueError(f"{name}: a level is given twice; remove one")
        return self


class AblationConfig(Strict):
    """One ablation. Paths are relative to the folder where `iwr` is called."""

    ablation: int = Field(ge=1, le=1)
    """Version of this format."""
    run: Path
    """The folder of the run whose evidence is judged."""
    tasks: tuple[str, ...] = ()
    """Task ids; none: all of the run."""
    generators: tuple[str, ...] = ()
    """Generators, or variants by their ids; none: all of the run."""
    steps: int | None = Field(default=None, ge=1)
    """How many steps each cell is asked: a seeded sample, of whole episodes as far as it goes; none: all."""
    baseline: AssertionConfig = AssertionConfig()
    """What every cell is compared with, and what a cell is where no factor says otherwise."""
    factors: Factors
    design: Literal["full", "fractional", "one_at_a_time"] = "full"
    """full: every combination. fractional: a D-optimal choice of `cells` of them. one_at_a_time: the
    baseline, and each level alone in its place."""
    cells: int | None = Field(default=None, ge=2)
    """Of a fractional design; none: twice as many as main effects need."""
    retest: float = Field(default=0.0, ge=0.0, le=1.0)
    """Share of the steps that every cell is asked a second time, as another sample."""
    position: bool = False
    """Whether every cell is asked again with its pictures in the other order."""
    concurrency: int | None = Field(default=None, ge=1, le=256)
    """Calls to each model at the same time; none: as many as its preset says."""
    budget: BudgetConfig = BudgetConfig()
    seed: int = Field(default=0, ge=0)
    """Of the sample, the retest, the design and the resampling."""
    models: tuple[Path, ...] = ()
    """Further models.yaml files; their presets come before those that ship and those of the run."""
    cache: bool = True
    """Whether what a model answered before, in any run, may answer again."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not self.factors.levels:
            raise ValueError("factors: nothing is varied; give a factor levels, such as images: [after]")
        if self.cells is not None and self.design != "fractional":
            raise ValueError(f"cells: a {self.design} design has as many as it has; remove it")
        return self


def load_ablation(path: Path) -> AblationConfig:
    """The configuration in `path`. Raises InputError naming file, line and key."""
    config = load_yaml(path, AblationConfig)
    if config.baseline.model is None and not config.factors.model:
        raise InputError(f"{path}: baseline.model: names no model; set it to a preset of models.yaml")
    if config.baseline.model is None:
        first = config.baseline.model_copy(update={"model": config.factors.model[0]})
        config = config.model_copy(update={"baseline": first})
    return config
