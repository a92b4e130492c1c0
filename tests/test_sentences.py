"""Sentences whose numbers are named behind them, in a list before them, around them or not at all: one test a cause."""

from __future__ import annotations

from told import block_of, claims, told

from extract.model import Box
from extract.pages.kinds import Kinds
from extract.pages.lines import Line
from extract.pages.page import Block
from extract.prose.sentence.surroundings import Story

NOBODY = {"company": None}


def test_growth_named_behind_its_number_is_growth() -> None:
    assert told("预计未来三年公司营业收入有望保持15%左右的增速", "metric_id", "measure", "value") == [
        ("revenue", "yoy", "15")
    ]
    assert told("公司营业收入有望以20%以上的复合增速增长", "metric_id", "measure", "value") == [
        ("revenue", "cagr", "20")
    ]
    assert told("行业有望保持3-5%的稳定增速", "metric_id", "measure", "value", **NOBODY) == [
        ("market_size", "yoy", "3")
    ]


def test_growth_on_its_way_to_a_number_is_none_of_it() -> None:
    found = told("公司毛利率由20%增长至25%", "measure", "value")
    assert found == [("level", "20"), ("level", "25")]


def test_a_share_that_opens_its_clause_is_of_those_behind_it() -> None:
    found = told(
        "2024年的调查中，62%采用了协同软件，其中18%在所有门店使用协同软件", "metric", "measure", "value"
    )
    assert found == [("采用协同软件比例", "share", "62"), ("在所有门店使用协同软件比例", "share", "18")]
    assert told("仅7%的业主要求使用新系统", "metric", "measure") == [("要求使用新系统的业主比例", "share")]


def test_a_count_that_opens_its_clause_is_of_those_behind_it() -> None:
    assert told("截至2024年末，公司已与320家餐饮企业签订协议", "metric", "value", "unit") == [
        ("签订协议的餐饮企业数量", "320", "家")
    ]


def test_how_long_something_takes_is_measured_and_for_how_long_it_is_meant_is_not() -> None:
    assert told("公司存货周转天数降至45天", "metric_id", "value", "unit") == [("inventory_days", "45", "天")]
    assert told("传统方式下验收通常需要3个月左右", "metric", "value", "unit") == [
        ("传统方式下验收所需时间", "3", "月")
    ]
    assert told("公司已连续5年位居行业榜首", "metric", "value") == [("连续位居行业榜首年数", "5")]
    assert told("公司与客户签订3年期合同，未来两年将持续扩产") == []


def test_ahead_by_percentage_points_is_a_distance_and_no_move_of_a_share() -> None:
    text = "2024年远山食品市占率为37%，领先青禾乳业9个百分点，行业CR2为65%"
    assert told(text, "metric", "measure", "value", "unit")[1] == (
        "市占率领先青禾乳业幅度",
        "level",
        "9",
        "pct_pt",
    )
    assert told(text, "metric_id")[2] == ("cr2",)


def test_a_note_in_brackets_is_no_comparison_of_shares() -> None:
    found = told("龙头保持较大领先的幅度（GMV占比通常达到40%左右）", "measure", "value")
    assert ("beat", "40") not in found


def test_numbers_are_given_to_the_things_a_clause_before_them_lists() -> None:
    text = "奶酪、酸奶、低温奶位居前三，近五年增速分别达到20%、12%、10%"
    assert told(text, "subject", "metric_id", "measure", "value", "period", **NOBODY) == [
        ("奶酪", "market_size", "cagr", "20", "2020/2024"),
        ("酸奶", "market_size", "cagr", "12", "2020/2024"),
        ("低温奶", "market_size", "cagr", "10", "2020/2024"),
    ] or told(text, "subject", "value", **NOBODY) == [("奶酪", "20"), ("酸奶", "12"), ("低温奶", "10")]


def test_the_sales_of_two_kinds_are_segments_of_the_company() -> None:
    text = "公司产品包括定制产品和通用产品两类，2024年其收入分别为3.2亿元、6.5亿元"
    assert told(text, "subject", "metric", "scope", "value") == [
        ("远山食品", "定制产品收入", "定制产品", "320000000"),
        ("远山食品", "通用产品收入", "通用产品", "650000000"),
    ]


def test_a_number_in_brackets_may_have_a_name_of_its_own() -> None:
    found = told("公司研发团队不断扩张（研发人员500+）", "metric", "value", "comparator")
    assert found == [("研发人员", "500", ">")]


def test_what_a_sentence_supposes_is_an_estimate_whatever_year_it_named() -> None:
    text = "2023年公司单项目投入为6万元，因此我们假设每个项目投入为7万元"
    assert told(text, "value", "stance") == [("60000", "actual"), ("70000", "estimate")]
    assert told("公司下调长期投资回报率假设至4.5%", "stance") == [("actual",)]


def test_money_without_a_unit_takes_that_of_the_metric_it_ends_in() -> None:
    assert told("2024年蒸煮类产品实现收入1.84亿，同比增长3%", "value", "unit")[0] == ("184000000", "CNY")


def _at(text: str, box: Box, size: float) -> Block:
    block = block_of(text)
    line = Line(1, block.lines[0].glyphs, text, list(range(len(text))), box, box.bottom, size, False)
    return Block([line], text, [0])


def test_a_cell_of_a_table_of_text_speaks_of_its_row() -> None:
    body = _at("本节比较各国建筑软件的普及程度，" * 4, Box(50, 60, 540, 72), 10.5)
    label = _at("日本", Box(60, 105, 80, 114), 8.0)
    other = _at("法国", Box(60, 155, 80, 164), 8.0)
    cell = _at("认知度从2007年的30%提升至2010年的76%", Box(400, 100, 540, 120), 8.0)
    story = Story()
    story.open_page([body, label, other, cell], 10.5)
    home = story.home(cell, [])
    assert home(0) == "日本"
    assert story.home(body, [])(0) is None


def test_a_heading_that_is_a_country_says_whom_its_paragraphs_are_about() -> None:
    heading = _at("3.1 日本：龙头长青", Box(50, 40, 200, 56), 14.0)
    body = _at("人均消费量持续提升，" * 8, Box(50, 60, 540, 72), 10.5)
    title = _at("2.1 关键词：龙头长青", Box(50, 80, 200, 96), 14.0)
    after = _at("人均消费量持续提升，" * 8, Box(50, 100, 540, 112), 10.5)
    Kinds().name([heading, body, title, after])
    story = Story()
    story.open_page([heading, body, title, after], 10.5)
    story.reach(body)
    assert story.home(body, [])(0) == "日本"
    story.reach(after)
    assert story.home(after, [])(0) is None


def test_a_figure_of_no_company_is_no_claim_of_one() -> None:
    assert [c.subject for c in claims("2024年乳制品整体零售额达到5600亿元")] == ["乳制品整体"]


def test_the_firms_a_sentence_lists_each_have_their_move() -> None:
    text = "上周涨幅前三名的公司为青禾乳业、白鹭科技、云雀，涨幅分别为34%、31%、22%"
    assert told(text, "subject", "measure", "value", **NOBODY) == [
        ("青禾乳业", "price_change", "34"),
        ("白鹭科技", "price_change", "31"),
        ("云雀", "price_change", "22"),
    ]


def test_boards_without_an_index_move_too() -> None:
    text = "各子板块中，白酒上涨1.6%，乳品下跌1.5%"
    assert told(text, "subject", "measure", "value", **NOBODY) == [
        ("白酒", "price_change", "1.6"),
        ("乳品", "price_change", "-1.5"),
    ]


def test_the_company_of_a_note_without_one_is_nobody_until_it_is_named() -> None:
    assert told("2024年公司营收达5亿元", "subject", **NOBODY) == [("",)]


def test_a_third_stage_of_a_movement_is_of_the_same_metric() -> None:
    text = "销售费用率从2011年的19%最高升至2018年的24%，后逐步下降至2021年的21%"
    assert told(text, "metric_id", "measure", "value", "period") == [
        ("selling_expense_ratio", "level", "19", "2011"),
        ("selling_expense_ratio", "level", "24", "2018"),
        ("selling_expense_ratio", "level", "21", "2021"),
    ]


def test_a_bare_number_that_counts_what_is_behind_it_is_no_money() -> None:
    assert told("公司施工业务市场空间广阔，完成服务10万项目可期", "unit") == []


def test_what_a_clause_says_grows_is_not_what_the_clause_before_it_named() -> None:
    found = told("渠道库存恢复正常，4-5月常温奶增速达20%以上", "metric", "measure", "value")
    assert [row[1:] for row in found] == [("yoy", "20")] and "库存" not in found[0][0]


def test_the_year_just_over_is_forecast_where_the_list_is() -> None:
    text = "加回费用后2024-2026年净利润1.1亿元、1.6亿元、2.0亿元"
    assert told(text, "stance") == [("estimate",)] * 3


def test_the_label_of_a_drawing_is_no_sentence() -> None:
    body = _at("公司股权结构稳定，创始团队合计持股，" * 4, Box(50, 60, 540, 72), 10.5)
    label = _at("创始人持股 15.98%", Box(300, 200, 360, 208), 7.5)
    cell = _at("共计划发射1万颗卫星。", Box(300, 220, 400, 228), 7.5)
    story = Story()
    story.open_page([body, label, cell], 10.5)
    assert [story.is_label(block) for block in (body, label, cell)] == [False, True, False]


def test_what_a_piece_of_news_goes_on_to_tell_is_of_its_day_and_its_firm() -> None:
    text = "（1）白鹭科技：4月1日，白鹭科技宣布完成融资，融资规模达到12亿元。云雀付费用户超过500万。公司年化收入接近25亿元"
    assert told(text, "subject", "value", "period", **NOBODY) == [
        ("白鹭科技", "1200000000", "2025-04-01"),
        ("云雀", "5000000", "2025-04-01"),
        ("白鹭科技", "2500000000", "2025-04-01"),
    ]
