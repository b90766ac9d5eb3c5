"""Labels on disk: `<run>/labels/<annotator>.jsonl`, one line a label, only ever appended."""

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from judge.labels.label import Identity, Label, check_annotator
from tasks.errors import InputError

LABELS = "labels"


class LabelStore:
    """One annotator's labels of a run."""

    def __init__(self, run_dir: Path, annotator: str) -> None:
        """Raises InputError where the name can't be a file's."""
        self.annotator = check_annotator(annotator)
        self.path = run_dir / LABELS / f"{annotator}.jsonl"

    def add(self, *labels: Label) -> None:
        """Append; once it returns they are on disk. Raises InputError where the file can't be written."""
        lines = "".join(f"{label.model_dump_json()}\n" for label in labels).encode()
        try:
            self.path.parent.mkdir(exist_ok=True)
            with self.path.open("ab+") as file:
                if _cut_off(self.path):
                    lines = b"\n" + lines
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written: {error.strerror}") from None

    def history(self) -> list[Label]:
        """Everything that was ever said, in the order of the file. Raises InputError where it is damaged."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read: {error.strerror}") from None
        labels = [
            parse_label(line, f"{self.path}:{number}") for number, line in enumerate(lines, 1) if line.strip()
        ]
        for label in labels:
            if label.annotator != self.annotator:
                raise InputError(
                    f"{self.path}: holds a label by {label.annotator!r}; each has a file of his own: "
                    "use iwr labels import"
                )
        return labels


@dataclass(frozen=True)
class Labels:
    """What holds of all that was said about a run."""

    by_annotator: dict[str, dict[Identity, Label]]
    """The latest label of each question, withdrawn ones left out."""
    stale: int
    """Latest labels that are left out because no step of the run has that evidence and that assertion."""


def read_labels(run_dir: Path, known: Collection[Identity], annotators: Sequence[str] = ()) -> Labels:
    """The labels of a run that hold for a question in `known`; by all annotators, or by those named.

    Raises InputError where a file is damaged, or an annotator who is named has none.
    """
    there = annotators_of(run_dir)
    for name in annotators:
        if name not in there:
            raise InputError(
                f"{run_dir / LABELS}: no labels by {name!r}; there are: {', '.join(there) or 'none'}"
            )
    kept: dict[str, dict[Identity, Label]] = {}
    stale = 0
    for name in annotators or there:
        last = latest(LabelStore(run_dir, name).history())
        kept[name] = {identity: label for identity, label in last.items() if identity in known}
        stale += len(last) - len(kept[name])
    return Labels(kept, stale)


def annotators_of(run_dir: Path) -> list[str]:
    """Who has labelled steps of this run, sorted."""
    return sorted(path.stem for path in (run_dir / LABELS).glob("*.jsonl"))


def latest(labels: Iterable[Label]) -> dict[Identity, Label]:
    """One annotator's last word on each question: by time, then by place; what was withdrawn is left out."""
    last: dict[Identity, Label] = {}
    for label in sorted(labels, key=lambda one: one.at):
        last[label.identity] = label
    return {identity: label for identity, label in last.items() if label.value != "withdrawn"}


def parse_label(line: bytes | str, where: str) -> Label:
    """One line of a file of labels. Raises InputError naming `where`."""
    try:
        return Label.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        raise InputError(f"{where}: {field}: {first['msg']}; remove the line, or mend it") from None


def _cut_off(path: Path) -> bool:
    """Whether the last line has no end: a label must never be glued to half of another."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"
