"""What each visual measure costs; a part of `make bench`."""

import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from judge.visual import TextReader, VisualJudge
from judge.visual.picture import decode, read_bytes
from judge.visual.pixels import pixel_details
from judge.visual.structure import features, structure_similarity
from judge.visual.text import ocr_levenshtein, reading
from tasks.loader import load_task, suite_dir


def measures(console: Console) -> None:
    """Print the table."""
    task = load_task(suite_dir() / "kanban-board")
    pictures = [task.checkpoint(index) for index in range(6)]
    pairs = list(itertools.pairwise(pictures))
    with tempfile.TemporaryDirectory() as folder:
        reader = TextReader(Path(folder))
        reader.read(pictures[0])  # loads the models
        pixels = {path: decode(read_bytes(path), path) for path in pictures}
        traits = {path: features(pixels[path]) for path in pictures}
        judge = VisualJudge(reader)
        rows = {
            "OCR of one picture, first time": _median(reader.read, [(path,) for path in pictures[1:]]),
            "OCR of one picture, read before": _median(reader.read, [(path,) for path in pictures[1:]]),
            "text similarity": _median(
                lambda a, b: ocr_levenshtein(reading(reader.read(a)), reading(reader.read(b))), pairs
            ),
            "structure: features of one picture": _median(features, [(pixels[path],) for path in pictures]),
            "structure: comparison": _median(lambda a, b: structure_similarity(traits[a], traits[b]), pairs),
            "pixel details (SSIM, equal pixels, CIEDE2000)": _median(
                lambda a, b: pixel_details(pixels[a], pixels[b]), pairs
            ),
            "all of them, OCR read before": _median(lambda a, b: judge.compare("step", 1, a, b), pairs),
        }
    table = Table("measure", "median ms", title="a visual checkpoint at 1280x720")
    for name, milliseconds in rows.items():
        table.add_row(name, f"{milliseconds:.1f}")
    console.print(table)


def _median(call: Callable[..., Any], arguments: list[tuple[Any, ...]]) -> float:
    spent = []
    for one in arguments:
        start = time.perf_counter()
        call(*one)
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)
