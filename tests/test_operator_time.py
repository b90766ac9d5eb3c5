"""Page time: every way in which a page waits follows one clock, and is waited for."""
# ruff: noqa: E501 (pages are easier to read unbroken)

import json

import pytest

from tests.operating import OUT, Step, after, click, operate, said
from tests.pages import Stage, timed

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]


def wait(ms: int) -> Step:
    return {"action": "wait", "ms": ms}


def button(script: str) -> str:
    return f"{OUT}<button id=start>Start</button><script>start.onclick = () => {{ {script} }}</script>"


SAY_DONE = "o.textContent = 'done'"

SHORT = {
    "setTimeout": f"setTimeout(() => {SAY_DONE}, 1200)",
    "postTask": f"scheduler.postTask(() => {SAY_DONE}, {{ delay: 1200 }})",
    "postTask awaited": f"scheduler.postTask(() => 1, {{ delay: 1200 }}).then(() => {SAY_DONE})",
    "postTask at once": f"scheduler.postTask(() => {SAY_DONE}, {{ priority: 'background' }})",
    "requestIdleCallback": f"requestIdleCallback(() => {SAY_DONE})",
    "idle after a timer": f"setTimeout(() => requestIdleCallback(() => {SAY_DONE}, {{ timeout: 500 }}), 600)",
    "frames": f"let n = 0; const next = () => ++n < 60 ? requestAnimationFrame(next) : {SAY_DONE}; next()",
    "a chain": "let n = 0; const next = async () => { while (n++ < 5) "
    f"await new Promise((r) => setTimeout(r, 250)); {SAY_DONE} }}; next()",
}


@pytest.mark.parametrize("script", SHORT.values(), ids=SHORT)
async def test_what_is_due_soon_is_waited_for(stage: Stage, script: str) -> None:
    assert await after(stage, button(script), click("Start")) == "done Start"


FAR = {
    "setTimeout": f"setTimeout(() => {SAY_DONE}, 60000)",
    "postTask": f"scheduler.postTask(() => {SAY_DONE}, {{ delay: 60000 }})",
    "setInterval": f"let n = 0; setInterval(() => {{ if (++n === 6) {SAY_DONE} }}, 10000)",
    "idle after a timer": f"setTimeout(() => requestIdleCallback(() => {SAY_DONE}), 60000)",
}


@pytest.mark.parametrize("script", FAR.values(), ids=FAR)
async def test_what_is_due_late_comes_by_page_time_alone(stage: Stage, script: str) -> None:
    steps = [click("Start"), wait(40_000), wait(40_000)]
    evidence, seconds = await timed(operate(stage, button(script), *steps))
    assert [said(step) for step in evidence.steps] == ["- Start", "- Start", "done Start"]
    assert seconds < 20


async def test_a_delayed_task_that_is_taken_back(stage: Stage) -> None:
    script = f"""const stop = new AbortController();
      scheduler.postTask(() => {SAY_DONE}, {{ delay: 1500, signal: stop.signal }})
        .catch((error) => o.textContent = error.name);
      setTimeout(() => stop.abort(), 300);"""
    assert await after(stage, button(script), click("Start"), wait(5000)) == "AbortError Start"


async def test_delayed_tasks_keep_their_order(stage: Stage) -> None:
    script = """let seen = ""; const say = (t) => () => o.textContent = seen += t;
      scheduler.postTask(say("c"), { delay: 900 }); setTimeout(say("b"), 600);
      scheduler.postTask(say("a"), { delay: 300 }); setTimeout(say("d"), 1200);"""
    assert await after(stage, button(script), click("Start")) == "abcd Start"


WORKER = """let n = 0, began = Date.now(), timer;
  onmessage = ({ data }) => {
    if (data.every) timer = setInterval(() => {
      n += 1; postMessage(n === data.times ? (clearInterval(timer), "ended") : "tick") }, data.every);
    if (data.once) setTimeout(() => postMessage("late " + Math.round((Date.now() - began) / 1000)), data.once);
  };"""

MADE = {
    "module": f'new Worker(URL.createObjectURL(new Blob([{json.dumps(WORKER)}])), {{ type: "module" }})',
    "blob": f"new Worker(URL.createObjectURL(new Blob([{json.dumps(WORKER)}])))",
    "blob taken back": f"""(() => {{ const url = URL.createObjectURL(new Blob([{json.dumps(WORKER)}]));
      const made = new Worker(url); URL.revokeObjectURL(url); return made }})()""",
    "file": "new Worker('worker.js')",
    "module file": "new Worker(new URL('worker.js', location), { type: 'module' })",
    "data": f"new Worker('data:text/javascript,' + encodeURIComponent({json.dumps(WORKER)}))",
}


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
async def test_timers_in_a_worker_follow_page_time(stage: Stage, made: str) -> None:
    page = (
        OUT
        + f"""<button>Start</button><script>
      const worker = {made};
      worker.onmessage = (e) => {{ if (e.data !== "tick") o.textContent = e.data }};
      document.querySelector("button").onclick = () => worker.postMessage({{ once: 30000 }});</script>"""
    )
    stage.site("", {"worker.js": WORKER})
    steps = [wait(10_000), click("Start"), wait(20_000), wait(10_000)]
    evidence, seconds = await timed(operate(stage, page, *steps))
    shown = [said(step).removesuffix(" Start") for step in evidence.steps]
    assert shown[:3] == ["-", "-", "-"]
    assert shown[3].startswith("late ")
    assert 40 <= int(shown[3].removeprefix("late ")) < 60
    assert seconds < 20


async def test_what_a_worker_does_in_a_second_is_waited_for(stage: Stage) -> None:
    page = (
        OUT
        + f"""<button>Start</button><script>
      const worker = {MADE["blob"]};
      worker.onmessage = (e) => o.textContent = e.data;
      document.querySelector("button").onclick = () => worker.postMessage({{ every: 200, times: 5 }});</script>"""
    )
    assert await after(stage, page, click("Start")) == "ended Start"


async def test_a_worker_that_ends_itself_is_no_fault(stage: Stage) -> None:
    page = (
        OUT
        + """<script>
      const script = "setTimeout(() => { postMessage('bye'); close() }, 500)";
      new Worker(URL.createObjectURL(new Blob([script]))).onmessage = (e) => o.textContent = e.data;</script>"""
    )
    evidence = await operate(stage, page, wait(1000), wait(1000))
    assert [(step.status, said(step)) for step in evidence.steps] == [("performed", "bye")] * 2


async def test_a_toast_leaves_by_the_pages_clock(stage: Stage) -> None:
    script = """const toast = document.createElement("div"); toast.textContent = "Saved";
      document.body.append(toast); setTimeout(() => toast.remove(), 5000)"""
    evidence = await operate(stage, button(script), click("Start"), wait(2000), wait(5000))
    assert said(evidence.steps[0]) == "- Start Saved"
    assert said(evidence.steps[2]) == "- Start"


async def test_a_toast_that_is_undone_in_time(stage: Stage) -> None:
    script = """toast.hidden = false; gone = setTimeout(() => { toast.hidden = true;
      o.textContent = "deleted" }, 6000)"""
    page = (
        '<div id=toast hidden>Deleted <button onclick="clearTimeout(gone); toast.hidden = true;'
        " o.textContent = 'kept'\">Undo</button></div><script>let gone</script>" + button(script)
    )
    undone = await after(stage, page, click("Start"), click("Undo"), wait(10_000))
    assert undone == "kept Start"
    assert await after(stage, page, click("Start"), wait(10_000)) == "deleted Start"


async def test_a_clock_on_the_page_shows_page_time(stage: Stage) -> None:
    page = (
        OUT
        + """<script>
      const show = () => o.textContent = Math.round(Date.now() / 1000) + "/" + Math.round(performance.now() / 1000);
      setInterval(show, 1000); show()</script>"""
    )
    evidence = await operate(stage, page, wait(60_000), wait(60_000))
    first, second = [[int(part) for part in said(step).split("/")] for step in evidence.steps]
    for before, then in zip(first, second, strict=True):
        assert 60 <= then - before <= 70


async def test_typing_that_is_answered_after_a_pause(stage: Stage) -> None:
    page = (
        OUT
        + """<input aria-label=Query><script>
      let timer, asked = 0;
      document.querySelector("input").oninput = (e) => { clearTimeout(timer);
        timer = setTimeout(() => o.textContent = ++asked + " " + e.target.value, 300) }</script>"""
    )
    step = {"action": "type", "target": {"description": "the query field", "name": "Query"}, "text": "oslo"}
    assert (await after(stage, page, step)).startswith("1 oslo")
