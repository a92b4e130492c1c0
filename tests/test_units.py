"""What a bare figure is counted in: settled between the tables of a report where its own prints nothing."""

from __future__ import annotations

from by_hand import DAY, FACTS, line, table

from extract.head.header import Facts
from extract.model import MetricClaim
from extract.pages.lines import Line
from extract.tables.grids import find_grids
from extract.tables.settle import Tables

YEARS = ("2024A", "2025E", "2026E")


def report(*pages: list[Line], facts: Facts = FACTS) -> list[MetricClaim]:
    grids = []
    for number, lines in enumerate(pages, 1):
        for ln in lines:
            ln.page = number
        grids += find_grids(lines, DAY)
    return [claim for claims in Tables(facts).claims(grids).values() for claim in claims]


def with_corner(text: str, lines: list[Line]) -> list[Line]:
    return [*lines, line(text, 40, 100)]


def test_a_table_without_a_unit_takes_the_one_that_agrees_with_the_others() -> None:
    printed = table(YEARS, [("营业收入（百万元）", 944.4, 1261.7, 1518.5)])
    bare = table(YEARS, [("营业收入", 9.44, 12.6, 15.2), ("归母净利润", 0.7, 0.9, 1.1)])
    found = {
        (c.metric, str(c.value.normalize()), c.doubts)
        for c in report(printed, bare)
        if c.page == 2 and c.period == "2024"
    }
    assert found == {("营业收入", "9.44E+8", ()), ("归母净利润", "7E+7", ())}


def test_where_nothing_tells_the_unit_stays_open() -> None:
    (claim, *_) = report(table(YEARS, [("营业收入", 9.44, 12.6, 15.2)]))
    assert (str(claim.value), claim.unit, claim.doubts) == ("9.44", "", ("unit_inferred",))


def test_a_statement_without_a_unit_is_in_millions_and_in_doubt() -> None:
    names = (
        "货币资金",
        "应收账款",
        "存货",
        "固定资产",
        "短期借款",
        "应付账款",
        "负债合计",
        "资产总计",
        "股本",
    )
    found = report(table(YEARS, [(name, 9, 9, 9) for name in names]))
    assert {(str(c.value.normalize()), c.unit, c.doubts) for c in found if c.metric == "存货"} == {
        ("9E+6", "CNY", ("unit_inferred",))
    }


def test_rows_without_a_unit_share_that_of_the_others() -> None:
    rows = [("收入（亿元）", 761, 846, 932), ("毛利（亿元）", 259, 290, 300), ("成本", 502, 555, 609)]
    found = {c.metric: str(c.value.normalize()) for c in report(table(YEARS, rows)) if c.period == "2024"}
    assert found == {"收入": "7.61E+10", "毛利": "2.59E+10", "成本": "5.02E+10"}


def test_the_currency_of_the_statements_holds_for_tables_that_name_none() -> None:
    names = ("货币资金", "应收账款", "存货", "固定资产", "短期借款", "应付账款", "负债合计", "资产总计")
    statements = with_corner("港币百万", table(YEARS, [(name, 9, 9, 9) for name in names]))
    front = table(YEARS, [("营业收入（百万元）", 5, 6, 7), ("净利润（人民币百万元）", 1, 2, 3)])
    assert {(c.metric, c.unit) for c in report(front, statements) if c.page == 1} == {
        ("营业收入", "HKD"),
        ("净利润", "CNY"),
    }


def test_an_undated_report_tells_estimates_by_its_marks() -> None:
    marked = table(YEARS, [("营业收入（百万元）", 5, 6, 7)])
    plain = table(("2024", "2025", "2026"), [("每股收益（元）", 1, 2, 3)])
    found = {
        c.period: c.stance for c in report(marked, plain, facts=Facts(subject="云杉科技")) if c.page == 2
    }
    assert found == {"2024": "actual", "2025": "estimate", "2026": "estimate"}


def test_a_forecast_without_a_unit_is_in_millions_and_in_doubt() -> None:
    found = report(table(YEARS, [("营业总收入", 6240, 6310, 6690), ("EPS（元）", 1.2, 1.3, 1.4)]))
    assert {
        (str(c.value.normalize()), c.unit) for c in found if c.metric == "营业总收入" and c.period == "2024"
    } == {("6.24E+9", "CNY")}


def test_ratios_printed_as_fractions_are_percentages() -> None:
    rows = [("毛利率", 0.23, 0.24, 0.25), ("ROE", 0.09, 0.1, 0.11), ("资产负债率", 0.28, 0.3, 0.31)]
    assert {str(c.value.normalize()) for c in report(table(YEARS, rows)) if c.period == "2024"} == {
        "23",
        "9",
        "28",
    }


def test_a_low_margin_in_percent_stays_as_it_is() -> None:
    rows = [("毛利率", 0.8, 1.4, 2.5), ("ROE", 0.9, 1.1, 1.2), ("资产负债率", 28, 30, 31)]
    assert {str(c.value.normalize()) for c in report(table(YEARS, rows)) if c.period == "2024"} == {
        "0.8",
        "0.9",
        "28",
    }
