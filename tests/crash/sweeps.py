"""`python -m crash.sweeps LIBRARY SWEEP SCRATCH`: every moment of one sweep is tried and judged; the last line counts them.

An ingest is one `add` of a folder into a base that is not there yet: making it, its run, each report, a second place
of the first one, closing. After each death the next start does the same again, and then: nothing lost that was told of,
nothing half there before the work is finished, nothing lost or doubled after, SQLite and `check` content.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from crash.bench import CLOCKS, REPORTS, Bench, WatchBench, without_clocks
from crash.canon import Row, assert_whole, canonical, of_report
from crash.ingest import NOW, take
from crash.moments import COUNT, FULL, KILL, LOG, READ_ONLY, TEAR, End, Faults, forked
from crash.power import SYNC, after_power_loss, calls, promised
from kb.keep.store import KnowledgeBase

Dump = dict[str, list[Row]]
FIRST = Path(__file__).parents[1] / "kept" / "first_schema.sql"
RANDOM_MOMENTS = 1000


def every_write(bench: Bench) -> Iterator[str]:
    """Death at every single call, before it, and half-way through it where it writes."""
    calls = bench.length()
    assert calls > 100, calls
    for nth in range(1, calls + 1):
        for mode in (KILL, TEAR):
            base = bench.fresh()
            end = forked(bench.ingest(base, nth, mode))
            assert end.signal == 9, (nth, mode, end)
            bench.judge(base, end)
            yield f"call {nth} of {calls}, mode {mode}"


def random_moments(bench: Bench) -> Iterator[str]:
    """Death at random times, of `add` and `watch --once` in turn; once in four a second death in the start after it."""
    chance = random.Random(20260501)
    benches = (bench, WatchBench(bench.faults, bench.scratch))
    usual = [min(_seconds(one) for _ in range(5)) for one in benches]
    killed = 0
    while killed < RANDOM_MOMENTS:
        which = killed % 2
        one, base = benches[which], bench.fresh()
        end = forked(one.ingest(base), kill_after=chance.uniform(0, usual[which]))
        if end.signal == 9 and chance.random() < 0.25:
            told = end.told
            end = forked(one.ingest(base), kill_after=chance.uniform(0, usual[which] / 2))
            end = End(end.signal, end.said, end.told | told)
        one.judge(base, end)
        if end.signal == 9:
            killed += 1
            yield f"kill {killed}"


def _seconds(bench: Bench) -> float:
    started = time.perf_counter()
    forked(bench.ingest(bench.fresh()))
    return time.perf_counter() - started


def every_call_of_a_watch(bench: Bench) -> Iterator[str]:
    """Death at every call of `watch --once`, half of them in the middle of a write."""
    watched = WatchBench(bench.faults, bench.scratch)
    assert {dict(row)["state"] for row in watched.whole["inbox"]} == {
        "read",
        "duplicate",
        "failed",
        "passed_over",
    }
    calls = watched.length()
    for nth in range(1, calls + 1):
        base = watched.fresh()
        end = forked(watched.ingest(base, nth, KILL + nth % 2))
        assert end.signal == 9, (nth, end)
        watched.judge(base, end)
        yield f"call {nth} of {calls}"


def full_disk(bench: Bench) -> Iterator[str]:
    """No room from some call on: the writer says so and ends by itself; with room again the work is finished."""
    calls = bench.length()
    for nth in range(1, calls, 3):
        base = bench.fresh()
        end = forked(bench.ingest(base, nth, FULL))
        assert end.signal == 0, (nth, end)
        # What comes after the last commit is only tidying up.
        assert end.said in ("AccessFault disk-full", "AccessFault disk-error") or end.said.isdigit(), (
            nth,
            end,
        )
        bench.judge(base, end)
        yield f"no room from call {nth} of {calls}"


def power_losses(bench: Bench) -> Iterator[str]:
    """The power fails after any call: what was synced is there, of the rest any part."""
    log = bench.scratch / "calls"
    base = bench.fresh()

    def work(told: Callable[[str], None]) -> str:
        with log.open("wb", buffering=0) as book:
            bench.faults.arm(base.parent, 0, LOG, book.fileno())
            first = str(bench.files[-1])
            take(
                base,
                bench.readings,
                tell=lambda path: bench.faults.mark(str(path)) if str(path) != first else None,
            )
        return "done"

    assert forked(work).said == "done"
    done = calls(log)
    assert len(promised(done)) == REPORTS - 1
    syncs = [number for number, call in enumerate(done, 1) if call.kind == SYNC]
    assert len(syncs) > REPORTS, syncs
    chance = random.Random(20260502)
    moments = [*range(1, len(done) + 1), *syncs, *syncs]
    for moment in moments:
        base = bench.fresh()
        for path, content in after_power_loss(done[:moment], chance).items():
            path.write_bytes(content)
        bench.judge(base, End(9, "", promised(done[:moment])))
        yield f"call {moment} of {len(done)}"


def clock_set_back(bench: Bench) -> Iterator[str]:
    """The clock of each start is years before that of the last: the same is kept, and the runs stay in order."""
    for killed_at in (60, 120, 180, 240):
        base = bench.fresh()
        forked(bench.ingest(base, killed_at, KILL))
        for years in (9, 1, 30):
            take(base, bench.readings, now=NOW.replace(year=NOW.year - years))
        assert_whole(base)
        found = canonical(base, CLOCKS)
        for table, rows in bench.whole.items():
            assert found[table] == without_clocks(rows), f"{table} differs"
        with KnowledgeBase.open(base, create=False) as kb:
            for row in kb.runs():
                kb.undo(int(str(row["run"])), now=NOW)
            assert not kb.rows("SELECT 1 FROM reports UNION SELECT 1 FROM claims UNION SELECT 1 FROM files")
        yield f"killed at {killed_at}"


def read_only(bench: Bench) -> Iterator[str]:
    """A file system that lets nobody write: said at once, and nothing is changed."""
    base = bench.fresh()
    take(base, dict(list(bench.readings.items())[:1]))
    before = base.read_bytes()
    end = forked(bench.ingest(base, 0, READ_ONLY))
    assert (end.signal, end.said, end.told) == (0, "AccessFault no-access", frozenset()), end
    assert base.read_bytes() == before and [path.name for path in base.parent.iterdir()] == [base.name]
    bench.judge(base, end)
    yield "read-only"


def later_changes(bench: Bench) -> Iterator[str]:
    """Death at every call of another reading and of an undo: each is done whole or not at all."""

    def reread(base: Path) -> None:
        with KnowledgeBase.open(base, create=False) as kb:
            run = kb.start_run("reread", NOW)
            counts = [kb.read_again(one, run=run, now=NOW) for one in bench.again.values()]
            claims = sum(count["after"] for count in counts)
            kb.finish_run(run, reports=len(counts), claims=claims, now=NOW)

    def undo(base: Path) -> None:
        with KnowledgeBase.open(base, create=False) as kb:
            kb.undo(2, now=NOW)

    start = bench.fresh()
    take(start, bench.readings)
    kept = bench.scratch / "kept.db"
    for change in (reread, undo):
        shutil.copy(start, kept)
        before = canonical(start)
        calls = int(forked(_changing(bench, change, start, 0, COUNT)).said)
        after = canonical(start)
        assert before != after
        for nth in range(1, calls + 1):
            base = bench.fresh()
            shutil.copy(kept, base)
            end = forked(_changing(bench, change, base, nth, KILL + nth % 2))
            assert end.signal == 9, (nth, end)
            _whole_or_not(base, before, after, each=change is reread)
            yield f"{change.__name__} call {nth} of {calls}"
        start = bench.fresh()
        shutil.copy(kept, start)
        change(start)


def migration(bench: Bench) -> Iterator[str]:
    """Death at every call while an older schema is brought up to date: it is as it was, or new and a copy is beside it."""
    first = bench.scratch / "first.db"
    first.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(first)) as db:
        db.execute("PRAGMA journal_mode = wal")
        db.executescript(FIRST.read_text(encoding="utf-8"))
        rows = db.execute("SELECT count(*) FROM claims").fetchone()

    def bring_up(base: Path) -> None:
        with KnowledgeBase.open(base, create=False, read_only=True) as kb:
            assert kb.former is not None and kb.former.name == "kb.schema-1.db"

    base = bench.fresh()
    shutil.copy(first, base)
    calls_made = int(forked(_changing(bench, bring_up, base, 0, COUNT)).said)
    after = canonical(base)
    for nth in range(1, calls_made + 1):
        base = bench.fresh()
        shutil.copy(first, base)
        end = forked(_changing(bench, bring_up, base, nth, KILL + nth % 2))
        assert end.signal == 9, (nth, end)
        with KnowledgeBase.open(base, create=False):
            pass
        assert_whole(base)
        assert canonical(base) == after
        assert sorted(path.name for path in base.parent.iterdir()) == ["kb.db", "kb.schema-1.db"]
        with contextlib.closing(sqlite3.connect(base.with_name("kb.schema-1.db"))) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert db.execute("PRAGMA user_version").fetchone() == (1,)
            assert db.execute("SELECT count(*) FROM claims").fetchone() == rows
        yield f"call {nth} of {calls_made}"
    for nth in range(1, calls_made, 4):
        base = bench.fresh()
        shutil.copy(first, base)
        end = forked(_changing(bench, bring_up, base, nth, FULL))
        assert end.said.partition(" ")[0] == "AccessFault" or end.said.isdigit(), (nth, end)
        KnowledgeBase.open(base, create=False).close()
        assert canonical(base) == after
        assert sorted(path.name for path in base.parent.iterdir()) == ["kb.db", "kb.schema-1.db"]
        yield f"no room from call {nth} of {calls_made}"


def _changing(
    bench: Bench, change: Callable[[Path], None], base: Path, nth: int, mode: int
) -> Callable[[Callable[[str], None]], str]:
    def work(_told: Callable[[str], None]) -> str:
        bench.faults.arm(base.parent, nth, mode)
        change(base)
        return str(bench.faults.count())

    return work


def _whole_or_not(base: Path, before: Dump, after: Dump, *, each: bool) -> None:
    KnowledgeBase.open(base, create=False).close()
    assert_whole(base)
    found = canonical(base)
    if not each:
        assert found in (before, after)
        return
    reports = [str(dict(row)["id"]) for row in before["reports"]]
    assert reports == [str(dict(row)["id"]) for row in found["reports"]]
    for report in reports:
        assert of_report(found, report) in (of_report(before, report), of_report(after, report)), report


SWEEPS = {
    one.__name__: one
    for one in (
        *(every_write, every_call_of_a_watch, random_moments, full_disk, read_only),
        *(later_changes, migration, power_losses, clock_set_back),
    )
}


def main(library: str, sweep: str, scratch: str) -> None:
    bench = Bench(Faults(Path(library)), Path(scratch))
    count, moment = 0, "before the first"
    try:
        for count, moment in enumerate(SWEEPS[sweep](bench), 1):  # noqa: B007
            pass
    except BaseException:
        print(f"after {moment} ({count} were well)", file=sys.stderr)
        raise
    print(count)


if __name__ == "__main__":
    main(*sys.argv[1:])
