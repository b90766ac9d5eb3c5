"""What the grounding bench counts, and how it says so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.table import Table

from judge.calibration.statistics import effective_size, wilson

Outcome = Literal["right", "wrong", "not found"]


@dataclass(frozen=True)
class Result:
    """One target, looked for once."""

    mode: str
    """How it was told; "absent: …" where it was not there."""
    page: str
    target: str
    outcome: Outcome
    """Of an absent target "not found" is right and "wrong" is found."""
    detail: str = ""
    basis: str = ""
    close: bool = False


def table(title: str, results: Iterable[Result]) -> Table:
    """Rates by mode, with 95% intervals on samples that cluster by page."""
    by_mode: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        by_mode[one.mode].append(one)
    found = Table(title=title)
    for head in ("how it is told", "n", "right", "95%", "wrong", "95%", "not found", "marked close"):
        found.add_column(head, justify="left" if head == "how it is told" else "right", no_wrap=True)
    for mode in sorted(by_mode):
        rows = by_mode[mode]
        good = "not found" if mode.startswith("absent") else "right"
        right, wrong = [one.outcome == good for one in rows], [one.outcome == "wrong" for one in rows]
        pages = [one.page for one in rows]
        shares = [_share(right), _between(right, pages), _share(wrong), _between(wrong, pages)]
        absent = sum(one.outcome == "not found" for one in rows)
        found.add_row(mode, str(len(rows)), *shares, str(absent), str(sum(one.close for one in rows)))
    return found


def _share(flags: Sequence[bool]) -> str:
    return f"{100 * sum(flags) / len(flags):.2f}%"


def _between(flags: Sequence[bool], pages: Sequence[str]) -> str:
    clusters = sorted(set(pages))
    hits = [sum(flag for flag, page in zip(flags, pages, strict=True) if page == one) for one in clusters]
    totals = [pages.count(one) for one in clusters]
    low, high = wilson(sum(flags), len(flags), effective_size(hits, totals))
    return f"{100 * low:.1f}-{100 * high:.1f}"
