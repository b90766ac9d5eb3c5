"""The published results of 28 models go through the code that makes our scores."""

import csv
from pathlib import Path

import pytest

from judge.formulas import final, vfs
from rubrics.profile import load_profile

_FILE = Path(__file__).parent / "data" / "iwr-bench-leaderboard.csv"
ROWS = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))
IWR = load_profile("iwr")
ROUNDING = 0.011


def test_every_published_model_is_there() -> None:
    assert len(ROWS) == 28


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["model"])
def test_formulas_give_the_published_numbers(row: dict[str, str]) -> None:
    low, high, ifs, visual, overall = (
        float(row[column]) / 100 for column in ("low_level", "high_level", "ifs", "vfs", "final")
    )
    assert 100 * vfs(low, high, IWR) == pytest.approx(100 * visual, abs=ROUNDING)
    assert 100 * final(ifs, visual, IWR) == pytest.approx(100 * overall, abs=ROUNDING)
    assert 100 * final(ifs, vfs(low, high, IWR), IWR) == pytest.approx(100 * overall, abs=ROUNDING)
