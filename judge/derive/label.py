"""The label of a derived page: at which step it first goes another way than the reference."""

from dataclasses import dataclass
from typing import Literal

from judge.derive.perceive import Difference, Noise, Passage, Sight, changed_apart, seen_apart
from judge.visual.picture import decode, read_bytes
from tasks.evidence import Evidence, Snapshot, StepEvidence
from tasks.files import sha256
from tasks.store import EvidenceWriter, PictureStore
from tasks.variants import INITIAL
from tasks.yamlfile import Strict

Derived = Literal["mutant", "cosmetic", "equivalent", "dropped"]

_BROKEN = ("page_failed", "not_reached")


class Outcome(Strict):
    """What a derived page turned out to be."""

    kind: Derived
    """dropped: it can't be used at all, and nobody needs a judge to see that."""
    step: str | None = None
    """Mutant: the first step that goes another way. Cosmetic: where it first looks otherwise."""
    said: str
    """What is seen there, in words."""
    signature: str
    """The same for pages that look the same up to that step."""


class Told(Exception):
    """Enough was seen of a page."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.said)
        self.outcome = outcome


class HarnessFailedError(Exception):
    """Something of ours failed, so that nothing is known of the page."""


@dataclass(frozen=True)
class _Moment:
    """The reference at one moment, and what there is noise."""

    step: StepEvidence | None
    sight: Sight
    noise: Noise


class Original:
    """The reference, used twice by the same trajectory."""

    def __init__(self, first: Evidence, again: Evidence, pictures: PictureStore) -> None:
        """Raises ValueError where a step could not be carried out on it."""
        self.evidence = first
        self.pictures = pictures
        self.errors = {event.text for evidence in (first, again) for event in evidence.events}
        self.start = self._moment(None, first.initial, again.initial)
        self.steps = {
            step.step: self._moment(step, step.after, other.after)
            for step, other in zip(first.steps, again.steps, strict=True)
        }

    def sight(self, snapshot: Snapshot) -> Sight:
        """A snapshot with its pixels."""
        path = self.pictures.path(snapshot.picture)
        return Sight(snapshot, decode(read_bytes(path), path))

    def _moment(self, step: StepEvidence | None, one: Snapshot | None, other: Snapshot | None) -> _Moment:
        if one is None or other is None or (step is not None and step.status != "performed"):
            at = f"step {step.step!r}: {step.reason}" if step else "it does not open"
            raise ValueError(f"the reference itself can't be used: {at}")
        sight = self.sight(one)
        noise = Noise() if one == other else Noise.between(sight, self.sight(other))
        return _Moment(step, sight, noise)


class Labeller(EvidenceWriter):
    """Looks on while a page is used and raises `Told` as soon as its label is known."""

    def __init__(self, episode: "EvidenceWriter", original: Original, *, looks: bool) -> None:
        super().__init__(episode.path.parent, episode.pictures)
        self.original = original
        self.looks = looks
        self._last = original.start
        self._now: Sight | None = None
        self._differs: tuple[str, str] | None = None
        """Where it first looked otherwise, and how."""
        self._pictures: list[str] = []

    def start(self, evidence: Evidence) -> None:
        """Raises Told where the page can't be used."""
        super().start(evidence)
        if evidence.initial is None:
            raise Told(self._outcome("dropped", None, "it never opens"))
        broken = [
            event.text
            for event in evidence.events
            if event.kind in ("page_error", "crash") and event.text not in self.original.errors
        ]
        if broken:
            raise Told(self._outcome("dropped", None, f"it fails while it loads: {broken[0]}"))
        self._now = self.original.sight(evidence.initial)
        self._pictures.append(evidence.initial.picture)
        self._look(INITIAL, self.original.start, self._now)

    def add(self, step: StepEvidence) -> None:
        """Raises Told where the step goes another way than on the reference."""
        super().add(step)
        if step.status == "harness_error":
            raise HarnessFailedError(step.reason)
        now, wanted = self._now, self.original.steps[step.step]
        self._pictures.append(f"{step.status} {step.after.picture if step.after else ''}")
        if now is None or step.status != "performed" or step.after is None:
            said = "the page fails" if step.status in _BROKEN else f"it can't be carried out: {step.reason}"
            raise Told(self._outcome("mutant", step.step, said))
        if self._differs is None and step.after == wanted.sight.snapshot and not step.probes:
            # Nothing to compare; nearly all steps of nearly all pages, and the dearest part of the work.
            self._last, self._now = wanted, wanted.sight
            return
        after = self.original.sight(step.after)
        differences = changed_apart(
            Passage(self._last.sight, wanted.sight),
            Passage(now, after),
            wanted.noise,
            same_start=self._differs is None,
            looks=self.looks,
        )
        differences += self._probed(step, wanted)
        if differences:
            raise Told(self._outcome("mutant", step.step, "; ".join(one.said for one in differences[:2])))
        self._look(step.step, wanted, after)
        self._last, self._now = wanted, after

    def ended(self) -> Outcome:
        """The label of a page on which every step brought what it brings on the reference."""
        if self._differs is None:
            return self._outcome("equivalent", None, "no difference is seen along the trajectory")
        return self._outcome("cosmetic", *self._differs)

    def _probed(self, step: StepEvidence, wanted: _Moment) -> list[Difference]:
        """What a probe brings here, and not on the reference."""
        for mine, theirs in zip(step.probes, wanted.step.probes if wanted.step else (), strict=False):
            if self._differs is None:
                found = seen_apart(
                    self.original.sight(theirs.after), self.original.sight(mine.after), wanted.noise
                )
                if found:
                    return [found[0].model_copy(update={"said": f"{mine.probe}: {found[0].said}"})]
        return []

    def _look(self, where: str, wanted: _Moment, seen: Sight) -> None:
        if self._differs is None and (found := seen_apart(wanted.sight, seen, wanted.noise)):
            self._differs = where, "; ".join(one.said for one in found[:2])

    def _outcome(self, kind: Derived, step: str | None, said: str) -> Outcome:
        return Outcome(kind=kind, step=step, said=said, signature=sha256("\n".join(self._pictures).encode()))
