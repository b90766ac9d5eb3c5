"""Several answers of one model to one question, as one verdict."""

from collections.abc import Sequence
from statistics import fmean

from judge.protocols import StepCase
from judge.steps import verdict
from rubrics.verdict import Outcome, Verdict

_FAILED: tuple[Outcome, ...] = ("model_error", "parse_error")


def count_votes(case: StepCase, judge: str, votes: Sequence[Verdict]) -> Verdict:
    """What the majority of the sure votes says; a tie, or no sure vote, is unknown. Votes are members.

    A vote that failed is left out; where all failed, the verdict is `model_error`. Its confidence is the mean
    confidence of the winning votes times their share of the sure ones.
    """
    passing = [vote for vote in votes if vote.value == "pass"]
    failing = [vote for vote in votes if vote.value == "fail"]
    failed = [vote for vote in votes if vote.outcome in _FAILED]
    outcome, winning, confidence = _decided(passing, failing)
    if len(failed) == len(votes):
        outcome, winning = "model_error", failed
    unsure = len(votes) - len(passing) - len(failing) - len(failed)
    counts = f"{len(passing)} yes, {len(failing)} no, {unsure} unsure, {len(failed)} without an answer"
    reason = f"{len(votes)} votes: {counts}. {winning[0].reason if winning else 'They decide nothing.'}"
    return verdict(case, judge, outcome, reason, confidence=confidence, members=tuple(votes))


def _decided(
    passing: Sequence[Verdict], failing: Sequence[Verdict]
) -> tuple[Outcome, Sequence[Verdict], float | None]:
    """The outcome, the votes for it, and how sure they are."""
    if len(passing) == len(failing):
        return "judge_error", (), None
    won = max(passing, failing, key=len)
    share = len(won) / (len(passing) + len(failing))
    return won[0].outcome, won, fmean(vote.confidence or 0.0 for vote in won) * share
