"""What the grounding bench counts, and how it says so."""

from collections import Counter, defaultdict
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
    source: str = ""
    """Where the target comes from."""


def table(title: str, results: Iterable[Result]) -> Table:
    """Rates by how a target is told, over all sources and for each, with 95% intervals on samples that
    cluster by page."""
    by_mode: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for one in results:
        by_mode[one.mode, ""].append(one)
        by_mode[one.mode, one.source].append(one)
    found = Table(title=title)
    for head in ("how it is told", "from", "n", "right", "95%", "wrong", "95%", "not found", "marked close"):
        found.add_column(
            head, justify="left" if head in ("how it is told", "from") else "right", no_wrap=True
        )
    sources = Counter(mode for mode, source in by_mode if source)
    for mode, source in sorted(by_mode):
        if source and sources[mode] == 1:
            continue
        found.add_row(mode if not source else "", source or "all", *_rates(mode, by_mode[mode, source]))
    return found


def confidence(results: Iterable[Result]) -> Table:
    """How often a sure choice is right, by what settled it, and where it is marked as close: targets that are
    there and absent ones together, so that each kind of choice has the weight of its chance to go wrong."""
    made = [one for one in results if one.basis and one.outcome != "not found"]
    found = Table(title="Of what was chosen, by what settled it")
    for head in ("settled by", "marked close", "n", "right", "95%"):
        found.add_column(head, justify="left" if head == "settled by" else "right", no_wrap=True)
    for basis, close in sorted({(one.basis, one.close) for one in made}):
        rows = [one for one in made if (one.basis, one.close) == (basis, close)]
        right, pages = [one.outcome == "right" for one in rows], [one.page for one in rows]
        shown = (_share(right), _between(right, pages))
        found.add_row(basis, "yes" if close else "no", str(len(rows)), *shown)
    return found


def _rates(mode: str, rows: Sequence[Result]) -> list[str]:
    good = "not found" if mode.startswith("absent") else "right"
    right, wrong = [one.outcome == good for one in rows], [one.outcome == "wrong" for one in rows]
    pages = [one.page for one in rows]
    shares = [_share(right), _between(right, pages), _share(wrong), _between(wrong, pages)]
    absent = sum(one.outcome == "not found" for one in rows)
    return [str(len(rows)), *shares, str(absent), str(sum(one.close for one in rows))]


def _share(flags: Sequence[bool]) -> str:
    return f"{100 * sum(flags) / len(flags):.2f}%"


def _between(flags: Sequence[bool], pages: Sequence[str]) -> str:
    clusters = sorted(set(pages))
    hits = [sum(flag for flag, page in zip(flags, pages, strict=True) if page == one) for one in clusters]
    totals = [pages.count(one) for one in clusters]
    low, high = wilson(sum(flags), len(flags), effective_size(hits, totals))
    return f"{100 * low:.1f}-{100 * high:.1f}"
