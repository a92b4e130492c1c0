"""A knowledge base of the first schema is brought up to date: nothing is lost, and all that is new is there."""

from __future__ import annotations

import datetime
import json
import sqlite3
from pathlib import Path

import pytest

from kb.ask import query
from kb.keep import schema
from kb.keep.store import KnowledgeBase

FIRST = Path(__file__).with_name("kept") / "first_schema.sql"
NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    place = tmp_path / "old.db"
    db = sqlite3.connect(place)
    db.execute("PRAGMA journal_mode = wal")
    db.executescript(FIRST.read_text(encoding="utf-8"))
    db.close()
    return place


def shape(place: Path) -> list[tuple[str, ...]]:
    """Tables with their columns, indexes and views, the way SQLite sees them."""
    with sqlite3.connect(place) as db:
        names = db.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY 1, 2")
        found = [(str(kind), str(name)) for kind, name in names]
        columns = [
            (name, *sorted(str(column[1]) for column in db.execute(f"PRAGMA table_info({name})")))
            for kind, name in found
            if kind in ("table", "view")
        ]
    db.close()
    return found + columns


def test_claims_are_found_by_the_name_as_printed(old: Path) -> None:
    with KnowledgeBase.open(old, create=False, read_only=True) as kb:
        rows = kb.rows("SELECT kind, mention_key, subject FROM claims ORDER BY number")
    assert [tuple(row.values()) for row in rows] == [
        ("report", "海光信息", "海光信息"),
        ("metric", "海光", "海光信息"),
        ("metric", "腾讯", "腾讯控股"),
        ("metric", "数维设计", "数维设计"),
        ("rating", "海光信息", "海光信息"),  # it named nobody, and is the report's own
    ]


def test_reasons_and_readings_are_kept_for_what_was_in(old: Path) -> None:
    with KnowledgeBase.open(old, create=False) as kb:
        reasons = kb.rows("SELECT reasons FROM edges WHERE mention = '海光'")[0]["reasons"]
        assert json.loads(str(reasons)) == [["recorded", 0.9, "alias 海光 [aliases.csv]"]]
        assert kb.rows("SELECT run, reading FROM reports") == [{"run": 1, "reading": 1}]
        assert [run["state"] for run in kb.runs()] == ["done", "undone", "done"]
        assert kb.judgements() == []
        assert kb.rows("PRAGMA foreign_key_check") == []


def test_files_that_were_read_are_in_the_inbox(old: Path) -> None:
    with KnowledgeBase.open(old, create=False, read_only=True) as kb:
        rows = kb.rows("SELECT path, size, state, report, run FROM inbox")
    assert rows == [{"path": "/reports/a.pdf", "size": -1, "state": "read", "report": "a" * 64, "run": 1}]


def test_an_old_knowledge_base_answers_and_can_be_undone(old: Path) -> None:
    with KnowledgeBase.open(old, create=False) as kb:
        assert [row["value"] for row in query.show(kb, "海光", "营业收入")] == ["7"]
        assert len(query.find(kb, "数维")) == 1
        assert kb.undo(1, now=NOW)["reports"] == 1
        assert kb.rows("SELECT (SELECT count(*) FROM claims) + (SELECT count(*) FROM entities) AS n") == [
            {"n": 0}
        ]


def test_an_old_one_and_a_new_one_have_the_same_shape(old: Path, tmp_path: Path) -> None:
    for place in (old, tmp_path / "new.db"):
        KnowledgeBase.open(place, create=True).close()
    assert shape(old) == shape(tmp_path / "new.db")
    with sqlite3.connect(old) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    db.close()
