"""An open SQLite connection goes in, a database of the current schema comes out; older ones are migrated, never newer.

The schema is a list of numbered steps; `PRAGMA user_version` counts those applied, `application_id` says it is ours.
Exact numbers are TEXT with a REAL twin (`…_real`) for sorting; `bbox` and `doubts` are JSON. The views are for people
in sqlite3 or Datasette.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from extract.errors import AccessFault, UnreadableFault
from kb.keep.fourth_step import quick_answers
from kb.keep.lock import locked
from kb.keep.second_step import judgements_and_readings
from kb.keep.third_step import every_file_ever_seen

_BUSY_SECONDS = 5.0
APPLICATION_ID = 0x59414E42  # "YANB"

# Fields of a claim that hold one value a row, as in the claim contract; `mention` is the subject as printed, `mention_key`
# the key it is compared by.
CLAIM_COLUMNS: dict[str, type] = {
    "number": int,
    "id": str,
    "report": str,
    "kind": str,
    "subject": str,
    "mention": str,
    "subject_id": str,
    "subject_type": str,
    "ticker": str,
    "metric": str,
    "metric_id": str,
    "measure": str,
    "value": str,
    "value_high": str,
    "original": str,
    "decimals": int,
    "comparator": str,
    "unit": str,
    "period": str,
    "stance": str,
    "attribution": str,
    "scope": str,
    "rating": str,
    "action": str,
    "prior": str,
    "step": str,
    "horizon": str,
    "applies_to": str,
    "low_pct": str,
    "high_pct": str,
    "benchmark": str,
    "name": str,
    "licence": str,
    "email": str,
    "phone": str,
    "role": str,
    "event": str,
    "event_type": str,
    "date": str,
    "group": str,
    "risk": str,
    "title": str,
    "subtitle": str,
    "broker": str,
    "report_type": str,
    "industry": str,
    "language": str,
    "pages": int,
    "page": int,
    "bbox": str,
    "quote": str,
    "origin": str,
    "confidence": float,
    "doubts": str,
    "value_real": float,
    "value_high_real": float,
    "prior_real": float,
    "low_pct_real": float,
    "high_pct_real": float,
    "subject_key": str,
    "metric_key": str,
    "published": str,
    "added": str,
    "run": int,
    "mention_key": str,
}
_LATER_COLUMNS = frozenset({"mention_key"})
REAL_TWINS = ("value", "value_high", "prior", "low_pct", "high_pct")


def _first_house(db: Database) -> None:
    _runs_and_reports(db)
    _claims(db)
    _people_and_places(db)
    _views(db)


def _runs_and_reports(db: Database) -> None:
    runs = db.table("runs")
    runs.create(
        {
            "run": int,
            "command": str,
            "started": str,
            "finished": str,
            "state": str,
            "reports": int,
            "claims": int,
            "failed": int,
            "undoes": int,
            "undone_by": int,
        },
        pk="run",
        not_null={"command", "state"},
    )
    db.table("reports").create(
        {
            "id": str,
            "file": str,
            "pages": int,
            "language": str,
            "broker": str,
            "title": str,
            "subtitle": str,
            "date": str,
            "report_type": str,
            "industry": str,
            "subject": str,
            "subject_id": str,
            "ticker": str,
            "claims": int,
            "notes": int,
            "numerals": int,
            "unclaimed": int,
            "added": str,
            "run": int,
        },
        pk="id",
        foreign_keys=[("run", "runs", "run")],
    )
    db.table("files").create(
        {"path": str, "report": str, "added": str, "run": int},
        pk=("path", "report"),
        foreign_keys=[("report", "reports", "id"), ("run", "runs", "run")],
    )
    db.table("notes").create(
        {
            "number": int,
            "report": str,
            "slug": str,
            "message": str,
            "page": int,
            "bbox": str,
        },
        pk="number",
        foreign_keys=[("report", "reports", "id")],
    )
    db.table("ledger").create(
        {"report": str, "class": str, "n": int},
        pk=("report", "class"),
        foreign_keys=[("report", "reports", "id")],
    )
    db.table("reports").create_index(["date"])
    db.table("files").create_index(["report"])
    db.table("notes").create_index(["report"])


def _claims(db: Database) -> None:
    claims = db.table("claims")
    claims.create(
        {name: kind for name, kind in CLAIM_COLUMNS.items() if name not in _LATER_COLUMNS},
        pk="number",
        not_null={"id", "report", "kind", "page"},
        foreign_keys=[("report", "reports", "id"), ("run", "runs", "run")],
    )
    claims.create_index(["id"], unique=True)
    claims.create_index(["report"])
    claims.create_index(["subject_key"])
    claims.create_index(["metric_key"])
    # Measured on ten million claims: this order answers "who says what of X" in half a millisecond.
    db.execute("CREATE INDEX claims_of_whom ON claims (subject_id, metric_id, published DESC)")
    db.execute("CREATE INDEX claims_of_what ON claims (metric_id, published DESC)")
    # One character a token, every visible character one: phrase queries then find any substring, "%" included.
    db.execute(
        "CREATE VIRTUAL TABLE claims_text USING fts5"
        "(quote, tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'\")"
    )


def _people_and_places(db: Database) -> None:
    db.table("entities").create(
        {
            "id": str,
            "kind": str,
            "name": str,
            "english": str,
            "owner": str,
            "industry": str,
            "ticker": str,
            "listings": str,
        },
        pk="id",
    )
    db.table("names").create(
        {"entity": str, "name": str, "kind": str, "source": str, "until": str},
        pk=("entity", "name", "kind"),
        foreign_keys=[("entity", "entities", "id")],
    )
    db.table("edges").create(
        {
            "report": str,
            "mention": str,
            "entity": str,
            "judgement": str,
            "score": float,
            "evidence": str,
            "added": str,
            "run": int,
        },
        pk=("report", "mention"),
        foreign_keys=[("report", "reports", "id"), ("entity", "entities", "id"), ("run", "runs", "run")],
    )
    db.table("edges").create_index(["entity"])


def _views(db: Database) -> None:
    said = "c.page, c.quote, c.doubts, c.id, c.report"
    db.create_view(
        "v_reports",
        """SELECT r.date, r.broker, r.title, r.report_type, r.industry, r.subject, r.ticker, r.pages, r.claims,
                  r.unclaimed, r.numerals, r.file, r.added, r.run, r.id
           FROM reports r ORDER BY r.date DESC, r.broker, r.id""",
    )
    db.create_view(
        "v_claims",
        f"""SELECT r.date AS date, r.broker, c.kind, c.subject, c.ticker, c.metric, c.measure, c.period, c.stance,
                   c.value_real AS value, c.value_high_real AS value_high, c.unit, c.original,
                   coalesce(c.rating, c.event, c.risk, c."group", c.name) AS words, c.attribution, c.scope,
                   r.title AS report_title, {said}
            FROM claims c JOIN reports r ON r.id = c.report ORDER BY r.date DESC, r.broker, c.report, c.number""",
    )
    db.create_view(
        "v_estimates",
        f"""SELECT c.subject, c.ticker, c.metric, c.metric_id, c.period, r.broker, r.date AS date,
                   c.value_real AS value, c.unit, c.original, {said}
            FROM claims c JOIN reports r ON r.id = c.report
            WHERE c.kind = 'metric' AND c.stance = 'estimate' AND c.measure = 'level' AND c.attribution IS NULL
            ORDER BY c.subject, c.metric, c.period, r.date DESC, r.broker""",
    )
    db.create_view(
        "v_ratings",
        f"""SELECT r.date AS date, r.broker, c.subject, c.ticker, c.kind, c.rating, c.action, c.step, c.prior,
                   c.value_real AS target_price, c.value_high_real AS target_price_high, c.unit, {said}
            FROM claims c JOIN reports r ON r.id = c.report
            WHERE c.kind IN ('rating', 'target_price') ORDER BY r.date DESC, r.broker, c.number""",
    )
    db.create_view(
        "v_recommendations",
        f"""SELECT r.date AS date, r.broker, c.subject, c.ticker, c."group", r.title AS report_title, {said}
            FROM claims c JOIN reports r ON r.id = c.report
            WHERE c.kind = 'recommendation' ORDER BY r.date DESC, r.broker, c.number""",
    )


STEPS: tuple[Callable[[Database], None], ...] = (
    _first_house,
    judgements_and_readings,
    every_file_ever_seen,
    quick_answers,
)
VERSION = len(STEPS)


def version(db: Database) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def is_empty(db: Database) -> bool:
    """A file SQLite has only just made, or one whose making was cut short before the first commit."""
    return not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] and version(db) == 0


def is_ours(db: Database) -> bool:
    return int(db.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION_ID


def build(db: Database) -> None:
    """A new database, or an older one of ours, brought to the current schema in one transaction."""
    if is_empty(db):
        # Once, at creation: switching the journal while another connection reads fails as "locked".
        db.enable_wal()
    applied = version(db)
    with db.atomic():
        for step in STEPS[applied:]:
            step(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {VERSION}")


def connect(path: Path, *, writable: bool) -> Database:
    """The file at `path` opened, not yet looked at."""
    # A file name may hold ? and %: they are not part of the address.
    address = f"file:{quote(str(path.absolute()))}"
    if writable:
        mode = "mode=rwc"
    elif os.access(path.parent, os.W_OK):
        # Not "ro": the last reader to leave could not clear away SQLite's two side files. `query_only` keeps it a reader.
        mode = "mode=rw"
    else:
        # A WAL database in a folder we may not write in (a read-only share) opens only as one that nobody changes.
        mode = "mode=ro&immutable=1"
    db = Database(sqlite3.connect(f"{address}?{mode}", uri=True, timeout=_BUSY_SECONDS))
    if writable:
        # What is said to be kept is on the disk, whatever SQLite was built to do; "extra" also syncs the folder when the
        # journal of the very first change goes, which would take that change back if it came again after a power loss.
        db.execute("PRAGMA synchronous = EXTRA")
        db.execute("PRAGMA fullfsync = ON")
    else:
        db.execute("PRAGMA query_only = ON")
    return db


def not_ours(path: Path, why: str) -> UnreadableFault:
    return UnreadableFault(
        "not-a-knowledge-base",
        f"{path} is no knowledge base: {why}.",
        f"choose another file: yanbao add PATH --db {path.with_name('research.db')}",
        path=str(path),
    )


def damaged(path: Path, what: str) -> UnreadableFault:
    """What SQLite finds wrong, and the way out: the PDFs have everything but what people said."""
    new = path.with_name(f"{path.stem}-new{path.suffix}")
    return UnreadableFault(
        "damaged-knowledge-base",
        f"{path} is damaged: {what}.",
        f"yanbao add FOLDER --db {new}, then yanbao review --from {path} --db {new}",
        path=str(path),
    )


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's complaints about the file in our words; complaints about our SQL stay as they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = str(error)
        if "locked" in said or "busy" in said:
            raise locked(path) from error
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT") or "Could not decode" in said:
            raise damaged(path, said.partition(" with text")[0]) from error
        if "not a database" in said:
            raise not_ours(path, "its bytes are not a whole SQLite database") from error
        if "readonly" in said or "unable to open" in said or "permission" in said:
            raise AccessFault(
                "no-access",
                f"{path} cannot be opened: {said}.",
                "check the folder and your rights to it",
                path=str(path),
            ) from error
        if "full" in said:
            raise AccessFault(
                "disk-full", f"The disk of {path} is full.", "free some space", path=str(path)
            ) from error
        if "disk I/O" in said:
            raise AccessFault(
                "disk-error",
                f"The disk of {path} could not be read or written.",
                "see whether it is full or failing, then do the same again: what was kept before is whole",
                path=str(path),
            ) from error
        raise
