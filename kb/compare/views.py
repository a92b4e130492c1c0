"""Claim rows go in, those that are a broker's own view come out: no table of peers, nobody else's numbers.

Rows are those of `kb.ask.selection`; a subject is known by its entity, else by its folded name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kb.who.names import fold_name

Row = Mapping[str, object]

# An estimate of one of these makes a view; an EPS or a multiple alone may stand in a table of peers.
DEEP = frozenset({"revenue", "total_operating_revenue", "net_profit", "net_profit_parent"})
_YEAR = re.compile(r"(?:FY)?(\d{4})")


def whom(row: Row) -> str:
    """A key for whom a claim is about."""
    return str(row.get("subject_id") or fold_name(str(row.get("subject") or "")))


def is_own_level(row: Row) -> bool:
    """Whether a claim gives the broker's own number of a whole company: no growth, no segment, nobody else's."""
    return (
        row.get("kind") == "metric"
        and row.get("measure") == "level"
        and not row.get("scope")
        and not row.get("attribution")
        and row.get("stance") in ("actual", "estimate")
    )


def is_of_peers(row: Row) -> bool:
    """Whether a claim was read from a table that sets companies beside each other."""
    return "comparison" in str(row.get("origin"))


def year_of(row: Row) -> str | None:
    """The year a claim is about, where it is about a whole one."""
    match = _YEAR.fullmatch(str(row.get("period") or ""))
    return match[1] if match else None


def views_held(rows: Iterable[Row]) -> set[tuple[str, str]]:
    """The (report, subject) pairs where the report has a view: on its own company, or by a rating, a target, or an estimate
    of sales or profit."""
    held = set()
    for row in rows:
        deep = row.get("metric_id") in DEEP and row.get("stance") == "estimate" and is_own_level(row)
        deep = deep and not is_of_peers(row)
        if deep or row.get("own_report") or row.get("kind") in ("rating", "target_price"):
            held.add((str(row["report"]), whom(row)))
    return held


def of_views(rows: Sequence[Row]) -> list[Row]:
    """The rows that count: of reports that have a view on whom the row is about, and that no newer version supersedes."""
    current = [row for row in rows if not row.get("superseded_by")]
    held = views_held(current)
    return [row for row in current if (str(row["report"]), whom(row)) in held]
