"""What became of a file goes in and is kept: one entry a path, in the transaction of the report where there is one."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kb.keep.stamps import stamp

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

WAITING, READ, DUPLICATE, FAILED, PASSED_OVER = "waiting", "read", "duplicate", "failed", "passed_over"


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One file. `report` is the sha256 of its bytes where they were read, `of` the report it is a duplicate of."""

    path: str
    size: int
    mtime: int
    state: str
    report: str | None = None
    of: str | None = None
    slug: str | None = None
    message: str | None = None
    run: int | None = None
    gone: str | None = None

    @property
    def settled_state(self) -> str:
        """The state it was in before it waited to be looked at again: bytes that are known have one."""
        if self.slug is not None:
            return FAILED
        return READ if self.of is None else DUPLICATE


_COLUMNS = ", ".join(f'"{field.name}"' for field in dataclasses.fields(Entry))


def entries(kb: KnowledgeBase) -> Iterator[Entry]:
    """Every file ever seen, by path."""
    for row in kb.rows(f"SELECT {_COLUMNS} FROM inbox ORDER BY path"):
        yield Entry(**row)  # type: ignore[arg-type]


def put(kb: KnowledgeBase, found: Iterable[Entry], now: datetime.datetime) -> None:
    """Keep these entries in the place of those of the same paths; when a file was first seen stays."""
    at = stamp(now)
    with kb.together() as db:
        for entry in found:
            row = {**dataclasses.asdict(entry), "seen": at, "changed": at}
            columns = ", ".join(f'"{name}"' for name in row)
            kept = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name not in ("path", "seen"))
            marks = ", ".join(f":{name}" for name in row)
            db.execute(
                f"INSERT INTO inbox ({columns}) VALUES ({marks}) ON CONFLICT (path) DO UPDATE SET {kept}", row
            )


def put_waiting(kb: KnowledgeBase, found: Iterable[tuple[str, int, int]], now: datetime.datetime) -> None:
    """These files (path, bytes, time of change) wait; what was known of their former bytes stays until they are read."""
    at = stamp(now)
    with kb.together() as db:
        for path, size, mtime in found:
            db.execute(
                """INSERT INTO inbox (path, size, mtime, state, seen, changed) VALUES (?, ?, ?, 'waiting', ?, ?)
                   ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, state = 'waiting',
                                                    changed = excluded.changed, gone = NULL""",
                (path, size, mtime, at, at),
            )


def put_gone(kb: KnowledgeBase, paths: Iterable[str], now: datetime.datetime) -> None:
    """These files are not there any more; of those that were never read nothing is kept."""
    at = stamp(now)
    with kb.together() as db:
        for path in paths:
            db.execute(
                """DELETE FROM inbox WHERE path = ?
                   AND (state = 'passed_over' OR state = 'waiting' AND report IS NULL AND slug IS NULL)""",
                (path,),
            )
            db.execute(
                """UPDATE inbox SET gone = ?, state = CASE WHEN state <> 'waiting' THEN state
                       WHEN slug IS NOT NULL THEN 'failed' WHEN "of" IS NOT NULL THEN 'duplicate' ELSE 'read' END
                   WHERE path = ? AND gone IS NULL""",
                (at, path),
            )


def places(kb: KnowledgeBase, report: str) -> list[str]:
    """Where the bytes of a report were seen, the first place first."""
    return [
        str(row["path"])
        for row in kb.rows("SELECT path FROM files WHERE report = ? ORDER BY rowid", (report,))
    ]


def twin_of(kb: KnowledgeBase, report: str) -> str | None:
    """The report in force that these bytes were once found to be a stamped copy of."""
    rows = kb.rows(
        """SELECT i."of" FROM inbox i JOIN reports r ON r.id = i."of"
           WHERE i.report = ? AND i.state = 'duplicate' AND i."of" <> i.report LIMIT 1""",
        (report,),
    )
    return str(rows[0]["of"]) if rows else None


def entry_of(kb: KnowledgeBase, path: str) -> Entry | None:
    """What is known of the file at a path."""
    rows = kb.rows(f"SELECT {_COLUMNS} FROM inbox WHERE path = ?", (path,))
    return Entry(**rows[0]) if rows else None  # type: ignore[arg-type]
