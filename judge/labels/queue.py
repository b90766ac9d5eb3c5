"""Which steps a person is asked about, and in what order."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from judge.judgements import FIRST, judgements, read_judged
from judge.labels.label import Identity
from judge.labels.steps import LabelledStep, as_judged, read_steps, verdicts
from judge.labels.store import read_labels
from tasks.errors import InputError
from tasks.files import sha256
from tasks.yamlfile import nearest

ONLY = ("all", "disputed", "failed", "unknown")
"""Which questions can be asked for."""


def questions(
    run_dir: Path,
    only: str = "all",
    judgement: str = FIRST,
    tasks: Sequence[str] = (),
    generators: Sequence[str] = (),
) -> list[LabelledStep]:
    """What there is to label, each question once: steps with the same evidence and assertion are one.

    `judgement`: whose assertions are asked, and which verdicts `failed` and `unknown` go by; `disputed`:
    verdicts of the run differ on it, or annotators do. The order depends on nothing but the questions, so
    that it is the same at every start and for everybody; tasks take turns, and pages of one generator are
    spread. Raises InputError where nothing is left, or for a name that is not known.
    """
    if only not in ONLY:
        raise InputError(f"--only: {only!r} is no choice; {nearest(only, list(ONLY))}")
    result = read_judged(run_dir, judgement)
    steps = as_judged(read_steps(run_dir), result)
    _check(tasks, "tasks", {step.task for step in steps})
    _check(generators, "generators", {step.generator for step in steps})
    picked = [
        step
        for step in steps
        if (not tasks or step.task in tasks) and (not generators or step.generator in generators)
    ]
    if only == "disputed":
        disputed = _disputed(run_dir, steps)
        picked = [step for step in picked if step.identity in disputed]
    elif only != "all":
        wanted = "fail" if only == "failed" else "unknown"
        said = verdicts(result)
        picked = [step for step in picked if step.key in said and said[step.key].value == wanted]
    if not picked:
        raise InputError(f"nothing to label: {run_dir} has no such step (--only {only})")
    return _in_order({step.identity: step for step in reversed(picked)})


def _check(names: Sequence[str], option: str, known: set[str]) -> None:
    for name in names:
        if name not in known:
            raise InputError(f"--{option}: {name!r} has no step to label; {nearest(name, sorted(known))}")


def _disputed(run_dir: Path, steps: Sequence[LabelledStep]) -> set[Identity]:
    said: dict[Identity, set[str]] = {step.identity: set() for step in steps}
    for name in judgements(run_dir):
        result = read_judged(run_dir, name)
        values = verdicts(result)
        for step in as_judged(steps, result):
            if step.identity in said and step.key in values:
                said[step.identity].add(values[step.key].value)
    by_people: dict[Identity, set[str]] = {step.identity: set() for step in steps}
    for labels in read_labels(run_dir, said).by_annotator.values():
        for identity, label in labels.items():
            by_people[identity].add(label.value)
    return {one for one in said if len(said[one]) > 1 or {"pass", "fail"} <= by_people[one]}


def _in_order(steps: dict[Identity, LabelledStep]) -> list[LabelledStep]:
    """Shuffled by a hash, then one of each task in turn."""
    shuffled = sorted(steps, key=lambda identity: sha256("\n".join(identity).encode()))
    by_task: dict[str, list[LabelledStep]] = {}
    for identity in shuffled:
        by_task.setdefault(identity[0], []).append(steps[identity])
    return [step for turn in zip_longest(*by_task.values()) for step in turn if step is not None]
