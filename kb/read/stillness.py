"""Looks at files go in, those that have been still long enough come out: nobody is writing them any more.

Still means the same size and time of change at two looks three seconds apart, by a clock that nobody sets. A PDF that
lacks its last words is given ten: a copy over a slow line may pause for longer than three.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.read.inbox import Seen

STILL, UNFINISHED = 3.0, 10.0  # seconds
_LAST_WORDS, _TAIL = b"%%EOF", 2048


@dataclass(slots=True)
class _Waiting:
    seen: Seen
    since: float
    due: float


class Stillness:
    """The files that wait, in the order they were seen."""

    def __init__(self, still: float = STILL, unfinished: float = UNFINISHED) -> None:
        self._still, self._unfinished = still, unfinished
        self._waiting: dict[Path, _Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Seen]:
        return (one.seen for one in list(self._waiting.values()))

    def see(self, seen: Seen, now: float) -> bool:
        """A look at a file, at a time; whether it was not waiting yet. A change begins its three seconds anew."""
        before = self._waiting.get(seen.path)
        if before is None or (before.seen.size, before.seen.mtime) != (seen.size, seen.mtime):
            self._waiting[seen.path] = _Waiting(seen, now, now + self._still)
        return before is None

    def forget(self, path: Path) -> None:
        self._waiting.pop(path, None)

    def due(self) -> float | None:
        """When the next file may be still."""
        return min((one.due for one in self._waiting.values()), default=None)

    def next(self, now: float) -> Path | None:
        """A file that has not been seen to change for long enough; look at it once more before it is taken."""
        return next((path for path, one in self._waiting.items() if one.due <= now), None)

    def is_still(self, seen: Seen, now: float) -> bool:
        """Whether a last look finds the file as the first did; it then waits no longer, else on."""
        if self.see(seen, now):
            return False
        one = self._waiting[seen.path]
        if one.due > now:
            return False
        if now - one.since < self._unfinished and not ends_as_a_pdf(seen.path):
            one.due = one.since + self._unfinished
            return False
        del self._waiting[seen.path]
        return True


def ends_as_a_pdf(path: Path) -> bool:
    """Whether a PDF's last words are there. True where that cannot be found out: reading it tells why."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            return _LAST_WORDS in file.read(_TAIL)
    except OSError:
        return True
