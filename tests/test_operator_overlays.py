"""What lies in or on what is meant: a button on a card, a modal in its backdrop, a page behind a dialog."""

import pytest

from tests.operating import OUT, after, click, operate, said
from tests.pages import Stage

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

CARD = (
    OUT
    + """<div role=button tabindex=0 aria-label="Blue lamp" onclick="o.textContent += ' card'"
  style="position: relative; width: 300px; height: 120px; background: #cde">
  <button aria-label=Like style="position: absolute; left: 130px; top: 40px; width: 40px; height: 40px"
    onclick="event.stopPropagation(); o.textContent += ' like'">+</button></div>"""
)


async def test_a_card_is_clicked_beside_the_button_in_its_middle(stage: Stage) -> None:
    assert await after(stage, CARD, click("Blue lamp"), click("Like")) == "- card like +"


async def test_a_card_that_is_all_button_is_clicked_all_the_same(stage: Stage) -> None:
    page = (
        OUT
        + """<div role=link tabindex=0 aria-label="Blue lamp" onclick="o.textContent += ' card'"
      style="width: 200px"><button aria-label=Look style="width: 200px; height: 40px"></button></div>"""
    )
    assert await after(stage, page, click("Blue lamp")) == "- card"


async def test_a_backdrop_is_clicked_beside_the_modal_in_it(stage: Stage) -> None:
    page = (
        OUT
        + """<div id=back aria-label=Backdrop style="position: fixed; inset: 0; background: #0008">
      <div role=dialog aria-label=Settings style="position: absolute; left: 200px; top: 150px; width: 400px;
        height: 300px; background: #fff">Settings <button>Save</button></div></div><script>
      back.onclick = (e) => { if (e.target === back) { back.remove(); o.textContent = "closed" } }</script>"""
    )
    assert await after(stage, page, click("Backdrop")) == "closed"


@pytest.mark.parametrize("more", ["", "aria-modal=true"])
async def test_of_twins_the_one_that_takes_clicks_is_meant(stage: Stage, more: str) -> None:
    page = (
        OUT
        + f"""<button onclick="o.textContent = 'behind'">Save</button>
      <div style="position: fixed; inset: 0; background: rgba(0, 0, 0, 0.5)"></div>
      <div role=dialog {more} style="position: fixed; left: 200px; top: 150px; background: #fff">
        <button onclick="o.textContent = 'in front'">Save</button></div>"""
    )
    assert (await after(stage, page, click("Save"))).startswith("in front")


async def test_the_words_behind_a_modal_are_read_where_they_show(stage: Stage) -> None:
    page = """<h1>Behind</h1><p>Words of the page</p>
      <dialog id=d {}>Settings <button>Save</button></dialog><script>d.showModal()</script>"""
    evidence = await operate(stage, page.format(""), click("Save"))
    assert said(evidence.steps[0]) == "Behind Words of the page Settings Save"
    hidden = page.format("") + "<style>dialog::backdrop { background: #fff }</style>"
    evidence = await operate(stage, hidden, click("Save"))
    assert said(evidence.steps[0]) == "Settings Save"
