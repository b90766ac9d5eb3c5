"""Gates: what fails a step whatever its verdict, where the profile says so."""

from collections import Counter

from tasks.evidence import Event, Evidence, Snapshot, StepEvidence

EVENTS = {"console_errors": "console_error", "page_errors": "page_error"}
"""The gates that the events of a step decide, and the kind of event that violates each."""


def gates_of(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """By gate, the steps that violate it, in order.

    What the page logs while it loads belongs to no step.
    """
    found = {
        gate: tuple(step.step for step in evidence.steps if _logged(step.events, kind))
        for gate, kind in EVENTS.items()
    }
    return found | {"causality": _uncaused(evidence)}


def _logged(events: tuple[Event, ...], kind: str) -> bool:
    return any(event.kind == kind for event in events)


def _uncaused(evidence: Evidence) -> tuple[str, ...]:
    """The steps before which an action that should change nothing changed what is on the page."""
    found = []
    last = evidence.initial
    for step in evidence.steps:
        if _reacts(last, step):
            found.append(step.step)
        last = step.after or last
    return tuple(found)


def _texts(page: Snapshot) -> Counter[str]:
    return Counter(word.text for word in page.words)


def _reacts(before: Snapshot | None, step: StepEvidence) -> bool:
    """Whether a probe brought text that was not there, or led elsewhere. Text that goes may be a toast's."""
    for probe in step.probes:
        if before is not None:
            new = Counter(word.text for word in probe.after.words) - Counter(
                word.text for word in before.words
            )
            if new or probe.after.url != before.url:
                return True
        before = probe.after
    return False
