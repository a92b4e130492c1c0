"""What the figures of a table prove where its words do not: parts of a whole, and whose growth a growth row is."""

from __future__ import annotations

from by_hand import claims, line, table, told

YEARS = ("2024A", "2025E", "2026E")


def scopes(rows: list[tuple[object, ...]], metric_id: str, measure: str = "level") -> list[str | None]:
    found = [c for c in claims(table(YEARS, rows)) if c.metric_id == metric_id and c.measure == measure]
    return list(dict.fromkeys(c.scope for c in found))


def test_rows_that_add_up_to_the_row_above_are_its_parts() -> None:
    rows = [("营业收入（百万元）", 30, 36, 43), ("YOY", "10%", "20%", "19.4%")]
    rows += [("软件", 20, 24, 28), ("YOY", "5%", "20%", "16.7%"), ("硬件", 9, 11, 14), ("其他", 1, 1, 1)]
    assert scopes(rows, "revenue") == [None, "软件", "硬件", "其他"]
    assert scopes(rows, "revenue", "yoy") == [None, "软件"]
    assert (("软件", "营业收入", "level", "2E+7")) in told(table(YEARS, rows))


def test_rows_parted_twice_over_are_parts_both_times() -> None:
    rows = [("营业收入（百万元）", 30, 36, 43), ("软件", 20, 24, 28), ("硬件", 10, 12, 15)]
    rows += [("华东", 16, 20, 23), ("华南", 14, 16, 20)]
    assert scopes(rows, "revenue") == [None, "软件", "硬件", "华东", "华南"]


def test_rows_above_their_sum_are_its_parts() -> None:
    rows = [("软件", 20, 24, 28), ("硬件", 10, 12, 15), ("营业收入（百万元）", 30, 36, 43)]
    assert scopes(rows, "revenue") == ["软件", "硬件", None]


def test_rows_that_do_not_add_up_stay_what_they_are_called() -> None:
    rows = [("营业收入（百万元）", 30, 36, 43), ("软件", 20, 24, 28), ("硬件", 17, 19, 21)]
    assert scopes(rows, "revenue") == [None]


def test_a_part_of_total_income_is_income() -> None:
    rows = [("总收入", 30, 36, 43), ("软件", 20, 24, 28), ("硬件", 10, 12, 15)]
    parts = {c.metric for c in claims(table(YEARS, rows)) if c.scope}
    assert parts == {"营业收入"}


def test_margins_of_parts_lie_around_the_margin_of_the_whole() -> None:
    rows = [("毛利率", "40%", "41%", "42%"), ("软件", "60%", "61%", "62%"), ("硬件", "20%", "19%", "18%")]
    rows += [("销售费用率", "5%", "5%", "5%")]
    assert scopes(rows, "gross_margin") == [None, "软件", "硬件"]
    rows[2] = ("硬件", "50%", "51%", "52%")
    assert scopes(rows, "gross_margin") == [None]


def test_growth_of_parts_lies_around_the_growth_of_the_whole() -> None:
    rows = [
        ("营业收入 yoy", "18%", "26%", "6%"),
        ("软件 yoy", "14%", "22%", "9%"),
        ("硬件 yoy", "28%", "30%", "-5%"),
    ]
    assert scopes(rows, "revenue", "yoy") == [None, "软件", "硬件"]


def test_growth_below_a_margin_is_of_the_profit_above_it_where_the_figures_say_so() -> None:
    rows: list[tuple[object, ...]] = [
        ("归母净利润（百万元）", 100, 120, 150),
        ("净利率", "10.0%", "10.4%", "11.0%"),
    ]
    rows += [("同比", "8%", "20%", "25%")]
    growth = {(c.metric_id, str(c.value)) for c in claims(table(YEARS, rows)) if c.measure == "yoy"}
    assert growth == {("net_profit_parent", "8"), ("net_profit_parent", "20"), ("net_profit_parent", "25")}


def test_growth_stays_with_the_row_above_where_nothing_denies_it() -> None:
    rows: list[tuple[object, ...]] = [
        ("营业收入（百万元）", 50, 55, 60),
        ("归母净利润", 10, 12, 15),
        ("同比", "", "20%", "25%"),
    ]
    assert {c.metric_id for c in claims(table(YEARS, rows)) if c.measure == "yoy"} == {"net_profit_parent"}


def test_a_slip_of_the_pen_costs_a_row_nothing() -> None:
    rows: list[tuple[object, ...]] = [("营业收入", 30, "27,412.", 43), ("yoy", "1%", "2%", "3%")]
    assert {str(c.value) for c in claims(table(YEARS, rows)) if c.measure == "level"} == {
        "30000000", "27412000000", "43000000",
    }  # fmt: skip


def test_growth_below_a_row_that_cannot_be_read_belongs_to_none_above_it() -> None:
    rows: list[tuple[object, ...]] = [
        ("营业收入", 30, 31, 32),
        ("海外", "2 至", "3", "约五"),
        ("yoy", "1%", "2%", "3%"),
    ]
    assert not [c for c in claims(table(YEARS, rows)) if c.measure == "yoy"]


def test_a_compound_rate_is_of_the_row_above() -> None:
    rows: list[tuple[object, ...]] = [("营业收入", 30, 31, 32), ("CAGR", "", "", "3.3%")]
    (rate,) = [c for c in claims(table(YEARS, rows)) if c.measure == "cagr"]
    assert (rate.metric_id, str(rate.value), rate.unit) == ("revenue", "3.3", "%")


def test_a_table_of_a_market_is_not_the_companys() -> None:
    rows: list[tuple[object, ...]] = [
        ("速冻食品市场规模（亿元）", 100, 110, 120),
        ("餐饮端占比", "20%", "21%", "22%"),
    ]
    found = claims([line("图表 7：2024-2026 年国内速冻食品市场规模测算", 40, 84), *table(YEARS, rows)])
    assert {c.subject for c in found} == {"速冻食品", "国内速冻食品"}


def test_the_title_of_the_next_picture_ends_a_table() -> None:
    lines = table(YEARS, [("营业收入", 30, 31, 32), ("净利率", 1, 2, 3)])
    lines += [line("图 9：销量", 40, 142), line("15000", 200, 156), line("20000", 260, 156)]
    assert {c.original for c in claims(lines)} == {"30", "31", "32", "1", "2", "3"}


def test_nine_months_are_a_column() -> None:
    lines = table(
        ("2024", "2025", "2025Q1-3"), [("净资产收益率", "9%", "8%", "6%"), ("净利率", "3%", "2%", "1%")]
    )
    assert {(c.period, c.stance) for c in claims(lines)} == {
        ("2024", "actual"), ("2025", "actual"), ("2025-01/2025-09", "actual"),
    }  # fmt: skip


def test_days_are_no_multiple() -> None:
    (claim, *_) = claims(table(YEARS, [("存货周转天数", 30, 31, 32), ("净利率", 1, 2, 3)]))
    assert claim.unit == "日"
