"""`grid`: what stands in rows and columns."""

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rubrics.criteria.registry import parse_criterion
from tasks.evidence import Snapshot
from tests.scenes import EMPTY, judge, page, value

Rows = Sequence[Sequence[str | None]]
BOARD: Rows = (("16", "8", "2", None), ("32", "8", None, None), ("32", "64", "64", None))
AROUND = [("Moves", 10, 10), ("2", 60, 10), ("Score", 10, 30), ("64", 60, 30)]


def board(rows: Rows, *, size: int = 80, x: int = 200, y: int = 100) -> Snapshot:
    """A board with a text in the middle of each cell, beside numbers that are none of it."""
    tiles = [
        (text, x + column * size - 4 * len(text), y + row * size)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text is not None
    ]
    return page([*AROUND, *tiles])


def test_a_board_as_it_is_written() -> None:
    finding = judge({"grid": BOARD}, EMPTY, board(BOARD))
    assert (finding.value, finding.reason) == ("pass", "the 8 texts stand in their rows and columns.")
    assert value({"grid": BOARD}, EMPTY, board(BOARD, size=50, x=30, y=200)) == "pass"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (
            (("16", "8", None, "2"), ("32", "8", None, None), ("32", "64", "64", None)),
            "'64' does not stand in row 3, column 3, as the others stand.",
        ),
        (
            (("16", "8", "2", None), ("32", "8", None, None), ("32", "64", "64", "128")),
            "'128' stands in row 3, column 4.",
        ),
        (
            (("16", "8", "2", None), ("32", "8", "32", None), ("32", "64", "64", None)),
            "'32' stands in row 2, column 3.",
        ),
        (
            (("16", "8", "2", None), ("32", "8", None, None), ("32", "128", None, None)),
            "'64' does not stand in row 3, column 2, as the others stand.",
        ),
        (
            (("32", "8", "2", None), ("16", "8", None, None), ("32", "64", "64", None)),
            "'2' does not stand in row 1, column 3, as the others stand.",
        ),
    ],
)
def test_a_board_with_something_else(rows: Rows, reason: str) -> None:
    finding = judge({"grid": BOARD}, EMPTY, board(rows))
    assert (finding.value, finding.reason) == ("fail", reason)


@pytest.mark.parametrize("cell", ["128", None])
def test_a_star_is_anything(cell: str | None) -> None:
    rows = [*BOARD[:2], ("32", "64", cell, None)]
    assert value({"grid": [*BOARD[:2], ("32", "64", "*", None)]}, EMPTY, board(rows)) == "pass"
    assert value({"grid": [*BOARD[:2], ("32", "*", cell or "128", None)]}, EMPTY, board(BOARD)) == "fail"


def test_what_is_missing_is_named() -> None:
    assert judge({"grid": BOARD}, EMPTY, page(AROUND)).reason == "'16' is not seen."


def test_a_table_with_long_and_short_texts() -> None:
    rows = [["Name", "Price"], ["Walnut bowl", "€3.00"], ["Cup", "€12.50"]]
    table = page(
        [
            (text, 20 + 200 * column, 20 + 30 * row)
            for row, line in enumerate(rows)
            for column, text in enumerate(line)
        ]
    )
    assert value({"grid": rows}, EMPTY, table) == "pass"
    assert value({"grid": [["Walnut bowl", "€12.50"], ["Cup", "€3.00"]]}, EMPTY, table) == "fail"
    assert value({"grid": [rows[0], rows[2], rows[1]]}, EMPTY, table) == "fail"
    assert value({"grid": [rows[1], rows[2]]}, EMPTY, table) == "pass", "a part of it"


CELLS = st.sampled_from(["2", "4", "8", "16", "128", None])


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=3, max_size=3), st.data())
def test_only_the_board_itself_passes(rows: list[list[str | None]], data: st.DataObject) -> None:
    try:
        parse_criterion({"grid": rows})
    except ValueError:
        assume(False)
    assert value({"grid": rows}, EMPTY, board(rows)) == "pass"
    row, column = data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2))
    other = [list(line) for line in rows]
    other[row][column] = data.draw(CELLS.filter(lambda text: text != rows[row][column]))
    assert value({"grid": rows}, EMPTY, board(other)) == "fail"


def test_a_page_full_of_like_texts_is_not_searched_for_ever() -> None:
    many = page([(text, x, 11.0 * row) for row in range(60) for text, x in (("2", 20), ("4", 220))])
    finding = judge({"grid": [["2", "4"], ["2", "4"], ["4", "2"]]}, EMPTY, many)
    assert (finding.value, finding.reason) == ("unknown", "too many like texts to tell rows and columns.")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([["1", "2"], ["3"]], "the rows are not of one length"),
        ([["1", "2"], [None, None]], "needs texts in two rows and two columns"),
        ([["1", None], ["2", None]], "needs texts in two rows and two columns"),
        ([["1", 2], ["3", "4"]], "put it in quotes"),
    ],
)
def test_what_is_no_grid(rows: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_criterion({"grid": rows})
