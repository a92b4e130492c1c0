"""Numbers of broker reports: values, units, hedges, precision and places, whatever the spacing and the width."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model import Quantity
from extract.numbers.chinese_numerals import read_numeral
from extract.numbers.grammar import find_quantities, format_quantity, parse_cell, unit_scale
from extract.numbers.units import units
from extract.vocabulary.wording import fold


def values(text: str) -> list[str]:
    return [f"{quantity.value:f} {quantity.unit}".strip() for quantity in find_quantities(text)]


def one(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


def test_a_sentence_in_full() -> None:
    text = "2025 年实现营业收入 143.77 亿元，同比+56.92%；归母净利润约 25.45 亿元。"
    revenue, growth, profit = find_quantities(text)
    assert (revenue.value, revenue.unit, revenue.original, revenue.decimals) == (
        Decimal("14377000000"),
        "CNY",
        "143.77 亿元",
        -6,
    )
    assert (growth.value, growth.unit, growth.original, growth.decimals) == (
        Decimal("56.92"),
        "%",
        "+56.92%",
        2,
    )
    assert (profit.value, profit.comparator, profit.original) == (Decimal("2545000000"), "~", "25.45 亿元")
    assert text[profit.start : profit.end] == profit.original


@pytest.mark.parametrize(
    ("printed", "decimals"),
    [
        ("143.77 亿元", -6),
        ("56.92%", 2),
        ("500 亿", -8),
        ("1,234.5", 1),
        ("25bp", 2),
        ("3.35TB/s", -10),
        ("0.52元", 2),
    ],
)
def test_the_stated_precision_is_of_the_base_unit(printed: str, decimals: int) -> None:
    assert one(printed).decimals == decimals


def test_number_words_state_no_precision() -> None:
    assert one("三分之一").decimals is None
    assert one("一千两百亿元").decimals is None


def test_the_currency_of_yuan_follows_the_report() -> None:
    assert find_quantities("7.72 元", currency="HKD")[0].unit == "HKD"
    assert find_quantities("7.72 元人民币", currency="HKD")[0].unit == "CNY"
    assert find_quantities("¥100 bn", currency="JPY")[0].unit == "JPY"


def test_skipped_spans_hold_no_number() -> None:
    text = "25 年 PE 为 17 倍"
    assert values(text) == ["25 年", "17 倍"]
    assert [q.original for q in find_quantities(text, skip=[(0, 4)])] == ["17 倍"]


def test_a_range_ends_where_the_unit_is_printed() -> None:
    quantity = one("目标客户 20-30 万个")
    assert (quantity.value, quantity.value_high, quantity.unit) == (Decimal(200000), Decimal(300000), "个")
    assert quantity.original == "20-30 万个"


def test_members_of_a_list_keep_their_own_words() -> None:
    found = find_quantities("EPS 分别为 0.52、0.67、0.85 元")
    assert [(q.original, q.unit) for q in found] == [("0.52", "CNY"), ("0.67", "CNY"), ("0.85 元", "CNY")]


def test_an_inline_revision_is_two_numbers() -> None:
    assert values("3.08(-0.24)") == ["3.08", "-0.24"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("海光信息-688041", ["688041"]),  # a joint, not a minus
        ("增速-5.2%", ["-5.2 %"]),
        ("降至-26%", ["-26 %"]),
        ("3 家电商", ["3 家"]),
        ("3 家电行业龙头", ["3"]),
        ("5 个股", ["5"]),
        ("10 元件", ["10"]),
        ("2 成立", ["2"]),
        ("5 百分点", ["5 pct_pt"]),
        ("US$3.2bn HK$7.72", ["3200000000 USD", "7.72 HKD"]),
        ("12.5m (vs. 10.3m in", ["12500000", "10300000"]),
        ("直径 2.8m", []),
        ("从 15%到 20%", ["15 %", "20 %"]),
        ("增加81家至168家", ["81 家", "168 家"]),
    ],
)
def test_neighbours_decide(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("一千两百亿", 120_000_000_000),
        ("三千五百亿", 350_000_000_000),
        ("两万亿", 2_000_000_000_000),
        ("一亿两千万", 120_000_000),
        ("二十三", 23),
        ("十", 10),
        ("三千五", 3500),
        ("三千零五", 3005),
        ("一百零八", 108),
        ("三五", None),
        ("", None),
        ("家", None),
    ],
)
def test_chinese_numerals(word: str, value: int | None) -> None:
    assert read_numeral(word) == value


def test_a_cell_gives_its_own_place_and_words() -> None:
    cell = parse_cell("  （1,234.5） ")
    assert cell is not None
    assert (cell.value, cell.original, cell.start, cell.end) == (Decimal("-1234.5"), "（1,234.5）", 2, 11)


def test_a_cell_range_in_brackets_turns_round() -> None:
    cell = parse_cell("(3.4-5.6)")
    assert cell is not None
    assert (cell.value, cell.value_high) == (Decimal("-5.6"), Decimal("-3.4"))


def test_unit_scale_of_a_corner() -> None:
    assert unit_scale("单位：百万元") == (Decimal(1_000_000), "CNY")
    assert unit_scale("百万元", currency="HKD") == (Decimal(1_000_000), "HKD")
    assert unit_scale("会计年度") is None


# ——— properties ———

MAGNITUDES = {"": 0, "万": 4, "百万": 6, "亿": 8, "万亿": 12}
COUNTS = st.sampled_from(["", "元", "美元", "%", "倍", "家", "股", "tokens", "个百分点"])
FIGURES = st.decimals(min_value=0, max_value=99999, places=2, allow_nan=False, allow_infinity=False)
HEDGES = {"": "=", "约": "~", "超过": ">", "不低于": ">=", "不足": "<", "至多": "<="}
LIKELY = st.text(
    alphabet="0123456789.,%-–~至到/（）() 亿万千元家倍年月日QHEFYx三两十百第约超以上\n　５．％abMW$",
    max_size=40,
)


PIECES = (
    "12|3.5|1,234|０．８|三|一千两百|十|两|半|成|倍|亿|万|元|美元|US$|HK$|%|％|pct|个百分点|bp|家|片|GW|TB/s|kg|x|PE|约|超|近|不低于|以上|左右|"
    "多|余|+|-|~|～|–|至|到|/|、|,|，|。|(|)|（|）|分别为|由|从|每|第|前|翻倍|分之| |\n|年|月|2025|Q1|图|表 3|GLM-5|688041.SH"
)
WORDED = st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map("".join)


@given(st.one_of(st.text(max_size=60), LIKELY, WORDED))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_input_raises_and_places_are_true(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert quantity.start >= end
        end = quantity.end
        assert text[quantity.start : quantity.end] == quantity.original
        assert quantity.comparator in ("=", ">", ">=", "<", "<=", "~")
        assert quantity.value_high is None or quantity.value < quantity.value_high
    parse_cell(text)
    unit_scale(text)


@given(FIGURES, st.sampled_from(sorted(MAGNITUDES)), COUNTS, st.sampled_from(sorted(HEDGES)))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_spacing_and_width_change_nothing(figure: Decimal, magnitude: str, unit: str, hedge: str) -> None:
    printed = f"{hedge}{figure}{magnitude}{unit}"
    spaced = f"{hedge} {figure} {magnitude} {unit}"
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in printed)
    readings = [
        (quantity.value, quantity.unit, quantity.comparator, quantity.decimals)
        for text in (printed, spaced, wide)
        for quantity in [one(text)]
    ]
    assert readings[0] == readings[1] == readings[2]
    assert readings[0][0] == figure.scaleb(
        MAGNITUDES[magnitude] + units()[unit].exponent if unit else MAGNITUDES[magnitude]
    )
    assert readings[0][2] == HEDGES[hedge]


def readings(text: str) -> list[tuple[object, ...]]:
    return [(q.value, q.value_high, q.unit, q.comparator) for q in find_quantities(text)]


# Above what may be a year.
WHOLE = st.integers(min_value=2100, max_value=9_999_999)


@given(WHOLE, WHOLE, st.sampled_from(["元", "%", "家", "万台", "亿美元"]), st.sampled_from(sorted(HEDGES)))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_the_signs_between_change_nothing(one: int, other: int, unit: str, hedge: str) -> None:
    low, high = sorted((one, other + 10_000_000))
    ranges = {
        tuple(readings(f"{hedge}{low:{mark}}{gap}{sign}{gap}{high:{mark}}{space}{unit}"))
        for sign in "-~～–—至到－"
        for gap in ("", " ")
        for space in ("", " ")
        for mark in ("", ",")
    }
    assert len(ranges) == 1
    ((pair,),) = ranges
    scale = units()[unit[-2:]] if unit.endswith("美元") else units()[unit[-1]]
    power = Decimal(10) ** {"万": 4, "亿": 8}.get(unit[0], 0)
    assert pair == (low * power, high * power, "CNY" if unit == "元" else scale.name, HEDGES[hedge])


@given(WHOLE, WHOLE, WHOLE, st.sampled_from(["元", "%", "家", "万台", "亿美元"]))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_marks_of_a_list_change_nothing(one: int, two: int, three: int, unit: str) -> None:
    lists = {
        tuple(readings(f"分别为{gap}{f'{gap}{mark}{gap}'.join(map(str, (one, two, three)))}{gap}{unit}"))
        for mark in "/、"
        for gap in ("", " ")
    }
    assert len(lists) == 1
    assert [value for value, *_ in lists.pop()] == [
        number * Decimal(10) ** {"万": 4, "亿": 8}.get(unit[0], 0) for number in (one, two, three)
    ]


UNITS = [
    "",
    "CNY",
    "USD",
    "HKD",
    "EUR",
    "%",
    "pct_pt",
    "倍",
    "share",
    "家",
    "款",
    "部",
    "人",
    "token",
    "W",
    "FLOPS",
    "B/s",
]


@given(
    FIGURES.map(lambda value: value.normalize()),
    st.one_of(st.none(), st.decimals(min_value=1, max_value=500, places=1)),
    st.booleans(),
    st.sampled_from(UNITS),
    st.sampled_from(sorted(set(HEDGES.values()))),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_what_is_formatted_reads_back(
    value: Decimal, width: Decimal | None, negative: bool, unit: str, comparator: str
) -> None:
    low = -value if negative else value
    high = None if width is None else low + width
    quantity = Quantity(
        value=low, value_high=high, unit=unit, comparator=comparator, original="", decimals=2, start=0, end=0
    )
    back = one(format_quantity(quantity))
    assert (back.value, back.value_high, back.unit, back.comparator, back.decimals) == (
        low,
        high,
        unit,
        comparator,
        2,
    )


@given(st.integers(min_value=1, max_value=99_999_999))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_written_out_numerals_read_back(number: int) -> None:
    assert read_numeral(_in_words(number)) == number


def _in_words(number: int) -> str:
    if number >= 10_000:
        head, tail = divmod(number, 10_000)
        gap = "零" if tail and tail < 1000 else ""
        return _in_words(head) + "万" + gap + (_in_words(tail) if tail else "")
    digits = "零一二三四五六七八九"
    text = "".join(
        digits[digit] + (step if digit else "")
        for digit, step in zip(map(int, f"{number:04d}"), ("千", "百", "十", ""), strict=True)
    )
    return re.sub("零+", "零", text).strip("零")


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_three_hundred_kilobytes_take_under_three_seconds() -> None:
    line = "公司 2025 年实现营业收入 143.77 亿元，同比增长 56.92%，毛利率提升 2.5 个百分点至 41.2%，对应 PE 为 26.3/19.8/14.9 倍。\n"
    text = line * (300_000 // len(line.encode()))
    find_quantities(line)
    started = time.process_time()
    found = find_quantities(text)
    assert len(found) == 7 * (len(text) // len(line))
    assert time.process_time() - started < 3  # a loose bound: the machine may be busy


def test_long_runs_stay_linear() -> None:
    for piece in ("1", "1,", "1-", "1/", "亿", "一", "(", "a1-", "2025年", "0.", " ", "\n", "..", "1 "):
        started = time.process_time()
        find_quantities(piece * 20_000)
        assert time.process_time() - started < 5, piece


@pytest.mark.parametrize(
    ("text", "comparators"),
    [
        ("增长率分别不低于 8%，18%，28%；当年不低于 20%，占比 70%", [">=", ">=", ">=", ">=", "="]),
        ("分别超 3 亿元，5 亿元，收入 20 亿元", [">", ">", "="]),
        ("收入不低于 8 亿元，利润 2 亿元", [">=", "="]),
    ],
)
def test_commas_go_on_with_the_hedge_that_a_list_of_each_opens(text: str, comparators: list[str]) -> None:
    assert [quantity.comparator for quantity in find_quantities(text)] == comparators
