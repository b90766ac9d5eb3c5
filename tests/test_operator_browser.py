"""What the browser itself does: files, reload, back and forward, tabs, dialogs."""
# ruff: noqa: E501 (pages are easier to read unbroken)

import pytest

from tests.operating import OUT, Step, after, click, operate, said, target
from tests.pages import Stage

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

RELOAD: Step = {"action": "reload"}
BACK: Step = {"action": "back"}
FORWARD: Step = {"action": "forward"}
CLOSE: Step = {"action": "close_tab"}


def upload(name: str, file: str = "notes.txt") -> Step:
    return {"action": "upload", "target": target(name), "file": file}


def put(stage: Stage, name: str = "notes.txt", content: str = "seven lines") -> None:
    """A file in the task's folder."""
    path = stage.folder / "files" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)


TAKE = """<script>const take = async (list) => {
    o.textContent = list.length + " " + list[0].name + " " + list[0].type + " " + await list[0].text() }</script>"""

TAKERS = {
    "file field": "<label>Attachment <input type=file onchange='take(this.files)'></label>",
    "field for one kind": "<label>Attachment <input type=file accept=.txt multiple onchange='take(this.files)'></label>",
    "button that asks": """<button onclick="f.click()">Attachment</button>
        <input id=f type=file hidden onchange="take(this.files)">""",
    "button that makes a field": """<button>Attachment</button><script>
        document.querySelector("button").onclick = () => { const f = document.createElement("input");
          f.type = "file"; f.onchange = () => take(f.files); f.click() }</script>""",
    "drop zone": """<div style="border: 2px dashed; width: 300px; height: 120px"
        ondragover="event.preventDefault()" ondrop="event.preventDefault(); take(event.dataTransfer.files)">
        Attachment</div>""",
    "drop zone with a hidden field": """<div role=button tabindex=0 onclick="f.click()"
        style="border: 2px dashed; width: 300px; height: 120px" ondragover="event.preventDefault()">Attachment</div>
        <input id=f type=file style="display: none" onchange="take(this.files)">""",
    "field that covers its zone": """<div style="position: relative; border: 2px dashed; width: 300px; height: 120px">
        Attachment<input type=file style="position: absolute; inset: 0; opacity: 0"
        onchange="take(this.files)"></div>""",
}


@pytest.mark.parametrize("taker", TAKERS.values(), ids=TAKERS)
async def test_a_file_is_chosen(stage: Stage, taker: str) -> None:
    put(stage)
    assert (await after(stage, OUT + TAKE + taker, upload("Attachment"))).startswith(
        "1 notes.txt text/plain seven lines"
    )


async def test_a_zone_that_shows_that_something_is_over_it(stage: Stage) -> None:
    put(stage)
    page = (
        OUT
        + """<div id=zone style="border: 2px dashed; padding: 60px">Drop here</div><script>
      const say = (t) => o.textContent += " " + t;
      zone.ondragenter = (e) => { e.preventDefault(); say("over " + e.dataTransfer.types) };
      zone.ondragover = (e) => { e.preventDefault() };
      zone.ondrop = (e) => { e.preventDefault(); say("drop " + e.dataTransfer.items[0].getAsFile().name) };</script>"""
    )
    assert (await after(stage, page, upload("Drop here"))).startswith("- over Files drop notes.txt")


async def test_another_file_replaces_the_first(stage: Stage) -> None:
    put(stage)
    put(stage, "more.txt", "two")
    page = OUT + TAKE + TAKERS["button that asks"]
    seen = await after(stage, page, upload("Attachment"), upload("Attachment", "more.txt"))
    assert seen.startswith("1 more.txt")


async def test_a_missing_file_is_the_tasks_fault(stage: Stage) -> None:
    done = (await operate(stage, OUT + TAKE + TAKERS["file field"], upload("Attachment"))).steps[0]
    assert done.status == "harness_error"
    assert "the task's trajectory uploads it, and it is not there" in done.reason


async def test_a_disabled_file_field(stage: Stage) -> None:
    put(stage)
    page = "<label>Attachment <input type=file disabled></label>"
    done = (await operate(stage, page, upload("Attachment"))).steps[0]
    assert (done.status, done.reason) == ("infeasible", "the file field is disabled")


async def test_reload_keeps_what_the_page_has_stored(stage: Stage) -> None:
    page = (
        OUT
        + """<button onclick="localStorage.n = sessionStorage.n = 1; o.textContent = 'set'">Set</button><script>
      if (localStorage.n) o.textContent = "kept " + localStorage.n + sessionStorage.n</script>"""
    )
    evidence = await operate(stage, page, click("Set"), RELOAD, click("Set"))
    assert [said(step).removesuffix(" Set") for step in evidence.steps] == ["set", "kept 11", "set"]


async def test_a_reloaded_page_has_lost_its_state(stage: Stage) -> None:
    page = OUT + "<button onclick=\"o.textContent = 'open'\">Open</button>"
    evidence = await operate(stage, page, click("Open"), RELOAD)
    assert [said(step) for step in evidence.steps] == ["open Open", "- Open"]


async def test_back_and_forward_between_files(stage: Stage) -> None:
    stage.site("", {"two.html": "<!doctype html><h1>Second</h1><a href=three.html>Third</a>",
                    "three.html": "<!doctype html><h1>Third</h1>"})  # fmt: skip
    evidence = await operate(
        stage, "<h1>First</h1><a href=two.html>Go on</a>", click("Go on"), BACK, FORWARD, BACK, BACK
    )
    assert [said(step) for step in evidence.steps[:4]] == [
        "Second Third", "First Go on", "Second Third", "First Go on",
    ]  # fmt: skip
    nowhere = evidence.steps[4]
    assert (nowhere.status, nowhere.reason) == ("infeasible", "there is no page to go back to")
    assert said(nowhere) == "First Go on"


HISTORY = (
    OUT
    + """<button>Item</button><script>
      const show = () => o.textContent = location.ADDRESS || "list";
      document.querySelector("button").onclick = () => { GO; show() };
      addEventListener("popstate", show); addEventListener("hashchange", show); show();</script>"""
)


@pytest.mark.parametrize(
    ("address", "go", "there"),
    [
        ("hash", "history.pushState({}, '', '#item')", "#item"),
        ("search", "history.pushState({}, '', '?item=1')", "?item=1"),
        ("hash", "location.hash = 'item'", "#item"),
    ],
)
async def test_back_and_forward_within_a_page(stage: Stage, address: str, go: str, there: str) -> None:
    page = HISTORY.replace("ADDRESS", address).replace("GO", go)
    evidence = await operate(stage, page, click("Item"), BACK, FORWARD)
    assert [(step.status, said(step).split()[0]) for step in evidence.steps] == [
        ("performed", there), ("performed", "list"), ("performed", there),
    ]  # fmt: skip


@pytest.mark.parametrize("step", [BACK, FORWARD], ids=["back", "forward"])
async def test_nowhere_to_go(stage: Stage, step: Step) -> None:
    done = (await operate(stage, "<h1>First</h1>", step)).steps[0]
    assert (done.status, done.reason) == ("infeasible", f"there is no page to go {step['action']} to")
    assert said(done) == "First"


OPENERS = {
    "link": "<a href=two.html target=_blank>Details</a>",
    "link of the opener": "<a href=two.html target=_blank rel=opener>Details</a>",
    "script": "<button onclick=\"window.open('two.html')\">Details</button>",
}


@pytest.mark.parametrize("opener", OPENERS.values(), ids=OPENERS)
async def test_a_tab_of_the_pages_own_is_followed_and_closed(stage: Stage, opener: str) -> None:
    stage.site(
        "", {"two.html": f"<!doctype html>{OUT}<button onclick=\"o.textContent = 'used'\">Use</button>"}
    )
    evidence = await operate(stage, f"<h1>First</h1>{opener}", click("Details"), click("Use"), CLOSE, CLOSE)
    assert [said(step) for step in evidence.steps] == ["- Use", "used Use", "First Details", "First Details"]
    assert [(event.kind, event.text) for event in evidence.steps[0].events] == [("popup", "/two.html")]
    last = evidence.steps[3]
    assert (last.status, last.reason) == (
        "infeasible",
        "there is no tab to close: the page has opened none",
    )


async def test_a_tab_that_changes_the_page_behind_it(stage: Stage) -> None:
    stage.site("", {"two.html": """<!doctype html><button onclick="localStorage.paid = 'yes';
      opener?.postMessage('told', '*')">Pay</button>"""})  # fmt: skip
    page = (
        OUT
        + """<button onclick="window.open('two.html')">Checkout</button><script>
      onmessage = (e) => o.textContent = e.data + " " + localStorage.paid</script>"""
    )
    evidence = await operate(stage, page, click("Checkout"), click("Pay"), CLOSE)
    assert [step.status for step in evidence.steps] == ["performed"] * 3
    assert said(evidence.steps[2]) == "told yes Checkout"


async def test_a_tab_that_closes_itself(stage: Stage) -> None:
    stage.site("", {"two.html": "<!doctype html><button onclick='window.close()'>Done</button>"})
    page = "<h1>First</h1><button onclick=\"window.open('two.html')\">Open</button>"
    evidence = await operate(stage, page, click("Open"), click("Done"))
    assert [said(step) for step in evidence.steps] == ["Done", "First Open"]


@pytest.mark.parametrize(
    ("opener", "noted"),
    [
        (
            "<a href=https://example.org/ target=_blank>Elsewhere</a>",
            [("refused_request", "GET https://example.org/"), ("popup", "https://example.org/")],
        ),
        (
            "<button onclick=\"window.open('https://example.org/')\">Elsewhere</button>",
            [("popup", "https://example.org/")],
        ),
    ],
)
async def test_a_tab_of_a_foreign_origin_is_noted_and_gone(
    stage: Stage, opener: str, noted: list[tuple[str, str]]
) -> None:
    evidence = await operate(stage, f"<h1>First</h1>{opener}", click("Elsewhere"), CLOSE)
    done, nothing = evidence.steps
    assert (done.status, said(done)) == ("performed", "First Elsewhere")
    assert [(event.kind, event.text) for event in done.events] == noted
    assert nothing.status == "infeasible"


ASK = {
    "alert": "alert('Saved'); o.textContent = 'went on'",
    "confirm": "o.textContent = confirm('Delete it?')",
    "prompt": "o.textContent = prompt('Your name?', 'Nobody')",
}


@pytest.mark.parametrize(
    ("kind", "answer", "seen", "noted"),
    [
        ("alert", None, "went on", "alert: Saved (accepted)"),
        ("alert", "dismiss", "went on", "alert: Saved (accepted)"),
        ("confirm", None, "true", "confirm: Delete it? (accepted)"),
        ("confirm", "accept", "true", "confirm: Delete it? (accepted)"),
        ("confirm", "dismiss", "false", "confirm: Delete it? (dismissed)"),
        ("prompt", None, "Nobody", "prompt: Your name? (accepted)"),
        ("prompt", "dismiss", "", "prompt: Your name? (dismissed)"),
        ("prompt", {"text": "Ada"}, "Ada", "prompt: Your name? (answered 'Ada')"),
        ("prompt", {"text": ""}, "", "prompt: Your name? (answered '')"),
    ],
)
async def test_dialogs_are_answered_as_the_step_says(
    stage: Stage, kind: str, answer: object, seen: str, noted: str
) -> None:
    page = f'{OUT}<button onclick="{ASK[kind]}">Go</button>'
    step = click("Go") if answer is None else {**click("Go"), "dialog": answer}
    done = (await operate(stage, page, step)).steps[0]
    assert done.status == "performed"
    assert said(done).removesuffix("Go").strip() == seen
    assert [(event.kind, event.text) for event in done.events] == [("dialog", noted)]


async def test_an_answer_holds_for_its_own_step(stage: Stage) -> None:
    page = f'{OUT}<button onclick="{ASK["confirm"]}">Go</button>'
    evidence = await operate(stage, page, {**click("Go"), "dialog": "dismiss"}, click("Go"))
    assert [said(step) for step in evidence.steps] == ["false Go", "true Go"]


async def test_a_dialog_that_comes_while_the_page_comes_to_rest(stage: Stage) -> None:
    page = f'{OUT}<button onclick="setTimeout(() => {ASK["confirm"].replace(chr(39), "`")}, 800)">Go</button>'
    done = (await operate(stage, page, {**click("Go"), "dialog": "dismiss"})).steps[0]
    assert said(done) == "false Go"
