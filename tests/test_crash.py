"""Whatever ends the writer, the next start finds a whole knowledge base, nothing lost, and finishes the work.

The sweeps are in `crash/sweeps.py`; they need a C compiler (for the library that makes calls fail) and Linux.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crash.bench import CLOCKS
from crash.canon import assert_whole, canonical

from kb.keep.store import KnowledgeBase

TESTS = Path(__file__).parent
SAMPLES = TESTS.parent / "samples"
FEW = ("yili-tingyu-2026-04.pdf", "kuaishou-haiqiao-2026-05.pdf", "weekly-tingyu-2026-04.pdf")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the kernel in Linux's way")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}", **more}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        pytest.skip("no C compiler: the library that makes calls fail cannot be built")
    made = tmp_path_factory.mktemp("faults") / "faults.so"
    source = TESTS / "crash" / "faults.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl"], check=True)
    return made


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """A folder, in memory where there is one: what is synced there costs nothing."""
    memory = Path("/dev/shm")
    place = memory / f"yanbao-{os.getpid()}" if os.access(memory, os.W_OK) else tmp_path / "scratch"
    place.mkdir(exist_ok=True)
    yield place
    shutil.rmtree(place)


@linux
@pytest.mark.parametrize(
    ("sweep", "at_least"),
    [
        ("random_moments", 1000),
        ("every_write", 800),
        ("every_call_of_a_watch", 400),
        ("later_changes", 300),
        ("power_losses", 400),
        ("migration", 150),
        ("full_disk", 130),
        ("clock_set_back", 4),
        ("read_only", 1),
    ],
)
def test_nothing_is_lost_doubled_or_half_there(
    sweep: str, at_least: int, library: Path, scratch: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crash.sweeps", str(library), sweep, str(scratch)],
        env=environment(LD_PRELOAD=str(library)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) >= at_least


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    for name in FEW:
        shutil.copy(SAMPLES / name, folder)
    return folder


@pytest.fixture(scope="module")
def undisturbed(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("undisturbed") / "kb.db"
    assert begun("add", inbox, base).wait() == 0
    return base


def begun(how: str, inbox: Path, base: Path) -> subprocess.Popen[bytes]:
    words = [*how.split(), str(inbox), "--db", str(base), "--no-ocr", "--jobs", "2", "-q"]
    return subprocess.Popen(
        [sys.executable, "-m", "kb.cli", *words], env=environment(), start_new_session=True
    )


def reports(base: Path) -> int:
    """How many are in, by a look that disturbs nobody; 0 while the base is being made."""
    try:
        with contextlib.closing(sqlite3.connect(f"{base.as_uri()}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.Error:
        return 0


@linux
@pytest.mark.parametrize(("how", "kept"), [("add", 0), ("add", 1), ("watch --once", 1), ("watch --once", 2)])
def test_a_killed_command_on_real_files_is_finished_by_the_next(
    how: str, kept: int, inbox: Path, undisturbed: Path, tmp_path: Path
) -> None:
    base = tmp_path / "kb.db"
    until = time.monotonic() + 60
    with begun(how, inbox, base) as first:
        while (reports(base) < kept or not base.exists()) and time.monotonic() < until:
            time.sleep(0.02)
        first.kill()
    assert first.returncode == -signal.SIGKILL
    # Those who read for it end by themselves.
    while in_session(first.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert in_session(first.pid) == []
    assert begun(how, inbox, base).wait() == 0
    assert_whole(base)
    assert canonical(base, CLOCKS) == canonical(undisturbed, CLOCKS)
    assert [path.name for path in tmp_path.iterdir()] == ["kb.db"]
    with KnowledgeBase.open(base, create=False, read_only=True) as kb:
        assert [row["state"] for row in kb.runs()][:-1] in ([], ["interrupted"])


def in_session(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(session) == leader and state != "Z":
            found.append(int(stat.parent.name))
    return found


def test_a_run_cut_short_says_so_and_can_be_undone(tmp_path: Path) -> None:
    from judged_reports import LATER, NOW, figure, report

    base = tmp_path / "kb.db"
    with KnowledgeBase.open(base, create=True) as kb:
        run = kb.start_run("add", NOW)
        kb.add(report("a", figure(1, "海光")), run=run, path=Path("/r/a.pdf"), now=NOW)
    with KnowledgeBase.open(base, create=False, read_only=True) as kb:
        # Who only reads changes nothing: the writer may be at work.
        assert kb.runs()[0]["state"] == "open"
    with KnowledgeBase.open(base, create=False) as kb:
        told = {name: kb.runs()[0][name] for name in ("state", "reports", "claims", "failed", "finished")}
        assert told == {"state": "interrupted", "reports": 1, "claims": 2, "failed": 0, "finished": None}
        assert kb.undo(run, now=LATER)["claims"] == 2
        assert [row["state"] for row in kb.runs()] == ["undone", "done"]
