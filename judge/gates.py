"""Gates: what fails a step whatever its verdict, where the profile says so."""

from tasks.evidence import Event, Evidence

EVENTS = {"console_errors": "console_error", "page_errors": "page_error"}
"""The gates that the events of a step decide, and the kind of event that violates each."""


def gates_of(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """By gate, the steps that violate it, in order; of the gates that evidence alone decides.

    What the page logs while it loads belongs to no step.
    """
    return {
        gate: tuple(step.step for step in evidence.steps if _logged(step.events, kind))
        for gate, kind in EVENTS.items()
    }


def _logged(events: tuple[Event, ...], kind: str) -> bool:
    return any(event.kind == kind for event in events)
