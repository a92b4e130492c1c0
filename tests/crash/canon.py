"""A knowledge base goes in, all that it keeps comes out in a form that no numbering and no order of arrival changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from kb.keep.store import KnowledgeBase
from kb.proof.health import examine

Row = tuple[tuple[str, object], ...]
# Numbers given at arrival, and what holds such numbers.
_GIVEN = frozenset({"number", "run", "reading", "claims_to", "notes_to", "content"})


def canonical(base: Path, leave_out: Iterable[str] = ()) -> dict[str, list[Row]]:
    """Every row of every table but the runs, sorted."""
    left = _GIVEN | frozenset(leave_out)
    with KnowledgeBase.open(base, create=False, read_only=True) as kb:
        tables = [
            str(row["name"])
            for row in kb.rows(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'runs'"
                " AND name NOT LIKE 'claims_text%' AND name NOT LIKE 'sqlite%' ORDER BY name"
            )
        ]
        found = {table: _bare(kb.rows(f"SELECT * FROM {table}"), left) for table in tables}
        found["claims_text"] = _bare(
            kb.rows("SELECT t.quote, c.id FROM claims_text t LEFT JOIN claims c ON c.number = t.rowid"), left
        )
    return found


def of_report(dump: dict[str, list[Row]], report: str) -> dict[str, list[Row]]:
    """The rows of one report."""
    mine = {("report", report), ("id", report)}
    return {table: [row for row in rows if mine & set(row)] for table, rows in dump.items()}


def _bare(rows: Iterable[dict[str, object]], left: frozenset[str]) -> list[Row]:
    bare = (tuple((name, value) for name, value in row.items() if name not in left) for row in rows)
    return sorted(bare, key=repr)


def assert_whole(base: Path) -> None:
    """SQLite finds nothing, `check` finds nothing, every run is closed and tells what it brought."""
    db = sqlite3.connect(base)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO claims_text (claims_text) VALUES ('integrity-check')")
        told = db.execute("SELECT run, state, reports, claims FROM runs WHERE undoes IS NULL ORDER BY run")
        for run, state, reports, claims in told.fetchall():
            assert state in ("done", "interrupted", "undone"), (run, state)
            replaced = db.execute("SELECT 1 FROM readings WHERE run = ?", (run,)).fetchone()
            if state == "undone" or replaced:
                continue
            there = db.execute(
                """SELECT (SELECT count(*) FROM reports WHERE run = :run OR reading = :run),
                          (SELECT count(*) FROM claims WHERE run = :run)""",
                {"run": run},
            ).fetchone()
            assert there == (reports, claims), (run, state)
    finally:
        db.close()
    with KnowledgeBase.open(base, create=False, read_only=True) as kb:
        assert examine(kb).faults == []
