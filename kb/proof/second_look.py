"""Stored claims in, those that their PDF does not bear out out: every box read again by the other engine (pdfminer).

Nothing is changed. Each file is read in a worker process under ceilings, as when it was added: a file made to exhaust
pdfminer ends its worker, is a fault in the result, and keeps no other file out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import Fault, UnreadableFault
from extract.model import Claim
from kb.ask import query
from kb.ask.selection import claim_of
from kb.proof.places import place_of
from kb.read.crew import Crew
from kb.read.limits import CEILINGS, Ceilings, Limits, set_ceilings
from kb.read.reading import file_bytes, shown_name

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

Row = dict[str, object]

# pdfminer takes fifteen times as long as the reader, whose ceiling is far above any report.
_TIMES_SLOWER = 4
# What a person needs to find a claim that fails: fields of its row.
PLACE = ("id", "file", "page", "kind", "subject", "metric", "quote", "origin", "bbox")


@dataclass(slots=True)
class SecondLook:
    """What was found. `failed` are rows of claims (`PLACE`); `passed_over` counts what no text layer holds (OCR)."""

    reports: int = 0
    verified: int = 0
    passed_over: int = 0
    failed: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def as_row(self) -> Row:
        return {
            "reports": self.reports,
            "verified": self.verified,
            "passed_over": self.passed_over,
            "failed": len(self.failed),
            "faults": [fault.as_row() for fault in self.faults],
        }


def look_again(
    kb: KnowledgeBase, reports: Sequence[Row], tell: Callable[[str], None] = lambda _file: None
) -> SecondLook:
    """Every claim of these reports (rows of `kb.ask.query.reports`) read again; `tell` hears of every file that is done."""
    found = SecondLook()
    for report in reports:
        rows = query.claims(kb, reports=(str(report["report"]),))
        try:
            failed = _failures(place_of(kb, str(report["report"])), str(report["report"]), rows)
        except Fault as fault:
            found.faults.append(fault)
        else:
            found.reports += 1
            seen = [row for row in rows if not str(row["origin"]).startswith("ocr")]
            found.passed_over += len(rows) - len(seen)
            found.verified += len(seen) - len(failed)
            found.failed += [{name: row.get(name) for name in PLACE} for row in rows if row["id"] in failed]
        tell(str(report["file"]))
    return found


def _failures(path: Path, report: str, rows: Sequence[Row]) -> set[str]:
    """The ids of the claims that fail. Raises Fault: the file is gone, is another, or ends its reader."""
    crew = Crew(1, Limits(seconds=_TIMES_SLOWER * Limits().seconds))
    try:
        claims = [claim_of(row) for row in rows]
        return set(crew.submit(shown_name(path), _read_again, path, report, claims).result())
    finally:
        crew.close()


def _read_again(path: Path, report: str, claims: Sequence[Claim]) -> list[str]:
    """In the worker."""
    if hashlib.sha256(file_bytes(path)).hexdigest() != report:
        raise UnreadableFault(
            "evidence-changed",
            f"{path.name} is no longer the file its claims were read from.",
            f"Put the earlier version back, or add the new one: yanbao add {path}",
            path=str(path),
        )
    from extract.pages.verify import verify_with_pdfminer

    set_ceilings(Ceilings(_TIMES_SLOWER * CEILINGS.seconds, 2 * CEILINGS.memory))
    return verify_with_pdfminer(path, claims)
