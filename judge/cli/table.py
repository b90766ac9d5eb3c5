"""The table that ends a run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from judge.causality import Causality
from judge.results import Cost, EpisodeResult, RunResult, expectation_met
from judge.score import Bounds

if TYPE_CHECKING:
    from judge.forecast import Forecast


def result_table(result: RunResult) -> Table:
    """One row an episode, by task; percent with one decimal, bounds where something is unknown."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    # Where a terminal is narrow the names give way, never a number.
    table.add_column("page")
    page_criteria = list(dict.fromkeys(one.name for e in result.episodes for one in e.page_findings))
    # Where no task tries to deceive a page there is nothing to say of causality.
    tried = any(one.causality and one.causality.tried for one in result.episodes)
    for name in ("IFS", "VFS", "Final", *(["Causality"] if tried else []), *page_criteria):
        table.add_column(name, justify="right", no_wrap=name not in page_criteria)
    table.add_column("first to fail")
    table.add_column("expected")
    task = ""
    for episode in result.episodes:
        if episode.task != task:
            task = episode.task
            drafted = " [yellow](drafted rubric)[/]" if _by_draft(result, task) else ""
            table.add_row(f"[bold]{task}[/]{drafted}", end_section=False)
        table.add_row(*_cells(episode, tried, page_criteria))
    return table


def _by_draft(result: RunResult, task: str) -> bool:
    """Whether the task's scores were made by a rubric that nobody has gone on with."""
    scores = [one.score for one in result.episodes if one.task == task and one.score is not None]
    return any(score.rubric is not None and score.rubric.drafted for score in scores)


def cost_table(costs: Sequence[Cost]) -> Table:
    """What the models were asked, and what that cost."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("role", "model"):
        table.add_column(name)
    for name in ("calls", "tokens in", "out", "USD"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in costs:
        tokens_in = one.usage.input + one.usage.cached_input
        table.add_row(
            one.role, one.model, f"{one.calls:,}", f"{tokens_in:,}", f"{one.usage.output:,}", f"{one.usd:.4f}"
        )
    return table


def forecast_table(found: "Forecast") -> Table:
    """What a run would ask at most."""
    table = Table(box=None, pad_edge=False, header_style="bold", caption=found.note, caption_justify="left")
    for name in ("role", "model"):
        table.add_column(name)
    for name in ("calls", "tokens in", "out", "USD"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in found.roles:
        usd = "price unknown" if one.usd is None else f"{one.usd:.4f}"
        tokens = f"{one.usage.input:,}", f"{one.usage.output:,}"
        table.add_row(one.role, one.model, f"{one.calls:,}", *tokens, usd)
    return table


def _cells(episode: EpisodeResult, tried: bool, page_criteria: Sequence[str]) -> list[str]:
    page = f"  {escape(episode.generator)}" + (f" #{episode.repeat}" if episode.repeat > 1 else "")
    score = episode.score
    if score is None:
        return [page, *["?"] * (3 + tried + len(page_criteria)), "[red]failure of the harness[/]", ""]
    return [
        page,
        number(score.ifs, score.ifs_bounds),
        number(score.vfs, score.vfs_bounds),
        number(score.final, score.final_bounds),
        *([_causality(episode.causality)] if tried else []),
        *(_page_number(episode, name) for name in page_criteria),
        score.first_failed or (f"unknown from {score.first_unknown}" if score.first_unknown else "-"),
        _expected(episode),
    ]


def _causality(found: Causality | None) -> str:
    """The share of probes and counterfactuals that held, out of 100; and how many are not known."""
    if found is None or not found.tried:
        return "-"
    shown = "?" if found.score is None else f"{100 * found.score:.1f}"
    return shown if not found.unknown else f"{shown} [dim]({found.unknown} unknown)[/]"


def _page_number(episode: EpisodeResult, name: str) -> str:
    values = [one.value for one in episode.page_findings if one.name == name]
    return "-" if not values else "?" if values[0] is None else f"{100 * values[0]:.1f}"


def plain(text: str) -> str:
    """A page's or a model's words for a terminal: no markup, and nothing that could steer it."""
    return escape("".join(char if char.isprintable() else " " for char in text))


def number(value: float | None, bounds: Bounds) -> str:
    """A score out of 100; with its bounds where something is unknown."""
    shown = "?" if value is None else f"{100 * value:.1f}"
    return shown if bounds.exact else f"{shown} [dim]({100 * bounds.low:.1f}-{100 * bounds.high:.1f})[/]"


def _expected(episode: EpisodeResult) -> str:
    if episode.expected is None:
        return ""
    met = expectation_met(episode)
    wanted = "pass" if episode.expected == "pass" else f"fail at {episode.expected}"
    return {True: "[green]as expected[/]", False: f"[red]NOT: {wanted}[/]", None: f"[yellow]? {wanted}[/]"}[
        met
    ]
