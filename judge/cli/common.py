"""What the commands share: options, one-line errors, exit status, JSON, the terminal."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, TypeAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup

from judge.cli.table import forecast_table
from judge.config import RunConfig
from judge.results import RunResult
from tasks.errors import InputError

if TYPE_CHECKING:
    from judge.plan import Episode

BAD_INPUT = 2
HARNESS_FAILED = 1
BUDGET_STOPPED = 3

out = Console(highlight=False)
"""What was asked for."""
err = Console(stderr=True, highlight=False)
"""Progress, and what went wrong."""

Run = Annotated[Path, typer.Argument(help="The folder of a run.", metavar="RUN")]
Set = Annotated[list[str] | None, typer.Option("-o", "--set", help="Change a key.", metavar="KEY=VALUE")]
Judge = Annotated[str | None, typer.Option(help="evidence, vlm, panel, or a step judge of your own.")]
Rubrics = Annotated[str | None, typer.Option(help="A rubric set, or a folder of rubrics.")]
Profile = Annotated[str | None, typer.Option(help="A profile in place of those that the rubrics name.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say which calls, tokens and money to expect.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON (docs/results.md).")]


class OneLineErrors(TyperGroup):
    """Turns a mistake of the user's into one line and exit status 2, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            line = " ".join(str(error).split())
            print(f"iwr: {line}", file=sys.stderr)
            raise typer.Exit(BAD_INPUT) from None


def parts(text: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def overrides(**given: object) -> list[str]:
    """Options of their own as overrides of the configuration; as JSON, lest a path be taken for YAML."""
    found = []
    for key, value in given.items():
        if isinstance(value, str) and key in ("tasks", "generators"):
            value = parts(value)
        if value is not None:
            found.append(f"{key}={json.dumps(value, default=str)}")
    return found


def print_forecast(config: RunConfig, episodes: "Sequence[Episode]", as_json: bool) -> None:
    """What would be asked at most."""
    from judge.forecast import forecast

    found = forecast(config, episodes)
    if as_json:
        print_json(found)
    else:
        out.print(forecast_table(found))


def exit_as(result: RunResult) -> None:
    """Raises typer.Exit unless everything has a score that nothing unknown could change."""
    if result.stopped:
        raise typer.Exit(BUDGET_STOPPED)
    if any(one.score is None or not one.score.complete for one in result.episodes):
        raise typer.Exit(HARNESS_FAILED)


def print_json(value: BaseModel | list[Any]) -> None:
    """`value` as JSON on standard output, and nothing else there."""
    if isinstance(value, BaseModel):
        print(value.model_dump_json(indent=2))
    else:
        print(TypeAdapter(list[Any]).dump_json(value, indent=2).decode())


def say(what: str, value: object) -> None:
    """A line with its name before it, aligned with others."""
    out.print(f"{what:<10} {value}", markup=False, soft_wrap=True)


def say_known(lines: Sequence[str]) -> None:
    """Beside the scores: how often their judge is wrong."""
    for line in lines:
        out.print(line, style="dim", markup=False, soft_wrap=True)


def progress_bar() -> Progress:
    """How many are done, on a terminal only; it is gone when all are."""
    return Progress(
        # Names of pages and generators come from outside.
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
