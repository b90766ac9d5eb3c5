"""The judges that a run's configuration asks for."""

from collections.abc import Callable
from concurrent.futures import Executor

from agents.models.prompts import Kind
from agents.models.protocol import Model
from agents.operator.choose import Chooser
from judge.config import AssertionConfig, RunConfig
from judge.protocols import LookJudge, StepJudge
from judge.steps import EvidenceJudge
from judge.visual import TextReader
from judge.vlm import AssertionJudge, FidelityJudge, Panel, find_prompt
from tasks.errors import InputError
from tasks.yamlfile import nearest

STEP_JUDGES = ("evidence", "vlm", "panel")

ModelOf = Callable[[str], Model]
"""The model of that preset."""


def step_judge(
    config: RunConfig, model_of: ModelOf, reader: TextReader, threads: Executor | None
) -> StepJudge:
    """Who decides the steps."""
    evidence = EvidenceJudge(reader, threads)
    match config.step_judge:
        case "vlm":
            return _assertion(config.assertion, model_of, evidence)
        case "panel":
            members: list[StepJudge] = [_assertion(one, model_of, evidence) for one in config.panel.members]
            return Panel([*members, evidence] if config.panel.evidence else members, config.panel.rule)
        case _:
            return evidence


def look_judge(config: RunConfig, model_of: ModelOf) -> LookJudge | None:
    """Who scores the looks as a whole; None: the embedded measure does."""
    if config.visual.high_level == "embedded" or config.visual.judge is None:
        return None
    return FidelityJudge(model_of(config.visual.judge), find_prompt(config.visual.prompt, "fidelity"))


def chooser(config: RunConfig, model_of: ModelOf) -> Chooser | None:
    """Who helps the operator where the page's elements alone don't settle a target."""
    return Chooser(model_of(config.operator.model)) if config.operator.model else None


def check_judges(config: RunConfig) -> dict[str, str]:
    """SHA-256 of the prompts that the judges use, by name. Raises InputError for an unknown one."""
    if config.step_judge not in STEP_JUDGES:
        remedy = nearest(config.step_judge, list(STEP_JUDGES))
        raise InputError(f"step_judge: no judge {config.step_judge!r}; {remedy}")
    names: list[tuple[str, Kind]] = []
    if config.step_judge == "vlm":
        names.append((config.assertion.prompt, "assertion"))
    if config.step_judge == "panel":
        names += [(one.prompt, "assertion") for one in config.panel.members]
    if config.visual.high_level == "vlm":
        names.append((config.visual.prompt, "fidelity"))
    prompts = [find_prompt(name, kind) for name, kind in names]
    return {f"prompt {prompt.label}": prompt.sha256 for prompt in prompts}


def _assertion(config: AssertionConfig, model_of: ModelOf, evidence: EvidenceJudge) -> AssertionJudge:
    prompt = find_prompt(config.prompt, "assertion")
    return AssertionJudge(
        model_of(config.model or ""),
        prompt,
        reference=config.reference,
        evidence_text=config.text,
        fallback=evidence,
    )
