"""How often the right element is found, and how often one that is not there.

python -m tests.grounding [--half tuning|test] [--from further …] [--pages NAME …]
"""

import argparse
import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from rich.console import Console

from tests.grounding.result import Result, confidence, table
from tests.grounding.sources import Job, Source, jobs, measure
from tests.zoo.zoo import HALVES


def main() -> None:
    """Measure, print the table, keep the results."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.grounding",
        description="How often the operator finds the right element, without a model.",
    )
    parser.add_argument("--half", choices=HALVES, help="pages of one half; else of both")
    parser.add_argument("--from", nargs="*", dest="sources", choices=get_args(Source), help="these alone")
    parser.add_argument("--pages", nargs="*", metavar="NAME", help="these alone")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="pages side by side")
    parser.add_argument("--out", type=Path, default=Path("build/bench-grounding.json"), metavar="FILE")
    given = parser.parse_args()
    wanted = [
        job
        for job in jobs(given.half)
        if (not given.sources or job.source in given.sources) and (not given.pages or job.page in given.pages)
    ]
    results = _measured(wanted, given.workers)
    title = f"Grounding, {given.half or 'both halves'}"
    Console(width=140).print(table(title, results), confidence(results))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps([asdict(one) for one in results], indent=1) + "\n", encoding="utf-8")


def _measured(wanted: list[Job], workers: int) -> list[Result]:
    """In the order of the pages, whichever was ready first."""
    found: dict[Job, list[Result]] = {}
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = {pool.submit(measure, job): job for job in wanted}
        for done in as_completed(waiting):
            job = waiting[done]
            found[job] = done.result()
            said = f"{len(found)}/{len(wanted)} {job.source} {job.page}: {len(found[job])} targets"
            print(said, file=sys.stderr, flush=True)
    return [one for job in wanted for one in found[job]]


if __name__ == "__main__":
    main()
