"""Pages that hang, crash, flood or lie: each ends within its limits, and the Chromium serves the next."""
# ruff: noqa: E501 (pages and paths are easier to read unbroken)

from collections.abc import Mapping

import pytest

from agents.browser.launch import Chromium
from agents.browser.limits import PageFailed
from agents.browser.session import Session
from agents.operator.operator import Operator
from tasks.evidence import Evidence, Snapshot
from tasks.page import Page
from tasks.store import EvidenceWriter
from tasks.task import DialogAnswer, PromptText, Task
from tests.pages import BRIEF, Stage, node, text, timed

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

RECOVERED = 10.0  # seconds


async def press(session: Session) -> None:
    await session.call(session.page.mouse.click(20, 20), "clicking")


async def press_and_settle(session: Session) -> None:
    await press(session)
    await session.settle()


async def fails(stage: Stage, html: str, *, opens: bool) -> float:
    """Real seconds until a page that hangs when it is opened or clicked is got rid of."""

    async def use() -> None:
        async with stage.session(html, limits=BRIEF) as session:
            if opens:
                await session.open()
                await press(session)
                await session.settle()
                await stage.look(session)
            else:
                await session.open()
                await stage.look(session)

    with pytest.raises(PageFailed):
        await timed(use())
    _, seconds = await timed(works(stage))
    return seconds


async def works(stage: Stage) -> None:
    """The same Chromium shows a good page."""
    assert text(await stage.seen("<p>well</p>")) == "well"


@pytest.mark.parametrize(
    "handler", ["while (true);", "while (true) alert(1);", "setTimeout(() => { while (true); }, 500)"]
)
async def test_a_page_that_hangs_when_it_is_used(stage: Stage, handler: str) -> None:
    html = f"<button style='width: 200px; height: 100px' onclick='{handler}'>Go</button>"
    assert await fails(stage, html, opens=True) < RECOVERED


@pytest.mark.parametrize(
    "script", ["while (true);", "while (true) alert(1);", "setTimeout(() => { while (true); })"]
)
async def test_a_page_that_hangs_when_it_is_opened(stage: Stage, script: str) -> None:
    assert await fails(stage, f"<script>{script}</script>", opens=False) < RECOVERED


async def test_a_page_that_crashes(stage: Stage) -> None:
    async with stage.show("<button>Go</button>", limits=BRIEF) as session:
        cdp = await session.cdp()
        with pytest.raises(PageFailed, match="crash"):
            await session.call(cdp.send("Page.crash"), "crashing")
        with pytest.raises(PageFailed, match="crash"):
            await stage.look(session)
        assert "crash" in [event.kind for event in session.events.take()]
    await works(stage)


async def test_a_page_cannot_close_itself(stage: Stage) -> None:
    async with stage.show("<button onclick='window.close()'>Go</button>") as session:
        await session.page.click("button")
        assert await session.settle()
        assert text(await stage.look(session)) == "Go"
        await session.page.close()
        with pytest.raises(PageFailed, match="closed"):
            await stage.look(session)


@pytest.mark.parametrize("when", ["location.reload()", "setTimeout(() => location.reload(), 100)"])
async def test_a_page_that_reloads_itself_for_ever(stage: Stage, when: str) -> None:
    async def use() -> None:
        try:
            async with stage.session(f"<p>again</p><script>{when}</script>", limits=BRIEF) as session:
                # Whether it seems to rest depends on whether a look falls between two reloads.
                await session.open()
                await stage.look(session)
        except PageFailed:
            pass

    _, seconds = await timed(use())
    assert seconds < RECOVERED
    await works(stage)


async def test_one_action_opens_one_tab_at_most(stage: Stage, chromium: Chromium) -> None:
    html = """<button onclick="for (let k = 0; k < 20; k++) window.open('/other.html')">Go</button>"""
    async with stage.show(html, {"other.html": "<p>other</p>"}) as session:
        await session.page.click("button")
        assert await session.settle()
        assert [e.kind for e in session.events.take()] == ["popup"] * 20
        assert text(await stage.look(session)) == "other"
        assert [len(context.pages) for context in chromium.browser.contexts] == [2]


@pytest.mark.parametrize(
    "opens",
    [
        "onload = () => { for (let k = 0; k < 20; k++) window.open('/other.html') }",
        "onload = () => { for (let k = 0; k < 20; k++) window.open('https://elsewhere.test/') }",
    ],
)
async def test_what_a_page_opens_by_itself_is_refused(stage: Stage, chromium: Chromium, opens: str) -> None:
    async with stage.show(f"<p>here</p><script>{opens}</script>", {"other.html": "<p>other</p>"}) as session:
        assert [e.kind for e in session.events.take()] == ["popup"] * 20
        assert text(await stage.look(session)) == "here"
        assert [len(context.pages) for context in chromium.browser.contexts] == [1]


@pytest.mark.parametrize("rel", ["opener", "noopener"])
async def test_a_link_to_a_tab_of_its_own_is_followed_and_closed_again(stage: Stage, rel: str) -> None:
    html = f"<a href='/other.html' target=_blank rel={rel}>new</a>"
    async with stage.show(html, {"other.html": "<title>Other</title><p>other"}) as session:
        await session.page.click("a")
        assert await session.settle()
        seen = await stage.look(session)
        assert (text(seen), seen.url, seen.title) == ("other", "/other.html", "Other")
        assert await session.close_tab()
        assert await session.settle()
        assert text(await stage.look(session)) == "new"
        assert not await session.close_tab()


async def test_a_link_that_leads_elsewhere_opens_nothing(stage: Stage, chromium: Chromium) -> None:
    async with stage.show("<a href='https://elsewhere.test/' target=_blank>new</a>") as session:
        await session.page.click("a")
        assert await session.settle()
        assert text(await stage.look(session)) == "new"
        assert "refused_request" in [e.kind for e in session.events.take()]
        assert [len(context.pages) for context in chromium.browser.contexts] == [1]


async def test_a_download_is_recorded_and_refused(stage: Stage) -> None:
    html = "<a href='/data.csv' download='data.csv'>Save</a>"
    async with stage.show(html, {"data.csv": "1,2"}) as session:
        async with session.page.expect_event("download", timeout=2000) as waiting:
            await session.page.click("a")
        assert await session.settle()
        assert await (await waiting.value).failure() is not None
        assert ("download", "data.csv") in [(e.kind, e.text) for e in session.events.take()]
        assert text(await stage.look(session)) == "Save"


@pytest.mark.parametrize(
    ("answer", "seen", "said"),
    [
        ("accept", "true d Go", ["alert: a (accepted)", "confirm: b (accepted)", "prompt: c (accepted)"]),
        (
            "dismiss",
            "false null Go",
            ["alert: a (accepted)", "confirm: b (dismissed)", "prompt: c (dismissed)"],
        ),
        (
            PromptText(text="Oslo"),
            "true Oslo Go",
            ["alert: a (accepted)", "confirm: b (accepted)", "prompt: c (answered 'Oslo')"],
        ),
    ],
)
async def test_dialogs_are_recorded_and_answered(
    stage: Stage, answer: DialogAnswer, seen: str, said: list[str]
) -> None:
    html = """<p id=o></p><button onclick="alert('a'); o.textContent = confirm('b') + ' ' + prompt('c', 'd')">Go</button>"""
    async with stage.show(html) as session:
        session.events.answer = answer
        await session.page.click("button")
        assert await session.settle()
        assert text(await stage.look(session)) == seen
        assert [e.text for e in session.events.take()] == said


async def test_a_page_that_asks_before_it_is_left(stage: Stage) -> None:
    html = """<input><a href="/next.html">next</a><script>
      onbeforeunload = (event) => { event.preventDefault(); event.returnValue = "stay" }</script>"""
    async with stage.show(html, {"next.html": "<p>next page</p>"}, limits=BRIEF) as session:
        await session.page.mouse.click(20, 20)
        await session.page.keyboard.type("x")
        _, seconds = await timed(session.call(session.page.mouse.click(200, 20), "clicking"))
        await session.settle()
        assert seconds < RECOVERED
        await stage.look(session)
    await works(stage)


@pytest.mark.parametrize(
    "way",
    ["location = 'https://example.org/'", "location = 'file:///etc/passwd'", "location = 'chrome://version'"],
)
async def test_a_page_that_leads_elsewhere_stays(stage: Stage, way: str) -> None:
    async with stage.show(f'<p>here</p><button onclick="{way}">Go</button>') as session:
        await session.page.click("button")
        await session.settle()
        seen = await stage.look(session)
        assert (text(seen), seen.url) == ("here Go", "/")
        assert {e.kind for e in session.events.take()} <= {"refused_request", "console_error"}


async def test_a_page_that_is_elsewhere_when_it_opens_stays(stage: Stage) -> None:
    seen = await stage.seen("<p>here</p><script>location = 'https://example.org/'</script>")
    assert text(seen) == "here"


async def test_a_document_that_is_written_anew(stage: Stage) -> None:
    html = """<button onclick="document.open(); document.write('<p>new</p><button>Next</button><script>' +
      'let n = 0; document.querySelector(`button`).onclick = () => setTimeout(() => ' +
      'document.querySelector(`p`).textContent = `changed`, 700)<\\/script>'); document.close()">Go</button>"""
    async with stage.show(html) as session:
        await session.page.click("button")
        assert await session.settle()
        assert text(await stage.look(session)) == "new Next"
        await session.page.click("button")
        assert await session.settle()
        assert text(await stage.look(session)) == "changed Next"


async def test_a_document_that_is_never_closed(stage: Stage) -> None:
    async with stage.show("<button onclick='document.write(`<p>new`)'>Go</button>") as session:
        await session.page.click("button")
        rested, seconds = await timed(session.settle())
        assert rested
        assert seconds < 2
        assert text(await stage.look(session)) == "new"


async def test_another_page_of_the_site(stage: Stage) -> None:
    files = {"next.html": "<p id=o></p><script>setTimeout(() => o.textContent = Date.now(), 300)</script>"}
    async with stage.show("<a href=next.html>next</a>", files) as session:
        await session.page.click("a")
        assert await session.settle()
        seen = await stage.look(session)
        assert seen.url == "/next.html"
        # Time goes on where the first page left it: 9:00 and a second of settling.
        assert 1000 <= int(text(seen)) - 1772442000000 < 3000


LIES = """
  JSON.stringify = () => "{}"; JSON.parse = () => ({});
  Array.prototype.map = () => []; Array.prototype[Symbol.iterator] = function* () {};
  Array.prototype.filter = Array.prototype.push = Array.prototype.join = () => [];
  document.querySelectorAll = document.elementsFromPoint = document.createTreeWalker = () => [];
  Document.prototype.querySelectorAll = Document.prototype.createTreeWalker = null;
  document.getAnimations = () => { throw 1 };
  delete window.MutationObserver; window.requestAnimationFrame = () => 0; window.getComputedStyle = () => ({});
  window.Promise = class { then() {} }; Element.prototype.getBoundingClientRect = () => ({});
  Element.prototype.checkVisibility = () => false; Range.prototype.getBoundingClientRect = () => ({});
  Object.defineProperty(document, "title", {get: () => "a lie"});
  Object.defineProperty(document, "readyState", {get: () => "loading"});
  Object.defineProperty(Document.prototype, "images", {get: () => [{complete: false}]});
  Map.prototype.get = Set.prototype.has = WeakSet.prototype.has = () => undefined;
"""


async def test_a_page_cannot_change_what_is_seen_of_it(stage: Stage) -> None:
    html = """<title>true</title><h1>Seen</h1><input value=7 aria-label=Field>
      <div style="height: 40px; overflow: auto"><p style="height: 400px">inner</p></div><script>%s</script>"""
    honest, lying = await stage.seen(html % ""), await stage.seen(html % LIES)
    assert lying == honest
    assert text(honest) == "Seen 7 inner"


@pytest.mark.parametrize(
    "script", ["delete globalThis.__pwClock", "__pwClock.controller.runFor = () => { throw 1 }"]
)
async def test_a_page_that_breaks_its_clock_only_harms_itself(stage: Stage, script: str) -> None:
    html = f"<p id=o>before</p><script>{script}; setTimeout(() => o.textContent = 'after', 100)</script>"
    async with stage.session(html) as session:
        await session.open()
        assert text(await stage.look(session)) == "before"
        assert {e.kind for e in session.events.take()} == {"page_error"}


@pytest.mark.parametrize("thrown", ["null", "'text'", "undefined", "{}", "new Error('')"])
async def test_whatever_a_timer_throws(stage: Stage, thrown: str) -> None:
    async with stage.session(
        f"<p>here</p><script>setTimeout(() => {{ throw {thrown} }}, 100)</script>"
    ) as session:
        assert await session.open()
        assert text(await stage.look(session)) == "here"


async def test_a_flood_of_events_is_cut_off(stage: Stage) -> None:
    async with stage.session(
        "<script>for (let k = 0; k < 1000; k++) console.error('x'.repeat(5000))</script>"
    ) as session:
        await session.open()
        events = session.events.take()
    assert len(events) == 200
    assert max(len(e.text) for e in events) == 500


TASK = {
    "task": 1,
    "id": "tiny",
    "title": "Tiny",
    "viewport": {"width": 800, "height": 600},
    "trajectory": tuple(
        {"id": name.lower(), "action": "click",
         "target": {"description": f"the {name} button", "role": "button", "name": name}}
        for name in ("One", "Two", "Three")
    ),
}  # fmt: skip


async def operate(stage: Stage, handlers: Mapping[str, str], script: str = "") -> Evidence:
    buttons = "".join(
        f'<button onclick="{handlers.get(n, "")}">{n}</button>' for n in ("One", "Two", "Three")
    )
    folder = stage.site(f"{buttons}<p id=o></p><script>{script}</script>").folder
    writer = EvidenceWriter(stage.folder / "episode", stage.pictures)
    page = Page.of(folder, "tiny", "test")
    return await Operator(stage.chromium, BRIEF).operate(Task.model_validate(TASK), None, page, writer)


def statuses(evidence: Evidence) -> list[str]:
    return [step.status for step in evidence.steps]


async def test_an_episode_ends_where_the_page_hangs(stage: Stage) -> None:
    evidence, seconds = await timed(operate(stage, {"Two": "while (true);"}))
    assert statuses(evidence) == ["performed", "page_failed", "not_reached"]
    assert "hangs" in evidence.steps[1].reason
    assert seconds < 2 * RECOVERED  # it is used twice
    assert statuses(await operate(stage, {})) == ["performed"] * 3


async def test_an_episode_of_a_page_that_never_opens(stage: Stage) -> None:
    evidence, seconds = await timed(operate(stage, {}, "while (true);"))
    assert evidence.initial is None
    assert statuses(evidence)[0] == "page_failed"
    assert seconds < 2 * RECOVERED  # it is used twice
    await works(stage)


async def test_an_episode_with_dialogs_and_errors_goes_on(stage: Stage) -> None:
    evidence = await operate(
        stage, {"One": "alert(1)", "Two": "setTimeout(() => none(), 100)", "Three": "o.textContent = 'three'"}
    )
    assert statuses(evidence) == ["performed"] * 3
    assert [[e.kind for e in step.events] for step in evidence.steps] == [["dialog"], ["page_error"], []]
    last: Snapshot | None = evidence.steps[2].after
    assert last is not None
    assert node(last, "paragraph").text == "three"


@pytest.mark.slow
async def test_a_page_that_runs_out_of_memory(stage: Stage) -> None:
    html = """<button style="width: 200px; height: 100px" onclick="const all = [];
      for (;;) all.push(new Array(1e6).fill(all.length + .5))">Go</button>"""
    async with stage.show(html, limits=BRIEF) as session:
        with pytest.raises(PageFailed):
            await press_and_settle(session)
    await works(stage)
