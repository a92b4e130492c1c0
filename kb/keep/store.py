"""Extractions go in and stay: every report with all its claims in one transaction, once, under a run that can be undone.

A report is known by the sha256 of its bytes. Claims carry two clocks: `published` is the report's date, `added` the
time passed in. Nothing stored is ever rewritten; an undo takes whole runs out and is itself a run.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from sqlite_utils import Database

from extract.errors import AccessFault, NewerSchemaFault, NothingFoundFault, UsageFault
from extract.model import Claim, Extraction, ReportClaim, identify
from kb.keep import schema
from kb.keep.lock import WriteLock
from kb.who.judgement import Linked
from kb.who.keys import metric_key
from kb.who.link import link_with_edges
from kb.who.names import fold_name
from kb.who.resolve import Resolver

Row = dict[str, object]
_OF_A_REPORT = ("edges", "notes", "ledger", "files", "claims")


class KnowledgeBase:
    """One SQLite file. Open it with `KnowledgeBase.open(...)`, as a context manager."""

    def __init__(self, db: Database, path: Path, lock: WriteLock | None) -> None:
        self._db = db
        self._lock = lock
        self.path = path

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
                    schema.build(kb._db)
                kb._db.execute("PRAGMA foreign_keys = ON")
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

    # Reading

    def rows(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """The rows of one SELECT, as stored (JSON columns are text)."""
        with schema.translated(self.path):
            return list(self._db.query(sql, params or None))

    def has_report(self, report: str) -> bool:
        """Whether the report with this sha256 is in."""
        return bool(self.rows("SELECT 1 FROM reports WHERE id = ?", (report,)))

    def runs(self) -> list[Row]:
        """Every run, oldest first: run, command, started, finished, state (open, done, undone), counts, undoes, undone_by."""
        return self.rows("SELECT * FROM runs ORDER BY run")

    # Writing

    def start_run(self, command: str, now: datetime.datetime) -> int:
        """A new run, in state "open"; its number is what `undo` takes."""
        with self._writing() as db:
            row = {"command": command, "started": _stamp(now), "state": "open"}
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
            db.table("runs").update(run, {**counts, "finished": _stamp(now) if now else None})

    def add(self, extraction: Extraction, *, run: int, path: Path, now: datetime.datetime) -> bool:
        """Keep a report with all its claims, notes and ledger counts; False (and only the path kept) if it is in.

        An extraction that is not linked yet is linked first. One transaction: a report is in whole or not at all.
        """
        linked = extraction if isinstance(extraction, Linked) else link_with_edges(extraction)
        stamp = _stamp(now)
        with self._writing() as db:
            new = not self.has_report(linked.report)
            if new:
                self._insert_report(linked, run, stamp)
            seen = {"path": str(path), "report": linked.report, "added": stamp, "run": run}
            db.table("files").insert(seen, ignore=True)
        return new

    def add_path(self, report: str, path: Path, *, run: int, now: datetime.datetime) -> None:
        """That a report already in was seen at another path."""
        with self._writing() as db:
            seen = {"path": str(path), "report": report, "added": _stamp(now), "run": run}
            db.table("files").insert(seen, ignore=True)

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
                "started": _stamp(now) if now else None,
                "finished": _stamp(now) if now else None,
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
        gone = "report IN (SELECT id FROM reports WHERE run = :run)"
        self._delete(f"claims_text WHERE rowid IN (SELECT number FROM claims WHERE {gone})", run)
        counts = {table: self._delete(f"{table} WHERE {gone}", run) for table in _OF_A_REPORT}
        counts["files"] += self._delete("files WHERE run = :run", run)
        counts["reports"] = self._delete("reports WHERE run = :run", run)
        unused = "NOT IN (SELECT entity FROM edges)"
        self._delete(f"names WHERE entity {unused}", run)
        self._delete(f"entities WHERE id {unused}", run)
        order = ("reports", "claims", "notes", "files")
        return {name: counts[name] for name in order}

    def _delete(self, what: str, run: int) -> int:
        return int(self._db.execute(f"DELETE FROM {what}", {"run": run}).rowcount)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Database]:
        if self._lock is None:
            raise AccessFault("read-only", f"{self.path} is open for reading only.", path=str(self.path))
        with schema.translated(self.path), self._db.atomic():
            yield self._db

    def _insert_report(self, extraction: Linked, run: int, stamp: str) -> None:
        head = next((c for c in extraction.claims if isinstance(c, ReportClaim)), None)
        classes = Counter(line.klass for line in extraction.ledger)
        claims = _distinct(extraction)
        head_row = {} if head is None else {k: v for k, v in head.as_row().items() if k in _HEAD}
        report = {
            "id": extraction.report,
            "file": extraction.file,
            **head_row,
            "pages": extraction.pages,
            "language": extraction.language,
            "subject_id": extraction.own,
            "claims": len(claims),
            "notes": len(extraction.notes),
            "numerals": sum(classes.values()),
            "unclaimed": classes["unclaimed"],
            "added": stamp,
            "run": run,
        }
        db, known = self._db, {"report": extraction.report}
        db.table("reports").insert(report)
        published = head.date if head is not None else None
        clocks: Row = {"published": published, "added": stamp, "run": run}
        rows = [_claim_row(claim, extraction, clocks) for claim in claims]
        db.table("claims").insert_all(rows)
        self._index(extraction.report)
        db.table("notes").insert_all(
            {**known, **note.as_row(), "bbox": _json(note.as_row()["bbox"])} for note in extraction.notes
        )
        db.table("ledger").insert_all({**known, "class": name, "n": n} for name, n in sorted(classes.items()))
        self._insert_edges(extraction, run, stamp)

    def _index(self, report: str) -> None:
        quotes = self._db.query("SELECT number, quote FROM claims WHERE report = ?", (report,))
        spaced = [(row["number"], spaced_out(str(row["quote"]))) for row in list(quotes)]
        self._db.conn.executemany("INSERT INTO claims_text (rowid, quote) VALUES (?, ?)", spaced)

    def _insert_edges(self, extraction: Linked, run: int, stamp: str) -> None:
        resolver = Resolver.from_seed()
        for edge in extraction.edges:
            entity = edge.entity
            self._db.table("entities").insert(
                {**entity._asdict(), "ticker": entity.ticker, "listings": _json(list(entity.listings))},
                ignore=True,
            )
            self._db.table("names").insert_all(
                (
                    {
                        "entity": entity.id,
                        "name": n.text,
                        "kind": n.kind,
                        "source": n.source,
                        "until": n.until,
                    }
                    for n in resolver.names_of(entity.id)
                ),
                ignore=True,
            )
        self._db.table("edges").insert_all(
            {
                "report": extraction.report,
                "mention": edge.mention,
                "entity": edge.entity.id,
                "judgement": "same",
                "score": edge.score,
                "evidence": edge.evidence,
                "added": stamp,
                "run": run,
            }
            for edge in extraction.edges
        )


_HEAD = ("broker", "title", "subtitle", "date", "report_type", "industry", "subject", "ticker")


def spaced_out(text: str) -> str:
    """Text for the index, one visible character a token: width folded, blanks dropped."""
    return " ".join(unicodedata.normalize("NFKC", "".join(text.split())))


def _distinct(extraction: Extraction) -> list[Claim]:
    """The claims by id, each once: the same words at the same place read twice are one claim."""
    claims: dict[str, Claim] = {}
    for claim in extraction.claims:
        own = claim if claim.id else identify(claim, extraction.report, extraction.file)
        claims.setdefault(own.id, own)
    return list(claims.values())


def _claim_row(claim: Claim, extraction: Linked, clocks: Row) -> Row:
    row = claim.as_row()
    row.pop("file")
    if isinstance(claim, ReportClaim):
        row["subject_id"] = extraction.own
    for name in ("bbox", "doubts"):
        row[name] = _json(row[name])
    for name in schema.REAL_TWINS:
        row[f"{name}_real"] = _real(row.get(name))
    subject, metric = row.get("subject"), row.get("metric")
    row["mention"] = extraction.printed.get(claim.id, subject)
    row["subject_key"] = fold_name(str(subject)) if subject else None
    row["metric_key"] = metric_key(str(metric)) if metric else None
    return {name: row.get(name) for name in schema.CLAIM_COLUMNS if name != "number"} | clocks


def _number(key: object) -> int:
    assert isinstance(key, int)
    return key


def _real(value: object) -> float | None:
    try:
        return None if value is None else float(str(value))
    except ValueError:
        return None  # a prior rating is words


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _stamp(now: datetime.datetime) -> str:
    """ISO 8601 in UTC, to the second; a time without zone is taken as UTC."""
    aware = now if now.tzinfo is not None else now.replace(tzinfo=datetime.UTC)
    return aware.astimezone(datetime.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


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
