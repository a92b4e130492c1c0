"""Whom a number is about."""

from __future__ import annotations

from told import told


def subjects(text: str, **options: object) -> list[str]:
    return [subject for (subject,) in told(text, "subject", **options)]


def test_a_market_named_once_holds_for_its_price_and_its_concentration() -> None:
    text = "2024年我国冷冻烘焙市场规模为200亿元，均价为35元/千克。行业竞争格局稳定，CR5为40%。"
    assert subjects(text) == ["中国冷冻烘焙"] * 3


def test_figures_of_the_books_stay_the_companys_after_a_market() -> None:
    text = "2024年我国冷冻烘焙市场规模为200亿元。归母净利润为3亿元，同比增长10%。"
    assert subjects(text) == ["中国冷冻烘焙", "远山食品", "远山食品"]


def test_a_company_that_heads_the_clause_wins_over_the_market_its_share_is_of() -> None:
    assert told("公司在国内冷冻烘焙市场市占率为6%", "subject", "scope") == [("远山食品", "国内冷冻烘焙市场")]


def test_another_company_is_not_the_company() -> None:
    assert subjects("可比公司平均PE为30倍") == ["可比公司"]


def test_a_class_of_firms_is_the_subject_of_the_whole_comparison() -> None:
    text = "50家上市酒企营收增速中位数从20%降至5%，归母净利率中位数从12%降至8%"
    assert subjects(text) == ["上市酒企"] * 4


def test_the_other_side_of_a_comparison_has_the_same_metric() -> None:
    assert told("青禾乳业市占率为28%，高于远山食品的20%", "subject", "metric_id", "value") == [
        ("青禾乳业", "market_share", "28"),
        ("远山食品", "market_share", "20"),
    ]
    text = "据欧睿咨询数据，2024年美国人均消费量为12千克，高于日本的8千克"
    assert told(text, "subject", "value", "attribution") == [
        ("美国", "12", "欧睿咨询"),
        ("日本", "8", "欧睿咨询"),
    ]


def test_a_name_that_something_is_a_multiple_of_is_not_the_subject() -> None:
    assert told("营收增速是青禾乳业的近三倍", "subject", "measure", "value") == [
        ("远山食品", "multiple", "3")
    ]


def test_a_stake_is_filed_under_its_holder() -> None:
    assert told("实控人张三持有公司46%股份", "subject", "metric", "value") == [
        ("远山食品", "张三持股比例", "46")
    ]


def test_kinds_of_users_share_a_rate_of_use() -> None:
    text = "法国自动化设备在设计院、施工企业的使用率分别为40%、30%"
    assert told(text, "subject", "metric_id", "value") == [
        ("设计院", "penetration", "40"),
        ("施工企业", "penetration", "30"),
    ]


def test_a_product_of_a_country_inside_a_clause_is_not_the_country() -> None:
    assert subjects("公司收入中，国内药企占比20%") == ["远山食品"]


def test_the_country_taken_as_an_example_is_what_the_next_sentence_is_about() -> None:
    text = "以法国为例，行业成熟。CR2稳定在40%。"
    assert subjects(text) == ["法国"]


def test_a_new_name_before_a_bare_number_has_the_metric_just_spoken_of() -> None:
    text = "2024年全球出货量为12亿部，其中星桥市占率为20%，云雀为15%"
    assert told(text, "subject", "metric_id", "value")[1:] == [
        ("星桥", "market_share", "20"),
        ("云雀", "market_share", "15"),
    ]


def test_a_region_that_is_part_of_a_metrics_name_is_no_subject() -> None:
    assert subjects("公司在手订单超过50亿元，其中海外占比约1/3") == ["远山食品", "远山食品"]


def test_a_market_nobody_named_is_not_the_companys() -> None:
    assert subjects("公司龙头地位稳固，CR5为40%") == [""]


def test_a_market_is_named_without_what_the_clause_does_with_it() -> None:
    assert subjects("公司提前卡位羊奶粉赛道，2024年羊奶粉市场规模达100亿元") == ["羊奶粉"]
    assert subjects("中国的餐饮食材市场达5万亿元") == ["中国餐饮食材市场"]


def test_an_index_leads_what_follows_its_move() -> None:
    text = "过去一周蓝湖指数下跌1.5%，跑输沪深300 0.8个百分点，位列全行业第12名，年初至今累计下跌5.3%"
    found = told(text, "subject", "measure", "value", company=None)
    assert found == [
        ("蓝湖指数", "price_change", "-1.5"),
        ("蓝湖指数", "beat", "-0.8"),
        ("蓝湖指数", "rank", "12"),
        ("蓝湖指数", "price_change", "-5.3"),
    ]


def test_a_paragraph_that_names_a_country_and_no_firm_tells_of_the_country() -> None:
    text = "随着我国蜂农规模化程度提高，蜂箱单产不断上升，2024年为30千克/年。"
    assert subjects(text) == ["中国"]
    assert subjects("力争国内蜂蜜自给率达到70%") == ["中国"]


def test_what_firms_have_stays_the_companys_before_a_country() -> None:
    assert subjects("近年我国消费升级，在手合同达到300个。") == ["远山食品"]
    assert subjects("受益于我国消费升级，冷链覆盖率达到70%。") == ["远山食品"]
    assert subjects("公司抓住我国消费升级的机会，冷链覆盖率达到70%。") == ["远山食品"]
    assert subjects("随着我国消费升级，营业收入达到30亿元。") == ["远山食品"]


def test_a_share_of_an_industry_is_told_of_the_industry() -> None:
    text = "2024年面包、蛋糕占烘焙行业收入的比例分别约为40%、30%，甜点合计占比接近50%。"
    assert subjects(text) == ["烘焙行业"] * 3
    assert subjects("公司占烘焙行业收入的比例为4%") == ["远山食品"]


def test_a_concentration_is_that_of_the_category_before_it() -> None:
    assert subjects("2024年冷冻面包CR2约为60%") == ["冷冻面包"]


def test_an_industry_that_does_something_with_a_figure_is_its_subject() -> None:
    text = "2024年糕点制造业完成营业收入900亿元，同比增长4%。"
    assert subjects(text) == ["糕点制造业"] * 2


def test_a_category_that_grows_in_a_country_is_its_own_market() -> None:
    text = "2024年我国冷冻烘焙市场规模为200亿元。蛋挞近五年复合增速约为6%。"
    assert subjects(text)[1] in ("蛋挞", "中国蛋挞")


def test_brands_in_a_row_have_each_their_two_ends() -> None:
    text = "2011-2021年，青禾乳业、金坡品牌的酸乳市占率分别由3.6%、2%提升至7.5%、5.5%。"
    assert told(text, "subject", "value", "period") == [
        ("青禾乳业", "3.6", "2011"),
        ("金坡", "2", "2011"),
        ("青禾乳业", "7.5", "2021"),
        ("金坡", "5.5", "2021"),
    ]


def test_a_market_that_opens_the_sentence_has_the_sum_as_its_size() -> None:
    text = "我国冷冻烘焙市场从2009年开始恢复缓慢增长，2021年达到220亿元"
    assert told(text, "subject", "metric_id", "period") == [("中国冷冻烘焙市场", "market_size", "2021")]


def test_how_far_one_is_above_another() -> None:
    text = "公司市占率为36.8%，比青禾乳业高约9个百分点"
    assert told(text, "metric", "value")[1:] == [("市占率高于青禾乳业幅度", "9")]


def test_a_place_without_a_word_for_it() -> None:
    assert told("青禾乳业在全球乳企中排名第10", "subject", "measure", "value") == [("青禾乳业", "rank", "10")]


def test_the_company_in_what_another_firms_label_leads_up_to() -> None:
    text = "青禾乳业：计划到2027年销售收入超过100亿元，公司市值超过200亿元"
    assert told(text, "subject", "value", "stance") == [
        ("青禾乳业", "10000000000", "guidance"),
        ("青禾乳业", "20000000000", "guidance"),
    ]


def test_growth_over_years_leans_on_the_metric_before_it() -> None:
    text = "2024年经销商数量达968个，三年复合增速达17%，2024年同比增长7%"
    assert told(text, "metric", "measure") == [
        ("经销商数量", "level"),
        ("经销商数量", "cagr"),
        ("经销商数量", "yoy"),
    ]


def test_both_ends_of_a_count_that_widens() -> None:
    assert told("2019年从11个省市扩大至21个省市", "metric", "value") == [
        ("省市数量", "11"),
        ("省市数量", "21"),
    ]
    assert told("2018-2020年经销买赠规模自385万元，提升至790万元", "value", "period") == [
        ("3850000", "2018"),
        ("7900000", "2020"),
    ]


def test_a_companys_counts_are_its_own_all_over_the_country() -> None:
    assert told("2020年全国经销商数量达到907家", "subject", "metric") == [("远山食品", "经销商数量")]


def test_the_average_of_firms_to_compare_with() -> None:
    text = "选取青禾乳业、星桥、云雀三家公司作为可比估值对象，2025-2026年三家公司平均PE分别为28倍、24倍"
    assert subjects(text) == ["可比公司", "可比公司"]


def test_a_market_just_told_holds_for_its_next_year() -> None:
    text = "2023年中国存储器市场规模约为3943亿元，2024年市场规模约为4267亿元"
    assert subjects(text) == ["中国存储器"] * 2


def test_growth_of_what_opens_the_sentence_behind_a_country() -> None:
    text = "2013-2022年，我国备用电源呈现持续增长态势，CAGR为15.7%"
    assert told(text, "metric_id", "measure", "period") == [("market_size", "cagr", "2013/2022")]


def test_a_kind_of_firms_has_averages_of_its_own() -> None:
    text = "2019年直营餐企平均门店数量为50家；加盟餐企平均门店数量为159家"
    assert told(text, "subject", "metric") == [("直营餐企", "平均门店数量"), ("加盟餐企", "平均门店数量")]


def test_where_an_index_stood() -> None:
    text = "沪深300自2005年6月形成998点的历史大底后反转，至2007年10月达到6124点的高位"
    assert told(text, "subject", "metric", "value", "period") == [
        ("沪深300", "点位", "998", "2005-06"),
        ("沪深300", "点位", "6124", "2007-10"),
    ]


def test_a_stake_taken_in_the_company() -> None:
    assert told("两家基金合计受让公司股份10.2%", "subject", "metric_id") == [("远山食品", "acquired_stake")]


def test_a_market_is_not_called_by_the_year() -> None:
    assert subjects("预计新平台每年的市场空间为252亿元") == ["新平台"]
