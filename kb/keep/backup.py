"""An open knowledge base goes in, a copy beside it comes out, named for its schema: whole and on the disk, or not there.

Made before a migration, so that one that goes wrong, or a step back to the former program, costs nothing.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from extract.errors import AccessFault


def copy_beside(db: Database, path: Path, version: int) -> Path:
    """The copy of `path` as it is under schema `version`; one of an earlier attempt gives way to it.

    Raises sqlite3.Error or AccessFault where there is no room or no right to write; then nothing is left.
    """
    place = path.with_name(f"{path.stem}.schema-{version}{path.suffix}")
    unfinished = place.with_name(place.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(unfinished)) as copy:
            copy.execute("PRAGMA synchronous = EXTRA")
            db.conn.backup(copy)
        _sync(unfinished)
        unfinished.replace(place)
        _sync(place.parent)
    except BaseException as error:
        for left in (unfinished, unfinished.with_name(unfinished.name + "-journal")):
            with contextlib.suppress(OSError):
                left.unlink()
        if isinstance(error, OSError):
            raise AccessFault(
                "no-copy",
                f"{place} cannot be written: {error.strerror}. Without a copy nothing is brought up to date.",
                "make room beside the knowledge base, or the right to write there",
                path=str(place),
            ) from error
        raise
    return place


def _sync(place: Path) -> None:
    try:
        handle = os.open(place, os.O_RDONLY)
    except PermissionError:  # pragma: no cover  (Windows opens no folder)
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
