"""`python -m tests.drafts gather | measure`: how well drafted rubrics judge other pages."""

import argparse
import asyncio
import sys
from pathlib import Path

from tasks.errors import InputError
from tests.zoo.zoo import HALVES


def main() -> int:
    """What the command line says; 2 where something of it is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.drafts", description="Drafted rubrics, measured.")
    commands = parser.add_subparsers(dest="command", required=True)
    gathering = commands.add_parser("gather", help="use all pages once, with a browser")
    measuring = commands.add_parser("measure", help="draft, judge and print a table, without a browser")
    for one in (gathering, measuring):
        one.add_argument("folder", type=Path)
        one.add_argument("--half", choices=HALVES, help="the tasks and libraries of one half; else of both")
        one.add_argument("--task", action="append", default=[], metavar="TASK", help="that one alone")
    gathering.add_argument("--run", type=Path, help="a calibrate run whose pages to take")
    measuring.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    measuring.add_argument("--verbose", action="store_true", help="list what drafts judge wrongly")
    options = parser.parse_args()
    halves = [options.half] if options.half else list(HALVES)
    try:
        if options.command == "gather":
            from tests.drafts.gather import gather

            for half in halves:
                asyncio.run(gather(options.folder, half, options.task, options.run))
        else:
            from tests.drafts.measure import measure, report

            found = measure(options.folder, halves, options.task)
            report(found, options.json, options.verbose)
    except InputError as error:
        print(f"drafts: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
