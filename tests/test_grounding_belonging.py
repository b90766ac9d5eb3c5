"""Whether what stands with a text belongs to it, or has a text of its own."""

from agents.operator.grounding.ranked import Page
from tests.snapshots import Piece, aim, button, chosen, entry, find, icon, page, piece, said


def choice(on: Page, description: str, **more: object) -> str | None:
    return chosen(on, find(on, aim(description, **more)))  # type: ignore[arg-type]


def heading(y: float, text: str, *beside: Piece) -> Piece:
    return piece("generic", (20, y, 200, 24), said(text, 20, y), *beside)


def test_an_icon_beside_a_heading_is_not_that_of_another_heading() -> None:
    plus = icon(190, 100, ref="calendars")
    both = page(
        piece("generic", (20, 100, 220, 300), heading(100, "Calendars", plus), said("Rooms", 20, 220))
    )
    assert choice(both, "the plus beside the heading", near="Calendars") == "calendars"
    assert choice(both, "the plus beside the heading", near="Rooms") is None


def test_names_of_controls_make_no_group_of_its_own() -> None:
    tools = piece("generic", (600, 100, 200, 24), button("Export", 600, 100), icon(700, 100, ref="gear"))
    head = piece("generic", (20, 100, 780, 24), said("Board", 20, 100), tools)
    assert choice(page(head), "the gear", near="Board") == "gear"
    other = piece("generic", (600, 100, 200, 24), said("Chart", 600, 100), icon(700, 100, ref="gear"))
    head = piece("generic", (20, 100, 780, 24), said("Board", 20, 100), other)
    assert choice(page(head), "the gear", near="Board") is None


def test_in_a_card_all_texts_are_its_own() -> None:
    def card(x: float, title: str) -> Piece:
        rating = piece("generic", (x, 140, 180, 24), said("1 h 10", x, 140), icon(x + 150, 140, ref=title))
        return piece("listitem", (x, 100, 180, 70), said(title, x, 100), rating)

    on = page(piece("list", (0, 100, 600, 70), card(0, "Tart"), card(200, "Soup"), card(400, "Stew")))
    assert choice(on, "the star", near="Soup") == "Soup"


def test_a_field_is_told_by_its_caption_instead() -> None:
    group = piece("generic", (20, 200, 400, 60), said("Street", 20, 200), entry(20, 230, ref="street"))
    on = page(piece("generic", (20, 100, 400, 200), said("Billing address", 20, 100, role="heading"), group))
    assert choice(on, "the field", near="Billing address", role="textbox") == "street"


def test_a_switch_with_a_longer_label_is_another() -> None:
    def line(label: str) -> Page:
        switch = piece("switch", (280, 100, 40, 24), ref="it")
        return page(piece("generic", (20, 100, 300, 24), switch, text=label))

    told = {"role": "switch", "near": "Fade"}
    assert choice(line("Fade"), "the switch", **told) == "it"
    assert choice(line("Fade (2 s)"), "the switch", **told) == "it"
    assert choice(line("Fade between albums"), "the switch", **told) is None


def test_the_last_check_box_is_called_by_its_caption() -> None:
    def check(label: str, x: float) -> list[Piece]:
        return [icon(x, 100, role="checkbox", ref=label), said(label, x + 30, 100)]

    on = page(*check("Follow", 20), *check("Close topic", 200), *check("Lock topic", 400))
    assert choice(on, "the last check box", role="checkbox", near="Lock topic") == "Lock topic"


def test_what_shows_of_a_frame_around_what_is_covered_is_no_icon() -> None:
    def frame(covered: bool) -> Page:
        inner = piece("button", (102, 102, 20, 20), focusable=True, obscured=covered)
        return page(piece("generic", (100, 100, 24, 28), inner, pointer=True, ref="frame"))

    assert choice(frame(False), "the icon", at=(0.112, 0.155)) == "frame"
    assert choice(frame(True), "the icon", at=(0.112, 0.155)) is None
