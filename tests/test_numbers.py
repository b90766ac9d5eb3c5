"""Numbers as people write them, held against Babel's data of the Unicode CLDR."""

import math
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import pytest
from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_territory_currencies,
)
from hypothesis import given
from hypothesis import strategies as st

from rubrics.characters import MARKS, NO_BREAK, plainly
from rubrics.notation import PLAIN, Notation
from rubrics.numbers import notations, numbers, read
from rubrics.text import RAISED, TOUCH
from tests import build_currencies

COMMA, POINT = Notation(comma=True), PLAIN
# fmt: off
LOCALES = (
    "en_US", "en_GB", "en_IN", "en_ZA", "en_CA", "de_DE", "de_AT", "de_CH", "fr_FR", "fr_CH", "fr_CA",
    "it_IT", "it_CH", "es_ES", "es_MX", "es_AR", "pt_BR", "pt_PT", "nl_NL", "sv_SE", "nb_NO", "da_DK",
    "fi_FI", "is_IS", "pl_PL", "cs_CZ", "sk_SK", "hu_HU", "ro_RO", "bg_BG", "el_GR", "ru_RU", "uk_UA",
    "kk_KZ", "sr_RS", "hr_HR", "sl_SI", "lt_LT", "lv_LV", "et_EE", "tr_TR", "az_AZ", "ka_GE", "hy_AM",
    "he_IL", "ar_EG", "ar_SA", "ar_AE", "ar_MA", "fa_IR", "ur_PK", "ps_AF", "ckb_IQ", "hi_IN", "bn_BD",
    "mr_IN", "ne_NP", "ta_IN", "te_IN", "gu_IN", "pa_IN", "si_LK", "th_TH", "my_MM", "km_KH", "lo_LA",
    "vi_VN", "id_ID", "ms_MY", "fil_PH", "ja_JP", "ko_KR", "zh_CN", "zh_TW", "sw_KE", "am_ET", "zu_ZA",
    "af_ZA", "ha_NG", "ff_Adlm_GN", "dz_BT", "eu_ES", "ca_ES", "gl_ES", "ga_IE", "cy_GB", "mt_MT",
    "fy_NL", "rm_CH",
)
# fmt: on
INTEGERS = (0, 7, 42, -5, 999, 1234, -98765, 1234567)
DECIMALS = tuple(
    map(Decimal, ("0.5", "3.14", "0.125", "-2.75", "12.345", "1234.5", "-1234.567", "9876543.21"))
)
AMOUNTS = tuple(map(Decimal, ("5", "0.99", "-12.5", "1234", "1234.5", "-98765.43", "1234567.89")))
SHARES = tuple(map(Decimal, ("0.05", "0.5", "-0.25", "12.34", "1234.56")))

Kind = Literal["integer", "decimal", "currency", "percent"]


def own_currency(locale: str) -> str:
    return get_territory_currencies(Locale.parse(locale).territory or "")[0]


def rendered(locale: str) -> Iterator[tuple[Kind, Decimal, str]]:
    """What the locale table consists of: a kind, a number, and how it is written."""
    for integer in INTEGERS:
        yield "integer", Decimal(integer), format_decimal(integer, locale=locale)
    for number in DECIMALS:
        yield "decimal", number, format_decimal(number, locale=locale)
    for code in dict.fromkeys((own_currency(locale), "EUR", "USD")):
        for amount in AMOUNTS:
            shown = round(amount, get_currency_precision(code))
            yield "currency", shown, format_currency(amount, code, locale=locale)
    for share in SHARES:
        yield "percent", Decimal(round(share * 100)), format_percent(share, locale=locale)


def readings(text: str, *page: str) -> set[tuple[float, ...]]:
    """The numbers that a text may say, on a page that says these others, too."""
    return {tuple(one.value for one in numbers(text, way)) for way in notations([text, *page])}


def judged(text: str, number: Decimal, *page: str) -> Literal["right", "ambiguous", "wrong"]:
    found = readings(text, *page)
    right = [len(one) == 1 and math.isclose(one[0], number, rel_tol=1e-12) for one in found]
    return "right" if all(right) else "ambiguous" if any(right) else "wrong"


def test_the_locale_table_is_right_or_ambiguous() -> None:
    assert len(LOCALES) > 80
    judgements = [
        (kind, locale, text, judged(text, number))
        for locale in LOCALES
        for kind, number, text in rendered(locale)
    ]
    assert [one for one in judgements if one[-1] == "wrong"] == []
    count = Counter((kind, said) for kind, _, _, said in judgements)
    print(count)
    # Ambiguous are those in which three digits stand behind one mark.
    assert [
        text for _, _, text, said in judgements if said == "ambiguous" and not three_behind_one(text)
    ] == []


def three_behind_one(text: str) -> bool:
    digits = "".join(char for char in plainly(text)[0] if char.isdigit() or char in MARKS + NO_BREAK).strip(
        NO_BREAK
    )
    return sum(not char.isdigit() for char in digits) == 1 and digits[-4:-3] in (".", ",")


def test_an_ordinary_space_may_part_thousands_everywhere() -> None:
    """As those write it who have no other space on the keyboard, and as evidence of before has it."""
    for locale in LOCALES:
        for _, number, text in rendered(locale):
            spaced = "".join(" " if char.isspace() else char for char in text)
            assert judged(spaced, number) != "wrong", (locale, text)


@pytest.mark.parametrize(
    "locale", ["de_DE", "fr_FR", "sv_SE", "en_US", "de_CH", "pt_BR", "en_IN", "ru_RU", "da_DK"]
)
def test_other_numbers_of_the_page_settle_it(locale: str) -> None:
    price, share = format_currency(19.9, "EUR", locale=locale), format_decimal(Decimal("2.5"), locale=locale)
    large = format_currency(-65432.1, "EUR", locale=locale)
    for _, number, text in rendered(locale):
        spaced = "".join(" " if char.isspace() else char for char in text)
        for written in (text, spaced):
            assert judged(written, number, price, share, large) == "right", written


def test_every_mark_of_the_cldr_is_known() -> None:
    for name in locale_identifiers():
        locale = Locale.parse(name)
        for symbols in (
            locale.number_symbols.get(locale.default_numbering_system) or {},
            locale.number_symbols["latn"],
        ):
            decimal, group, minus, percent = (
                plainly(symbols.get(mark, default))[0]
                for mark, default in (
                    ("decimal", "."),
                    ("group", ","),
                    ("minusSign", "-"),
                    ("percentSign", "%"),
                )
            )
            assert decimal in tuple(".,\u066b"), name
            assert group in tuple(f".,'\u066c{NO_BREAK}"), name
            assert minus in tuple("-\u2212"), name
            assert percent == "%", name


def test_the_words_for_currencies_are_those_of_the_installed_cldr() -> None:
    written = build_currencies.WORDS.read_text("utf-8").splitlines()
    assert written == build_currencies.lines(), "run: python -m tests.build_currencies"


@given(
    st.sampled_from(LOCALES),
    st.decimals(-(10**9), 10**9, places=3) | st.integers(-(10**12), 10**12).map(Decimal),
)
def test_no_number_is_read_as_another(locale: str, number: Decimal) -> None:
    assert judged(format_decimal(number, locale=locale), number) != "wrong"
    for code in {own_currency(locale), "EUR"}:
        shown = round(number, get_currency_precision(code))
        assert judged(format_currency(shown, code, locale=locale), shown) != "wrong"
    share = Decimal(round(number))
    assert judged(format_percent(share / 100, locale=locale), share) != "wrong"


@given(
    st.sampled_from(LOCALES),
    st.decimals(-(10**6), 10**6, places=2),
    st.sampled_from(["Total: {}", "({})", "{}.", "now {} each", "\n{}\n"]),
)
def test_what_stands_around_a_price_changes_nothing(locale: str, amount: Decimal, around: str) -> None:
    text = format_currency(amount, "EUR", locale=locale)
    assert judged(around.format(text), amount) == judged(text, amount) != "wrong"


@given(
    st.text(st.sampled_from(f"0123456789.,' -+\u2212€%xkr()\n\t{TOUCH}{RAISED}\u0663\u066b½²a"), max_size=40),
    st.builds(Notation, *[st.booleans()] * 4),
)
def test_numbers_stand_one_after_the_other(text: str, notation: Notation) -> None:
    end = 0
    for number in numbers(text, notation):
        assert end <= number.start < number.end <= len(text)
        end = number.end
    assert read(text) is read(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("B2", []),
        ("v2.15", []),
        ("Q4", []),
        ("H₂O, 50 m²", [50]),
        ("x2", [2]),
        ("x3 250 kr", [3, 250]),
        ("B2 500 g", [500]),
        ("3/5", [3, 5]),
        ("3-5", [3, 5]),
        ("2026-03-02", [2026, 3, 2]),
        ("31.12.2024", [31, 12, 2024]),
        ("192.168.1.1", [192, 168, 1, 1]),
        ("Covid-19", [19]),
        ("Cart – 3 items", [3]),
        ("Cart - 3 items", [3]),
        ("Cart -3", [-3]),
        ("Total:-3", [-3]),
        ("(−3)", [-3]),
        ("− 3 +", [3]),
        ("$5–10", [5, 10]),
        ("$5 - $10", [5, 10]),
        ("5 € 3", [5, 3]),
        ("-kr 12,50", [-12.5]),
        ("€ 12,50-", [-12.5]),
        ("CHF-12.50", [-12.5]),
        ("-%50", [-50]),
        ("12,-", [12]),
        ("Rs.500", [500]),
        ("Rs.1,23,456.50", [123456.5]),
        ("Q1,234.50", [1234.5]),
        ("1 234 kr", [1234]),
        ("1\u202f234,5", [1234.5]),
        ("12,34,567", [1234567]),
        ("1’234’567", [1234567]),
        ("1,234.567", [1234.567]),
        ("1234,567", [1234.567]),
        ("0.500", [0.5]),
        (".50", [0.5]),
        ("1½ cups", [1.5]),
        ("¾", [0.75]),
        ("$1,299", [1299]),
        ("1.299 €", [1299]),
        ("合計1234円", [1234]),
        ("١٬٢٣٤٫٥٠ جنيه", [1234.5]),
        ("१२,३४,५६७", [1234567]),
        ("１２３", [123]),
        ("\u200e-\u200e5\u200e", [-5]),
        (f"€{TOUCH}89{TOUCH}.90", [89.9]),
        (f"€89{RAISED}90", [89.9]),
        ("€89⁹⁰", [89.9]),
        (f"1{TOUCH}2{TOUCH}3", [123]),
        (f"€1{TOUCH},{TOUCH}234{TOUCH}.{TOUCH}50", [1234.5]),
        ("299\t199 kr", [299, 199]),
    ],
)  # fmt: skip
def test_what_is_a_number(text: str, said: list[float]) -> None:
    assert readings(text) == {tuple(said)}


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("1,234", {(1234,), (1.234,)}),
        ("1.234", {(1234,), (1.234,)}),
        ("0,500", {(0.5,), (500,)}),
        ("1,459 €/l", {(1459,), (1.459,)}),
        ("KWD 1.234", {(1234,), (1.234,)}),
        ("3 500 g packs", {(3500,), (3, 500)}),
        ("Change − 3", {(3,), (-3,)}),
        ("Total: - 3", {(3,), (-3,)}),
        ("12.50-", {(12.5,), (-12.5,)}),
        (f"89{RAISED}90", {(89.9,), (89,)}),
        (f"12{TOUCH}345", {(12345,), (12, 345)}),
    ],
)
def test_what_can_be_read_in_several_ways(text: str, ways: set[tuple[float, ...]]) -> None:
    assert readings(text) == ways


@pytest.mark.parametrize(
    ("page", "text", "said"),
    [
        (["12,50 €"], "0,500", (0.5,)),
        (["$12.50"], "0,500", (500,)),
        (["12,50 €", "Version 2.15"], "1.234", (1234,)),
        (["1,234,567"], "1,234", (1234,)),
        (["1 234,50 kr"], "3 500 stycken", (3500,)),
        (["$1,299"], "3 500 g", (3, 500)),
        (["1'000.50"], "3 500 g", (3, 500)),
    ],
)
def test_a_page_shows_its_notation(page: list[str], text: str, said: tuple[float, ...]) -> None:
    assert len(readings(text)) > 1
    assert readings(text, *page) == {said}


def test_a_page_that_contradicts_itself_settles_nothing() -> None:
    assert readings("1,234", "12,5 km", "12.5 mi") == {(1234,), (1.234,)}


def test_a_page_without_open_questions_has_one_notation() -> None:
    assert notations(["Total: €12.50", "3 items", "Lamp"]) == (PLAIN,)
    assert notations([]) == (PLAIN,)


def test_no_currency_is_taken_for_one_with_three_decimals_by_its_sign() -> None:
    three = {code for code in get_global("all_currencies") if get_currency_precision(code) == 3}
    assert three == {"BHD", "JOD", "KWD", "LYD", "OMR", "TND"}
    for code in three:
        text = format_currency(Decimal("1.234"), code, locale="en_US")
        assert judged(text, Decimal("1.234")) == "ambiguous", text
