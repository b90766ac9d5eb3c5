"""The judges that a run's configuration asks for."""

from concurrent.futures import Executor

from agents.models.prompts import PromptFile
from agents.operator.rungs.choose import Chooser
from judge.config import AssertionConfig, RunConfig
from judge.models import cast
from judge.plugins import find_judge, load_metrics, make_judge
from judge.protocols import LookJudge, ModelOf, StepJudge
from judge.steps import EvidenceJudge
from judge.visual import TextReader, VisualJudge
from judge.vlm import AssertionJudge, FidelityJudge, Panel, check_asking, check_looking, find_prompt, frame
from tasks.plugins import code_sha256

STEP_JUDGES = ("evidence", "vlm", "panel")
"""The step judges that ship; any other name is a plug-in's."""


def step_judge(
    config: RunConfig, model_of: ModelOf, reader: TextReader, threads: Executor | None
) -> StepJudge:
    """Who decides the steps. Raises InputError for a judge that nobody knows, or that can't be made."""
    evidence = EvidenceJudge(reader, threads)
    match config.step_judge:
        case "vlm":
            return assertion_judge(config.assertion, model_of, evidence)
        case "panel":
            members: list[StepJudge] = [
                assertion_judge(one, model_of, evidence) for one in config.panel.members
            ]
            return Panel([*members, evidence] if config.panel.evidence else members, config.panel.rule)
        case "evidence":
            return evidence
        case name:
            return make_judge(name, config, model_of, reader, threads)


def visual_judge(config: RunConfig, reader: TextReader) -> VisualJudge:
    """Who compares the pictures. Raises InputError for a measure or metric that nobody knows."""
    visual = config.visual
    return VisualJudge(reader, visual.structure, visual.model, load_metrics(visual.metrics))


def look_judge(config: RunConfig, model_of: ModelOf) -> LookJudge | None:
    """Who scores the looks as a whole; None: the embedded measure does."""
    if config.visual.high_level == "embedded" or config.visual.judge is None:
        return None
    return FidelityJudge(model_of(config.visual.judge), find_prompt(config.visual.prompt, "fidelity"))


def chooser(config: RunConfig, model_of: ModelOf) -> Chooser | None:
    """Who helps the operator where the page's elements alone don't settle a target."""
    return Chooser(model_of(config.operator.model)) if config.operator.model else None


def check_making(config: RunConfig, model_of: ModelOf, reader: TextReader) -> None:
    """Whether all judges can be made. Raises InputError where one can't: nothing is written by then."""
    step_judge(config, model_of, reader, None)
    visual_judge(config, reader)
    look_judge(config, model_of)


def check_judges(config: RunConfig) -> dict[str, str]:
    """SHA-256 of the prompts that the judges use and of the code of plug-ins, by name. Raises InputError for
    an unknown one, and for what can't be asked of a model."""
    hashes: dict[str, str] = {}
    if config.step_judge not in STEP_JUDGES:
        hashes[f"judge {config.step_judge}"] = code_sha256(find_judge(config.step_judge, STEP_JUDGES))
    for name, metric in zip(config.visual.metrics, load_metrics(config.visual.metrics), strict=True):
        hashes[f"metric {name}"] = code_sha256(metric)
    specs = {member.where: member.spec for member in cast(config)}
    prompts: list[PromptFile] = []
    for where, way in _ways(config).items():
        prompt = find_prompt(way.prompt, "assertion")
        check_asking(specs[where], prompt, way)
        prompts += [prompt, frame()] if way.batch > 1 else [prompt]
    if config.visual.high_level == "vlm":
        looks = find_prompt(config.visual.prompt, "fidelity")
        check_looking(specs["visual.judge"], looks)
        prompts.append(looks)
    return hashes | {f"prompt {prompt.label}": prompt.sha256 for prompt in prompts}


def _ways(config: RunConfig) -> dict[str, AssertionConfig]:
    """How models are asked about steps, by the key that names the model (`Cast.where`)."""
    match config.step_judge:
        case "vlm":
            return {"assertion.model": config.assertion}
        case "panel":
            return {f"panel.members.{i}.model": one for i, one in enumerate(config.panel.members)}
        case _:
            return {}


def assertion_judge(config: AssertionConfig, model_of: ModelOf, fallback: StepJudge | None) -> AssertionJudge:
    """The judge that asks a vision model as `config` says; `fallback` judges the steps without an assertion.
    Raises InputError where it can't."""
    prompt = find_prompt(config.prompt, "assertion")
    return AssertionJudge(model_of(config.model or ""), prompt, config, fallback)
