"""Folders go in, the paths where something happens come out, from a thread of their own; or word that none will come.

What is heard is only a reason to look: events are lost by network shares, by systems that are busy, by folders moved in
whole. The re-scan finds what they did not tell (kb/read/watch.py).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def listen(folders: Sequence[Path], tell: Callable[[Path], None]) -> Callable[[], None] | None:
    """Tell of every path that was made, changed or moved under these folders, until the function returned is called.

    None where this system has no way to listen: no library, no more watches to be had, a file system without events.
    """
    try:
        from watchdog.observers import Observer
    except ImportError:
        return None

    class Ear:
        def dispatch(self, event: Any) -> None:
            if event.event_type in ("opened", "closed_no_write"):
                return  # our own reading, mostly
            for place in (event.src_path, event.dest_path):
                if place and not (event.is_directory and event.event_type == "modified"):
                    tell(Path(os.fsdecode(place)))

    observer = Observer()
    try:
        for folder in folders:
            observer.schedule(Ear(), str(folder), recursive=True)
        observer.start()
    except Exception:
        # inotify's watches are used up, or the share has none: looking every few seconds does as well.
        with contextlib.suppress(Exception):
            observer.stop()
        return None

    def stop() -> None:
        observer.stop()
        observer.join()

    return stop
