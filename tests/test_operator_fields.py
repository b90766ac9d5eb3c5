"""Fields of all kinds: native pickers, lists of every make, sliders, and controls hidden behind their labels."""
# ruff: noqa: E501 (pages are easier to read unbroken)

import pytest

from tests.operating import OUT, Step, after, click, operate, said, target
from tests.pages import Stage

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]


def typed(name: str, text: str, **more: object) -> Step:
    return {"action": "type", "target": target(name), "text": text, **more}


def select(name: str, option: str, **more: object) -> Step:
    return {"action": "select", "target": target(name, **more), "option": option}


PICKED = [
    ("date", "2026-03-15", "2026-03-15"),
    ("date", "03/15/2026", "2026-03-15"),
    ("date", "15 March 2026", "2026-03-15"),
    ("date", "March 15, 2026", "2026-03-15"),
    ("time", "14:30", "14:30"),
    ("time", "2:30 PM", "14:30"),
    ("month", "2026-03", "2026-03"),
    ("month", "March 2026", "2026-03"),
    ("week", "2026-W11", "2026-W11"),
    ("datetime-local", "2026-03-15T14:30", "2026-03-15T14:30"),
    ("datetime-local", "15 March 2026, 2:30 PM", "2026-03-15T14:30"),
    ("color", "#3366cc", "#3366cc"),
    ("range", "35", "35"),
    ("number", "42", "42"),
]


@pytest.mark.parametrize("width", [None, 40], ids=["wide", "narrow"])
@pytest.mark.parametrize(("kind", "text", "value"), PICKED, ids=[f"{k} {t}" for k, t, _ in PICKED])
async def test_native_fields_take_what_a_person_would_say(
    stage: Stage, kind: str, text: str, value: str, width: int | None
) -> None:
    style = f"style='width: {width}px'" if width else ""
    page = (
        OUT + f"<label>When <input type={kind} {style} onchange='o.textContent = this.value'></label><p>-</p>"
    )
    seen = await after(stage, page, typed("When", text), {"action": "press", "key": "Tab"})
    assert seen.split()[0] == value


async def test_a_native_field_tells_the_page_as_a_person_would(stage: Stage) -> None:
    page = (
        OUT
        + """<label>Day <input type=date></label><script>
      for (const type of ["focus", "input", "change"]) document.addEventListener(type, (e) =>
        o.textContent += " " + type + (e.target.value ? "=" + e.target.value : ""), true)</script>"""
    )
    seen = await after(stage, page, typed("Day", "2026-03-15"))
    assert seen.startswith("- focus input=2026-03-15 change=2026-03-15")


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("type=date", "soon", "'soon' is no value for a field of type date"),
        ("type=range max=10", "50", "the field of type range does not take '50'"),
        ("type=time disabled", "14:30", "the field is disabled"),
    ],
)
async def test_a_native_field_that_does_not_take_the_value(
    stage: Stage, field: str, text: str, reason: str
) -> None:
    done = (await operate(stage, f"<label>When <input {field}></label>", typed("When", text))).steps[0]
    assert (done.status, done.reason) == ("infeasible", reason)


async def test_a_number_is_replaced(stage: Stage) -> None:
    page = OUT + "<label>Guests <input type=number value=2 oninput='o.textContent = this.value'></label>"
    assert (await after(stage, page, typed("Guests", "14"))).split()[0] == "14"


async def test_an_optgroup_is_no_option(stage: Stage) -> None:
    page = (
        OUT
        + """<label>Food <select onchange="o.textContent = this.value">
      <option>-<optgroup label=Fruit><option>Apple</optgroup><optgroup label=Apple-like><option>Quince
      </optgroup></select></label>"""
    )
    evidence = await operate(stage, page, select("Food", "Quince"), select("Food", "Fruit"))
    assert said(evidence.steps[0]).split()[0] == "Quince"
    assert (evidence.steps[1].status, said(evidence.steps[1]).split()[0]) == ("infeasible", "Quince")


async def test_a_multiple_select_keeps_what_was_chosen(stage: Stage) -> None:
    page = (
        OUT
        + """<label>Toppings <select multiple size=4 onchange="o.textContent =
      [...this.selectedOptions].map((one) => one.text).join('+')">
      <option>Cheese<option>Ham<option>Olives<option>Basil</select></label>"""
    )
    evidence = await operate(stage, page, select("Toppings", "Ham"), select("Toppings", "Basil"))
    assert [said(step).split()[0] for step in evidence.steps] == ["Ham", "Ham+Basil"]


async def test_a_datalist(stage: Stage) -> None:
    page = (
        OUT
        + """<label>City <input list=cities onchange="o.textContent = this.value"></label>
      <datalist id=cities><option value=Oslo><option value=Bergen></datalist>"""
    )
    evidence = await operate(stage, page, select("City", "Bergen"), select("City", "Paris"))
    assert said(evidence.steps[0]).split()[0] == "Bergen"
    assert evidence.steps[1].status == "infeasible"
    assert evidence.steps[1].reason == "the list has no option 'Paris'; it has 'Oslo', 'Bergen'"


VIRTUAL = (
    OUT
    + """<style>#pop { width: 200px; height: 160px; overflow: auto; border: 1px solid; position: relative }
      #pop div { position: absolute; height: 30px; width: 180px; cursor: pointer }
      #open { width: 200px; border: 1px solid; cursor: pointer }</style>
    <p>Country</p><div id=open ROLE>Pick one</div><div id=pop hidden></div><script>
      const open_ = document.querySelector("#open"), pop = document.querySelector("#pop");
      const draw = () => {
        const first = Math.floor(pop.scrollTop / 30);
        pop.innerHTML = "<p style='height: 6000px; margin: 0'></p>";
        for (let i = first; i < Math.min(200, first + 7); i++) {
          const row = document.createElement("div");
          row.textContent = "Country " + (i + 1); row.style.top = i * 30 + "px";
          OPTION
          row.onclick = () => { open_.textContent = o.textContent = row.textContent; pop.hidden = true };
          pop.append(row);
        } };
      pop.onscroll = draw;
      open_.onclick = () => { pop.hidden = !pop.hidden; pop.scrollTop = 0; draw() };
    </script>"""
)


@pytest.mark.parametrize("option", ["Country 3", "Country 20", "Country 187"])
@pytest.mark.parametrize("roles", [False, True], ids=["plain", "roles"])
async def test_a_list_that_draws_only_what_is_in_view(stage: Stage, roles: bool, option: str) -> None:
    page = VIRTUAL.replace(
        "ROLE", "role=combobox tabindex=0 aria-label=Country aria-haspopup=listbox" if roles else ""
    ).replace("OPTION", "row.setAttribute('role', 'option');" if roles else "")
    assert (await after(stage, page, select("Country", option))).startswith(option)


async def test_a_virtual_list_without_the_option(stage: Stage) -> None:
    page = VIRTUAL.replace("ROLE", "").replace("OPTION", "")
    done = (await operate(stage, page, select("Country", "Atlantis"))).steps[0]
    assert done.status == "infeasible"
    assert done.reason.startswith("nothing on the page is the option 'Atlantis'")


SLIDER = (
    OUT
    + """<style>#track { position: relative; width: 200px; height: 8px; background: #ccc; margin: 40px }
      #thumb { position: absolute; top: -6px; left: 90px; width: 20px; height: 20px; border-radius: 50%;
        background: #06c }</style>
    <div id=track><div id=thumb role=slider tabindex=0 aria-label=Volume aria-valuemin=0 aria-valuemax=100
      aria-valuenow=50></div></div><p id=end style="position: absolute; left: 240px; top: 60px">Loud</p><script>
      const set = (value) => { value = Math.max(0, Math.min(100, value)); o.textContent = value;
        thumb.setAttribute("aria-valuenow", value); thumb.style.left = 2 * value - 10 + "px" };
      thumb.onkeydown = (e) => { const now = Number(thumb.getAttribute("aria-valuenow"));
        const by = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, End: 100 }[e.key]; if (by) set(now + by) };
      thumb.onpointerdown = (e) => thumb.setPointerCapture(e.pointerId);
      thumb.onpointermove = (e) => { if (e.buttons & 1)
        set(Math.round((e.clientX - track.getBoundingClientRect().left) / 2)) };
    </script>"""
)


async def test_a_slider_by_its_keys(stage: Stage) -> None:
    steps = [{"action": "press", "key": key, "target": target("Volume")} for key in ("ArrowRight", "PageUp")]
    evidence = await operate(stage, SLIDER, *steps)
    assert [said(step).split()[0] for step in evidence.steps] == ["51", "61"]


async def test_a_slider_by_its_thumb(stage: Stage) -> None:
    step = {"action": "drag", "target": target("Volume"), "to": target("Loud")}
    assert (await after(stage, SLIDER, step)).split()[0] == "100"


async def test_a_native_slider_by_its_keys(stage: Stage) -> None:
    page = OUT + "<label>Volume <input type=range value=50 oninput='o.textContent = this.value'></label>"
    evidence = await operate(
        stage,
        page,
        {"action": "press", "key": "End", "target": target("Volume")},
        {"action": "press", "key": "ArrowLeft"},
    )
    assert [said(step).split()[0] for step in evidence.steps] == ["100", "99"]


HIDDEN = {
    "off screen": "position: absolute; left: -9999px",
    "clipped": "position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden",
    "clear": "opacity: 0; position: absolute",
    "not displayed": "display: none",
}


@pytest.mark.parametrize("style", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("role", ["checkbox", None])
async def test_a_hidden_check_box_by_its_label(stage: Stage, style: str, role: str | None) -> None:
    page = (
        OUT
        + f"""<input type=checkbox id=c style="{style}" onchange="o.textContent = this.checked">
      <label for=c style="cursor: pointer"><span style="display: inline-block; width: 16px; height: 16px;
        border: 1px solid"></span> Gift wrap</label>"""
    )
    step = click("Gift wrap", **({"role": role} if role else {}))
    evidence = await operate(stage, page, step, step)
    assert [said(one).split()[0] for one in evidence.steps] == ["true", "false"]


@pytest.mark.parametrize("style", HIDDEN.values(), ids=HIDDEN)
async def test_a_hidden_radio_button_by_its_label(stage: Stage, style: str) -> None:
    page = OUT + "".join(
        f"""<label style="border: 1px solid"><input type=radio name=size style="{style}" value={size}
          onchange="o.textContent = this.value">{size}</label>"""
        for size in ("Small", "Medium", "Large")
    )
    evidence = await operate(stage, page, click("Medium", role="radio"), click("Large", role="radio"))
    assert [said(one).split()[0] for one in evidence.steps] == ["Medium", "Large"]


@pytest.mark.parametrize("style", HIDDEN.values(), ids=HIDDEN)
async def test_a_hidden_file_field_by_its_label(stage: Stage, style: str) -> None:
    (stage.folder / "files").mkdir()
    (stage.folder / "files" / "photo.png").write_bytes(b"png")
    page = (
        OUT
        + f"""<input type=file id=f style="{style}" onchange="o.textContent = this.files[0].name">
      <label for=f style="border: 1px solid">Choose a photo</label>"""
    )
    step = {"action": "upload", "target": target("Choose a photo"), "file": "photo.png"}
    assert (await after(stage, page, step)).startswith("photo.png")


async def test_a_hidden_slider_by_its_knob(stage: Stage) -> None:
    page = (
        OUT
        + """<div style="position: relative; width: 200px; height: 20px; background: #ddd">
        <div style="position: absolute; left: 60px; width: 20px; height: 20px; background: #333">
        <span style="position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)">
        <input type=range aria-label=Clay min=0 max=9 value=3 onchange="o.textContent = 'clay ' + value"></span></div></div>"""
    )
    step = {"action": "press", "key": "End", "target": target("Clay", role="slider")}
    assert (await after(stage, page, step)).startswith("clay 9")


async def test_a_list_without_a_role_is_chosen_from_by_its_heading(stage: Stage) -> None:
    page = (
        OUT
        + """<h3>Tools</h3><ul onclick="o.textContent = 'chose ' + event.target.textContent"><li>Loop</li><li>Sponge</li></ul>
        <h3>Kilns</h3><ul><li>Small</li><li>Sponge cake</li></ul>"""
    )
    step = select("Tools", "Sponge", role="listbox")
    assert (await after(stage, page, step)).startswith("chose Sponge")


async def test_the_frame_of_a_check_that_takes_no_click_is_none(stage: Stage) -> None:
    def check(style: str) -> str:
        box = "display: inline-block; width: 16px; height: 16px; border: 1px solid"
        return f"<p>Terms</p><div style='{box}'><input type=checkbox aria-label=Terms style='{style}'></div>"

    on = OUT + "<script>addEventListener('change', () => o.textContent = 'ticked')</script>"
    step = {"action": "click", "target": target("Terms", role="checkbox")}
    assert (await after(stage, on + check("opacity: 0; margin: 0"), step)).split()[0] == "ticked"
    [seen] = (await operate(stage, on + check("visibility: hidden"), step)).steps
    assert seen.status == "infeasible"


async def test_an_element_that_refers_to_itself_is_called_by_its_label_first(stage: Stage) -> None:
    page = (
        OUT
        + """<span id=l>Workshop date</span><button id=b aria-label=Calendar aria-labelledby="b l"
      onclick="o.textContent = 'open'">▾</button>"""
    )
    assert (await after(stage, page, click("Calendar Workshop date"))).split()[0] == "open"


async def test_what_shows_of_a_frame_beside_what_covers_its_field_is_not_clicked(stage: Stage) -> None:
    page = (
        OUT
        + """<label for=f>Town</label><div style="padding: 4px; width: 200px; border: 1px solid; cursor: text"
      onclick="o.textContent = 'frame'"><input id=f style="width: 160px; border: 0"></div><p><input aria-label=Street></p>
      <div id=over style="position: fixed; background: #888"></div><script>
      const r = f.getBoundingClientRect();
      Object.assign(over.style, { left: r.left - 1 + "px", top: r.top - 1 + "px", width: r.width + 2 + "px", height: r.height + 2 + "px" })</script>"""
    )
    [seen] = (await operate(stage, page, typed("Town", "Kiel"))).steps
    assert (seen.status, "covered" in seen.reason) == ("infeasible", True)
