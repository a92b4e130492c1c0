"""Files in, one run of the knowledge base out: each new report is read and kept, each known one is left alone.

Order, counts and stored claims do not depend on the number of workers; a file that fails is a fault in the result
and keeps no other file out. What was kept before an interruption stays, under its run, and can be taken back.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import Fault
from extract.model import Extraction, Note
from kb.read.reading import file_bytes, read_many, shown_name

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase


@dataclass(slots=True)
class Intake:
    """What one `add` did. `run` is None where nothing was new; `doubts` counts claims with at least one."""

    run: int | None = None
    reports: int = 0
    claims: int = 0
    doubts: int = 0
    notes: int = 0
    duplicates: int = 0
    faults: list[Fault] = field(default_factory=list)

    def as_row(self) -> dict[str, object]:
        return {
            "run": self.run,
            "reports": self.reports,
            "claims": self.claims,
            "doubts": self.doubts,
            "notes": self.notes,
            "duplicates": self.duplicates,
            "failed": [fault.as_row() for fault in self.faults],
        }


@dataclass(frozen=True, slots=True)
class Planned:
    """One file before it is read: new, known (the same bytes are in, or came earlier in the list), or unreadable."""

    path: Path
    report: str = ""
    state: str = "new"
    fault: Fault | None = None

    def as_row(self) -> dict[str, object]:
        return {"file": shown_name(self.path), "state": self.state, "report": self.report or None}


def plan(files: Sequence[Path], kb: KnowledgeBase | None) -> list[Planned]:
    """What reading these files would do, in their order; a file is known by the sha256 of its bytes."""
    planned: list[Planned] = []
    seen: set[str] = set()
    for path in files:
        try:
            report = hashlib.sha256(file_bytes(path)).hexdigest()
        except Fault as fault:
            planned.append(Planned(path, state="unreadable", fault=fault))
            continue
        known = report in seen or (kb is not None and kb.has_report(report))
        seen.add(report)
        planned.append(Planned(path, report, "known" if known else "new"))
    return planned


def take_in(
    kb: KnowledgeBase,
    files: Sequence[Path],
    *,
    clock: Callable[[], datetime.datetime],
    jobs: int = 1,
    ocr: bool = True,
    command: str = "add",
    tell: Callable[[Path], None] = lambda _path: None,
    trace: Callable[[str], None] = lambda _text: None,
    note: Callable[[Path, Note], None] = lambda _path, _note: None,
) -> Intake:
    """Read what is new and keep it as one run, stamped by `clock`; `tell` hears of every file that is done, `note` of
    everything in a new one that was not understood, `trace` of every mistake of ours."""
    planned = plan(files, kb)
    intake = Intake(
        duplicates=sum(item.state == "known" for item in planned),
        faults=[item.fault for item in planned if item.fault is not None],
    )
    for item in planned:
        if item.state != "new":
            tell(item.path)

    def run() -> int:
        # A run begins with the first thing to keep: adding the same folder again leaves no trace.
        if intake.run is None:
            intake.run = kb.start_run(command, clock())
        return intake.run

    try:
        for reading in read_many([item.path for item in planned if item.state == "new"], jobs=jobs, ocr=ocr):
            if reading.extraction is not None:
                _keep(kb, reading.extraction, reading.path, run(), clock(), intake)
                for said in reading.extraction.notes:
                    note(reading.path, said)
            elif reading.fault is not None:
                intake.faults.append(reading.fault)
                trace(reading.trace)
            tell(reading.path)
        for item in planned:
            # A file that was moved or copied: its pages are looked for at the new place from now on.
            if item.state == "known" and not _was_seen(kb, item):
                kb.add_path(item.report, _place(item.path), run=run(), now=clock())
    finally:
        if intake.run is not None:
            kb.finish_run(
                intake.run,
                reports=intake.reports,
                claims=intake.claims,
                failed=len(intake.faults),
                now=clock(),
            )
    return intake


def _keep(
    kb: KnowledgeBase, extraction: Extraction, path: Path, run: int, now: datetime.datetime, intake: Intake
) -> None:
    if not kb.add(extraction, run=run, path=_place(path), now=now):
        intake.duplicates += 1
        return
    intake.reports += 1
    intake.claims += len(extraction.claims)
    intake.doubts += sum(bool(claim.doubts) for claim in extraction.claims)
    intake.notes += len(extraction.notes)


def _was_seen(kb: KnowledgeBase, item: Planned) -> bool:
    where = (item.report, str(_place(item.path)))
    in_it = kb.has_report(item.report)
    return not in_it or bool(kb.rows("SELECT 1 FROM files WHERE report = ? AND path = ?", where))


def _place(path: Path) -> Path:
    """The whole path, in characters a database takes: names unpacked from a GBK archive may hold bytes that are none."""
    return Path(shown_name(path.resolve()))
