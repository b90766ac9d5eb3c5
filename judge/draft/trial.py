"""What a proposal is tried on: the reference, the same without its tree, derived pages right and wrong."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from judge.derive import DerivedPage
from judge.lint.walk import Walk
from judge.visual import TextReader
from rubrics.criteria.base import Criterion
from tasks.evidence import Evidence, Node, Snapshot, StepEvidence, Word
from tasks.store import PictureStore


class Trial:
    """The reference's evidence and the derived pages."""

    def __init__(
        self,
        reference: Evidence,
        pictures: PictureStore,
        reader: TextReader,
        assets: tuple[Path, ...],
        pages: Sequence[DerivedPage] = (),
    ) -> None:
        def read(key: str) -> tuple[Word, ...]:
            return reader.read(pictures.path(key))

        self.walk = Walk(reference, pictures, read, assets)
        self._right: dict[str, list[Walk]] = {}
        self._pages = [(one, Walk(one.evidence, pictures, read, assets)) for one in pages]

    @cached_property
    def bare(self) -> Walk:
        """The reference as a page that looks the same and tells nothing by roles, names and states."""
        walk = self.walk
        return Walk(_bare(walk.evidence), walk.pictures, walk.reader, walk.assets)

    def right(self, step: str) -> list[Walk]:
        """The derived pages on which the step goes as on the reference, and must meet what is asked of it."""
        if step not in self._right:
            wanted = self.walk.steps[step].evidence
            self._right[step] = [
                walk
                for one, walk in self._pages
                if one.equivalent
                and _right_at(one, walk, step)
                # What is the very same says nothing new, and is most of all.
                and not _same(walk.steps[step].evidence, wanted)
            ]
        return self._right[step]

    def wrong(self, step: str) -> list[Walk]:
        """Those on which the step is performed and goes another way, for the first time."""
        return [walk for one, walk in self._pages if one.first_fail == step and step in walk.steps]

    def proves(self, criterion: Criterion, step: str) -> bool:
        """Whether it holds on the reference, and only because of the step."""
        return self.walk.seen(criterion, step).proves

    def holds(self, criterion: Criterion, step: str) -> bool:
        """Whether it holds on the reference and on every right page."""
        return all(walk.seen(criterion, step).done.value == "pass" for walk in (self.walk, *self.right(step)))

    def looks(self, criterion: Criterion, step: str) -> bool:
        """Whether it holds by what is seen alone."""
        return self.bare.seen(criterion, step).done.value == "pass"


def _same(one: StepEvidence, other: StepEvidence) -> bool:
    return one.before == other.before and one.after == other.after


def _right_at(one: DerivedPage, walk: Walk, step: str) -> bool:
    steps = [performed.step for performed in one.evidence.steps]
    return step in walk.steps and (one.first_fail is None or steps.index(step) < steps.index(one.first_fail))


def _bare(evidence: Evidence) -> Evidence:
    known: dict[int, Snapshot] = {}

    def stripped(snapshot: Snapshot | None) -> Snapshot | None:
        if snapshot is None:
            return None
        # By identity: what one step leaves is the very object that the next begins with.
        if id(snapshot) not in known:
            nodes = tuple(
                Node(role="generic", box=node.box, parent=node.parent, pointer=node.pointer)
                for node in snapshot.nodes
            )
            known[id(snapshot)] = snapshot.model_copy(update={"nodes": nodes})
        return known[id(snapshot)]

    def step(one: StepEvidence) -> StepEvidence:
        return one.model_copy(update={"before": stripped(one.before), "after": stripped(one.after)})

    return evidence.model_copy(
        update={"initial": stripped(evidence.initial), "steps": tuple(map(step, evidence.steps))}
    )
