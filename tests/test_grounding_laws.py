"""What holds of every decision, whatever the page and the target are."""

from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.decide import decide
from agents.operator.grounding.elements import elements
from agents.operator.grounding.ranked import Hint, Page, Wanted
from tasks.geometry import Box
from tasks.recording import SeenTarget
from tasks.task import Target
from tests.snapshots import Piece, aim, at, button, chosen, entry, find, icon, page, piece, said


def pressed(*names: str) -> list[Piece]:
    """Buttons below each other whose `ref` is their name; each is told from the others by nothing else."""
    return [button(name, 100, 100 + 40 * i, ref=name) for i, name in enumerate(names)]


NAMES = [
    "Save",
    "Save as",
    "Cancel",
    "Task 1",
    "Task 10",
    "App.js",
    "App.js ×",
    "Show all",
    "All",
    "Unsave",
    "+",
]
LISTS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True)
WANTED = st.sampled_from(NAMES)
SEEN = SeenTarget(box=Box(100, 100, 80, 24), scene=0, role="button")
HINTS = st.sampled_from([Hint(), Hint(SEEN), Hint(SEEN.model_copy(update={"name": "Save"}))])


@given(LISTS, WANTED, HINTS)
def test_what_is_called_so_exactly_is_never_beaten(names: list[str], wanted: str, hint: Hint) -> None:
    on = page(*pressed(wanted, *(name for name in names if name != wanted)))
    assert chosen(on, find(on, aim(name=wanted, role="button"), hint=hint)) == wanted


@given(LISTS, WANTED, st.booleans())
def test_what_is_gone_is_no_other_thing(names: list[str], wanted: str, recorded: bool) -> None:
    others = [name for name in names if name != wanted]
    before, after = page(*pressed(wanted, *others)), page(*pressed(*others))
    hint = Hint(before.surroundings.seen(at(before, wanted), 0)) if recorded else Hint()
    assert find(after, aim(name=wanted, role="button"), hint=hint).verdict != "sure"


@given(LISTS, WANTED, st.randoms())
def test_the_order_of_the_elements_does_not_matter(names: list[str], wanted: str, random: object) -> None:
    on = page(*pressed(*names))
    found = elements(on.snapshot, on.tree)
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    target = Wanted(aim(name=wanted, role="button"), Use.POINT)
    one, other = decide(target, found, on), decide(target, shuffled, on)
    assert (one.verdict, one.basis, one.margin) == (other.verdict, other.basis, other.margin)
    assert list(one.ranked)[:1] == list(other.ranked)[:1]


ROWS = ["Dune", "Fjord", "Loop"]


def shelf(*more: Piece, without: str = "") -> Page:
    rows = [
        piece(
            "listitem",
            (100, 100 + 60 * i, 600, 40),
            said(title, 100, 108 + 60 * i),
            *([button("Remove", 500, 108 + 60 * i, ref=title)] if title != without else []),
            icon(640, 108 + 60 * i, ref=f"{title}-icon"),
        )
        for i, title in enumerate(ROWS)
    ]
    return page(*rows, *more)


TARGETS: list[Target] = [
    *(aim(name="Remove", near=title) for title in ROWS),
    *(aim(f'the icon in the row of "{title}"') for title in ROWS),
    aim(name="Remove"),
    aim('the "Remove" button', at=(0.54, 0.22)),
]
OTHERS = st.sampled_from([button("Help", 800, 700), said("Imprint", 800, 760), entry(800, 20, "Search")])


@given(st.sampled_from(TARGETS), st.lists(OTHERS, max_size=2, unique_by=lambda one: one.role))
def test_something_unrelated_changes_nothing(target: Target, others: list[Piece]) -> None:
    bare, more = shelf(), shelf(*others)
    one, other = find(bare, target), find(more, target)
    assert one.verdict == other.verdict
    assert one.basis == other.basis
    assert chosen(bare, one) == chosen(more, other)


@given(st.sampled_from(ROWS), st.booleans())
def test_what_is_missing_in_its_row_is_not_found_in_another(title: str, recorded: bool) -> None:
    full, bare = shelf(), shelf(without=title)
    hint = Hint(full.surroundings.seen(at(full, title), 0)) if recorded else Hint()
    target = aim(name="Remove", near=title, role="button")
    assert chosen(full, find(full, target, hint=hint)) == title
    assert find(bare, target, hint=hint).verdict != "sure"
