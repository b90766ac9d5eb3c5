"""From a reply to a page: each outcome, what is taken out, and that nothing whole is ever lost."""
# ruff: noqa: E501 (pages are easier to read unbroken)

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.browser.session import open_session
from agents.browser.site import Site
from agents.generator.answer import Outcome, parse
from agents.generator.markup import Raw, Tag, tokens
from agents.generator.rewrite import Rewritten, rewrite
from tests.pages import SETTING, Stage

pytest_plugins = ["tests.pages"]

DOC = "<!doctype html>\n<html><head><title>T</title></head>\n<body><p>Hello</p></body></html>"
LONG = DOC.replace("Hello", "Hello, and more of it")
CUT = DOC[:-20]


@pytest.mark.parametrize(
    ("reply", "outcome", "page"),
    [
        (f"```html\n{DOC}\n```", "block", DOC),
        (f"Here it is:\n\n~~~\n{DOC}\n~~~\nEnjoy!", "block", DOC),
        (f"```html\n<!-- mine -->\n{DOC}\n```", "block", DOC),
        (f"```html\n{DOC}", "block", DOC),
        (f"<think>\n```html\n{LONG}\n```\n</think>\n```html\n{DOC}\n```", "block", DOC),
        (f"<think>{DOC}</think> ", "bare", DOC),
        (f"```html\n{DOC}\n```\nBetter:\n```html\n{LONG}\n```", "several", LONG),
        (f"```html\n{LONG}\n```\n```css\np {{ color: red }}\n```", "several", LONG),
        (f"```html\n{CUT}\n```\nOnce more:\n```html\n{DOC}\n```", "several", DOC),
        (DOC, "bare", DOC),
        (f"Sure! {DOC.replace(chr(10), ' ')} That is all.", "bare", DOC.replace("\n", " ")),
        (f"Begin with `<html>`, as always.\n{DOC}\nDone.", "bare", DOC),
        (f"```html\n{CUT}\n```", "truncated", CUT + "\n"),
        (f"```html\n{CUT}", "truncated", CUT),
        ("```html\n<p>One</p>\n```\nand\n```html\n<b>Two</b>\n```", "fragment", "<b>Two</b>"),
        ("<div class=x>Only this</div>", "fragment", "<div class=x>Only this</div>"),
        ("```html\n<div>cut", "truncated", "<div>cut"),
        ("```svg\n<svg viewBox='0 0 1 1'></svg>\n```", "svg", "<svg viewBox='0 0 1 1'></svg>"),
        ("<?xml version='1.0'?>\n<!-- a --><svg></svg>", "svg", "<svg></svg>"),
        ("I can't do that; a `<div>` is not enough.", "prose", None),
        ("It runs from <!doctype html> to </html>, as it should.\nDONE", "done", None),
        ("I won't write <html> with a <p> in it.", "prose", None),
        ("```js\nif (a <b ) {}\n```", "prose", None),
        ("**DONE**", "done", None),
        ("I looked at it.\n\nDONE.", "done", None),
        ("It is not yet DONE", "prose", None),
        ("", "empty", None),
        (" \n\t", "empty", None),
    ],
)
def test_every_reply_has_its_outcome(reply: str, outcome: Outcome, page: str | None) -> None:
    parsed = parse(reply)
    assert (parsed.outcome, parsed.note.endswith(".")) == (outcome, True)
    if page is None:
        assert parsed.html is None
    elif outcome in ("fragment", "svg") or page.startswith("<div>"):
        assert parsed.html is not None
        assert page in parsed.html
        assert parsed.html.startswith("<!doctype html>")
    else:
        assert parsed.html == page


def test_a_reply_cut_off_behind_its_page_is_whole() -> None:
    parsed = parse(f"```html\n{DOC}\n```\nThis page sho", "length")
    assert (parsed.outcome, parsed.html) == ("block", DOC)
    assert "cut off behind it" in parsed.note
    cut = parse(f"```html\n{CUT}", "length")
    assert (cut.outcome, cut.html) == ("truncated", CUT)
    assert "output limit" in cut.note


@pytest.mark.parametrize(
    "script",
    ["const a = '</html>';", "const md = `\n```html\n<!doctype html><html></html>\n```\n`;", "// <!-- <script></script> </html> -->",
     "let fence = '\\n```\\n';"],
)  # fmt: skip
def test_what_a_script_says_ends_no_document(script: str) -> None:
    doc = f"<!doctype html>\n<html><body><script>\n{script}\n</script><p>end</p></body></html>"
    assert parse(f"Here:\n```html\n{doc}\n```\nBye.").html == doc
    assert parse(doc).html == doc


PIECES = st.sampled_from(
    ["<!doctype html>", "<html>", "</html>", "```html\n", "\n```\n", "~~~", "\n", "<svg>", "</svg>", "<script>", "</script>", "<!--", "-->",
     "<p a='", "'>", '"', "DONE", "<think>", "</think>", "é", "\ud800", "\0", "text", "<iframe src=//x>", "</iframe>", "{{BASE}}/asset_001.png",
     "<style>@import 'x';", "url(http://x)", "</style>", "<img src=", "https://x/y.png", " ", ">", "<object>", "</object>"]
)  # fmt: skip
SOUP = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)


@given(SOUP, st.sampled_from(["end", "length"]))
def test_parsing_never_raises(reply: str, stop: str) -> None:
    parsed = parse(reply, "length" if stop == "length" else "end")
    assert (parsed.html is None) == (parsed.outcome in ("done", "prose", "empty"))
    if parsed.html is not None:
        parsed.html.encode()


INLINE = st.text(st.characters(codec="utf-8", exclude_characters="<>\r"), max_size=60)


@given(INLINE, INLINE, INLINE, st.sampled_from(["```html\n{}\n```", "{}", "~~~~\n{}\n~~~~", "```\n{}"]))
def test_a_complete_document_is_never_lost(before: str, inside: str, behind: str, frame: str) -> None:
    doc = f"<!doctype html>\n<html><body><pre>{inside}</pre>\n<script>x = `{inside}`</script></body></html>"
    parsed = parse(before.replace("`", "") + "\n" + frame.format(doc) + "\n" + behind)
    assert parsed.html == doc


@given(SOUP)
def test_tags_stand_where_they_are_said_to(html: str) -> None:
    past = 0
    for token in tokens(html):
        assert past <= token.start <= token.end <= len(html)
        past = token.end
        if isinstance(token, Tag):
            assert html[token.start] == "<"
            assert html[token.end - 1] == ">"
        else:
            assert isinstance(token, Raw)


ASSETS = frozenset({"asset_001.png", "asset_002.webp"})


def changed(html: str) -> Rewritten:
    return rewrite(html, ASSETS)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('<img src="{{BASE}}/asset_001.png">', '<img src="/asset_001.png">'),
        ("<img src='{{ BASE }}asset_001.png' alt=x>", '<img src="/asset_001.png" alt=x>'),
        ("<img alt=x src={BASE}/asset_001.png>", '<img alt=x src="/asset_001.png">'),
        ('<img src="__BASE__asset_001.png?v=1">', '<img src="/asset_001.png?v=1">'),
        ('<img src="file:///tmp/asset_001.png">', '<img src="/asset_001.png">'),
        ('<img src="https://cdn.example/i/asset_001.png">', '<img src="/asset_001.png">'),
        ('<img src="/{{BASE}}/asset_001.png">', '<img src="/asset_001.png">'),
        ('<img src="%7B%7BBASE%7D%7D/asset_001.png">', '<img src="/asset_001.png">'),
        ('<img srcset="{{BASE}}/asset_001.png 1x, //x.example/a.png 2x">', '<img srcset="/asset_001.png 1x">'),
        ("<p style=\"background:url('{{BASE}}/asset_002.webp')\">", '<p style="background:url(&#x27;/asset_002.webp&#x27;)">'),
        ("<style>p{background:#fff url( {{BASE}}/asset_002.webp ) 0 0}</style>", "<style>p{background:#fff url( /asset_002.webp ) 0 0}</style>"),
        ('<script>const BASE = "{{BASE}}", a = `${BASE}/asset_001.png`</script>', '<script>const BASE = "", a = `${BASE}/asset_001.png`</script>'),
        ("<script>f(); //{{BASE}}/x\n</script>", "<script>f(); ///x\n</script>"),
        ("<script>a = 'https://x.example/asset_001.png'</script>", "<script>a = '/asset_001.png'</script>"),
        ("<button onclick=\"i.src='{{BASE}}/asset_001.png'\">", '<button onclick="i.src=&#x27;/asset_001.png&#x27;">'),
        ('<i data-src="{{BASE}}/asset_001.png">', '<i data-src="/asset_001.png">'),
    ],
)  # fmt: skip
def test_assets_are_named_as_they_are_served(was: str, becomes: str) -> None:
    result = changed(f"<p>before</p>{was}<p>behind {{{{BASE}}}}</p>")
    assert result.html == f"<p>before</p>{becomes}<p>behind {{{{BASE}}}}</p>"
    assert result.unknown == ()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="./assets/asset_001.png"><img src=/asset_001.png><img src="../a b/asset_002.webp#x">',
        "<IMG SRC = 'asset_001.png' ALT=\"a > b\"  ><br/><p\n class=x >",
        '<a href="https://example.org/">out</a><form action="https://example.org/"><area href=//x>',
        "<script>// see //cdn/asset_001.png {{ base }}\nfetch('https://x')</script>",
        "<script>document.write('<iframe src=//x></iframe>')</script>",
        "<!-- <iframe src=//x></iframe> --><title><iframe></title><textarea><base href=x></textarea>",
        '<style>p::before{content:"url(http://x)"} /* url(//x) @import "y"; */</style>',
        '<svg><use href="#a"/><style>.a{fill:url(#g)}</style><script/><path d="M0 0"/></svg>',
        '<link rel=icon href="data:,"><link rel="preload" href="./asset_001.png"><script src="data:text/javascript,1"></script>',
        '<img src="data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg>#asset_001.png">',
        '<meta http-equiv=refresh content="5"><meta http-equiv="refresh" content="1; url=#b"><base target=_self>',
        "<p>1 < 2 && <3 </ p><p a='unclosed",
    ],
)
def test_the_rest_stays_character_for_character(html: str) -> None:
    assert changed(html) == Rewritten(html, (), ())


@pytest.mark.parametrize(
    ("html", "left", "removed"),
    [
        ("a<iframe src='https://x/'><b>in</b></iframe>b", "a<!-- removed -->b", ["iframe https://x/"]),
        ("a<iframe srcdoc='<p>'></iframe>b", "a<!-- removed -->b", ["iframe "]),
        ("a<object data=x><object></object>in</object>b", "a<!-- removed -->b", ["object x"]),
        ("a<object>b", "a<!-- removed -->b", ["object "]),
        ("a<embed src=x.swf>b", "a<!-- removed -->b", ["embed x.swf"]),
        ("<frameset><frame src=a></frameset>b", "<!-- removed -->b", ["frameset "]),
        ("<script src=app.js>in</script>b", "<!-- removed -->b", ["script app.js"]),
        ("<script src=app.js>cut", "<!-- removed -->", ["script app.js"]),
        ('<link rel="stylesheet" href="https://fonts.example/css">b', "<!-- removed -->b", ["link https://fonts.example/css"]),
        ("<BASE HREF='http://x/'>b", "<!-- removed -->b", ["base http://x/"]),
        ("<meta http-equiv=Refresh content='0; URL=//x/'>b", "<!-- removed -->b", ["meta //x/"]),
        ("<img src='https://x/a.png' alt=A>", "<img  alt=A>", ["img https://x/a.png"]),
        ("<img src='h\nttps://x/a.png'>", "<img >", ["img h ttps://x/a.png"]),
        ("<video poster=//x/p.png><source src=\\\\x\\v.mp4></video>", "<video ><source ></video>", ["video //x/p.png", "source \\\\x\\v.mp4"]),
        ("<svg><image xlink:href='http://x'/></svg>", "<svg><image /></svg>", ["image http://x"]),
        ("<style>@import url(https://f.example/a?b:1;2);p{}</style>", "<style>p{}</style>", ["style @import https://f.example/a?b:1;2"]),
        ("<style>@import 'b.css' screen;p{}</style>", "<style>p{}</style>", ["style @import b.css"]),
        ("<p style='background:url(//x) 0'>", '<p style="background:url() 0">', ["p //x"]),
        ("<style>@font-face{src:url('http://x')}</style>", "<style>@font-face{src:url()}</style>", ["style http://x"]),
        ("<<iframe></iframe>script src=x>", "<<!-- removed -->script src=x>", ["iframe "]),
    ],
)  # fmt: skip
def test_what_is_not_of_the_page_is_taken_out_and_listed(html: str, left: str, removed: list[str]) -> None:
    result = changed(html)
    assert result.html == left
    assert [f"{one.element} {one.reference}" for one in result.removed] == removed


def test_assets_that_there_are_not_are_named() -> None:
    result = changed('<img src="{{BASE}}/asset_009.png"><script>a = "asset_007.webp"</script>')
    assert result.unknown == ("asset_007.webp", "asset_009.png")
    assert result.html.startswith('<img src="/asset_009.png">')


@given(SOUP.filter(lambda html: "BASE" not in html or html.count("{{") == html.count("{{BASE}}/a")))
def test_what_was_rewritten_needs_no_rewriting(html: str) -> None:
    once = changed(html)
    assert changed(once.html) == Rewritten(once.html, (), once.unknown)


@pytest.mark.parametrize(
    "piece",
    ["<object>", "<iframe>", "<script src=x>", "<style>@import url(", "<p a='", "<!--", "<svg>", "```html\n<html>\n", "<html></html>\n",
     "<!doctype html>", "<!--a-->", "@import", "<svg><style>url(", '"//', "</think>", "[[", "<p style='url(", "<img srcset=','"],
)  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    start = time.perf_counter()
    text = piece * (200_000 // len(piece))
    parse(text)
    changed(text)
    assert time.perf_counter() - start < 5


@pytest.mark.anyio
async def test_a_rewritten_page_finds_its_assets_in_a_browser(stage: Stage) -> None:
    from PIL import Image

    assets = stage.folder / "assets"
    assets.mkdir()
    Image.new("RGB", (31, 17), (200, 0, 0)).save(assets / "asset_001.png")
    Image.new("RGB", (13, 11), (0, 0, 200)).save(assets / "asset_002.webp")
    html = """<!doctype html><html><head><meta charset="utf-8"><base href="https://elsewhere.test/">
        <link rel=stylesheet href="https://fonts.test/css"><script src="https://cdn.test/a.js"></script>
        <style>@import "https://fonts.test/b"; #c { width: 9px; height: 9px; background: url({{BASE}}/asset_002.webp) }</style></head>
        <body><img src="{{BASE}}/asset_001.png"><img src="./assets/asset_001.png"><img src="/asset_001.png">
        <img srcset="{BASE}/asset_002.webp 1x, https://cdn.test/b.png 2x"><img src="https://cdn.test/c.png">
        <div id=c></div><iframe src="https://cdn.test/"></iframe>
        <script>const BASE = "{{BASE}}";
          for (const name of [BASE + "/asset_001.png", `${BASE}asset_002.webp`, "{{BASE}}/asset_002.webp"])
            document.body.append(Object.assign(new Image(), {src: name}));
        </script></body></html>"""
    site = Site(stage.site("").folder, assets)
    (site.folder / "index.html").write_text(changed(html).html)
    async with open_session(stage.chromium, site, SETTING) as session:
        assert await asyncio.wait_for(session.open(), 20)
        widths = await session.evaluate("[...document.images].map(image => image.naturalWidth)")
        painted = await session.evaluate("getComputedStyle(document.getElementById('c')).backgroundImage")
        assert widths == [31, 31, 31, 13, 0, 31, 13, 13]
        assert painted == 'url("https://candidate.test/asset_002.webp")'
        assert not [event for event in session.events.take() if event.kind == "refused_request"]
