"""Lines of text that were recognised before are not recognised again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from tasks.files import sha256

MOST_LINES = 20_000

_Line = tuple[str, float, Any]


class LineMemory:
    """Stands before RapidOCR's recognisers and answers for lines whose pixels it has seen.

    From one screenshot of a page to the next most lines stay as they are, and recognising them is half
    of the work of reading. Lines are recognised one at a time (`rec_batch_num` 1), so what is said of a
    line depends on nothing but its pixels, and on none of the engines. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Line] = OrderedDict()
        self._lock = threading.Lock()

    def before(self, recogniser: Any) -> Callable[[Any], Any]:
        """`recogniser`, asked only for the lines that no engine has recognised yet."""
        return lambda asked: self._recognise(recogniser, asked)

    def _recognise(self, recogniser: Any, asked: Any) -> Any:
        """RapidOCR's TextRecOutput for its TextRecInput, a list of cut-out lines."""
        crops: list[Any] = asked.img if isinstance(asked.img, list) else [asked.img]
        keys = [sha256(str(crop.shape).encode() + crop.tobytes()) for crop in crops]
        with self._lock:
            lines = {key: self._known[key] for key in keys if key in self._known}
        new = {key: crop for key, crop in zip(keys, crops, strict=True) if key not in lines}
        if new:
            asked.img = list(new.values())
            answer = recogniser(asked)
            said = zip(answer.txts, answer.scores, answer.word_results, strict=True)
            lines.update(zip(new, said, strict=True))
        self._keep(lines)
        return _output(crops, [lines[key] for key in keys])

    def _keep(self, lines: dict[str, _Line]) -> None:
        with self._lock:
            for key, line in lines.items():
                self._known[key] = line
                self._known.move_to_end(key)
            while len(self._known) > MOST_LINES:
                self._known.popitem(last=False)


def _output(crops: list[Any], lines: Sequence[_Line]) -> Any:
    from rapidocr.ch_ppocr_rec.typings import TextRecOutput

    texts, scores, words = zip(*lines, strict=True)
    # RapidOCR writes boxes into what it is given.
    return TextRecOutput(imgs=crops, txts=texts, scores=list(scores), word_results=deepcopy(words))
