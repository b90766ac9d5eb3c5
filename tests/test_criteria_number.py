"""`number_changes` where several like labels have numbers: which has become which, and which is meant."""

from typing import Any

import pytest

from tasks.evidence import Node, Snapshot
from tasks.geometry import Box
from tests.scenes import EMPTY, judge, node, page, value


def cart(*rows: tuple[str, str], tree: bool = True) -> Snapshot:
    """A list of rows: a name on the left, "Qty" and its number on the right; an empty name leaves it out."""
    texts: list[tuple[str, float, float]] = []
    nodes: list[Node] = [node("generic", box=Box(0, 0, 1280, 700)), node("list", box=Box(40, 90, 900, 400))]
    for index, (name, number) in enumerate(rows):
        y = 100.0 + 60 * index
        nodes.append(node("listitem", box=Box(40, y - 10, 900, 50), parent=1))
        texts += [(name, 60, y), ("Qty", 400, y), (number, 460, y)]
    kept = [one for one in texts if one[0]]
    return page(kept, nodes=tuple(nodes) if tree else ())


def qty(before: Snapshot, after: Snapshot, **said: Any) -> str:
    return value({"number_changes": {"label": "Qty", **said}}, before, after)


MILK, BREAD = ("Milk", "1"), ("Bread", "5")
BOTH = cart(MILK, BREAD)


@pytest.mark.parametrize("tree", [True, False])
def test_what_was_not_touched_has_not_changed(tree: bool) -> None:
    """A row that goes leaves the others as they were, named or not."""
    for names in (("Milk", "Bread"), ("", "")):
        both = cart((names[0], "1"), (names[1], "5"), tree=tree)
        gone = cart((names[1], "5"), tree=tree)
        assert qty(both, gone) == "fail"
        assert qty(both, gone, by=4) == "fail"
        assert qty(both, gone, **{"from": 1, "to": 5}) == "fail"
        assert qty(gone, both, by=-4) == "fail"
        assert value({"not": {"number_changes": "Qty"}}, both, gone) == "pass"


def test_all_that_is_said_holds_of_one_that_changed() -> None:
    after = cart(("Milk", "2"), BREAD)
    assert qty(BOTH, after, by=1) == "pass"
    assert qty(BOTH, after, **{"from": 1, "to": 2, "by": 1, "direction": "up"}) == "pass"
    assert qty(BOTH, after, **{"from": 5}) == "fail", "that one was not touched"
    assert qty(BOTH, after, to=5) == "fail", "it was 5 before"
    assert qty(BOTH, after, direction="down") == "fail"
    two = cart(("Milk", "3"), ("Bread", "4"))
    assert qty(BOTH, two, by=2) == "pass"
    assert qty(BOTH, two, by=-1) == "pass"
    assert qty(BOTH, two, **{"from": 1, "to": 4}) == "fail", "no number went from 1 to 4"


def test_near_says_which_is_meant() -> None:
    wrong = cart(MILK, ("Bread", "6"))
    assert qty(BOTH, wrong, by=1) == "pass"
    assert qty(BOTH, wrong, by=1, near="Milk") == "fail"
    assert qty(BOTH, wrong, by=1, near="Bread") == "pass"
    finding = judge({"number_changes": {"label": "Qty", "near": "Eggs"}}, BOTH, wrong)
    assert (finding.value, finding.reason) == ("fail", "'Qty' near 'Eggs' is not seen after the step.")
    assert finding.criterion == "number_changes: {label: Qty, near: Eggs}"


def test_rows_that_change_places_keep_their_numbers() -> None:
    sorted_ = cart(BREAD, MILK)
    assert qty(BOTH, sorted_) == "fail"
    assert qty(BOTH, cart(("Bread", "6"), MILK), **{"from": 5, "to": 6}) == "pass"
    assert qty(BOTH, cart(("Bread", "6"), MILK), **{"from": 1, "to": 6}) == "fail"


def test_a_row_that_comes_has_a_new_number() -> None:
    three = cart(("Eggs", "7"), MILK, BREAD)
    assert qty(BOTH, three, to=7) == "pass"
    assert qty(BOTH, three, by=6) == "fail"
    assert qty(BOTH, three) == "fail", "from where it changed nobody can say"
    assert qty(BOTH, cart(("Eggs", "5"), MILK, BREAD), to=5) == "pass"


def test_a_row_that_goes_while_another_changes() -> None:
    three = cart(("Eggs", "7"), MILK, BREAD)
    after = cart(("Milk", "2"), BREAD)
    assert qty(three, after, **{"from": 1, "to": 2}) == "pass"
    assert qty(three, after, **{"from": 7}) == "fail"
    bare = [cart(*(("", number) for number in numbers)) for numbers in ("715", "75", "76")]
    assert qty(bare[0], bare[1]) == "fail"
    assert qty(bare[0], bare[2], **{"from": 1, "to": 6}) == "pass", "the one that stood there"
    assert qty(bare[0], bare[2], **{"from": 5, "to": 6}) == "fail"


def test_without_any_words_the_reading_order_tells() -> None:
    before, after = cart(("", "1"), ("", "2"), tree=False), cart(("", "2"), ("", "3"), tree=False)
    assert qty(before, after, by=1) == "pass"
    assert qty(before, after, by=2) == "fail"


def test_a_row_whose_words_change_with_its_number_is_still_the_row() -> None:
    before, after = (cart((f"Milk ({word})", number), BREAD) for word, number in (("one", "1"), ("two", "2")))
    assert qty(before, after, **{"from": 1, "to": 2}) == "pass"


def test_a_change_is_told_rather_than_what_stayed() -> None:
    finding = judge({"number_changes": {"label": "Qty", "to": 9}}, BOTH, cart(MILK, ("Bread", "6")))
    assert finding.reason == "Qty is 6, before it was 5; expected a change to 9."


def test_a_number_in_a_name_by_what_it_is_near() -> None:
    def named(*numbers: int) -> Snapshot:
        names = ("Milk", "Bread")
        nodes = [
            node("button", f"Quantity {number}", Box(400, 100 + 60 * i, 40, 20))
            for i, number in enumerate(numbers)
        ]
        return page([(name, 60, 100 + 60 * i) for i, name in enumerate(names)], nodes=tuple(nodes))

    said = {"number_changes": {"label": "Quantity", "near": "Bread", "by": 1}}
    assert value(said, named(1, 5), named(1, 6)) == "pass"
    assert value(said, named(1, 5), named(2, 5)) == "fail"


def test_labels_with_their_value_on_the_line_count_as_those_alone_on_theirs() -> None:
    before = page([("Total", 900, 20), ("Total: €50", 60, 300)])
    after = page([("Total", 900, 20), ("Total: €60", 60, 300)])
    assert value({"number_changes": {"label": "Total", "from": 50, "to": 60}}, before, after) == "pass"
    assert value({"number_changes": "Total"}, EMPTY, EMPTY) == "fail"
