"""A database of the second schema goes in, one that knows every file ever seen comes out; nothing that was kept changes.

`inbox` has one row a path: bytes and nanoseconds when it was last looked at (-1: before this step), the sha256 of its
bytes (`report`), its state, the report it is a duplicate of (`of`), why it failed or was passed over (`slug`, `message`).
States: waiting, read, duplicate, failed, passed_over. `gone` says since when the file is not there any more.
"""

from __future__ import annotations

from sqlite_utils import Database


def every_file_ever_seen(db: Database) -> None:
    """The third step of the schema."""
    db.table("inbox").create(
        {
            "path": str,
            "size": int,
            "mtime": int,
            "report": str,
            "state": str,
            "of": str,
            "slug": str,
            "message": str,
            "seen": str,
            "changed": str,
            "run": int,
            "gone": str,
        },
        pk="path",
        not_null={"size", "mtime", "state", "seen", "changed"},
    )
    db.table("inbox").create_index(["report"])
    db.table("inbox").create_index(["state"])
    # Of several places of one report the first is the one that was read. A path that held one report after another
    # holds the last.
    db.execute(
        """INSERT INTO inbox (path, size, mtime, report, state, "of", seen, changed, run)
           SELECT f.path, -1, -1, f.report,
                  CASE WHEN f.path = (SELECT path FROM files WHERE report = f.report ORDER BY rowid LIMIT 1)
                       THEN 'read' ELSE 'duplicate' END,
                  NULL, f.added, f.added, f.run
           FROM files f
           WHERE f.rowid = (SELECT max(rowid) FROM files WHERE path = f.path) ORDER BY f.rowid"""
    )
    db.execute("""UPDATE inbox SET "of" = report WHERE state = 'duplicate'""")
    db.create_view(
        "v_inbox",
        """SELECT i.state, i.path, i.slug, i.message, r.title, r.broker, r.date, i."of", i.changed, i.gone, i.run, i.report
           FROM inbox i LEFT JOIN reports r ON r.id = i.report ORDER BY i.changed DESC, i.path""",
    )
