"""Stories of the past: months, days and quarters are of the year the story is in, not of the report's."""

from __future__ import annotations

import datetime

from extract.periods.chronicle import Year, tell
from extract.periods.grammar import find_periods
from tests.told import told

ANCHOR = datetime.date(2022, 3, 14)


def values(text: str, before: Year | None = None, anchor: datetime.date = ANCHOR) -> list[str]:
    return [period.value for period in tell(text, find_periods(text, anchor), anchor, before)[0]]


def test_a_story_goes_on_in_the_year_it_has_entered() -> None:
    text = "进入 2019 年，公司着手扩张。5 月 6 日，公司公告回购。9 月，方案调整。三季度利润增长 20%。"
    assert values(text) == ["2019", "2019-05-06", "2019-09", "2019Q3"]
    # told by theme, an earlier month is of the same year
    assert values("2018 年业绩平淡，8 月 3 日完成交割。4 月 2 日，公司推出方案。")[1:] == [
        "2018-08-03",
        "2018-04-02",
    ]


def test_months_wrap_behind_a_date_that_named_its_month() -> None:
    assert values("2018 年 11 月，公司收购甲公司。2 月，公司发布新品。5 月投产。") == [
        "2018-11",
        "2019-02",
        "2019-05",
    ]


def test_what_is_told_in_passing_does_not_turn_the_story() -> None:
    text = "进入 2019 年，公司认购甲股份，并最终于 2020 年 2 月完成。9 月，公司推出计划。"
    assert values(text) == ["2019", "2020-02", "2019-09"]
    assert values("2017 年初，估值偏低，06 年推出的激励计划行权。8 月 1 日，公司涨价。")[-1] == "2017-08-01"
    assert values("2019 年公司股价较 2012 年低点上涨。8 月 1 日，公司涨价。")[-1] == "2019-08-01"


def test_the_year_just_over_holds_only_for_months_behind_a_month() -> None:
    assert values("2021 年收入 10 亿元。三季度收入 3 亿元。2 月销量回升。")[1:] == ["2021Q3", "2022-02"]
    text = "2021 年 1 月 5 日，甲转让股份。2 月 7 日，乙转让股份。"
    assert values(text, anchor=datetime.date(2022, 7, 1)) == ["2021-01-05", "2021-02-07"]
    assert values("2021 年 9 月，甲转让股份。2 月 7 日，乙转让股份。") == ["2021-09", "2022-02-07"]


def test_the_news_of_a_report_is_no_part_of_a_story() -> None:
    assert values("公司于 2012 年上市，2016 年开始海外布局。3 月 10 日，公司公告中标。")[-1] == "2022-03-10"
    assert values("2022 年公司目标收入 20 亿元，2030 年翻番。2 月，公司推出新品。")[-1] == "2022-02"


def test_a_paragraph_over_the_page_goes_on_in_its_year() -> None:
    assert values("于 5 月 6 日公告收购。", Year(2019)) == ["2019-05-06"]
    text = "2016 年公司涨价。"
    assert tell(text, find_periods(text, ANCHOR), ANCHOR)[1] == Year(2016)


def test_the_same_year_and_the_next() -> None:
    assert values("2012 年公司退市，同年 4 月设立甲公司，次年投产。") == ["2012", "2012-04", "2013"]
    assert values("2018 年 3 月公司推出新品，当年收入 2 亿元") == ["2018-03", "2018"]
    assert values("公司每年分红不低于当年实现的可分配利润的 30%") == []


def test_the_years_before_the_end_of_a_stretch() -> None:
    assert values("2010-2019 年复合增速 14%，近 5 年复合增速 10%", anchor=datetime.date(2021, 3, 1)) == [
        "2010/2019",
        "2015/2019",
    ]


def test_a_year_that_says_which_things_are_meant_is_not_when() -> None:
    text = "2021 年上半年，新转型地区的转化率超过 40%。2017、2018 年转型区域的转化率超过 85%，2019 年转型的地区续费率达 88%。"
    options = {"date": datetime.date(2021, 10, 8)}
    assert [period for (period,) in told(text, "period", **options)] == ["2021H1"] * 3
    assert told("2019 年华东区域的收入为 3 亿元", "value", "period") == [("300000000", "2019")]
    assert told("2018 年推出的饮料收入 2 亿元", "value", "period") == [("200000000", "")]


def test_a_year_compared_with_is_not_when() -> None:
    text = "公司 2022 年营业收入 90 亿元；营业收入较上年实现两位数增长，净利润 9 亿元"
    assert told(text, "value", "period") == [("9000000000", "2022"), ("900000000", "2022")]


def test_a_low_base_is_not_when() -> None:
    assert told("2024 年一季度由于上年低基数，归母净利润同比增长 48%", "value", "period") == [
        ("48", "2024Q1")
    ]


def test_the_same_day_is_the_day_told_last() -> None:
    text = "2021 年 1 月 5 日，甲转让股份；2 月 7 日，乙转让股份；同日，丙增持。"
    assert values(text, anchor=datetime.date(2022, 7, 1)) == ["2021-01-05", "2021-02-07", "2021-02-07"]


def test_a_movement_is_between_the_ends_of_its_stretch() -> None:
    text = "2022 年 4 月至 2024 年 4 月间，外卖比例从 35%提高至 40%"
    assert told(text, "value", "period") == [("35", "2022-04"), ("40", "2024-04")]
    # when it had become so much, nobody says
    assert told("公司返利占收入比重自 2021 年的 0.2%提升至 0.4%", "value", "period") == [
        ("0.2", "2021"),
        ("0.4", ""),
    ]


def test_a_sentence_without_a_metric_goes_on_with_the_one_before() -> None:
    text = "成年人超重及肥胖患病率平均每年上升。患病率合计为 18%。从 1992 年 16.4%和 3.6%（合计 20.0%）增长到 2004 年的 20.1%和 7.1%。"
    found = told(text, "metric", "value", "period", company=None)
    assert [row[1:] for row in found[1:]] == [
        ("16.4", "1992"),
        ("3.6", "1992"),
        ("20.0", "1992"),
        ("20.1", "2004"),
        ("7.1", "2004"),
    ]
    text = "2022 年共计 6 个地区推广新品；2023 年从 6 个扩大至 11 个"
    assert told(text, "metric", "value", "period") == [
        ("推广新品的地区数量", "6", "2022"),
        ("推广新品的地区数量", "6", "2023"),
        ("推广新品的地区数量", "11", "2023"),
    ]


def test_compared_with_the_year_before_is_a_growth_over_the_year() -> None:
    text = "即使在 2024 年，零售额相比 2023 年仍然增长了 5.8%"
    assert told(text, "measure", "value", "period") == [("yoy", "5.8", "2024")]
    assert told("2024 年收入较 2020 年增长 58%", "measure", "value") == [("change", "58")]


def test_what_moved_may_stand_in_the_clause_before_its_two_ends() -> None:
    text = "随着品牌积累,餐饮企业连锁化程度不断提高，从 2015 年的 12.4%不断提升至 2020 年的 17.4%"
    found = [("餐饮企业连锁化程度", "12.4", "2015"), ("餐饮企业连锁化程度", "17.4", "2020")]
    assert told(text, "metric", "value", "period", company=None) == found
    text = "试点项目成本测算时间从 5 天缩短到 1 天"
    assert told(text, "metric", "value") == [("试点项目成本测算时间", "5"), ("试点项目成本测算时间", "1")]


def test_a_year_so_far_has_no_ends_and_a_stake_leans_on_no_year() -> None:
    text = "2024 年 5 月至 2024 年 6 月，外卖比例由 42%提升至 50%"
    assert told(text, "value", "period") == [("42", "2024-05"), ("50", "2024-06")]
    assert told("2024 年前三季度毛利率由 20%提升至 22%", "period") == [("2024-01/2024-09",)] * 2
    assert told("集团创立于 1958 年。张三、李四为高管，张三持股 2.62%。", "value", "period") == [("2.62", "")]
