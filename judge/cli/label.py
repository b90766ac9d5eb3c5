"""`iwr label` and `iwr labels`: what people say of steps, and how far they and the judges agree."""

import contextlib
import getpass
import webbrowser
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from judge.cli.common import Json, Run, err, out, parts, print_json
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.yamlfile import Strict

if TYPE_CHECKING:
    from judge.calibration.model import Rate
    from judge.labels import LabelAgreement

app = typer.Typer(help="Labels by people: to files and back, and how far they agree.", no_args_is_help=True)

EXAMPLES = """Examples:

iwr label runs/offline-20260302-090000
opens a page that shows one step at a time; press ? there for its keys, Ctrl-C here to end

iwr label runs/offline-20260302-090000 --as ada --only disputed
the steps on which judgements or annotators differ"""

IMPORT_EXAMPLES = """Examples:

iwr labels import ada.csv runs/offline-20260302-090000"""

EXPORT_EXAMPLES = """Examples:

iwr labels export runs/offline-20260302-090000 --format csv --out labels.csv"""

AGREEMENT_EXAMPLES = """Examples:

iwr labels agreement runs/offline-20260302-090000

iwr labels agreement runs/offline-20260302-090000 --judgements first,mine"""


class Sitting(Strict):
    """What `iwr label --json` prints when it ends."""

    annotator: str
    file: str
    questions: int
    labelled: int


def label_command(
    run: Run,
    name: Annotated[str | None, typer.Option("--as", help="Who labels; default: your login name.")] = None,
    only: Annotated[
        str,
        typer.Option(
            help="Which steps: all, disputed, failed, unknown. Any but all lets you guess at verdicts."
        ),
    ] = "all",
    judgement: Annotated[
        str,
        typer.Option(help="Whose assertions are asked, and whose verdicts --only goes by.", metavar="NAME"),
    ] = "first",
    tasks: Annotated[str | None, typer.Option(help="Only these task ids, separated by commas.")] = None,
    generators: Annotated[
        str | None, typer.Option(help="Only pages by these generators, separated by commas.")
    ] = None,
    blind: Annotated[
        bool, typer.Option("--blind/--show-judges", help="Whether what judges said is kept from you.")
    ] = True,
    port: Annotated[int, typer.Option(help="Of the local page; 0: any that is free.", min=0, max=65535)] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only print the link.")] = False,
    as_json: Json = False,
) -> None:
    """Label a run's steps by hand: opens a page that only this machine can reach. Ctrl-C ends it."""
    from judge.labels import check_annotator
    from judge.labels.queue import questions
    from judge.labels.server import LabelServer
    from judge.labels.session import Session

    annotator = check_annotator(name or _login())
    steps = questions(run, only, judgement, parts(tasks or ""), parts(generators or ""))
    session = Session(run, annotator, steps, blind)
    server = LabelServer(session, port)
    err.print(f"{session.labelled} of {len(steps)} steps are labelled; Ctrl-C ends", markup=False)
    err.print(server.url, markup=False, soft_wrap=True)
    if not no_open:
        Thread(target=_open, args=(server.url,), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    ended = Sitting(
        annotator=annotator, file=str(session.store.path), questions=len(steps), labelled=session.labelled
    )
    if as_json:
        print_json(ended)
    else:
        out.print(f"labelled   {ended.labelled} of {ended.questions}", markup=False)
        out.print(f"labels     {ended.file}", markup=False, soft_wrap=True)


@app.command("import", epilog=IMPORT_EXAMPLES)
def import_command(
    file: Annotated[
        Path, typer.Argument(help="A .csv or .jsonl that iwr labels export wrote.", metavar="FILE")
    ],
    run: Run,
    as_json: Json = False,
) -> None:
    """Add a file's labels to a run. What is there already is left as it is."""
    from judge.labels import import_labels, known_questions

    found = import_labels(file, run, known_questions(run))
    if as_json:
        print_json(found)
        return
    stale = f"; {found.stale} of them are of other evidence or another assertion" if found.stale else ""
    out.print(f"added      {found.added} labels by {', '.join(found.annotators)}{stale}", markup=False)
    out.print(f"known      {found.known}", markup=False)


@app.command("export", epilog=EXPORT_EXAMPLES)
def export_command(
    run: Run,
    form: Annotated[str, typer.Option("--format", help="jsonl, or csv for a spreadsheet.")] = "jsonl",
    to: Annotated[
        Path | None, typer.Option("--out", help="Write it there; default: standard output.", metavar="FILE")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format jsonl.")] = False,
) -> None:
    """All labels of a run with their history."""
    from judge.labels import export_labels

    text = export_labels(run, "jsonl" if as_json else form)
    if to is None:
        typer.echo(text.encode(), nl=False)
        return
    try:
        write_atomic(to, text)
    except OSError as error:
        raise InputError(f"--out: {to}: cannot be written: {error.strerror}") from None
    out.print(str(to), markup=False, soft_wrap=True)


@app.command("agreement", epilog=AGREEMENT_EXAMPLES)
def agreement_command(
    run: Run,
    names: Annotated[
        str | None,
        typer.Option("--judgements", help="Only these, separated by commas; default: all.", metavar="A,B"),
    ] = None,
    annotators: Annotated[
        str | None, typer.Option(help="Only these, separated by commas; default: all.", metavar="A,B")
    ] = None,
    as_json: Json = False,
) -> None:
    """How far annotators agree with each other, and each judgement with them."""
    from judge.labels import agreement

    found = agreement(run, parts(names or ""), parts(annotators or ""))
    if as_json:
        print_json(found)
    else:
        _print(found)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise InputError("--as: your login name is not known here; say who labels") from None


def _open(url: str) -> None:
    """In the user's browser, unless that is one that would take the terminal over."""
    with contextlib.suppress(webbrowser.Error):
        browser = webbrowser.get()
        if type(browser) is not webbrowser.GenericBrowser:
            browser.open(url)


def _print(found: "LabelAgreement") -> None:
    out.print(_annotator_table(found))
    if found.stale:
        out.print(f"{found.stale} more labels are of other evidence or another assertion: not used")
    if found.pairs:
        out.print()
        out.print(_pair_table(found))
        alpha = "not defined" if found.alpha is None else f"{found.alpha:.3f}"
        out.print(
            f"Krippendorff's alpha {alpha}, over {found.alpha_questions} steps that two or more decided"
        )
    out.print()
    out.print(_judge_table(found))
    out.print()
    out.print(_truth_table(found))
    out.print(
        "[dim]Sensitivity: of the steps that the person fails, those that the judge fails; specificity: of "
        "those that the person passes, those that it passes. Intervals are clustered by task.[/]"
    )


def _annotator_table(found: "LabelAgreement") -> Table:
    table = _table("annotator", "labels", "pass", "fail", "unsure", "share of fail")
    for one in found.annotators:
        counts = (one.labels, one.passed, one.failed, one.unsure)
        table.add_row(escape(one.name), *map(str, counts), _percent(one.prevalence))
    return table


def _pair_table(found: "LabelAgreement") -> Table:
    table = _table("annotators", "shared", "unsure", "decided", "fail a", "fail b", "agree", "kappa")
    for one in found.pairs:
        both = one.agreement
        table.add_row(
            escape(f"{one.a}, {one.b}"),
            *map(str, (one.shared, one.unsure, both.decided)),
            *map(_percent, both.prevalence or (None, None)),
            _percent(both.agree),
            _kappa(both.kappa),
        )
    return table


def _judge_table(found: "LabelAgreement") -> Table:
    heads = ("decided", "unsure", "unknown", "fail", "by judge", "agree", "kappa")
    table = _table("judgement", "against", *heads)
    for one in found.judges:
        both = one.agreement
        table.add_row(
            *map(escape, (one.judgement, one.annotator)),
            *map(str, (both.decided, one.unsure, one.unknown)),
            *map(_percent, both.prevalence or (None, None)),
            _percent(both.agree),
            _kappa(both.kappa),
        )
    return table


def _truth_table(found: "LabelAgreement") -> Table:
    table = _table("judgement", "against", "faulty", "sensitivity", "95%", "right", "specificity", "95%")
    for one in found.judges:
        rates = (cell for rate in (one.sensitivity, one.specificity) for cell in _rate(rate))
        table.add_row(*map(escape, (one.judgement, one.annotator)), *rates)
    return table


def _table(first: str, *numbers: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for name in numbers:
        if name == "against":
            table.add_column(name, overflow="fold")
        else:  # where a terminal is narrow the names give way, never a number
            table.add_column(name, justify="right", no_wrap=True)
    return table


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"


def _kappa(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _rate(rate: "Rate") -> tuple[str, str, str]:
    """How many steps it rests on, the share, its interval."""
    return str(rate.total), _percent(rate.value), f"{100 * rate.low:.1f}-{100 * rate.high:.1f}"
