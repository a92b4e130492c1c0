"""A knowledge base in, its health out: is it whole, is its work finished, are the files it read still there; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.errors import Fault
from kb.ask import query
from kb.keep.lock import is_being_written
from kb.proof.places import place_of
from kb.proof.soundness import faults_of

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

Row = dict[str, object]


@dataclass(slots=True)
class Health:
    """What `check` found; `faults` is empty where all is well.

    A missing file is no fault of the knowledge base, nor is a run in `unfinished` (run, command, reports): its writer
    was ended and nobody has done the same again.
    """

    reports: int = 0
    claims: int = 0
    missing: list[str] = field(default_factory=list)
    unfinished: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def as_row(self) -> Row:
        return {
            "reports": self.reports,
            "claims": self.claims,
            "missing_files": self.missing,
            "unfinished_runs": [row["run"] for row in self.unfinished],
            "faults": [fault.as_row() for fault in self.faults],
        }


def examine(kb: KnowledgeBase) -> Health:
    """What is wrong with the rows; where nothing is, the counts, the runs and every report's file."""
    health = Health(faults=list(faults_of(kb)))
    if any(fault.slug == "damaged-knowledge-base" for fault in health.faults):
        return health
    counts = kb.rows(
        "SELECT (SELECT count(*) FROM reports) AS reports, (SELECT count(*) FROM claims) AS claims"
    )
    health.reports, health.claims = (int(str(counts[0][name])) for name in ("reports", "claims"))
    health.unfinished = _unfinished(kb)
    places = [place_of(kb, str(row["report"])) for row in query.reports(kb)]
    health.missing = sorted(str(place) for place in places if not place.is_file())
    return health


def _unfinished(kb: KnowledgeBase) -> list[Row]:
    cut_short = ("interrupted",) if is_being_written(kb.path) else ("interrupted", "open")
    rows = kb.rows(
        """SELECT run, command, state,
                  (SELECT count(*) FROM reports r WHERE r.run = runs.run OR r.reading = runs.run) AS reports
           FROM runs WHERE state IN ('open', 'interrupted') AND NOT EXISTS
               (SELECT 1 FROM runs later WHERE later.run > runs.run AND later.command = runs.command
                                               AND later.state = 'done') ORDER BY run"""
    )
    return [row for row in rows if row.pop("state") in cut_short]
