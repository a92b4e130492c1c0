"""Counts of those who do something, figures set against another's, rates and amounts named behind their number."""

from __future__ import annotations

from told import told


def test_those_who_do_something_are_counted_with_what_they_do() -> None:
    assert told("截至2025年4月9日，共有43家进行了2号牌的升级。", "metric", "value", "unit") == [
        ("进行2号牌的升级的机构数量", "43", "家")
    ]
    assert told("截至目前，全国三批地区（共21个省）实现门店改造", "metric", "value") == [
        ("实现门店改造的省数量", "21")
    ]
    text = "2023年公司率先在全国6个试点地区拉开了门店改造的序幕"
    assert told(text) == [("远山食品", "拉开门店改造的序幕的试点地区数量", "level", "6", "2023")]


def test_there_are_so_many_is_no_part_of_a_name() -> None:
    assert told("公司目前已经有5个低温生产基地，布局完整", "metric", "value") == [("低温生产基地数量", "5")]


def test_a_period_before_a_bracket_outlasts_it() -> None:
    text = "2025年2月，第一组（前14名）市占率高达71%"
    assert told(text, "metric", "value", "period") == [("市占率", "71", "2025-02")]
    text = "2023年在两批地区（5个省）推出新品，当年转化率为50%"
    assert told(text, "value", "period")[-1] == ("50", "2023")


def test_a_list_mark_opens_no_bracket() -> None:
    text = "2）预计2027年门店为80家，其中40%需要改造（2024年直营门店占比60%），对应营业收入为5亿元"
    assert told(text, "value", "period")[-1] == ("500000000", "2027")


def test_an_average_behind_its_number_is_that_groups() -> None:
    text = "2024年我国连锁化率为20%，低于35%的发达国家平均水平，且低于30%的国际平均水平"
    assert told(text, "subject", "metric_id", "value") == [
        ("中国", "chain_rate", "20"),
        ("发达国家", "chain_rate", "35"),
        ("国际", "chain_rate", "30"),
    ]


def test_below_anothers_is_a_change_downwards() -> None:
    assert told("公司成本相比于市场低10%-20%", "metric", "measure", "value", "value_high") == [
        ("成本", "change", "-20", "-10")
    ]


def test_what_is_a_part_of_anothers_keeps_both_names() -> None:
    text = "2024年我国人均年消费量为0.3千克，仅为日韩的1/10，同比增长5%"
    assert told(text, "metric", "measure", "value") == [
        ("人均年消费量", "level", "0.3"),
        ("人均年消费量相对日韩", "multiple", "10"),
        ("人均年消费量", "yoy", "5"),
    ]


def test_the_size_of_a_market_may_stand_before_its_noun() -> None:
    assert told("连锁化率的提升、团餐1.5万亿的巨大市场空间", "subject", "metric_id", "value") == [
        ("团餐", "market_size", "1500000000000")
    ]


def test_a_rate_behind_its_number_is_its_metric() -> None:
    assert told("公司以8%左右的市占率处领先位置", "subject", "metric_id", "measure") == [
        ("远山食品", "market_share", "share")
    ]
    assert told("龙头市占率为25%，其他厂商仅有5%的份额", "subject", "value")[-1] == ("其他厂商", "5")
    assert told("该方案可提升门店3-5pct的利润率", "subject", "metric_id", "measure") == [
        ("门店", "profit_margin", "change")
    ]


def test_amounts_of_things_in_a_row_are_each_ones() -> None:
    text = "公司具备25万吨甲醇产能，下游配套18万吨乙醇、9万吨丙醇等产品"
    assert told(text, "metric", "metric_id", "value") == [
        ("甲醇产能", "capacity", "250000"),
        ("乙醇产能", "capacity", "180000"),
        ("丙醇产能", "capacity", "90000"),
    ]


def test_verbs_and_prepositions_are_no_metric() -> None:
    assert told("公司以自有资金1000万元收购了门店", "metric") == [("收购金额",)]
    assert told("至少为项目利润提升1%") == []
    assert told("牌照升级后即可管理投资超过10%于新资产的组合") == []


def test_an_unknown_doer_is_never_the_company() -> None:
    text = "截至2025年4月9日，共有43家进行了2号牌的升级。"
    assert told(text, "subject") == [("机构",)]


def test_brands_in_a_row_are_known_by_the_one_that_is() -> None:
    text = "青叶、云雀大单品在细分市场中份额分别为44.7%、54%"
    assert told(text, "subject", "metric", "value") == [("青叶", "份额", "44.7"), ("云雀", "份额", "54")]


def test_a_kind_of_goods_that_opens_the_sentence_has_its_own_sales() -> None:
    text = "根据中国某某食品工业协会冷冻食品专业委员会的数据，我国速冻面点是速冻食品中规模最大的品类，2019年后加速增长，2024年收入规模773亿元，复合增速8%。"
    assert told(text, "subject", "metric_id", "measure") == [
        ("中国速冻面点", "revenue", "level"),
        ("中国速冻面点", "revenue", "cagr"),
    ]
