"""`iwr rubrics check` on criteria that say nothing, or that may mean several things; pages made by hand."""

from pathlib import Path
from typing import Any

import pytest

from judge.lint.criteria import CriteriaLint
from judge.lint.walk import Walk
from rubrics.criteria.registry import parse_criterion
from rubrics.schema import Checkpoint
from tasks.evidence import Evidence, Snapshot, StepEvidence
from tasks.geometry import Box
from tasks.store import PictureStore
from tests.scenes import VIEWPORT, node, page


def cart(milk: int, bread: int, typed: str = "") -> Snapshot:
    nodes = [
        node("textbox", "Note", Box(300, 100, 90, 20), value=typed),
        node("textbox", "Note", Box(300, 200, 90, 20), value=""),
        node("checkbox", "Gift", Box(600, 100, 20, 20), checked=bool(typed)),
    ]
    texts = [("Milk", 10, 100), (f"Qty {milk}", 100, 100), ("Bread", 10, 200), (f"Qty {bread}", 100, 200)]
    return page(texts, nodes=tuple(nodes))


def issues(tmp_path: Path, *criteria: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Level, check and message of each, where the step adds a milk and a note."""
    before, after = cart(1, 5), cart(2, 5, "hello")
    step = StepEvidence(step="add", index=1, action="click", status="performed", before=before, after=after)
    evidence = Evidence(
        task="cart", generator="reference", page_sha256="", viewport=VIEWPORT, initial=before, steps=(step,)
    )
    lint = CriteriaLint(Walk(evidence, PictureStore(tmp_path), lambda _: (), ()))
    found = lint.issues("add", Checkpoint(criteria=tuple(parse_criterion(one) for one in criteria)))
    return [(issue.level, issue.check, issue.message) for issue in found]


PROOF = {"number_changes": {"label": "Qty", "near": "Milk", "by": 1}}


def test_a_label_that_stands_beside_several_numbers_needs_near(tmp_path: Path) -> None:
    ((level, check, message),) = issues(tmp_path, {"number_changes": {"label": "Qty", "by": 1}})
    assert (level, check) == ("warning", "ambiguous")
    assert message == "'Qty' stands beside 2 numbers ('1', '5'); any would do"
    assert issues(tmp_path, PROOF) == []


def test_a_name_that_several_controls_have_needs_near(tmp_path: Path) -> None:
    said = {"value_equals": {"name": "Note", "value": "hello"}}
    ((level, check, message),) = issues(tmp_path, said)
    assert (level, check, message) == (
        "warning", "ambiguous", "'Note' may be any of 2 controls; any would do",
    )  # fmt: skip
    assert issues(tmp_path, {"value_equals": {"name": "Note", "value": "hello", "near": "Milk"}}) == []
    assert issues(tmp_path, {"state": {"role": "checkbox", "checked": True}}) == []


def test_a_place_that_several_texts_may_be_is_none(tmp_path: Path) -> None:
    ((level, check, message),) = issues(tmp_path, {"text_appears": {"text": "2", "near": "Qty"}})
    assert (level, check, message) == ("warning", "ambiguous", "'Qty' stands at 2 places; any would do")


@pytest.mark.parametrize(
    "criterion",
    [
        {"not": {"number_changes": "Sum"}},
        {"unchanged": {"text": "Sum"}},
        {"not": {"text_disappears": "Sum"}},
        {"count": {"text": "1", "near": "Sum", "equals": 0}},
        {"not": {"any_of": [{"number_changes": "Sum"}, {"text_appears": "Eggs"}]}},
        {"all_of": [{"not": {"number_changes": "Sum"}}, {"unchanged": {"text": "Bread"}}]},
    ],
)
def test_what_says_nothing_is_an_error(tmp_path: Path, criterion: dict[str, Any]) -> None:
    ((level, check, message),) = issues(tmp_path, PROOF, criterion)
    assert (level, check) == ("error", "unseen")
    assert message.startswith("'Sum' is seen neither before nor after this step, so it says nothing")


@pytest.mark.parametrize(
    "criterion",
    [
        {"not": {"text_appears": "Milk"}},
        {"unchanged": {"text": "Bread"}},
        {"not": {"number_changes": {"label": "Qty", "near": "Bread"}}},
        {"count": {"text": "9", "near": "Bread", "equals": 0}},
        {"any_of": [{"count": {"text": "9", "equals": 0}}, {"not": {"text_appears": "5"}}]},
    ],
)
def test_what_guards_is_no_fault(tmp_path: Path, criterion: dict[str, Any]) -> None:
    found = [one for one in issues(tmp_path, PROOF, criterion) if one[1] != "text"]
    assert found == []
