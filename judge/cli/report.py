"""`iwr report`."""

from typing import Annotated

import typer

from judge.cli.common import Run, out


def report_command(
    run: Run,
    judgement: Annotated[
        str, typer.Option(help="A later judgement of the run's evidence (iwr rejudge).", metavar="NAME")
    ] = "first",
) -> None:
    """Write a run's report.html: one file that opens without a server."""
    from judge.report import build

    out.print(str(build(run, judgement)), markup=False, soft_wrap=True)
