"""`python -m tests.zoo build | pack | measure`: build the pages, pack them, measure the operator on them."""

import argparse
import asyncio
import sys
from pathlib import Path

from tasks.errors import InputError
from tests.zoo.zoo import HALVES, archives, build, libraries, pack_all


def main() -> int:
    """What the command line says; 2 where something of it is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.zoo", description="Pages of component libraries.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="build the pages with npm, into pages/<library>/")
    commands.add_parser("pack", help="pack pages/<library>/ into pages/<library>.zip")
    measuring = commands.add_parser("measure", help="use pages by their trajectories and judge every step")
    measuring.add_argument("pages", nargs="*", metavar="LIB", help="those alone")
    measuring.add_argument("--half", choices=HALVES, help="the libraries of one half; else of both")
    measuring.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    options = parser.parse_args()
    try:
        if options.command == "build":
            build()
        elif options.command == "pack":
            print(f"{pack_all() / 1e6:.1f} MB in {len(archives())} archives")
        else:
            from tests.zoo.measure import report

            asyncio.run(report(options.pages or libraries(options.half), options.json))
    except InputError as error:
        print(f"zoo: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
