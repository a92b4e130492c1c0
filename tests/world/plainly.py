"""Answers of the code under test go in, the nouns of the script come out, so that the two can be compared as sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal
from typing import NamedTuple, TypeVar

from kb.compare.conflicts.conflict import Conflict
from kb.compare.consensus.expected import Consensus
from kb.compare.events.event import Event
from kb.compare.precision import middle
from world.nouns import Clash, Happening, Side, Street

Row = Mapping[str, object]
Noun = TypeVar("Noun", bound=NamedTuple)


def rounded(number: object) -> object:
    """A number to ten digits, for both sides count with more; anything else as it is."""
    return Context(prec=10).create_decimal(number).normalize() if isinstance(number, Decimal) else number


def exactly(noun: Noun) -> Noun:
    """An event or a row of the consensus with its numbers written as those found are."""
    said = {name: rounded(value) for name, value in noun._asdict().items()}
    if isinstance(noun, Street):
        said["values"] = tuple((broker, rounded(value)) for broker, value in noun.values)
    return noun._replace(**said)


def event_of(event: Event) -> Happening:
    is_of_a_number = event.kind.startswith(("estimate", "restated"))
    return exactly(
        Happening(
            event.kind,
            event.day,
            event.broker,
            event.subject_id or event.subject,
            event.metric_id if is_of_a_number else None,
            event.period if is_of_a_number else None,
            event.old,
            event.new,
        )
    )


def street_of(row: Consensus) -> Street:
    standout, surprise = row.standout, row.surprise
    return exactly(
        Street(
            row.subject_id or row.subject,
            str(row.metric_id or row.metric),
            row.period,
            row.unit,
            tuple(sorted((str(one["broker"]), middle(one) or Decimal(0)) for one in row.counted)),
            *(row.mean, row.median, row.high, row.low, row.stdev),
            _brokers(row.stale),
            _brokers(row.other_units),
            str(standout.row["broker"]) if standout else None,
            standout.percent if standout else None,
            *(row.revision_30, row.revision_90),
            middle(row.actual) if row.actual else None,
            surprise.percent if surprise else None,
            surprise.deviations if surprise else None,
        )
    )


def _brokers(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted(str(one["broker"]) for one in rows))


def clash_of(conflict: Conflict) -> Clash:
    what = conflict.one
    sides = (
        (conflict.rows_one, conflict.brokers_one),
        (conflict.rows_other, conflict.brokers_other),
    )
    about = ("rating", None) if what["kind"] == "rating" else (str(what["metric_id"]), str(what["period"]))
    return Clash(
        conflict.type,
        "within" if conflict.within else "between",
        str(what.get("subject_id") or what["subject"]),
        *about,
        frozenset(Side(frozenset(map(_said, rows)), frozenset(brokers)) for rows, brokers in sides),
    )


def _said(row: Row) -> str:
    """A rating's word, or a number without idle zeros."""
    if row["kind"] == "rating":
        return str(row["rating"])
    return format((middle(row) or Decimal(0)).normalize(), "f")
