"""The words of a picture, read by RapidOCR and never read twice."""

import functools
import importlib.metadata
import importlib.util
import json
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from judge.visual.lines import LineMemory
from judge.visual.picture import UnreadablePictureError, decode, read_bytes
from tasks.errors import InputError
from tasks.evidence import Word
from tasks.files import sha256, write_atomic
from tasks.geometry import Box
from tasks.yamlfile import Strict

MIN_SCORE = 0.5
"""A line that the recogniser is less sure of is dropped: it is an icon rather than text."""

_MODELS = {"Det.model_path": "PP-OCRv6_det_small.onnx", "Rec.model_path": "PP-OCRv6_rec_small.onnx"}
_PARAMETERS: dict[str, Any] = {
    "Global.use_cls": False,
    "Global.log_level": "error",
    # Filtered below: RapidOCR's own filter loses track of which word boxes belong to which line.
    "Global.text_score": 0.0,
    "Global.return_word_box": True,
    "Global.return_single_char_box": True,
    # Small isolated labels get lost in a smaller picture or below a higher threshold.
    "Det.limit_side_len": 960,
    "Det.limit_type": "min",
    "Det.box_thresh": 0.3,
    "Det.use_dilation": False,
    # One line at a time takes half the memory and no more time.
    "Rec.rec_batch_num": 1,
    # A second thread waits by spinning: beside busy browsers a picture then takes 2.6 s of CPU, not 1.5.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_READING = threading.BoundedSemaphore(min(2, os.cpu_count() or 1))
"""Held by who reads: an engine takes some 500 MB, and keeps a core busy."""
_IDLE: list[Any] = []
_LINES = LineMemory()
_LOCKS = tuple(threading.Lock() for _ in range(64))
"""By the first byte of a picture's hash: no picture is read by two engines at once."""


class _Char(NamedTuple):
    text: str
    left: float
    right: float


class Reading(Strict):
    """What the cache holds of one picture."""

    words: tuple[Word, ...]


class TextReader:
    """Reads pictures; what was read once is kept in `cache_dir` by the picture's hash and the settings.

    Safe to use from several threads. An engine is loaded when a picture is not in the cache, at most
    two a process. The models come with the package: nothing is fetched.
    """

    def __init__(self, cache_dir: Path) -> None:
        self.cache_dir = cache_dir

    def read(self, png: Path) -> tuple[Word, ...]:
        """The words in reading order, boxes in pixels; `line` numbers the pieces of text from 0.

        Raises UnreadablePictureError where the file is no picture, InputError where RapidOCR is missing.
        """
        data = read_bytes(png)
        key = sha256(data)
        entry = self.cache_dir / "ocr" / settings_hash()[:16] / f"{key}.json"
        words = _cached(entry)
        if words is not None:
            return words
        with _LOCKS[int(key[:2], 16) % len(_LOCKS)]:
            words = _cached(entry)
            if words is None:
                words = _recognise(data, png)
                write_atomic(entry, Reading(words=words).model_dump_json())
        return words


@functools.cache
def settings_hash() -> str:
    """SHA-256 over all that the words depend on besides the picture."""
    parts = {
        "parameters": _PARAMETERS,
        "models": _MODELS,
        "min_score": MIN_SCORE,
        "rapidocr": _version(),
        # Raise it when the making of words out of the engine's answer changes.
        "words": 1,
    }
    return sha256(json.dumps(parts, sort_keys=True).encode())


def _version() -> str:
    try:
        return importlib.metadata.version("rapidocr")
    except importlib.metadata.PackageNotFoundError:
        raise InputError("rapidocr: not installed; run: pip install rapidocr onnxruntime") from None


def _cached(entry: Path) -> tuple[Word, ...] | None:
    try:
        return Reading.model_validate_json(entry.read_bytes()).words
    except (FileNotFoundError, ValidationError):
        return None  # a damaged entry is read again and replaced


@contextmanager
def _engine() -> Iterator[Any]:
    """An engine that nobody else uses meanwhile."""
    with _READING:
        try:
            engine = _IDLE.pop()
        except IndexError:
            engine = _load_engine()
        try:
            yield engine
        finally:
            _IDLE.append(engine)


def _load_engine() -> Any:
    """RapidOCR with the models from the package's own folder."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise InputError("rapidocr: not installed; run: pip install rapidocr onnxruntime")
    folder = Path(spec.origin).parent / "models"
    # Naming the files keeps RapidOCR from looking for them and fetching them.
    models = {key: str(folder / name) for key, name in _MODELS.items()}
    missing = [path for path in models.values() if not Path(path).is_file()]
    if missing:
        raise InputError(f"{missing[0]}: the OCR model is missing; run: pip install 'rapidocr==3.10.*'")

    from rapidocr import RapidOCR

    engine: Any = RapidOCR(params=_PARAMETERS | models)
    engine.text_rec = _LINES.before(engine._load_rec_model())
    return engine


def _recognise(data: bytes, png: Path) -> tuple[Word, ...]:
    pixels = decode(data, png)
    try:
        with _engine() as engine:
            result = engine(pixels)
    except InputError:
        raise
    except Exception as error:  # onnxruntime and OpenCV raise types of their own
        raise UnreadablePictureError(f"{png}: OCR failed: {type(error).__name__}: {error}") from error
    if result.txts is None:
        return ()
    lines = zip(result.boxes, result.txts, result.scores, result.word_results, strict=True)
    kept = ((box, text, chars) for box, text, score, chars in lines if score >= MIN_SCORE)
    return tuple(
        word
        for number, (corners, text, chars) in enumerate(kept)
        for word in words_of_line(text, _box(corners), _chars(chars), number)
    )


def words_of_line(text: str, box: Box, chars: Sequence[_Char], line: int) -> list[Word]:
    """The words of one recognised line, each with the box that its characters' positions give.

    Where the characters don't spell the text, the line's width is shared out by length.
    """
    tokens = text.split()
    if "".join(char.text for char in chars) != "".join(tokens):
        chars = _shared_out(text, box)
    words: list[Word] = []
    start = 0
    for token in tokens:
        own = chars[start : start + len(token)]
        start += len(token)
        left, right = min(char.left for char in own), max(char.right for char in own)
        words.append(Word(text=token, box=Box(left, box.y, max(right - left, 1.0), box.h), line=line))
    return words


def _shared_out(text: str, box: Box) -> list[_Char]:
    step = box.w / max(len(text), 1)
    return [
        _Char(char, box.x + index * step, box.x + (index + 1) * step)
        for index, char in enumerate(text)
        if not char.isspace()
    ]


def _box(corners: Iterable[Iterable[float]]) -> Box:
    """The upright rectangle around a quadrilateral."""
    points = [(float(x), float(y)) for x, y in corners]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return Box(left, top, max(x for x, _ in points) - left, max(y for _, y in points) - top)


def _chars(line: Iterable[Any]) -> list[_Char]:
    """Characters with their extent from RapidOCR's (text, score, corners)."""
    boxes = [(str(text), _box(corners)) for text, _, corners in line]
    return [_Char(text, box.x, box.right) for text, box in boxes]
