"""A process in, the same process with ceilings out: a PDF made to exhaust its reader ends the reader, not the machine.

Such files are small (two kilobytes of nested forms draw a billion times) and exhaust the engine inside one call, where
no Python code could stop it; the kernel can. Ceilings are far above what any report took (the longest of 41: 2.5 s, 260 MB), so they
change no result. Where a system has none of them (Windows), the clock's is left.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

try:
    import resource
except ImportError:  # pragma: no cover  (Windows has no such ceilings)
    resource = None  # type: ignore[assignment]

_STATM = Path("/proc/self/statm")
_OPEN_FILES = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """What the parent holds a worker to: seconds by the clock, bytes of what was read from one file.

    `memory` is what the worker may hold in all: it sets that ceiling itself, the parent tells by it why it died.
    """

    seconds: int = 60
    output: int = 96 << 20
    memory: int = 448 << 20


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Seconds of processor time a file, and bytes of memory a worker holds in all, libraries and vocabulary included."""

    seconds: int
    memory: int

    def for_pages(self, pages: int, each: int, most: int) -> Ceilings:
        """With `each` more seconds for every page, `most` at the most."""
        return Ceilings(min(most, self.seconds + each * pages), self.memory)

    def for_size(self, size: int) -> Ceilings:
        """With room for a file of so many bytes: as it came, as it is read, and what is unpacked of it."""
        return Ceilings(self.seconds, self.memory + 4 * max(0, size - _USUAL_SIZE))


# Words take 0.03 s a page. A worker that has read its first report holds 200 MB, and 100 MB more with a long one in hand.
CEILINGS = Ceilings(50, 448 << 20)
# Reading pictures takes 3 s a page, of both cores, and 850 MB for the engine.
PICTURE_CEILINGS = Ceilings(50, 2 << 30)
PICTURE_LIMITS = Limits(seconds=1800, memory=PICTURE_CEILINGS.memory)
A_PAGE_OF_PICTURES, MOST_OF_PICTURES = 12, 1200
_USUAL_SIZE = 8 << 20


def set_ceilings(ceilings: Ceilings) -> None:
    """Let this process use that much processor time from now on, and that much memory in all.

    Beyond it the kernel ends the process, or memory is refused. Does nothing where the system has no such ceilings.
    """
    if resource is None:  # pragma: no cover
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + ceilings.seconds + 1)
    if _STATM.exists():
        _lower(resource.RLIMIT_DATA, ceilings.memory)


def write_nothing() -> None:
    """From now on no file that this process writes can grow by a byte, whoever in it writes, and few can be open.

    Pipes are no files. What a library of C does to an existing file's name (rename, delete) is not stopped by this.
    """
    if resource is None:  # pragma: no cover
        return
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)


def held_memory() -> int:
    """Bytes of memory that this process holds and that count against its ceiling; 0 where the system does not say."""
    if not _STATM.exists():
        return 0
    return int(_STATM.read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")


def peak_memory() -> int:
    """Bytes that this process held at the most; 0 where the system does not say."""
    if resource is None:  # pragma: no cover
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _lower(which: int, value: int) -> None:
    _, most = resource.getrlimit(which)
    # Only the soft limit moves, so that the next file can have its own.
    resource.setrlimit(which, (value if most == resource.RLIM_INFINITY else min(value, most), most))
