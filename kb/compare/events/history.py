"""Claim rows of many reports go in, what each broker said of each subject comes out: its reports in order of publication.

Only reports with a view on the subject stand in a history, and no superseded version (docs/method.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.compare.days import came, day_of
from kb.compare.surest import best_of
from kb.compare.views import of_views, whom

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one report says of one subject; `day` is ISO, and that of its being added where no date was read."""

    day: str
    report: str
    rows: tuple[Row, ...]

    def surest(self, kind: str) -> Row | None:
        """Of the claims of a kind the one that counts."""
        return best_of(row for row in self.rows if row.get("kind") == kind)


@dataclass(frozen=True, slots=True)
class History:
    """The reports of one broker with a view on one subject, oldest first; `broker` is "" where it is not known."""

    broker: str
    whom: str
    notes: tuple[Entry, ...]


def histories(rows: Sequence[Row], until: str) -> list[History]:
    """Every broker's history of every subject up to a day (ISO, inclusive), in a total order.

    A report whose broker is not known is a history of its own.
    """
    known = [row for row in rows if whom(row) and "" < day_of(row) <= until]
    voices: dict[tuple[str, str, str], list[Row]] = {}
    for row in of_views(known):
        broker = str(row.get("broker") or "")
        voices.setdefault((whom(row), broker, "" if broker else str(row["report"])), []).append(row)
    return [History(broker, who, _notes(said)) for (who, broker, _), said in sorted(voices.items())]


def _notes(rows: Iterable[Row]) -> tuple[Entry, ...]:
    reports: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        reports.setdefault(came(row), []).append(row)
    return tuple(Entry(day, report, tuple(said)) for (day, _, report), said in sorted(reports.items()))
