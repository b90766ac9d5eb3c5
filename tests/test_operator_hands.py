"""Mouse and keyboard: the page's time runs on within an action, as it does under a person's hands."""
# ruff: noqa: E501 (pages are easier to read unbroken)

import pytest

from tests.operating import OUT, Step, after, click, operate, said, target
from tests.pages import Stage

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SAY = "<script>const say = (t) => { o.textContent += ' ' + t }</script>"


CODE = (
    OUT
    + """<fieldset><legend>Code</legend>
      <input aria-label="Digit 1" maxlength=1 size=1><input aria-label="Digit 2" maxlength=1 size=1>
      <input aria-label="Digit 3" maxlength=1 size=1><input aria-label="Digit 4" maxlength=1 size=1>
    </fieldset><script>
      const digits = [...document.querySelectorAll("input")];
      digits.forEach((digit, i) => digit.oninput = () => {
        setTimeout(() => digits[i + 1]?.focus(), LATE);
        o.textContent = digits.map((one) => one.value || "_").join("") });
    </script>"""
)


@pytest.mark.parametrize("late", [0, 10, 40])
async def test_a_code_whose_fields_pass_the_focus_on(stage: Stage, late: int) -> None:
    step = {"action": "type", "target": target("Digit 1"), "text": "4711"}
    seen = await after(stage, CODE.replace("LATE", str(late)), step)
    assert seen.split()[0] == "4711"


async def test_typing_goes_into_an_overlay_that_takes_the_focus_late(stage: Stage) -> None:
    page = (
        OUT
        + """<input id=box placeholder="Search the docs">
      <div id=over hidden style="position: fixed; inset: 60px; background: #fff; border: 1px solid">
        <input id=inner aria-label=Query oninput="o.textContent = 'asked ' + this.value"></div>
      <script>box.onfocus = () => { over.hidden = false; setTimeout(() => inner.focus(), 30) }</script>"""
    )
    step = {"action": "type", "target": target("Search the docs"), "text": "timers"}
    assert "asked timers" in await after(stage, page, step)


async def test_typing_into_a_button_that_opens_a_field(stage: Stage) -> None:
    page = (
        OUT
        + """<button>Search</button><script>
      document.querySelector("button").onclick = () => setTimeout(() => {
        const field = document.createElement("input");
        field.oninput = () => o.textContent = "asked " + field.value;
        document.body.append(field);
        setTimeout(() => field.focus(), 30);
      }, 400);</script>"""
    )
    step = {"action": "type", "target": target("Search"), "text": "oslo"}
    assert "asked oslo" in await after(stage, page, step)


LOOPS = {
    "frames": "const loop = () => { tick(); requestAnimationFrame(loop) }; loop();",
    "interval": "setInterval(tick, 16);",
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
async def test_a_game_that_polls_keys_sees_a_key(stage: Stage, loop: str) -> None:
    page = (
        OUT
        + f"""<script>
      const down = new Set();
      onkeydown = (e) => down.add(e.code);
      onkeyup = (e) => down.delete(e.code);
      let x = 0;
      const tick = () => {{ if (down.has("ArrowRight")) x += 1; o.textContent = x ? "moved" : "stood" }};
      {loop}</script>"""
    )
    press = {"action": "press", "key": "ArrowRight"}
    evidence = await operate(stage, page, {"action": "wait", "ms": 100}, press)
    assert [said(step) for step in evidence.steps] == ["stood", "moved"]


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
async def test_a_game_that_polls_the_mouse_sees_a_click(stage: Stage, loop: str) -> None:
    page = (
        OUT
        + f"""<button>Fire</button><script>
      let buttons = 0, shots = 0, before = 0;
      onmousedown = onmouseup = (e) => buttons = e.buttons;
      const tick = () => {{ if (buttons & 1 && !before) shots += 1; before = buttons & 1;
        o.textContent = shots + " shots" }};
      {loop}</script>"""
    )
    twice = {"action": "dblclick", "target": target("Fire")}
    evidence = await operate(stage, page, click("Fire"), twice)
    assert [said(step) for step in evidence.steps] == ["1 shots Fire", "3 shots Fire"]


PRESSED = (
    OUT
    + """<button>Photo</button><script>
      const photo = document.querySelector("button");
      let timer = 0, long = false;
      photo.onpointerdown = () => { long = false; timer = setTimeout(() => { long = true;
        o.textContent = "menu" }, 500) };
      photo.onpointerup = () => clearTimeout(timer);
      photo.onclick = () => { if (!long) o.textContent = "opened" };
    </script>"""
)


@pytest.mark.parametrize(("hold", "seen"), [(0, "opened"), (300, "opened"), (700, "menu")])
async def test_a_long_press_is_held(stage: Stage, hold: int, seen: str) -> None:
    assert (await after(stage, PRESSED, {**click("Photo"), "hold": hold})).split()[0] == seen


async def test_a_hold_that_grows_while_it_lasts(stage: Stage) -> None:
    page = (
        OUT
        + """<button>Hold to delete</button><script>
      const button = document.querySelector("button");
      let timer, done = 0;
      button.onmousedown = () => timer = setInterval(() => {
        done += 10; o.textContent = done < 100 ? done + "%" : "deleted"; if (done >= 100) clearInterval(timer)
      }, 200);
      button.onmouseup = button.onmouseleave = () => { clearInterval(timer);
        if (done < 100) { done = 0; o.textContent = "kept" } };
    </script>"""
    )
    button = click("Hold to delete")
    evidence = await operate(stage, page, {**button, "hold": 1000}, {**button, "hold": 2500})
    assert [said(step).split()[0] for step in evidence.steps] == ["kept", "deleted"]


BUTTONS = (
    OUT
    + SAY
    + """<button>File</button><script>
      const file = document.querySelector("button");
      file.onclick = () => say("click");
      file.onauxclick = (e) => say("aux" + e.button);
      file.oncontextmenu = (e) => { e.preventDefault(); say("menu") };
    </script>"""
)


@pytest.mark.parametrize(
    ("button", "seen"),
    [("left", ["click"]), ("right", ["aux2", "menu"]), ("middle", ["aux1"])],
)
async def test_mouse_buttons(stage: Stage, button: str, seen: list[str]) -> None:
    words = (await after(stage, BUTTONS, {**click("File"), "button": button})).split()
    assert sorted(words[1:-1]) == seen


async def test_a_context_menu_of_the_pages_own(stage: Stage) -> None:
    page = (
        OUT
        + """<p id=row>report.pdf</p><ul id=menu role=menu hidden style="position: fixed">
      <li role=menuitem onclick="o.textContent = 'renamed'">Rename<li role=menuitem>Delete</ul><script>
      row.oncontextmenu = (e) => { e.preventDefault(); menu.hidden = false;
        menu.style.left = e.clientX + "px"; menu.style.top = e.clientY + "px" };
      document.onclick = () => menu.hidden = true;</script>"""
    )
    seen = await after(stage, page, {**click("report.pdf"), "button": "right"}, click("Rename"))
    assert seen == "renamed report.pdf"


async def test_a_double_click_on_text_selects_a_word_and_not_the_page(stage: Stage) -> None:
    page = (
        "<h1>Quarterly</h1><p>Figures of the year</p>"
        + OUT
        + """<script>onmouseup = () => o.textContent = "[" + getSelection() + "]"</script>"""
    )
    step = {"action": "dblclick", "target": target("Quarterly")}
    assert (await after(stage, page, step)).endswith("[Quarterly]")


async def test_a_double_click_opens_a_cell_for_typing(stage: Stage) -> None:
    page = """<table border=1><tr><td id=cell>Oslo<td>Bergen</table><script>
      cell.ondblclick = () => { cell.innerHTML = "<input aria-label=City value=Oslo>";
        const field = cell.firstChild; field.focus(); field.select();
        field.onkeydown = (e) => { if (e.key === "Enter") cell.textContent = field.value } }</script>"""
    seen = await after(
        stage,
        page,
        {"action": "dblclick", "target": target("Oslo")},
        {"action": "type", "target": target("City"), "text": "Voss"},
        {"action": "press", "key": "Enter"},
    )
    assert seen == "Voss Bergen"


def drag(start: str, end: str, **more: object) -> Step:
    return {"action": "drag", "target": target(start), "to": target(end), **more}


HELD = (
    """<style>div { position: absolute; top: 80px; width: 150px; height: 60px; background: #cde }
      #done { left: 400px }</style>"""
    + OUT
    + """<div id=card>Card</div><div id=done>Done</div><script>
      let timer, ready = false;
      card.onpointerdown = (e) => { e.preventDefault(); timer = setTimeout(() => ready = true, NEEDED) };
      onpointermove = () => { if (!ready) clearTimeout(timer) };
      onpointerup = () => o.textContent = ready ? "dropped" : "too early";
    </script>"""
)


@pytest.mark.parametrize(
    ("needed", "more", "seen"),
    [
        (250, {}, "dropped"),
        (250, {"hold": 0}, "too early"),
        (600, {}, "too early"),
        (600, {"hold": 700}, "dropped"),
    ],
)
async def test_a_drag_that_starts_only_after_a_hold(
    stage: Stage, needed: int, more: dict[str, object], seen: str
) -> None:
    page = HELD.replace("NEEDED", str(needed))
    assert (await after(stage, page, drag("Card", "Done", **more))).startswith(seen)


SORTED = """<style>li { width: 200px; height: 40px; background: #cde; margin: 4px; list-style: none }</style>
    <ul id=list><li>Alpha<li>Beta<li>Gamma</ul>"""
ITEMS = "[...list.children]"

HTML5 = f"""<script>
    let held = null;
    for (const item of {ITEMS}) {{
      item.draggable = true;
      item.ondragstart = (e) => {{ held = item; e.dataTransfer.effectAllowed = "move" }};
      item.ondragover = (e) => {{ e.preventDefault(); e.dataTransfer.dropEffect = "move" }};
      item.ondrop = (e) => {{ e.preventDefault(); item.after(held) }};
    }}</script>"""

POINTER = f"""<script>
    let held = null, at = 0;
    list.onpointerdown = (e) => {{ held = e.target.closest("li"); held.setPointerCapture(e.pointerId); at = e.clientY }};
    list.onpointermove = (e) => {{ if (!held) return;
      held.style.transform = `translateY(${{e.clientY - at}}px)`;
      requestAnimationFrame(() => {{ if (held) held.style.opacity = 0.7 }}) }};
    list.onpointerup = (e) => {{
      const over = {ITEMS}.find((one) => one !== held && one.getBoundingClientRect().bottom > e.clientY
        && one.getBoundingClientRect().top < e.clientY);
      over?.after(held); held.style = ""; held = null }};</script>"""


@pytest.mark.parametrize("way", [HTML5, POINTER], ids=["html5", "pointer"])
async def test_a_list_is_sorted_by_dragging(stage: Stage, way: str) -> None:
    assert await after(stage, SORTED + way, drag("Alpha", "Gamma")) == "Beta Gamma Alpha"


async def test_a_drag_is_seen_on_its_way(stage: Stage) -> None:
    page = (
        """<style>div { position: absolute; top: 80px; width: 120px; height: 60px; background: #cde }
      #mid { left: 200px } #done { left: 400px }</style>"""
        + OUT
        + SAY
        + """<div id=card draggable=true>Card</div><div id=mid>Middle</div><div id=done>Done</div><script>
      for (const lane of [mid, done]) {
        lane.ondragenter = () => say("over-" + lane.id); lane.ondragleave = () => say("left-" + lane.id);
        lane.ondragover = (e) => e.preventDefault(); lane.ondrop = () => say("dropped-" + lane.id) }
      card.ondragend = () => say("end")</script>"""
    )
    seen = await after(stage, page, drag("Card", "Done"))
    assert seen.startswith("- over-mid left-mid over-done dropped-done end")
