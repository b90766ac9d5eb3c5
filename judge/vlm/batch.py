"""Several steps of an episode in one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.models.prompts import PromptFile, load_prompt
from agents.models.protocol import Part, Text
from judge.vlm.presentation import Named

_PROMPT = Path(__file__).parent.parent / "prompts" / "batch" / "steps.md"


@dataclass(frozen=True)
class StepQuestion:
    """What one step would be asked by itself."""

    step: str
    system: str
    shown: tuple[Named, ...]
    asked: str


def together(questions: Sequence[StepQuestion]) -> tuple[str, tuple[Part, ...]]:
    """System text and parts of one question about all of these steps, which differ in their ids.

    What a step begins with is as a rule what an earlier one ended with: that is not shown twice, only named.
    A step's outcome is always shown, though it may look as before: that is for the model to see.
    """
    rules, closing = frame().render(steps="\n".join(f"- {one.step}" for one in questions))
    alike = len({one.system for one in questions}) == 1
    parts: list[Part] = []
    ends: dict[Named, str] = {}
    for one in questions:
        head = f"STEP {one.step}" if alike or not one.system else f"STEP {one.step}\n{one.system}"
        parts.append(Text(head))
        for name, thing in one.shown:
            earlier = ends.get((name.replace("BEFORE", "AFTER"), thing)) if name.endswith("BEFORE") else None
            told = f"{one.step}, {name}:"
            parts += [Text(told), thing] if earlier is None else [Text(f"{told} as in {earlier}, above.")]
        parts.append(Text(one.asked))
        ends |= {(name, thing): f"{one.step}, {name}" for name, thing in one.shown}
    system = f"{questions[0].system}\n\n{rules}" if alike else rules
    return system.strip(), (*parts, Text(closing))


@cache
def frame() -> PromptFile:
    """What is added to any prompt where several steps are asked about."""
    return load_prompt(_PROMPT)
