"""Nothing of one episode reaches the next, though they share a browser.

Every page here says what it finds, leaves something behind, and looks again: that shows that it would find what
another had left.
"""
# ruff: noqa: E501 (pages are easier to read unbroken)

from collections.abc import Sequence

import pytest

from agents.browser.launch import Chromium, launch
from tests.operating import OUT, Step, click, operate, said, target
from tests.pages import Stage, text

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

RELOAD: Step = {"action": "reload"}


def storing(find: str, leave: str) -> str:
    """A page that says what `find` comes to, as a word, and carries out `leave`."""
    return (
        OUT
        + f"""<button id=look>Look</button><button id=leave>Leave</button><script>
      const tell = async (what) => {{ try {{ o.textContent = (await what()) || "nothing" }}
        catch (error) {{ o.textContent = error.name }} }};
      look.onclick = () => tell(async () => {find});
      leave.onclick = () => tell(async () => {{ {leave}; return "done" }});</script>"""
    )


STORES = {
    "localStorage": ("localStorage.mark", "localStorage.mark = 'left'"),
    "sessionStorage": ("sessionStorage.mark", "sessionStorage.mark = 'left'"),
    "cookie": (
        "document.cookie.replace('mark=', '')",
        "document.cookie = 'mark=left; max-age=99999; path=/; secure'",
    ),
    "window.name": ("window.name", "window.name = 'left'"),
    "IndexedDB": (
        "(await indexedDB.databases()).map((one) => one.name).join()",
        "await new Promise((done) => indexedDB.open('left').onsuccess = done)",
    ),
    "caches": (
        "await (await caches.match('/mark'))?.text()",
        "await (await caches.open('c')).put('/mark', new Response('left'))",
    ),
    "private files": (
        "(await Array.fromAsync((await navigator.storage.getDirectory()).keys())).join()",
        "await (await navigator.storage.getDirectory()).getFileHandle('left', { create: true })",
    ),
    "history": ("history.state?.mark", "history.pushState({ mark: 'left' }, '')"),
}
LOOKS: Sequence[Step] = (click("Look"), click("Leave"), RELOAD, click("Look"))

REFUSED = {
    "service worker": (
        "(await navigator.serviceWorker.getRegistrations()).map(() => 'one').join()",
        "navigator.serviceWorker.register('worker.js').catch(() => 0)",
    ),
    "permissions": (
        """(await Promise.all(["notifications", "geolocation", "clipboard-read", "camera"].map((name) =>
          navigator.permissions.query({ name })))).filter((one) => one.state === "granted").length""",
        "navigator.geolocation.getCurrentPosition(() => 0, () => 0); Notification.requestPermission()",
    ),
}

PASTED = "<label>Paste <input id=paste></label><label>Copy <input id=copy></label>"
PASTE: Sequence[Step] = (
    {"action": "press", "key": "Control+v", "target": target("Paste")},
    {"action": "type", "target": target("Copy"), "text": "left"},
    {"action": "press", "key": "Control+a"},
    {"action": "press", "key": "Control+c"},
    {"action": "press", "key": "Control+v", "target": target("Paste")},
)

FOCUS = (
    OUT
    + """<button style="position: fixed; left: 300px; top: 200px">Here</button><script>
      const here = document.querySelector("button");
      const tell = () => o.textContent = document.hasFocus() + " " + document.activeElement.tagName + " "
        + (here.matches(":hover") ? "hovered" : "away");
      tell(); here.onclick = () => setTimeout(tell, 100)</script>"""
)

EPISODES: dict[str, tuple[str, Sequence[Step]]] = {
    **{name: (storing(*how), LOOKS) for name, how in {**STORES, **REFUSED}.items()},
    "clipboard": (PASTED, PASTE),
    "focus": (FOCUS, (click("Here"),)),
}


async def words(stage: Stage, name: str, chromium: Chromium | None = None) -> list[str]:
    """What is seen at the start and after each step."""
    page, steps = EPISODES[name]
    evidence = await operate(stage, page, *steps, chromium=chromium)
    assert [step.status for step in evidence.steps] == ["performed"] * len(steps)
    assert evidence.initial is not None
    return [text(evidence.initial), *map(said, evidence.steps)]


@pytest.mark.parametrize("name", STORES)
async def test_a_page_finds_what_it_has_left_itself(stage: Stage, name: str) -> None:
    seen = await words(stage, name)
    assert [one.split()[0] for one in seen] == ["-", "nothing", "done", "-", "left"]


@pytest.mark.parametrize("name", REFUSED)
async def test_what_no_page_can_leave(stage: Stage, name: str) -> None:
    seen = await words(stage, name)
    assert [one.split()[0] for one in seen] == ["-", "nothing", "done", "-", "nothing"]


async def test_what_was_copied_is_pasted(stage: Stage) -> None:
    seen = await words(stage, "clipboard")
    assert seen[1] == "Paste Copy"
    assert seen[-1] == "Paste left Copy left"


async def test_focus_and_mouse_begin_afresh(stage: Stage) -> None:
    assert await words(stage, "focus") == ["true BODY away Here", "true BUTTON hovered Here"]


async def test_no_episode_sees_another(stage: Stage) -> None:
    alone = {}
    for name in EPISODES:
        async with launch() as fresh:
            alone[name] = await words(stage, name, fresh)
    async with launch() as shared:
        forth = {name: await words(stage, name, shared) for name in EPISODES}
        back = {name: await words(stage, name, shared) for name in reversed(EPISODES)}
    assert forth == alone
    assert back == alone
