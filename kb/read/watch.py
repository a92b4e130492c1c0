"""Folders in, reports in the knowledge base out, for as long as it runs: the inbox of docs/inbox.md.

Nothing in the folders is ever touched. Every file ends in one state that is kept; what stops us leaves the knowledge base
whole, and the next start goes on where this one ended. The knowledge base is open, and locked, only while there is
something to do.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extract.errors import AccessFault, Fault, NothingFoundFault, UsageFault
from kb.keep.lock import WriteLock
from kb.keep.seen import FAILED, PASSED_OVER, WAITING, Entry, entries, put, put_gone, put_waiting
from kb.keep.store import KnowledgeBase
from kb.read.crew import Engine
from kb.read.desk import Desk, Settled, Stopped
from kb.read.inbox import Seen, look, look_at
from kb.read.intake import Intake
from kb.read.listening import listen
from kb.read.reading import key_of, shown_name
from kb.read.stillness import Stillness

RESCAN = 60.0  # seconds between two looks at everything, where the system tells of changes
_RESCAN_DEAF = 5.0  # and where it does not; never more than a twentieth of the time is spent looking
_REST = 5.0  # seconds without work after which the knowledge base is let go and the workers sent home
_TRY_AGAIN = 5.0  # seconds until a knowledge base that could not be written is tried again
_GATHER = 0.05
_UNREAD = "unread"  # failed, and its bytes could not be had: tried again when they can
_PATIENCE = 15.0  # seconds that `once` waits for files that are still being written


@dataclass(slots=True)
class Words:
    """Whom the watch tells what: of each file that is settled, and, by a phrase's key, of everything else."""

    settled: Callable[[Settled], None]
    say: Callable[..., None]


class Watch:
    """One look (`once`) or a long one (`run`). `stop` may be called from a signal handler."""

    def __init__(
        self,
        folders: Sequence[Path],
        database: Path,
        hire: Callable[[], Engine],
        words: Words,
        *,
        clock: Callable[[], datetime.datetime],
        ocr: bool = True,
        stillness: Stillness | None = None,
    ) -> None:
        """`hire` gives the engine that reads, each time there is work after a rest."""
        self._roots = [Path(os.path.realpath(folder)) for folder in folders]
        self._database, self._hire, self._words, self._clock, self._ocr = database, hire, words, clock, ocr
        self._still = Stillness() if stillness is None else stillness
        self._known: dict[str, tuple[int, int, str, bool]] = {}
        self._news = _News()
        self._wakes: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._base: KnowledgeBase | None = None
        self._engine: Engine | None = None
        self._desk: Desk | None = None
        self._troubled: set[str] = set()
        self._idle_since = 0.0
        self._not_before = 0.0
        self.is_stopping = False

    def stop(self) -> None:
        self.is_stopping = True
        self._wakes.put(None)

    def once(self) -> Intake:
        """What is there, and no more. Raises Fault: no such folder, a knowledge base that cannot be written."""
        self._check_folders()
        try:
            self._open_to_read()
            started = time.monotonic()
            self._scan(started)
            with contextlib.suppress(Stopped):
                while not self.is_stopping:
                    self._work(time.monotonic())
                    if self._is_idle and (not len(self._still) or self._gives_up_waiting(started)):
                        break
                    self._sleep(None)
            return self._desk.intake if self._desk is not None else Intake()
        finally:
            self._put_down()

    def run(self) -> None:
        """Until `stop`. Raises Fault where it cannot begin; after that it tells of its troubles and tries again."""
        self._check_folders()
        with _the_only_watch(self._database):
            deaf = listen(self._roots, self._wakes.put)
            try:
                self._open_to_read()
                self._words.say("watching", folders=", ".join(map(key_of, self._roots)))
                self._words.say("deaf" if deaf is None else "listening")
                rescan = 0.0
                while not self.is_stopping:
                    now = time.monotonic()
                    if now >= rescan:
                        self._scan(now)
                        took = time.monotonic() - now
                        rescan = now + max(RESCAN if deaf is not None else _RESCAN_DEAF, 20 * took)
                    try:
                        self._work(time.monotonic())
                    except Stopped:
                        break
                    except AccessFault as fault:
                        # Locked, full, not to be written: all that was kept is kept, the rest still waits.
                        self._stumble(fault)
                        rescan = min(rescan, self._not_before)
                    self._sleep(rescan)
            finally:
                if deaf is not None:
                    deaf()
                self._put_down()

    # Looking

    def _scan(self, now: float) -> None:
        """Everything, once; what is known and not there any more is gone."""
        there: set[str] = set()
        unseen: list[str] = []
        for root in self._roots:
            for seen in look(root):
                if seen.fault:
                    unseen.append(key_of(seen.path))
                    self._trouble(seen)
                else:
                    there.add(key_of(seen.path))
                    self._notice(seen, now)
        for seen in self._still:
            if key_of(seen.path) not in there and not _is_under(key_of(seen.path), unseen):
                self._still.forget(seen.path)
        roots = [key_of(root) for root in self._roots]
        for key, (_, _, _, gone) in self._known.items():
            if key not in there and not gone and _is_under(key, roots) and not _is_under(key, unseen):
                self._news.gone.append(key)

    def _notice(self, seen: Seen, now: float) -> None:
        key = key_of(seen.path)
        size, mtime, state, gone = self._known.get(key, (-1, -1, "", False))
        if seen.passed_over:
            self._still.forget(seen.path)
            if (state, gone) != (PASSED_OVER, False):
                self._news.passed_over.append((key, seen.passed_over))
                self._known[key] = (-1, -1, PASSED_OVER, False)
            return
        if (size, mtime) == (seen.size, seen.mtime) and not gone:
            if state == _UNREAD and os.access(seen.path, os.R_OK):
                self._still.see(seen, now)
            if state not in (WAITING, ""):
                return
        if self._still.see(seen, now):
            self._news.waiting.append((key, seen.size, seen.mtime))
            self._known[key] = (seen.size, seen.mtime, WAITING, False)

    def _trouble(self, seen: Seen) -> None:
        told = f"{seen.path}: {seen.fault}"
        if told not in self._troubled:
            self._troubled.add(told)
            self._words.say("folder", folder=str(seen.path), why=seen.fault)

    def _check_folders(self) -> None:
        for root in self._roots:
            if not root.exists():
                raise NothingFoundFault(
                    "no-such-folder",
                    f"{shown_name(root)} is not there.",
                    "check the path; a share may not be connected",
                    path=shown_name(root),
                )
            if not root.is_dir():
                raise UsageFault(
                    "not-a-folder",
                    f"{shown_name(root)} is a file.",
                    f"yanbao add {shown_name(root)}",
                    path=shown_name(root),
                )

    # Working

    @property
    def _is_idle(self) -> bool:
        return self._desk is None or self._desk.is_idle

    def _work(self, now: float) -> None:
        if not (self._news or len(self._still)) and self._is_idle:
            if self._desk is not None and now - self._idle_since > _REST and self._idle_since:
                self._put_down()
            return
        if now < self._not_before:
            return
        desk = self._take_up()
        self._tell_base()
        desk.settle()
        while desk.has_room and not self.is_stopping:
            path = self._still.next(time.monotonic())
            if path is None:
                break
            self._take(desk, path)
            desk.settle()
        self._tell_base()
        self._idle_since = time.monotonic()

    def _take(self, desk: Desk, path: Path) -> None:
        """A last look at a file that may be still."""
        at = time.monotonic()
        found = False
        for seen in look_at(path, self._roots):
            found = True
            if seen.passed_over:
                self._notice(seen, at)
            elif self._still.is_still(seen, at):
                desk.take(seen)
        if not found:
            self._news.gone.append(key_of(path))
        if not found or self._still.next(at) == path:
            self._still.forget(path)

    def _tell_base(self) -> None:
        if self._news and self._base is not None:
            news, self._news = self._news, _News()
            news.keep(self._base, self._clock())
            for key in news.gone:
                size, mtime, state, _ = self._known.pop(key)
                if state not in (WAITING, PASSED_OVER):
                    self._known[key] = (size, mtime, state, True)

    def _settled(self, settled: Settled) -> None:
        entry = settled.entry
        state = _UNREAD if entry.state == FAILED and entry.report is None else entry.state
        self._known[entry.path] = (entry.size, entry.mtime, state, False)
        self._words.settled(settled)

    def _take_up(self) -> Desk:
        """The knowledge base open to be written, and workers at hand."""
        if self._desk is None:
            base = self._base = KnowledgeBase.open(self._database, create=True)
            self._learn(base)
            self._engine = self._hire()
            self._desk = Desk(
                base,
                self._engine,
                clock=self._clock,
                tell=self._settled,
                wake=lambda: self._wakes.put(None),
                ocr=self._ocr,
                stopping=lambda: self.is_stopping,
            )
        return self._desk

    def _open_to_read(self) -> None:
        if self._database.exists():
            with KnowledgeBase.open(self._database, create=False, read_only=True) as base:
                self._learn(base)

    def _learn(self, base: KnowledgeBase) -> None:
        """What is known of every file; somebody else may have written since we last looked."""
        waiting = {key_of(seen.path) for seen in self._still}
        for entry in entries(base):
            if entry.path not in waiting:
                state = _UNREAD if entry.state == FAILED and entry.report is None else entry.state
                self._known[entry.path] = (entry.size, entry.mtime, state, entry.gone is not None)

    def _stumble(self, fault: Fault) -> None:
        told = fault.message
        if told not in self._troubled:
            self._troubled.add(told)
            self._words.say("trouble", why=fault.message, slug=fault.slug)
        with contextlib.suppress(Fault):
            self._put_down()
        self._not_before = time.monotonic() + _TRY_AGAIN

    def _put_down(self) -> None:
        """Workers home, the run closed, the knowledge base let go. What was under way still waits."""
        desk, engine, base = self._desk, self._engine, self._base
        self._desk = self._engine = self._base = None
        try:
            if engine is not None:
                engine.close()
            if desk is not None:
                desk.close()
        finally:
            if base is not None:
                base.close()

    def _gives_up_waiting(self, started: float) -> bool:
        """Whether what still waits is being written, and the next look may have it."""
        now = time.monotonic()
        return now - started > _PATIENCE and self._still.next(now) is None

    def _sleep(self, rescan: float | None) -> None:
        """Until something happens: a file is done, a path changes, a file may be still, it is time to look."""
        now = time.monotonic()
        ends = [now + _PATIENCE, *([rescan] if rescan is not None else [])]
        if self._desk is not None and self._is_idle:
            ends.append(self._idle_since + _REST)
        if self._desk is None or self._desk.has_room:
            due = self._still.due()
            ends += [max(due, self._not_before)] if due is not None else []
        told = self._heard(max(0.0, min(ends) - now))
        if told:
            # A file that is copied tells of every piece: let the next few come in with it.
            time.sleep(_GATHER)
            told |= self._heard(0.0)
        for path in sorted(told):
            for seen in look_at(path, self._roots):
                if not seen.fault:
                    self._notice(seen, time.monotonic())

    def _heard(self, seconds: float) -> set[Path]:
        """The paths that were told of, waiting for the first at most so long."""
        told: set[Path] = set()
        with contextlib.suppress(queue.Empty):
            heard = self._wakes.get(timeout=seconds)
            while True:
                told |= {heard} if heard is not None else set()
                heard = self._wakes.get_nowait()
        return told


@dataclass(slots=True)
class _News:
    """What was seen and is not yet kept."""

    waiting: list[tuple[str, int, int]] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.waiting or self.passed_over or self.gone)

    def keep(self, base: KnowledgeBase, now: datetime.datetime) -> None:
        with base.together():
            put_waiting(base, self.waiting, now)
            passed = (Entry(key, -1, -1, PASSED_OVER, slug=why) for key, why in self.passed_over)
            put(base, passed, now)
            put_gone(base, self.gone, now)


def _is_under(key: str, folders: Sequence[str]) -> bool:
    return any(key == folder or key.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


@contextlib.contextmanager
def _the_only_watch(database: Path) -> Iterator[None]:
    """One long watch a knowledge base. Raises AccessFault with the other's pid."""
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = WriteLock(database, suffix=".watch", taken=_watched)
    lock.take()
    try:
        yield
    finally:
        lock.release()


def _watched(database: Path, pid: str) -> AccessFault:
    return AccessFault(
        "watched-already",
        f"{database} is already fed by process {pid or '?'}, which watches folders for it.",
        f"name all folders in one command, or stop it: kill {pid}",
        path=str(database),
    )
