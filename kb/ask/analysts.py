"""A person's name or licence number goes in, the analysts who sign reports with it come out; namesakes stay apart.

They are read from the claims each time: a person is nobody but the licence number that stands beside the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.model import AnalystClaim
from kb.who.judgement import Candidate, Reason, Resolution
from kb.who.people import person, person_id

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

_SIGNED = """
    SELECT c.name, c.licence, count(DISTINCT c.report) AS reports, max(r.date) AS last,
           group_concat(DISTINCT r.broker) AS brokers
    FROM claims c JOIN reports r ON r.id = c.report
    WHERE c.kind = 'analyst' AND c.licence IS NOT NULL
      AND (replace(c.name, ' ', '') = :name OR replace(upper(c.licence), ' ', '') = :licence)
    GROUP BY c.name, c.licence ORDER BY reports DESC, c.licence, c.name
"""


def analysts(kb: KnowledgeBase, name: str) -> Resolution | None:
    """Who signs as `name`, or holds the licence of that number: one person, candidates where several do, None where nobody.

    The reasons tell the licence, the brokers, and the day of the last report.
    """
    asked: dict[str, object] = {"name": "".join(name.split()), "licence": "".join(name.split()).upper()}
    found: dict[str, Candidate] = {}
    for row in kb.rows(_SIGNED, asked):
        own = person_id(str(row["licence"]))
        if own is None or own in found:
            continue
        signed = AnalystClaim(
            page=1, bbox=(), quote="", origin="", name=str(row["name"]), licence=str(row["licence"])
        )
        known = person(signed, source="reports")
        if known is not None:
            words = f"signs as {row['name']} with licence {row['licence']} at {row['brokers']}, last {row['last']}"
            found[own] = Candidate(known[0], 0.5, f"{words}; {row['reports']} reports")
    if not found:
        return None
    people = tuple(found.values())
    if len(people) > 1:
        return Resolution(name, None, candidates=people)
    return Resolution(name, people[0].entity, (Reason("licence", 1.0, people[0].words),))
