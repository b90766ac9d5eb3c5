"""How well things fit a target, from hand-made snapshots; no browser."""

from pathlib import Path

import pytest
from agents.operator.picture import likeness
from agents.operator.ranking import Hint, Ranked, rank, rank_by_picture, rank_focused, runners_up
from agents.operator.things import Thing, things
from hypothesis import given
from hypothesis import strategies as st

from tasks.evidence import Node, Snapshot, Word
from tasks.geometry import Box
from tasks.task import Target

VIEWPORT = Box(0, 0, 1000, 800)
EMPTY = Snapshot(picture="", url="/")
NO_HINT = Hint()


def aim(name: str | None = None, description: str = "the target", **more: object) -> Target:
    return Target.model_validate({"description": description, "name": name, **more})


def control(label: str, x: float = 100, y: float = 100, role: str = "button", **more: object) -> Thing:
    return Thing(role=role, labels=(label,) if label else (), box=Box(x, y, 80, 24), **more)  # type: ignore[arg-type]


def best(target: Target, *found: Thing, hint: Hint = NO_HINT, field: bool = False) -> Ranked:
    return rank(target, found, EMPTY, VIEWPORT, hint, field=field)[0]


def page(*nodes: Node, said: tuple[tuple[str, Box], ...] = ()) -> Snapshot:
    words = tuple(Word(text=text, box=box, line=number) for number, (text, box) in enumerate(said))
    return Snapshot(picture="", url="/", nodes=nodes, words=words)


@pytest.mark.parametrize(
    ("wanted", "right", "wrong"),
    [
        ("Save", "Save", "Save as"),
        ("Save", "save", "Saved"),
        ("Cart", "Cart 3", "Add to cart"),
        ("Task 1", "Task 1", "Task 10"),
        ("Item 12", "Item 12!", "Item 13"),
        ("+", "+", "−"),
        ("Don’t send", "Don't send", "Send"),
        ("Delete", "Delte", "Select"),
        ("Continue", "Continue", "Continue without saving any of it"),
    ],
)
def test_labels(wanted: str, right: str, wrong: str) -> None:
    for found in [(control(right), control(wrong)), (control(wrong), control(right))]:
        assert best(aim(wanted), *found).thing.labels == (right,)


@pytest.mark.parametrize("label", ["Select", "Task 2", "Everything you put in your task 1 list", "", "Übung"])
def test_what_is_called_otherwise_is_not_taken(label: str) -> None:
    assert not best(aim("Task 1", role="button"), control(label)).sure


def test_a_quoted_name_in_the_description_is_the_name() -> None:
    target = aim(description='the "Search flights" button')
    assert best(target, control("Search hotels"), control("Search flights")).thing.labels == (
        "Search flights",
    )


def test_without_a_name_the_description_tells() -> None:
    target = aim(description="the email field in the form")
    chosen = best(target, control("Form", role="heading"), control("Email", role="textbox"), control("the"))
    assert chosen.thing.labels == ("Email",)
    assert chosen.sure
    assert not best(aim(description="the button of the list"), control("the"), control("Button")).sure


def test_the_role_tells_a_control_from_a_heading() -> None:
    found = control("Search", role="heading"), control("Search")
    assert best(aim("Search", role="button"), *found).thing.role == "button"
    assert best(aim("Search"), *found).thing.role == "button"
    assert best(aim("Search", role="heading"), *found).thing.role == "heading"


def test_a_caption_is_not_the_field() -> None:
    caption = control("Sort by", role="text")
    field = Thing("generic", (), Box(200, 100, 80, 24), captions=("Sort by",), clickable=True)
    assert best(aim("Sort by", role="combobox"), caption, field, field=True).thing is field
    # Where nothing is to be entered, the words themselves are meant.
    assert best(aim("Sort by"), caption, field).thing is caption


def test_ties_go_to_the_smaller_and_then_the_earlier() -> None:
    large = Thing("generic", ("Buy",), Box(0, 0, 300, 300))
    small, same = Thing("generic", ("Buy",), Box(0, 0, 30, 30)), Thing("generic", ("Buy",), Box(9, 9, 30, 30))
    assert [one.thing for one in rank(aim("Buy"), [large, small, same], EMPTY, VIEWPORT, NO_HINT)] == [
        small,
        same,
        large,
    ]


def test_what_can_be_seen_goes_before_what_is_covered() -> None:
    nodes = [Node(role="button", name="Delete", box=Box(x, 100, 80, 24)) for x in (100, 400)]
    snapshot = page(*nodes, said=(("Delete", Box(410, 104, 50, 16)), ("Sure?", Box(110, 104, 50, 16))))
    ranked = rank(aim("Delete"), things(snapshot), snapshot, VIEWPORT, NO_HINT)
    assert ranked[0].thing.box.x == 400
    assert ranked[1].sure  # it may be an icon so named


def test_what_is_in_view_goes_before_what_is_not() -> None:
    assert best(aim("Buy"), control("Buy", y=2000), control("Buy", y=400)).thing.box.y == 400
    assert best(aim("Buy"), control("Buy", y=2000)).sure


ROWS = [Box(100, 100 + 60 * i, 500, 50) for i in range(3)]


def row(index: int, title: str) -> tuple[Node, ...]:
    at = 1 + 3 * index
    y = ROWS[index].y
    return (
        Node(role="listitem", box=ROWS[index], parent=0),
        Node(role="generic", text=title, box=Box(100, y, 90, 20), parent=at),
        Node(role="button", name="Remove", box=Box(520, y, 60, 20), parent=at),
    )


def test_twins_by_the_group_that_holds_the_text_near() -> None:
    titles = ["Task 10", "Task 1", "Task 11"]
    nodes = [Node(role="list", box=Box(100, 100, 500, 200))]
    said: list[tuple[str, Box]] = []
    for index, title in enumerate(titles):
        nodes += row(index, title)
        said.append((title, Box(100, ROWS[index].y, 90, 20)))
    snapshot = page(*nodes, said=tuple(said))
    for index, title in enumerate(titles):
        # Even where the recording had another one in this place.
        hint = Hint(ROWS[(index + 1) % 3])
        ranked = rank(aim("Remove", near=title), things(snapshot), snapshot, VIEWPORT, hint)
        assert ranked[0].thing.box.y == ROWS[index].y
        assert dict(ranked[0].parts)["near"] > dict(ranked[1].parts)["near"] + 0.2


def test_twins_by_the_distance_where_no_group_tells() -> None:
    buttons = [Node(role="button", name="Buy", box=Box(x, 300, 80, 24), parent=0) for x in (100, 300, 500)]
    nodes = [Node(role="main", box=VIEWPORT), *buttons]
    snapshot = page(*nodes, said=(("Dune", Box(110, 200, 40, 20)), ("Fjord", Box(510, 200, 40, 20))))
    assert rank(aim("Buy", near="Fjord"), things(snapshot), snapshot, VIEWPORT, NO_HINT)[0].thing.box.x == 500


def test_near_a_text_that_is_not_seen_says_nothing() -> None:
    ranked = rank(aim("Buy", near="Moon"), [control("Buy")], EMPTY, VIEWPORT, NO_HINT)
    assert dict(ranked[0].parts) == {"label": 1.0, "role": 1.0}


def test_twins_by_position() -> None:
    twins = [control("Buy", x=x) for x in (100, 400, 700)]
    assert best(aim("Buy"), *twins, hint=Hint(Box(420, 90, 80, 24))).thing is twins[1]
    assert best(aim("Buy", at=(0.74, 0.14)), *twins, hint=Hint(Box(420, 90, 80, 24))).thing is twins[2]


LABELS = st.sampled_from(["Save", "save as", "Task 1", "Task 10", "", "+", "Remove the third", "Ünïcode"])
BOXES = st.builds(Box, *[st.integers(-200, 1200)] * 2, *[st.integers(1, 400)] * 2)
THINGS = st.builds(
    Thing,
    role=st.sampled_from(["button", "generic", "textbox", "text", "checkbox", "heading"]),
    labels=LABELS.map(lambda label: (label,) if label else ()),
    box=BOXES,
    captions=LABELS.map(lambda label: (label,) if label else ()),
    clickable=st.booleans(),
    focused=st.booleans(),
)
TARGETS = st.builds(
    aim,
    name=st.sampled_from(["Save", "Task 1", "+", None]),
    role=st.sampled_from(["button", "textbox", None]),
    near=st.sampled_from(["Task 10", None]),
    at=st.sampled_from([(0.1, 0.9), None]),
)
HINTS = st.builds(Hint, st.none() | BOXES)


@given(TARGETS, st.lists(THINGS, max_size=8), HINTS, st.booleans())
def test_scores_are_bounded_and_told_as_they_are(
    target: Target, found: list[Thing], hint: Hint, field: bool
) -> None:
    ranked = rank(target, found, EMPTY, VIEWPORT, hint, field=field)
    assert len(ranked) == len(found)
    assert [one.score for one in ranked] == pytest.approx(
        sorted((o.score for o in ranked), reverse=True), abs=1e-4
    )
    for one in ranked:
        assert one.score <= 1
        assert all(0 <= value <= 1 for _, value in one.parts)
        assert 0 <= one.candidate().score <= 1
        assert not one.sure or dict(one.parts)["label"] >= 0.6
    focused = rank_focused(target, found, VIEWPORT, hint)
    assert all(0 <= one.score <= 1 and one.thing.focused for one in focused)


@given(TARGETS, st.lists(THINGS, max_size=6, unique_by=lambda thing: thing.box.area), HINTS, st.randoms())
def test_the_order_of_things_of_different_sizes_does_not_matter(
    target: Target, found: list[Thing], hint: Hint, random: object
) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    ranked = rank(target, found, EMPTY, VIEWPORT, hint)
    assert ranked == rank(target, found, EMPTY, VIEWPORT, hint)
    assert ranked == rank(target, shuffled, EMPTY, VIEWPORT, hint)


def test_focused_field_where_the_target_was() -> None:
    field = Thing("textbox", (), Box(100, 100, 80, 24), focused=True)
    other = Thing("textbox", (), Box(500, 100, 80, 24))
    target, near, far = aim("Title", role="textbox"), Hint(Box(110, 100, 80, 24)), Hint(Box(900, 700, 80, 24))
    assert [one.thing for one in rank_focused(target, [other, field], VIEWPORT, near)] == [field]
    assert rank_focused(target, [field], VIEWPORT, near)[0].sure
    assert not rank_focused(target, [field], VIEWPORT, far)[0].sure


def test_by_picture_only_with_a_recording_and_only_what_says_nothing() -> None:
    icon, button = control("", x=110), control("", x=100)
    hint = Hint(Box(100, 100, 80, 24), looks=lambda box: 0.9)
    target = aim("Alerts", role="button")
    assert rank_by_picture(target, [icon], EMPTY, VIEWPORT, NO_HINT) == []
    assert rank_by_picture(target, [icon], EMPTY, VIEWPORT, hint)[0].sure
    written = page(said=(("Cancel", Box(105, 102, 60, 20)),))
    assert rank_by_picture(target, [button], written, VIEWPORT, hint) == []
    assert rank_by_picture(target, [button], written, VIEWPORT, hint, field=True)[0].sure
    letter = page(said=(("x", Box(130, 102, 20, 20)),))
    assert rank_by_picture(target, [button], letter, VIEWPORT, hint)[0].sure


def test_by_picture_only_what_has_the_size_the_place_and_the_look() -> None:
    recorded = Box(100, 100, 80, 24)
    hint = Hint(recorded, looks=lambda box: 0.9 if box.x < 800 else 0.3)
    large, far = Thing("button", (), Box(0, 0, 900, 700)), control("", x=700, y=700)
    outside, other = control("", y=-20), control("", x=820)
    ranked = rank_by_picture(aim("A"), [large, far, outside, other, control("")], EMPTY, VIEWPORT, hint)
    assert [(one.thing.box, one.sure) for one in ranked] == [
        (recorded, True),
        (far.box, False),
        (other.box, False),
    ]


def test_runners_up_are_three_other_places() -> None:
    found = [control("Save", x=10 * i, role=role) for i in range(5) for role in ("button", "generic")]
    ranked = rank(aim("Save", role="button"), found, EMPTY, VIEWPORT, NO_HINT)
    others = runners_up(ranked, ranked[0])
    assert [one.box.x for one in others] == [10, 20, 30]
    assert [one.box.x for one in runners_up(ranked, None)] == [0, 10, 20]


def picture(path: Path, *shapes: tuple[tuple[int, int, int, int], str]) -> Path:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (200, 100), "white")
    draw = ImageDraw.Draw(image)
    for box, colour in shapes:
        draw.rectangle(box, fill=colour)
    image.save(path)
    return path


def test_likeness(tmp_path: Path) -> None:
    bar, dot = ((20, 20, 40, 24), "navy"), ((28, 14, 32, 40), "navy")
    reference = picture(tmp_path / "a.png", bar)
    shifted = ((120, 20, 140, 24), "navy"), ((178, 14, 182, 40), "navy")
    page = picture(tmp_path / "b.png", bar, *shifted)
    looks = likeness(reference, Box(16, 10, 30, 30), page)
    same, moved, other, blank = (looks(Box(x, 10, 30, 30)) for x in (16, 116, 166, 70))
    assert same == pytest.approx(1.0)
    assert moved == pytest.approx(1.0)
    assert 0 <= other < 0.6
    assert 0 <= blank < 0.6  # an even patch has no shape in common with a drawn one
    assert looks(Box(300, 10, 30, 30)) == 0.0
    even = likeness(picture(tmp_path / "c.png"), Box(0, 0, 20, 20), picture(tmp_path / "d.png", dot))
    assert even(Box(100, 50, 20, 20)) == pytest.approx(1.0)


def test_likeness_of_what_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"nothing")
    looks = likeness(path, Box(0, 0, 9, 9), path)
    with pytest.raises(OSError, match="not a picture"):
        looks(Box(0, 0, 9, 9))
