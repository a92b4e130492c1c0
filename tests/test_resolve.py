"""Who is meant: evidence in its order, candidates where it does not suffice, never a guess."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from extract.model import (
    Box,
    Claim,
    EventClaim,
    Extraction,
    MetricClaim,
    RatingClaim,
    RecommendationClaim,
    ReportClaim,
    RiskClaim,
    TargetPriceClaim,
    identify,
)
from kb.who.judgement import Linked
from kb.who.link import link, link_with_edges
from kb.who.resolve import Resolver
from kb.who.spelling import nearest

RESOLVER = Resolver.from_seed()
PLACE = {"page": 1, "bbox": (Box(10, 20, 30, 40),), "quote": "x", "origin": "test"}


@pytest.mark.parametrize(
    ("mention", "entity"),
    [
        ("海光信息", "688041.SH"),
        ("海光", "688041.SH"),
        ("伊利", "600887.SH"),
        ("伊利集团", "600887.SH"),
        ("688041", "688041.SH"),
        ("极兔速递", "01519.HK"),
        ("寒武纪", "688256.SH"),
        ("寒武纪-U", "688256.SH"),
        ("騰訊", "00700.HK"),
        ("谷歌", "GOOGL.US"),
        ("TSMC", "TSM.US"),
        ("万科", "000002.SZ"),
        ("豆包大模型", "doubao-model"),
        ("通义千问", "tongyi"),
        ("计算机行业", "sw-801750"),
        ("我国", "place-cn"),
        ("上证综指", "000001.SH"),
        ("沪深300指数", "000300.SH"),
        ("韦尔股份", "603501.SH"),
        ("卫星石化", "002648.SZ"),
        ("国泰君安", "601211.SH"),
        ("绝味食品", "603517.SH"),
    ],
)
def test_an_exact_name_or_code_is_somebody(mention: str, entity: str) -> None:
    found = RESOLVER.resolve(mention)
    assert found.entity is not None
    assert found.entity.id == entity


@pytest.mark.parametrize(
    ("mention", "candidates"),
    [
        ("平安", {"601318.SH", "000001.SZ"}),
        ("长电", {"600584.SH", "600900.SH"}),
        ("中国联通", {"600050.SH", "00762.HK"}),
        ("机器人", {"300024.SZ"}),
        ("苹果", {"AAPL.US"}),
    ],
)
def test_what_may_be_several_or_a_word_stays_open(mention: str, candidates: set[str]) -> None:
    found = RESOLVER.resolve(mention)
    assert found.entity is None
    assert {candidate.entity.id for candidate in found.candidates} == candidates


@pytest.mark.parametrize(
    ("mention", "entity"), [("海光信", "688041.SH"), ("腾讯控", "00700.HK"), ("千味央", "001215.SZ")]
)
def test_a_likeness_is_proposed_and_never_believed(mention: str, entity: str) -> None:
    found = RESOLVER.resolve(mention)
    assert found.entity is None
    assert entity in {candidate.entity.id for candidate in found.candidates}
    assert RESOLVER.judge(mention).candidates == ()


def test_co_mention_settles_what_a_name_leaves_open() -> None:
    assert RESOLVER.resolve("平安", context=["中国平安", "新华保险"]).entity == RESOLVER.entity("601318.SH")
    assert RESOLVER.resolve("苹果", context=["iPhone"]).entity == RESOLVER.entity("AAPL.US")
    assert RESOLVER.resolve("平安", context=["中国平安", "平安银行"]).entity is None
    assert RESOLVER.resolve("平安", context=["平安", "中国平安"]).entity == RESOLVER.entity("601318.SH")


def test_the_only_name_that_begins_so_counts_in_a_list_or_beside_it() -> None:
    assert RESOLVER.resolve("伯特", listed=True).entity == RESOLVER.entity("603596.SH")
    assert RESOLVER.resolve("伯特", context=["伯特利"]).entity == RESOLVER.entity("603596.SH")
    assert RESOLVER.judge("伯特").entity is None
    assert RESOLVER.judge("东方", listed=True).entity is None
    assert RESOLVER.judge("海光信", listed=True).entity is None  # cut, not short
    assert RESOLVER.judge("伯特", listed=True, kinds=("industry",)).entity is None


def test_a_product_is_known_by_its_owner() -> None:
    found = RESOLVER.resolve("金典", context=["伊利股份"])
    assert found.entity == RESOLVER.entity("satine")
    assert [reason.feature for reason in found.reasons] == ["short", "owner"]
    assert RESOLVER.resolve("金典", context=["蒙牛乳业"]).entity is None


def test_two_neighbours_of_its_industry_settle_whom_a_name_means() -> None:
    found = RESOLVER.resolve("长城", context=["长城", "比亚迪", "长安汽车"])
    assert found.entity == RESOLVER.entity("601633.SH")
    assert [reason.feature for reason in found.reasons] == ["alias", "neighbours"]
    assert RESOLVER.resolve("长城", context=["比亚迪"]).entity is None
    assert RESOLVER.resolve("长城", context=["比亚迪", "长安汽车", "浪潮信息"]).entity is None
    assert RESOLVER.resolve("太阳能", context=["隆基绿能", "通威股份", "阳光电源"]).entity is None


def test_a_list_of_companies_makes_a_word_a_company() -> None:
    assert RESOLVER.resolve("机器人", listed=True).entity == RESOLVER.entity("300024.SZ")
    assert RESOLVER.resolve("机器人", kinds=("industry",)).entity is None


def test_the_code_outranks_a_name_nobody_knows() -> None:
    found = RESOLVER.resolve("从前的名字", ticker="688041")
    assert found.entity == RESOLVER.entity("688041.SH")
    assert found.line() == "从前的名字 → 海光信息 (688041.SH): code 688041.SH on the page (1.00)"


def test_a_code_and_a_name_that_disagree_settle_nothing() -> None:
    found = RESOLVER.resolve("伊利股份", ticker="600519.SH")
    assert found.entity is None
    assert [reason.feature for reason in found.reasons] == ["short", "code", "conflict"]
    assert {candidate.entity.name for candidate in found.candidates} == {"贵州茅台", "伊利股份"}


def test_reasons_fit_on_one_line() -> None:
    assert RESOLVER.resolve("海光").line() == "海光 → 海光信息 (688041.SH): alias 海光 [aliases.csv] (0.90)"
    assert "\n" not in RESOLVER.resolve("平安").line()
    assert RESOLVER.resolve("平安").line().startswith("平安 → nobody certain")


def test_nearest_names_come_best_first() -> None:
    assert nearest("伊利股", ["伊利股份", "蒙牛乳业", "海光信息"])[0] == "伊利股份"
    assert nearest("zzz", ["伊利股份"]) == ()


def metric(subject: str | None, value: str = "1", **more: object) -> MetricClaim:
    return MetricClaim(
        subject=subject, metric="营业收入", value=Decimal(value), original=value, unit="CNY", **PLACE, **more
    )  # type: ignore[arg-type]


def extraction(*claims: Claim) -> Extraction:
    placed = tuple(identify(claim, "a" * 64, "a.pdf") for claim in claims)
    return Extraction(report="a" * 64, file="a.pdf", pages=1, claims=placed)


def rows(linked: Extraction) -> list[tuple[object, object, object]]:
    out = [claim.as_row() for claim in linked.claims]
    return [(row.get("subject"), row.get("subject_id"), row.get("ticker")) for row in out]


def test_a_company_note_is_about_its_company() -> None:
    linked = link(
        extraction(
            ReportClaim(subject="极兔速递-W", ticker="1519.HK", **PLACE),
            RatingClaim(subject="极兔速递-W", rating="买入", **PLACE),
            TargetPriceClaim(value=Decimal("12"), unit="HKD", **PLACE),
            metric("极兔速递"),
            metric("极兔速递东南亚", "2"),
            EventClaim(subject="Shopee", event="x", **PLACE),
        )
    )
    own = ("极兔速递-W", "01519.HK", "01519.HK")
    assert rows(linked) == [
        ("极兔速递-W", None, "01519.HK"),  # a report claim has no subject_id of its own
        own,
        own,
        ("极兔速递", "01519.HK", "01519.HK"),
        ("极兔速递东南亚", None, None),
        ("Shopee", "shopee", None),
    ]


def test_the_beginning_of_its_name_is_the_company_a_report_is_about() -> None:
    report = ReportClaim(subject="中恒电气", ticker="002364", **PLACE)
    linked = link(extraction(report, metric("中恒"), metric("东方", "2"), metric("千味", "3")))
    assert rows(linked)[1:] == [
        ("中恒", "002364.SZ", "002364.SZ"),
        ("东方", None, None),
        ("千味央厨", "001215.SZ", "001215.SZ"),
    ]
    assert rows(link(extraction(metric("中恒")))) == [("中恒", None, None)]
    about = ReportClaim(subject="东方财富", ticker="300059", **PLACE)
    assert rows(link(extraction(about, metric("东方"))))[1][1] is None


def test_a_bare_hong_kong_code_needs_the_name_beside_it() -> None:
    assert rows(link(extraction(ReportClaim(subject="极兔速递", ticker="1519", **PLACE))))[0][2] == "01519.HK"
    assert rows(link(extraction(ReportClaim(subject="某公司", ticker="1519", **PLACE))))[0][2] == "1519"


def test_a_renamed_company_is_known_by_its_code_and_keeps_its_printed_name() -> None:
    linked = link(
        extraction(
            ReportClaim(subject="旧名科技", ticker="300475", **PLACE),
            metric("旧名科技"),
            metric("聚隆科技", "2"),
        )
    )
    assert rows(linked) == [
        ("旧名科技", None, "300475.SZ"),
        ("旧名科技", "300475.SZ", "300475.SZ"),
        ("聚隆科技", "300475.SZ", "300475.SZ"),
    ]


def test_an_alias_becomes_the_name_and_the_words_are_kept() -> None:
    linked = link_with_edges(
        extraction(metric("海光"), metric("海光信息", "2"), metric("Tencent", "3"), metric("国内", "4"))
    )
    assert [row[0] for row in rows(linked)] == ["海光信息", "海光信息", "Tencent", "中国"]
    assert sorted(linked.printed.values()) == ["国内", "海光"]
    assert [edge.mention for edge in linked.edges] == sorted(["海光", "海光信息", "Tencent", "国内"])
    assert [claim.id for claim in linked.claims] == [c.id for c in extraction(*linked_source()).claims]


def linked_source() -> tuple[MetricClaim, ...]:
    return (metric("海光"), metric("海光信息", "2"), metric("Tencent", "3"), metric("国内", "4"))


def test_a_code_for_a_name_becomes_the_name() -> None:
    linked = link(extraction(metric("001215 CH"), metric("688041.SH", "2"), metric("2024", "3")))
    assert rows(linked) == [
        ("千味央厨", "001215.SZ", "001215.SZ"),
        ("海光信息", "688041.SH", "688041.SH"),
        ("2024", None, None),
    ]


def test_products_indices_and_the_unknown_keep_their_words() -> None:
    linked = link(
        extraction(metric("通义千问"), metric("沪指", "2"), metric("数维道路设计", "3"), metric(None, "4"))
    )
    assert rows(linked) == [
        ("通义千问", "tongyi", None),
        ("沪指", "000001.SH", "000001.SH"),
        ("数维道路设计", None, None),
        (None, None, None),
    ]


def test_an_industry_rating_is_of_the_industry() -> None:
    linked = link(
        extraction(
            RatingClaim(subject="汽车", subject_type="industry", rating="推荐", **PLACE),
            RatingClaim(subject="机器人", subject_type="industry", rating="推荐", **PLACE),
            RecommendationClaim(subject="机器人", **PLACE),
            RiskClaim(risk="需求不及预期", **PLACE),
        )
    )
    assert rows(linked)[:3] == [
        ("汽车", "sw-801880", None),
        ("机器人", None, None),
        ("机器人", "300024.SZ", "300024.SZ"),
    ]


def test_a_ticker_that_contradicts_the_name_links_nothing() -> None:
    linked = link(extraction(ReportClaim(subject="伊利股份", ticker="600519", **PLACE), metric("伊利股份")))
    assert rows(linked)[1][1:] == (None, None)


def test_linking_twice_changes_nothing_and_crosses_processes() -> None:
    once = link(extraction(metric("海光")))
    assert link(once) == once
    carried = pickle.loads(pickle.dumps(once))
    assert isinstance(carried, Linked)
    assert carried == once


def test_a_name_counts_on_the_days_it_was_borne() -> None:
    assert RESOLVER.resolve("国泰君安", on="2024-05-01").entity == RESOLVER.entity("601211.SH")
    assert RESOLVER.resolve("国泰君安", on="2026-04-01").entity == RESOLVER.entity("601211.SH")
    name = RESOLVER.resolve("国泰君安").name
    assert name is not None
    assert (name.held("2024-05-01"), name.held("2025-12-31"), name.held("2026-01-01")) == (True, True, False)
    assert not name.held(None)


def test_a_name_before_or_after_its_days_counts_less() -> None:
    line = RESOLVER.resolve("国泰海通", on="2024-05-01").line()
    assert (
        line
        == "国泰海通 → 国泰海通 (601211.SH): exact name 国泰海通 since 2025 [listings.csv 2026-04] (0.85)"
    )
    assert RESOLVER.resolve("国泰海通", on="2026-05-01").reasons[0].weight == 0.95
    assert RESOLVER.resolve("东方明珠", on="2014-05-01").reasons[0].weight == 0.95


def test_whose_product_it_is_stands_on_the_line() -> None:
    found = RESOLVER.resolve("微信")
    assert found.owner == RESOLVER.entity("00700.HK")
    assert found.line().startswith("微信 → 微信, of 腾讯控股 (00700.HK): ")
    assert RESOLVER.resolve("腾讯控股").owner is None
