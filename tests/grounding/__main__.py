"""`make bench-grounding`: how often the right element is found, and how often one that is not there.

python -m tests.grounding [--half tuning|test] [--pages NAME ...] [--out FILE]
"""

import argparse
import asyncio
import json
import time
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from agents.browser.launch import launch
from tests.grounding.live import labelled_page
from tests.grounding.result import Result, table
from tests.grounding.targets import further_pages, split


async def run(half: str | None, only: list[str]) -> list[Result]:
    """All targets of one half, or of these pages."""
    halves = split()
    results: list[Result] = []
    async with launch() as chromium:
        for path, labels in further_pages():
            if (only and path.stem not in only) or (half and halves.get(path.stem) != half):
                continue
            start = time.perf_counter()
            results += await labelled_page(chromium, path, labels)
            print(f"{path.stem}: {len(labels)} targets, {time.perf_counter() - start:.0f} s", flush=True)
    return results


def main() -> None:
    """Run, print the table, keep the results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=["tuning", "test"])
    parser.add_argument("--pages", nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path("build/bench-grounding.json"))
    given = parser.parse_args()
    results = asyncio.run(run(given.half, given.pages))
    Console(width=140).print(table(f"Grounding, {given.half or 'all'}", results))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps([asdict(one) for one in results], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
