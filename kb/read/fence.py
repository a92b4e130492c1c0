"""A worker process in, the same process fenced in out: no network, no other program, nothing written anywhere.

The fence is Python's own audit hook: whatever Python code in the process tries to open a socket, start a program, or
write, rename or delete a file gets an error instead, for good. It is there so that neither a library of ours nor a way
into Python from a PDF reaches out. It does not hold back machine code: a PDF that takes over the engine itself could
call the system past Python. Against that only the system helps (a container, a user of its own); the ceilings on
written bytes (kb/read/limits.py) and the careful unpickling in the parent (kb/read/crew.py) hold even then.
"""

from __future__ import annotations

import os
import sys

_ALWAYS = ("socket.", "ftplib.", "http.", "smtplib.", "urllib.", "webbrowser.", "telnetlib.", "imaplib.")
_REFUSED = frozenset(
    {
        *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"),
        *("os.startfile", "pty.spawn", "os.kill", "os.killpg"),
        *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"),
        *("os.chmod", "os.chown", "os.utime", "os.setxattr", "os.removexattr", "os.chflags"),
        *("shutil.rmtree", "shutil.move", "shutil.copyfile", "tempfile.mkstemp", "tempfile.mkdtemp"),
        *("sqlite3.connect"),
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Sockets are made, and never leave the machine, by what reads pictures in several threads; what matters is whom they call.
_HARMLESS = frozenset({"socket.__new__", "socket.gethostname"})


class Fenced(PermissionError):
    """What the fence answers with."""


def fence_in() -> None:
    """From now on, until the process ends. There is no way back."""
    # A module that is imported from here on must not want to keep its bytecode.
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)


def _refuse(event: str, given: tuple[object, ...]) -> None:
    if event == "open":
        path, _, flags = given
        if isinstance(flags, int) and flags & _WRITING and path != os.devnull and not isinstance(path, int):
            raise Fenced(f"a worker writes nothing: {path!r}")
    elif event in _REFUSED or (event.startswith(_ALWAYS) and event not in _HARMLESS):
        raise Fenced(f"a worker does not do this: {event}")
