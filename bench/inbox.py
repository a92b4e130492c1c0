"""Sample-made PDFs through `yanbao watch`: reports a second and memory, the first hundred beside the last.

Usage: python bench/inbox.py [--reports N] [--rounds N] [--live] [--keep FOLDER]

The PDFs are the bundled samples with pages of other samples behind them, each another one. They go through `watch --once`
with one worker and with two, in turn; the best round of each counts, so a busy machine slows both alike. With --live
they are copied, while it runs, into a folder that `watch` watches. Seconds are those of the watch's own log and of this
clock; memory is the proportional share (PSS) of the watch and all its workers.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pypdfium2

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
PART = 100
# A few of the made reports print the same as others: what two samples share stands behind both.
_SETTLED = "SELECT count(*) FROM inbox WHERE state IN ('read', 'duplicate')"


class Pass(NamedTuple):
    """One pass: when each report was in, seconds of processor time, memory; `own` are the seconds of the watch alone."""

    moments: tuple[float, ...]
    cpu: float
    memory: tuple[tuple[float, float], ...]
    own: float = 0.0

    @property
    def seconds(self) -> float:
        """From the first report to the last: what is loaded once is loaded before."""
        return self.moments[-1] - self.moments[0]

    def rate(self, first: int, last: int) -> float:
        part = self.moments[first:last]
        return (len(part) - 1) / max(1e-9, part[-1] - part[0])

    def held(self, first: int, last: int) -> float:
        """MiB at the most while these were read."""
        began, ended = self.moments[first], self.moments[last - 1]
        return max((mib for at, mib in self.memory if began <= at <= ended), default=0.0)


def make(folder: Path, count: int) -> None:
    """So many reports, no two alike; the same ones every time."""
    lot = random.Random(7)
    samples = [pypdfium2.PdfDocument(path) for path in sorted(SAMPLES.glob("*.pdf"))]
    pages = [(number, page) for number, sample in enumerate(samples) for page in range(len(sample))]
    drawn: set[tuple[object, ...]] = set()
    for number in range(count):
        whole = pypdfium2.PdfDocument.new()
        first = number % len(samples)
        whole.import_pages(samples[first], list(range(min(len(samples[first]), 4))))
        while (behind := (first, *lot.sample(pages, 1 + number % 3))) in drawn:
            pass
        drawn.add(behind)
        for other, page in behind[1:]:
            whole.import_pages(samples[other], [page])
        whole.save(folder / f"{number:04}.pdf")
        whole.close()


@contextlib.contextmanager
def watching(folder: Path, base: Path, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """`yanbao watch`, and its log."""
    log = base.with_suffix(".log")
    command = [sys.executable, "-m", "kb.cli", "watch", str(folder), "--db", str(base), "--no-ocr"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    process = subprocess.Popen([*command, "--log", str(log), *words], env=environment)
    try:
        yield process, log
    finally:
        process.kill()
        process.wait()


def observe(process: subprocess.Popen[bytes], base: Path, count: int) -> Pass:
    """Looks twice a second how many reports are settled, and how much memory the watch and its workers hold."""
    moments: list[float] = []
    memory: list[tuple[float, float]] = []
    ends, own = 0, 0.0
    while len(moments) < count:
        now = time.perf_counter()
        done = settled_in(base)
        # Between two looks they are spread evenly.
        last = moments[-1] if moments else now
        fresh = done - len(moments)
        moments += [last + (now - last) * (n + 1) / fresh for n in range(fresh)]
        own = max(own, spent_by(process.pid))
        memory.append((now, sum(map(share, family(process.pid)))))
        if process.poll() is not None and len(moments) < count:
            ends += 1  # its last reports may have come since we looked
            if ends > 3:
                raise SystemExit(f"the watch ended with {process.returncode} after {len(moments)} of {count}")
        time.sleep(0.5)
    return Pass(tuple(moments), 0.0, tuple(memory), own)


def settled_in(base: Path) -> int:
    if not base.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as db:
        try:
            return int(db.execute(_SETTLED).fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # it is being made


def family(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


def share(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def spent_by(pid: int) -> float:
    """Seconds of processor time of one process."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def once(folder: Path, base: Path, jobs: int, count: int) -> Pass:
    before = os.times()
    with watching(folder, base, "--once", "--jobs", str(jobs)) as (process, _):
        found = observe(process, base, count)
        process.wait()
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return found._replace(cpu=spent)


def live(made: Path, place: Path, count: int) -> Pass:
    """Files come, slowly at first, while it watches."""
    folder = place / "live"
    folder.mkdir()

    def bring() -> None:
        for number, path in enumerate(sorted(made.glob("*.pdf"))):
            part = folder / f"{path.name}.part"
            shutil.copy(path, part)
            part.rename(folder / path.name)
            if number < 20:
                time.sleep(0.2)

    with watching(folder, place / "live.db", "--jobs", "2") as (process, _):
        time.sleep(2)
        threading.Thread(target=bring, daemon=True).start()
        found = observe(process, place / "live.db", count)
        process.send_signal(signal.SIGTERM)
        if process.wait(timeout=60) != 0:
            raise SystemExit(f"it was asked to stop, and ended with {process.returncode}")
    return found


def tell(title: str, found: Pass) -> None:
    count = len(found.moments)
    parts = (0, min(PART, count)), (max(0, count - PART), count)
    rates = [f"{found.rate(*part):.2f}" for part in parts]
    held = [f"{found.held(*part):.0f}" for part in parts]
    cpu = f"{found.cpu / count:.3f}" if found.cpu else "–"
    print(f"| {title} | {count / found.seconds:.2f} | {' / '.join(rates)} | {' / '.join(held)} | {cpu} |")


def main(words: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--reports", type=int, default=500)
    options.add_argument("--rounds", type=int, default=1, help="go through both N times; the best counts")
    options.add_argument("--live", action="store_true", help="also into a folder that is watched")
    given = options.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        made = place / "made"
        made.mkdir()
        make(made, given.reports)
        best: dict[int, Pass] = {}
        for number in range(given.rounds):
            for jobs in (1, 2):
                found = once(made, place / f"{jobs}-{number}.db", jobs, given.reports)
                if jobs not in best or found.seconds < best[jobs].seconds:
                    best[jobs] = found
        print(f"{given.reports} reports, best of {given.rounds}; first {PART} / last {PART}\n")
        print("| way | reports/s | first / last | MiB, first / last | processor seconds a report |")
        print("|---|---|---|---|---|")
        tell("watch --once, 1 worker", best[1])
        tell("watch --once, 2 workers", best[2])
        if given.live:
            tell("watch, 2 workers, files as they come", live(made, place, given.reports))
        own, theirs = best[2].own, best[2].cpu - best[2].own
    print(f"\ntwo workers / one, by the clock: {best[1].seconds / best[2].seconds:.2f}")
    print(
        f"at best, by the processor: {2 * theirs / (theirs + own):.2f} (watch {own:.1f} s, workers {theirs:.1f} s)"
    )


if __name__ == "__main__":
    main()
