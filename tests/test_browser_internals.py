"""What a custom element says of itself by its internals is read, and the page does not notice."""

import pytest

from tests.pages import Stage, node, text

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SWITCH = """<my-switch>on or off</my-switch><my-plain>plain</my-plain><button>ask</button><script>
  let heard = 0;
  addEventListener("iwr-internals", () => heard++, true);
  customElements.define("my-switch", class extends HTMLElement {
    constructor() {
      super();
      this.own = this.attachInternals();
      Object.assign(this.own, { role: "switch", ariaChecked: "false", ariaLabel: "Sound" });
      this.onclick = () => { this.own.ariaChecked = "true"; };
    }
  });
  customElements.define("my-plain", class extends HTMLElement {});
  document.querySelector("button").onclick = (event) => { event.target.textContent = "heard " + heard; };</script>"""


async def test_role_name_and_state(stage: Stage) -> None:
    async with stage.show(SWITCH) as session:
        before = node(await stage.look(session), "switch")
        assert (before.name, before.checked) == ("Sound", False)
        await session.page.get_by_text("on or off").click()
        assert node(await stage.look(session), "switch").checked is True
        await session.page.get_by_role("button").click()
        assert "heard 0" in text(await stage.look(session))


async def test_an_attribute_says_more_than_internals(stage: Stage) -> None:
    page = SWITCH.replace("<my-switch>", '<my-switch role="checkbox" aria-label="Music">')
    one = node(await stage.seen(page), "checkbox")
    assert (one.name, one.checked) == ("Music", False)
