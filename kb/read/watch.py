"""Folders in, reports in the knowledge base out, for as long as it runs: the inbox of docs/inbox.md.

Nothing in the folders is ever touched. Every file ends in one state that is kept; what stops us leaves the knowledge base
whole, and the next start goes on where this one ended. The knowledge base is open, and locked, only while there is
something to do.
"""

from __future__ import annotations

import contextlib
import datetime
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.errors import AccessFault, Fault
from kb.keep.lock import WriteLock
from kb.keep.seen import entries
from kb.keep.store import KnowledgeBase
from kb.read.crew import Engine
from kb.read.desk import Desk, Settled
from kb.read.intake import Intake
from kb.read.listening import listen
from kb.read.lookout import Lookout
from kb.read.reading import key_of
from kb.read.stillness import Stillness
from kb.read.twins import Stopped

RESCAN = 60.0  # seconds between two looks at everything, where the system tells of changes
_RESCAN_DEAF = 5.0  # and where it does not; never more than a twentieth of the time is spent looking
_REST = 5.0  # seconds without work after which the knowledge base is let go and the workers sent home
_TRY_AGAIN = 5.0  # seconds until a knowledge base that could not be written is tried again
_GATHER = 0.05
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
        patience: int | None = None,
        stillness: Stillness | None = None,
    ) -> None:
        """`hire` gives the engine that reads, each time there is work after a rest."""
        self._lookout = Lookout(
            folders,
            Stillness() if stillness is None else stillness,
            lambda folder, why: words.say("folder", folder=key_of(folder), why=why),
        )
        self._database, self._hire, self._words, self._clock = database, hire, words, clock
        self._ocr, self._patience = ocr, patience
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
        self._lookout.check()
        try:
            self._open_to_read()
            started = time.monotonic()
            self._lookout.look(started)
            with contextlib.suppress(Stopped):
                while not self.is_stopping:
                    self._work(time.monotonic())
                    if self._is_idle and (not len(self._lookout.waiting) or self._gives_up_waiting(started)):
                        break
                    self._sleep(None)
            return self._desk.intake if self._desk is not None else Intake()
        finally:
            self._put_down()

    def run(self) -> None:
        """Until `stop`. Raises Fault where it cannot begin; after that it tells of its troubles and tries again."""
        self._lookout.check()
        with _the_only_watch(self._database):
            deaf = listen(self._lookout.roots, self._wakes.put)
            try:
                self._open_to_read()
                self._words.say("watching", folders=", ".join(map(key_of, self._lookout.roots)))
                self._words.say("deaf" if deaf is None else "listening")
                rescan = 0.0
                while not self.is_stopping:
                    now = time.monotonic()
                    if now >= rescan:
                        self._lookout.look(now)
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

    # Working

    @property
    def _is_idle(self) -> bool:
        return self._desk is None or self._desk.is_idle

    def _work(self, now: float) -> None:
        if not (self._lookout.news or len(self._lookout.waiting)) and self._is_idle:
            if self._desk is not None and now - self._idle_since > _REST:
                self._put_down()
            return
        if now < self._not_before:
            return
        desk, base = self._take_up()
        self._lookout.keep_news(base, self._clock())
        desk.settle()
        while desk.has_room and not self.is_stopping:
            still = self._lookout.still(time.monotonic())
            if still is None:
                break
            for seen in still:
                desk.take(seen)
            desk.settle()
        self._lookout.keep_news(base, self._clock())
        self._idle_since = time.monotonic()

    def _settled(self, settled: Settled) -> None:
        self._lookout.settled(settled.entry)
        self._words.settled(settled)

    def _take_up(self) -> tuple[Desk, KnowledgeBase]:
        """The knowledge base open to be written, and workers at hand."""
        if self._desk is None or self._base is None:
            base = self._base = KnowledgeBase.open(self._database, create=True)
            # Somebody else may have written since we last looked.
            self._lookout.learn(entries(base))
            self._engine = self._hire()
            self._desk = Desk(
                base,
                self._engine,
                clock=self._clock,
                tell=self._settled,
                wake=lambda: self._wakes.put(None),
                ocr=self._ocr,
                patience=self._patience,
                stopping=lambda: self.is_stopping,
            )
        return self._desk, self._base

    def _open_to_read(self) -> None:
        if self._database.exists():
            with KnowledgeBase.open(self._database, create=False, read_only=True) as base:
                self._lookout.learn(entries(base))
                is_cut_short = any(run["state"] == "open" for run in base.runs())
            if is_cut_short:
                # Its writer may have died behind its last file, with nothing left to do: to open it to write closes the run.
                # Where somebody is writing, it is theirs.
                with contextlib.suppress(AccessFault):
                    KnowledgeBase.open(self._database, create=False).close()

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
        return now - started > _PATIENCE and self._lookout.waiting.next(now) is None

    def _sleep(self, rescan: float | None) -> None:
        """Until something happens: a file is done, a path changes, a file may be still, it is time to look."""
        now = time.monotonic()
        ends = [now + _PATIENCE, *([rescan] if rescan is not None else [])]
        if self._desk is not None and self._is_idle:
            ends.append(self._idle_since + _REST)
        if self._desk is None or self._desk.has_room:
            due = self._lookout.waiting.due()
            ends += [max(due, self._not_before)] if due is not None else []
        told = self._heard(max(0.0, min(ends) - now))
        if told:
            # A file that is copied tells of every piece: let the next few come in with it.
            time.sleep(_GATHER)
            told |= self._heard(0.0)
        for path in sorted(told):
            self._lookout.look_there(path, time.monotonic())

    def _heard(self, seconds: float) -> set[Path]:
        """The paths that were told of, waiting for the first at most so long."""
        told: set[Path] = set()
        with contextlib.suppress(queue.Empty):
            heard = self._wakes.get(timeout=seconds)
            while True:
                told |= {heard} if heard is not None else set()
                heard = self._wakes.get_nowait()
        return told


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
