"""A metric told in a sentence is filed under a clean name, its concept, and the segment it is of; never under a neighbour."""

from __future__ import annotations

import pytest
from told import told

from extract.prose.metric.naming import filed, tidy
from extract.prose.sentence.said import What
from extract.vocabulary import find_metric, metric_at_end, metrics


def named(name: str, measure: str, unit: str, lead: str = "") -> tuple[str, str | None, str | None]:
    """(name, concept id, scope) of what a sentence called `name`."""
    what = filed(What(name, find_metric(name)), measure, unit, lead)
    return what.name, what.concept.id if what.concept else None, what.scope


@pytest.mark.parametrize(
    ("name", "measure", "unit", "expected"),
    [
        ("净利润", "level", "CNY", ("净利润", "net_profit", None)),
        ("归母净利润", "yoy", "%", ("归母净利润", "net_profit_parent", None)),
        ("扣非归母净利润", "level", "CNY", ("扣非归母净利润", "net_profit_parent_deducted", None)),
        ("营业总收入", "level", "CNY", ("营业总收入", "total_operating_revenue", None)),
        # A segment's figure carries the segment.
        ("储能业务收入", "level", "CNY", ("储能业务收入", "revenue", "储能业务")),
        ("华东地区毛利率", "level", "%", ("华东地区毛利率", "gross_margin", "华东地区")),
        ("储能业务实现营收", "yoy", "%", ("储能业务营收", "revenue", "储能业务")),
        # Money is no ratio, a ratio no money.
        ("毛利", "level", "%", ("毛利", None, None)),
        ("毛利率", "level", "CNY", ("毛利率", None, None)),
        ("储能业务收入", "level", "%", ("储能业务收入", None, None)),
        # A share is not what it is a share of.
        ("研发人员", "share", "%", ("研发人员占比", "rd_staff_ratio", None)),
        ("储能收入", "share", "%", ("储能收入占比", "revenue_share", "储能")),
        ("市占率", "share", "%", ("市占率", "market_share", None)),
        ("研发支出占营收比例", "share", "%", ("研发支出占营收比例", None, None)),
        # Percentage points of an expense are those of its ratio.
        ("销售费用", "yoy", "pct_pt", ("销售费用率", "selling_expense_ratio", None)),
        # Per head is another metric, wherever the words stand.
        ("人均牛奶消费量", "level", "千克", ("人均牛奶消费量", "consumption_volume_per_head", "牛奶")),
        ("人均GDP", "level", "USD", ("人均GDP", "gdp_per_head", None)),
        # What is sold to customers is not what shops sell.
        ("向大客户的销售额", "level", "CNY", ("向大客户的销售额", "sales_amount", "向大客户")),
        # Things are counted, not weighed.
        ("改造项目数量", "level", "吨", ("改造项目数量", None, None)),
        ("研发项目数量", "level", "人", ("研发项目数量", None, None)),
        ("储能业务估值", "level", "CNY", ("储能业务估值", "appraised_value", "储能业务")),
        ("改造项目数量", "level", "个", ("改造项目数量", "projects", "改造")),
        ("同期竞品毛利率", "level", "%", ("同期竞品毛利率", None, None)),
        ("资本成本", "level", "%", ("资本成本", None, None)),
    ],
)
def test_a_metric_is_filed(
    name: str, measure: str, unit: str, expected: tuple[str, str | None, str | None]
) -> None:
    assert named(name, measure, unit) == expected


@pytest.mark.parametrize(
    ("name", "lead", "expected"),
    [
        ("收入", "每年收入新增空间有望达到", "收入新增空间"),
        ("营收", "营收增速是同业的近", "营收增速"),
        ("收入", "营业收入约", "收入"),
    ],
)
def test_the_noun_behind_a_name_belongs_to_it(name: str, lead: str, expected: str) -> None:
    assert named(name, "multiple", "倍", lead)[0] == expected


def test_what_a_share_is_of_is_said() -> None:
    assert named("经销商收入", "share", "%", "占经销商收入的") == ("占经销商收入比例", None, None)
    told = named("营收", "share", "%", "2024年储能业务占公司营收的")
    assert told == ("储能业务占营收比例", "revenue_share", "储能业务")
    # What people cost is no part of what is sold.
    assert named("营收", "share", "%", "人力费用占营收的")[1] is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("得出造价业务估值", "造价业务估值"),
        ("相应的市盈率", "市盈率"),
        ("2019 年底管理团队持股比例", "管理团队持股比例"),
        ("海外市场贡献营收", "海外市场营收"),
        ("毛利率", "毛利率"),
    ],
)
def test_a_name_loses_what_is_no_part_of_it(name: str, expected: str) -> None:
    assert tidy(name) == expected


def test_the_longest_name_ends_a_phrase() -> None:
    parted = metric_at_end("海外业务归母净利润")
    assert parted is not None
    assert (parted[0], parted[1], parted[2].id) == ("海外业务", "归母净利润", "net_profit_parent")
    assert metric_at_end("归母净利润") is None
    assert metric_at_end("单店生意") is None


def test_the_vocabulary_is_broad_and_every_concept_is_complete() -> None:
    known = metrics()
    assert len(known) >= 300
    for metric in known:
        assert metric.zh and metric.en.isascii(), metric.id
        assert metric.examples, metric.id
        # Only counts and amounts that have units of their own go without one.
        assert metric.unit or metric.kind in ("count", "flow", "stock", "ratio", "price"), metric.id
        assert metric.unit != "倍" or metric.kind == "ratio", metric.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Things without an amount of their own grow by their sales; a market by its size.
        ("2024年经销渠道增速达12%", [("经销渠道收入", "distribution_revenue", "", "yoy")]),
        ("2024年低温酸奶行业增速为6%", [("市场规模", "market_size", "", "yoy")]),
        ("新机壳的铁耗可降低10%", [("新机壳的铁耗", "", "", "change")]),
        # Goods are priced by their unit, stakes filed by what is done with them, money put in is an investment.
        ("牛肉75.98元/公斤", [("牛肉价格", "beef_price", "", "level")]),
        (
            "2024年完成收购甲乙乳业34.3%股权",
            [("收购甲乙乳业股权比例", "acquired_stake", "甲乙乳业", "level")],
        ),
        ("2018年甲方领投，乙方跟投总计约1亿元", [("乙方投资金额", "investment_amount", "乙方", "level")]),
        # What is counted stands behind the number.
        ("截至年末，全国29个地区已进入试点", [("已进入试点的地区数量", "", "", "level")]),
        ("公司拥有在研项目22个", [("在研项目", "rd_projects", "", "level")]),
        # Words of movement alone name nothing: the metric spoken of before holds.
        (
            "2024年营收10亿元，同比大幅增长20%",
            [("营收", "revenue", "", "level"), ("营收", "revenue", "", "yoy")],
        ),
        ("公司在售产品由100个增加到120个", [("在售产品", "sku_count", "", "level")] * 2),
        ("公司全年股息为每股现金2.4元", [("每股股息", "dps", "", "level")]),
        # A metric's name at the end of a list is every item's.
        (
            "2024年直营渠道和经销渠道毛利率分别为20%和30%",
            [
                ("直营渠道毛利率", "gross_margin", "直营渠道", "level"),
                ("经销渠道毛利率", "gross_margin", "经销渠道", "level"),
            ],
        ),
        (
            "2024年代理渠道和银保渠道新业务价值同比增速分别为40%和70%",
            [
                ("代理渠道新业务价值", "nbv", "代理渠道", "yoy"),
                ("银保渠道新业务价值", "nbv", "银保渠道", "yoy"),
            ],
        ),
        # 其他 is a word of its own.
        ("菜肴类及其他收入占比15%", [("菜肴类及其他收入占比", "revenue_share", "菜肴类及其他", "share")]),
    ],
)
def test_what_a_sentence_measures(text: str, expected: list[tuple[str, ...]]) -> None:
    assert told(text, "metric", "metric_id", "scope", "measure") == expected
