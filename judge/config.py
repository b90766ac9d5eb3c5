"""What a run is made of: `configs/*.yaml`, stacked with `-o key=value`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, field_validator, model_validator

from tasks.errors import InputError
from tasks.yamlfile import Strict, nearest, parse_yaml, read_yaml, validate

LLM = "llm:"
"""Before a preset's name, among the generators: that model writes the pages."""


Images = Literal["after", "before_after", "with_reference", "side_by_side", "difference", "none"]
"""Which pictures a model is shown of a step."""
Order = Literal["given", "reversed"]
"""In which order."""


class VisualConfig(Strict):
    """Which measures compare pictures."""

    structure: str = "embedded"
    """`embedded` needs no download; `dinov2` is the paper's and needs the extra [dinov2]."""
    model: str = "facebook/dinov2-base"
    """Name or folder of the model of `dinov2`."""
    high_level: Literal["embedded", "vlm"] = "embedded"
    """`vlm` asks a vision model, as the paper does; `embedded` asks none."""
    judge: str | None = None
    """The vision model of `vlm`: a preset of models.yaml."""
    prompt: str = "plain"
    """A prompt that ships (judge/prompts/fidelity), or a file."""
    metrics: tuple[str, ...] = ()
    """Further metrics, shown and never scored: names in the entry point group `iwr.metrics`, dotted paths."""


class AssertionConfig(Strict):
    """A model that judges steps, by pictures as a rule."""

    model: str | None = None
    """A preset of models.yaml."""
    prompt: str = "with-reference"
    """A prompt that ships (judge/prompts/assertion), or a file."""
    images: Images = "with_reference"
    """Which pictures are shown: the page after the step, before and after, these beside the recording's,
    before and after side by side as one picture, or with what changed outlined. `none`: before and after as
    text and tree alone, for models that see nothing."""
    scale: float = Field(default=1.0, gt=0.0, le=1.0)
    """How large the pictures are shown, of what the model would take: 0.5 is half as wide and high."""
    order: Order = "given"
    """Whether the pictures come in their order, or the last first (side by side: PAGE AFTER on the left)."""
    text: bool = True
    """Whether it is told, too, which text came and went."""
    votes: int = Field(default=1, ge=1, le=9)
    """How often the question is asked; the majority of the sure answers decides, a tie is unknown."""
    batch: int = Field(default=1, ge=1, le=16)
    """The most steps of an episode that are asked about in one call."""
    temperature: float | None = Field(default=0.0, ge=0.0, le=2.0)
    """None: the model's own."""
    sample: int = Field(default=0, ge=0)
    """Number of the first vote: another one asks the same question anew, on purpose."""

    @model_validator(mode="before")
    @classmethod
    def _as_runs_had_it(cls, data: Any) -> Any:
        """Runs of earlier versions say `reference: true` or `false`; they can still be read and judged."""
        if not isinstance(data, dict) or not isinstance(data.get("reference"), bool):
            return data
        images = "with_reference" if data["reference"] else "before_after"
        return {"images": images} | {key: value for key, value in data.items() if key != "reference"}


class PanelConfig(Strict):
    """Several step judges that decide together."""

    members: tuple[AssertionConfig, ...] = ()
    evidence: bool = False
    """Whether the evidence judge is one of them."""
    rule: Literal["majority", "all", "first_sure"] = "majority"


class LlmConfig(Strict):
    """How models write pages (`generators: [llm:<preset>]`)."""

    rounds: int = Field(default=0, ge=0, le=10)
    """How often a model may look at its page and write it anew."""


class OperatorConfig(Strict):
    """The model that helps where the page's elements alone don't settle what a step means."""

    model: str | None = None
    """A preset of models.yaml; none: such a step is infeasible."""
    always: bool = False
    """Ask it at every step, also where the elements would do."""
    counterfactuals: bool = True
    """Whether the counterfactuals of a task are carried out, too, each in a session of its own."""


class BudgetConfig(Strict):
    """What a run may cost; none: no limit."""

    usd: float | None = Field(default=None, ge=0.0)
    tokens: int | None = Field(default=None, ge=0)


class SplitConfig(Strict):
    """Which derived variants are the tuning split: those whose task and mutation operator are both listed.

    The other derived ones are the test split. The reference, variants written by hand, adversaries and what
    is marked `seen` are always tuning: the rubrics were written with them in view.
    """

    tasks: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    """Mutation operators."""

    @field_validator("operators")
    @classmethod
    def _operators_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        # One that is misspelt would turn what was tuned on into the test split, and nobody would see it.
        from agents.mutation import OPERATORS

        for name in value:
            if name not in OPERATORS:
                raise ValueError(f"no mutation operator {name!r}; {nearest(name, list(OPERATORS))}")
        return value


class CalibrationConfig(Strict):
    """How `iwr calibrate` measures the judge."""

    tuning: SplitConfig = SplitConfig()


class RunConfig(Strict):
    """One run. Paths are relative to the folder where `iwr` is called."""

    run: int = Field(default=1, ge=1, le=1)
    """Version of this format."""
    tasks: tuple[str, ...] = ()
    """Task ids; none: all that are found."""
    task_dirs: tuple[Path, ...] = ()
    """Tasks, or folders of tasks; none: the suite that ships."""
    generators: tuple[str, ...] = ("reference", "first_frame", "variants")
    """Who makes the pages: reference, adversaries (or slideshow, first_frame, echo, injected, overlay,
    everything by themselves), variants (all that are written by hand), derived, a variant's id, or a
    model: llm:<preset>."""
    submissions: Path | None = None
    """Pages that exist already: <task id>/<generator name>/index.html, or one folder with an index.html."""
    repeats: int = Field(default=1, ge=1, le=100)
    """Episodes for each task and generator."""
    rubrics: str = "iwr"
    """A rubric set that ships, or a folder of <task id>.yaml."""
    profile: str | None = None
    """A profile that ships, or a file, in place of those that the rubrics name."""
    step_judge: str = "evidence"
    """Who decides the steps: `evidence` (criteria), `vlm` (a vision model: `assertion`), `panel` (several),
    or one of your own: a name in the entry point group `iwr.judges`, a dotted path."""
    assertion: AssertionConfig = AssertionConfig()
    panel: PanelConfig = PanelConfig()
    visual: VisualConfig = VisualConfig()
    llm: LlmConfig = LlmConfig()
    operator: OperatorConfig = OperatorConfig()
    calibration: CalibrationConfig = CalibrationConfig()
    models: tuple[Path, ...] = ()
    """Further models.yaml files; their presets come before those that ship."""
    budget: BudgetConfig = BudgetConfig()
    cache: bool = True
    """Whether what a model answered before may answer again."""
    replay: Path | None = None
    """Exchanges of an earlier run (iwr exchanges export): they answer, and no network is used."""
    workers: int = Field(default=2, ge=1, le=64)
    """Browsers at work at the same time."""
    out: Path = Path("runs")
    """The folder that runs are written to."""


def configs_dir() -> Path:
    """The configurations that ship: beside the packages, in a checkout and installed alike."""
    return Path(__file__).parent.parent / "configs"


def models_file() -> Path:
    """The presets that ship."""
    return configs_dir() / "models.yaml"


def ablation_file() -> Path:
    """The example of an ablation."""
    return configs_dir() / "ablation.yaml"


def shipped_configs() -> list[Path]:
    """The run configurations that ship, sorted by name."""
    others = models_file(), ablation_file()
    return sorted(path for path in configs_dir().glob("*.yaml") if path not in others)


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
    known = ", ".join(path.stem for path in shipped_configs())
    raise InputError(f"{name}: no such configuration; give a path, or one of: {known}")


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
    for one in overrides:
        apply_override(data, one)
        try:
            validate(data, RunConfig, path)
        except InputError as error:
            raise InputError(f"-o {one}: {str(error).partition(': ')[2]}") from None
    return validate(data, RunConfig, path)


def apply_override(data: dict[str, Any], override: str) -> None:
    """Change `data` as `key.key=value` says. Raises InputError where there is no such key."""
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
        parsed = parse_yaml(value)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise InputError(f"-o {override}: {value!r} is not a YAML value; quote it") from None
    is_list = "tuple" in str(model.model_fields[last].annotation)
    place[last] = [parsed] if is_list and not isinstance(parsed, list) else parsed


def _known(key: str, override: str, model: type[Strict]) -> None:
    if key not in model.model_fields:
        raise InputError(f"-o {override}: unknown key {key!r}; {nearest(key, list(model.model_fields))}")
