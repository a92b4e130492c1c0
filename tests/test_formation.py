"""Metrics that no vocabulary has (NQV, 周旋率, 织补量): named, measured and given to whom they are of by the form of the words."""

from __future__ import annotations

import pytest
from told import told

from extract.prose.sentence.formation import flows, head_of, is_abbreviation, is_ratio


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年公司NQV同比增长8%", [("NQV", "yoy", "8")]),
        ("2024年公司NQV增长8%", [("NQV", "yoy", "8")]),
        ("公司NQV增速达8%", [("NQV", "yoy", "8")]),
        ("公司静态P/QV为0.6倍", [("静态P/QV", "level", "0.6")]),
        ("当前股价对应2024年PQV为0.6倍", [("PQV", "level", "0.6")]),
        ("公司周旋率为3倍", [("周旋率", "level", "3")]),
        ("2024年公司织补量增长8%", [("织补量", "yoy", "8")]),
        ("2024年公司织补量较青禾乳业增长8%", [("织补量", "change", "8")]),
        ("2024年公司周旋率略微提升0.4个pct.至23%", [("周旋率", "yoy", "0.4"), ("周旋率", "level", "23")]),
        ("公司织补量单周环比增长8%", [("织补量", "wow", "8")]),
    ],
)
def test_an_unknown_metric_is_measured_by_its_form(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text, "metric", "measure", "value") == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2024年公司甲线和乙线NQV同比增速分别为8%、9%", ["甲线NQV", "乙线NQV"]),
        ("公司布匹、针线绣量分别为8万件、9万件", ["布匹绣量", "针线绣量"]),
    ],
)
def test_an_amount_behind_a_row_is_that_of_each(text: str, names: list[str]) -> None:
    assert [name for (name,) in told(text, "metric")] == names


def test_a_class_of_firms_ends_in_its_class() -> None:
    assert told("典型布企营收增速中位数从20%降至5%", "subject")[0] == ("典型布企",)


def test_the_form_of_a_name() -> None:
    assert [head_of(name) for name in ("衍生品收入", "聚酯周旋率", "扣非净利润", "银保渠道NQV")] == [
        "收入", "周旋率", "扣非净利润", "NQV",
    ]  # fmt: skip
    assert head_of("牛奶占乳品收入的比例") == "占乳品收入的比例"
    assert head_of("收入CAGR") is None and head_of("奶粉和冷饮") is None
    assert is_abbreviation("代理渠道NQV") and not is_abbreviation("Token")
    assert is_ratio("周旋率") and not is_ratio("织补量")
    assert flows("织补量") and not flows("织补存量") and not flows("单位成本")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("公司不良织补率为3%", "不良织补率"),
        ("公司用户织补量为3万件", "用户织补量"),
        ("公司应收织款为3亿元", "应收织款"),
        ("2024年公司经销商创收3亿元", "经销商创收"),
    ],
)
def test_a_verb_inside_another_word_is_none(text: str, name: str) -> None:
    assert [metric for (metric,) in told(text, "metric")] == [name]


def test_what_a_row_of_countries_has_is_each_ones() -> None:
    text = "据蓝湖，2020年中国/日本/美国人均织补食品消费量分别为9/23/35kg"
    assert told(text, "subject", "metric") == [
        (place, "人均织补食品消费量") for place in ("中国", "日本", "美国")
    ]


def test_a_firm_named_before_is_the_firm_of_its_sentence() -> None:
    text = "青禾乳业2024年销售收入7.9亿元，公司账上现金及理财21.6亿元"
    assert [who for (who,) in told(text, "subject", company=None)] == ["青禾乳业", "青禾乳业"]


def test_a_rate_of_a_known_amount_is_no_amount() -> None:
    text = "公司销售/管理/财务费用率分别为6.5%/2.9%/-0.7%，同比+0.3/-0.1/+0.2pct"
    assert told(text, "metric", "measure", "value")[:3] == [
        ("销售费用率", "level", "6.5"),
        ("管理费用率", "level", "2.9"),
        ("财务费用率", "level", "-0.7"),
    ]
    assert told("公司存货率为3%", "metric", "metric_id", "measure") == [("存货率", "", "level")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("公司织收入、净织利润同比增长7%、9%", ["织收入", "净织利润"]),
        ("2024年公司织补量、绣花额分别同比增长7%、9%", ["织补量", "绣花额"]),
        ("分渠道看，公司经销商/商超/电商渠道绣额分别为8/7/6亿元", ["经销商绣额", "商超绣额", "电商渠道绣额"]),
    ],
)  # fmt: skip
def test_each_of_a_row_has_its_own(text: str, names: list[str]) -> None:
    assert [metric for (metric,) in told(text, "metric")] == names


def test_growth_in_brackets_behind_an_amount() -> None:
    assert told("2024年公司织补额8亿元（+16%）", "metric", "measure") == [
        ("织补额", "level"),
        ("织补额", "yoy"),
    ]


def test_what_has_been_reached_is_no_forecast() -> None:
    text = "2025年我国织补市场规模有望突破3万亿元，相关企业数量已超6200家"
    assert told(text, "stance") == [("estimate",), ("actual",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("目前公司拥有超过450万用户", ("用户数量", "4500000", "人")),
        ("2024年公司成立子公司，投资3.2亿建设织补工厂", ("投资金额", "320000000", "CNY")),
        ("公司服务10万项目", ("服务项目数量", "100000", "个")),
    ],
)
def test_a_bare_sum_counts_what_stands_behind_it_or_was_spent(
    text: str, expected: tuple[str, str, str]
) -> None:
    assert told(text, "metric", "value", "unit") == [expected]


def test_what_a_country_has_is_told_without_it() -> None:
    text = "2024年国内绣线电池装车量为66万台"
    assert told(text, "subject", "metric", company=None) == [("中国", "绣线电池装车量")]


def test_a_price_that_is_reasonable_is_a_target_price() -> None:
    assert told("公司合理股价为9.5元/股") == []
    assert told("公司公允价值变动损失约1.1亿元", "value") == [("110000000",)]
