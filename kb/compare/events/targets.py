"""One broker's history of one subject goes in, the events of its target price come out, with the upside at publication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kb.compare.events.event import Event, made
from kb.compare.events.history import Entry, History
from kb.compare.precision import is_same_number, middle
from kb.compare.surest import best_of
from kb.compare.upside import upside

Row = Mapping[str, object]


def target_events(history: History) -> Iterator[Event]:
    """Events oldest first. Each currency has a course of its own: a broker may value two listings of one issuer."""
    known: dict[str, tuple[Entry, Row]] = {}
    for note in history.notes:
        for unit, row in targets_of(note).items():
            new = middle(row)
            if new is None:
                continue
            day, before = (known[unit][0].day, known[unit][1]) if unit in known else (None, None)
            if row.get("prior"):
                # The number before is printed as the number now is.
                day, before = None, {"value": row["prior"], "decimals": row.get("decimals")}
            old = middle(before) if before is not None else None
            ahead = upside(row, note.rows)
            yield made(
                _kind(before, row, old, new),
                note.day,
                row,
                old=old,
                new=new,
                upside=ahead.percent if ahead else None,
                is_printed=bool(row.get("prior")),
                against=day,
                before=before if day else None,
                after=row,
                report=note.report,
            )
            known[unit] = (note, row)


def _kind(before: Row | None, row: Row, old: Decimal | None, new: Decimal) -> str:
    if before is None or old is None:
        return "target_set"
    if is_same_number(before, row):
        return "target_kept"
    return "target_raised" if new > old else "target_cut"


def targets_of(note: Entry) -> dict[str, Row]:
    """Currency → the target that counts, with what another claim of the same target in the report says it was before."""
    groups: dict[str, list[Row]] = {}
    for row in note.rows:
        if row.get("kind") == "target_price":
            groups.setdefault(str(row.get("unit")), []).append(row)
    found = {}
    for unit, rows in sorted(groups.items()):
        best = best_of(rows)
        if best is None:
            continue
        told = best_of(row for row in rows if row.get("prior") and middle(row) == middle(best))
        found[unit] = {**best, "prior": told["prior"]} if told and not best.get("prior") else best
    return found
