"""Whose 净利润 a front page prints: the parent's, where the report's own statements say so."""

from __future__ import annotations

from by_hand import FACTS, grids, table

from extract.tables.settle import Tables

YEARS = ("2024A", "2025E", "2026E")
STATEMENT: list[tuple[object, ...]] = [
    ("营业收入（百万元）", 900, 950, 990),
    ("净利润（百万元）", 88, 99, 110),
]
STATEMENT += [("少数股东损益（百万元）", 8, 9, 10), ("归属母公司净利润（百万元）", 80, 90, 100)]


def concepts(front: list[tuple[object, ...]]) -> set[str | None]:
    """The concepts of a front page's profit rows, with the statement behind it."""
    both = [*grids(table(YEARS, front)), *grids(table(YEARS, STATEMENT, top=400))]
    page = Tables(FACTS).claims(both)[1]
    return {c.metric_id for c in page if c.metric in ("净利润", "净利率") and c.bbox[-1].top < 300}


def test_a_front_pages_profit_is_the_parents_where_the_statement_says_so() -> None:
    front: list[tuple[object, ...]] = [
        ("营业收入（亿元）", 9, 9.5, 9.9),
        ("净利润（亿元）", "0.80", "0.90", "1.00"),
    ]
    assert concepts(front) == {"net_profit_parent"}


def test_growth_goes_with_the_profit() -> None:
    front: list[tuple[object, ...]] = [("净利润（百万元）", 80, 90, 100), ("增长率", "3%", "12.5%", "11.1%")]
    assert concepts(front) == {"net_profit_parent"}


def test_the_whole_profit_stays_the_whole() -> None:
    assert concepts([("净利润（百万元）", 88, 99, 110), ("净利率", "9.8%", "10.4%", "11.1%")]) == {
        "net_profit", "net_margin",
    }  # fmt: skip


def test_figures_of_neither_stay_what_they_are_called() -> None:
    assert concepts([("净利润（百万元）", 80, 91, 100), ("净利率", "9.8%", "10.4%", "11.1%")]) >= {
        "net_profit"
    }
