"""A click that nothing on the page would hear is not made: what is called so is a mere text."""
# ruff: noqa: E501 (pages are easier to read unbroken)

import pytest

from tests.operating import OUT, after, click, operate
from tests.pages import Stage

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

MARKED = "<button>One</button><button>Two</button><button>Three</button>"
"""The page shows what can be pressed on it."""
SAY = "o.textContent = 'heard'"

HEARD = {
    "by the text itself": f"<p id=t>Birds</p><script>t.addEventListener('click', () => {SAY})</script>",
    "by its list": f"<ul id=t><li>Bees</li><li>Birds</li></ul><script>t.addEventListener('click', () => {SAY})</script>",
    "when the mouse goes down": f"<p id=t>Birds</p><script>t.addEventListener('pointerdown', () => {SAY})</script>",
    "by an attribute": f'<p onclick="{SAY}">Birds</p>',
    "by the document": f"<p>Birds</p><script>document.addEventListener('click', (e) => {{ if (e.target.textContent === 'Birds') {SAY} }})</script>",
    "by the window": f"<p>Birds</p><script>window.addEventListener('click', (e) => {{ if (e.target.textContent === 'Birds') {SAY} }})</script>",
    "by a check box of which it is the label": f'<label for=c>Birds</label><p>and</p><input id=c type=checkbox onchange="{SAY}">',
    "in an open shadow tree": f"""<x-list></x-list><script>customElements.define('x-list', class extends HTMLElement {{ constructor() {{ super();
        this.attachShadow({{ mode: 'open' }}).innerHTML = '<p>Birds</p>'; this.shadowRoot.querySelector('p').addEventListener('click', () => {{ {SAY} }}) }} }})</script>""",
    "by the root of a shadow tree": f"""<x-list></x-list><script>customElements.define('x-list', class extends HTMLElement {{ constructor() {{ super();
        const root = this.attachShadow({{ mode: 'closed' }}); root.innerHTML = '<p>Birds</p>'; root.addEventListener('click', () => {{ {SAY} }}) }} }})</script>""",
    "by the document of a frame": f"""<iframe srcdoc="<p>Birds</p><script>document.addEventListener('click', () => {{ parent.{SAY} }})</script>"></iframe>""",
    "by the box of all of it, which takes the focus": """<div tabindex=0 id=t><p>Birds</p></div><script>
        document.addEventListener('click', (e) => { if (e.target.textContent === 'Birds') o.textContent = 'heard' })</script>""",
    "by a framework that says so on each element": f"""<div id=root><p id=t>Birds</p></div><script>t.onclick = () => {{}};
        for (let i = 0; i < 60; i++) root.addEventListener('x' + i, () => {{}}); root.addEventListener('click', () => {SAY})</script>""",
}


@pytest.mark.parametrize("page", HEARD.values(), ids=HEARD)
async def test_a_text_that_hears_clicks_is_clicked(stage: Stage, page: str) -> None:
    assert (await after(stage, OUT + MARKED + page, click("Birds"))).split()[0] == "heard"


DEAF = {
    "nothing hears anything": "<h2>Birds</h2>",
    "only its neighbour hears": "<h2>Birds</h2><p id=t>Bees</p><script>t.addEventListener('click', () => {})</script>",
    "it is only looked at": "<h2 id=t>Birds</h2><script>t.addEventListener('mousemove', () => {})</script>",
    "it is the label of what is gone": "<label for=gone>Birds</label>",
    "a framework that does not say so": """<div id=root><h2>Birds</h2><p>Bees</p></div><script>
        for (let i = 0; i < 60; i++) root.addEventListener('x' + i, () => {}); root.addEventListener('click', () => {})</script>""",
}


@pytest.mark.parametrize("page", DEAF.values(), ids=DEAF)
async def test_a_text_that_hears_nothing_is_not(stage: Stage, page: str) -> None:
    [step] = (await operate(stage, OUT + MARKED + page, click("Birds"))).steps
    assert step.status == "infeasible"
    assert "nothing hears a click" in step.reason


AROUND = "<script>document.addEventListener('click', () => {})</script>"


@pytest.mark.parametrize(
    "page",
    [
        "<div role=tabpanel tabindex=0><table><tr><td>Birds</td><td>2</td></tr></table></div>",
        "<div draggable=true><p>Birds</p><p>2</p></div>",
        "<label for=gone data-name=birds>Birds</label>",
    ],
    ids=["in a panel that takes the focus", "in a card that is dragged", "the label of what is gone"],
)
async def test_what_holds_more_than_a_text_hears_nothing_for_it(stage: Stage, page: str) -> None:
    [step] = (await operate(stage, OUT + MARKED + page + AROUND, click("Birds", role="link"))).steps
    assert step.status == "infeasible"


async def test_a_heading_is_clicked_where_it_hears_itself(stage: Stage) -> None:
    [step] = (await operate(stage, OUT + MARKED + "<h2>Birds</h2>" + AROUND, click("Birds"))).steps
    assert step.status == "infeasible"
    heard = f'<h2 onclick="{SAY}">Birds</h2>'
    assert (await after(stage, OUT + MARKED + heard, click("Birds"))).split()[0] == "heard"


async def test_however_many_texts_are_called_so_none_of_them_is_clicked(stage: Stage) -> None:
    texts = "".join(f"<h{n}>Birds</h{n}>" for n in range(1, 7))
    [step] = (await operate(stage, OUT + MARKED + texts, click("Birds", role="button"))).steps
    assert step.status == "infeasible"


async def test_what_a_page_hears_from_afar_has_something_to_be_told_by(stage: Stage) -> None:
    """Where controls show that they are such, a mere text is none of them; one that a script reads is."""
    afar = f"<script>document.addEventListener('click', () => {SAY})</script>"
    told = "<p><span data-menu=birds>Birds</span></p>" + afar
    assert (await after(stage, OUT + MARKED + told, click("Birds", role="menuitem"))).split()[0] == "heard"
    for text in (
        "<p>Birds</p>",
        "<p data-v-7a31>Birds</p>",
        "<div data-menu=birds><p>Birds</p><p>Bees</p></div>",
    ):
        [step] = (await operate(stage, OUT + MARKED + text + afar, click("Birds", role="menuitem"))).steps
        assert step.status == "infeasible"


CURSOR = "<style>.c { cursor: pointer; width: 40px; height: 20px; background: #9ab }</style>"
TRACK = CURSOR + "<label class=c style='display: block; width: 200px'>Birds<i class=c></i>"


async def test_what_is_left_of_a_control_that_is_gone_is_not_clicked(stage: Stage) -> None:
    box = f'<input type=checkbox style="opacity: 0; width: 1px" onchange="{SAY}">'
    assert (await after(stage, OUT + MARKED + TRACK + box, click("Birds"))).split()[0] == "heard"
    [step] = (await operate(stage, OUT + MARKED + TRACK, click("Birds"))).steps
    assert step.status == "infeasible"
    assert "nothing hears a click" in step.reason


async def test_what_shows_a_hand_may_be_heard_by_a_framework(stage: Stage) -> None:
    page = f"""{CURSOR}<div id=root><div class=c>Birds</div></div><script>
        for (let i = 0; i < 60; i++) root.addEventListener('x' + i, () => {{}});
        root.addEventListener('mousedown', () => {SAY})</script>"""
    assert (await after(stage, OUT + MARKED + page, click("Birds"))).split()[0] == "heard"
