"""A target told by the recording alone, on a page that is laid out and made otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.ranked import Hint, Page
from tasks.geometry import Box
from tasks.recording import SeenTarget
from tests.snapshots import Piece, aim, at, button, chosen, entry, find, icon, page, piece, said

USED = aim("what was used")


def seen(on: Page, ref: str) -> SeenTarget:
    return on.surroundings.seen(at(on, ref), 0)


def again(saw: SeenTarget, on: Page, use: Use = Use.CLICK, alike: float = 0.8) -> str | None:
    return chosen(on, find(on, USED, use, Hint(saw, lambda box: alike)))


def row(title: str, y: float, x: float = 300) -> Piece:
    inner = (said(title, 20, y), icon(x, y, ref=f"{title}-bin"), icon(x + 40, y, ref=f"{title}-pen"))
    return piece("listitem", (20, y, 900, 40), *inner)


def test_what_was_called_so_is_called_so_elsewhere() -> None:
    there = page(button("Save", 20, 20, ref="save"), button("Close", 120, 20, ref="close"))
    here = page(
        button("Close", 700, 600, role="link", ref="c"), button("Save", 300, 500, role="link", ref="s")
    )
    assert again(seen(there, "save"), here) == "s"
    assert again(seen(there, "close"), here) == "c"


@pytest.mark.parametrize("named", ["Share", "Members", "Saved searches"])
def test_what_is_called_otherwise_is_not_taken_for_its_place(named: str) -> None:
    there = page(button("Save", 20, 20, ref="save"))
    here = page(button(named, 20, 20, ref="other"))
    assert again(seen(there, "save"), here) is None


def test_a_field_is_told_by_what_it_is_for_not_by_what_it_holds() -> None:
    there = page(entry(20, 40, "Wheel type", role="combobox", value="Kick wheel", ref="wheel"))
    here = page(
        said("Wheel type", 400, 300),
        entry(400, 324, role="combobox", value="Electric wheel", ref="wheel"),
        said("Glaze", 400, 400),
        entry(400, 424, role="combobox", value="Kick wheel", ref="glaze"),
    )
    assert again(seen(there, "wheel"), here, Use.SELECT) == "wheel"


def test_an_icon_is_told_by_the_text_beside_it() -> None:
    there = page(said("Membership fee", 20, 20), icon(140, 20, ref="help"), icon(900, 20, ref="menu"))
    here = page(icon(20, 400, ref="menu"), said("Membership fee", 500, 700), icon(630, 700, ref="help"))
    assert again(seen(there, "help"), here) == "help"


@given(st.permutations(["Dune", "Fjord", "Loop"]), st.integers(250, 700))
def test_an_icon_of_a_row_is_found_in_that_row(order: list[str], x: int) -> None:
    there = page(*(row(title, 100 + 60 * i) for i, title in enumerate(["Dune", "Fjord", "Loop"])))
    here = page(*(row(title, 200 + 80 * i, x) for i, title in enumerate(order)))
    for title in order:
        assert again(seen(there, f"{title}-bin"), here) == f"{title}-bin"


def test_an_icon_of_another_row_is_not_it() -> None:
    there = page(*(row(title, 100 + 60 * i) for i, title in enumerate(["Dune", "Fjord", "Loop"])))
    bare = piece("listitem", (20, 160, 900, 40), said("Fjord", 20, 160))
    here = page(row("Dune", 100), bare, row("Loop", 220))
    assert again(seen(there, "Fjord-bin"), here) is None


def test_an_icon_that_looks_otherwise_is_not_it() -> None:
    there = page(said("Membership fee", 20, 20), icon(140, 20, ref="help"))
    here = page(said("Membership fee", 20, 20), icon(140, 20, ref="other"))
    assert again(seen(there, "help"), here) == "other"
    assert again(seen(there, "help"), here, alike=0.2) is None


def test_a_place_alone_is_no_reason_for_what_had_a_name() -> None:
    saw = SeenTarget(box=Box(20, 20, 80, 24), scene=0, role="tab", name="Notes")
    here = page(icon(40, 20, ref="icon"), button("Members", 100, 20, ref="members"))
    assert again(saw, here) is None


def test_the_only_arrow_that_leads_there_is_it_whatever_it_is_called() -> None:
    seen = SeenTarget(box=Box(900, 400, 32, 32), scene=0, role="button", name="Next slide")
    arrows = [icon(400, 400, "Back", ref="back"), icon(600, 400, "Carousel arrow right", ref="on")]
    assert chosen(page(*arrows), find(page(*arrows), aim(), hint=Hint(seen))) == "on"
    alone = [*arrows, icon(700, 600, "Next page", ref="page")]
    assert chosen(page(*alone), find(page(*alone), aim(), hint=Hint(seen))) == "on"  # of a pair, like arrows
    pairs = [*alone, icon(500, 600, "Previous page", ref="page back")]
    assert find(page(*pairs), aim(), hint=Hint(seen)).verdict != "sure"


def test_an_arrow_that_says_nothing_leads_where_it_pointed_in_the_recording() -> None:
    seen = SeenTarget(box=Box(900, 400, 32, 32), scene=0, role="button")
    drawn = {400: "left", 600: "right", 100: "right"}
    arrows = [icon(400, 400, ref="back"), icon(600, 400, ref="on")]
    on = page(*arrows, icon(100, 100, ref="unfold"), icon=lambda box, upon: {drawn[round(box.x)]: 0.9})

    def found(**kinds: float) -> str | None:
        return chosen(on, find(on, aim(), hint=Hint(seen, drawn=lambda: kinds)))

    assert found(right=0.9, play=0.6) == "on"
    assert found(left=0.9) == "back"
    assert found(right=0.6) is None


def test_a_file_goes_where_one_is_taken_whatever_is_written_there() -> None:
    seen = SeenTarget(box=Box(100, 100, 160, 36), scene=0, role="button", name="Choose a photo")
    field = button("Drop a picture here", 300, 400, 200, ref="field", files=True)
    on = page(field, button("Send", 300, 500, ref="send"))
    assert chosen(on, find(on, aim(), Use.UPLOAD, hint=Hint(seen))) == "field"


def test_what_is_covered_is_what_was_recorded() -> None:
    there = page(said("Membership fee", 20, 20), icon(140, 20, ref="help"))

    def here(covered: bool) -> Page:
        fee = (said("Membership fee", 20, 20), icon(140, 20, ref="help", obscured=covered))
        return page(*fee, icon(20, 44, ref="other"))

    assert again(seen(there, "help"), here(False)) == "help"
    assert again(seen(there, "help"), here(True)) is None


def test_what_was_called_so_and_is_covered_is_not_its_label() -> None:
    there = page(piece("switch", (20, 20, 40, 20), name="Apron", ref="switch"))
    here = page(said("Apron", 200, 20, pointer=True, ref="text"))
    covered = page(
        said("Apron", 200, 20, pointer=True, ref="text"),
        piece("switch", (300, 20, 40, 20), name="Apron", obscured=True),
    )
    assert again(seen(there, "switch"), here) == "text"
    assert again(seen(there, "switch"), covered) is None


def test_an_arrow_beside_what_another_thing_was_called_there_is_anothers() -> None:
    def folders(*names: str) -> Page:
        lines = [
            piece("treeitem", (20, 80 + 40 * i, 300, 30), arrow, said(name, 60, 80 + 40 * i), ref=name)
            for i, name in enumerate(names)
            for arrow in [icon(20, 80 + 40 * i, ref=f"{name}-open")]
        ]
        others = [button(name, 600, 40 * i) for i, name in enumerate(("Ceramics", "Glass"))]
        return page(said("Folders", 20, 40), *lines, *others)

    saw = seen(folders("Ceramics", "Glass"), "Ceramics-open")
    assert again(saw, folders("Ceramics")) == "Ceramics-open"
    assert again(saw, folders("Glass")) is None
