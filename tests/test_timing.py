"""When a number is of."""

from __future__ import annotations

from told import told


def test_the_years_of_a_growth_rate_are_not_those_of_the_figure_behind_it() -> None:
    text = "2024年我国冷冻烘焙市场规模为200亿元，2019-2024年复合增速为15%，均价为35元/千克"
    assert [period for (period,) in told(text, "period")] == ["2024", "2019/2024", "2024"]


def test_the_whole_year_behind_a_quarter() -> None:
    text = "2024年四季度公司单季亏损1.2亿元，全年累计亏损达3亿元"
    assert told(text, "value", "period") == [("-120000000", "2024Q4"), ("-300000000", "2024")]


def test_a_semicolon_keeps_the_year() -> None:
    text = "2024年公司糖果销量为5万吨；饼干销量为3万吨"
    assert told(text, "value", "period") == [("50000", "2024"), ("30000", "2024")]


def test_in_the_long_run_is_no_year() -> None:
    text = "2024年我国糖果产值为300亿元，长期来看，公司单店收入有望达到50万元"
    assert told(text, "value", "period") == [("30000000000", "2024"), ("500000", "")]


def test_the_reporting_period_is_the_year_the_sentence_before_named() -> None:
    text = "2024年公司收入稳健增长。报告期内，研发人员占员工总人数60%"
    assert told(text, "value", "period") == [("60", "2024")]


def test_a_plan_is_guidance() -> None:
    assert told("公司计划2030年前新增20条产线", "value", "stance") == [("20", "guidance")]


def test_the_same_years_again() -> None:
    text = "2013-2019年期间，直营收入CAGR为9%，同期经销收入CAGR为11%"
    assert told(text, "value", "period") == [("9", "2013/2019"), ("11", "2013/2019")]


def test_a_year_left_out_is_not_when_a_figure_is_of() -> None:
    assert told("除2020年受影响外，直营占比保持在40%左右", "value", "period") == [("40", "")]


def test_a_range_of_years_and_its_end_named_again() -> None:
    text = "1975年-1990年间日本速冻食品用量从224吨增长至1990年的772吨，15年CAGR达8.6%"
    assert told(text, "subject", "value", "period") == [
        ("日本", "224", "1975"),
        ("日本", "772", "1990"),
        ("日本", "8.6", "1975/1990"),
    ]


def test_the_sentence_behind_keeps_the_period_of_the_same_metric() -> None:
    text = "2024Q4青禾乳业市场份额为34%。白鹭科技市场份额为11%。"
    assert told(text, "subject", "period") == [("青禾乳业", "2024Q4"), ("白鹭科技", "2024Q4")]


def test_a_short_year_right_before_its_figure() -> None:
    text = "市占率稳步提升，从09年4.3%，提升至16年6.3%，上升2个百分点"
    assert told(text, "value", "period", "measure") == [
        ("4.3", "2009", "share"),
        ("6.3", "2016", "share"),
        ("2", "2016", "change"),
    ]


def test_what_always_holds_is_of_no_year() -> None:
    text = "2026年可比公司PE为24倍，公司ROE常年保持20%以上"
    assert told(text, "metric_id", "period", "stance")[1:] == [("roe", "", "actual")]


def test_a_fiscal_year_that_bears_this_years_number_is_told_not_forecast() -> None:
    assert told("2025财年资产负债率达到92%", "period", "stance") == [("FY2025", "actual")]
    assert told("预计2025财年收入达到92亿元", "period", "stance") == [("FY2025", "estimate")]


def test_what_a_stretch_of_years_arrives_at_is_of_its_last_year() -> None:
    text = "2019年至2024年，公司收入增长至13.0亿元，年均复合增长率15.9%"
    assert told(text, "value", "period") == [("1300000000", "2024"), ("15.9", "2019/2024")]


def test_growth_told_behind_two_years_is_between_them() -> None:
    text = "2013年外卖市场规模仅为503亿元，2018年达到了2547亿元，CAGR达38.3%"
    assert [period for (period,) in told(text, "period")] == ["2013", "2018", "2013/2018"]


def test_two_short_years_with_growth_behind_them() -> None:
    text = "2019年餐饮市场规模达46721亿元，10-19年复合增速达11.4%"
    assert [period for (period,) in told(text, "period")] == ["2019", "2010/2019"]


def test_multiples_as_of_a_day_are_of_years_ahead() -> None:
    text = "截至2025年4月8日，股价对应2025~2026年PE分别约为21.7倍、18.2倍"
    assert told(text, "period", "stance") == [("2025", "estimate"), ("2026", "estimate")]


def test_what_everybody_expects_is_said_in_brackets() -> None:
    assert told("参考可比公司2026年PE均值41x（Wind一致预期）", "subject", "stance") == [
        ("可比公司", "consensus")
    ]


def test_two_months_are_the_ends_of_a_movement() -> None:
    text = "2019年4月到2021年4月间，外卖比例从35%提高至40%"
    assert told(text, "value", "period") == [("35", "2019-04"), ("40", "2021-04")]


def test_a_parts_figure_leans_on_the_year_before_it() -> None:
    text = "2024年公司营收102.6亿元，同比增长15.9%。其中快递业务营收99.8亿元，同比增长23.4%"
    assert [period for (period,) in told(text, "period")] == ["2024"] * 4


def test_growth_on_a_base_year_is_no_growth_on_the_year_before() -> None:
    text = "股权激励分三期解锁，以2019年净利润为基数，接下来三年净利润增长率分别不低于9%，19%，29%"
    assert told(text, "value", "measure", "period", "comparator", "stance") == [
        ("9", "change", "2020", ">=", "target"),
        ("19", "change", "2021", ">=", "target"),
        ("29", "change", "2022", ">=", "target"),
    ]
    text = "激励计划的解锁条件为以2024年营业收入为基数，2025年营业收入增长率不低于15%"
    assert told(text, "value", "measure", "period") == [("15", "yoy", "2025")]
