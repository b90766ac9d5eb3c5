"""Labels to other programs and back: JSONL, or CSV for a spreadsheet. The round trip loses nothing."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from judge.labels.label import Identity, Label
from judge.labels.store import LabelStore, annotators_of, parse_label
from tasks.errors import InputError
from tasks.yamlfile import Strict, nearest

FORMATS = ("jsonl", "csv")

COLUMNS = tuple(Label.model_fields)

_TEXTS = ("annotator", "task", "generator", "step", "note")
_GUARDED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
"""How a text begins that a spreadsheet might take for a formula; and the guard itself."""


class Imported(Strict):
    """What came of an import."""

    added: int
    """Labels that were appended."""
    known: int
    """That were there already, to the letter."""
    stale: int
    """Of those added: no step of the run has that evidence and that assertion, so they are not used."""
    annotators: tuple[str, ...]
    """Whose labels the file has, sorted."""


def export_labels(run_dir: Path, form: str = "jsonl") -> str:
    """All labels of a run with their history, by annotator; equal labels make equal text.

    Raises InputError for a form that is not in FORMATS, or a damaged file.
    """
    if form not in FORMATS:
        raise InputError(f"--format: {form!r} is no choice; {nearest(form, list(FORMATS))}")
    labels = [label for name in annotators_of(run_dir) for label in LabelStore(run_dir, name).history()]
    return as_csv(labels) if form == "csv" else as_jsonl(labels)


def import_labels(path: Path, run_dir: Path, known: Collection[Identity]) -> Imported:
    """Append the labels in `path` (`.csv`, else JSONL) to those of the run; those that are there already are
    left out. `known`: the questions of the run.

    Raises InputError, with nothing written, where the file can't be read, a line is wrong, or no label in it
    is of this run.
    """
    labels = _read(path)
    if not labels:
        raise InputError(f"{path}: holds no labels")
    if not any(label.identity in known for label in labels):
        raise InputError(f"{path}: no label in it is of a step of {run_dir}; was it made of another run?")
    new: dict[str, list[Label]] = {}
    for name in sorted({label.annotator for label in labels}):
        there = set(LabelStore(run_dir, name).history())
        mine = dict.fromkeys(label for label in labels if label.annotator == name)
        new[name] = [label for label in mine if label not in there]
    for name, some in new.items():
        if some:
            LabelStore(run_dir, name).add(*some)
    added = [label for some in new.values() for label in some]
    return Imported(
        added=len(added),
        known=len(labels) - len(added),
        stale=sum(label.identity not in known for label in added),
        annotators=tuple(new),
    )


def as_jsonl(labels: Iterable[Label]) -> str:
    """One JSON object a line, as in the run's own files."""
    return "".join(f"{label.model_dump_json()}\n" for label in labels)


def as_csv(labels: Iterable[Label]) -> str:
    """A table with a head. A text that a spreadsheet might take for a formula begins with an apostrophe,
    which reading takes off again."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    for label in labels:
        row = label.model_dump(mode="json")
        writer.writerow(row | {name: _guard(row[name]) for name in _TEXTS})
    return file.getvalue()


def from_csv(text: str, where: str = "the table") -> list[Label]:
    """The labels of a table. Raises InputError naming the line that is wrong."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [_label(row, place) for row, place in _rows(reader, where)]


def from_jsonl(text: str, where: str = "the file") -> list[Label]:
    """The labels of JSON lines. Raises InputError naming the line that is wrong."""
    # (Not splitlines: a note may hold what Unicode calls a line's end.)
    lines = enumerate(text.split("\n"), start=1)
    return [parse_label(line, f"{where}:{number}") for number, line in lines if line.strip()]


def _read(path: Path) -> list[Label]:
    try:
        # A spreadsheet may put a byte order mark first; no line's end may be changed.
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a UTF-8 text file") from None
    return (from_csv if path.suffix.lower() == ".csv" else from_jsonl)(text, str(path))


def _rows(reader: "csv.DictReader[str]", where: str) -> Iterator[tuple[dict[str, Any], str]]:
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise InputError(f"{where}:1: no column {missing[0]!r}; the columns are: {', '.join(COLUMNS)}")
        for row in reader:
            place = f"{where}:{reader.line_num}"
            if None in row or None in row.values():
                raise InputError(f"{place}: has not as many fields as the head")
            yield row | {name: row[name].removeprefix("'") for name in _TEXTS}, place
    except csv.Error as error:
        raise InputError(f"{where}:{reader.line_num}: not a CSV table: {error}") from None


def _label(data: Any, where: str) -> Label:
    try:
        # A table's fields are all texts: numbers and times are read out of them.
        return Label.model_validate(data, strict=False)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        raise InputError(f"{where}: {field}: {first['msg']} (got {first.get('input')!r})") from None


def _guard(text: str) -> str:
    return f"'{text}" if text.startswith(_GUARDED) else text
