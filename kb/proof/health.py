"""A knowledge base in, its health out: is the database whole, are the files it read still there; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.errors import Fault, UnreadableFault
from kb.ask import query
from kb.proof.places import place_of

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase


@dataclass(slots=True)
class Health:
    """What `check` found; `faults` is empty where all is well. A missing file is no fault of the knowledge base."""

    reports: int = 0
    claims: int = 0
    missing: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def as_row(self) -> dict[str, object]:
        return {
            "reports": self.reports,
            "claims": self.claims,
            "missing_files": self.missing,
            "faults": [fault.as_row() for fault in self.faults],
        }


def examine(kb: KnowledgeBase) -> Health:
    """SQLite's own integrity check, its foreign keys, the counts, and every report's file."""
    health = Health()
    for row in kb.rows("SELECT integrity_check AS said FROM pragma_integrity_check"):
        if row["said"] != "ok":
            health.faults.append(_damaged(str(row["said"])))
    for row in kb.rows('SELECT DISTINCT "table" AS name FROM pragma_foreign_key_check'):
        health.faults.append(_damaged(f"a row of {row['name']} points to nothing"))
    counts = kb.rows(
        "SELECT (SELECT count(*) FROM reports) AS reports, (SELECT count(*) FROM claims) AS claims"
    )
    health.reports, health.claims = (int(str(counts[0][name])) for name in ("reports", "claims"))
    places = [place_of(kb, str(row["report"])) for row in query.reports(kb)]
    health.missing = sorted(str(place) for place in places if not place.is_file())
    return health


def _damaged(what: str) -> Fault:
    return UnreadableFault(
        "damaged-knowledge-base",
        f"The knowledge base is damaged: {what}.",
        "add your folder to a new one: yanbao add FOLDER --db new.db",
    )
