"""A folder goes in, filled with what no honest sender would name a file, and with things that are no files at all."""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path

from hostile.written import plain

# What follows is read as a report; each of these has bytes of its own.
NAMES = (
    "with several   blanks .pdf",
    " begins with one.pdf",
    "伊利股份：2026年一季报点评（深度）——“买入”.pdf",
    "\u0623\u062e\u0628\u0627\u0631 \u200f\u0627\u0644\u0633\u0648\u0642.pdf",
    "harmless\u202efdp.exe.pdf",
    "\u2067left\u2069 and right.pdf",
    "line\nfeed.pdf",
    "tab\tand\rreturn.pdf",
    "\x1b[31mred\x1b[0m and \x07 bell.pdf",
    "\x01\x02\x7f.pdf",
    "zero\u200bwidth\ufeff.pdf",
    "e\u0301 and é.pdf",
    "🐉🧨.PDF",
    "-rf.pdf",
    "--db=elsewhere.pdf",
    "$(touch outside); `touch outside` | & > x.pdf",
    "'quotes\" and \\ backslash\\.pdf",
    "100%s%n%00.pdf",
    "{run} {path} {0}.pdf",
    "[red]markup[∕red].pdf",
    "=1+1;'sheet'!A1.pdf",
    "<script>alert(1)<∕script>.pdf",
    "CON.pdf",
    "x" * 240 + ".pdf",
    "研" * 80 + ".pdf",
    "..pdf.pdf",
    "no ending",
)
HIDDEN = (".hidden.pdf", "~$open.pdf", "._fork.pdf", "coming.pdf.part", "coming.crdownload", "scratch.tmp")


def fill(folder: Path, outside: Path) -> None:
    """Files of every name above, one in a very deep folder, links to `outside` and elsewhere, a pipe, a socket, a device."""
    for number, name in enumerate((*NAMES, *HIDDEN), 1):
        (folder / name).write_bytes(plain(number))
    gbk = os.fsencode(folder) + b"/" + "研报".encode("gbk") + b".pdf"
    Path(os.fsdecode(gbk)).write_bytes(plain(50))
    deep = folder.joinpath(*(f"level {n}" for n in range(40)))
    deep.mkdir(parents=True)
    (deep / "deep.pdf").write_bytes(plain(51))
    _no_files(folder, outside)


def _no_files(folder: Path, outside: Path) -> None:
    outside.write_bytes(plain(3))
    links = {
        "link to a report.pdf": outside,
        "link to a folder.pdf": outside.parent,
        "link to nothing.pdf": folder / "nothing",
        "link to itself.pdf": folder / "link to itself.pdf",
        "link to zeros.pdf": Path("/dev/zero"),
        "link to memory.pdf": Path("/proc/self/mem"),
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    (folder / "folder.pdf").mkdir()
    os.mkfifo(folder / "pipe.pdf")
    # A socket's path may have a hundred characters at the most.
    with socket.socket(socket.AF_UNIX) as one, contextlib.chdir(folder):
        one.bind("socket.pdf")
    with contextlib.suppress(OSError):  # only the superuser makes devices
        os.mknod(folder / "zeros.pdf", 0o20666, os.makedev(1, 5))
