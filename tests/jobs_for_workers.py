"""What workers are given in tests: jobs that behave, and jobs that do not. Workers import them from here."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from extract.errors import UnreadableFault
from kb.read.limits import CEILINGS, Ceilings, set_ceilings


def add(one: int, other: int) -> int:
    return one + other


def pid() -> int:
    return os.getpid()


def whole_set() -> frozenset[str]:
    return frozenset({"a"})


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def spin() -> None:
    set_ceilings(Ceilings(0, CEILINGS.memory))
    while True:
        pass


def hoard() -> int:
    set_ceilings(CEILINGS)
    return len(bytearray(4 << 30))


def die(number: int) -> None:
    signal.raise_signal(number)


def crash() -> None:
    import ctypes

    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    ctypes.string_at(0)


def say(size: int) -> bytes:
    return b"x" * size


def stranger() -> object:
    """What no reading ever gives: the parent must not build it."""
    return subprocess.CompletedProcess([], 0)


def print_much() -> int:
    print("not a frame" * 1000)
    return 1


def fail() -> None:
    raise UnreadableFault("damaged", "it is damaged.", "fetch it again")


def mistake() -> None:
    raise ZeroDivisionError("ours")


def _refused(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    return "done"


def reach_out(place: str) -> dict[str, str]:
    """Everything a worker may not do, and how it was refused."""
    path = Path(place)
    own = path / "there.txt"
    attempts: dict[str, Callable[[], object]] = {
        "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
        "look up": lambda: socket.getaddrinfo("localhost", 80),
        "bind": lambda: socket.socket().bind(("127.0.0.1", 0)),
        "run": lambda: subprocess.run(["true"], check=False),
        "system": lambda: os.system("true"),
        "fork": os.fork,
        "write": lambda: (path / "new.txt").write_text("x"),
        "append": lambda: own.open("a"),
        "os.open": lambda: os.open(path / "new.txt", os.O_CREAT | os.O_RDWR),
        "kill": lambda: os.kill(os.getppid(), 0),
        "temporary": tempfile.mkdtemp,
        "make": (path / "folder").mkdir,
        "delete": own.unlink,
        "rename": lambda: own.rename(path / "else.txt"),
        "link": lambda: (path / "link").symlink_to(own),
        "mode": lambda: own.chmod(0o600),
        "cut": lambda: os.truncate(own, 0),
    }
    return {name: _refused(attempt) for name, attempt in attempts.items()}


def write_past_python(descriptor_of: str) -> int:
    """What code that goes around Python's own functions finds: the system lets no file grow."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.open(descriptor_of.encode(), os.O_WRONLY | os.O_APPEND)
    return int(libc.write(handle, b"x", 1))


def read(place: str) -> str:
    return Path(place).read_text()
