"""What calibrating a judge comes to: how often it is wrong, by labels that were known beforehand.

A *positive* is a step whose label is `fail` (a faulty step), a *negative* one whose label is `pass` (a
right step). Unknown verdicts count in no rate and stand beside them. No interval is a test.
"""

from typing import Annotated, Literal

from pydantic import Field

from rubrics.verdict import Value
from tasks.yamlfile import Strict

Truth = Literal["pass", "fail"]
"""What is known of a step beforehand."""

SplitName = Literal["tuning", "test"]

Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


class Rate(Strict):
    """A proportion with its 95% interval.

    The interval is Wilson's (1927) on an effective sample size, as Korn & Graubard (1998) put it for
    clustered samples: n_eff = n / deff x (t(n - 1) / t(k - 1))^2, at most n, where t(d) is the 97.5%
    quantile of Student's t with d degrees of freedom, n the number of trials, k that of tasks with a trial,
    and deff, never below 1, the design effect: the variance of the proportion with tasks as clusters (a
    ratio's, by the jackknife) over that of n independent trials. With few tasks the factor with t makes it
    much wider (four tasks: n_eff is about n / 2.6). One task can't tell how tasks differ: n_eff = n, and the
    interval speaks of that task only.
    """

    hits: int = Field(ge=0)
    total: int = Field(ge=0)
    value: Fraction | None
    """hits / total; null where the total is 0, and then the interval is 0 to 1."""
    low: Fraction
    high: Fraction


class Estimate(Strict):
    """A statistic with its 95% interval by a two-stage bootstrap: tasks, then cases within a task.

    2,000 resamples, seeded. The percentile interval is stretched about the value by
    t(k - 1) / 1.96 x sqrt(k / (k - 1)) for k tasks (Hesterberg 2015: percentile intervals of few clusters
    are too narrow), as far as the statistic's range goes. Conservative: resampling cases within resampled
    tasks counts the spread within tasks twice, and with few tasks the stretch is large (four: 1.9). With
    one task only its cases are resampled, and the interval speaks of that task only.
    """

    value: float | None
    """Null where it is not defined; the interval is then the statistic's whole range."""
    low: float
    high: float


class Group(Strict):
    """What was measured on the cases that share something."""

    key: str
    """What they share: a criterion, an action, a task, a mutation operator."""
    positives: int = Field(ge=0)
    """Faulty steps, those with an unknown verdict among them."""
    negatives: int = Field(ge=0)
    """Right steps, those with an unknown verdict among them."""
    unknown: int = Field(ge=0)
    sensitivity: Rate
    specificity: Rate
    """Of all right steps of the group, whichever page they are of."""
    kappa: Estimate | None
    """Null where the decided cases are all faulty or all right."""


class Bin(Strict):
    """A point of the reliability curve: cases with P(pass) in [low, high), in the last bin its end too."""

    low: Fraction
    high: Fraction
    count: int = Field(ge=1)
    confidence: Fraction
    """Mean P(pass) of these cases, as the judge has it."""
    accuracy: Rate
    """How many of them are right steps."""


class Part(Strict):
    """Everything measured on one set of cases."""

    variants: int = Field(ge=0)
    """Pages: task x variant, the reference and adversaries among them."""
    tasks: int = Field(ge=0)
    positives: int = Field(ge=0)
    """Faulty steps, those with an unknown verdict among them."""
    negatives: int = Field(ge=0)
    """Right steps, those with an unknown verdict among them."""
    unknown: int = Field(ge=0)
    """Cases whose verdict is unknown, of either class."""
    prevalence: Fraction | None
    """positives / (positives + negatives): the share of faulty steps; the others are right."""
    confusion: dict[Truth, dict[Value, int]]
    """Cases by label, then by verdict."""
    sensitivity: Rate
    """Faulty steps that the judge fails, of those that it decides. Adversaries' first steps count."""
    exact: Rate
    """Mutants whose first failing step is exactly the labelled one, of those of which it is known."""
    exact_unknown: int = Field(ge=0)
    """Mutants of which an unknown verdict keeps that from being known."""
    specificity: Rate
    """Steps that the judge passes, of the decided steps of pages that must pass: reference, equivalents,
    cosmetic variants."""
    specificity_before: Rate
    """Steps that the judge passes, of the decided steps of mutants before the labelled one."""
    pages_passed: Rate
    """Pages that must pass every step and do, of those of which it is known."""
    pages_unknown: int = Field(ge=0)
    """Pages that must pass of which an unknown verdict keeps that from being known."""
    kappa: Estimate
    """Cohen's, of verdict and label, over all decided cases. Depends on the prevalence."""
    mcc: Estimate
    """Matthews' correlation of verdict and label, over the same."""
    brier: Estimate
    """Mean squared difference of P(pass) and the label; null where the judge has no confidence."""
    confident: int = Field(ge=0)
    """Decided cases with a confidence: those that `brier`, `reliability` and `ece` rest on."""
    reliability: tuple[Bin, ...]
    """Ten bins of equal width, without empty ones."""
    ece: Fraction | None
    """Expected calibration error: the bins' |confidence - accuracy|, weighed by count. Its expectation is
    above 0 even for a perfectly calibrated judge, the more the fewer the cases."""
    by_criterion: tuple[Group, ...]
    """By type of criterion; a step with several counts in each. Each tuple is sorted by key."""
    by_action: tuple[Group, ...]
    by_task: tuple[Group, ...]
    by_operator: tuple[Group, ...]
    """By mutation operator; pages without one by what they are: `by hand`, `reference`, or the adversary."""


class AdversaryResult(Strict):
    """What a page that was made to deceive got."""

    task: str
    adversary: str
    repeat: int = Field(default=1, ge=1)
    ifs: dict[str, Fraction | None]
    """By profile, `iwr` and `strict`: the most it can be, were all unknown verdicts passes; null where a
    failure of ours left nothing to score."""
    why: str
    """Which steps count, by what reason, and what gate fails them in `strict`; or why none does."""


class Miss(Strict):
    """A verdict that is wrong."""

    task: str
    variant: str
    repeat: int = Field(ge=1)
    step: str
    index: int = Field(ge=1)
    truth: Truth
    value: Value
    reason: str
    split: SplitName


class Calibration(Strict):
    """How often a judge is wrong."""

    judge: str
    """By its verdicts' name; several are joined by a comma."""
    rubrics: str
    """Sets and versions by which the steps were judged."""
    all: Part
    tuning: Part | None
    """On the cases that rubrics and thresholds were made with in view; null where there are none."""
    test: Part | None
    """On the others; null where there are none."""
    sure: Part | None
    """On the test split without the pages whose label could be argued either way; null where it has none."""
    adversaries: tuple[AdversaryResult, ...]
    misses: tuple[Miss, ...]
    """In the order of the run's episodes and steps."""
