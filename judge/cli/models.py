"""`iwr models`, `iwr cache` and `iwr exchanges`: what can be asked, and what was."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from judge.cli.common import Run, out, print_json
from judge.config import models_file
from tasks.errors import InputError

models_app = typer.Typer(no_args_is_help=True, help="The models that a configuration can name.")
cache_app = typer.Typer(no_args_is_help=True, help="What models have answered before, in any run.")
exchanges_app = typer.Typer(no_args_is_help=True, help="What was said between a run and its models.")

AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


@models_app.command("list")
def models_list(
    file: Annotated[
        list[Path] | None, typer.Argument(help="models.yaml files of your own.", metavar="[FILE]…")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the presets: provider, model, price for a million tokens."""
    from agents.models.spec import load_models

    found = load_models([models_file(), *(file or [])])
    if as_json:
        print_json([spec.model_dump(mode="json") for spec in found.values()])
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("preset", "provider", "model"):
        table.add_column(name)
    for name in ("USD in", "out", "noted"):
        table.add_column(name, justify="right", no_wrap=True)
    for spec in found.values():
        price = spec.price
        said = (f"{price.input:g}", f"{price.output:g}", str(price.noted)) if price else ("?", "?", "")
        table.add_row(spec.name, spec.provider, spec.model, *said)
    out.print(table)


@cache_app.command("stats")
def cache_stats(as_json: AsJson = False) -> None:
    """Say how much is kept, and of which models."""
    from judge.models import reply_cache

    found = reply_cache().stats()
    if as_json:
        print_json([asdict(found)])
        return
    out.print(f"{found.entries:,} answers, {found.bytes / 1e6:,.1f} MB")
    for model, count in found.models.items():
        out.print(f"  {count:>8,}  {model}", markup=False)
    if found.damaged:
        out.print(f"  {found.damaged:>8,}  damaged: asked again when they are needed")


@cache_app.command("clear")
def cache_clear() -> None:
    """Forget every answer. What runs keep of their own stays."""
    from judge.models import reply_cache

    out.print(f"{reply_cache().clear():,} answers forgotten")


@exchanges_app.command("export")
def exchanges_export(
    run: Run,
    file: Annotated[Path, typer.Argument(help="Ends in .jsonl, or in .zip: with the pictures.")],
) -> None:
    """Pack a run's exchanges into one file, for `iwr run --replay FILE`."""
    from agents.models.exchanges import export
    from judge.models import EXCHANGES

    count = export(run / EXCHANGES, file)
    out.print(f"{count:,} exchanges in {file}", markup=False, soft_wrap=True)


@exchanges_app.command("show")
def exchanges_show(
    run: Run,
    key: Annotated[str, typer.Argument(help="The key that a verdict names; its beginning will do.")],
) -> None:
    """Print one exchange as JSON: the exact prompt, every reply as it came, what was made of it."""
    from agents.models.exchanges import ExchangeStore
    from judge.models import EXCHANGES

    store = ExchangeStore(run / EXCHANGES)
    keys = [path.stem for path in store.files() if path.stem.startswith(key)]
    if len(keys) != 1:
        raise InputError(f"{key}: {len(keys)} exchanges of {run} begin so; give the key that a verdict names")
    found = store.get(keys[0])
    if found is None:
        raise InputError(f"{key}: its file is damaged")
    print_json(found)
