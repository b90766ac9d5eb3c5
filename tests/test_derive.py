"""Labels of derived pages: what a person sees of a page decides what it is."""

import asyncio
import base64
import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agents.mutation import PageSources, propose, read_sources
from agents.mutation.mutation import Candidate
from judge.cli.variants import app
from judge.derive.bench import Bench
from judge.derive.make import variant_of
from judge.derive.perceive import Noise, Passage, Sight, changed_apart, seen_apart
from judge.visual.picture import Pixels
from tasks.errors import InputError
from tasks.evidence import Node, Scroller, Snapshot, Word
from tasks.geometry import Box
from tasks.loader import load_task
from tasks.task import Task
from tasks.variants import Edit, load_variants

PAGE = """<!doctype html>
<style>body { font: 20px sans-serif; color: #102030 } b { color: #a02010 }</style>
<p>Clicks: <b>0</b></p>
<button>Add one</button>
<script>
let clicks = 0;
const idle = 90;
function draw() { document.querySelector("b").textContent = clicks; }
document.querySelector("button").addEventListener("click", () => { clicks += 1; draw(); });
</script>
"""
TASK = """task: 1
id: clicks
title: Count clicks
viewport: {width: 320, height: 240}
trajectory:
  - {id: add, action: click, target: {description: the button, role: button, name: Add one}}
  - {id: more, action: click, target: {description: the button, role: button, name: Add one}}
"""


@pytest.fixture
def task(tmp_path: Path) -> Task:
    folder = tmp_path / "clicks"
    (folder / "reference").mkdir(parents=True)
    (folder / "reference" / "index.html").write_text(PAGE)
    (folder / "task.yaml").write_text(TASK)
    return load_task(folder)


def candidate(find: str, replace: str, operator: str = "drop_update") -> Candidate:
    return Candidate("one", operator, "It is changed.", (Edit(find=find, replace=replace),))


CASES = {
    "drawn no more": (candidate("draw(); }", "}"), "mutant", "add"),
    "two in place of one, from the second on": (
        candidate("clicks += 1;", "clicks += clicks ? 2 : 1;"),
        "mutant",
        "more",
    ),
    "another target": (candidate("Add one", "Subtract"), "mutant", "add"),
    "another text": (candidate("Clicks:", "Visits:"), "cosmetic", "initial"),
    "another colour": (candidate("#102030", "#20a030", "change_colour"), "cosmetic", "initial"),
    "another colour later": (
        candidate("clicks += 1;", "clicks += 1; document.body.style.color = '#20a030';", "change_colour"),
        "cosmetic",
        "add",
    ),
    "nothing": (candidate("idle = 90", "idle = 91"), "equivalent", None),
    "it never starts": (candidate("let clicks = 0;", "let clicks = none;"), "dropped", None),
}


@pytest.mark.browser
@pytest.mark.slow
def test_every_outcome(task: Task, tmp_path: Path) -> None:
    bench = Bench(task, tmp_path / "work", tmp_path / "cache", 1)

    async def run() -> dict[str, tuple[str, str | None]]:
        try:
            found = {name: await bench.outcome(one) for name, (one, _, _) in CASES.items()}
        finally:
            await bench.close()
        return {name: (one.kind, one.step) for name, one in found.items() if one is not None}

    assert asyncio.run(run()) == {name: (kind, step) for name, (_, kind, step) in CASES.items()}


@pytest.mark.browser
@pytest.mark.slow
def test_a_page_is_served_with_its_changed_files(task: Task, tmp_path: Path) -> None:
    """A module that a module imports, both bound to their bytes by `integrity`, one in an import map."""
    start = PAGE.index("<script>")
    script = PAGE[start:].removeprefix("<script>").removesuffix("</script>\n")
    files = {"app.js": "import './deep/count.js';", "deep/count.js": script}
    for name, text in files.items():
        (task.reference_dir / name).parent.mkdir(exist_ok=True)
        (task.reference_dir / name).write_text(text)
    tags = "".join(
        f'<link rel="modulepreload" href="{name}" integrity="{_integrity(text)}">'
        for name, text in files.items()
    )
    index = f'{PAGE[:start]}{tags}<script type="module" src="app.js"></script>'
    (task.reference_dir / "index.html").write_text(index)
    found = propose(read_sources(task.reference_dir), 1, ["freeze_state", "drop_update"]).candidates
    bench = Bench(task, tmp_path / "work", tmp_path / "cache", 1)

    async def run() -> dict[str, str]:
        try:
            outcomes = {one.id: await bench.outcome(one) for one in found}
        finally:
            await bench.close()
        return {
            name: f"{one.kind} {one.step}: {one.said}" for name, one in outcomes.items() if one is not None
        }

    said = "mutant add: '1' does not appear; '0' does not go away"
    assert asyncio.run(run()) == {"freeze-state": said, "drop-update": said, "drop-update-draw": said}
    kept = tmp_path / "work" / "freeze-state" / "page"
    assert "void (1)" in (kept / "deep" / "count.js").read_text()
    assert (kept / "app.js").read_text() == files["app.js"]


def _integrity(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@pytest.mark.browser
@pytest.mark.slow
def test_why_there_are_few_variants_is_said(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IWR_CACHE", str(tmp_path / "cache"))
    start, end = PAGE.index("<script>"), PAGE.index("<style>")
    (task.reference_dir / "app.ts.js").write_text("let n: number = 0;")
    (task.reference_dir / "index.html").write_text(
        f'{PAGE[:end]}<p>Clicks: <b>0</b></p><button>Add one</button><script src="app.ts.js"></script>'
        f'<script src="https://cdn.example/count.js"></script>{PAGE[start:]}'
    )
    made = CliRunner().invoke(
        app, ["make", str(task.folder), "--count", "40", "--operators", "off_by_one,swap_image"]
    )
    assert made.exit_code == 0, made.output
    assert made.stderr.splitlines()[-4:] == [
        "clicks: 2 of 40 variants found: 3 candidates; 1 of no use (broken at once, or the twin of another), "
        "0 spared",
        "clicks: index.html loads https://cdn.example/count.js, which is not in the page's folder",
        "clicks: app.ts.js has a script that can't be read as JavaScript throughout",
        "clicks: nothing to change by swap_image in index.html, app.ts.js",
    ]


@pytest.mark.browser
@pytest.mark.slow
def test_the_command_twice(task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    for workers in ("1", "2"):
        monkeypatch.setenv("IWR_CACHE", str(tmp_path / workers))
        made = CliRunner().invoke(
            app, ["make", str(task.folder), "--count", "6", "--workers", workers, "--force", "--json"]
        )
        assert made.exit_code == 0, made.output
        written.append((task.variants_dir / "derived.yaml").read_bytes())
    assert written[0] == written[1]
    variants = load_variants(task, "derived")
    assert load_variants(task, "hand") == ()
    assert {one.kind for one in variants} >= {"mutant", "cosmetic"}
    assert all(one.operator and one.edits and not one.reviewed for one in variants)
    again = CliRunner().invoke(app, ["make", str(task.folder)])
    assert isinstance(again.exception, InputError)
    assert "exists already; --force" in str(again.exception)
    listed = json.loads(CliRunner().invoke(app, ["list", str(task.folder), "--json"]).stdout)
    assert [one["id"] for one in listed] == [one.id for one in variants]
    # What was reviewed stays, and what was run is not run again: no browser is started.
    text = (
        written[0]
        .decode()
        .replace(f"- id: {variants[0].id}\n", f"- id: {variants[0].id}\n  reviewed: true\n")
    )
    (task.variants_dir / "derived.yaml").write_text(text)
    monkeypatch.setattr("judge.derive.bench.BrowserPool", None)
    made = CliRunner().invoke(app, ["make", str(task.folder), "--count", "6", "--force"])
    assert made.exit_code == 0, made.output
    assert load_variants(task, "derived")[0].reviewed
    # Each is found to be what its label says; a label that says otherwise is found, too.
    checked = CliRunner().invoke(app, ["check", str(task.folder)])
    count = len(load_variants(task, "derived"))
    assert checked.exit_code == 0, checked.output
    assert checked.stdout.startswith(f"{count} of {count} derived variants")
    text = (task.variants_dir / "derived.yaml").read_text()
    (task.variants_dir / "derived.yaml").write_text(text.replace("differs_at: add", "differs_at: more"))
    checked = CliRunner().invoke(app, ["check", str(task.folder), "--json"])
    assert checked.exit_code == 1
    assert any(not one["holds"] and one["seen"]["step"] == "add" for one in json.loads(checked.stdout))


def test_bad_input_is_said_before_anything_runs(task: Task) -> None:
    for arguments, said in (
        (["--operators", "off_by_two"], "no mutation operator 'off_by_two'; did you mean 'off_by_one'?"),
        (["--operators", "swap_image"], "nothing to mutate: nothing to change by swap_image in index.html"),
    ):
        ended = CliRunner().invoke(app, ["make", str(task.folder), *arguments])
        assert isinstance(ended.exception, InputError)
        assert said in str(ended.exception)
    assert not task.variants_dir.exists()


def test_candidates_are_listed(task: Task) -> None:
    shown = CliRunner().invoke(app, ["make", str(task.folder), "--dry-run", "--json"])
    assert [one["id"] for one in json.loads(shown.stdout)] == [
        one.id for one in propose(PageSources({"index.html": PAGE}), 1).candidates
    ]
    assert not task.variants_dir.exists()


def white() -> Pixels:
    import numpy as np

    return np.full((240, 320, 3), 255, dtype=np.uint8)


def sight(*texts: str, x: float = 10, dark: Box | None = None, **more: object) -> Sight:
    pixels = white()
    if dark is not None:
        pixels[int(dark.y) : int(dark.bottom), int(dark.x) : int(dark.right)] = 0
    words = tuple(Word(text=text, box=Box(x, 20.0 * n, 40, 16), line=n) for n, text in enumerate(texts))
    return Sight(Snapshot.model_validate({"picture": "p", "url": "/", "words": words, **more}), pixels)


def test_what_is_seen_apart_is_said() -> None:
    def said(other: Sight) -> list[str]:
        return [one.said for one in seen_apart(sight("Milk", "Bread"), other, Noise())]

    assert said(sight("Milk", "Bread")) == []
    assert said(sight("Milk", "Bread", x=14)) == [], "a few pixels are nothing"
    assert said(sight("Milk", "Bread", x=40)) == ["'Milk Bread' stands elsewhere"]
    assert said(sight("Milk")) == ["'Bread' is missing"]
    assert said(sight("Milk", "Bread", "Oil")) == ["'Oil' stands there in addition"]
    ticked = Node(role="checkbox", name="Fresh", box=Box(9, 9, 9, 9), checked=True)
    assert said(sight("Milk", "Bread", nodes=(ticked,))) == ["an unexpected checkbox 'Fresh' (checked True)"]
    assert said(sight("Milk", "Bread", dark=Box(5, 150, 30, 30))) == [
        "it looks otherwise at the bottom on the left"
    ]
    assert said(sight("Milk", "Bread", dark=Box(5, 150, 5, 5))) == [], "a speck"


def test_noise_is_left_out() -> None:
    one, other = sight("Milk", dark=Box(5, 150, 30, 30)), sight("Bread")
    noise = Noise.between(one, other)
    assert seen_apart(one, other, noise) == []
    assert seen_apart(one, sight("Oil"), noise) != []


def test_a_change_is_compared_and_not_how_it_looks() -> None:
    def apart(before: Sight, after: Sight, *, looks: bool = False) -> list[str]:
        wanted = Passage(sight("Add"), sight("Add", "Done"))
        found = changed_apart(wanted, Passage(before, after), Noise(), same_start=False, looks=looks)
        return [one.said for one in found]

    assert apart(sight("Plus", x=90), sight("Plus", "Done", x=90)) == []
    assert apart(sight("Add"), sight("Add")) == ["'Done' does not appear"]
    assert apart(sight("Add"), sight("Done")) == ["'Add' goes away, which it should not"]
    drawn = sight("Add", "Done", dark=Box(5, 150, 60, 30))
    assert apart(sight("Add"), drawn) == ["the picture changes otherwise at the bottom on the left"]
    assert apart(sight("Add"), drawn, looks=True) == ["more is repainted"]
    rolled = Scroller(box=Box(0, 0, 320, 240), x=0, y=0, max_x=0, max_y=900)
    still = sight("Add", scrollers=(rolled,))
    moved = sight("Add", "Done", scrollers=(rolled.model_copy(update={"y": 300.0}),))
    assert apart(still, moved) == ["it scrolls otherwise"]


def test_a_label_says_what_was_done_and_what_is_seen() -> None:
    from judge.derive.label import Outcome

    outcome = Outcome(kind="mutant", step="add", said="'1' does not appear", signature="s")
    variant = variant_of(candidate("a", "b"), outcome)
    assert variant.about == "It is changed. Step add: '1' does not appear."
    assert (variant.operator, variant.differs_at, variant.reviewed) == ("drop_update", "add", False)
