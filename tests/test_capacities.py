"""Capacities named by what is made, rows of holders, of countries and of partners: each number with whose it is."""

from __future__ import annotations

import pytest
from told import told


def test_what_is_built_is_named_behind_its_amount_and_the_list_goes_on() -> None:
    text = "公司借助原料优势建设120万吨乙烯装置，并向下游延伸30万吨α-烯烃、40万吨POE、25万吨mPE等产品"
    assert told(text, "metric", "metric_id", "value") == [
        ("在建乙烯产能", "capacity", "1200000"),
        ("在建α-烯烃产能", "capacity", "300000"),
        ("在建POE产能", "capacity", "400000"),
        ("在建mPE产能", "capacity", "250000"),
    ]


def test_what_brackets_behind_goods_hold_is_their_capacity() -> None:
    text = "公司依托60万吨PDH产能，形成高分子乳液（20万吨）及上游丁辛醇（30万吨）"
    assert told(text, "metric", "value") == [
        ("PDH产能", "600000"),
        ("高分子乳液产能", "200000"),
        ("丁辛醇产能", "300000"),
    ]


@pytest.mark.parametrize("text", ["公司销售20万吨乙烯", "我国进口20万吨乙烯，需求旺盛"])
def test_what_is_sold_is_no_capacity(text: str) -> None:
    assert not any("产能" in metric for (metric,) in told(text, "metric"))


def test_each_of_those_who_hold_a_firm_has_a_claim() -> None:
    text = "其中，云雀由王一、李二、张三分别持股20%；星桥由赵四、钱五分别持股60%、40%"
    assert told(text, "subject", "metric", "value") == [
        ("王一", "云雀持股比例", "20"),
        ("李二", "云雀持股比例", "20"),
        ("张三", "云雀持股比例", "20"),
        ("赵四", "星桥持股比例", "60"),
        ("钱五", "星桥持股比例", "40"),
    ]


def test_the_listed_holders_of_another_firm_have_their_stake_each() -> None:
    text = "星桥的前三大股东分别为白鹭科技、青山和白水，持股比例分别为33%、31%和22%"
    assert told(text, "subject", "metric", "value") == [
        ("白鹭科技", "星桥持股比例", "33"),
        ("青山", "星桥持股比例", "31"),
        ("白水", "星桥持股比例", "22"),
    ]


def test_countries_in_a_row_have_a_number_each() -> None:
    text = "2023年我国人均消费量为15千克，同期日本与美国的人均消费量分别为30/75千克，二者的人均消费量分别是我国的2.1/5.3倍"
    assert told(text, "subject", "metric", "measure", "value") == [
        ("中国", "人均消费量", "level", "15"),
        ("日本", "人均消费量", "level", "30"),
        ("美国", "人均消费量", "level", "75"),
        ("日本", "人均消费量", "multiple", "2.1"),
        ("美国", "人均消费量", "multiple", "5.3"),
    ]


def test_partners_before_their_count_are_not_who_has_them() -> None:
    text = "公司与云雀、星桥和芬美等13家全球战略合作伙伴现场签约"
    assert told(text, "subject", "metric", "value") == [("远山食品", "全球战略合作伙伴数量", "13")]


def test_a_bare_rate_behind_the_course_of_a_market_is_that_of_its_size() -> None:
    text = "我国面条市场在2005年之后迅速扩容，其后十年间复合增长率达13.5%"
    assert told(text) == [("中国面条市场", "市场规模", "cagr", "13.5", "2005/2015")]
    text = "原奶价格走低，使得行业转向低速增长，2015-2019年复合增长率为4.5%"
    assert told(text, "metric", "measure", "period") == [("市场规模", "cagr", "2015/2019")]


def test_how_goods_are_bought_by_the_data_of_others_is_the_goods_own() -> None:
    text = "根据Euromonitor的数据，液态奶线上销售占比已经从2008年的0.2%增长至2019年的5%"
    assert told(text, "subject", "metric", "value", "period") == [
        ("液态奶", "线上销售占比", "0.2", "2008"),
        ("液态奶", "线上销售占比", "5", "2019"),
    ]


def test_what_is_set_lower_keeps_its_name() -> None:
    text = "公司于2023年将佣金率由0.25%大幅调低至0.05%"
    assert told(text, "metric", "value") == [("佣金率", "0.25"), ("佣金率", "0.05")]


def test_a_share_told_of_a_row_of_countries_does_not_keep_the_last_two_in_its_name() -> None:
    text = "泰国、马来西亚与越南电商占零售总额比重分别为13%、12%与9%，与中国的29%仍有一定差距"
    assert told(text, "subject", "metric", "value") == [
        ("泰国", "电商占零售总额比例", "13"),
        ("马来西亚", "电商占零售总额比例", "12"),
        ("越南", "电商占零售总额比例", "9"),
        ("中国", "零售总额占比", "29"),
    ]


def test_who_can_be_counted_is_named_by_what_they_did() -> None:
    text = "目前从公开资料中可整理出30个省市政府出台相关政策"
    assert told(text, "metric", "value") == [("出台相关政策的省市政府数量", "30")]


def test_an_offer_for_shares_is_a_stake_to_be_taken() -> None:
    text = "2024年4月，云雀通过子公司对白水50.5%股份发起要约收购"
    assert told(text, "metric", "metric_id", "value") == [("要约收购白水股权比例", "acquired_stake", "50.5")]
