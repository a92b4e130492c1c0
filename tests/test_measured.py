"""What a number is said to be: its metric and its measure."""

from __future__ import annotations

import pytest
from told import told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公司净利率从2022年的8%提升至2024年的12%", [("level", "8"), ("level", "12")]),
        ("上市酒企营收增速中位数从20%降至约5%", [("yoy", "20"), ("yoy", "5")]),
        ("公司毛利率较2020年提高了3.5个百分点", [("change", "3.5")]),
        ("公司毛利率同比提高了3.5个百分点", [("yoy", "3.5")]),
        ("我们将公司2025年营收较前次预测下调3%", [("change", "-3")]),
        ("2024年公司新增合同额同比翻倍", [("yoy", "100")]),
        ("公司位列全国糖果企业第8名", [("rank", "8")]),
        ("公司直营业务占营收比重为36%", [("share", "36")]),
        ("2024年公司单价较2021年增长约5%", [("change", "5")]),
        ("2024年直营客户增加81家至168家", [("change", "81"), ("level", "168")]),
        ("2024年直营客户由81家增至168家", [("level", "81"), ("level", "168")]),
        ("公司B端收入增速约为35%", [("yoy", "35")]),
        ("云雀股价上涨5.6%", [("price_change", "5.6")]),
        ("2018年公司跻身全球乳业20强", [("rank", "20")]),
    ],
)
def test_measures(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text, "measure", "value") == expected


def test_percentage_points_are_never_said_of_money() -> None:
    text = "公司销售费用率下降，折旧费用上升影响毛利率下滑2.9个百分点"
    assert told(text, "metric_id", "measure", "value") == [("gross_margin", "yoy", "-2.9")]


def test_a_bare_number_is_no_percentage() -> None:
    assert told("公司毛利率为1.3", "value", "unit") == []
    assert told("第一名和第二名市占率比值为1.3", "measure", "value", "unit") == [("multiple", "1.3", "倍")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("公司计划到2030年新增20条产线", "新增产线数量"),
        ("公司其他渠道占比为15%", "其他渠道占比"),
        ("公司间接持股平台数量为12个", "间接持股平台数量"),
        ("公司经销占比达64%", "经销占比"),
        ("2022年公司前20大经销商占比17.5%", "前20大经销商占比"),
        ("公司研发投入占营收比例为8%", "研发投入占营收比例"),
        ("公司直营渠道占七成", "直营渠道占比"),
    ],
)
def test_names_are_noun_phrases(text: str, name: str) -> None:
    assert [metric for (metric,) in told(text, "metric")] == [name]


@pytest.mark.parametrize("text", ["公司处在60%", "公司较青禾乳业强40%", "公司完成27亿元", "公司每年有20个"])
def test_words_that_name_nothing_give_no_claim(text: str) -> None:
    assert told(text) == []


def test_money_said_of_a_market_is_its_size() -> None:
    assert told("冷冻烘焙千亿元市场", "subject", "metric_id") == [("冷冻烘焙", "market_size")]
    assert told("2024年冷冻烘焙市场达200亿元", "metric_id", "value") == [("market_size", "20000000000")]


def test_a_brand_in_quotes_and_a_ratio_are_no_amounts() -> None:
    assert told("公司推出“畅饮100%”") == []
    assert told("直营与经销收入占比约4比6") == []


def test_an_adjective_before_a_shared_noun_gives_two_names() -> None:
    text = "广义、狭义预制菜预计分别3300亿元、2100亿元"
    assert told(text, "metric") == [("广义预制菜",), ("狭义预制菜",)]
