"""Claim rows go in, what each broker says now comes out: the newest of one thing, of one report the surest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kb.who.keys import metric_key
from kb.who.names import fold_name

Row = dict[str, object]

_ROUNDING = Decimal("0.05")


def latest(rows: Iterable[Row]) -> list[Row]:
    """Of rows in the order of this module, each broker's latest claim of one thing, the surest of its report.

    One report may give a thing two values that are no rounding of each other: both are kept, for which of them is meant
    is for the reader to judge. What a newer version of a note supersedes is not said any more.
    """
    rows = [row for row in rows if not row.get("superseded_by")]
    best: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        kept = best.setdefault(_what(row), [])
        if kept and kept[0]["report"] != row["report"]:
            continue
        same = next((place for place, known in enumerate(kept) if _is_same(row, known)), None)
        if same is None:
            kept.append(row)
        elif sureness(row) > sureness(kept[same]):
            kept[same] = row
    chosen = {id(row) for kept in best.values() for row in kept}
    return [row for row in rows if id(row) in chosen]


def _is_same(row: Row, known: Row) -> bool:
    """Whether one value is the other, or a rounding of it ("nearly 1,000" for 968.86)."""
    one, other = (
        Decimal(str(value)) if (value := r.get("value")) is not None else None for r in (row, known)
    )
    if one is None or other is None:
        return True
    return abs(one - other) <= _ROUNDING * max(abs(one), abs(other))


def _what(row: Row) -> tuple[object, ...]:
    subject = row.get("subject_id") or fold_name(str(row.get("subject") or ""))
    metric = row.get("metric_id") or metric_key(str(row.get("metric") or ""))
    words = row.get("event") or row.get("risk") or row.get("group")
    own = row.get("stance") if row.get("stance") in ("guidance", "consensus", "target") else None
    sayer = (own, row.get("attribution"), row.get("scope"))
    who = row["broker"] or row["report"]
    # Without a period nothing says that two numbers are two views of one thing.
    when = row.get("period") or (row.get("value") if row["kind"] == "metric" else None)
    return (who, row["kind"], subject, metric, row.get("measure"), when, sayer, words)


def sureness(row: Mapping[str, object]) -> tuple[bool, bool, bool, float]:
    """Which of a report's claims of one thing to show: the greatest. Undoubted before doubted, exact before "nearly
    1,000", a table's cell before a sentence that rounds it, then the more confident."""
    confidence = row.get("confidence")
    exact = row.get("comparator") in (None, "", "=") and not row.get("value_high")
    return (
        not row.get("doubts"),
        exact,
        str(row.get("origin")).startswith("table"),
        float(confidence) if isinstance(confidence, int | float) else 0.0,
    )
