"""What page criteria ask for beside the trajectory: accessibility, a narrow viewport, time to interactive.

Each fact is found out in fresh contexts of its own after the episode, which stays as it was. Our scripts run
in worlds of their own beside the page's, so that no script of the page can answer for them.
"""

import asyncio
import json
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession
from pydantic import BaseModel

from agents.browser.context import Setting
from agents.browser.launch import Chromium
from agents.browser.limits import Limits, PageFailed
from agents.browser.session import Session, open_session
from agents.browser.site import ORIGIN, Site
from tasks.evidence import Evidence, StepEvidence
from tasks.page_facts import Accessibility, Fact, FactFailure, Interactive, Layout, PageFacts, Responsive
from tasks.store import EvidenceWriter, PictureStore

log = logging.getLogger(__name__)

FACTS: tuple[Fact, ...] = ("accessibility", "responsive", "interactive")
NARROW = (390, 844)
"""The second viewport, CSS pixels: a phone held upright. The browser stays that of a desktop."""
QUIET_MS = 2000.0
"""How long a page must do nothing to count as ready."""
WATCH_S = 15.0
"""How long it is watched for that."""

_AXE_SECONDS = 20.0
_LOOK_EVERY = 0.05
_WORLD = "iwr-interactive"

_AXE = """axe.run(document, {iframes: false, preload: false}).then((said) => {
  const ids = (rules) => [...new Set(rules.map((rule) => rule.id))].sort();
  const broken = new Set(ids(said.violations));
  const grave = ["critical", "serious", "moderate", "minor", null];
  return {
    engine: said.testEngine.version,
    passed: ids(said.passes).filter((id) => !broken.has(id)),
    violations: said.violations.map(({id, impact, help, nodes}) => ({
      rule: id, impact: impact ?? null, help, count: nodes.length,
      places: nodes.slice(0, 5).map((node) => node.target.flat().join(" ").slice(0, 200)),
    })).sort((a, b) => grave.indexOf(a.impact) - grave.indexOf(b.impact) || (a.rule < b.rule ? -1 : 1)),
    undecided: ids(said.incomplete).filter((id) => !broken.has(id)),
  };
})"""

Walk = Callable[[Session, EvidenceWriter], Awaitable[Evidence]]
"""Uses the page by the trajectory in a session of its own."""


@dataclass(frozen=True)
class FactFinder:
    """Finds out facts of one page."""

    chromium: Chromium
    site: Site
    setting: Setting
    limits: Limits
    walk: Walk

    async def gather(self, wanted: Collection[Fact], evidence: Evidence) -> PageFacts:
        """The facts that are `wanted` of the page that `evidence` is of; what fails becomes a failure."""
        found: dict[Fact, BaseModel] = {}
        failures: list[FactFailure] = []
        for fact in FACTS:
            if fact not in wanted:
                continue
            try:
                found[fact] = await self._find(fact, evidence)
            except PageFailed as error:
                failures.append(FactFailure(fact=fact, by="page", reason=str(error)))
            except Exception as error:
                log.error("finding out %r failed on our side", fact, exc_info=error)
                said = next(iter(str(error).splitlines()), "")
                reason = f"{type(error).__name__}: {said}"
                failures.append(FactFailure(fact=fact, by="harness", reason=reason))
        return PageFacts.model_validate({**found, "failures": tuple(failures)})

    async def _find(self, fact: Fact, evidence: Evidence) -> BaseModel:
        if fact == "accessibility":
            return await self._accessibility()
        if fact == "responsive":
            return await self._responsive(evidence)
        return await self._interactive()

    async def _accessibility(self) -> Accessibility:
        async with self._session(self.setting) as session:
            await session.open()
            try:
                audit = f"(() => {{ {_script('axe.min.js')}\nreturn {_AXE} }})()"
                said = await session.evaluate(audit, _AXE_SECONDS)
            except PageFailed as error:
                # The page has come to rest and its clock stands still: what takes long is our doing.
                raise RuntimeError(f"axe-core: {error}") from None
        return Accessibility.model_validate_json(json.dumps(said))

    async def _responsive(self, evidence: Evidence) -> Responsive:
        narrow = replace(self.setting, width=NARROW[0], height=NARROW[1])
        async with self._session(narrow) as session:
            await session.open()
            opened = await _layout(session, "opened")
        with tempfile.TemporaryDirectory(prefix="iwr-narrow-") as folder:
            writer = EvidenceWriter(Path(folder), PictureStore(Path(folder)))
            async with self._session(narrow) as session:
                there = await self.walk(session, writer)
                lost = next((s for s in there.steps if s.status in ("page_failed", "harness_error")), None)
                if lost is not None and lost.status == "harness_error":
                    raise RuntimeError(lost.reason)
                layouts = (opened,) if lost else (opened, await _layout(session, "used"))
        expected = [step for step in evidence.steps if _found(step)]
        missing = [step.step for step in expected if not _found(there.step(step.step))]
        return Responsive(viewport=NARROW, layouts=layouts, targets=len(expected), missing=tuple(missing))

    async def _interactive(self) -> Interactive:
        async with self._session(self.setting) as session:
            # By the real clock: the page's own is left as it is, unlike in an episode.
            cdp = await session.cdp()
            for method, more in (
                ("Page.enable", {}),
                ("Performance.enable", {}),
                (
                    "Page.addScriptToEvaluateOnNewDocument",
                    {"source": _script("interactive.js"), "worldName": _WORLD},
                ),
            ):
                await session.call(cdp.send(method, more), "attaching")
            await session.call(
                session.page.goto(f"{ORIGIN}/", wait_until="commit"), "loading", self.limits.open
            )
            return await _watch(session, cdp)

    @asynccontextmanager
    async def _session(self, setting: Setting) -> AsyncIterator[Session]:
        async with open_session(self.chromium, self.site, setting, self.limits) as session:
            yield session


def _found(step: StepEvidence | None) -> bool:
    """Whether all that a step speaks of was found without a model."""
    known = ("locator", "indexed", "painted")
    return step is not None and bool(step.groundings) and all(one.rung in known for one in step.groundings)


async def _layout(session: Session, moment: str) -> Layout:
    said = await session.evaluate(_script("layout.js"))
    return Layout.model_validate_json(json.dumps({"moment": moment, **said}))


async def _watch(session: Session, cdp: CDPSession) -> Interactive:
    """Look every 50 ms until the page has been quiet for long enough.

    Ready is the latest of: the document is parsed and its deferred scripts have run (DOMContentLoaded),
    something is painted first, the last task of 50 ms or more has ended, the number of event listeners was
    seen to rise for the last time. All milliseconds since navigation.
    """
    end = time.monotonic() + WATCH_S
    listeners, rose, before = 0.0, 0.0, -1.0
    while True:
        left = max(1.0, end - time.monotonic())
        metrics = await session.call(cdp.send("Performance.getMetrics"), "looking at the page", left)
        count = next(one["value"] for one in metrics["metrics"] if one["name"] == "JSEventListeners")
        seen = await session.call(_look(cdp), "looking at the page", left)
        if count > listeners:
            rose = seen["now"]
        listeners = count
        ready = max(seen["parsed"], seen["painted"], seen["last"], rose)
        # A look that had to wait for a long task may come before the word of that task: the next one knows.
        quiet = seen["parsed"] > 0 and seen["now"] - ready >= QUIET_MS and ready == before
        before = ready
        if quiet or time.monotonic() >= end:
            return Interactive(
                ms=round(ready, 1) if quiet else None,
                watched=round(seen["now"], 1),
                longest_task=round(seen["longest"], 1),
            )
        await asyncio.sleep(_LOOK_EVERY)


async def _look(cdp: CDPSession) -> dict[str, float]:
    # The same world each time, until the page goes over to another document.
    frame = (await cdp.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    world = await cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
    asked: dict[str, Any] = {
        "expression": "iwrInteractive()",
        "contextId": world["executionContextId"],
        "returnByValue": True,
    }
    answer = await cdp.send("Runtime.evaluate", asked)
    if "exceptionDetails" in answer:
        raise RuntimeError(f"looking at the page: {answer['exceptionDetails']['text']}")
    seen: dict[str, float] = answer["result"]["value"]
    return seen


@cache
def _script(name: str) -> str:
    return (files("agents.browser") / "scripts" / name).read_text(encoding="utf-8")
