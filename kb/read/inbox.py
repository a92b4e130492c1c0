"""Paths in, what lies there out: the PDF files that may be taken, and those that are passed over, with the reason.

Folders are walked to any depth, in an order no machine changes. Left alone, as docs/inbox.md promises: hidden files and
folders, `~$` and `._` files, downloads that are not finished, and symbolic links found inside a folder (a link named by
the user is followed). Looking changes nothing, and one entry that cannot be looked at hides no other.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_HIDDEN = (".", "~$", "._")
_UNFINISHED = (".part", ".crdownload", ".tmp")


@dataclass(frozen=True, slots=True)
class Seen:
    """One file as a look found it: bytes, nanoseconds of its last change; why it is passed over, empty where it is not.

    `fault` is the system's word where a folder could not be looked into; the path is then the folder's.
    """

    path: Path
    size: int = -1
    mtime: int = -1
    passed_over: str = ""
    fault: str = ""


def find_pdfs(paths: Iterable[Path]) -> list[Path]:
    """Every file named by the user, and every `*.pdf` (any case) in the folders named, sorted within a folder.

    A path that is no folder is kept whatever it is called, and whether or not it is there: reading it says what
    is wrong with it. A file reached twice is kept once, at its first place.
    """
    found: dict[Path, None] = {}
    seen: set[str] = set()
    for path in paths:
        for file in _taken(path) if _is_folder(path) else (path,):
            place = os.path.realpath(file)
            if place not in seen:
                seen.add(place)
                found[file] = None
    return list(found)


def look(folder: Path) -> Iterator[Seen]:
    """Everything in a folder, at any depth, that is a PDF by its name or a download of one on its way."""
    try:
        # One look at the folder: what each entry is comes with its name, and needs no right to the entry itself.
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Seen(folder, fault=error.strerror or str(error))
        return
    for entry in found:
        path = folder / entry.name
        if entry.is_symlink():
            if _is_pdf(entry.name):
                yield Seen(path, passed_over="link")
        elif entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith(_HIDDEN):
                yield from look(path)
        elif why := _passed_over(entry.name):
            yield Seen(path, passed_over=why)
        elif _is_pdf(entry.name):
            yield _measured(path)


def look_at(path: Path, roots: Iterable[Path]) -> Iterator[Seen]:
    """What lies at a path under one of `roots` that something has happened to; nothing where it is gone or hidden."""
    root = next((root for root in roots if path.is_relative_to(root)), None)
    if root is None:
        return
    place = root
    for part in path.relative_to(root).parts[:-1]:
        place = place / part
        if part.startswith(_HIDDEN) or place.is_symlink():
            return
    if path != root and path.name.startswith(_HIDDEN) and not _is_pdf(path.name):
        return
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if stat.S_ISLNK(mode):
        if _is_pdf(path.name):
            yield Seen(path, passed_over="link")
    elif stat.S_ISDIR(mode):
        if path == root or not path.name.startswith(_HIDDEN):
            yield from look(path)
    elif why := _passed_over(path.name):
        yield Seen(path, passed_over=why)
    elif _is_pdf(path.name):
        yield _measured(path)


def _is_pdf(name: str) -> bool:
    return name.lower().endswith(".pdf")


def _passed_over(name: str) -> str:
    if name.lower().endswith(_UNFINISHED):
        return "unfinished"
    return "hidden" if name.startswith(_HIDDEN) and _is_pdf(name) else ""


def _measured(path: Path) -> Seen:
    try:
        found = path.lstat()
    except OSError:
        # Gone between two calls, or not to be looked at: trying to read it tells which.
        return Seen(path)
    if stat.S_ISREG(found.st_mode):
        return Seen(path, found.st_size, found.st_mtime_ns)
    return Seen(path, passed_over="link" if stat.S_ISLNK(found.st_mode) else "not-a-file")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # Not even to be looked at: told when it is read.
        return False


def _taken(folder: Path) -> Iterator[Path]:
    """The files to read. A folder that cannot be looked into, and what is no file, go with them: their loss is told."""
    for seen in look(folder):
        if seen.passed_over in ("", "not-a-file"):
            yield seen.path
