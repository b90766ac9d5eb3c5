"""The reference-transition check on picture files."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from judge.transition.agree import Transition, agree
from judge.transition.change import Change, Scene, change_between
from judge.visual.ocr import TextReader
from judge.visual.picture import decode, read_bytes
from judge.visual.text import lines_of
from tasks.evidence import Word


class TransitionJudge:
    """Decides without a model whether a candidate's page did what the reference's page did.

    Both pages are read by OCR, so that both sides carry the same kind of errors. The change of a
    reference is worked out once and kept.
    """

    def __init__(self, reader: TextReader) -> None:
        self.reader = reader
        self._reference = lru_cache(maxsize=256)(self.change)

    def check(
        self, reference_before: Path, reference_after: Path, candidate_before: Path, candidate_after: Path
    ) -> Transition:
        """Compare the two transitions. Raises UnreadablePictureError where a file is no picture."""
        reference = self._reference(reference_before, reference_after)
        return agree(reference, self.change(candidate_before, candidate_after))

    def change(self, before: Path, after: Path) -> Change:
        """What changed between two screenshots of one page."""
        return change_between(self._scene(before), self._scene(after))

    def _scene(self, png: Path) -> Scene:
        return scene(png, self.reader.read(png))


def scene(png: Path, words: Iterable[Word]) -> Scene:
    """A screenshot with the words read from it."""
    return Scene(decode(read_bytes(png), png), lines_of(words))
