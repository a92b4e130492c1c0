"""A path goes in, the right to write it comes out, or the pid of who has it: one writer a knowledge base.

The lock file beside the database holds the writer's pid. The kernel's own lock decides, so what a dead process left
behind is taken over and two starters never both win; the pid is there to tell the second one whom to wait for.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from extract.errors import AccessFault

try:
    import fcntl
except ImportError:  # pragma: no cover  (Windows: SQLite's own lock has to do)
    fcntl = None  # type: ignore[assignment]


class WriteLock:
    """Held from `take` to `release`; a process that dies lets go."""

    def __init__(
        self, database: Path, suffix: str = ".lock", taken: Callable[[Path, str], AccessFault] | None = None
    ) -> None:
        """`taken` words what is raised where another process (its pid) has the lock."""
        self._database, self._taken = database, taken or locked
        self._path = database.with_name(database.name + suffix)
        self._handle: int | None = None

    def take(self) -> None:
        """Raises AccessFault (slug "locked") with the other writer's pid, or "no-access" where the folder is not writable."""
        if fcntl is None:  # pragma: no cover
            return
        while self._handle is None:
            try:
                handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            except OSError as error:
                raise AccessFault(
                    "no-access",
                    f"{self._path.parent} cannot be written: {error.strerror}.",
                    "choose another place with --db, or ask for write access",
                    path=str(self._database),
                ) from error
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pid = os.read(handle, 32).decode("ascii", "replace").strip()
                os.close(handle)
                raise self._taken(self._database, pid) from None
            if self._is_still_there(handle):
                # On a full disk the kernel's lock holds all the same; only its holder cannot be told.
                with contextlib.suppress(OSError):
                    os.truncate(handle, 0)
                    os.write(handle, f"{os.getpid()}\n".encode())
                self._handle = handle
            else:
                os.close(handle)

    def release(self) -> None:
        if self._handle is not None:
            # Removed while held: whoever opened it meanwhile sees that its file is gone, and starts over.
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None

    def _is_still_there(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), self._path.stat())
        except FileNotFoundError:
            return False


def is_being_written(database: Path) -> bool:
    """Whether the process whose number the lock file holds is alive; a writer on another machine is not seen."""
    try:
        os.kill(int(database.with_name(database.name + ".lock").read_text()), 0)
    except PermissionError:
        return True  # alive, and somebody else's
    except (OSError, ValueError):
        return False
    return True


def locked(database: Path, pid: str = "") -> AccessFault:
    who = f"process {pid}" if pid else "another program"
    return AccessFault(
        "locked",
        f"{database} is being written by {who}.",
        f"wait until it is done, or stop it: kill {pid}" if pid else "wait until it is done, then try again",
        path=str(database),
    )
