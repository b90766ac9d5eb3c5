"""What is asked of each step beside its criteria: targets, assertions, visual flags."""

import re

from judge.lint.issue import Issue
from tasks.evidence import Basis, Candidate, Grounding, StepEvidence
from tasks.task import PromptText, Step, Task

_FRAIL: dict[Basis, str] = {
    "part": "it is called so only in part",
    "place": "only its place tells it",
    "picture": "only its looks in the recording tell it",
    "recording": "only the recording tells it",
}
"""What is likely to be missed on a page that is written another way."""
_ASKING = {"confirm", "prompt", "beforeunload"}
"""Dialogs that can be dismissed."""

_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|\([^)]*\)|\'[^\']{2,}\'')
_VERB = re.compile(
    r"\b(is|are|was|were|has|have|had|shows?|says?|reads?|holds?|counts?|stays?|stands?|appears?|disappears?|"
    r"opens?|closes?|asks?|warns?|lists?|remains?|comes?|comes|contains?|displays?|changes?|becomes?|goes|"
    r"moves?|turns?|can|must)\b"
)


def target_issues(step: StepEvidence) -> list[Issue]:
    """Whether the operator finds the step's targets on the reference, sure and alone."""
    if step.status != "performed":
        message = (
            f"the step can't be performed on the reference ({step.status}): {step.reason or 'no reason'}"
        )
        remedy = "correct the target in task.yaml: description, role, name, near"
        return [Issue(level="error", check="target", step=step.step, message=message, remedy=remedy)]
    found = []
    for grounding in step.groundings:
        fault = _fault(grounding)
        if fault is not None:
            message, remedy = fault
            found.append(
                Issue(level="warning", check="target", step=step.step, message=message, remedy=remedy)
            )
    return found


def _fault(grounding: Grounding) -> tuple[str, str] | None:
    chosen, named = grounding.chosen, "give it the role and the name that the page shows"
    if chosen is None:
        return None
    said = f"{grounding.description}: found as {_called(chosen)}"
    if grounding.rung in ("chosen", "agent"):
        return f"{said}, but only with a model's help", named
    rival = next(iter(grounding.others), None)
    # What lies around the choice is no rival: a click on the text in a button is one on the button.
    if grounding.close and rival is not None and not rival.box.holds(*chosen.box.center):
        twin = f"{said}, but {_called(rival)} is nearly as good (margin {grounding.margin or 0.0:.2f})"
        return twin, "tell them apart by 'near' or by a more exact name"
    # (A container that is scrolled has no name, and no margin.)
    if grounding.margin is not None and grounding.basis in _FRAIL:
        return f"{said}, but {_FRAIL[grounding.basis]}", f"{named}, or a text that it stands 'near'"
    return None


def _called(candidate: Candidate) -> str:
    return f"{candidate.role} {candidate.name!r}" if candidate.name else f"a nameless {candidate.role}"


def dialog_issues(step: Step, went: StepEvidence) -> list[Issue]:
    """Whether what a step answers is asked on the reference."""
    asked = {event.text.partition(":")[0] for event in went.events if event.kind == "dialog"}
    if step.dialog == "accept" or went.status != "performed":
        return []
    kinds = {"prompt"} if isinstance(step.dialog, PromptText) else _ASKING
    if asked & kinds:
        return []
    what = "a prompt" if isinstance(step.dialog, PromptText) else "a dialog"
    message = f"the step answers {what}, and the reference asks by none"
    remedy = "leave out 'dialog', or give it to the step that makes the page ask"
    return [Issue(level="warning", check="dialog", step=step.id, message=message, remedy=remedy)]


def claims(assertion: str) -> list[str]:
    """The claims of an assertion, by a rule of thumb: sentences, parts between semicolons, and parts that
    'and' or a comma joins where each has a subject and a verb of its own."""
    quotes: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        quotes.append(match[0])
        return f"\x00{len(quotes) - 1}\x00"

    masked = _QUOTED.sub(put_aside, " ".join(assertion.split()))
    pieces: list[str] = []
    for sentence in re.split(r"(?<=[.!?])\s+(?=\S)|;\s+", masked):
        pieces += _clauses(sentence)
    return [re.sub("\x00(\\d+)\x00", lambda m: quotes[int(m[1])], piece).strip(" .,") for piece in pieces]


def _clauses(sentence: str) -> list[str]:
    clauses: list[str] = []
    pieces = re.split(r"(,\s+and\s+|\s+and\s+|,\s+)", sentence)
    for joint, part in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        verb = _VERB.search(part)
        # A part that opens with its verb shares the subject before it; one without any is part of a list.
        if clauses and (verb is None or not part[: verb.start()].strip() or not _VERB.search(clauses[-1])):
            clauses[-1] += joint + part
        else:
            clauses.append(part)
    return clauses


def assertion_issues(step: str, assertion: str) -> list[Issue]:
    """Whether an assertion is one claim."""
    found = claims(assertion)
    if len(found) < 2:
        return []
    listed = "; ".join(f"({number}) {claim}" for number, claim in enumerate(found, start=1))
    message = f"the assertion makes {len(found)} claims: {listed}"
    remedy = "keep the claim that matters most and make criteria of the others"
    return [Issue(level="warning", check="claims", step=step, message=message, remedy=remedy)]


def visual_issues(task: Task, step: StepEvidence) -> list[Issue]:
    """Whether a visual checkpoint shows anything that the one before does not."""
    if not _same_picture(task, step):
        return []
    message = "the checkpoint looks the same as the one before the step, so comparing it again tells nothing"
    remedy = "leave out 'visual: true', or flag a step that changes the picture"
    return [Issue(level="warning", check="visual", step=step.step, message=message, remedy=remedy)]


def _same_picture(task: Task, step: StepEvidence) -> bool:
    from PIL import Image, ImageChops

    was, now = task.checkpoint(step.index - 1), task.checkpoint(step.index)
    if not was.is_file() or not now.is_file():  # not recorded yet: the evidence shows it as well
        return (
            step.before is not None and step.after is not None and step.before.picture == step.after.picture
        )
    with Image.open(was) as before, Image.open(now) as after:
        if before.size != after.size:
            return False
        return ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None
