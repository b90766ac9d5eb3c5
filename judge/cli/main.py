"""The command `iwr`: its commands, and what they have in common.

Exit status: 0 done, 1 done with failures of the harness, 2 bad input (one line, nothing written),
3 stopped by the budget.
"""

import logging
from typing import Annotated

import typer

from judge.cli import (
    ablate,
    calibrate,
    doctor,
    graph,
    label,
    models,
    prompts,
    record,
    rejudge,
    report,
    rubrics,
    run,
    tasks,
    variants,
)
from judge.cli.common import OneLineErrors

app = typer.Typer(
    name="iwr",
    cls=OneLineErrors,
    help="Judge rebuilt interactive web pages: use them in a real browser, decide by a rubric, "
    "keep the evidence.",
    epilog="Start with: iwr doctor, then iwr run.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run", epilog=run.EXAMPLES)(run.run_command)
app.command("record", epilog=record.EXAMPLES)(record.record_command)
app.command("rejudge", epilog=rejudge.EXAMPLES)(rejudge.rejudge_command)
app.command("compare", epilog=rejudge.COMPARE_EXAMPLES)(rejudge.compare_command)
app.command("calibrate", epilog=calibrate.EXAMPLES)(calibrate.calibrate_command)
app.command("ablate", epilog=ablate.EXAMPLES)(ablate.ablate_command)
app.command("label", epilog=label.EXAMPLES)(label.label_command)
app.command("report")(report.report_command)
app.command("doctor")(doctor.doctor_command)
app.command("graph")(graph.graph_command)
app.add_typer(tasks.app, name="tasks")
app.add_typer(rubrics.app, name="rubrics")
app.add_typer(variants.app, name="variants")
app.add_typer(prompts.app, name="prompts")
app.add_typer(label.app, name="labels")
app.add_typer(models.models_app, name="models")
app.add_typer(models.cache_app, name="cache")
app.add_typer(models.exchanges_app, name="exchanges")


@app.callback()
def main(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more of what is done.")] = False,
) -> None:
    """Options of every command."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.ERROR, format="%(levelname)s %(name)s: %(message)s"
    )
