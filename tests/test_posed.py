"""A metric that stands behind its number, and shares told as "A 占 B 的比重"."""

from __future__ import annotations

from told import told


def test_the_metric_may_stand_behind_its_number() -> None:
    assert told("公司以243亿的营收和6.48亿的净利润收官2009年", "metric", "value") == [
        ("营收", "24300000000"),
        ("净利润", "648000000"),
    ]
    assert told("青禾乳业贡献2087万元销售额，占比6%", "subject", "metric_id", "value") == [
        ("青禾乳业", "sales_amount", "20870000"),
        ("青禾乳业", "revenue_share", "6"),
    ]
    assert told("2024年实现3亿元海外收入", "metric_id", "value") == [("overseas_revenue", "300000000")]


def test_growth_before_its_metric_is_that_metrics() -> None:
    text = "公司在2010年收获了同比增长22%的营收和同比增长20%的净利润"
    assert told(text, "metric_id", "measure", "value") == [
        ("revenue", "yoy", "22"),
        ("net_profit", "yoy", "20"),
    ]


def test_what_somebody_contributes_is_a_share() -> None:
    assert told("大客户贡献近40%的营收", "metric", "measure") == [("大客户营收占比", "share")]


def test_room_to_grow_is_whose_the_clause_says() -> None:
    assert told("新平台有望为公司带来百亿元市场空间", "subject", "metric_id") == [
        ("远山食品", "market_space")
    ]
    assert told("施工业务有百亿元市场空间", "subject") == [("施工业务",)]


def test_a_share_keeps_its_part_from_one_end_of_a_movement_to_the_other() -> None:
    text = "云收入占造价业务收入的比重从2017年的3%提升至2020年的58%"
    assert told(text, "metric", "measure", "period") == [
        ("云收入占造价业务收入比例", "share", "2017"),
        ("云收入占造价业务收入比例", "share", "2020"),
    ]
    text = "2014-2018年，公司施工业务从0.8亿元增长到6.6亿元，占营业总收入的比例从5%提升到23%"
    assert told(text, "metric", "value") == [
        ("施工业务收入", "80000000"),
        ("施工业务收入", "660000000"),
        ("施工业务收入占营业总收入比例", "5"),
        ("施工业务收入占营业总收入比例", "23"),
    ]


def test_a_share_of_an_amount_just_told() -> None:
    text = "2024年可收奶318万吨，占总收奶量690万吨的46%"
    assert told(text, "metric", "measure", "value")[-1:] == [("占总收奶量比例", "share", "46")]


def test_what_is_paid_for_a_firm() -> None:
    assert told("2016年以21亿美元成功收购了白鹭科技", "metric_id", "value", "unit") == [
        ("deal_value", "2100000000", "USD")
    ]
    assert told("公司于2021年完成对青禾乳业100%股权的收购", "metric", "value") == [
        ("收购青禾乳业股权比例", "100")
    ]


def test_a_size_that_only_limits_measures_nothing() -> None:
    assert told("公司对于采购额超过100万元的经销商给予奖励") == []
    assert told("2020年100万元以上的经销商数量占比达14%", "value", "period") == [("14", "2020")]
    assert told("公司培养头部20%的大商") == []


def test_each_part_of_a_whole_has_its_own_share() -> None:
    text = "人工费和材料费分别占工程收入的30%和50%"
    assert told(text, "metric", "measure", "value") == [
        ("人工费占工程收入比例", "share", "30"),
        ("材料费占工程收入比例", "share", "50"),
    ]


def test_a_count_is_never_a_ratio() -> None:
    text = "成熟产品应用率进一步提升，其中云雀搜索量超过6300万次"
    assert told(text, "subject", "metric") == [("云雀", "搜索量")]


def test_a_stake_the_company_holds_has_no_other_holder() -> None:
    assert told("2024年10月，公司原持有青禾乳业9.3%的股权", "subject", "metric") == [("青禾乳业", "持股比例")]


def test_a_count_without_a_unit_is_in_the_one_its_name_asks_for() -> None:
    assert told("我国每年新开工项目数30-40万", "subject", "unit") == [("中国", "个")]


def test_a_ratio_stands_behind_its_number() -> None:
    assert told("少数经销商实现了 29%收入占比", "metric", "measure", "value") == [("收入占比", "share", "29")]
    assert told("相比海外超过 50%的连锁化率仍有空间", "metric", "value") == [("连锁化率", "50")]
    assert told("三季度 23%的利润增速好于预期", "metric", "measure", "value") == [("利润", "yoy", "23")]
    assert ("地下建筑面积", "40000", "平方米") in told(
        "项目完成 4 万平方米地下建筑面积", "metric", "value", "unit"
    )


def test_what_only_divides_another_figure_is_not_counted() -> None:
    assert told("当年施工业务收入/新增项目数为6.3万") == []
