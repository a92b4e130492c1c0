"""`check` finds what is damaged, says what it is and what to do, and what it says helps."""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
from pathlib import Path

import pytest
from crash.canon import canonical
from crash.ingest import NOW, fill, prepared, take

from extract.errors import AccessFault, Fault
from kb import cli
from kb.keep.store import KnowledgeBase
from kb.proof.health import Health, examine


@pytest.fixture
def base(tmp_path: Path) -> Path:
    files = fill(tmp_path / "inbox", 4)
    take(tmp_path / "kb.db", prepared(files))
    with KnowledgeBase.open(tmp_path / "kb.db", create=False) as kb:
        run = kb.start_run("reread", NOW)
        counts = kb.read_again(prepared(files, version=1)[files[1]], run=run, now=NOW)
        kb.finish_run(run, reports=1, claims=counts["after"], now=NOW)
    return tmp_path / "kb.db"


def change(base: Path, sql: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(base)) as db, db:
        db.execute(sql, values)


def health(base: Path) -> Health:
    with KnowledgeBase.open(base, create=False, read_only=True) as kb:
        return examine(kb)


def test_a_whole_one_is_well(base: Path) -> None:
    found = health(base)
    assert (found.faults, found.unfinished, found.missing, found.reports) == ([], [], [], 3)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM claims WHERE number = (SELECT min(number) FROM claims)", "point|quotes of no claim"),
        ("DELETE FROM reports WHERE rowid = 2", "rows of claims point to nothing"),
        ("INSERT INTO claims_text (rowid, quote) VALUES (999, 'x')", "1 quotes of no claim"),
    ],
)
def test_rows_that_belong_to_nothing_are_damage(base: Path, sql: str, said: str) -> None:
    change(base, sql)
    found = health(base).faults
    assert found[0].slug == "damaged-knowledge-base"
    assert any(word in fault.message for word in said.split("|") for fault in found)
    assert "review --from" in found[0].hint


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM notes WHERE number = 1", "0 notes where 1 were kept"),
        ("UPDATE ledger SET n = 7 WHERE rowid = 1", "7 numerals where 1 were kept"),
        ("UPDATE reports SET claims = claims + 1 WHERE rowid = 1", "where 7 were kept"),
        ("DELETE FROM claims_text WHERE rowid = 2", "1 quotes differ from the index of words"),
        ("UPDATE claims SET quote = '别的话' WHERE number = 2", "1 quotes differ from the index of words"),
    ],
)
def test_a_damaged_report_is_named_and_read_again(base: Path, sql: str, said: str) -> None:
    change(base, sql)
    (fault,) = health(base).faults
    assert fault.slug == "damaged-report"
    assert "研报 0.pdf" in fault.message and said in fault.message
    with KnowledgeBase.open(base, create=False) as kb:
        report = str(kb.rows("SELECT id FROM reports ORDER BY rowid")[0]["id"])
        assert report[:12] in fault.hint
        files = fill(base.parent / "inbox", 4)
        kb.read_again(prepared(files)[files[0]], run=kb.start_run("reread", NOW), now=NOW)
    assert health(base).faults == []


def test_a_former_reading_that_cannot_come_back_is_told(base: Path) -> None:
    change(base, "UPDATE readings SET content = ?", b"x\x9c of no use")
    (fault,) = health(base).faults
    assert fault.slug == "damaged-reading" and "研报 1.pdf" in fault.message


def test_an_unfinished_run_is_told_until_the_same_is_done_again(
    base: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C")
    with KnowledgeBase.open(base, create=False) as kb:
        run = kb.start_run("add again", NOW)
        assert cli.run(["check", "--db", str(base), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["rows"][0]["unfinished_runs"] == []
    assert cli.run(["check", "--db", str(base)]) == 6
    assert f"Run {run} (add again) was cut short; its 0 reports are in" in capsys.readouterr().out
    with KnowledgeBase.open(base, create=False) as kb:
        assert kb.runs()[-1]["state"] == "interrupted"
    assert health(base).unfinished == [{"run": run, "command": "add again", "reports": 0}]
    with KnowledgeBase.open(base, create=False) as kb:
        kb.finish_run(kb.start_run("add again", NOW), now=NOW)
    assert cli.run(["check", "--db", str(base)]) == 0


def test_no_lost_sector_goes_unnoticed(base: Path) -> None:
    """A piece of the file is lost, as on a failing disk: where that changes what is kept, `check` says so, in words."""
    whole, before = base.read_bytes(), canonical(base)
    sectors = len(whole) // 512
    changed = 0
    for sector in range(0, sectors, 2):
        lost = bytes(512) if sector % 4 else random.Random(sector).randbytes(512)
        base.write_bytes(whole[: sector * 512] + lost + whole[sector * 512 + 512 :])
        try:
            found = health(base).faults
        except Fault as fault:
            found = [fault]
        assert all(fault.slug != "internal" and fault.hint for fault in found)
        try:
            same = canonical(base) == before
        except (Fault, TypeError):
            same = False
        changed += not same
        assert same or found, f"sector {sector} of {sectors}"
    assert changed > 30


@pytest.fixture
def old(tmp_path: Path) -> Path:
    place = tmp_path / "research.db"
    first = Path(__file__).with_name("kept") / "first_schema.sql"
    with contextlib.closing(sqlite3.connect(place)) as db:
        db.executescript(first.read_text(encoding="utf-8"))
    return place


def test_a_migration_leaves_a_copy_and_says_where(
    old: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C")
    assert cli.run(["runs", "--db", str(old)]) == 0
    assert f"it was: {old.with_name('research.schema-1.db')}" in capsys.readouterr().err
    assert cli.run(["runs", "--db", str(old)]) == 0
    assert "it was" not in capsys.readouterr().err


def test_without_a_copy_nothing_is_brought_up_to_date(old: Path) -> None:
    before = old.read_bytes()
    old.with_name("research.schema-1.db.part").mkdir()
    with pytest.raises(AccessFault) as caught:
        KnowledgeBase.open(old, create=False, read_only=True)
    assert caught.value.slug == "no-copy"
    assert old.read_bytes() == before
