"""Whose figures a row prints: the segment beside, above or before it, and the company where nothing limits it."""

from __future__ import annotations

from by_hand import FACTS, claims, line, table, told

YEARS = ("2024A", "2025E", "2026E")


def test_a_heading_limits_rows_that_return_under_the_next() -> None:
    rows = [("营业总收入", 30, 31, 32), ("YOY", "1%", "1%", "1%")]
    rows += [("软件业务",), ("营业收入", 20, 21, 22), ("毛利率", "50%", "51%", "52%")]
    rows += [("硬件业务",), ("营业收入", 10, 11, 12), ("毛利率", "20%", "21%", "22%")]
    assert told(table(YEARS, rows)) == {
        (None, "营业总收入", "level", "3E+7"),
        (None, "营业总收入", "yoy", "1"),
        ("软件业务", "营业收入", "level", "2E+7"),
        ("软件业务", "毛利率", "level", "5E+1"),
        ("硬件业务", "营业收入", "level", "1E+7"),
        ("硬件业务", "毛利率", "level", "2E+1"),
    }


def test_a_label_centred_on_its_rows_limits_them_and_the_sum_is_the_companys() -> None:
    rows: list[tuple[object, ...]] = []
    for name, worth in (("软件", 20), ("硬件", 10), ("合计", 30)):
        rows += [
            ("|收入（百万元）", worth, 1, 1),
            (f"{name}|YOY", "5%", "5%", "5%"),
            ("|毛利率", f"{worth}%", "1%", "1%"),
        ]
    found = told(table(YEARS, rows))
    assert {(s, v) for s, m, k, v in found if m == "收入" and k == "level"} == {
        ("软件", "2E+7"),
        ("硬件", "1E+7"),
        (None, "3E+7"),
    }
    assert {s for s, m, _, _ in found if m == "毛利率"} == {"软件", "硬件", None}


def test_a_label_beside_the_first_of_its_rows_may_name_the_metric() -> None:
    rows: list[tuple[object, ...]] = []
    for name, unit in (("产能", "（万吨）"), ("销量", "（万吨）")):
        rows += [(f"{name}|甲醇", 290, 300, 310), (f"{unit}|乙烯", 101, 102, 103), ("|其他", 7, 8, 9)]
    found = claims(table(YEARS, rows))
    assert {
        (c.scope, c.metric, c.unit, int(c.value)) for c in found if c.period == "2024" and c.scope == "乙烯"
    } == {
        ("乙烯", "产能", "吨", 1_010_000),
        ("乙烯", "销量", "吨", 1_010_000),
    }


def test_the_first_row_of_a_block_names_the_segment_of_its_margin() -> None:
    rows: list[tuple[object, ...]] = []
    for name in ("液态奶", "奶粉及奶制品", "冷饮产品"):
        rows += [(name, 10, 11, 12), ("YoY", "1%", "2%", "3%"), ("毛利率", f"{len(name)}0%", "1%", "1%")]
    scopes = {(s, v) for s, m, _, v in told(table(YEARS, rows)) if m == "毛利率"}
    assert scopes == {("液态奶", "3E+1"), ("奶粉及奶制品", "6E+1"), ("冷饮产品", "4E+1")}


def test_segments_under_one_metric_and_again_under_another_take_the_metric_above() -> None:
    rows = [("营业收入", 30, 31, 32), ("软件", 20, 21, 22), ("硬件", 10, 10, 10)]
    rows += [("营业成本", 12, 13, 14), ("软件", 8, 8, 8), ("硬件", 4, 5, 6)]
    found = told(table(YEARS, rows))
    assert ("软件", "营业收入", "level", "2E+7") in found
    assert ("软件", "营业成本", "level", "8E+6") in found


def test_a_segment_inside_a_label_is_its_scope() -> None:
    rows = [("施工业务收入", 5, 6, 7), ("同比", "1%", "2%", "3%"), ("其他收益及投资收益", 1, 2, 3)]
    found = told(table(YEARS, rows))
    assert {(s, m) for s, m, _, _ in found} == {("施工业务", "收入"), (None, "其他收益及投资收益")}


def test_other_items_of_a_statement_belong_to_the_sum_above_them() -> None:
    rows = [("流动资产", 30, 31, 32), ("其他", 3, 4, 5), ("非流动资产", 20, 21, 22), ("其他", 8, 9, 10)]
    found = {(s, m, v) for s, m, _, v in told(table(YEARS, rows)) if m.startswith("其他")}
    assert found == {(None, "其他流动资产", "3"), (None, "其他非流动资产", "8")}


def test_a_balance_in_the_cash_flow_statement_is_its_change() -> None:
    lines = table(YEARS, [("经营活动现金流", 9, 9, 9), ("财务费用", 1, 1, 1), ("投资活动现金流", 2, 2, 2),
                          ("短期借款", 7, 7, 7), ("筹资活动现金流", 3, 3, 3)])  # fmt: skip
    lines.append(line("现金流量表", 40, 100))
    found = claims(lines)
    assert {c.metric_id for c in found if "短期借款" in c.quote} == {"short_term_debt_change"}
    assert {c.scope for c in found if c.metric == "财务费用"} == {"现金流量表"}


def test_where_the_company_is_one_of_the_segments_all_are_companies() -> None:
    rows: list[tuple[object, ...]] = []
    for name in ("金山软件", "用友网络", FACTS.subject):
        rows += [
            ("|营业收入（百万元）", 10, 11, 12),
            (f"{name}|市销率（倍）", len(str(name)), 2, 3),
            ("|归母净利润", 1, 1, 1),
        ]
    subjects = {c.subject for c in claims(table(YEARS, rows)) if c.metric == "市销率"}
    assert subjects == {"金山软件", "用友网络", "云杉科技"}


def test_a_label_that_returns_without_a_segment_is_in_doubt() -> None:
    rows = [("营业收入", 10, 11, 12), ("毛利率", "5%", "6%", "7%"), ("毛利率", "9%", "9%", "9%")]
    doubts = {c.original: c.doubts for c in claims(table(YEARS, rows)) if c.period == "2024"}
    assert doubts["5%"] == () and doubts["9%"] == ("scope_missing",)


def test_the_corner_may_name_the_metric_of_all_rows() -> None:
    lines = table(YEARS, [("肯德基", 5488, 5910, 6534), ("必胜客", 2195, 2240, 2281), ("平均值", 1, 2, 3)])
    lines.append(line("门店数量", 40, 100))
    assert {(c.scope, c.metric) for c in claims(lines)} == {("肯德基", "门店数量"), ("必胜客", "门店数量")}


def test_a_caption_names_the_metric_of_rows_that_name_only_segments() -> None:
    rows = [
        ("液态奶", 65, 73, 83),
        ("YoY", "18%", "12%", "13%"),
        ("冷饮", 5, 6, 7),
        ("YoY", "8%", "13%", "9%"),
    ]
    lines = [*table(YEARS, rows, top=120), line("表1：公司分产品收入拆分（百万元）", 40, 104)]
    assert told(lines) == {
        ("液态奶", "收入", "level", "6.5E+7"),
        ("液态奶", "收入", "yoy", "18"),
        ("冷饮", "收入", "level", "5E+6"),
        ("冷饮", "收入", "yoy", "8"),
    }


def test_a_column_of_codes_beside_names_tells_no_metric() -> None:
    rows = [
        ("600519.SH|贵州酒业", 31, 27, 22),
        ("000858.SZ|四川酒业", 25, 22, 17),
        ("000895.SZ|河南食品", 21, 19, 17),
    ]
    assert told(table(YEARS, rows)) == set()


def test_the_short_name_of_the_company_makes_its_peers_companies() -> None:
    rows = [("云杉", 89, 90, 91), ("yoy", "1%", "2%", "3%"), ("白桦", 70, 71, 72), ("yoy", "1%", "2%", "3%")]
    lines = [*table(YEARS, rows, top=120), line("图3：两家公司收入（亿元）", 40, 104)]
    assert {(c.subject, c.scope, c.metric_id) for c in claims(lines)} == {
        ("云杉", None, "revenue"),
        ("白桦", None, "revenue"),
    }


def test_rows_without_figures_are_no_headings_where_their_names_return() -> None:
    rows: list[tuple[object, ...]] = [
        ("营业收入（百万元）", 30, 31, 32),
        ("软件", 20, 20, 20),
        ("硬件", 10, 11, 12),
    ]
    rows += [
        ("同比",),
        ("软件",),
        ("硬件",),
        ("毛利（百万元）", 15, 15, 15),
        ("软件", 12, 12, 12),
        ("硬件", 3, 3, 3),
    ]
    found = {(c.scope, c.metric_id, c.original) for c in claims(table(YEARS, rows)) if c.period == "2024"}
    assert found == {
        (None, "revenue", "30"), ("软件", "revenue", "20"), ("硬件", "revenue", "10"),
        (None, "gross_profit", "15"), ("软件", "gross_profit", "12"), ("硬件", "gross_profit", "3"),
    }  # fmt: skip
