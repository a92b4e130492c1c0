"""Sentences of our own and the claims an analyst would file from them: one test a cause."""

from __future__ import annotations

import datetime

from told import claims, told


def test_a_range_of_years_before_a_latin_name_gives_each_value_its_year() -> None:
    found = told(
        "我们预计公司2025-2027年EPS分别为1.20、1.44和1.70元", "metric_id", "value", "period", "stance"
    )
    assert found == [
        ("eps", "1.20", "2025", "estimate"),
        ("eps", "1.44", "2026", "estimate"),
        ("eps", "1.70", "2027", "estimate"),
    ]


def test_a_list_of_multiples_leans_on_the_years_before_the_semicolon() -> None:
    text = "预计公司2025-2027年营收为22/25/28亿元；对应当前股价PE为20/17/14倍"
    assert told(text, "metric_id", "value", "period")[3:] == [
        ("pe", "20", "2025"),
        ("pe", "17", "2026"),
        ("pe", "14", "2027"),
    ]


def test_a_list_in_brackets_behind_a_list_of_values_is_their_growth() -> None:
    text = "预计公司2025-2027年营收为22/25/28亿元（10.2%/12.5%/13.1%）"
    assert told(text, "measure", "value", "period")[3:] == [
        ("yoy", "10.2", "2025"),
        ("yoy", "12.5", "2026"),
        ("yoy", "13.1", "2027"),
    ]


def test_two_metrics_named_together_pair_in_order_though_growth_stands_between() -> None:
    text = "2024年公司营收、归母净利润分别达20.4亿元（+12.1%），3.1亿元（+8.5%）"
    assert told(text, "metric_id", "measure", "value") == [
        ("revenue", "level", "2040000000"),
        ("revenue", "yoy", "12.1"),
        ("net_profit_parent", "level", "310000000"),
        ("net_profit_parent", "yoy", "8.5"),
    ]


def test_growth_rates_behind_two_movements_belong_to_each_and_span_the_same_years() -> None:
    text = "营收由2021年的8亿元增至2024年的12亿元，利润由0.5亿元增至0.9亿元，复合增速分别为14.5%、21.6%"
    assert told(text, "metric", "measure", "value", "period") == [
        ("营收", "level", "800000000", "2021"),
        ("营收", "level", "1200000000", "2024"),
        ("利润", "level", "50000000", "2021"),
        ("利润", "level", "90000000", "2024"),
        ("营收", "cagr", "14.5", "2021/2024"),
        ("利润", "cagr", "21.6", "2021/2024"),
    ]


def test_one_number_said_of_two_things_is_a_claim_each() -> None:
    assert told("公司数据产品、软件产品毛利率均保持80%以上", "metric", "value", "comparator") == [
        ("数据产品毛利率", "80", ">="),
        ("软件产品毛利率", "80", ">="),
    ]


def test_names_listed_behind_the_number_are_its_subjects_and_stand_in_the_quote() -> None:
    found = claims("全球日调用量超过10亿次的公司仅星桥、云雀、白鹭科技三家。", company=None)
    assert [claim.subject for claim in found] == ["星桥", "云雀", "白鹭科技"]
    assert {claim.quote for claim in found} == {"全球日调用量超过10亿次的公司仅星桥、云雀、白鹭科技"}


def test_the_three_stands_for_the_three_things_named_before() -> None:
    text = "公司糖果、饼干、饮料三大品类贡献主要收入，三者在营收中占比分别为50%、30%、20%"
    assert told(text, "metric", "measure", "value") == [
        ("糖果营收中占比", "share", "50"),
        ("饼干营收中占比", "share", "30"),
        ("饮料营收中占比", "share", "20"),
    ]


def test_what_a_bracket_adds_does_not_outlast_it() -> None:
    text = "2024年公司归母净利润预测为3亿元（前值3.3亿元），同比增长12%"
    assert told(text, "metric", "measure", "value") == [
        ("归母净利润", "level", "300000000"),
        ("归母净利润原预测", "level", "330000000"),
        ("归母净利润", "yoy", "12"),
    ]


def test_products_before_the_word_respectively_share_the_metric_behind_it() -> None:
    text = "2024年公司畅享、清饮、JoyMix分别实现销售额5、3、2亿元"
    assert told(text, "metric", "value") == [
        ("畅享销售额", "500000000"),
        ("清饮销售额", "300000000"),
        ("JoyMix销售额", "200000000"),
    ]


def test_a_target_price_is_no_metric() -> None:
    assert told("给予公司6个月目标价39.8元") == []


def test_numbers_of_a_title_a_phase_and_a_dose_measure_nothing() -> None:
    assert told("公司牵头编制《数据中心用240V直流系统》") == []
    assert told("公司新药处在临床3期，其中12mg规格为主") == []


def test_what_a_share_plan_asks_for_is_a_target() -> None:
    text = "股权激励考核以2023年为基数，2025年营收增速不低于20%"
    assert told(text, "metric_id", "measure", "value", "stance") == [("revenue", "change", "20", "target")]


def test_without_a_date_years_ahead_are_known_by_the_words() -> None:
    text = "我们预计公司2025-2026年营收为22/25亿元；归母净利润为3/4亿元"
    assert {stance for (stance,) in told(text, "stance", date=None)} == {"estimate"}


def test_a_bracketed_expectation_does_not_make_the_figure_behind_it_one() -> None:
    text = "公司2024年每股股利2.4元（我们预期2.3元），同比增长0.5%"
    assert told(text, "value", "stance", date=datetime.date(2025, 3, 1))[-1] == ("0.5", "actual")
