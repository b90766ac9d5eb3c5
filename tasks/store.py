"""Evidence on disk: written as it happens, read back whole.

`<run>/pictures/<sha256>.png` holds every screenshot of a run once; `<run>/episodes/<id>/evidence.jsonl.gz`
has a header line and then one line a step, each a gzip member of its own, so that a line can be appended. A
step's `before` is left out where it is the `after` of the step above it, which is nearly always.
"""

import gzip
import json
import os
import zlib
from pathlib import Path

from pydantic import ValidationError

from tasks.errors import InputError
from tasks.evidence import Evidence, Snapshot, StepEvidence
from tasks.files import sha256, write_atomic

EVIDENCE_FILE = "evidence.jsonl.gz"
_PLAIN_FILE = "evidence.jsonl"  # of runs made before it was compressed
_GZIP = 16 + zlib.MAX_WBITS  # zlib's name for the gzip format


class PictureStore:
    """Pictures by the hash of their bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, png: bytes) -> str:
        """Keep a picture; returns its SHA-256."""
        key = sha256(png)
        path = self.path(key)
        if not path.exists():
            write_atomic(path, png)
        return key

    def path(self, key: str) -> Path:
        """Where the picture of that hash lies (or would lie)."""
        return self.folder / f"{key}.png"


class EvidenceWriter:
    """Appends to an episode's evidence; what was written survives a kill."""

    def __init__(self, episode: Path, pictures: PictureStore) -> None:
        self.path = episode / EVIDENCE_FILE
        self.pictures = pictures
        self._evidence: Evidence | None = None

    def start(self, evidence: Evidence) -> None:
        """Begin with the page as it was before any action; an earlier attempt's file is replaced."""
        self._evidence = evidence
        write_atomic(self.path, _packed(evidence.model_dump_json(exclude={"steps"})))

    def add(self, step: StepEvidence) -> None:
        """Append one step."""
        if self._evidence is None:
            raise RuntimeError("EvidenceWriter.start comes first")
        shared = step.before is not None and step.before == _last(self._evidence)
        line = step.model_dump_json(exclude={"before"} if shared else None)
        with self.path.open("ab") as file:
            file.write(_packed(line))
            file.flush()
            os.fsync(file.fileno())
        self._evidence = self._evidence.model_copy(update={"steps": (*self._evidence.steps, step)})

    def complete(self, found: Evidence) -> Evidence:
        """Put the fields of `found` but its steps, which were added one by one, in place of those that the
        evidence began with."""
        header = zlib.decompressobj(_GZIP)
        header.decompress(self.path.read_bytes())
        write_atomic(self.path, _packed(found.model_dump_json(exclude={"steps"})) + header.unused_data)
        self._evidence = found
        return found

    def evidence(self) -> Evidence:
        """All that was written so far."""
        if self._evidence is None:
            raise RuntimeError("EvidenceWriter.start comes first")
        return self._evidence


def evidence_file(episode: Path) -> Path:
    """Where an episode's evidence lies, or would lie."""
    plain = episode / _PLAIN_FILE
    packed = episode / EVIDENCE_FILE
    return plain if plain.is_file() and not packed.is_file() else packed


def read_evidence(episode: Path) -> Evidence:
    """The evidence of one episode. Raises InputError where the file is missing or damaged."""
    path = evidence_file(episode)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; was this episode run?") from None
    try:
        # (Not splitlines: a page's text may hold what Unicode calls a line's end.)
        content = raw if path.name == _PLAIN_FILE else gzip.decompress(raw)
        lines = content.removesuffix(b"\n").split(b"\n")
        evidence = Evidence.model_validate_json(lines[0])
        steps: list[StepEvidence] = []
        last = evidence.initial
        for line in lines[1:]:
            step = StepEvidence.model_validate_json(line)
            if "before" not in step.model_fields_set:
                step = step.model_copy(update={"before": last})
            last = step.after or last
            steps.append(step)
    except (IndexError, ValidationError, json.JSONDecodeError, EOFError, OSError, zlib.error) as error:
        raise InputError(f"{path}: damaged: {str(error).splitlines()[0]}; run it again") from None
    return evidence.model_copy(update={"steps": tuple(steps)})


def _packed(line: str) -> bytes:
    # Without a time, so that the same evidence has the same bytes.
    return gzip.compress(line.encode() + b"\n", compresslevel=6, mtime=0)


def _last(evidence: Evidence) -> Snapshot | None:
    for step in reversed(evidence.steps):
        if step.after is not None:
            return step.after
    return evidence.initial
