"""Which thing on the page is taken for the target: one weakness of rebuilt pages at a time."""

import pytest

from tasks.evidence import Word
from tasks.geometry import Box
from tasks.recording import SeenTarget
from tests.operating import OUT, after, click, grounding, make_recording, operate, said, target
from tests.pages import Stage

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.mark.parametrize(
    "field",
    [
        "<div>Coupon code</div><input><div>Order note</div><input>",
        "<table><tr><td>Coupon code<td><input><tr><td>Order note<td><input></table>",
        "<p>A coupon code helps</p><input placeholder='Coupon code'><input placeholder='Order note'>",
        "<div style='width: 150px; float: left'>Coupon code</div><input><br><br>Order note <input>",
    ],
)
async def test_field_by_what_stands_beside_it(stage: Stage, field: str) -> None:
    page = (
        OUT
        + field
        + """<script>
      oninput = (e) => o.textContent = [...document.querySelectorAll('input')].indexOf(e.target)</script>"""
    )
    step = {"action": "type", "target": target("Coupon code", role="textbox"), "text": "MOSS10"}
    assert (await after(stage, page, step)).startswith("0 ")


async def test_check_box_by_the_text_to_its_right(stage: Stage) -> None:
    page = (
        OUT
        + """<input type=checkbox id=milk> Milk <input type=checkbox id=eggs> Eggs
      <script>onchange = (e) => o.textContent = e.target.id</script>"""
    )
    assert (await after(stage, page, click("Eggs", role="checkbox"))).startswith("eggs")


BELL = "<svg width=24 height=24><path d='M12 2L20 20L4 20Z' fill=#b02020 /><circle cx=12 cy=21 r=3 /></svg>"
BARS = "<svg width=24 height=24><path d='M3 5h18v3h-18zM3 11h18v3h-18zM3 17h18v3h-18z' fill=#205080 /></svg>"
ICONS = """<style>
  .i { position: absolute; top: 40px; width: 32px; height: 32px; background: #eee; border: 0; padding: 0;
    display: flex; align-items: center; justify-content: center }</style>"""


async def test_icon_without_a_name_by_its_picture(stage: Stage) -> None:
    reference = await stage.seen(
        ICONS + f"<button class=i style='left: 500px' aria-label=Alerts>{BELL}</button>"
        f"<button class=i style='left: 560px' aria-label=Menu>{BARS}</button>"
    )
    (stage.folder / "checkpoints").mkdir()
    (stage.folder / "checkpoints" / "00.png").write_bytes(stage.png(reference))
    recording = make_recording({"s1": SeenTarget(box=Box(500, 40, 32, 32), scene=0)})
    # Its neighbour stands nearer to where it was, and a button of the same size says something.
    page = (
        OUT
        + ICONS
        + f"""<div class=i style='left: 505px'>{BARS}</div><div class=i style='left: 545px'>{BELL}</div>
      <button class=i style='left: 460px'>No</button><script>
      document.querySelectorAll(".i").forEach((e, i) => e.onclick = () => o.textContent = i)</script>"""
    )
    evidence = await operate(stage, page, click("Alerts", role="button"), recording=recording)
    assert said(evidence.steps[0]).split()[0] == "1"
    chosen = grounding(evidence).chosen
    assert chosen is not None
    assert "picture" in chosen.why
    alone = await operate(stage, page, click("Alerts", role="button"))
    assert alone.steps[0].status == "infeasible"


SHELF = ["Dune lamp", "Ridge vase", "Fjord stool", "Loop table"]
BOUGHT = """<script>onclick = (e) => { const all = [...document.querySelectorAll(".add")];
  if (all.includes(e.target)) o.textContent = all.indexOf(e.target) }</script>"""


def grouped() -> str:
    """Cards two by two; that of the next row stands nearer to a title than its own button does."""
    cards = "".join(f"<li><h3>{name}</h3><p>€{i}9</p><button class=add>Add to cart</button></li>"
                    for i, name in enumerate(SHELF))  # fmt: skip
    return "<style>li { float: left; width: 300px; height: 200px; list-style: none }</style>" + cards


def flat() -> str:
    """Nothing holds a title and its button together but the page."""
    style = "<style>body > div { position: absolute; width: 160px } .add { background: #def }</style>"
    titles = "".join(
        f"<div style='left: {20 + i * 190}px; top: 80px'>{name}</div>" for i, name in enumerate(SHELF)
    )
    return (
        style
        + titles
        + "".join(
            f"<div class=add style='left: {20 + i * 190}px; top: 180px; cursor: pointer'>Add to cart</div>"
            for i in range(4)
        )
    )


def rows() -> str:
    """A title on the left, its button far on the right, and the next row close below."""
    style = "<style>body > div { position: absolute; height: 24px } .add { left: 600px }</style>"
    return style + "".join(
        f"<div style='left: 20px; top: {80 + i * 26}px'>{name}</div>"
        f"<div class=add style='top: {80 + i * 26}px'>Add to cart</div>"
        for i, name in enumerate(SHELF)
    )


@pytest.mark.parametrize("page", [grouped(), flat(), rows()], ids=["grouped", "flat", "rows"])
async def test_twins_by_what_stands_near(stage: Stage, page: str) -> None:
    steps = [click("Add to cart", role="button", near=name) for name in SHELF]
    evidence = await operate(stage, OUT + page + BOUGHT, *steps)
    assert [said(step).split()[0] for step in evidence.steps] == ["0", "1", "2", "3"]


async def test_near_means_that_text_and_none_that_holds_it(stage: Stage) -> None:
    page = OUT + "".join(
        f"<div><b>Task {n}</b> <button class=add>Delete</button></div>" for n in (10, 11, 1, 12)
    )
    assert (await after(stage, page + BOUGHT, click("Delete", near="Task 1"))).startswith("2 ")


async def test_twins_by_position(stage: Stage) -> None:
    steps = [click("Add to cart", at=[0.1 + 0.25 * i, 0.32]) for i in range(4)]
    evidence = await operate(stage, OUT + flat() + BOUGHT, *steps)
    assert [said(step).split()[0] for step in evidence.steps] == ["0", "1", "2", "3"]
    recording = make_recording({"s1": SeenTarget(box=Box(410, 190, 140, 20), scene=0)})
    assert (await after(stage, OUT + flat() + BOUGHT, click("Add to cart"), recording=recording)).startswith(
        "2"
    )


@pytest.mark.parametrize("cursor", ["pointer", "default"])
async def test_a_button_that_the_tree_folds_into_its_wrapper(stage: Stage, cursor: str) -> None:
    page = (
        OUT
        + f"""<style>
      .picture {{ width: 300px; height: 200px; background: #cde; position: relative; cursor: {cursor} }}
      .quick {{ position: absolute; left: 20px; bottom: 9px; background: #fff; padding: 4px }}</style>
      <div class=picture><div class=quick>Quick view</div></div>
      <script>onclick = (e) => o.textContent = e.target.className</script>"""
    )
    assert (await after(stage, page, click("Quick view", role="button"))).startswith("quick")


BELOW = (
    OUT
    + """<style>#o {{ position: fixed; top: 0; right: 0; margin: 0 }} .far {{ height: 2000px }}
    .list {{ height: 150px; width: 300px; overflow: auto }} .row {{ height: 40px }}</style>{}
  <script>onclick = (e) => {{ if (e.target.id) o.textContent = e.target.id }}</script>"""
)
LIST = "<div class=list>{}</div>".format(
    "".join(
        f"<div class=row>Row {i} <button id=b{i} aria-label='Remove {i}'>×</button></div>" for i in range(12)
    )
)


@pytest.mark.parametrize(
    "page",
    [
        "<div class=far></div><button id=b9 aria-label='Remove 9'>×</button><div class=far></div>",
        LIST,  # its place is in the viewport, and still it is out of sight
        f"<div class=far></div>{LIST}",
        f"<style>* {{ scroll-behavior: smooth }}</style><div class=far></div>{LIST}",
    ],
    ids=["page", "list", "both", "smooth"],
)
async def test_out_of_sight(stage: Stage, page: str) -> None:
    evidence = await operate(stage, BELOW.format(page), click("Remove 9", role="button"))
    step = evidence.steps[0]
    assert "b9" in said(step).split()
    # Where it was found is told as of the picture before, whatever was scrolled since.
    found = grounding(evidence).chosen
    assert step.before is not None
    assert step.after is not None
    assert found is not None
    now = next(node.box for node in step.after.nodes if node.name == "Remove 9")
    assert now is not None
    assert found.box.y > now.y


async def test_what_can_be_seen_is_not_scrolled(stage: Stage) -> None:
    page = "<div style='height: 570px'></div><button>Save</button><div style='height: 900px'></div>"
    after_click = (await operate(stage, page, click("Save"))).steps[0].after
    assert after_click is not None
    assert after_click.scrollers[0].y == 0


SHADOW = (
    OUT
    + """<x-card></x-card><script>
  const root = document.querySelector("x-card").attachShadow({{mode: "{mode}"}});
  root.innerHTML = "{inner}";
  root.querySelector("#b").addEventListener("click", () => o.textContent = "bought");
  </script>"""
)


@pytest.mark.parametrize("mode", ["open", "closed"])
@pytest.mark.parametrize("inner", ["<button id=b>Buy</button>", "<div id=b>Buy</div>"])
async def test_in_a_shadow_tree(stage: Stage, mode: str, inner: str) -> None:
    assert "bought" in await after(stage, SHADOW.format(mode=mode, inner=inner), click("Buy", role="button"))


async def test_one_listener_for_all_without_a_pointer(stage: Stage) -> None:
    page = (
        OUT
        + """<p>Remove what you don't need.</p>
      <div><span>Dune lamp</span> <span data-do=drop>Remove</span></div>
      <script>document.addEventListener("click", (e) => {
        if (e.target.dataset.do) o.textContent = e.target.dataset.do })</script>"""
    )
    assert (await after(stage, page, click("Remove", role="button"))).startswith("drop")


CANVAS = (
    OUT
    + """<canvas id=c width=400 height=300></canvas><script>
  const x = c.getContext("2d"); x.font = "20px sans-serif";
  x.fillText("Row 1", 40, 60); x.fillText("Row 2", 40, 160);
  c.onclick = (e) => o.textContent = e.offsetY < 110 ? "one" : "two"</script>"""
)


async def test_painted_words(stage: Stage) -> None:
    asked = []

    def read(picture: str) -> list[Word]:
        asked.append(picture)
        # The canvas stands at 8, 50.
        places = [
            ("Row", 48, 95, 0),
            ("1", 90, 95, 0),
            ("Row", 48, 195, 1),
            ("2", 90, 195, 1),
            ("-", 8, 20, 2),
        ]
        return [Word(text=t, box=Box(x, y, 30, 18), line=n) for t, x, y, n in places]

    steps = click("Row 2"), click("Row 1"), click("Row 3")
    evidence = await operate(stage, CANVAS, *steps, read=read)
    assert [said(step) for step in evidence.steps] == ["two", "one", "one"]
    assert [step.groundings[0].rung for step in evidence.steps] == ["painted", "painted", "none"]
    assert asked == [step.before.picture for step in evidence.steps if step.before]


@pytest.mark.parametrize(
    "page",
    [
        """<button>Delete</button><div style='position: fixed; inset: 0; background: #555'></div>
          <div style='position: fixed; left: 300px; top: 300px'>Delete this?
          <button class=sure>Delete</button></div>""",
        """<div style='cursor: pointer'>Delete</div>
          <div style='position: fixed; inset: 0; background: #555'></div>
          <div style='position: fixed; left: 1px; top: 20px'>Sure? <div class=sure>Delete</div></div>""",
        """<button>Delete</button><dialog><button class=sure>Delete</button></dialog>
          <script>document.querySelector("dialog").showModal()</script>
          <style>::backdrop { background: #555 }</style>""",
    ],
    ids=["buttons", "divs", "dialog"],
)
async def test_a_dialog_over_a_twin(stage: Stage, page: str) -> None:
    script = "<script>onclick = (e) => { document.title = e.target.className || 'covered' }</script>"
    step = (await operate(stage, page + script, click("Delete", role="button"))).steps[0]
    assert step.after is not None
    assert step.after.title == "sure"


async def test_the_smaller_of_a_text_and_what_holds_it(stage: Stage) -> None:
    page = (
        OUT
        + """<div id=card style='cursor: pointer'><div>Cart <span id=n>3 items</span></div></div>
      <div id=long>Everything in your cart can be returned within 30 days</div>
      <script>onclick = (e) => o.textContent = e.target.id || e.target.parentElement.id</script>"""
    )
    assert (await after(stage, page, click("Cart", role="button"))).startswith("card")


CROSS = "<svg width=16 height=16><path d='M2 2L14 14M14 2L2 14' stroke=#333 stroke-width=2 /></svg>"
PLUS = "<svg width=16 height=16><path d='M8 1V15M1 8H15' stroke=#333 stroke-width=2 /></svg>"


@pytest.mark.parametrize("scroller", ["", "height: 300px; overflow: auto"])
async def test_what_is_drawn_out_of_sight_is_looked_at_there(stage: Stage, scroller: str) -> None:
    lines = "".join(
        f"<li><span>Row {i}</span><button class=a>{PLUS}</button><button class=r>{CROSS}</button></li>"
        for i in range(40)
    )
    page = (
        "<style>li { height: 40px } #o { position: fixed; right: 20px; top: 20px }</style>"
        + OUT
        + f"<ul style='{scroller}'>{lines}</ul>"
        + """<script>onclick = (e) => { const b = e.target.closest("button"), row = e.target.closest("li");
          if (b) o.textContent = b.className + " " + row.querySelector("span").textContent }</script>"""
    )
    step = {"action": "click", "target": {"description": "the cross", "role": "button", "near": "Row 33"}}
    evidence = await operate(stage, page, step)
    assert "r Row 33" in said(evidence.steps[0])
    chosen, before = grounding(evidence).chosen, evidence.steps[0].before
    assert chosen is not None
    assert before is not None
    assert chosen.box.y > 33 * 40  # where it was before the page was scrolled to it
    removed = page.replace(
        f"Row 33</span><button class=a>{PLUS}</button><button class=r>{CROSS}", "Row 33</span>"
    )
    assert removed != page
    gone = await operate(stage, removed, step)
    assert gone.steps[0].status == "infeasible"


async def test_a_box_to_tick_may_be_no_more_than_a_line_around_nothing(stage: Stage) -> None:
    rows = "".join(
        f"<div class=m><span class=cb></span><span>{name}</span><span class=star>{CROSS}</span></div>"
        for name in ("Anna", "Bram", "Cleo")
    )
    page = (
        """<style>.m { cursor: pointer; height: 40px; display: flex; gap: 20px; align-items: center }
          .cb, .pad { width: 16px; height: 16px } .cb { border: 2px solid #567 }</style>"""
        + OUT
        + rows
        + """<script>onclick = (e) => o.textContent = (e.target.closest("span, div").className || "row")
          + " " + e.target.closest(".m").children[1].textContent</script>"""
    )
    ticked = {"description": "the box to tick", "role": "checkbox", "near": "Bram"}
    assert (await after(stage, page, {"action": "click", "target": ticked})).startswith("cb Bram")
    gone = page.replace("<span class=cb></span><span>Bram", "<span class=pad></span><span>Bram")
    assert gone != page
    evidence = await operate(stage, gone, {"action": "click", "target": ticked})
    assert evidence.steps[0].status == "infeasible"
