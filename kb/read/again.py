"""Reports that are in go in, one run with their new readings comes out; the former readings are kept for an undo.

A file is looked for where it was seen, the last place first, and known by its bytes; one that is gone, has changed or
fails is a fault in the result, keeps no other report from being read, and leaves its own reading as it is.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import Fault, UnreadableFault
from kb.read.reading import file_bytes, read_many

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase


@dataclass(slots=True)
class Again:
    """What one `reread` did; `new` and `gone` count claims that the former readings did not have, or had alone."""

    run: int | None = None
    reports: int = 0
    claims: int = 0
    new: int = 0
    gone: int = 0
    faults: list[Fault] = field(default_factory=list)

    def as_row(self) -> dict[str, object]:
        return {
            "run": self.run,
            "reports": self.reports,
            "claims": self.claims,
            "new": self.new,
            "gone": self.gone,
            "failed": [fault.as_row() for fault in self.faults],
        }


def read_again(
    kb: KnowledgeBase,
    reports: Sequence[str],
    *,
    clock: Callable[[], datetime.datetime],
    jobs: int = 1,
    ocr: bool = True,
    tell: Callable[[Path], None] = lambda _path: None,
    trace: Callable[[str], None] = lambda _text: None,
) -> Again:
    """Read the files of these reports (sha256) and put the new readings in the place of the old, as one run."""
    again = Again()
    found: dict[Path, str] = {}
    for report in dict.fromkeys(reports):
        try:
            found[file_of(kb, report)] = report
        except Fault as fault:
            again.faults.append(fault)
    try:
        for reading in read_many(list(found), jobs=jobs, ocr=ocr):
            if reading.extraction is None or reading.extraction.report != found[reading.path]:
                again.faults.append(reading.fault or _changed(reading.path))
                trace(reading.trace)
            else:
                if again.run is None:
                    again.run = kb.start_run("reread", clock())
                counts = kb.read_again(reading.extraction, run=again.run, now=clock())
                again.reports += 1
                again.claims += counts["after"]
                again.new += counts["new"]
                again.gone += counts["gone"]
            tell(reading.path)
    finally:
        if again.run is not None:
            counts = {"reports": again.reports, "claims": again.claims, "failed": len(again.faults)}
            kb.finish_run(again.run, now=clock(), **counts)
    return again


def file_of(kb: KnowledgeBase, report: str) -> Path:
    """The file of a report: of all places it was seen at, the last one that still has its bytes.

    Raises UnreadableFault (gone, or another file by now) or AccessFault.
    """
    seen = kb.rows("SELECT path FROM files WHERE report = ? ORDER BY added DESC, path", (report,))
    paths = [Path(str(row["path"])) for row in seen]
    there = [path for path in paths if path.is_file()]
    for path in there:
        if hashlib.sha256(file_bytes(path)).hexdigest() == report:
            return path
    if there:
        raise _changed(there[0])
    gone = paths[0] if paths else Path(report)
    raise UnreadableFault(
        "evidence-missing",
        f"{gone.name} is not where it was when it was added: {gone.parent}",
        "Put the file back, or add it from its new place: yanbao add PATH",
        path=str(gone),
    )


def _changed(path: Path) -> UnreadableFault:
    return UnreadableFault(
        "evidence-changed",
        f"{path.name} is no longer the file its claims were read from.",
        f"Put the earlier version back, or add the new one: yanbao add {path}",
        path=str(path),
    )
