"""The formulas of a score (arXiv 2509.24709); `rubrics/profiles/*.yaml` spell out what each profile makes
of them. All numbers are fractions from 0 to 1."""

from collections.abc import Sequence
from math import fsum

from judge.similarity import Similarity
from rubrics.profile import Profile
from rubrics.verdict import Finding


def ifs(credits: Sequence[float], weights: Sequence[float]) -> float:
    """Interactive Functionality Score: what the steps count, by weight.

    Where each step counts 1 or 0 and all weigh the same, that is N_success / N_total.
    """
    counted = fsum(weight * credit for weight, credit in zip(weights, credits, strict=True))
    return counted / fsum(weights)


def low_level(similarity: Similarity, profile: Profile) -> float:
    """Low-level score of one visual checkpoint: text and structure similarity by their shares."""
    return _clip(profile.text * similarity.text.value + profile.structure * similarity.structure.value)


def vfs(low: float, high: float, profile: Profile) -> float:
    """Visual Fidelity Score from the means LFS and HFS."""
    return _clip(profile.low * low + profile.high * high)


def final(ifs: float, vfs: float, profile: Profile) -> float:
    """Final score: alpha * IFS + (1 - alpha) * VFS."""
    return _clip(profile.alpha * ifs + (1 - profile.alpha) * vfs)


def share_of_criteria(findings: Sequence[Finding]) -> tuple[float, float]:
    """What a step that fails can have of partial credit, at least and at most: the weight of its criteria
    that hold / the weight of all.

    It fails by a criterion: where none of them is known to, by at least one of the unknown. One that
    fails for another reason (no target, a claim that a model denies) has nothing.
    """
    largest = max((finding.weight for finding in findings), default=1.0)
    weights = [finding.weight / largest for finding in findings]

    def weight_of(*values: str) -> float:
        return fsum(w for w, finding in zip(weights, findings, strict=True) if finding.value in values)

    unknown = [w for w, finding in zip(weights, findings, strict=True) if finding.value == "unknown"]
    fails = any(finding.value == "fail" for finding in findings)
    if not fails and not unknown:
        return 0.0, 0.0
    total = fsum(weights)
    at_most = weight_of("pass", "unknown") if fails else total - min(unknown)
    least = weight_of("pass") / total
    return least, max(least, _clip(at_most / total))


def _clip(value: float) -> float:
    """Into [0, 1], which shares that add up to 1 only within rounding could leave."""
    return min(1.0, max(0.0, value))
