"""Ratings of several brokers on one scale: the step by the page that defines it, and whose page that was."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from street import DAY, Row, estimate, rating, scale, target

from extract import model
from kb.ask.clocks import AsOf
from kb.ask.selection import Filters
from kb.compare.asking import material
from kb.compare.scales import Rated, distribution, latest_ratings, ratings, word_of
from kb.keep.store import KnowledgeBase


def defines(broker: str, day: str) -> list[Row]:
    """A page on which 买入 is +20 % and more, 推荐 between 10 and 20 %."""
    return [
        scale(broker, day, "买入", "20", None),
        scale(broker, day, "推荐", "10", "20"),
        scale(broker, day, "中性", "-10", "10"),
        scale(broker, day, "回避", None, "-10"),
    ]


def one(rows: list[Row], definitions: list[Row]) -> Rated:
    (found,) = ratings(rows, definitions, day=DAY)
    return found


def test_the_reports_own_page_defines_its_rating() -> None:
    pages = defines("甲证券", "2026-06-01") + defines("甲证券", "2026-05-31")
    found = one([rating("甲证券", "2026-06-01", "推荐")], pages)
    assert (found.step, found.basis) == ("buy", "report")
    assert found.definition is pages[1]
    row = found.as_row()
    assert (row["low_pct"], row["high_pct"], row["benchmark"]) == ("10", "20", "沪深300指数")
    assert (row["step_from"], row["defined"]) == ("report", "2026-06-01")


def test_where_that_page_is_missing_the_brokers_nearest_does() -> None:
    pages = [
        *defines("甲证券", "2025-01-01"),
        *defines("甲证券", "2026-06-11"),
        *defines("乙证券", "2026-06-01"),
        scale("甲证券", "2026-06-02", "回避", None, "0"),
    ]
    found = one([rating("甲证券", "2026-06-01", "中性", "buy")], pages)
    assert (found.step, found.basis, found.as_row()["defined"]) == ("hold", "broker", "2026-06-11")


def test_of_two_pages_as_near_the_earlier() -> None:
    pages = defines("甲证券", "2026-06-02") + defines("甲证券", "2026-05-31")
    found = one([rating("甲证券", "2026-06-01", "推荐")], pages)
    assert found.as_row()["defined"] == "2026-05-31"


def test_without_any_page_the_word_alone_speaks() -> None:
    found = one([rating("甲证券", "2026-06-01", "强推", "strong_buy")], defines("乙证券", "2026-06-01"))
    assert (found.step, found.basis, found.definition) == ("strong_buy", "word", None)


def test_an_industrys_scale_does_not_define_a_company() -> None:
    pages = [scale("甲证券", "2026-06-01", "推荐", "5", None, applies_to="industry")]
    assert one([rating("甲证券", "2026-06-01", "推荐")], pages).basis == "word"


def test_a_definition_in_words_leaves_the_step_as_read() -> None:
    pages = [scale("甲证券", "2026-06-01", "推荐", None, None)]
    found = one([rating("甲证券", "2026-06-01", "推荐", "buy")], pages)
    assert (found.step, found.basis) == ("buy", "report")


@pytest.mark.parametrize(("printed", "word"), [("买入-A", "买入"), ("买入 - B", "买入"), ("增持", "增持")])
def test_a_class_of_risk_is_no_part_of_the_word(printed: str, word: str) -> None:
    assert word_of({"rating": printed}) == word


def test_each_broker_has_its_latest_rating_and_an_old_one_is_stale() -> None:
    rows = [
        rating("甲证券", "2026-06-01", "买入"),
        rating("甲证券", "2026-05-01", "中性", "hold"),
        rating("乙证券", "2025-05-01", "卖出", "sell"),
        rating("丙证券", "2026-06-20", "中性", "hold"),
        rating("丁证券", "2026-07-20", "中性", "hold"),
    ]
    found = ratings(rows, [], day=DAY)
    assert [(r.rating["broker"], r.is_stale) for r in found] == [
        ("丙证券", False),
        ("甲证券", False),
        ("乙证券", True),
    ]
    assert distribution(found) == {"strong_buy": 0, "buy": 1, "hold": 1, "underperform": 0, "sell": 0}
    assert len(latest_ratings(rows, DAY)) == 3


def test_a_rating_stands_beside_the_brokers_latest_target_and_its_upside() -> None:
    rows = [
        rating("甲证券", "2026-06-20", "买入"),
        target("甲证券", "2026-06-01", "12"),
        target("甲证券", "2026-02-01", "20"),
        estimate(
            "甲证券", "2026-06-01", "10", metric="股价", metric_id="price", stance="actual", period=None
        ),
    ]
    found = one(rows, [])
    assert found.target is rows[1] and found.upside == Decimal(20)
    assert found.as_row()["target_date"] == "2026-06-01"


def test_a_rating_on_no_step_is_counted_as_such() -> None:
    assert distribution(ratings([rating("甲证券", "2026-06-01", "无评级", None)], [], day=DAY))[""] == 1


def test_events_and_conflicts_get_the_step_that_counts(tmp_path: Path) -> None:
    place = {"page": 1, "bbox": (), "quote": "评级", "origin": "test"}

    def note(name: str, day: str, *claims: model.Claim) -> model.Extraction:
        head = model.ReportClaim(
            broker="北麓证券", title=f"点评 {name}", date=day, subject="伊利股份", **place
        )
        said = model.RatingClaim(subject="伊利股份", rating="持有", step="hold", **{**place, "page": 2})
        return model.Extraction(report=name * 64, file=f"{name}.pdf", pages=2, claims=(head, said, *claims))

    page = [
        model.RatingScaleClaim(applies_to="company", rating=word, low_pct=low, high_pct=high, **place)
        for word, low, high in (("持有", Decimal(5), Decimal(20)), ("中性", Decimal(-5), Decimal(5)))
    ]
    now = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
    with KnowledgeBase.open(tmp_path / "kb.db", create=True) as kb:
        run = kb.start_run("add", now)
        for one in (note("a", "2026-04-01"), note("b", "2026-04-08", *page), note("c", "2026-04-20")):
            kb.add(one, run=run, path=Path(one.file), now=now)
        kb.finish_run(run, now=now)
        rows = material(kb, "伊利股份", kinds=("rating",))
        assert [(row["published"], row["step"]) for row in rows] == [
            ("2026-04-20", "buy"),
            ("2026-04-08", "hold"),  # as its own reading has it
            ("2026-04-01", "buy"),
        ]
        # Before the page was published nobody knew what it means.
        early = material(kb, "伊利股份", Filters(as_of=AsOf("2026-04-05", late=True)), kinds=("rating",))
        assert [row["step"] for row in early] == ["hold"]
