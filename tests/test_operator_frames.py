"""What lies in frames of the page's own origin and in shadow trees is part of the page."""

from html import escape

import pytest

from tests.operating import after, click, operate, said, target
from tests.pages import Stage, node

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

FORM = """<!doctype html><meta charset=utf-8><p id=o>-</p>
  <label>Name <input oninput="o.textContent = this.value"></label>
  <label>Size <select onchange="o.textContent = this.value"><option>Small<option>Large</select></label>
  <button onclick="o.textContent = 'sent'">Send</button>"""
USED = (
    {"action": "type", "target": target("Name"), "text": "Ada"},
    {"action": "select", "target": target("Size"), "option": "Large"},
    click("Send"),
)


def framed(inner: str, style: str = "width: 500px; height: 300px") -> str:
    return f'<iframe srcdoc="{escape(inner)}" style="{style}"></iframe>'


PLACES = {
    "plain": framed(FORM),
    "borders and padding": framed(
        FORM, "width: 500px; height: 300px; border: 20px solid; padding: 35px 50px"
    ),
    "moved": framed(FORM, "width: 500px; height: 300px; position: absolute; left: 210px; top: 170px"),
    "scaled": framed(
        FORM, "width: 500px; height: 300px; transform: scale(0.6); transform-origin: 0 0; margin: 40px"
    ),
    "nested": framed(
        "<h2>Outer</h2>" + framed(FORM, "width: 400px; height: 200px; margin: 30px; padding: 8px")
    ),
    "thrice": framed(framed(framed(FORM, "width: 400px; height: 200px"), "width: 430px; height: 230px")),
    "below the fold": "<div style='height: 1500px'></div>" + framed(FORM),
}


@pytest.mark.parametrize("page", PLACES.values(), ids=PLACES)
async def test_a_form_in_a_frame(stage: Stage, page: str) -> None:
    evidence = await operate(stage, f"<h1>Shop</h1>{page}", *USED)
    assert [(step.status, step.reason) for step in evidence.steps] == [("performed", "")] * 3
    for step, seen in zip(evidence.steps, ("Ada", "Large", "sent"), strict=True):
        assert seen in said(step).split()


async def test_a_frame_that_shows_another_file(stage: Stage) -> None:
    stage.site("", {"inner/form.html": FORM})
    page = "<h1>Shop</h1><iframe src=inner/form.html width=500 height=300></iframe>"
    evidence = await operate(stage, page, *USED)
    assert [step.status for step in evidence.steps] == ["performed"] * 3
    assert "sent" in said(evidence.steps[-1])


async def test_what_is_scrolled_away_in_a_frame(stage: Stage) -> None:
    inner = f"<div style='height: 1200px'>Top</div>{FORM}<div style='height: 900px'></div>"
    evidence = await operate(stage, framed(inner, "width: 500px; height: 220px; border: 9px solid"), *USED)
    assert [(step.status, step.reason) for step in evidence.steps] == [("performed", "")] * 3
    assert "sent" in said(evidence.steps[-1])


async def test_a_frame_is_scrolled_by_the_wheel(stage: Stage) -> None:
    inner = "<p>Top</p><div style='height: 1200px'></div><p>End</p>"
    page = f"{framed(inner)}<div style='height: 2000px'></div>"
    step = {
        "action": "scroll",
        "direction": "down",
        "amount": 200,
        "target": target(None, at=[0.3, 0.3]),
    }
    done = (await operate(stage, page, step)).steps[0]
    assert done.after is not None
    assert done.after.scrollers[0].y == 0.0
    assert done.before is not None
    assert ([word.text for word in done.before.words], said(done)) == (["Top"], "")


async def test_a_frame_is_read_where_it_shows(stage: Stage) -> None:
    inner = "<body style='margin: 0'><button style='position: absolute; left: 10px; top: 20px'>Go</button>"
    style = "position: absolute; left: 100px; top: 50px; border: 5px solid; padding: 7px; height: 90px"
    seen = await stage.seen(framed(inner, style))
    box = node(seen, "button", "Go").box
    assert box is not None
    assert (box.x, box.y) == (122.0, 82.0)
    [word] = seen.words
    assert box.holds(*word.box.center)


async def test_twins_inside_and_outside_a_frame(stage: Stage) -> None:
    inner = "<p id=o>-</p><h2>Billing</h2><button onclick=\"o.textContent = 'inner'\">Save</button>"
    page = f"""<p id=o>-</p><h2>Shipping</h2><button onclick="o.textContent = 'outer'">Save</button>
      {framed(inner, "display: block")}"""
    evidence = await operate(stage, page, click("Save", near="Billing"), click("Save", near="Shipping"))
    assert [step.status for step in evidence.steps] == ["performed", "performed"]
    assert "inner" in said(evidence.steps[0])
    assert "outer" not in said(evidence.steps[0])
    assert "outer" in said(evidence.steps[1])


async def test_a_frame_that_answers_the_page(stage: Stage) -> None:
    inner = "<button onclick=\"parent.postMessage('paid', '*')\">Pay</button>"
    page = f"<p id=o>-</p>{framed(inner)}<script>onmessage = (e) => o.textContent = e.data</script>"
    assert (await after(stage, page, click("Pay"))).startswith("paid")


async def test_a_frame_that_is_put_in_later(stage: Stage) -> None:
    page = f"""<button>Open</button><script>document.querySelector("button").onclick = () => {{
      const frame = document.createElement("iframe"); frame.srcdoc = {FORM!r}; frame.width = 500;
      setTimeout(() => document.body.append(frame), 300) }}</script>"""
    evidence = await operate(stage, page, click("Open"), *USED)
    assert [step.status for step in evidence.steps] == ["performed"] * 4
    assert "sent" in said(evidence.steps[-1])


async def test_drag_in_a_frame(stage: Stage) -> None:
    inner = """<style>div { position: absolute; top: 60px; width: 120px; height: 60px; background: #cde }
        #done { left: 300px }</style><p id=o>-</p><div id=card>Card</div><div id=done>Done</div><script>
      card.onpointerdown = (e) => card.setPointerCapture(e.pointerId);
      card.onpointerup = (e) => o.textContent =
        document.elementFromPoint(e.clientX, e.clientY) === done ? "dropped" : "missed";</script>"""
    step = {"action": "drag", "target": target("Card"), "to": target("Done")}
    page = framed(inner, "width: 500px; height: 300px; margin: 60px; border: 10px solid")
    assert "dropped" in await after(stage, page, step)


SHADOW = f"""<shop-form></shop-form><script>
  customElements.define("shop-form", class extends HTMLElement {{ connectedCallback() {{
    const root = this.attachShadow({{ mode: "MODE" }}), o = document.createElement("p");
    root.innerHTML = {"<label>Name <input></label>"!r}
      + "<label>Size <select><option>Small<option>Large</select></label><button><slot></slot></button>";
    o.textContent = "-"; root.prepend(o); this.append("Send");
    root.querySelector("input").oninput = (e) => o.textContent = e.target.value;
    root.querySelector("select").onchange = (e) => o.textContent = e.target.value;
    root.querySelector("button").onclick = () => o.textContent = "sent";
  }} }})</script>"""


@pytest.mark.parametrize("mode", ["open", "closed"])
async def test_a_form_in_a_shadow_tree(stage: Stage, mode: str) -> None:
    evidence = await operate(stage, SHADOW.replace("MODE", mode), *USED)
    assert [(step.status, step.reason) for step in evidence.steps] == [("performed", "")] * 3
    assert [said(step).split()[0] for step in evidence.steps] == ["Ada", "Large", "sent"]


async def test_a_shadow_tree_in_a_shadow_tree_in_a_frame(stage: Stage) -> None:
    inner = """<my-card></my-card><script>
      customElements.define("my-button", class extends HTMLElement { connectedCallback() {
        this.attachShadow({ mode: "open" }).innerHTML = "<button>Like</button>";
        this.shadowRoot.firstChild.onclick = () => this.dispatchEvent(new Event("like", { bubbles: true,
          composed: true })) } });
      customElements.define("my-card", class extends HTMLElement { connectedCallback() {
        this.attachShadow({ mode: "open" }).innerHTML = "<b>0 likes</b> <my-button></my-button>";
        this.addEventListener("like", () => this.shadowRoot.firstChild.textContent = "1 likes") } });
      </script>"""
    assert await after(stage, framed(inner), click("Like")) == "1 likes Like"


async def test_a_key_goes_to_the_focus_in_a_shadow_tree(stage: Stage) -> None:
    page = SHADOW.replace("MODE", "open")
    evidence = await operate(
        stage,
        page,
        {"action": "press", "key": "x", "target": target("Name")},
        {"action": "press", "key": "y"},
    )
    assert [said(step).split()[0] for step in evidence.steps] == ["x", "xy"]


async def test_how_far_a_frame_is_scrolled_is_evidence(stage: Stage) -> None:
    inner = "<p>Top</p><div style='height: 1200px'></div><p>End</p>"
    page = f'<iframe srcdoc="{inner}" style="width: 500px; height: 300px"></iframe>'
    area = {"description": "the frame", "at": [0.3, 0.3]}
    scroll = {"action": "scroll", "direction": "down", "amount": 200, "target": area}
    evidence = await operate(stage, page, scroll)
    seen = evidence.steps[0].after
    assert seen is not None
    assert [one.y for one in seen.scrollers] == [0.0, 200.0]
