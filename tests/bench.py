"""`make bench`: what the operator costs beside bare Playwright, and what each visual measure costs.

Figures of one machine at one moment: quote medians and ratios. Not a test; nothing here can fail one.
"""

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from agents.browser.launch import Chromium, launch
from agents.browser.site import ORIGIN, Site, content_type
from agents.operator.operator import Operator
from judge.visual import TextReader, VisualJudge
from judge.visual.picture import decode, read_bytes
from judge.visual.pixels import pixel_details
from judge.visual.structure import features, structure_similarity
from judge.visual.text import ocr_levenshtein, reading
from tasks.geometry import Box
from tasks.loader import load_recording, load_task, suite_dir
from tasks.page import Page
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Recording, Step, Task

ACTIONS = 10
ROUNDS = 7
_LOOK = Path("agents/browser/scripts/look.js")


def main() -> None:
    """Print both tables."""
    console = Console()
    asyncio.run(_operator(console))
    _measures(console)


async def _operator(console: Console) -> None:
    whole = load_task(suite_dir() / "kanban-board")
    recording = load_recording(whole)
    if recording is None:
        raise SystemExit("the task kanban-board is not recorded")
    task = whole.model_copy(update={"trajectory": whole.trajectory[:ACTIONS]})
    task._folder = whole.folder
    bare, operated = [], []
    async with launch() as chromium:
        for round_ in range(ROUNDS + 1):
            by_hand = await _timed_bare(chromium, task, recording)
            by_operator = await _timed_operator(chromium, task, recording)
            if round_:  # the first warms up
                bare.append(by_hand)
                operated.append(by_operator)
    title = f"{ACTIONS} actions with the same captures, {ROUNDS} rounds"
    table = Table("", "median s", "min s", "max s", title=title)
    for name, values in (("bare Playwright", bare), ("operator", operated)):
        table.add_row(name, *(f"{f(values):.2f}" for f in (statistics.median, min, max)))
    ratios = [b / a for a, b in zip(bare, operated, strict=True)]
    table.add_row("ratio, round by round", *(f"{f(ratios):.2f}" for f in (statistics.median, min, max)))
    console.print(table)


async def _timed_operator(chromium: Chromium, task: Task, recording: Recording) -> float:
    page = Page.of(task.reference_dir, task.id, "reference")
    with tempfile.TemporaryDirectory() as folder:
        writer = EvidenceWriter(Path(folder), PictureStore(Path(folder) / "pictures"))
        start = time.perf_counter()
        evidence = await Operator(chromium).operate(task, recording, page, writer)
        spent = time.perf_counter() - start
    if any(step.status != "performed" for step in evidence.steps):
        raise SystemExit("the operator could not carry out the actions")
    return spent


async def _timed_bare(chromium: Chromium, task: Task, recording: Recording) -> float:
    """The same actions at places known beforehand, the same captures, and no waiting for anything."""
    site = Site(task.reference_dir)
    look = f"{_LOOK.read_text(encoding='utf-8')};iwr.look()"

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
            await page.aria_snapshot(mode="ai", boxes=True)
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


def _measures(console: Console) -> None:
    task = load_task(suite_dir() / "kanban-board")
    pictures = [task.checkpoint(index) for index in range(6)]
    pairs = list(itertools.pairwise(pictures))
    with tempfile.TemporaryDirectory() as folder:
        reader = TextReader(Path(folder))
        reader.read(pictures[0])  # loads the models
        pixels = {path: decode(read_bytes(path), path) for path in pictures}
        traits = {path: features(pixels[path]) for path in pictures}
        judge = VisualJudge(reader)
        rows = {
            "OCR of one picture, first time": _median(reader.read, [(path,) for path in pictures[1:]]),
            "OCR of one picture, read before": _median(reader.read, [(path,) for path in pictures[1:]]),
            "text similarity": _median(
                lambda a, b: ocr_levenshtein(reading(reader.read(a)), reading(reader.read(b))), pairs
            ),
            "structure: features of one picture": _median(features, [(pixels[path],) for path in pictures]),
            "structure: comparison": _median(lambda a, b: structure_similarity(traits[a], traits[b]), pairs),
            "pixel details (SSIM, equal pixels, CIEDE2000)": _median(
                lambda a, b: pixel_details(pixels[a], pixels[b]), pairs
            ),
            "all of them, OCR read before": _median(lambda a, b: judge.compare("step", 1, a, b), pairs),
        }
    table = Table("measure", "median ms", title="a visual checkpoint at 1280x720")
    for name, milliseconds in rows.items():
        table.add_row(name, f"{milliseconds:.1f}")
    console.print(table)


def _median(call: Callable[..., Any], arguments: list[tuple[Any, ...]]) -> float:
    spent = []
    for one in arguments:
        start = time.perf_counter()
        call(*one)
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    main()
