"""Paths in, the PDF files in them out: whole files only, each once, in an order no machine changes.

Folders are walked to any depth. Left alone, as the inbox promises: hidden files and folders, `~$` and `._` files,
downloads that are not finished, and symbolic links found inside a folder (a link named by the user is followed).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_PASSED_OVER = (".", "~$", "._")


def find_pdfs(paths: Iterable[Path]) -> list[Path]:
    """Every file named by the user, and every `*.pdf` (any case) in the folders named, sorted within a folder.

    A path that is no folder is kept whatever it is called, and whether or not it is there: reading it says what
    is wrong with it. A file reached twice is kept once, at its first place.
    """
    found: dict[Path, None] = {}
    seen: set[str] = set()
    for path in paths:
        for file in _walk(path) if _is_folder(path) else (path,):
            place = os.path.realpath(file)
            if place not in seen:
                seen.add(place)
                found[file] = None
    return list(found)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # Not even to be looked at: told when it is read.
        return False


def _walk(folder: Path) -> Iterator[Path]:
    try:
        # One look at the folder: what each entry is comes with its name, and needs no right to the entry itself.
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        # The folder itself is handed on as a file that cannot be read, so that its loss is told.
        yield folder
        return
    for entry in found:
        if entry.name.startswith(_PASSED_OVER) or entry.is_symlink():
            continue
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path)
        elif path.suffix.lower() == ".pdf":
            yield path
