"""A checkpoint's criteria, asked one after the other."""

from rubrics.scene import StepScene
from rubrics.schema import Checkpoint
from rubrics.verdict import Finding


def check(checkpoint: Checkpoint, scene: StepScene) -> tuple[Finding, ...]:
    """What each criterion says of the step, in the rubric's order; a fault of ours is an `unknown`."""
    return tuple(criterion.find(scene) for criterion in checkpoint.criteria)
