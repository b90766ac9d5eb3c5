"""Each criterion, both ways, on snapshots made by hand."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tasks.evidence import Event, Media, Node, Scroller, Snapshot
from tasks.geometry import Box
from tests.scenes import EMPTY, VIEWPORT, Texts, judge, node, page, value


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("flights to Oslo", "Flights to  OSLO"),
        ("don't", "Don’t"),
        ("10 - 20", "10 – 20"),
        ("a b", "a\u00a0b"),
        ("cat", "concatenate"),
    ],
)
def test_text_is_compared_as_people_read_it(text: str, seen: str) -> None:
    assert value({"text_appears": text}, EMPTY, page([(seen, 10, 10)])) == "pass"


def test_text_appears_counts() -> None:
    once, twice = page([("Oslo", 10, 10)]), page([("Oslo", 10, 10), ("Oslo", 10, 200)])
    assert value({"text_appears": "Oslo"}, once, twice) == "pass"
    assert value({"text_appears": "Oslo"}, twice, twice) == "fail"
    finding = judge({"text_appears": "Oslo"}, twice, once)
    assert (finding.value, finding.reason) == ("fail", "'Oslo' is seen twice before and once after.")
    assert finding.criterion == "text_appears: Oslo"


@pytest.mark.parametrize(
    ("seen", "whole"), [("(3)", True), ("3.", True), ("3.5", False), ("€3", False), ("-3", False)]
)
def test_exact_means_whole_words(seen: str, whole: bool) -> None:
    got = value({"text_appears": {"text": "3", "exact": True}}, EMPTY, page([(f"have {seen} now", 10, 10)]))
    assert got == ("pass" if whole else "fail")


def test_pieces_close_together_read_as_one() -> None:
    touching = page([("€", 10, 10), ("89", 18, 10)])
    for text in ("€89", "€ 89"):
        assert value({"text_appears": text}, EMPTY, touching) == "pass"
    spaced = page([("Score", 10, 10), ("12", 56, 11)])
    assert value({"text_appears": "Score 12"}, EMPTY, spaced) == "pass"
    assert value({"text_appears": "Score12"}, EMPTY, spaced) == "fail"
    assert value({"text_appears": "Score 12"}, EMPTY, page([("Score", 10, 10), ("12", 300, 10)])) == "fail"
    assert value({"count": {"text": "Score", "equals": 1}}, EMPTY, spaced) == "pass"


def test_a_sentence_may_wrap() -> None:
    wrapped = page([("Please tell us", 10, 10), ("where to go", 10, 32)])
    assert value({"text_appears": "tell us where to go"}, EMPTY, wrapped) == "pass"
    apart = page([("Please tell us", 10, 10), ("where to go", 10, 90)])
    assert value({"text_appears": "tell us where to go"}, EMPTY, apart) == "fail"
    assert value({"text_matches": "us where"}, EMPTY, wrapped) == "pass"


def test_text_disappears() -> None:
    one, two = page([("Milk", 10, 10)]), page([("Milk", 10, 10), ("Milk", 10, 200)])
    assert value({"text_disappears": "Milk"}, two, one) == "pass"
    assert value({"text_disappears": {"text": "Milk", "gone": True}}, two, one) == "fail"
    assert value({"text_disappears": {"text": "Milk", "gone": True}}, one, EMPTY) == "pass"
    assert value({"text_disappears": "Milk"}, EMPTY, EMPTY) == "fail"


def test_text_matches() -> None:
    after = page([("Total: €172.00", 10, 10), ("2 – 3 days", 10, 200)])
    assert value({"text_matches": r"^total: €\s?\d+\.00$"}, EMPTY, after) == "pass"
    assert value({"text_matches": "2 [-–] 3"}, EMPTY, after) == "pass"
    assert value({"text_matches": r"^\d+$"}, EMPTY, after) == "fail"


def rows(*names: str, deleted: str = "") -> tuple[list[tuple[str, float, float]], tuple[Node, ...]]:
    """A list of rows: a title on the left, a price on the far right, and the tree that says so."""
    texts: list[tuple[str, float, float]] = []
    nodes = [node("generic", box=Box(0, 0, 1280, 700)), node("list", box=Box(40, 90, 900, 400), parent=0)]
    for index, name in enumerate(names):
        y = 100.0 + 60 * index
        nodes.append(node("listitem", box=Box(40, y - 10, 900, 50), parent=1))
        texts.append((name, 60, y))
        if name != deleted:
            texts.append(("deal", 860, y))
    return texts, tuple(nodes)


def test_near_keeps_to_the_row_in_the_tree() -> None:
    texts, nodes = rows("Milk", "Bread", "Eggs", deleted="Bread")
    after = page(texts, nodes=nodes)
    assert value({"count": {"text": "deal", "near": "Milk", "equals": 1}}, EMPTY, after) == "pass"
    assert value({"count": {"text": "deal", "near": "Bread", "equals": 0}}, EMPTY, after) == "pass"
    assert value({"text_appears": {"text": "deal", "near": "Bread"}}, EMPTY, after) == "fail"


@pytest.mark.parametrize("name", ["Milk", "Bread", "Eggs"])
def test_near_keeps_to_the_row_without_a_tree(name: str) -> None:
    texts, _ = rows("Milk", "Bread", "Eggs", deleted="Bread")
    texts = [(text, 400 if text == "deal" else x, y) for text, x, y in texts]
    count = 0 if name == "Bread" else 1
    assert value({"count": {"text": "deal", "near": name, "equals": count}}, EMPTY, page(texts)) == "pass"


def grid(tree: bool) -> Snapshot:
    """Four cards in two rows: a title, below it a price and a remark that is not in its column."""
    texts, nodes = (
        [],
        [node("generic", box=Box(0, 0, 1280, 700)), node("generic", box=Box(0, 0, 1280, 460), parent=0)],
    )
    for index, (name, price) in enumerate(
        [("Lamp", "€10"), ("Vase", "€20"), ("Stool", "€30"), ("Bowl", "€40")]
    ):
        x, y = 40 + 400 * (index % 2), 40 + 220 * (index // 2)
        nodes.append(node("generic", box=Box(x - 20, y - 20, 380, 200), parent=1))
        texts += [(name, x, y), (price, x, y + 60), ("sold" if name == "Vase" else "new", x + 120, y + 60)]
    return page(texts, nodes=tuple(nodes) if tree else ())


@pytest.mark.parametrize("tree", [True, False])
@pytest.mark.parametrize(
    ("name", "price", "word"), [("Lamp", "€10", "new"), ("Vase", "€20", "sold"), ("Bowl", "€40", "new")]
)
def test_near_keeps_to_the_card(tree: bool, name: str, price: str, word: str) -> None:
    after = grid(tree)
    assert value({"text_appears": {"text": price, "near": name}}, EMPTY, after) == "pass"
    assert value({"count": {"text": "€", "near": name, "equals": 1}}, EMPTY, after) == "pass"
    assert value({"count": {"text": "sold", "near": "Lamp", "equals": 0}}, EMPTY, after) == "pass"
    if tree:  # by distances alone the remark could as well belong to the price on its row
        assert value({"count": {"text": word, "near": name, "equals": 1}}, EMPTY, after) == "pass"


def test_near_a_text_that_is_not_seen_is_nowhere() -> None:
    assert value({"text_appears": {"text": "€10", "near": "Ladder"}}, EMPTY, grid(True)) == "fail"


def test_near_in_a_form_the_label_may_be_far_shorter_than_the_next() -> None:
    texts = [("To", 40, 100), ("Oslo", 300, 100), ("Number of passengers", 40, 130), ("two", 300, 130)]
    assert value({"text_appears": {"text": "Oslo", "near": "To"}}, EMPTY, page(texts)) == "pass"
    assert value({"text_appears": {"text": "two", "near": "To"}}, EMPTY, page(texts)) == "fail"


def test_count() -> None:
    three = page([("Oslo", 10, y) for y in (10, 110, 210)])
    assert value({"count": {"text": "Oslo", "equals": 3}}, EMPTY, three) == "pass"
    assert value({"count": {"text": "Oslo", "at_least": 4}}, EMPTY, three) == "fail"
    finding = judge({"count": {"text": "Oslo", "at_least": 1, "at_most": 2}}, EMPTY, three)
    assert finding.value == "fail"
    assert finding.reason == "'Oslo' is seen 3 times, expected at least 1 and at most 2."


def test_count_of_a_role_leaves_out_what_is_not_in_the_viewport() -> None:
    box, below = Box(10, 10, 90, 30), Box(10, 900, 90, 30)
    nodes = (
        node("option", "a", box),
        node("option", "b", box),
        node("option", "c", below),
        node("link", "a", box),
    )
    assert value({"count": {"role": "option", "equals": 2}}, EMPTY, page(nodes=nodes)) == "pass"
    assert value({"count": {"role": "option", "name": "b", "equals": 1}}, EMPTY, page(nodes=nodes)) == "pass"
    assert value({"count": {"role": "checkbox", "equals": 0}}, EMPTY, page(nodes=nodes)) == "pass"


BESIDE: dict[str, Texts] = {
    "in the line": [("Score: 12", 10, 10)],
    "in brackets": [("Score (12)", 10, 10)],
    "brackets passed over": [("Score (3 games): 12", 10, 10)],
    "before it": [("12 score", 10, 10)],
    "close": [("Score", 10, 10), ("12", 56, 10)],
    "right": [("Score", 10, 10), ("12", 600, 12), ("99", 10, 32)],
    "right, a sign between": [("Score", 10, 10), ("−", 100, 10), ("12", 140, 10), ("+", 180, 10)],
    "below": [("Score", 10, 10), ("Best", 110, 10), ("12", 14, 30), ("40", 110, 30)],
    "above": [("12", 14, 10), ("40", 110, 10), ("Score", 10, 32), ("Best", 110, 32), ("7", 10, 66)],
    "left": [("12", 10, 10), ("Score", 60, 10)],
    "whole words first": [("Highscore 99", 10, 10), ("Score 12", 10, 200)],
    "pairs in a row": [("Best 40", 10, 10), ("Score 12", 80, 10), ("Lines 7", 160, 10)],
}


@pytest.mark.parametrize("texts", BESIDE.values(), ids=BESIDE.keys())
def test_the_number_beside_a_label(texts: Texts) -> None:
    after = page([(text.replace("12", "20"), x, y) for text, x, y in texts])
    before = page(texts)
    assert value({"number_changes": {"label": "Score", "from": 12, "to": 20}}, before, after) == "pass"
    assert value({"number_changes": {"label": "Score", "by": 8}}, before, after) == "pass"
    assert value({"number_changes": {"label": "Score", "direction": "up"}}, before, after) == "pass"
    assert value({"number_changes": {"label": "Score", "direction": "down"}}, before, after) == "fail"
    assert value({"number_changes": {"label": "Score", "by": 7}}, before, after) == "fail"
    assert value({"number_changes": "Score"}, before, before) == "fail"


def test_a_number_alone_in_its_card_is_the_labels_however_aligned() -> None:
    cards = (Box(0, 0, 300, 100), Box(0, 120, 300, 100), Box(0, 240, 300, 100))
    nodes = (
        node("generic", box=Box(0, 0, 300, 340)),
        *(node("generic", box=box, parent=0) for box in cards),
        *(
            node("term", name, Box(10, box.y + 10, 60, 18), parent=1 + index, text=name)
            for index, (name, box) in enumerate(zip(("Score", "Next tile", "Best"), cards, strict=True))
        ),
    )

    def board(following: int) -> Snapshot:
        texts = [("Score", 10, 10), ("8", 90, 10), ("Next tile", 10, 130), (f"{following}", 120, 160)]
        return page([*texts, ("Best", 10, 250), ("40", 90, 250)], nodes=nodes)

    assert value({"number_changes": {"label": "Next tile", "from": 2, "to": 4}}, board(2), board(4)) == "pass"
    assert value({"number_changes": {"label": "Score"}}, board(2), board(4)) == "fail"


@pytest.mark.parametrize(
    ("seen", "number"),
    [
        ("€1,299.50", 1299.5),
        ("1.299,50 €", 1299.5),
        ("$1,299", 1299),
        ("−4", -4),
        ("-€4.20", -4.2),
        ("1,5", 1.5),
        ("1'000'000", 1000000),
        ("+3", 3),
        ("50%", 50),
        ("x2", 2),
    ],
)
def test_numbers_as_people_write_them(seen: str, number: float) -> None:
    before, after = page([("Total", 10, 10), ("7", 300, 10)]), page([("Total", 10, 10), (seen, 300, 10)])
    assert value({"number_changes": {"label": "Total", "to": number}}, before, after) == "pass"


def test_number_changes_says_what_was_seen() -> None:
    finding = judge(
        {"number_changes": {"label": "Score", "to": 8}}, page([("Score 4", 1, 1)]), page([("Score 6", 1, 1)])
    )
    assert finding.reason == "Score is 6, before it was 4; expected a change to 8."
    same = page([("Score 8", 1, 1)])
    assert value({"number_changes": {"label": "Score", "to": 8}}, same, same) == "fail"


def test_a_number_that_was_not_there_before() -> None:
    after = page([("Score 8", 1, 1)])
    assert value({"number_changes": {"label": "Score", "to": 8}}, EMPTY, after) == "pass"
    assert value({"number_changes": {"label": "Score", "from": 4, "to": 8}}, EMPTY, after) == "fail"
    assert value({"number_changes": {"label": "Score", "direction": "up"}}, EMPTY, after) == "fail"
    assert "is not seen" in judge({"number_changes": "Score"}, after, EMPTY).reason


def test_a_number_in_a_name() -> None:
    before = page(nodes=(node("button", "Cart, 2 items", Box(10, 10, 30, 30)),))
    after = page(nodes=(node("button", "Cart, 3 items", Box(10, 10, 30, 30)),))
    assert value({"number_changes": {"label": "Cart", "by": 1}}, before, after) == "pass"


def test_order_reads_by_rows() -> None:
    after = page([("Lamp", 10, 10), ("Vase", 300, 13), ("Stool", 10, 60), ("Bowl", 300, 58)])
    assert value({"order": ["Lamp", "Vase", "Stool", "Bowl"]}, EMPTY, after) == "pass"
    assert value({"order": ["Lamp", "Bowl"]}, EMPTY, after) == "pass"
    assert value({"order": ["Lamp", "Stool", "Vase"]}, EMPTY, after) == "fail"
    assert value({"order": ["Lamp", "Lamp"]}, EMPTY, after) == "fail"
    assert judge({"order": ["Lamp", "Rug"]}, EMPTY, after).reason == "'Rug' is not seen."


def board(card_x: float, heading_y: float = 40) -> Snapshot:
    heads = [("To do", 40, heading_y), ("Doing", 340, heading_y), ("Done", 640, heading_y)]
    return page([*heads, ("Write the docs", card_x, 120), ("Doing well", 60, 600)])


def test_located() -> None:
    criterion = {"located": {"text": "Write the docs", "under": "Doing", "rather_than": ["To do", "Done"]}}
    assert value(criterion, EMPTY, board(356)) == "pass"
    finding = judge(criterion, EMPTY, board(56))
    assert finding.value == "fail"
    assert finding.reason.endswith("it stands under 'To do'.")
    assert value(criterion, EMPTY, board(356, heading_y=400)) == "fail"
    assert value(criterion, EMPTY, page([("Write the docs", 356, 120)])) == "fail"


def test_value_equals_in_a_field() -> None:
    field = node("textbox", "Destination city", Box(10, 10, 200, 30), value="Oslo")
    other = node("textbox", "Destination", Box(10, 60, 200, 30), value="Rome")
    after = page(nodes=(field, other))
    assert value({"value_equals": {"name": "destination city", "value": "oslo"}}, EMPTY, after) == "pass"
    finding = judge({"value_equals": {"name": "Destination", "value": "Oslo"}}, EMPTY, after)
    assert finding.reason == "'Destination' holds 'Rome', expected 'Oslo'."


def test_value_equals_of_an_unnamed_field_by_its_visible_label() -> None:
    nodes = (
        node("textbox", "", Box(120, 10, 200, 30), value="Oslo"),
        node("textbox", "", Box(120, 60, 200, 30), value="Rome"),
    )
    after = page([("From", 10, 16), ("To", 10, 66)], nodes=nodes)
    assert value({"value_equals": {"name": "To", "value": "Rome"}}, EMPTY, after) == "pass"
    assert value({"value_equals": {"name": "To", "value": "Oslo"}}, EMPTY, after) == "fail"


def test_a_field_is_found_by_its_placeholder_whatever_its_name() -> None:
    box, other = Box(10, 10, 200, 30), Box(10, 60, 200, 30)
    after = page(
        nodes=(
            node("searchbox", "Find products", box, value="lamp", aliases=("Search the shop…", "Products")),
            node("searchbox", "Find friends", other, value="Ann", aliases=("Search people",)),
        )
    )
    for name in ("Search the shop…", "search the shop...", "Products", "the shop", "Find products"):
        assert value({"value_equals": {"name": name, "value": "lamp"}}, EMPTY, after) == "pass", name
        assert value({"value_equals": {"name": name, "value": "Ann"}}, EMPTY, after) == "fail", name
    assert value({"focused": {"name": "Search people"}}, EMPTY, after) == "fail"


def test_what_a_control_is_named_goes_before_what_else_it_is_called() -> None:
    box, other = Box(10, 10, 200, 30), Box(10, 60, 200, 30)
    after = page(
        nodes=(
            node("textbox", "City", box, value="Oslo"),
            node("textbox", "Country", other, value="Norway", aliases=("City",)),
        )
    )
    assert value({"value_equals": {"name": "City", "value": "Oslo"}}, EMPTY, after) == "pass"
    assert value({"value_equals": {"name": "City", "value": "Norway"}}, EMPTY, after) == "fail"


def test_a_control_without_a_name_by_its_place_or_role() -> None:
    def todo(ticked: str, typed: str) -> Snapshot:
        nodes = [node("textbox", "", Box(300, 20, 200, 24), value=typed)]
        nodes += [
            node("checkbox", f"tick {i}", Box(20, 100 + 60 * i, 18, 18), checked=name == ticked)
            for i, name in enumerate(("Milk", "Bread"))
        ]
        texts = [("Milk", 60, 100), ("Bread", 60, 160), ("New", 240, 22)]
        return page([*texts, (typed, 304, 22)] if typed else texts, nodes=tuple(nodes))

    before, after = todo("", ""), todo("Bread", "Eggs")
    ticked = {"near": "Bread", "role": "checkbox", "checked": True}
    assert value({"state": ticked}, before, after) == "pass"
    assert value({"state": {**ticked, "near": "Milk"}}, before, after) == "fail"
    assert value({"state": {"near": "Bread", "checked": True}}, before, after) == "pass"
    assert value({"value_equals": {"role": "textbox", "value": "Eggs"}}, before, after) == "pass"
    assert value({"value_equals": {"near": "New", "value": "Eggs"}}, before, after) == "pass"
    finding = judge({"value_equals": {"near": "New", "role": "textbox", "value": "Milk"}}, before, after)
    assert finding.reason == "the textbox near 'New' holds 'Eggs', expected 'Milk'."
    bare = page([("New", 240, 22), ("Eggs", 304, 22)])
    assert value({"value_equals": {"near": "New", "value": "Eggs"}}, before, bare) == "pass"
    assert value({"value_equals": {"near": "New", "value": "Egg"}}, before, bare) == "fail"


def test_value_equals_without_fields() -> None:
    for texts in (
        [("To", 10, 10), ("Oslo", 200, 10)],
        [("To", 10, 10), ("Oslo", 12, 34)],
        [("To: Oslo", 10, 10)],
    ):
        assert value({"value_equals": {"name": "To", "value": "Oslo"}}, EMPTY, page(texts)) == "pass"
        assert value({"value_equals": {"name": "To", "value": "Os"}}, EMPTY, page(texts)) == "fail"
    placeholder, typed = page([("Search cards", 10, 10)]), page([("ferry", 10, 10)])
    assert value({"value_equals": {"name": "Search cards", "value": "ferry"}}, placeholder, typed) == "pass"


def test_state() -> None:
    box = Box(10, 10, 20, 20)
    on = page(nodes=(node("checkbox", "Nonstop only", box, checked=True),))
    off = page(nodes=(node("checkbox", "Nonstop only", box),))
    assert value({"state": {"name": "Nonstop only", "checked": True}}, off, on) == "pass"
    assert value({"state": {"name": "Nonstop only", "checked": False}}, on, off) == "pass"
    assert value({"state": {"name": "Nonstop only", "checked": True}}, on, off) == "fail"
    assert value({"state": {"name": "Refundable", "checked": True}}, off, on) == "fail"
    button = page(nodes=(node("button", "Nonstop only", box),))
    finding = judge({"state": {"name": "Nonstop only", "checked": True}}, button, button)
    assert finding.value == "fail"
    assert finding.reason == "'Nonstop only' (button) has no state checked, expected checked."


def test_state_of_another_implementation() -> None:
    box = Box(10, 10, 60, 20)
    pressed = page(nodes=(node("button", "Dark theme", box, pressed=True),))
    assert value({"state": {"name": "Dark theme", "checked": True}}, pressed, pressed) == "pass"
    opened = page(nodes=(node("button", "Menu", box, expanded=True),))
    closed = page(nodes=(node("button", "Menu", box),))
    assert value({"state": {"name": "Menu", "expanded": False}}, opened, closed) == "pass"
    assert value({"state": {"name": "Menu", "expanded": False}}, closed, closed) == "fail"


def test_state_of_a_control_with_another_name_by_what_stands_beside_it() -> None:
    """Every row's check box is named "Arrived"; a person knows it by the guest."""

    def guests(here: dict[str, bool]) -> Snapshot:
        nodes = [node("list", box=Box(40, 80, 600, 200))]
        for y, (_, arrived) in zip((90.0, 140.0), here.items(), strict=True):
            row = len(nodes)
            nodes += [
                node("listitem", box=Box(40, y, 600, 40), parent=0),
                node("checkbox", "Arrived", Box(50, y + 10, 20, 20), parent=row, checked=arrived),
                node("button", "Remove guest", Box(600, y + 10, 20, 20), parent=row),
            ]
        texts = [(name, 90.0, y + 10) for y, name in zip((90.0, 140.0), here, strict=True)]
        return page(texts, nodes=tuple(nodes))

    after = guests({"Ada": False, "Ben": True})
    for name, wanted in (("Ada", "fail"), ("Ben", "pass"), ("Cleo", "fail")):
        assert value({"state": {"name": name, "role": "checkbox", "checked": True}}, EMPTY, after) == wanted
    # Without a role the bin might be meant as well.
    assert "is seen" in judge({"state": {"name": "Ben", "checked": True}}, EMPTY, after).reason
    assert value({"count": {"role": "checkbox", "name": "Arrived", "equals": 2}}, EMPTY, after) == "pass"


def test_state_of_an_unnamed_control_is_that_of_its_row() -> None:
    def todo(ticked: str) -> Snapshot:
        names = ("Milk", "Bread")
        nodes = [
            node("checkbox", "", Box(20, 100 + 50 * i, 18, 18), checked=name == ticked)
            for i, name in enumerate(names)
        ]
        return page([(name, 60, 100 + 50 * i) for i, name in enumerate(names)], nodes=tuple(nodes))

    criterion = {"state": {"name": "Bread", "checked": True}}
    assert value(criterion, todo(""), todo("Bread")) == "pass"
    assert value(criterion, todo(""), todo("Milk")) == "fail"


def test_focused() -> None:
    nodes = (node("textbox", "From", Box(1, 1, 9, 9)), node("textbox", "To", Box(1, 20, 9, 9), focused=True))
    assert value({"focused": {"name": "To", "role": "textbox"}}, EMPTY, page(nodes=nodes)) == "pass"
    assert value({"focused": {}}, EMPTY, page(nodes=nodes)) == "pass"
    assert value({"focused": {"name": "From"}}, EMPTY, page(nodes=nodes)) == "fail"
    assert value({"focused": {}}, EMPTY, EMPTY) == "fail"


def paint(folder: Path, name: str, *patches: tuple[Box, tuple[int, int, int]]) -> str:
    pixels = np.full((VIEWPORT[1], VIEWPORT[0], 3), 255, np.uint8)
    for box, colour in patches:
        pixels[int(box.y) : int(box.bottom), int(box.x) : int(box.right)] = colour
    Image.fromarray(pixels).save(folder / f"{name}.png")
    return name


def test_pixels_of_a_region(tmp_path: Path) -> None:
    before = page(picture=paint(tmp_path, "a"))
    after = page(picture=paint(tmp_path, "b", (Box(0, 0, 64, 72), (0, 0, 0))))
    faint = page(picture=paint(tmp_path, "c", (Box(0, 0, 640, 720), (245, 245, 245))))
    half = {"region_changes": {"at": [0, 0, 0.1, 0.1], "at_least": 0.5}}
    assert value(half, before, after, pictures=tmp_path) == "pass"
    assert (
        value(
            {"region_changes": {"at": [0, 0, 0.1, 0.1], "at_least": 0.51}}, before, after, pictures=tmp_path
        )
        == "fail"
    )
    assert value({"unchanged": {"at": [0, 0, 0.1, 0.1]}}, before, after, pictures=tmp_path) == "fail"
    assert value({"unchanged": {"at": [0.5, 0, 0.1, 0.1]}}, before, after, pictures=tmp_path) == "pass"
    assert value(half, before, faint, pictures=tmp_path) == "fail"


def test_pixels_around_a_text(tmp_path: Path) -> None:
    texts, nodes = rows("Milk", "Bread")
    ticked = paint(tmp_path, "ticked", (Box(44, 100, 30, 18), (0, 90, 0)))
    before, after = (
        page(texts, nodes=nodes, picture=paint(tmp_path, "plain")),
        page(texts, nodes=nodes, picture=ticked),
    )
    assert value({"region_changes": {"near": "Milk"}}, before, after, pictures=tmp_path) == "pass"
    assert value({"region_changes": {"near": "Bread"}}, before, after, pictures=tmp_path) == "fail"
    assert value({"unchanged": {"near": "Bread"}}, before, after, pictures=tmp_path) == "pass"
    assert value({"unchanged": {"near": "Milk"}}, before, after, pictures=tmp_path) == "fail"
    assert (
        judge({"region_changes": {"near": "Eggs"}}, before, after, pictures=tmp_path).reason
        == "'Eggs' is not seen."
    )


def test_what_only_moved_did_not_change(tmp_path: Path) -> None:
    mark = (20, 30, 90)
    before = page([("Milk", 60, 100)], picture=paint(tmp_path, "up", (Box(60, 100, 32, 18), mark)))
    after = page([("Milk", 60, 160)], picture=paint(tmp_path, "down", (Box(60, 160, 32, 18), mark)))
    assert value({"unchanged": {"near": "Milk"}}, before, after, pictures=tmp_path) == "pass"


def test_a_missing_picture_is_our_fault(tmp_path: Path) -> None:
    finding = judge({"unchanged": {"at": [0, 0, 1, 1]}}, EMPTY, EMPTY, pictures=tmp_path)
    assert finding.value == "unknown"
    assert "FileNotFoundError" in finding.reason


def test_unchanged_text() -> None:
    one, two = page([("Milk", 10, 10)]), page([("Milk", 10, 10), ("Milk", 10, 90)])
    assert value({"unchanged": {"text": "Milk"}}, one, one) == "pass"
    assert value({"unchanged": {"text": "Milk"}}, one, two) == "fail"


def test_scrolled() -> None:
    def at(x: float, y: float, inner: float) -> Snapshot:
        whole, box = Box(0, 0, 1280, 720), Box(100, 100, 400, 400)
        page_scroller = Scroller(box=whole, x=x, y=y, max_x=0, max_y=2000)
        return page(scrollers=(page_scroller, Scroller(box=box, x=0, y=inner, max_x=0, max_y=900)))

    assert value({"scrolled": {"direction": "down", "at_least": 200}}, at(0, 0, 0), at(0, 200, 0)) == "pass"
    assert value({"scrolled": {"direction": "down", "at_least": 201}}, at(0, 0, 0), at(0, 200, 0)) == "fail"
    assert value({"scrolled": {"direction": "up"}}, at(0, 0, 0), at(0, 200, 0)) == "fail"
    assert value({"scrolled": {"direction": "up"}}, at(0, 0, 300), at(0, 0, 100)) == "pass"
    assert value({"scrolled": {}}, at(0, 5, 5), at(0, 5, 5)) == "fail"


def test_url_media_errors() -> None:
    there = page(url="http://candidate.test/index.html?q=1#done")
    assert value({"url_matches": "#done$"}, EMPTY, there) == "pass"
    assert value({"url_matches": "candidate"}, EMPTY, there) == "fail"
    playing, paused = (
        page(media=(Media(kind="video", playing=on, time=1.0, box=Box(0, 0, 9, 9)),)) for on in (True, False)
    )
    assert value({"media_playing": True}, paused, playing) == "pass"
    assert value({"media_playing": True}, playing, paused) == "fail"
    assert value({"media_playing": False}, playing, paused) == "pass"
    assert value({"no_errors": True}, EMPTY, EMPTY, events=(Event(kind="dialog", text="hi"),)) == "pass"
    finding = judge(
        {"no_errors": True}, EMPTY, EMPTY, events=(Event(kind="page_error", text="x is not defined"),)
    )
    assert (finding.value, finding.reason) == ("fail", "script error 'x is not defined'.")
