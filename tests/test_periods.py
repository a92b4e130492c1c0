"""Periods of broker reports: what is printed, read on the report's date."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model import Period
from extract.numbers.masks import mask_labels
from extract.periods.dates import relative_value, span_value
from extract.periods.grammar import expand_years, find_periods, parse_period
from extract.periods.printing import format_period
from extract.periods.rules import rules, search
from extract.vocabulary.wording import fold

SUNDAY = datetime.date(2026, 4, 5)


def values(text: str, anchor: datetime.date = SUNDAY) -> list[str]:
    return [period.value for period in find_periods(text, anchor)]


def test_a_sentence_in_full() -> None:
    text = "预计 2025-2027 年归母净利润分别为 3.09/4.12/5.46 亿元，2025 年四季度同比 10-15%"
    years, quarter = find_periods(text, SUNDAY)
    assert (years.value, text[years.start : years.end]) == ("2025/2027", "2025-2027 年")
    assert (quarter.value, quarter.inferred, quarter.stance) == ("2025Q4", False, None)


def test_the_mark_of_a_year_is_its_stance() -> None:
    found = find_periods("2024A 2025E 2026F 2027", SUNDAY)
    assert [(period.value, period.stance) for period in found] == [
        ("2024", "actual"),
        ("2025", "estimate"),
        ("2026", "estimate"),
        ("2027", None),
    ]


def test_a_list_of_years_is_a_period_each() -> None:
    text = "2022/2023/2024 年"
    assert [(p.value, text[p.start : p.end]) for p in find_periods(text, SUNDAY)] == [
        ("2022", "2022"),
        ("2023", "2023"),
        ("2024", "2024 年"),
    ]


def test_a_part_without_a_year_follows_the_year_the_sentence_named() -> None:
    assert values("2023 年收入 10 亿元，四季度 3 亿元") == ["2023", "2023Q4"]
    assert values("2023 年收入 10 亿元。四季度 3 亿元") == ["2023", "2025Q4"]
    assert values("2019 年 3 月上市，5 月定增") == ["2019-03", "2019-05"]
    assert values("2024 年 12 月 8 日公告，1 月 5 日完成") == ["2024-12-08", "2025-01-05"]


def test_a_part_behind_a_relative_year_is_one_period() -> None:
    text = "去年四季度"
    (period,) = find_periods(text, SUNDAY)
    assert (period.value, text[period.start : period.end], period.inferred) == ("2025Q4", text, True)


@pytest.mark.parametrize(
    ("anchor", "last", "this", "past"),
    [
        ("2026-04-05", "2026-03-30/2026-04-03", "2026-03-30/2026-04-03", "2026-03-30/2026-04-03"),  # Sunday
        ("2026-04-06", "2026-03-30/2026-04-03", "2026-04-06/2026-04-10", "2026-03-30/2026-04-03"),  # Monday
        ("2026-04-10", "2026-03-30/2026-04-03", "2026-04-06/2026-04-10", "2026-04-06/2026-04-10"),  # Friday
    ],
)
def test_weeks_are_trading_weeks(anchor: str, last: str, this: str, past: str) -> None:
    day = datetime.date.fromisoformat(anchor)
    assert [values(word, day)[0] for word in ("上周", "本周", "过去一周")] == [last, this, past]


def test_a_day_without_a_year_is_the_latest_one() -> None:
    assert values("4 月 5 日") == ["2026-04-05"]
    assert values("4 月 6 日") == ["2025-04-06"]
    assert values("预计 4 月 6 日") == ["2026-04-06"]
    assert values("12 月", datetime.date(2026, 1, 10)) == ["2025-12"]


def test_two_digits_are_a_year_only_near_the_report() -> None:
    assert values("20 年国内市场规模", datetime.date(2021, 12, 8)) == ["2020"]
    assert values("深耕废气循环系统 20 年，", datetime.date(2025, 7, 14)) == []
    assert values("10 年期国债") == []
    assert values("近 25 年") == []
    assert values("25 年 PE") == ["2025"]


def test_the_other_end_of_a_comparison_is_no_period() -> None:
    assert values("较去年同期增长") == []


def test_label_numbers_do_not_hide_years() -> None:
    assert values("图62.2020-2024 可比公司") == ["2020/2024"]
    assert values("图 20 2024 上半年市场格局") == ["2024H1"]


def test_years_are_not_money_names_or_counts() -> None:
    assert values("2025 元 10-15% 300750 GLM-5 2000 家 深南大道 2008 号 H200") == []


@pytest.mark.parametrize(
    ("value", "members"),
    [
        ("2024/2026", ["2024", "2025", "2026"]),
        ("2023Q3/2024Q2", ["2023Q3", "2023Q4", "2024Q1", "2024Q2"]),
        ("FY2025/FY2026", ["FY2025", "FY2026"]),
        ("2025", ["2025"]),
        ("2025-01/2025-09", ["2025-01/2025-09"]),
    ],
)
def test_ranges_expand(value: str, members: list[str]) -> None:
    assert expand_years(value) == members
    assert expand_years(Period(value=value, start=0, end=0)) == members


def test_a_header_keeps_its_place() -> None:
    period = parse_period("  2024E ", SUNDAY)
    assert period is not None
    assert (period.value, period.stance, period.start, period.end) == ("2024", "estimate", 2, 7)


def test_calendar_words() -> None:
    assert relative_value("quarter:-1", SUNDAY) == "2026Q1"
    assert relative_value("month:-1", datetime.date(2026, 1, 31)) == "2025-12"
    assert span_value(3, "月", datetime.date(2026, 5, 31), future=False) == "2026-02-28/2026-05-31"
    assert span_value(20, "年", SUNDAY, future=False) is None


LIKELY = st.text(
    alphabet="0123456789.-–~至/（）() 年月日上下半第一二三四季度QHEFAYM前近过去周个财、和今\n", max_size=40
)
DAYS = st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2040, 12, 31))

PIECES = (
    "2025|25|1|3|20250715|7 月 15 日|年|月|Q3|1H|FY|E|A|-|/|、|至| |\n|一季度|前三季度|1-3季度|上半年|年报|去年|本周|过去一周|"
    "近 12 个月|世纪|年代|财年|第二季度|Mar|12 |week 3.30-4.03|(|)|.|,|亿元|家|Q|H1|9M|年底|到|今年以来"
)
WORDED = st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map("".join)


@given(st.one_of(st.text(max_size=60), LIKELY, WORDED), DAYS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_input_raises_and_periods_stay_apart(text: str, anchor: datetime.date) -> None:
    end = 0
    for period in find_periods(text, anchor):
        assert end <= period.start < period.end <= len(text)
        assert period.value
        end = period.end
    parse_period(text, anchor)


@given(st.one_of(WORDED, LIKELY))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_the_search_at_heads_finds_what_a_plain_search_finds(text: str) -> None:
    folded = mask_labels(fold(text))
    plain = {
        (number, match.span())
        for number, rule in enumerate(rules())
        for match in rule.form.pattern.finditer(folded)
    }
    found = {(number, match.span()) for number, match in search().matches(folded)}
    assert found == plain


@given(
    DAYS,
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y 年 %m 月 %d 日", "%Y年%m月%d日", "%Y%m%d"]),
    DAYS,
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_full_date_reads_back_whatever_the_form(
    day: datetime.date, form: str, anchor: datetime.date
) -> None:
    printed = day.strftime(form)
    period = parse_period(printed, anchor)
    if form == "%Y%m%d" and abs(day.year - anchor.year) > 15:
        return  # eight digits far from the report may be any number
    assert period is not None and period.value == day.isoformat()


YEARS = st.integers(min_value=2018, max_value=2034)
MARKS = st.sampled_from([None, "estimate", "actual"])


@st.composite
def period_values(draw: st.DrawFn) -> tuple[str, str | None]:
    """Every shape of value in the claim contract, with a stance where it can be printed."""
    year, later = draw(YEARS), draw(st.integers(min_value=1, max_value=8))
    quarter, month = draw(st.integers(1, 4)), draw(st.integers(1, 11))
    day = datetime.date(year, 1, 1) + datetime.timedelta(days=draw(st.integers(0, 364)))
    end = day + datetime.timedelta(days=later)
    shape = draw(st.integers(0, 12))
    value = [
        f"{year}",
        f"{year}Q{quarter}",
        f"{year}H{1 + quarter % 2}",
        f"{year}/{year + later}",
        f"FY{year}",
        f"FY{year}Q{quarter}",
        f"FY{year}H{1 + quarter % 2}",
        day.isoformat(),
        f"{day.isoformat()}/{end.isoformat()}",
        f"{year}-{month:02d}",
        f"{year}-{month:02d}/{year + later}-{month:02d}",
        f"{year}-01/{year}-{month + 1:02d}",
        f"{year}Q{quarter}/{year + later}Q{quarter}",
    ][shape]
    return value, draw(MARKS) if shape < 4 else None


@given(period_values(), st.sampled_from(["{}", "截至 {}，", "（{}）", "公司{}收入"]), DAYS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_what_is_formatted_reads_back(
    period: tuple[str, str | None], sentence: str, anchor: datetime.date
) -> None:
    value, stance = period
    printed = format_period(value, stance)
    text = sentence.format(printed)
    found = [(p.value, p.stance, p.inferred, text[p.start : p.end]) for p in find_periods(text, anchor)]
    assert found == [(value, stance, False, printed)]


@given(DAYS, DAYS)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_signs_between_change_nothing(day: datetime.date, anchor: datetime.date) -> None:
    y, m, d = day.year, day.month, day.day
    ways = {parse_period(f"{y}{sep}{m:02d}{sep}{d:02d}", anchor).value for sep in "-/."}  # type: ignore[union-attr]
    assert ways == {day.isoformat()}
    for first, last in ((f"{y}", f"{y + 3}"), (f"{y}Q1", f"{y + 1}Q4")):
        after = "" if "Q" in first else " 年"
        ranges = {
            tuple(values(f"{first}{gap}{mark}{gap}{last}{after}", anchor))
            for mark in "-–—~～至到"
            for gap in ("", " ")
        }
        assert ranges == {(f"{first}/{last}",)}


@given(
    st.integers(min_value=2018, max_value=2034),
    st.sampled_from(["Q1", "Q4", "H1", "H2", ""]),
    st.sampled_from(["", " "]),
    st.booleans(),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_spacing_and_width_change_nothing(year: int, part: str, gap: str, wide: bool) -> None:
    words = {"Q1": "第一季度", "Q4": "四季度", "H1": "上半年", "H2": "下半年", "": ""}
    printed = f"{year}{gap}年{gap}{words[part]}"
    if wide:
        printed = "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in printed)
    assert values(printed) == [f"{year}{part}"]


def test_long_runs_stay_linear() -> None:
    for piece in ("2025", "2025年", "1-", "2025/", "3月", "Q1", "近", "一季", "2025-", " ", "\n", "25、"):
        started = time.process_time()
        find_periods(piece * 10_000, SUNDAY)
        assert time.process_time() - started < 5, piece


def test_a_year_of_two_digits_with_a_nought_is_a_year_however_long_ago() -> None:
    day = datetime.date(2022, 2, 14)
    assert [p.value for p in find_periods("收入在 05、06 年均保持增长", day)] == ["2005", "2006"]
    assert [p.value for p in find_periods("08年收入回落", day)] == ["2008"]
    assert find_periods("深耕行业15年", day) == []
