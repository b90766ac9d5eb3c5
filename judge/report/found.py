"""How a step's targets were found, in plain words."""

from dataclasses import dataclass

from tasks.evidence import Basis, Candidate, Grounding, StepEvidence

HOW: dict[Basis, str] = {
    "name": "called so",
    "caption": "by the text beside it",
    "part": "called so in part",
    "near": "by what it stands near",
    "order": "by its number among like ones",
    "kind": "the only one of its kind",
    "place": "by its place",
    "recording": "known again from the recording",
    "picture": "by its looks in the recording",
    "focus": "it has the focus",
    "model": "chosen by the model",
}
"""What settled which element is meant."""
_RUNGS = {
    "locator": "",
    "indexed": ", listed by browser-use",
    "painted": ", read in a picture",
    "chosen": "",
    "agent": ", as one step of an agent",
    "none": "",
}


@dataclass(frozen=True)
class Found:
    """One grounding for people."""

    grounding: Grounding
    how: str
    """Empty where nothing was found."""
    rival: Candidate | None
    """The runner-up, where the choice was close."""


def found_of(step: StepEvidence | None) -> tuple[Found, ...]:
    """How each of a step's targets was found, in the order of its groundings."""
    return tuple(_found(one) for one in (step.groundings if step else ()))


def _found(grounding: Grounding) -> Found:
    if grounding.chosen is None:
        return Found(grounding, "", None)
    rung = "" if grounding.basis == "picture" else _RUNGS[grounding.rung]
    # (Evidence of before December 2026 says only the rung.)
    how = HOW[grounding.basis] + rung if grounding.basis else f"on the rung {grounding.rung!r}"
    return Found(grounding, how, next(iter(grounding.others), None) if grounding.close else None)
