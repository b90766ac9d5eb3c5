"""Did the candidate do what the reference did? One grocery list, rebuilt in three ways that share nothing."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from judge.transition import Change, Scene, Transition, TransitionJudge, agree, change_between
from judge.transition.likeness import covered, similarity, tokens
from judge.visual.ocr import TextReader
from judge.visual.text import Line
from tasks.geometry import Box


@dataclass(frozen=True)
class State:
    """What the list shows."""

    items: tuple[str, ...] = ("Fresh milk", "Brown eggs", "Rye bread", "Olive oil")
    ticked: tuple[str, ...] = ()
    picked: str = "All"
    dark: bool = False

    @property
    def left(self) -> str:
        return f"{len(self.items) - len(self.ticked)} items left"


START = State()
STATES = {
    "nothing": START,
    "tick eggs": replace(START, ticked=("Brown eggs",)),
    "tick bread": replace(START, ticked=("Rye bread",)),
    "remove milk": replace(START, items=START.items[1:]),
    "remove bread": replace(START, items=(*START.items[:2], "Olive oil")),
    "add green tea": replace(START, items=(*START.items, "Green tea")),
    "add black tea": replace(START, items=(*START.items, "Black tea")),
    "sort": replace(START, items=tuple(sorted(START.items))),
    "reverse": replace(START, items=START.items[::-1]),
    "pick done": replace(START, picked="Done"),
    "pick open": replace(START, picked="Open"),
    "dark": replace(START, dark=True),
}


class Canvas:
    """Draws a page and remembers its lines, so that no OCR is needed."""

    def __init__(self, ground: str, ink: str, size: int) -> None:
        self.image = Image.new("RGB", (900, 520), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.ink = ink
        self.font = ImageFont.load_default(size)
        self.lines: list[Line] = []

    def text(self, x: float, y: float, text: str, ink: str | None = None) -> None:
        self.draw.text((x, y), text, fill=ink or self.ink, font=self.font)
        left, top, right, bottom = self.draw.textbbox((x, y), text, font=self.font)
        self.lines.append(Line(text, Box(left - 2, top - 2, right - left + 4, bottom - top + 4)))

    def scene(self) -> Scene:
        pixels = np.ascontiguousarray(np.asarray(self.image)[:, :, ::-1])
        return Scene(pixels, tuple(self.lines))


def table(state: State) -> Scene:
    """Rows with a square box in front, tabs with a filled ground, the count below."""
    page = Canvas("#15171c" if state.dark else "#f4f6fa", "#eeeeee" if state.dark else "#202020", 17)
    page.text(20, 12, "My groceries")
    for place, tab in enumerate(("All", "Open", "Done")):
        if tab == state.picked:
            page.draw.rectangle((15 + place * 90, 44, 85 + place * 90, 72), fill="#5588ff")
        page.text(25 + place * 90, 48, tab)
    for row, item in enumerate(state.items):
        y = 90 + row * 44
        page.draw.rectangle(
            (20, y, 36, y + 16), outline="#557", fill="#2a7" if item in state.ticked else None
        )
        page.text(60, y - 2, item)
        page.text(400, y - 2, "Remove")
    page.text(20, 110 + len(state.items) * 44, state.left)
    return page.scene()


def cards(state: State) -> Scene:
    """A grid of cards, two in a row, the box on the right; larger type, the count on top."""
    page = Canvas("#0b1622" if state.dark else "#fffdf7", "#dde0ee" if state.dark else "#402010", 21)
    page.text(60, 20, "My groceries")
    page.text(420, 20, state.left)
    for place, tab in enumerate(("All", "Open", "Done")):
        page.text(60 + place * 130, 70, tab, "#d04000" if tab == state.picked else None)
    for index, item in enumerate(state.items):
        x, y = 60 + index % 2 * 400, 130 + index // 2 * 120
        page.draw.rectangle((x, y, x + 360, y + 90), outline="#a53")
        page.text(x + 20, y + 10, item)
        page.text(x + 20, y + 52, "Remove")
        box = (x + 300, y + 12, x + 322, y + 34)
        page.draw.ellipse(box, outline="#a53", fill="#a53" if item in state.ticked else None)
    return page.scene()


def struck(state: State) -> Scene:
    """Centred lines without any box: what is ticked is crossed out."""
    page = Canvas("#101010" if state.dark else "#ffffff", "#ffffff" if state.dark else "#000000", 19)
    for row, text in enumerate(("My groceries", state.left, *state.items)):
        x = 450 - page.font.getlength(text) / 2
        page.text(x, 20 + row * 50, text)
        if text in state.items:
            page.text(700, 20 + row * 50, "Remove")
        if text in state.ticked:
            page.draw.line((x, 32 + row * 50, x + page.font.getlength(text), 32 + row * 50), "#c00", 3)
    for place, tab in enumerate(("All", "Open", "Done")):
        page.text(30, 200 + place * 40, tab)
        if tab == state.picked:
            page.draw.rectangle((18, 200 + place * 40, 22, 222 + place * 40), fill="#c00")
    return page.scene()


Implementation = Callable[[State], Scene]
PAIRS = [(table, cards), (cards, table), (table, struck), (struck, cards)]


@cache
def change(page: Implementation, state: str) -> Change:
    return change_between(page(START), page(STATES[state]))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("reference", "candidate"), PAIRS)
def test_the_same_happened(reference: Implementation, candidate: Implementation, state: str) -> None:
    found = agree(change(reference, state), change(candidate, state))
    assert found.value == "pass", found.reason


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("reference", "candidate"), PAIRS)
def test_something_else_happened(reference: Implementation, candidate: Implementation, state: str) -> None:
    expected = change(reference, state)
    passed = [
        other
        for other in STATES
        if other != state and agree(expected, change(candidate, other)).value == "pass"
    ]
    assert not passed


def test_a_fail_says_what_was_missing_and_what_was_extra() -> None:
    found = agree(change(table, "tick eggs"), change(cards, "tick bread"))
    assert (found.value, found.score) == ("fail", 0.0)
    assert 'missing among the restyled: "brown eggs"' in found.reason
    assert 'extra among the restyled: "rye bread"' in found.reason


def test_a_page_that_stays_as_it_is_fails() -> None:
    found = agree(change(table, "add green tea"), change(cards, "nothing"))
    assert (found.value, found.score) == ("fail", 0.0)
    assert found.reason.startswith("Nothing changed, while the reference did")
    assert '"green tea"' in found.reason


def test_a_page_that_should_stay_and_changes_fails() -> None:
    found = agree(change(table, "nothing"), change(cards, "tick eggs"))
    assert found.value == "fail"
    assert found.reason.startswith("The page changed, while the reference did not")


def test_what_happened_is_told_line_by_line() -> None:
    found = change(table, "remove milk")
    assert found.removed == (("fresh", "milk"), ("remove",), ("4", "items", "left"))
    assert found.added == (("3", "items", "left"),)
    assert not found.moved
    assert ("brown", "eggs") in found.shifted
    assert not found.restyled


def test_lines_pushed_along_have_not_moved_and_sorted_ones_have() -> None:
    assert set(change(table, "sort").moved) == {tokens(item) for item in START.items}
    assert not change(table, "add green tea").moved


def test_flicker_of_ocr_is_no_change() -> None:
    """Another reading of pixels that did not change, beside a real change elsewhere."""
    before, after = table(START), table(STATES["tick eggs"])
    misread = tuple(
        Line("0live oi1 x", line.box) if line.text == "Olive oil" else line for line in after.lines
    )
    assert change_between(before, Scene(after.pixels, misread)) == change_between(before, after)


def test_a_line_cut_elsewhere_is_the_same_line() -> None:
    reference = Change(area=0.1, added=(("rye", "bread", "remove"),))
    candidate = Change(area=0.1, added=(("rye", "bread"), ("remove",)))
    assert agree(reference, candidate).value == "pass"


def test_a_picture_that_changes_without_text_is_not_judged() -> None:
    reference, candidate = Change(area=0.2), Change(area=0.3)
    assert agree(reference, candidate).value == "unknown"
    assert agree(reference, Change(area=0.0)).value == "fail"
    assert agree(reference, Change(area=0.3, added=(("error",),))).value == "fail"


def test_scrolling_is_told_by_what_was_pushed_along() -> None:
    lines = (("one",), ("two",), ("three",))
    reference = Change(area=0.3, shifted=lines)
    assert agree(reference, Change(area=0.1, shifted=lines)).value == "pass"
    assert agree(reference, Change(area=0.1, shifted=lines[:1])).value == "fail"


def test_a_page_dimmed_behind_a_dialog_hides_no_fault_and_is_none() -> None:
    dialog = Change(area=0.9, added=(("sign", "in"),), repainted=True)
    assert agree(dialog, Change(area=0.1, added=(("sign", "in"),))).value == "pass"
    assert agree(dialog, Change(area=0.9, repainted=True)).value == "fail"


def test_a_candidate_may_dim_behind_its_dialog_as_the_reference_may() -> None:
    """The link that opened the dialog looks otherwise, too: seen where the page behind is not dimmed."""
    opened = (("sign", "in"), ("password",))
    plain = Change(area=0.1, added=opened, restyled=(("my", "account"),))
    dimmed = Change(area=0.9, added=opened, repainted=True)
    assert agree(plain, dimmed).value == "pass"
    assert agree(dimmed, plain).value == "pass"
    wrong = replace(dimmed, added=(("delete", "everything"),))
    assert agree(plain, wrong).value == "fail"


def asked(scene: Scene, question: str, dim: bool) -> Scene:
    """The page with a question on top, and dimmed behind it."""
    page = Canvas("#ffffff", "#202020", 18)
    page.image = Image.fromarray((scene.pixels // 2 if dim else scene.pixels)[:, :, ::-1])
    page.draw = ImageDraw.Draw(page.image)
    page.draw.rectangle((480, 380, 880, 500), fill="#ffffff", outline="#000000")
    page.text(500, 400, question)
    page.text(500, 450, "Yes, delete")
    return Scene(page.scene().pixels, (*scene.lines, *page.lines))


@pytest.mark.parametrize(("reference_dims", "candidate_dims"), [(True, False), (False, True), (True, True)])
def test_pages_dim_behind_a_question_or_do_not(reference_dims: bool, candidate_dims: bool) -> None:
    first, second = table(START), struck(START)
    wanted = change_between(first, asked(first, "Really delete it?", reference_dims))
    same = change_between(second, asked(second, "Really delete it?", candidate_dims))
    other = change_between(second, asked(second, "Your account is new", candidate_dims))
    assert (wanted.repainted, same.repainted) == (reference_dims, candidate_dims)
    assert agree(wanted, same).value == "pass", agree(wanted, same).reason
    assert agree(wanted, other).value == "fail"


def test_another_theme_is_not_what_single_lines_do() -> None:
    ticked, theme = Change(area=0.1, restyled=(("brown", "eggs"),)), Change(area=0.9, repainted=True)
    found = agree(ticked, theme)
    assert found.value == "fail"
    assert 'missing among the restyled: "brown eggs"' in found.reason
    assert agree(theme, ticked).value == "fail"


def test_a_close_call_fails_and_says_so() -> None:
    reference = Change(area=0.1, added=(("one",), ("two",), ("three",)))
    found = agree(reference, Change(area=0.1, added=(("one",), ("two",), ("four",), ("five",))))
    assert found.value == "fail"
    assert found.score == pytest.approx(4 / 7)
    assert found.unsure


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Fresh milk", "Fresh mi1k", True),
        ("Call dad", "Call mom", False),
        ("Task A", "Task B", False),
        ("Room 12", "Room 13", False),
        ("Add to cart", "Addto cart", True),
        ("Caf\u00e9 cr\u00e8me", "Cafe creme", True),
    ],
)
def test_which_lines_are_the_same(a: str, b: str, same: bool) -> None:
    assert (similarity(tokens(a), tokens(b)) >= 0.75) == same


def test_a_line_is_covered_only_by_all_of_its_words() -> None:
    assert covered(("rye", "bread"), ["bread", "3", "rye"])
    assert not covered(("buy", "fresh", "organic", "milk"), ["buy", "fresh", "organic", "eggs"])
    assert not covered(("12",), ["13"])


words = st.lists(st.sampled_from(["milk", "eggs", "bread", "oil", "3", "tea"]), min_size=1, max_size=3)
line_sets = st.lists(words.map(tuple), max_size=4).map(tuple)
changes = st.builds(
    Change,
    area=st.floats(0.001, 1.0),
    added=line_sets,
    removed=line_sets,
    moved=line_sets,
    shifted=line_sets,
    restyled=line_sets,
)


@given(changes, changes)
def test_the_score_is_the_worst_class_and_decides(a: Change, b: Change) -> None:
    found: Transition = agree(a, b)
    if found.value != "unknown":
        assert found.score == min((item.f1 for item in found.classes), default=0.0)
        assert (found.value == "pass") == (found.score >= 0.7)
    if a.told_apart:
        assert agree(a, a).score == 1.0


CSS = {
    "table": "body{margin:0;font:17px 'DejaVu Sans',sans-serif;background:#f4f6fa}h1{font-size:24px}"
    "td{padding:12px 16px;border-bottom:1px solid #dde}.box{width:18px;height:18px;border:2px solid #567}"
    ".on{background:#2a7}td+td{width:300px}p{margin:20px}",
    "divs": "body{margin:40px auto;width:700px;font:20px 'DejaVu Serif',serif;color:#222}h1{font-size:30px}"
    ".row{display:flex;align-items:center;gap:18px;background:#faf4ee;margin:10px 0;padding:14px}"
    "i{margin-left:auto;color:#a33;font-style:normal}"
    ".box{width:22px;height:22px;border-radius:50%;border:2px solid #a33;box-sizing:border-box}"
    ".on{background:#a33}",
}


def html(style: str, state: State) -> str:
    """The list as a table or as flex rows."""
    boxes = [f'<div class="box {"on" if item in state.ticked else ""}"></div>' for item in state.items]
    rows = zip(state.items, boxes, strict=True)
    if style == "table":
        cells = "".join(f"<tr><td>{box}<td>{item}<td>Remove" for item, box in rows)
        body = f"<h1>My groceries</h1><table>{cells}</table><p>{state.left}</p>"
    else:
        lines = "".join(f'<div class="row">{box}<span>{item}</span><i>Remove</i></div>' for item, box in rows)
        body = f"<h1>My groceries</h1><span>{state.left}</span>{lines}"
    return f"<style>{CSS[style]}</style>{body}"


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real screenshots: the list as a table, and as rows of divs in another font."""
    api = pytest.importorskip("playwright.sync_api")
    chromium = os.environ.get("IWR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium")
    folder = tmp_path_factory.mktemp("shots")
    wanted = {"table": ["nothing", "tick eggs"], "divs": ["nothing", "tick eggs", "tick bread"]}
    with api.sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": 900, "height": 520})
        for style, states in wanted.items():
            for state in states:
                page.set_content(html(style, STATES[state]))
                page.screenshot(path=folder / f"{style} {state}.png")
        browser.close()
    return folder


@pytest.mark.browser
def test_real_pages_read_by_ocr(shots: Path, tmp_path: Path) -> None:
    judge = TransitionJudge(TextReader(tmp_path))

    def check(after: str) -> Transition:
        return judge.check(
            shots / "table nothing.png",
            shots / "table tick eggs.png",
            shots / "divs nothing.png",
            shots / f"divs {after}.png",
        )

    assert check("tick eggs").value == "pass", check("tick eggs").reason
    assert check("nothing").value == "fail"
    assert 'missing among the restyled: "brown eggs"' in check("tick bread").reason
