"""The reference's steps as criteria see them: as they went, and as if nothing had been done."""

from dataclasses import dataclass, replace
from pathlib import Path

from rubrics.criteria.base import Criterion
from rubrics.scene import Reader, Scene, StepScene
from rubrics.verdict import Finding
from tasks.evidence import Evidence, Snapshot
from tasks.store import PictureStore


@dataclass(frozen=True)
class Seen:
    """A criterion's findings on one performed step."""

    done: Finding
    """On the step as it went."""
    still: Finding
    """Where the page stays as it was before: what holds there proves nothing."""

    @property
    def proves(self) -> bool:
        """Whether the criterion tells the step from no step."""
        return self.done.value == "pass" and self.still.value == "fail"


class Walk:
    """One page's evidence, with what was read of it kept: the same moment is looked at by many criteria."""

    def __init__(
        self, evidence: Evidence, pictures: PictureStore, reader: Reader, assets: tuple[Path, ...]
    ) -> None:
        self.evidence = evidence
        self.pictures = pictures
        self.reader = reader
        self.assets = assets
        self._known: dict[int, Scene] = {}
        self.steps: dict[str, StepScene] = {}
        """The performed steps, in order."""
        for step in evidence.steps:
            if step.status == "performed" and step.before is not None and step.after is not None:
                before, after = self._scene(step.before), self._scene(step.after)
                self.steps[step.step] = StepScene(before, after, step, assets)
        self._found: dict[tuple[str, str, bool], Finding] = {}

    @property
    def moments(self) -> list[Scene]:
        """Every moment that a step begins or ends with, in order."""
        return list(dict.fromkeys(at for scene in self.steps.values() for at in (scene.before, scene.after)))

    def seen(self, criterion: Criterion, step: str) -> Seen:
        """What the criterion says of the step, done and not done."""
        return Seen(self._find(criterion, step, False), self._find(criterion, step, True))

    def holds_at(self, criterion: Criterion) -> list[str]:
        """The steps at which the criterion holds."""
        return [step for step in self.steps if self._find(criterion, step, False).value == "pass"]

    def _find(self, criterion: Criterion, step: str, still: bool) -> Finding:
        key = (criterion.line(), step, still)
        if key not in self._found:
            scene = self.steps[step]
            self._found[key] = criterion.find(_unmoved(scene) if still else scene)
        return self._found[key]

    def _scene(self, snapshot: Snapshot) -> Scene:
        # By identity: what one step leaves is the very object that the next begins with.
        if id(snapshot) not in self._known:
            scene = Scene(snapshot, self.evidence.viewport, self.pictures.path, self.reader)
            self._known[id(snapshot)] = scene
        return self._known[id(snapshot)]


def _unmoved(scene: StepScene) -> StepScene:
    """The step as if it had done nothing."""
    evidence = scene.evidence.model_copy(update={"after": scene.evidence.before, "events": ()})
    return replace(scene, after=scene.before, evidence=evidence)
