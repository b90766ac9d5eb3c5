"""A whole rubric as a proposal."""

from dataclasses import dataclass

from agents.models.protocol import Model
from judge.draft.ask import Asked, ask
from judge.draft.propose import propose
from judge.lint.gather import Gathered, Say
from judge.lint.walk import Walk
from judge.visual import TextReader
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


async def draft_rubric(
    task: Task, gathered: Gathered, reader: TextReader, model: Model | None = None, say: Say | None = None
) -> Draft:
    """Propose a checkpoint for each step, from the reference's evidence; with `model` also from what it sees.

    Every criterion holds after its step and would not if the step did nothing. A step at which the model
    proposes nothing that does so has the evidence's proposals. Raises InputError for a model without eyes.
    """
    if model is not None and model.spec.images < 2:
        raise InputError(
            f"{model.spec.name}: takes {model.spec.images} pictures, needs 2; name another model"
        )
    pictures = gathered.pictures
    walk = Walk(gathered.reference, pictures, lambda key: reader.read(pictures.path(key)), task.assets())
    checkpoints: dict[str, Checkpoint] = {}
    notes: dict[str, tuple[str, ...]] = {}
    for step in task.trajectory:
        if say is not None:
            say(f"{task.id}: {step.id}")
        checkpoints[step.id], notes[step.id] = await _checkpoint(walk, step, model)
    return Draft(Rubric(rubric=1, checkpoints=checkpoints), notes)


async def _checkpoint(walk: Walk, step: Step, model: Model | None) -> tuple[Checkpoint, tuple[str, ...]]:
    default = f"The page shows what the recording shows after: {sentence(step)}."
    if step.id not in walk.steps:
        return Checkpoint(assertion=default), ("the reference did not perform this step",)
    criteria = propose(walk, step.id)
    asked = Asked(None, (), ()) if model is None else await ask(model, walk, step, criteria)
    kept = asked.criteria or tuple(criteria)
    notes = asked.notes
    if not kept:
        notes = (*notes, "the step changes nothing that a criterion can tell")
    own = _claim(kept[0]) if kept else None
    return (
        Checkpoint(assertion=asked.assertion or own or default, criteria=kept, visual=_visual(walk, step.id)),
        notes,
    )


def _claim(criterion: Criterion) -> str | None:
    """The criterion as one would say it; None where that says too little."""
    match criterion:
        case NumberChanges(label=label, from_=was, to=now):
            return f'"{label}" has gone from {written(was)} to {written(now)}.'
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
