"""A candidate's screenshot against a checkpoint: every number of the score card's visual part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from judge.recent import Recent
from judge.similarity import Measure, Similarity
from judge.visual.dinov2 import PAPER_MODEL, DinoV2
from judge.visual.highlevel import embedded_highlevel
from judge.visual.metrics import Metric, measured
from judge.visual.ocr import TextReader
from judge.visual.picture import Pixels, decode, read_bytes
from judge.visual.pixels import pixel_details
from judge.visual.structure import Features, features, structure_similarity
from judge.visual.text import lines_of, ocr_levenshtein, ocr_lines, reading
from tasks.errors import InputError
from tasks.evidence import Snapshot
from tasks.files import sha256
from tasks.yamlfile import nearest


class StructureBackend(Protocol):
    """A structure measure in two halves, so that a picture is described once and compared often."""

    def embed(self, pixels: Pixels) -> Any: ...

    def similarity(self, a: Any, b: Any) -> Measure: ...


class Embedded:
    """The measure that needs no download: `judge.visual.structure`."""

    def embed(self, pixels: Pixels) -> Features:
        return features(pixels)

    def similarity(self, a: Features, b: Features) -> Measure:
        return structure_similarity(a, b)


BACKENDS: dict[str, Callable[[str], StructureBackend]] = {
    "embedded": lambda model: Embedded(),
    "dinov2": DinoV2,
}
"""Structure measures by name; each is made from a model's name or folder."""


@dataclass(frozen=True)
class Looked:
    """A picture and what the structure measures keep of it."""

    sha256: str
    features: Features
    embedding: Any


class VisualJudge:
    """Compares screenshots with checkpoints.

    The text is compared as OCR reads both (the paper's measure), the structure by the backend named, the
    high-level score by the embedded measure. The numbers of `metrics` stand among the details. Safe to use
    from several threads. Raises InputError for an unknown backend, or one whose packages or weights are
    missing.
    """

    def __init__(
        self,
        reader: TextReader,
        structure_backend: str = "embedded",
        model: str = PAPER_MODEL,
        metrics: Sequence[Metric] = (),
    ) -> None:
        if structure_backend not in BACKENDS:
            remedy = nearest(structure_backend, sorted(BACKENDS))
            raise InputError(f"structure measure {structure_backend!r}: unknown; {remedy}")
        self.reader = reader
        self._backend = BACKENDS[structure_backend](model)
        self._seen: Recent[str, Looked] = Recent(64)
        # Many pages show what another has shown: a mutant before its fault, an episode repeated.
        self._compared: Recent[tuple[str, str], Similarity] = Recent(4096)
        self._metrics = tuple(metrics)
        self._measured: Recent[tuple[str, str, str], tuple[Measure, ...]] = Recent(4096)

    def compare(
        self,
        step: str,
        index: int,
        candidate_png: Path,
        checkpoint_png: Path,
        evidence: Snapshot | None = None,
    ) -> Similarity:
        """All measures of one visual checkpoint; the pictures may have different sizes.

        `evidence` is what was seen on the candidate's page, for the metrics that want it. Raises
        UnreadablePictureError where one of the files is no picture.
        """
        candidate, checkpoint = _Opened(candidate_png), _Opened(checkpoint_png)
        same = self._compared.get(
            (candidate.sha256, checkpoint.sha256), lambda: self._compare(candidate, checkpoint)
        )
        more = self._more(candidate, checkpoint, evidence) if self._metrics else ()
        details = (*same.details, *more)
        return same.model_copy(update={"step": step, "index": index, "details": details})

    def _more(
        self, candidate: "_Opened", checkpoint: "_Opened", evidence: Snapshot | None
    ) -> tuple[Measure, ...]:
        """The numbers of the further metrics; these may depend on the evidence, too."""
        # As text, not as JSON: a page may hold half a surrogate pair, which no JSON can.
        seen = sha256(repr(evidence).encode("utf-8", "backslashreplace"))
        return self._measured.get(
            (candidate.sha256, checkpoint.sha256, seen),
            lambda: measured(self._metrics, candidate.pixels, checkpoint.pixels, evidence),
        )

    def _compare(self, candidate: "_Opened", checkpoint: "_Opened") -> Similarity:
        # Pictures first: a broken one is found before the dear part, the reading, begins.
        mine, theirs = self._look(candidate), self._look(checkpoint)
        embedded = structure_similarity(mine.features, theirs.features)
        details = pixel_details(candidate.pixels, checkpoint.pixels)
        words, expected = self.reader.read(candidate.path), self.reader.read(checkpoint.path)
        by_lines = ocr_lines(
            [line.text for line in lines_of(words)], [line.text for line in lines_of(expected)]
        )
        return Similarity(
            step="",
            index=0,
            picture=mine.sha256,
            text=ocr_levenshtein(reading(words), reading(expected)),
            structure=self._backend.similarity(mine.embedding, theirs.embedding),
            high_level=embedded_highlevel(by_lines, embedded),
            details=(by_lines, *details),
        )

    def _look(self, picture: "_Opened") -> Looked:
        return self._seen.get(picture.sha256, lambda: self._describe(picture))

    def _describe(self, picture: "_Opened") -> Looked:
        pixels = picture.pixels
        return Looked(picture.sha256, features(pixels), self._backend.embed(pixels))


class _Opened:
    """A picture file, decoded when its pixels are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = read_bytes(path)
        self.sha256 = sha256(self.data)

    @cached_property
    def pixels(self) -> Pixels:
        return decode(self.data, self.path)
