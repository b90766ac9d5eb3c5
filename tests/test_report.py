"""The report: one file that holds everything, loads nothing, and runs no word of a page's."""

import json
import os
import re
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image

from judge.report import build
from judge.report.found import HOW
from judge.results import EpisodeResult, RunResult, StepInfo, summarise, write_results
from judge.score import score
from judge.similarity import Measure, Similarity
from rubrics.profile import load_profile
from rubrics.verdict import Finding, Verdict
from tasks.errors import InputError
from tasks.evidence import Basis, Candidate, Event, Evidence, Grounding, Snapshot, StepEvidence
from tasks.geometry import Box
from tasks.store import EvidenceWriter, PictureStore

HOSTILE = (
    "</script></style><script>alert(1)</script><img src=https://evil.test/x onerror=alert(1)>\"'&{{7*7}}"
)
STEPS = (
    StepInfo(id="search", action=f"click {HOSTILE}", assertion=HOSTILE, visual=True),
    StepInfo(id="pay", action="click the pay button"),
)


def png(path: Path, colour: tuple[int, int, int], compress: int = 6) -> bytes:
    Image.new("RGB", (1280, 720), colour).save(path, compress_level=compress)
    return path.read_bytes()


def measure(name: str, value: float) -> Measure:
    return Measure(name=name, value=value, parts={HOSTILE: 0.5})


def scored(run: Path, generator: str, outcome: str, **found: object) -> EpisodeResult:
    """An episode of two steps; the first one has `outcome`, every text a page could write is hostile.
    `found`: fields of both steps' groundings."""
    pictures = PictureStore(run / "pictures")
    scratch = run / "scratch.png"
    before = Snapshot(picture=pictures.put(png(scratch, (10, 90, 200))), url=HOSTILE)
    after = Snapshot(picture=pictures.put(png(scratch, (200, 90, 10))), url=HOSTILE, settled=False)
    target = Candidate(role=HOSTILE, name=HOSTILE, box=Box(600, 160, 170, 40), score=0.97, why=HOSTILE)
    name = f"flights--{generator}--1"
    writer = EvidenceWriter(run / "episodes" / name, pictures)
    events = (Event(kind="console_error", text=HOSTILE), Event(kind="dialog", text="x" * 5000))
    writer.start(
        Evidence(
            task="flights",
            generator=generator,
            page_sha256="0" * 64,
            viewport=(1280, 720),
            initial=before,
            events=events,
        )
    )
    for index, step in enumerate(STEPS, 1):
        fields = {"description": HOSTILE, "rung": "locator", "chosen": target, "others": (target,)}
        grounding = Grounding.model_validate({**fields, **found})
        writer.add(
            StepEvidence(
                step=step.id,
                index=index,
                action=step.action,
                status="performed",
                before=before,
                after=after,
                groundings=(grounding,),
                events=events,
            )
        )
    verdicts = tuple(
        Verdict.model_validate(
            {
                "step": step.id,
                "index": index,
                "judge": "evidence",
                "outcome": outcome if index == 1 else "passed",
                "reason": HOSTILE,
                "findings": (Finding(criterion=HOSTILE, value="pass", reason=HOSTILE),),
            }
        )
        for index, step in enumerate(STEPS, 1)
    )
    looks = (
        Similarity(
            step="initial",
            index=0,
            picture=before.picture,
            text=measure("ocr", 0.9),
            structure=measure("hog", 0.8),
            high_level=measure("embedded", 0.7),
            details=(measure("ssim", 0.6),),
        ),
    )
    return EpisodeResult(
        episode=name,
        task="flights",
        title=HOSTILE,
        task_folder=run / "task",
        generator=generator,
        expected="search",
        steps=STEPS,
        score=score(["search", "pay"], verdicts, looks, ["search"], load_profile("iwr")),
        verdicts=verdicts,
        similarities=looks,
        seconds=3.2,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("run")
    checkpoints = run / "task" / "checkpoints"
    checkpoints.mkdir(parents=True)
    png(checkpoints / "00.png", (10, 90, 200), compress=1)  # the page's own pixels in other bytes
    png(checkpoints / "01.png", (0, 160, 80))
    (checkpoints / "02.png").write_bytes(b"no picture")
    outcomes = {"good": "assertion_false", HOSTILE.replace("/", "|"): "model_error", "fine": "passed"}
    episodes = [scored(run, generator, outcome) for generator, outcome in outcomes.items()]
    lost = episodes[0].model_copy(
        update={"episode": "lost", "repeat": 2, "score": None, "verdicts": (), "failure": HOSTILE}
    )
    episodes.append(lost)
    result = RunResult(
        name=f"run {HOSTILE}",
        created=datetime(2026, 3, 2, tzinfo=UTC),
        episodes=tuple(episodes),
        summaries=summarise(episodes),
    )
    write_results(run, result)
    build(run)
    return run


@dataclass
class Reader(HTMLParser):
    """What a browser would make of the report: its tags and the content of its scripts."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    raw: dict[str, list[str]] = field(default_factory=lambda: {"script": [], "style": []})

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in self.raw and self.cdata_elem:
            self.raw[self.tags[-1][0]].append(data)


def read(run: Path) -> Reader:
    reader = Reader()
    reader.feed((run / "report.html").read_text(encoding="utf-8"))
    return reader


def test_a_page_s_words_stay_words(run: Path) -> None:
    reader = read(run)
    scripts = [attrs for tag, attrs in reader.tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "pictures"}, {}]
    assert "alert(1)" not in "".join(reader.raw["script"])
    handlers = [name for _, attrs in reader.tags for name in attrs if name.startswith("on")]
    assert handlers == []
    text = (run / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "{{7*7}}" in text
    assert "more characters" in text


def test_nothing_is_loaded(run: Path) -> None:
    reader = read(run)
    links = [
        value
        for _, attrs in reader.tags
        for name, value in attrs.items()
        if name in {"src", "srcset", "href", "action", "data", "poster", "xlink:href", "style"}
    ]
    assert links
    assert all(re.fullmatch(r"#\w+", value or "") for value in links)
    assert not {"link", "iframe", "object", "embed", "base"} & {tag for tag, _ in reader.tags}
    assert not re.search(r"url\(|@import|https?:", "".join(reader.raw["style"]))
    policy = next(attrs["content"] for _, attrs in reader.tags if "http-equiv" in attrs)
    assert (policy or "").startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in (policy or "")


def test_equal_pictures_are_there_once(run: Path) -> None:
    reader = read(run)
    pictures = json.loads(reader.raw["script"][0])
    assert len(set(pictures.values())) == len(pictures) == 3
    assert all(uri.startswith("data:image/webp;base64,") for uri in pictures.values())
    shown = [attrs["data-pic"] for tag, attrs in reader.tags if tag == "img"]
    assert set(shown) == set(pictures)
    assert len(shown) > 20
    assert "no picture" in (run / "report.html").read_text(encoding="utf-8")  # the damaged one


def test_same_inputs_same_bytes(run: Path) -> None:
    first = (run / "report.html").read_bytes()
    assert build(run).read_bytes() == first


def test_numbers_are_those_of_the_score(run: Path) -> None:
    text = (run / "report.html").read_text(encoding="utf-8")
    # LFS 85, HFS 70, nothing passed: VFS 77.5, Final 0.3 x 77.5; the unknown step leaves bounds.
    assert "0.5 × 85.00 + 0.5 × 70.00" in text
    assert "0.7 × 0.00 + 0.3 × 77.50" in text
    assert "23.25" in text
    assert "[0.00, 100.00]" in text
    assert "The episode failed by an error of ours" in text


def test_without_results_there_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"results\.json"):
        build(tmp_path)


@pytest.mark.browser
def test_opens_in_chromium_without_a_server(run: Path, tmp_path: Path) -> None:
    chromium = os.environ.get("IWR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium: set IWR_CHROMIUM, or put one on the PATH")
    from playwright.sync_api import Dialog, sync_playwright

    def on_dialog(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    report = tmp_path / "mailed.html"
    shutil.copy(run / "report.html", report)
    complaints: list[str] = []
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", on_dialog)
        page.on("request", lambda request: requests.append(request.url))
        page.goto(report.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 390

        page.select_option("select[name=outcome]", "unknown")
        assert page.locator(".episode:visible").count() == 2
        page.locator("a.go[href='#e1']").click()  # hidden by the filter, which gives way
        episode = page.locator("#e1[open]")
        episode.wait_for()
        shot = episode.locator("button.shot").nth(2)
        shot.scroll_into_view_if_needed()
        page.wait_for_function(
            "e => e.complete && e.naturalWidth === 960", arg=shot.locator("img").element_handle()
        )
        shot.press("Enter")
        caption = page.locator("dialog .caption p")
        assert caption.inner_text() == "Step 1, Before (1 of 3)"
        assert page.locator("dialog rect.chosen").count() == 1
        page.keyboard.press("ArrowLeft")
        assert caption.inner_text() == "Step 1, Checkpoint 01: the reference (3 of 3)"
        page.keyboard.press("Escape")
        assert not page.locator("dialog").is_visible()
        browser.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith("data:")] == [report.as_uri()]


def reported(run: Path, **found: object) -> str:
    """The report of one episode whose targets were found so, without its markup."""
    (run / "task" / "checkpoints").mkdir(parents=True)
    one = scored(run, "one", "passed", **found)
    result = RunResult(
        name="one",
        created=datetime(2026, 3, 2, tzinfo=UTC),
        episodes=(one,),
        summaries=summarise([one]),
    )
    write_results(run, result)
    return " ".join(re.sub(r"<[^>]*>", "", build(run).read_text()).split())


def candidate(role: str, name: str) -> Candidate:
    return Candidate(role=role, name=name, box=Box(600, 160, 170, 40), score=0.9, why="")


def test_how_a_target_was_found_is_said_in_plain_words(tmp_path: Path) -> None:
    save, twin = candidate("button", "Save"), candidate("link", "Save as")
    known = {"description": "the button", "chosen": save, "others": (twin,), "margin": 0.4}
    for basis, words in HOW.items():
        said = reported(tmp_path / basis, **known, basis=basis)
        assert said.count(f"found the button: button “Save”, {words} console error") == 2, basis
        assert "close choice" not in said
    assert set(HOW) == set(get_args(Basis))


def test_a_close_choice_is_flagged_with_the_runner_up(tmp_path: Path) -> None:
    save, twin = candidate("button", "Save"), candidate("link", HOSTILE)
    found = {"description": "the button", "chosen": save, "others": (twin, save), "basis": "near"}
    said = reported(tmp_path, **found, margin=0.06, close=True)
    assert "found the button: button “Save”, by what it stands near close choice the next is link “" in said
    assert said.count("close choice") == 2
    assert "margin 6" in said
    assert "alert(1)&gt;" in said


def test_a_target_that_was_not_found_says_so(tmp_path: Path) -> None:
    assert "found the button: not found" in reported(
        tmp_path, description="the button", chosen=None, rung="none"
    )


def test_a_step_that_a_gate_fails_is_shown_as_failed(tmp_path: Path) -> None:
    run = tmp_path / "run"
    (run / "task" / "checkpoints").mkdir(parents=True)
    one = scored(run, "late", "passed")
    gates = {"console_errors": ["pay"], "page_errors": [], "causality": ["pay"]}
    strict = score(
        ["search", "pay"], one.verdicts, one.similarities, ["search"], load_profile("strict"), gates=gates
    )
    one = one.model_copy(update={"score": strict})
    write_results(
        run,
        RunResult(
            name="one",
            created=datetime(2026, 3, 2, tzinfo=UTC),
            episodes=(one,),
            summaries=summarise([one]),
        ),
    )
    html = build(run).read_text()
    assert html.count('<article class="step fail"') == 1
    assert "by the profile's gate console errors, causality, whatever the judge says" in html
    assert one.values == {"search": "pass", "pay": "fail"}
