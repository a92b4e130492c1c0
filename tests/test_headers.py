"""Heads of tables: periods that rise or fall, columns of growth among them, forecasts before and after a revision."""

from __future__ import annotations

import pytest
from by_hand import DAY, FACTS, claims, line, table

from extract.head.facts import Facts
from extract.tables.cells import rows_of
from extract.tables.headers import header_groups


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("2024A 2025E 2026E", [["2024", "2025", "2026"]]),
        ("2025 2024 2023", [["2025", "2024", "2023"]]),
        ("2023 2024 2025E 2023 2024 2025E", [["2023", "2024", "2025"]] * 2),
        ("2025Q3 2024Q3 同比 2025Q2 环比", [["2025Q3", "2024Q3", "yoy 2025Q3", "2025Q2", "qoq 2025Q3"]]),
        ("2025Q3 2025Q2 环比 2024Q3 同比", [["2025Q3", "2025Q2", "qoq 2025Q3", "2024Q3", "yoy 2025Q3"]]),
        (
            "2024 同比 2025 同比 2026Q1 同比",
            [["2024", "yoy 2024", "2025", "yoy 2025", "2026Q1", "yoy 2026Q1"]],
        ),
        ("2024Q3 2025Q3 同比 环比", [["2024Q3", "2025Q3", "yoy 2025Q3", "qoq 2025Q3"]]),
    ],
)
def test_columns_of_a_head(head: str, columns: list[list[str]]) -> None:
    (row,) = rows_of([line(text, 200 + 60 * i, 100) for i, text in enumerate(head.split())], DAY)
    found = [
        [f"{heads.changes.get(at, '')} {period.value}".strip() for at, (_, period) in enumerate(heads)]
        for heads in header_groups(row, DAY)
    ]
    assert found == columns


def test_growth_beside_the_quarters_is_of_the_latest() -> None:
    rows = [
        ("营业收入（百万元）", 120, 100, "20.0%", 110, "9.1%"),
        ("毛利率", "30%", "29%", "1.0pct", "28%", "2pct"),
    ]
    found = claims(table(("2025Q3", "2024Q3", "同比", "2025Q2", "环比"), rows))
    told = {(c.metric_id, c.measure, c.period, str(c.value), c.unit) for c in found}
    assert told >= {
        ("revenue", "level", "2024Q3", "100000000", "CNY"),
        ("revenue", "yoy", "2025Q3", "20.0", "%"),
        ("revenue", "qoq", "2025Q3", "9.1", "%"),
        ("gross_margin", "level", "2025Q2", "28", "%"),
        ("gross_margin", "yoy", "2025Q3", "1.0", "pct_pt"),
    }
    assert {c.stance for c in found} == {"actual"}


def test_the_latest_year_may_stand_first() -> None:
    found = claims(table(("2025", "2024", "2023"), [("营业收入", 120, 100, 90), ("净利润", 12, 10, 9)]))
    assert {(c.metric_id, c.period, c.original) for c in found} >= {
        ("revenue", "2025", "120"),
        ("revenue", "2023", "90"),
    }


def test_the_legend_of_a_chart_is_no_head() -> None:
    assert not claims(table(("2025", "2024", "2023"), [("综合", "", 2021, ""), ("火锅", "", 2021, "")]))


def test_forecasts_before_a_revision_are_not_those_after_it() -> None:
    years = ("2025E", "2026E", "2025E", "2026E", "2025E", "2026E")
    lines = table(years, [("营业收入", 10, 12, 11, 14, "10%", "17%"), ("净利润", 1, 2, 3, 4, "5%", "6%")])
    lines += [line("调整前", 222, 88), line("调整后", 342, 88), line("变动幅度", 462, 88)]
    revenue = {(c.scope, c.period, c.original) for c in claims(lines) if c.metric_id == "revenue"}
    assert revenue == {
        ("调整前", "2025", "10"), ("调整前", "2026", "12"), (None, "2025", "11"), (None, "2026", "14"),
    }  # fmt: skip


def test_a_row_of_earlier_forecasts_says_so() -> None:
    found = claims(table(("2025E", "2026E"), [("EPS", 1.2, 1.3), ("EPS (prev)", 1.1, 1.2)]))
    assert {(c.scope, c.original) for c in found} == {
        (None, "1.2"),
        (None, "1.3"),
        ("prev", "1.1"),
        ("prev", "1.2"),
    }


def test_money_without_a_name_is_the_currency_of_the_listing() -> None:
    abroad = Facts(date=FACTS.date, subject="Spruce", ticker="SPRU.US")
    found = claims(table(("2025A", "2026E"), [("Revenue", 10, 12), ("Net profit", 1, 2)]), abroad)
    assert {c.unit for c in found} == {"USD"}


def test_a_sum_of_nobody_knows_what_is_no_metric() -> None:
    found = claims(table(("2025A", "2026E"), [("云计价", 4.8, 8.0), ("合计", 14.0, 22.3)]))
    assert {c.metric for c in found} == {"云计价"}
