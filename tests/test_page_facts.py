"""What the operator finds out of a page beside its use: small pages with one fault each, and the suite's."""
# ruff: noqa: E501 (pages are easier to read unbroken)

import hashlib
from collections.abc import Collection
from importlib.resources import files

import pytest

from agents.browser.limits import Limits
from agents.operator.facts import FACTS, NARROW
from agents.operator.operator import Operator
from rubrics.whole import Accessible, InteractiveWithin, IsResponsive, NoConsoleErrors
from tasks.evidence import Evidence
from tasks.loader import load_recording, load_task, suite_dir
from tasks.page import Page
from tasks.page_facts import Accessibility, Fact, Interactive, Layout, PageFacts, Responsive
from tasks.store import EvidenceWriter, read_evidence
from tests.operating import Step, click, make_task
from tests.pages import BRIEF, Stage

pytest_plugins = ["tests.pages"]

AXE_VERSION = "4.14.1"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

GOOD = """<html lang=en><meta name=viewport content="width=device-width"><title>Orders</title>
<main><h1>Orders</h1><p>All that was ordered today, in the order in which it came.</p>
<button onclick="o.textContent = 'Sent'">Send</button> <span id=o>Waiting</span></main>"""


async def use(
    stage: Stage, html: str, facts: Collection[Fact], *steps: Step, limits: Limits | None = None
) -> Evidence:
    """The evidence of a page that was used by these steps, with the facts."""
    task = make_task(stage.folder, steps or [click("Send")])
    page = Page.of(stage.site(html).folder, task.id, "test")
    writer = EvidenceWriter(stage.folder / "episode", stage.pictures)
    evidence = await Operator(stage.chromium, limits, facts=facts).operate(task, None, page, writer)
    assert read_evidence(stage.folder / "episode") == evidence
    return evidence


async def facts(stage: Stage, html: str, fact: Fact, *steps: Step, limits: Limits | None = None) -> PageFacts:
    found = (await use(stage, html, {fact}, *steps, limits=limits)).page_facts
    assert found is not None
    assert {name for name in FACTS if getattr(found, name) is not None} <= {fact}
    return found


async def accessibility(stage: Stage, html: str) -> Accessibility:
    found = (await facts(stage, html, "accessibility")).accessibility
    assert found is not None
    return found


async def responsive(stage: Stage, html: str, *steps: Step) -> Responsive:
    found = (await facts(stage, html, "responsive", *steps)).responsive
    assert found is not None
    return found


async def layout(stage: Stage, html: str) -> Layout:
    """How a page fits once it has opened."""
    return (await responsive(stage, f"<button>Send</button>{html}")).layouts[0]


async def interactive(stage: Stage, html: str) -> Interactive:
    found = (await facts(stage, html, "interactive")).interactive
    assert found is not None
    return found


def test_axe_is_the_one_that_is_pinned() -> None:
    source = (files("agents.browser") / "scripts" / "axe.min.js").read_bytes()
    assert hashlib.sha256(source).hexdigest() == AXE_SHA256
    head = source[:700].decode()
    assert head.startswith(f"/*! axe v{AXE_VERSION}\n")
    assert "Mozilla Public" in head


@pytest.mark.anyio
@pytest.mark.browser
async def test_nothing_is_looked_at_where_nothing_is_asked(stage: Stage) -> None:
    assert (await use(stage, GOOD, ())).page_facts is None


@pytest.mark.anyio
@pytest.mark.browser
@pytest.mark.slow
async def test_a_good_page(stage: Stage) -> None:
    evidence = await use(stage, GOOD, FACTS)
    for criterion in (NoConsoleErrors(), Accessible(), IsResponsive(), InteractiveWithin(ms=5000)):
        finding = criterion.find(evidence)
        assert finding.value == 1.0, finding
    bare = evidence.model_copy(update={"page_facts": None})
    again = await use(stage, GOOD, ())
    assert [(s.status, s.before, s.after, s.groundings, s.events) for s in bare.steps] == [
        (s.status, s.before, s.after, s.groundings, s.events) for s in again.steps
    ], "the facts must not show in the episode"


@pytest.mark.anyio
@pytest.mark.browser
async def test_console_errors(stage: Stage) -> None:
    evidence = await use(stage, GOOD.replace("o.textContent", "missing.textContent"), ())
    finding = NoConsoleErrors().find(evidence)
    assert finding.value == 0.5
    assert "at step s1: 'missing is not defined'" in finding.reason


@pytest.mark.anyio
@pytest.mark.browser
async def test_low_contrast_and_a_button_without_a_name(stage: Stage) -> None:
    faults = (
        '<p style="color: #bbb">Hard to read</p><button style="width: 40px; height: 20px"></button></main>'
    )
    found = await accessibility(stage, GOOD.replace("</main>", faults))
    assert found.engine == AXE_VERSION
    assert [(one.rule, one.impact, one.count) for one in found.violations] == [
        ("button-name", "critical", 1),
        ("color-contrast", "serious", 1),
    ]
    assert "document-title" in found.passed
    assert found == await accessibility(stage, GOOD.replace("</main>", faults))


@pytest.mark.anyio
@pytest.mark.browser
async def test_a_page_cannot_answer_for_axe(stage: Stage) -> None:
    tamper = """<script>
    window.axe = {run: () => Promise.resolve({violations: [], passes: [], incomplete: []})};
    Object.defineProperty(window, 'axe', {writable: false, configurable: false});
    document.querySelectorAll = () => []; window.getComputedStyle = () => ({}); Promise.prototype.then = () => {};
    </script><button></button></main>"""
    found = await accessibility(stage, GOOD.replace("</main>", tamper))
    assert [one.rule for one in found.violations] == ["button-name"]


@pytest.mark.anyio
@pytest.mark.browser
@pytest.mark.parametrize(
    ("html", "width", "cut", "overlapping"),
    [
        ("<div style='width: 1200px'>A wide page</div>", 1208, (), ()),
        # Nobody can scroll there: what is out of sight is lost.
        (
            "<style>body { overflow-x: hidden }</style><div style='width: 1200px; text-align: right'>Far away</div>",
            390,
            ("Far away",),
            (),
        ),
        (
            "<div style='width: 1200px; margin-left: -30px'>Begins too early</div>",
            1178,
            ("Begins too early",),
            (),
        ),
        (
            "<p style='white-space: nowrap; overflow: hidden; width: 60px'>Too long for it</p>",
            390,
            ("Too long for it",),
            (),
        ),
        ("<p style='height: 30px; overflow: hidden'>Two<br>lines</p>", 390, ("lines",), ()),
        (
            "<p style='margin: 0'>Below</p><p style='margin: -14px 0 0'>Above</p>",
            390,
            (),
            ("Below", "Above"),
        ),
        (
            "<div style='display: flex; width: 40px'><b style='width: 20px'>Unbreakable</b><i style='background: white'>next</i></div>",
            390,
            (),
            ("Unbreakable", "next"),
        ),
        # What is no fault: an ellipsis, a scroller of its own, a drawer, a dialog, text for readers only.
        (
            "<p style='white-space: nowrap; overflow: hidden; width: 60px; text-overflow: ellipsis'>Too long for it</p>",
            390,
            (),
            (),
        ),
        (
            "<div style='overflow: auto'><p style='width: 900px; text-align: right'>A wide table</p></div>",
            390,
            (),
            (),
        ),
        ("<nav style='position: fixed; left: -300px; width: 200px'>A drawer</nav>", 390, (), ()),
        (
            "<p>Under it</p><div style='position: fixed; inset: 0; background: white'>A dialog</div>",
            390,
            (),
            (),
        ),
        (
            "<p style='position: absolute; width: 1px; height: 1px; overflow: hidden'>For readers</p>",
            390,
            (),
            (),
        ),
        (
            "<p style='line-height: 1'>tight<br>lines</p><p style='line-height: .9; margin: -14px 0'>more</p>",
            390,
            (),
            (),
        ),
    ],
)
async def test_layout(
    stage: Stage, html: str, width: float, cut: tuple[str, ...], overlapping: tuple[str, ...]
) -> None:
    found = await layout(stage, html)
    assert (found.width, found.cut, found.overlapping) == (width, cut, overlapping)
    assert found.faulty == len(cut) + len(overlapping)


@pytest.mark.anyio
@pytest.mark.browser
async def test_targets_that_a_narrow_page_has_lost(stage: Stage) -> None:
    html = "<style>@media (max-width: 600px) { #more { display: none } }</style>" + GOOD
    html = html.replace("</main>", "<button id=more>More</button></main>")
    found = await responsive(stage, html, click("Send"), click("More"), click("Nothing of that name"))
    assert (found.viewport, found.targets, found.missing) == (NARROW, 2, ("s2",))
    assert [one.moment for one in found.layouts] == ["opened", "used"]


@pytest.mark.anyio
@pytest.mark.browser
async def test_what_shows_only_when_the_page_is_used(stage: Stage) -> None:
    wide = "document.body.insertAdjacentHTML('beforeend', '<hr style=width:1200px>')"
    found = await responsive(stage, f'<button onclick="{wide}">Send</button>')
    opened, used = found.layouts
    assert opened.width == NARROW[0]
    assert used.width > 1200


BLOCK = "for (const end = performance.now() + 3000; performance.now() < end;);"


@pytest.mark.anyio
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "least", "most"),
    [
        ("", 0, 1500),
        (BLOCK, 3000, 6000),
        # Painted and quiet at first, then blocked; and handlers that come late.
        (f"setTimeout(() => {{ {BLOCK} }}, 300)", 3300, 6500),
        ("setTimeout(() => addEventListener('click', () => {}), 1200)", 1200, 2500),
    ],
)
async def test_time_to_interactive(stage: Stage, script: str, least: float, most: float) -> None:
    # Only where the clock is real may a page wait for it to run on.
    real = f"<script>if (Date.now() > Date.UTC(2026, 2, 3) || Date.now() < Date.UTC(2026, 2, 1)) {{ {script} }}</script>"
    found = await interactive(stage, GOOD + real)
    assert found.ms is not None
    assert least <= found.ms <= most
    if script != BLOCK:  # which may run in the task that made the document, unseen, but before it is parsed
        assert (found.longest_task >= 3000) == (BLOCK in script)


@pytest.mark.anyio
@pytest.mark.browser
@pytest.mark.slow
async def test_a_page_that_hangs_is_to_blame_itself(stage: Stage) -> None:
    html = GOOD + "<script>if (innerWidth < 500) for (;;);</script>"
    found = await facts(stage, html, "responsive", limits=BRIEF)
    (failure,) = found.failures
    assert (failure.fact, failure.by) == ("responsive", "page")
    assert "hangs" in failure.reason
    evidence = Evidence(
        task="t", generator="g", page_sha256="", viewport=(1, 1), initial=None, page_facts=found
    )
    assert IsResponsive().find(evidence).value == 0.0


@pytest.mark.anyio
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "accessible", "width", "missing"),
    [
        ("flight-booking", 40 / 41, 920, ("choose-seat", "change-seat")),
        ("game-2048", 1.0, 390, ("how-to-play", "mini-board")),
        ("kanban-board", 1.0, 390, ()),
        ("shop-cart", 37 / 38, 798, ()),
    ],
)
async def test_the_references(
    stage: Stage, name: str, accessible: float, width: float, missing: tuple[str, ...]
) -> None:
    """They were drawn for a desktop's viewport: at a phone's they are not to be had, and it shows."""
    task = load_task(suite_dir() / name)
    page = Page.of(suite_dir() / name / "reference", task.id, "reference")
    writer = EvidenceWriter(stage.folder / "episode", stage.pictures)
    operator = Operator(stage.chromium, facts={"accessibility", "responsive"})
    evidence = await operator.operate(task, load_recording(task), page, writer)
    assert NoConsoleErrors().find(evidence).value == 1.0
    assert Accessible().find(evidence).value == pytest.approx(accessible)
    found = evidence.page_facts
    assert found is not None
    assert found.responsive is not None
    assert max(one.width for one in found.responsive.layouts) == width
    assert found.responsive.missing == missing
