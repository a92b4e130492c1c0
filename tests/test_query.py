"""Who says what: the right claims, in one order, and a way on where there are none."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from extract.errors import NothingFoundFault
from extract.model import (
    Box,
    Claim,
    EventClaim,
    Extraction,
    MetricClaim,
    Note,
    RatingClaim,
    RecommendationClaim,
    RelatedReportClaim,
    ReportClaim,
    RiskClaim,
    TargetPriceClaim,
    identify,
)
from kb.ask import query
from kb.ask.clocks import AsOf
from kb.ask.latest import latest
from kb.ask.selection import Filters
from kb.keep.store import KnowledgeBase

NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
TOKENS = "日均Token调用量"


def at(page: int, quote: str, row: int = 0) -> dict[str, object]:
    return {"page": page, "bbox": (Box(10, 20 + row, 90, 30 + row),), "quote": quote, "origin": "test"}


def figure(
    subject: str | None, metric: str, value: str, period: str | None, page: int = 1, **more: object
) -> MetricClaim:
    row = int(abs(Decimal(value))) % 400
    return MetricClaim(
        subject=subject,
        metric=metric,
        value=Decimal(value),
        original=value,
        unit=str(more.pop("unit", "CNY")),
        period=period,
        **{"stance": "estimate", **more},  # type: ignore[arg-type]
        **at(page, f"{metric} {period} {value}", row),
    )


def report(name: str, broker: str, date: str | None, *claims: Claim, **head: object) -> Extraction:
    sha = (name * 64)[:64]
    first = ReportClaim(broker=broker, title=f"{broker}的报告", date=date, **head, **at(1, "标题"))  # type: ignore[arg-type]
    placed = tuple(identify(claim, sha, f"{name}.pdf") for claim in (first, *claims))
    notes = (Note(slug="image_only", message="第 2 页是图片", page=2),) if name == "a" else ()
    return Extraction(report=sha, file=f"{name}.pdf", pages=4, claims=placed, notes=notes)


REPORTS = (
    report(
        "a",
        "北麓证券",
        "2026-03-06",
        RatingClaim(subject="伊利股份", rating="买入", step="buy", **at(1, "维持买入评级")),
        TargetPriceClaim(subject="伊利股份", value=Decimal("32.5"), **at(1, "目标价 32.50 元")),
        figure("伊利股份", "归母净利润", "11000000000", "2026", 1, metric_id="net_profit_parent"),
        figure(
            "伊利股份", "归母净利润", "11000000000", "2026", 3, metric_id="net_profit_parent", confidence=0.9
        ),
        figure(
            "伊利股份", "归母净利润", "8.5", "2026", metric_id="net_profit_parent", measure="yoy", unit="%"
        ),
        figure("伊利股份", "营业收入", "120000000000", "2026", metric_id="revenue"),
        figure("伊利股份", "液体乳收入", "80000000000", "2026", scope="液体乳"),
        RiskClaim(risk="原奶价格波动", **at(2, "风险提示：原奶价格波动。")),
        subject="伊利股份",
        ticker="600887",
    ),
    report(
        "b",
        "北麓证券",
        "2026-04-20",
        RatingClaim(subject="伊利股份", rating="增持", step="hold", **at(1, "下调至增持")),
        TargetPriceClaim(subject="伊利股份", value=Decimal(30), **at(1, "目标价 30 元")),
        figure("伊利股份", "归母净利润", "10500000000", "2026", metric_id="net_profit_parent"),
        figure("伊利股份", "归母净利润", "11500000000", "2027", metric_id="net_profit_parent"),
        subject="伊利股份",
        ticker="600887.SH",
    ),
    report(
        "c",
        "澜都证券",
        "2026-04-11",
        figure(
            "豆包大模型", TOKENS, "120000000000000", "2026-03", stance="actual", unit="token", comparator=">"
        ),
        figure("伊利", "归母净利润", "11200000000", "2026", 2, metric_id="net_profit_parent"),
        EventClaim(
            subject="OpenAI",
            event="发布新模型",
            event_type="launch",
            date="2026-04-08",
            **at(1, "4 月 8 日发布"),
        ),
        RecommendationClaim(subject="伊利股份", group="乳制品", **at(2, "建议关注伊利股份、海光信息")),
        RecommendationClaim(subject="海光信息", group="算力", **at(2, "建议关注伊利股份、海光信息")),
        RelatedReportClaim(title="旧报告", date="2026-01-02", **at(1, "《旧报告》2026-01-02")),
    ),
    report(
        "d",
        "齐衡证券",
        "2026-04-11",
        figure("中国", TOKENS, "140000000000000", "2026-03", stance="actual", unit="token"),
        figure("中国", "日均 Tokens 调用量", "15", "2026-03", measure="multiple", stance="actual", unit="倍"),
        RecommendationClaim(subject="海光", group="芯片", **at(3, "关注海光")),
        figure("平安寿险", "新单保费", "5", "2026"),
        figure("平安寿险", "代理人", "5", None),
        figure("平安寿险", "代理人", "6", None),
    ),
    report(
        "e", "无日证券", None, figure("伊利股份", "归母净利润", "9", "2026", metric_id="net_profit_parent")
    ),
)


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    path = tmp_path_factory.mktemp("kb") / "kb.db"
    with KnowledgeBase.open(path, create=True) as writer:
        run = writer.start_run("add", NOW)
        # Not in the order of their dates: the order of answers may not hang on the order of arrival.
        for extraction in (REPORTS[3], REPORTS[0], REPORTS[4], REPORTS[2], REPORTS[1]):
            writer.add(extraction, run=run, path=Path("/r") / extraction.file, now=NOW)
        writer.finish_run(run, reports=5, claims=0, failed=0)
    with KnowledgeBase.open(path, create=False, read_only=True) as reader:
        yield reader


def told(rows: list[query.Row], *fields: str) -> list[tuple[object, ...]]:
    return [tuple(row[field] for field in fields) for row in rows]


PROFITS = [
    ("2026-04-20", "北麓证券", "10500000000"),
    ("2026-04-11", "澜都证券", "11200000000"),
    (None, "无日证券", "9"),
]


@pytest.mark.parametrize("who", ["伊利股份", "伊利", "600887", "600887.SH", "Yili"])
def test_a_company_by_any_of_its_names(kb: KnowledgeBase, who: str) -> None:
    rows = query.show(kb, who, "归母净利润", Filters(period="2026"))
    assert [row for row in told(rows, "date", "broker", "value") if row[2] != "8.5"] == PROFITS
    assert {row["subject"] for row in rows} == {"伊利股份"}


def test_the_latest_view_of_each_broker_and_all_of_them(kb: KnowledgeBase) -> None:
    rows = query.show(kb, "伊利股份")
    views = told([row for row in rows if row["kind"] in ("rating", "target_price")], "kind", "date")
    assert views == [("rating", "2026-04-20"), ("target_price", "2026-04-20")]
    # A figure the newer report does not give stays the broker's latest.
    assert ("2026-03-06", "营业收入") in told([r for r in rows if r["kind"] == "metric"], "date", "metric")
    every = query.show(kb, "伊利股份", all_claims=True)
    assert len([row for row in every if row["kind"] == "rating"]) == 2
    assert "risk" not in {row["kind"] for row in every}


def test_of_one_report_the_surest_claim_is_shown(kb: KnowledgeBase) -> None:
    rows = query.show(kb, "伊利股份", "归母净利润", Filters(as_of=AsOf("2026-03-31", late=True)))
    assert told([row for row in rows if row["measure"] == "level"], "page", "confidence") == [(3, 0.9)]


def test_two_values_that_are_no_rounding_of_each_other_are_both_shown() -> None:
    """A weekly says "more than 100 trillion a day, from 63": with one period for both, none may hide the other."""
    base = {"kind": "metric", "report": "r", "broker": "甲证券", "metric": TOKENS, "period": "2026-03"}
    rows = [
        base | {"value": "100000000000000", "comparator": ">"},
        base | {"value": "63000000000000", "comparator": "="},
        base | {"value": "102000000000000", "comparator": "="},
        base | {"report": "older", "value": "50000000000000"},
    ]
    assert told(latest(rows), "value") == [("63000000000000",), ("102000000000000",)]


def test_numbers_without_a_period_do_not_hide_each_other(kb: KnowledgeBase) -> None:
    assert told(query.show(kb, "平安寿险", "代理人"), "value") == [("5",), ("6",)]


def test_a_metric_across_companies(kb: KnowledgeBase) -> None:
    rows = query.show(kb, TOKENS)
    assert told(rows, "broker", "subject", "measure", "value") == [
        ("澜都证券", "豆包大模型", "level", "120000000000000"),
        ("齐衡证券", "中国", "level", "140000000000000"),
        ("齐衡证券", "中国", "multiple", "15"),
    ]
    assert query.show(kb, "日均tokens调用量") == rows


def test_ratings_and_targets_are_asked_for_like_a_metric(kb: KnowledgeBase) -> None:
    own = query.show(kb, "伊利股份", "目标价")
    assert own and {(row["kind"], row["subject"]) for row in own} == {("target_price", "伊利股份")}
    assert {row["kind"] for row in query.show(kb, "伊利股份", "投资评级")} == {"rating"}
    assert {row["kind"] for row in query.show(kb, "评级")} == {"rating"}
    with pytest.raises(NothingFoundFault, match="No company"):
        query.show(kb, "不在其中", "目标价")


def test_filters_narrow(kb: KnowledgeBase) -> None:
    assert told(query.show(kb, "伊利股份", "归母净利润", Filters(broker="澜都")), "value") == [
        ("11200000000",)
    ]
    assert told(query.show(kb, "伊利股份", "归母净利润", Filters(since="2026-04-15")), "value") == [
        ("10500000000",),
        ("11500000000",),
    ]
    assert told(query.show(kb, "伊利股份", "归母净利润", Filters(period="2027E")), "value") == [
        ("11500000000",)
    ]
    assert query.show(kb, "伊利股份", filters=Filters(period="1999")) == []
    assert [row["broker"] for row in query.reports(kb, Filters(as_of=AsOf("2026-04-11", late=True)))] == [
        "澜都证券",
        "齐衡证券",
        "北麓证券",
    ]


@pytest.mark.parametrize(
    ("words", "slug", "hint"),
    [
        (("伊利股",), "no-such-company", "伊利股份 (600887.SH)"),
        (("英伟达",), "no-such-company", "yanbao reports"),
        (("伊利股份", "营业收人"), "no-such-metric", "Did you mean: 营业收入"),
        (("净利率",), "no-such-metric", "归母净利润"),
        (("日均Token调用",), "no-such-company", TOKENS),
    ],
)
def test_the_unknown_is_named_with_what_is_near(
    kb: KnowledgeBase, words: tuple[str, ...], slug: str, hint: str
) -> None:
    with pytest.raises(NothingFoundFault) as caught:
        query.show(kb, *words)
    assert caught.value.slug == slug
    assert hint in caught.value.hint


def test_an_unknown_broker_is_named(kb: KnowledgeBase) -> None:
    with pytest.raises(NothingFoundFault) as caught:
        query.show(kb, "伊利股份", filters=Filters(broker="北路证券"))
    assert (caught.value.slug, caught.value.hint) == (
        "no-such-broker",
        "Did you mean: 北麓证券, 无日证券, 澜都证券?",
    )


def test_a_row_has_the_contract_and_its_report(kb: KnowledgeBase) -> None:
    rows = query.claims(kb, reports=["c" * 64])
    by_kind = {str(row["kind"]): row for row in rows}
    event = by_kind["event"]
    assert (event["broker"], event["published"], event["date"]) == ("澜都证券", "2026-04-11", "2026-04-08")
    assert (by_kind["metric"]["date"], by_kind["metric"]["file"]) == ("2026-04-11", "c.pdf")
    assert by_kind["metric"]["bbox"] == [
        [10.0, by_kind["metric"]["bbox"][0][1], 90.0, by_kind["metric"]["bbox"][0][3]]
    ]  # type: ignore[index]
    assert by_kind["metric"]["doubts"] == []
    assert (by_kind["related_report"]["title"], by_kind["related_report"]["report_title"]) == (
        "旧报告",
        "澜都证券的报告",
    )
    assert "rating" not in event and "value_real" not in event


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("利", 2),
        ("买入", 1),
        ("32.50 元", 1),
        ("32.50元", 1),
        ("Ｔoken", 3),
        ("《", 1),
        ("3250", 0),
        ("。", 1),
        ('"', 0),
        ("", 0),
    ],
)
def test_any_substring_is_found(kb: KnowledgeBase, text: str, n: int) -> None:
    found = query.find(kb, text)
    if text == "利":
        assert all("利" in str(row["quote"]) for row in found)
        assert len(found) == sum("利" in str(row["quote"]) for row in query.claims(kb))
    else:
        assert len([row for row in found if row["kind"] != "report"]) == n


def test_find_agrees_with_looking_at_every_quote(kb: KnowledgeBase) -> None:
    rows = query.claims(kb)
    for text in ("归", "母净", "2026", "0", "买入评", "海光", "4 月 8", ".5"):
        bare = text.replace(" ", "")
        assert [r["id"] for r in query.find(kb, text)] == [
            r["id"] for r in rows if bare in str(r["quote"]).replace(" ", "")
        ]
    assert len(query.find(kb, "2026", limit=2)) == 2


def test_a_claim_by_its_id_or_the_beginning_of_it(kb: KnowledgeBase) -> None:
    row = query.find(kb, "目标价 30 元")[0]
    assert query.claim(kb, str(row["id"])) == row
    assert query.claim(kb, str(row["id"])[:12]) == row
    for wrong in ("zzz", ""):
        with pytest.raises(NothingFoundFault) as caught:
            query.claim(kb, wrong)
        assert caught.value.slug == "no-such-claim"


def test_reports_know_their_file(kb: KnowledgeBase) -> None:
    rows = query.reports(kb)
    assert told(rows[:2], "file", "path", "date") == [
        ("b.pdf", "/r/b.pdf", "2026-04-20"),
        ("c.pdf", "/r/c.pdf", "2026-04-11"),
    ]
    assert (rows[-1]["date"], rows[0]["unclaimed_share"]) == (None, None)
    assert told(query.notes(kb), "file", "slug", "page") == [("a.pdf", "image_only", 2)]
    assert query.notes(kb, "b" * 64) == []


def test_a_name_of_several_asks_back(tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "kb.db", create=True) as kb:
        run = kb.start_run("add", NOW)
        both = report(
            "f",
            "北麓证券",
            "2026-04-01",
            figure("中国平安", "新单保费", "5", "2026"),
            figure("平安银行", "新单保费", "6", "2026"),
        )
        kb.add(both, run=run, path=Path("f.pdf"), now=NOW)
        with pytest.raises(NothingFoundFault) as caught:
            query.show(kb, "平安")
    assert caught.value.slug == "ambiguous-name"
    assert "中国平安 (601318.SH)" in caught.value.message and "平安银行 (000001.SZ)" in caught.value.message
