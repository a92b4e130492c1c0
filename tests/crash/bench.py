"""One ingest, by `add` or by `watch`, goes in with a way to end it; what is left is judged against an undisturbed one."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from watched import HereAndNow

from crash.canon import Row, assert_whole, canonical, of_report
from crash.ingest import NOW, fill, prepared, take
from crash.moments import COUNT, End, Faults, forked
from extract.errors import UnreadableFault
from extract.model import Extraction
from kb.keep.seen import READ
from kb.keep.store import KnowledgeBase
from kb.read.desk import Settled
from kb.read.stillness import Stillness
from kb.read.watch import Watch, Words

REPORTS = 4
CLOCKS = ("added", "seen", "changed")


def _nobody(_path: Path) -> None:
    pass


@dataclass
class Bench:
    """One ingest, what it leaves undisturbed, and a folder for each attempt."""

    faults: Faults
    scratch: Path

    def __post_init__(self) -> None:
        self.files = fill(self.scratch / "inbox", REPORTS)
        self.readings = prepared(self.files)
        # The prepared readings are what the next start reads, too; a version later reads more.
        self.again = prepared(self.files[:-1], version=1)
        self.reports = {str(path): one.report for path, one in self.readings.items()}
        base = self.fresh()
        self.take(base)
        assert_whole(base)
        self.whole = canonical(base)
        assert len(self.whole["reports"]) == REPORTS - 1 and len(self.whole["files"]) == REPORTS

    def take(self, base: Path, now: datetime.datetime = NOW, tell: Callable[[Path], None] = _nobody) -> None:
        """The whole ingest: `yanbao add FOLDER`."""
        take(base, self.readings, now=now, tell=tell)

    def fresh(self) -> Path:
        folder = self.scratch / "base"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder / "kb.db"

    def ingest(self, base: Path, nth: int = 0, mode: int = COUNT) -> Callable[[Callable[[str], None]], str]:
        def work(told: Callable[[str], None]) -> str:
            self.faults.arm(base.parent, nth, mode)
            # The last file is the first one's twin: it is passed over before anything is read.
            self.take(base, tell=lambda path: told(str(path)) if path != self.files[-1] else None)
            return str(self.faults.count())

        return work

    def length(self) -> int:
        """How many calls of one ingest change files."""
        return int(forked(self.ingest(self.fresh())).said)

    def judge(self, base: Path, end: End) -> None:
        """The next start after `end`: what is there is whole, what was told of is there, and the work is finished."""
        with KnowledgeBase.open(base, create=True) as kb:
            there = {str(row["id"]) for row in kb.rows("SELECT id FROM reports")}
            assert all(row["state"] in ("done", "interrupted") for row in kb.runs())
        lost = {self.reports[path] for path in end.told} - there
        assert not lost, f"lost: {lost}"
        if there:
            found = canonical(base, CLOCKS)
            reference = {table: without_clocks(rows) for table, rows in self.whole.items()}
            for report in there:
                mine, right = of_report(found, report), of_report(reference, report)
                for table in right:
                    # Of the places a report was seen at, the later ones may still be missing.
                    half = (
                        set(mine[table]) - set(right[table])
                        if table in ("files", "inbox")
                        else mine[table] != right[table]
                    )
                    assert not half, f"half there: {table} of {report[:8]}"
        self.take(base)
        assert_whole(base)
        found = canonical(base)
        for table, rows in self.whole.items():
            assert found[table] == rows, f"{table} differs: {set(found[table]) ^ set(rows)}"
        left = sorted(path.name for path in base.parent.iterdir())
        assert left == [base.name], left


def without_clocks(rows: list[Row]) -> list[Row]:
    return sorted((tuple(pair for pair in row if pair[0] not in CLOCKS) for row in rows), key=repr)


class WatchBench(Bench):
    """The same by `yanbao watch --once`, which keeps the state of every file as well: of one that fails, a hidden one, a
    link."""

    def take(self, base: Path, now: datetime.datetime = NOW, tell: Callable[[Path], None] = _nobody) -> None:
        folder = self.files[0].parent
        if not (folder / "bad.pdf").exists():
            (folder / "bad.pdf").write_bytes(b"no report")
            (folder / ".hidden.pdf").write_bytes(b"nothing")
            (folder / "link.pdf").symlink_to(folder / "bad.pdf")

        def settled(done: Settled) -> None:
            if done.entry.state == READ:
                tell(Path(done.entry.path))

        words = Words(settled, lambda _key, **_values: None)
        watch = Watch(
            [folder],
            base,
            lambda: HereAndNow(self._read),
            words,
            clock=lambda: now,
            stillness=Stillness(0.0, 0.0),
        )
        with patch("kb.read.watch._GATHER", 0.0):
            watch.once()

    def _read(self, _data: bytes, file: str) -> Extraction:
        path = Path(file)
        if path not in self.readings:
            raise UnreadableFault("not-a-pdf", f"{file} is not a PDF.", "look at it", path=file)
        return self.readings[path]

    def judge(self, base: Path, end: End) -> None:
        with KnowledgeBase.open(base, create=True) as kb:
            read = {row["report"] for row in kb.rows("SELECT report FROM inbox WHERE state = 'read'")}
            assert read == {row["id"] for row in kb.rows("SELECT id FROM reports")}
        super().judge(base, end)
