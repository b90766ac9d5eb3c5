"""What a description says against an element, also where it is the only one left."""

import pytest

from agents.operator.grounding.ranked import Page
from tests.snapshots import Piece, aim, button, chosen, entry, find, icon, page, piece, said


def choice(on: Page, description: str, **more: object) -> str | None:
    return chosen(on, find(on, aim(description, **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("description", "x", "y", "found"),
    [
        ("the plus on the left", 60, 100, True),
        ("the plus on the left", 900, 100, False),
        ("the plus in the left column", 900, 100, False),
        ("the plus in the panel on the right", 60, 100, False),
        ("the plus on the right", 900, 100, True),
        ("the plus at the bottom", 60, 100, False),
        ("the plus at the top", 60, 100, True),
        ("the plus at the top", 60, 760, False),
        # Of another thing, not of the page.
        ("the plus at the bottom of the list", 60, 100, True),
        ("the plus on the left side of the card", 900, 100, True),
        ("the plus at the right end of the left column", 600, 100, True),
    ],
)
def test_what_stands_on_the_other_side_of_the_page(description: str, x: float, y: float, found: bool) -> None:
    on = page(button("+", x, y, 24, ref="plus"), said("Anything", 400, 400))
    assert choice(on, description, role="button") == ("plus" if found else None)


def test_the_start_of_a_row_is_not_its_end() -> None:
    title = said("Paint", 300, 100)
    start, end = icon(100, 98, role="checkbox", ref="start"), icon(800, 98, role="checkbox", ref="end")
    told = {"role": "checkbox", "near": "Paint"}
    assert choice(page(start, title), "the check box at the start of the row", **told) == "start"
    assert choice(page(title, end), "the check box at the start of the row", **told) is None
    assert choice(page(title, end), "the check box at the end of the row", **told) == "end"
    assert choice(page(start, title), "the check box at the end of the row", **told) is None


def table(*cells: Piece) -> Page:
    """A table with the columns Product, Price and Stock, and one row."""
    heads = [
        piece("columnheader", (x, 100, 100, 24), text=text)
        for x, text in ((100, "Product"), (300, "Price"), (500, "Stock"))
    ]
    row = piece("row", (100, 130, 500, 24), said("Umbrella", 100, 130, role="cell"), *cells)
    return page(piece("table", (100, 100, 500, 60), piece("row", (100, 100, 500, 24), *heads), row))


def cell(x: float, inner: Piece) -> Piece:
    return piece("cell", (x, 130, 100, 24), inner)


def test_a_field_in_another_column_than_the_one_that_is_said() -> None:
    price, stock = (
        cell(300, entry(300, 130, w=60, ref="price")),
        cell(500, entry(500, 130, w=60, ref="stock")),
    )
    told = {"role": "textbox", "near": "Umbrella"}
    assert choice(table(price, stock), "the field with the price", **told) == "price"
    assert choice(table(stock), "the field with the price", **told) is None
    assert choice(table(stock), "the field in the row", **told) == "stock"


def test_what_is_told_by_a_columns_header_stands_in_that_column() -> None:
    price, stock = (
        cell(300, button("Edit", 300, 130, ref="price")),
        cell(500, button("Edit", 500, 130, ref="stock")),
    )
    assert choice(table(price, stock), "the button", name="Edit", role="button", near="Price") == "price"
    assert choice(table(stock), "the button", name="Edit", role="button", near="Price") is None


def test_a_switch_belongs_to_the_text_before_it() -> None:
    def line(*switches: tuple[float, str]) -> Page:
        made = [
            piece("generic", (x, 702, 32, 18), pointer=True, focusable=True, ref=ref) for x, ref in switches
        ]
        return page(
            said("Spell check", 100, 700), said("Focus mode", 250, 700), *made, button("Save", 20, 20)
        )

    both = line((200, "spell"), (340, "focus"))
    told = {"role": "switch"}
    assert choice(both, "the switch", near="Spell check", **told) == "spell"
    assert choice(both, "the switch", near="Focus mode", **told) == "focus"
    assert choice(line((340, "focus")), "the switch", near="Spell check", **told) is None
    assert choice(line((200, "spell")), "the switch", near="Focus mode", **told) is None


def test_whose_switch_it_is_where_texts_and_switches_stand_evenly() -> None:
    def line(*parts: Piece) -> Page:
        return page(*parts, button("Save", 20, 20))

    def switch(x: float, ref: str) -> Piece:
        return piece("generic", (x, 702, 32, 18), pointer=True, focusable=True, ref=ref)

    told = {"role": "switch"}
    before = [said("Wifi", 100, 700), switch(150, "wifi"), said("Sync", 200, 700)]
    assert choice(line(*before, switch(250, "sync")), "the switch", near="Sync", **told) == "sync"
    assert choice(line(*before), "the switch", near="Sync", **told) is None
    after = [switch(50, "wifi"), said("Wifi", 100, 700), switch(150, "sync"), said("Sync", 200, 700)]
    assert choice(line(*after), "the switch", near="Sync", **told) == "sync"


def test_of_two_fields_in_a_row_each_has_its_own_caption() -> None:
    def row(*fields: Piece) -> Page:
        texts = (said("From", 100, 100), said("To", 300, 100))
        rows = [piece("row", (100, y, 500, 24), said(f"Line {y}", 100, y)) for y in (140, 180)]
        return page(piece("row", (100, 100, 500, 24), *texts, *fields), *rows)

    start, end = entry(150, 98, w=100, ref="from"), entry(330, 98, w=100, ref="to")
    told = {"role": "textbox"}
    assert choice(row(start, end), "the field", near="From", **told) == "from"
    assert choice(row(start, end), "the field", near="To", **told) == "to"
    assert choice(row(end), "the field", near="From", **told) is None
    assert choice(row(start), "the field", near="To", **told) is None


def test_what_stands_on_the_other_side_of_the_text_that_is_said() -> None:
    text, before, after = said("fx", 300, 100), entry(50, 98, ref="before"), entry(400, 98, ref="after")
    told = {"role": "textbox", "near": "fx"}
    assert choice(page(before, text, after), "the field to the right of the letters fx", **told) == "after"
    assert choice(page(before, text), "the field to the right of the letters fx", **told) is None
    assert choice(page(text, after), "the field to the left of the letters fx", **told) is None


def test_a_form_is_not_the_button_in_it_nor_a_field() -> None:
    lost = button("Pay", 100, 300, ref="pay", obscured=True)
    form = piece("complementary", (100, 100, 300, 300), entry(100, 150, "To"), lost, name="Pay", ref="form")
    assert choice(page(form), "the green button", name="Pay", role="button") is None
    heard = piece(
        "complementary", (100, 100, 300, 300), button("Pay", 100, 300, ref="pay"), name="Pay", ref="f"
    )
    assert choice(page(heard), "the green button", name="Pay", role="button") == "pay"
    field = page(entry(100, 100, "Amount", ref="field"))
    assert choice(field, "the heading that sorts", name="Amount", role="button") is None
    assert choice(field, "the field", name="Amount", role="textbox") == "field"
