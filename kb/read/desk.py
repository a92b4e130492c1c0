"""Still files in, one right state for each out: read, duplicate, failed; a report and the state of its file together.

A file is known by the sha256 of the very bytes that are read, so what is kept is what was hashed. Files are settled in
the order in which they are done: one that takes long holds up no other.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import Fault
from extract.model import Extraction, Note
from kb.keep.seen import DUPLICATE, FAILED, READ, Entry, entry_of, places, put, twin_of
from kb.read.crew import Defect, Engine
from kb.read.inbox import Seen
from kb.read.intake import Intake
from kb.read.reading import failed, file_bytes, key_of, read_bytes, shown_name
from kb.read.twins import twin

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

# Files read or waiting for a worker at a time, each with its bytes in memory, per worker.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one file, for the log. `of` is where the report it is a duplicate of lies; `news` is False where
    nothing happened that was not told before."""

    entry: Entry
    news: bool = True
    of: str = ""
    claims: int = 0
    doubts: int = 0
    notes: tuple[Note, ...] = ()
    fault: Fault | None = None
    trace: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class _Task:
    seen: Seen
    data: bytes
    began: float
    future: Future[Extraction] | None = None
    followers: list[Seen] = field(default_factory=list)


class Desk:
    """Takes files while there is room, and settles them when they are done; used by one thread."""

    def __init__(
        self,
        kb: KnowledgeBase,
        engine: Engine,
        *,
        clock: Callable[[], datetime.datetime],
        tell: Callable[[Settled], None],
        wake: Callable[[], None] = lambda: None,
        ocr: bool = True,
        patience: int | None = None,
        command: str = "watch",
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """`tell` hears what became of each file; `wake` is called, from any thread, when one can be settled.

        Where `stopping` says so while a worker is waited for, Stopped is raised.
        """
        self._kb, self._engine, self._clock = kb, engine, clock
        self._tell, self._wake = tell, wake
        self._job = partial(read_bytes, ocr=ocr, patience=patience)
        self._command, self._stopping = command, stopping
        self._under_way: dict[str, _Task] = {}
        self.intake = Intake()

    @property
    def has_room(self) -> bool:
        return len(self._under_way) < self._engine.jobs * _AHEAD

    @property
    def is_idle(self) -> bool:
        return not self._under_way

    def take(self, seen: Seen) -> None:
        """Read a file that is still, unless its bytes are known."""
        try:
            data = file_bytes(seen.path)
        except Fault as fault:
            self._fail(seen, None, fault)
            return
        report = hashlib.sha256(data).hexdigest()
        before = entry_of(self._kb, key_of(seen.path))
        if before is not None and before.report == report:
            # Touched, or brought back: nothing new.
            again = dataclasses.replace(
                before, size=seen.size, mtime=seen.mtime, gone=None, state=before.settled_state
            )
            self._put(Settled(again, news=False))
        elif report in self._under_way:
            self._under_way[report].followers.append(seen)
        elif self._kb.has_report(report):
            self._same(seen, report, report)
        elif (other := twin_of(self._kb, report)) is not None:
            self._same(seen, report, other)
        else:
            self._begin(seen, report, data)

    def settle(self) -> None:
        """Keep what is done by now."""
        for report, task in list(self._under_way.items()):
            if task.future is not None and task.future.done():
                self._finish(report, task)
                del self._under_way[report]

    def close(self) -> None:
        """The end of the run, where one was begun. What is under way is as if it had never been taken."""
        if self.intake.run is not None:
            counts = {"reports": self.intake.reports, "claims": self.intake.claims}
            self._kb.finish_run(self.intake.run, failed=len(self.intake.faults), now=self._clock(), **counts)

    def _begin(self, seen: Seen, report: str, data: bytes) -> None:
        task = self._under_way[report] = _Task(seen, data, time.monotonic())
        name = shown_name(seen.path)
        task.future = self._engine.submit(name, self._job, data, name)
        task.future.add_done_callback(lambda _future: self._wake())

    def _finish(self, report: str, task: _Task) -> None:
        assert task.future is not None
        try:
            extraction = task.future.result()
            other = twin(self._kb, extraction, task.data, self._engine, self._stopping)
        except (Fault, Defect) as error:
            reading = failed(task.seen.path, error)
            for seen in (task.seen, *task.followers):
                self._fail(seen, report, reading.fault, reading.trace)
            return
        if other is None:
            self._keep(task, extraction)
        else:
            self._same(task.seen, report, other)
        for seen in task.followers:
            self._same(seen, report, other or report)

    def _keep(self, task: _Task, extraction: Extraction) -> None:
        run, name = self._run(), key_of(task.seen.path)
        entry = Entry(name, task.seen.size, task.seen.mtime, READ, extraction.report, run=run)
        # The report and the state of its file are one transaction: whatever happens, the two never disagree.
        with self._kb.together():
            self._kb.add(extraction, run=run, path=Path(name), now=self._clock())
            put(self._kb, [entry], self._clock())
        doubts = sum(bool(claim.doubts) for claim in extraction.claims)
        self.intake.reports += 1
        self.intake.claims += len(extraction.claims)
        self.intake.doubts += doubts
        self.intake.notes += len(extraction.notes)
        self._tell(
            Settled(
                entry,
                claims=len(extraction.claims),
                doubts=doubts,
                notes=extraction.notes,
                seconds=time.monotonic() - task.began,
            )
        )

    def _same(self, seen: Seen, report: str, other: str) -> None:
        """A file of bytes that are in, or a stamped copy of a report that is."""
        name = key_of(seen.path)
        elsewhere = [place for place in places(self._kb, other) if place != name]
        there = [place for place in elsewhere if os.path.lexists(place)]
        moved = report == other and not there
        run = self._run()
        entry = Entry(name, seen.size, seen.mtime, READ if moved else DUPLICATE, report, run=run)
        if not moved:
            entry = dataclasses.replace(entry, of=other)
        with self._kb.together():
            if report == other:
                # Its pages are looked for at this place as well from now on.
                self._kb.add_path(report, Path(name), run=run, now=self._clock())
            put(self._kb, [entry], self._clock())
        self.intake.duplicates += 1
        self._tell(Settled(entry, of=(there or elsewhere or [""])[0]))

    def _fail(self, seen: Seen, report: str | None, fault: Fault | None, trace: str = "") -> None:
        assert fault is not None
        name = key_of(seen.path)
        before = entry_of(self._kb, name)
        entry = Entry(name, seen.size, seen.mtime, FAILED, report, slug=fault.slug, message=fault.message)
        news = before is None or (before.state, before.slug, before.report) != (FAILED, fault.slug, report)
        if news:
            self.intake.faults.append(fault)
        self._put(Settled(entry, news=news, fault=fault, trace=trace))

    def _put(self, settled: Settled) -> None:
        put(self._kb, [settled.entry], self._clock())
        self._tell(settled)

    def _run(self) -> int:
        # A run begins with the first thing to keep: a look that finds nothing new leaves no trace.
        if self.intake.run is None:
            self.intake.run = self._kb.start_run(self._command, self._clock())
        return self.intake.run
