"""`yanbao watch` as a program: real reports that come while it runs, who stops it, and what it leaves."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.ask.inbox import inbox
from kb.keep.store import KnowledgeBase

SAMPLES = Path(__file__).parents[1] / "samples"
START = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from kb.cli import main; main()"
)


def states(database: Path) -> dict[str, str]:
    with KnowledgeBase.open(database, create=False, read_only=True) as kb:
        return {
            Path(str(row["file"])).name: "gone" if row["gone"] else str(row["state"]) for row in inbox(kb)
        }


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited for {seconds} seconds"
        time.sleep(0.1)


@contextlib.contextmanager
def watching(place: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`yanbao watch` on `place`/in, its log in `place`/log."""
    (place / "in").mkdir(exist_ok=True)
    given = ["watch", str(place / "in"), "--db", str(place / "k.db"), "--log", str(place / "log"), "--no-ocr"]
    environment = {**os.environ, "LANG": "C"}
    process = subprocess.Popen(
        [sys.executable, "-c", START, *given, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def group(leader: int) -> set[int]:
    """The living processes of a process group."""
    found = set()
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, number = place.read_text().rpartition(")")[2].split()[:3]
            if int(number) == leader and state != "Z":
                found.add(int(place.parent.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="process groups are looked up in /proc")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)], ids=str)
def test_reports_are_read_as_they_come_until_it_is_stopped(sent: int, code: int, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with watching(tmp_path) as process:
        until(lambda: log.exists() and "watching" in log.read_text())
        part = tmp_path / "in" / "g.pdf.part"
        shutil.copy(SAMPLES / "glodon-shuangqiao-2026-05.pdf", part)
        part.rename(tmp_path / "in" / "g.pdf")
        # A folder moved in whole.
        (tmp_path / "out").mkdir()
        shutil.copy(SAMPLES / "food-cangyue-2026-05.pdf", tmp_path / "out" / "f.pdf")
        (tmp_path / "out" / "bad.pdf").write_text("no PDF")
        (tmp_path / "out").rename(tmp_path / "in" / "out")
        until(lambda: log.read_text().count("  read ") == 2 and "  failed " in log.read_text())
        assert states(tmp_path / "k.db") == {"g.pdf": "read", "f.pdf": "read", "bad.pdf": "failed"}
        second = subprocess.run(
            [sys.executable, "-c", START, "watch", str(tmp_path / "in"), "--db", str(tmp_path / "k.db")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 5 and f"process {process.pid}" in second.stderr
        process.send_signal(sent)
        process.communicate(timeout=20)
        assert process.returncode == code
        until(lambda: group(process.pid) == set())
    assert sorted(line.split()[1] for line in log.read_text().splitlines()[2:]) == ["failed", "read", "read"]
    with KnowledgeBase.open(tmp_path / "k.db", create=False) as kb:  # nobody holds the lock
        assert {run["state"] for run in kb.runs()} == {"done"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "k.db", "log"]


@pytest.mark.skipif(sys.platform != "linux", reason="process groups are looked up in /proc")
def test_stopped_in_the_middle_of_a_file_it_is_read_the_next_time(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in (
        "glodon-shuangqiao-2026-05",
        "yili-beilu-2026-05",
        "catl-qiheng-2026-04",
        "yili-tingyu-2026-04",
    ):
        shutil.copy(SAMPLES / f"{name}.pdf", tmp_path / "in")
    with watching(tmp_path) as process:
        until(lambda: (tmp_path / "log").exists() and "  read " in (tmp_path / "log").read_text())
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        assert process.returncode == 0
        until(lambda: group(process.pid) == set())
    assert set(states(tmp_path / "k.db").values()) <= {"read", "waiting"}
    with watching(tmp_path, "--once") as process:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, "")
        assert "reports" in out
    assert list(states(tmp_path / "k.db").values()) == ["read"] * 4
    with KnowledgeBase.open(tmp_path / "k.db", create=False) as kb:
        assert len(kb.rows("SELECT id FROM reports")) == 4


def test_a_run_whose_writer_died_behind_its_last_file_is_closed_though_nothing_is_left_to_do(
    tmp_path: Path,
) -> None:
    base, folder = tmp_path / "kb.db", tmp_path / "inbox"
    folder.mkdir()
    with KnowledgeBase.open(base, create=True) as kb:
        kb.start_run("watch", datetime.datetime(2026, 3, 6, tzinfo=datetime.UTC))
    assert subprocess.run(
        [sys.executable, "-m", "kb.cli", "watch", str(folder), "--once", "--db", str(base), "-q"], check=False
    ).returncode in (0, 4)
    with KnowledgeBase.open(base, create=False, read_only=True) as kb:
        assert [row["state"] for row in kb.runs()] == ["interrupted"]
