"""The head of a first page: broker, company, kind, industry, title, date, and what a cover leaves to the next page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest
from by_hand import glyphs, line

from extract.head.facts import Facts, merge_facts
from extract.head.front import strip_words, untangled
from extract.head.header import read_header
from extract.head.publisher import find_report_broker, house_name
from extract.pages.lines import Line, make_line

WIDTH, HEIGHT = 595.0, 842.0
BODY = [line("我们认为公司的产品正在打开新的市场空间，订单增长较快", 200, 300 + 14 * i) for i in range(8)]


def head(*lines: Line, later: Sequence[Sequence[Line]] = (), margin: Sequence[str] = ()) -> Facts:
    first = [*lines, *BODY]
    return read_header(first, [first, *later], WIDTH, HEIGHT, margin)


def test_a_title_in_two_lines_keeps_its_last_word() -> None:
    facts = head(
        line("云杉科技（688999）", 40, 60, 14),
        line("需求回升带动利润改善，新品放量打开成长空", 40, 100, 20),
        line("间", 40, 126, 20),
    )
    assert facts.title == "需求回升带动利润改善，新品放量打开成长空间"


def test_a_large_title_may_be_set_wide_where_nothing_stands_between() -> None:
    wide = [line("需求回升带动利润改善，新品", 40, 100, 20), line("放量打开成长空间", 90, 150, 20)]
    assert head(*wide).title == "需求回升带动利润改善，新品放量打开成长空间"
    assert head(*wide, line("公司简介与评论", 60, 125, 12)).title == "需求回升带动利润改善，新品"


def test_a_dash_line_is_the_title_where_only_the_company_stands_larger() -> None:
    facts = head(
        line("云杉科技（688999）\\计算机", 40, 80, 20), line("——算法立身，行业软件龙头再起航", 60, 110, 15)
    )
    assert (facts.title, facts.subject, facts.ticker) == (
        "算法立身，行业软件龙头再起航",
        "云杉科技",
        "688999.SH",
    )
    assert facts.industry == "计算机"


def test_a_title_may_speak_of_forecast_and_rating() -> None:
    assert (
        head(line("一季度需求偏弱，下调盈利预测与评级", 40, 90, 18)).title
        == "一季度需求偏弱，下调盈利预测与评级"
    )


def test_a_paragraph_is_no_title_where_the_head_is_a_picture() -> None:
    assert head().title is None


def test_the_company_before_a_title_is_cut_at_the_blank() -> None:
    title = line("云杉科技（688999.SH）", 40, 90, 16), line("扎根行业，云上再造一个自己", 240, 90, 16)
    joined = make_line(1, [*title[0].glyphs, *title[1].glyphs])
    assert joined is not None
    assert head(joined).title == "扎根行业，云上再造一个自己"


def test_a_rating_before_an_english_title_is_no_part_of_it() -> None:
    assert head(line("Buy: More orders on the way", 40, 90, 18)).title == "More orders on the way"


def test_a_name_over_its_bare_code_is_the_company() -> None:
    facts = head(line("云杉科技", 210, 80, 14), line("688999.SH", 205, 100, 13))
    assert (facts.subject, facts.ticker) == ("云杉科技", "688999.SH")


def test_a_western_name_keeps_its_blanks() -> None:
    facts = head(line("Spruce Technology (00999 HK)", 40, 80, 18))
    assert (facts.subject, facts.ticker) == ("Spruce Technology", "00999.HK")


def test_the_legend_of_the_price_chart_names_the_company() -> None:
    legend = line("云杉科技", 400, 470, 7), line("恒生指数", 460, 470, 7), line("成交金额", 340, 470, 7)
    later = [[line("云杉科技的收入跟随市场波动", 40, 100, page=n)] for n in (2, 3)]
    later.append([line("港股公司深度研究", 400, 40, page=4)])
    assert head(*legend, later=later).subject == "云杉科技"


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("证券研究报告-公司深度分析", "公司深度分析"),
        ("证券研究报告/公司深度报告", "公司深度报告"),
        ("证券研究报告 | 首次覆盖报告", "首次覆盖报告"),
        ("公司研究/公司深度", "公司研究/公司深度"),
    ],
)
def test_the_kind_is_what_is_left_of_the_banner(printed: str, kind: str) -> None:
    assert head(line(printed, 380, 50)).report_type == kind


def test_the_kind_behind_a_code_may_have_the_day_behind_it() -> None:
    assert head(line("云杉科技（688999.SH）跟踪报告｜2026.4.20", 40, 90)).report_type == "跟踪报告"


def test_a_department_is_no_kind_of_report() -> None:
    assert head(line("华泰研究", 40, 50), line("深度研究", 300, 50)).report_type == "深度研究"


def test_a_kind_that_says_more_wins() -> None:
    assert head(line("公司研究", 400, 40), line("深度分析", 400, 70, 18)).report_type == "深度分析"


def test_a_strip_down_the_margin_tells_kind_and_industry() -> None:
    strip = [glyphs(char, 20, 100 + 10 * i, 9)[0] for i, char in enumerate("公司深度")]
    strip += [glyphs(char, 20, 180 + 10 * i, 9)[0] for i, char in enumerate("食品饮料")]
    assert strip_words(strip) == ["公司深度", "食品饮料"]
    facts = head(margin=strip_words(strip))
    assert (facts.report_type, facts.industry) == ("公司深度", "食品饮料")


def test_the_last_of_a_barred_line_is_the_industry_whatever_classifies_it() -> None:
    assert head(line("公司研究|日常消费|食品、饮料与烟草", 220, 40)).industry == "食品、饮料与烟草"


def test_an_industry_may_run_on_in_the_next_line() -> None:
    facts = head(line("云杉科技（688999.SH）/食", 20, 86, 12), line("品饮料", 20, 101, 12))
    assert facts.industry == "食品饮料"


def test_tracking_words_laid_over_a_date_are_another_text() -> None:
    date, laid = glyphs("2026年04月20日", 400, 90, 10), glyphs("trackingword", 400, 89.4, 11)
    both = make_line(1, sorted([*date, *laid], key=lambda g: g.x0))
    assert both is not None
    assert sorted(ln.text for ln in untangled([both])) == ["2026年04月20日", "trackingword"]
    assert head(both).date == datetime.date(2026, 4, 20)


def test_a_heading_never_runs_into_the_name_that_signs() -> None:
    last = [
        line("免责声明", 40, 100),
        line("云杉证券股份有限公司（以下简称“本公司”）具有资格", 40, 115),
        line("云杉证券版权所有", 40, 130),
    ]
    assert find_report_broker(BODY, [BODY, last]) == "云杉证券"


def test_a_newspaper_is_no_broker() -> None:
    last = [
        line("本报告引用上海证券报、上海证券交易所的数据", 40, 100),
        line("云杉证券（香港）有限公司", 40, 115),
    ]
    assert find_report_broker(BODY, [BODY, last]) == "云杉证券"


def test_words_before_a_legal_name_are_left_out() -> None:
    assert house_name("本报告由云杉证券股份有限公司制作\n云杉证券研究所\n云杉证券版权所有") == "云杉证券"


def test_a_cover_is_completed_from_the_page_behind_it() -> None:
    cover = Facts(title="云上再造", date=datetime.date(2026, 4, 20))
    second = Facts(
        title="别的标题",
        subtitle="别的副标题",
        report_type="公司深度报告",
        subject="云杉科技",
        ticker="688999.SH",
    )
    merged = merge_facts(cover, second)
    assert (merged.title, merged.subtitle) == ("云上再造", None)
    assert (merged.report_type, merged.subject, merged.ticker) == ("公司深度报告", "云杉科技", "688999.SH")
    assert merge_facts(replace(cover, subject="云杉科技"), second).ticker == "688999.SH"


def test_a_code_as_terminals_write_it_and_the_name_under_company() -> None:
    facts = head(
        line("Company", 185, 137, 12),
        line("Spruce", 185, 159, 18),
        line("Bloomberg", 291, 181),
        line("SPRC US", 291, 193),
    )
    assert (facts.subject, facts.ticker) == ("Spruce", "SPRC.US")
