"""What a draft asks a step to carry on: what was given, asked or sorted before, in its new place."""

from collections.abc import Iterable
from pathlib import Path

from judge.draft.carried import given_again, numbers_again, sorted_lists
from judge.draft.changes import appeared
from judge.draft.story import Story
from rubrics.criteria.base import Criterion
from rubrics.scene import StepScene
from tasks.evidence import Snapshot, StepEvidence
from tests.operating import make_task
from tests.scenes import VIEWPORT, Texts, node, page

CARD = [("Fix the pump", 20, 40), ("Ada", 20, 64)]
OTHER = [("Paint the hull", 20, 240), ("Mei T.", 20, 264)]


def step(before: Snapshot, after: Snapshot, number: int) -> StepScene:
    evidence = StepEvidence(
        step=f"s{number}", index=number, action="click", status="performed", before=before, after=after
    )
    return StepScene.of(evidence, VIEWPORT, Path)


def story(*steps: dict[str, object]) -> Story:
    return Story(make_task(Path("nowhere"), list(steps)), {})


def lines(criteria: Iterable[Criterion]) -> list[str]:
    return [one.line() for one in criteria]


def cards(*texts: Texts) -> Snapshot:
    """Each card a group of its own."""
    boxes = [node("group", box=page(one).words[0].box.grown(60)) for one in texts]
    return page([line for one in texts for line in one], nodes=tuple(boxes))


def test_a_choice_is_asked_beside_what_it_was_made_for() -> None:
    told = story(
        {"action": "click", "target": {"description": "the card", "name": "Fix the pump"}},
        {
            "action": "select",
            "target": {"description": "the list", "role": "combobox"},
            "option": "Mei Tanaka",
        },
    )
    given = cards([CARD[0], ("Mei T.", 20, 64)], OTHER)
    found = lines(given_again(step(cards(CARD, OTHER), given, 2), told))
    assert found == ["text_appears: {text: Mei T., near: Fix the pump}"]
    assert lines(given_again(step(given, given, 2), told)) == [], "it stood there before"


def test_what_was_used_last_is_asked_first() -> None:
    told = story(
        {"action": "type", "target": {"description": "the name", "role": "textbox"}, "text": "Mara Lind"},
        {"action": "click", "target": {"description": "the seat", "name": "8F"}},
    )
    after = page([("Ticket for Mara", 20, 40), ("Seat 8F", 20, 200), ("8F", 300, 200)])
    found = lines(given_again(step(page(), after, 2), told))
    assert found == ["text_appears: Seat 8F", "text_appears: Ticket for Mara"]


def test_a_price_goes_where_its_thing_goes() -> None:
    told = story({"action": "click", "target": {"description": "Select", "near": "KS 234"}})
    before = page([("KS 234", 20, 40), ("€172", 120, 40), ("BO 208", 20, 240), ("€164", 120, 240)])
    after = page([("Total", 20, 40), ("€172", 120, 40), ("Seats", 20, 240), ("€164", 120, 240)])
    scene = step(before, after, 1)
    assert lines(numbers_again(scene, told, appeared(scene, told), ())) == [
        "number_changes: {label: Total, to: 172}"
    ]
    both = lines(numbers_again(scene, told, appeared(scene, told), {164.0}))
    assert "number_changes: {label: Seats, to: 164}" in both, "it was asked for before"
    days = step(before, page([("Sun", 20, 40), ("7", 120, 40)]), 1)
    assert lines(numbers_again(days, told, appeared(days, told), {7.0})) == [], (
        "small numbers stand everywhere"
    )


def test_a_sorted_list_keeps_its_order() -> None:
    prices = page([("€89", 128, 40), ("€97", 128, 140), ("€112", 120, 240), ("€119", 120, 340)])
    assert lines(sorted_lists(step(page(), prices, 1))) == ["order: [€89, €97, €112]"]
    unsorted = page([("€97", 128, 40), ("€112", 120, 140), ("€89", 128, 240)])
    assert lines(sorted_lists(step(page(), unsorted, 1))) == []
