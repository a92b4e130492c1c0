"""Ratings and target prices: each once, with what every place says of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from by_hand import line

from extract.head.facts import Facts
from extract.head.ratings import fold_targets, header_rating, on_scale, prose_ratings, settle, target_prices
from extract.model import RatingClaim, RatingScaleClaim, TargetPriceClaim
from extract.pages.page import make_block

FACTS = Facts(subject="云杉科技", ticker="688999.SH")


def in_text(*texts: str) -> list[RatingClaim]:
    return [
        c
        for i, text in enumerate(texts)
        for c in prose_ratings(make_block([line(text, 40, 100 + 20 * i)]), FACTS)
    ]


def targets(text: str) -> list[TargetPriceClaim]:
    return list(target_prices(text, make_block([line(text, 40, 100)]), None, FACTS))


@pytest.mark.parametrize(
    ("text", "value", "prior", "horizon"),
    [
        ("目标价 20.46 元（前值 22.8 元），维持“增持”评级", "20.46", "22.8", None),
        ("目标价下调至 12 元（原目标价 15 元）", "12", "15", None),
        ("目标价由 13.20 元上调至 15.60 元", "15.60", "13.20", None),
        ("对应目标价 46.76 元（6 个月）", "46.76", None, "6个月"),
        ("6 个月目标价为 33.10 元", "33.10", None, "6个月"),
        ("给予 12 个月目标价 35 元", "35", None, "12个月"),
        ("我们维持目标价 31.5 元，维持“买入”评级", "31.5", "31.5", None),
        ("重申公司 12 个月目标价 35 元", "35", "35", "12个月"),
        ("目标价维持 31.5 元", "31.5", "31.5", None),
        ("目标价 31.5 元不变", "31.5", "31.5", None),
        ("维持“买入”评级，目标价 31.5 元", "31.5", None, None),
    ],
)
def test_a_target_with_the_one_before_it_and_its_span(
    text: str, value: str, prior: str | None, horizon: str | None
) -> None:
    (found,) = targets(text)
    assert (found.value, found.horizon) == (Decimal(value), horizon)
    assert found.prior == (Decimal(prior) if prior else None)


def test_a_target_said_again_is_one_claim_with_what_each_place_adds() -> None:
    folded = fold_targets(
        [
            *targets("目标价 15.6 元"),
            *targets("目标价由 13.2 元上调至 15.60 元"),
            *targets("6 个月目标价 15.6 元"),
        ]
    )
    assert [(t.value, t.prior, t.horizon) for t in folded if isinstance(t, TargetPriceClaim)] == [
        (Decimal("15.6"), Decimal("13.2"), "6个月")
    ]


def test_a_rating_said_again_is_one_claim() -> None:
    banner = header_rating([line("投资评级：增持", 40, 100, 12)], FACTS, 842.0)
    assert banner is not None
    settled = settle([banner, *in_text("将评级由“买入”下调至“增持”评级", "因此给予“增持”评级")])
    assert [(r.origin, r.rating, r.action, r.prior) for r in settled] == [
        ("header", "增持", "downgrade", "买入")
    ]


def test_a_first_coverage_is_told_long_before_the_rating() -> None:
    (found,) = in_text(
        "首次覆盖我们预计公司未来三年每股收益分别为 1.18、1.42、1.62 元，并结合可比公司给予公司“增持”的投资评级"
    )
    assert found.action == "initiate"


def test_a_first_recommendation_behind_a_bar() -> None:
    found = header_rating([line("买入|首次推荐", 400, 110, 18)], FACTS, 842.0)
    assert found is not None
    assert (found.rating, found.action) == ("买入", "initiate")


def test_an_english_rating_under_its_label() -> None:
    page = [
        line("Rating", 40, 85, 11),
        line("Buy", 40, 105, 20),
        line("Industry View", 380, 256, 7),
        line("Attractive", 540, 256, 7),
    ]
    found = header_rating(page, FACTS, 842.0)
    assert found is not None
    assert (found.rating, found.step, found.quote) == ("Buy", "buy", "Rating Buy")


def test_an_english_rating_with_its_action() -> None:
    found = header_rating([line("MAINTAIN HOLD", 420, 215)], FACTS, 842.0)
    assert found is not None
    assert (found.rating, found.action) == ("Hold", "maintain")


@pytest.mark.parametrize(
    ("text", "ticker", "unit"),
    [
        ("Price target ¥110,000", "2850.T", "JPY"),
        ("Price target ¥110,000", "688999.SH", "CNY"),
        ("Price Target (KRW) 330,000", "035999.KS", "KRW"),
        ("Target price HK$12.30", "00999.HK", "HKD"),
        ("Price Target 255.00", "SPRC.US", "USD"),
    ],
)
def test_the_money_of_a_target_is_the_printed_one_else_that_of_the_listing(
    text: str, ticker: str, unit: str
) -> None:
    made = make_block([line(text, 40, 100)])
    assert [t.unit for t in target_prices(text, made, None, Facts(ticker=ticker))] == [unit]


def test_a_bare_english_target_without_a_listing_is_in_no_money_we_know() -> None:
    text = "Price Target 255.00"
    assert list(target_prices(text, make_block([line(text, 40, 100)]), None, Facts())) == []


@pytest.mark.parametrize(
    ("before", "now", "action"),
    [
        ("增持", "买入", "upgrade"),
        ("推荐", "谨慎推荐", "downgrade"),
        ("增持", "增持", "maintain"),
        ("推荐", "增持", None),
    ],
)
def test_two_words_of_one_step_tell_which_way_a_rating_moved(
    before: str, now: str, action: str | None
) -> None:
    found = header_rating([line(f"投资评级：{now}（上次评级：{before}）", 40, 100, 12)], FACTS, 842.0)
    assert found is not None
    assert (found.prior, found.action) == (before, action)


def test_the_scale_of_the_report_tells_which_way_where_the_words_do_not() -> None:
    found = header_rating([line("投资评级：增持（上次评级：推荐）", 40, 100, 12)], FACTS, 842.0)
    scale = [
        RatingScaleClaim(
            page=9,
            bbox=(),
            quote=word,
            origin="scale",
            applies_to="company",
            rating=word,
            low_pct=Decimal(low),
        )
        for word, low in (("推荐", 15), ("增持", 5))
    ]
    assert found is not None and on_scale(scale, found).action == "downgrade"


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("目标价由 31.2 元下调至 28.1 元，给予“买入”评级", None),
        ("上调盈利预测，维持“买入”评级", "maintain"),
        ("维持盈利预测和“买入”评级", "maintain"),
        ("评级与目标价同时上调，给予“买入”评级", "upgrade"),
    ],
)
def test_what_happened_to_the_target_did_not_happen_to_the_rating(text: str, action: str | None) -> None:
    (found,) = in_text(text)
    assert found.action == action
