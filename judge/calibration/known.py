"""What is known of how often a judge is wrong, kept where every run finds it: a record of a measurement.

`iwr calibrate` keeps records in the user's cache folder; that of the default judge ships in
`configs/calibrations/`. A record speaks of a task only where everything is the same by content: the task, its
rubric, its profile, and the judge (configuration, prompts, models, plug-ins' code, version of this program).
What a set of rubrics, a task or a run is called doesn't matter.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from judge.calibration.model import Calibration, Part, Rate
from judge.config import AssertionConfig, RunConfig, configs_dir
from judge.doctor import cache_folder
from judge.results import Provenance, RunResult
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.yamlfile import Strict

_RUBRIC = "rubric of "
_CRITERION = "criterion "
_LENGTH = 16
"""Hexadecimal digits of a hash in a file's name."""


class Errors(Strict):
    """How often a judge is wrong, on one set of labelled steps."""

    variants: int = Field(ge=0)
    tasks: int = Field(ge=0)
    sensitivity: Rate
    specificity: Rate
    kappa: float | None = None
    """Cohen's, of verdict and label; null where it is not defined, or was not kept."""
    unknown: int = Field(ge=0)
    """Labelled steps whose verdict is unknown; they count in none."""

    @classmethod
    def of(cls, part: Part) -> "Errors":
        """The errors on the cases of that part."""
        return cls(
            variants=part.variants,
            tasks=part.tasks,
            sensitivity=part.sensitivity,
            specificity=part.specificity,
            kappa=part.kappa.value,
            unknown=part.unknown,
        )


class Rules(Strict):
    """What a task is, and what its steps are judged by: SHA-256 of each."""

    task: str
    rubric: str
    profile: str


class Known(Strict):
    """What was measured of one judge."""

    judge: dict[str, Any]
    """All that its verdicts depend on but the tasks and their rules: see `judge_of`."""
    tasks: dict[str, Rules]
    """Of the tasks with labelled pages, by id."""
    criteria: dict[str, str]
    """SHA-256 of the code of the rubrics' criteria that don't ship, by name."""
    pages: str
    """SHA-256 of which labelled pages it was measured on."""
    all: Errors
    test: Errors | None
    """On the pages that nothing was tuned on."""


@dataclass(frozen=True)
class Measured:
    """A record, and the tasks of a run that it speaks of."""

    known: Known
    tasks: tuple[str, ...]


def judge_of(config: RunConfig, provenance: Provenance) -> dict[str, Any]:
    """What the verdicts of this judge depend on, but for the tasks and their rules. The operator's model is
    part of it: a step that it can't carry out is failed."""
    asked = asked_models(config)
    models = {f"model {name}" for name in (*(one.model for one in asked), config.operator.model) if name}
    looks = _of_looks(config)
    used = {
        key: value
        for key, value in provenance.hashes.items()
        if key in models or (key.startswith(("judge ", "prompt ")) and key != looks)
    }
    return {
        "version": provenance.versions.get("iwr-judge", ""),
        "step_judge": config.step_judge,
        "asks": [one.model_dump(mode="json") for one in asked],
        "panel": {"evidence": config.panel.evidence, "rule": config.panel.rule}
        if config.step_judge == "panel"
        else None,
        "operator": {"model": config.operator.model, "always": config.operator.always},
        "hashes": used,
    }


def known_of(measured: Calibration, result: RunResult, config: RunConfig, provenance: Provenance) -> Known:
    """The record of a measurement on `result`, which was judged by `config`."""
    pages = sorted((one.task, one.generator, one.repeat) for one in result.episodes if one.expected)
    rules = rules_of(provenance)
    return Known(
        judge=judge_of(config, provenance),
        tasks={group.key: rules[group.key] for group in measured.all.by_task if group.key in rules},
        criteria=_criteria(provenance),
        pages=_sha(pages),
        all=Errors.of(measured.all),
        test=Errors.of(measured.test) if measured.test else None,
    )


def keep(known: Known, path: Path | None = None) -> Path:
    """Write the record to `path`, or else to the user's cache; returns where. One of the same judge on the
    same pages is replaced. Raises InputError where it can't be written."""
    rules = {task: rules.model_dump() for task, rules in known.tasks.items()}
    name = f"{_sha(known.judge)[:_LENGTH]}-{_sha([rules, known.pages])[:_LENGTH]}.json"
    path = path or _kept() / name
    plain = json.dumps(known.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False)
    try:
        write_atomic(path, plain + "\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
    return path


def find_known(config: RunConfig, provenance: Provenance) -> list[Measured]:
    """The records that speak of the judge of this run, each of its own tasks of the run; a task that none of
    them names was never measured so.

    The record that was measured on most of the tasks left comes next, then that on most steps, then the last
    by name.
    """
    wanted, rules, criteria = judge_of(config, provenance), rules_of(provenance), _criteria(provenance)
    records = [
        (name, one)
        for name, one in _records()
        if one.judge == wanted
        and all(criteria.get(name, value) == value for name, value in one.criteria.items())
    ]
    found, left = [], set(rules)
    while records:
        best = max(records, key=lambda one: (len(_spoken_of(one[1], rules, left)), _steps(one[1]), one[0]))
        tasks = _spoken_of(best[1], rules, left)
        if not tasks:
            break
        found.append(Measured(best[1], tuple(sorted(tasks))))
        records.remove(best)
        left -= tasks
    return found


def rules_of(provenance: Provenance) -> dict[str, Rules]:
    """The rules of each task of a run, by id."""
    hashes = provenance.hashes
    tasks = (key.removeprefix(_RUBRIC) for key in sorted(hashes) if key.startswith(_RUBRIC))
    return {
        task: Rules(
            task=hashes.get(f"task {task}", ""),
            rubric=hashes[f"{_RUBRIC}{task}"],
            profile=hashes.get(f"profile of {task}", ""),
        )
        for task in tasks
    }


def asked_models(config: RunConfig) -> list[AssertionConfig]:
    """How the models are asked that decide the steps."""
    if config.step_judge == "panel":
        return list(config.panel.members)
    own = config.step_judge not in ("evidence", "vlm") and config.assertion.model is not None
    return [config.assertion] if config.step_judge == "vlm" or own else []


def _of_looks(config: RunConfig) -> str | None:
    """The prompt that scores looks: it stands among the hashes, too, but decides no step."""
    if config.visual.high_level != "vlm":
        return None
    from judge.vlm import find_prompt  # with all that judges pictures

    try:
        return f"prompt {find_prompt(config.visual.prompt, 'fidelity').label}"
    except InputError:  # a file that is gone since
        return None


def _records() -> Iterator[tuple[str, Known]]:
    """What ships, then what the user's calibrations left; what can't be read is no record."""
    for folder in (configs_dir() / "calibrations", _kept()):
        for path in sorted(folder.glob("*.json")):
            try:
                yield path.name, Known.model_validate_json(path.read_bytes())
            except (OSError, ValidationError):
                continue


def _kept() -> Path:
    return cache_folder() / "calibrations"


def _spoken_of(known: Known, rules: dict[str, Rules], tasks: set[str]) -> set[str]:
    """Those of the tasks that were measured by the rules of now."""
    return {task for task in tasks if known.tasks.get(task) == rules[task]}


def _criteria(provenance: Provenance) -> dict[str, str]:
    return {
        key.removeprefix(_CRITERION): value
        for key, value in sorted(provenance.hashes.items())
        if key.startswith(_CRITERION)
    }


def _steps(known: Known) -> int:
    return known.all.sensitivity.total + known.all.specificity.total


def _sha(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
