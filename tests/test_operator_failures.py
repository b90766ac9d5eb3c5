"""What can't be found, what hangs, and what fails on our side: each said as what it is."""

import asyncio
import logging
from dataclasses import replace
from typing import Any

import pytest

from agents.browser.limits import Limits, TooSlow
from agents.browser.session import Session
from tasks.store import read_evidence
from tests.operating import OUT, after, click, operate, said, target
from tests.pages import BRIEF, Stage

pytest_plugins = ["tests.pages"]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SHOP = (
    OUT
    + "<button onclick=\"o.textContent = 'saved'\">Save</button><a href=#x>Saved carts</a><p>Nothing here</p>"
)


async def test_what_is_not_there_is_infeasible_and_later_steps_are_tried(stage: Stage) -> None:
    evidence = await operate(stage, SHOP, click("Delete everything", role="button"), click("Save"))
    missing, done = evidence.steps
    assert missing.status == "infeasible"
    assert missing.reason == "nothing on the page is the target Delete everything"
    tried = missing.groundings[0]
    assert (tried.rung, tried.chosen, tried.others) == ("none", None, ())
    assert missing.before is not None
    assert missing.after is not None
    assert (done.status, said(done).split()[0]) == ("performed", "saved")


async def test_of_what_is_found_the_runners_up_stand_elsewhere(stage: Stage) -> None:
    found = (await operate(stage, SHOP, click("Save", role="button"))).steps[0].groundings[0]
    assert found.chosen is not None
    assert found.chosen.box not in [one.box for one in found.others]
    assert found.others


async def test_a_drag_to_nowhere_keeps_where_it_would_start(stage: Stage) -> None:
    step = {"action": "drag", "target": target("Save"), "to": target("The trash can")}
    done = (await operate(stage, SHOP, step)).steps[0]
    assert done.status == "infeasible"
    assert [(g.description, g.rung) for g in done.groundings] == [
        ("the target Save", "locator"),
        ("the target The trash can", "none"),
    ]
    assert done.groundings[0].chosen is not None


async def test_a_page_that_hangs_ends_the_episode(stage: Stage) -> None:
    page = "<button onclick='while (true);'>Hang</button>"
    evidence = await operate(stage, page, click("Hang"), click("Hang"), click("Hang"), limits=BRIEF)
    assert [step.status for step in evidence.steps] == ["page_failed", "not_reached", "not_reached"]
    assert "the page hangs" in evidence.steps[0].reason
    assert evidence.steps[2].reason == f"not reached: {evidence.steps[0].reason}"
    assert evidence.steps[0].before == evidence.initial
    assert evidence.steps[0].after is None


async def test_a_page_that_never_loads(stage: Stage) -> None:
    evidence = await operate(
        stage,
        "<script>while (true);</script>",
        click("Save"),
        click("Save"),
        limits=Limits(open=1.0, call=1.0),
    )
    assert evidence.initial is None
    assert [step.status for step in evidence.steps] == ["page_failed", "not_reached"]


async def test_a_page_that_seems_to_hang_is_used_once_more(stage: Stage) -> None:
    """On a busy machine any page may take too long once."""

    async def recover() -> None:
        await asyncio.sleep(0.5)
        stage.site(SHOP)

    again = asyncio.create_task(recover())
    evidence = await operate(
        stage, "<script>while (true);</script>", click("Save"), limits=Limits(open=2.0, call=2.0)
    )
    await again
    assert [step.status for step in evidence.steps] == ["performed"]
    assert read_evidence(stage.folder / "episode") == evidence


async def test_what_we_could_not_read_in_time_is_read_once_more(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, slow = Session.read, [True]

    async def read_slowly(self: Session, expression: str) -> Any:
        if slow and slow.pop():
            raise TooSlow("reading the page took more than 40 s")
        return await read(self, expression)

    monkeypatch.setattr(Session, "read", read_slowly)
    evidence = await operate(stage, SHOP, click("Save"))
    assert [step.status for step in evidence.steps] == ["performed"]
    assert read_evidence(stage.folder / "episode") == evidence


async def test_a_page_that_hangs_in_a_probe_keeps_the_probes_before(stage: Stage) -> None:
    page = "<button>Save</button><script>onkeydown = (e) => { if (e.key == 'F9') while (true); }</script>"
    probes = [{"action": "press", "key": "F8"}, {"action": "press", "key": "F9"}]
    step = (await operate(stage, page, {**click("Save"), "probes": probes}, limits=BRIEF)).steps[0]
    assert step.status == "page_failed"
    assert [probe.probe for probe in step.probes] == ["press F8"]


async def test_a_failure_of_ours_is_said_and_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    broken = replace(stage.chromium, cdp_url="http://127.0.0.1:9")
    with caplog.at_level(logging.ERROR, "agents.operator"):
        evidence = await operate(stage, SHOP, click("Save"), click("Absent"), click("Save"), chromium=broken)
    performed, failed, lost = evidence.steps
    assert performed.status == "performed"
    assert failed.status == "harness_error"
    assert failed.reason.startswith("step s2: IndexingFailed: browser-use could not look at the page: ")
    assert (lost.status, lost.reason) == ("harness_error", f"not reached: {failed.reason}")
    logged = [r for r in caplog.records if r.name == "agents.operator.operator"]
    assert [(r.getMessage(), r.exc_info is not None) for r in logged] == [
        ("step s2 failed on our side", True)
    ]


async def test_evidence_on_disk_is_the_evidence_returned(stage: Stage) -> None:
    evidence = await operate(stage, SHOP, click("Save"), click("Absent"))
    assert read_evidence(stage.folder / "episode") == evidence


async def test_the_same_page_gives_the_same_evidence(stage: Stage) -> None:
    page = SHOP + "<script>document.body.append(Math.random(), ' ', Date.now())</script>"
    steps = click("Save", near="Nothing here"), {"action": "wait", "ms": 500}
    first, second = [await operate(stage, page, *steps) for _ in range(2)]
    untimed = {"steps": {"__all__": {"timings"}}}
    assert first.model_dump_json(exclude=untimed) == second.model_dump_json(exclude=untimed)


async def test_what_comes_nearest_is_said(stage: Stage) -> None:
    evidence = await operate(stage, SHOP, click("Saved", role="button"))
    missing = evidence.steps[0]
    assert missing.status == "infeasible"
    assert (
        missing.reason
        == "nothing on the page is the target Saved: link 'Saved carts' is called so only in part"
    )
    tried = missing.groundings[0]
    assert (tried.rung, tried.chosen, tried.others[0].name) == ("none", None, "Saved carts")


async def test_typing_goes_on_where_the_focus_is(stage: Stage) -> None:
    page = (
        OUT
        + """<p id=t>Old name</p><script>t.ondblclick = () => {
      t.innerHTML = "<input>"; t.firstChild.focus();
      t.firstChild.oninput = (e) => o.textContent = e.target.value }</script>"""
    )
    dbl = {"action": "dblclick", "target": target("Old name")}
    step = {"action": "type", "target": target("Old name", role="textbox"), "text": "New"}
    assert "New" in await after(stage, page, dbl, step)
