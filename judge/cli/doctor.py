"""`iwr doctor`."""

from dataclasses import asdict
from typing import Annotated

import typer

from judge.cli.common import HARNESS_FAILED, err, out, print_json


def doctor_command(
    install: Annotated[
        bool, typer.Option("--install", help="Install a browser and fonts where there are none.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the checks as JSON.")] = False,
) -> None:
    """Check that this machine can run: browser, fonts, OCR, disk, keys."""
    from judge import doctor

    if install:
        doctor.install(lambda text: err.print(text, markup=False))
        return
    checks = doctor.check()
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            mark = "[green]ok[/]" if check.ok else "[red]--[/]"
            out.print(f"{mark}  [bold]{check.name:<10}[/]", end=" ")
            out.print(check.detail, markup=False, soft_wrap=True)
            if not check.ok and check.remedy:
                out.print(f"    {check.remedy}", markup=False, soft_wrap=True)
    if not all(check.ok for check in checks):
        raise typer.Exit(HARNESS_FAILED)
