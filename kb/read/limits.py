"""A process in, the same process with a ceiling out: a PDF made to exhaust its reader ends the reader, not the machine.

Such files are small (two kilobytes of nested forms draw a billion times) and exhaust the engine inside one call, where
no Python code could stop it; the kernel can. Ceilings are far above what any report took (largest of 2,000 pages
measured: 4 s, 400 MB), so they change no result.
"""

from __future__ import annotations

import os
from pathlib import Path

try:
    import resource
except ImportError:  # pragma: no cover  (Windows has no such ceilings)
    resource = None  # type: ignore[assignment]

# Seconds of processor time a file, and bytes above what the reader holds before it opens one.
CEILINGS = (50, 768 << 20)
# Reading pictures takes 3 s a page, and 850 MB for the engine.
PICTURE_CEILINGS = (1200, 2 << 30)
_STATM = Path("/proc/self/statm")


def set_ceilings(seconds: int, memory: int) -> None:
    """Let this process use that much more from now on; beyond it the kernel ends it, or memory is refused.

    Does nothing where the system has no such ceilings.
    """
    if resource is None:  # pragma: no cover
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)
    if _STATM.exists():
        held = int(_STATM.read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
        _lower(resource.RLIMIT_DATA, held + memory)


def _lower(which: int, value: int) -> None:
    _, most = resource.getrlimit(which)
    # Only the soft limit moves, so that the next file can have its own.
    resource.setrlimit(which, (value if most == resource.RLIM_INFINITY else min(value, most), most))
