"""What comes of another action in place of a step: a page whose answer is the same answers to nothing.

Each is carried out in a session of its own after the episode, which stays as it was.
"""

from collections.abc import Awaitable, Callable

from tasks.evidence import CounterfactualEvidence, Evidence, StepEvidence
from tasks.recording import Recording
from tasks.task import Counterfactual, Task
from tasks.wording import sentence

Walk = Callable[[Task, Recording | None], Awaitable[Evidence]]
"""Uses the page by a task's trajectory, in a fresh session."""


async def counterfactuals(
    task: Task, recording: Recording | None, evidence: Evidence, walk: Walk
) -> tuple[CounterfactualEvidence, ...]:
    """The counterfactuals of a task on the page that `evidence` is of, in the order of their steps."""
    found = []
    for index, step in enumerate(task.trajectory):
        other = step.instead()
        if step.counterfactual is None or other is None:
            continue
        before = [one.model_copy(update={"probes": ()}) for one in task.trajectory[:index]]
        changed = task.model_copy(update={"trajectory": (*before, other)})
        there = await walk(changed, recording and _without_places(recording, step.id, step.counterfactual))
        went = _another(there.steps[-1], evidence.step(step.id), step.counterfactual)
        found.append(CounterfactualEvidence(done=sentence(other), went=went))
    return tuple(found)


def _without_places(recording: Recording, step: str, given: Counterfactual) -> Recording:
    """Without the places of the targets that are replaced: they would draw the search to them."""
    gone = {step} if given.target else set()
    gone |= {f"{step}/to"} if given.to else set()
    kept = {name: seen for name, seen in recording.targets.items() if name not in gone}
    return recording.model_copy(update={"targets": kept})


def _another(went: StepEvidence, own: StepEvidence | None, given: Counterfactual) -> StepEvidence:
    """How it went; infeasible where what was taken for the other things are the step's own."""
    if went.status != "performed" or own is None:
        return went
    replaced = (given.target is not None, given.to is not None)
    pairs = [
        (there.chosen, here.chosen)
        for there, here, other in zip(went.groundings, own.groundings, replaced, strict=False)
        if other
    ]
    if pairs and all(there and here and there.box == here.box for there, here in pairs):
        reason = "the page has no such other thing: what the step itself speaks of is the nearest to it"
        return went.model_copy(update={"status": "infeasible", "reason": reason})
    return went
