"""What a person sees: tables that line up in Chinese, words printed as they are, one line a broker."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from rich.cells import cell_len

from extract.model import (
    Box,
    Extraction,
    LedgerLine,
    MetricClaim,
    Note,
    RatingClaim,
    ReportClaim,
    TargetPriceClaim,
    identify,
)
from kb.tell.terminal import print_claims, print_extraction, print_rows
from kb.tell.views import by_kind, judged, latest_views, side_by_side
from kb.wording import Wording

ENGLISH = Wording("en")
TODAY = datetime.date(2026, 5, 20)
PLACE = {"page": 1, "bbox": (Box(1, 2, 3, 4),), "origin": "made"}


def made() -> Extraction:
    claims = (
        ReportClaim(
            quote="某公司点评",
            broker="甲证券股份有限公司",
            title="[bold]量价齐升",
            date="2026-05-12",
            **PLACE,
        ),
        RatingClaim(quote="买入", subject="某公司", rating="买入", **PLACE),
        TargetPriceClaim(quote="36.00 元", subject="某公司", value=Decimal("36.00"), **PLACE),
        MetricClaim(
            quote="EPS 1.83",
            subject="某公司",
            metric="每股收益",
            metric_id="eps",
            value=Decimal("1.83"),
            original="1.83",
            unit="CNY",
            decimals=2,
            period="2026",
            stance="estimate",
            **PLACE,
        ),
    )
    ledger = tuple(
        LedgerLine(page=1, bbox=Box(1, 2, 3, 4), text=text, klass=klass)
        for text, klass in (("36.00", "claim"), ("1.83", "claim"), ("2026", "period"), ("7.7", "unclaimed"))
    )
    return Extraction(
        report="sha",
        file="某公司.pdf",
        pages=3,
        claims=tuple(identify(claim, "sha", "某公司.pdf") for claim in claims),
        notes=(Note(slug="image-only", message="the page is a picture", page=2),),
        ledger=ledger,
    )


def rows_of_two_brokers() -> list[dict[str, object]]:
    rows = []
    for broker, date, target in (("甲证券", "2026-05-12", "36"), ("乙证券研究所", "2026-04-28", "34.5")):
        for claim in made().claims[1:]:
            row = claim.as_row() | {"broker": broker, "date": date}
            rows.append(row | {"value": target} if row["kind"] == "target_price" else row)
    return rows


def test_columns_line_up_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(
        [{"broker": "甲", "title": "量价齐升"}, {"broker": "乙证券", "title": "x"}],
        ("broker", "title"),
        ENGLISH,
    )
    lines = [line for line in capsys.readouterr().out.splitlines() if "─" not in line]
    starts = [
        cell_len(line[: line.index(word)])
        for line, word in zip(lines, ("title", "量价齐升", "x"), strict=True)
    ]
    assert len(set(starts)) == 1


def test_words_in_brackets_are_words(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"quote": "[red]涨价[/red] :smile:"}], ("quote",), ENGLISH)
    assert "[red]涨价[/red] :smile:" in capsys.readouterr().out


def test_nothing_is_cut_or_coloured_on_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"quote": "长" * 400}], ("quote",), ENGLISH)
    out = capsys.readouterr().out
    assert "长" * 400 in out and "\x1b" not in out


def test_the_latest_view_is_one_line_a_broker_newest_first() -> None:
    views = latest_views(rows_of_two_brokers(), TODAY)
    assert views == [
        {
            "broker": "甲证券",
            "date": "2026-05-12",
            "age": 8,
            "rating": "买入",
            "page": 1,
            "target": "36元",
            "EPS 2026": "1.83元",
        },
        {
            "broker": "乙证券研究所",
            "date": "2026-04-28",
            "age": 22,
            "rating": "买入",
            "page": 1,
            "target": "34.5元",
            "EPS 2026": "1.83元",
        },
    ]


def test_a_broker_s_older_report_is_not_its_latest_view() -> None:
    older = [
        row | {"date": "2026-01-05", "broker": "甲证券", "value": "20"} for row in rows_of_two_brokers()[:3]
    ]
    views = latest_views([*older, *rows_of_two_brokers()], TODAY)
    assert [(view["broker"], view["date"], view["target"]) for view in views] == [
        ("甲证券", "2026-05-12", "36元"),
        ("乙证券研究所", "2026-04-28", "34.5元"),
    ]


def test_show_prints_the_views_then_the_claims_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    print_claims(rows_of_two_brokers(), ENGLISH, today=TODAY)
    out = capsys.readouterr().out
    assert out.index("Latest view") < out.index("乙证券研究所") < out.index("Figures") < out.index("每股收益")


def test_a_figure_of_a_part_says_of_which(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row | {"scope": "国际业务"} if row["kind"] == "metric" else row for row in rows_of_two_brokers()]
    print_claims(rows, ENGLISH, today=TODAY)
    assert "每股收益（国际业务）" in capsys.readouterr().out


def test_explain_says_what_was_read_and_what_was_not(capsys: pytest.CaptureFixture[str]) -> None:
    print_extraction(made(), ENGLISH)
    out = capsys.readouterr().out
    parts = [
        ": text · 3 pages",
        "What it is",
        "[bold]量价齐升",
        "What it says",
        "Ratings (1)",
        "Target prices (1)",
    ]
    parts += [
        "What was not read",
        "p. 2  the page is a picture [image-only]",
        "Every numeral",
        "claimed · ",
        "unclaimed",
    ]
    assert [out.find(part) for part in parts] == sorted(out.find(part) for part in parts)
    assert all(part in out for part in parts)


def test_figures_of_one_thing_stand_side_by_side() -> None:
    rows = [
        {"broker": broker, "metric": metric, "measure": "level", "period": period}
        for broker, metric, period in (
            ("甲", "毛利率", "2026"),
            ("甲", "营业收入", "2027"),
            ("甲", "营业收入", "2026"),
            ("乙", "营业收入", "2026"),
        )
    ]
    assert [(row["broker"], row["metric"], row["period"]) for row in side_by_side(rows)] == [
        ("甲", "营业收入", "2026"),
        ("乙", "营业收入", "2026"),
        ("甲", "营业收入", "2027"),
        ("甲", "毛利率", "2026"),
    ]
    risks = [{"risk": "b"}, {"risk": "a"}]
    assert side_by_side(risks) == risks


def test_kinds_come_in_the_order_a_reader_wants_them() -> None:
    assert list(by_kind([{"kind": "risk"}, {"kind": "rating"}, {"kind": "new"}])) == ["rating", "risk", "new"]


def test_a_name_is_judged_or_its_candidates_are_named() -> None:
    from kb.who.resolve import Resolver

    resolver = Resolver.from_seed()
    assert [(row["judgement"], row["ticker"]) for row in judged(resolver.resolve("伊利股份"))] == [
        ("is", "600887.SH")
    ]
    assert {row["judgement"] for row in judged(resolver.resolve("伊利股分"))} <= {"could be"}
