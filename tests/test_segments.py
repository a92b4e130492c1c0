"""Figures under a lead that names a part of the business are that part's, never the whole company's."""

from __future__ import annotations

from told import told


def test_figures_under_the_lead_of_a_bullet_are_the_segments() -> None:
    text = "2）伺服电机：产能陆续投产，预计2025-2026年营收同比增速分别约40%、30%，毛利率分别为25%、26%"
    assert told(text, "subject", "scope", "metric_id", "measure", "value") == [
        ("远山食品", "伺服电机", "revenue", "yoy", "40"),
        ("远山食品", "伺服电机", "revenue", "yoy", "30"),
        ("远山食品", "伺服电机", "gross_margin", "level", "25"),
        ("远山食品", "伺服电机", "gross_margin", "level", "26"),
    ]


def test_each_aspect_of_a_paragraph_has_its_own_figures_until_the_whole_is_told() -> None:
    text = "毛利率：奶粉方面，2024年毛利率为42%。冷饮方面，2024年毛利率为38%。综合来看，2024年毛利率为33%"
    assert told(text, "scope", "value") == [("奶粉", "42"), ("冷饮", "38"), ("", "33")]


def test_a_lead_of_argument_is_no_segment() -> None:
    for lead in ("毛利率", "费用端", "竞争优势", "分地区看", "盈利预测", "风险提示"):
        assert told(f"{lead}：2024年毛利率为33%", "scope") == [("",)]


def test_a_clause_that_names_the_company_is_the_companys() -> None:
    assert told("奶粉业务：产品高端化，2024年公司营收增长8%", "scope", "value") == [("", "8")]


def test_the_growth_of_a_business_is_that_of_its_revenue() -> None:
    text = "我们预计公司2025-2026年冷饮业务增速将持续上升，分别为12%/10%"
    assert told(text, "scope", "metric_id", "measure", "value") == [
        ("冷饮业务", "revenue", "yoy", "12"),
        ("冷饮业务", "revenue", "yoy", "10"),
    ]


def test_that_kind_is_the_one_spoken_of() -> None:
    text = "烘焙类目前以大客户为主。预计该品类2025年收入增速达10%"
    assert told(text, "scope", "metric_id", "value") == [("烘焙类", "revenue", "10")]


def test_a_metric_a_number_cannot_be_said_of_shuts_off_the_clauses_before_it() -> None:
    text = "公司份额相对稳定，我们假设2025年营收增长率为2%"
    assert told(text, "metric_id", "measure", "value") == [("revenue", "yoy", "2")]


def test_a_movement_from_a_year_named_second_ends_in_the_year_named_first() -> None:
    text = "2024年公司毛利率由2023年的20%提升至25%"
    assert told(text, "value", "period") == [("20", "2023"), ("25", "2024")]


def test_a_list_with_commas_behind_each_has_a_year_each() -> None:
    text = "预计2025年、2026年、2027年销售费用率分别为24%，25%，26%"
    assert told(text, "value", "period") == [("24", "2025"), ("25", "2026"), ("26", "2027")]


def test_a_row_of_a_table_in_the_text_tells_nothing() -> None:
    assert told("占总股本的比例0.17% 0.11% 0.10% 0.14%") == []


def test_a_count_that_limits_what_another_number_is_of_is_no_claim() -> None:
    assert told("30种蔬菜平均批发价格为4.6元", "value") == [("4.6",)]


def test_what_follows_from_a_forecast_is_one() -> None:
    text = "我们预计公司2024年营业收入为12.75亿元。对应EPS为1.01元"
    assert told(text, "metric_id", "stance")[1] == ("eps", "estimate")


def test_a_share_held_directly_is_of_whoever_opens_the_sentence() -> None:
    text = "张三先生作为公司的实际控制人，直接持有公司5.05%股份"
    assert told(text, "metric", "value") == [("张三直接持股比例", "5.05")]


def test_the_peers_average_is_the_peers() -> None:
    text = "我们选取青禾乳业、白鹭科技为可比公司，2025年平均PE为20倍"
    assert told(text, "subject", "value") == [("可比公司", "20")]


def test_what_is_told_beside_a_segments_figure_is_the_segments() -> None:
    text = "预计2025-2026年冷饮销量分别同比增长5%、4%，吨价分别提升2%、1%，毛利率分别为48%、49%"
    assert told(text, "scope", "metric_id", "value") == [
        ("冷饮", "sales_volume", "5"),
        ("冷饮", "sales_volume", "4"),
        ("冷饮", "tonne_price", "2"),
        ("冷饮", "tonne_price", "1"),
        ("冷饮", "gross_margin", "48"),
        ("冷饮", "gross_margin", "49"),
    ]


def test_the_part_of_the_business_may_stand_before_the_years() -> None:
    text = "我们预计直销渠道2025-2026年营业收入分别为8亿元、9亿元"
    assert told(text, "scope", "metric_id", "period") == [
        ("直销渠道", "revenue", "2025"),
        ("直销渠道", "revenue", "2026"),
    ]


def test_a_compound_that_holds_a_verbs_letter_is_a_name() -> None:
    assert told("2024年新能源材料销量为85万吨", "scope", "metric_id") == [("新能源材料", "sales_volume")]


def test_years_are_not_given_to_the_things_a_lead_lists() -> None:
    text = "主要包括聚乙烯、乳液和树脂等产品，预计2025-2027年销量分别为18/22/28万吨"
    assert told(text, "subject", "period") == [
        ("远山食品", "2025"),
        ("远山食品", "2026"),
        ("远山食品", "2027"),
    ]


def test_a_forecast_list_is_not_of_the_one_year_its_reason_names() -> None:
    text = "2023年公司并购同业，预计冷饮销量为85/89/99万吨"
    assert told(text, "period", "stance") == [("", "estimate")] * 3


def test_the_value_of_the_year_compared_with_is_of_that_year() -> None:
    text = "2024年第三季度公司收入同比增长19%，较2024年第二季度收入8%的增速提速"
    assert told(text, "value", "period") == [("19", "2024Q3"), ("8", "2024Q2")]


def test_the_values_of_a_share_plan_are_aimed_at() -> None:
    text = "2025年净利润目标值为5.63亿元，触发值为3.94亿元"
    assert told(text, "stance", "value") == [("target", "563000000"), ("target", "394000000")]
    assert told("公司目标是2-3年后，运营项目达到3000个", "stance") == [("target",)]


def test_an_aspect_that_is_a_metric_stays_with_its_segment() -> None:
    text = "半导体业务：预计2025-2026年营收为14/15亿元。毛利率方面，预计2025-2026年毛利率为5%/6%"
    assert told(text, "scope", "metric_id")[2:] == [("半导体业务", "gross_margin")] * 2


def test_multiples_on_the_days_price_are_of_the_years_before() -> None:
    text = "我们预计2025-2027年EPS为1.0/1.4/2.0元。2025年4月7日股价为33元，对应PE为32X、22X、16X"
    assert told(text, "metric_id", "period")[4:] == [("pe", "2025"), ("pe", "2026"), ("pe", "2027")]


def test_the_years_a_rate_spans_do_not_part_it_from_its_metric() -> None:
    text = "2017-2020年公司营业收入快速增长，3 年 CAGR 达16.76%"
    assert told(text, "metric_id", "measure", "period") == [("revenue", "cagr", "2017/2020")]


def test_a_metric_led_up_to_keeps_its_part() -> None:
    text = "制冷电机销量稳中有升，2015-2023年销量年复合增速约7%"
    assert told(text, "metric", "measure") == [("制冷电机销量", "cagr")]


def test_growth_told_behind_keeps_the_part_before_the_quarter() -> None:
    assert told("公司施工业务24Q3收入实现接近翻倍的增长", "metric", "period") == [("施工业务收入", "2024Q3")]


def test_a_single_quarter_of_the_same_part() -> None:
    text = "2024年前三季度施工业务收入达6.7亿元；Q3单季收入3.5亿元"
    assert [metric for (metric,) in told(text, "metric")] == ["施工业务收入"] * 2


def test_two_things_counted_in_one_row() -> None:
    text = "公司外协车辆与自有车辆分别提升至3800辆与1800辆，与年初相比分别增长了900辆与100辆"
    assert told(text, "metric", "measure", "value") == [
        ("外协车辆", "level", "3800"),
        ("自有车辆", "level", "1800"),
        ("外协车辆", "change", "900"),
        ("自有车辆", "change", "100"),
    ]


def test_a_group_named_anew_has_the_same_metric() -> None:
    text = "成人患病率将达到65%，在儿童（7~17岁）中将达到32%"
    assert told(text, "metric", "value") == [("成人患病率", "65"), ("儿童患病率", "32")]
