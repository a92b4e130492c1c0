"""A knowledge base in, what is wrong in it out, each with what to do; changes nothing.

SQLite knows whether its pages and references hold together. Whether a report is whole only we know: it says how many
claims, notes and numerals it has, and every quote stands twice, once in the index of words.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.errors import Fault, UnreadableFault
from kb.keep.filing import spaced_out
from kb.keep.schema import damaged

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

Row = dict[str, object]


def faults_of(kb: KnowledgeBase) -> Iterator[Fault]:
    """Everything that is wrong, the gravest first; where SQLite itself is at a loss, only that."""
    try:
        said = [
            str(row["said"]) for row in kb.rows("SELECT integrity_check AS said FROM pragma_integrity_check")
        ]
        broken = [words for words in said if words != "ok"]
        if broken:
            more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
            yield damaged(kb.path, broken[0] + more)
            return
        for row in kb.rows(
            'SELECT "table" AS name, count(*) AS n FROM pragma_foreign_key_check GROUP BY "table"'
        ):
            yield damaged(kb.path, f"{row['n']} rows of {row['name']} point to nothing")
        lost = kb.rows(
            "SELECT count(*) AS n FROM claims_text WHERE rowid NOT IN (SELECT number FROM claims)"
        )[0]["n"]
        if lost:
            yield damaged(kb.path, f"the index of words has {lost} quotes of no claim")
        yield from _reports(kb)
        yield from _former_readings(kb)
    except UnreadableFault as fault:
        yield fault


def _reports(kb: KnowledgeBase) -> Iterator[Fault]:
    for report in kb.rows("SELECT id, file, claims, notes, numerals FROM reports ORDER BY added, id"):
        wrong = ", ".join(_wrong_in(kb, report))
        if wrong:
            shown = str(report["id"])[:12]
            yield UnreadableFault(
                "damaged-report",
                f"{report['file']} is not as it was kept: {wrong}.",
                f"yanbao reread {shown} --db {kb.path}",
                path=str(report["file"]),
            )


def _wrong_in(kb: KnowledgeBase, report: Row) -> Iterator[str]:
    counts = kb.rows(
        """SELECT (SELECT count(*) FROM claims WHERE report = :id) AS claims,
                  (SELECT count(*) FROM notes WHERE report = :id) AS notes,
                  (SELECT coalesce(sum(n), 0) FROM ledger WHERE report = :id) AS numerals""",
        {"id": report["id"]},
    )[0]
    for name, found in counts.items():
        if found != report[name]:
            yield f"{found} {name} where {report[name]} were kept"
    sql = """SELECT c.quote, t.quote AS indexed FROM claims c LEFT JOIN claims_text t ON t.rowid = c.number
             WHERE c.report = ?"""
    astray = sum(spaced_out(str(row["quote"])) != row["indexed"] for row in kb.rows(sql, (report["id"],)))
    if astray:
        yield f"{astray} quotes differ from the index of words, or are not in it"


def _former_readings(kb: KnowledgeBase) -> Iterator[Fault]:
    sql = "SELECT r.number, f.file FROM readings r LEFT JOIN reports f ON f.id = r.report ORDER BY r.number"
    for row in kb.rows(sql):
        content = kb.rows("SELECT content FROM readings WHERE number = ?", (row["number"],))[0]["content"]
        try:
            assert isinstance(content, bytes)
            json.loads(zlib.decompress(content))
        except (AssertionError, ValueError, zlib.error):
            yield UnreadableFault(
                "damaged-reading",
                f"What {row['file']} said before it was read again is damaged.",
                "keep the present reading: do not undo it",
                path=str(row["file"]),
            )
