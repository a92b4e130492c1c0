"""Ruled and half-ruled tables drawn glyph by glyph: what is a cell, what is claimed of it, and what is left alone."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

import pytest

from extract.head.header import Facts
from extract.model import Box, MetricClaim
from extract.pages.lines import Line, make_line
from extract.pages.reader import Fill, Glyph, Page
from extract.tables.ruled import RuledTable, find_ruled, pieces_of
from extract.tables.ruled_bands import cuts_of
from extract.tables.ruled_claims import claims_from_ruled

FACTS = Facts(date=datetime.date(2024, 3, 1), subject="虹桥食品")
SIZE = 10.0


def put(text: str, x: float, base: float) -> Line:
    """A line of 10 pt text: Chinese 10 pt a character, a blank 3 pt, the rest 5 pt."""
    glyphs = []
    for char in text:
        wide = SIZE if ord(char) > 0x2E80 else 3 if char == " " else SIZE / 2
        glyphs.append(Glyph(char, x, base - 9, x + wide, base + 2, base, SIZE, False, False))
        x += wide
    line = make_line(1, glyphs)
    assert line is not None
    return line


def page(rules: Sequence[Box] = (), fills: Sequence[Box] = ()) -> Page:
    shown = [Fill(box, False) for box in fills]
    return Page(1, 600, 800, [], [], [], list(rules), shown, [], [])


def level(y: float, x0: float = 50, x1: float = 550) -> Box:
    return Box(x0, y, x1, y)


def grid(rows: Sequence[Sequence[str]], *, top: float = 120, step: float = 20) -> list[Line]:
    """Rows of words at x 60, 200, 320, 440; a blank word is no word."""
    return [
        put(word, 60 + 20 * (column > 0) + 120 * column, top + step * row)
        for row, words in enumerate(rows)
        for column, word in enumerate(words)
        if word
    ]


def read(
    rows: Sequence[Sequence[str]], caption: str = "", rules: Sequence[Box] = ()
) -> list[tuple[object, ...]]:
    """(subject, metric, value, unit, period) of every claim of a three-line table with the given rows."""
    foot = 120 + 20 * (len(rows) - 1) + 8
    drawn = page([level(105), level(126), level(foot), *rules, level(790)])
    lines = grid(rows) + ([put(caption, 50, 98)] if caption else [])
    claims = [c for table in find_ruled(drawn, lines, set()) for c in claims_from_ruled(table, FACTS)]
    return [(c.subject, c.metric, c.value, c.unit, c.period) for c in claims]


def only(tables: list[RuledTable]) -> RuledTable:
    assert len(tables) == 1
    return tables[0]


COMPANIES = [
    ["公司", "营业收入（亿元）", "毛利率"],
    ["青禾股份", "12.5", "30.1%"],
    ["远山食品", "8.4", "28.0%"],
]


# --- cells -------------------------------------------------------------------------------------------------


def test_a_three_line_table_has_a_header_and_a_cell_a_figure() -> None:
    table = only(find_ruled(page([level(105), level(126), level(168), level(790)]), grid(COMPANIES), set()))
    assert [piece.text for piece in table.header] == ["公司", "营业收入（亿元）", "毛利率"]
    assert [[row[c].text for c in sorted(row)] for row in table.rows()] == COMPANIES[1:]
    assert table.rows()[1][1].box == Box(200, 151, 215, 162)


def test_a_coloured_header_band_bounds_as_a_rule_does() -> None:
    drawn = page([level(168), level(790), level(791)], [Box(50, 105, 550, 126)])
    assert len(only(find_ruled(drawn, grid(COMPANIES), set())).rows()) == 2


def test_a_rule_that_leaves_a_column_out_leaves_its_cell_whole() -> None:
    rows = [["渠道", "品类", "收入", "占比"], ["", "面点", "1.5", "3%"], ["直营"], ["", "烘焙", "2.5", "5%"]]
    lines = grid(rows, step=15)
    drawn = page([level(105), level(126), level(147, 190), level(175), level(790)])
    body = only(find_ruled(drawn, lines, set())).body
    assert [(cell.text, cell.row, cell.row_span) for cell in body if cell.column == 0] == [("直营", 0, 2)]


def test_vertical_rules_part_columns_that_touch() -> None:
    uprights = [Box(x, 105, x, 168) for x in (50, 150, 198, 300, 550)]
    lines = [
        *(put(word, x, 120) for word, x in (("公司", 60), ("产能万吨", 155), ("产量万吨", 199))),
        *(put(word, x, 140) for word, x in (("青禾股份", 60), ("123456", 166), ("65", 199))),
        *(put(word, x, 160) for word, x in (("远山食品", 60), ("12", 166), ("654321", 199))),
    ]
    table = only(find_ruled(page([level(105), level(126), level(168), *uprights]), lines, set()))
    assert [[row[c].text for c in sorted(row)][:3] for row in table.rows()] == [
        ["青禾股份", "123456", "65"],
        ["远山食品", "12", "654321"],
    ]


def test_two_values_side_by_side_are_two_pieces() -> None:
    assert [p.text for p in pieces_of(put("3.82% 4.5", 60, 100))] == ["3.82%", "4.5"]
    assert [p.text for p in pieces_of(put("ROE up 4.5", 60, 100))] == ["ROE up 4.5"]


def test_what_another_reader_took_is_left_alone() -> None:
    lines = grid(COMPANIES)
    drawn = page([level(105), level(126), level(168), level(790)])
    assert find_ruled(drawn, lines, {id(lines[4])}) == []


def test_running_text_between_rules_is_no_table() -> None:
    text = "公司收入增长 12.5%，毛利率提升 3.2 个百分点，费用率下降；展望未来，看好公司的长期成长空间。"
    lines = [put(text, 60, 120), put(text, 60, 140), put(text, 60, 160)]
    assert find_ruled(page([level(105), level(126), level(168), level(790)]), lines, set()) == []


def test_a_page_of_ten_thousand_rules_is_a_drawing() -> None:
    rules = [Box(x, y, x + 5, y) for y in range(100, 200) for x in range(0, 1000, 10)]
    assert find_ruled(page(rules), grid(COMPANIES), set()) == []


# --- claims ------------------------------------------------------------------------------------------------


def test_a_company_a_row_a_metric_a_column() -> None:
    assert read(COMPANIES, "表 3：2023 年主要公司经营情况") == [
        ("青禾股份", "营业收入", Decimal("1250000000.0"), "CNY", "2023"),
        ("远山食品", "营业收入", Decimal("840000000.0"), "CNY", "2023"),
        ("青禾股份", "毛利率", Decimal("30.1"), "%", "2023"),
        ("远山食品", "毛利率", Decimal("28.0"), "%", "2023"),
    ]


def test_a_company_a_column_a_metric_a_row() -> None:
    rows = [["", "青禾股份", "远山食品"], ["毛利率（%）", "30.1", "28.0"], ["净利率（%）", "9.5", "8.1"]]
    assert read(rows, "图表 7：2023 年盈利能力") == [
        ("青禾股份", "毛利率", Decimal("30.1"), "%", "2023"),
        ("青禾股份", "净利率", Decimal("9.5"), "%", "2023"),
        ("远山食品", "毛利率", Decimal("28.0"), "%", "2023"),
        ("远山食品", "净利率", Decimal("8.1"), "%", "2023"),
    ]


def test_the_period_of_the_header_goes_before_the_captions() -> None:
    rows = [["公司", "2022 年毛利率"], ["青禾股份", "30.1%"], ["远山食品", "28.0%"], ["北岭乳业", "25.5%"]]
    assert {claim[4] for claim in read(rows, "表 3：2023 年报")} == {"2022"}


def test_a_year_over_several_columns() -> None:
    rows = [
        ["品牌", "毛利率", "品牌", "毛利率"],
        ["青禾", "30.1%", "北岭", "25.5%"],
        ["远山", "28.0%", "东篱", "24.5%"],
    ]
    lines = [put("2022", 130, 106), put("2023", 380, 106), *grid(rows)]
    drawn = page([level(92), level(126), level(168), level(790)])
    table = only(find_ruled(drawn, lines, set()))
    assert [(c.subject, c.period) for c in claims_from_ruled(table, FACTS)] == [
        ("青禾", "2022"),
        ("远山", "2022"),
        ("北岭", "2023"),
        ("东篱", "2023"),
    ]


def test_a_capacity_needs_no_period() -> None:
    rows = [["企业名称", "产能（万吨）"], ["青禾化学", "250"], ["远山石化", "65"], ["北岭化工", "60"]]
    assert read(rows)[0] == ("青禾化学", "产能", Decimal(2_500_000), "吨", None)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(COMPANIES, id="a flow without a period"),
        pytest.param([COMPANIES[0], COMPANIES[1], ["青禾股份", "8.4", "28.0%"]], id="two rows named alike"),
        pytest.param(
            [["公司", "占比"], ["青禾", "30%"], ["远山", "28%"], ["北岭", "2%"]],
            id="a share of nothing named",
        ),
        pytest.param(
            [["品种", "涨幅"], ["面粉", "3%"], ["豆油", "2%"], ["大米", "1%"]], id="a move of no listing"
        ),
        pytest.param(
            [["项目", "现值（亿元）"], ["企业价值", "27"], ["净债务", "2"], ["每股价值", "45"]],
            id="labels that are measured themselves",
        ),
    ],
)
def test_what_is_not_printed_is_not_claimed(rows: list[list[str]]) -> None:
    assert read(rows) == []


def test_sales_to_a_customer_are_the_companys_own() -> None:
    rows = [["品牌", "销售额", "营收占比"], ["青禾餐饮", "12.5", "30.1%"], ["远山酒店", "8.4", "28.0%"]]
    lines = [put("图 2：2023 年前五大客户（单位：万元）", 50, 98), *grid(rows)]
    table = only(find_ruled(page([level(105), level(126), level(168), level(790)]), lines, set()))
    assert [(c.subject, c.scope, c.value) for c in claims_from_ruled(table, FACTS)][:2] == [
        ("虹桥食品", "青禾餐饮", Decimal("125000.0")),
        ("虹桥食品", "远山酒店", Decimal("84000.0")),
    ]


def test_totals_and_blanks_are_nobodys() -> None:
    rows = [*COMPANIES, ["合计", "20.9", "29.2%"], ["北岭", "-", "N.A."]]
    assert {claim[0] for claim in read(rows, "表 3：2023 年概况")} == {"青禾股份", "远山食品"}


def test_a_claim_shows_its_label_and_its_figure() -> None:
    drawn = page([level(105), level(126), level(168), level(790)])
    table = only(find_ruled(drawn, [put("表 3：2023 年概况", 50, 98), *grid(COMPANIES)], set()))
    first = next(claims_from_ruled(table, FACTS))
    assert isinstance(first, MetricClaim)
    assert first.bbox == (Box(60, 131, 100, 142), Box(200, 131, 220, 142))
    assert (first.quote, first.original, first.decimals) == ("青禾股份 营业收入 12.5", "12.5", -7)
    assert (first.metric_id, first.stance, first.page) == ("revenue", "actual", 1)


# --- heads that say what is measured ----------------------------------------------------------------------


def test_a_share_and_a_growth_lean_on_the_amount_left_of_them() -> None:
    rows = [
        ["产品", "2023年销售额（万元）", "占比", "同比"],
        ["甲糖", "120", "60%", "5%"],
        ["乙糖", "80", "40%", "-2%"],
    ]
    drawn = page([level(105), level(126), level(168), level(790)])
    claims = [c for t in find_ruled(drawn, grid(rows), set()) for c in claims_from_ruled(t, FACTS)]
    assert [(c.subject, c.metric, c.measure, c.value, c.period) for c in claims] == [
        ("甲糖", "销售额", "level", Decimal(1_200_000), "2023"),
        ("乙糖", "销售额", "level", Decimal(800_000), "2023"),
        ("甲糖", "销售额", "share", Decimal(60), "2023"),
        ("乙糖", "销售额", "share", Decimal(40), "2023"),
        ("甲糖", "销售额", "yoy", Decimal(5), "2023"),
        ("乙糖", "销售额", "yoy", Decimal(-2), "2023"),
    ]


def test_a_share_with_nothing_to_lean_on_is_not_claimed() -> None:
    assert read([["产品", "占比", "序号"], ["甲糖", "60%", "7"], ["乙糖", "40%", "9"]]) == []


def test_heads_that_count_say_what_they_count() -> None:
    rows = [
        ["产品", "价格（元）", "净含量（kg）", "根数"],
        ["甲糖", "51", "2.4", "40"],
        ["乙糖", "64.9", "2.25", "50"],
    ]
    assert read(rows) == [
        ("甲糖", "价格", Decimal(51), "CNY", None),
        ("乙糖", "价格", Decimal("64.9"), "CNY", None),
        ("甲糖", "净含量", Decimal("2.4"), "kg", None),
        ("乙糖", "净含量", Decimal("2.25"), "kg", None),
        ("甲糖", "根数", Decimal(40), "根", None),
        ("乙糖", "根数", Decimal(50), "根", None),
    ]


def test_what_a_plan_grants_is_the_companys_limited_to_the_person() -> None:
    rows = [["姓名", "获授股数", "占总股本比例"], ["王一", "9,000", "0.9%"], ["李二", "4,000", "0.4%"]]
    drawn = page([level(105), level(126), level(168), level(790)])
    lines = [*grid(rows), put("图表1：虹桥食品股权激励计划", 50, 98)]
    facts = Facts(date=FACTS.date, subject="虹桥食品", report_type="公司深度")
    claims = [c for t in find_ruled(drawn, lines, set()) for c in claims_from_ruled(t, facts)]
    assert [(c.subject, c.scope, c.metric, c.value, c.unit, c.measure) for c in claims] == [
        (facts.topic, "王一", "获授股数", Decimal(9000), "share", "level"),
        (facts.topic, "李二", "获授股数", Decimal(4000), "share", "level"),
        (facts.topic, "王一", "占总股本比例", Decimal("0.9"), "%", "level"),
        (facts.topic, "李二", "占总股本比例", Decimal("0.4"), "%", "level"),
    ]


def test_a_column_of_years_tells_the_period_of_each_row() -> None:
    rows = [
        ["公司", "年份", "ROE（%）"],
        ["青禾股份", "2021", "12.0"],
        ["青禾股份", "2022", "13.5"],
        ["远山食品", "2022", "9.1"],
    ]
    assert read(rows) == [
        ("青禾股份", "ROE", Decimal("12.0"), "%", "2021"),
        ("青禾股份", "ROE", Decimal("13.5"), "%", "2022"),
        ("远山食品", "ROE", Decimal("9.1"), "%", "2022"),
    ]


def test_a_year_of_opening_is_no_period_of_the_capacity() -> None:
    rows = [["公司", "投产时间", "产能（万吨）"], ["青禾股份", "2021", "12"], ["远山食品", "2022", "9"]]
    assert [claim[-1] for claim in read(rows)] == [None, None] or read(rows) == []


def test_rows_of_measures_with_units_under_things() -> None:
    rows = [
        ["2023年项目", "轻卡", "重卡", "客车"],
        ["配套价值量（元）", "500", "800", "400"],
        ["系统渗透率", "80%", "60%", "70%"],
    ]
    rows.append(["系统市场总值（亿元）", "", "37.5", ""])
    claims = read(rows, "表1：2023年配套情况")
    assert ("轻卡", "配套价值量", Decimal(500), "CNY", "2023") in claims
    assert all(value != Decimal("3750000000") for _, _, value, _, _ in claims)  # one sum for all of them


def test_a_coloured_band_heads_rows_that_no_rule_closes() -> None:
    lines = [
        *grid([["", "价格（元）", "净重（kg）"], ["甲糖", "51", "2.4"], ["乙糖", "64.9", "2.25"]]),
        put("这一段文字与表格无关。", 50, 200),
    ]
    table = only(
        find_ruled(page([level(700), level(720), level(740)], [Box(50, 108, 550, 124)]), lines, set())
    )
    assert [line.text for line in lines if line.base > 190] == ["这一段文字与表格无关。"]
    assert table.box.bottom < 190
    assert [(c.subject, c.metric, c.value, c.unit) for c in claims_from_ruled(table, FACTS)] == [
        ("甲糖", "价格", Decimal(51), "CNY"),
        ("乙糖", "价格", Decimal("64.9"), "CNY"),
        ("甲糖", "净重", Decimal("2.4"), "kg"),
        ("乙糖", "净重", Decimal("2.25"), "kg"),
    ]


def test_a_band_without_units_opens_no_table() -> None:
    lines = grid([["", "价格", "净重"], ["甲糖", "51", "2.4"], ["乙糖", "64.9", "2.25"]])
    assert (
        find_ruled(page([level(y, 400) for y in (700, 720, 740)], [Box(50, 108, 550, 124)]), lines, set())
        == []
    )


def test_heads_that_run_together_part_behind_their_units() -> None:
    text = "价格（元）净含量(kg)根数 单价（元/kg）"
    assert [text[a:b] for a, b in cuts_of(text)] == ["价格（元）", "净含量(kg)", "根数", "单价（元/kg）"]
    assert cuts_of("净利润（含少数）增速") == [(0, 10)]


def test_colour_behind_the_words_of_a_cell_parts_no_row() -> None:
    shades = [Box(325, y, 390, y + 9) for y in (133, 153)]
    drawn = page([level(105), level(126), level(168), level(790)], shades)
    table = only(find_ruled(drawn, grid(COMPANIES), set()))
    assert [[cell.text for _, cell in sorted(row.items())] for row in table.rows()] == COMPANIES[1:]


def test_two_columns_of_the_same_figures_are_a_slip() -> None:
    rows = [["牧场", "产能（万吨）", "存栏量（万头）"]]
    rows += [
        [name, figure, figure] for name, figure in zip("甲乙丙丁", ("139", "83", "70", "64"), strict=True)
    ]
    assert read(rows, "表1：2023年牧场") == []
