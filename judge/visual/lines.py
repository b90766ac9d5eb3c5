"""Lines of text that were recognised before are not recognised again."""

from collections import OrderedDict
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from tasks.files import sha256

MOST_LINES = 20_000


class LineMemory:
    """Stands before RapidOCR's recogniser and answers for lines whose pixels it has seen.

    From one screenshot of a page to the next most lines stay as they are, and recognising them is half
    of the work of reading. Lines are recognised one at a time (`rec_batch_num` 1), so what is said of a
    line depends on nothing but its pixels.
    """

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._known: OrderedDict[str, tuple[str, float, Any]] = OrderedDict()

    def __call__(self, asked: Any) -> Any:
        """RapidOCR's TextRecOutput for its TextRecInput, a list of cut-out lines."""
        crops: Sequence[Any] = asked.img if isinstance(asked.img, list) else [asked.img]
        keys = [sha256(str(crop.shape).encode() + crop.tobytes()) for crop in crops]
        new = {key: crop for key, crop in zip(keys, crops, strict=True) if key not in self._known}
        if new:
            asked.img = list(new.values())
            answer = self._recogniser(asked)
            said = zip(answer.txts, answer.scores, answer.word_results, strict=True)
            self._known.update(zip(new, said, strict=True))
        lines = [self._known[key] for key in keys]
        for key in keys:
            self._known.move_to_end(key)
        while len(self._known) > MOST_LINES:
            self._known.popitem(last=False)
        return _output(list(crops), lines)


def _output(crops: list[Any], lines: Sequence[tuple[str, float, Any]]) -> Any:
    from rapidocr.ch_ppocr_rec.typings import TextRecOutput

    texts, scores, words = zip(*lines, strict=True)
    # RapidOCR writes boxes into what it is given.
    return TextRecOutput(imgs=crops, txts=texts, scores=list(scores), word_results=deepcopy(words))
