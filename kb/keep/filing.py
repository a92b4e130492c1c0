"""A linked extraction goes in, rows of a report's tables come out, all under one run; the caller's transaction holds them.

A report's row says which run brought it (`run`) and which run's reading is in force (`reading`). Numbers of claims are
never given twice while a replaced reading may come back under them.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable

from sqlite_utils import Database

from extract.model import Claim, Extraction, ReportClaim, identify
from kb.keep import schema
from kb.who.judgement import Linked
from kb.who.keys import metric_key
from kb.who.names import fold_name
from kb.who.resolve import Resolver

Row = dict[str, object]

_INSERT_CLAIM = "INSERT INTO claims ({}) VALUES ({})".format(
    ", ".join(f'"{name}"' for name in schema.CLAIM_COLUMNS),
    ", ".join(f":{name}" for name in schema.CLAIM_COLUMNS),
)
# What one reading gives of a report, beside its row.
PARTS = ("claims", "notes", "ledger", "edges")
_HEAD = ("broker", "title", "subtitle", "date", "report_type", "industry", "subject", "ticker")


def file_report(db: Database, linked: Linked, run: int, stamp: str) -> None:
    """A report that was not in, with its first reading."""
    row = {"id": linked.report, "file": linked.file, **_reading_row(linked, run), "added": stamp, "run": run}
    db.table("reports").insert(row)
    file_parts(db, linked, run, stamp)


def file_again(db: Database, linked: Linked, run: int, stamp: str) -> None:
    """Another reading of a report that is in; what the one before it gave is put aside first."""
    db.table("reports").update(linked.report, _reading_row(linked, run))
    file_parts(db, linked, run, stamp)


def _reading_row(linked: Linked, run: int) -> Row:
    head = next((claim for claim in linked.claims if isinstance(claim, ReportClaim)), None)
    said = head.as_row() if head is not None else {}
    classes = Counter(line.klass for line in linked.ledger)
    return {
        **{name: said.get(name) for name in _HEAD},
        "pages": linked.pages,
        "language": linked.language,
        "subject_id": linked.own,
        "claims": len(_distinct(linked)),
        "notes": len(linked.notes),
        "numerals": sum(classes.values()),
        "unclaimed": classes["unclaimed"],
        "reading": run,
    }


def file_parts(db: Database, linked: Linked, run: int, stamp: str) -> None:
    """The claims, notes, ledger counts and edges of a reading; the report's row is there."""
    published = next((claim.date for claim in linked.claims if isinstance(claim, ReportClaim)), None)
    clocks: Row = {"published": published, "added": stamp, "run": run}
    first = _next_number(db, "claims")
    # Past sqlite-utils, which looks at every value anew: half of the time that the one writer took for a report.
    db.conn.executemany(
        _INSERT_CLAIM,
        (
            {"number": number, **_claim_row(claim, linked), **clocks}
            for number, claim in enumerate(_distinct(linked), first)
        ),
    )
    index(db, linked.report)
    known = {"report": linked.report}
    first = _next_number(db, "notes")
    db.table("notes").insert_all(
        {"number": number, **known, **note.as_row(), "bbox": as_json(note.as_row()["bbox"])}
        for number, note in enumerate(linked.notes, first)
    )
    classes = Counter(line.klass for line in linked.ledger)
    db.table("ledger").insert_all({**known, "class": name, "n": n} for name, n in sorted(classes.items()))
    _file_edges(db, linked, run, stamp)


def _next_number(db: Database, part: str) -> int:
    sql = f"""SELECT max(coalesce((SELECT max(number) FROM {part}), 0),
                         coalesce((SELECT max({part}_to) FROM readings), 0))"""
    return int(db.execute(sql).fetchone()[0]) + 1


def index(db: Database, report: str) -> None:
    """The quotes of a report's claims, findable by any part of them."""
    quotes = db.query("SELECT number, quote FROM claims WHERE report = ?", (report,))
    spaced = [(row["number"], spaced_out(str(row["quote"]))) for row in list(quotes)]
    db.conn.executemany("INSERT INTO claims_text (rowid, quote) VALUES (?, ?)", spaced)


def _file_edges(db: Database, linked: Linked, run: int, stamp: str) -> None:
    resolver = Resolver.from_seed()
    for entity in {edge.entity.id: edge.entity for edge in linked.edges}.values():
        row = {**entity._asdict(), "ticker": entity.ticker, "listings": as_json(list(entity.listings))}
        db.table("entities").insert(row, ignore=True)
        db.table("names").insert_all(
            (
                {"entity": entity.id, "name": n.text, "kind": n.kind, "source": n.source, "until": n.until}
                for n in resolver.names_of(entity.id)
            ),
            ignore=True,
        )
    db.table("edges").insert_all(
        {
            "report": linked.report,
            "mention": edge.mention,
            "entity": edge.entity.id,
            "judgement": "same",
            "score": edge.score,
            "reasons": as_json([list(reason) for reason in edge.reasons]),
            "added": stamp,
            "run": run,
        }
        for edge in linked.edges
    )


def forget_unused_entities(db: Database) -> None:
    """The entities kept are those that some mention of a report in force was linked to."""
    unused = "NOT IN (SELECT entity FROM edges)"
    db.execute(f"DELETE FROM names WHERE entity {unused}")
    db.execute(f"DELETE FROM entities WHERE id {unused}")


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


def claim_ids(extraction: Extraction) -> Iterable[str]:
    """The ids under which an extraction's claims are kept."""
    return (claim.id for claim in _distinct(extraction))


def _claim_row(claim: Claim, extraction: Linked) -> Row:
    row = claim.as_row()
    row.pop("file")
    if isinstance(claim, ReportClaim):
        row["subject_id"] = extraction.own
    for name in ("bbox", "doubts"):
        row[name] = as_json(row[name])
    for name in schema.REAL_TWINS:
        row[f"{name}_real"] = _real(row.get(name))
    subject, metric = row.get("subject"), row.get("metric")
    mention = row["mention"] = extraction.printed.get(claim.id, subject)
    row["mention_key"] = fold_name(str(mention)) if mention else None
    row["subject_key"] = fold_name(str(subject)) if subject else None
    row["metric_key"] = metric_key(str(metric)) if metric else None
    return {name: row.get(name) for name in schema.CLAIM_COLUMNS if name not in _OF_THE_READING}


_OF_THE_READING = frozenset({"number", "published", "added", "run"})


def _real(value: object) -> float | None:
    try:
        return None if value is None else float(str(value))
    except ValueError:
        return None  # a prior rating is words


def as_json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
