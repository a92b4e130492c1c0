"""Extractions go in and stay: every report with all its claims in one transaction, once, under a run that can be undone.

A report is known by the sha256 of its bytes. Claims carry two clocks: `published` is the report's date, `added` the
time passed in. Nothing stored is ever rewritten; an undo takes whole runs out and is itself a run.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlite_utils import Database

from extract.errors import AccessFault, NewerSchemaFault, NothingFoundFault, UsageFault
from extract.model import Extraction
from kb.keep import schema
from kb.keep.backup import copy_beside
from kb.keep.filing import claim_ids, file_again, file_report, forget_unused_entities
from kb.keep.lock import WriteLock
from kb.keep.readings import put_aside, take_back
from kb.keep.stamps import stamp
from kb.who.clusters import Judgement
from kb.who.judgement import Linked
from kb.who.link import link_with_edges

Row = dict[str, object]
_OF_A_REPORT = ("edges", "notes", "ledger", "files", "readings", "claims")


class KnowledgeBase:
    """One SQLite file. Open it with `KnowledgeBase.open(...)`, as a context manager."""

    def __init__(self, db: Database, path: Path, lock: WriteLock | None) -> None:
        self._db = db
        self._lock = lock
        self.path = path
        # Where a migration has just left a copy of what was there before.
        self.former: Path | None = None
        # What questions have worked out about what is kept; forgotten with every change.
        self.worked_out: dict[str, object] = {}

    @classmethod
    def open(cls, path: Path, *, create: bool, read_only: bool = False) -> KnowledgeBase:
        """The knowledge base at `path`.

        With `create`, a missing one is made, folders included. Raises NothingFoundFault (no such file),
        UnreadableFault (not a knowledge base), NewerSchemaFault, AccessFault (another writer, or no permission).
        """
        path = Path(path)
        if path.is_dir():
            raise schema.not_ours(path, "it is a folder")
        if not path.exists():
            if not create:
                raise NothingFoundFault(
                    "no-knowledge-base",
                    f"There is no knowledge base at {path}.",
                    f"yanbao add PATH --db {path}",
                    path=str(path),
                )
            _make_folder(path.parent)
        with schema.translated(path):
            if read_only and not create:
                kb = cls(schema.connect(path, writable=False), path, None)
                try:
                    if kb._is_current():
                        return kb
                except BaseException:
                    kb._db.close()
                    raise
                kb._db.close()
            return cls._open_to_write(path, create)

    @classmethod
    def _open_to_write(cls, path: Path, create: bool) -> KnowledgeBase:
        lock = WriteLock(path)
        lock.take()
        try:
            kb = cls(schema.connect(path, writable=True), path, lock)
            try:
                if schema.is_empty(kb._db):
                    if not create:
                        raise schema.not_ours(path, "it is empty")
                    schema.build(kb._db)
                elif not kb._is_current():
                    kb.former = copy_beside(kb._db, path, schema.version(kb._db))
                    schema.build(kb._db)
                kb._db.execute("PRAGMA foreign_keys = ON")
                kb._close_runs_cut_short()
            except BaseException:
                kb._db.close()
                raise
        except BaseException:
            lock.release()
            raise
        return kb

    def _is_current(self) -> bool:
        """Whether no migration is due. Raises where the file is not ours or newer than this program."""
        if schema.is_empty(self._db):
            raise schema.not_ours(self.path, "it is empty")
        if not schema.is_ours(self._db):
            raise schema.not_ours(self.path, "it is another program's database")
        found = schema.version(self._db)
        if found > schema.VERSION:
            raise NewerSchemaFault(
                "newer-schema",
                f"{self.path} was written by a newer yanbao (schema {found}, this one knows {schema.VERSION}).",
                "pip install --upgrade yanbao",
                path=str(self.path),
            )
        return found == schema.VERSION

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _close_runs_cut_short(self) -> None:
        """A run that is open while nobody else may write was its writer's last: it tells what it brought, and can be undone."""
        if not self.rows("SELECT 1 FROM runs WHERE state = 'open'"):
            return
        with self._writing() as db:
            db.execute(
                """UPDATE runs SET state = 'interrupted', failed = coalesce(failed, 0),
                       reports = (SELECT count(*) FROM reports r WHERE r.run = runs.run OR r.reading = runs.run),
                       claims = (SELECT count(*) FROM claims c WHERE c.run = runs.run)
                   WHERE state = 'open'"""
            )

    # Reading

    def rows(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """The rows of one SELECT, as stored (JSON columns are text)."""
        with schema.translated(self.path):
            return list(self._db.query(sql, params or None))

    def tuples(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The same without names: for the many rows of a question, which know their columns."""
        with schema.translated(self.path):
            return list(self._db.conn.execute(sql, tuple(params)))

    def has_report(self, report: str) -> bool:
        """Whether the report with this sha256 is in."""
        return bool(self.rows("SELECT 1 FROM reports WHERE id = ?", (report,)))

    def runs(self) -> list[Row]:
        """Every run, oldest first: run, command, started, finished, state, counts, undoes, undone_by.

        A state is open, done, undone, or interrupted: its writer was ended, and a later one has counted what was in.
        """
        return self.rows("SELECT * FROM runs ORDER BY run")

    # Writing

    @contextlib.contextmanager
    def together(self) -> Iterator[Database]:
        """What is written inside is one transaction: all of it is in afterwards, or none."""
        with self._writing() as db:
            yield db

    def start_run(self, command: str, now: datetime.datetime) -> int:
        """A new run, in state "open"; its number is what `undo` takes."""
        with self._writing() as db:
            row = {"command": command, "started": stamp(now), "state": "open"}
            return _number(db.table("runs").insert(row).last_pk)

    def finish_run(
        self,
        run: int,
        *,
        reports: int = 0,
        claims: int = 0,
        failed: int = 0,
        now: datetime.datetime | None = None,
    ) -> None:
        with self._writing() as db:
            counts = {"reports": reports, "claims": claims, "failed": failed, "state": "done"}
            db.table("runs").update(run, {**counts, "finished": stamp(now) if now else None})

    def add(self, extraction: Extraction, *, run: int, path: Path, now: datetime.datetime) -> bool:
        """Keep a report with all its claims, notes and ledger counts; False (and only the path kept) if it is in.

        An extraction that is not linked yet is linked first. One transaction: a report is in whole or not at all.
        """
        linked = extraction if isinstance(extraction, Linked) else link_with_edges(extraction)
        at = stamp(now)
        with self._writing() as db:
            new = not self.has_report(linked.report)
            if new:
                file_report(db, linked, run, at)
            seen = {"path": str(path), "report": linked.report, "added": at, "run": run}
            db.table("files").insert(seen, ignore=True)
        return new

    def add_path(self, report: str, path: Path, *, run: int, now: datetime.datetime) -> None:
        """That a report already in was seen at another path."""
        with self._writing() as db:
            seen = {"path": str(path), "report": report, "added": stamp(now), "run": run}
            db.table("files").insert(seen, ignore=True)

    def read_again(self, extraction: Extraction, *, run: int, now: datetime.datetime) -> dict[str, int]:
        """Put another reading in the place of a report's present one, which an undo of the run brings back.

        The counts of claims: before, after, gone, new (by their ids). The report must be in.
        """
        linked = extraction if isinstance(extraction, Linked) else link_with_edges(extraction)
        with self._writing() as db:
            rows = self.rows("SELECT id FROM claims WHERE report = ?", (linked.report,))
            before: set[object] = {row["id"] for row in rows}
            after: set[object] = set(claim_ids(linked))
            put_aside(db, linked.report)
            file_again(db, linked, run, stamp(now))
            forget_unused_entities(db)
        counts = {"before": before, "after": after, "gone": before - after, "new": after - before}
        return {name: len(ids) for name, ids in counts.items()}

    def judge(self, said: Iterable[Judgement], *, command: str, now: datetime.datetime) -> int:
        """Keep what a person said of names, as one run of its own; its number. Numbers and times of `said` are not read."""
        with self._writing() as db:
            run = self.start_run(command, now)
            ours = {"number": None, "run": run, "added": stamp(now)}
            db.table("judgements").insert_all({**one._asdict(), **ours} for one in said)
            self.finish_run(run, now=now)
        return run

    def judgements(self) -> list[Judgement]:
        """The judgements in force, oldest first."""
        rows = self.rows(
            """SELECT j.* FROM judgements j JOIN runs r ON r.run = j.run
               WHERE r.undone_by IS NULL ORDER BY j.number"""
        )
        return [Judgement(**{name: row[name] for name in Judgement._fields}) for row in rows]  # type: ignore[arg-type]

    def undo(self, run: int, *, now: datetime.datetime | None = None) -> dict[str, int]:
        """Take back everything a run added; the counts of what went. The undo is itself a run.

        Raises NothingFoundFault (no such run) or UsageFault (undone before, or itself an undo).
        """
        found = self.rows("SELECT * FROM runs WHERE run = ?", (run,))
        if not found:
            last = self.rows("SELECT max(run) AS last FROM runs")[0]["last"]
            hint = (
                f"yanbao runs (they are numbered 1 to {last})"
                if last
                else "yanbao add PATH (nothing is in yet)"
            )
            raise NothingFoundFault("no-such-run", f"There is no run {run}.", hint)
        if found[0]["undone_by"]:
            raise UsageFault(
                "already-undone", f"Run {run} was undone by run {found[0]['undone_by']}.", "yanbao runs"
            )
        if found[0]["undoes"]:
            raise UsageFault(
                "undo-of-undo",
                f"Run {run} is itself an undo (of run {found[0]['undoes']}).",
                "add the files again: yanbao add PATH",
            )
        with self._writing() as db:
            counts = self._take_out(run)
            row = {
                "command": f"undo {run}",
                "started": stamp(now) if now else None,
                "finished": stamp(now) if now else None,
                "state": "done",
                "undoes": run,
                "reports": counts["reports"],
                "claims": counts["claims"],
                "failed": 0,
            }
            by = _number(db.table("runs").insert(row).last_pk)
            db.table("runs").update(run, {"state": "undone", "undone_by": by})
        return counts

    def _take_out(self, run: int) -> dict[str, int]:
        readings = take_back(self._db, run)
        gone = "report IN (SELECT id FROM reports WHERE run = :run)"
        self._delete(f"claims_text WHERE rowid IN (SELECT number FROM claims WHERE {gone})", run)
        counts = {table: self._delete(f"{table} WHERE {gone}", run) for table in _OF_A_REPORT}
        counts["files"] += self._delete("files WHERE run = :run", run)
        counts["reports"] = self._delete("reports WHERE run = :run", run)
        forget_unused_entities(self._db)
        order = ("reports", "claims", "notes", "files")
        judged = self.rows("SELECT count(*) AS n FROM judgements WHERE run = ?", (run,))[0]["n"]
        further = {"readings": readings, "judgements": int(str(judged))}
        # A judgement stays in the history; what it says holds no longer, for its run is undone.
        return {name: counts[name] for name in order} | {name: n for name, n in further.items() if n}

    def _delete(self, what: str, run: int) -> int:
        return int(self._db.execute(f"DELETE FROM {what}", {"run": run}).rowcount)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Database]:
        if self._lock is None:
            raise AccessFault("read-only", f"{self.path} is open for reading only.", path=str(self.path))
        try:
            with schema.translated(self.path), self._db.atomic():
                yield self._db
        finally:
            self.worked_out.clear()


def _number(key: object) -> int:
    assert isinstance(key, int)
    return key


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AccessFault(
            "no-access",
            f"{folder} cannot be made: {error.strerror}.",
            "choose another place with --db",
            path=str(folder),
        ) from error
