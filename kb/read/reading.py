"""Paths in, Extractions out in the same order: the one place where reading a PDF and knowing its names meet.

Every file is read in a worker process under ceilings, so one file never spoils another: what goes wrong with a file is
a Fault in its place, even where its reader dies. The result does not depend on the number of workers.
"""

from __future__ import annotations

import dataclasses
import os
import stat
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import AccessFault, BadDataFault, Fault, UnreadableFault
from extract.model import Extraction
from kb.read.crew import Crew, Defect, Engine
from kb.read.limits import (
    A_PAGE_OF_PICTURES,
    CEILINGS,
    MOST_OF_PICTURES,
    PICTURE_CEILINGS,
    PICTURE_LIMITS,
    Ceilings,
    Limits,
    set_ceilings,
)

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
    return read_bytes(file_bytes(path), shown_name(path), ocr=ocr, engine=engine)


def read_bytes(
    data: bytes, file: str, *, ocr: bool = True, engine: str = "pdfium", patience: int | None = None
) -> Extraction:
    """The same for a file's bytes: what a worker, here or on another machine, does. Raises Fault.

    `patience` are the seconds of processor time it may take, where they are to be other than usual.
    """
    return _look(data, file, ocr=ocr, engine=engine, page=None, patience=patience)[0]


def _look(
    data: bytes, file: str, *, ocr: bool, engine: str, page: int | None, patience: int | None = None
) -> tuple[Extraction, list[Mark]]:
    from extract.marks import marks_of
    from extract.pipeline import extract, read_layout
    from kb.who.link import link
    from kb.who.names import seeded_names

    names = seeded_names()
    set_ceilings(_ceilings(data, file, ocr, patience))
    if page is None:
        # Without the pages as they were understood, which only a picture of one needs: they would grow with the report.
        return link(extract(data, file, names=names, ocr=ocr, engine=engine)), []
    sheets, extraction = read_layout(data, file, names=names, ocr=ocr, engine=engine)
    return link(extraction), marks_of(sheets, extraction, page)


def _ceilings(data: bytes, file: str, ocr: bool, patience: int | None) -> Ceilings:
    ceilings = (PICTURE_CEILINGS if reads_pictures(ocr) else CEILINGS).for_size(len(data))
    if patience is not None:
        return Ceilings(patience, ceilings.memory)
    if reads_pictures(ocr):
        from extract.pages.reader import MAX_PAGES, Document

        set_ceilings(ceilings)
        with Document(data, file) as document:
            pages = min(document.page_count, MAX_PAGES)
        return ceilings.for_pages(pages, A_PAGE_OF_PICTURES, MOST_OF_PICTURES)
    return ceilings


def reads_pictures(ocr: bool) -> bool:
    """Whether pages that are pictures are read: asked for, and the extra is installed."""
    return ocr and find_spec("rapidocr") is not None


def read_kept(path: Path, *, ocr: bool = True, engine: str = "pdfium", page: int | None = None) -> Reading:
    """As `read`, with the fault kept instead of raised; a defect of ours is a fault called "internal".

    With `page` (from 1), also the marks of what was understood of that page.

    Raises BadDataFault: a wrong data file is no file's own fault, and every other would fail in the same way.
    """
    try:
        if page is None:
            return Reading(path, extraction=read(path, ocr=ocr, engine=engine))
        extraction, marks = _look(file_bytes(path), shown_name(path), ocr=ocr, engine=engine, page=page)
        return Reading(path, extraction=extraction, marks=tuple(marks))
    except Exception as error:
        return failed(path, error, traceback.format_exc())


def failed(path: Path, error: Exception, trace: str = "") -> Reading:
    """What stands in the place of an extraction. Raises BadDataFault, and MemoryError: that is the worker's to tell."""
    if isinstance(error, BadDataFault | MemoryError):
        raise error
    if isinstance(error, Fault):
        return Reading(path, fault=error)
    shown = shown_name(path)
    what = str(error) if isinstance(error, Defect) else f"{type(error).__name__}: {error}"
    fault = Fault(
        "internal",
        f"yanbao made a mistake of its own at {shown}: {what}",
        "run it again with -vv and send us the traceback",
        path=shown,
    )
    return Reading(path, fault=fault, trace=error.trace if isinstance(error, Defect) else trace)


def read_one(path: Path, *, ocr: bool = True, page: int | None = None) -> Reading:
    """One file, read by a worker of its own; `page` as in `read_kept`."""
    return next(read_many([path], ocr=ocr, page=page))


def read_many(
    paths: Sequence[Path],
    *,
    jobs: int = 1,
    ocr: bool = True,
    engine: str = "pdfium",
    page: int | None = None,
    patience: int | None = None,
    hire: Callable[[], Engine] | None = None,
) -> Iterator[Reading]:
    """Every path read, in the order given, by `jobs` worker processes, or by the engine that `hire` gives.

    The bytes are read here and the rest is done there, so a worker needs no right to any file. Raises BadDataFault.
    """
    rest = deque(paths)
    if not rest:
        return
    job = partial(_look, ocr=ocr, engine=engine, page=page, patience=patience)
    waiting: deque[tuple[Path, Future[tuple[Extraction, list[Mark]]] | Fault]] = deque()
    crew = hire() if hire is not None else Crew(min(jobs, len(rest)), limits_for(ocr, engine, patience))
    try:
        while rest or waiting:
            while rest and len(waiting) < crew.jobs * _AHEAD:
                path = rest.popleft()
                try:
                    data = file_bytes(path)
                    waiting.append((path, crew.submit(shown_name(path), job, data, shown_name(path))))
                except Fault as fault:
                    waiting.append((path, fault))
            path, future = waiting.popleft()
            try:
                if isinstance(future, Fault):
                    raise future
                extraction, marks = future.result()
                reading = Reading(path, extraction=extraction, marks=tuple(marks))
            except (Fault, Defect) as error:
                reading = failed(path, error)
            yield reading
    finally:
        # Whoever interrupts us waits for no worker to finish a file that nobody will have.
        crew.close()


def limits_for(ocr: bool, engine: str = "pdfium", patience: int | None = None) -> Limits:
    """What a file may take by the clock: `patience`, or what is usual for what is read of it."""
    # pdfminer takes fifteen times as long.
    limits = PICTURE_LIMITS if engine != "pdfium" or reads_pictures(ocr) else Limits()
    return limits if patience is None else dataclasses.replace(limits, seconds=patience)


def shown_name(path: Path) -> str:
    """The path as given, in valid UTF-8 even where the file system's bytes are not."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def key_of(path: Path) -> str:
    """The path as a file is known by: valid UTF-8, and another for every other name, whatever bytes it is made of."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
