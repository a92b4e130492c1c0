"""A knowledge base in, every file ever seen and its state out: what was kept of it, read against what is in force today.

Two states are not kept but follow from the rest: `superseded` (a newer version of the same note is in) and `taken_back`
(the run that brought the report was undone). So taking a run back, or adding a version, changes them at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.ask.versions import superseded
from kb.keep.seen import DUPLICATE, FAILED, PASSED_OVER, READ, WAITING

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

Row = dict[str, object]

SUPERSEDED, TAKEN_BACK, GONE = "superseded", "taken_back", "gone"
STATES = (WAITING, READ, DUPLICATE, SUPERSEDED, FAILED, PASSED_OVER, TAKEN_BACK, GONE)


def inbox(kb: KnowledgeBase, state: str | None = None) -> list[Row]:
    """One row a file, the latest change first; `state` is one of STATES, where "gone" are files no longer there.

    `reason` says of a duplicate and of a superseded report where the other one lies, of the rest what is the matter.
    """
    newer = superseded(kb)
    rows = kb.rows(
        """SELECT i.*, r.id IS NOT NULL AS in_force,
                  (SELECT path FROM files f WHERE f.report = i."of" ORDER BY f.rowid LIMIT 1) AS original
           FROM inbox i LEFT JOIN reports r ON r.id = coalesce(i."of", i.report)
           ORDER BY i.changed DESC, i.path"""
    )
    found = [_told(kb, row, newer.get(str(row["report"]))) for row in rows]
    if state is None:
        return found
    return [row for row in found if (row["gone"] is not None if state == GONE else row["state"] == state)]


def _told(kb: KnowledgeBase, row: Row, newer: str | None) -> Row:
    state, reason = str(row["state"]), row["message"] or row["slug"]
    if state == DUPLICATE:
        reason = row["original"]
    if state in (READ, DUPLICATE) and not row["in_force"]:
        state, reason = TAKEN_BACK, None
    elif state == READ and newer is not None:
        state, reason = SUPERSEDED, _place(kb, newer)
    return {
        "state": state,
        "file": row["path"],
        "reason": reason,
        "slug": row["slug"],
        "report": row["report"],
        "of": newer if state == SUPERSEDED else row["of"],
        "size": row["size"] if int(str(row["size"])) >= 0 else None,
        "seen": row["seen"],
        "changed": row["changed"],
        "gone": row["gone"],
        "run": row["run"],
    }


def _place(kb: KnowledgeBase, report: str) -> object:
    rows = kb.rows("SELECT path FROM files WHERE report = ? ORDER BY rowid LIMIT 1", (report,))
    return rows[0]["path"] if rows else report
