"""What is said of a judge beside its scores: only what was measured of it, on these tasks, by these rules."""

import json
import shlex
from collections.abc import Collection
from pathlib import Path
from typing import Any

from judge.calibration.known import Errors, Measured, asked_models, find_known, rules_of
from judge.calibration.model import Rate
from judge.config import RunConfig, SplitConfig
from judge.judgements import FIRST, Judgement, RunFile, read_judgement
from judge.results import PASS, RunResult
from tasks.errors import InputError

PUBLISHED = (
    "published by others, of their judge on their pages (WebRISE, arXiv 2606.03220): judge against the "
    "majority of people agreement 0.84, kappa 0.74; people against each other 0.88, 0.81; 16 of 25 seeded "
    "faults found"
)
"""Published figures to compare ours with; none of them was measured here."""


def beside_score(run_dir: Path, name: str, file: RunFile | Judgement, result: RunResult) -> list[str]:
    """A line for each group of the run's tasks that the judge was measured on together, one for the tasks on
    which nobody has measured it, and what others have published, where there is something to compare it with.

    `name` is the judgement's, `first` for the run's own; `file` says what it was made with.
    """
    measured = find_known(file.config, file.provenance)
    said = [f"{_called(file, result, one.tasks)}: {_figures(one)}" for one in measured]
    known = {task for one in measured for task in one.tasks}
    unknown = sorted(rules_of(file.provenance).keys() - known)
    with_labels = [task for task in unknown if _has_labels(result, task)]
    for tasks in (with_labels, [task for task in unknown if task not in with_labels]):
        if tasks:
            how = remedy(run_dir, name, file.config, result, tasks)
            said.append(f"{_called(file, result, tasks)}: how often it is wrong has not been measured: {how}")
    return [*said, PUBLISHED] if measured else said


def beside_score_of(run_dir: Path, name: str, result: RunResult) -> list[str]:
    """The lines of a stored judgement; none where it is not known what that was made with."""
    try:
        return beside_score(run_dir, name, read_judgement(run_dir, name), result)
    except InputError:
        return []


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
    measured = Errors.of(calibrate(cases))
    return f"{sentence(measured)}, on {_on(measured)}"


def sentence(errors: Errors) -> str:
    """Both rates with their intervals and counts, kappa, and what they leave out."""
    kappa = "" if errors.kappa is None else f", kappa {errors.kappa:.2f}"
    left_out = f", {errors.unknown:,} unknown left out" if errors.unknown else ""
    return (
        f"catches {_rate(errors.sensitivity, 'faulty steps')}, "
        f"passes {_rate(errors.specificity, 'right ones')}{kappa}{left_out}"
    )


def remedy(run_dir: Path, name: str, config: RunConfig, result: RunResult, tasks: Collection[str]) -> str:
    """The command that would measure this judge on these tasks: on the run itself, where it has right and
    faulty pages of each of them, for then nothing has to be judged; else on a new run."""
    if all(_has_labels(result, task) for task in tasks):
        return calibrate_command(run_dir, name)
    plain = RunConfig()
    words = ["iwr", "calibrate"]
    if config.step_judge != plain.step_judge:
        words += ["--judge", config.step_judge]
    if config.tasks or set(tasks) != {one.task for one in result.episodes}:
        words += ["--tasks", ",".join(sorted(tasks))]
    keys = [key for key in ("task_dirs", "rubrics", "profile") if _value(config, key) != _value(plain, key)]
    if asked_models(config):
        keys += _changed(config, "panel" if config.step_judge == "panel" else "assertion")
    keys += [key for key in _changed(config, "operator") if key != "operator.counterfactuals"]
    if config.models and (asked_models(config) or config.operator.model):
        keys.append("models")
    for key in keys:
        value = _value(config, key)
        words += ["-o", f"{key}={value if isinstance(value, str) else json.dumps(value)}"]
    return shlex.join(words)


def calibrate_command(run_dir: Path, name: str) -> str:
    """The command that measures a judgement as it is, from the labels of its pages."""
    return shlex.join(["iwr", "calibrate", str(run_dir), *(["--judgement", name] if name != FIRST else [])])


def _has_labels(result: RunResult, task: str) -> bool:
    expected = {one.expected for one in result.episodes if one.task == task and one.score is not None}
    return PASS in expected and len(expected - {PASS, None}) > 0


def _called(file: RunFile | Judgement, result: RunResult, tasks: Collection[str]) -> str:
    """The judge, with the rules that it went by on these tasks; which they are, unless they are all."""
    scores = [one.score for one in result.episodes if one.task in tasks and one.score]
    rubrics = sorted({score.rubric.name for score in scores if score.rubric}) or [
        Path(file.config.rubrics).name
    ]
    profiles = sorted({score.profile.name for score in scores} - {"iwr"})
    profile = f", profile {' and '.join(profiles)}" if profiles else ""
    which = "" if set(tasks) == rules_of(file.provenance).keys() else f", on {', '.join(tasks)}"
    return f"judge {file.config.step_judge}, rubrics {' and '.join(rubrics)}{profile}{which}"


def _figures(measured: Measured) -> str:
    known = measured.known
    line = f"{sentence(known.all)}, measured on {_on(known.all)}"
    if known.test is None:
        return f"{line}; no held-out test split"
    return f"{line}; held-out test split: {sentence(known.test)}, {_on(known.test)}"


def _on(errors: Errors) -> str:
    tasks = "1 task" if errors.tasks == 1 else f"{errors.tasks:,} tasks"
    return f"{tasks}, {errors.variants:,} variants"


def _rate(rate: Rate, of: str) -> str:
    if rate.value is None:
        return f"an unknown share of {of} (none was judged)"
    low, high = f"{100 * rate.low:.1f}", f"{100 * rate.high:.1f}"
    return f"{100 * rate.value:.1f}% of {of} (95% interval {low} to {high}, {rate.total:,} steps)"


def _changed(config: RunConfig, section: str) -> list[str]:
    """The keys of a section that are not as they are by default."""
    plain = _value(RunConfig(), section)
    return [f"{section}.{key}" for key, value in _value(config, section).items() if value != plain[key]]


def _value(config: RunConfig, key: str) -> Any:
    value: Any = config.model_dump(mode="json")
    for part in key.split("."):
        value = value[part]
    return value
