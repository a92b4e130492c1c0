"""Claim rows go in, the names that came into a broker's recommended list or left it come out.

A list is what one report recommends; it is held against the list before of the same broker and industry, or, where no
industry is known, of the same type of report. What groups a list has does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from kb.compare.days import came, day_of
from kb.compare.events.event import Event, made
from kb.compare.surest import best_of
from kb.compare.views import whom
from kb.who.names import fold_name

Row = Mapping[str, object]


class _List(NamedTuple):
    day: str
    added: str
    report: str
    names: dict[str, Row]


def list_events(rows: Sequence[Row], until: str) -> Iterator[Event]:
    """Names added and removed up to a day. `rows` hold the reports' own claims (kind `report`): they tell the industry."""
    for lists in _lists(rows, until).values():
        lists.sort(key=lambda each: each[:3])
        for before, now in pairwise(lists):
            for name in sorted(now.names.keys() - before.names.keys()):
                row = now.names[name]
                yield made("name_added", now.day, row, against=before.day, after=row, report=now.report)
            for name in sorted(before.names.keys() - now.names.keys()):
                row = before.names[name]
                yield made("name_removed", now.day, row, against=before.day, before=row, report=now.report)


def _lists(rows: Sequence[Row], until: str) -> dict[tuple[str, str, str], list[_List]]:
    topics = {str(row["report"]): _topic(row) for row in rows if row.get("kind") == "report"}
    named: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        counts = row.get("kind") == "recommendation" and row.get("broker") and not row.get("superseded_by")
        if counts and whom(row) and "" < day_of(row) <= until:
            named.setdefault(str(row["report"]), {}).setdefault(whom(row), []).append(row)
    lists: dict[tuple[str, str, str], list[_List]] = {}
    for report, names in sorted(named.items()):
        topic = topics.get(report)
        if topic is not None:
            best = {name: one for name, said in names.items() if (one := best_of(said)) is not None}
            lead = next(iter(best.values()))
            named_on = _List(*came(lead), best)
            lists.setdefault((str(lead["broker"]), *topic), []).append(named_on)
    return dict(sorted(lists.items()))


def _topic(report: Row) -> tuple[str, str] | None:
    """What makes two reports' lists one list: the industry, else the type of report; None where neither is known."""
    return next(
        (
            (field, fold_name(str(report[field])))
            for field in ("industry", "report_type")
            if report.get(field)
        ),
        None,
    )
