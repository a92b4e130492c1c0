"""Jobs in, futures of what they gave out: workers that read one file at a time, each under limits, none trusted.

A worker that dies or overruns costs the file it had, which ends with a fault that names the limit; the next file has a
fresh one. The interface is that of concurrent.futures, so that a cluster can stand in for it (kb/read/cluster.py).
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar, cast

from extract.errors import Fault, UnreadableFault
from kb.read.limits import CEILINGS, Limits
from kb.read.worker import DEFECT, DONE, FAULT, LENGTH, NO_MEMORY, READY, read_frame, write_frame

T = TypeVar("T")
# Classes that may come back from a worker: our nouns, and what they are made of.
_OURS = ("extract.", "kb.who.", "kb.read.")
_PLAIN = frozenset(
    {
        ("decimal", "Decimal"),
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("pathlib", "PosixPath"),
        ("pathlib", "WindowsPath"),
        ("pathlib", "PurePosixPath"),
        ("datetime", "date"),
        ("extract.errors", "_rebuild"),
        ("copyreg", "_reconstructor"),
        ("builtins", "object"),
    }
)
# Of what a worker may hold: one that died with so much was refused more.
_NEARLY_ALL = 0.7
_STARTS_WITHIN = 120.0  # seconds, on a machine that has other things to do


class Defect(Exception):
    """A mistake of ours in a worker: what it was, and `trace` for who is to mend it."""

    def __init__(self, what: str, trace: str = "") -> None:
        super().__init__(what)
        self.trace = trace


class Engine(Protocol):
    """Whoever does jobs: this machine's processes, or a cluster's."""

    @property
    def jobs(self) -> int:
        """How many files it reads at a time; who gives it many more only fills memory."""

    def submit(self, name: str, job: Callable[..., T], *arguments: object) -> Future[T]:
        """`job(*arguments)`, done by a worker; `name` is the file's, as a person knows it.

        The future raises Fault (the job's own, or the limit that ended it) or Defect (a mistake of ours).
        """

    def close(self) -> None:
        """No more jobs; what is under way is abandoned. Returns when no worker is left."""


class Crew:
    """`jobs` workers on this machine; each starts with the first file it is given."""

    def __init__(self, jobs: int, limits: Limits = Limits()) -> None:  # noqa: B008  (frozen)
        self.jobs = jobs
        self._limits = limits
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="reader")
        self._mine = threading.local()
        self._all: list[Worker] = []

    def submit(self, name: str, job: Callable[..., T], *arguments: object) -> Future[T]:
        return cast("Future[T]", self._threads.submit(self._run, name, job, arguments))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._all:
            worker.kill()
        self._threads.shutdown(wait=True)
        for worker in self._all:
            worker.bury()

    def _run(self, name: str, job: Callable[..., object], arguments: tuple[object, ...]) -> object:
        worker: Worker | None = getattr(self._mine, "worker", None)
        if worker is None:
            worker = self._mine.worker = Worker(self._limits)
            self._all.append(worker)
        return worker.run(name, job, arguments)


class Worker:
    """One process, started when there is work for it and again after one that died. Used by one thread; killed by any."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()
        self._closed = False

    def run(self, name: str, job: Callable[..., object], arguments: tuple[object, ...]) -> object:
        process = self._living()
        asked = pickle.dumps((job, arguments), pickle.HIGHEST_PROTOCOL)
        with _ending(process, self._limits.seconds) as overran:
            answer = self._ask(process, name, asked)
        if isinstance(answer, UnreadableFault):
            self._end(process)
            raise answer
        if answer is None:
            raise self._obituary(process, name, overran.is_set())
        try:
            kind, found, retires = _Careful(io.BytesIO(answer)).load()
        except Exception as error:
            # A worker that answers with anything else is not ours any more.
            self._end(process)
            raise given_up(name) from error
        if retires:
            self._end(process)
        if kind == DONE:
            return found
        if kind == FAULT and isinstance(found, Fault):
            raise found
        if kind == NO_MEMORY:
            raise took_too_much_memory(name)
        raise Defect(*found) if kind == DEFECT else given_up(name)

    def kill(self) -> None:
        """From any thread: the process ends at once, and none follows it."""
        with self._guard:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def bury(self) -> None:
        """When its thread is done: nothing of the process is left."""
        if self._process is not None:
            self._end(self._process)

    def _living(self) -> subprocess.Popen[bytes]:
        with self._guard:
            if self._closed:
                raise CancelledError
            if self._process is not None:
                return self._process
            process = self._process = subprocess.Popen(
                [sys.executable, "-m", "kb.read.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_surroundings(),
            )
        with _ending(process, _STARTS_WITHIN):
            began = read_frame(cast(BinaryIO, process.stdout))
        if began != READY:
            status, _ = self._end(process)
            raise CancelledError if self._closed else Defect(f"a worker could not start ({status})")
        return process

    def _ask(
        self, process: subprocess.Popen[bytes], name: str, asked: bytes
    ) -> bytes | UnreadableFault | None:
        """The answer's bytes; None where the worker is gone."""
        there, back = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        try:
            write_frame(there, asked)
            head = back.read(LENGTH)
            if len(head) < LENGTH:
                return None
            size = int.from_bytes(head, "big")
            if size > self._limits.output:
                return too_much_output(name, self._limits.output)
            answer = back.read(size)
            return answer if len(answer) == size else None
        except (OSError, ValueError):
            return None

    def _obituary(self, process: subprocess.Popen[bytes], name: str, overran: bool) -> Exception:
        """Why a worker is gone, as the fault of the file it had."""
        status, most = self._end(process)
        if self._closed:
            return CancelledError()
        if status > 0:
            return Defect(f"a worker ended itself with {status}")
        if overran:
            return took_too_long(name, self._limits.seconds)
        if status == -getattr(signal, "SIGXCPU", 0):
            return took_too_long(name, min(CEILINGS.seconds, self._limits.seconds))
        if most > _NEARLY_ALL * self._limits.memory or status == -getattr(signal, "SIGKILL", 9):
            # Nobody but the system's own guard of memory kills like this.
            return took_too_much_memory(name)
        return given_up(name)

    def _end(self, process: subprocess.Popen[bytes]) -> tuple[int, int]:
        """The worker's exit status and the most memory it held, in bytes (0 where the system does not tell)."""
        most = 0
        if hasattr(os, "wait4") and process.returncode is None:
            # Not Popen.kill: it would ask how the process ended, and the memory it held would never be told.
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(process.pid, signal.SIGKILL)
                _, status, used = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                most = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        process.kill()
        status = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with self._guard:
            self._process = None
        return status, most


@contextlib.contextmanager
def _ending(process: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """End the process when that many seconds are over; the event says whether they were."""
    overran = threading.Event()

    def end() -> None:
        overran.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield overran
    finally:
        timer.cancel()


class _Careful(pickle.Unpickler):
    """Unpickles our nouns and nothing else: an answer comes from a process that has read somebody's PDF."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith(_OURS):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no answer")


def _surroundings() -> dict[str, str]:
    """Our own environment; a worker finds the modules that we found, and is one reader: libraries that would open a
    thread a core only take memory."""
    path = os.pathsep.join(place or str(Path.cwd()) for place in sys.path)
    once = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**once, **os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}


def took_too_long(name: str, seconds: int) -> Fault:
    return UnreadableFault(
        "took-too-long",
        f"{name} was given up after {seconds} seconds: hardly any report takes that long.",
        "give it longer: yanbao add FILE --patience 600",
        path=name,
    )


def took_too_much_memory(name: str) -> Fault:
    return UnreadableFault(
        "took-too-much-memory",
        f"{name} was given up: it takes more memory than any report.",
        "print it to a new PDF from a viewer and try that",
        path=name,
    )


def too_much_output(name: str, most: int) -> UnreadableFault:
    return UnreadableFault(
        "too-much-output",
        f"{name} was given up: what was read from it has more than {most >> 20} MB, and no report has so much to say.",
        "split it, and add the parts",
        path=name,
    )


def given_up(name: str) -> Fault:
    """The fault of a file that ended its worker."""
    return UnreadableFault(
        "given-up",
        f"{name} was given up: it stops the PDF engine.",
        "print it to a new PDF from a viewer and try that",
        path=name,
    )
