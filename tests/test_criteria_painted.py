"""What is painted on canvases and pictures: read wherever it could make a criterion pass, or undo a pass."""

from collections.abc import Sequence
from typing import Any

import pytest

from tasks.evidence import Snapshot, Word
from tasks.geometry import Box
from tests.scenes import EMPTY, Texts, judge, node, page, value, words

CANVAS = Box(0, 300, 1280, 300)


class Ocr:
    """Reads 'Oslo' in the picture 'painted', inside the canvas and outside, and remembers its calls."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def __call__(self, picture: str) -> Sequence[Word]:
        self.calls.append(picture)
        return words([("Oslo", 10, 400), ("Oslo", 10, 50)]) if picture == "painted" else ()


def test_painted_text_is_read_and_only_inside_what_is_painted() -> None:
    before, after = page(painted=(CANVAS,)), page(painted=(CANVAS,), picture="painted")
    reader = Ocr()
    assert value({"text_appears": "Oslo"}, before, after, reader=reader) == "pass"
    assert sorted(reader.calls) == ["blank", "painted"]
    assert value({"count": {"text": "Oslo", "equals": 1}}, before, after, reader=Ocr()) == "pass"
    assert value({"not": {"text_appears": "Oslo"}}, before, after, reader=Ocr()) == "fail"
    assert value({"count": {"text": "Oslo", "equals": 0}}, before, after, reader=Ocr()) == "fail"
    assert value({"unchanged": {"text": "Oslo"}}, before, after, reader=Ocr()) == "fail"


def test_painted_text_is_not_read_where_it_could_undo_nothing() -> None:
    before = page(painted=(CANVAS,))
    after = page([("Oslo", 10, 10)], painted=(CANVAS,), picture="painted")
    reader = Ocr()
    for criterion in (
        {"count": {"text": "Oslo", "at_least": 1}},
        {"text_matches": "^oslo$"},
        {"order": ["Oslo", "Rome"]},
    ):
        shown = page([("Oslo", 10, 10), ("Rome", 10, 60)], painted=(CANVAS,), picture="painted")
        assert value(criterion, before, shown, reader=reader) == "pass"
    assert reader.calls == []
    assert value({"text_appears": "Oslo"}, before, after, reader=reader) == "pass"
    assert reader.calls == ["blank"], "more of it afterwards would be no less"


def test_a_word_the_page_has_is_not_counted_again() -> None:
    after = page([("Oslo", 12, 401), ("Rome", 10, 10)], painted=(CANVAS,), picture="painted")
    assert value({"count": {"text": "Oslo", "equals": 2}}, EMPTY, after, reader=Ocr()) == "fail"


def test_painted_text_without_a_reader_is_unknown() -> None:
    after = page(painted=(CANVAS,), picture="painted")
    finding = judge({"text_appears": "Oslo"}, EMPTY, after)
    assert finding.value == "unknown"
    assert "can't be read" in finding.reason


def seen(written: Texts, painted: Texts) -> Snapshot:
    """A page with words of its own, and others on a canvas; the picture's name says which."""
    return page(written, painted=(CANVAS,), picture=repr(list(painted)))


def read(picture: str) -> Sequence[Word]:
    found: Texts = eval(picture, {})  # what `seen` wrote
    return words(found)


HERE, THERE = (10.0, 20.0), (10.0, 400.0)
"""Outside of the canvas, and on it."""

UNDONE: dict[str, tuple[dict[str, Any], Snapshot, Snapshot]] = {
    "a text moves out of the canvas and seems to appear": (
        {"text_appears": "Oslo"}, seen([], [("Oslo", *THERE)]), seen([("Oslo", *HERE)], []),
    ),
    "a text moves into it and seems to disappear": (
        {"text_disappears": "Oslo"}, seen([("Oslo", *HERE)], []), seen([], [("Oslo", *THERE)]),
    ),
    "and seems to be gone": (
        {"text_disappears": {"text": "Oslo", "gone": True}},
        seen([("Oslo", *HERE), ("Oslo", 10, 90)], []), seen([], [("Oslo", *THERE)]),
    ),
    "there are more of it than the page says": (
        {"count": {"text": "Oslo", "equals": 1}}, seen([], []), seen([("Oslo", *HERE)], [("Oslo", *THERE)]),
    ),
    "more than the most": (
        {"count": {"text": "Oslo", "at_most": 1}}, seen([], []), seen([("Oslo", *HERE)], [("Oslo", *THERE)]),
    ),
    "one more is painted": (
        {"unchanged": {"text": "Oslo"}},
        seen([("Oslo", *HERE)], []), seen([("Oslo", *HERE)], [("Oslo", *THERE)]),
    ),
    "the label stands on the canvas": (
        {"text_matches": {"pattern": "free", "near": "Shipping"}},
        seen([], []), seen([("No free shipping", *HERE)], [("Shipping", *THERE), ("€9", 200, 400)]),
    ),
    "so does what it counts": (
        {"count": {"text": "free", "near": "Shipping", "at_least": 1}},
        seen([], []), seen([("No free shipping", *HERE)], [("Shipping", *THERE), ("€9", 200, 400)]),
    ),
    "so does the number": (
        {"number_changes": {"label": "Score", "to": 8}},
        seen([("Your Score is 4", *HERE)], [("Score", *THERE), ("5", 100, 400)]),
        seen([("Your Score is 8", *HERE)], [("Score", *THERE), ("5", 100, 400)]),
    ),
    "a nearer heading is painted": (
        {"located": {"text": "Docs", "under": "Doing", "rather_than": ["Done"]}},
        seen([], []), seen([("Doing", 40, 20), ("Docs", 300, 620)], [("Done", 300, 400)]),
    ),
    "what is shown for a name is not beside it": (
        {"value_equals": {"name": "To", "value": "Rome"}},
        seen([], []), seen([("To", 10, 310), ("Rome", 400, 310)], [("Oslo", 100, 310)]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNDONE)
def test_painted_text_undoes_a_pass(case: str) -> None:
    criterion, before, after = UNDONE[case]
    blind = [one.model_copy(update={"painted": ()}) for one in (before, after)]
    assert value(criterion, *blind) == "pass", "by the page's own words alone"
    assert value(criterion, before, after, reader=read) == "fail"
    for inner in ({"all_of": [criterion]}, {"any_of": [criterion]}, {"not": {"not": criterion}}):
        assert value(inner, before, after, reader=read) == "fail"
    assert value({"not": criterion}, before, after, reader=read) == "pass"


def test_controls_need_no_reading_where_no_text_tells_them() -> None:
    box = Box(10, 10, 90, 20)
    after = page(nodes=(node("checkbox", "Sold", box, checked=True),), painted=(CANVAS,))
    reader = Ocr()
    assert value({"state": {"name": "Sold", "checked": True}}, EMPTY, after, reader=reader) == "pass"
    assert value({"count": {"role": "checkbox", "equals": 1}}, EMPTY, after, reader=reader) == "pass"
    assert reader.calls == []
