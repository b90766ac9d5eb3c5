"""What is known of how often a judge is wrong, kept where every run finds it: the line beside the score.

`iwr calibrate` keeps a record in the user's cache folder; the one of the default judge ships in
`configs/calibrations/`. A record speaks of a judge only where all that its verdicts depend on is the same:
configuration, prompts, models, plug-ins' code, the set of rubrics, the version of this program. The
rubrics themselves are compared task by task, so that a run of some tasks, or of others, is told apart.
"""

import hashlib
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from judge.calibration.model import Calibration, Part, Rate
from judge.config import AssertionConfig, RunConfig, SplitConfig, configs_dir
from judge.doctor import cache_folder
from judge.judgements import Judgement, RunFile, read_judgement
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
    unknown: int = Field(ge=0)
    """Labelled steps whose verdict is unknown; they count in neither."""


class Known(Strict):
    """What was measured of one judge."""

    judge: dict[str, Any]
    """All that its verdicts depend on but the rubrics' words: see `judge_of`."""
    rubrics: dict[str, str]
    """SHA-256 of the rubric by task."""
    criteria: dict[str, str]
    """SHA-256 of the code of the rubrics' criteria that don't ship, by name."""
    pages: str
    """SHA-256 of which labelled pages it was measured on."""
    all: Errors
    test: Errors | None
    """On the pages that nothing was tuned on."""


def judge_of(config: RunConfig, provenance: Provenance) -> dict[str, Any]:
    """What the verdicts of this judge depend on, but for the rubrics' words."""
    hashes = provenance.hashes
    asked = _asked(config)
    models = {f"model {one.model}" for one in asked}
    looks = _of_looks(config)
    used = {
        key: value
        for key, value in hashes.items()
        if key in models or (key.startswith(("judge ", "prompt ")) and key != looks)
    }
    return {
        "version": provenance.versions.get("iwr-judge", ""),
        "step_judge": config.step_judge,
        "asks": [one.model_dump(mode="json") for one in asked],
        "panel": {"evidence": config.panel.evidence, "rule": config.panel.rule}
        if config.step_judge == "panel"
        else None,
        "rubrics": config.rubrics,
        "hashes": used,
    }


def known_of(measured: Calibration, result: RunResult, config: RunConfig, provenance: Provenance) -> Known:
    """The record of a measurement on `result`, which was judged by `config`."""
    pages = sorted((one.task, one.generator, one.repeat) for one in result.episodes if one.expected)
    return Known(
        judge=judge_of(config, provenance),
        rubrics=_parts(provenance, _RUBRIC),
        criteria=_parts(provenance, _CRITERION),
        pages=_sha(pages),
        all=_errors(measured.all),
        test=_errors(measured.test) if measured.test else None,
    )


def keep(known: Known, path: Path | None = None) -> Path:
    """Write the record to `path`, or else to the user's cache; returns where. One of the same judge on the
    same pages is replaced. Raises InputError where it can't be written."""
    name = f"{_sha(known.judge)[:_LENGTH]}-{_sha([known.rubrics, known.pages])[:_LENGTH]}.json"
    path = path or _kept() / name
    plain = json.dumps(known.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False)
    try:
        write_atomic(path, plain + "\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
    return path


def find_known(config: RunConfig, provenance: Provenance) -> Known | None:
    """The record that speaks of the judge of this run: the one measured on most of its tasks, then on most
    steps, then the last by name. None where that judge was never measured, or criteria of the same name
    had other code."""
    wanted = judge_of(config, provenance)
    criteria = _parts(provenance, _CRITERION)
    found = [
        (len(_measured(one, provenance)), _steps(one), name, one)
        for name, one in _records()
        if one.judge == wanted
        and all(criteria.get(name, value) == value for name, value in one.criteria.items())
    ]
    return max(found, key=lambda one: one[:3])[3] if found else None


def beside_score(file: RunFile | Judgement) -> str:
    """One line: how often the judge of this run or judgement is wrong, or that nobody has measured it."""
    config, provenance = file.config, file.provenance
    known = find_known(config, provenance)
    called = f"judge {config.step_judge}, rubrics {Path(config.rubrics).name}"
    if known is None:
        return f"{called}: how often this judge is wrong has not been measured: {remedy(config)}"
    line = f"{called}: {sentence(known.all)}, measured on {_on(known.all)}{_elsewhere(known, provenance)}"
    if known.test is None:
        return f"{line}; no held-out test split"
    return f"{line}; held-out test split: {sentence(known.test)}, {_on(known.test)}"


def beside_score_of(run_dir: Path, judgement: str) -> str | None:
    """The line of a stored judgement; None where it is not known what that was made with."""
    try:
        return beside_score(read_judgement(run_dir, judgement))
    except InputError:
        return None


def own_errors(result: RunResult) -> str | None:
    """What the run's own labelled pages say of its judge; None where it has none, or their task is gone."""
    if not any(one.variant for one in result.episodes):
        return None
    # Its libraries take a second to load, and most runs have no labelled page.
    from judge.calibration.cases import cases_of
    from judge.calibration.measure import calibrate

    try:
        cases = cases_of(result, SplitConfig())
    except InputError:
        return None
    if not cases:
        return None
    measured = calibrate(cases)
    return f"{sentence(measured)}, on {_on(measured)}"


def sentence(errors: Errors | Part) -> str:
    """Both rates with their intervals and counts, and what they leave out."""
    left_out = f", {errors.unknown:,} unknown left out" if errors.unknown else ""
    return (
        f"catches {_rate(errors.sensitivity, 'faulty steps')}, "
        f"passes {_rate(errors.specificity, 'right ones')}{left_out}"
    )


def remedy(config: RunConfig) -> str:
    """The command that would measure this judge."""
    plain = RunConfig()
    words = ["iwr", "calibrate"]
    if config.step_judge != plain.step_judge:
        words += ["--judge", config.step_judge]
    keys = ["rubrics"] if config.rubrics != plain.rubrics else []
    if _asked(config):
        keys += ["models"] if config.models else []
        keys += _changed(config, "panel" if config.step_judge == "panel" else "assertion")
    for key in keys:
        value = _value(config, key)
        words += ["-o", f"{key}={value if isinstance(value, str) else json.dumps(value)}"]
    return shlex.join(words)


def _asked(config: RunConfig) -> list[AssertionConfig]:
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


def _measured(known: Known, provenance: Provenance) -> set[str]:
    """The run's tasks on which it was measured, by the rubrics of now."""
    now = _parts(provenance, _RUBRIC)
    return {task for task, sha in now.items() if known.rubrics.get(task) == sha}


def _elsewhere(known: Known, provenance: Provenance) -> str:
    """Which of the run's tasks it was not measured on."""
    missing = sorted(_parts(provenance, _RUBRIC).keys() - _measured(known, provenance))
    if not missing:
        return ""
    if not _measured(known, provenance):
        return " (measured on other tasks, or by other rubrics of theirs)"
    return f" (not on {', '.join(missing)}: measured on other tasks)"


def _parts(provenance: Provenance, prefix: str) -> dict[str, str]:
    return {
        key.removeprefix(prefix): value
        for key, value in sorted(provenance.hashes.items())
        if key.startswith(prefix)
    }


def _errors(part: Part) -> Errors:
    return Errors(
        variants=part.variants,
        tasks=part.tasks,
        sensitivity=part.sensitivity,
        specificity=part.specificity,
        unknown=part.unknown,
    )


def _steps(known: Known) -> int:
    return known.all.sensitivity.total + known.all.specificity.total


def _on(errors: Errors | Part) -> str:
    return f"{errors.tasks:,} tasks, {errors.variants:,} variants"


def _rate(rate: Rate, of: str) -> str:
    if rate.value is None:
        return f"an unknown share of {of} (none was judged)"
    low, high = f"{100 * rate.low:.1f}", f"{100 * rate.high:.1f}"
    return f"{100 * rate.value:.1f}% of {of} (95% interval {low} to {high}, {rate.total:,} steps)"


def _sha(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _changed(config: RunConfig, section: str) -> list[str]:
    """The keys of a section that are not as they are by default."""
    plain = _value(RunConfig(), section)
    return [f"{section}.{key}" for key, value in _value(config, section).items() if value != plain[key]]


def _value(config: RunConfig, key: str) -> Any:
    value: Any = config.model_dump(mode="json")
    for part in key.split("."):
        value = value[part]
    return value
