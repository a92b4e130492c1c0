"""What a row measures and in what unit: growth rows, shares of another row, captions, brackets that are no units."""

from __future__ import annotations

from by_hand import claims, line, table, told

YEARS = ("2024A", "2025E", "2026E")


def test_growth_under_a_shorter_name_is_the_growth_of_the_row_above() -> None:
    rows = [
        ("归属母公司净利润", 10, 11, 12),
        ("净利润同比（%）", 5, 6, 7),
        ("每股净资产", 3, 3, 3),
        ("净资产同比(%)", 1, 1, 1),
    ]
    found = {(c.metric_id, c.measure) for c in claims(table(YEARS, rows)) if c.measure == "yoy"}
    assert ("net_profit_parent", "yoy") in found and ("bps", "yoy") not in found


def test_a_growth_row_below_a_row_without_a_name_is_nobodys() -> None:
    lines = table(YEARS, [("营业总收入", 10, 11, 12), ("", 1, 2, 3), ("YOY", "9%", "9%", "9%")], step=24)
    assert {v for _, _, measure, v in told(lines) if measure == "yoy"} == set()


def test_percent_of_a_row_is_its_share_and_no_growth() -> None:
    rows = [("主营业务收入", 100, 100, 100), ("毛利", 25, 26, 27), ("%销售收入", "25%", "26%", "27%")]
    assert ("占销售收入", "毛利", "share", "25") in told(table(YEARS, rows))


def test_the_share_row_of_a_breakdown_is_a_share_of_the_row_above() -> None:
    assert (None, "收入", "share", "36") in told(
        table(YEARS, [("收入", 10, 11, 12), ("占比%", "36%", "3%", "4%")])
    )


def test_the_name_of_a_metric_in_brackets_is_no_unit() -> None:
    (first, *_) = claims(table(YEARS, [("市净率（PB）", 3.5, 3.4, 3.1)]))
    assert (str(first.value), first.unit) == ("3.5", "倍")


def test_a_bracket_that_changes_the_meaning_changes_the_name() -> None:
    (first, *_) = claims(table(YEARS, [("净利润(归母)", 8, 9, 10)]))
    assert (first.metric, first.metric_id) == ("归母净利润", "net_profit_parent")


def test_a_caption_with_two_units_gives_the_one_of_money() -> None:
    lines = table(YEARS, [("总营收", 65.25, 69.94, 74.82), ("毛利率", "82%", "82%", "82%")], top=120)
    lines.append(line("表2：盈利预测（亿元、%）", 40, 104))
    assert {str(c.value.normalize()) for c in claims(lines) if c.period == "2024"} == {"6.525E+9", "82"}


def test_a_unit_behind_a_colon_is_the_rows() -> None:
    (first, *_) = claims(table(YEARS, [("收入：万元", 7525, 4249, 1289)]))
    assert (first.metric, str(first.value.normalize()), first.unit) == ("收入", "7.525E+7", "CNY")


def companies(caption: str) -> set[tuple[str | None, str | None, str, str | None]]:
    lines = [
        line(caption, 40, 84),
        *table(
            ("2023", "2024", "2025"), [("云杉", 10, 11, 12), ("同比", "9%", "9%", "9%"), ("青竹", 7, 8, 9)]
        ),
    ]
    return {(c.subject, c.metric_id, c.measure, c.scope) for c in claims(lines)}


def test_a_caption_limits_the_rows_of_companies_to_the_product_it_names() -> None:
    assert companies("表 7：云杉青竹低温奶收入对比（亿元）") == {
        ("云杉", "revenue", "level", "低温奶"),
        ("云杉", "revenue", "yoy", "低温奶"),
        ("青竹", "revenue", "level", "低温奶"),
    }


def test_a_caption_that_names_only_companies_limits_nothing() -> None:
    for caption in (
        "表 7：乳制品主要公司收入对比（亿元）",
        "表 7：云杉与青竹收入（亿元）",
        "表 7：近三年两家企业营业收入（亿元）",
    ):
        assert {scope for *_, scope in companies(caption)} == {None}
