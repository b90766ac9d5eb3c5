"""Gates: what fails a step whatever its verdict, where the profile says so."""

from judge.causality import Causality
from tasks.evidence import Event, Evidence

EVENTS = {"console_errors": "console_error", "page_errors": "page_error"}
"""The gates that the events of a step decide, and the kind of event that violates each."""


def gates_of(evidence: Evidence, causality: Causality | None) -> dict[str, tuple[str, ...]]:
    """By gate, the steps that violate it, in order; without causality where nobody looked at that.

    What the page logs while it loads belongs to no step.
    """
    found = {
        gate: tuple(step.step for step in evidence.steps if _logged(step.events, kind))
        for gate, kind in EVENTS.items()
    }
    if causality is None:
        return found
    violated = set(causality.steps("violated"))
    return found | {"causality": tuple(step.step for step in evidence.steps if step.step in violated)}


def unsure_of(causality: Causality | None) -> dict[str, tuple[str, ...]]:
    """By gate, the steps of which nobody knows whether they violate it."""
    return {"causality": causality.steps("unknown")} if causality else {}


def _logged(events: tuple[Event, ...], kind: str) -> bool:
    return any(event.kind == kind for event in events)
