"""To deny something, or to say that it stays, of what is nowhere seen says nothing: unknown, and why."""

from itertools import product
from typing import Any

import pytest

from tasks.evidence import Media, Snapshot
from tasks.geometry import Box
from tests.scenes import EMPTY, judge, node, page, value

OTHER = page([("Rome", 10, 10), ("7", 100, 10)])
SHOWN = page(
    [("Oslo", 10, 10), ("5", 100, 10), ("Bergen", 10, 200), ("Rome", 500, 10)],
    nodes=(
        node("checkbox", "Sold", Box(10, 300, 90, 20), checked=False),
        node("textbox", "To", Box(10, 400, 90, 20), value="Rome"),
    ),
    media=(Media(kind="video", playing=True, time=1.0, box=Box(0, 0, 9, 9)),),
)

DENIED: dict[str, tuple[dict[str, Any], str]] = {
    "number_changes": ({"number_changes": "Oslo"}, "'Oslo'"),
    "number_changes near": ({"number_changes": {"label": "Oslo", "near": "Norway"}}, "'Norway'"),
    "text_appears near": ({"text_appears": {"text": "5", "near": "Oslo"}}, "'Oslo'"),
    "text_disappears": ({"text_disappears": "Oslo"}, "'Oslo'"),
    "text_matches near": ({"text_matches": {"pattern": "9", "near": "Oslo"}}, "'Oslo'"),
    "count near": ({"count": {"text": "9", "near": "Oslo", "at_least": 1}}, "'Oslo'"),
    "value_equals": ({"value_equals": {"name": "To", "value": "Oslo"}}, "'To'"),
    "state": ({"state": {"name": "Sold", "checked": True}}, "'Sold'"),
    "order": ({"order": ["Bergen", "Oslo"]}, "'Bergen'"),
    "grid": ({"grid": [["Oslo", None], [None, "Rome"]]}, "'Oslo'"),
    "located": ({"located": {"text": "Bergen", "under": "Rome", "rather_than": ["Oslo"]}}, "'Bergen'"),
    "region_changes": ({"region_changes": {"near": "Oslo"}}, "'Oslo'"),
    "image_shown": ({"image_shown": {"asset": "asset_001.png", "near": "Oslo"}}, "'Oslo'"),
    "focused": ({"focused": {"name": "To"}}, "'To'"),
    "media_playing": ({"media_playing": True}, "a video or sound"),
}
STAYS: dict[str, tuple[dict[str, Any], str]] = {
    "unchanged text": ({"unchanged": {"text": "Oslo"}}, "'Oslo'"),
    "unchanged near": ({"unchanged": {"near": "Oslo"}}, "'Oslo'"),
    "none near": ({"count": {"text": "9", "near": "Oslo", "equals": 0}}, "'Oslo'"),
    "few near": ({"count": {"text": "9", "near": "Oslo", "at_most": 2}}, "'Oslo'"),
    "silence": ({"media_playing": False}, "a video or sound"),
}


@pytest.mark.parametrize("case", DENIED)
def test_what_is_nowhere_can_not_be_denied(case: str) -> None:
    criterion, missing = DENIED[case]
    assert value(criterion, OTHER, OTHER) == "fail"
    finding = judge({"not": criterion}, OTHER, OTHER)
    assert finding.value == "unknown"
    assert finding.reason == f"{missing} is seen neither before nor after, so this says nothing."


@pytest.mark.parametrize("case", STAYS)
def test_what_is_nowhere_does_not_stay(case: str) -> None:
    criterion, missing = STAYS[case]
    finding = judge(criterion, OTHER, OTHER)
    assert (finding.value, finding.reason.startswith(missing)) == ("unknown", True), finding
    assert value({"not": criterion}, OTHER, OTHER) == "unknown"


@pytest.mark.parametrize("case", [one for one in DENIED if one not in ("region_changes", "image_shown")])
def test_it_says_something_where_it_is_seen_before_or_after(case: str) -> None:
    criterion, _ = DENIED[case]
    shown = SHOWN if "Norway" not in str(criterion) else page([("Norway", 10, 10), ("Oslo 5", 90, 10)])
    moments: list[tuple[Snapshot, Snapshot]] = [(shown, shown), (shown, OTHER), (OTHER, shown)]
    assert "unknown" not in {value({"not": criterion}, *both) for both in moments}


def test_a_text_that_must_not_be_there_need_not_be() -> None:
    denied: tuple[dict[str, Any], ...] = (
        {"not": {"text_appears": "Oslo"}},
        {"not": {"text_matches": "oslo"}},
        {"not": {"count": {"text": "Oslo", "at_least": 1}}},
        {"count": {"text": "Oslo", "equals": 0}},
        {"not": {"url_matches": "oslo"}},
        {"not": {"focused": {}}},
    )
    for criterion in denied:
        assert value(criterion, OTHER, OTHER) == "pass"


def test_an_author_may_say_what_holds_where_it_is_not_seen() -> None:
    no_discount = {
        "any_of": [
            {"count": {"text": "Discount", "equals": 0}},
            {"not": {"text_matches": {"pattern": r"\d", "near": "Discount"}}},
        ]
    }
    assert value(no_discount, OTHER, OTHER) == "pass"
    assert value(no_discount, OTHER, page([("Discount", 10, 10), ("none", 100, 10)])) == "pass"
    assert value(no_discount, OTHER, page([("Discount", 10, 10), ("€5", 100, 10)])) == "fail"


PARTS = [
    {"text_appears": "Bergen"},  # fails where it is looked for, for what is seen
    {"text_matches": "rome"},  # passes
    {"number_changes": "Oslo"},  # fails since nothing is seen
    {"unchanged": {"text": "Oslo"}},  # unknown since nothing is seen
]


@pytest.mark.parametrize(("first", "second"), [*product(PARTS, PARTS)])
def test_denying_all_is_denying_any(first: dict[str, Any], second: dict[str, Any]) -> None:
    """De Morgan's laws hold of what says nothing, too."""
    for whole, dual in (("all_of", "any_of"), ("any_of", "all_of")):
        denied = value({"not": {whole: [first, second]}}, OTHER, OTHER)
        assert denied == value({dual: [{"not": first}, {"not": second}]}, OTHER, OTHER)


def test_a_number_beside_a_label_must_be_there_to_stay() -> None:
    said = page([("Score", 10, 10), ("none yet", 100, 10)])
    finding = judge({"not": {"number_changes": "Score"}}, said, said)
    assert finding.reason == (
        "a number beside 'Score' is seen neither before nor after, so this says nothing."
    )
    assert value({"not": {"number_changes": "Score"}}, EMPTY, page([("Score 4", 10, 10)])) == "pass"
