"""Page time: what comes to its end before a page is looked at, what stays, and that it is the same twice."""
# ruff: noqa: E501 (pages and paths are easier to read unbroken)

import pytest

from agents.browser.session import Session
from tests.pages import SETTING, Stage, node, text, timed

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BUTTON = "<button id=b>Go</button><p id=o>before</p>"


async def click(session: Session, selector: str = "button") -> bool:
    """A click, and whether the page comes to rest after it."""
    await session.call(session.page.click(selector), "clicking")
    return await session.settle()


async def output(session: Session) -> str:
    return str(await session.page.inner_text("#o"))


@pytest.mark.parametrize(
    ("what", "handler"),
    [
        ("debounce", "clearTimeout(window.t); window.t = setTimeout(() => o.textContent = 'after', 600)"),
        ("latency", "new Promise(r => setTimeout(r, 900)).then(() => o.textContent = 'after')"),
        (
            "chain",
            "setTimeout(() => setTimeout(() => setTimeout(() => o.textContent = 'after', 300), 300), 300)",
        ),
        ("frames", "requestAnimationFrame(() => requestAnimationFrame(() => o.textContent = 'after'))"),
        ("idle", "requestIdleCallback(() => o.textContent = 'after')"),
        (
            "fetch",
            "fetch('data.json').then(r => r.json()).then(d => setTimeout(() => o.textContent = d, 200))",
        ),
        (
            "steps",
            "o.textContent = '…'; setTimeout(() => o.textContent = '…?', 900);"
            "setTimeout(() => o.textContent = 'after', 1800)",
        ),
    ],
)
async def test_what_is_under_way_comes_to_its_end(stage: Stage, what: str, handler: str) -> None:
    async with stage.show(
        BUTTON + f"<script>b.onclick = () => {{ {handler} }}</script>", {"data.json": '"after"'}
    ) as session:
        rested, seconds = await timed(click(session))
        assert rested
        assert await output(session) == "after"
        assert seconds < 2  # of real time, on a busy machine too


async def test_a_tooltip_opens_after_its_delay(stage: Stage) -> None:
    async with stage.show(
        BUTTON + "<script>b.onmouseenter = () => setTimeout(() => o.textContent = 'tip', 700)</script>"
    ) as session:
        await session.page.mouse.move(20, 20)
        await session.settle()
        assert await output(session) == "tip"


async def test_a_toast_of_three_and_a_half_seconds_is_still_there(stage: Stage) -> None:
    page = (
        BUTTON
        + """<script>b.onclick = () => {
      o.textContent = "Saved"; setTimeout(() => o.textContent = "", 3500); }</script>"""
    )
    async with stage.show(page) as session:
        assert await click(session)
        assert await output(session) == "Saved"
        await session.advance(3500)
        assert await output(session) == ""


async def test_a_toast_that_a_style_sheet_hides_later_is_still_there(stage: Stage) -> None:
    page = (
        BUTTON
        + """<style>
      .toast { animation: out .3s 3.2s forwards } @keyframes out { to { opacity: 0; visibility: hidden } }
      </style><script>b.onclick = () => {
        o.textContent = "Saved"; o.className = "toast"; o.onanimationend = () => o.remove(); }</script>"""
    )
    async with stage.show(page) as session:
        assert await click(session)
        assert "Saved" in text(await stage.look(session))
        assert "Saved" in text(await stage.look(session))  # nor does looking end it
        await session.advance(3500)
        await session.settle()
        assert "Saved" not in text(await stage.look(session))
        assert await session.page.locator("#o").count() == 0


async def test_a_transition_is_seen_at_its_end(stage: Stage) -> None:
    page = (
        BUTTON
        + """<style>#o { position: absolute; left: 0; transition: left 800ms 200ms }
      .there { left: 400px !important }</style>
      <script>b.onclick = () => o.className = "there"; o.ontransitionend = () => o.textContent = "arrived"</script>"""
    )
    async with stage.show(page) as session:
        assert await click(session)
        word = next(w for w in (await stage.look(session)).words if w.text == "arrived")
        assert word.box.x == 400


async def test_an_animation_without_end_does_not_keep_a_page_from_resting(stage: Stage) -> None:
    page = (
        BUTTON
        + """<style>p { width: 50px; animation: turn 1s linear infinite }
      @keyframes turn { to { transform: translate(300px) } }</style>"""
    )
    async with stage.show(page) as session:
        rested, seconds = await timed(click(session))
        assert rested
        assert seconds < 1
        first, second = await stage.look(session), await stage.look(session)
        assert (first.words, first.picture) == (second.words, second.picture)
        before = node(first, "paragraph").box
        await session.advance(300)
        await session.settle()
        after = node(await stage.look(session), "paragraph").box
        assert before is not None
        assert after is not None
        assert after.x != before.x  # it goes by the page's clock


async def test_a_long_animation_goes_by_the_pages_clock(stage: Stage) -> None:
    page = (
        BUTTON
        + """<style>.bar { animation: shrink 10s linear } @keyframes shrink { to { width: 0 } }</style>
      <script>b.onclick = () => { o.className = "bar"; o.onanimationend = () => o.textContent = "time is up" }
      </script>"""
    )
    async with stage.show(page) as session:
        assert await click(session)
        await stage.look(session)
        assert await output(session) == "before"
        await session.advance(10_000)
        await session.settle()
        assert await output(session) == "time is up"


async def test_frames_without_end_are_left_at_the_limit_of_page_time(stage: Stage) -> None:
    page = (
        BUTTON
        + """<script>let n = 0;
      const step = () => { o.textContent = ++n; requestAnimationFrame(step) }; b.onclick = step</script>"""
    )
    async with stage.show(page) as session:
        rested, seconds = await timed(click(session))
        assert not rested
        assert seconds < 3
        frames = int(await output(session))
        assert 4000 / 17 <= frames <= 4000 / 15


async def test_a_clock_that_ticks_keeps_a_page_from_resting_at_little_cost(stage: Stage) -> None:
    page = BUTTON + "<script>setInterval(() => o.textContent = new Date().toISOString(), 1000)</script>"
    async with stage.session(page) as session:
        rested, seconds = await timed(session.open())
        assert not rested
        assert await output(session) == "2026-03-02T09:00:04.000Z"
        assert seconds < 3


async def test_a_title_that_ticks_is_nothing_to_wait_for(stage: Stage) -> None:
    page = "<title>0</title>" + BUTTON + "<script>setInterval(() => document.title += '1', 300)</script>"
    async with stage.show(page) as session:
        assert await click(session)
        assert (await stage.look(session)).title.startswith("01")


async def test_smooth_scrolling_is_seen_at_its_end(stage: Stage) -> None:
    page = """<style>html { scroll-behavior: smooth } div { height: 3000px }</style>
      <button onclick="last.scrollIntoView()">Go</button><div></div><p id=last>last</p>"""
    async with stage.show(page) as session:
        assert await click(session)
        seen = await stage.look(session)
        assert seen.scrollers[0].y == seen.scrollers[0].max_y > 2000
        assert "last" in text(seen)


async def test_changes_in_a_shadow_tree_are_waited_for(stage: Stage) -> None:
    page = """<button id=b>Go</button><x-y></x-y><script>
      const root = document.querySelector("x-y").attachShadow({mode: "closed"});
      root.innerHTML = "<p>0</p>"; const p = root.firstChild;
      b.onclick = () => { for (let i = 1; i <= 3; i++) setTimeout(() => p.textContent = i, i * 700) }</script>"""
    async with stage.show(page) as session:
        assert await click(session)
        assert text(await stage.look(session)) == "Go 3"


async def test_an_error_in_a_timer_is_an_event_and_no_fault_of_ours(stage: Stage) -> None:
    page = (
        BUTTON
        + """<script>b.onclick = () => {
      setTimeout(() => { throw new Error("lost") }, 100);
      setTimeout(() => o.textContent = "after", 200) }</script>"""
    )
    async with stage.show(page) as session:
        assert await click(session)
        assert await output(session) == "after"
        events = session.events.take()
        assert [e.kind for e in events] == ["page_error"]
        assert "lost" in events[0].text


async def test_waiting_lets_the_clock_run_on(stage: Stage) -> None:
    page = (
        BUTTON
        + """<script>const start = Date.now();
      b.onclick = () => o.textContent = (Date.now() - start) + " " + Math.round(performance.now())</script>"""
    )
    async with stage.show(page) as session:
        await session.page.click("button")
        first = [int(part) for part in (await output(session)).split()]
        _, seconds = await timed(session.advance(60_000))
        await session.page.click("button")
        later = [int(part) for part in (await output(session)).split()]
        assert [b - a for a, b in zip(first, later, strict=True)] == [60_000, 60_000]
        assert seconds < 2


async def test_date_and_chance_are_given(stage: Stage) -> None:
    page = "<p id=o></p><script>o.textContent = Date.now() + ' ' + Math.random() + ' ' + new Date().getHours()</script>"
    async with stage.show(page) as session:
        now, chance, hour = (await output(session)).split()
    assert int(now) == SETTING.clock.timestamp() * 1000
    assert 0 <= float(chance) < 1
    assert hour == "9"
    async with stage.show(page) as session:
        assert (await output(session)).split() == [now, chance, hour]


async def test_the_same_page_gives_the_same_bytes(stage: Stage) -> None:
    page = """<style>i { display: block; width: 20px; height: 20px; background: teal }
      #spin { animation: spin .7s linear infinite } @keyframes spin { to { transform: rotate(1turn) } }
      #move { animation: move 9s linear } @keyframes move { to { margin-left: 500px } }</style>
      <input autofocus value="with a caret"><i id=spin></i><i id=move></i><canvas id=c></canvas><p id=o></p><script>
      const pen = c.getContext("2d");
      for (let k = 0; k < 50; k++) pen.fillRect(Math.random() * 300, Math.random() * 150, 5, 5);
      setTimeout(() => o.textContent = new Date().toLocaleString(), 400)</script>"""
    first, second = await stage.seen(page), await stage.seen(page)
    assert first.picture == second.picture
    assert first == second
    assert stage.png(first).startswith(b"\x89PNG")
