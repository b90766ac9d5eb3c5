"""Numbers beside labels where they are put together of pieces, or can be read in several ways."""

from collections.abc import Sequence

import pytest

from rubrics.beside import numbers_beside
from rubrics.scene import Scene
from tasks.evidence import Snapshot, Word
from tasks.geometry import Box
from tests.scenes import judge, node, page, value

Piece = tuple[str, float, float]
"""A text, the gap before it and its height, in CSS pixels; 9 px a letter of 20 px."""


def row(*pieces: Piece, x: float = 10, y: float = 10, first: int = 0) -> list[Word]:
    """Pieces side by side on one ground line, each in an element of its own."""
    words = []
    for line, (text, gap, height) in enumerate(pieces, first):
        x += gap
        for part in text.split():
            width = 9 * len(part) * height / 20
            words.append(Word(text=part, box=Box(x, y + 20 - height, width, height), line=line))
            x += width + 5
        x -= 5
    return words


def on(words: Sequence[Word]) -> Snapshot:
    return Snapshot(picture="none", url="http://candidate.test/", words=tuple(words))


def beside(words: Sequence[Word], label: str = "Total") -> list[float]:
    return numbers_beside(Scene(on(words), (1280, 720), lambda key: key), label)  # type: ignore[arg-type,return-value]


PRICES: dict[str, tuple[Piece, ...]] = {
    "one": (("€89.90", 0, 20),),
    "bold and small": (("€", 0, 20), ("89", 0, 20), (".90", 0, 14)),
    "raised cents with a point": (("€89", 0, 20), (".90", 0, 12)),
    "smaller cents": (("€", 0, 20), ("89", 0, 20), ("90", 1, 12)),
    "parts": (("€", 0, 20), ("89", 0, 20), (".", 0, 20), ("90", 0, 20)),
    "parts in Germany": (("89", 0, 20), (",", 0, 20), ("90", 0, 20), ("€", 5, 20)),
    "a digit each": (("8", 0, 20), ("9", 1, 20), (".", 1, 20), ("9", 1, 20), ("0", 1, 20)),
}


@pytest.mark.parametrize("pieces", PRICES.values(), ids=PRICES)
@pytest.mark.parametrize("gap", [6, 300], ids=["close", "far"])
def test_pieces_that_stand_together_are_one_number(pieces: tuple[Piece, ...], gap: float) -> None:
    (first, _, height), *rest = pieces
    assert beside(row(("Total:", 0, 20), (first, gap, height), *rest)) == [89.9]
    below = row(*pieces, y=34, first=9)
    assert beside([*row(("Total", 0, 20)), *below]) == [89.9]


def test_thousands_in_parts() -> None:
    for group, gap in (((",", 0.0, 20.0),), 0.0), ((), 5.0), ((), 2.0):
        words = row(("Total:", 0, 20), ("€", 9, 20), ("1", 0, 20), *group, ("234", gap, 20))
        assert beside(words) == [1234]


def test_numbers_apart_stay_apart() -> None:
    assert beside(row(("Total:", 0, 20), ("3", 9, 20), ("500 g", 12, 20))) == [3]
    assert beside(row(("Total:", 0, 20), ("299", 9, 16), ("199 kr", 5, 20))) == [299]


def test_raised_digits_without_a_currency_may_be_a_remark() -> None:
    before, after = (on(row(("Total:", 0, 20), (text, 9, 20), ("12", 0, 12))) for text in ("75", "89"))
    assert value({"number_changes": {"label": "Total", "by": 14}}, before, after) == "pass"
    assert value({"number_changes": {"label": "Total", "to": 89.12}}, before, after) == "unknown"
    assert value({"number_changes": {"label": "Total", "to": 8912}}, before, after) == "fail"


def test_a_dash_after_the_label_is_no_sign() -> None:
    before, after = page([("Cart – 2 items", 10, 10)]), page([("Cart – 3 items", 10, 10)])
    assert value({"number_changes": {"label": "Cart", "from": 2, "to": 3}}, before, after) == "pass"


def test_digits_of_a_label_are_part_of_no_number() -> None:
    after = page([("Route 66 100 km", 10, 10)])
    assert value({"number_changes": {"label": "Route 66", "to": 100}}, page(), after) == "pass"


TOTALS = [("1,000", "1,234"), ("1.000", "1.234")]


@pytest.mark.parametrize(("was", "now"), TOTALS)
def test_what_hangs_on_how_a_number_is_read_is_unknown(was: str, now: str) -> None:
    before, after = page([(f"Total: {was}", 10, 10)]), page([(f"Total: {now}", 10, 10)])
    said = {
        wanted: value({"number_changes": {"label": "Total", **dict([wanted])}}, before, after)
        for wanted in (
            ("to", 1234),
            ("to", 1.234),
            ("by", 234),
            ("to", 1235),
            ("direction", "up"),
            ("direction", "down"),
        )
    }
    assert list(said.values()) == ["unknown", "unknown", "unknown", "fail", "pass", "fail"]
    assert value({"number_changes": "Total"}, before, before) == "fail"
    reason = judge({"number_changes": {"label": "Total", "to": 1234}}, before, after).reason
    assert "Total is 1234, before it was 1000." in reason
    assert "Total is 1.234, before it was 1; expected a change to 1234." in reason


@pytest.mark.parametrize(("price", "to"), [("€12.50", 1234), ("12,50 €", 1.234)])
def test_another_number_of_the_page_settles_it(price: str, to: float) -> None:
    for first, second in (((price, 300, 300),), ()), ((), ((price, 300, 300),)):
        before, after = page([("Total: 0", 10, 10), *first]), page([("Total: 1,234", 10, 10), *second])
        assert value({"number_changes": {"label": "Total", "to": to}}, before, after) == "pass"
        assert value({"number_changes": {"label": "Total", "to": 1235}}, before, after) == "fail"


def test_a_half_with_a_comma() -> None:
    before = page([("Share: 0,250", 10, 10), ("2,5 kg", 400, 400)])
    after = page([("Share: 0,500", 10, 10), ("2,5 kg", 400, 400)])
    assert value({"number_changes": {"label": "Share", "to": 0.5}}, before, after) == "pass"
    alone = page([("Share: 0,500", 10, 10)])
    assert value({"number_changes": {"label": "Share", "to": 0.5}}, page(), alone) == "unknown"


def test_numbers_in_names_are_read_in_the_page_s_notation() -> None:
    before = page(nodes=(node("button", "Cart, 1.000 items", Box(10, 10, 30, 30)),))
    after = page([("5,5 kg", 300, 300)], nodes=(node("button", "Cart, 1.001 items", Box(10, 10, 30, 30)),))
    assert value({"number_changes": {"label": "Cart", "by": 1}}, before, after) == "pass"
    assert value({"number_changes": {"label": "Cart", "by": 1}}, before, page(nodes=after.nodes)) == "unknown"


def test_raised_cents_fit_where_a_point_is_sought() -> None:
    price = on(row(("Total: €89", 0, 20), ("90", 0, 12)))
    assert value({"text_appears": "€89.90"}, page(), price) == "pass"
    assert value({"text_appears": "€8990"}, page(), price) == "fail"
    assert value({"text_matches": r"^Total: €89\.90$"}, page(), price) == "pass"
    assert (
        value(
            {"value_equals": {"name": "Sum", "value": "€89.90"}},
            page(),
            on(row(("Sum", 0, 20), ("€", 60, 20), ("89", 0, 20), (".90", 0, 14))),
        )
        == "pass"
    )


def test_a_number_too_large_for_us_has_not_changed_by_that() -> None:
    huge = page([("Score: " + "9" * 400, 10, 10)])
    assert value({"number_changes": "Score"}, huge, huge) == "fail"
