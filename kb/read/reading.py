"""Paths in, Extractions out in the same order: the one place where reading a PDF and knowing its names meet.

Every file is read in a worker process under ceilings, so one file never spoils another: what goes wrong with a file is
a Fault in its place, even where its reader dies. The result does not depend on the number of workers.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import AccessFault, BadDataFault, Fault, UnreadableFault
from extract.model import Extraction
from kb.read.limits import CEILINGS, PICTURE_CEILINGS, set_ceilings

if TYPE_CHECKING:
    from extract.marks import Mark

# How many files wait in memory, read but not yet asked for, per worker.
_AHEAD = 3
LARGEST = 300 << 20  # bytes: the largest report seen had 20 MB


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one path: an extraction, or the fault that stands in its place; `trace` for a defect of ours.

    `marks` are those of the page that was asked for.
    """

    path: Path
    extraction: Extraction | None = None
    fault: Fault | None = None
    trace: str = ""
    marks: tuple[Mark, ...] = ()

    def result(self) -> Extraction:
        """The extraction. Raises the fault where there is none."""
        if self.extraction is None:
            raise self.fault or Fault("internal", f"{shown_name(self.path)} gave nothing.")
        return self.extraction


def file_bytes(path: Path) -> bytes:
    """The file's bytes. Raises UnreadableFault or AccessFault, never OSError."""
    shown = shown_name(path)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            # One that cannot be looked into is told as that: its reports are missing from what was read.
            os.scandir(path).close()
            raise UnreadableFault(
                "is-a-folder", f"{shown} is a folder, not a PDF.", f"yanbao add {shown}", path=shown
            )
        if not stat.S_ISREG(found.st_mode):
            # A pipe or a device would keep us waiting, or never end.
            raise UnreadableFault(
                "not-a-file", f"{shown} is no file.", "save what it gives to a file first", path=shown
            )
        if found.st_size > LARGEST:
            raise UnreadableFault(
                "too-large",
                f"{shown} has {found.st_size >> 20} MB; no report has.",
                "split it, or save it anew without its pictures",
                path=shown,
            )
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise UnreadableFault(
            "no-such-file", f"{shown} is not there.", "check the path and its spelling", path=shown
        ) from None
    except PermissionError:
        raise AccessFault(
            "no-access", f"{shown} may not be read by you.", "ask its owner for read access", path=shown
        ) from None
    except (OSError, ValueError) as error:
        raise UnreadableFault(
            "unreadable-file",
            f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}.",
            "copy the file again and try the copy",
            path=shown,
        ) from error


def read(path: Path, *, ocr: bool = True, engine: str = "pdfium") -> Extraction:
    """One file, read and linked to the companies it is about, in this process. Raises Fault."""
    return _look(path, ocr, engine, None)[0]


def _look(path: Path, ocr: bool, engine: str, page: int | None) -> tuple[Extraction, list[Mark]]:
    data = file_bytes(path)

    from extract.marks import marks_of
    from extract.pipeline import read_layout
    from kb.who.link import link
    from kb.who.names import seeded_names

    names = seeded_names()
    with_pictures = ocr and find_spec("rapidocr") is not None
    set_ceilings(*(PICTURE_CEILINGS if with_pictures else CEILINGS))
    sheets, extraction = read_layout(data, shown_name(path), names=names, ocr=ocr, engine=engine)
    return link(extraction), marks_of(sheets, extraction, page) if page is not None else []


def read_kept(path: Path, *, ocr: bool = True, engine: str = "pdfium", page: int | None = None) -> Reading:
    """As `read`, with the fault kept instead of raised; a defect of ours is a fault called "internal".

    With `page` (from 1), also the marks of what was understood of that page.

    Raises BadDataFault: a wrong data file is no file's own fault, and every other would fail in the same way.
    """
    try:
        if page is None:
            return Reading(path, extraction=read(path, ocr=ocr, engine=engine))
        extraction, marks = _look(path, ocr, engine, page)
        return Reading(path, extraction=extraction, marks=tuple(marks))
    except BadDataFault:
        raise
    except Fault as fault:
        return Reading(path, fault=fault)
    except MemoryError:
        return Reading(path, fault=given_up(path))
    except Exception as error:
        return Reading(path, fault=_internal(path, error), trace=traceback.format_exc())


def read_one(path: Path, *, ocr: bool = True, page: int | None = None) -> Reading:
    """One file, read by a worker of its own; `page` as in `read_kept`."""
    return next(read_many([path], ocr=ocr, page=page))


def read_many(
    paths: Sequence[Path], *, jobs: int = 1, ocr: bool = True, engine: str = "pdfium", page: int | None = None
) -> Iterator[Reading]:
    """Every path read, in the order given, by `jobs` worker processes. Raises BadDataFault."""
    rest = deque(paths)
    job = partial(read_kept, ocr=ocr, engine=engine, page=page)
    while rest:
        waiting: deque[tuple[Path, Future[Reading]]] = deque()
        pool = workers(min(jobs, len(rest)))
        try:
            while rest or waiting:
                while rest and len(waiting) < jobs * _AHEAD:
                    waiting.append((rest[0], pool.submit(job, rest[0])))
                    rest.popleft()
                yield waiting[0][1].result()
                waiting.popleft()
        except BrokenProcessPool:
            pass
        finally:
            # Whoever interrupts us waits for no worker to finish a file that nobody will have.
            left = list((pool._processes or {}).values()) if waiting else []
            pool.shutdown(wait=False, cancel_futures=True)
            for process in left:
                process.terminate()
        # Here a worker died, and the pool with it. One worker: it died of the file it had. Several: each file that was
        # under way is read again, alone.
        if jobs == 1 and waiting:
            path, _ = waiting.popleft()
            rest.extendleft(path for path, _ in reversed(waiting))
            yield Reading(path, fault=given_up(path))
        elif waiting:
            yield from (_finished(future) or _alone(path, job) for path, future in waiting)


def _alone(path: Path, job: Callable[[Path], Reading]) -> Reading:
    pool = workers(1)
    try:
        return pool.submit(job, path).result()
    except BrokenProcessPool:
        return Reading(path, fault=given_up(path))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def workers(jobs: int) -> ProcessPoolExecutor:
    """Processes that read PDFs, one file at a time each."""
    # Processes, for pdfium dies of threads; spawned, for a fork would inherit whatever is open.
    return ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_serve_the_parent
    )


def _serve_the_parent() -> None:
    # Ctrl-C reaches every process of the terminal; one of them answering is enough.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A parent that was killed outright tells nobody: a worker that waits for its next file would wait for ever.
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    # A worker is one reader: libraries that would open a thread a core only take memory.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _finished(future: Future[Reading]) -> Reading | None:
    return future.result() if future.done() and not future.cancelled() and not future.exception() else None


def _internal(path: Path, error: Exception) -> Fault:
    shown = shown_name(path)
    return Fault(
        "internal",
        f"yanbao made a mistake of its own at {shown}: {type(error).__name__}: {error}",
        "run it again with -vv and send us the traceback",
        path=shown,
    )


def given_up(path: Path) -> Fault:
    """The fault of a file that ended its worker."""
    shown = shown_name(path)
    return UnreadableFault(
        "given-up",
        f"{shown} was given up: it takes more time or memory than any report, or stops the PDF engine.",
        "print it to a new PDF from a viewer and try that",
        path=shown,
    )


def shown_name(path: Path) -> str:
    """The path as given, in valid UTF-8 even where the file system's bytes are not."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
