"""The accessible tree as Chromium's Playwright writes it, read back: names, states, values, nesting."""
# ruff: noqa: E501 (pages are easier to read unbroken)

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.browser.aria import parse_aria
from tasks.evidence import Node
from tasks.geometry import Box
from tests.pages import Stage, node

pytest_plugins = ["tests.pages"]
browser = pytest.mark.browser

NAMES = (
    'Say "hi": [now]', "a: b", "- dash # hash", "back\\slash", "{x: 1}", "/regex/", "'single'", "[ref=e9]", "text: x",
    "12", "true", "null", "~", "émoji 😀 “q”", "100% & more", "? !", "@at `tick` |pipe > fold", "[disabled]", "y" * 300,
)  # fmt: skip


@browser
@pytest.mark.anyio
async def test_names_and_texts_survive(stage: Stage) -> None:
    names = [escape(name) for name in NAMES]
    html = "".join(f"<button>{name}</button>" for name in names) + "".join(f"<p>{name}</p>" for name in names)
    nodes = (await stage.seen(html)).nodes
    assert tuple(n.name for n in nodes if n.role == "button") == NAMES
    assert tuple(n.text for n in nodes if n.role == "paragraph") == NAMES
    assert not any(n.disabled for n in nodes)


@browser
@pytest.mark.anyio
async def test_a_line_break_is_a_space(stage: Stage) -> None:
    assert [n.name for n in (await stage.seen("<button>one\ntwo<br>three</button>")).nodes if n.name] == [
        "one two three"
    ]


STATES = """
  <input type=checkbox aria-label=on checked><input type=checkbox aria-label=off><input type=checkbox aria-label=half id=h>
  <button aria-pressed=true>pressed</button><button aria-pressed=mixed>mixed</button><button disabled>disabled</button>
  <button aria-expanded=true>open</button><div role=tab aria-selected=true>tab</div><h3>Heading</h3>
  <div style="cursor: pointer">pointed at</div><input aria-label=focused autofocus>
  <script>h.indeterminate = true</script>"""


@browser
@pytest.mark.anyio
async def test_states(stage: Stage) -> None:
    seen = await stage.seen(STATES)
    assert node(seen, "checkbox", "on").checked is True
    assert node(seen, "checkbox", "off").checked is None  # the tree says nothing of what is not
    assert node(seen, "checkbox", "half").checked == "mixed"
    assert node(seen, "button", "pressed").pressed is True
    assert node(seen, "button", "mixed").pressed == "mixed"
    assert node(seen, "button", "disabled").disabled
    assert node(seen, "button", "open").expanded is True
    assert node(seen, "tab").selected is True
    assert node(seen, "heading").level == 3
    assert [n.text for n in seen.nodes if n.pointer] == ["pointed at"]
    assert [n.name for n in seen.nodes if n.focused] == ["focused"]


VALUES = """
  <input aria-label="key with: colon" value='val: "x"'><input placeholder="a hint"><input placeholder=hint value=typed>
  <textarea aria-label=area>one\nl2: two</textarea><input type=number aria-label=number value=12>
  <select aria-label=list><option>One<option selected>Two: 2</select><input type=range aria-label=slider value=30>"""


@browser
@pytest.mark.anyio
async def test_values(stage: Stage) -> None:
    seen = await stage.seen(VALUES)
    assert node(seen, "textbox", "key with: colon").value == 'val: "x"'
    assert node(seen, "textbox", "a hint").value == ""
    assert node(seen, "textbox", "hint").value == "typed"
    assert node(seen, "textbox", "area").value == "one l2: two"
    assert node(seen, "spinbutton", "number").value == "12"
    assert node(seen, "slider", "slider").value == "30"
    assert node(seen, "combobox", "list").value == "Two: 2"
    assert [n.name for n in seen.nodes if n.selected] == ["Two: 2"]
    assert not any(n.text for n in seen.nodes if n.value is not None)


@browser
@pytest.mark.anyio
async def test_nesting_boxes_and_links(stage: Stage) -> None:
    seen = await stage.seen("""<style>* { margin: 0 }</style><ul><li>one <b>bold</b> end</li>
      <li>see <a href="/x?a=1:2">the link</a></li></ul>""")
    link = node(seen, "link")
    assert link.name == "the link"
    assert link.parent is not None
    item = seen.nodes[link.parent]
    assert (item.role, item.text) == ("listitem", "see")
    assert item.parent is not None
    assert seen.nodes[item.parent].role == "list"
    assert item.box == Box(40, 18, 760, 18) or (item.box is not None and item.box.w == 760)
    assert link.ref is not None
    assert all(n.parent is None or n.parent < index for index, n in enumerate(seen.nodes))


@browser
@pytest.mark.anyio
async def test_what_is_edited_in_place_is_a_textbox(stage: Stage) -> None:
    async with stage.show("<div contenteditable tabindex=0 aria-label=Cell>a: 1</div>") as session:
        await session.page.focus("div")
        cell = next(n for n in (await stage.look(session)).nodes if n.name == "Cell")
    assert (cell.role, cell.value, cell.text) == ("textbox", "a: 1", "")


@browser
@pytest.mark.anyio
async def test_an_empty_page(stage: Stage) -> None:
    assert {n.role for n in (await stage.seen("")).nodes} <= {"generic"}


def test_nothing_is_no_nodes() -> None:
    assert parse_aria("") == ()


def test_text_beside_the_root() -> None:
    assert parse_aria("- text: alone") == (Node(role="text", text="alone"),)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_name_is_read_back(name: str) -> None:
    # As Playwright writes a key: the name in double quotes, the whole in single quotes.
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    line = f'button "{quoted}" [ref=e1] [box=1,2,3,4]'.replace("'", "''")
    (only,) = parse_aria(f"- '{line}'")
    assert (only.role, only.name, only.ref, only.box) == ("button", name, "e1", Box(1, 2, 3, 4))
