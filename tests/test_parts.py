"""Parts of a whole, contributions to a growth, and words that point back: one test a cause."""

from __future__ import annotations

from told import told


def test_a_contribution_names_what_contributes_and_to_what() -> None:
    text = "2024年门店升级对公司营业收入增长的贡献度为31%，客流的贡献度为52%，合计贡献度达83%。"
    assert told(text, "metric", "measure", "value", "period") == [
        ("门店升级对营业收入增长的贡献度", "share", "31", "2024"),
        ("客流对营业收入增长的贡献度", "share", "52", "2024"),
        ("对营业收入增长的合计贡献度", "share", "83", "2024"),
    ]


def test_a_contribution_to_the_growth_of_several_is_one_of_each() -> None:
    text = "2024年门店升级分别对热饮、糕点、礼盒收入增长的贡献度为28%、70%、44%。"
    assert told(text, "metric", "scope", "value") == [
        ("门店升级对热饮收入增长的贡献度", "热饮", "28"),
        ("门店升级对糕点收入增长的贡献度", "糕点", "70"),
        ("门店升级对礼盒收入增长的贡献度", "礼盒", "44"),
    ]


def test_a_share_of_a_countrys_capacity_is_the_technologys_and_not_the_companys() -> None:
    text = "2024年甲式工艺在我国丁醇产能结构中占比已达37%，较2019年提升23pct。"
    assert told(text) == [
        ("甲式工艺", "丁醇产能结构占比", "share", "37", "2024"),
        ("甲式工艺", "丁醇产能结构占比", "change", "23", "2024"),
    ]


def test_a_share_of_the_companys_own_figure_is_the_companys() -> None:
    assert told("2024年公司的销售额在全行业中的占比为1.2%") == [
        ("远山食品", "销售额占全行业比例", "share", "1.2", "2024")
    ]
    assert told("2024年原料成本在营业成本中的占比为75%", "subject", "metric", "scope") == [
        ("远山食品", "原料成本占营业成本比例", "原料成本")
    ]


def test_no_share_grows_at_a_compound_rate() -> None:
    text = "2024年公司热饮收入为10亿元，在集团营收中占比11%，2021-2024年复合增长率为22%。"
    assert told(text, "metric", "metric_id", "measure", "value") == [
        ("热饮收入", "revenue", "level", "1000000000"),
        ("热饮占营收比例", "revenue_share", "share", "11"),
        ("热饮收入", "revenue", "cagr", "22"),
    ]


def test_that_share_is_the_one_named_before_it() -> None:
    text = "低端产品所占比例逐年降低，该比例从2019年的70%降至2024年的35%，云雀从2019年的15%降至2024年的6%。"
    assert told(text, "metric", "measure", "value", "period") == [
        ("低端产品占比", "share", "70", "2019"),
        ("低端产品占比", "share", "35", "2024"),
        ("云雀占比", "share", "15", "2019"),
        ("云雀占比", "share", "6", "2024"),
    ]


def test_both_are_those_named_last() -> None:
    assert told("青禾乳业和白鹭科技双寡头稳固，二者市占率之和超过60%", "subject", "metric") == [
        ("青禾乳业和白鹭科技", "市占率")
    ]
    text = "以青叶和晨露为代表的高端产品放量，2024年二者所占比例达43%。"
    assert told(text, "subject", "measure", "value") == [("青叶和晨露", "share", "43")]


def test_a_part_of_what_it_was_before_is_said_of_the_thing_itself() -> None:
    assert told("软件价格约是原来的三分之一", "metric", "unit") == [("软件价格", "%")]
    assert told("软件价格的下降（预计是原来价格的三分之一）降低了成本", "metric") == [("软件价格",)]


def test_a_concentration_under_a_markets_lead_is_that_markets() -> None:
    text = "速冻包子：CR3份额约50%，远山食品市占率约36%"
    assert told(text, "subject", "metric_id") == [("速冻包子", "cr3"), ("远山食品", "market_share")]


def test_ratios_behind_a_dated_price_are_of_the_years_before_it() -> None:
    text = "预测公司2025、2026、2027年的EPS分别为1.10、1.32和1.58元，对应4月9日收盘价31.2元/股，相应的市盈率分别为28.4、23.6和19.7倍"
    assert told(text, "metric_id", "period", "stance")[3:] == [
        ("price", "2025-04-09", "actual"),
        ("pe", "2025", "estimate"),
        ("pe", "2026", "estimate"),
        ("pe", "2027", "estimate"),
    ]


def test_a_range_of_years_printed_one_short_goes_on() -> None:
    assert told("预计公司2025-2026年EPS分别为1.10、1.32和1.58元", "period") == [
        ("2025",),
        ("2026",),
        ("2027",),
    ]


def test_the_beginning_of_a_year_that_has_begun_is_past() -> None:
    assert told("公司热饮销量显著上升，2025年初增速达到30%", "period", "stance") == [("2025", "actual")]
