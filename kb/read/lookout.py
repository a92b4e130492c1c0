"""Looks at folders go in; what is new there, what waits to be still, and what is gone come out. Touches nothing.

What is known of a file is its size and time of change when it was settled: while those are the same, it is not opened.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extract.errors import NothingFoundFault, UsageFault
from kb.keep.seen import FAILED, PASSED_OVER, WAITING, Entry, put, put_gone, put_waiting
from kb.read.inbox import Seen, look, look_at
from kb.read.reading import key_of, shown_name
from kb.read.stillness import Stillness

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

_UNREAD = "unread"  # failed, and its bytes could not be had: tried again when they can


class _Known(NamedTuple):
    size: int
    mtime: int
    state: str
    gone: bool = False


_UNKNOWN = _Known(-1, -1, "")


@dataclass(slots=True)
class News:
    """What was seen and is not yet kept."""

    waiting: list[tuple[str, int, int]] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.waiting or self.passed_over or self.gone)

    def keep(self, base: KnowledgeBase, now: datetime.datetime) -> None:
        """In one transaction."""
        with base.together():
            put_waiting(base, self.waiting, now)
            passed = (Entry(key, -1, -1, PASSED_OVER, slug=why) for key, why in self.passed_over)
            put(base, passed, now)
            put_gone(base, self.gone, now)


class Lookout:
    """Everything under some folders; `trouble` hears, once, of a folder that cannot be looked into."""

    def __init__(
        self, folders: Sequence[Path], stillness: Stillness, trouble: Callable[[Path, str], None]
    ) -> None:
        # A link that the user names is followed, here and never again.
        self.roots = [Path(os.path.realpath(folder)) for folder in folders]
        self.waiting = stillness
        self.news = News()
        self._trouble, self._told = trouble, set[str]()
        self._known: dict[str, _Known] = {}

    def check(self) -> None:
        """Raises NothingFoundFault or UsageFault where one of them is no folder."""
        for root in self.roots:
            name = shown_name(root)
            if not root.exists():
                raise NothingFoundFault(
                    "no-such-folder",
                    f"{name} is not there.",
                    "check the path; a share may not be connected",
                    path=name,
                )
            if not root.is_dir():
                raise UsageFault("not-a-folder", f"{name} is a file.", f"yanbao add {name}", path=name)

    def learn(self, kept: Iterable[Entry]) -> None:
        """What is known of files; of those that wait, what was just seen counts."""
        waiting = {key_of(seen.path) for seen in self.waiting}
        for entry in kept:
            if entry.path not in waiting:
                self.settled(entry)

    def settled(self, entry: Entry) -> None:
        """What became of a file."""
        state = _UNREAD if entry.state == FAILED and entry.report is None else entry.state
        self._known[entry.path] = _Known(entry.size, entry.mtime, state, entry.gone is not None)

    def look(self, now: float) -> None:
        """At everything; what is known and not there any more is gone."""
        there: set[str] = set()
        unseen: list[str] = []
        for root in self.roots:
            for seen in look(root):
                if seen.fault:
                    unseen.append(key_of(seen.path))
                    self._tell(seen)
                else:
                    there.add(key_of(seen.path))
                    self.notice(seen, now)
        roots = [key_of(root) for root in self.roots]
        self._are_gone(
            key
            for key in self._known
            if key not in there and _is_under(key, roots) and not _is_under(key, unseen)
        )

    def look_there(self, path: Path, now: float) -> None:
        """At one place where something has happened."""
        if not os.path.lexists(path):
            # A folder that went took all with it; one that cannot be reached only seems to be gone.
            if path.parent.exists():
                self._are_gone([key for key in self._known if _is_under(key, [key_of(path)])])
            return
        for seen in look_at(path, self.roots):
            if seen.fault:
                self._tell(seen)
            else:
                self.notice(seen, now)

    def still(self, now: float) -> list[Seen] | None:
        """A last look at the next file that may be still: the file, nothing where it is not; None where none is due."""
        path = self.waiting.next(now)
        if path is None:
            return None
        taken: list[Seen] = []
        found = False
        for seen in look_at(path, self.roots):
            found = True
            if seen.passed_over or seen.path != path:
                self.notice(seen, now)
            elif self.waiting.is_still(seen, now):
                taken.append(seen)
        if not found:
            self._are_gone([key_of(path)])
        if self.waiting.next(now) == path:
            self.waiting.forget(path)
        return taken

    def keep_news(self, base: KnowledgeBase, now: datetime.datetime) -> None:
        if self.news:
            news, self.news = self.news, News()
            news.keep(base, now)

    def notice(self, seen: Seen, now: float) -> None:
        """One file, as a look found it."""
        key = key_of(seen.path)
        known = self._known.get(key, _UNKNOWN)
        if seen.passed_over:
            self.waiting.forget(seen.path)
            if known.state != PASSED_OVER:
                self.news.passed_over.append((key, seen.passed_over))
                self._known[key] = _Known(-1, -1, PASSED_OVER)
            return
        if (known.size, known.mtime) == (seen.size, seen.mtime) and not known.gone:
            if known.state == _UNREAD and os.access(seen.path, os.R_OK):
                self.waiting.see(seen, now)
            if known.state != WAITING:
                return
        if self.waiting.see(seen, now):
            self.news.waiting.append((key, seen.size, seen.mtime))
            self._known[key] = _Known(seen.size, seen.mtime, WAITING)

    def _are_gone(self, keys: Iterable[str]) -> None:
        for key in list(keys):
            known = self._known.get(key, _UNKNOWN)
            if not known.gone:
                self.news.gone.append(key)
                # Of what was never read nothing is kept; of the rest, what it was.
                self._known.pop(key, None)
                if known.state not in (WAITING, PASSED_OVER, ""):
                    self._known[key] = known._replace(gone=True)
            self.waiting.forget(Path(key))

    def _tell(self, seen: Seen) -> None:
        told = f"{seen.path}: {seen.fault}"
        if told not in self._told:
            self._told.add(told)
            self._trouble(seen.path, seen.fault)


def _is_under(key: str, folders: Iterable[str]) -> bool:
    return any(key == folder or key.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)
