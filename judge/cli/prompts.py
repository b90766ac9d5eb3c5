"""`iwr prompts`: the prompts of the judges that ship, with the idea behind each."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from judge.cli.common import out, print_json

app = typer.Typer(help="The prompts that judges ask with.", no_args_is_help=True)

LIST_EXAMPLES = """Examples:

iwr prompts list
what ships, with the idea behind each

iwr run configs/openai.yaml -o assertion.prompt=decompose -o visual.prompt=regions
judge with others than the usual ones

iwr run configs/openai.yaml -o assertion.images=none -o assertion.batch=4
judge steps by text and tree alone, up to four in one call"""

SHOW_EXAMPLES = """Examples:

iwr prompts show decompose
as its file is

iwr prompts show assertion/plain > mine.md
a beginning for one of your own: change its id, then -o assertion.prompt=mine.md"""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list", epilog=LIST_EXAMPLES)
def prompts_list(as_json: AsJson = False) -> None:
    """List the prompts that ship: assertion (does a step's assertion hold?), fidelity (how alike are the
    looks?)."""
    from judge.vlm.prompts import VARIABLES, prompt_list

    found = [(kind, *one) for kind in VARIABLES for one in prompt_list(kind)]
    if as_json:
        fields = ("kind", "name", "version", "about")
        print_json([dict(zip(fields, one, strict=True)) for one in found])
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("prompt", no_wrap=True)
    table.add_column("version", justify="right")
    table.add_column("idea")
    for kind, name, version, about in found:
        table.add_row(f"{kind}/{name}", str(version), escape(about))
    out.print(table)


@app.command("show", epilog=SHOW_EXAMPLES)
def prompts_show(
    name: Annotated[str, typer.Argument(help="Its name, its id (assertion/plain), or the path of a file.")],
    as_json: AsJson = False,
) -> None:
    """Print a prompt as its file is; one of your own is checked first."""
    from judge.vlm.prompts import any_prompt

    prompt = any_prompt(name)
    text = prompt.path.read_text(encoding="utf-8")
    if as_json:
        print_json([prompt.header.model_dump() | {"sha256": prompt.sha256, "text": text}])
    else:
        print(text, end="")
