"""A chosen moment goes in, a process that died there comes out: at the n-th write, at a random time, with a full disk.

Runs in a process that has the faults loaded before libc (`faults.c`); each writer is a fork of it, so that a thousand
of them take a minute.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

COUNT, KILL, TEAR, FULL, READ_ONLY, LOG = range(6)


class Faults:
    """The library of faults, in this process."""

    def __init__(self, library: Path) -> None:
        self._library = ctypes.CDLL(str(library))
        self._library.fault_count.restype = ctypes.c_long
        self._library.fault_arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int]

    def arm(self, folder: Path, nth: int, mode: int, log: int = -1) -> None:
        self._library.fault_arm(os.fsencode(folder), nth, mode, log)

    def disarm(self) -> None:
        self._library.fault_disarm()

    def count(self) -> int:
        return int(self._library.fault_count())

    def mark(self, word: str) -> None:
        """A line in the log: from here on, this is promised."""
        self._library.fault_mark(word.encode())


@dataclass(frozen=True)
class End:
    """How a writer ended: by which signal (0: by itself), with which words, and what it had told of before."""

    signal: int
    said: str
    told: frozenset[str]


def forked(work: Callable[[Callable[[str], None]], str], *, kill_after: float | None = None) -> End:
    """`work` in a process of its own, told whom to tell; killed after so many seconds where it still runs."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(reading)
            said = work(lambda word: os.write(writing, f"+{word}\n".encode()) and None)
            os.write(writing, f"={said}\n".encode())
            code = 0
        except BaseException as error:
            os.write(writing, f"={type(error).__name__} {getattr(error, 'slug', error)}\n".encode())
        finally:
            os._exit(code)
    os.close(writing)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        lines = pipe.read().splitlines()
    _, status = os.waitpid(pid, 0)
    told = frozenset(line[1:] for line in lines if line.startswith("+"))
    said = next((line[1:] for line in lines if line.startswith("=")), "")
    return End(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, said, told)
