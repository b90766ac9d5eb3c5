"""`make bench`: what the operator costs beside bare Playwright, without a model and with one that answers at
once, what the ink costs of a look, and what each visual measure costs.

Figures of one machine at one moment: quote medians and ratios. Not a test; nothing here can fail one.
"""

import asyncio
import json
import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from agents.browser.launch import Chromium, launch
from agents.browser.site import ORIGIN, Site, content_type
from agents.browser.world import world_script
from agents.models.protocol import Reply, Request, Text, Usage
from agents.models.spec import ModelSpec
from agents.operator.operator import Operator
from agents.operator.rungs.choose import ChoiceReply, Chooser
from tasks.geometry import Box
from tasks.loader import load_recording, load_task, suite_dir
from tasks.page import Page
from tasks.recording import Recording, SeenTarget
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Step, Task
from tests.bench_looks import looks
from tests.bench_measures import measures

ACTIONS = 10
ROUNDS = 7


def main() -> None:
    """Print all tables."""
    console = Console()
    asyncio.run(_operator(console))
    asyncio.run(_heavy(console))
    asyncio.run(_by_model(console))
    asyncio.run(looks(console))
    measures(console)


class _AtOnce:
    """Chooses the likeliest candidate without thinking: all that is left is our own cost."""

    spec = ModelSpec(provider="scripted", model="at once")

    async def ask(self, request: Request) -> Reply:
        text = "".join(part.text for part in request.parts if isinstance(part, Text))
        likeliest = re.search(r'<candidates>\n(\d+) [^"]*"(.*?)"', text)
        if likeliest is None:
            raise SystemExit("the request lists no candidate")
        answer = ChoiceReply(answer="choice", index=int(likeliest[1]), label=likeliest[2])
        return Reply(answer.model_dump_json(), answer, "end", Usage(), 0.0, exchange="")


async def _operator(console: Console) -> None:
    task, recording = _kanban()
    async with launch() as chromium:
        bare, operated = await _compared(chromium, task, recording, None)
    title = f"{ACTIONS} actions with the same captures, {ROUNDS} rounds"
    table = Table("", "median s", "min s", "max s", title=title)
    for name, values in (("bare Playwright", bare), ("operator", operated)):
        table.add_row(name, *(f"{f(values):.2f}" for f in (statistics.median, min, max)))
    ratios = [b / a for a, b in zip(bare, operated, strict=True)]
    table.add_row("ratio, round by round", *(f"{f(ratios):.2f}" for f in (statistics.median, min, max)))
    console.print(table)


async def _by_model(console: Console) -> None:
    title = f"every step grounded by a model at once, {ROUNDS} rounds"
    table = Table("page", "bare s", "operator s", "ratio", "min", "max", title=title)
    with tempfile.TemporaryDirectory() as folder:
        async with launch() as chromium:
            pages = {"kanban-board": _kanban(), "650 elements": await _shop(chromium, Path(folder) / "shop")}
            for name, (task, recording) in pages.items():
                bare, operated = await _compared(chromium, task, recording, Chooser(_AtOnce()))
                table.add_row(name, *_beside(bare, operated))
    console.print(table)


def _beside(bare: list[float], operated: list[float]) -> list[str]:
    """The medians, also of the ratio round by round, and that one's smallest and largest."""
    ratios = [b / a for a, b in zip(bare, operated, strict=True)]
    medians = [statistics.median(values) for values in (bare, operated, ratios)]
    return [f"{value:.2f}" for value in (*medians, min(ratios), max(ratios))]


async def _compared(
    chromium: Chromium, task: Task, recording: Recording, chooser: Chooser | None
) -> tuple[list[float], list[float]]:
    """Seconds by hand and by the operator, in turns; the first turn warms up and is left out."""
    bare, operated = [], []
    for round_ in range(ROUNDS + 1):
        by_hand = await _timed_bare(chromium, task, recording)
        by_operator = await _timed_operator(chromium, task, recording, chooser)
        if round_:
            bare.append(by_hand)
            operated.append(by_operator)
    return bare, operated


def _kanban() -> tuple[Task, Recording]:
    whole = load_task(suite_dir() / "kanban-board")
    recording = load_recording(whole)
    if recording is None:
        raise SystemExit("the task kanban-board is not recorded")
    task = whole.model_copy(update={"trajectory": whole.trajectory[:ACTIONS]})
    task._folder = whole.folder
    return task, recording


async def _shop(chromium: Chromium, folder: Path, cards: int = 108) -> tuple[Task, Recording]:
    """A page of six elements a card, used by clicks on buttons with names of their own."""
    page = "".join(
        f"<div class=c><h3>Lamp {i}</h3><p>Made of oak, number {i}</p><b>{i + 5} EUR</b>"
        f"<button>Buy {i}</button><button>Keep {i}</button></div>"
        for i in range(cards)
    )
    named = [{"description": f'"Buy {i}"', "name": f"Buy {i}", "role": "button"} for i in range(ACTIONS)]
    return await _made(
        chromium, folder, f"<style>.c {{ display: inline-block; width: 150px }}</style>{page}", named
    )


async def _long_table(chromium: Chromium, folder: Path) -> tuple[Task, Recording]:
    """A table of 1,200 rows, used by clicks on the cross at the end of a row."""
    rows = "".join(
        f"<tr><td>{i}<td>Person {i}<td>Town {i % 40}<td>{i * 7 % 900}.00<td><button>×</button>"
        for i in range(1, 1201)
    )
    told = [
        {"description": f"the cross in the row of Person {i}", "near": f"Person {i}"}
        for i in range(1, ACTIONS + 1)
    ]
    return await _made(chromium, folder, f"<table>{rows}</table>", told)


async def _made(
    chromium: Chromium, folder: Path, html: str, targets: list[dict[str, str]]
) -> tuple[Task, Recording]:
    """A page that says what was clicked, and a click on each target; the places are those that the operator
    finds."""
    (folder / "reference").mkdir(parents=True)
    (folder / "reference" / "index.html").write_text(
        f"<!doctype html><meta charset=utf-8><p id=o>-</p>{html}"
        "<script>onclick = (e) => o.textContent = e.target.textContent</script>"
    )
    clicks = [{"id": f"s{i}", "action": "click", "target": one} for i, one in enumerate(targets)]
    task = Task.model_validate_json(
        json.dumps({"task": 1, "id": "made", "title": "Made", "trajectory": clicks})
    )
    task._folder = folder
    writer = EvidenceWriter(folder, PictureStore(folder / "pictures"))
    evidence = await Operator(chromium).operate(task, None, _reference(task), writer)
    found = {step.step: step.groundings[0].chosen for step in evidence.steps}
    places = {step: SeenTarget(box=one.box, scene=0) for step, one in found.items() if one}
    return task, Recording(
        task_sha256="", reference_sha256="", chromium="", assets={}, targets=places, checkpoints=()
    )


async def _heavy(console: Console) -> None:
    table = Table(
        "page", "bare s", "operator s", "ratio", "min", "max", "evidence KB a step", title="large pages"
    )
    with tempfile.TemporaryDirectory() as scratch:
        async with launch() as chromium:
            pages = {
                "1,200 rows": await _long_table(chromium, Path(scratch) / "rows"),
                "10,000 elements": await _shop(chromium, Path(scratch) / "shop", 1666),
            }
            for name, (task, recording) in pages.items():
                bare, operated = await _compared(chromium, task, recording, None)
                stored = sum(path.stat().st_size for path in task.folder.glob("evidence*"))
                stored += sum(
                    path.stat().st_size for path in (task.folder / "pictures").rglob("*") if path.is_file()
                )
                kilobytes = f"{stored / 1000 / (ACTIONS + 1):.0f}"
                table.add_row(name, *_beside(bare, operated), kilobytes)
    console.print(table)


def _reference(task: Task) -> Page:
    return Page.of(task.reference_dir, task.id, "reference")


async def _timed_operator(
    chromium: Chromium, task: Task, recording: Recording, chooser: Chooser | None
) -> float:
    with tempfile.TemporaryDirectory() as folder:
        writer = EvidenceWriter(Path(folder), PictureStore(Path(folder) / "pictures"))
        start = time.perf_counter()
        operator = Operator(chromium, chooser=chooser, always=chooser is not None)
        evidence = await operator.operate(task, recording, _reference(task), writer)
        spent = time.perf_counter() - start
    if any(step.status != "performed" for step in evidence.steps):
        raise SystemExit("the operator could not carry out the actions")
    return spent


async def _timed_bare(chromium: Chromium, task: Task, recording: Recording) -> float:
    """The same actions at places known beforehand, the same captures, and no waiting for anything."""
    site = Site(task.reference_dir)
    look = f"{world_script()};iwr.look()"

    async def serve(route: Any) -> None:
        path = site.find(route.request.url)
        if path is None:
            await route.abort()
        else:
            await route.fulfill(body=path.read_bytes(), content_type=content_type(path))

    start = time.perf_counter()
    context = await chromium.browser.new_context(viewport={"width": 1280, "height": 720})
    await context.route("**/*", serve)
    page = await context.new_page()
    await page.goto(f"{ORIGIN}/")
    with tempfile.TemporaryDirectory() as folder:
        for index, step in enumerate((None, *task.trajectory)):
            if step is not None:
                await _bare_action(page, step, recording)
            await page.evaluate(look)
            png = await page.screenshot(animations="disabled", caret="hide", scale="css")
            (Path(folder) / f"{index}.png").write_bytes(png)
    await context.close()
    return time.perf_counter() - start


async def _bare_action(page: Any, step: Step, recording: Recording) -> None:
    def at(key: str) -> tuple[float, float]:
        return Box(*recording.targets[key].box).center

    match step.action:
        case "drag":
            await page.mouse.move(*at(step.id))
            await page.mouse.down()
            await page.mouse.move(*at(f"{step.id}/to"), steps=12)
            await page.mouse.up()
        case "dblclick":
            await page.mouse.dblclick(*at(step.id))
        case "click":
            await page.mouse.click(*at(step.id))
        case "hover":
            await page.mouse.move(*at(step.id), steps=2)
        case "type":
            await page.mouse.click(*at(step.id))
            await page.keyboard.press("ControlOrMeta+a")
            await page.keyboard.type(step.text)
        case "press":
            await page.keyboard.press(step.key)
        case "select":
            await page.locator("select").first.select_option(label=step.option)
        case _:
            raise SystemExit(f"no bare version of {step.action}")


if __name__ == "__main__":
    main()
