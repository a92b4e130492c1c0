"""Work on standard input, answers on standard output: the process that reads PDFs, one file at a time.

Started by kb/read/crew.py as `python -m kb.read.worker`. A frame is eight bytes of length and a pickle (the first, READY,
is none): in, a job with its arguments; out, what it gave, the fault it ended with, or the words of a defect. Nothing else
is ever printed: what a library prints, once the worker is ready, goes nowhere. Standard input closed is the end, in the
middle of a file as well.
"""

from __future__ import annotations

import importlib
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from typing import BinaryIO

from extract.errors import Fault
from kb.read.fence import fence_in
from kb.read.limits import held_memory, peak_memory, write_nothing

LENGTH = 8
# Said once, before the first answer: what comes before it is no file's time.
READY = b"ready"
# A worker that holds so much between two files, for whatever reason, makes room for a fresh one.
_RETIRES_AT = 352 << 20
_NO_ROOM_AT = 320 << 20
DONE, FAULT, NO_MEMORY, DEFECT = "done", "fault", "no memory", "defect"


def main() -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Ctrl-C reaches every process of the terminal; one of them answering is enough.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, work), daemon=True).start()
    _warm_up()
    # Who writes nothing cannot print either, where standard error is a file; and a PDF's readers have nothing to tell anyone.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    fence_in()
    write_nothing()
    write_frame(answers, READY)
    while True:
        answer = pickle.dumps(_answer(work.get()), pickle.HIGHEST_PROTOCOL)
        write_frame(answers, answer)


def _answer(asked: bytes) -> tuple[str, object, bool]:
    """What became of the job, and whether this worker retires after it."""
    kind: str
    found: object
    try:
        job, arguments = pickle.loads(asked)
        del asked  # a report of 100 MB need not be held twice
        kind, found = DONE, job(*arguments)
    except Fault as fault:
        kind, found = FAULT, fault
    except MemoryError:
        kind, found = NO_MEMORY, None
    except Exception as error:
        if isinstance(error, SystemError) and peak_memory() > _NO_ROOM_AT:
            # Refused memory, a library of C forgot to say so.
            return NO_MEMORY, None, True
        kind, found = DEFECT, (f"{type(error).__name__}: {error}", traceback.format_exc())
    return kind, found, held_memory() > _RETIRES_AT


def _warm_up() -> None:
    """What every file needs is loaded before the fence closes and before the first file's time begins."""
    importlib.import_module("extract.pipeline")
    importlib.import_module("kb.who.link")
    from kb.who.names import seeded_names

    seeded_names()


def _listen(source: BinaryIO, work: queue.SimpleQueue[bytes]) -> None:
    # A thread of its own, so that the end of the parent is noticed while a file is being read.
    while (frame := read_frame(source)) is not None:
        work.put(frame)
        del frame  # or the last report would be held until the next one comes
    os._exit(0)


def read_frame(source: BinaryIO) -> bytes | None:
    """The next frame; None where the other side is gone."""
    head = source.read(LENGTH)
    if len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "big")
    frame = source.read(size)
    return frame if len(frame) == size else None


def write_frame(target: BinaryIO, content: bytes) -> None:
    target.write(len(content).to_bytes(LENGTH, "big") + content)
    target.flush()


if __name__ == "__main__":
    main()
