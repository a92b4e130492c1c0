"""Claim rows go in, what each broker says of each thing comes out, on any day: its latest report's surest number.

A broker is one voice, known by its full name. Whose report is no version superseded by then, and published latest, speaks
for it. Days count by publication, among the reports the rows are of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kb.compare.days import came, day_of
from kb.compare.precision import Row
from kb.compare.surest import best_of

Order = tuple[str, str, str]

# After every day there is.
FOREVER = "~"


class Said(NamedTuple):
    """What one report says of one thing: its surest claim in each unit. It counts from its day on, before `until`."""

    came: Order
    until: str
    broker: str
    by_unit: Mapping[str, Row]

    @property
    def day(self) -> str:
        return self.came[0]

    def row(self, unit: str) -> Row:
        """The claim in a unit, else in the first there is."""
        return self.by_unit.get(unit) or self.by_unit[min(self.by_unit)]


def broker_of(row: Row) -> str:
    """Who speaks: the broker, or where none is known the report itself."""
    return str(row.get("broker") or row["report"])


def said_of(rows: Iterable[Row], ends: Mapping[str, str]) -> list[Said]:
    """What reports say of one thing, first report first. `ends` has the day each superseded report ceases to count."""
    by_report: dict[str, list[Row]] = {}
    for row in rows:
        by_report.setdefault(str(row["report"]), []).append(row)
    return sorted((_said(same, ends) for same in by_report.values()), key=lambda said: said.came)


def _said(rows: Sequence[Row], ends: Mapping[str, str]) -> Said:
    by_unit: dict[str, list[Row]] = {}
    for row in rows:
        by_unit.setdefault(str(row.get("unit") or ""), []).append(row)
    surest = {unit: best for unit, same in by_unit.items() if (best := best_of(same)) is not None}
    lead = rows[0]
    return Said(came(lead), ends.get(str(lead["report"]), FOREVER), broker_of(lead), surest)


def superseded_from(rows: Iterable[Row]) -> dict[str, str]:
    """Superseded report → the day its next version was published; "" where that version says nothing in these rows."""
    reports: dict[str, Row] = {}
    for row in rows:
        reports.setdefault(str(row["report"]), row)
    notes: dict[str, list[str]] = {}
    for report, row in reports.items():
        if row.get("superseded_by"):
            notes.setdefault(str(row["superseded_by"]), []).append(report)
    ends: dict[str, str] = {}
    for newest, older in notes.items():
        placed = sorted(older, key=lambda report: came(reports[report]))
        later = [*placed[1:], newest]
        for report, following in zip(placed, later, strict=True):
            ends[report] = day_of(reports[following]) if following in reports else ""
    return ends


def speaking(said: Iterable[Said], day: str) -> list[Said]:
    """The latest word of each broker as of a day, newest first, then by broker."""
    latest: dict[str, Said] = {}
    for one in said:
        if one.day <= day < one.until:
            latest[one.broker] = one
    by_broker = sorted(latest.values(), key=lambda one: one.broker)
    return sorted(by_broker, key=lambda one: one.day, reverse=True)
