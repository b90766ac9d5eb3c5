"""Rows in which text runs both ways, held against python-bidi."""

from collections.abc import Sequence

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from rubrics.bidi import as_read, is_numeric, kind
from rubrics.layout import lines_of, passages_of, reading_order
from rubrics.scene import Scene
from rubrics.text import normalise
from tasks.evidence import Snapshot, Word
from tasks.geometry import Box
from tests.scenes import judge, value

HEBREW, ARABIC, LATIN = "אבגדהוזחטיכלמנסעפצקרשת", "بتثجحخدذرزسشصضطظعغ", "abcdefghijklmnopqrstuvwxyz"
LETTER, HEIGHT = 9.0, 20.0


@st.composite
def sentences(draw: st.DrawFn, digits: str = "0123456789", least: int = 1) -> list[str]:
    """Words in logical order. No character occurs twice, so that each word can be found again."""
    pools = {name: list(draw(st.permutations(name))) for name in (HEBREW, ARABIC, LATIN, digits, "•|*")}
    words = []
    for name in draw(st.lists(st.sampled_from([*pools]), min_size=least, max_size=8)):
        long = 1 if name in (digits, "•|*") else draw(st.integers(1, 3))
        word = "".join(pools[name].pop() for _ in range(min(long, len(pools[name]))))
        words += [word] if word else []
    return words or ["a"]


def displayed(words: Sequence[str], leftward: bool) -> str:
    return str(get_display(" ".join(words), base_dir="R" if leftward else "L"))


def seen(words: Sequence[str], leftward: bool) -> list[str]:
    """The words from left to right, as a browser puts them."""
    shown = displayed(words, leftward)
    return sorted(words, key=lambda word: min(map(shown.index, word)))


def placed(words: Sequence[str], leftward: bool, apart: bool) -> list[Word]:
    """The words with their boxes; `apart`: each in an element of its own."""
    shown = displayed(words, leftward)
    starts = {word: min(map(shown.index, word)) * LETTER for word in words}
    return [
        Word(text=word, box=Box(starts[word], 10, LETTER * len(word), HEIGHT), line=line if apart else 0)
        for line, word in enumerate(words)
    ]


def read(words: Sequence[Word]) -> list[str]:
    """The rows that they are put together to."""
    passages = passages_of(lines_of(words))
    return [" ".join(line.text for line in row) for passage in passages for row in passage.rows]


@given(sentences() | sentences(digits="٠١٢٣٤٥٦٧٨٩"), st.booleans())
def test_words_are_read_in_an_order_that_looks_the_same(words: list[str], leftward: bool) -> None:
    visual = seen(words, leftward)
    order = as_read([kind(word) for word in visual], leftward)
    assert sorted(order) == list(range(len(words)))
    assert displayed([visual[index] for index in order], leftward) == displayed(words, leftward)


@given(sentences(), st.booleans())
def test_a_line_keeps_the_order_in_which_it_was_written(words: list[str], leftward: bool) -> None:
    assert read(placed(words, leftward, apart=False)) == [" ".join(words)]


@given(st.lists(st.sampled_from([HEBREW, ARABIC]), min_size=1, max_size=6), st.data())
def test_pieces_of_a_sentence_to_the_left_are_read_as_one(scripts: list[str], data: st.DataObject) -> None:
    words = [script[3 * at : 3 * at + 3] for at, script in enumerate(scripts)]
    number = data.draw(st.integers(0, len(words)))
    words[number:number] = ["12"] if 0 < number < len(words) else []
    assert read(placed(words, leftward=True, apart=True)) == [" ".join(words)]


@given(sentences(least=2), st.booleans())
def test_every_line_of_a_row_is_read_once(words: list[str], leftward: bool) -> None:
    rows = read(placed(words, leftward, apart=True))
    assert sorted(" ".join(rows).split()) == sorted(words)


@pytest.mark.parametrize(
    ("word", "way"),
    [
        ("abc", "right"),
        ("(שלום)", "left"),
        ("12", "number"),
        ("٣", "arabic number"),
        ("—", "neutral"),
        ("ב-5", "left"),
    ],
)
def test_which_way_a_word_runs(word: str, way: str) -> None:
    assert kind(word) == way


@pytest.mark.parametrize(
    ("word", "numeric"), [("12", True), ("€", True), (".", True), ("-٣", True), ("a", False), ("(", False)]
)
def test_what_may_be_part_of_a_number(word: str, numeric: bool) -> None:
    assert is_numeric(word) == numeric


def at(*texts: tuple[str, float, float]) -> Snapshot:
    """Pieces of text, each an element, its words from right to left where they are Arabic or Hebrew."""
    words = []
    for line, (text, x, y) in enumerate(texts):
        for word in seen(text.split(), leftward=kind(text) == "left"):
            words.append(Word(text=word, box=Box(x, y, LETTER * len(word), HEIGHT), line=line))
            x += LETTER * (len(word) + 1)
    ordered = [
        next(word for word in words if word.line == line and word.text == part)
        for line, (text, _, _) in enumerate(texts)
        for part in text.split()
    ]
    return Snapshot(picture="none", url="http://candidate.test/", words=tuple(ordered))


EMPTY = at()
SORTED = "تم الترتيب حسب السعر الآن"


def test_a_sentence_in_pieces() -> None:
    pieces = at(("الآن", 10, 10), ("حسب السعر", 55, 10), ("تم الترتيب", 145, 10))
    assert value({"text_appears": SORTED}, EMPTY, pieces) == "pass"
    assert value({"text_matches": f"^{SORTED}$"}, EMPTY, pieces) == "pass"
    assert value({"text_appears": "الآن حسب"}, EMPTY, pieces) == "fail"


def test_a_sentence_that_wraps() -> None:
    wrapped = at(("تم الترتيب حسب", 60, 10), ("السعر الآن", 96, 32))
    assert value({"text_appears": SORTED}, EMPTY, wrapped) == "pass"


def test_items_side_by_side_are_read_from_the_right() -> None:
    row = at(("مانجو", 10, 10), ("تفاح", 200, 10), ("موز", 400, 10))
    assert value({"order": ["موز", "تفاح", "مانجو"]}, EMPTY, row) == "pass"
    assert value({"order": ["مانجو", "تفاح", "موز"]}, EMPTY, row) == "fail"


def test_latin_items_are_read_from_the_right_where_the_page_is() -> None:
    row = at(("Nokia", 10, 60), ("Apple", 200, 60), ("الماركات المتوفرة في المتجر الآن", 150, 10))
    assert value({"order": ["Apple", "Nokia"]}, EMPTY, row) == "pass"
    assert value({"order": ["Apple", "Nokia"]}, EMPTY, at(("Nokia", 10, 60), ("Apple", 200, 60))) == "fail"


def test_an_arabic_name_on_a_page_in_english_moves_nothing() -> None:
    row = at(("Sender", 10, 10), ("محمد", 200, 10), ("sent three letters", 400, 10))
    assert value({"order": ["Sender", "محمد", "sent three"]}, EMPTY, row) == "pass"


def test_latin_words_in_a_row_keep_their_order() -> None:
    row = at(("Pro", 46, 10), ("Galaxy", 82, 10), ("هاتف", 145, 10), ("رخيص", 5, 10), ("متجر الهواتف", 5, 60))
    assert value({"text_appears": "هاتف Pro Galaxy رخيص"}, EMPTY, row) == "pass"


def test_what_a_row_says_before_and_after() -> None:
    page = at(("12", 10, 10), ("السلة:", 37, 10))
    (found,) = Scene(page, (1280, 720), lambda key: key).find("السلة")  # type: ignore[arg-type,return-value]
    assert (found.before, found.after) == ("", ": 12")


@pytest.mark.parametrize(
    "texts",
    [
        [("السلة: {}", 10, 10)],
        [("{}", 10, 10), ("السلة:", 37, 10)],
        [("{}", 10, 10), ("السلة", 600, 10)],
        [("{}", 10, 10), ("السلة", 600, 10), ("99", 700, 10)],
    ],
    ids=["a line", "pieces", "far", "the right is the wrong side"],
)
@pytest.mark.parametrize("digits", ["12", "١٢"])
def test_the_number_beside_a_label(texts: list[tuple[str, float, float]], digits: str) -> None:
    before, after = (at(*((text.format(number), x, y) for text, x, y in texts)) for number in ("7", digits))
    assert value({"number_changes": {"label": "السلة", "from": 7, "to": 12}}, before, after) == "pass"


def test_digits_in_elements_of_their_own_run_to_the_right() -> None:
    def counter(digits: str) -> Snapshot:
        return at(
            *((digit, 10 + LETTER * place, 10) for place, digit in enumerate(digits)), ("السلة", 60, 10)
        )

    finding = judge(
        {"number_changes": {"label": "السلة", "from": 123, "to": 124}}, counter("123"), counter("124")
    )
    assert finding.value == "pass", finding.reason


def test_rows_are_read_from_the_right_where_all_of_them_is() -> None:
    boxes = [Box(x, 10, 40, 20) for x in (0, 100, 200)]
    assert [x for _, x in reading_order(boxes, [True, True, True])] == [-40, -140, -240]
    assert [x for _, x in reading_order(boxes, [True, False, True])] == [0, 100, 200]
    assert reading_order(boxes) == reading_order(boxes, [False] * 3)


def test_marks_of_direction_and_the_tatweel_are_not_compared() -> None:
    assert normalise("\u200fالســـلة\u200e \u2068(3)\u2069") == "السلة (3)"
