"""A whole rubric as a proposal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from agents.models.protocol import Model
from judge.draft.ask import Asked, ask
from judge.draft.choose import choose
from judge.draft.propose import Earlier, Proposal, propose
from judge.draft.story import Story
from judge.draft.trial import Trial
from judge.lint.gather import Say
from judge.lint.walk import Walk
from rubrics.criteria.base import Criterion
from rubrics.criteria.combine import AnyOf
from rubrics.criteria.controls import ControlState, Focused, ValueEquals
from rubrics.criteria.number import NumberChanges
from rubrics.criteria.page import Scrolled
from rubrics.criteria.text import Count, Order, TextAppears, TextDisappears
from rubrics.schema import Checkpoint, Rubric
from rubrics.text import written
from tasks.errors import InputError
from tasks.task import Step, Task
from tasks.wording import sentence

VISUAL = 0.2
"""A step that changes more of the picture's pixels than this share is worth a look."""


@dataclass(frozen=True)
class Draft:
    """The proposed rubric, and what its author should know, by step."""

    rubric: Rubric
    notes: dict[str, tuple[str, ...]]


async def draft_rubric(task: Task, trial: Trial, model: Model | None = None, say: Say | None = None) -> Draft:
    """Propose a checkpoint for each step, from the reference's evidence; with `model` also from what it sees.

    Every criterion holds after its step and would not if the step did nothing, and holds on the right pages
    of the trial; together they fail on its wrong ones, as far as any proposal does. A step at which the model
    proposes nothing that does so has the evidence's proposals. Raises InputError for a model without eyes.
    """
    if model is not None and model.spec.images < 2:
        raise InputError(
            f"{model.spec.name}: takes {model.spec.images} pictures, needs 2; name another model"
        )
    story = Story(task, trial.walk.steps)
    checkpoints: dict[str, Checkpoint] = {}
    notes: dict[str, tuple[str, ...]] = {}
    for step in task.trajectory:
        if say is not None:
            say(f"{task.id}: {step.id}")
        earlier = _asked(checkpoints.values())
        checkpoints[step.id], notes[step.id] = await _checkpoint(trial, story, step, model, earlier)
    return Draft(Rubric(rubric=1, drafted=True, checkpoints=checkpoints), notes)


async def _checkpoint(
    trial: Trial, story: Story, step: Step, model: Model | None, earlier: Sequence[Criterion]
) -> tuple[Checkpoint, tuple[str, ...]]:
    default = f"The page shows what the recording shows after: {sentence(step)}."
    walk = trial.walk
    if step.id not in walk.steps:
        return Checkpoint(assertion=default), ("the reference did not perform this step",)
    proposals = list(propose(walk.steps[step.id], story, Earlier.of(earlier)))
    criteria = choose(trial, step.id, proposals)
    asked = Asked(None, (), ()) if model is None else await ask(model, walk, step, criteria)
    if asked.criteria:
        own = [Proposal(one, base=True) for one in asked.criteria]
        criteria = choose(trial, step.id, own + proposals)
    kept = tuple(criteria) or _standing(trial, step, earlier)
    notes = asked.notes
    if not criteria:
        notes = (*notes, "the step changes nothing that a criterion can tell")
    own_claim = _claim(kept[0]) if kept else None
    return (
        Checkpoint(
            assertion=asked.assertion or own_claim or default, criteria=kept, visual=_visual(walk, step.id)
        ),
        notes,
    )


def _standing(trial: Trial, step: Step, earlier: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """That what was last asked to appear is seen: of a step that brings nothing, as closing a list that was
    never open, no more can be asked."""
    texts = [one for one in reversed(earlier) if isinstance(one, TextAppears) and one.near is None]
    seen = (Count.of({"text": one.text, "exact": one.exact, "at_least": 1}) for one in texts)
    return tuple(islice((one for one in seen if trial.holds(one, step.id)), 1))


def _asked(checkpoints: Iterable[Checkpoint]) -> list[Criterion]:
    """What is asked so far, as it comes; of alternatives each."""
    asked = [one for checkpoint in checkpoints for one in checkpoint.criteria]
    return [part for one in asked for part in (one.criteria if isinstance(one, AnyOf) else (one,))]


def _claim(criterion: Criterion) -> str | None:
    """The criterion as one would say it; None where that says too little."""
    match criterion:
        case NumberChanges(label=label, to=now):
            return f'"{label}" has become {written(now)}.'
        case AnyOf(criteria=(first, *_)):
            return _claim(first)
        case ValueEquals(name=name, value=value):
            return f'The field "{name}" holds "{value}".'
        case ControlState(name=name, role=role):
            states = criterion.model_dump(include={"checked", "selected", "expanded", "pressed", "disabled"})
            said = next(f"{'' if on else 'not '}{state}" for state, on in states.items() if on is not None)
            return f'The {role or "control"} "{name}" is {said}.'
        case Order(texts=texts):
            return f"These stand in this order: {', '.join(texts)}."
        case TextAppears(text=text):
            return f'"{text}" has appeared.'
        case TextDisappears(text=text):
            return f'"{text}" has gone.'
        case Count(text=str() as text, at_least=1):
            return f'"{text}" is seen.'
        case Count(text=str() as text, equals=int() as count):
            return f'"{text}" is seen {count} times.'
        case Scrolled(direction=direction):
            return f"The page, or a part of it, has scrolled {direction}."
        case Focused(name=name):
            return f'The focus is on "{name}".'
    return None


def _visual(walk: Walk, step: str) -> bool:
    import numpy as np

    scene = walk.steps[step]
    before, after = scene.before.pixels(), scene.after.pixels()
    return before.shape == after.shape and float(np.mean((before != after).any(axis=2))) > VISUAL
