"""The point that is clicked: where a thing is painted, in view, and under nothing else."""
# ruff: noqa: E501 (pages are easier to read unbroken)

import pytest

from tests.operating import OUT, Step, after, click, operate, said, target
from tests.pages import Stage

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

HIT = "<script>onclick = (e) => { if (e.target.closest('#t')) o.textContent = 'hit' }</script>"
"""The page says whether what is called `t` was clicked."""


async def hit(stage: Stage, html: str, *steps: Step) -> bool:
    return (await after(stage, OUT + HIT + html, *(steps or [click("Details")]))).split()[0] == "hit"


LINES = {
    "over two lines": """<p style="width: 330px; font: 16px monospace">Some words that come before it <a id=t
        href="#">Details</a></p>""",
    "broken in the middle": """<p style="width: 330px; font: 16px monospace">Some words come before the
        <a id=t href="#">Details of the second order</a> and some after it</p>""",
    "over three lines": """<p style="width: 200px; font: 16px monospace">Some words <a id=t
        href="#">Details of an order that was placed in the year before</a> end</p>""",
}


@pytest.mark.parametrize("page", LINES.values(), ids=LINES)
async def test_a_link_over_several_lines(stage: Stage, page: str) -> None:
    name = page.split('"#">')[1].split("</a>")[0]
    assert await hit(stage, page, click(name))


SHAPES = {
    "ring of a mask with a hole": """<button id=t aria-label=Details style="width: 200px; height: 200px; border: 0;
        background: #06c; clip-path: path(evenodd, 'M0 0H200V200H0Z M30 30H170V170H30Z')"></button>""",
    "circle that is clipped": """<button id=t aria-label=Details style="width: 200px; height: 200px; border: 0;
        background: #06c; clip-path: circle(40px at 40px 150px)"></button>""",
    "svg ring": """<svg width=200 height=200><circle id=t role=button aria-label=Details cx=100 cy=100 r=80
        fill=none stroke=#06c stroke-width=16 style="cursor: pointer" /></svg>""",
    "slice of a pie": """<svg width=200 height=200><path id=t role=button aria-label=Details
        d="M100 100 L100 10 A90 90 0 1 1 10 100 Z" fill=#06c style="cursor: pointer" /></svg>""",
    "triangle": """<div id=t role=button tabindex=0 aria-label=Details style="width: 160px; height: 160px;
        background: #06c; clip-path: polygon(0 0, 100% 0, 0 100%)"></div>""",
    "thin triangle": """<div id=t role=button tabindex=0 aria-label=Details style="width: 160px; height: 160px;
        background: #06c; clip-path: polygon(0 0, 35% 0, 0 100%)"></div>""",
    "rotated": """<button id=t style="margin: 90px; width: 200px; transform: rotate(60deg)">Details</button>""",
    "rotated line": """<div id=t role=button tabindex=0 aria-label=Details style="margin: 90px; width: 200px;
        height: 8px; background: #06c; transform: rotate(-45deg)"></div>""",
    "scaled down": """<div style="transform: scale(0.3); transform-origin: 0 0"><button id=t>Details</button></div>""",
    "round": """<button id=t style="width: 90px; height: 90px; border-radius: 50%">Details</button>""",
}


@pytest.mark.parametrize("page", SHAPES.values(), ids=SHAPES)
async def test_shapes(stage: Stage, page: str) -> None:
    assert await hit(stage, page)


async def test_a_ring_around_another_button(stage: Stage) -> None:
    page = (
        OUT
        + """<style>button { position: absolute; border-radius: 50%; border: 0 }</style>
      <button aria-label=Outer onclick="o.textContent = 'outer'"
        style="left: 100px; top: 100px; width: 200px; height: 200px; background: #06c"></button>
      <button aria-label=Inner onclick="o.textContent = 'inner'"
        style="left: 140px; top: 140px; width: 120px; height: 120px; background: #c60"></button>"""
    )
    evidence = await operate(stage, page, click("Outer"), click("Inner"))
    assert [said(step) for step in evidence.steps] == ["outer", "inner"]


async def test_two_slices_of_a_ring(stage: Stage) -> None:
    page = (
        OUT
        + """<svg width=220 height=220><g fill=none stroke-width=24 style="cursor: pointer">
      <path role=button aria-label=Rent stroke=#06c d="M110 30 A80 80 0 1 1 30 110" onclick="o.textContent = 'rent'" />
      <path role=button aria-label=Food stroke=#c60 d="M30 110 A80 80 0 0 1 110 30" onclick="o.textContent = 'food'" />
      </g></svg>"""
    )
    evidence = await operate(stage, page, click("Rent"), click("Food"))
    assert [said(step) for step in evidence.steps] == ["rent", "food"]


STICKY = """<header style="position: sticky; top: 0; height: 120px; background: #fff; border: 1px solid">Shop</header>
    <div style="height: 900px"></div><button id=t>Details</button><div style="height: 900px"></div>"""
BOTH = (
    STICKY
    + """<footer style="position: fixed; left: 0; right: 0; bottom: 0; height: 180px; background: #eee">
    Cookies</footer>"""
)


@pytest.mark.parametrize("page", [STICKY, BOTH], ids=["header", "header and footer"])
@pytest.mark.parametrize("scrolled", [0, 900, 920, 1400])
async def test_under_a_sticky_header(stage: Stage, page: str, scrolled: int) -> None:
    page = f"{page}<script>scrollTo(0, {scrolled})</script>"
    html = f'<p style="position: fixed; top: 0; z-index: 9; margin: 0" id=o>-</p>{HIT}{page}'
    assert "hit" in (await after(stage, html, click("Details"))).split()


async def test_in_a_box_that_scrolls_by_itself(stage: Stage) -> None:
    page = """<div style="height: 150px; width: 300px; overflow: auto; border: 1px solid">
      <div style="position: sticky; top: 0; background: #fff; height: 40px">Files</div>
      <div style="height: 600px"></div><button id=t>Details</button><div style="height: 600px"></div></div>"""
    assert await hit(stage, page)


COVERS = {
    "a notice": (
        """<div style="position: fixed; inset: 0; background: #333; z-index: 9" role=alert>Loading</div>""",
        'alert "Loading"',
    ),
    "a banner": (
        """<div role=dialog aria-label=Cookies style="position: fixed; left: 0; right: 0; top: 0; height: 100%;
        background: #fff">We use cookies</div>""",
        'dialog "Cookies"',
    ),
    "a dialog's backdrop": (
        """<div style="position: fixed; inset: 0; background: rgba(0, 0, 0, 0.5)"></div>
        <div role=dialog aria-label=Subscribe style="position: fixed; left: 250px; top: 200px; width: 300px;
          height: 200px; background: #fff">Join us</div>""",
        "generic",
    ),
    "a modal dialog": (
        "<dialog id=d aria-label=Subscribe>Join us</dialog><script>d.showModal()</script>",
        'dialog "Subscribe"',
    ),
}


@pytest.mark.parametrize(("cover", "named"), COVERS.values(), ids=COVERS)
async def test_covered_for_good(stage: Stage, cover: str, named: str) -> None:
    page = f"{OUT}{HIT}<button id=t>Details</button>{cover}"
    done = (await operate(stage, page, click("Details"))).steps[0]
    assert done.status == "infeasible"
    assert done.reason == f"the target Details: button 'Details' is there, but it is covered by {named}"
    assert "hit" not in said(done)


async def test_what_is_partly_covered_is_hit_beside_the_cover(stage: Stage) -> None:
    page = """<div style="position: relative; width: 300px">
      <button id=t style="width: 300px; height: 60px; text-align: left">Details</button>
      <div style="position: absolute; left: 90px; right: 0; top: 0; height: 60px; background: #fc0"></div></div>"""
    assert await hit(stage, page)


async def test_an_overlay_that_lets_the_mouse_through(stage: Stage) -> None:
    page = """<button id=t>Details</button><div style="position: fixed; inset: 0; pointer-events: none;
      background: linear-gradient(rgba(0, 0, 0, 0.1), rgba(0, 0, 0, 0.3))"></div>"""
    assert await hit(stage, page)


async def test_a_text_that_lets_the_mouse_through_in_its_button(stage: Stage) -> None:
    assert await hit(stage, "<button id=t><span style='pointer-events: none'>Details</span></button>")


CHECKS = {
    "label on top": """<div style="position: relative"><input type=checkbox id=t style="position: absolute; margin: 0;
        left: 0; top: 0; width: 120px; height: 30px"><label for=t style="position: absolute; left: 0; top: 0;
        width: 120px; height: 30px; background: #cde">Wrap it</label></div>""",
    "drawn box on top": """<label style="position: relative; padding-left: 30px"><input type=checkbox id=t
        style="position: absolute; left: 0; top: 0"><i style="position: absolute; left: 0; top: 0; width: 20px;
        height: 20px; background: #06c"></i>Wrap it</label>""",
    "drawn switch beside it": """<input type=checkbox id=t role=switch style="appearance: none; position: absolute">
        <label for=t>Wrap it <b style="display: inline-block; width: 40px; height: 20px; background: #06c"></b>
        </label>""",
}


@pytest.mark.parametrize("page", CHECKS.values(), ids=CHECKS)
@pytest.mark.parametrize("role", ["checkbox", None])
async def test_a_check_box_under_its_own_label(stage: Stage, page: str, role: str | None) -> None:
    page = f"{OUT}{page}<script>t.onchange = () => o.textContent = t.checked</script>"
    step = {"action": "click", "target": target("Wrap it", **({"role": role} if role else {}))}
    evidence = await operate(stage, page, step, step)
    assert [step.status for step in evidence.steps] == ["performed", "performed"]
    assert [said(step).split()[0] for step in evidence.steps] == ["true", "false"]


async def test_a_modals_backdrop_is_clicked_beside_the_modal(stage: Stage) -> None:
    page = (
        OUT
        + """<h1>Page</h1><div id=back aria-label=Backdrop style="position: fixed; inset: 0;
        background: rgba(0, 0, 0, 0.5)"></div>
      <div id=box role=dialog aria-label=Settings style="position: fixed; left: 200px; top: 150px; width: 400px;
        height: 300px; background: #fff">Settings <button>Save</button></div><script>
      back.onclick = () => { back.remove(); box.remove(); o.textContent = "closed" }</script>"""
    )
    assert await after(stage, page, click("Backdrop")) == "closed Page"


async def test_what_a_modal_holds_is_hit_and_not_its_twin_behind(stage: Stage) -> None:
    page = """<button onclick="s.textContent = 'behind'">Save</button>
      <dialog id=d><b id=s>-</b> <button onclick="s.textContent = 'in front'">Save</button></dialog>
      <script>d.showModal()</script>"""
    assert await after(stage, page, click("Save")) == "Save in front Save"
