"""Which element is meant: by its name, else by what kind of thing it is and what it stands with."""

import pytest

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.ranked import Hint, Page
from tasks.geometry import Box
from tasks.recording import SeenTarget
from tests.snapshots import Piece, aim, at, button, chosen, entry, find, icon, page, piece, said


def pressed(*names: str) -> list[Piece]:
    """Buttons below each other whose `ref` is their name; each is told from the others by nothing else."""
    return [button(name, 100, 100 + 40 * i, ref=name) for i, name in enumerate(names)]


def choice(on: Page, description: str = "the target", use: Use = Use.POINT, **more: object) -> str | None:
    return chosen(on, find(on, aim(description, **more), use))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "right", "wrong"),
    [
        ("Increase indent", "Increase indent", "Decrease indent"),
        ("View", "View", "Review"),
        ("All", "All", "Show all"),
        ("x²", "x²", "x₂"),
        ("A↑", "A↑", "A↓"),
        ("App.js", "App.js", "App.js ×"),
        ("App.js ×", "App.js ×", "App.js"),
        ("Save", "Save", "Save as"),
        ("Save", "save", "Saved"),
        ("Task 1", "Task 1", "Task 10"),
        ("Item 12", "Item 12!", "Item 13"),
        ("+", "+", "−"),
        ("Don’t send", "Don't send", "Send"),
        ("Inbox", "Inbox (12)", "Inbox settings"),
        ("Continue", "Continue", "Continue without saving any of it"),
        ("Mark as read", "Mark as read", "Mark as unread"),
    ],
)
def test_the_name_decides(wanted: str, right: str, wrong: str) -> None:
    for names in ((right, wrong), (wrong, right)):
        assert choice(page(*pressed(*names)), name=wanted, role="button") == right
    # Where what is called so is gone, the other is not taken for it.
    alone = page(*pressed(wrong, "Help"))
    assert choice(alone, name=wanted, role="button") is None
    assert choice(alone, f'the "{wanted}" button') is None


@pytest.mark.parametrize("shown", ["Tools, 2 selected", "Tools Total items selected: 1", "Tools"])
def test_a_list_may_say_what_it_holds_after_its_name(shown: str) -> None:
    on = page(button(shown, 100, 100, 300, role="combobox", ref="tools"), *pressed("Tool box"))
    assert choice(on, use=Use.SELECT, name="Tools", role="combobox") == "tools"
    other = page(button(f"Other {shown}", 100, 100, 300, role="combobox", ref="other"))
    assert choice(other, use=Use.SELECT, name="Tools", role="combobox") is None


def test_of_an_arrow_only_the_direction_may_be_written() -> None:
    on = page(*pressed("Previous", "1", "2", "Next"))
    assert choice(on, "the arrow to the next page", name="Next page", role="button") == "Next"
    assert (
        choice(page(*pressed("Previous", "1", "2")), "the arrow to the next page", name="Next page") is None
    )
    assert choice(on, "the button", name="Next page", role="button") is None


def test_a_field_said_by_its_description_is_no_box_around_one_that_is_gone() -> None:
    frame = piece("generic", (100, 100, 300, 40), said("Full name", 110, 110), pointer=True, ref="frame")
    assert choice(page(frame), 'the "Full name" field', Use.TYPE) is None
    covered = piece(
        "generic", (100, 100, 300, 40), entry(110, 110, obscured=True), text="Full name", pointer=True
    )
    assert choice(page(covered), 'the "Full name" field', Use.TYPE) is None


def test_a_quoted_name_in_the_description_is_the_name() -> None:
    on = page(*pressed("Search hotels", "Search flights"))
    assert choice(on, 'the "Search flights" button') == "Search flights"


def test_the_role_tells_a_control_from_a_text() -> None:
    heading = piece("heading", (100, 20, 200, 40), text="Search", name="Search", ref="heading")
    on = page(heading, button("Search", 100, 200, ref="button"))
    assert choice(on, name="Search", role="button") == "button"
    assert choice(on, name="Search") == "button"
    assert choice(on, name="Search", role="heading") == "heading"


def test_a_caption_is_not_the_field() -> None:
    on = page(
        said("Sort by", 100, 100, ref="words"),
        button("Newest", 200, 98, role="combobox", ref="field"),
        *pressed("Save", "Help", "Print"),
    )
    assert choice(on, use=Use.SELECT, name="Sort by", role="combobox") == "field"
    assert choice(on, name="Sort by") == "words"  # nothing is to be chosen: the words themselves are meant


def test_fields_by_the_texts_beside_them() -> None:
    names = ["First name", "Town", "Street"]
    on = page(
        *(said(name, 100, 100 + 60 * i) for i, name in enumerate(names)),
        *(entry(100, 124 + 60 * i, ref=name) for i, name in enumerate(names)),
    )
    for name in names:
        found = find(on, aim(name=name, role="textbox"), Use.TYPE)
        assert chosen(on, found) == name
        assert found.basis == "caption"


def test_nothing_is_typed_into_what_is_called_so_but_is_no_field() -> None:
    on = page(piece("checkbox", (100, 100, 16, 16), name="Email", ref="box"), said("Email", 130, 98))
    assert find(on, aim(name="Email", role="textbox"), Use.TYPE).verdict == "absent"


def test_what_something_lies_upon_is_left_out() -> None:
    on = page(button("Save", 100, 100, obscured=True, ref="hidden"), *pressed("Cancel"))
    target = aim(name="Save", role="button")
    assert find(on, target).verdict == "absent"
    assert chosen(on, find(on, target, hidden=True)) == "hidden"


def test_what_is_in_view_goes_before_what_is_not() -> None:
    out = button("Buy", 100, 2000, ref="out")
    assert choice(page(out, button("Buy", 100, 400, ref="in")), name="Buy") == "in"
    assert choice(page(out), name="Buy") == "out"


def test_a_name_that_fits_in_part_is_not_enough() -> None:
    on = page(*pressed("Search"))
    found = find(on, aim(name="Search flights", role="button"))
    assert found.verdict == "ambiguous"
    assert "in part" in found.reason


def test_a_name_that_fits_in_part_is_enough_where_the_recording_knows_the_thing() -> None:
    before = page(*pressed("Search flights", "Help"))
    saw = before.surroundings.seen(at(before, "Search flights"), 0)
    after = page(*pressed("Search", "Help"))
    found = find(after, aim(name="Search flights", role="button"), hint=Hint(saw))
    assert chosen(after, found) == "Search"
    assert found.basis == "part"


def test_a_name_that_fits_in_part_is_not_believed_of_what_is_unknown() -> None:
    saw = SeenTarget(box=Box(800, 700, 80, 24), scene=0, role="button", heading="Trip", row=("Oslo",))
    found = find(page(*pressed("Search")), aim(name="Search flights", role="button"), hint=Hint(saw))
    assert found.verdict == "ambiguous"


def test_what_was_another_thing_in_the_recording_is_not_taken() -> None:
    before = page(*pressed("Save", "Save as"))
    saw = before.surroundings.seen(at(before, "Save"), 0)
    assert (
        find(page(*pressed("Save as")), aim(name="Save", role="button"), hint=Hint(saw)).verdict == "absent"
    )


def test_a_sure_choice_says_what_settled_it_and_an_unsure_one_why() -> None:
    found = find(page(*pressed("Save", "Cancel")), aim(name="Save"))
    assert (found.verdict, found.basis, found.reason) == ("sure", "name", "")
    twins = find(page(*pressed("Save"), button("Save", 500, 100)), aim(name="Save"))
    assert twins.verdict == "ambiguous"
    assert twins.basis is None
    assert "2 alike" in twins.reason
    assert find(page(*pressed("Help")), aim(name="Save")).ranked == ()


# Without a name.


@pytest.mark.parametrize(
    ("description", "use", "ref"),
    [
        ("the cross", Use.POINT, "cross"),
        ("the plus button", Use.POINT, "plus"),
        ("the button", Use.POINT, None),  # several
        ("the search field", Use.TYPE, "field"),
        ("the field", Use.TYPE, None),  # two
    ],
)
def test_the_kind_of_thing_decides(description: str, use: Use, ref: str | None) -> None:
    on = page(
        button("×", 700, 20, 24, ref="cross"),
        button("+", 740, 20, 24, ref="plus"),
        icon(780, 20, "Search", ref="lens"),
        entry(100, 20, "Search", ref="field"),
        entry(100, 100, "Name", ref="other"),
        button("Save", 100, 300, ref="save"),
    )
    assert choice(on, description, use) == ref


@pytest.mark.parametrize(
    ("description", "ref"), [("the magnifier", "lens"), ("the bell", "bell"), ("the gear", None)]
)
def test_a_drawing_may_be_called_what_it_stands_for(description: str, ref: str | None) -> None:
    on = page(icon(700, 20, "Search", ref="lens"), icon(740, 20, "Notifications", ref="bell"))
    assert choice(on, description) == ref


def test_what_is_called_something_else_is_drawn_so() -> None:
    on = page(icon(700, 20, "Search", ref="lens"))
    assert find(on, aim("the gear")).verdict == "absent"


def test_a_description_that_says_no_kind_is_not_enough() -> None:
    on = page(button("Save", 100, 100, ref="save"))
    assert find(on, aim("the thing")).verdict == "ambiguous"
    assert choice(on, "the button") == "save"


def test_a_heart_is_not_a_bin_because_the_bin_is_left() -> None:
    likeness = {"bin": 0.9, "heart": 0.2}
    on = page(icon(700, 100, ref="bin"), icon=lambda box, upon: likeness)
    assert find(on, aim("the heart")).verdict == "absent"
    assert choice(on, "the bin") == "bin"
    assert choice(page(icon(700, 100, ref="bin")), "the bin") == "bin"  # nothing is known of the drawing


def test_a_pair_of_arrows_is_told_by_the_side() -> None:
    on = page(icon(100, 100, ref="back"), icon(140, 100, ref="on"))
    assert choice(on, "the arrow to the next page") == "on"
    assert choice(on, "the arrow to the previous page") == "back"
    drawn = page(button("›", 100, 100, 24, ref="on"), button("‹", 140, 100, 24, ref="back"))
    assert choice(drawn, "the arrow to the next page") == "on"
    assert choice(drawn, "the arrow to the previous page") == "back"


def test_a_place_decides_only_for_what_stands_there() -> None:
    on = page(icon(100, 100, ref="a"), icon(500, 100, ref="b"))
    assert choice(on, "the icon", at=(0.112, 0.14)) == "a"
    assert choice(on, "the icon", at=(0.512, 0.14)) == "b"
    assert find(on, aim("the icon", at=(0.3, 0.8))).verdict != "sure"


def test_the_recorded_name_finds_what_the_task_does_not_name() -> None:
    before = page(*pressed("Save", "Help"))
    saw = before.surroundings.seen(at(before, "Save"), 0)
    after = page(*pressed("Print", "Help", "Save"))
    found = find(after, aim("the green button"), hint=Hint(saw))
    assert chosen(after, found) == "Save"
    assert found.basis == "recording"


def test_what_nothing_is_called_may_be_drawn_where_it_was() -> None:
    saw = SeenTarget(box=Box(700, 20, 24, 24), scene=0, role="button", name="Notifications")
    target = aim("the bell", name="Notifications", role="button")
    drawn, other = {"bell": 0.9, "gear": 0.1}, {"bell": 0.1, "gear": 0.9}
    on = page(icon(702, 22, ref="bell"), icon=lambda box, upon: drawn)
    assert chosen(on, find(on, target, hint=Hint(saw))) == "bell"
    assert find(on, target).verdict == "absent"  # nothing says where it was
    assert find(page(icon(702, 22), icon=lambda box, upon: other), target, hint=Hint(saw)).verdict == "absent"
    named = page(icon(702, 22, "Settings"), icon=lambda box, upon: drawn)
    assert find(named, target, hint=Hint(saw)).verdict == "absent"


def test_what_is_covered_is_meant_before_its_neighbour() -> None:
    def row(name: str, y: float, *icons: Piece) -> Piece:
        return piece("row", (0, y, 400, 30), said(name, 10, y), *icons)

    def table(covered: bool) -> Page:
        rows = [row(n, 30 * i, icon(200, 30 * i, ref=n)) for i, n in enumerate(("Ada", "Ben", "Cy"))]
        other = icon(300, 30, role="textbox", ref="note", editable=True)
        field = piece("textbox", (240, 30, 40, 24), editable=True, obscured=covered, ref="count")
        rows[1] = row("Ben", 30, field, other)
        return page(piece("table", (0, 0, 400, 90), *rows))

    told = {"role": "textbox", "near": "Ben", "use": Use.TYPE}
    assert choice(table(True), "the field in the row", **told) is None  # type: ignore[arg-type]

    def places(covered: bool) -> Page:
        return page(icon(500, 400, ref="it", obscured=covered), icon(530, 400, ref="other"))

    assert choice(places(False), "the icon", at=(0.5235, 0.515)) == "it"
    assert choice(places(True), "the icon", at=(0.5235, 0.515)) is None


def test_what_is_covered_and_fits_better_is_meant_by_its_name() -> None:
    def layer(*others: Piece) -> Page:
        return page(said("Rain", 400, 300, pointer=True, ref="text"), *others)

    tick = piece("checkbox", (100, 100, 16, 16), name="Rain", obscured=True)
    assert choice(layer(), "the box to tick", name="Rain", role="checkbox") == "text"
    assert choice(layer(tick), "the box to tick", name="Rain", role="checkbox") is None
    # A native box lies hidden in its label, which is what is clicked.
    inside = piece("checkbox", (402, 302, 16, 16), name="Rain", obscured=True)
    assert choice(layer(inside), "the box to tick", name="Rain", role="checkbox") == "text"


def test_an_icon_is_as_near_to_its_place_as_it_is_large() -> None:
    bar = page(*(icon(100 + 30 * i, 100, ref=str(i)) for i in range(2)))
    assert choice(bar, "the icon", at=(0.112, 0.14)) == "0"
    small = page(piece("button", (100, 100, 24, 12), icon=True, ref="up"))
    assert choice(small, "the icon", at=(0.112, 0.135)) == "up"
    assert choice(small, "the icon", at=(0.112, 0.148)) is None  # where another of its kind may have stood


def test_a_box_with_a_caption_in_which_nothing_is_drawn_is_no_control() -> None:
    def field(blank: bool) -> Page:
        box = piece("generic", (100, 130, 300, 30), pointer=True, ref="it")
        group = piece("generic", (100, 100, 300, 60), said("Tools", 100, 100), box)
        return page(group, blank=lambda _: blank)

    told = {"name": "Tools", "role": "combobox", "use": Use.SELECT}
    assert choice(field(False), "the list", **told) == "it"  # type: ignore[arg-type]
    assert choice(field(True), "the list", **told) is None  # type: ignore[arg-type]


def test_a_text_in_a_link_is_no_second_thing_to_count_rows_by() -> None:
    def post(who: str, y: float) -> Piece:
        writer = button(who, 10, y, role="link", ref=who)
        return piece("listitem", (0, y, 400, 60), writer, said("says", 10, y + 30))

    quoted = said("Rowena", 10, 40)
    posts = [post(who, 80 * i) for i, who in enumerate(("Ada", "Ben", "Rowena"))]
    on = page(quoted, piece("list", (0, 0, 400, 240), *posts))
    assert choice(on, "the writer of the fourth post", name="Rowena", role="link") == "Rowena"
