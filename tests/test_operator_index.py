"""browser-use as a second pair of eyes: it sees more than the tree, and leaves page and network alone."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from agents.browser.limits import PageFailed
from agents.browser.session import Session, open_session
from agents.operator.grounding.elements import Element
from agents.operator.rungs.indexed import (
    SETTINGS,
    WATCHDOGS,
    ElementIndex,
    IndexingFailed,
    attach_nothing,
    load,
)
from tests.pages import BRIEF, SETTING, Stage, text, timed

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

DIV = "<div id=d>Add to cart</div><script>d.addEventListener('click', () => 0)</script>"


@asynccontextmanager
async def indexed(stage: Stage, session: Session) -> AsyncIterator[ElementIndex]:
    index = ElementIndex(stage.chromium, session)
    try:
        yield index
    finally:
        await index.close()
    assert left_over() == []


def left_over() -> list[str]:
    """What browser-use still has running; a bus that runs on would keep the program from ending."""
    tasks = [task for task in asyncio.all_tasks() if not task.done()]
    names = [getattr(task.get_coro(), "__qualname__", "") for task in tasks]
    return [name for name in names if "EventBus" in name or "BrowserSession" in name]


def called(found: list[Element], name: str) -> Element:
    return next(element for element in found if name in element.names)


def test_the_patch_fits_the_version_that_is_installed() -> None:
    from importlib import import_module

    from browser_use.browser.watchdog_base import BaseWatchdog

    load()
    assert len(WATCHDOGS) == 5
    for name, module in WATCHDOGS.items():
        watchdog = getattr(import_module(f"browser_use.browser.watchdogs.{module}"), name)
        assert issubclass(watchdog, BaseWatchdog)
        assert watchdog.attach_to_session is attach_nothing
    # What is replaced is what browser-use calls, and the others keep theirs.
    assert callable(BaseWatchdog.attach_to_session)
    assert BaseWatchdog.attach_to_session is not attach_nothing


async def test_attaching_leaves_no_folder_behind(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with stage.show(DIV) as session, indexed(stage, session) as index:
        called(await index.elements(), "Add to cart")
    assert not list(tmp_path.glob("browser-use*"))


def test_no_outside_host_is_looked_up() -> None:
    load()
    from browser_use.config import CONFIG

    assert {name: os.environ[name] for name in SETTINGS} == SETTINGS
    assert not CONFIG.ANONYMIZED_TELEMETRY
    assert not CONFIG.BROWSER_USE_CLOUD_SYNC
    assert not CONFIG.BROWSER_USE_VERSION_CHECK
    assert not CONFIG.BROWSER_USE_CLOUD_HINTS
    assert "iwr-browser-use-" in str(CONFIG.BROWSER_USE_CONFIG_DIR)


async def test_it_sees_what_only_a_listener_makes_a_control(stage: Stage) -> None:
    page = (
        DIV
        + """<x-y></x-y><script>
      const root = document.querySelector("x-y").attachShadow({mode: "closed"});
      root.innerHTML = "<button style='margin: 40px'>Pay</button>"</script>"""
    )
    async with stage.show(page) as session, indexed(stage, session) as index:
        found = await index.elements()
        where = {w.text: w.box for w in (await stage.look(session)).words}
        assert called(found, "Add to cart").box.holds(*where["cart"].center)
        pay = called(found, "Pay")
        assert (pay.role, pay.box.holds(*where["Pay"].center)) == ("button", True)
        assert pay.ref is not None
        at = await session.evaluate(f"iwr.reach({pay.ref!r})")  # the world knows it by that name
        assert pay.box.holds(at["x"], at["y"])


async def test_hidden_text_is_not_what_is_written_there(stage: Stage) -> None:
    page = DIV.replace("Add to cart", '<span style="visibility: hidden">Add to cart</span>') + "<p>Bag</p>"
    async with stage.show(page) as session, indexed(stage, session) as index:
        words = (await stage.look(session)).words
        assert not any("Add to cart" in (one.text, *one.names) for one in await index.elements(words))


async def test_places_are_those_of_the_viewport(stage: Stage) -> None:
    page = f"""<div style='height: 400px'></div><div id=s style='height: 150px; overflow: auto'>
      <div style='height: 300px'></div>{DIV}<div style='height: 300px'></div></div>
      <div style='height: 900px'></div>"""
    async with stage.show(page) as session, indexed(stage, session) as index:
        for scroll in ("s.scrollTo(0, 220)", "scrollTo(0, 100)", "s.scrollTo(0, 190)"):
            await session.page.evaluate(scroll)
            await session.settle()
            words = (await stage.look(session)).words
            assert called(await index.elements(), "Add to cart").box.holds(*words[0].box.center)


async def test_the_page_stays_as_it_is(stage: Stage) -> None:
    async with stage.show(DIV) as session:
        before = await stage.look(session)
        async with indexed(stage, session) as index:
            _, slow = await timed(index.elements())
            assert await stage.look(session) == before
            found, fast = await timed(index.elements())
            assert called(found, "Add to cart").clickable
            assert fast < min(slow, 1.5)
        assert await stage.look(session) == before  # nor does detaching change it
        size = await session.page.evaluate("[innerWidth, innerHeight, devicePixelRatio]")
        assert size == [SETTING.width, SETTING.height, 1]
        assert len(session.page.context.pages) == 1
        assert session.events.take() == ()


async def test_it_looks_at_the_right_page_of_several(stage: Stage) -> None:
    async with (
        stage.show("<button>Other</button>") as other,
        open_session(stage.chromium, stage.site(DIV), SETTING) as session,
    ):
        await session.open()
        async with indexed(stage, session) as index:
            found = await index.elements()
            assert called(found, "Add to cart").clickable
            assert not any("Other" in element.names for element in found)
        assert text(await stage.look(other)) == "Other"
        async with indexed(stage, other) as index:
            assert called(await index.elements(), "Other").clickable


async def test_a_storm_of_alerts_does_not_hang_it(stage: Stage) -> None:
    page = DIV + "<script>setInterval(() => alert('again'), 50)</script>"
    async with stage.session(page) as session:
        await session.open()
        async with indexed(stage, session) as index:
            found, seconds = await timed(index.elements())
            assert called(found, "Add to cart").clickable
            assert seconds < 8
            await session.advance(200)  # alerts go on, and are dismissed by us
            assert called(await index.elements(), "Add to cart").clickable
        assert {event.kind for event in session.events.take()} == {"dialog"}


async def test_a_failure_to_attach_is_ours(stage: Stage) -> None:
    async with stage.show(DIV) as session:
        index = ElementIndex(replace(stage.chromium, cdp_url="http://127.0.0.1:9"), session)
        with pytest.raises(IndexingFailed, match="could not look at the page: "):
            await index.elements()
        await index.close()
        assert left_over() == []
        async with indexed(stage, session) as working:
            assert called(await working.elements(), "Add to cart").clickable


async def test_a_page_that_hangs_is_not_ours(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.operator.rungs.indexed._SECONDS", 1.5)
    page = DIV + "<script>onkeydown = () => { while (true); }</script>"
    async with stage.show(page, limits=BRIEF) as session, indexed(stage, session) as index:
        with pytest.raises(PageFailed):
            await session.call(session.page.keyboard.press("a"), "pressing a key")
        with pytest.raises(PageFailed, match="hangs"):
            await index.elements()
