"""The files of an ablation: what was found as JSON, as a table and as a page, and the timing beside them."""

import csv
import io
import json
from pathlib import Path

from pydantic import ValidationError

from judge.ablation.design import shown
from judge.ablation.page import page
from judge.ablation.result import Ablation, CellResult, Timing
from judge.calibration.model import Estimate, Rate
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.yamlfile import Strict

RESULT_FILE = "ablation.json"
TABLE_FILE = "ablation.csv"
PAGE_FILE = "ablation.html"
TIMING_FILE = "timing.json"


def write_ablation(folder: Path, result: Ablation, timing: Timing) -> Timing:
    """Write all four; returns the timing as it stands there. A cell that was answered without any call keeps
    the latency of the sitting that made its calls. Raises InputError where the folder can't be written to."""
    timing = _kept(folder, timing)
    try:
        write_atomic(folder / RESULT_FILE, _json(result))
        write_atomic(folder / TABLE_FILE, table(result))
        write_atomic(folder / TIMING_FILE, _json(timing))
        write_atomic(folder / PAGE_FILE, page(result, timing).encode("utf-8", errors="replace"))
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from None
    return timing


def table(result: Ablation) -> str:
    """One row a cell: levels, rates with their intervals, and what it costs."""
    rows = [_row(cell) for cell in result.cells]
    text = io.StringIO()
    writer = csv.DictWriter(
        text, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _row(cell: CellResult) -> dict[str, str]:
    part, retest, position, against = cell.labelled, cell.retest, cell.position, cell.against
    row: dict[str, object] = {"cell": cell.id, "baseline": str(cell.baseline).lower()}
    row |= {name: _safe(shown(level)) for name, level in cell.levels.items()}
    row |= {"asked": cell.asked, **_interval("unknown", cell.unknown)}
    row |= _interval("sensitivity", cell.sensitivity) | _interval("specificity", cell.specificity)
    if part is not None:
        row |= {"positives": part.positives, "negatives": part.negatives, "prevalence": part.prevalence}
        for name in ("exact", "pages_passed", "kappa", "mcc", "brier"):
            row |= _interval(name, getattr(part, name))
        row["ece"] = part.ece
    if retest is not None:
        row |= {
            "retested": retest.steps,
            **_interval("retest_agree", retest.agree),
            "retest_kappa": retest.kappa,
        }
    if position is not None:
        row |= _interval("flips", position.flips)
        row |= {"flips_to_pass": position.to_pass, "flips_to_fail": position.to_fail}
    if against is not None:
        row |= {"only_baseline_right": against.only_baseline, "only_cell_right": against.only_cell}
        row |= {"mcnemar_p": against.p, "mcnemar_p_holm": against.p_holm}
        row |= _interval("accuracy_change", against.difference)
    if cell.agreement is not None:
        row |= {**_interval("agreement", cell.agreement.agree), "agreement_kappa": cell.agreement.kappa}
    row |= {"ifs_tau": cell.ifs_tau, "final_tau": cell.final_tau, "calls": cell.calls}
    row |= {"tokens_in": cell.usage.input + cell.usage.cached_input, "tokens_out": cell.usage.output}
    row |= {"usd": cell.usd, **_interval("usd_step", cell.usd_step)}
    for one in cell.generators:
        row |= {_safe(f"ifs {one.generator}"): one.ifs, _safe(f"final {one.generator}"): one.final}
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _interval(name: str, value: Rate | Estimate) -> dict[str, object]:
    return {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}


def _safe(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _json(value: Strict) -> str:
    plain = value.model_dump(mode="json")
    return json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _kept(folder: Path, timing: Timing) -> Timing:
    try:
        before = Timing.model_validate_json((folder / TIMING_FILE).read_bytes()).cells
    except (OSError, ValidationError):
        return timing
    cells = {
        name: before[name] if not one.calls and name in before else one for name, one in timing.cells.items()
    }
    return timing.model_copy(update={"cells": cells})
