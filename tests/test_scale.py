"""Rating scales as definition pages print them: bounds, groups, spans and yardsticks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from by_hand import glyphs, line

from extract.head.scale import benchmark_of, bounds, horizon_of, read_scale
from extract.model import RatingScaleClaim
from extract.pages.lines import Line, make_line

TERMS = line("投资评级说明 报告日后 6 个月内相对沪深 300 指数的表现", 40, 80)


def scale(*lines: Line) -> list[RatingScaleClaim]:
    return read_scale([lines])


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("领先沪深300指数5%（含）至15%", "5", "15"),
        ("变动幅度相差-5%（含）至5%", "-5", "5"),
        ("落后沪深300指数5%至15%（含）", "-15", "-5"),
        ("上涨幅度在5%－15%", "5", "15"),
        ("预计相对市场表现在－5%～＋5%之间波动", "-5", "5"),
        ("涨幅落后相对基准指数介于-5%--15%之间", "-15", "-5"),
        ("强于基准指数 5-20%", "5", "20"),
        ("强于上证指数达到或超过10%", "10", None),
        ("涨跌幅相对基准在15%以上", "15", None),
        ("弱于基准 5%以上", None, "-5"),
        ("低于沪深300指数-5%以下", None, "-5"),
        ("介于基准指数±5%之间", "-5", "5"),
        ("行业与整体市场表现基本持平", None, None),
    ],
)
def test_bounds(text: str, low: str | None, high: str | None) -> None:
    assert bounds(text) == (Decimal(low) if low else None, Decimal(high) if high else None)


def test_a_label_centred_beside_its_group_does_not_part_it() -> None:
    steps = [
        ("买入：未来 6 个月内，个股涨幅高于沪深 300 指数 20%以上", 100),
        ("持有：未来 6 个月内，个股涨幅介于-10%与 20%之间", 116),
        ("卖出：未来 6 个月内，个股涨幅在-20%以下", 132),
        ("强于大市：未来 6 个月内，行业整体回报高于沪深 300 指数 5%以上", 148),
        ("跟随大市：未来 6 个月内，行业整体回报介于沪深 300 指数-5%与 5%之间", 164),
        ("弱于大市：未来 6 个月内，行业整体回报低于沪深 300 指数-5%以下", 180),
    ]
    found = scale(
        TERMS, line("公司评级", 40, 116), line("行业评级", 40, 164), *(line(t, 190, b) for t, b in steps)
    )
    assert [(s.applies_to, s.rating) for s in found] == [
        ("company", "买入"), ("company", "持有"), ("company", "卖出"),
        ("industry", "强于大市"), ("industry", "跟随大市"), ("industry", "弱于大市"),
    ]  # fmt: skip


def test_a_heading_of_industries_outranks_the_word_share_price() -> None:
    found = scale(
        line("行业投资评级说明", 40, 100, 12),
        line("买入：预期未来 12 个月内，股价表现强于大盘 10%以上。", 40, 116),
        line("卖出：预期未来 12 个月内，股价表现弱于大盘 10%以上。", 40, 132),
        line("公司投资评级说明", 40, 160, 12),
        line("买入：预期未来 12 个月内，股价表现强于大盘 15%以上。", 40, 176),
        line("卖出：预期未来 12 个月内，股价表现弱于大盘 5%以上。", 40, 192),
    )
    assert [(s.applies_to, s.rating, s.low_pct) for s in found] == [
        ("industry", "买入", Decimal(10)), ("industry", "卖出", None), ("company", "买入", Decimal(15)), ("company", "卖出", None),
    ]  # fmt: skip


def test_an_english_word_may_touch_the_definition() -> None:
    found = scale(
        TERMS,
        line("增持（outperform）", 98, 100),
        line("预计相对强于市场表现 5%～20%；", 203, 100),
        line("减持（underperform）预计相对弱于市场表现 5%以下。", 98, 116),
    )
    assert [(s.rating, s.low_pct, s.high_pct) for s in found] == [
        ("增持", Decimal(5), Decimal(20)),
        ("减持", None, Decimal(-5)),
    ]


def test_the_date_over_the_page_is_no_horizon() -> None:
    found = scale(
        line("2026 年 07 月 26 日", 400, 40),
        line("投资评级说明", 40, 100, 12),
        line("评级标准为报告发布日后的 6 个月内的相对表现", 40, 116),
        line("买入：相对强于市场表现 20%以上", 40, 132),
        line("减持：相对弱于市场表现 5%以上", 40, 148),
    )
    assert {s.horizon for s in found} == {"6个月"}


def test_companies_and_industries_may_look_ahead_differently() -> None:
    terms = "对其报告日起6个月内公司股价（12个月内行业指数）相对同期市场基准指数表现的看法"
    assert (horizon_of(terms, "company"), horizon_of(terms, "industry")) == ("6个月", "12个月")


@pytest.mark.parametrize(
    ("text", "span"), [("未来六个月的收益率", "6个月"), ("6~12个月内", "6-12个月"), ("2026年07月26日", None)]
)
def test_spans(text: str, span: str | None) -> None:
    assert horizon_of(text, "company") == span


@pytest.mark.parametrize(
    ("terms", "benchmark"),
    [
        ("A股市场以沪深300指数为基准，香港市场以恒生指数为基准：", "沪深300指数（A股）；恒生指数（港股）"),
        ("其中A股基准指数为沪深300指数、港股基准指数为恒生指数。", "沪深300指数（A股）；恒生指数（港股）"),
        ("新三板以三板成指（针对协议转让标的）为基准；", "三板成指（协议转让）（新三板）"),
        ("相对强于上证综指达到", "上证综指"),
        ("相对于沪深300的涨幅", "沪深300指数"),
        ("相对大盘涨幅", None),
    ],
)
def test_benchmarks(terms: str, benchmark: str | None) -> None:
    assert benchmark_of(terms) == benchmark


def test_definitions_in_brackets_and_words_spread_over_the_width_of_others() -> None:
    found = scale(
        TERMS,
        line("强烈推荐（预计 6 个月内，股价表现强于市场表现 20%以上）", 40, 100),
        line("推", 40, 116),
        line("荐（预计 6 个月内，股价表现强于市场表现 10%至 20%之间）", 70, 116),
        line("回", 40, 132),
        line("避（预计 6 个月内，股价表现弱于市场表现 10%以上）", 70, 132),
    )
    assert [(s.rating, s.low_pct, s.high_pct) for s in found] == [
        ("强烈推荐", Decimal(20), None),
        ("推荐", Decimal(10), Decimal(20)),
        ("回避", None, Decimal(-10)),
    ]


def spread(base: float, *words_at: tuple[str, float]) -> Line:
    """Words set apart on one line."""
    made = make_line(1, [glyph for text, x in words_at for glyph in glyphs(text, x, base)])
    assert made is not None
    return made


def test_a_sentence_set_beside_the_steps_is_no_part_of_them() -> None:
    found = scale(
        TERMS,
        spread(100, ("买入", 140), ("分析师预测股价相对强于上证指数达到或超过15%", 168)),
        spread(
            116, ("以报告发布日后6个", 40), ("增持", 140), ("分析师预测股价相对强于上证指数在5%—15%之间", 168)
        ),
        spread(132, ("月内股价为基准。", 40), ("中性", 140), ("分析师预测股价相对上证指数在-5%—5%之间", 168)),
    )
    assert [(s.rating, s.low_pct, s.high_pct) for s in found] == [
        ("买入", Decimal(15), None),
        ("增持", Decimal(5), Decimal(15)),
        ("中性", Decimal(-5), Decimal(5)),
    ]
