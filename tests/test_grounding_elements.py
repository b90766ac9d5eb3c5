"""What is on a page that an action could be aimed at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.elements import elements, lines, painted_elements
from tasks.evidence import Node, Snapshot
from tasks.geometry import Box
from tests.snapshots import Piece, at, button, entry, icon, line, page, piece, said, snapshot


def test_lines_join_the_words_of_one_number() -> None:
    words = line(1, "Add to cart", Box(10, 20, 0, 16)) + line(2, "Remove", Box(10, 60, 0, 16))
    assert lines(words) == [("Add to cart", Box(10, 20, 88, 16)), ("Remove", Box(10, 60, 48, 16))]


def test_names_are_the_accessible_name_the_aliases_and_the_text() -> None:
    on = page(
        piece("button", (0, 0, 80, 24), name="Buy Dune", aliases=("Shop",), text="Buy", ref="buy"),
        piece("listitem", (0, 100, 300, 80), icon(0, 100, "A lamp", role="img"), text="Dune", ref="item"),
        button("Save", 0, 200, ref="save"),
    )
    assert at(on, "buy").names == ("Buy Dune", "Shop", "Buy")
    assert at(on, "item").names == ("Dune",)  # a picture's name is not written there
    assert at(on, "save").names == ("Save",)


def test_a_field_is_not_called_what_it_holds() -> None:
    field = at(page(entry(100, 100, value="Oslo", ref="field")), "field")
    assert (field.names, field.captions, field.value) == ((), (), "Oslo")


def test_a_text_in_a_button_has_the_buttons_role_and_state() -> None:
    on = page(piece("button", (0, 0, 80, 24), said("Save", 0, 0, ref="text"), disabled=True, ref="button"))
    text = at(on, "text")
    assert (text.role, text.clickable, text.disabled) == ("button", True, True)
    assert text.owner == at(on, "button").node
    loose = at(page(said("Save", 0, 0, ref="text")), "text")
    assert (loose.role, loose.clickable, loose.owner) == ("generic", False, None)


def test_how_many_controls_and_fields_lie_in_it() -> None:
    on = page(piece("form", (0, 0, 400, 400), button("Go", 0, 0), entry(0, 100), icon(0, 200), ref="form"))
    assert (at(on, "form").holds, at(on, "form").inputs) == (3, 1)


def test_what_has_no_size_is_left_out() -> None:
    on = page(piece("button", (0, 0, 1, 1), name="Tiny"), icon(9, 9, "Seen"))
    bare = Snapshot(picture="", url="/", nodes=(Node(role="option", name="Closed"),))
    assert [one.names for one in elements(on.snapshot)] == [(), ("Seen",)]
    assert elements(bare) == []


def test_lines_that_the_tree_leaves_out_are_there_too() -> None:
    loose = [("Save", 300.0, 4.0), ("Hidden", 10.0, 90.0)]
    found = elements(snapshot(button("Save", 0, 0), button("Cancel", 0, 200), loose=loose))
    assert [(one.role, one.names, one.box.x) for one in found if one.node is None] == [
        ("text", ("Save",), 300),  # another one, elsewhere
        ("text", ("Hidden",), 10),
    ]


def test_painted_elements_are_words_and_lines_of_painted_regions() -> None:
    words = line(1, "Row 1", Box(10, 10, 0, 16)) + line(2, "Exit", Box(10, 400, 0, 16))
    assert [one.names[0] for one in painted_elements(words, [Box(0, 0, 200, 200)])] == ["Row", "1", "Row 1"]


FIELD = entry(100, 100, ref="field")


@pytest.mark.parametrize(
    ("around", "captions"),
    [
        ([said("Coupon", 100, 76)], ("Coupon",)),  # above
        ([said("Coupon", 20, 102)], ("Coupon",)),  # to the left
        ([said("Coupon", 100, 76), said("Shipping", 20, 102)], ("Coupon", "Shipping")),  # nearest first
        ([said("Right", 310, 102)], ()),
        ([said("Below", 100, 130)], ()),
        ([said("Headline", 100, 10)], ()),  # too far away
        ([said("Coupon", 100, 76), entry(100, 48)], ("Coupon",)),  # the field that follows a text has it
    ],
)
def test_captions_stand_above_or_to_the_left(around: list[Piece], captions: tuple[str, ...]) -> None:
    other = said("End", 900, 700), entry(700, 700)  # else the whole page is a wrapper around one field
    assert set(at(page(*around, FIELD, *other), "field").captions) == set(captions)
    if captions:
        assert at(page(*around, FIELD, *other), "field").captions[0] == captions[0]


def test_a_wrapper_of_one_field_and_a_text_says_its_caption_at_any_distance() -> None:
    wrapped = piece("generic", (100, 0, 400, 124), said("Coupon", 100, 0), FIELD)
    assert at(page(wrapped, entry(100, 300)), "field").captions == ("Coupon",)
    both = piece("generic", (100, 0, 400, 400), said("Coupon", 100, 0), FIELD, entry(100, 300))
    assert at(page(both), "field").captions == ()


def test_an_example_in_a_field_stands_after_its_caption() -> None:
    inside = piece("generic", (100, 100, 200, 24), said("Search", 104, 102), FIELD)
    wrapped = piece("generic", (100, 76, 400, 50), said("Glaze", 100, 76), inside)
    assert at(page(wrapped, entry(100, 300)), "field").captions == ("Glaze", "Search")
    assert at(page(inside, entry(100, 300)), "field").captions == ("Search",)


def test_an_entry_that_was_chosen_stands_after_its_fields_caption() -> None:
    chip = piece("generic", (20, 100, 70, 24), said("Sponge", 20, 102), icon(66, 100, pointer=True))
    wrapped = piece(
        "generic", (20, 60, 400, 64), said("Tools", 20, 60), piece("generic", (20, 100, 300, 24), chip, FIELD)
    )
    assert at(page(wrapped, entry(100, 300)), "field").captions == ("Tools", "Sponge")


def test_the_caption_in_a_row_is_the_fields_in_that_row() -> None:
    on = page(
        said("Name", 20, 102), entry(100, 100, ref="name"), said("Town", 20, 132), entry(100, 130, ref="town")
    )
    assert at(on, "name").captions == ("Name",)
    assert at(on, "town").captions == ("Town",)


def test_what_another_field_holds_is_no_caption() -> None:
    on = page(entry(20, 100, value="Oslo", w=80, ref="town"), entry(120, 100, ref="street"))
    assert at(on, "street").captions == ()


def test_what_a_list_offers_is_not_its_name() -> None:
    option = piece("option", (0, 0, 100, 20), text="Oslo")
    assert at(page(piece("listbox", (0, 0, 100, 60), option, ref="list")), "list").names == ()


def test_a_check_box_is_called_what_stands_to_its_right() -> None:
    def box(y: float, ref: str) -> Piece:
        return piece("checkbox", (100, y, 16, 16), ref=ref)

    on = page(box(100, "milk"), said("Milk", 120, 98), box(130, "eggs"), said("Eggs", 120, 128))
    assert [at(on, ref).captions for ref in ("milk", "eggs")] == [("Milk",), ("Eggs",)]
    left = page(said("Dark", 50, 98), box(100, "dark"), entry(700, 700))
    assert at(left, "dark").captions == ("Dark",)


def test_what_stands_beside_an_icon_is_not_its_name() -> None:
    on = page(said("Dune", 20, 102), icon(100, 100, ref="bin"), entry(700, 700))
    assert at(on, "bin").captions == ()


def test_a_file_button_lies_in_what_takes_a_file() -> None:
    zone = piece(
        "generic",
        (0, 0, 300, 200),
        said("Drop here", 9, 9, ref="text"),
        button("Browse", 9, 99, ref="browse"),
        files=True,
        ref="zone",
    )
    on = page(zone, button("Save", 500, 0, ref="save"))
    assert at(on, "zone").files
    assert at(on, "browse").files
    assert not at(on, "text").files
    assert not at(on, "save").files


PARTS = st.tuples(
    st.sampled_from(["generic", "button", "textbox"]), st.sampled_from(["", "a", "Save", "ü x"])
)


@given(st.lists(PARTS, min_size=1, max_size=12), st.data())
def test_any_tree_can_be_read(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    tree = tuple(
        Node(
            role="main" if not number else role,
            text=text,
            box=Box(number, number, 9, 9),
            parent=data.draw(st.integers(0, number - 1)) if number else None,
        )
        for number, (role, text) in enumerate(parts)
    )
    found = elements(Snapshot(picture="", url="/", nodes=tree))
    assert [one.node for one in found] == list(range(len(tree)))
    assert all(name for one in found for name in one.names)
    assert all(text in found[0].text for _, text in parts)  # the root holds all that is said
