"""What the commands share: one-line errors, JSON, the terminal."""

import sys
from typing import Any

import typer
from pydantic import BaseModel, TypeAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup

from tasks.errors import InputError

BAD_INPUT = 2
HARNESS_FAILED = 1
BUDGET_STOPPED = 3

out = Console(highlight=False)
"""What was asked for."""
err = Console(stderr=True, highlight=False)
"""Progress, and what went wrong."""


class OneLineErrors(TyperGroup):
    """Turns a mistake of the user's into one line and exit status 2, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            line = " ".join(str(error).split())
            print(f"iwr: {line}", file=sys.stderr)
            raise typer.Exit(BAD_INPUT) from None


def print_json(value: BaseModel | list[Any]) -> None:
    """`value` as JSON on standard output, and nothing else there."""
    if isinstance(value, BaseModel):
        print(value.model_dump_json(indent=2))
    else:
        print(TypeAdapter(list[Any]).dump_json(value, indent=2).decode())


def progress_bar() -> Progress:
    """How many are done, on a terminal only; it is gone when all are."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
