"""How the drafts judge the pages that were gathered, beside the author's rubrics; without a browser."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from judge.draft import draft_rubric, draft_yaml
from judge.protocols import StepCase
from judge.run import text_reader
from judge.steps import EvidenceJudge, judge_step
from rubrics.loader import load_rubric
from rubrics.schema import Rubric
from rubrics.verdict import Verdict
from tasks.errors import InputError
from tasks.task import Task
from tests.drafts.store import Page, Store
from tests.zoo.zoo import HALVES

RUBRICS = ("drafted", "author's")


@dataclass(frozen=True)
class Wrong:
    """A verdict that is otherwise than the page's label."""

    page: str
    step: str
    said: str


@dataclass(frozen=True)
class Figures:
    """What one rubric says of one task's pages; of steps that the operator could not perform, nothing."""

    task: str
    half: str
    rubric: str
    pages: int
    """Right pages."""
    whole: int
    """Of them, those of which every step passes."""
    steps: int
    passed: int
    """Of the right pages' steps, and of mutants' steps before the labelled one."""
    mutants: int
    exact: int
    """Mutants that fail first at the labelled step."""
    caught: int
    dead: int
    """Steps of dead copies."""
    dead_passed: int
    wrong: tuple[Wrong, ...]


def measure(folder: Path, halves: Sequence[str], names: Sequence[str]) -> list[Figures]:
    """The figures of every task that was gathered, by both rubrics. Raises InputError where none was."""
    places = [
        place
        for half in halves
        for place in sorted((folder / half).glob("*"))
        if Store(place).complete and (not names or place.name in names)
    ]
    if not places:
        raise InputError(f"{folder}: nothing gathered; python -m tests.drafts gather {folder}")
    with ProcessPoolExecutor(2) as pool:
        return [one for found in pool.map(_task, places) for one in found]


def _task(place: Path) -> list[Figures]:
    return asyncio.run(_figures(place))


async def _figures(place: Path) -> list[Figures]:
    store = Store(place)
    reader = text_reader()
    task = store.task()
    draft = await draft_rubric(task, store.trial(reader))
    (place / "drafted.yaml").write_text(draft_yaml(task, draft), encoding="utf-8")
    judge = EvidenceJudge(reader)
    found = {name: _Counts() for name in RUBRICS}
    for page in store.pages():
        for name, rubric in zip(RUBRICS, (draft.rubric, load_rubric(task)), strict=True):
            found[name].add(page, await _verdicts(task, rubric, page, store, judge))
    print(f"measured {place.name}", file=sys.stderr)
    return [counts.figures(task.id, place.parent.name, name) for name, counts in found.items()]


async def _verdicts(
    task: Task, rubric: Rubric, page: Page, store: Store, judge: EvidenceJudge
) -> list[Verdict]:
    cases = (
        StepCase(task, rubric.checkpoints[step.step], step, store.pictures)
        for step in page.evidence.steps
        if step.status == "performed"
    )
    return [await judge_step(judge, case) for case in cases]


class _Counts:
    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._wrong: list[Wrong] = []

    def add(self, page: Page, verdicts: Sequence[Verdict]) -> None:
        """Count the verdicts on one page."""
        label = page.label
        failed = [verdict for verdict in verdicts if verdict.value != "pass"]
        if label.kind == "dead":
            self._counts.update(dead=len(verdicts), dead_passed=len(verdicts) - len(failed))
            return
        if label.kind == "mutant":
            performed = [verdict.step for verdict in verdicts]
            if label.first_fail not in performed:
                return  # it can't be carried out there, whatever the rubric
            first = failed[0].step if failed else None
            before = performed.index(label.first_fail)
            early = [verdict for verdict in failed if performed.index(verdict.step) < before]
            self._counts.update(mutants=1, exact=first == label.first_fail, caught=bool(failed))
            self._counts.update(steps=before, passed=before - len(early))
            if first != label.first_fail:
                said = f"first fails at {first}: {failed[0].reason}" if failed else "passes every step"
                self._wrong.append(Wrong(label.name, label.first_fail, said))
            return
        self._counts.update(
            pages=1, whole=not failed, steps=len(verdicts), passed=len(verdicts) - len(failed)
        )
        self._wrong += [Wrong(label.name, one.step, one.reason) for one in failed]

    def figures(self, task: str, half: str, rubric: str) -> Figures:
        """All that was counted."""
        names = ("pages", "whole", "steps", "passed", "mutants", "exact", "caught", "dead", "dead_passed")
        counts = {name: self._counts[name] for name in names}
        return Figures(task=task, half=half, rubric=rubric, wrong=tuple(self._wrong), **counts)


def report(found: Sequence[Figures], file: Path | None, verbose: bool) -> None:
    """Print the table; with `file`, the figures as JSON; `verbose`: all that drafts judge wrongly."""
    if file is not None:
        plain = json.dumps([asdict(one) for one in found], indent=1)
        file.write_text(plain + "\n", encoding="utf-8")
    table = Table("half", "task", "rubric", title="right pages, mutants and dead copies")
    for name in ("trajectories", "steps", "mutants exact", "caught", "dead passed"):
        table.add_column(name, justify="right", no_wrap=True)
    for half in HALVES:
        own = [one for one in found if one.half == half]
        for one in own:
            table.add_row(half, one.task, one.rubric, *_cells([one]))
        table.add_section()
        for name in RUBRICS if own else ():
            table.add_row(
                half, "all", name, *_cells([one for one in own if one.rubric == name]), style="bold"
            )
        table.add_section()
    console = Console(width=120)
    console.print(table)
    for one in found if verbose else ():
        for wrong in one.wrong if one.rubric == RUBRICS[0] else ():
            console.print(f"{one.task}/{wrong.page} {wrong.step}: {wrong.said}", markup=False, soft_wrap=True)


def _cells(found: Iterable[Figures]) -> list[str]:
    sums: Counter[str] = Counter()
    for one in found:
        sums.update({key: value for key, value in asdict(one).items() if isinstance(value, int)})
    pairs = (("whole", "pages"), ("passed", "steps"), ("exact", "mutants"), ("caught", "mutants"))
    return [_share(sums[part], sums[of]) for part, of in (*pairs, ("dead_passed", "dead"))]


def _share(part: int, of: int) -> str:
    return f"{part}/{of} {100 * part / of:.1f}%" if of else "-"
