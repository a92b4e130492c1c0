"""A database of the first schema goes in, one that keeps judgements and replaced readings comes out; no claim changes.

`claims.mention_key` finds claims by the name as printed; `edges.reasons` is JSON, [[feature, weight, words], …];
`reports.reading` is the run whose reading of the report is the one in force, `readings` has those it replaced.
"""

from __future__ import annotations

import json

from sqlite_utils import Database

from kb.who.names import fold_name


def judgements_and_readings(db: Database) -> None:
    """The second step of the schema."""
    _claims_by_mention(db)
    _reasons(db)
    _judgements(db)
    _readings(db)


def _claims_by_mention(db: Database) -> None:
    db.execute("ALTER TABLE claims ADD COLUMN mention_key TEXT")
    db.conn.create_function("fold_name", 1, lambda name: fold_name(str(name)), deterministic=True)
    db.execute("UPDATE claims SET mention_key = fold_name(mention) WHERE mention <> ''")
    # A rating that names nobody is of whom its report is about.
    db.execute(
        """UPDATE claims SET mention = own.mention, mention_key = own.mention_key FROM claims AS own
           WHERE claims.mention = '' AND own.report = claims.report AND own.kind = 'report'"""
    )
    # The subject beside it: who asks for names that lead to nobody reads the index alone.
    db.execute("CREATE INDEX claims_by_mention ON claims (mention_key, subject_id)")


def _reasons(db: Database) -> None:
    rows = db.execute("SELECT rowid, score, evidence FROM edges").fetchall()
    db.execute("ALTER TABLE edges RENAME COLUMN evidence TO reasons")
    # What the first schema kept was words alone, joined by semicolons; the score is that of the weightiest.
    db.conn.executemany(
        "UPDATE edges SET reasons = ? WHERE rowid = ?",
        [
            (json.dumps([["recorded", score, words]], ensure_ascii=False, separators=(",", ":")), number)
            for number, score, words in rows
        ],
    )


def _judgements(db: Database) -> None:
    db.table("judgements").create(
        {
            "number": int,
            "run": int,
            "about": str,
            "left": str,
            "left_text": str,
            "right": str,
            "right_text": str,
            "verdict": str,
            "because": str,
            "added": str,
        },
        pk="number",
        not_null={"run", "about", "left", "verdict"},
        foreign_keys=[("run", "runs", "run")],
    )
    db.create_view(
        "v_judgements",
        """SELECT j.added, j.about, j.left_text, j.verdict, j.right_text, j.because, j.run,
                  CASE WHEN r.undone_by IS NULL THEN 'in force' ELSE 'undone' END AS state, j.left, j.right
           FROM judgements j JOIN runs r ON r.run = j.run ORDER BY j.number""",
    )


def _readings(db: Database) -> None:
    db.execute("ALTER TABLE reports ADD COLUMN reading INTEGER")
    db.execute("UPDATE reports SET reading = run")
    db.table("readings").create(
        {"number": int, "report": str, "run": int, "claims_to": int, "notes_to": int, "content": bytes},
        pk="number",
        not_null={"report", "run", "content"},
        foreign_keys=[("report", "reports", "id"), ("run", "runs", "run")],
    )
    db.table("readings").create_index(["report"])
