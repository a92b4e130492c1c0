"""Files in, one run of the knowledge base out: each new report is read and kept, each known one is left alone.

Order, counts and stored claims do not depend on the number of workers; a file that fails is a fault in the result
and keeps no other file out. What was kept before an interruption stays, under its run, and can be taken back.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.errors import Fault
from extract.model import Extraction, Note
from kb.keep.seen import DUPLICATE, FAILED, READ, Entry, entry_of, places, put
from kb.read.crew import Crew, Engine
from kb.read.reading import file_bytes, key_of, read_many, shown_name
from kb.read.twins import may_have_a_twin, twin

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
    print: tuple[int, int] = (-1, -1)

    def as_row(self) -> dict[str, object]:
        return {"file": shown_name(self.path), "state": self.state, "report": self.report or None}


def plan(files: Sequence[Path], kb: KnowledgeBase | None) -> list[Planned]:
    """What reading these files would do, in their order; a file is known by the sha256 of its bytes."""
    planned: list[Planned] = []
    seen: set[str] = set()
    for path in files:
        print = _print(path)
        try:
            report = hashlib.sha256(file_bytes(path)).hexdigest()
        except Fault as fault:
            planned.append(Planned(path, state="unreadable", fault=fault, print=print))
            continue
        known = report in seen or (kb is not None and kb.has_report(report))
        seen.add(report)
        planned.append(Planned(path, report, "known" if known else "new", print=print))
    return planned


def take_in(
    kb: KnowledgeBase,
    files: Sequence[Path],
    *,
    clock: Callable[[], datetime.datetime],
    jobs: int = 1,
    ocr: bool = True,
    command: str = "add",
    patience: int | None = None,
    hire: Callable[[], Engine] | None = None,
    tell: Callable[[Path], None] = lambda _path: None,
    trace: Callable[[str], None] = lambda _text: None,
    note: Callable[[Path, Note], None] = lambda _path, _note: None,
) -> Intake:
    """Read what is new and keep it as one run, stamped by `clock`; `tell` hears of every file that is done, `note` of
    everything in a new one that was not understood, `trace` of every mistake of ours.

    `hire` gives another engine than `jobs` processes of this machine; `patience` are the seconds a file may take.
    """
    run = _Run(kb, clock, command)
    planned = plan(files, kb)
    for item in planned:
        if item.state == "known":
            run.intake.duplicates += 1
        elif item.fault is not None:
            run.failed(item, item.fault)
        if item.state != "new":
            tell(item.path)
    new = {item.path: item for item in planned if item.state == "new"}
    try:
        for reading in read_many(list(new), jobs=jobs, ocr=ocr, patience=patience, hire=hire):
            item = new[reading.path]
            if reading.extraction is not None:
                run.keep(item, reading.extraction)
                for said in reading.extraction.notes:
                    note(reading.path, said)
            elif reading.fault is not None:
                run.failed(item, reading.fault)
                trace(reading.trace)
            tell(reading.path)
        for item in planned:
            if item.state == "known":
                run.known(item)
    finally:
        run.close()
    return run.intake


class _Run:
    """One run, begun with the first thing to keep: adding the same folder again leaves no trace."""

    def __init__(self, kb: KnowledgeBase, clock: Callable[[], datetime.datetime], command: str) -> None:
        self._kb, self._clock, self._command = kb, clock, command
        self._crew: Crew | None = None
        self.intake = Intake()

    def keep(self, item: Planned, extraction: Extraction) -> None:
        """A report that was read: it and the state of its file are one transaction."""
        intake, number = self.intake, self._number()
        other = self._twin(item, extraction)
        if other is not None:
            intake.duplicates += 1
            self._put(item, DUPLICATE, of=other, run=number)
            return
        with self._kb.together():
            is_new = self._kb.add(extraction, run=number, path=_place(item.path), now=self._clock())
            self._put(item, READ, run=number)
        if not is_new:
            intake.duplicates += 1
            return
        intake.reports += 1
        intake.claims += len(extraction.claims)
        intake.doubts += sum(bool(claim.doubts) for claim in extraction.claims)
        intake.notes += len(extraction.notes)

    def known(self, item: Planned) -> None:
        """A file whose bytes are in: one that was moved or copied is looked for at the new place from now on."""
        if not self._kb.has_report(item.report):
            return
        seen = places(self._kb, item.report)
        place = _place(item.path)
        if str(place) not in seen:
            number = self._number()
            moved = not any(os.path.lexists(other) for other in seen)
            with self._kb.together():
                self._kb.add_path(item.report, place, run=number, now=self._clock())
                self._put(item, READ if moved else DUPLICATE, of=None if moved else item.report, run=number)

    def failed(self, item: Planned, fault: Fault) -> None:
        self.intake.faults.append(fault)
        if fault.slug != "no-such-file":
            self._put(item, FAILED, slug=fault.slug, message=fault.message)

    def close(self) -> None:
        intake = self.intake
        if self._crew is not None:
            self._crew.close()
        if intake.run is not None:
            counts = {"reports": intake.reports, "claims": intake.claims, "failed": len(intake.faults)}
            self._kb.finish_run(intake.run, now=self._clock(), **counts)

    def _number(self) -> int:
        if self.intake.run is None:
            self.intake.run = self._kb.start_run(self._command, self._clock())
        return self.intake.run

    def _twin(self, item: Planned, extraction: Extraction) -> str | None:
        if not may_have_a_twin(self._kb, extraction):
            return None
        if self._crew is None:
            self._crew = Crew(1)
        return twin(self._kb, extraction, file_bytes(item.path), self._crew)

    def _put(self, item: Planned, state: str, **more: Any) -> None:
        name = str(_place(item.path))
        entry = Entry(name, *item.print, state, item.report or None, **more)
        if entry_of(self._kb, name) != entry:
            put(self._kb, [entry], self._clock())


def _print(path: Path) -> tuple[int, int]:
    """What changes when the file does: bytes, nanoseconds of its last change."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return -1, -1
    return found.st_size, found.st_mtime_ns


def _place(path: Path) -> Path:
    """The whole path, in characters a database takes: names unpacked from a GBK archive may hold bytes that are none."""
    return Path(key_of(path.resolve()))
