"""What is on a page that an action could be aimed at, from hand-made snapshots."""

from agents.operator.things import Thing, lines, only_words, painted_things, plain, things
from hypothesis import given
from hypothesis import strategies as st

from tasks.evidence import Node, Snapshot, Word
from tasks.geometry import Box


def snapshot(*nodes: Node, words: tuple[Word, ...] = ()) -> Snapshot:
    return Snapshot(picture="", url="/", nodes=nodes, words=words)


def line(number: int, text: str, x: float, y: float) -> tuple[Word, ...]:
    """Words of 40 by 20 pixels, 5 apart."""
    return tuple(
        Word(text=w, box=Box(x + 45 * i, y, 40, 20), line=number) for i, w in enumerate(text.split())
    )


def only(found: list[Thing], role: str) -> Thing:
    [thing] = [one for one in found if one.role == role]
    return thing


def test_plain_sets_aside_what_a_reader_does_not_see() -> None:
    assert plain("  It’s\u00a0“Ready” – now ") == 'it\'s "ready" - now'
    assert plain("−5 ‐ ‑") == "-5 - -"
    assert only_words("€89 · Add_to-Cart!") == "89 add to cart"


@given(st.text(max_size=40))
def test_plain_is_the_same_done_twice(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain(f"  {text}\n") == plain(text)
    assert only_words(plain(text)) == only_words(text)


def test_lines_join_the_words_of_one_number() -> None:
    words = line(1, "Add to cart", 10, 20) + line(2, "Remove", 10, 60)
    assert lines(words) == [("Add to cart", Box(10, 20, 130, 20)), ("Remove", Box(10, 60, 40, 20))]


def test_labels_are_the_name_and_then_the_text_in_the_trees_order() -> None:
    nodes = (
        Node(role="generic", box=Box(0, 0, 300, 300)),
        Node(role="listitem", box=Box(0, 0, 300, 80), parent=0, text="Dune"),
        Node(role="img", name="A lamp", box=Box(0, 0, 20, 20), parent=1),
        Node(role="button", name="Buy Dune", box=Box(0, 40, 60, 20), parent=1, text="Buy"),
    )
    found = things(snapshot(*nodes))
    assert only(found, "button").labels == ("Buy Dune", "Buy")
    item = only(found, "listitem")
    assert item.labels == ("Dune A lamp Buy",)
    assert item.text == "Dune Buy"  # what can be read; the picture's name is not written there


def test_a_field_is_not_called_what_it_holds() -> None:
    box = Box(100, 100, 200, 30)
    found = things(snapshot(Node(role="textbox", box=box, value="Oslo"), words=line(1, "Oslo", 110, 105)))
    field = only(found, "textbox")
    assert field.labels == ()
    assert field.captions == ()


def test_captions_stand_above_or_to_the_left_nearest_first() -> None:
    words = line(1, "Coupon", 100, 70) + line(2, "Shipping", 20, 105) + line(3, "right", 310, 105)
    words += line(4, "below", 100, 140) + line(5, "headline", 100, 20)
    field = only(things(snapshot(Node(role="textbox", box=Box(100, 100, 200, 30)), words=words)), "textbox")
    assert field.captions == ("Coupon", "Shipping")


def test_a_check_box_is_called_what_stands_to_its_right() -> None:
    nodes = [Node(role="checkbox", box=Box(x, 100, 16, 16)) for x in (100, 170)]
    words = line(1, "Milk", 120, 98) + line(2, "Eggs", 190, 98)
    found = things(snapshot(*nodes, words=words))
    assert [one.captions for one in found if one.role == "checkbox"] == [("Milk",), ("Eggs",)]
    left = things(snapshot(nodes[0], words=line(1, "Dark", 50, 98)))
    assert only(left, "checkbox").captions == ("Dark",)


def test_what_has_no_size_or_says_nothing_is_left_out() -> None:
    nodes = (
        Node(role="button", name="No place"),
        Node(role="button", name="Tiny", box=Box(0, 0, 1, 1)),
        Node(role="generic", box=Box(0, 0, 9, 9)),
        Node(role="generic", box=Box(0, 0, 9, 9), pointer=True),
        Node(role="button", box=Box(0, 0, 9, 9)),
    )
    assert [thing.node for thing in things(snapshot(*nodes))] == [3, 4]


def test_a_wrapper_stands_where_its_words_are() -> None:
    words = line(1, "Quick view", 120, 150) + line(2, "Quick view", 600, 150)
    nodes = (
        Node(role="generic", text="Quick view", box=Box(0, 0, 300, 200), pointer=True),
        Node(role="button", name="Quick view", box=Box(500, 0, 300, 200)),
        Node(role="generic", text="Quick view and more", box=Box(0, 0, 300, 300)),
    )
    found = things(snapshot(*nodes, words=words))
    assert [thing.box for thing in found] == [Box(120, 150, 85, 20), nodes[1].box, nodes[2].box]


def test_lines_that_the_tree_leaves_out_are_things_too() -> None:
    words = line(1, "Save", 10, 10) + line(2, "Save", 300, 10) + line(3, "Hidden", 10, 90)
    found = things(snapshot(Node(role="button", name="Save", box=Box(0, 0, 80, 40)), words=words))
    assert [(thing.role, thing.labels, thing.box.x) for thing in found[1:]] == [
        ("text", ("Save",), 300),  # another one, elsewhere
        ("text", ("Hidden",), 10),
    ]


def test_painted_things_are_words_and_lines_of_painted_regions() -> None:
    words = line(1, "Row 1", 10, 10) + line(2, "Exit", 10, 400)
    found = painted_things(words, [Box(0, 0, 200, 200)])
    assert [thing.labels[0] for thing in found] == ["Row", "1", "Row 1"]


PARTS = st.tuples(st.sampled_from(["generic", "button", "text"]), st.text(max_size=4))


@given(st.lists(PARTS, max_size=12), st.data())
def test_any_tree_can_be_read(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    nodes = tuple(
        Node(
            role=role,
            text=text,
            box=Box(index, index, 9, 9),
            parent=data.draw(st.integers(0, index - 1)) if index else None,
        )
        for index, (role, text) in enumerate(parts)
    )
    found = things(snapshot(*nodes))
    assert [thing.node for thing in found] == sorted(thing.node or 0 for thing in found)
    assert all(label for thing in found for label in thing.labels)
    if found and found[0].node == 0:  # the root holds all that is said
        assert found[0].text == " ".join(found[0].text.split(" "))
        assert all(text in found[0].text for _, text in parts)
