"""One sitting of one annotator: what is asked, what was said, and what the page is told."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import Field

from judge.judgements import judgements, read_judged
from judge.labels.label import NOTE_LENGTH, Choice, Label
from judge.labels.steps import LabelledStep, verdicts
from judge.labels.store import LabelStore, latest
from tasks.files import sha256
from tasks.store import PictureStore
from tasks.yamlfile import Strict


class Given(Strict):
    """What the page sends: a label for the question of that number."""

    question: int = Field(ge=0)
    """0-based, in the order of the sitting."""
    value: Choice
    note: str = Field(default="", max_length=NOTE_LENGTH)
    seconds: float = Field(ge=0.0, le=86_400.0)


class Stands(Strict):
    """What is said of a question now."""

    question: int
    value: Choice | None
    note: str


@dataclass(frozen=True)
class Opinion:
    """What one judgement said of a step; shown only to who asks for it."""

    judgement: str
    value: str
    reason: str


@dataclass
class Session:
    """Takes labels and writes each at once. Safe to be used by several threads."""

    run_dir: Path
    annotator: str
    steps: Sequence[LabelledStep]
    """The questions, in the order in which they are asked."""
    blind: bool = True
    """Nothing that a judge said is told."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _given: list[tuple[int, Label | None]] = field(default_factory=list)
    """What was said before each label of this sitting, to be undone."""

    def __post_init__(self) -> None:
        self._lock = Lock()
        self.store = LabelStore(self.run_dir, self.annotator)
        self._latest = latest(self.store.history())
        originals = {path for step in self.steps for path in step.checkpoints if path.is_file()}
        self._originals = {path: sha256(path.read_bytes()) for path in sorted(originals)}
        self.pictures = self._pictures()
        self._opinions = {} if self.blind else self._read_opinions()

    @property
    def labelled(self) -> int:
        """Questions of this sitting that have a label."""
        return sum(step.identity in self._latest for step in self.steps)

    @property
    def place(self) -> int:
        """Where to go on: the first question without a label after the latest label, else the first
        without one, else the last question."""
        said = [self._latest.get(step.identity) for step in self.steps]
        given = [(label.at, number) for number, label in enumerate(said) if label]
        start = max(given)[1] if given else 0
        order = [*range(start, len(said)), *range(start)]
        return next((number for number in order if said[number] is None), len(said) - 1)

    def give(self, given: Given) -> Stands:
        """Take a label; it is on disk when this returns. Raises IndexError for a question that is not
        asked, InputError where it can't be written."""
        with self._lock:
            step = self.steps[given.question]
            before = self._latest.get(step.identity)
            self._write(step, given.value, given.note, given.seconds)
            self._given.append((given.question, before))
            return self._stands(given.question)

    def undo(self) -> Stands | None:
        """Take the latest label of this sitting back: what was said before holds again. None where there is
        nothing to take back."""
        with self._lock:
            if not self._given:
                return None
            number, before = self._given[-1]
            step = self.steps[number]
            if before is None:
                self._write(step, "withdrawn", "", 0.0)
            else:
                self._write(step, before.value, before.note, before.seconds)
            self._given.pop()
            return self._stands(number)

    def told(self) -> dict[str, Any]:
        """What the page is told: no generator's name, and no judge's word unless it was asked for."""
        with self._lock:
            return {
                "annotator": self.annotator,
                "place": self.place,
                "questions": [self._question(number, step) for number, step in enumerate(self.steps)],
            }

    def _question(self, number: int, step: LabelledStep) -> dict[str, Any]:
        pictures = [step.before, step.after, *(self._originals.get(path) for path in step.checkpoints)]
        return {
            "title": step.title,
            "index": step.index,
            "steps": step.steps,
            "action": step.action,
            "assertion": step.assertion,
            "pictures": [key if key in self.pictures else None for key in pictures],
            "opinions": [asdict(one) for one in self._opinions.get(number, ())],
            **self._stands(number).model_dump(include={"value", "note"}),
        }

    def _stands(self, number: int) -> Stands:
        label = self._latest.get(self.steps[number].identity)
        if label is None or label.value == "withdrawn":
            return Stands(question=number, value=None, note="")
        return Stands(question=number, value=label.value, note=label.note)

    def _write(self, step: LabelledStep, value: Any, note: str, seconds: float) -> None:
        label = Label(
            annotator=self.annotator,
            at=self.now(),
            task=step.task,
            generator=step.generator,
            repeat=step.repeat,
            step=step.step,
            index=step.index,
            value=value,
            note=note,
            seconds=round(seconds, 1),
            evidence_sha256=step.evidence_sha256,
            assertion_sha256=step.assertion_sha256,
        )
        self.store.add(label)
        self._latest.pop(step.identity, None)
        if label.value != "withdrawn":
            self._latest[step.identity] = label

    def _pictures(self) -> dict[str, Path]:
        """Every picture that may be asked for, by its hash; what is missing on disk is left out."""
        store = PictureStore(self.run_dir / "pictures")
        keys = {key for step in self.steps for key in (step.before, step.after)}
        found = {key: store.path(key) for key in sorted(keys)}
        there = {key: path for key, path in found.items() if path.is_file()}
        return there | {key: path for path, key in self._originals.items()}

    def _read_opinions(self) -> dict[int, list[Opinion]]:
        found: dict[int, list[Opinion]] = {}
        for name in judgements(self.run_dir):
            said = verdicts(read_judged(self.run_dir, name))
            for number, step in enumerate(self.steps):
                if step.key in said:
                    one = said[step.key]
                    found.setdefault(number, []).append(Opinion(name, one.value, one.reason))
        return found
