"""Paths in, Extractions out in the same order: the one place where reading a PDF and knowing its names meet.

One file never spoils another: what goes wrong with a file is a Fault in its place, even where the reader's process
dies. The result does not depend on the number of workers.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from extract.errors import AccessFault, BadDataFault, Fault, UnreadableFault
from extract.model import Extraction

# How many files wait in memory, read but not yet asked for, per worker.
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one path: an extraction, or the fault that stands in its place."""

    path: Path
    extraction: Extraction | None = None
    fault: Fault | None = None


def file_bytes(path: Path) -> bytes:
    """The file's bytes. Raises UnreadableFault or AccessFault, never OSError."""
    shown = shown_name(path)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFault(
            "no-such-file", f"{shown} is not there.", "check the path and its spelling", path=shown
        ) from None
    except IsADirectoryError:
        raise UnreadableFault(
            "is-a-folder", f"{shown} is a folder, not a PDF.", f"yanbao add {shown}", path=shown
        ) from None
    except PermissionError:
        raise AccessFault(
            "no-access", f"{shown} may not be read by you.", "ask its owner for read access", path=shown
        ) from None
    except OSError as error:
        raise UnreadableFault(
            "unreadable-file",
            f"{shown} cannot be read from its disk: {error.strerror}.",
            "copy the file again and try the copy",
            path=shown,
        ) from error


def read(path: Path, *, ocr: bool = True) -> Extraction:
    """One file, read and linked to the companies it is about. Raises Fault."""
    data = file_bytes(path)

    from extract.pipeline import extract
    from kb.names import seeded_names
    from kb.resolve import link

    return link(extract(data, shown_name(path), names=seeded_names(), ocr=ocr))


def read_kept(path: Path, *, ocr: bool = True) -> Reading:
    """As `read`, with the fault kept instead of raised; a defect of ours is a fault called "internal".

    Raises BadDataFault: a wrong data file is no file's own fault, and every other would fail in the same way.
    """
    try:
        return Reading(path, extraction=read(path, ocr=ocr))
    except BadDataFault:
        raise
    except Fault as fault:
        return Reading(path, fault=fault)
    except Exception as error:
        return Reading(path, fault=internal_fault(error, shown_name(path)))


def read_many(paths: Sequence[Path], *, jobs: int = 1, ocr: bool = True) -> Iterator[Reading]:
    """Every path read, in the order given; `jobs` is the number of worker processes, 1 reads in this one."""
    if jobs <= 1 or len(paths) <= 1:
        yield from (read_kept(path, ocr=ocr) for path in paths)
        return
    done = 0
    while done < len(paths):
        for reading in _read_in_pool(paths[done:], min(jobs, len(paths) - done), ocr):
            done += 1
            yield reading
        if done < len(paths):
            # A worker died, and with it the pool: the first unread file is read alone to learn whether it was the one.
            yield _read_alone(paths[done], ocr)
            done += 1


def _read_in_pool(paths: Sequence[Path], jobs: int, ocr: bool) -> Iterator[Reading]:
    """In order until all are read or a worker dies. Processes, not threads: pdfium dies of threads; spawned, not
    forked: a fork would inherit whatever the engine holds open."""
    waiting: deque[Future[Reading]] = deque()
    rest = iter(paths)
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_leave_interrupts_to_the_parent)
    try:
        while True:
            while len(waiting) < jobs * _AHEAD and (path := next(rest, None)) is not None:
                waiting.append(pool.submit(read_kept, path, ocr=ocr))
            if not waiting:
                return
            yield waiting.popleft().result()
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    # Ctrl-C reaches every process of the terminal; one of them answering is enough.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_alone(path: Path, ocr: bool) -> Reading:
    for reading in _read_in_pool([path], 1, ocr):
        return reading
    shown = shown_name(path)
    return Reading(
        path,
        fault=UnreadableFault(
            "reader-died",
            f"{shown} stopped the PDF engine.",
            "save a clean copy from a PDF viewer (print to PDF) and try that",
            path=shown,
        ),
    )


def internal_fault(error: BaseException, what: str) -> Fault:
    """A defect of ours, said as a fault (exit code 1) that remembers its cause."""
    fault = Fault(
        "internal",
        f"yanbao made a mistake of its own at {what}: {type(error).__name__}: {error}",
        "run it again with -vv and send us the traceback",
        path=what,
    )
    fault.__cause__ = error
    return fault


def shown_name(path: Path) -> str:
    """The path as given, in valid UTF-8 even where the file system's bytes are not."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
