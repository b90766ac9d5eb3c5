"""Every action, by the operator, on one small page each."""

import pytest

from agents.browser.limits import Limits
from tests.operating import OUT, after, click, operate, said, target
from tests.pages import Stage, node

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SAY = "<script>const say = (t) => { o.textContent += ' ' + t }</script>"


async def test_click_press_and_double_click(stage: Stage) -> None:
    page = (
        OUT
        + SAY
        + """<button onclick="say('click')" ondblclick="say('double')">Save</button>
      <script>
        onkeydown = (e) => { if (e.key != 'Control') say((e.ctrlKey ? 'ctrl+' : '') + e.key) }</script>"""
    )
    seen = await after(
        stage,
        page,
        click("Save"),
        {"action": "press", "key": "Control+z"},
        {"action": "dblclick", "target": target("Save")},
        {"action": "press", "key": "ArrowLeft"},
    )
    assert seen == "- click ctrl+z click click double ArrowLeft Save"


async def test_press_clicks_its_target_first(stage: Stage) -> None:
    page = (
        OUT
        + SAY
        + '<input aria-label=City onkeydown=\'if (event.key == "Enter") say("sent " + this.value)\'>'
    )
    seen = await after(
        stage,
        page,
        {"action": "type", "target": target("City"), "text": "Oslo"},
        {"action": "press", "key": "Enter", "target": target("City")},
    )
    assert "sent Oslo" in seen


@pytest.mark.parametrize(
    ("clear", "text", "value"), [(True, "Bergen", "Bergen"), (False, "Bergen", "OsloBergen"), (True, "", "")]
)
async def test_type_replaces_or_appends(stage: Stage, clear: bool, text: str, value: str) -> None:
    step = {"action": "type", "target": target("City"), "text": text, "clear": clear}
    evidence = await operate(stage, "<label>City <input value=Oslo></label>", step)
    assert evidence.steps[0].after is not None
    assert node(evidence.steps[0].after, "textbox").value == value


async def test_type_appends_after_the_last_line(stage: Stage) -> None:
    page = "<textarea aria-label=Notes rows=5>one\ntwo\nthree</textarea>"
    step = {"action": "type", "target": target("Notes"), "text": "!", "clear": False}
    evidence = await operate(stage, page, step)
    assert evidence.steps[0].after is not None
    assert node(evidence.steps[0].after, "textbox").value == "one two three!"


async def test_type_into_what_is_no_field_selects_nothing(stage: Stage) -> None:
    page = (
        OUT
        + SAY
        + """<div tabindex=0 onkeydown="say(event.key)">Board</div>
      <script>document.onselectionchange = () => {
        if (String(getSelection()).length > 3) say('selected') }</script>"""
    )
    seen = await after(stage, page, {"action": "type", "target": target("Board"), "text": "ab"})
    assert seen == "- a b Board"


async def test_typing_may_take_longer_than_one_call(stage: Stage) -> None:
    page = (
        OUT
        + """<input aria-label=City oninput="let n = 0;
      for (let i = 0; i < 6e7; i++) n += i; o.textContent = this.value.length">"""
    )
    step = {"action": "type", "target": target("City"), "text": "x" * 90}
    assert "90" in await after(stage, page, step, limits=Limits(call=2.5))


async def test_contenteditable_title(stage: Stage) -> None:
    page = "<h1 contenteditable>Untitled plan</h1><p>A page about untitled things</p>"
    first = {"action": "type", "target": target("Untitled plan", role="textbox"), "text": "Spring"}
    more = {"action": "type", "target": target("Spring", role="textbox"), "text": " tour", "clear": False}
    assert (await after(stage, page, first, more)).startswith("Spring tour")


async def test_select_in_a_native_list(stage: Stage) -> None:
    page = (
        OUT
        + """<label>Fruit <select onchange="o.textContent = this.value">
      <option>Pick<optgroup label=Red><option>Apple<option value=cherries>Cherry</optgroup>
      </select></label>"""
    )
    evidence = await operate(
        stage,
        page,
        {"action": "select", "target": target("Fruit"), "option": "cherry"},
        {"action": "select", "target": target("Fruit"), "option": "Banana"},
    )
    done, missing = evidence.steps
    assert (done.status, said(done)) == ("performed", "cherries Fruit Cherry")
    assert missing.status == "infeasible"
    assert missing.reason == "the list has no option 'Banana'; it has 'Pick', 'Apple', 'Cherry'"


async def test_select_what_is_disabled(stage: Stage) -> None:
    page = """<label>Fruit <select><option>Apple<option disabled>Cherry</select></label>
      <label>Size <select disabled><option>S<option>M</select></label>"""
    evidence = await operate(
        stage,
        page,
        {"action": "select", "target": target("Fruit"), "option": "Cherry"},
        {"action": "select", "target": target("Size"), "option": "M"},
    )
    assert [(step.status, step.reason) for step in evidence.steps] == [
        ("infeasible", "the option 'Cherry' is disabled"),
        ("infeasible", "the list is disabled"),
    ]


CUSTOM = """<style>
    .pick, .menu div { cursor: pointer; width: 180px; border: 1px solid } .row { display: flex; gap: 9px }
  </style>
  <h2>Cheap things, sorted</h2><div class=row><div>Sort by</div><div class=pick>Newest</div></div>
  <div class=menu hidden><div>Newest</div><div>Cheapest first</div><div>Cheap</div></div>
  <script>
    const pick = document.querySelector(".pick"), menu = document.querySelector(".menu");
    pick.onclick = () => menu.hidden = !menu.hidden;
    menu.onclick = (e) => { pick.textContent = e.target.textContent; menu.hidden = true }
  </script>"""


async def test_select_in_a_list_of_divs_with_a_plain_caption(stage: Stage) -> None:
    step = {"action": "select", "target": target("Sort by", role="combobox"), "option": "Cheapest first"}
    evidence = await operate(stage, CUSTOM, step)
    assert said(evidence.steps[0]) == "Cheap things, sorted Sort by Cheapest first"
    assert [g.description for g in evidence.steps[0].groundings] == [
        "the target Sort by",
        "the option 'Cheapest first'",
    ]


async def test_select_an_option_that_a_list_of_divs_has_not(stage: Stage) -> None:
    step = {"action": "select", "target": target("Sort by"), "option": "Rating"}
    done = (await operate(stage, CUSTOM, step)).steps[0]
    assert done.status == "infeasible"
    assert done.reason.startswith("nothing on the page is the option 'Rating'")
    assert [g.rung for g in done.groundings] == ["locator", "none"]


async def test_hover_opens_a_tooltip_after_its_delay(stage: Stage) -> None:
    page = (
        OUT
        + """<button>Info</button><script>let t; const b = document.querySelector("button");
      b.onmouseenter = () => t = setTimeout(() => o.textContent = "tip", 800);
      b.onmouseleave = () => { clearTimeout(t); o.textContent = "gone" }</script><h1>Title</h1>"""
    )
    hover = {"action": "hover", "target": target("Info")}
    evidence = await operate(stage, page, hover, {"action": "hover", "target": target("Title")})
    assert [said(step).split()[0] for step in evidence.steps] == ["tip", "gone"]


async def test_wait_lets_the_pages_clock_run(stage: Stage) -> None:
    page = OUT + "<script>setTimeout(() => o.textContent = 'late', 30000)</script>"
    evidence = await operate(stage, page, {"action": "wait", "ms": 20_000}, {"action": "wait", "ms": 10_000})
    assert [said(step) for step in evidence.steps] == ["-", "late"]


SCROLLERS = """<style>
    div { height: 150px; width: 300px; overflow: auto; margin: 9px } p { height: 900px }</style>
  <div role=region aria-label=Messages><p>first</div><div id=second><p>second</div><p>page</p>"""


@pytest.mark.parametrize(
    ("aim", "moved"),
    [
        (None, 0),  # the middle of the viewport: the page itself
        (target("Messages", role="region"), 1),
        (target(None, at=[0.2, 0.43]), 2),
        (target(None), 1),  # as large as the other, and first
    ],
)
async def test_scroll(stage: Stage, aim: object, moved: int) -> None:
    step = {"action": "scroll", "direction": "down", "amount": 120, **({"target": aim} if aim else {})}
    evidence = await operate(stage, SCROLLERS, step)
    assert evidence.steps[0].after is not None
    expected = [0.0, 0.0, 0.0]
    expected[moved] = 120.0
    assert [one.y for one in evidence.steps[0].after.scrollers] == expected


async def test_scroll_where_nothing_scrolls_by_itself(stage: Stage) -> None:
    step = {"action": "scroll", "direction": "down", "amount": 120, "target": target(None)}
    done = (await operate(stage, "<p>short</p>", step)).steps[0]
    assert (done.status, done.reason) == ("infeasible", "no container on the page scrolls by itself")


DRAG = {"action": "drag", "target": target("Card"), "to": target("Done")}
LANES = (
    """<style>body > div { position: absolute; top: 60px; width: 150px; height: 60px; background: #cde }
  #done { left: 400px; width: 200px; height: 200px }</style>"""
    + OUT
)


async def test_drag_by_pointer_beyond_a_threshold(stage: Stage) -> None:
    page = (
        LANES
        + """<div id=card>Card</div><div id=done>Done</div><script>
      let from = null, dragging = false, moves = 0;
      card.onpointerdown = (e) => { from = e.clientX; card.setPointerCapture(e.pointerId) };
      card.onpointermove = (e) => {
        if (from === null) return;
        moves += 1;
        if (Math.abs(e.clientX - from) > 8) dragging = true; };
      card.onpointerup = (e) => {
        const there = document.elementsFromPoint(e.clientX, e.clientY).includes(done);
        o.textContent = dragging && there && moves > 5 ? "dropped" : "clicked" };
      </script>"""
    )
    assert "dropped" in await after(stage, page, DRAG)


async def test_drag_by_html5(stage: Stage) -> None:
    page = (
        LANES
        + """<div id=card draggable=true>Card</div><div id=done>Done</div><script>
      card.ondragstart = (e) => e.dataTransfer.setData("text", "card");
      done.ondragover = (e) => e.preventDefault();
      done.ondrop = (e) => o.textContent = "dropped " + e.dataTransfer.getData("text");
      </script>"""
    )
    assert "dropped card" in await after(stage, page, DRAG)


async def test_drag_that_has_to_be_held(stage: Stage) -> None:
    page = (
        LANES
        + """<div id=card>Card</div><div id=done>Done</div><script>
      let held = false;
      card.onmousedown = (e) => { e.preventDefault(); setTimeout(() => held = true, 40) };
      onmouseup = () => o.textContent = held ? "dropped" : "too fast";
      </script>"""
    )
    assert "dropped" in await after(stage, page, DRAG)


FAR = """<style>body {{ height: 3000px }} div {{ position: absolute; width: 150px; height: 60px }}</style>
  <p id=o style="position: fixed; top: 0; right: 0">-</p>
  <div id=card style="top: {start}px; background: #cde">Card</div>
  <div id=done style="top: {end}px; left: 300px; background: #dec">Done</div><script>
    let from = null;
    onmousedown = (e) => {{ from = e.target.id; e.preventDefault() }};
    onmouseup = (e) => o.textContent = from + " to " + e.target.id;
  </script>"""


@pytest.mark.parametrize(("start", "end"), [(1000, 1200), (500, 760), (760, 500)])
async def test_drag_below_the_fold(stage: Stage, start: int, end: int) -> None:
    assert "card to done" in await after(stage, FAR.format(start=start, end=end), DRAG)


async def test_drag_whose_ends_are_never_in_view_at_once(stage: Stage) -> None:
    done = (await operate(stage, FAR.format(start=40, end=2500), DRAG)).steps[0]
    assert done.status == "infeasible"
    assert done.reason == "where the drag starts and where it ends are never in view at once"


async def test_a_disabled_button_is_clicked_in_vain(stage: Stage) -> None:
    page = OUT + "<button disabled onclick=\"o.textContent = 'ordered'\">Order</button>"
    assert await after(stage, page, click("Order")) == "- Order"


async def test_probes_come_before_the_step(stage: Stage) -> None:
    page = (
        OUT
        + SAY
        + """<button onclick="say('saved')">Save</button><style>html { height: 100% }</style>
      <script>onkeydown = (e) => say(e.key);
        onclick = (e) => { if (e.target.tagName != 'BUTTON') say([e.clientX, e.clientY]) }</script>"""
    )
    probes = [{"action": "click", "at": [0.5, 0.75]}, {"action": "press", "key": "F9"}]
    step = (await operate(stage, page, {**click("Save"), "probes": probes})).steps[0]
    assert [probe.probe for probe in step.probes] == ["click at 0.50, 0.75", "press F9"]
    assert step.before == step.probes[1].after
    assert step.before is not None
    assert [word.text for word in step.before.words] == ["-", "400,450", "F9", "Save"]
    assert said(step) == "- 400,450 F9 saved Save"
