"""A knowledge base keeps what it is given, once and whole, tells who has it, and gives it back."""

from __future__ import annotations

import datetime
import json
import os
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from extract.errors import (
    AccessFault,
    Fault,
    NewerSchemaFault,
    NothingFoundFault,
    UnreadableFault,
    UsageFault,
)
from extract.model import (
    Box,
    Claim,
    EventClaim,
    Extraction,
    LedgerLine,
    MetricClaim,
    Note,
    ReportClaim,
    TargetPriceClaim,
    identify,
)
from kb.keep import filing, schema
from kb.keep.store import KnowledgeBase

NOW = datetime.datetime(2026, 4, 13, 9, 30, tzinfo=datetime.UTC)
PLACE = {
    "page": 2,
    "bbox": (Box(10, 20, 30, 40), Box(10, 42, 28, 60)),
    "quote": "营业收入 14.4 亿元",
    "origin": "test",
}


def extraction(name: str = "a", *claims: Claim, date: str = "2026-04-11") -> Extraction:
    report = (name * 64)[:64]
    head = ReportClaim(
        broker="北麓证券", title="标题", date=date, subject="伊利股份", ticker="600887", **PLACE
    )
    own = MetricClaim(
        subject="海光",
        metric="日均 Tokens 调用量",
        value=Decimal("1440000000.10"),
        value_high=Decimal("1500000000"),
        original="14.4",
        decimals=-8,
        unit="CNY",
        doubts=("unit_odd",),
        confidence=0.9,
        **PLACE,
    )
    placed = tuple(identify(claim, report, f"{name}.pdf") for claim in (head, own, *claims))
    return Extraction(
        report=report,
        file=f"{name}.pdf",
        pages=3,
        claims=placed,
        notes=(Note(slug="image_only", message="第 3 页是图片", page=3, bbox=Box(0, 0, 9, 9)),),
        ledger=tuple(
            LedgerLine(page=1, bbox=Box(0, 0, 1, 1), text="1", klass=klass)
            for klass in ("claim", "claim", "unclaimed")
        ),
    )


def filled(path: Path, *extractions: Extraction) -> int:
    with KnowledgeBase.open(path, create=True) as kb:
        run = kb.start_run("add", NOW)
        for one in extractions:
            assert kb.add(one, run=run, path=Path("/reports") / one.file, now=NOW)
        kb.finish_run(run, reports=len(extractions), claims=0, failed=0, now=NOW)
    return run


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "研报 100%?.db"


def test_a_claim_comes_back_as_it_went_in(place: Path) -> None:
    filled(place, extraction())
    with KnowledgeBase.open(place, create=False, read_only=True) as kb:
        row = kb.rows("SELECT * FROM claims WHERE kind = 'metric'")[0]
    assert (row["value"], row["value_real"]) == ("1440000000.1", 1440000000.1)
    assert (row["value_high"], row["value_high_real"]) == ("1500000000", 1.5e9)
    assert json.loads(str(row["bbox"])) == [[10, 20, 30, 40], [10, 42, 28, 60]]
    assert json.loads(str(row["doubts"])) == ["unit_odd"]
    assert (row["subject"], row["mention"], row["subject_id"], row["ticker"]) == (
        "海光信息",
        "海光",
        "688041.SH",
        "688041.SH",
    )
    assert (row["published"], row["added"], row["run"]) == ("2026-04-11", "2026-04-13T09:30:00Z", 1)
    assert row["metric_key"] == "日均token调用量"


def test_the_report_its_notes_and_its_ledger_are_kept(place: Path) -> None:
    filled(place, extraction())
    with KnowledgeBase.open(place, create=False, read_only=True) as kb:
        report = kb.rows("SELECT * FROM reports")[0]
        notes = kb.rows("SELECT * FROM notes")
        ledger = kb.rows('SELECT "class", n FROM ledger ORDER BY "class"')
        edges = kb.rows("SELECT mention, entity, score, reasons FROM edges ORDER BY mention")
        names = kb.rows("SELECT name FROM names WHERE entity = '688041.SH' AND kind = 'alias'")
    assert (report["broker"], report["subject_id"], report["ticker"]) == (
        "北麓证券",
        "600887.SH",
        "600887.SH",
    )
    assert (report["claims"], report["notes"], report["numerals"], report["unclaimed"]) == (2, 1, 3, 1)
    assert [(note["slug"], note["page"]) for note in notes] == [("image_only", 3)]
    assert ledger == [{"class": "claim", "n": 2}, {"class": "unclaimed", "n": 1}]
    assert [(edge["mention"], edge["entity"], edge["score"]) for edge in edges] == [
        ("海光", "688041.SH", 0.9)
    ]
    assert json.loads(str(edges[0]["reasons"])) == [["alias", 0.9, "alias 海光 [aliases.csv]"]]
    assert {"name": "海光"} in names


def test_adding_again_adds_nothing_but_the_path(place: Path) -> None:
    filled(place, extraction())
    with KnowledgeBase.open(place, create=False) as kb:
        before = kb.rows("SELECT count(*) AS n FROM claims")
        run = kb.start_run("add", NOW)
        assert not kb.add(extraction(), run=run, path=Path("/elsewhere/a.pdf"), now=NOW)
        assert not kb.add(extraction(), run=run, path=Path("/elsewhere/a.pdf"), now=NOW)
        kb.add_path("a" * 64, Path("/third/a.pdf"), run=run, now=NOW)
        assert kb.rows("SELECT count(*) AS n FROM claims") == before
        assert [row["path"] for row in kb.rows("SELECT path FROM files ORDER BY path")] == [
            "/elsewhere/a.pdf",
            "/reports/a.pdf",
            "/third/a.pdf",
        ]
        assert kb.has_report("a" * 64) and not kb.has_report("b" * 64)


def test_the_same_claim_read_twice_is_one(place: Path) -> None:
    twin = TargetPriceClaim(subject="伊利股份", value=Decimal(40), **PLACE)
    filled(place, extraction("a", twin, twin))
    with KnowledgeBase.open(place, create=False, read_only=True) as kb:
        assert len(kb.rows("SELECT * FROM claims WHERE kind = 'target_price'")) == 1


def test_a_report_that_fails_half_way_is_not_in_at_all(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no")

    with KnowledgeBase.open(place, create=True) as kb:
        run = kb.start_run("add", NOW)
        monkeypatch.setattr(filing, "_file_edges", fails)
        with pytest.raises(RuntimeError):
            kb.add(extraction(), run=run, path=Path("a.pdf"), now=NOW)
        for table in ("reports", "claims", "claims_text", "files", "notes", "ledger"):
            assert kb.rows(f"SELECT count(*) AS n FROM {table}") == [{"n": 0}], table


def test_undo_takes_a_run_back_whole_and_nothing_else(place: Path) -> None:
    filled(place, extraction("a"))
    event = EventClaim(subject="OpenAI", event="发布", date="2026-04", **PLACE)
    second = filled(place, extraction("b", event), extraction("c"))
    with KnowledgeBase.open(place, create=False) as kb:
        kb.add(extraction("a"), run=second, path=Path("/copy/a.pdf"), now=NOW)
        assert kb.undo(second, now=NOW) == {"reports": 2, "claims": 5, "notes": 2, "files": 3}
        assert [row["id"] for row in kb.rows("SELECT id FROM reports")] == ["a" * 64]
        assert kb.rows("SELECT path FROM files") == [{"path": "/reports/a.pdf"}]
        assert {row["id"] for row in kb.rows("SELECT id FROM entities")} == {"688041.SH"}
        assert kb.rows("SELECT count(*) AS n FROM claims_text") == [{"n": 2}]
        told = [
            (run["run"], run["command"], run["state"], run["undoes"], run["undone_by"]) for run in kb.runs()
        ]
        assert told == [
            (1, "add", "done", None, None),
            (2, "add", "undone", None, 3),
            (3, "undo 2", "done", 2, None),
        ]
        run = kb.start_run("add", NOW)
        assert kb.add(extraction("b"), run=run, path=Path("/reports/b.pdf"), now=NOW)
        assert kb.rows("PRAGMA foreign_key_check") == []


@pytest.mark.parametrize(
    ("run", "fault", "slug"),
    [
        (9, NothingFoundFault, "no-such-run"),
        (1, UsageFault, "already-undone"),
        (2, UsageFault, "undo-of-undo"),
    ],
)
def test_what_cannot_be_undone_says_so(place: Path, run: int, fault: type[Fault], slug: str) -> None:
    filled(place, extraction())
    with KnowledgeBase.open(place, create=False) as kb:
        kb.undo(1, now=NOW)
        with pytest.raises(fault) as caught:
            kb.undo(run, now=NOW)
    assert caught.value.slug == slug
    assert caught.value.hint


def test_a_missing_knowledge_base_is_named(place: Path) -> None:
    with pytest.raises(NothingFoundFault) as caught:
        KnowledgeBase.open(place, create=False)
    assert caught.value.slug == "no-knowledge-base"
    assert str(place) in caught.value.hint
    assert not place.exists()


@pytest.mark.parametrize(
    "content", [b"", b"no database at all, but long enough " * 40, b"SQLite format 3\x00rest"]
)
def test_another_kind_of_file_is_left_as_it_is(place: Path, content: bytes) -> None:
    place.write_bytes(content)
    for read_only in (True, False):
        with pytest.raises(UnreadableFault) as caught:
            KnowledgeBase.open(place, create=False, read_only=read_only)
        assert caught.value.slug == "not-a-knowledge-base"
    assert place.read_bytes() == content
    assert not list(place.parent.glob("*.lock"))


def test_another_programs_database_is_left_as_it_is(place: Path) -> None:
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    for create in (True, False):
        with pytest.raises(UnreadableFault, match="another program"):
            KnowledgeBase.open(place, create=create)


def test_a_folder_is_no_knowledge_base(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFault):
        KnowledgeBase.open(tmp_path, create=True)


def test_a_newer_schema_is_refused_and_kept(place: Path) -> None:
    filled(place, extraction())
    with sqlite3.connect(place) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()
    for read_only in (True, False):
        with pytest.raises(NewerSchemaFault) as caught:
            KnowledgeBase.open(place, create=False, read_only=read_only)
        assert caught.value.exit_code == 8
    with sqlite3.connect(place) as db:
        assert db.execute("SELECT count(*) FROM claims").fetchone() == (2,)
    db.close()


def test_a_second_writer_hears_who_is_first_and_readers_go_on(place: Path) -> None:
    filled(place, extraction())
    script = (
        "import sys, pathlib\nfrom kb.keep.store import KnowledgeBase\n"
        "kb = KnowledgeBase.open(pathlib.Path(sys.argv[1]), create=False)\n"
        "print('in', flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline() == b"in\n"
        with pytest.raises(AccessFault, match=f"process {other.pid}") as caught:
            KnowledgeBase.open(place, create=False)
        assert (caught.value.slug, caught.value.exit_code) == ("locked", 5)
        with KnowledgeBase.open(place, create=False, read_only=True) as kb:
            assert len(kb.rows("SELECT * FROM claims")) == 2
        # Killed, not closed: its lock file stays behind, and is taken over.
        other.kill()
    assert place.with_name(place.name + ".lock").read_text() == f"{other.pid}\n"
    with KnowledgeBase.open(place, create=False) as kb:
        assert place.with_name(place.name + ".lock").read_text() == f"{os.getpid()}\n"
        assert kb.has_report("a" * 64)
    assert not place.with_name(place.name + ".lock").exists()


def test_another_programs_lock_is_a_lock(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(place, extraction())
    monkeypatch.setattr(schema, "_BUSY_SECONDS", 0.05)
    other = sqlite3.connect(place)
    other.execute("BEGIN IMMEDIATE")
    with KnowledgeBase.open(place, create=False) as kb, pytest.raises(AccessFault) as caught:
        kb.start_run("add", NOW)
    other.close()
    assert caught.value.slug == "locked"


def test_readers_and_writers_leave_one_file(place: Path) -> None:
    filled(place, extraction())
    with KnowledgeBase.open(place, create=False, read_only=True) as kb:
        assert kb.has_report("a" * 64)
    assert list(place.parent.iterdir()) == [place]


def test_a_reader_cannot_write(place: Path) -> None:
    filled(place, extraction())
    with KnowledgeBase.open(place, create=False, read_only=True) as kb:
        with pytest.raises(AccessFault):
            kb.start_run("add", NOW)
        with pytest.raises(AccessFault):
            kb.rows("DELETE FROM claims")
        assert len(kb.rows("SELECT * FROM claims")) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_one_may_only_read_can_be_read(place: Path) -> None:
    filled(place, extraction())
    place.parent.chmod(0o555)
    try:
        with KnowledgeBase.open(place, create=False, read_only=True) as kb:
            assert kb.has_report("a" * 64)
        with pytest.raises(AccessFault):
            KnowledgeBase.open(place, create=False)
    finally:
        place.parent.chmod(0o755)


def test_an_older_schema_is_brought_up_to_date(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(place, extraction())

    def newer(db: schema.Database) -> None:
        db.execute("CREATE TABLE later (x)")

    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, newer))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with KnowledgeBase.open(place, create=False, read_only=True) as kb:
        assert kb.rows("SELECT count(*) AS n FROM later") == [{"n": 0}]
        assert kb.has_report("a" * 64)


def test_folders_are_made_and_the_journal_is_wal(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "kb.db"
    with KnowledgeBase.open(path, create=True) as kb:
        assert kb.rows("PRAGMA journal_mode") == [{"journal_mode": "wal"}]
        assert kb.runs() == []


def test_every_field_of_the_contract_has_its_column() -> None:
    import dataclasses

    from extract import model

    kinds = [cls for cls in vars(model).values() if isinstance(cls, type) and issubclass(cls, Claim)]
    fields = {field.name for cls in kinds for field in dataclasses.fields(cls) if field.compare}
    assert fields - {"file"} <= set(schema.CLAIM_COLUMNS)


@pytest.mark.parametrize("view", ["v_claims", "v_estimates", "v_ratings", "v_recommendations", "v_reports"])
def test_a_person_can_read_the_views(place: Path, view: str) -> None:
    price = TargetPriceClaim(subject="伊利股份", value=Decimal("35.5"), **PLACE)
    filled(place, extraction("a", price))
    with KnowledgeBase.open(place, create=False, read_only=True) as kb:
        rows = kb.rows(f"SELECT * FROM {view}")
    assert len(rows) == {"v_claims": 3, "v_ratings": 1, "v_reports": 1}.get(view, 0)
    assert all(row["broker"] == "北麓证券" and row["date"] == "2026-04-11" for row in rows)


def test_two_readings_make_the_same_rows(tmp_path: Path) -> None:
    dumps = []
    for name in ("one.db", "two.db"):
        filled(tmp_path / name, extraction("a"), extraction("b"))
        with sqlite3.connect(tmp_path / name) as db:
            dumps.append([line for line in db.iterdump() if "claims_text" not in line])
        db.close()
    assert dumps[0] == dumps[1]
