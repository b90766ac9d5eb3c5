"""Visual metrics of one's own: shown beside those that ship, and never scored."""

import logging
import math
from collections.abc import Sequence
from typing import Protocol

from judge.similarity import Measure
from judge.visual.picture import Pixels
from tasks.evidence import Snapshot

log = logging.getLogger(__name__)


class Metric(Protocol):
    """Says in one number how alike two pictures are. It may be asked from several threads at once."""

    @property
    def name(self) -> str:
        """What its number is called in a score card."""

    def compare(self, candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None) -> Measure:
        """The number, 1 for alike, and what it is made of (`parts`).

        The pictures may have different sizes. `evidence` is what else was seen on the candidate's page at
        that moment; None where only pictures are compared. May raise: the number is then missing.
        """


def measured(
    metrics: Sequence[Metric], candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None
) -> tuple[Measure, ...]:
    """The number of each metric, in their order; one that fails or leaves [0, 1] is logged and left out."""
    found = (_one(metric, candidate, checkpoint, evidence) for metric in metrics)
    return tuple(measure for measure in found if measure is not None)


def _one(metric: Metric, candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None) -> Measure | None:
    try:
        # Copies: what one metric draws into its pictures no other must see.
        found = metric.compare(candidate.copy(), checkpoint.copy(), evidence)
        parts = {str(name): float(part) for name, part in found.parts.items()}
        if not all(math.isfinite(part) for part in parts.values()):
            raise ValueError(f"parts that are no numbers: {parts}")
        # Made anew, so that its range is checked and its name is the metric's own.
        return Measure(name=metric.name, value=float(found.value), parts=parts)
    except Exception:
        log.exception("the metric %s failed; its number is left out", metric.name)
        return None
