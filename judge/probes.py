"""What probes showed: whether an action that should do nothing left the page as it was."""

from collections import Counter

from judge.causality import CausalityFinding, Held
from judge.visual.picture import UnreadablePictureError, decode, differing, read_bytes, same_size
from tasks.evidence import Evidence, Snapshot
from tasks.store import PictureStore

CHANGED = 0.02
"""Share of the pixels from which on a probe has changed the page visibly. Below it lies what a dead click may
well do: a focus ring goes (0.4 % around a wide field), a hover ends (a card of 240 x 75 at most), a toast
goes (300 x 50: 1.6 %). Above it lies what a step brings about by pictures alone: another view or frame."""


def probed(evidence: Evidence, pictures: PictureStore) -> list[CausalityFinding]:
    """What the probes showed, by text, address and picture. Asks no judge."""
    found = []
    last = evidence.initial
    for step in evidence.steps:
        for probe in step.probes:
            if last is not None:
                value, reason = _left_alone(last, probe.after, pictures)
                found.append(
                    CausalityFinding(
                        step=step.step, kind="probe", done=probe.probe, value=value, reason=reason
                    )
                )
            last = probe.after
        last = step.after or last
    return found


def _left_alone(before: Snapshot, after: Snapshot, pictures: PictureStore) -> tuple[Held, str]:
    """Whether the page is as it was. Text that goes may be a toast's."""
    if after.url != before.url:
        return "violated", f"it leads from {before.url[:100]} to {after.url[:100]}."
    new = _texts(after) - _texts(before)
    if new:
        return "violated", f"it brings text: {' '.join(new)[:200]}."
    if after.picture == before.picture:
        return "held", "the page stays the same."
    try:
        share = _changed(before.picture, after.picture, pictures)
    except UnreadablePictureError as error:
        return "unknown", f"the pictures can't be compared: {error}."
    percent = f"{100 * share:.1f} % of the picture"
    if share >= CHANGED:
        return "violated", f"it changes {percent}."
    return "held", f"it brings no text and changes {percent}."


def _changed(before: str, after: str, pictures: PictureStore) -> float:
    first, second = (decode(read_bytes(path), path) for path in map(pictures.path, (before, after)))
    return float(differing(*same_size(first, second)).mean())


def _texts(page: Snapshot) -> Counter[str]:
    return Counter(word.text for word in page.words)
