"""Market-data boxes: labels beside, above and around their values, pairs, headings with a date of their own."""

from __future__ import annotations

from collections.abc import Sequence

from by_hand import DAY, FACTS, claims, line, table

from extract.model import MetricClaim
from extract.pages.lines import Line
from extract.tables.boxes import claims_from_box, find_box_rows
from extract.tables.cells import rows_of


def box(lines: Sequence[Line]) -> list[MetricClaim]:
    rows = find_box_rows(rows_of(lines, DAY), set())
    return [claim for row in rows for claim in claims_from_box(row, lines, FACTS)]


def said(*pairs: tuple[str, str]) -> set[tuple[str, str, str, str | None]]:
    lines = [ln for i, (label, value) in enumerate(pairs)
             for ln in (line(label, 40, 100 + 14 * i), line(value, 160, 100 + 14 * i))]  # fmt: skip
    return {(c.metric_id or c.metric, str(c.value), c.unit, c.period) for c in box(lines)}


def test_high_and_low_are_told_by_their_size() -> None:
    found = said(("52周股价区间（元）", "73.0-22.62"), ("一年最低/最高价", "22.62/73.0"))
    assert {(metric, value) for metric, value, _, _ in found} == {
        ("price_high_52w", "73.0"),
        ("price_low_52w", "22.62"),
    }


def test_blanks_around_the_slash_part_nothing() -> None:
    lines = [line("52周最高/最低价（元）：73.0 / 22.62", 40, 100)]
    assert {(c.metric_id, str(c.value)) for c in box(lines)} == {
        ("price_high_52w", "73.0"),
        ("price_low_52w", "22.62"),
    }


def test_a_label_a_little_lower_than_its_value_is_its() -> None:
    lines = [line("12月最高/最低价（元）", 40, 102.6), line("39.09/22.14", 160, 100)]
    assert {c.metric_id for c in box(lines)} == {"price_high_52w", "price_low_52w"}


def test_a_label_on_two_lines_around_its_value_is_whole() -> None:
    lines = [line("流通A股市值(百", 40, 94), line("万元)", 40, 106), line("2,274.67", 160, 100)]
    (claim,) = box(lines)
    assert (claim.metric_id, str(claim.value.normalize()), claim.unit) == (
        "float_market_cap",
        "2.27467E+9",
        "CNY",
    )


def test_the_value_of_the_pair_before_is_no_label() -> None:
    (claim,) = box([line("277.98/131.20 总股本（亿股）", 40, 100), line("23.24", 200, 100)])
    assert (claim.metric, claim.metric_id) == ("总股本", "total_shares")


def test_each_heading_dates_the_rows_below_it() -> None:
    lines = [line("市场数据(2026-04-17)", 40, 60), line("收盘价(元)", 40, 74), line("20.5", 160, 74),
             line("基础数据:", 40, 102), line("2026年03月31日", 120, 102)]  # fmt: skip
    rows = (("每股净资产(元)", "9.69"), ("资产负债率(%)", "39.8"), ("总股本/流通A股（百万）", "85/21"))
    for i, (label, value) in enumerate(rows, 1):
        lines += [line(label, 40, 102 + 60 * i), line(value, 170, 102 + 60 * i)]
    days = {c.metric_id: c.period for c in box(lines)}
    assert days["price"] == "2026-04-17"
    assert {days[m] for m in ("bvps", "asset_liability_ratio", "total_shares", "float_shares")} == {
        "2026-03-31"
    }


def test_shares_in_percent_are_a_ratio() -> None:
    assert {m for m, *_ in said(("其中自由流通股(%)", "96.98"))} == {"free_float_ratio"}


def test_a_date_before_the_label_is_no_part_of_it() -> None:
    assert said(("04月17日收盘价(元)", "33.30")) == {("price", "33.30", "CNY", "2026-04-17")}


def test_an_index_is_its_own_subject() -> None:
    (claim,) = box([line("沪深300指数", 40, 100), line("4,193.54", 160, 100)])
    assert (claim.subject, claim.metric_id, str(claim.value)) == ("沪深300指数", "index_level", "4193.54")


def test_a_holders_share_is_no_metric_of_the_company() -> None:
    assert said(("王某某", "17.3%")) == set()


def test_a_pair_of_dashes_gives_nothing_to_the_next_row() -> None:
    assert {m for m, *_ in said(("流通B股/H股（万股）", "-/-"), ("52周日均换手率(%)", "9.98"))} == {
        "turnover_rate"
    }


def test_moves_in_pairs_are_own_and_against_the_index() -> None:
    lines = table(("1个月", "3个月", "12个月"), [])
    lines += [
        line(text, 196 + 60 * i, 114) for i, text in enumerate(("7.9/1.71", "2.34/-3.48", "63.31/41.67"))
    ]
    found = {(c.metric, c.period, str(c.value)) for c in claims(lines)}
    assert ("绝对涨幅", "3M", "2.34") in found and ("相对涨幅", "3M", "-3.48") in found and len(found) == 6


def test_a_day_and_an_amount_is_the_price_of_that_day() -> None:
    (claim,) = box([line("03月 26日：45.32元", 40, 120)])
    assert (claim.metric_id, claim.period, str(claim.value), claim.unit) == (
        "price",
        "2026-03-26",
        "45.32",
        "CNY",
    )
