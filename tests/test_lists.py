"""Risks and earlier reports: the names of factors without what explains them, titles with the dates set for them."""

from __future__ import annotations

import pytest
from by_hand import line

from extract.lists.related import related_reports
from extract.lists.risks import risks
from extract.pages.lines import Line
from extract.pages.page import Block, make_block


def block(text: str, base: float = 100, size: float = 10.0) -> Block:
    return make_block([line(text, 40, base, size)])


def named(*texts: str) -> list[str]:
    return [claim.risk for claim in risks([block(text, 100 + 20 * i) for i, text in enumerate(texts)])]


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("风险提示：需求不及预期；竞争加剧；政策变化等。", ["需求不及预期", "竞争加剧", "政策变化"]),
        (
            "风险提示：需求恢复不及预期、原材料涨价、食品安全风险。",
            ["需求恢复不及预期", "原材料涨价", "食品安全风险"],
        ),
        ("我们维持“买入”评级。风险提示：新品放量不及预期，汇率波动。", ["新品放量不及预期", "汇率波动"]),
        (
            "风险提示：成本上涨风险，产品推广、渠道拓展不及预期风险。",
            ["成本上涨风险", "产品推广、渠道拓展不及预期风险"],
        ),
        (
            "风险提示：大单品增速放缓、缺乏新品，导致收入增速承压；政策变化。",
            ["大单品增速放缓、缺乏新品", "政策变化"],
        ),
        # What says nothing of what may happen shares what is said of the next.
        (
            "风险提示：新品推广不及预期的风险、协同效应、产线升级不及预期的风险、竞争加剧等其他风险。",
            ["新品推广不及预期的风险", "协同效应、产线升级不及预期的风险", "竞争加剧"],
        ),
        (
            "风险提示：1、订单不及预期的风险；2、整合不达预期的风险。",
            ["订单不及预期的风险", "整合不达预期的风险"],
        ),
    ],
)
def test_a_list_in_running_text(text: str, factors: list[str]) -> None:
    assert named(text) == factors


def test_explanations_of_a_section_are_no_risks() -> None:
    assert named(
        "八、风险提示",
        "1）食品安全风险：倘若出现安全问题，公司的品牌将受到影响，收入可能下滑。",
        "2）新品放量具有不确定性，能否被消费者接受存在变数；",
        "3）竞争加剧。若对手降价，利润率将会下降，份额也可能流失。",
    ) == ["食品安全风险", "新品放量具有不确定性", "竞争加剧"]


def test_the_sentence_that_opens_a_section_is_no_factor() -> None:
    assert named(
        "5. 风险提示",
        "包含但不限于以下风险：",
        "政策风险：公司所处行业属于战略性产业，政策变化有可能对产品需求造成冲击，从而影响业绩。",
        "竞争风险：若其他公司业务快速发展，将有可能削弱公司在该领域的领先地位。",
    ) == ["政策风险", "竞争风险"]


def test_factors_may_have_headings_of_their_own() -> None:
    explained = "公司原材料占成本的比重较高，若价格上涨，毛利率将会下降，经营业绩也会受到影响。"
    assert named("风险提示", "1）原材料涨价的风险", explained, "2）汇率波动的风险", explained) == [
        "原材料涨价的风险",
        "汇率波动的风险",
    ]


def test_a_section_ends_at_the_next_heading() -> None:
    blocks = [
        block("风险提示"),
        block("需求不及预期；竞争加剧。", 120),
        block("盈利预测与估值", 140, 12),
        block("收入增长；利润增长。", 160),
    ]
    assert [claim.risk for claim in risks(blocks)] == ["需求不及预期", "竞争加剧"]


def test_a_heading_swallowed_by_the_list_is_no_part_of_it() -> None:
    swallowed = make_block(
        [line("风险提示：原料涨价风险、宏观经济风险", 40, 100), line("财务摘要和估值指标", 40, 114)]
    )
    assert [claim.risk for claim in risks([swallowed])] == ["原料涨价风险", "宏观经济风险"]


def test_a_factor_said_again_is_one_claim() -> None:
    assert named("风险提示：竞争加剧风险；需求下滑。", "风险提示：竞争加剧的风险；需求下滑。") == [
        "竞争加剧风险",
        "需求下滑",
    ]


def test_a_disclaimer_names_no_risk() -> None:
    assert named("风险提示：本报告的内容仅供参考，投资者对其投资行为负责。") == []


def earlier(*lines: Line) -> list[tuple[str, str | None]]:
    return [(c.title, c.date) for c in related_reports([line("相关研究", 420, 300), *lines])]


def test_books_with_dotted_dates_in_the_next_line() -> None:
    assert earlier(
        line("1 《订单回升，盈利改善", 424, 312), line("再起航》2026.03.27", 424, 324),
        line("2 《短期承压不改趋势》", 424, 336), line("2025.10.29", 424, 348),
    ) == [("订单回升，盈利改善再起航", "2026-03-27"), ("短期承压不改趋势", "2025-10-29")]  # fmt: skip


def test_dates_set_at_the_right_under_their_titles() -> None:
    assert earlier(
        line("《智能体重构软件入口》", 420, 315, 7), line("2026-03-31", 510, 327, 7),
        line("《超节点元年来临》", 420, 341, 7), line("2026-03-24", 510, 353, 7),
    ) == [("智能体重构软件入口", "2026-03-31"), ("超节点元年来临", "2026-03-24")]  # fmt: skip


def test_dates_in_a_column_beside_the_middle_of_their_titles() -> None:
    assert earlier(
        line("云杉科技：指标优化明", 420, 313), line("显，逐季向好可", 420, 326), line("2026-03-05", 530, 326), line("期/石听泉", 420, 339),
        line("云杉科技：成本上升，", 420, 352), line("短期业绩承压", 420, 365), line("2025-08-29", 530, 365), line("/吴晚", 420, 378),
    ) == [("云杉科技：指标优化明显，逐季向好可期", "2026-03-05"), ("云杉科技：成本上升，短期业绩承压", "2025-08-29")]  # fmt: skip


def test_numbered_titles_without_dates() -> None:
    assert earlier(
        line("1. 云杉科技 2025 年三季报总结：道", 420, 313), line("阻且长，行则将至", 420, 326),
        line("2. 行业软件系列（一）：云上生长", 420, 339),
    ) == [("云杉科技 2025 年三季报总结：道阻且长，行则将至", None), ("行业软件系列（一）：云上生长", None)]  # fmt: skip


def test_titles_before_bracketed_dates() -> None:
    assert earlier(
        line("1. 云杉科技（688999）：整体业绩再创新高，", 420, 313), line("如期实现开门红 (2026-03-11)", 420, 326),
        line("2. 云杉科技（688999）：龙头优势巩固 (2025-10-31)", 420, 339),
    ) == [("云杉科技（688999）：整体业绩再创新高，如期实现开门红", "2026-03-11"), ("云杉科技（688999）：龙头优势巩固", "2025-10-31")]  # fmt: skip


def test_text_beside_the_column_is_no_title() -> None:
    assert earlier(
        line("《算力景气持续", 420, 315), line("获验证》", 420, 341), line("2026-03-31", 420, 354),
        line("公司披露的三款模型在测试中表现较好，客户数量继续增长", 520, 328, 10),
    ) == [("算力景气持续获验证", "2026-03-31")]  # fmt: skip
