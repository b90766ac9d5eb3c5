"""`iwr report`."""

from pathlib import Path
from typing import Annotated

import typer

from judge.cli.common import out


def report_command(
    run: Annotated[Path, typer.Argument(help="The folder of a run.", metavar="RUN")],
    judgement: Annotated[
        str, typer.Option(help="A later judgement of the run's evidence (iwr rejudge).", metavar="NAME")
    ] = "first",
) -> None:
    """Write a run's report.html: one file that opens without a server."""
    from judge.report import build

    out.print(str(build(run, judgement)), markup=False, soft_wrap=True)
