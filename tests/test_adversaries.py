"""Cheats: dead pages show what is right and do nothing, and a run can name them one by one or all at once."""

import asyncio
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.generator.adversaries import ADVERSARIES, adversary, dead
from judge.config import RunConfig
from judge.plan import expected_of, plan
from tasks.errors import InputError
from tasks.evidence import Snapshot
from tasks.loader import load_task
from tasks.task import Task
from tests.operating import click, operate, target
from tests.pages import Stage, text

pytest_plugins = ["tests.pages"]
DEAD = ("echo", "injected", "overlay", "everything")


@pytest.fixture
def task(tmp_path: Path, make_counter: Callable[..., Path]) -> Task:
    return load_task(make_counter(tmp_path / "tasks", recorded=True))


@pytest.mark.parametrize("name", DEAD)
def test_a_dead_page_is_the_reference_and_the_same_each_time(task: Task, tmp_path: Path, name: str) -> None:
    cheat = adversary(name, ("It says Count 1.",), ("Count 1",))
    pages = [asyncio.run(cheat.generate(task, tmp_path / str(number))) for number in (1, 2)]
    assert pages[0].sha256 == pages[1].sha256
    assert (pages[0].generator, expected_of(task, cheat)) == (name, "add")
    own = {path.name for path in task.reference_dir.rglob("*")}
    added = {path.name for path in pages[0].folder.rglob("*")} - own
    assert added == ({"iwr-overlay.png"} if name == "overlay" else set())
    html = pages[0].index.read_text()
    assert html.index("stopImmediatePropagation") < html.index("<title>")
    if name == "overlay":
        assert (pages[0].folder / "iwr-overlay.png").read_bytes() == task.checkpoint(1).read_bytes()


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said += data


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_what_a_rubric_says_is_shown_as_text_and_never_as_markup(said: str) -> None:
    cheat = adversary("echo", (said, "</div><script>alert(1)</script>"), ())
    page = _Texts()
    page.feed(cheat.add(None, Path()))  # type: ignore[union-attr, arg-type]
    assert page.tags == ["div"]
    assert said in page.said


@pytest.mark.parametrize(
    "html",
    [
        "<!doctype html><html lang=en><head><script>1</script></head><body>x</body></html>",
        "<!DOCTYPE html>\n<HEAD>\n<script>1</script><p>x",
        "<script>1</script>",
    ],
)
def test_ours_is_the_first_script(html: str) -> None:
    page = dead(html, "<i>added</i>")
    assert page.index("stopImmediatePropagation") < page.index("<script>1")
    assert page.count("<i>added</i>") == 1
    assert page.index("added") > page.index("<script>1")


def test_a_name_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="no adversary 'ghost'; known: slideshow, first_frame, echo"):
        adversary("ghost", (), ())


def test_all_of_them_by_one_name_and_none_twice(task: Task) -> None:
    config = RunConfig(task_dirs=(task.folder,), generators=("overlay", "adversaries", "first_frame"))
    episodes = plan(config)
    assert [one.generator.name for one in episodes] == [
        "overlay",
        *(n for n in ADVERSARIES if n != "overlay"),
    ]


def test_a_dead_page_needs_a_reference(task: Task) -> None:
    (task.reference_dir / "index.html").unlink()
    with pytest.raises(InputError, match=r"no index\.html; leave out the generator 'echo'"):
        plan(RunConfig(task_dirs=(task.folder,), generators=("echo",)))


def test_they_are_told_what_the_rubric_looks_for(task: Task, tmp_path: Path) -> None:
    rubric = {
        "rubric": 1,
        "checkpoints": {
            task.step_ids()[0]: {
                "assertion": 'The page says "Count 1" & more.',
                "criteria": [{"order": ["Zero", "One"]}, {"text_appears": {"text": "Ferry", "near": "Name"}}],
            },
            task.step_ids()[1]: {"assertion": "Somebody is greeted."},
        },
    }
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "counter.yaml").write_text(json.dumps(rubric))
    names = ("echo", "everything")
    config = RunConfig(task_dirs=(task.folder,), generators=names, rubrics=str(tmp_path / "own"))
    echo, everything = (
        asyncio.run(one.generator.generate(task, tmp_path / one.id)).index.read_text() for one in plan(config)
    )
    assert "The page says &quot;Count 1&quot; &amp; more. · Somebody is greeted." in echo
    assert "Zero · One · Ferry · Name · Count 1" in everything


LIVELY = """<style>body{height:3000px}</style>
<button onclick="o.textContent = 'clicked'">Save</button><p id=o>quiet</p>
<label>Name <input id=i></label><label><input type=checkbox> Tick</label>
<label>Sort <select id=s onchange="o.textContent = 'sorted'"><option>Low<option>High</select></label>
<div draggable=true>Card</div><p>Place</p>
<script>addEventListener("keydown", () => { o.textContent = "typed"; }, true);
addEventListener("wheel", () => { o.textContent = "scrolled"; });</script>"""


@pytest.mark.browser
@pytest.mark.anyio
async def test_everything_on_a_dead_page_can_be_acted_on_and_nothing_comes_of_it(stage: Stage) -> None:
    steps = (
        click("Save"),
        {"action": "type", "target": target("Name"), "text": "Ferry"},
        {"action": "press", "key": "Enter"},
        click("Tick"),
        {"action": "select", "target": target("Sort"), "option": "High"},
        {"action": "scroll", "direction": "down", "amount": 400},
        {"action": "drag", "target": target("Card"), "to": target("Place")},
    )
    live = await operate(stage, LIVELY, *steps)
    still = await operate(stage, dead(LIVELY, ""), *steps)
    assert {step.status for step in (*live.steps, *still.steps)} == {"performed"}
    assert still.initial is not None
    for one, other in zip(live.steps, still.steps, strict=True):
        assert other.after is not None
        assert _shown(other.after) == _shown(still.initial), other.action
        assert one.action == "drag" or (one.after and _shown(one.after) != _shown(still.initial)), one.action


def _shown(page: Snapshot) -> tuple[object, ...]:
    fields = tuple((node.value, node.checked) for node in page.nodes)
    return text(page), fields, tuple((one.x, one.y) for one in page.scrollers)
