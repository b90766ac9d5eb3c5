"""What a person can read is seen as words, and nothing else; painted regions, scrolling, media, focus."""
# ruff: noqa: E501 (pages and paths are easier to read unbroken)

import io
import wave

import pytest

from tests.pages import Stage, node, text

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ('<p style="text-transform: uppercase">grüße</p>', "GRÜSSE"),
        ('<p style="text-transform: lowercase">SALE</p>', "sale"),
        ('<p style="text-transform: capitalize">two words</p>', "Two Words"),
        ('<input value="typed" placeholder="hint">', "typed"),
        ('<input placeholder="a hint">', "a hint"),
        ('<input type=password value="abc">', "•••"),
        ('<input type=date value="2026-03-09">', "03/09/2026"),
        (
            '<input type=submit><input type=checkbox value="no text"><input type=hidden value="none">',
            "Submit",
        ),
        ("<select><option>First<option selected>Second choice</select>", "Second choice"),
        ("<select size=2><option>First<option>Second</select>", "First Second"),
        ("<textarea>some\nlines</textarea><textarea placeholder=hint></textarea>", "some lines hint"),
        ("<button>Press <b>me</b></button>", "Press me"),
        ("<svg width=200 height=50><text x=10 y=30>In a chart</text></svg>", "In a chart"),
        ('<p contenteditable>edited</p><p><a href="#">linked</a></p>', "edited linked"),
        (
            "<style>p::before { content: 'No. ' } p::after { content: attr(data-n) }</style><p data-n=7></p>",
            "No. 7",
        ),
        (
            "<style>body { counter-reset: n 2 } p::before { counter-increment: n; content: counter(n) '. ' }</style><p>Ada<p>Ben",
            "3. Ada 4. Ben",
        ),
        (
            "<style>li { counter-increment: x } ol { counter-reset: x; list-style: none } li::before { content: counters(x, '.', lower-roman) }</style>"
            "<ol><li>a<ol><li>b<li>c</ol><li>d</ol>",
            "i a i.i b i.ii c ii d",
        ),
        (
            "<style>p::after { counter-reset: n var(--n); content: counter(n, decimal-leading-zero) ' of 9' }</style><p style='--n: 4'>No.",
            "No. 04 of 9",
        ),
        (
            "<style>p { display: none; counter-increment: n } b::after { content: counter(n) }</style><p>x</p><b>left: </b>",
            "left: 0",
        ),
        ("<style>b::after { content: counter(n, ethiopic-numeric) }</style><b>left</b>", "left"),
        (
            "<style>p::before { content: url('data:image/gif;base64,R0lGODlhAQABAAAAACw=') }</style><p>drawn",
            "drawn",
        ),
        (
            '<p style="background: linear-gradient(red, blue); background-clip: text; color: transparent">Gradient</p>',
            "Gradient",
        ),
        ('<p style="color: oklch(0.5 0.1 200)">modern</p>', "modern"),
        (
            "<p id=p></p><script>p.textContent = '\\\\ud83c' + ' ' + '🎉'.charAt(0) + ' 🎉'</script>",
            "\\ud83c \ufffd 🎉",  # honest pages cut characters in half
        ),
    ],
)
async def test_read(stage: Stage, html: str, read: str) -> None:
    assert text(await stage.seen(html)) == read


@pytest.mark.parametrize(
    "html",
    [
        "<p hidden>hidden</p>",
        '<p style="display: none">hidden</p>',
        '<p style="visibility: hidden">hidden</p>',
        '<div style="opacity: 0"><p>hidden</p></div>',
        '<div style="opacity: .2"><p style="opacity: .2">faint</p></div>',
        '<p style="color: transparent">hidden</p>',
        '<p style="color: rgb(0 0 0 / 2%)">hidden</p>',
        '<p style="font-size: 1px">tiny</p>',
        '<p style="position: absolute; left: -9999px">away</p>',
        '<p style="position: absolute; top: 900px">below</p>',
        '<div style="height: 0; overflow: hidden"><p>clipped</p></div>',
        '<div style="height: 50px; overflow: auto"><p style="margin-top: 80px">scrolled out</p></div>',
        '<p style="position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden">for readers</p>',
        "<details><summary></summary><p>folded</p></details>",
        "<script>var words</script><style>p {}</style><template>none</template><noscript>none</noscript>",
        "<style>p::after { content: 'tip'; opacity: 0 } p::before { content: 'tip'; display: none }</style><p></p>",
        "<svg><text y=20 fill=none>no paint</text><defs><text>defined only</text></defs></svg>",
        "<dialog>closed</dialog>",
    ],
)
async def test_not_read(stage: Stage, html: str) -> None:
    assert text(await stage.seen(html)) == ""


OVER = "position: fixed; inset: 0;"


@pytest.mark.parametrize(
    ("over", "covers"),
    [
        (f'<div style="{OVER} background: white"></div>', True),
        (f'<div style="{OVER} background: linear-gradient(red, blue)"></div>', True),
        (f'<div style="{OVER} background: white; pointer-events: none"></div>', True),
        (f'<div style="{OVER}"><div style="height: 100%; background: white"></div></div>', True),
        (f'<div style="{OVER} background: rgb(0 0 0 / 50%)"></div>', False),
        (f'<div style="{OVER} background: color-mix(in oklab, black 50%, transparent)"></div>', False),
        (f'<div style="{OVER} background: linear-gradient(transparent, black)"></div>', False),
        (f'<div style="{OVER} opacity: .6"><div style="height: 100%; background: white"></div></div>', False),
        (f'<div style="{OVER} background: white; visibility: hidden"></div>', False),
        (f'<div style="{OVER} background: white; z-index: -1"></div>', False),
        (f'<canvas style="{OVER}" width=800 height=600></canvas>', False),
        (f'<canvas id=c style="{OVER}" width=800 height=600></canvas><script>'
         'c.getContext("2d").fillRect(0, 0, 800, 600)</script>', True),
    ],
)  # fmt: skip
async def test_covered(stage: Stage, over: str, covers: bool) -> None:
    assert text(await stage.seen(f"<p>under</p>{over}")) == ("" if covers else "under")


async def test_a_caption_that_the_mouse_goes_through_is_read_over_its_picture(stage: Stage) -> None:
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='300' height='200'><rect width='300' height='200'/></svg>"
    page = """<img src=asset.svg style="position: absolute; left: 0; top: 0">
      <h1 style="position: absolute; left: 20px; top: 20px; pointer-events: none; color: white">Caption</h1>"""
    assert text(await stage.seen(page, {"asset.svg": picture})) == "Caption"


async def test_looking_leaves_the_page_as_it_is(stage: Stage) -> None:
    page = """<p style="pointer-events: none">through</p><input autofocus><output id=o>0</output><script>
      new MutationObserver(list => o.value = list.length).observe(document.body.children[1], {attributes: true});
      const touch = () => getComputedStyle(document.querySelector("p")).pointerEvents</script>"""
    async with stage.show(page) as session:
        await stage.look(session)
        await session.settle()
        assert text(await stage.look(session)) == "through 0"
        assert await session.page.evaluate("touch()") == "none"


@pytest.mark.parametrize("mode", ["open", "closed"])
async def test_shadow_trees_are_read(stage: Stage, mode: str) -> None:
    page = f"""<x-y><b slot=s>slotted</b></x-y><script>
      const root = document.querySelector("x-y").attachShadow({{mode: "{mode}"}});
      root.innerHTML = "<p>inside <slot name=s></slot></p><input value=field><p hidden>not this</p>"</script>"""
    seen = await stage.seen(page)
    assert sorted(text(seen).split()) == ["field", "inside", "slotted"]


async def test_closed_shadow_trees_that_a_document_declares_are_read(stage: Stage) -> None:
    page = """<div id=a><template shadowrootmode="closed"><b>declared</b></template></div><div id=b></div><script>
      b.setHTMLUnsafe("<div><template shadowrootmode=closed>set</template></div>")</script>
      <pre id=c></pre><script>fetch("/").then(r => r.text()).then(t => c.textContent = t.includes("=" + '"closed"'))</script>"""
    assert text(await stage.seen(page)) == "declared set true"


async def test_lines_and_boxes(stage: Stage) -> None:
    seen = await stage.seen('<p style="width: 90px; font: 20px monospace">one two three</p><p>four</p>')
    one, two, three, four = seen.words
    assert one.line == two.line < three.line < four.line
    assert one.box.right < two.box.x
    assert three.box.y > two.box.y
    assert three.box.x == one.box.x
    assert one.box.h == pytest.approx(23, abs=4)


async def test_what_is_scrolled_into_view_is_read(stage: Stage) -> None:
    page = '<div style="height: 60px; width: 300px; overflow: auto"><p>top</p><p style="margin-top: 200px">end</p></div>'
    async with stage.show(page) as session:
        assert text(await stage.look(session)) == "top"
        await session.page.mouse.move(50, 40)
        await session.page.mouse.wheel(0, 1000)
        await session.settle()
        seen = await stage.look(session)
        assert text(seen) == "end"
        page_, inner = seen.scrollers
        assert (page_.y, page_.max_y) == (0, 0)
        assert inner.y == inner.max_y > 100
        assert inner.box.w == 300


async def test_painted_regions(stage: Stage) -> None:
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='700' height='500'><rect width='9' height='9'/></svg>"
    )
    page = """<style>* { margin: 0 } img, canvas { display: block }</style>
      <canvas width=100 height=40></canvas><canvas width=10 height=10></canvas>
      <img src=a.svg width=40 height=40><img src=a.svg>"""
    seen = await stage.seen(page, {"a.svg": svg})
    assert [tuple(box) for box in seen.painted] == [(0, 0, 100, 40), (0, 90, 700, 500)]


async def test_a_background_picture_is_painted(stage: Stage) -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    page = "<style>body { margin: 0; height: 600px; background: url(a.svg) }</style><p>text</p>"
    seen = await stage.seen(page, {"a.svg": svg})
    assert len(seen.painted) == 1
    assert text(seen) == "text"


async def test_images_with_what_is_visible_of_them(stage: Stage) -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='60'><rect width='9' height='9'/></svg>"
    page = """<style>* { margin: 0 } img { display: block }</style>
      <img src=a.svg alt=""><img src=a.svg width=15 height=15>
      <div style="width: 50px; height: 40px; overflow: hidden"><img src=a.svg></div>
      <p style="width: 90px; height: 70px; background: url(a.svg)">on top</p>
      <img src=a.svg style="opacity: 0"><img src=a.svg style="margin-top: 2000px">"""
    seen = await stage.seen(page, {"a.svg": svg})
    assert [(tuple(image.box), tuple(image.visible)) for image in seen.images] == [
        ((0, 0, 80, 60), (0, 0, 80, 60)),
        ((0, 75, 80, 60), (0, 75, 50, 40)),
        ((0, 115, 90, 70), (0, 115, 90, 70)),
    ]


def sound(seconds: float) -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * int(8000 * seconds))
    return data.getvalue()


async def test_media_that_plays(stage: Stage) -> None:
    page = "<audio id=a src=s.wav controls></audio><button onclick=a.play()>Play</button><button onclick=a.pause()>Stop</button>"
    async with stage.show(page, {"s.wav": sound(30)}) as session:
        assert [m.playing for m in (await stage.look(session)).media] == [False]
        await session.page.click("text=Play")
        assert await session.settle()
        (playing,) = (await stage.look(session)).media
        assert playing.kind == "audio"
        assert playing.playing
        await session.page.click("text=Stop")
        await session.settle()
        assert [m.playing for m in (await stage.look(session)).media] == [False]


async def test_media_can_be_wound_on(stage: Stage) -> None:
    page = "<audio id=a src=s.wav preload=auto></audio><button onclick='a.currentTime = 20'>Skip</button>"
    async with stage.show(page, {"s.wav": sound(30)}) as session:
        await session.page.click("button")
        await session.settle()
        assert [m.time for m in (await stage.look(session)).media] == [20]


async def test_focus(stage: Stage) -> None:
    async with stage.show("<label>Name <input></label><button>Send</button>") as session:
        assert (await stage.look(session)).focus() is None
        await session.page.focus("input")
        focus = (await stage.look(session)).focus()
        assert focus is not None
        assert (focus.role, focus.name) == ("textbox", "Name")
        assert (await session.evaluate("iwr.focus()"))["editable"]
        await session.page.keyboard.press("Tab")
        assert node(await stage.look(session), "button").focused
        assert not (await session.evaluate("iwr.focus()"))["editable"]


async def test_title_and_place(stage: Stage) -> None:
    async with stage.show("<title>The title</title><a href='#there'>Go</a>") as session:
        await session.page.click("a")
        seen = await stage.look(session)
        assert (seen.title, seen.url) == ("The title", "/#there")


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p dir=rtl>تم الترتيب حسب السعر</p>", ["تم الترتيب حسب السعر"]),
        ("<p dir=rtl>السلة: 12 iPhone 15 Pro الآن</p>", ["السلة: 12 iPhone 15 Pro الآن"]),
        ("<p>Sent to محمد علي today</p>", ["Sent to محمد علي today"]),
        ("<p style='width: 90px'>one two three four</p>", ["one two", "three four"]),
        ("<p dir=rtl style='width: 90px'>واحد اثنان ثلاثة أربعة</p>", ["واحد اثنان", "ثلاثة أربعة"]),
        ("<p style='columns: 2; width: 300px; height: 60px; column-fill: auto'>a<br>b</p>", ["a", "b"]),
        ("<p style='line-height: .8; width: 60px'>one two</p>", ["one", "two"]),
        (
            "<p>1\u00a0234,50\u00a0kr and 12\u202f345 and a\u00a0b</p>",
            ["1\u00a0234,50 kr and 12\u202f345 and a b"],
        ),
    ],
)
async def test_lines(stage: Stage, html: str, lines: list[str]) -> None:
    seen = await stage.seen(f"<style>p {{ font: 20px sans-serif }}</style>{html}")
    found: dict[int, list[str]] = {}
    for word in seen.words:
        found.setdefault(word.line, []).append(word.text)
    assert [" ".join(words) for words in found.values()] == lines
