"""From a judgement of a run to what is known of its judge: measured, written, kept."""

import json
from dataclasses import dataclass
from pathlib import Path

from judge.calibration.known import keep, known_of
from judge.calibration.measure import calibration
from judge.calibration.model import Calibration
from judge.calibration.page import write_page
from judge.config import SplitConfig
from judge.judgements import judgement_dir, read_judged, read_judgement
from judge.results import RunResult
from tasks.errors import InputError
from tasks.files import write_atomic

CALIBRATION_FILE = "calibration.json"


@dataclass(frozen=True)
class Calibrated:
    """What was measured of a judgement, and where it lies."""

    result: RunResult
    """The judgement."""
    measured: Calibration
    page: Path
    record: Path
    """What the line beside every score is made from."""


def calibrate_judgement(
    run_dir: Path, name: str, split: SplitConfig | None = None, out: Path | None = None
) -> Calibrated:
    """Measure a judgement of a run by the labels of its pages and write `calibration.json` and
    `calibration.html` beside its results, and what is known of the judge to `out` or the user's cache.

    `split`: which derived variants were tuned on; None: as the judgement's configuration has it. Equal
    inputs make equal bytes. Raises InputError where there is no such judgement, or no page with a label.
    """
    result = read_judged(run_dir, name)
    file = read_judgement(run_dir, name)
    if not any(one.expected for one in result.episodes):
        raise InputError(
            f"{run_dir}: no page of it has a known outcome; run: iwr calibrate, "
            "or iwr run --generators reference,variants"
        )
    measured = calibration(result, run_dir, split or file.config.calibration.tuning)
    folder = judgement_dir(run_dir, name)
    write_atomic(folder / CALIBRATION_FILE, plain(measured))
    page = write_page(run_dir, folder, result, measured, name)
    record = keep(known_of(measured, result, file.config, file.provenance), out)
    return Calibrated(result, measured, page, record)


def plain(measured: Calibration) -> str:
    """As it is written: keys in order, so that equal measurements are equal bytes."""
    text = json.dumps(measured.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False)
    # A page may have left half a surrogate pair in its text, which no encoding can write.
    return text.encode("utf-8", errors="replace").decode() + "\n"
