"""What an ablation comes to: `ablation.json`, but for what depends on the clock (`timing.json`)."""

from typing import Literal

from pydantic import Field

from agents.models.protocol import Usage
from judge.ablation.config import AblationConfig, Level
from judge.calibration.model import Estimate, Fraction, Part, Rate
from judge.config import AssertionConfig
from tasks.yamlfile import Strict


class Consistency(Strict):
    """What was said of the same steps twice: as another sample, or by another cell."""

    steps: int
    """Of which both was said."""
    unknown: int
    """Of which one answer or both are unknown; they count in neither number."""
    agree: Rate
    kappa: float | None
    """Cohen's, of the first and the second answer; null where it is not defined."""


class PositionBias(Strict):
    """What was said when the pictures came in the other order."""

    steps: int
    unknown: int
    """Steps of which one answer or both are unknown; they count in neither number."""
    flips: Rate
    """Verdicts that flip, of those decided in both orders."""
    to_pass: int
    """Flips from fail in the cell's own order to pass in the other,"""
    to_fail: int
    """and from pass to fail."""


class Paired(Strict):
    """A cell against the baseline, on the labelled steps that were asked and that both decided."""

    steps: int
    left_out: int
    """Labelled steps of which one verdict or both are unknown."""
    only_baseline: int
    """Steps that only the baseline has right,"""
    only_cell: int
    """and that only the cell has right."""
    p: Fraction
    """McNemar's exact test of the two numbers above, two-sided."""
    p_holm: Fraction
    """Holm's adjustment of it for all cells."""
    difference: Estimate
    """In accuracy, cell less baseline: clustered bootstrap over tasks, paired by step."""


class GeneratorEffect(Strict):
    """What a cell makes of one generator's score; means over the scored episodes, as in a run's summary."""

    generator: str
    episodes: int
    unknown_steps: int
    ifs: Fraction | None
    final: Fraction | None
    ifs_change: float | None
    """Less the baseline's."""
    final_change: float | None


class CellResult(Strict):
    """Everything measured of one cell."""

    id: str
    baseline: bool
    levels: dict[str, Level]
    config: AssertionConfig
    asked: int
    """Steps that were put before it."""
    unknown: Rate
    """Of these, without a sure answer."""
    unknown_why: dict[str, int]
    """By outcome: `unsure`, the model's own errors, and ours."""
    sensitivity: Rate
    """Of the faulty steps that were asked and decided, those that it fails."""
    specificity: Rate
    """Of the right steps that were asked and decided, whichever page they are of, those that it passes."""
    labelled: Part | None
    """As `iwr calibrate` has it, on the labelled steps of the sample, those that the operator decided among
    them; null where none is labelled."""
    retest: Consistency | None
    """Null where nothing was asked twice."""
    position: PositionBias | None
    """Null where it was not asked for, or only one picture is shown."""
    against: Paired | None
    """Null for the baseline, and where nothing is labelled."""
    agreement: Consistency | None
    """With the baseline on the same steps, labelled or not; null for the baseline itself."""
    calls: int
    """Model answers that its first verdicts rest on; those shared with other cells count in each."""
    usage: Usage
    usd: float
    """What these would cost without any cache; 0 for an unknown price. Of an answer about several steps each
    of them bears an equal share."""
    usd_step: Estimate
    """For a step."""
    generators: tuple[GeneratorEffect, ...]
    ifs_tau: float | None
    """Kendall's tau-b of the generators' ranking by IFS and the baseline's; null where one ties all."""
    final_tau: float | None


class Effect(Strict):
    """A level of a factor: means over the cells of the design that share it."""

    factor: str
    level: Level
    cells: int
    sensitivity: Estimate | None
    """Over the faulty steps, of the share of these cells that fail them; null where none was decided. The
    interval is that of a `Rate` of as many steps: a share varies less than a verdict."""
    specificity: Estimate | None
    """Over the right steps, of the share of these cells that pass them."""
    unknown: Fraction
    """Mean over the cells."""
    agreement: Estimate | None
    """Over the steps, the mean share of these cells that say the same as the cell which differs from them
    only in having the baseline's level of this factor, of those where both are sure. Null for that level
    itself, and where the design has no such pair."""
    usd_step: Estimate
    """For a step, mean over the cells."""


class Sampled(Strict):
    """What was put before every cell."""

    steps: int
    """With an assertion and carried out: only such are asked."""
    complete: int
    """Of them, those that every cell has answered; all numbers are over these."""
    episodes: tuple[str, ...]
    scored: tuple[str, ...]
    """Those of which every such step was judged, so that scores can be made."""
    retested: int


class Ablation(Strict):
    """`ablation.json`. The same answers of the models give the same bytes."""

    run: str
    config: AblationConfig
    combinations: int
    """Cells of the full factorial."""
    efficiency: float | None
    """D-efficiency of a fractional design."""
    notes: tuple[str, ...]
    """What to keep in mind when reading the numbers."""
    sample: Sampled
    cells: tuple[CellResult, ...] = Field(min_length=1)
    """The baseline first."""
    effects: tuple[Effect, ...]
    stopped: str | None = None
    """Why not every step was asked: the budget."""


class Latency(Strict):
    """Seconds that calls took which were sent, without waiting for a place."""

    calls: int
    median: float | None
    p95: float | None


class Timing(Strict):
    """`timing.json`: what differs from one time to the next."""

    format: Literal[1] = 1
    cells: dict[str, Latency]
    seconds: float
    """Of the last sitting, from the first question to the last."""
    calls: int
    """Sent in the last sitting, retries among them."""
    paid_calls: int
    """That were paid for, in all sittings,"""
    paid_usd: float
