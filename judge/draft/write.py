"""A drafted rubric as YAML that a person goes on with."""

import json

import yaml

from judge.draft.draft import Draft
from tasks.task import Task
from tasks.wording import sentence

_HEAD = """\
# Drafted from what the reference of {task} does; scores that are made by it say so. To go on with it, read
# every line: keep what the step is for, leave out what merely happens too. Take out `drafted: true`, put it
# into the task's folder as rubric.yaml, and check it with: iwr rubrics check {task}
"""


def draft_yaml(task: Task, draft: Draft) -> str:
    """The rubric in the layout of those that ship; notes are comments."""
    rubric = draft.rubric
    lines = [_HEAD.format(task=task.id) + "rubric: 1", *(["drafted: true"] if rubric.drafted else [])]
    lines += [f"profile: {rubric.profile}", "checkpoints:"]
    for step in task.trajectory:
        checkpoint = draft.rubric.checkpoints[step.id]
        lines += [f"  {step.id}:", f"    # {_one_line(sentence(step))}"]
        lines += [f"    # {_one_line(note)}" for note in draft.notes.get(step.id, ())]
        if checkpoint.assertion is not None:
            lines.append(f"    assertion: {_scalar(checkpoint.assertion)}")
        if checkpoint.criteria:
            lines.append("    criteria:")
            lines += [f"      - {criterion.line()}" for criterion in checkpoint.criteria]
        if checkpoint.visual:
            lines.append("    visual: true")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    """Text that can stand in a comment: what a page or a model says must not end it."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _scalar(text: str) -> str:
    plain: str = yaml.safe_dump(text, allow_unicode=True, width=10**6).removesuffix("...\n").strip()
    return plain if "\n" not in plain else json.dumps(text)
