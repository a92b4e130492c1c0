"""A report's reading is put aside when another replaces it, and comes back to the letter when that one is undone.

A reading put aside is one compressed JSON document: the report's row and every row of its parts, with the entities they
name. The latest put aside is the next to come back.
"""

from __future__ import annotations

import json
import zlib

from sqlite_utils import Database

from kb.keep.filing import PARTS, Row, index

_KEPT_OF_A_REPORT = ("id", "file", "added", "run")


def put_aside(db: Database, report: str) -> None:
    """Take the reading in force out of its tables and keep it under the run that made it."""
    row = _rows(db, "reports", "id", report)[0]
    content = {"reports": [row], **{part: _rows(db, part, "report", report) for part in PARTS}}
    named = sorted({str(edge["entity"]) for edge in content["edges"]})
    content["entities"] = [one for entity in named for one in _rows(db, "entities", "id", entity)]
    content["names"] = [one for entity in named for one in _rows(db, "names", "entity", entity)]
    db.table("readings").insert(
        {
            "report": report,
            "run": row["reading"],
            "claims_to": _last(content["claims"]),
            "notes_to": _last(content["notes"]),
            "content": zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 6),
        }
    )
    _clear(db, report)


def take_back(db: Database, run: int) -> int:
    """Undo the readings a run made of reports that another run brought; how many reports have their former one again."""
    mine = db.execute("SELECT id FROM reports WHERE reading = ? AND run <> reading ORDER BY id", (run,))
    reports = [str(row[0]) for row in mine.fetchall()]
    for report in reports:
        _clear(db, report)
        last = "SELECT number, content FROM readings WHERE report = ? ORDER BY number DESC LIMIT 1"
        number, content = db.execute(last, (report,)).fetchone()
        _bring_back(db, json.loads(zlib.decompress(content)))
        db.execute("DELETE FROM readings WHERE number = ?", (number,))
    db.execute("DELETE FROM readings WHERE run = ?", (run,))
    return len(reports)


def _bring_back(db: Database, content: dict[str, list[Row]]) -> None:
    row = content["reports"][0]
    for table in ("entities", "names"):
        db.table(table).insert_all(content[table], ignore=True)
    kept = {name: value for name, value in row.items() if name not in _KEPT_OF_A_REPORT}
    db.table("reports").update(str(row["id"]), kept)
    for part in PARTS:
        db.table(part).insert_all(content[part])
    index(db, str(row["id"]))


def _clear(db: Database, report: str) -> None:
    db.execute(
        "DELETE FROM claims_text WHERE rowid IN (SELECT number FROM claims WHERE report = ?)", (report,)
    )
    for part in PARTS:
        db.execute(f"DELETE FROM {part} WHERE report = ?", (report,))


def _rows(db: Database, table: str, column: str, value: str) -> list[Row]:
    return list(db.query(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY rowid", (value,)))


def _last(rows: list[Row]) -> int:
    return max((int(str(row["number"])) for row in rows), default=0)
