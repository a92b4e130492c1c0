"""Two clocks, versions of a note, watch-lists: what counts as of a day."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from extract import model
from extract.errors import AccessFault, BadDataFault, Fault, NothingFoundFault
from kb.ask import query
from kb.ask.clocks import AsOf, added_later, newest_day
from kb.ask.selection import Filters, Where
from kb.ask.versions import superseded, superseded_among, title_key
from kb.ask.watchlist import read_watchlist, watched
from kb.keep.store import KnowledgeBase

Add = Callable[..., None]


def note(
    name: str,
    day: str | None,
    profit: int,
    *,
    broker: str = "北麓证券",
    title: str = "稳中有进",
    who: str = "伊利股份",
) -> model.Extraction:
    place = {"page": 1, "bbox": (), "quote": f"净利润 {profit}", "origin": "table.forecast"}
    head = model.ReportClaim(
        broker=broker, title=title, date=day, subject=who, pages=1, **{**place, "quote": title}
    )
    own = model.MetricClaim(
        subject=who,
        metric="归母净利润",
        metric_id="net_profit_parent",
        value=model.Decimal(profit),
        original=str(profit),
        unit="CNY",
        period="2026",
        stance="estimate",
        **place,
    )
    return model.Extraction(report=name * 64, file=f"{name}.pdf", pages=1, claims=(head, own))


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    return KnowledgeBase.open(tmp_path / "kb.db", create=True)


def add(kb: KnowledgeBase, extraction: model.Extraction, stamp: str) -> None:
    now = datetime.datetime.fromisoformat(stamp).replace(tzinfo=datetime.UTC)
    run = kb.start_run("add", now)
    kb.add(extraction, run=run, path=Path(extraction.file), now=now)
    kb.finish_run(run, now=now)


def files(rows: list[query.Row]) -> list[object]:
    return [row["file"] for row in rows if row["kind"] == "metric"]


def test_a_past_day_knows_what_was_published_and_added_by_then(kb: KnowledgeBase) -> None:
    add(kb, note("a", "2026-03-02", 1), "2026-03-02T09:00:00")
    add(kb, note("b", "2026-03-03", 2, title="上调"), "2026-03-20T09:00:00")
    for day, late, known in (
        ("2026-03-01", False, []),
        ("2026-03-02", False, ["a.pdf"]),
        ("2026-03-10", False, ["a.pdf"]),
        ("2026-03-10", True, ["b.pdf", "a.pdf"]),
        ("2026-03-20", False, ["b.pdf", "a.pdf"]),
    ):
        as_of = AsOf(day, late)
        assert files(query.claims(kb, Filters(as_of=as_of))) == known
        assert [row["file"] for row in query.reports(kb, Filters(as_of=as_of))] == known
    assert added_later(kb, AsOf("2026-03-10")) == 1 and added_later(kb, AsOf("2026-03-10", late=True)) == 0
    here, elsewhere = Where(), Where()
    here.add("c.subject = ?", "伊利股份")
    elsewhere.add("c.subject = ?", "无此公司")
    assert (
        added_later(kb, AsOf("2026-03-10"), here) == 1 and added_later(kb, AsOf("2026-03-10"), elsewhere) == 0
    )
    assert newest_day(kb) == "2026-03-03" and newest_day(kb, AsOf("2026-03-02")) == "2026-03-02"


def test_a_day_of_adding_is_a_day_of_beijing(kb: KnowledgeBase) -> None:
    add(kb, note("a", "2026-03-02", 1), "2026-03-02T15:59:59")
    add(kb, note("b", "2026-03-02", 2, title="上调"), "2026-03-02T16:00:00")
    assert files(query.claims(kb, Filters(as_of=AsOf("2026-03-02")))) == ["a.pdf"]
    assert files(query.claims(kb, Filters(as_of=AsOf("2026-03-03")))) == ["a.pdf", "b.pdf"]


def test_a_report_without_a_date_counts_from_the_day_it_was_added(kb: KnowledgeBase) -> None:
    add(kb, note("a", None, 1), "2026-03-05T01:00:00")
    for late in (False, True):
        assert files(query.claims(kb, Filters(as_of=AsOf("2026-03-04", late)))) == []
        assert files(query.claims(kb, Filters(as_of=AsOf("2026-03-05", late)))) == ["a.pdf"]


def test_a_report_read_again_is_no_newer(kb: KnowledgeBase) -> None:
    add(kb, note("a", "2026-03-02", 1), "2026-03-02T09:00:00")
    later = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
    run = kb.start_run("reread", later)
    kb.read_again(note("a", "2026-03-02", 5), run=run, now=later)
    rows = query.claims(kb, Filters(as_of=AsOf("2026-03-02")), kinds=("metric",))
    assert [(row["value"], row["added"]) for row in rows] == [("5", "2026-03-02T09:00:00Z")]


def test_a_corrected_note_supersedes_from_the_day_it_is_known(kb: KnowledgeBase) -> None:
    add(kb, note("a", "2026-03-02", 1), "2026-03-02T09:00:00")
    add(kb, note("b", "2026-03-04", 2, title="稳中有进（更正）"), "2026-03-06T09:00:00")
    assert superseded(kb) == {"a" * 64: "b" * 64}
    assert superseded(kb, AsOf("2026-03-05")) == {}
    shown = query.show(kb, "伊利股份", "归母净利润")
    assert [(row["value"], row["superseded_by"]) for row in shown] == [("2", None)]
    every = query.show(kb, "伊利股份", "归母净利润", all_claims=True)
    assert [(row["value"], row["superseded_by"]) for row in every] == [("2", None), ("1", "b" * 64)]
    past = query.show(kb, "伊利股份", "归母净利润", Filters(as_of=AsOf("2026-03-05")))
    assert [row["value"] for row in past] == ["1"]
    marks = {row["file"]: row["superseded_by"] for row in query.reports(kb)}
    assert marks == {"a.pdf": "b" * 64, "b.pdf": None}


def row(
    name: str, day: str, *, subject: str | None = "伊利股份", title: str = "稳中有进", added: str = "1"
) -> dict[str, object]:
    return {
        "id": name,
        "broker": "北麓证券",
        "subject_id": None,
        "subject": subject,
        "industry": "食品饮料",
        "title": title,
        "date": day,
        "added": added,
    }


def test_what_is_a_version_of_one_note() -> None:
    assert superseded_among([row("a", "2026-03-02"), row("b", "2026-03-16")]) == {"a": "b"}
    assert superseded_among([row("a", "2026-03-02"), row("b", "2026-03-17")]) == {}
    # A weekly has one title every time; the same day it is the same weekly.
    weekly = [row("a", "2026-03-02", subject=None), row("b", "2026-03-09", subject=None)]
    assert superseded_among(weekly) == {}
    same_day = [
        row("a", "2026-03-02", subject=None, added="2"),
        row("b", "2026-03-02", subject=None, added="1"),
    ]
    assert superseded_among(same_day) == {"b": "a"}
    # A chain of three: the last stands for all.
    chain = [row("a", "2026-03-01"), row("b", "2026-03-10"), row("c", "2026-03-20"), row("d", "2026-05-01")]
    assert superseded_among(chain) == {"a": "c", "b": "c"}
    assert superseded_among([row("a", "2026-03-02"), row("b", "2026-03-02", subject="光明乳业")]) == {}
    assert superseded_among([row("a", "2026-03-02"), row("b", "2026-03-02", title="稳中有升")]) == {}


@pytest.mark.parametrize(
    "title", ["稳中有进 (更正)", "稳中 有进【修订版】", "稳中有进（Updated）", "稳中有进V2", "稳中有进！"]
)
def test_titles_of_versions_are_one(title: str) -> None:
    assert title_key(title) == title_key("稳中有进")


def test_a_watch_list_narrows(kb: KnowledgeBase, tmp_path: Path) -> None:
    add(kb, note("a", "2026-03-02", 1), "2026-03-02T09:00:00")
    add(kb, note("b", "2026-03-02", 2, who="光明乳业"), "2026-03-02T09:00:00")
    add(kb, note("c", "2026-03-02", 3, who="云杉科技"), "2026-03-02T09:00:00")
    path = tmp_path / "mine.txt"
    path.write_text("﻿600887.SH\t主板\n\n# 乳业\n云杉科技 # 未上市\n600887.SH\n查无此司\n", encoding="utf-8")
    listed = read_watchlist(path)
    assert listed.names == ("600887.SH", "云杉科技", "查无此司")
    found = watched(kb, listed)
    assert found.unknown == ("查无此司",)
    filters = Filters(among=found.condition)
    assert files(query.about_any(kb, filters)) == ["a.pdf", "c.pdf"]
    assert [row["file"] for row in query.reports(kb, Filters(among=found.condition))] == ["a.pdf", "c.pdf"]
    path.write_bytes("光明乳业,600597\n".encode("gb18030"))
    assert files(query.about_any(kb, Filters(among=watched(kb, read_watchlist(path)).condition))) == ["b.pdf"]
    many = "\n".join(f"某公司{n}" for n in range(3000)) + "\n伊利股份\n光明乳业\n"
    path.write_text(many, encoding="utf-8")
    found = watched(kb, read_watchlist(path))
    assert len(found.unknown) == 3000
    assert files(query.about_any(kb, Filters(among=found.condition))) == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize(
    ("content", "slug", "kind"),
    [
        (None, "no-such-list", NothingFoundFault),
        (b"# nobody\n\n", "empty-list", NothingFoundFault),
        (b"\xff\xfe\x00a", "bad-list", BadDataFault),
        ("查无此司\n".encode(), "no-such-company", NothingFoundFault),
    ],
)
def test_a_list_that_does_not_work_says_why(
    kb: KnowledgeBase, tmp_path: Path, content: bytes | None, slug: str, kind: type[Fault]
) -> None:
    path = tmp_path / "mine.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(kind) as caught:
        watched(kb, read_watchlist(path))
    assert caught.value.slug == slug
    with pytest.raises(AccessFault):
        read_watchlist(tmp_path)
