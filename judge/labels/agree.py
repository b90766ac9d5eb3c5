"""How far annotators agree with each other, and judges with them.

`fail` is the class that is looked for: prevalence is its share, sensitivity the share of faulty steps that a
judge fails, specificity that of right steps that it passes. Every question counts once, however many steps
of the run share its evidence and assertion. `unsure` and `unknown` count in nothing and stand beside.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from judge.calibration.columns import rate
from judge.calibration.model import Fraction, Rate
from judge.calibration.statistics import cohens_kappa, krippendorff_alpha
from judge.judgements import judgements, read_judged
from judge.labels.label import MAJORITY, Identity, Label
from judge.labels.steps import LabelledStep, as_judged, read_steps, verdicts
from judge.labels.store import read_labels
from judge.results import RunResult
from rubrics.verdict import Value
from tasks.errors import InputError
from tasks.yamlfile import Strict

Decided = Literal["pass", "fail"]
DECIDED: tuple[Decided, ...] = ("pass", "fail")
Table = dict[Decided, dict[Decided, int]]


class Annotator(Strict):
    """What one annotator said; the latest labels that are not stale."""

    name: str
    labels: int
    passed: int
    failed: int
    unsure: int
    prevalence: Fraction | None
    """failed / (passed + failed); null where nothing was decided."""


class Agreement(Strict):
    """Two who said something of the same questions, both pass or fail."""

    decided: int = Field(ge=0)
    """Questions on which both said pass or fail: what all below rests on."""
    table: Table
    """These by what the first says, then by what the second says."""
    prevalence: tuple[Fraction, Fraction] | None
    """The share of `fail` in what the first says, and in what the second says; null where none is decided."""
    agree: Fraction | None
    """The share on which they say the same; says little where one class is rare."""
    kappa: float | None
    """Cohen's; null where each always said the same, or nothing is decided."""


class Pair(Strict):
    """Two annotators."""

    a: str
    b: str
    shared: int
    """Questions that both labelled,"""
    unsure: int
    """of which so many were left out because one of them was unsure."""
    agreement: Agreement


class Against(Strict):
    """A judge's verdicts where people are the truth."""

    judgement: str
    annotator: str
    """Or `majority`: more annotators than not; of two or more only."""
    labels: int
    """Questions that the annotator labelled and of which the judgement has a verdict,"""
    unsure: int
    """of which so many were left out because the annotator was unsure, or as many said pass as fail,"""
    unknown: int
    """and so many of the others because the verdict is unknown."""
    agreement: Agreement
    """First what the annotator says, then the judge."""
    sensitivity: Rate
    """Steps that the judge fails, of those that the annotator fails."""
    specificity: Rate
    """Steps that the judge passes, of those that the annotator passes."""


class LabelAgreement(Strict):
    """Everything that the labels of a run tell of agreement."""

    annotators: tuple[Annotator, ...]
    stale: int
    """Labels of other evidence or another assertion than any that is judged: not used."""
    pairs: tuple[Pair, ...]
    alpha: float | None
    """Krippendorff's, nominal, over all annotators and all that was decided; null where it is not defined."""
    alpha_questions: int
    """Decided by two annotators or more: what alpha rests on."""
    judges: tuple[Against, ...]
    """By judgement, then by annotator; the majority last."""


def agreement(run_dir: Path, names: Sequence[str] = (), annotators: Sequence[str] = ()) -> LabelAgreement:
    """How the labels of a run agree with each other and with its judgements: all, or those in `names`.

    Raises InputError for a judgement or an annotator that the run does not have, or where there is no label.
    """
    results = {name: read_judged(run_dir, name) for name in names or judgements(run_dir)}
    steps = read_steps(run_dir)
    judged = {name: _verdicts(as_judged(steps, result), result) for name, result in results.items()}
    labels = read_labels(run_dir, {identity for some in judged.values() for identity in some}, annotators)
    if not any(labels.by_annotator.values()):
        stale = f"; {labels.stale} are of other evidence or another assertion" if labels.stale else ""
        raise InputError(f"{run_dir}: no labels{stale}; give some with: iwr label {run_dir}")
    said = {name: _values(some) for name, some in labels.by_annotator.items()}
    questions = sorted({identity for some in said.values() for identity in some})
    truths = said | ({MAJORITY: _majority(said, questions)} if len(said) > 1 else {})
    rows = [[_decided(some.get(one)) for one in questions] for some in said.values()]
    shared = sum(sum(answer is not None for answer in column) > 1 for column in zip(*rows, strict=True))
    return LabelAgreement(
        annotators=tuple(_annotator(name, some) for name, some in said.items()),
        stale=labels.stale,
        pairs=tuple(_pair(a, b, said[a], said[b]) for a, b in combinations(said, 2)),
        alpha=krippendorff_alpha(rows),
        alpha_questions=shared,
        judges=tuple(
            _against(judgement, who, truth, values)
            for judgement, values in judged.items()
            for who, truth in truths.items()
        ),
    )


Said = Mapping[Identity, str]
"""pass, fail, or anything else where it was not decided."""


def _verdicts(steps: Iterable[LabelledStep], result: RunResult) -> dict[Identity, Value]:
    """A judgement's verdict on each question: of the first step of the run where it arises."""
    found = verdicts(result)
    first: dict[Identity, Value] = {}
    for step in steps:
        if step.key in found:
            first.setdefault(step.identity, found[step.key].value)
    return first


def _values(labels: Mapping[Identity, Label]) -> dict[Identity, str]:
    return {identity: label.value for identity, label in labels.items()}


def _majority(said: Mapping[str, Said], questions: Sequence[Identity]) -> dict[Identity, str]:
    """What more say than not; unsure where as many say pass as fail."""
    found = {}
    for one in questions:
        votes = Counter(some[one] for some in said.values() if one in some)
        lead = votes["pass"] - votes["fail"]
        found[one] = "pass" if lead > 0 else "fail" if lead < 0 else "unsure"
    return found


def _decided(answer: str | None) -> Decided | None:
    return "pass" if answer == "pass" else "fail" if answer == "fail" else None


def _annotator(name: str, said: Said) -> Annotator:
    counts = Counter(said.values())
    decided = counts["pass"] + counts["fail"]
    return Annotator(
        name=name,
        labels=len(said),
        passed=counts["pass"],
        failed=counts["fail"],
        unsure=counts["unsure"],
        prevalence=counts["fail"] / decided if decided else None,
    )


def _pair(a: str, b: str, first: Said, second: Said) -> Pair:
    shared = [one for one in first if one in second]
    found = _agreement(first, second, shared)
    return Pair(a=a, b=b, shared=len(shared), unsure=len(shared) - found.decided, agreement=found)


def _against(judgement: str, who: str, truth: Said, values: Mapping[Identity, Value]) -> Against:
    shared = [one for one in truth if one in values]
    sure = [one for one in shared if _decided(truth[one])]
    known = [one for one in sure if _decided(values[one])]
    return Against(
        judgement=judgement,
        annotator=who,
        labels=len(shared),
        unsure=len(shared) - len(sure),
        unknown=len(sure) - len(known),
        agreement=_agreement(truth, values, known),
        sensitivity=_rate("fail", truth, values, known),
        specificity=_rate("pass", truth, values, known),
    )


def _agreement(first: Said, second: Mapping[Identity, str], shared: Sequence[Identity]) -> Agreement:
    counts = Counter((_decided(first[one]), _decided(second[one])) for one in shared)
    table: Table = {x: {y: counts[x, y] for y in DECIDED} for x in DECIDED}
    total = sum(sum(row.values()) for row in table.values())
    failed = sum(table["fail"].values()), sum(row["fail"] for row in table.values())
    return Agreement(
        decided=total,
        table=table,
        prevalence=(failed[0] / total, failed[1] / total) if total else None,
        agree=(table["pass"]["pass"] + table["fail"]["fail"]) / total if total else None,
        kappa=cohens_kappa([list(row.values()) for row in table.values()]),
    )


def _rate(value: Decided, truth: Said, values: Mapping[Identity, Value], known: Sequence[Identity]) -> Rate:
    """The share of those whose truth is `value` of which the judge says so too, clustered by task."""
    trials = [one for one in known if truth[one] == value]
    numbers = {task: number for number, task in enumerate(sorted({one[0] for one in trials}))}
    hits = np.array([values[one] == value for one in trials], dtype=np.bool_)
    return rate(hits, np.array([numbers[one[0]] for one in trials], dtype=np.intp))
