"""Jobs in, futures of what they gave out, as with kb/read/crew.py: but the workers are those of a Dask cluster.

Reading is a function of a file's bytes alone, so the bytes travel there and the reading back; knowledge base, writer and
inbox stay here, one of each. On every machine a file is read by a process of its own under the same limits and behind the
same fence: a file that ends it costs itself, not the cluster's worker.
"""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar, cast

from extract.errors import AccessFault, ExtraMissingFault, Fault
from kb.read.crew import Defect, Worker
from kb.read.limits import Limits

T = TypeVar("T")
_CONNECTS_WITHIN = "20s"
# Files on their way to a worker that has one in hand, so that it never waits for the line.
_ON_THE_WAY = 2
# How often a file is tried again whose machine was lost.
_RETRIES = 2
_HERE = threading.local()


class Cluster:
    """Every thread of every worker of the cluster at `address` (tcp://…) reads one file at a time."""

    def __init__(self, address: str, limits: Limits) -> None:
        """Raises ExtraMissingFault (no dask here), AccessFault (no cluster there, or it has no or another yanbao)."""
        try:
            import dask
            import distributed
        except ImportError:
            raise ExtraMissingFault(
                "no-dask", "Reading on a cluster needs an extra.", "pip install 'yanbao[dask]'"
            ) from None
        self._limits = limits
        # A report travels with its task; the largest there are need no warning.
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
        try:
            self._client: Any = distributed.Client(
                address, timeout=_CONNECTS_WITHIN, set_as_default=False, name="yanbao"
            )
        except (OSError, ValueError) as error:
            raise AccessFault(
                "no-cluster",
                f"No Dask scheduler answers at {address}: {error or type(error).__name__}.",
                "dask scheduler; and on each machine: dask worker ADDRESS --nthreads CORES",
                path=address,
            ) from error
        try:
            self._same_everywhere(address)
        except BaseException:
            self._client.close()
            raise
        self._executor: Any = self._client.get_executor(pure=False, retries=_RETRIES)

    @property
    def jobs(self) -> int:
        """Asked anew each time: machines come and go."""
        threads: dict[str, int] = self._client.nthreads()
        return _ON_THE_WAY * max(1, sum(threads.values()))

    def submit(self, name: str, job: Callable[..., T], *arguments: object) -> Future[T]:
        answer: Future[T] = Future()
        sent = self._executor.submit(read_there, self._limits, name, job, arguments)

        def pass_on(done: Future[Any]) -> None:
            if done.cancelled():
                answer.cancel()
                answer.set_running_or_notify_cancel()
            elif done.exception() is not None:
                # Every machine that had it was lost, or could not start a reader: the last one's own words.
                answer.set_exception(Defect(f"{type(done.exception()).__name__}: {done.exception()}"))
            else:
                kind, found = done.result()
                if kind == "done":
                    answer.set_result(cast(T, found))
                else:
                    answer.set_exception(found if kind == "fault" else Defect(*found))

        sent.add_done_callback(pass_on)
        return answer

    def close(self) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()

    def _same_everywhere(self, address: str) -> None:
        """Two versions would read one folder in two ways. Raises AccessFault."""
        ours = version()
        try:
            theirs = sorted(set(self._client.run(version).values()))
        except Exception as error:
            theirs = [f"none ({type(error).__name__}: {error})"]
        if theirs == [ours]:
            return
        what = f"have yanbao {', '.join(theirs)}, and this is {ours}" if theirs else "are none"
        raise AccessFault(
            "other-cluster",
            f"The workers at {address} {what}.",
            "install the same version on every machine, and start: dask worker ADDRESS --nthreads CORES",
            path=address,
        )


def read_there(
    limits: Limits, name: str, job: Callable[..., object], arguments: tuple[object, ...]
) -> tuple[str, object]:
    """On the cluster: the job done by a process of this thread's own. What it gave, its fault, or the words of a defect."""
    worker: Worker | None = getattr(_HERE, "worker", None)
    if worker is None:
        worker = _HERE.worker = Worker(limits)
    try:
        return "done", worker.run(name, job, arguments)
    except Fault as fault:
        return "fault", fault
    except Defect as defect:
        return "defect", (str(defect), defect.trace)


@functools.cache
def version() -> str:
    """Which yanbao this is: its version, and the beginning of a hash over all code and data that a reading depends on."""
    import extract
    import kb

    known = hashlib.sha256()
    for room in (extract, kb):
        folder = Path(str(room.__file__)).parent
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".toml", ".csv", ".txt"):
                known.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return f"{metadata.version('yanbao')}+{known.hexdigest()[:12]}"
