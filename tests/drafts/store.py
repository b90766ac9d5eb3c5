"""What was gathered of a task: what its rubric is drafted and tried with, and pages that test the draft."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from judge.derive import DerivedPage, DerivedPages
from judge.draft import Trial
from judge.visual import TextReader
from tasks.evidence import Evidence
from tasks.loader import load_task
from tasks.store import EvidenceWriter, PictureStore, read_evidence
from tasks.task import Task

Kind = Literal["right", "mutant", "dead"]
_FILE = "gathered.json"
_TASK = "task"


@dataclass(frozen=True)
class Label:
    """A page, and what its right verdict is."""

    name: str
    kind: Kind
    first_fail: str | None = None
    origin: str = ""
    """hand, derived, or library."""


@dataclass(frozen=True)
class Page:
    """A labelled page that was used."""

    label: Label
    evidence: Evidence


class Store:
    """A folder with all that was gathered of one task."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures = PictureStore(folder / "pictures")

    @property
    def complete(self) -> bool:
        """Whether gathering came to its end."""
        return (self.folder / _FILE).is_file()

    def keep(self, task: Task, derived: DerivedPages, pages: Iterable[tuple[Label, Evidence]]) -> None:
        """Write everything, the task with it; the pictures must be in `pictures` already."""
        shutil.copytree(task.folder, self.folder / _TASK / task.id, dirs_exist_ok=True)
        trial = [self._write("trial", number, one.evidence) for number, one in enumerate(derived.pages)]
        self._write("trial", "reference", derived.reference)
        labels = []
        for label, evidence in pages:
            self._write("pages", label.name, evidence)
            labels.append(asdict(label))
        plain = {
            "trial": [
                {"place": place, "first_fail": one.first_fail, "equivalent": one.equivalent}
                for place, one in zip(trial, derived.pages, strict=True)
            ],
            "pages": labels,
        }
        (self.folder / _FILE).write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")

    def task(self) -> Task:
        """The task."""
        (folder,) = (self.folder / _TASK).iterdir()
        return load_task(folder)

    def trial(self, reader: TextReader) -> Trial:
        """What the rubric is drafted with."""
        folder = self.folder / "trial"
        pages = [
            DerivedPage(read_evidence(folder / one["place"]), one["first_fail"], one["equivalent"])
            for one in self._plain()["trial"]
        ]
        reference = read_evidence(folder / "reference")
        return Trial(reference, self.pictures, reader, self.task().assets(), pages)

    def pages(self) -> Iterable[Page]:
        """The labelled pages, one after the other."""
        for one in self._plain()["pages"]:
            yield Page(Label(**one), read_evidence(self.folder / "pages" / one["name"]))

    def _write(self, kind: str, name: str | int, evidence: Evidence) -> str:
        writer = EvidenceWriter(self.folder / kind / str(name), self.pictures)
        writer.start(evidence.model_copy(update={"steps": ()}))
        for step in evidence.steps:
            writer.add(step)
        return str(name)

    def _plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = json.loads((self.folder / _FILE).read_text(encoding="utf-8"))
        return plain
