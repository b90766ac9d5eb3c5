"""What a style sheet hides is not seen, in whatever way it does so; what can be read is, however faint.

All ways stand on one page, a word each, and are looked at once.
"""
# ruff: noqa: E501 (pages are easier to read unbroken)

from dataclasses import replace

import cv2
import numpy as np
import pytest

from agents.browser.ink import Ink
from agents.browser.launch import Chromium
from agents.browser.session import open_session
from agents.browser.site import Site
from tasks.evidence import Snapshot
from tasks.geometry import Box
from tasks.store import PictureStore
from tests.pages import SETTING, Stage, node, text

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

HIDDEN = {
    "clip path": '<p style="clip-path: inset(50%)">W</p>',
    "clip path, empty polygon": '<p style="clip-path: polygon(0 0, 0 0, 0 0)">W</p>',
    "clip path, circle elsewhere": '<p style="clip-path: circle(4px at 100% 0)">W</p>',
    "clip path of a parent": '<div style="clip-path: inset(100% 0 0 0)"><p>W</p></div>',
    "clip path, nearly all": '<p style="clip-path: inset(0 0 0 calc(100% - 3px))">W</p>',
    "clip path by reference": '<svg width=0 height=0><clipPath id=none><rect width=1 height=1 /></clipPath></svg><p style="clip-path: url(#none)">W</p>',
    "clip": '<p style="position: absolute; clip: rect(0 0 0 0)">W</p>',
    "clip, one pixel": '<p style="position: absolute; clip: rect(1px, 1px, 1px, 1px)">W</p>',
    "mask": '<p style="mask-image: linear-gradient(transparent, transparent)">W</p>',
    "mask, no size": '<p style="mask: linear-gradient(black, black) no-repeat; mask-size: 0 0">W</p>',
    "mask elsewhere": '<p style="mask: linear-gradient(black, black) no-repeat 999px 0; mask-size: 20px 20px">W</p>',
    "filter: opacity": '<p style="filter: opacity(0)">W</p>',
    "filter: brightness": '<p style="color: #e60; background: white; filter: brightness(100)">W</p>',
    "filter: brightness, none": '<div style="background: black"><p style="filter: brightness(0)">W</p></div>',
    "filter: contrast": '<p style="background: white; filter: contrast(0)">W</p>',
    "filter: blur": '<p style="filter: blur(20px)">W</p>',
    "filter: a little blur": '<p style="filter: blur(7px)">W</p>',
    "filter of a parent": '<div style="filter: opacity(1%)"><p>W</p></div>',
    "filter, drop shadow far away": '<p style="color: transparent; filter: drop-shadow(9999px 0 red)">W</p>',
    "filter by reference": '<svg width=0 height=0><filter id=flood><feFlood flood-color="white" /></filter></svg><p style="filter: url(#flood)">W</p>',
    "backdrop filter over it": '<div style="position: relative"><p>W</p><i style="position: absolute; inset: 0; backdrop-filter: blur(30px)"></i></div>',
    "colour of the ground": '<p style="color: white">W</p>',
    "nearly the colour of the ground": '<p style="color: #fafafa">W</p>',
    "dark on black": '<p style="background: black; color: #0a0a0a">W</p>',
    "colour of a coloured ground": '<p style="background: #0a58ca; color: #0a58ca">W</p>',
    "colour of a gradient": '<p style="background: linear-gradient(90deg, #999, #999 50%, #aaa); color: #999">W</p>',
    "fill of the ground": '<p style="-webkit-text-fill-color: white">W</p>',
    "letters with an alpha": '<p style="color: rgb(0 0 0 / 5%)">W</p>',
    "opacity, a little": '<p style="opacity: .06">W</p>',
    "opacity of two parents": '<div style="opacity: .2"><p style="opacity: .3">W</p></div>',
    "blend: lighten": '<p style="mix-blend-mode: lighten; background: white">W</p>',
    "blend: screen": '<p style="mix-blend-mode: screen; background: white">W</p>',
    "blend: multiply white": '<p style="mix-blend-mode: multiply; color: white">W</p>',
    "background clipped to white text": '<p style="background: linear-gradient(white, white); background-clip: text; color: transparent">W</p>',
    "shadow alone, of the ground's colour": '<p style="color: transparent; text-shadow: 0 0 2px white">W</p>',
    "shadow blurred away": '<p style="color: transparent; text-shadow: 0 0 60px black">W</p>',
    "field: colour of its ground": '<input value="W" style="color: white; background: white">',
    "field: clipped": '<input value="W" style="clip-path: inset(100%)">',
    "field: filtered": '<input value="W" style="filter: opacity(0)">',
    "placeholder of the ground's colour": '<style>.ph::placeholder { color: white }</style><input class="ph" placeholder="W">',
    "button: colour of its ground": '<button style="color: #efefef; background: #efefef; border: 0">W</button>',
    "selected option: clipped": '<select style="clip-path: inset(100%)"><option>W</select>',
    "generated, of the ground's colour": '<style>.gen::before { content: "W"; color: white }</style><p class="gen"></p>',
    "generated, clipped": '<style>.cut::before { content: "W"; clip-path: inset(100%); display: block }</style><p class="cut"></p>',
    "SVG: fill of the ground": '<svg width=150 height=20><text y=15 fill="white">W</text></svg>',
    "SVG: clipped": '<svg width=150 height=20><clipPath id=c><rect width=1 height=1 /></clipPath><text y=15 clip-path="url(#c)">W</text></svg>',
    "SVG: masked": '<svg width=150 height=20><mask id=m></mask><text y=15 mask="url(#m)">W</text></svg>',
    "turned away": '<p style="transform: rotateY(90deg)">W</p>',
    "turned away, nearly": '<p style="transform: rotateX(89deg)">W</p>',
    "behind its own background": '<div style="background: white; position: relative; isolation: isolate"><p style="background: white; position: relative"><span style="position: relative; z-index: -1">W</span></p></div>',
    "in a line of no height": '<p style="height: 0; overflow: clip">W</p>',
    "behind glass of the ground's colour": '<div style="position: relative"><p>W</p><i style="position: absolute; inset: 0; background: rgb(255 255 255 / 97%)"></i></div>',
    "first line only, clipped by the box": '<p style="overflow: hidden; height: 3px; line-height: 30px">W</p>',
}
SHOWN = {
    "plain": "<p>W</p>",
    "faint": '<p style="color: #ddd">W</p>',
    "placeholder": '<input placeholder="W">',
    "disabled": "<button disabled>W</button>",
    "light on dark": '<p style="background: #222; color: #444">W</p>',
    "told by its colour alone": '<p style="background: #808080; color: #c05050">W</p>',
    "on a gradient": '<p style="background: linear-gradient(90deg, black, white); color: #d22">W</p>',
    "small": '<p style="font-size: 8px">W</p>',
    "light strokes": '<p style="font-weight: 100; color: #999">W</p>',
    "spaced": '<p style="letter-spacing: 8px">W</p>',
    "half opaque": '<p style="opacity: .3">W</p>',
    "a little blurred": '<p style="filter: blur(.6px)">W</p>',
    "shadow alone": '<p style="color: white; text-shadow: 1px 1px 0 black">W</p>',
    "outline alone": '<p style="color: white; -webkit-text-stroke: 1px black">W</p>',
    "gradient in its letters": '<p style="background: linear-gradient(#06c, #c06); background-clip: text; color: transparent">W</p>',
    "blended": '<p style="background: black; color: white; mix-blend-mode: difference">W</p>',
    "turned": '<p style="transform: rotate(4deg)">W</p>',
    "from top to bottom": '<p style="writing-mode: vertical-rl; height: 70px">W</p>',
    "revealed by a clip path": '<p style="clip-path: inset(0)">W</p>',
    "masked in part": '<p style="mask: linear-gradient(90deg, black 80%, transparent)">W</p>',
    "field, centred": '<input value="W" style="text-align: center">',
    "field, at its end": '<input value="W" style="text-align: right">',
    "field, a list": "<select style='width: 140px'><option>W</select>",
    "generated": '<style>.ok::after { content: "W" }</style><p class="ok"></p>',
    "SVG": "<svg width=150 height=20><text y=15>W</text></svg>",
}
WAYS = [(way, html) for ways in (HIDDEN, SHOWN) for way, html in ways.items()]
WORDS = {way: f"Lamb{chr(97 + i // 26)}{chr(97 + i % 26)}da" for i, (way, _) in enumerate(WAYS)}


STYLE = """<!doctype html><meta charset=utf-8><style>
body { margin: 0; display: grid; grid-template-columns: repeat(8, 150px); font: 14px/20px sans-serif; background: white }
section { height: 78px; overflow: clip; position: relative } p { margin: 8px 4px; width: 120px } input { width: 120px }
</style>"""


def _cell(way: str, html: str) -> str:
    return html.replace("W<", f"{WORDS[way]}<").replace('"W"', f'"{WORDS[way]}"')


@pytest.fixture(scope="module")
async def looked(chromium: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The page with all the ways, looked at."""
    folder = tmp_path_factory.mktemp("ink")
    cells = [f"<section>{_cell(way, html)}</section>" for way, html in WAYS]
    (folder / "index.html").write_text(STYLE + "".join(cells), encoding="utf-8")
    setting = replace(SETTING, width=1280, height=800)
    async with open_session(chromium, Site(folder), setting) as session:
        assert await session.open()
        return await session.snapshot(PictureStore(folder / "pictures"))


@pytest.mark.parametrize("way", HIDDEN)
async def test_hidden(looked: Snapshot, way: str) -> None:
    assert WORDS[way] not in [word.text for word in looked.words]
    assert not any(WORDS[way] in one.text for one in looked.nodes)


@pytest.mark.parametrize("way", SHOWN)
async def test_shown(looked: Snapshot, way: str) -> None:
    assert WORDS[way] in [word.text for word in looked.words]


async def test_what_is_faint_is_kept(stage: Stage) -> None:
    seen = await stage.seen(
        '<p style="color: white">Lamb <b style="color: black">da</b></p><button style="color: #efefef">Go</button>'
    )
    assert [word.text for word in seen.faint] == ["Lamb", "Go"]
    assert [word.text for word in seen.words] == ["da"]
    assert node(seen, "button").name == "Go"  # as a screen reader hears it


async def test_what_a_clip_path_reveals_is_seen_from_then_on(stage: Stage) -> None:
    html = """<p id=p style="clip-path: inset(0 100% 0 0)">Lambda</p>
        <button onclick="p.style.clipPath = 'inset(0)'">Reveal</button>"""
    async with stage.show(html) as session:
        assert "Lambda" not in text(await stage.look(session))
        await session.page.get_by_role("button").click()
        assert "Lambda" in text(await stage.look(session))


def test_a_word_that_is_partly_out_of_view_is_judged_by_what_is_in_it() -> None:
    picture = np.full((40, 60, 3), 255, np.uint8)
    picture[:, ::4] = 0
    _, png = cv2.imencode(".png", picture)
    ink = Ink(png.tobytes())
    assert ink.shows("abc", Box(-30, -5, 60, 30))
    assert not ink.shows("abc", Box(70, 10, 30, 20))
